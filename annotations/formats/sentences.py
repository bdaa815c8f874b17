"""Documents in formats of single sentences: cut up to be written, put together to be read.

Such formats know no documents. Each sentence that we write has one key more, `standoff`, which
says what document it is a part of, which part, and what stands before and after it in the text,
so that the parts make the document again; without that key each sentence is a document. The first
part says what the document's record is besides (title, meta, status ...). A part that needs an
entity first describes it.

Sentences are joined where one stance needs several of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from annotations.errors import StandoffError
from annotations.formats.base import Annotated, Fault, Outgoing, Report
from annotations.model import Document, Mention, Record, Span, Stance, Status
from annotations.text import Extent, Segmentation

KEY = "standoff"


class Head(msgspec.Struct, omit_defaults=True):
    """What a document and its record are besides their items. `meta` is None where the sentence's
    own keys are the document's."""

    title: str = ""
    meta: dict[str, Any] | None = None
    status: Status = "todo"
    flagged: bool = False
    labels: tuple[str, ...] = ()
    note: str | None = None


class Known(msgspec.Struct, omit_defaults=True):
    """An entity, described where it is needed first."""

    id: str
    name: str
    label: str
    kb: str | None = None


class Part(msgspec.Struct, omit_defaults=True):
    """What a sentence says of its document under the key `standoff`."""

    document: str
    part: int
    before: str = ""
    after: str = ""
    head: Head | None = None
    entities: tuple[Known, ...] = ()


class Sentence(NamedTuple):
    """One sentence as a file has it. `fields` are all its keys but the usual ones and ours."""

    where: str
    id: str
    text: str
    items: list[Any]
    part: Part | None
    fields: dict[str, Any]


class Piece(NamedTuple):
    """A stretch of a document that is written as one sentence, with its stances."""

    number: int
    start: int
    end: int
    part: Part
    stances: list[Stance]

    @property
    def is_document(self) -> bool:
        """Whether the document came as a sentence, so that its `meta` are that one's keys."""
        return self.part.head is not None and self.part.head.meta is None

    def holds(self, spans: Iterable[Span]) -> bool:
        """Whether all of these lie in it."""
        return all(self.start <= span.start and span.end <= self.end for span in spans)


def check_text(outgoing: Outgoing, name: str) -> None:
    """Raise StandoffError for an export without text in a format that is nothing without."""
    if not outgoing.with_text:
        raise StandoffError(f"{name}: every line of it has its text; it can't be written without")


def spans_of(mention: Mention | None) -> tuple[Span, ...]:
    """The fragments of a mention, or the one span that it is; none without a mention."""
    if mention is None:
        return ()
    return mention.fragments or (Span(mention.start, mention.end, mention.text),)


def pieces(record: Record, document: Document, *, whole: bool) -> list[Piece]:
    """A document in sentences, each with the stances that it shows; `whole`: in one piece.

    A stance is where its cue is, else its evidence, else its mentions. Where those are in several
    lines, it is where the first of them is; what lies in other lines is not in its piece.
    """
    text = document.text
    segmentation = Segmentation(text)
    sentences = [] if whole else list(segmentation.sentences)
    cuts = _Cuts(sentences or [(0, len(text))])
    homes = [_home(record, stance, segmentation) for stance in record.stances]
    for home in homes:
        cuts.keep_together(*home)
    extents = cuts.extents()
    starts = [start for start, _ in extents]
    head = Head(
        document.title,
        None if whole else document.meta,
        record.status,
        record.flagged,
        record.labels,
        record.note,
    )
    found = []
    for number, (start, end) in enumerate(extents):
        before = text[extents[number - 1][1] if number else 0 : start]
        after = text[end:] if number == len(extents) - 1 else ""
        part = Part(document.id, number, before, after, None if number else head)
        found.append(Piece(number, start, end, part, []))
    for stance, (start, _) in zip(record.stances, homes, strict=True):
        found[max(0, bisect_right(starts, start) - 1)].stances.append(stance)
    return found


def _home(record: Record, stance: Stance, segmentation: Segmentation) -> Extent:
    """From where to where a stance reaches in the lines of its cue or evidence."""
    shown = [
        list(spans_of(record.mention(slot.mention))) if slot.mention else []
        for slot in (stance.target, stance.holder)
    ]
    spans = list(stance.cue or stance.evidence) or shown[0] or shown[1]
    if not spans:
        return 0, 0
    line = segmentation.paragraph_at(spans[0].start) or (0, 0)
    ends = (line[0], max(line[1], spans[0].end))
    start, end = spans[0].start, spans[0].end
    for group in ([span] for span in (*spans, *stance.evidence)):
        start, end = _reached(group, ends, start, end)
    for group in shown:
        start, end = _reached(group, ends, start, end)
    return start, end


