"""Stances: who holds what position toward what, with the words that show it."""

from __future__ import annotations

from typing import Any

import pytest
from domain_samples import TEXT, entity_named, made, record, removed, said, tagged, valid

from annotations import edits
from annotations.errors import EditError
from annotations.model import Participant, Record

SENTENCE = "Anna likes the plan."
AT = (TEXT.index(SENTENCE), TEXT.index(SENTENCE) + len(SENTENCE))
THREE = (tagged("Anna"), tagged("Bob"), tagged("Carla"))


def _stance(one: Record, **changed: Any) -> Record:
    slots: dict[str, Any] = {
        "holder": Participant("e1", "m2"),
        "target": Participant("e3"),
        "polarity": "support",
        "evidence": [AT],
    }
    change = edits.add_stance(one, TEXT, **{**slots, **changed})
    return valid(edits.apply_change(one, change.operations))


def test_a_stance_has_holder_polarity_target_and_the_words_that_show_it() -> None:
    one = _stance(made(record(), *THREE), intensity=2, attribution=["e5", "@author"])
    (stance,) = one.stances
    assert stance.holder == Participant("e1", "m2")
    assert stance.target == Participant("e3")
    assert [span.text for span in stance.evidence] == [SENTENCE]
    assert (stance.polarity, stance.intensity) == ("support", 2)
    assert stance.attribution == ("e5", "@author")
    assert edits.describe_stance(one, stance) == "Anna — support (2) → Bob"


def test_a_first_stance_starts_the_document() -> None:
    one = _stance(record(), holder=Participant("@author"), target=Participant("@public"))
    assert one.status == "started"
    assert edits.describe_stance(one, one.stances[0]) == "@author — support → @public"


def test_evidence_is_sorted_and_each_span_is_named_once() -> None:
    one = _stance(made(record(), *THREE), evidence=[AT, (0, 4), AT])
    assert [span.start for span in one.stances[0].evidence] == [0, AT[0]]


@pytest.mark.parametrize(
    ("changed", "said_so"),
    [
        ({"holder": Participant("e9")}, "there is no entity e9 in this document"),
        ({"target": Participant("@nobody")}, "there is no entity @nobody in this document"),
        ({"attribution": ["e9"]}, "there is no entity e9 in this document"),
        ({"holder": Participant("e1", "m9")}, "there is no mention m9 in this document"),
        ({"holder": Participant("e1", "m4")}, "“Bob” is no mention of “Anna”"),
        ({"target": Participant("e1")}, "“Anna” can't be holder and target both"),
        ({"polarity": ""}, "a stance needs a polarity"),
        ({"intensity": 4}, "4 is no intensity; there are 1, 2 and 3"),
        ({"intensity": 0}, "0 is no intensity; there are 1, 2 and 3"),
        ({"evidence": []}, "a stance needs the words that show it"),
        ({"evidence": [(4, 5)]}, "nothing but white space is selected"),
        ({"evidence": [(0, 999)]}, f"0-999 is no span of a text of {len(TEXT)} characters"),
    ],
)
def test_a_stance_that_can_not_be_is_refused(changed: dict[str, Any], said_so: str) -> None:
    with pytest.raises(EditError) as caught:
        _stance(made(record(), *THREE), **changed)
    assert str(caught.value) == said_so


def test_the_same_stance_twice_is_refused_but_not_with_other_words_or_polarity() -> None:
    one = _stance(made(record(), *THREE))
    with pytest.raises(EditError, match="Anna — support → Bob: that stance is there already"):
        _stance(one)
    assert len(_stance(_stance(one, evidence=[(0, 4)]), polarity="oppose").stances) == 3


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("polarity", "oppose", "oppose"),
        ("intensity", 3, 3),
        ("basis", "action", "action"),
        ("holder", Participant("e5", "m6"), Participant("e5", "m6")),
        ("target", Participant("@public"), Participant("@public")),
        ("attribution", ["e5"], ("e5",)),
    ],
)
def test_each_slot_of_a_stance_can_be_changed(field: str, value: Any, stored: Any) -> None:
    one = _stance(made(record(), *THREE))
    one = valid(made(one, lambda r: edits.change_stance(r, TEXT, "s7", **{field: value})))
    assert getattr(one.stances[0], field) == stored


def test_a_cue_can_be_set_and_taken_off() -> None:
    one = _stance(made(record(), *THREE))
    start = TEXT.index("likes")
    one = valid(made(one, lambda r: edits.change_stance(r, TEXT, "s7", cue=[(start, start + 5)])))
    assert one.stances[0].cue[0].text == "likes"
    one = valid(made(one, lambda r: edits.change_stance(r, TEXT, "s7", cue=[])))
    assert one.stances[0].cue == ()


@pytest.mark.parametrize(
    ("fields", "said_so"),
    [
        ({"polarity": "support"}, "the stance says that already"),
        ({"target": Participant("e1")}, "“Anna” can't be holder and target both"),
        ({"target": Participant("e77")}, "there is no entity e77 in this document"),
        ({"attribution": ["e77"]}, "there is no entity e77 in this document"),
        ({"basis": "rumour"}, "'rumour' is no basis; there are statement, action, inferred"),
        ({"evidence": []}, "a stance needs the words that show it"),
        ({"polarity": "oppose"}, "Anna — oppose → Bob: that stance is there already"),
    ],
)
def test_a_change_of_a_stance_that_can_not_be_is_refused(
    fields: dict[str, Any], said_so: str
) -> None:
    one = _stance(_stance(made(record(), *THREE)), polarity="oppose")
    with pytest.raises(EditError) as caught:
        edits.change_stance(one, TEXT, "s7", **fields)
    assert str(caught.value) == said_so


def test_an_entity_that_only_a_stance_needed_goes_with_it() -> None:
    one = _stance(made(record(), *THREE), attribution=["e5"])
    for words in ("Anna", "Bob", "Carla"):
        one = made(one, removed(words))
    assert len(one.entities) == 3
    fewer = made(one, lambda r: edits.change_stance(r, TEXT, "s7", attribution=[]))
    assert [entity.name for entity in valid(fewer).entities] == ["Anna", "Bob"]
    fewer = made(fewer, lambda r: edits.change_stance(r, TEXT, "s7", target=Participant("@public")))
    assert [entity.name for entity in valid(fewer).entities] == ["Anna"]
    assert valid(made(one, lambda r: edits.remove_stance(r, "s7"))).entities == ()


def test_a_removed_stance_leaves_entities_that_have_mentions() -> None:
    one = made(record(), *THREE, said("Anna", "support", "Bob"))
    change = edits.remove_stance(one, one.stances[0].id)
    assert change.summary == "removed Anna — support → Bob"
    assert len(valid(edits.apply_change(one, change.operations)).entities) == 3


def test_a_stance_that_is_not_there_can_not_be_changed_or_removed() -> None:
    with pytest.raises(EditError, match="there is no stance s1 in this document"):
        edits.remove_stance(record(), "s1")
    with pytest.raises(EditError, match="there is no stance s1 in this document"):
        edits.change_stance(record(), TEXT, "s1", polarity="oppose")


def test_the_stances_of_an_entity_are_those_that_name_it() -> None:
    one = _stance(made(record(), *THREE), attribution=["e5"])
    for name in ("Anna", "Bob", "Carla"):
        assert edits.stances_of(one, entity_named(one, name)) == list(one.stances)
    assert edits.stances_of(one, "@author") == []
