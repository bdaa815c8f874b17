"""Stances by keys: the prompt from start to end, on a real project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from session_driver import TEXT, Driver, write_documents

from annotations.model import Participant
from annotations.project import open_project
from tui.actions import ON_THE_TEXT
from tui.hints import LETTERS
from tui.inspector import Line
from tui.workbench import DOCUMENTS, INSPECTOR, READER


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    write_documents(tmp_path, {"a.txt": TEXT, "b.txt": "Dora likes Emil."})
    with open_project(tmp_path, annotator="anna") as project:
        made = Driver(project)
        for words, label, nth in (
            ("Anna", "PERSON", 0),
            ("Anna", "PERSON", 1),
            ("Bob", "PERSON", 0),
            ("plan", "ISSUE", 0),
            ("3 May", "DATE", 0),
        ):
            made.tag(words, label, nth)
        made.choose("likes")
        yield made


def line(driver: Driver) -> str:
    assert driver.session.prompt
    return driver.session.prompt.line


def typed(driver: Driver, *keys: str | tuple[str, int]) -> str:
    """Type keys; words with a number stand for the letters on that place of them just then."""
    said = ""
    for key in keys:
        said = driver.press(*([key] if isinstance(key, str) else driver.hint(*key)))
    return said


def hinted(driver: Driver) -> list[str]:
    """The texts of the mentions that hints stand on, the cheapest first."""
    assert driver.session.prompt
    shown = sorted(driver.session.prompt.hints.items(), key=lambda h: LETTERS.index(h[1][0]))
    return [m.text for offset, _ in shown for m in driver.record.mentions if m.start == offset]


def test_four_keys_make_a_stance_with_the_sentence_as_evidence(driver: Driver) -> None:
    driver.do("stance")
    holder = driver.hint("Anna", 1)
    assert len(holder) == 1
    driver.press(*holder, "+")
    target = driver.hint("plan")
    assert len(target) == 1
    driver.press(*target)
    (stance,) = driver.record.stances
    assert driver.stances() == [("Anna", "support", "plan")]
    assert [span.text for span in stance.evidence] == ["Anna likes the plan."]
    assert stance.holder.mention == driver.at(22, 26)[0].id
    assert driver.on_disk() == driver.record


def test_hints_stand_on_the_evidences_mentions_first_and_one_an_entity(driver: Driver) -> None:
    driver.do("stance")
    assert hinted(driver) == ["Anna", "plan", "Bob"]


def test_hints_stand_on_what_is_in_view_and_on_the_evidence(driver: Driver) -> None:
    seen = Driver(driver.project, view=(0, 30))
    seen.choose("likes")
    seen.do("stance")
    assert seen.session.prompt
    assert sorted(seen.session.prompt.hints) == [9, 22, 37]


def test_holder_is_no_target(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "+")
    driver.press(*driver.hint("Anna", 1))
    assert driver.session.message == "“Anna” can't be holder and target both"
    assert driver.record.stances == ()
    driver.do("cancel")
    driver.do("stance")
    driver.press("@", "+", "@")
    assert "can't be holder and target both" in driver.session.message
    assert driver.record.stances == ()
    assert driver.session.prompt is not None


def test_further_target_goes_on_from_the_same_holder(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "+")
    driver.press(*driver.hint("plan"))
    assert "Anna — support → plan · another position: + support" in line(driver)
    driver.press("-")
    driver.press(*driver.hint("Bob"))
    assert driver.stances() == [("Anna", "support", "plan"), ("Anna", "oppose", "Bob")]


def test_after_a_stance_any_other_command_ends_the_prompt_and_acts(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "+")
    driver.press(*driver.hint("plan"))
    assert not driver.session.press("ctrl+z")
    driver.do("undo")
    assert driver.session.prompt is None
    assert driver.record.stances == ()


def test_before_a_stance_another_key_is_refused_in_words(driver: Driver) -> None:
    driver.do("stance")
    assert driver.press("right") == "→ chooses nothing here; Esc leaves"
    driver.press(*driver.hint("Anna", 1))
    assert driver.press("x") == "no polarity has the key x"
    assert driver.session.prompt is not None


@pytest.mark.parametrize("keys", [(), ("@",), ("@", "+"), ("@", "+", "2")])
def test_escape_leaves_nothing_half_made(driver: Driver, keys: tuple[str, ...]) -> None:
    before = driver.record
    driver.do("stance")
    driver.press(*keys, "escape")
    assert driver.session.prompt is None
    assert driver.session.message == "no stance made"
    assert driver.record == before
    assert driver.on_disk() == before


def test_backspace_goes_one_step_back(driver: Driver) -> None:
    driver.do("stance")
    driver.press("@", "+", "3")
    assert "(3)" in line(driver)
    driver.press("backspace")
    assert "support" in line(driver)
    driver.press("-")
    assert "oppose (3) →" in line(driver)
    driver.press("backspace", "backspace")
    assert line(driver).startswith("Stance: who?")
    driver.press("backspace")
    assert driver.session.prompt is None


def test_backspace_after_a_stance_removes_nothing(driver: Driver) -> None:
    mentions = driver.mentions()
    driver.do("stance")
    driver.press("@", "+")
    driver.press(*driver.hint("plan"))
    driver.press("+", "backspace")
    assert "another position" in line(driver)
    driver.press("backspace")
    assert driver.session.prompt is None
    assert driver.mentions() == mentions
    assert len(driver.record.stances) == 1


def test_intensity_and_built_in_participants(driver: Driver) -> None:
    driver.do("stance")
    driver.press("@", "-", "3", "!")
    (stance,) = driver.record.stances
    assert (stance.holder, stance.target) == (Participant("@author"), Participant("@public"))
    assert (stance.polarity, stance.intensity) == ("oppose", 3)


def test_enter_takes_the_last_holder(driver: Driver) -> None:
    driver.do("stance")
    assert driver.press("enter") == "no holder was chosen in this document yet"
    driver.press(*driver.hint("Bob"), "-")
    driver.press(*driver.hint("plan"))
    driver.do("cancel")
    driver.choose("met")
    driver.do("stance")
    assert ", Enter Bob" in line(driver)
    driver.press("enter", "+")
    driver.press(*driver.hint("Anna"))
    assert driver.stances()[-1] == ("Bob", "support", "Anna")


def test_last_holder_that_was_removed_is_offered_no_more(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Bob"), "-")
    driver.press(*driver.hint("plan"))
    driver.do("undo")
    driver.choose("Bob")
    driver.do("remove")
    driver.choose("likes")
    driver.do("stance")
    assert "Enter" not in line(driver)


def test_last_holder_whose_mention_was_removed_stays_without_it(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "-")
    driver.press(*driver.hint("plan"))
    driver.do("cancel")
    driver.choose("Anna", 1)
    driver.do("remove")
    driver.choose("met")
    driver.do("stance")
    driver.press("enter", "+")
    driver.press(*driver.hint("Bob"))
    assert driver.record.stances[-1].holder.mention is None


def test_selection_of_several_words_is_the_evidence(driver: Driver) -> None:
    driver.choose("likes the")
    driver.do("stance")
    driver.press("@", "+", "?")
    assert [span.text for span in driver.record.stances[0].evidence] == ["likes the"]


@pytest.mark.parametrize("words", ["likes", "ike", " ", "plan", "Anna"])
def test_word_character_blank_or_mention_stands_for_its_sentence(
    driver: Driver, words: str
) -> None:
    start = TEXT.index("Anna likes")
    at = TEXT.index(words, start)
    driver.session.choose((at, at + len(words)))
    driver.do("stance")
    assert driver.session.prompt
    assert list(driver.session.prompt.evidence) == [(22, 42)]


def test_same_stance_twice_is_refused_and_the_prompt_stays(driver: Driver) -> None:
    driver.do("stance")
    for _ in range(2):
        driver.press(*(driver.hint("Anna", 1) if not driver.record.stances else ()), "+")
        driver.press(*driver.hint("plan"))
    assert "is there already" in driver.session.message
    assert len(driver.record.stances) == 1
    assert driver.session.prompt is not None


def test_where_the_inspectors_cursor_stands_changes_nothing_in_the_text(driver: Driver) -> None:
    driver.tag("plan", "ISSUE")
    driver.choose("likes")
    driver.do("stance")
    driver.press("@", "-", *driver.hint("plan"))
    (stance,) = driver.record.stances
    driver.session.choose_item(READER, Line("stance", "", id=stance.id))
    driver.session.choose_item(READER, Line("entity", "", id=stance.target.entity))
    assert "removed" in driver.do("remove")
    assert driver.stances() == []


def test_letters_over_a_stance_end_with_escape_and_the_stance_waits(driver: Driver) -> None:
    driver.choose("likes")
    driver.do("stance")
    driver.press("@")
    asking = driver.session.prompt
    driver.do("hint")
    assert driver.session.prompt is not asking
    driver.press("escape")
    assert driver.session.prompt is asking
    driver.do("search")
    driver.submit("plan")
    assert (driver.selected, driver.session.prompt) == ("plan", asking)
    driver.do("search")
    driver.do("cancel")
    assert driver.session.prompt is asking
    driver.do("cancel")
    assert driver.session.prompt is None


def test_a_command_from_elsewhere_ends_the_prompt(driver: Driver) -> None:
    driver.do("stance")
    driver.press("@")
    driver.do("flag")
    assert driver.session.prompt is None


def test_opening_another_document_ends_the_prompt(driver: Driver) -> None:
    driver.do("stance")
    driver.press("@", "+")
    driver.session.go_to("b.txt")
    assert driver.session.prompt is None
    assert driver.record.stances == ()
    driver.session.go_to("a.txt")
    assert driver.record.stances == ()


def test_a_text_of_blanks_has_no_evidence(tmp_path: Path) -> None:
    write_documents(tmp_path / "blank", {"a.txt": " \n "})
    with open_project(tmp_path / "blank", annotator="anna") as project:
        blank = Driver(project)
        assert blank.do("stance") == "there is no text to be evidence"


# Targets that are not tagged yet


def unplanned(driver: Driver) -> None:
    """Take the plan's mention away: its words are a phrase again."""
    driver.choose("plan")
    driver.do("remove")
    driver.choose("likes")


