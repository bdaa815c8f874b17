"""Structured sentiment, as in SemEval-2022 task 10 (Barnes et al. 2022): an array of sentences.

An opinion is a stance: Source is its holder, Target its target, Polar_expression its cue. The
evidence is the sentence. A holder that is not in the words is @unknown, or @author where
`Source_is_author` (of NoReC) says so; a target that is not in the words is @unknown. Polarities are
Positive (support), Negative (oppose), Neutral; intensities Slight, Standard, Strong (1, 2, 3).

What we write besides stands under keys that other readers leave alone: of a sentence see
`sentences`; of an opinion, `standoff` has the entities and labels of holder and target, evidence
that is not the sentence, and a polarity that the format has no word for. Mentions that stand in no
stance are not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from annotations.formats.assembly import Assembly, Found, Told
from annotations.formats.base import Annotated, Fault, Format, Incoming, Outgoing, Report
from annotations.formats.json_array import whole_elements
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
    spans_of,
    together,
)
from annotations.formats.streams import of_file, read_back
from annotations.model import Participant, Record, Span, Stance
from annotations.scheme import Scheme

NAME = "sentiment"
_ID = "sent_id"
_AUTHOR = "Source_is_author"
_SIDES = {"holder": "Source", "target": "Target"}
_CUE = "Polar_expression"
_OPINION = frozenset({*_SIDES.values(), _CUE, "Polarity", "Intensity", KEY})
_SENTENCE = frozenset({_ID, "text", "opinions", KEY})
_POLARITIES = {"positive": "support", "negative": "oppose", "neutral": "neutral"}
_WORDS = {name: word.title() for word, name in _POLARITIES.items()}
# The words of the data, and those of its description.
_INTENSITIES = {"slight": 1, "weak": 1, "standard": 2, "average": 2, "strong": 3}
_STRENGTHS = {1: "Slight", 2: "Standard", 3: "Strong", None: None}
_RANGE = re.compile(r"([0-9]{1,15}):([0-9]{1,15})")


class Aside(msgspec.Struct, omit_defaults=True):
    """What we say of an opinion under our own key."""

    holder: Told | None = None
    target: Told | None = None
    polarity: str | None = None
    evidence: list[tuple[int, int]] | None = None


# Reading


def read(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The documents of an array of sentences, one by one; of a file that is cut off those before.

    Raises StandoffError for what is no JSON array.
    """
    for sentences in together(_sentences(stream, where, report), report):
        assembly = Assembly(f"import:{NAME}", _ID, sentences)
        for number, sentence in enumerate(sentences):
            for place, opinion in enumerate(sentence.items, 1):
                try:
                    _add(assembly, number, sentence, opinion)
                except ValueError as error:
                    report(Fault(f"{sentence.where}, opinion {place}", f"{error}; it is left out"))
        if incoming := assembly.incoming(report):
            yield incoming


def _sentences(stream: BinaryIO, where: str, report: Report) -> Iterator[Sentence]:
    for line, raw in whole_elements(stream, where, report):
        place = f"{where}:{line}"
        try:
            found = msgspec.json.decode(raw, type=dict[str, Any])
            text, opinions = found.get("text"), found.get("opinions")
            if not isinstance(text, str) or not isinstance(opinions, list):
                raise ValueError("no sentence with a text and opinions")
        except (ValueError, RecursionError) as error:
            report(Fault(place, f"{error}; it is left out"))
            continue
        fields = {name: value for name, value in found.items() if name not in _SENTENCE}
        part = part_of(found.get(KEY), place, report)
        sent_id = str(found.get(_ID) or f"{where}#{line}")
        yield Sentence(place, sent_id, text, opinions, part, fields)


def _add(assembly: Assembly, number: int, sentence: Sentence, opinion: Any) -> None:
    """Add the stance that an opinion is. Raises ValueError for what is none."""
    if not isinstance(opinion, dict):
        raise ValueError(f"{opinion!r} is no opinion")
    aside = msgspec.convert(opinion.get(KEY) or {}, Aside)
    word, strength = opinion.get("Polarity"), opinion.get("Intensity")
    if not isinstance(word, str) or not word:
        raise ValueError(f"{word!r} is no polarity")
    attrs = {name: value for name, value in opinion.items() if name not in _OPINION}
    intensity = _INTENSITIES.get(str(strength).lower())
    if _STRENGTHS[intensity] != strength:
        attrs["Intensity"] = strength
    polarity = aside.polarity or _polarity(word)
    if polarity != word and _WORDS.get(polarity) != word and not aside.polarity:
        attrs["Polarity"] = word
    spans = {key: assembly.spans(number, _found(opinion, key)) for key in (*_SIDES.values(), _CUE)}
    nobody = "@unknown"
    if not spans["Source"] and opinion.get(_AUTHOR) is True:
        nobody = "@author"
        del attrs[_AUTHOR]
    whole = [(0, len(sentence.text))]
    assembly.draft.stance(
        assembly.participant(spans["Source"], aside.holder, "Source", nobody),
        polarity,
        assembly.participant(spans["Target"], aside.target, "Target"),
        intensity=intensity,
        evidence=assembly.slices(number, whole if aside.evidence is None else aside.evidence),
        cue=spans[_CUE],
        attrs=attrs,
    )


