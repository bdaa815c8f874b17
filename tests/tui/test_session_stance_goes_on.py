"""After a stance is made: what else is said of it, where the hand may go, what ends the prompt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from session_driver import TEXT, Driver, write_documents

from annotations.project import open_project
from tui.inspector import Line
from tui.workbench import INSPECTOR

SCHEME = """
[[labels]]
name = "PERSON"
key = "p"
[[labels]]
name = "CITY"
key = "c"
[[polarities]]
name = "support"
key = "+"
sign = 1
"""


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    """Anna likes the plan: that is a stance already, and its prompt waits."""
    write_documents(tmp_path, {"a.txt": TEXT})
    with open_project(tmp_path, annotator="anna") as project:
        made = Driver(project)
        made.tag("Anna", nth=1)
        made.tag("Bob")
        made.tag("plan", "ISSUE")
        made.choose("likes")
        made.do("stance")
        made.press(*made.hint("Anna", 1), "+")
        made.press(*made.hint("plan"))
        yield made


def line(driver: Driver) -> str:
    assert driver.session.prompt
    return driver.session.prompt.line


def labels(driver: Driver) -> list[str]:
    return [label for _, label in driver.mentions()]


# Motions


def test_the_prompt_stays_while_the_hand_moves_in_the_evidence_and_c_makes_the_cue(
    driver: Driver,
) -> None:
    driver.do("next_token")
    driver.do("extend_token")
    assert driver.selected == "the plan"
    assert "c “the plan” is the cue" in line(driver)
    driver.press("c")
    assert [span.text for span in driver.record.stances[0].cue] == ["the plan"]
    assert driver.on_disk() == driver.record


def test_the_other_optional_keys_work_behind_a_motion_too(driver: Driver) -> None:
    driver.do("next_token")
    driver.press("2", "b", "a", "@")
    (stance,) = driver.record.stances
    assert (stance.intensity, stance.basis, stance.attribution) == (2, "statement", ("@author",))
    driver.press("-")
    driver.press(*driver.hint("Bob"))
    assert driver.stances()[1] == ("Anna", "oppose", "Bob")


def test_a_motion_out_of_the_evidence_ends_the_prompt_without_escape(driver: Driver) -> None:
    driver.do("next_sentence")
    assert driver.selected == "Bob does not, said Carla on 3 May."
    assert driver.session.prompt is None
    driver.choose("Carla")
    driver.do("tag", "PERSON")
    assert ("Carla", "PERSON") in driver.mentions()


def test_a_click_out_of_the_evidence_ends_the_prompt_at_the_next_key(driver: Driver) -> None:
    driver.choose("Carla")
    assert not driver.session.press("1")
    assert driver.session.prompt is None
    assert driver.record.stances[0].intensity is None


def test_before_the_polarity_arrows_go_to_the_cue(driver: Driver) -> None:
    driver.press("escape")
    driver.choose("Bob", 1)
    driver.do("stance")
    driver.press(*driver.hint("Bob"))
    assert not driver.session.press("right")
    driver.do("next_token")
    assert driver.selected == "does"
    driver.press("c", "-")
    driver.press(*driver.hint("plan"))
    assert [span.text for span in driver.record.stances[1].cue] == ["does"]


def test_a_motion_that_goes_nowhere_says_so_and_the_prompt_stays(driver: Driver) -> None:
    driver.do("document_start")
    driver.do("stance")
    driver.press("@", "+")
    driver.press(*driver.hint("plan"))
    assert driver.do("previous_token") == "no further"
    assert driver.session.prompt is not None


# Labels


@pytest.mark.parametrize("command", ["tag", "stack", "repeat"])
def test_a_labels_key_right_after_a_stance_tags_nothing_and_says_so(
    driver: Driver, command: str
) -> None:
    before = driver.record
    assert driver.do(command, "ORG").startswith("a label's key tags nothing here")
    assert driver.record == before
    assert driver.session.prompt is not None


def test_a_labels_key_behind_a_motion_in_the_evidence_tags_and_ends_the_prompt(
    driver: Driver,
) -> None:
    driver.do("next_token")
    driver.do("tag", "ORG")
    assert ("the", "ORG") in driver.mentions()
    assert driver.session.prompt is None


def test_a_labels_key_behind_a_key_of_the_prompt_is_refused_again(driver: Driver) -> None:
    driver.do("next_token")
    driver.press("c")
    driver.do("tag", "ORG")
    assert "ORG" not in labels(driver)


def test_a_labels_key_in_the_change_of_a_stance_is_refused_until_a_motion(driver: Driver) -> None:
    driver.press("escape")
    driver.do("edit_stance")
    driver.do("tag", "ORG")
    assert "ORG" not in labels(driver)
    driver.do("next_token")
    driver.do("tag", "ORG")
    assert "ORG" in labels(driver)


def test_a_label_whose_key_the_prompt_holds_tags_after_escape_and_that_is_said(
    tmp_path: Path,
) -> None:
    write_documents(tmp_path / "c", {"a.txt": TEXT, "standoff.toml": SCHEME})
    with open_project(tmp_path / "c", annotator="anna") as project:
        made = Driver(project)
        made.tag("Anna", nth=1)
        made.choose("likes")
        made.do("stance")
        made.press("@", "+")
        made.press(*made.hint("Anna", 1))
        made.do("next_token")
        assert "labels' keys but c tag it" in line(made)
        made.press("c")
        assert [span.text for span in made.record.stances[0].cue] == ["the"]


def test_enter_and_backspace_behind_a_motion_are_about_the_words(driver: Driver) -> None:
    driver.do("next_mention")
    assert driver.selected == "plan"
    for key in ("enter", "backspace"):
        assert not driver.session.press(key)
    driver.do("remove")
    assert ("plan", "ISSUE") not in driver.mentions()
    assert len(driver.record.stances) == 1


# Removing


@pytest.mark.parametrize("ends", [(), ("escape",), ("enter",)])
def test_del_right_after_a_stance_removes_it_and_no_mention(
    driver: Driver, ends: tuple[str, ...]
) -> None:
    mentions = driver.mentions()
    driver.press(*ends)
    assert driver.do("remove") == "removed Anna — support → plan"
    assert driver.record.stances == ()
    assert driver.mentions() == mentions
    driver.do("undo")
    assert driver.stances() == [("Anna", "support", "plan")]


@pytest.mark.parametrize("ends", [(), ("escape",), ("enter",)])
def test_del_right_after_a_change_removes_that_stance(
    driver: Driver, ends: tuple[str, ...]
) -> None:
    driver.press("escape")
    driver.do("edit_stance")
    driver.press("-", *ends)
    assert driver.do("remove") == "removed Anna — oppose → plan"


def test_del_after_the_cue_was_said_removes_the_stance(driver: Driver) -> None:
    driver.do("next_token")
    driver.press("c")
    assert driver.do("remove") == "removed Anna — support → plan"


def test_del_after_anything_else_removes_no_stance(driver: Driver) -> None:
    driver.press("escape")
    driver.do("flag")
    said = driver.do("remove")
    assert said.startswith("no mention is selected")
    assert said.endswith("for a stance Ctrl+S, then Del")
    driver.do("edit_stance")
    driver.press("escape")
    assert driver.do("remove").startswith("no mention"), "nothing was changed"
    assert len(driver.record.stances) == 1


def test_a_note_right_after_a_stance_is_on_it(driver: Driver) -> None:
    driver.do("note")
    driver.submit("irony")
    assert driver.record.stances[0].note == "irony"


def test_the_keys_of_another_pane_end_the_prompt(driver: Driver) -> None:
    driver.session.choose_item(INSPECTOR, Line("heading", "Stances"))
    assert driver.session.prompt is None


def test_changing_once_more_after_the_end_is_of_the_same_stance(driver: Driver) -> None:
    driver.press("-")
    driver.press(*driver.hint("Bob"))
    driver.press("escape")
    for _ in range(2):
        driver.do("edit_stance")
        assert line(driver).startswith("Anna — oppose")
        driver.press("2", "escape") if driver.record.stances[1].intensity is None else None


# What is said


def test_the_line_says_all_that_is_set_of_the_stance(driver: Driver) -> None:
    driver.press("3", "b", "a", "@", "c")
    said = "Anna — support (3) → plan · via @author · statement · cue “likes”"
    assert line(driver).startswith(said)
    assert driver.session.message == said
    driver.press("escape")
    driver.do("edit_stance")
    assert line(driver).startswith(f"{said} · Change")


def test_a_selection_that_is_the_evidence_is_said_and_a_sentence_is_not(driver: Driver) -> None:
    driver.press("escape")
    driver.do("extend_token")
    driver.do("stance")
    assert "evidence: the selection" in line(driver)
    driver.press("escape")
    driver.choose("likes")
    driver.do("stance")
    assert "evidence" not in line(driver)


@pytest.mark.parametrize(
    ("key", "undone", "again"),
    [
        ("2", "the intensity of Anna → plan is not set", "is 2"),
        ("b", "the basis of Anna → plan is not set", "is statement"),
        ("c", "the cue of Anna → plan is not set", "is “likes”"),
    ],
)
def test_undo_and_redo_name_the_slot_that_changed(
    driver: Driver, key: str, undone: str, again: str
) -> None:
    driver.press(key)
    assert driver.do("undo") == f"undone: {undone}"
    assert driver.do("redo") == f"made again: {undone.replace('is not set', again)}"


def test_enter_repeats_no_holder_of_a_stance_that_was_undone(driver: Driver) -> None:
    driver.press("escape")
    made = driver.stances()
    driver.choose("likes")
    driver.do("stance")
    driver.press("@", "-", *driver.hint("plan"), "escape")
    driver.do("undo")
    assert driver.stances() == made
    driver.do("stance")
    assert "Enter Anna" in line(driver)


def test_new_evidence_is_said_with_its_first_words(driver: Driver) -> None:
    driver.press("escape")
    driver.choose("Anna likes")
    driver.do("edit_stance")
    assert driver.press("e").startswith("evidence is “Anna likes” · Anna — support → plan")


def test_undo_of_a_swap_and_of_a_reporter_names_who_is_there_now(driver: Driver) -> None:
    driver.press("a", "@", "escape")
    driver.do("edit_stance")
    driver.press("s", "-", "e")
    assert driver.do("undo") == (
        "undone: the evidence of plan → Anna is “Anna likes the plan.” again"
    )
    assert driver.do("undo") == "undone: the polarity of plan → Anna is support again"
    assert driver.do("undo") == "undone: the holder of Anna → plan is Anna again, the target plan"
    assert driver.do("undo") == "undone: the attribution of Anna → plan is nobody"
    assert driver.do("undo") == "undone: Anna — support → plan"


# Who reports it


def test_a_reporter_does_not_become_the_holder(driver: Driver) -> None:
    driver.press("a")
    driver.press(*driver.hint("Bob"))
    driver.press("escape")
    driver.do("edit_stance")
    driver.press("h")
    assert driver.press(*driver.hint("Bob")) == "“Bob” can't hold a stance and report it both"
    driver.press("t")
    driver.press(*driver.hint("Bob"))
    assert "can't hold a stance and report it both" in driver.press("s")
    assert driver.stances() == [("Anna", "support", "Bob")]
