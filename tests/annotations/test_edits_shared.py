"""Entities of the whole project: sharing, joining to one, and what follows from that."""

from __future__ import annotations

import pytest
from domain_samples import TEXT, entity_named, made, mention_of, record, said, tagged, valid

from annotations import edits
from annotations.change import Change, PutRow
from annotations.errors import EditError
from annotations.model import Entity, ProjectEntity, Record, find
from annotations.project_entities import ProjectEntities
from annotations.scheme import default_scheme

ANNA = ProjectEntity("p1", "Anna Berg", "PERSON", kb="Q7", aliases=("Anna",))


def rows(change: Change) -> dict[str, ProjectEntity | None]:
    """What a change makes of the project's entities."""
    return {
        o.key: ProjectEntity(**{**o.row, "aliases": tuple(o.row["aliases"])}) if o.row else None
        for o in change.operations
        if isinstance(o, PutRow) and o.table == "entities"
    }


def back(change: Change) -> dict[str, object]:
    """The rows of the project's entities that undo puts back."""
    return {o.key: o.row for o in change.inverse if isinstance(o, PutRow)}


def tag(one: Record, words: str, label: str, shared: ProjectEntities, nth: int = 0) -> Record:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    end = start + len(words)
    change = edits.tag(one, TEXT, start, end, label, default_scheme(), shared=shared)
    return valid(edits.apply_change(one, change.operations))


def entity(one: Record, name: str) -> Entity:
    found = find(one.entities, entity_named(one, name))
    assert found
    return found


# Sharing


def test_a_shared_entity_becomes_a_row_with_its_mentions_strings_in_one_change() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1), tagged("Bob"))
    one = made(one, lambda r: edits.describe_entity(r, "e1", name="Anna Berg", kb="Q7"))
    change = edits.share(one, "e1", ProjectEntities())
    assert rows(change) == {"p1": ANNA}
    assert back(change) == {"p1": None}
    after = valid(edits.apply_change(one, change.operations))
    assert entity(after, "Anna Berg").ref == "p1"
    assert edits.apply_change(after, change.inverse) == one


def test_sharing_again_leaves_the_row_and_makes_the_entity_the_documents_own() -> None:
    one = made(record(), tagged("Anna"), lambda r: edits.share(r, "e1", ProjectEntities()))
    change = edits.share(one, "e1", ProjectEntities([ProjectEntity("p1", "Anna", "PERSON")]))
    assert rows(change) == {}
    assert entity(edits.apply_change(one, change.operations), "Anna").ref is None


def test_an_entity_that_the_project_knows_by_name_and_label_becomes_that_one() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1))
    shared = ProjectEntities([ProjectEntity("p4", "Anna", "PERSON", kb="Q7", aliases=("Ann",))])
    change = edits.share(one, "e1", shared)
    assert rows(change) == {
        "p4": ProjectEntity("p4", "Anna", "PERSON", kb="Q7", aliases=("Ann", "Anna"))
    }
    after = edits.apply_change(one, change.operations)
    assert (entity(after, "Anna").ref, entity(after, "Anna").kb) == ("p4", "Q7")


def test_one_of_the_same_name_with_another_wikidata_id_is_another() -> None:
    one = made(record(), tagged("Anna"), lambda r: edits.describe_entity(r, "e1", kb="Q8"))
    change = edits.share(one, "e1", ProjectEntities([ANNA]))
    assert rows(change) == {"p2": ProjectEntity("p2", "Anna", "PERSON", kb="Q8", aliases=("Anna",))}


def test_two_entities_of_a_document_are_not_shared_as_one() -> None:
    shared = ProjectEntities([ANNA])
    one = tag(record(), "Anna", "PERSON", shared)
    one = made(one, tagged("Anna", nth=1), tagged("Bob"))
    one = made(one, lambda r: edits.split(r, mention_of(r, "Anna", 1)))
    with pytest.raises(EditError, match="“Anna Berg” of this document is that one of the project"):
        edits.share(one, entity_named(one, "Anna"), shared)


def test_a_reference_to_a_row_that_is_gone_is_shared_anew() -> None:
    one = made(record(), tagged("Anna"), lambda r: edits.share(r, "e1", ProjectEntities()))
    change = edits.share(one, "e1", ProjectEntities([ProjectEntity("p5", "Bob", "PERSON")]))
    assert rows(change) == {"p6": ProjectEntity("p6", "Anna", "PERSON", aliases=("Anna",))}
    assert entity(edits.apply_change(one, change.operations), "Anna").ref == "p6"


def test_what_is_built_in_is_not_shared() -> None:
    with pytest.raises(EditError, match="@author is the author of the text"):
        edits.share(record(), "@author", ProjectEntities())


# Tagging what the project knows


def test_a_new_entity_that_the_project_knows_is_that_one() -> None:
    one = tag(record(), "Anna", "PERSON", ProjectEntities([ANNA]))
    assert one.entities == (Entity("e1", "Anna Berg", "PERSON", "Q7", "p1"),)


def test_another_label_or_an_ambiguous_name_is_not_taken_for_it() -> None:
    other = ProjectEntity("p2", "Anna", "PERSON")
    one = tag(record(), "Anna", "ORG", ProjectEntities([ANNA]))
    assert one.entities[0].ref is None
    one = tag(record(), "Anna", "PERSON", ProjectEntities([ANNA, other]))
    assert one.entities[0].ref is None


