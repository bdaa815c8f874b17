"""A document and its record in the making, out of sentences that show stances.

A sentence that we did not write says nothing of entities: each string of characters is one, in one
document, and the label of its mentions and itself is what the format calls the place where it
stands (Source, Target).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from annotations.formats.base import Fault, Incoming, Report
from annotations.formats.draft import Draft
from annotations.formats.sentences import Sentence
from annotations.model import (
    BUILT_IN_ENTITIES,
    Document,
    Participant,
    Span,
    span_of,
    text_hash,
)

# What we say of a holder or target: the entity's id and, where it has a mention, that one's label.
Told: TypeAlias = tuple[str, str | None]
# Spans of one sentence: their offsets in it, and what the source says that stands there.
Found: TypeAlias = Sequence[tuple[int, int, str]]


class Assembly:
    """One document of some sentences; offsets of sentences become those of the document."""

    def __init__(self, origin: str, id_key: str, sentences: Sequence[Sentence]) -> None:
        first = sentences[0]
        self._where = first.where
        self.draft = Draft(origin)
        self.offsets: list[int] = []
        self._entities: dict[str, str] = {}
        self._by_surface: dict[str, str] = {}
        self._mentions: dict[tuple[object, ...], str] = {}
        text = ""
        for sentence in sentences:
            part = sentence.part
            text += part.before if part else ""
            self.offsets.append(len(text))
            text += sentence.text + (part.after if part else "")
            for known in part.entities if part else ():
                item_id = self.draft.entity(known.name, known.label, kb=known.kb)
                self._entities[known.id] = item_id
        self.text = text
        head = first.part.head if first.part else None
        if head:
            self.draft.status, self.draft.flagged = head.status, head.flagged
            self.draft.labels, self.draft.note = list(head.labels), head.note
        meta = head.meta if head else None
        self._meta = {id_key: first.id, **first.fields} if meta is None else meta
        self._title = head.title if head else ""
        self._id = first.part.document if first.part else first.id

    def spans(self, number: int, found: Found) -> list[Span]:
        """Spans of the sentence of this number as those of the document, in order."""
        at = self.offsets[number]
        return sorted(
            (Span(at + start, at + end, text) for start, end, text in found),
            key=lambda span: (span.start, span.end),
        )

    def slices(self, number: int, extents: Sequence[tuple[int, int]]) -> list[Span]:
        """The same for spans without a text of their own."""
        at = self.offsets[number]
        return [span_of(self.text, at + start, at + end) for start, end in extents]

    def participant(
        self, spans: list[Span], told: Told | None, label: str, nobody: str = "@unknown"
    ) -> Participant:
        """Who holds or is held: an entity, with the mention that these spans are.

        `label` is for what nobody described, `nobody` the entity where there is not even a span.
        """
        entity = told[0] if told else ""
        if entity not in BUILT_IN_ENTITIES:
            entity = self._entities.get(entity) or self._named(spans, label, nobody)
        if not spans or entity in BUILT_IN_ENTITIES:
            return Participant(entity)
        return Participant(entity, self.mention(spans, (told and told[1]) or label, entity))

    def mention(self, spans: list[Span], label: str, entity: str) -> str:
        """The mention of these spans, made if there is none with this label and entity yet."""
        key = (tuple(spans), label, entity)
        if key not in self._mentions:
            whole = spans[0].text if len(spans) == 1 else self.text[spans[0].start : spans[-1].end]
            self._mentions[key] = self.draft.mention(spans, label, text=whole, entity=entity)
        return self._mentions[key]

    def _named(self, spans: list[Span], label: str, nobody: str) -> str:
        if not spans:
            return nobody
        surface = " ".join(span.text for span in spans)
        if surface not in self._by_surface:
            self._by_surface[surface] = self.draft.entity(surface, label)
        return self._by_surface[surface]

    def incoming(self, report: Report) -> Incoming | None:
        """What was put together; None, reported, for a text that no file could hold."""
        try:
            sha256 = text_hash(self.text)
        except UnicodeEncodeError:
            report(Fault(self._where, "half a surrogate pair, which is no text; it is left out"))
            return None
        document = Document(self._id, self.text, sha256, self._title, self._meta)
        return Incoming(document, self.draft.record(self._id, sha256), self._where)
