"""Discontinuous mentions: fragments added, merged and taken out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from domain_samples import TEXT, made, record, tagged, valid

from annotations import edits
from annotations.change import Change, PutRow
from annotations.errors import EditError
from annotations.model import Mention, Record
from annotations.project_entities import ProjectEntities
from annotations.scheme import default_scheme


def added(words: str) -> Callable[[Record], Change]:
    start = TEXT.index(words)
    return lambda one: edits.add_fragment(one, TEXT, one.mentions[0].id, start, start + len(words))


def taken(words: str) -> Callable[[Record], Change]:
    start = TEXT.index(words)
    return lambda one: edits.remove_fragment(
        one, TEXT, one.mentions[0].id, start, start + len(words)
    )


def fragments(one: Record) -> list[str]:
    (mention,) = one.mentions
    return [span.text for span in mention.fragments or ()]


def only(one: Record) -> Mention:
    (mention,) = valid(one).mentions
    return mention


def test_a_fragment_makes_a_mention_discontinuous_within_its_outer_bounds() -> None:
    one = made(record(), tagged("met"), added("Bonn"))
    mention = only(one)
    assert fragments(one) == ["met", "Bonn"]
    assert (mention.start, mention.end, mention.text) == (5, 20, "met Bob in Bonn")


def test_fragments_are_sorted_whatever_their_order_was() -> None:
    one = made(record(), tagged("Bonn"), added("Anna"), added("Bob"))
    assert fragments(one) == ["Anna", "Bob", "Bonn"]
    assert only(one).text == "Anna met Bob in Bonn"


def test_the_entity_is_named_for_the_fragments_and_not_for_what_is_between() -> None:
    one = valid(made(record(), tagged("Anna"), added("Bob")))
    assert [entity.name for entity in one.entities] == ["Anna Bob"]
    one = valid(made(one, taken("Anna")))
    assert [entity.name for entity in one.entities] == ["Bob"]


def test_the_name_of_an_entity_with_other_mentions_stays() -> None:
    one = valid(made(record(), tagged("Anna"), tagged("Anna", nth=1), added("Bob")))
    assert [entity.name for entity in one.entities] == ["Anna"]


@pytest.mark.parametrize("words", [" met", "na met Bob"])
def test_what_touches_or_overlaps_is_one_plain_mention(words: str) -> None:
    mention = only(made(record(), tagged("Anna"), added(words)))
    assert mention.fragments is None
    assert mention.text in ("Anna met", "Anna met Bob")


def test_a_fragment_that_closes_the_gap_makes_it_plain() -> None:
    mention = only(made(record(), tagged("Anna"), added("Bob"), added(" met ")))
    assert (mention.fragments, mention.text) == (None, "Anna met Bob")


def test_the_last_fragment_but_one_leaves_a_plain_mention() -> None:
    one = made(record(), tagged("Anna"), added("Bob"), added("Bonn"), taken("Bob"))
    assert fragments(one) == ["Anna", "Bonn"]
    mention = only(made(one, taken("Bonn")))
    assert (mention.fragments, mention.text) == (None, "Anna")


def test_one_step_takes_a_fragment_back() -> None:
    before = made(record(), tagged("Anna"))
    change = added("Bob")(before)
    after = edits.apply_change(before, change.operations)
    assert edits.apply_change(after, change.inverse) == before


def test_boundary_makes_it_plain_and_a_label_keeps_its_fragments() -> None:
    one = made(record(), tagged("Anna"), added("Bob"))
    item_id = one.mentions[0].id
    other = valid(made(one, lambda r: edits.retag(r, item_id, "ORG", default_scheme())))
    assert (other.mentions[0].label, fragments(other)) == ("ORG", ["Anna", "Bob"])
    plain = valid(made(one, lambda r: edits.move_boundary(r, TEXT, item_id, 0, 8)))
    assert (plain.mentions[0].fragments, plain.entities[0].name) == (None, "Anna met")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (added("Bob"), "is a part of “Anna Bob” already"),
        (added("nn"), "is a part of"),
        (added(" "), "white space"),
        (taken("met"), "no fragment"),
        (lambda one: edits.add_fragment(one, TEXT, "m99", 0, 4), "no mention m99"),
        (lambda one: edits.add_fragment(one, TEXT, one.mentions[0].id, 5, 999), "no span"),
    ],
)
def test_what_can_not_be_is_refused_in_words(change: Callable[[Record], Change], why: str) -> None:
    one = made(record(), tagged("Anna"), added("Bob"))
    with pytest.raises(EditError, match=why):
        change(one)


def test_a_plain_mention_has_no_fragment_to_take() -> None:
    with pytest.raises(EditError, match="no fragment"):
        taken("Anna")(made(record(), tagged("Anna")))


def test_two_mentions_of_one_label_never_have_the_same_pieces() -> None:
    one = made(record(), tagged("Anna"), added("Bob"), tagged("Anna", nth=0))
    second = one.mentions[1].id
    with pytest.raises(EditError, match="is PERSON already"):
        edits.add_fragment(one, TEXT, second, 9, 12)


def test_what_is_like_a_discontinuous_mention_has_its_words_and_not_those_between() -> None:
    one = made(record(), tagged("Anna"), added("Bob"))
    own = only(one).entity
    one = made(one, tagged("Anna met Bob"))
    assert one.mentions[1].entity != own
    assert [entity.name for entity in one.entities] == ["Anna Bob", "Anna met Bob"]


def test_the_project_learns_the_words_of_the_fragments() -> None:
    one = made(record(), tagged("Anna"), added("Bob"))
    change = edits.share(one, one.entities[0].id, ProjectEntities())
    (row,) = [o.row for o in change.operations if isinstance(o, PutRow)]
    assert row
    assert (row["name"], row["aliases"]) == ("Anna Bob", ["Anna Bob"])


def test_a_discontinuous_mention_that_is_split_off_is_called_by_its_own_words() -> None:
    one = made(record(), tagged("Anna"), added("Bob"), tagged("Carla"))
    one = made(one, lambda r: edits.join(r, r.entities[0].id, r.entities[1].id))
    one = valid(made(one, lambda r: edits.split(r, r.mentions[0].id)))
    assert [entity.name for entity in one.entities] == ["Carla", "Anna Bob"]
