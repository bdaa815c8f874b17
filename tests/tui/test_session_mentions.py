"""Mentions and entities by keys: each edit, its undo and redo, on a real project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from session_driver import TEXT, Driver, write_documents

from annotations.change import Change, PutItem, SetFields
from annotations.model import Record
from annotations.project import open_project


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    write_documents(tmp_path, {"a.txt": TEXT, "b.txt": "Second text."})
    with open_project(tmp_path, annotator="anna") as project:
        yield Driver(project)


def essence(record: Record) -> tuple[object, ...]:
    """What undo has to give back: all but revision, time and the number of the next item."""
    return (
        record.mentions, record.entities, record.stances, record.relations, record.status,
        record.flagged, record.note, record.labels,
    )  # fmt: skip


def retag(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("tag", "ORG")


def stack(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("stack", "NORP")


def remove(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("remove")


def boundary(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("extend_token")
    driver.do("boundary")


def join(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("join")
    driver.press(*driver.hint("Bob"))


def join_alone(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("join")
    driver.press(*(letter.upper() for letter in driver.hint("Bob")))


def split(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("join")
    driver.press("0")


def rename(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("rename")
    driver.submit("Anna Bly")


def note(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("note")
    driver.submit("the first one")


def document_note(driver: Driver) -> None:
    driver.do("document_note")
    driver.submit("short")


def tag(driver: Driver) -> None:
    driver.tag("Carla")


def stance(driver: Driver) -> None:
    driver.choose("likes")
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "+")
    driver.press(*driver.hint("plan"))


def edit_stance(driver: Driver) -> None:
    driver.choose("not")
    driver.do("edit_stance")
    driver.press("2")


def change_target(driver: Driver) -> None:
    driver.choose("not")
    driver.do("edit_stance")
    driver.press("t")
    driver.press(*driver.hint("Anna", 1))


def remove_stance(driver: Driver) -> None:
    driver.open_stance()
    driver.do("remove")


def stance_note(driver: Driver) -> None:
    driver.open_stance()
    driver.do("note")
    driver.submit("ironic")


def command(name: str) -> Callable[[Driver], None]:
    def do(driver: Driver) -> None:
        driver.do(name)

    do.__name__ = name
    return do


EDITS = [
    tag, retag, stack, remove, boundary, join, join_alone, split, rename, note, document_note,
    stance, edit_stance, change_target, remove_stance, stance_note,
    command("flag"), command("status_todo"), command("status_done"), command("status_skipped"),
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_every_edit_is_on_disk_at_once_and_undo_and_redo_give_back(
    driver: Driver, edit: Callable[[Driver], None]
) -> None:
    for words, label, nth in (
        ("Anna", "PERSON", 0),
        ("Anna", "PERSON", 1),
        ("Bob", "PERSON", 0),
        ("plan", "ISSUE", 0),
    ):
        driver.tag(words, label, nth)
    driver.choose("not")
    driver.do("stance")
    driver.press(*driver.hint("Bob"), "-")
    driver.press(*driver.hint("plan"))
    before = driver.record
    edit(driver)
    after = driver.record
    assert after.revision == before.revision + 1
    assert essence(after) != essence(before)
    assert driver.on_disk() == after
    assert driver.do("undo").startswith("undone: ")
    assert essence(driver.record) == essence(before)
    assert driver.on_disk() == driver.record
    assert driver.do("redo").startswith("made again: ")
    assert essence(driver.record) == essence(after)
    assert driver.on_disk() == driver.record


# Tagging


def test_label_key_tags_the_selection_and_same_words_share_an_entity(driver: Driver) -> None:
    first, second = driver.tag("Anna"), driver.tag("Anna", nth=1)
    assert first.entity == second.entity
    assert driver.mentions() == [("Anna", "PERSON"), ("Anna", "PERSON")]
    assert driver.record.status == "started"


def test_label_key_on_an_exact_mention_changes_its_label(driver: Driver) -> None:
    driver.tag("Bonn", "LOC")
    assert driver.do("tag", "GPE") == "LOC “Bonn” is now GPE"
    assert driver.mentions() == [("Bonn", "GPE")]


def test_label_key_says_so_where_the_mention_has_that_label(driver: Driver) -> None:
    driver.tag("Bonn", "GPE")
    revision = driver.record.revision
    assert driver.do("tag", "GPE") == "“Bonn” is GPE already"
    assert driver.record.revision == revision


def test_stacking_tags_once_more_and_the_last_made_is_at_hand(driver: Driver) -> None:
    driver.tag("Bonn", "GPE")
    driver.do("stack", "LOC")
    assert sorted(driver.mentions()) == [("Bonn", "GPE"), ("Bonn", "LOC")]
    at_hand = driver.session.mention_at_hand()
    assert at_hand is not None
    assert at_hand.label == "LOC"


def test_of_stacked_mentions_a_label_key_takes_the_one_with_that_label(driver: Driver) -> None:
    driver.tag("Bonn", "GPE")
    driver.do("stack", "LOC")
    driver.do("tag", "GPE")
    driver.do("remove")
    assert driver.mentions() == [("Bonn", "LOC")]


def test_removing_one_of_two_stacked_leaves_the_other_at_hand(driver: Driver) -> None:
    driver.tag("Bonn", "GPE")
    driver.do("stack", "LOC")
    driver.do("remove")
    driver.do("remove")
    assert driver.mentions() == []


def test_nested_mentions_are_tagged_without_stacking(driver: Driver) -> None:
    driver.choose("Bob in Bonn")
    driver.do("tag", "EVENT")
    driver.tag("Bonn", "GPE")
    assert driver.mentions() == [("Bob in Bonn", "EVENT"), ("Bonn", "GPE")]


def test_repeat_tags_with_the_label_used_last(driver: Driver) -> None:
    assert driver.do("repeat") == "no label was used yet"
    driver.tag("Anna")
    driver.choose("Bob")
    driver.do("repeat")
    assert driver.mentions() == [("Anna", "PERSON"), ("Bob", "PERSON")]


def test_a_count_does_not_tag_more_than_once(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("tag", "PERSON", count=3)
    assert driver.record.revision == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [(" ", "nothing but white space is selected"), (". ", "only punctuation is selected")],
)
def test_white_space_and_punctuation_alone_are_refused(
    driver: Driver, words: str, said: str
) -> None:
    driver.choose(words)
    assert said in driver.do("tag", "PERSON")
    assert driver.record.mentions == ()


# Boundaries


def test_enter_lets_the_mention_that_was_extended_end_where_the_selection_does(
    driver: Driver,
) -> None:
    made = driver.tag("Bob")
    driver.do("extend_token", count=2)
    assert "Enter moves its boundary here" in driver.session.message
    driver.do("boundary")
    assert driver.mentions() == [("Bob in Bonn", "PERSON")]
    assert driver.record.mentions[0].id == made.id
    assert driver.selected == "Bob in Bonn"


def test_enter_moves_a_boundary_extended_backward_and_drawn_in(driver: Driver) -> None:
    driver.tag("Bob in Bonn", "EVENT")
    driver.do("extend_token_back", count=2)
    driver.do("boundary")
    assert driver.mentions() == [("Bob", "EVENT")]
    driver.do("extend_token_back")
    driver.do("boundary")
    assert driver.mentions() == [("met Bob", "EVENT")]


def test_words_are_dropped_at_the_front_from_the_other_end(driver: Driver) -> None:
    driver.tag("Bob in Bonn", "EVENT")
    assert "moves the selection's beginning now" in driver.do("extend_other_end")
    driver.do("extend_token", count=2)
    assert driver.selected == "Bonn"
    driver.do("boundary")
    assert driver.mentions() == [("Bonn", "EVENT")]
    driver.do("extend_other_end")
    driver.do("extend_character")
    assert driver.selected == "onn"
    assert "moves the selection's end now" in driver.do("extend_other_end")
    driver.do("extend_character_back")
    assert driver.selected == "on"
    driver.choose("3")
    assert driver.do("extend_other_end") == "one character has no other end"


def test_enter_without_extending_says_what_to_do(driver: Driver) -> None:
    driver.tag("Bob")
    assert "is tagged; Shift and an arrow extend it" in driver.do("boundary")
    driver.choose("likes")
    assert driver.do("boundary").startswith("nothing is proposed for these words")


def test_enter_on_a_part_of_a_mention_that_was_gone_to_moves_nothing_and_says_what_to_do(
    driver: Driver,
) -> None:
    driver.tag("Bob in Bonn", "EVENT")
    driver.do("next_token")
    driver.do("previous_token")
    assert driver.selected == "Bonn"
    said = driver.do("boundary")
    assert said.startswith("inside EVENT “Bob in Bonn”: + selects it, Shift and an arrow")
    assert driver.mentions() == [("Bob in Bonn", "EVENT")]
    driver.do("grow")
    driver.do("extend_token_back")
    driver.do("boundary")
    assert driver.mentions() == [("Bob in", "EVENT")]


def test_a_label_on_a_long_selection_has_to_be_pressed_twice(tmp_path: Path) -> None:
    text = "one two three four five six seven eight nine ten eleven twelve thirteen. And so on."
    write_documents(tmp_path, {"a.txt": text})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        driver.do("next_sentence")
        driver.do("previous_sentence")
        assert driver.selected.startswith("one two")
        said = "a long selection: the key once more tags all of it as ISSUE; Esc leaves it"
        assert driver.do("tag", "ISSUE") == said
        assert driver.mentions() == []
        driver.do("cancel")
        assert driver.do("tag", "ISSUE") == said
        assert "as PERSON" in driver.do("tag", "PERSON")
        driver.do("tag", "PERSON")
        assert driver.mentions() == [(text[:-11], "PERSON")]
        driver.do("undo")
        driver.choose(text[:-21])
        driver.do("tag", "ISSUE")
        assert driver.mentions() == [(text[:-21], "ISSUE")]


def test_a_thai_name_of_many_letters_is_no_long_selection(tmp_path: Path) -> None:
    name = "สมาคมเกษตรกรลำธาร"
    write_documents(tmp_path, {"a.txt": f"{name} คัดค้าน"})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        driver.choose(name)
        driver.do("tag", "ORG")
        assert driver.mentions() == [(name, "ORG")]


def test_a_tag_inside_of_a_mention_says_in_which(driver: Driver) -> None:
    driver.tag("Bob in Bonn", "EVENT")
    driver.choose("Bonn")
    assert "inside EVENT “Bob in Bonn”; Ctrl+Z takes it back" in driver.do("tag", "GPE")
    assert driver.mentions() == [("Bob in Bonn", "EVENT"), ("Bonn", "GPE")]


def test_label_key_on_an_extended_selection_tags_anew(driver: Driver) -> None:
    driver.tag("Bob")
    driver.do("extend_token", count=2)
    driver.do("tag", "EVENT")
    assert driver.mentions() == [("Bob in Bonn", "EVENT"), ("Bob", "PERSON")]
    assert "is tagged; Shift and an arrow extend it" in driver.do("boundary")


def test_what_is_selected_exactly_is_at_hand_before_what_was_extended(driver: Driver) -> None:
    driver.tag("Bob in Bonn", "EVENT")
    driver.tag("Bob")
    driver.do("extend_token", count=2)
    driver.do("remove")
    assert driver.mentions() == [("Bob", "PERSON")]


def test_escape_goes_back_from_the_extension_to_the_mention(driver: Driver) -> None:
    driver.tag("Bob")
    driver.do("extend_token")
    driver.do("cancel")
    assert driver.selected == "Bob"
    driver.choose("likes")
    driver.do("extend_token", count=2)
    driver.do("cancel")
    assert driver.selected == "plan"
    assert driver.session.mention_at_hand() is None


def test_shift_after_grow_extends_what_was_grown(driver: Driver) -> None:
    driver.tag("Anna")
    driver.do("grow")
    assert driver.selected == "Anna met Bob in Bonn."
    driver.do("extend_token")
    assert driver.selected == "Anna met Bob in Bonn. Anna"
    assert driver.do("boundary").startswith("nothing is proposed for these words")


def test_growing_passes_through_mentions_and_shrinks_back(driver: Driver) -> None:
    driver.tag("Bob in Bonn", "EVENT")
    driver.choose("in")
    driver.do("grow")
    assert driver.selected == "Bob in Bonn"
    driver.do("grow", count=9)
    assert driver.selected == TEXT
    assert driver.do("grow") == "all is selected"
    driver.do("shrink", count=9)
    assert driver.selected == "in"


def test_shrinking_still_goes_back_after_tagging_what_was_grown(driver: Driver) -> None:
    driver.choose("met")
    driver.do("grow")
    driver.do("tag", "EVENT")
    driver.do("shrink")
    assert driver.selected == "met"


def test_a_tag_changes_the_look_of_its_own_place_alone(driver: Driver) -> None:
    driver.tag("Anna")
    driver.session.take_update()
    driver.tag("Bob")
    update = driver.session.take_update()
    assert update.ranges == [(9, 12)]
    assert update.items
    assert not update.document
    driver.do("next_token")
    update = driver.session.take_update()
    assert (update.ranges, update.items, update.progress) == ([], False, set())


# Removing


def test_remove_takes_the_smallest_mention_around_the_cursor(driver: Driver) -> None:
    driver.tag("Bob in Bonn", "EVENT")
    driver.tag("Bonn", "GPE")
    driver.choose("onn")
    driver.do("remove")
    assert driver.mentions() == [("Bob in Bonn", "EVENT")]


def test_remove_without_a_mention_says_so(driver: Driver) -> None:
    assert driver.do("remove").startswith("no mention is selected")
    assert driver.on_disk() is None


# Entities


def test_join_lets_all_mentions_of_the_entity_be_the_other(driver: Driver) -> None:
    driver.tag("Anna")
    driver.tag("Anna", nth=1)
    bob = driver.tag("Bob")
    driver.choose("Anna")
    driver.do("join")
    driver.press(*driver.hint("Bob"))
    assert {m.entity for m in driver.record.mentions} == {bob.entity}
    assert len(driver.record.entities) == 1


def test_join_by_a_capital_moves_this_mention_alone(driver: Driver) -> None:
    anna = driver.tag("Anna")
    driver.tag("Anna", nth=1)
    bob = driver.tag("Bob")
    driver.choose("Anna", 1)
    driver.do("join")
    driver.press(*(letter.upper() for letter in driver.hint("Bob")))
    assert [m.entity for m in driver.record.mentions] == [anna.entity, bob.entity, bob.entity]


def test_join_by_zero_gives_the_mention_its_own_entity(driver: Driver) -> None:
    anna = driver.tag("Anna")
    driver.tag("Anna", nth=1)
    driver.do("join")
    driver.press("0")
    own = driver.record.mentions[1].entity
    assert own not in (None, anna.entity)
    assert driver.session.prompt is None


def test_a_mention_without_entity_is_not_joined_or_named(driver: Driver) -> None:
    driver.tag("3 May", "DATE")
    assert driver.do("join") == "DATE “3 May” has no entity to join"
    assert driver.do("rename") == "DATE “3 May” has no entity to name"
    assert driver.session.prompt is None
    assert driver.session.entry is None


def test_selection_says_the_entity_and_how_many_mentions_it_has(driver: Driver) -> None:
    driver.tag("Anna")
    driver.tag("Anna", nth=1)
    driver.choose("Anna")
    assert driver.session.message == "PERSON “Anna” · Anna (2)"
    driver.do("remove")
    driver.choose("Anna", 1)
    assert driver.session.message == "PERSON “Anna” · Anna (1)"
    driver.do("undo")
    assert driver.session.describe() == "PERSON “Anna” · Anna (2)"


def test_an_empty_name_is_refused(driver: Driver) -> None:
    driver.tag("Anna")
    driver.do("rename")
    assert driver.submit("  ") == "an entity needs a name"
    assert driver.record.entities[0].name == "Anna"


def test_discontinuous_mention_is_selected_changed_and_removed(driver: Driver) -> None:
    driver.tag("Anna")
    spans = [{"start": 5, "end": 8, "text": "met"}, {"start": 16, "end": 20, "text": "Bonn"}]
    item = {
        "id": "m99", "start": 5, "end": 20, "text": TEXT[5:20], "label": "EVENT",
        "fragments": spans,
    }  # fmt: skip
    put = PutItem("records", "a.txt", "mentions", item)
    number = SetFields("records", "a.txt", {"next": 100})
    change = Change("import", "imported", (put, number))
    driver.project.commit(change)
    driver.session.open("a.txt")
    driver.check()
    driver.choose("Anna")
    driver.do("next_mention")
    assert driver.selected == TEXT[5:20]
    driver.do("tag", "ISSUE")
    assert driver.record.mentions[-1].fragments is not None
    driver.do("remove")
    assert driver.mentions() == [("Anna", "PERSON")]
    driver.do("undo")
    assert driver.mentions() == [("Anna", "PERSON"), (TEXT[5:20], "ISSUE")]


def test_a_tag_that_cuts_a_mention_says_which(driver: Driver) -> None:
    driver.tag("met Bob", "EVENT")
    driver.choose("Bob in Bonn")
    said = driver.do("tag", "LOC")
    assert "overlaps EVENT “met Bob”; Ctrl+Z takes it back" in said
    driver.do("undo")
    assert driver.mentions() == [("met Bob", "EVENT")]


@pytest.mark.parametrize("words", ["Anna met Bob", "met Bob", "in Bonn"])
def test_a_tag_around_on_or_beside_a_mention_says_nothing_of_it(driver: Driver, words: str) -> None:
    driver.tag("met Bob", "EVENT")
    driver.choose(words)
    assert "Ctrl+Z" not in driver.do("stack", "LOC")


@pytest.mark.parametrize("words", ["Bob in", "Anna met"])
def test_enter_moves_the_boundary_of_the_only_mention_that_is_overlapped(
    driver: Driver, words: str
) -> None:
    driver.tag("met Bob", "EVENT")
    driver.choose("Bonn")
    driver.choose(words)
    driver.do("boundary")
    assert driver.mentions() == [(words, "EVENT")]
    driver.do("undo")
    assert driver.mentions() == [("met Bob", "EVENT")]


def test_enter_on_several_mentions_moves_none_and_says_why(driver: Driver) -> None:
    driver.tag("Anna met")
    driver.tag("Bob in")
    before = driver.mentions()
    driver.choose("met Bob")
    assert driver.do("boundary").startswith("2 mentions are overlapped")
    assert driver.mentions() == before
    driver.choose("the plan")
    assert driver.do("boundary").startswith("nothing is proposed for these words")


@pytest.mark.parametrize("command", ["tag", "stack", "tag_all"])
def test_punctuation_alone_is_not_tagged(driver: Driver, command: str) -> None:
    driver.choose(".")
    assert driver.do(command, "PERSON") == "there is nothing to tag: only punctuation is selected"
    assert driver.mentions() == []
    assert driver.do("repeat") == "no label was used yet"


@pytest.mark.parametrize("words", ["€", "😀", "+", "5", "é"])
def test_signs_that_are_no_punctuation_are_tagged(tmp_path: Path, words: str) -> None:
    write_documents(tmp_path, {"a.txt": f"This is {words} here."})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        driver.tag(words)
        assert driver.mentions() == [(words, "PERSON")]
