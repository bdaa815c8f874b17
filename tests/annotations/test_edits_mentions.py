"""Making, changing and removing mentions: what each edit does, and what it refuses in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from domain_samples import (
    TEXT,
    entity_named,
    made,
    mention_of,
    record,
    removed,
    said,
    tagged,
    valid,
)
from msgspec.structs import replace

from annotations import edits
from annotations.change import Change
from annotations.errors import EditError
from annotations.model import Participant, ProjectEntity, Record, Relation, Span
from annotations.project_entities import ProjectEntities
from annotations.scheme import default_scheme

SCHEME = default_scheme()
ANNA_AND_BOB = (tagged("Anna"), tagged("Bob"))


def test_a_tag_makes_a_mention_with_an_entity_and_starts_the_document() -> None:
    one = valid(made(record(), tagged("Anna")))
    (mention,), (entity,) = one.mentions, one.entities
    assert (mention.start, mention.end, mention.text, mention.label) == (0, 4, "Anna", "PERSON")
    assert (entity.name, entity.label) == ("Anna", "PERSON")
    assert mention.entity == entity.id
    assert one.status == "started"


def test_a_tag_keeps_a_status_that_was_set() -> None:
    one = made(record(), lambda r: edits.set_status(r, "done"), tagged("Anna"))
    assert one.status == "done"


def test_the_same_string_with_the_same_label_joins_the_same_entity() -> None:
    one = valid(made(record(), tagged("Anna"), tagged("Anna", nth=1)))
    assert len(one.entities) == 1
    assert {mention.entity for mention in one.mentions} == {one.entities[0].id}


def test_the_same_string_with_another_label_gets_its_own_entity() -> None:
    one = valid(made(record(), tagged("Anna"), tagged("Anna", "ORG", nth=1)))
    assert [entity.label for entity in one.entities] == ["PERSON", "ORG"]


BRACKETS = "OSLO. The Norwegian Polar Agency (NPA) is in Oslo. Its head (NPA) left the WHO; Who?"


def tagged_in(text: str, *places: tuple[str, str]) -> tuple[Record, str]:
    """The record after these words were tagged in the order of the text, and what was said last."""
    one, at, said = record(text), 0, ""
    for words, label in places:
        at = text.index(words, at)
        change = edits.tag(one, text, at, at + len(words), label, SCHEME)
        one, said = edits.apply_change(one, change.operations), change.summary
    return valid(one, text), said


def test_an_acronym_in_brackets_is_the_name_before_them_and_said_so() -> None:
    one, said = tagged_in(BRACKETS, ("Norwegian Polar Agency", "ORG"), ("NPA", "ORG"))
    assert [entity.name for entity in one.entities] == ["Norwegian Polar Agency"]
    assert said == "ORG “NPA” is “Norwegian Polar Agency”"


def test_a_full_name_in_brackets_is_the_acronym_before_them() -> None:
    one, _ = tagged_in("The NPA (Norwegian Polar Agency)", ("NPA", "ORG"), ("Norw", "ORG"))
    assert len(one.entities) == 2
    places = (("NPA", "ORG"), ("Norwegian Polar Agency", "ORG"))
    assert len(tagged_in("The NPA (Norwegian Polar Agency)", *places)[0].entities) == 1


@pytest.mark.parametrize(
    "places",
    [
        (("Norwegian Polar Agency", "ORG"), ("NPA", "GPE")),
        (("Norwegian Polar", "ORG"), ("NPA", "ORG")),
        (("head", "ORG"), ("NPA", "ORG")),
        (("WHO", "ORG"), ("Who", "ORG")),
        (("OSLO", "GPE"), ("Oslo", "GPE")),
    ],
)
def test_what_is_not_sure_to_be_the_same_is_joined_by_nobody(
    places: tuple[tuple[str, str], ...],
) -> None:
    one, _ = tagged_in(BRACKETS, *places)
    assert len(one.entities) == 2


@pytest.mark.parametrize(
    ("label", "name", "code"),
    [
        ("GPE", "Oklahoma City", "OK"),
        ("GPE", "Virginia Beach", "VA"),
        ("PERSON", "Lisa Abbott", "LAB"),
    ],
)
def test_a_code_in_brackets_is_joined_to_no_town_and_to_nobody(
    label: str, name: str, code: str
) -> None:
    one, said = tagged_in(f"From {name} ({code}) on.", (name, label), (code, label))
    assert len(one.entities) == 2
    assert said == f"{label} “{code}”"


def test_retagging_joins_only_what_has_the_same_string() -> None:
    text = "बस्ती, बस्तियों"
    one, _ = tagged_in(text, ("बस्ती", "GPE"), ("बस्तियों", "ORG"))
    retagged = valid(
        made(one, lambda r: edits.retag(r, mention_of(r, "बस्तियों"), "GPE", SCHEME)), text
    )
    assert len(retagged.entities) == 2


def test_two_names_that_end_before_brackets_leave_it_open() -> None:
    text = "See the Norwegian Polar Agency (NPA)"
    one = record(text)
    for start in (4, 8):
        one = edits.apply_change(one, edits.tag(one, text, start, 30, "ORG", SCHEME).operations)
    one = edits.apply_change(one, edits.tag(one, text, 32, 35, "ORG", SCHEME).operations)
    assert len(one.entities) == 3


def test_what_the_project_knows_goes_before_what_stands_in_brackets() -> None:
    shared = ProjectEntities((ProjectEntity("p1", "NPA", "ORG"),))
    one, _ = tagged_in(BRACKETS, ("Norwegian Polar Agency", "ORG"))
    change = edits.tag(one, BRACKETS, 34, 37, "ORG", SCHEME, shared=shared)
    one = edits.apply_change(one, change.operations)
    assert [entity.ref for entity in one.entities] == [None, "p1"]


def test_the_same_in_capital_letters_joins_the_same_entity() -> None:
    text = "TROMSØ — The town of Tromsø. New York, NEW YORK. new york"
    one, said = tagged_in(text, ("TROMSØ", "GPE"), ("Tromsø", "GPE"))
    assert len(one.entities) == 1
    assert said == "GPE “Tromsø” is “TROMSØ”"
    assert len(tagged_in(text, ("New York", "GPE"), ("NEW YORK", "GPE"))[0].entities) == 1
    assert len(tagged_in(text, ("NEW YORK", "GPE"), ("new york", "GPE"))[0].entities) == 2


def test_a_label_without_entity_makes_none() -> None:
    one = valid(made(record(), tagged("3 May", "DATE")))
    assert one.mentions[0].entity is None
    assert one.entities == ()


def test_an_entity_is_named_in_one_line() -> None:
    text = "New \r\n  York"
    one = record(text)
    one = edits.apply_change(one, edits.tag(one, text, 0, 12, "GPE", SCHEME).operations)
    assert one.mentions[0].text == text
    assert one.entities[0].name == "New York"


def test_mentions_may_overlap_and_nest() -> None:
    one = made(record(), tagged("Anna met Bob", "EVENT"), tagged("Bob in Bonn", "EVENT"))
    one = valid(made(one, tagged("Anna"), tagged("Anna", "ORG")))
    assert len(one.mentions) == 4


def test_a_tag_tells_its_origin() -> None:
    one = record()
    change = edits.tag(one, TEXT, 0, 4, "PERSON", SCHEME, origin="suggestion:memory")
    one = edits.apply_change(one, change.operations)
    assert one.mentions[0].origin == one.entities[0].origin == "suggestion:memory"


@pytest.mark.parametrize(
    ("start", "end", "said_so"),
    [
        (-1, 3, f"-1-3 is no span of a text of {len(TEXT)} characters"),
        (3, 3, f"3-3 is no span of a text of {len(TEXT)} characters"),
        (5, 4, f"5-4 is no span of a text of {len(TEXT)} characters"),
        (0, 10_000, f"0-10000 is no span of a text of {len(TEXT)} characters"),
        (4, 5, "nothing but white space is selected"),
    ],
)
def test_a_tag_on_no_words_is_refused(start: int, end: int, said_so: str) -> None:
    with pytest.raises(EditError) as caught:
        edits.tag(record(), TEXT, start, end, "PERSON", SCHEME)
    assert str(caught.value) == said_so


def test_tagging_twice_is_refused() -> None:
    with pytest.raises(EditError, match="“Anna” is PERSON already"):
        made(record(), tagged("Anna"), tagged("Anna"))


def test_a_long_selection_is_cut_in_the_words_about_it() -> None:
    text = "word " * 40
    change = edits.tag(record(text), text, 0, 150, "ISSUE", SCHEME)
    assert len(change.summary) < 80
    assert "…" in change.summary


# Retagging


def test_retagging_keeps_the_entity_and_relabels_what_is_its_alone() -> None:
    one = made(record(), tagged("Anna"))
    after = valid(made(one, lambda r: edits.retag(r, mention_of(r, "Anna"), "ORG", SCHEME)))
    assert after.mentions[0].label == after.entities[0].label == "ORG"
    assert after.entities[0].id == one.entities[0].id


def test_retagging_one_of_two_mentions_leaves_the_entity_its_label() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1))
    one = valid(made(one, lambda r: edits.retag(r, mention_of(r, "Anna"), "ORG", SCHEME)))
    assert [mention.label for mention in one.mentions] == ["ORG", "PERSON"]
    assert [entity.label for entity in one.entities] == ["PERSON"]


def test_retagging_to_a_label_without_entity_drops_the_entity() -> None:
    one = made(record(), tagged("Anna"))
    one = valid(made(one, lambda r: edits.retag(r, mention_of(r, "Anna"), "DATE", SCHEME)))
    assert one.mentions[0].entity is None
    assert one.entities == ()


def test_retagging_from_a_label_without_entity_makes_one_or_finds_the_like() -> None:
    one = made(record(), tagged("Anna", "DATE"), tagged("Anna", nth=1))
    one = valid(made(one, lambda r: edits.retag(r, mention_of(r, "Anna"), "PERSON", SCHEME)))
    assert len(one.entities) == 1
    one = made(record(), tagged("3 May", "DATE"))
    one = valid(made(one, lambda r: edits.retag(r, mention_of(r, "3 May"), "EVENT", SCHEME)))
    assert one.entities[0].name == "3 May"


def test_a_stance_keeps_its_holder_when_the_mention_becomes_a_date() -> None:
    one = made(record(), *ANNA_AND_BOB, said("Anna", "support", "Bob"))
    one = valid(made(one, lambda r: edits.retag(r, mention_of(r, "Anna"), "DATE", SCHEME)))
    assert one.name_of(one.stances[0].holder.entity) == "Anna"
    assert one.stances[0].holder.mention is None


def test_retagging_to_the_same_label_is_refused() -> None:
    with pytest.raises(EditError, match="“Anna” is PERSON already"):
        made(record(), tagged("Anna"), lambda r: edits.retag(r, "m2", "PERSON", SCHEME))


def test_retagging_into_a_twin_is_refused() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", "ORG"))
    with pytest.raises(EditError, match="“Anna” is ORG already"):
        edits.retag(one, one.mentions[0].id, "ORG", SCHEME)


def test_a_mention_that_is_retagged_to_what_is_alike_goes_to_its_entity() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", "ORG", nth=1))
    change = edits.retag(one, mention_of(one, "Anna", nth=1), "PERSON", SCHEME)
    after = valid(edits.apply_change(one, change.operations))
    assert [entity.id for entity in after.entities] == [one.entities[0].id]
    assert {mention.entity for mention in after.mentions} == {one.entities[0].id}
    back = edits.apply_change(after, change.inverse)
    assert (back.mentions, back.entities) == (one.mentions, one.entities)


KNOWN = ProjectEntity("p1", "Anna Berg", "ORG", aliases=("Anna",))


def test_a_mention_that_is_corrected_to_what_the_project_knows_is_that() -> None:
    shared = ProjectEntities([KNOWN])
    one = made(record(), tagged("Anna"))
    retagged = made(one, lambda r: edits.retag(r, "m2", "ORG", SCHEME, shared))
    assert [(e.name, e.label, e.ref) for e in valid(retagged).entities] == [
        ("Anna Berg", "ORG", "p1")
    ]
    one = made(record(), tagged("Anna met", "ORG"))
    moved = made(one, lambda r: edits.move_boundary(r, TEXT, "m2", 0, 4, shared))
    assert [(e.name, e.ref) for e in valid(moved).entities] == [("Anna Berg", "p1")]
    noted = made(one, lambda r: edits.set_note(r, "e1", "mine"))
    noted = made(noted, lambda r: edits.move_boundary(r, TEXT, "m2", 0, 4, shared))
    assert [(e.name, e.ref) for e in valid(noted).entities] == [("Anna", None)]


@pytest.mark.parametrize("words", [("Anna",), ("Anna", "Carla")])
def test_retagging_leaves_label_and_name_of_an_entity_of_the_project(words: tuple[str]) -> None:
    """One mention or two of different labels: what it is, the project says."""
    shared = ProjectEntities([KNOWN])
    one = made(record(), *(tagged(w, "ORG" if w == "Anna" else "NORP") for w in words))
    for item in [entity.id for entity in one.entities]:
        one = made(one, lambda r, i=item: edits.join_shared(r, i, "p1", shared))
    (before,) = one.entities
    for label in ("PERSON", "GPE", "ORG"):
        one = made(one, lambda r, to=label: edits.retag(r, "m2", to, SCHEME, shared))
        assert valid(one).entities == (before,)
        assert one.mentions[0].entity == before.id


def test_a_boundary_that_is_moved_to_what_is_alike_goes_to_its_entity() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna likes", nth=0))
    change = edits.move_boundary(one, TEXT, mention_of(one, "Anna likes"), 22, 26)
    after = valid(edits.apply_change(one, change.operations))
    assert [(entity.id, entity.name) for entity in after.entities] == [(one.entities[0].id, "Anna")]
    assert {mention.entity for mention in after.mentions} == {one.entities[0].id}
    back = edits.apply_change(after, change.inverse)
    assert (back.mentions, back.entities) == (one.mentions, one.entities)


KEPT_APART: dict[str, Callable[[Record], Change]] = {
    "another mention": lambda r: edits.join(r, entity_named(r, "Bob"), r.mentions[1].entity or ""),
    "a stance": lambda r: edits.add_stance(
        r,
        TEXT,
        holder=Participant(r.mentions[1].entity or ""),
        polarity="support",
        target=Participant(entity_named(r, "Bob")),
        evidence=[(0, 4)],
    ),
    "a Wikidata id": lambda r: edits.describe_entity(r, r.mentions[1].entity or "", kb="Q1"),
    "a note": lambda r: edits.set_note(r, r.mentions[1].entity, "the firm"),
    "a name": lambda r: edits.describe_entity(r, r.mentions[1].entity or "", name="Anna & Co"),
}


@pytest.mark.parametrize("what", KEPT_APART)
def test_a_correction_leaves_an_entity_that_something_else_needs(what: str) -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", "ORG", nth=1), tagged("Bob"))
    own = one.mentions[1].entity
    one = made(one, KEPT_APART[what])
    one = valid(made(one, lambda r: edits.retag(r, one.mentions[1].id, "PERSON", SCHEME)))
    assert one.mentions[1].entity == own
    assert one.entity(own) is not None


# Boundaries


def test_a_moved_boundary_keeps_label_and_entity_and_renames_what_bore_the_string() -> None:
    one = made(record(), tagged("Anna"))
    one = valid(made(one, lambda r: edits.move_boundary(r, TEXT, "m2", 0, 8)))
    assert (one.mentions[0].text, one.mentions[0].label) == ("Anna met", "PERSON")
    assert one.entities[0].name == "Anna met"


def test_a_moved_boundary_leaves_a_name_that_a_person_gave() -> None:
    one = made(
        record(),
        tagged("Anna"),
        lambda r: edits.describe_entity(r, "e1", name="Anna Berg"),
        lambda r: edits.move_boundary(r, TEXT, "m2", 0, 8),
    )
    assert one.entities[0].name == "Anna Berg"


def test_a_moved_boundary_leaves_the_name_of_an_entity_with_other_mentions() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1))
    one = made(one, lambda r: edits.move_boundary(r, TEXT, "m2", 0, 8))
    assert one.entities[0].name == "Anna"


def test_a_moved_boundary_takes_the_fragments_off() -> None:
    one = made(record(), tagged("Anna met Bob", "EVENT"))
    pieces = (Span(0, 4, "Anna"), Span(9, 12, "Bob"))
    one = replace(one, mentions=(replace(one.mentions[0], fragments=pieces),))
    valid(one)
    one = valid(made(one, lambda r: edits.move_boundary(r, TEXT, "m2", 0, 12)))
    assert one.mentions[0].fragments is None


def test_boundaries_that_change_nothing_or_hold_nothing_are_refused() -> None:
    one = made(record(), tagged("Anna"), tagged("Bob"))
    with pytest.raises(EditError, match="“Anna” has these boundaries already"):
        edits.move_boundary(one, TEXT, "m2", 0, 4)
    with pytest.raises(EditError, match="nothing but white space is selected"):
        edits.move_boundary(one, TEXT, "m2", 4, 5)
    with pytest.raises(EditError, match="“Bob” is PERSON already"):
        edits.move_boundary(one, TEXT, "m2", 9, 12)


# Removing


def test_removing_the_last_mention_drops_an_entity_that_nothing_needs() -> None:
    one = valid(made(record(), tagged("Anna"), lambda r: edits.remove_mention(r, "m2")))
    assert (one.mentions, one.entities) == ((), ())


def test_removing_a_mention_keeps_an_entity_that_has_another() -> None:
    one = made(record(), tagged("Anna"), tagged("Anna", nth=1))
    one = valid(made(one, lambda r: edits.remove_mention(r, "m2")))
    assert len(one.entities) == 1


@pytest.mark.parametrize(
    "describe",
    [
        lambda r: edits.describe_entity(r, "e1", kb="Q1"),
        lambda r: edits.set_note(r, "e1", "why"),
    ],
    ids=["kb", "note"],
)
def test_removing_a_mention_keeps_an_entity_that_somebody_described(
    describe: Callable[[Record], Change],
) -> None:
    one = made(
        record(),
        tagged("Anna"),
        describe,
        lambda r: edits.remove_mention(r, "m2"),
    )
    assert valid(one).entities[0].name == "Anna"


def test_a_stance_keeps_its_entities_when_their_last_mentions_go() -> None:
    one = made(record(), *ANNA_AND_BOB, said("Anna", "support", "Bob"))
    for words in ("Anna", "Bob"):
        one = valid(made(one, removed(words)))
    (stance,) = one.stances
    assert stance.holder.entity == entity_named(one, "Anna")
    assert stance.target.entity == entity_named(one, "Bob")
    assert stance.holder.mention is None
    assert stance.target.mention is None


def test_an_entity_stays_while_a_stance_is_attributed_to_it() -> None:
    one = made(record(), *ANNA_AND_BOB, tagged("Carla"), said("Anna", "support", "Bob"))
    one = made(
        one,
        lambda r: edits.change_stance(
            r, TEXT, r.stances[0].id, attribution=[entity_named(r, "Carla")]
        ),
        lambda r: edits.remove_mention(r, mention_of(r, "Carla")),
    )
    assert entity_named(valid(one), "Carla") in one.stances[0].attribution


def test_relations_go_with_the_mention_they_touch() -> None:
    one = made(record(), *ANNA_AND_BOB, tagged("Carla"))
    one = replace(
        one,
        relations=(Relation("r7", "KNOWS", "m2", "m4"), Relation("r8", "KNOWS", "m6", "m4")),
        next=9,
    )
    change = edits.remove_mention(valid(one), "m2")
    after = valid(edits.apply_change(one, change.operations))
    assert [relation.id for relation in after.relations] == ["r8"]
    assert edits.apply_change(after, change.inverse) == one


@pytest.mark.parametrize(
    "edit",
    [
        lambda r: edits.retag(r, "m9", "ORG", SCHEME),
        lambda r: edits.move_boundary(r, TEXT, "m9", 0, 2),
        lambda r: edits.remove_mention(r, "m9"),
        lambda r: edits.move_mention(r, "m9", "e1"),
        lambda r: edits.split(r, "m9"),
    ],
)
def test_an_edit_of_a_mention_that_is_not_there_says_so(
    edit: Callable[[Record], Change],
) -> None:
    with pytest.raises(EditError, match="there is no mention m9 in this document"):
        edit(made(record(), tagged("Anna")))