def test_choosing_a_phrase_makes_mention_entity_and_stance_in_one_step(driver: Driver) -> None:
    unplanned(driver)
    before = driver.record
    driver.do("stance")
    typed(driver, ("Anna", 1), "+")
    said = typed(driver, ("plan", 0))
    assert said == "Anna — support → plan · ISSUE “plan” tagged"
    assert driver.stances() == [("Anna", "support", "plan")]
    assert ("plan", "ISSUE") in driver.mentions()
    target = driver.record.stances[0].target
    assert target.mention == driver.at(*place("plan"))[0].id
    assert driver.record.revision == before.revision + 1
    driver.do("undo")
    assert (driver.mentions(), driver.stances()) == (
        [(m.text, m.label) for m in sorted(before.mentions, key=lambda m: m.start)],
        [],
    )


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_a_phrase_that_was_chosen_keeps_its_letters_and_is_tagged_once(driver: Driver) -> None:
    unplanned(driver)
    driver.do("stance")
    typed(driver, ("Anna", 1), "+")
    letters = driver.hint("plan")
    driver.press(*letters, "-", *letters)
    assert driver.stances() == [("Anna", "support", "plan"), ("Anna", "oppose", "plan")]
    assert len(driver.at(*place("plan"))) == 1


def test_a_phrase_with_a_string_that_is_tagged_elsewhere_joins_its_entity(tmp_path: Path) -> None:
    text = "Anna likes the plan. Bob likes the plan."
    write_documents(tmp_path / "two", {"a.txt": text})
    with open_project(tmp_path / "two", annotator="anna") as project:
        two = Driver(project)
        plan = two.tag("plan", "ISSUE")
        two.choose("likes", 1)
        two.do("stance")
        typed(two, "@", "+", ("plan", 1))
        (stance,) = two.record.stances
        assert stance.target.entity == plan.entity
        assert stance.target.mention != plan.id


