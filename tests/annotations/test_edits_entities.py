"""Joining, splitting and describing entities."""

from __future__ import annotations

import pytest
from domain_samples import TEXT, entity_named, made, mention_of, record, said, tagged, valid
from msgspec.structs import replace

from annotations import edits
from annotations.errors import EditError
from annotations.model import Participant, Record

THREE = (tagged("Anna"), tagged("Bob"), tagged("Carla"))


def _joined(one: Record, name: str, into: str) -> Record:
    change = edits.join(one, entity_named(one, name), entity_named(one, into))
    return valid(edits.apply_change(one, change.operations))


def test_a_join_moves_the_mentions_and_keeps_the_second_entity() -> None:
    one = made(record(), *THREE, tagged("Anna", nth=1))
    kept = entity_named(one, "Bob")
    one = _joined(one, "Anna", "Bob")
    assert [entity.name for entity in one.entities] == ["Bob", "Carla"]
    assert [m.text for m in one.mentions_of(kept)] == ["Anna", "Bob", "Anna"]


def test_the_name_that_contains_the_other_stays_whichever_is_joined_to_which() -> None:
    one = made(record(), tagged("Bob"), tagged("Anna met Bob"))
    for name, into in (("Bob", "Anna met Bob"), ("Anna met Bob", "Bob")):
        assert [entity.name for entity in _joined(one, name, into).entities] == ["Anna met Bob"]


def test_a_name_given_by_hand_stays_at_a_join() -> None:
    one = made(record(), tagged("Bob"), tagged("Anna met Bob"))
    for old, given in (("Bob", "Bo"), ("Anna met Bob", "Anna met Bob, twice")):
        named = made(
            one, lambda r, o=old, g=given: edits.describe_entity(r, entity_named(r, o), name=g)
        )
        into = given if old == "Bob" else "Bob"
        gone = next(e.name for e in named.entities if e.name != into)
        assert [entity.name for entity in _joined(named, gone, into).entities] == [into]


def test_a_join_moves_stances_and_attribution() -> None:
    one = made(record(), *THREE, said("Anna", "support", "Bob"))
    source = entity_named(one, "Carla")
    one = made(
        one,
        lambda r: edits.change_stance(r, TEXT, r.stances[0].id, attribution=["@author", source]),
        tagged("the plan", "ISSUE"),
    )
    one = _joined(one, "Carla", "the plan")
    assert one.stances[0].attribution == ("@author", entity_named(one, "the plan"))
    one = _joined(made(one, tagged("Bonn", "GPE")), "Anna", "Bonn")
    assert one.name_of(one.stances[0].holder.entity) == "Bonn"
    assert one.stances[0].holder.mention == mention_of(one, "Anna")


def test_a_join_names_a_source_once() -> None:
    one = made(record(), *THREE, tagged("Bonn", "GPE"), said("Anna", "support", "Bob"))
    sources = [entity_named(one, "Carla"), entity_named(one, "Bonn")]
    one = made(one, lambda r: edits.change_stance(r, TEXT, r.stances[0].id, attribution=sources))
    one = _joined(one, "Carla", "Bonn")
    assert one.stances[0].attribution == (sources[1],)


@pytest.mark.parametrize(("gone", "kept"), [("Anna", "Carla"), ("Carla", "Anna")])
def test_who_comes_to_hold_a_stance_by_a_join_does_not_report_it(gone: str, kept: str) -> None:
    one = made(record(), *THREE, tagged("Bonn", "GPE"), said("Anna", "support", "Bob"))
    sources = [entity_named(one, name) for name in ("Bonn", "Carla")]
    one = made(one, lambda r: edits.change_stance(r, TEXT, r.stances[0].id, attribution=sources))
    one = _joined(one, gone, kept)
    assert one.stances[0].holder.entity == entity_named(one, kept)
    assert one.stances[0].attribution == (sources[0],)