def _reached(spans: Sequence[Span], line: Extent, start: int, end: int) -> Extent:
    if spans and line[0] <= spans[0].start and spans[-1].end <= line[1]:
        return min(start, spans[0].start), max(end, spans[-1].end)
    return start, end


def relative_evidence(stance: Stance, piece: Piece) -> list[Extent] | None:
    """The evidence that lies in a piece, by offsets in it; None where it is just the piece."""
    inside = [span for span in stance.evidence if piece.holds([span])]
    found = [(span.start - piece.start, span.end - piece.start) for span in inside]
    return None if found == [(0, piece.end - piece.start)] else found


def others(values: Mapping[str, Any], ours: frozenset[str]) -> dict[str, Any]:
    """Free values under their names, but for those that the format has, the same every time."""
    return {
        name: msgspec.Raw(msgspec.json.encode(values[name], order="deterministic"))
        for name in sorted(values.keys() - ours)
    }


class _Cuts:
    """Sentences that may be joined, and may take in the blanks around them."""

    def __init__(self, sentences: Sequence[Extent]) -> None:
        self._starts = [start for start, _ in sentences]
        self._ends = [end for _, end in sentences]
        self._low = list(self._starts)
        self._high = list(self._ends)
        self._joined: set[int] = set()

    def keep_together(self, start: int, end: int) -> None:
        """Let what lies between two offsets be in one piece."""
        last = len(self._starts) - 1
        first = min(bisect_right(self._ends, start), last)
        final = max(first, bisect_left(self._starts, end) - 1)
        self._joined.update(range(first, final))
        if start < end:
            self._low[first] = min(self._low[first], start)
            self._high[final] = max(self._high[final], end)

    def extents(self) -> list[Extent]:
        found = [(self._low[0], self._high[0])]
        for number in range(1, len(self._low)):
            start, end = found[-1]
            if number - 1 in self._joined or self._low[number] < end:
                found[-1] = min(start, self._low[number]), max(end, self._high[number])
            else:
                found.append((self._low[number], self._high[number]))
        return found


class Describer:
    """Adds to the parts of one document the entities that they need, each once."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._told: set[str] = set()

    def add(self, part: Part, entity_id: str) -> None:
        """Describe this entity in this part, if no part did before. Built-in ones need none."""
        entity = self._record.entity(entity_id)
        if entity and entity_id not in self._told:
            self._told.add(entity_id)
            known = Known(entity.id, entity.name, entity.label, entity.kb)
            part.entities = (*part.entities, known)


def part_of(value: Any, where: str, report: Report) -> Part | None:
    """What stands under the key `standoff`; one that isn't as we write it is reported."""
    if value is None:
        return None
    try:
        return msgspec.convert(value, Part)
    except msgspec.ValidationError as error:
        report(Fault(f"{where}, {KEY}", f"{error}; the sentence comes in as a document"))
        return None


def together(sentences: Iterable[Sentence], report: Report) -> Iterator[list[Sentence]]:
    """Sentences by document, in order. One whose part before is missing is a document itself."""
    found: list[Sentence] = []
    for sentence in sentences:
        part = sentence.part
        if part and part.part:
            before = found[-1].part if found else None
            if before and (before.document, before.part + 1) == (part.document, part.part):
                found.append(sentence)
                continue
            report(
                Fault(
                    sentence.where,
                    f"the part of {part.document!r} before it is missing; "
                    "the sentence comes in as a document",
                )
            )
            entities = part.entities
            sentence = sentence._replace(
                part=Part(sentence.id, 0, entities=entities), fields=sentence.fields
            )
        if found:
            yield found
        found = [sentence]
    if found:
        yield found


def annotated_pieces(
    documents: Iterable[Annotated], id_key: str
) -> Iterator[tuple[Record, Document, Piece, str]]:
    """The pieces of documents with the ids of their sentences.

    A document that came as a sentence has that one's id in its `meta`: it stays in one piece.
    """
    for record, document in documents:
        own = document.meta.get(id_key)
        for piece in pieces(record, document, whole=isinstance(own, str)):
            name = own if isinstance(own, str) else f"{document.id}-{piece.number}"
            yield record, document, piece, name
