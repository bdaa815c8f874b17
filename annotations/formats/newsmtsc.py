"""NewsMTSC (Hamborg and Donnay 2021): a sentence a line, with the polarity toward its targets.

A target is a stance of @author toward an entity; its further mentions are the entity's. Polarity
is 2 (oppose), 4 (neutral) or 6 (support); the flat form of the same data, a target a line, has -1,
0 and 1, and its lines of one sentence come in as one document. The evidence is the sentence.

Only stances of @author are written, and only toward something that has a mention of one span in
the sentence. Under the key `standoff`, which other readers leave alone, a line says what document
it is a part of (see `sentences`), and a target has its entity, the labels of its mentions, evidence
that is not the sentence, and a polarity of another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

import msgspec

from annotations.formats.assembly import Assembly, Told
from annotations.formats.base import Annotated, Fault, Format, Incoming, Outgoing, Report
from annotations.formats.json_array import first_names
from annotations.formats.sentences import (
    KEY,
    Describer,
    Piece,
    Sentence,
    annotated_pieces,
    check_text,
    others,
    part_of,
    relative_evidence,
    together,
)
from annotations.formats.streams import check_not_utf16, of_file, read_back
from annotations.model import Mention, Participant, Record, Stance
from annotations.scheme import Scheme

NAME = "newsmtsc"
_ID = "primary_gid"
_TEXT = "sentence_normalized"
_LABEL = "Target"
_LINE = frozenset({_ID, _TEXT, "targets", KEY})
_TARGET = frozenset({"from", "to", "mention", "polarity", "further_mentions", KEY})
_FLAT = frozenset({"mention", "polarity", "from", "to", "sentence"})
_POLARITIES: dict[float, str] = {2: "oppose", 4: "neutral", 6: "support"}
_FLAT_POLARITIES = {-1: "oppose", 0: "neutral", 1: "support"}
_NUMBERS = {name: float(number) for number, name in _POLARITIES.items()}
_SIGNS = {1: 6.0, -1: 2.0}


class Aside(msgspec.Struct, omit_defaults=True):
    """What we say of a target under our own key. `further` are the labels of further mentions."""

    target: Told | None = None
    further: tuple[str, ...] = ()
    polarity: str | None = None
    evidence: list[tuple[int, int]] | None = None


# Reading


def read(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The documents of lines of JSON, one by one; a line that is none is reported."""
    for sentences in together(_joined(_sentences(stream, where, report)), report):
        assembly = Assembly(f"import:{NAME}", _ID, sentences)
        for number, sentence in enumerate(sentences):
            for place, target in enumerate(sentence.items, 1):
                try:
                    _add(assembly, number, sentence, target)
                except ValueError as error:
                    report(Fault(f"{sentence.where}, target {place}", f"{error}; it is left out"))
        if incoming := assembly.incoming(report):
            yield incoming


class _Line(NamedTuple):
    sentence: Sentence
    flat: bool


def _sentences(stream: BinaryIO, where: str, report: Report) -> Iterator[_Line]:
    for number, line in enumerate(stream, 1):
        place = f"{where}:{number}"
        if number == 1:
            check_not_utf16(line, where)
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            found = msgspec.json.decode(line, type=dict[str, Any])
            if found.keys() >= _FLAT:
                yield _Line(_flat(found, place), flat=True)
                continue
            text, targets = found.get(_TEXT), found.get("targets")
            if not isinstance(text, str) or not isinstance(targets, list):
                raise ValueError(f"no sentence with {_TEXT} and targets")
        except (ValueError, RecursionError) as error:
            report(Fault(place, f"{error}; it is left out"))
            continue
        fields = {name: value for name, value in found.items() if name not in _LINE}
        part = part_of(found.get(KEY), place, report)
        sentence = Sentence(place, str(found.get(_ID) or place), text, targets, part, fields)
        yield _Line(sentence, flat=False)


def _flat(found: dict[str, Any], where: str) -> Sentence:
    text = found.pop("sentence")
    if not isinstance(text, str):
        raise ValueError("its sentence is no string")
    number = found["polarity"]
    polarity = _FLAT_POLARITIES.get(number) if isinstance(number, int) else None
    if polarity:
        found["polarity"] = _NUMBERS[polarity]
    name = str(found.pop("id", None) or where)
    return Sentence(where, name, text, [{"Input.gid": name, **found}], None, {})


def _joined(lines: Iterable[_Line]) -> Iterator[Sentence]:
    """Lines of the flat form that follow one another with one text, as one sentence."""
    held: _Line | None = None
    for line in lines:
        if held and held.flat and line.flat and held.sentence.text == line.sentence.text:
            held.sentence.items.extend(line.sentence.items)
            continue
        if held:
            yield held.sentence
        held = line
    if held:
        yield held.sentence


