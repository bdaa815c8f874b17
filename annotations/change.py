"""What a commit is made of: idempotent operations on rows of items, with their inverse.

A row is a JSON object. In the table `records` its key is the document's id, in `entities` the
project entity's, in `memory` a string that was tagged or rejected. A row may hold lists of items,
objects with an `id`; operations name the list (`mentions`, `stances`, ...) and know nothing else of
what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias

import msgspec

Table: TypeAlias = Literal["records", "entities", "memory"]
Row: TypeAlias = dict[str, Any]
TABLES: tuple[Table, ...] = ("records", "entities", "memory")


class PutItem(msgspec.Struct, frozen=True, tag="put", tag_field="do"):
    """Put one item into a list of a row, in the place of the item with the same id."""

    table: Table
    key: str
    items: str
    item: dict[str, Any]


class DeleteItem(msgspec.Struct, frozen=True, tag="delete", tag_field="do"):
    """Take the item with this id out of a list of a row; no matter if it isn't there."""

    table: Table
    key: str
    items: str
    id: str


class SetFields(msgspec.Struct, frozen=True, tag="set", tag_field="do"):
    """Give fields of a row new values; the others stay."""

    table: Table
    key: str
    fields: dict[str, Any]


class PutRow(msgspec.Struct, frozen=True, tag="row", tag_field="do"):
    """Put a whole row, or take it out (`row` is None)."""

    table: Table
    key: str
    row: Row | None


Operation: TypeAlias = PutItem | DeleteItem | SetFields | PutRow


class Change(msgspec.Struct, frozen=True):
    """One edit: what to do, how to take it back, and what to call it.

    `command` is the edit's name in the history, `summary` says in words what it did.
    """

    command: str
    summary: str
    operations: tuple[Operation, ...]
    inverse: tuple[Operation, ...] = ()


class Commit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A change that was saved: who, when, and in which place of the history.

    `sequence` counts the commits of one annotator's file; the store gives it. `undoes` and `redoes`
    name the commit that this one takes back or makes again.
    """

    sequence: int
    time: str
    annotator: str
    command: str
    summary: str
    operations: tuple[Operation, ...]
    inverse: tuple[Operation, ...] = ()
    undoes: int | None = None
    redoes: int | None = None


def plain(value: Any) -> Any:
    """A value as its JSON reads back: operations are the same in memory and off the disk."""
    return msgspec.json.decode(msgspec.json.encode(value))


def item_order(item_id: str) -> tuple[int, str]:
    """The sort key of item ids: `m2` before `m10`, which is the order in which they were made."""
    return (len(item_id), item_id)


def apply(row: Row | None, operation: Operation) -> Row | None:
    """The row after one operation, as a new object; `row` itself is not changed.

    Items are kept in the order of their ids. Applying an operation twice is applying it once.
    A `set`, `put` or `delete` on a row that doesn't exist makes an empty row first.
    """
    if isinstance(operation, PutRow):
        return operation.row
    new = dict(row or {})
    if isinstance(operation, SetFields):
        new.update(operation.fields)
        return new
    gone = operation.item["id"] if isinstance(operation, PutItem) else operation.id
    items = [item for item in new.get(operation.items, ()) if item["id"] != gone]
    if isinstance(operation, PutItem):
        items.append(operation.item)
        items.sort(key=lambda item: item_order(item["id"]))
    new[operation.items] = items
    return new


def apply_all(row: Row | None, operations: Iterable[Operation]) -> Row | None:
    """The row after several operations, in their order."""
    for operation in operations:
        row = apply(row, operation)
    return row


def by_row(operations: Iterable[Operation]) -> Mapping[tuple[Table, str], list[Operation]]:
    """The operations grouped by the row that they touch, each group in order."""
    rows: dict[tuple[Table, str], list[Operation]] = {}
    for operation in operations:
        rows.setdefault((operation.table, operation.key), []).append(operation)
    return rows