def test_who_comes_to_hold_a_stance_by_a_moved_mention_does_not_report_it() -> None:
    one = made(record(), *THREE, said("Anna", "support", "Bob"))
    carla = entity_named(one, "Carla")
    one = made(one, lambda r: edits.change_stance(r, TEXT, r.stances[0].id, attribution=[carla]))
    one = valid(made(one, lambda r: edits.move_mention(r, mention_of(r, "Anna"), carla)))
    assert (one.stances[0].holder.entity, one.stances[0].attribution) == (carla, ())


def test_a_join_carries_over_what_only_the_first_had() -> None:
    one = made(
        record(),
        *THREE,
        lambda r: edits.describe_entity(r, entity_named(r, "Anna"), kb="Q7"),
        lambda r: edits.set_note(r, entity_named(r, "Anna"), "a note"),
        lambda r: edits.set_note(r, entity_named(r, "Bob"), "his own"),
    )
    first, *rest = one.entities
    one = replace(one, entities=(replace(first, ref="p3", attrs={"x": 1}), *rest))
    one = _joined(one, "Anna", "Bob")
    bob = one.entity(entity_named(one, "Bob"))
    assert bob is not None
    assert (bob.kb, bob.ref, bob.note, bob.attrs) == ("Q7", "p3", "his own", {"x": 1})


def test_a_join_of_what_holds_a_stance_toward_the_other_is_refused() -> None:
    one = made(record(), *THREE, said("Anna", "oppose", "Bob"))
    said_so = (
        r"“Anna” can't be joined to “Bob”: “Bob” would be holder and target of one stance "
        r"\(oppose\); change or remove that stance first"
    )
    with pytest.raises(EditError, match=said_so):
        _joined(one, "Anna", "Bob")
    with pytest.raises(EditError, match="“Bob” can't be joined to “Anna”"):
        _joined(one, "Bob", "Anna")


def test_a_join_of_two_wikidata_ids_is_refused() -> None:
    one = made(
        record(),
        *THREE,
        lambda r: edits.describe_entity(r, entity_named(r, "Anna"), kb="Q7"),
        lambda r: edits.describe_entity(r, entity_named(r, "Bob"), kb="Q8"),
    )
    with pytest.raises(EditError, match="“Anna” is Q7 and “Bob” is Q8: two things"):
        _joined(one, "Anna", "Bob")


def test_a_join_with_itself_or_with_what_is_built_in_is_refused() -> None:
    one = made(record(), *THREE)
    with pytest.raises(EditError, match="“Anna” is that entity already"):
        edits.join(one, "e1", "e1")
    with pytest.raises(EditError, match="@author is the author of the text: it can't be changed"):
        edits.join(one, "@author", "e1")
    with pytest.raises(EditError, match="there is no entity e99 in this document"):
        edits.join(one, "e1", "e99")


def test_one_mention_moves_alone_and_stances_at_it_follow() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1), tagged("Bob"), tagged("Carla"))
    one = made(one, said("Anna", "support", "Bob"))
    at, carla = mention_of(one, "Anna"), entity_named(one, "Carla")
    one = valid(made(one, lambda r: edits.move_mention(r, at, carla)))
    assert one.stances[0].holder == Participant(carla, at)
    assert len(one.mentions_of(entity_named(one, "Anna"))) == 1


def test_stances_at_another_mention_stay_where_one_moves() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1), tagged("Bob"), tagged("Carla"))
    one = made(one, said("Anna", "support", "Bob"))
    other, carla = mention_of(one, "Anna", 1), entity_named(one, "Carla")
    one = valid(made(one, lambda r: edits.move_mention(r, other, carla)))
    assert one.name_of(one.stances[0].holder.entity) == "Anna"


def test_a_moved_last_mention_drops_the_entity_it_left() -> None:
    one = made(record(), *THREE)
    carla = entity_named(one, "Carla")
    one = valid(made(one, lambda r: edits.move_mention(r, mention_of(r, "Anna"), carla)))
    assert [entity.name for entity in one.entities] == ["Bob", "Carla"]


def test_a_move_that_makes_holder_and_target_one_is_refused() -> None:
    one = made(record(), *THREE, said("Anna", "support", "Bob"))
    with pytest.raises(EditError, match="“Anna” can't be “Bob” here: “Bob” would be holder and"):
        edits.move_mention(one, mention_of(one, "Anna"), entity_named(one, "Bob"))


