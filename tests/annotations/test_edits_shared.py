"""Entities of the whole project: sharing, joining to one, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from domain_samples import TEXT, entity_named, made, mention_of, record, said, tagged, valid
from msgspec.structs import replace

from annotations import edits
from annotations.change import Change, PutRow
from annotations.errors import EditError
from annotations.model import Entity, ProjectEntity, Record, find
from annotations.project_entities import ProjectEntities
from annotations.scheme import default_scheme

ANNA = ProjectEntity("p1", "Anna Berg", "PERSON", kb="Q7", aliases=("Anna",))
BARE = ProjectEntity("p1", "Anna Berg", "PERSON", aliases=("Anna",))


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


def new_row(change: Change) -> ProjectEntity:
    """The one row of the project's entities that a change makes."""
    (row,) = rows(change).values()
    assert row
    return row


def tag(one: Record, words: str, label: str, shared: ProjectEntities, nth: int = 0) -> Record:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    end = start + len(words)
    change = edits.tag(one, TEXT, start, end, label, default_scheme(), shared=shared)
    return valid(edits.apply_change(one, change.operations))


def pointing(ref: str) -> Record:
    """A record with Anna as e1, said to be an entity of the project, and with Bob as e3."""
    one = made(record(), tagged("Anna"), tagged("Bob"))
    anna, *others = one.entities
    return replace(one, entities=(replace(anna, ref=ref), *others))


def entity(one: Record, name: str) -> Entity:
    found = find(one.entities, entity_named(one, name))
    assert found
    return found


# Sharing


def test_a_shared_entity_becomes_a_row_with_its_mentions_strings_in_one_change() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1), tagged("Bob"))
    one = made(one, lambda r: edits.describe_entity(r, "e1", name="Anna Berg", kb="Q7"))
    change = edits.share(one, "e1", ProjectEntities())
    row = new_row(change)
    assert row == replace(ANNA, id=row.id)
    assert back(change) == {row.id: None}
    after = valid(edits.apply_change(one, change.operations))
    assert entity(after, "Anna Berg").ref == row.id
    assert edits.apply_change(after, change.inverse) == one


def test_sharing_again_leaves_the_row_and_makes_the_entity_the_documents_own() -> None:
    one = pointing("p1")
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
    row = new_row(change)
    assert row == ProjectEntity(row.id, "Anna", "PERSON", kb="Q8", aliases=("Anna",))
    assert row.id != "p1"


def test_two_entities_of_a_document_are_not_shared_as_one() -> None:
    shared = ProjectEntities([ANNA])
    one = tag(record(), "Anna", "PERSON", shared)
    one = made(one, tagged("Anna", nth=1), tagged("Bob"))
    one = made(one, lambda r: edits.split(r, mention_of(r, "Anna", 1)))
    with pytest.raises(EditError, match="“Anna Berg” of this document is that one of the project"):
        edits.share(one, entity_named(one, "Anna"), shared)


def test_a_reference_to_a_row_that_is_gone_is_shared_anew() -> None:
    one = pointing("p7")
    change = edits.share(one, "e1", ProjectEntities([ProjectEntity("p5", "Bob", "PERSON")]))
    row = new_row(change)
    assert row == ProjectEntity(row.id, "Anna", "PERSON", aliases=("Anna",))
    assert row.id not in ("p5", "p7")
    assert entity(edits.apply_change(one, change.operations), "Anna").ref == row.id


def test_one_of_the_same_wikidata_id_is_the_same_whatever_it_is_called() -> None:
    one = made(record(), tagged("Anna"), lambda r: edits.describe_entity(r, "e1", kb="Q7"))
    called = ProjectEntity("p4", "Ms Berg", "PERSON", kb="Q7")
    change = edits.share(one, "e1", ProjectEntities([called]))
    assert change.summary == "“Anna” is “Ms Berg” of the project"
    assert new_row(change) == replace(called, aliases=("Anna",))
    named = ProjectEntity("p5", "Anna", "PERSON")
    assert new_row(edits.share(one, "e1", ProjectEntities([named, called]))).id == "p4"
    named = replace(named, kb="Q7")
    assert new_row(edits.share(one, "e1", ProjectEntities([called, named]))).id == "p5"


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
    shared = ProjectEntities([ANNA])
    one = tag(record(), "Anna", "PERSON", shared)
    gone = made(one, lambda r: edits.remove_mention(r, mention_of(r, "Anna"), shared))
    assert gone.entities == ()