def test_two_names_of_one_entity_of_the_project_are_one_in_the_document() -> None:
    shared = ProjectEntities([ProjectEntity("p1", "Anna", "PERSON", aliases=("Carla",))])
    one = tag(tag(record(), "Anna", "PERSON", shared), "Carla", "PERSON", shared)
    assert [e.name for e in one.entities] == ["Anna"]
    assert {m.entity for m in one.mentions} == {one.entities[0].id}


def test_an_entity_that_only_the_project_described_goes_with_its_last_mention() -> None:
    one = tag(record(), "Anna", "PERSON", ProjectEntities([ANNA]))
    one = made(one, lambda r: edits.remove_mention(r, mention_of(r, "Anna")))
    assert one.entities == ()


# Joining


def test_a_join_to_a_shared_entity_adds_the_strings_in_the_same_change() -> None:
    shared = ProjectEntities([ANNA])
    one = tag(record(), "Anna", "PERSON", shared)
    one = made(one, tagged("Bob"))
    change = edits.join(one, entity_named(one, "Bob"), entity_named(one, "Anna Berg"), shared)
    after = rows(change)["p1"]
    assert after
    assert after.aliases == ("Anna", "Bob")
    before = back(change)["p1"]
    assert isinstance(before, dict)
    assert before["aliases"] == ["Anna"]


def test_a_mention_moved_to_a_shared_entity_adds_its_string() -> None:
    shared = ProjectEntities([ANNA])
    one = made(tag(record(), "Anna", "PERSON", shared), tagged("Bob"))
    change = edits.move_mention(one, mention_of(one, "Bob"), entity_named(one, "Anna Berg"), shared)
    after = rows(change)["p1"]
    assert after
    assert after.aliases == ("Anna", "Bob")


def test_a_join_to_an_entity_that_only_the_project_has_takes_its_name_and_id() -> None:
    one = made(record(), tagged("Bob"))
    change = edits.join_shared(one, "e1", "p1", ProjectEntities([ANNA]))
    after = valid(edits.apply_change(one, change.operations))
    assert [(e.name, e.kb, e.ref) for e in after.entities] == [("Anna Berg", "Q7", "p1")]
    row = rows(change)["p1"]
    assert row
    assert row.aliases == ("Anna", "Bob")
    assert edits.apply_change(after, change.inverse) == one


def test_a_join_to_an_entity_of_the_project_that_the_document_has_joins_that() -> None:
    shared = ProjectEntities([ANNA])
    one = made(tag(record(), "Anna", "PERSON", shared), tagged("Bob"))
    one = made(one, lambda r: edits.join_shared(r, entity_named(r, "Bob"), "p1", shared))
    assert [e.name for e in one.entities] == ["Anna Berg"]


def test_two_wikidata_ids_are_not_joined_where_only_the_project_knows_one() -> None:
    shared = ProjectEntities([ANNA])
    one = made(record(), tagged("Bob"), lambda r: edits.describe_entity(r, "e1", kb="Q8"))
    with pytest.raises(EditError, match="“Bob” is Q8 and “Anna Berg” is Q7: two things"):
        edits.join_shared(one, "e1", "p1", shared)
    with pytest.raises(EditError, match="the project has no entity p9"):
        edits.join_shared(one, "e1", "p9", shared)


# Describing and removing


def test_a_new_name_and_wikidata_id_are_the_projects_too() -> None:
    shared = ProjectEntities([ANNA])
    one = tag(record(), "Anna", "PERSON", shared)
    item = one.entities[0].id
    change = edits.describe_entity(one, item, name="Anna B.", shared=shared)
    row = rows(change)["p1"]
    assert row == ProjectEntity("p1", "Anna B.", "PERSON", kb="Q7", aliases=("Anna",))
    change = edits.describe_entity(one, item, kb="", shared=shared)
    row = rows(change)["p1"]
    assert row
    assert row.kb is None
    with pytest.raises(EditError, match="says that already"):
        edits.describe_entity(one, item, name="Anna Berg", shared=shared)


def test_an_entity_that_stances_name_or_that_has_mentions_is_not_removed() -> None:
    one = made(record(), tagged("Anna"), tagged("Bob"), tagged("Carla"))
    one = made(one, said("Anna", "support", "Bob"))
    with pytest.raises(EditError, match="“Anna” is named by 1 stance: change or remove"):
        edits.remove_entity(one, entity_named(one, "Anna"))
    with pytest.raises(EditError, match="“Carla” has 1 mention; an entity goes with its mentions"):
        edits.remove_entity(one, entity_named(one, "Carla"))
    with pytest.raises(EditError, match="@author is"):
        edits.remove_entity(one, "@author")


def test_an_entity_that_nothing_needs_is_removed() -> None:
    one = made(
        record(),
        tagged("Anna"),
        lambda r: edits.set_note(r, r.entities[0].id, "hm"),
        lambda r: edits.remove_mention(r, mention_of(r, "Anna")),
    )
    assert len(one.entities) == 1
    assert made(one, lambda r: edits.remove_entity(r, r.entities[0].id)).entities == ()
