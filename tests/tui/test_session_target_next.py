"""After a stance that tags what is selected, the hand is at what is next to tag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from proposed_words import Proposing
from session_driver import Driver, write_documents

from annotations.project import Project, open_project

TEXT = "Anna wants the plan. Berg came late. Bob likes the plan."
NAMES = {"Anna": "PERSON", "plan": "ISSUE", "Berg": "PERSON", "Bob": "PERSON"}
FIRST_PLAN = TEXT.index("plan")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    write_documents(tmp_path, {"a.txt": TEXT})
    with open_project(tmp_path, annotator="anna") as opened:
        yield opened


@pytest.fixture
def driver(project: Project) -> Driver:
    return Driver(project, propose=Proposing(NAMES, ("plan",)))


def make_stance(driver: Driver, at: int) -> None:
    """Anna supports what has a letter at an offset."""
    driver.do("stance")
    driver.press(driver.session.prompt.hints[0])
    driver.press("+")
    driver.press(driver.session.prompt.hints[at])


def test_a_target_tagged_under_the_selection_lets_it_go_on(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("tag", "PERSON")
    assert driver.selected == "plan"
    make_stance(driver, FIRST_PLAN)
    assert driver.mentions() == [("Anna", "PERSON"), ("plan", "ISSUE")]
    assert driver.selected == "Berg"
    assert driver.session.tagged is not None


def test_a_further_stance_of_the_same_holder_goes_on_from_there(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("tag", "PERSON")
    make_stance(driver, FIRST_PLAN)
    driver.press("-", "@")
    stances = driver.session.record.stances
    assert [stance.polarity for stance in stances] == ["support", "oppose"]
    assert stances[0].evidence == stances[1].evidence


def test_a_target_that_was_tagged_before_leaves_the_selection(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("tag", "PERSON")
    driver.do("tag", "ISSUE")
    driver.choose("plan")
    make_stance(driver, FIRST_PLAN)
    assert driver.selected == "plan"


def test_a_target_just_tagged_elsewhere_is_the_mention_that_a_join_means(tmp_path: Path) -> None:
    text = "The strict plan is near. Anna wants the plan. Berg came late."
    write_documents(tmp_path / "two", {"a.txt": text})
    with open_project(tmp_path / "two", annotator="anna") as opened:
        driver = Driver(opened, propose=Proposing({"Anna": "PERSON", "Berg": "PERSON"}))
        driver.tag("strict plan", "ISSUE")
        driver.choose("Anna")
        driver.do("tag", "PERSON")
        assert driver.selected == "Berg"
        driver.do("stance")
        driver.press(*driver.hint("Anna"), "+")
        at = text.index("plan.")
        letter = next(code for spot, code in driver.session.prompt.hints.items() if at - 4 <= spot)
        said = driver.press(*letter)
        assert said == "Anna — support → plan · ISSUE “plan” tagged · = joins strict plan"
        assert driver.selected == "Berg"
        driver.do("join")
        assert driver.stances() == [("Anna", "support", "strict plan")]
        assert len(driver.record.entities) == 2
        driver.do("stance")
        (evidence,) = driver.session.prompt.evidence
        assert text[slice(*evidence)] == "Anna wants the plan.", "it begins at what was tagged"
        driver.do("cancel")
        driver.do("undo")
        assert driver.stances() == [("Anna", "support", "plan")]
        driver.do("undo")
        assert driver.mentions() == [("strict plan", "ISSUE"), ("Anna", "PERSON")]


def test_where_a_mention_is_selected_a_join_means_that_one(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("tag", "PERSON")
    driver.choose("Anna")
    make_stance(driver, FIRST_PLAN)
    assert driver.session.tagged is None
    held = driver.session.mention_at_hand()
    assert held is not None
    assert held.text == "Anna"
