"""What comes in is held against its text and itself: the one gate for all formats.

What is wrong is left out item by item, with what depends on it, and each is reported. What passes
has no `model.faults`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from msgspec.structs import replace

from annotations.change import item_order
from annotations.formats.base import Fault, Incoming, Report
from annotations.model import (
    BASES,
    BUILT_IN_ENTITIES,
    ITEM_TYPES,
    PREFIXES,
    STATUSES,
    Entity,
    Item,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    text_hash,
)

_DIGITS = 15
_id_of = {kind: rf"{prefix}[1-9][0-9]{{0,{_DIGITS - 1}}}+" for kind, prefix in PREFIXES.items()}
_id = {kind: re.compile(one).fullmatch for kind, one in _id_of.items()}
_ids = {kind: re.compile(f"{one}(?:,{one})*+").fullmatch for kind, one in _id_of.items()}
_OwnItem = TypeVar("_OwnItem", Mention, Entity, Stance, Relation)


class Intake:
    """Checks the documents of one source, one after the other.

    It remembers the ids of the source, so that one that comes twice is noticed.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        # Bytes are half of what the digits take; there may be very many documents.
        self._hashes: dict[str, bytes] = {}
        self._annotated: dict[str, set[str]] = {}

    def checked(self, incoming: Incoming) -> Incoming | None:
        """A document, which must have its text, with what of its records is sound.

        None where the document itself is no good: without an id or a text, or another one had its
        id before. One that is annotated by several comes several times.
        """
        document, where = incoming.document, incoming.where
        why = ""
        try:
            sha256 = text_hash(document.text)
            document.id.encode()
        except UnicodeEncodeError as error:
            sha256, why = "", f"half a surrogate pair at character {error.start}, which is no text"
        if not document.id:
            why = "the document has no id"
        elif not document.text:
            why = f"the document {document.id!r} has no text"
        elif not why and not self._is_known_text(document.id, sha256):
            why = f"the id {document.id!r} is there twice, with two texts; this one is left out"
        if why:
            self._report(Fault(where, why))
            return None
        if document.sha256 != sha256:
            self._report(Fault(where, "its SHA-256 is not that of its text: it has changed"))
            document = replace(document, sha256=sha256)
        record, predictions = (
            _sound(_under(one, sha256), document.text, where, self._report, incoming.lines)
            if one is not None and self._is_first(one, role, incoming)
            else None
            for role, one in (("by", incoming.record), ("as", incoming.predictions))
        )
        return incoming._replace(document=document, record=record, predictions=predictions)

    def _is_known_text(self, document_id: str, sha256: str) -> bool:
        """Whether this is the text of the id, as it is where the id comes for the first time."""
        digest = bytes.fromhex(sha256)
        return self._hashes.setdefault(document_id, digest) == digest

    def _is_first(self, record: Record, role: str, incoming: Incoming) -> bool:
        """Whether this is the document's first record of that annotator or program."""
        annotated = self._annotated.setdefault(f"{role} {record.annotator}", set())
        if incoming.document.id in annotated:
            by = f", annotated by {record.annotator}" if record.annotator else ""
            why = f"{incoming.document.id!r} is there twice{by}; the first one counts"
            self._report(Fault(incoming.where, why))
            return False
        annotated.add(incoming.document.id)
        return True


def sound(record: Record, text: str, where: str, report: Report) -> Record:
    """What of a record fits its text and itself, under the text's hash, with regular item ids."""
    return _sound(_under(record, text_hash(text)), text, where, report)


def _under(record: Record, sha256: str) -> Record:
    """The record of the text with this hash; most are already, and a copy takes its time."""
    return record if record.sha256 == sha256 else replace(record, sha256=sha256)


def _sound(
    record: Record,
    text: str,
    where: str,
    report: Report,
    lines: Mapping[str, int] = MappingProxyType({}),
) -> Record:
    if _is_sound(record, text):
        return record
    return _Mending(record, text, where, report, lines).done()


