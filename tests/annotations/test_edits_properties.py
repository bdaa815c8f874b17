"""Whatever an annotator does: the record stays sound, and each edit can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import domain_samples as samples
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations import change, edits
from annotations.change import Change, Commit
from annotations.errors import EditError
from annotations.model import Item, ProjectEntity, Record, decode_record, faults
from annotations.project_entities import ProjectEntities

STEPS = 12
_QUICK = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# What the project has to begin with: names of the samples, with a Wikidata id or without one.
_PROJECT = st.lists(
    st.tuples(st.sampled_from(["Anna", "Bob", "A"]), st.sampled_from([None, "Q1", "Q22"])),
    max_size=3,
)
_LONG = settings(_QUICK, max_examples=5000)


def _row(record: Record) -> change.Row:
    row: change.Row = msgspec.json.decode(msgspec.json.encode(record))
    return row


def _rows(shared: ProjectEntities) -> change.Row:
    """The project's entities as the store has them."""
    return {key: change.plain(entity) for key, entity in shared.items()}


def _follow(shared: ProjectEntities, operations: Iterable[change.Operation]) -> None:
    for (table, key), own in change.by_row(operations).items():
        if table == "entities":
            row = change.apply_all(change.plain(shared.get(key)), own)
            if row is None:
                shared.remove(key)
            else:
                shared.put(msgspec.convert(row, ProjectEntity))


def dangling(record: Record, shared: Collection[str]) -> set[str]:
    """The references of a record's entities to what the project does not have."""
    return {entity.ref for entity in record.entities if entity.ref} - set(shared)


def _next_edit(
    draw: st.DataObject, record: Record, text: str, shared: ProjectEntities
) -> Change | None:
    """An edit, or None where it can't be made and says so."""
    try:
        return samples.draw_edit(draw, record, text, shared)
    except EditError as error:
        words = str(error)
    assert words.strip()
    assert "\n" not in words
    return None


def _check_edit(record: Record, text: str, made: Change, shared: ProjectEntities) -> Record:
    after = edits.apply_change(record, made.operations)
    assert faults(after, text) == []
    before = _rows(shared)
    _follow(shared, made.operations)
    assert (after, _rows(shared)) != (record, before), f"{made.command} did nothing"
    assert dangling(after, shared) <= dangling(record, before), "a reference to nothing was made"
    there = _rows(shared)
    _follow(shared, made.inverse)
    assert _rows(shared) == before
    _follow(shared, made.operations)
    assert _rows(shared) == there
    assert made.command
    assert made.summary
    # Back, and there again, and twice is once.
    back = edits.apply_change(after, made.inverse)
    assert back == replace(record, next=after.next)
    assert edits.apply_change(back, made.inverse) == back
    assert edits.apply_change(back, made.operations) == after
    assert edits.apply_change(after, made.operations) == after
    # The JSON row, which is what the store keeps, goes the same way.
    assert change.apply_all(_row(record), _own(made.operations)) == _row(after)
    assert change.apply_all(_row(after), _own(made.inverse)) == _row(back)
    for operation in _own(made.operations):
        once = change.apply(_row(record), operation)
        assert change.apply(once, operation) == once
    # What the journal reads back is what was written.
    assert msgspec.json.decode(msgspec.json.encode(made), type=Change) == made
    commit = Commit(
        1, samples.TIME, "anna", made.command, made.summary, made.operations, made.inverse
    )
    assert msgspec.json.decode(msgspec.json.encode(commit), type=Commit) == commit
    assert decode_record(msgspec.json.encode(after), "here") == after
    return after


def _own(operations: Iterable[change.Operation]) -> list[change.Operation]:
    """The operations on the record."""
    return [operation for operation in operations if operation.table == "records"]


def _check_sequence(text: str, draw: st.DataObject) -> None:
    record = samples.draw_record(draw, text)
    shared = ProjectEntities(
        ProjectEntity(f"p{number}", name, "PERSON", kb=kb, aliases=(name,))
        for number, (name, kb) in enumerate(draw.draw(_PROJECT))
    )
    undo: list[tuple[Record, Change]] = []
    redo: list[tuple[Record, Change]] = []
    ids = {item.id for kind in _lists(record) for item in kind}
    for _ in range(STEPS):
        act = draw.draw(st.sampled_from(["edit", "edit", "edit", "edit", "undo", "redo"]))
        if act == "undo" and undo:
            before, made = undo.pop()
            redo.append((record, made))
            record = edits.apply_change(record, made.inverse)
            _follow(shared, made.inverse)
            assert record == replace(before, next=record.next)
        elif act == "redo" and redo:
            after, made = redo.pop()
            undo.append((record, made))
            # As the project does it: the number of the next item is never taken back.
            number = record.next
            record = replace(edits.apply_change(record, made.operations), next=number)
            _follow(shared, made.operations)
            assert record == replace(after, next=number)
        else:
            made_now = _next_edit(draw, record, text, shared)
            if made_now is None:
                continue
            after = _check_edit(record, text, made_now, shared)
            new = {o.item["id"] for o in made_now.operations if isinstance(o, change.PutItem)}
            new -= {item.id for kind in _lists(record) for item in kind}
            assert not new & ids, "an id was used twice"
            ids |= new
            undo.append((record, made_now))
            redo.clear()
            record = after
        assert faults(record, text) == []


def _lists(record: Record) -> tuple[tuple[Item, ...], ...]:
    return (record.mentions, record.entities, record.stances, record.relations)


@_QUICK
@given(text=samples.texts, draw=st.data())
def test_any_edits_and_undos_leave_a_sound_record(text: str, draw: st.DataObject) -> None:
    _check_sequence(text, draw)


@pytest.mark.exhaustive
@pytest.mark.timeout(1200)
@_LONG
@given(text=samples.texts, draw=st.data())
def test_very_many_edits_and_undos_leave_a_sound_record(text: str, draw: st.DataObject) -> None:
    _check_sequence(text, draw)
