"""Selecting by letters in the text: which places bear them, and what they select."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from proposed_words import Proposing
from session_driver import Driver, write_documents

from annotations.project import Project, open_project

TEXT = (
    "Anna Berg met Bob in Bonn. The plan for peace in Bonn is old, and Bob likes it. "
    "Carla came late to the talks. Then nothing else was said about them, and all went home "
    "before the night fell on the town and its river."
)
NAMES = {"Anna Berg": "PERSON", "Bob": "PERSON"}
PHRASES = ("plan for peace in Bonn", "plan for peace", "talks")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    write_documents(tmp_path, {"a.txt": TEXT})
    with open_project(tmp_path, annotator="anna") as opened:
        yield opened


@pytest.fixture
def driver(project: Project) -> Driver:
    return Driver(project, propose=Proposing(NAMES, PHRASES))


def test_a_hint_selects_all_of_the_longest_phrase_that_begins_there(driver: Driver) -> None:
    driver.do("hint")
    driver.press(*driver.hint("plan"))
    assert driver.selected == "plan for peace in Bonn"
    assert driver.session.prompt is None


def test_a_hint_on_a_candidate_selects_all_of_it_and_says_what_it_is(driver: Driver) -> None:
    driver.choose("Carla")
    driver.do("hint")
    said = driver.press(*driver.hint("Anna"))
    assert driver.selected == "Anna Berg"
    assert said.startswith("PERSON? (patterns)")


def test_elsewhere_a_hint_selects_the_token(driver: Driver) -> None:
    driver.do("hint")
    driver.press(*driver.hint("peace"))
    assert driver.selected == "peace"


def test_every_word_in_view_bears_a_hint_and_what_is_selected_none(driver: Driver) -> None:
    driver.choose("Carla")
    driver.do("hint")
    assert driver.session.prompt
    words = [start for start, _ in driver.session.segmentation.tokens_in(0, len(TEXT))
             if TEXT[start].isalnum()]  # fmt: skip
    assert sorted(driver.session.prompt.hints) == [w for w in words if w != TEXT.index("Carla")]


def test_what_may_be_tagged_in_the_sentence_has_one_letter(driver: Driver) -> None:
    driver.choose("Bob", 1)
    driver.do("hint")
    assert driver.hint("plan") == ("f",)
    assert len(driver.hint("The")) == 2


def test_what_is_tagged_has_a_dearer_hint_than_what_is_not(driver: Driver) -> None:
    driver.tag("Bob")
    driver.choose("in")
    driver.do("hint")
    codes = list(driver.session.prompt.hints.values()) if driver.session.prompt else []
    tagged, anna = driver.hint("Bob"), driver.hint("Anna")
    assert codes.index("".join(anna)) < codes.index("".join(tagged))


def test_a_hint_on_a_mention_selects_all_of_it(driver: Driver) -> None:
    driver.tag("met Bob in Bonn", "EVENT")
    driver.choose("Carla")
    driver.do("hint")
    driver.press(*driver.hint("met"))
    assert driver.selected == "met Bob in Bonn"


def test_a_second_hint_ends_a_span_of_several_tokens(driver: Driver) -> None:
    driver.choose("Bob", 1)
    driver.do("hint_end")
    driver.press(*driver.hint("it."))
    assert driver.selected == "Bob likes it"
    driver.do("hint_end")
    driver.press(*driver.hint("likes"))
    assert driver.selected == "Bob likes", "it can draw the end back too"


def test_a_second_hint_stands_on_what_follows_alone(driver: Driver) -> None:
    driver.choose("Carla")
    driver.do("hint_end")
    assert driver.session.prompt
    assert min(driver.session.prompt.hints) > TEXT.index("Carla")


def test_a_mention_extended_by_a_hint_is_at_hand_and_enter_moves_its_end(driver: Driver) -> None:
    driver.tag("Anna")
    driver.choose("Anna")
    driver.do("hint_end")
    driver.press(*driver.hint("Berg"))
    driver.do("boundary")
    assert driver.mentions() == [("Anna Berg", "PERSON")]


def test_escape_leaves_and_a_motion_leaves_and_moves(driver: Driver) -> None:
    driver.do("hint")
    driver.press("escape")
    assert (driver.session.prompt, driver.selected) == (None, "Anna")
    driver.do("hint")
    assert not driver.session.press("right")
    assert driver.session.prompt is None


def test_letters_that_no_hint_has_are_said_and_the_others_stay(driver: Driver) -> None:
    driver.do("hint")
    assert driver.press("1") == "1 chooses nothing here; Esc leaves"
    assert driver.session.prompt


def test_after_the_first_of_two_letters_only_what_goes_on_is_shown(project: Project) -> None:
    driver = Driver(project)
    driver.do("hint")
    assert driver.session.prompt
    long = next(code for code in driver.session.prompt.hints.values() if len(code) == 2)
    driver.press(long[0])
    assert all(len(code) == 1 for code in driver.session.prompt.hints.values())
    driver.press("backspace")
    assert long in driver.session.prompt.hints.values()


def test_without_candidates_hints_stand_on_phrases_of_the_sentence_and_on_words(
    project: Project,
) -> None:
    driver = Driver(project)
    driver.choose("The")
    driver.do("hint")
    driver.press(*driver.hint("plan"))
    assert driver.selected.startswith("plan for peace")


def test_a_page_of_a_thousand_words_has_hints_on_all_of_them(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "words " * 1000})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project, view=(0, 6000))
        driver.do("hint")
        assert driver.session.prompt
        assert len(driver.session.prompt.hints) == 999


def test_an_empty_text_has_no_hints_and_says_so(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": " \n"})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        assert driver.do("hint") == "there is no other word in view"
        assert driver.do("hint_end") == "there is no other word in view"