def _is_sound(record: Record, text: str) -> bool:
    """Whether there is nothing to mend; fast, as most records are."""
    length = len(text)
    entities = {entity.id for entity in record.entities}
    known = entities | BUILT_IN_ENTITIES.keys()
    mentions: dict[str, str | None] = {}
    for one in record.mentions:
        start, end = one.start, one.end
        if not 0 <= start < end <= length or text[start:end] != one.text or not one.label:
            return False
        if one.entity is not None and one.entity not in entities:
            return False
        if one.fragments is not None and _fragments_fault(one, one.fragments, text):
            return False
        mentions[one.id] = one.entity
    for stance in record.stances:
        for slot in (stance.holder, stance.target):
            if slot.entity not in known:
                return False
            if slot.mention is not None and mentions.get(slot.mention, "") != slot.entity:
                return False
        if not known.issuperset(stance.attribution) or _stance_faults(stance):
            return False
        for span in (*stance.evidence, *stance.cue):
            if _span_fault(span, text):
                return False
    return (
        all(r.head in mentions and r.tail in mentions and r.label for r in record.relations)
        and record.status in STATUSES
        and _has_regular_ids(record)
    )


def _has_regular_ids(record: Record) -> bool:
    """Whether ids are well-formed, in order, each used once (as a number, too), and below next."""
    for name, kind in ITEM_TYPES.items():
        items = getattr(record, name)
        if not items:
            continue
        # All at once: looking at each id by itself would take a tenth of an import.
        ids = [item.id for item in items]
        joined = ",".join(ids)
        if not _ids[kind](joined) or joined.count(",") >= len(ids):
            return False
        are_alike = len(joined) == len(ids) * (len(ids[0]) + 1) - 1
        # Numbers of one length are in order as their digits are.
        in_order = sorted(set(ids)) if are_alike else sorted(set(ids), key=item_order)
        if ids != in_order or int(ids[-1][1:]) >= record.next:
            return False
    return True


def _span_fault(span: Span | Mention, text: str) -> str:
    """What is wrong with a span, in words; empty where nothing is."""
    if not 0 <= span.start < span.end <= len(text):
        return f"{span.start}-{span.end} is no span of a text of {len(text)} characters"
    if (there := text[span.start : span.end]) != span.text:
        return f"{span.start}-{span.end} says {span.text!r}, the text has {there!r}"
    return ""


def _fragments_fault(mention: Mention, spans: Sequence[Span], text: str) -> str:
    if fault := next((fault for span in spans if (fault := _span_fault(span, text))), ""):
        return fault
    bounds = (spans[0].start, spans[-1].end) if len(spans) > 1 else None
    if bounds != (mention.start, mention.end) or any(a.end > b.start for a, b in pairwise(spans)):
        return "its fragments are not two or more, in order, disjoint, between its bounds"
    return ""


def _stance_faults(stance: Stance) -> str:
    if not stance.polarity:
        return "it has no polarity"
    if stance.intensity not in (None, 1, 2, 3):
        return f"its intensity {stance.intensity} is none of 1, 2, 3"
    if stance.basis is not None and stance.basis not in BASES:
        return f"its basis {stance.basis!r} is none of {', '.join(BASES)}"
    return ""


