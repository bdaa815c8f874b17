"""How an edit is made: operations applied to a record, and the builder that knows the way back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from annotations.change import (
    Change,
    DeleteItem,
    Operation,
    PutItem,
    PutRow,
    SetFields,
    Table,
    item_order,
    plain,
)
from annotations.errors import EditError
from annotations.model import (
    ITEM_TYPES,
    PREFIXES,
    Entity,
    Item,
    Mention,
    ProjectEntity,
    Record,
    Relation,
    Stance,
    find,
)
from annotations.project_entities import ProjectEntities

_ITEMS: dict[type[Item], str] = {kind: name for name, kind in ITEM_TYPES.items()}
_RECORDS: Table = "records"
_SHARED: Table = "entities"
_AnyItem = TypeVar("_AnyItem", Mention, Entity, Stance, Relation)


def apply_change(record: Record, operations: Iterable[Operation]) -> Record:
    """The record after those of the operations that are for it.

    Raises EditError where one takes the record away or doesn't fit it.
    """
    fields: dict[str, Any] = {}
    try:
        for operation in operations:
            if operation.table != _RECORDS or operation.key != record.id:
                continue
            if isinstance(operation, SetFields):
                fields.update(operation.fields)
            elif isinstance(operation, PutRow):
                record, fields = msgspec.convert(operation.row, Record), {}
            else:
                items = fields.get(operation.items, getattr(record, operation.items))
                fields[operation.items] = _with_item(items, operation)
        if "labels" in fields:
            fields["labels"] = tuple(fields["labels"])
        return replace(record, **fields)
    except (msgspec.ValidationError, AttributeError, TypeError) as error:
        raise EditError(f"{record.id}: a change doesn't fit the record: {error}") from error


def _with_item(items: tuple[Item, ...], operation: PutItem | DeleteItem) -> tuple[Item, ...]:
    item_id = operation.id if isinstance(operation, DeleteItem) else operation.item["id"]
    at = bisect_left(items, item_order(item_id), key=lambda item: item_order(item.id))
    after = at + 1 if at < len(items) and items[at].id == item_id else at
    if isinstance(operation, DeleteItem):
        return items[:at] + items[after:]
    item: Item = msgspec.convert(operation.item, ITEM_TYPES[operation.items])
    return (*items[:at], item, *items[after:])


class Edit:
    """A change in the making: it knows the record as it will be, and how to come back.

    `shared` are the project's entities as they were before it; None where nobody gave them.
    """

    def __init__(self, record: Record, shared: ProjectEntities | None = None) -> None:
        self.record = record
        self.shared = shared
        self._operations: list[Operation] = []
        self._inverse: list[Operation] = []

    def new_id(self, kind: type[Item]) -> str:
        """An id that no item of the record has or had."""
        number = self.record.next
        # Taking an edit back doesn't give its numbers back: no id is used twice.
        self._do(SetFields(_RECORDS, self.record.id, {"next": number + 1}))
        return f"{PREFIXES[kind]}{number}"

    def put(self, item: _AnyItem) -> _AnyItem:
        """Put an item in the place of the one with its id, if that differs; returns the item."""
        name = _ITEMS[type(item)]
        before = find(getattr(self.record, name), item.id)
        if before == item:
            return item
        self._inverse.append(
            self._put_operation(before)
            if before is not None
            else DeleteItem(_RECORDS, self.record.id, name, item.id)
        )
        self._do(self._put_operation(item))
        return item

    def delete(self, item: Item) -> None:
        """Take an item out, as it stands in the record."""
        self._inverse.append(self._put_operation(item))
        self._do(DeleteItem(_RECORDS, self.record.id, _ITEMS[type(item)], item.id))

    def put_shared(self, entity: ProjectEntity, before: ProjectEntity | None) -> None:
        """Put a row of the project's entities in the place of `before`, if that differs."""
        if entity == before:
            return
        row = None if before is None else plain(before)
        self._inverse.append(PutRow(_SHARED, entity.id, row))
        self._do(PutRow(_SHARED, entity.id, plain(entity)))

    def set(self, **fields: Any) -> None:
        """Set fields of the record's head."""
        before = {name: getattr(self.record, name) for name in fields}
        self._inverse.append(SetFields(_RECORDS, self.record.id, plain(before)))
        self._do(SetFields(_RECORDS, self.record.id, plain(fields)))

    def begin(self) -> None:
        """A document that gets its first annotation is no longer one to do."""
        if self.record.status == "todo":
            self.set(status="started")

    def drop_idle(self, entity_id: str | None) -> None:
        """Take away an entity that no mention and no stance needs and nobody wrote anything to."""
        entity = self.record.entity(entity_id)
        if entity is None or entity.note or (entity.kb and not self._is_of_project(entity)):
            return
        if any(mention.entity == entity.id for mention in self.record.mentions):
            return
        if not stances_of(self.record, entity.id):
            self.delete(entity)

    def _is_of_project(self, entity: Entity) -> bool:
        """Whether the project keeps the entity's Wikidata id."""
        row = self.shared.get(entity.ref or "") if self.shared else None
        return row is not None and row.kb == entity.kb

    def change(self, command: str, summary: str) -> Change:
        """The change that was made."""
        return Change(command, summary, tuple(self._operations), tuple(reversed(self._inverse)))

    def _put_operation(self, item: Item) -> PutItem:
        return PutItem(_RECORDS, self.record.id, _ITEMS[type(item)], plain(item))

    def _do(self, operation: Operation) -> None:
        self._operations.append(operation)
        self.record = apply_change(self.record, (operation,))


def by_hand(mention: Mention, **fields: Any) -> Mention:
    """A mention with what a person gave it: from then on it is that person's own."""
    return replace(mention, origin="manual", **fields)


def stances_at(record: Record, mention_id: str) -> list[Stance]:
    """The stances whose holder or target is shown by this very mention."""
    return [s for s in record.stances if mention_id in (s.holder.mention, s.target.mention)]


def stances_of(record: Record, entity_id: str) -> list[Stance]:
    """The stances that name an entity: as holder, as target, or as who reports it."""
    return [
        stance
        for stance in record.stances
        if entity_id in (stance.holder.entity, stance.target.entity, *stance.attribution)
    ]
