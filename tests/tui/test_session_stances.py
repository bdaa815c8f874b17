"""Stances by keys: the prompt from start to end, on a real project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from session_driver import TEXT, Driver, write_documents

from annotations.model import Participant
from annotations.project import open_project
from tui.hints import LETTERS


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
    assert hinted(driver) == ["plan", "Bob"]
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
    assert "Anna another position" in line(driver)
    driver.press("-")
    driver.press(*driver.hint("Bob"))
    assert driver.stances() == [("Anna", "support", "plan"), ("Anna", "oppose", "Bob")]


def test_after_a_stance_any_other_key_ends_the_prompt_and_acts(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "+")
    driver.press(*driver.hint("plan"))
    assert not driver.session.press("right")
    assert driver.session.prompt is None
    assert len(driver.record.stances) == 1


def test_before_a_stance_another_key_is_refused_in_words(driver: Driver) -> None:
    driver.do("stance")
    assert driver.press("right") == "no hint is right; Esc leaves"
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
    assert "oppose →" in line(driver)
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


def test_a_command_from_elsewhere_ends_the_prompt(driver: Driver) -> None:
    driver.do("stance")
    driver.press("@")
    driver.do("next_token")
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


# Changing


def with_stance(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna", 1), "+")
    driver.press(*driver.hint("plan"), "escape")


def test_every_slot_of_a_stance_is_changed_by_keys(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    driver.press("-", "3")
    stance = driver.record.stances[0]
    assert (stance.polarity, stance.intensity) == ("oppose", 3)
    driver.press("n", "h")
    driver.press(*driver.hint("Bob"))
    driver.press("t", "!")
    assert driver.stances() == [("Bob", "oppose", "@public")]
    assert driver.record.stances[0].intensity is None
    driver.press("enter")
    assert driver.session.prompt is None


def test_evidence_becomes_the_selection(driver: Driver) -> None:
    with_stance(driver)
    driver.session.choose_stance(driver.record.stances[0].id)
    driver.session.extend_to(driver.session.selection.end + 1)
    driver.do("edit_stance")
    driver.press("e")
    assert driver.record.stances[0].evidence[0].text == "Anna likes the plan. Bob"


def test_backspace_in_a_slot_goes_back_to_the_menu(driver: Driver) -> None:
    with_stance(driver)
    driver.do("edit_stance")
    driver.press("h", "backspace")
    assert line(driver).startswith("Change:")
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
    assert driver.do("edit_stance") == "no stance is shown by these words; Space makes one"


def test_stance_at_hand_is_removed_and_then_the_mention(driver: Driver) -> None:
    with_stance(driver)
    mentions = len(driver.record.mentions)
    driver.session.choose_stance(driver.record.stances[0].id)
    assert driver.selected == "Anna likes the plan."
    driver.do("remove")
    assert (len(driver.record.stances), len(driver.record.mentions)) == (0, mentions)
    assert driver.do("remove").startswith("no mention is selected")


def test_tagging_puts_the_stance_out_of_hand(driver: Driver) -> None:
    with_stance(driver)
    driver.session.choose_stance(driver.record.stances[0].id)
    driver.do("tag", "EVENT")
    driver.do("remove")
    assert len(driver.record.stances) == 1
    assert ("Anna likes the plan.", "EVENT") not in driver.mentions()


def test_undoing_the_stance_at_hand_puts_it_out_of_hand(driver: Driver) -> None:
    with_stance(driver)
    driver.session.choose_stance(driver.record.stances[0].id)
    driver.do("undo")
    assert driver.session.stance_at_hand is None
    mentions = driver.mentions()
    assert driver.do("remove").startswith("no mention is selected")
    assert driver.mentions() == mentions


def test_removing_the_holders_mention_keeps_the_stance(driver: Driver) -> None:
    with_stance(driver)
    driver.choose("Anna", 1)
    driver.do("remove")
    assert driver.stances() == [("Anna", "support", "plan")]
    driver.do("undo")
    assert driver.record.stances[0].holder.mention is not None
