"""Notes, status, flag and labels of a document; and changes that don't fit a record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from domain_samples import made, record, said, tagged, valid

from annotations import edits
from annotations.change import Change, DeleteItem, Operation, PutItem, PutRow, SetFields
from annotations.errors import EditError
from annotations.model import STATUSES, Record


@pytest.mark.parametrize("status", STATUSES[1:])
def test_a_status_is_set(status: str) -> None:
    change = edits.set_status(record(), status)
    assert change.summary == f"todo → {status}"
    assert edits.apply_change(record(), change.operations).status == status


def test_a_flag_is_set_and_taken_off() -> None:
    one = made(record(), lambda r: edits.set_flag(r, True))
    assert one.flagged
    assert not made(one, lambda r: edits.set_flag(r, False)).flagged


def test_document_labels_are_kept_in_order_and_once() -> None:
    one = made(record(), lambda r: edits.set_labels(r, ["b", "a", "b"]))
    assert valid(one).labels == ("b", "a")
    assert made(one, lambda r: edits.set_labels(r, [])).labels == ()


def _noted(item_id: str | None, note: str) -> Callable[[Record], Change]:
    return lambda one: edits.set_note(one, item_id, note)


def test_a_note_goes_to_the_document_a_mention_an_entity_and_a_stance() -> None:
    one = made(record(), tagged("Anna"), tagged("Bob"), said("Anna", "support", "Bob"))
    for item_id in (None, "m2", "e1", "s5"):
        one = valid(made(one, _noted(item_id, "  why?\n")))
    assert one.note == "why?"
    assert one.mentions[0].note == one.entities[0].note == one.stances[0].note == "why?"
    for item_id in (None, "m2", "e1", "s5"):
        one = made(one, _noted(item_id, " "))
    assert one.note is None
    assert one.mentions[0].note is one.entities[0].note is one.stances[0].note is None


@pytest.mark.parametrize(
    ("edit", "said_so"),
    [
        (lambda r: edits.set_status(r, "todo"), "the document is todo already"),
        (
            lambda r: edits.set_status(r, "ready"),
            "'ready' is no status; there are todo, started, done, skipped",
        ),
        (lambda r: edits.set_flag(r, False), "the document is not flagged"),
        (lambda r: edits.set_labels(r, []), "the document has these labels already"),
        (lambda r: edits.set_note(r, None, ""), "there is no note"),
        (lambda r: edits.set_note(r, "m1", "x"), "there is no m1 to write a note to"),
    ],
)
def test_what_changes_nothing_or_is_unknown_is_refused(
    edit: Callable[[Record], Change], said_so: str
) -> None:
    with pytest.raises(EditError) as caught:
        edit(record())
    assert str(caught.value) == said_so


@pytest.mark.parametrize(
    "operation",
    [
        PutRow("records", "a.txt", None),
        PutRow("records", "a.txt", {"id": "a.txt"}),
        PutItem("records", "a.txt", "mentions", {"id": "m1", "start": -1}),
        PutItem("records", "a.txt", "colours", {"id": "c1"}),
        DeleteItem("records", "a.txt", "colours", "c1"),
        SetFields("records", "a.txt", {"colour": "red"}),
    ],
)
def test_a_change_that_does_not_fit_the_record_is_refused(operation: Operation) -> None:
    with pytest.raises(EditError, match=r"^a\.txt: a change doesn't fit the record: "):
        edits.apply_change(record(), [operation])


def test_a_change_of_another_row_leaves_the_record_alone() -> None:
    others: list[Operation] = [
        SetFields("records", "b.txt", {"status": "done"}),
        PutRow("entities", "a.txt", None),
    ]
    assert edits.apply_change(record(), others) == record()