def _polarity(word: str) -> str:
    return _POLARITIES.get(word.lower(), word)


def _found(opinion: Mapping[str, Any], key: str) -> Found:
    """A field of strings and of their places. Raises ValueError where it is not that."""
    strings, places = [], []
    field = opinion.get(key) or [[], []]
    if isinstance(field, list) and len(field) == 2 and all(isinstance(one, list) for one in field):
        strings, places = field
    found = []
    for string, place in zip(strings, places, strict=False):
        match = _RANGE.fullmatch(place) if isinstance(place, str) else None
        if match and isinstance(string, str):
            found.append((int(match[1]), int(match[2]), string))
    if len(found) != len(strings) or len(found) != len(places) or [strings, places] != field:
        raise ValueError(f"{key}: {field!r} is no list of strings with their places")
    return found


# Writing


def write(documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing) -> None:
    """Write the sentences of documents as one array, a sentence a line.

    Raises StandoffError for an export without text.
    """
    check_text(outgoing, NAME)
    before = b"[\n"
    describer: Describer | None = None
    for record, document, piece, sent_id in annotated_pieces(documents, _ID):
        if describer is None or piece.number == 0:
            describer = Describer(record)
        opinions = [
            _opinion(record, stance, piece, describer, outgoing.scheme) for stance in piece.stances
        ]
        line: dict[str, Any] = {
            _ID: sent_id,
            "text": document.text[piece.start : piece.end],
            "opinions": opinions,
            KEY: piece.part,
        }
        if piece.is_document:
            line = {**others(document.meta, _SENTENCE), **line}
        out.write(before + msgspec.json.encode(line))
        before = b",\n"
    out.write(b"\n]\n" if describer else b"[]\n")


def _opinion(
    record: Record, stance: Stance, piece: Piece, describer: Describer, scheme: Scheme
) -> dict[str, Any]:
    word = _word(stance, scheme)
    strength = stance.attrs.get("Intensity")
    if not isinstance(strength, str) or _INTENSITIES.get(strength.lower()) != stance.intensity:
        strength = _STRENGTHS[stance.intensity]
    aside = Aside(evidence=relative_evidence(stance, piece))
    if _polarity(word) != stance.polarity:
        aside.polarity = stance.polarity
    sides = {}
    for role, key in _SIDES.items():
        slot: Participant = getattr(stance, role)
        mention = record.mention(slot.mention) if slot.mention else None
        spans = spans_of(mention)
        if not piece.holds(spans):
            mention, spans = None, ()
        describer.add(piece.part, slot.entity)
        setattr(aside, role, (slot.entity, mention.label if mention else None))
        sides[key] = _field(spans, piece)
    return {
        **others(stance.attrs, _OPINION | {_AUTHOR}),
        **sides,
        _CUE: _field([span for span in stance.cue if piece.holds([span])], piece),
        "Polarity": word,
        "Intensity": strength,
        **_author(stance),
        KEY: aside,
    }


def _author(stance: Stance) -> dict[str, Any]:
    if stance.holder.entity == "@author":
        return {_AUTHOR: True}
    return others(
        {name: value for name, value in stance.attrs.items() if name == _AUTHOR}, frozenset()
    )


def _word(stance: Stance, scheme: Scheme) -> str:
    """The polarity's word: that of its source, the format's, or its own where there is none."""
    own = stance.attrs.get("Polarity")
    if isinstance(own, str) and _polarity(own) == stance.polarity:
        return own
    known = scheme.polarity(stance.polarity)
    by_sign = {1: "Positive", -1: "Negative"}.get(known.sign if known else 0, stance.polarity)
    return _WORDS.get(stance.polarity, by_sign)


def _field(spans: Iterable[Span], piece: Piece) -> tuple[list[str], list[str]]:
    parts = list(spans)
    places = [f"{span.start - piece.start}:{span.end - piece.start}" for span in parts]
    return [span.text for span in parts], places


def _recognise(_: object, start: bytes) -> bool:
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"[") and b'"sent_id"' in head and b'"opinions"' in head


FORMAT = Format(
    NAME,
    "Structured sentiment (SemEval-2022 task 10), a JSON array of sentences",
    (".json",),
    frozenset({"text", "document labels", "stances", "intensity"}),
    frozenset(
        {
            *("mentions", "overlap", "fragments", "entities", "kb", "cue", "evidence"),
            *("notes", "attrs"),
        }
    ),
    read=of_file(read),
    write=write,
    recognise=_recognise,
    again=read_back(write, read),
)
