"""Carrying a record over to a text that has changed since it was annotated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from annotations.change import Change, DeleteItem, Operation, PutItem, SetFields, item_order, plain
from annotations.difference import Difference
from annotations.edits.checks import one_line, quote
from annotations.edits.stances import describe_stance
from annotations.model import (
    ITEM_TYPES,
    Document,
    Entity,
    Mention,
    Record,
    Relation,
    Span,
    Stance,
    position,
    span_of,
)

COMMAND = "reanchor"


def reanchor(record: Record, old_text: str, document: Document) -> tuple[Change, list[str]]:
    """The change that makes a record of `old_text` one of the document as it is now.

    A span whose characters all stayed together, in their place or elsewhere, is carried over. So
    is one whose ends were found and whose words, or their spelling, have changed; it is listed. A
    mention that is gone is removed, with its relations and an entity that nothing else needs;
    evidence and cues that are gone are left out, and a stance that has no evidence left is removed.
    The list says each of these in a sentence. The change's inverse restores record and hash.
    """
    carried = _Carried(record, old_text, document)
    after = carried.record()
    operations = tuple(_difference(record, after))
    said = "1 thing" if len(carried.said) == 1 else f"{len(carried.said)} things"
    summary = f"carried over to the new text of {record.id}, {said} lost or changed"
    return Change(COMMAND, summary, operations, tuple(_difference(after, record))), carried.said


class _Moved(NamedTuple):
    """Where spans are now: None in the place of one that is gone."""

    spans: tuple[Span | None, ...]
    changed: bool

    @property
    def left(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span is not None)


class _Carried:
    """A record on its way to a new text, and what is to be said about it."""

    def __init__(self, record: Record, old_text: str, document: Document) -> None:
        self._old = record
        self._old_text = old_text
        self._document = document
        self._difference = Difference(old_text, document.text, _extents(record))
        self.said: list[str] = []

    def record(self) -> Record:
        """The record as it fits the new text."""
        old = self._old
        carried = {m.id: self._mention(m) for m in sorted(old.mentions, key=position)}
        mentions = tuple(m for item in old.mentions if (m := carried[item.id]))
        gone = {item_id for item_id, mention in carried.items() if mention is None}
        relations = tuple(r for r in old.relations if not self._loses_an_end(r, gone))
        stances = tuple(s for item in old.stances if (s := self._stance(item, gone)))
        entities = tuple(self._entities(mentions, stances))
        return replace(
            old,
            sha256=self._document.sha256,
            mentions=mentions,
            entities=entities,
            stances=stances,
            relations=relations,
        )

    def _span(self, span: Span) -> Span | None:
        if not 0 <= span.start < span.end <= len(self._old_text):
            return None
        bounds = self._difference.carry(span.start, span.end)
        return span_of(self._document.text, *bounds) if bounds else None

    def _spans(self, spans: Sequence[Span]) -> _Moved:
        found = tuple(self._span(span) for span in spans)
        pairs = zip(spans, found, strict=True)
        return _Moved(found, any(new and new.text != old.text for old, new in pairs))

    def _mention(self, mention: Mention) -> Mention | None:
        words = f"{quote(mention.text)} at {mention.start}-{mention.end}"
        what = f"mention {mention.id} {mention.label} {words}"
        old = mention.fragments or (Span(mention.start, mention.end, mention.text),)
        moved = self._spans(old)
        new = moved.left
        if len(new) < len(old):
            self.said.append(f"{what}: {self._loss(old, moved)}")
            return None
        if any(a.end > b.start for a, b in pairwise(new)):
            self.said.append(f"{what}: its parts no longer follow each other")
            return None
        whole = span_of(self._document.text, new[0].start, new[-1].end)
        if moved.changed:
            self.said.append(f"{what}: it is now {quote(whole.text)}")
        fragments = new if mention.fragments else None
        return replace(
            mention, start=whole.start, end=whole.end, text=whole.text, fragments=fragments
        )

    def _loss(self, old: Sequence[Span], moved: _Moved) -> str:
        lost = [span for span, new in zip(old, moved.spans, strict=True) if new is None]
        if any(span.text not in self._document.text for span in lost):
            return "its words are no longer in the text"
        return "its words are in the text, but their surroundings are not"

    def _loses_an_end(self, relation: Relation, gone: set[str]) -> bool:
        lost = [end for end in (relation.head, relation.tail) if end in gone]
        if lost:
            self.said.append(f"relation {relation.id} {relation.label}: removed with {lost[0]}")
        return bool(lost)

    def _stance(self, stance: Stance, gone: set[str]) -> Stance | None:
        what = f"stance {stance.id} {describe_stance(self._old, stance)}"
        evidence = self._spans(stance.evidence)
        if stance.evidence and not evidence.left:
            words = " ".join(quote(span.text) for span in stance.evidence)
            self.said.append(f"{what}: removed, its evidence is no longer in the text: {words}")
            return None
        cue = self._spans(stance.cue)
        self._tell(what, "evidence", stance.evidence, evidence)
        self._tell(what, "cue", stance.cue, cue)
        for role, slot in (("holder", stance.holder), ("target", stance.target)):
            if slot.mention in gone:
                self.said.append(f"{what}: the mention {slot.mention} of its {role} is gone")
        return replace(
            stance,
            evidence=_in_order(stance.evidence, evidence),
            cue=_in_order(stance.cue, cue),
            holder=stance.holder.without(gone),
            target=stance.target.without(gone),
        )

    def _tell(self, what: str, role: str, old: Sequence[Span], moved: _Moved) -> None:
        for before, after in zip(old, moved.spans, strict=True):
            words = f"{quote(before.text)} at {before.start}-{before.end}"
            if after is None:
                self.said.append(f"{what}: its {role} {words} is no longer in the text")
            elif after.text != before.text:
                self.said.append(f"{what}: its {role} {words} is now {quote(after.text)}")

    def _entities(self, mentions: Sequence[Mention], stances: Sequence[Stance]) -> Iterator[Entity]:
        """The entities that stay: as after edits, none that has lost all that needed it.

        One that bore the words of its only mention as its name gets the new ones.
        """
        were = _needed(self._old.mentions, self._old.stances)
        are = _needed(mentions, stances)
        old_mentions: dict[str, list[Mention]] = {}
        for mention in self._old.mentions:
            if mention.entity:
                old_mentions.setdefault(mention.entity, []).append(mention)
        now = {mention.id: mention for mention in mentions}
        for entity in self._old.entities:
            idle = entity.id in were and entity.id not in are
            if idle and not entity.kb and not entity.note:
                self.said.append(
                    f"entity {entity.id} {quote(entity.name)}: removed, nothing refers to it"
                )
                continue
            named = old_mentions.get(entity.id, [])
            if len(named) == 1 and named[0].id in now and entity.name == one_line(named[0].text):
                yield replace(entity, name=one_line(now[named[0].id].text))
            else:
                yield entity


def _extents(record: Record) -> list[tuple[int, int]]:
    """Where all the spans of a record are."""
    spans: list[Mention | Span] = []
    for mention in record.mentions:
        spans += mention.fragments or (mention,)
    for stance in record.stances:
        spans += (*stance.evidence, *stance.cue)
    return [(span.start, span.end) for span in spans]


def _needed(mentions: Sequence[Mention], stances: Sequence[Stance]) -> set[str]:
    """The ids of the entities that mentions and stances name."""
    found = {mention.entity for mention in mentions if mention.entity}
    for stance in stances:
        found.update((stance.holder.entity, stance.target.entity, *stance.attribution))
    return found


def _in_order(old: Sequence[Span], moved: _Moved) -> tuple[Span, ...]:
    """The spans that are left, sorted if they were: what moved may now stand behind another."""
    was_sorted = all(a.start <= b.start for a, b in pairwise(old))
    left = moved.left
    return tuple(sorted(left, key=lambda span: (span.start, span.end))) if was_sorted else left


def _difference(old: Record, new: Record) -> Iterator[Operation]:
    """The operations that make one record of the other: those of its items and of its hash."""
    if old.sha256 != new.sha256:
        yield SetFields("records", old.id, {"sha256": new.sha256})
    for name in ITEM_TYPES:
        before = {item.id: item for item in getattr(old, name)}
        after = {item.id: item for item in getattr(new, name)}
        for item_id in sorted(before.keys() - after.keys(), key=item_order):
            yield DeleteItem("records", old.id, name, item_id)
        for item_id, item in after.items():
            if before.get(item_id) != item:
                yield PutItem("records", old.id, name, plain(item))