def test_the_holder_step_shows_no_phrases(driver: Driver) -> None:
    unplanned(driver)
    driver.do("stance")
    assert driver.session.prompt
    assert place("plan")[0] not in driver.session.prompt.hints
    driver.press("@", "+")
    assert place("plan")[0] in driver.session.prompt.hints


def test_words_inside_of_a_mention_are_no_phrase(driver: Driver) -> None:
    unplanned(driver)
    driver.tag("the plan", "ISSUE")
    driver.choose("likes")
    driver.do("stance")
    driver.press("@", "+")
    assert driver.session.prompt
    assert place("plan")[0] not in driver.session.prompt.hints


def test_a_refused_target_leaves_no_mention_behind(driver: Driver) -> None:
    unplanned(driver)
    driver.do("stance")
    driver.press("@", "+")
    letters = driver.hint("plan")
    driver.press(*letters, "+")
    before = driver.record
    assert "is there already" in driver.press(*letters)
    assert driver.record == before


def test_a_claim_is_made_with_its_stance_and_goes_with_it(driver: Driver) -> None:
    before = driver.record
    driver.do("stance")
    said = driver.press("@", "+", "/", *"taxes", "enter")
    assert said == "@author — support → taxes · new: “taxes”"
    claim = driver.record.entity(driver.record.stances[0].target.entity)
    assert claim
    assert (claim.name, claim.label) == ("taxes", "ISSUE")
    assert driver.record.mentions_of(claim.id) == []
    assert driver.record.revision == before.revision + 1
    driver.press("-", "/", *"taxes", "enter")
    assert len({stance.target.entity for stance in driver.record.stances}) == 1
    driver.do("undo")
    driver.do("undo")
    assert driver.record.entities == before.entities


