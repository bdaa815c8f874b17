"""Relations: made, relabelled and removed, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from domain_samples import made, record, removed, tagged, valid

from annotations import edits
from annotations.change import Change
from annotations.errors import EditError
from annotations.model import Record, Relation


def related(label: str = "KNOWS") -> Callable[[Record], Change]:
    return lambda one: edits.add_relation(one, one.mentions[0].id, one.mentions[1].id, label)


ANNA_KNOWS_BOB = (tagged("Anna"), tagged("Bob"), related())


def test_a_relation_goes_from_one_mention_to_another() -> None:
    one = valid(made(record(), *ANNA_KNOWS_BOB))
    head, tail = (mention.id for mention in one.mentions)
    assert one.relations == (Relation("r5", "KNOWS", head, tail),)
    assert edits.describe_relation(one, one.relations[0]) == "“Anna” — KNOWS → “Bob”"


def test_the_same_two_may_have_another_label_and_the_other_way_round() -> None:
    def back(one: Record) -> Change:
        return edits.add_relation(one, one.mentions[1].id, one.mentions[0].id, "KNOWS")

    one = valid(made(record(), *ANNA_KNOWS_BOB, related("LIKES"), back))
    assert [relation.label for relation in one.relations] == ["KNOWS", "LIKES", "KNOWS"]


def test_a_label_can_be_changed_and_a_relation_removed_in_one_step_each() -> None:
    one = made(record(), *ANNA_KNOWS_BOB)
    item_id = one.relations[0].id
    change = edits.relabel_relation(one, item_id, "LIKES")
    other = valid(edits.apply_change(one, change.operations))
    assert [relation.label for relation in other.relations] == ["LIKES"]
    assert edits.apply_change(other, change.inverse) == one
    change = edits.remove_relation(one, item_id)
    none = valid(edits.apply_change(one, change.operations))
    assert (none.relations, none.mentions) == ((), one.mentions)
    assert edits.apply_change(none, change.inverse) == one


def test_a_relation_goes_with_its_mention() -> None:
    assert valid(made(record(), *ANNA_KNOWS_BOB, removed("Bob"))).relations == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (related(), "that relation is there already"),
        (related(""), "needs a label"),
        (lambda one: edits.add_relation(one, "m2", "m2", "X"), "between two mentions"),
        (lambda one: edits.add_relation(one, "m2", "m99", "X"), "no mention m99"),
        (lambda one: edits.add_relation(one, "m99", "m2", "X"), "no mention m99"),
        (lambda one: edits.relabel_relation(one, "r5", "KNOWS"), "has that label already"),
        (lambda one: edits.relabel_relation(one, "r99", "X"), "no relation r99"),
        (lambda one: edits.remove_relation(one, "r99"), "no relation r99"),
    ],
)
def test_what_can_not_be_is_refused_in_words(change: Callable[[Record], Change], why: str) -> None:
    one = made(record(), *ANNA_KNOWS_BOB)
    assert one.mentions[0].id == "m2"
    with pytest.raises(EditError, match=why):
        change(one)


def test_a_label_that_makes_two_alike_is_refused() -> None:
    one = made(record(), *ANNA_KNOWS_BOB, related("LIKES"))
    with pytest.raises(EditError, match="there already"):
        edits.relabel_relation(one, one.relations[0].id, "LIKES")
