"""The record: documents, mentions, entities, stances and relations, immutable and validated.

Offsets are Unicode code points of the document's text, counted from 0, the end exclusive.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, get_args

import msgspec
from msgspec import Meta

from annotations.change import item_order
from annotations.errors import RecordError

FORMAT: Literal[1] = 1
BUILT_IN_ENTITIES: dict[str, str] = {
    "@author": "the author of the text",
    "@unknown": "somebody the text does not name",
    "@public": "the public, people in general",
}

Offset: TypeAlias = Annotated[int, Meta(ge=0)]
Identifier: TypeAlias = Annotated[str, Meta(min_length=1)]
Status: TypeAlias = Literal["todo", "started", "done", "skipped"]
Basis: TypeAlias = Literal["statement", "action", "inferred"]
STATUSES: tuple[Status, ...] = get_args(Status)
BASES: tuple[Basis, ...] = get_args(Basis)


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the text: code points `start` to `end`, exclusive, and what stands there."""

    start: Offset
    end: Offset
    text: str


class Mention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A span with a label.

    `fragments` (two or more, sorted, disjoint) makes it discontinuous; `start` and `end` are then
    the outer bounds. `entity` is the id of what it refers to, in the same record.
    """

    id: Identifier
    start: Offset
    end: Offset
    text: str
    label: Identifier
    entity: str | None = None
    fragments: tuple[Span, ...] | None = None
    origin: Identifier = "manual"
    attrs: dict[str, Any] = {}
    note: str | None = None


class Entity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What mentions refer to together.

    `kb` is a Wikidata id, `ref` the id of the project's entity (null: of this document alone).
    """

    id: Identifier
    name: str
    label: str
    kb: str | None = None
    ref: str | None = None
    origin: Identifier = "manual"
    attrs: dict[str, Any] = {}
    note: str | None = None


class Participant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who or what stands in a stance: an entity, and the mention that shows it, if one does."""

    entity: Identifier
    mention: str | None = None

    def without(self, mentions: Collection[str]) -> Participant:
        """The same, with no pointer to any of these mentions."""
        return msgspec.structs.replace(self, mention=None) if self.mention in mentions else self


class Stance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody's position toward something, with the words that show it.

    `intensity` is 1 to 3 or null. `attribution` names who reports it, outermost first (the nested
    sources of Wiebe, Wilson and Cardie 2005). `basis` is statement, action or inferred.
    """

    id: Identifier
    holder: Participant
    target: Participant
    polarity: Identifier
    intensity: Annotated[int, Meta(ge=1, le=3)] | None = None
    evidence: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    attribution: tuple[str, ...] = ()
    basis: Basis | None = None
    origin: Identifier = "manual"
    attrs: dict[str, Any] = {}
    note: str | None = None


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A labelled arrow from one mention to another."""

    id: Identifier
    label: Identifier
    head: Identifier
    tail: Identifier
    origin: Identifier = "manual"
    attrs: dict[str, Any] = {}


class ProjectEntity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entity that several documents share: a row of the table `entities`.

    `aliases` are the strings by which it was mentioned, each once, in the order of their coming.
    """

    id: Identifier
    name: str
    label: str
    kb: str | None = None
    aliases: tuple[str, ...] = ()
    attrs: dict[str, Any] = {}
    note: str | None = None


Item: TypeAlias = Mention | Entity | Stance | Relation
ITEM_TYPES: dict[str, type[Item]] = {
    "mentions": Mention,
    "entities": Entity,
    "stances": Stance,
    "relations": Relation,
}
PREFIXES: dict[type[Item], str] = {Mention: "m", Entity: "e", Stance: "s", Relation: "r"}
_AnyItem = TypeVar("_AnyItem", Mention, Entity, Stance, Relation)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that one annotator said about one document.

    Items are in the order of their ids, which are never used again: `next` is the next number.
    """

    format: Literal[1] = FORMAT
    id: Identifier
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    annotator: str
    status: Status = "todo"
    flagged: bool = False
    labels: tuple[str, ...] = ()
    note: str | None = None
    guideline: str | None = None
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    stances: tuple[Stance, ...] = ()
    relations: tuple[Relation, ...] = ()
    next: Annotated[int, Meta(ge=1)] = 1
    created: str
    updated: str
    revision: Offset = 0

    def mention(self, item_id: str) -> Mention | None:
        """The mention with this id, or None."""
        return find(self.mentions, item_id)

    def entity(self, item_id: str | None) -> Entity | None:
        """The entity with this id, or None. The built-in ones are not listed."""
        return find(self.entities, item_id) if item_id else None

    def stance(self, item_id: str) -> Stance | None:
        """The stance with this id, or None."""
        return find(self.stances, item_id)

    def mentions_of(self, entity_id: str) -> list[Mention]:
        """The mentions of an entity, in the order of the text."""
        return sorted((m for m in self.mentions if m.entity == entity_id), key=position)

    def name_of(self, entity_id: str) -> str:
        """An entity's name for people; the id itself where the record has no such entity."""
        entity = self.entity(entity_id)
        return entity.name if entity else entity_id


class Document(msgspec.Struct, frozen=True):
    """A text with its name. `sha256` is of the text's UTF-8 bytes, exactly as decoded."""

    id: str
    text: str
    sha256: str
    title: str = ""
    meta: dict[str, Any] = {}


class ExportedDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the canonical export: a record joined with its document.

    `text` is left out of an export that was made without it.
    """

    format: Literal[1] = FORMAT
    id: Identifier
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    title: str
    text: str | msgspec.UnsetType = msgspec.UNSET
    meta: dict[str, Any] = {}
    annotator: str
    status: Status
    flagged: bool
    labels: tuple[str, ...]
    note: str | None
    guideline: str | None
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    stances: tuple[Stance, ...]
    relations: tuple[Relation, ...]
    next: Annotated[int, Meta(ge=1)]
    created: str
    updated: str
    revision: Offset


def text_hash(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal.

    Raises UnicodeEncodeError for a text with lone surrogates, which no file can hold.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def find(items: Sequence[_AnyItem], item_id: str) -> _AnyItem | None:
    """The item with this id out of a list in the order of ids, or None."""
    at = bisect_left(items, item_order(item_id), key=lambda item: item_order(item.id))
    return items[at] if at < len(items) and items[at].id == item_id else None


def position(mention: Mention) -> tuple[int, int, tuple[int, str]]:
    """The sort key for the order of the text: the outer one first where two start together."""
    return (mention.start, -mention.end, item_order(mention.id))


def words_of(mention: Mention) -> str:
    """The words of a mention, without those between its fragments."""
    if mention.fragments is None:
        return mention.text
    return " ".join(span.text for span in mention.fragments)


def span_of(text: str, start: int, end: int) -> Span:
    """The span from `start` to `end` (exclusive) with the text that stands there."""
    return Span(start, end, text[start:end])


def decode_record(row: bytes, where: str) -> Record:
    """A record out of its JSON; `where` names it in the RecordError that a bad one raises."""
    try:
        return msgspec.json.decode(row, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordError(f"{where}: the record can't be read: {error}") from error


def export_line(record: Record, document: Document, *, with_text: bool = True) -> bytes:
    """One line of the canonical export, without the line's end: UTF-8 JSON, the same every time."""
    fields = {name: getattr(record, name) for name in Record.__struct_fields__}
    return msgspec.json.encode(
        ExportedDocument(
            **fields,
            title=document.title,
            text=document.text if with_text else msgspec.UNSET,
            meta=document.meta,
        )
    )


def faults(record: Record, text: str) -> list[str]:
    """Everything in a record that doesn't fit its text or itself, one sentence each."""
    return list(_faults(record, text))


def _faults(record: Record, text: str) -> Iterator[str]:
    if record.sha256 != text_hash(text):
        yield "the text is not the one that was annotated (its SHA-256 differs)"
    yield from _id_faults(record)
    for mention in record.mentions:
        spans = mention.fragments or ()
        whole = Span(mention.start, mention.end, mention.text)
        yield from _span_faults(f"mention {mention.id}", (whole,), text)
        yield from _span_faults(f"mention {mention.id}, fragment", spans, text)
        if mention.fragments is not None and not _are_fragments(mention):
            yield (
                f"mention {mention.id}: fragments must be two or more, sorted, disjoint, "
                f"from {mention.start} to {mention.end}"
            )
        if mention.entity is not None and record.entity(mention.entity) is None:
            yield f"mention {mention.id}: there is no entity {mention.entity}"
    for stance in record.stances:
        yield from _stance_faults(record, stance, text)
    for relation in record.relations:
        for role, end in (("head", relation.head), ("tail", relation.tail)):
            if record.mention(end) is None:
                yield f"relation {relation.id}: its {role} {end} is no mention of this document"


def _id_faults(record: Record) -> Iterator[str]:
    ids = [item.id for name in ITEM_TYPES for item in getattr(record, name)]
    for item_id, count in Counter(ids).items():
        if count > 1:
            yield f"the id {item_id} is used {count} times"
        # Compared as strings: what another program wrote may be too long for int().
        digits = item_id[1:].lstrip("0")
        if digits.isdecimal() and item_order(digits) >= item_order(str(record.next)):
            yield f"the id {item_id} is not below `next` ({record.next})"
    for name in ITEM_TYPES:
        ids = [item.id for item in getattr(record, name)]
        if ids != sorted(ids, key=item_order):
            yield f"the {name} are not in the order of their ids"


def _span_faults(what: str, spans: Iterable[Span], text: str) -> Iterator[str]:
    for span in spans:
        where = f"{what}: {span.start}-{span.end}"
        if not 0 <= span.start < span.end <= len(text):
            yield f"{where} is no span of a text of {len(text)} characters"
        elif text[span.start : span.end] != span.text:
            yield f"{where} says {span.text!r}, the text has {text[span.start : span.end]!r}"


def _are_fragments(mention: Mention) -> bool:
    spans = mention.fragments or ()
    return (
        len(spans) > 1
        and all(a.end <= b.start for a, b in pairwise(spans))
        and (spans[0].start, spans[-1].end) == (mention.start, mention.end)
    )


def _stance_faults(record: Record, stance: Stance, text: str) -> Iterator[str]:
    what = f"stance {stance.id}"
    for role, slot in (("holder", stance.holder), ("target", stance.target)):
        if not known_entity(record, slot.entity):
            yield f"{what}: its {role} {slot.entity} is no entity of this document"
        if slot.mention is None:
            continue
        mention = record.mention(slot.mention)
        if mention is None:
            yield f"{what}: its {role}'s mention {slot.mention} is no mention of this document"
        elif mention.entity != slot.entity:
            yield (
                f"{what}: its {role} is {slot.entity}, "
                f"but its mention {mention.id} is of {mention.entity}"
            )
    for source in stance.attribution:
        if not known_entity(record, source):
            yield f"{what}: attributed to {source}, which is no entity of this document"
    yield from _span_faults(f"{what}, evidence", stance.evidence, text)
    yield from _span_faults(f"{what}, cue", stance.cue, text)


def known_entity(record: Record, entity_id: str) -> bool:
    """True for the record's own entities and for the built-in ones."""
    return entity_id in BUILT_IN_ENTITIES or record.entity(entity_id) is not None