def _add(assembly: Assembly, number: int, sentence: Sentence, target: Any) -> None:
    """Add the stance that a target is. Raises ValueError for what is none."""
    if not isinstance(target, dict):
        raise ValueError(f"{target!r} is no target")
    aside = msgspec.convert(target.get(KEY) or {}, Aside)
    value = target.get("polarity")
    polarity = _POLARITIES.get(value) if isinstance(value, int | float) else None
    if polarity is None:
        raise ValueError(f"{value!r} is no polarity; there are 2, 4 and 6")
    spans = [assembly.spans(number, [_found(target)])]
    further = target.get("further_mentions") or []
    if not isinstance(further, list):
        raise ValueError("its further mentions are no list")
    spans += [assembly.spans(number, [_found(mention)]) for mention in further]
    slot = assembly.participant(spans[0], aside.target, _LABEL)
    for place, more in enumerate(spans[1:]):
        label = aside.further[place] if place < len(aside.further) else _LABEL
        assembly.mention(more, label, slot.entity)
    whole = [(0, len(sentence.text))]
    assembly.draft.stance(
        Participant("@author"),
        aside.polarity or polarity,
        slot,
        evidence=assembly.slices(number, whole if aside.evidence is None else aside.evidence),
        attrs={name: value for name, value in target.items() if name not in _TARGET},
    )


def _found(mention: Any) -> tuple[int, int, str]:
    if isinstance(mention, dict):
        start, end, text = (mention.get(name) for name in ("from", "to", "mention"))
        if type(start) is int and type(end) is int and start >= 0 and isinstance(text, str):
            return start, end, text
    raise ValueError(f"{mention!r} is no mention with from, to and mention")


# Writing


def write(documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing) -> None:
    """Write the sentences of documents, one a line.

    Raises StandoffError for an export without text.
    """
    check_text(outgoing, NAME)
    describer: Describer | None = None
    for record, document, piece, name in annotated_pieces(documents, _ID):
        if describer is None or piece.number == 0:
            describer = Describer(record)
        targets = [
            target
            for stance in piece.stances
            if (target := _target(record, stance, piece, describer, name, outgoing.scheme))
        ]
        line = {
            _ID: name,
            _TEXT: document.text[piece.start : piece.end],
            "targets": targets,
            KEY: piece.part,
        }
        if piece.is_document:
            line = {**others(document.meta, _LINE), **line}
        out.write(msgspec.json.encode(line) + b"\n")


def _target(
    record: Record, stance: Stance, piece: Piece, describer: Describer, name: str, scheme: Scheme
) -> dict[str, Any] | None:
    """The target that a stance is, or None where it can't be one."""
    known = scheme.polarity(stance.polarity)
    number = _NUMBERS.get(stance.polarity) or _SIGNS.get(known.sign if known else 0)
    mention = record.mention(stance.target.mention) if stance.target.mention else None
    if stance.holder.entity != "@author" or number is None or mention is None:
        return None
    if not _is_plain(mention, piece):
        return None
    alike = [
        other
        for other in record.mentions_of(stance.target.entity)
        if other.id != mention.id and _is_plain(other, piece)
    ]
    aside = Aside((stance.target.entity, mention.label), tuple(other.label for other in alike))
    aside.evidence = relative_evidence(stance, piece)
    if _POLARITIES[number] != stance.polarity:
        aside.polarity = stance.polarity
    describer.add(piece.part, stance.target.entity)
    place = _place(mention, piece)
    more = {"further_mentions": [_place(other, piece) for other in alike]} if alike else {}
    gid = f"{name}_{place['from']}_{place['to']}"
    return {
        "Input.gid": gid,
        **others(stance.attrs, _TARGET),
        **place,
        "polarity": number,
        **more,
        KEY: aside,
    }


def _is_plain(mention: Mention, piece: Piece) -> bool:
    return not mention.fragments and piece.start <= mention.start and mention.end <= piece.end


def _place(mention: Mention, piece: Piece) -> Mapping[str, Any]:
    start, end = mention.start - piece.start, mention.end - piece.start
    return {"from": start, "to": end, "mention": mention.text}


def _recognise(_: object, start: bytes) -> bool:
    line = start.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    names = first_names(line) if line.startswith(b"{") else frozenset()
    return names >= {_TEXT, "targets"} or names >= _FLAT


FORMAT = Format(
    NAME,
    "NewsMTSC, a sentence a line with the author's polarity toward its targets",
    (".jsonl",),
    frozenset({"text", "document labels"}),
    frozenset({"mentions", "overlap", "entities", "kb", "stances", "evidence", "notes", "attrs"}),
    read=of_file(read),
    write=write,
    recognise=_recognise,
    again=read_back(write, read),
)
