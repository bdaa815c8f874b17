"""Stances: who holds what position toward what, with the words that show it."""

from __future__ import annotations

from typing import Any

import pytest
from domain_samples import TEXT, entity_named, made, record, removed, said, tagged, valid
from msgspec.structs import replace

from annotations import edits
from annotations.edits import NewEntity, NewMention
from annotations.errors import EditError
from annotations.model import Participant, ProjectEntity, Record
from annotations.project_entities import ProjectEntities

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
    assert edits.describe_stance(one, stance) == "Anna — support (2) → Bob · via Carla › @author"


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
        ({"attribution": ["e5", "e1"]}, "“Anna” can't hold a stance and report it both"),
        ({"attribution": ["e5", "e5"]}, "“Carla” is named as reporting it already"),
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
        ({"attribution": ["e1"]}, "“Anna” can't hold a stance and report it both"),
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


# Participants that are made with the stance

PLAN = (TEXT.index("plan"), TEXT.index("plan") + 4)


def test_words_to_tag_make_mention_entity_and_stance_in_one_change_and_back() -> None:
    before = made(record(), *THREE)
    change = edits.add_stance(
        before, TEXT, holder=Participant("e1"), polarity="support", evidence=[AT],
        target=NewMention(*PLAN, "ISSUE"),
    )  # fmt: skip
    one = valid(edits.apply_change(before, change.operations))
    (stance,) = one.stances
    mention = one.mention(stance.target.mention or "")
    assert mention
    assert (mention.text, mention.label, mention.entity) == ("plan", "ISSUE", stance.target.entity)
    assert change.summary == "Anna — support → plan · ISSUE “plan” tagged"
    back = edits.apply_change(one, change.inverse)
    assert (back.mentions, back.entities, back.stances) == (before.mentions, before.entities, ())


def test_words_that_are_tagged_so_already_are_taken_as_they_are() -> None:
    one = _stance(
        made(record(), *THREE),
        target=NewMention(TEXT.index("Bob"), TEXT.index("Bob") + 3, "PERSON"),
    )
    assert one.stances[0].target == Participant("e3", "m4")
    assert len(one.mentions) == 3


def test_words_join_the_entity_of_the_same_string_and_label() -> None:
    second = TEXT.index("Bob", TEXT.index("Bob") + 1)
    one = _stance(made(record(), *THREE), target=NewMention(second, second + 3, "PERSON"))
    assert one.stances[0].target.entity == "e3"
    assert len(one.mentions_of("e3")) == 2


def test_words_to_tag_that_would_be_holder_and_target_are_refused_whole() -> None:
    one = made(record(), *THREE)
    with pytest.raises(EditError, match="can't be holder and target both"):
        _stance(one, target=NewMention(AT[0], AT[0] + 4, "PERSON"))
    with pytest.raises(EditError, match="nothing but white space"):
        _stance(one, target=NewMention(4, 5, "ISSUE"))


def test_a_claim_is_an_entity_without_a_mention_and_is_made_once() -> None:
    one = _stance(made(record(), *THREE), target=NewEntity(" higher\ntaxes ", "ISSUE"))
    one = _stance(one, target=NewEntity("higher taxes", "ISSUE"), polarity="oppose")
    claims = [entity for entity in one.entities if entity.label == "ISSUE"]
    assert [entity.name for entity in claims] == ["higher taxes"]
    assert one.mentions_of(claims[0].id) == []
    with pytest.raises(EditError, match="a claim needs words"):
        _stance(one, target=NewEntity("  ", "ISSUE"))


def test_an_entity_of_the_project_becomes_one_of_the_document_once() -> None:
    shared = ProjectEntities([ProjectEntity("p4", "Turkey", "GPE", "Q43")])
    one = made(record(), *THREE)
    turkey = NewEntity("Turkey", "GPE", "p4")
    one = _stance(one, attribution=[turkey], shared=shared)
    one = _stance(one, holder=turkey, shared=shared)
    (entity,) = [entity for entity in one.entities if entity.ref]
    assert (entity.name, entity.label, entity.kb, entity.ref) == ("Turkey", "GPE", "Q43", "p4")
    assert one.stances[0].attribution == (one.stances[1].holder.entity,) == (entity.id,)
    with pytest.raises(EditError, match="“Turkey” can't hold a stance and report it both"):
        _stance(one, holder=turkey, attribution=[turkey], shared=shared)
    with pytest.raises(EditError, match="there is no entity p5 in this project"):
        _stance(one, holder=NewEntity("Syria", "GPE", "p5"), shared=shared)


def test_a_stance_is_made_with_basis_and_cue() -> None:
    start = TEXT.index("likes")
    one = _stance(made(record(), *THREE), basis="inferred", cue=[(start, start + 5)])
    assert one.stances[0].basis == "inferred"
    assert [span.text for span in one.stances[0].cue] == ["likes"]


def test_a_change_makes_its_target_and_drops_the_claim_that_nothing_needs() -> None:
    one = _stance(made(record(), *THREE), target=NewEntity("taxes", "ISSUE"))
    stance = one.stances[0].id
    one = valid(
        made(one, lambda r: edits.change_stance(r, TEXT, stance, target=NewMention(*PLAN, "ISSUE")))
    )
    assert edits.describe_stance(one, one.stances[0]) == "Anna — support → plan"
    assert [entity.name for entity in one.entities if entity.label == "ISSUE"] == ["plan"]


def test_a_cue_outside_of_new_evidence_goes() -> None:
    start = TEXT.index("likes")
    one = _stance(made(record(), *THREE), cue=[(start, start + 5)])
    stance = one.stances[0].id
    kept = made(one, lambda r: edits.change_stance(r, TEXT, stance, evidence=[AT, (0, 4)]))
    assert kept.stances[0].cue == one.stances[0].cue
    gone = made(one, lambda r: edits.change_stance(r, TEXT, stance, evidence=[(0, 4)]))
    assert gone.stances[0].cue == ()


def test_taking_the_last_mention_of_what_a_stance_names_says_so() -> None:
    one = _stance(made(record(), *THREE))
    assert edits.remove_mention(one, "m4").summary == (
        "removed PERSON “Bob”; a stance names “Bob”, which has no mention now"
    )
    assert edits.remove_mention(one, "m6").summary == "removed PERSON “Carla”"


def test_who_reports_a_stance_does_not_come_to_hold_it_by_a_change_or_a_swap() -> None:
    one = _stance(made(record(), *THREE), attribution=["e5"])
    for holder in (Participant("e5"), Participant("e5", "m6")):
        with pytest.raises(EditError, match="“Carla” can't hold a stance and report it both"):
            edits.change_stance(one, TEXT, "s7", holder=holder)
    one = made(one, lambda r: edits.change_stance(r, TEXT, "s7", attribution=["e3"]))
    stance = one.stances[0]
    with pytest.raises(EditError, match="“Bob” can't hold a stance and report it both"):
        edits.change_stance(one, TEXT, "s7", holder=stance.target, target=stance.holder)


def test_a_stance_that_came_in_with_its_holder_as_reporter_can_still_be_changed() -> None:
    one = _stance(made(record(), *THREE))
    one = replace(one, stances=(replace(one.stances[0], attribution=("e1",)),))
    one = made(one, lambda r: edits.change_stance(r, TEXT, "s7", intensity=2))
    assert one.stances[0].intensity == 2
    one = made(one, lambda r: edits.change_stance(r, TEXT, "s7", attribution=[]))
    assert one.stances[0].attribution == ()
