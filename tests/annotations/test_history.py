"""The stacks of undo and redo, read off commits."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.change import Commit, DeleteItem, Operation, PutItem, PutRow, SetFields, Table
from annotations.history import History, made_again

_INVERSE = (SetFields("records", "a.txt", {"note": None}),)


def _commit(sequence: int, key: str = "a.txt", **fields: Any) -> Commit:
    defaults: dict[str, Any] = {
        "time": "t",
        "annotator": "anna",
        "command": "note",
        "summary": "s",
        "operations": (SetFields("records", key, {"revision": sequence}),),
        "inverse": _INVERSE,
    }
    return Commit(sequence=sequence, **{**defaults, **fields})


def _stacks(history: History) -> tuple[int | None, int | None]:
    undo, redo = history.to_undo, history.to_redo
    return (undo.sequence if undo else None, redo.sequence if redo else None)


def test_nothing_was_done_so_nothing_can_be_undone() -> None:
    assert _stacks(History()) == (None, None)


def test_undo_and_redo_walk_back_and_there() -> None:
    history = History([_commit(1), _commit(2)])
    steps = [
        (_commit(3, undoes=2, inverse=()), (1, 2)),
        (_commit(4, undoes=1, inverse=()), (None, 1)),
        (_commit(5, redoes=1, inverse=()), (1, 2)),
        (_commit(6, redoes=2, inverse=()), (2, None)),
        (_commit(7, undoes=2, inverse=()), (1, 2)),
    ]
    for commit, stacks in steps:
        history.add(commit)
        assert _stacks(history) == stacks


def test_a_restart_finds_the_same_stacks() -> None:
    commits = [_commit(1), _commit(2), _commit(3, undoes=2, inverse=())]
    assert _stacks(History(commits)) == (1, 2)


def test_a_new_edit_ends_what_could_be_redone() -> None:
    history = History([_commit(1), _commit(2, undoes=1, inverse=()), _commit(3)])
    assert _stacks(history) == (3, None)


def test_a_commit_without_an_inverse_can_not_be_undone() -> None:
    assert _stacks(History([_commit(1), _commit(2, inverse=())])) == (1, None)


def test_an_undo_of_a_commit_that_is_no_longer_known_is_left_alone() -> None:
    history = History([_commit(5), _commit(6, undoes=3, inverse=())])
    assert _stacks(history) == (5, None)


def test_the_revision_is_the_one_after_the_last_known_commit() -> None:
    whole = (PutRow("records", "b.txt", {"id": "b.txt", "revision": 9}),)
    history = History([_commit(1), _commit(2), _commit(3, operations=whole)])
    assert history.revision("a.txt") == 2
    assert history.revision("b.txt") == 9
    assert history.revision("c.txt") is None
    history.add(_commit(4, operations=(PutRow("records", "b.txt", None),)))
    assert history.revision("b.txt") is None


def test_rows_of_other_tables_have_no_revision() -> None:
    entity = (SetFields("entities", "p1", {"revision": 3}),)
    assert History([_commit(1, operations=entity)]).revision("p1") is None


_PLACE: tuple[Table, str] = ("records", "a.txt")


@pytest.mark.parametrize(
    ("operations", "inverse", "again"),
    [
        # The creation of the record and the number of its next item were not taken back.
        (
            (
                PutRow(*_PLACE, {"id": "a.txt"}),
                SetFields(*_PLACE, {"next": 2}),
                PutItem(*_PLACE, "mentions", {"id": "m1"}),
                SetFields(*_PLACE, {"status": "started"}),
                SetFields(*_PLACE, {"revision": 1, "updated": "t"}),
            ),
            (
                SetFields(*_PLACE, {"status": "todo"}),
                DeleteItem(*_PLACE, "mentions", "m1"),
            ),
            (
                PutItem(*_PLACE, "mentions", {"id": "m1"}),
                SetFields(*_PLACE, {"status": "started"}),
            ),
        ),
        # A row that was put whole, and taken out again.
        (
            (PutRow(*_PLACE, {"id": "a.txt", "next": 5}),),
            (PutRow(*_PLACE, None),),
            (PutRow(*_PLACE, {"id": "a.txt", "next": 5}),),
        ),
    ],
)
def test_redo_makes_what_undo_took_back_and_no_more(
    operations: tuple[Operation, ...],
    inverse: tuple[Operation, ...],
    again: tuple[Operation, ...],
) -> None:
    assert made_again(_commit(1, operations=operations, inverse=inverse)) == again