def test_an_entity_is_found_by_some_letters_of_a_name_or_a_mention(driver: Driver) -> None:
    driver.do("stance")
    driver.press("/", *"BB")
    assert "[Bob PERSON]" in line(driver)
    driver.press("enter", "-", "/", *"pl", "enter")
    assert driver.stances() == [("Bob", "oppose", "plan")]


def test_escape_leaves_nothing_of_a_half_typed_name(driver: Driver) -> None:
    before = driver.record
    driver.do("stance")
    driver.press("@", "+", "/", *"taxes", "escape")
    assert driver.session.prompt is None
    assert driver.record == before


# What else is said of a stance


def test_attribution_basis_cue_and_intensity_are_in_the_one_commit(driver: Driver) -> None:
    before = driver.record.revision
    driver.do("stance")
    typed(driver, ("Anna", 1), "a", "@", "a", ("Bob", 0), "b", "c", "3")
    typed(driver, "+", ("plan", 0))
    (stance,) = driver.record.stances
    bob = driver.at(*place("Bob"))[0].entity
    assert stance.attribution == ("@author", bob)
    assert (stance.basis, stance.intensity) == ("statement", 3)
    assert [span.text for span in stance.cue] == ["likes"]
    assert driver.record.revision == before + 1
    assert driver.session.message == (
        "Anna — support (3) → plan · via @author › Bob · statement · cue “likes”"
    )


def test_after_a_stance_the_optional_keys_are_for_the_one_just_made(driver: Driver) -> None:
    driver.do("stance")
    typed(driver, "@", "+", ("plan", 0))
    driver.press("2")
    assert driver.record.stances[0].intensity == 2
    typed(driver, "a", ("Bob", 0), "b", "c")
    stance = driver.record.stances[0]
    assert (len(stance.attribution), stance.basis) == (1, "statement")
    assert [span.text for span in stance.cue] == ["likes"]
    typed(driver, "-", "1", ("plan", 0))
    assert [s.intensity for s in driver.record.stances] == [2, 1]
    assert driver.record.stances[1].attribution == ()