def test_a_move_to_where_it_is_is_refused() -> None:
    one = made(record(), *THREE)
    with pytest.raises(EditError, match="“Anna” is “Anna” already"):
        edits.move_mention(one, mention_of(one, "Anna"), entity_named(one, "Anna"))


def test_a_split_gives_one_mention_its_own_entity() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1), tagged("Bob"))
    one = made(one, said("Anna", "support", "Bob"))
    at = mention_of(one, "Anna")
    one = valid(made(one, lambda r: edits.split(r, at)))
    first, second = (m.entity for m in one.mentions if m.text == "Anna")
    assert first != second
    assert one.stances[0].holder == Participant(first or "", at)


def test_a_split_with_nothing_to_leave_is_refused() -> None:
    one = made(record(), tagged("Anna"), tagged("3 May", "DATE"))
    with pytest.raises(EditError, match="“Anna” has an entity of its own already"):
        edits.split(one, mention_of(one, "Anna"))
    with pytest.raises(EditError, match="DATE “3 May” has no entity to leave"):
        edits.split(one, mention_of(one, "3 May"))


def test_an_entity_gets_a_name_and_a_wikidata_id_and_the_rest_stays() -> None:
    one = made(
        record(),
        tagged("Anna"),
        lambda r: edits.set_note(r, "e1", "hm"),
        lambda r: edits.describe_entity(r, "e1", name=" Anna \n Berg ", kb=" Q43 "),
    )
    (anna,) = valid(one).entities
    assert (anna.name, anna.kb, anna.note) == ("Anna Berg", "Q43", "hm")
    (anna,) = made(one, lambda r: edits.describe_entity(r, "e1", kb=None)).entities
    assert (anna.name, anna.kb, anna.note) == ("Anna Berg", None, "hm")


@pytest.mark.parametrize(
    "typed",
    [
        "q43",
        " Q43 ",
        "https://www.wikidata.org/wiki/Q43",
        "http://www.wikidata.org/entity/Q43",
        "https://m.wikidata.org/wiki/Q43",
        "https://www.wikidata.org/wiki/Q43#P31",
        "https://www.wikidata.org/wiki/Q43?uselang=tr",
        "https://www.wikidata.org/wiki/Special:EntityPage/Q43",
        "https://www.wikidata.org/wiki/Special:EntityData/Q43.json",
        "https://www.wikidata.org/wiki/Talk:Q43/",
        "wikidata.org/wiki/q43",
        "HTTPS://WWW.WIKIDATA.ORG/WIKI/Q43",
    ],
)
def test_a_wikidata_id_is_taken_in_any_case_and_out_of_its_address(typed: str) -> None:
    one = made(record(), tagged("Anna"), lambda r: edits.describe_entity(r, "e1", kb=typed))
    assert one.entities[0].kb == "Q43"


@pytest.mark.parametrize(
    "kb",
    [
        "43",
        "Q",
        "Q0",
        "Q4x",
        "P31",
        "Q٤٣",
        "Q43 Q44",
        "https://www.wikidata.org/wiki/Property:P31#Q43",
        "https://www.wikidata.org/wiki/Q43x",
        "https://en.wikipedia.org/wiki/Q43",
        "https://www.wikidata.org.example.com/wiki/Q43",
    ],
)
def test_what_is_no_wikidata_id_is_refused(kb: str) -> None:
    one = made(record(), tagged("Anna"))
    with pytest.raises(EditError, match="is no Wikidata id: those are Q and a number, as Q43"):
        edits.describe_entity(one, "e1", kb=kb)


def test_an_empty_name_or_nothing_new_is_refused() -> None:
    one = made(record(), tagged("Anna"))
    with pytest.raises(EditError, match="an entity needs a name"):
        edits.describe_entity(one, "e1", name=" ")
    with pytest.raises(EditError, match="“Anna” says that already"):
        edits.describe_entity(one, "e1", name="Anna")