class _Mending:
    """One record with something wrong in it: what is good goes on, the rest is reported."""

    def __init__(
        self, record: Record, text: str, where: str, report: Report, lines: Mapping[str, int]
    ) -> None:
        self._record = record
        self._text = text
        self._where = where
        self._report = report
        self._lines = lines
        numbers = [
            int(item.id[1:])
            for name, kind in ITEM_TYPES.items()
            for item in getattr(record, name)
            if _id[kind](item.id)
        ]
        self._next = max([record.next, 1, *(number + 1 for number in numbers)])

    def done(self) -> Record:
        """The record without what is wrong."""
        record = self._record
        entities = self._numbered(record.entities)
        new_entities = {e.id: replace(e, id=new) for new, e in reversed(entities)}
        entity_ids = {old: entity.id for old, entity in new_entities.items()}
        entity_ids |= {name: name for name in BUILT_IN_ENTITIES}
        found = [
            (new, mention)
            for new, old in self._numbered(record.mentions)
            if (mention := self._mention(old, entity_ids))
        ]
        mentions = {m.id: replace(m, id=new) for new, m in reversed(found)}
        stances = [
            replace(stance, id=new)
            for new, old in self._numbered(record.stances)
            if (stance := self._stance(old, entity_ids, mentions))
        ]
        relations = [
            replace(relation, id=new)
            for new, old in self._numbered(record.relations)
            if (relation := self._relation(old, mentions))
        ]
        status = record.status
        if status not in STATUSES:
            self._say(None, f"its status {status!r} is none of {', '.join(STATUSES)}")
            status = "started"
        return replace(
            record,
            status=status,
            mentions=_ordered(replace(m, id=new) for new, m in found),
            entities=_ordered(replace(e, id=new) for new, e in entities),
            stances=_ordered(stances),
            relations=_ordered(relations),
            next=self._next,
        )

    def _say(self, item: Item | None, what: str, part: str = "") -> None:
        where = self._where
        if item is not None:
            line = self._lines.get(item.id)
            where += f"{f':{line}' if line else ''}, {_called(item)}{part}"
        self._report(Fault(where, what))

    def _numbered(self, items: Sequence[_OwnItem]) -> list[tuple[str, _OwnItem]]:
        """Each item with its id from now on: its own where that is a good one, else a new one."""
        found: list[tuple[str, _OwnItem]] = []
        used: set[str] = set()
        for item in items:
            new = item.id
            if new in used:
                self._say(item, "its id is used twice; this one gets a new id")
            if new in used or not _id[type(item)](new):
                new, self._next = f"{PREFIXES[type(item)]}{self._next}", self._next + 1
            used.update((new, item.id))
            found.append((new, item))
        return found

    def _mention(self, old: Mention, entities: Mapping[str, str]) -> Mention | None:
        fragments = old.fragments
        if fragments is not None:
            fragments = tuple(sorted(fragments, key=lambda span: (span.start, span.end)))
            if len(fragments) == 1 and (fragments[0].start, fragments[0].end) == (
                old.start,
                old.end,
            ):
                fragments = None
        why = _span_fault(old, self._text)
        if not why and fragments is not None:
            why = _fragments_fault(old, fragments, self._text)
        if not why and not old.label:
            why = "it has no label"
        if why:
            self._say(old, why)
            return None
        entity = entities.get(old.entity or "")
        if entity in BUILT_IN_ENTITIES or (old.entity is not None and entity is None):
            self._say(old, f"there is no entity {old.entity}; it comes in without")
            entity = None
        return replace(old, fragments=fragments, entity=entity)

    def _stance(
        self, old: Stance, entities: Mapping[str, str], mentions: Mapping[str, Mention]
    ) -> Stance | None:
        why = _stance_faults(old)
        for role, slot in (("holder", old.holder), ("target", old.target)):
            if slot.entity not in entities:
                why = why or f"its {role} {slot.entity} is no entity of this document"
        if why:
            self._say(old, why)
            return None
        lost = [source for source in old.attribution if source not in entities]
        if lost:
            self._say(old, f"attributed to {', '.join(lost)}, no entity of this document")
        return replace(
            old,
            holder=self._slot(old, "holder", entities, mentions),
            target=self._slot(old, "target", entities, mentions),
            attribution=tuple(entities[s] for s in old.attribution if s in entities),
            evidence=self._spans(old, "evidence", old.evidence),
            cue=self._spans(old, "cue", old.cue),
        )

    def _slot(
        self,
        stance: Stance,
        role: str,
        entities: Mapping[str, str],
        mentions: Mapping[str, Mention],
    ) -> Participant:
        """A participant; the mention that shows it is left out where that is none of the entity."""
        slot: Participant = getattr(stance, role)
        entity = entities[slot.entity]
        shown = mentions.get(slot.mention or "")
        if slot.mention is not None and (shown is None or shown.entity != entity):
            why = f"its {role}'s mention {slot.mention} is no mention of {slot.entity} here"
            self._say(stance, why)
            shown = None
        return Participant(entity, shown.id if shown else None)

    def _spans(self, stance: Stance, what: str, spans: Iterable[Span]) -> tuple[Span, ...]:
        kept = []
        for span in spans:
            if fault := _span_fault(span, self._text):
                self._say(stance, fault, f", {what}")
            else:
                kept.append(span)
        return tuple(kept)

    def _relation(self, old: Relation, mentions: Mapping[str, Mention]) -> Relation | None:
        for role, end in (("head", old.head), ("tail", old.tail)):
            if end not in mentions:
                self._say(old, f"its {role} {end} is no mention that came in")
                return None
        if not old.label:
            self._say(old, "it has no label")
            return None
        return replace(old, head=mentions[old.head].id, tail=mentions[old.tail].id)


def _called(item: Item) -> str:
    return f"{type(item).__name__.lower()} {item.id}".rstrip()


def _ordered(items: Iterable[_OwnItem]) -> tuple[_OwnItem, ...]:
    return tuple(sorted(items, key=lambda item: item_order(item.id)))