@pytest.mark.parametrize("shared", [None, ProjectEntities(), ProjectEntities([BARE])])
def test_a_wikidata_id_that_only_the_document_has_stays(shared: ProjectEntities | None) -> None:
    """The project has no such row, or that has no Wikidata id, or nobody knows."""
    one = tag(record(), "Anna", "PERSON", ProjectEntities([ANNA]))
    before, (item,) = one.entities, one.mentions
    one = made(one, lambda r: edits.remove_mention(r, item.id, shared))
    assert one.entities == before


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


def test_a_join_of_two_entities_of_the_project_says_that_it_still_has_two() -> None:
    bob = ProjectEntity("p2", "Bob", "PERSON")
    shared = ProjectEntities([ANNA, bob])
    one = tag(tag(record(), "Anna", "PERSON", shared), "Bob", "PERSON", shared)
    ids = [entity_named(one, name) for name in ("Bob", "Anna Berg")]
    two = "; the project still has two: “Bob” and “Anna Berg”"
    assert edits.join(one, *ids, shared).summary == f"“Bob” is “Anna Berg”{two}"
    one = made(one, lambda r: edits.remove_mention(r, mention_of(r, "Anna"), shared))
    change = edits.join_shared(one, entity_named(one, "Bob"), "p1", shared)
    assert change.summary == f"“Bob” is “Anna Berg” of the project{two}"


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


# A reference to what the project does not have

DANGLING = "“Anna” names p7, which the project does not have: Ctrl\\+L makes it one of the project"


@pytest.mark.parametrize(
    "edit",
    [
        lambda r, s: edits.describe_entity(r, "e1", name="Ann", shared=s),
        lambda r, s: edits.describe_entity(r, "e1", kb="Q1", shared=s),
        lambda r, s: edits.join(r, "e1", "e3", s),
        lambda r, s: edits.join(r, "e3", "e1", s),
        lambda r, s: edits.join_shared(r, "e1", "p2", s),
        lambda r, s: edits.move_mention(r, "m4", "e1", s),
    ],
    ids=["rename", "kb", "join", "join to it", "join to one of the project", "move to it"],
)
def test_what_needs_the_projects_entity_is_refused_where_that_is_not_there(
    edit: Callable[[Record, ProjectEntities], Change],
) -> None:
    shared = ProjectEntities([ProjectEntity("p2", "Carla", "PERSON")])
    with pytest.raises(EditError, match=DANGLING):
        edit(pointing("p7"), shared)


@pytest.mark.parametrize(
    "edit",
    [
        lambda r, s: edits.set_note(r, "e1", "why"),
        lambda r, s: edits.remove_mention(r, "m2", s),
        lambda r, s: edits.move_mention(r, "m2", "e3", s),
        lambda r, s: edits.retag(r, "m2", "ORG", default_scheme(), s),
        lambda r, s: edits.share(r, "e1", s),
        lambda r, s: tagged("Anna", nth=1)(r),
    ],
    ids=["note", "remove", "move away", "retag", "share", "tag"],
)
def test_what_does_not_need_it_goes_on_working(
    edit: Callable[[Record, ProjectEntities], Change],
) -> None:
    one = pointing("p7")
    valid(edits.apply_change(one, edit(one, ProjectEntities()).operations))


# One Wikidata id


def test_who_has_the_wikidata_id_already_is_said() -> None:
    one = made(record(), tagged("Anna"), tagged("Bob"), tagged("Carla"))
    one = made(one, lambda r: edits.describe_entity(r, "e1", kb="Q7"))
    change = edits.describe_entity(one, "e3", kb="Q7")
    assert change.summary == "“Bob”: Wikidata Q7; “Anna” has this id too: = joins them"
    shared = ProjectEntities([ANNA])
    change = edits.describe_entity(one, "e3", kb="Q7", shared=shared)
    assert change.summary == "“Bob”: Wikidata Q7; “Anna” has this id too: = joins them"
    change = edits.describe_entity(made(record(), tagged("Bob")), "e1", kb="Q7", shared=shared)
    assert (
        change.summary
        == "“Bob”: Wikidata Q7; “Anna Berg” of the project has this id too: = joins them"
    )
    change = edits.describe_entity(one, "e3", kb="Q8", shared=shared)
    assert change.summary == "“Bob”: Wikidata Q8"


def test_an_id_that_only_the_project_knows_of_an_entity_here_is_told_too() -> None:
    shared = ProjectEntities([ANNA])
    one = pointing("p1")
    assert (
        "“Anna” has this id too" in edits.describe_entity(one, "e3", kb="Q7", shared=shared).summary
    )
    # And the one that is that of the project has it from there.
    assert "too" not in edits.describe_entity(one, "e1", kb="Q7", shared=shared).summary


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
