"""The builder of edits: it knows the way back whatever is done in one edit."""

from __future__ import annotations

from domain_samples import made, record, tagged
from msgspec.structs import replace

from annotations import edits
from annotations.edits.base import Edit
from annotations.model import Entity, Mention


def test_one_item_touched_several_times_in_an_edit_comes_back_as_it_was() -> None:
    one = made(record(), tagged("Anna"))
    anna = one.entities[0]
    edit = Edit(one)
    edit.put(replace(anna, name="Berta"))
    edit.put(replace(anna, name="Carla"))
    new = edit.put(Entity(edit.new_id(Entity), "Dora", "PERSON"))
    edit.put(replace(new, name="Emma"))
    edit.set(status="done", flagged=True)
    edit.set(status="skipped")
    change = edit.change("several", "several things")
    after = edits.apply_change(one, change.operations)
    assert after == edit.record
    assert [entity.name for entity in after.entities] == ["Carla", "Emma"]
    assert (after.status, after.flagged) == ("skipped", True)
    assert edits.apply_change(after, change.inverse) == replace(one, next=after.next)


def test_an_item_put_as_it_stands_is_no_operation() -> None:
    one = made(record(), tagged("Anna"))
    edit = Edit(one)
    edit.put(one.entities[0])
    assert edit.change("nothing", "nothing").operations == ()


def test_ids_count_on_over_all_kinds_of_items() -> None:
    edit = Edit(record())
    assert [edit.new_id(kind) for kind in (Entity, Mention, Entity)] == ["e1", "m2", "e3"]
