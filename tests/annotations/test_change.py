"""Operations on rows: idempotent, none changes what it is given, and JSON keeps them whole."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.change import (
    Change,
    Commit,
    DeleteItem,
    Operation,
    PutItem,
    PutRow,
    Row,
    SetFields,
    Table,
    apply,
    apply_all,
    by_row,
    item_order,
)

_ids = st.sampled_from(["m1", "m2", "m9", "m10", "e1", "e11"])
_lists = st.sampled_from(["mentions", "entities"])
_values = st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=3)
_items = st.builds(lambda item_id, value: {"id": item_id, "value": value}, _ids, _values)
_keys = st.sampled_from(["a.txt", "b/ü.txt"])
_tables = st.sampled_from(["records", "entities"])
_rows = st.fixed_dictionaries({"id": _keys, "mentions": st.just([]), "note": _values})
operations = st.one_of(
    st.builds(PutItem, _tables, _keys, _lists, _items),
    st.builds(DeleteItem, _tables, _keys, _lists, _ids),
    st.builds(
        SetFields,
        _tables,
        _keys,
        st.dictionaries(st.sampled_from(["note", "status", "flagged"]), _values),
    ),
    st.builds(PutRow, _tables, _keys, _rows | st.none()),
)
_HERE: tuple[Table, str] = ("records", "a.txt")


def _put(item_id: str, **fields: Any) -> PutItem:
    return PutItem("records", "a.txt", "mentions", {"id": item_id, **fields})


def test_a_put_item_comes_in_the_order_of_ids_and_replaces_its_namesake() -> None:
    row = apply_all(None, [_put("m10"), _put("m2"), _put("m1", text="x"), _put("m1", text="y")])
    assert row == {"mentions": [{"id": "m1", "text": "y"}, {"id": "m2"}, {"id": "m10"}]}


def test_a_deleted_item_is_gone_and_may_be_gone_already() -> None:
    gone = DeleteItem(*_HERE, "mentions", "m1")
    assert apply_all(None, [_put("m1"), gone, gone]) == {"mentions": []}


def test_set_fields_leave_the_others() -> None:
    assert apply({"id": "a.txt", "note": None}, SetFields(*_HERE, {"note": "x"})) == {
        "id": "a.txt",
        "note": "x",
    }


def test_a_row_is_put_and_taken_out_whole() -> None:
    assert apply({"id": "a.txt"}, PutRow(*_HERE, {"id": "a.txt", "note": 1})) == {
        "id": "a.txt",
        "note": 1,
    }
    assert apply({"id": "a.txt"}, PutRow(*_HERE, None)) is None


@given(st.lists(operations, max_size=8))
def test_operations_made_twice_are_made_once(made: list[Operation]) -> None:
    row: Row | None = None
    for operation in made:
        row = apply(row, operation)
        assert apply(row, operation) == row


@given(_rows, st.lists(operations, max_size=8))
def test_what_is_given_is_never_changed(row: Row, made: list[Operation]) -> None:
    before, made_before = copy.deepcopy(row), copy.deepcopy(made)
    apply_all(row, made)
    apply_all(row, made)
    assert row == before
    assert made == made_before


@given(st.lists(operations, max_size=12))
def test_operations_are_grouped_by_row_in_their_order(made: list[Operation]) -> None:
    groups = by_row(made)
    assert sum(len(group) for group in groups.values()) == len(made)
    for (table, key), group in groups.items():
        assert group == [o for o in made if (o.table, o.key) == (table, key)]


@given(st.lists(operations, max_size=6), st.lists(operations, max_size=6))
def test_changes_and_commits_survive_json(made: list[Operation], back: list[Operation]) -> None:
    change = Change("tag", "PERSON “Erdoğan”", tuple(made), tuple(back))
    assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change
    commit = Commit(
        7, "2026-01-01T00:00:00Z", "anna", "undo", "…", tuple(made), tuple(back), 3, None
    )
    assert msgspec.json.decode(msgspec.json.encode(commit), type=Commit) == commit


def test_a_commit_names_its_operations_in_the_journal() -> None:
    commit = Commit(1, "t", "anna", "tag", "s", (_put("m1"), DeleteItem(*_HERE, "mentions", "m2")))
    assert msgspec.json.decode(msgspec.json.encode(commit))["operations"] == [
        {
            "do": "put",
            "table": "records",
            "key": "a.txt",
            "items": "mentions",
            "item": {"id": "m1"},
        },
        {"do": "delete", "table": "records", "key": "a.txt", "items": "mentions", "id": "m2"},
    ]


def test_an_unknown_operation_is_no_commit() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(
            b'{"do": "burn", "table": "records", "key": "a"}',
            type=PutItem | DeleteItem | SetFields | PutRow,
        )


def test_ids_are_in_the_order_in_which_they_were_made() -> None:
    assert sorted(["m10", "m9", "m100", "m1"], key=item_order) == ["m1", "m9", "m10", "m100"]