def test_the_stance_just_made_may_be_removed_and_no_other_by_the_words(driver: Driver) -> None:
    driver.do("stance")
    typed(driver, "@", "+", ("plan", 0))
    typed(driver, "-", ("Bob", 0))
    assert not driver.session.press("delete")
    driver.do("remove")
    assert driver.stances() == [("@author", "support", "plan")]
    assert driver.do("remove").startswith("no mention is selected")
    assert len(driver.record.stances) == 1


# Changing


def with_stance(driver: Driver) -> None:
    driver.do("stance")
    typed(driver, ("Anna", 1), "+")
    typed(driver, ("plan", 0), "escape")


def test_every_slot_of_a_stance_is_changed_by_keys(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    driver.press("-", "3")
    stance = driver.record.stances[0]
    assert (stance.polarity, stance.intensity) == ("oppose", 3)
    driver.press("n", "h")
    typed(driver, ("Bob", 0))
    driver.press("t", "!")
    assert driver.stances() == [("Bob", "oppose", "@public")]
    assert driver.record.stances[0].intensity is None
    driver.press("enter")
    assert driver.session.prompt is None


def test_evidence_becomes_the_selection(driver: Driver) -> None:
    with_stance(driver)
    driver.open_stance()
    driver.session.extend_to(driver.session.selection.end + 1)
    driver.do("edit_stance")
    driver.press("e")
    assert driver.record.stances[0].evidence[0].text == "Anna likes the plan. Bob"


def test_backspace_in_a_slot_goes_back_to_the_menu(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    driver.press("h", "backspace")
    assert "· Change: h holder" in line(driver)
    before = driver.record
    driver.press("t", "escape")
    assert driver.session.prompt is None
    assert driver.record == before


def test_a_key_that_is_no_slot_ends_the_change_and_acts(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    assert not driver.session.press("delete")
    driver.do("remove")
    assert driver.record.stances == ()


def test_no_stance_here_says_so(driver: Driver) -> None:
    assert driver.do("edit_stance") == (
        "no stance is shown by these words; Space makes one; everything is saved already"
    )


def test_the_stance_at_hand_is_removed_and_no_mention_after_it(driver: Driver) -> None:
    with_stance(driver)
    mentions = len(driver.record.mentions)
    driver.open_stance()
    assert driver.selected == "Anna likes the plan."
    driver.do("remove")
    assert (len(driver.record.stances), len(driver.record.mentions)) == (0, mentions)
    assert driver.do("remove") == "this stance is gone already"
    assert len(driver.record.mentions) == mentions


def test_in_the_text_a_key_removes_the_mention_and_no_stance(driver: Driver) -> None:
    with_stance(driver)
    driver.open_stance()
    driver.do("tag", "EVENT")
    driver.session.choose_item(READER)
    driver.do("remove")
    assert len(driver.record.stances) == 1
    assert ("Anna likes the plan.", "EVENT") not in driver.mentions()


@pytest.mark.parametrize("kind", ["entity", "holder"])
def test_the_line_of_an_entity_is_named_and_noted_but_not_removed(
    driver: Driver, kind: Literal["entity", "holder"]
) -> None:
    with_stance(driver)
    driver.choose("Bob")
    anna = driver.record.stances[0].holder.entity
    driver.session.choose_item(INSPECTOR, Line(kind, "", id=anna))
    before = driver.record
    assert driver.do("remove") == "“Anna” is named by 1 stance: change or remove them first"
    assert driver.record == before
    driver.do("note")
    driver.submit("the chair")
    driver.do("rename")
    driver.submit("Anna Kern")
    found = driver.record.entity(anna)
    assert found
    assert (found.note, found.name) == ("the chair", "Anna Kern")


def test_a_heading_of_the_inspector_has_nothing_to_remove_or_note(driver: Driver) -> None:
    with_stance(driver)
    driver.choose("Bob")
    driver.session.choose_item(INSPECTOR, Line("heading", "Stances"))
    before = driver.record
    assert driver.do("remove").startswith("there is nothing to remove here")
    assert driver.do("note").startswith("there is nothing to note here")
    assert driver.record == before
    assert driver.session.entry is None


@pytest.mark.parametrize("command", sorted(ON_THE_TEXT))
def test_in_the_list_of_documents_no_command_acts_on_the_text(driver: Driver, command: str) -> None:
    with_stance(driver)
    driver.choose("Bob")
    driver.session.choose_item(DOCUMENTS)
    before = driver.record
    said = driver.do(command, "ORG" if command in ("tag", "stack") else "")
    assert said == "the list of documents has the keys; Esc goes back to the text"
    assert driver.record == before
    assert (driver.session.entry, driver.session.prompt) == (None, None)


def test_a_change_that_is_over_leaves_no_stance_at_hand(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    assert driver.session.stance_at_hand == driver.record.stances[0].id
    driver.press("enter")
    assert driver.session.stance_at_hand is None
    driver.do("edit_stance")
    assert not driver.session.press("z")
    driver.do("join")
    assert driver.session.stance_at_hand is None


def test_undoing_the_stance_at_hand_puts_it_out_of_hand(driver: Driver) -> None:
    with_stance(driver)
    driver.open_stance()
    driver.do("undo")
    assert driver.session.stance_at_hand is None
    mentions = driver.mentions()
    assert driver.do("remove") == "this stance is gone already"
    assert driver.mentions() == mentions


def test_removing_the_holders_mention_keeps_the_stance(driver: Driver) -> None:
    with_stance(driver)
    driver.choose("Anna", 1)
    driver.do("remove")
    assert driver.stances() == [("Anna", "support", "plan")]
    driver.do("undo")
    assert driver.record.stances[0].holder.mention is not None


def test_a_stance_whose_holder_lost_its_last_mention_stays_and_that_is_said(driver: Driver) -> None:
    with_stance(driver)
    driver.choose("plan")
    assert driver.do("remove") == (
        "removed ISSUE “plan”; a stance names “plan”, which has no mention now"
    )
    driver.choose("Anna", 1)
    assert driver.do("remove") == "removed PERSON “Anna”"
    assert driver.stances() == [("Anna", "support", "plan")]


def test_the_same_key_again_goes_to_the_next_stance_of_these_words(driver: Driver) -> None:
    driver.do("stance")
    driver.press("@")
    for key, words, nth in (("+", "plan", 0), ("-", "Bob", 0), ("0", "Anna", 1)):
        typed(driver, key, (words, nth))
    driver.press("escape")
    named = []
    for _ in range(4):
        driver.do("edit_stance")
        named.append(line(driver).split(" · ")[0])
        assert not driver.session.press("ctrl+s")
    assert named == [
        "@author — neutral → Anna", "@author — oppose → Bob", "@author — support → plan",
        "@author — neutral → Anna",
    ]  # fmt: skip


def test_changing_after_making_is_of_the_stance_just_made(driver: Driver) -> None:
    driver.do("stance")
    typed(driver, "@", "+", ("plan", 0), "-", ("Bob", 0))
    assert not driver.session.press("ctrl+s")
    driver.do("edit_stance")
    assert line(driver).startswith("@author — oppose → Bob · ")


def test_holder_and_target_are_swapped(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    driver.press("s")
    assert driver.stances() == [("plan", "support", "Anna")]
    typed(driver, "h", ("Anna", 1))
    assert driver.stances() == [("Anna", "support", "plan")]
    assert driver.record.stances[0].holder.mention == driver.at(22, 26)[0].id


def test_the_selection_moves_while_a_stance_is_changed(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    for _ in range(4):
        assert not driver.session.press("right")
        driver.do("next_token")
    assert driver.session.prompt
    driver.do("extend_token")
    assert driver.selected == "Bob does"
    driver.press("E")
    assert [s.text for s in driver.record.stances[0].evidence] == [
        "Anna likes the plan.",
        "Bob does",
    ]
    driver.press("r")
    assert [s.text for s in driver.record.stances[0].evidence] == ["Anna likes the plan."]
    assert "these are the last" not in driver.session.message
    for _ in range(4):
        driver.do("previous_token")
    driver.press("c")
    assert [s.text for s in driver.record.stances[0].cue] == [driver.selected]
    driver.press("c")
    assert driver.record.stances[0].cue == ()
    assert driver.session.stance_at_hand == driver.record.stances[0].id


def test_a_target_that_is_not_tagged_is_made_by_the_change(driver: Driver) -> None:
    unplanned(driver)
    driver.do("stance")
    driver.press("@", "+", "!", "escape")
    driver.do("edit_stance")
    typed(driver, "t", ("plan", 0))
    assert driver.stances() == [("@author", "support", "plan")]
    driver.do("undo")
    assert driver.stances() == [("@author", "support", "@public")]
    assert ("plan", "ISSUE") not in driver.mentions()


KEYS = (
    *"fjdksl@?!+-0*1234abcneErsth/q&",
    *("enter", "backspace", "tab", "space", "right", "ctrl+s", "delete", "escape"),
)


@pytest.mark.exhaustive
def test_no_keys_of_the_prompts_leave_a_half_made_item(tmp_path: Path) -> None:
    _type_anything(tmp_path, 300)


def test_few_keys_of_the_prompts_leave_a_half_made_item(tmp_path: Path) -> None:
    _type_anything(tmp_path, 25)


def _type_anything(folder: Path, examples: int) -> None:
    """Type any keys into the prompts: the driver holds the record to `faults` after each key."""
    write_documents(folder / "any", {"a.txt": TEXT})
    with open_project(folder / "any", annotator="anna") as project:
        made = Driver(project)
        made.tag("Anna")
        made.tag("Bob")
        made.choose("likes")

        @settings(max_examples=examples, deadline=None)
        @given(st.lists(st.sampled_from(KEYS), max_size=14), st.booleans())
        def check(keys: list[str], change: bool) -> None:
            made.do("edit_stance" if change else "stance")
            for key in keys:
                before = (made.record, len(made.record.stances))
                taken = made.session.press(key)
                made.check()
                if key == "escape":
                    assert made.session.prompt is None
                    assert made.record == before[0]
                if not taken:
                    made.do({"right": "next_token", "ctrl+s": "edit_stance"}.get(key, "cancel"))
            made.do("cancel")
            _holds_together(made)

        check()
        assert made.on_disk() == made.record


def _holds_together(driver: Driver) -> None:
    """Every entity has a mention or a stance that names it, and every mention an entity; no stance
    is there twice, and none is of somebody toward itself.
    """
    record = driver.record
    named = {mention.entity for mention in record.mentions}
    for stance in record.stances:
        assert stance.evidence
        assert stance.holder.entity != stance.target.entity
        named |= {stance.holder.entity, stance.target.entity, *stance.attribution}
    assert {entity.id for entity in record.entities} <= named
    assert all(mention.entity for mention in record.mentions)
    said = [(s.holder.entity, s.polarity, s.target.entity, s.evidence) for s in record.stances]
    assert len(set(said)) == len(said)


def test_enter_after_a_stance_ends_it_and_moves_no_boundary(driver: Driver) -> None:
    driver.choose("Anna", 1)
    driver.do("extend_token")
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "+")
    driver.press(*driver.hint("plan"))
    before = driver.record
    assert driver.session.press("enter")
    assert driver.session.prompt is None
    assert driver.record == before


def test_a_digit_of_another_script_joins_nothing(driver: Driver) -> None:
    driver.choose("Anna", 1)
    driver.do("join")
    before = driver.record
    driver.press("\u0660")
    assert driver.record == before
