"""What edits check before they begin, and how they name things in their sentences."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.errors import EditError
from annotations.model import (
    BUILT_IN_ENTITIES,
    Entity,
    Mention,
    Participant,
    Record,
    Span,
    Stance,
    known_entity,
    span_of,
)

_QUOTED = 60


def check_bounds(text: str, start: int, end: int) -> None:
    """Raises EditError where `start` to `end` holds no word of the text."""
    if not 0 <= start < end <= len(text):
        raise EditError(f"{start}-{end} is no span of a text of {len(text)} characters")
    if not text[start:end].strip():
        raise EditError("nothing but white space is selected")


def check_entity(record: Record, entity_id: str) -> None:
    """Raises EditError for what is neither built in nor an entity of the record."""
    if not known_entity(record, entity_id):
        raise EditError(f"there is no entity {entity_id} in this document")


def check_participants(record: Record, holder: Participant, target: Participant) -> None:
    """Raises EditError where two can't be holder and target of one stance."""
    for slot in (holder, target):
        check_entity(record, slot.entity)
        if slot.mention is None:
            continue
        mention = the_mention(record, slot.mention)
        if mention.entity != slot.entity:
            raise EditError(
                f"{quote(mention.text)} is no mention of {quote(record.name_of(slot.entity))}"
            )
    if holder.entity == target.entity:
        raise EditError(f"{quote(record.name_of(holder.entity))} can't be holder and target both")


def spans_of(text: str, pairs: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """The spans of the text between pairs of offsets, sorted, each once."""
    for start, end in pairs:
        check_bounds(text, start, end)
    return tuple(span_of(text, start, end) for start, end in sorted(set(pairs)))


def the_mention(record: Record, item_id: str) -> Mention:
    """The mention with this id; EditError where there is none."""
    mention = record.mention(item_id)
    if mention is None:
        raise EditError(f"there is no mention {item_id} in this document")
    return mention


def the_entity(record: Record, item_id: str) -> Entity:
    """The record's own entity with this id; EditError where there is none."""
    if item_id in BUILT_IN_ENTITIES:
        raise EditError(f"{item_id} is {BUILT_IN_ENTITIES[item_id]}: it can't be changed")
    entity = record.entity(item_id)
    if entity is None:
        raise EditError(f"there is no entity {item_id} in this document")
    return entity


def the_stance(record: Record, item_id: str) -> Stance:
    """The stance with this id; EditError where there is none."""
    stance = record.stance(item_id)
    if stance is None:
        raise EditError(f"there is no stance {item_id} in this document")
    return stance


def one_line(text: str) -> str:
    """A text with its white space, line breaks included, as single spaces."""
    return " ".join(text.split())


def quote(text: str) -> str:
    """A text in quotation marks, in one line, cut to 60 characters."""
    words = one_line(text)
    return f"“{words if len(words) <= _QUOTED else words[: _QUOTED - 1] + '…'}”"
