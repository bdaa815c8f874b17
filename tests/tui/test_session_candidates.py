"""Candidates by commands, on a real project: walking, accepting, rejecting, going on, others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from proposed_words import Proposing
from session_driver import Driver, write_documents

from annotations.project import Project, open_project
from tui.app import proposing
from tui.keymap import Action
from tui.proposals import AHEAD, LITTLE, STRETCH, UNKNOWN

TEXT = (
    "Anna Berg met Bob in Bonn. Berg likes the plan for Bonn. Bob does not, said Carla in Bonn.\n"
    "Nobody else spoke. Dora came late."
)
NAMES = {"Anna Berg": "PERSON", "Berg": "PERSON", "Bob": "PERSON", "Bonn": "GPE", "Dora": ""}
PHRASES = ("plan for Bonn", "plan", "late")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    write_documents(tmp_path, {"a.txt": TEXT, "b.txt": "Nothing here.", "c.txt": "Then Bob left."})
    with open_project(tmp_path, annotator="anna") as opened:
        yield opened


@pytest.fixture
def driver(project: Project) -> Driver:
    return Driver(project, propose=Proposing(NAMES, PHRASES))


def walk(driver: Driver, command: str, steps: int) -> list[str]:
    """What is selected after each of so many steps."""
    seen = []
    for _ in range(steps):
        driver.do(command)
        seen.append(driver.selected)
    return seen


# Walking


def test_tab_goes_from_candidate_to_candidate_and_back(driver: Driver) -> None:
    assert walk(driver, "next_candidate", 5) == ["Anna Berg", "Bob", "Bonn", "Berg", "Bonn"]
    assert walk(driver, "previous_candidate", 4) == ["Berg", "Bonn", "Bob", "Anna Berg"]
    assert driver.do("previous_candidate") == "no candidate before"


def test_what_is_tagged_is_passed_over(driver: Driver) -> None:
    driver.tag("Bob")
    driver.session.choose((0, 4))
    assert walk(driver, "next_candidate", 3) == ["Anna Berg", "Bonn", "Berg"]


def test_a_candidate_around_a_mention_made_by_hand_is_passed_over(driver: Driver) -> None:
    driver.tag("Anna")
    driver.session.choose((0, 4))
    assert walk(driver, "next_candidate", 1) == ["Bob"]


def test_the_end_of_the_candidates_is_said_and_the_selection_stays(driver: Driver) -> None:
    driver.choose("Dora")
    assert driver.do("next_candidate") == "no candidate further on"
    assert driver.selected == "Dora"


def test_a_count_goes_on_so_often(driver: Driver) -> None:
    driver.do("next_candidate", count=3)
    assert driver.selected == "Bonn"


def test_noun_phrases_have_a_key_of_their_own_and_come_whole(driver: Driver) -> None:
    assert walk(driver, "next_phrase", 2) == ["plan for Bonn", "late"]
    assert walk(driver, "previous_phrase", 1) == ["plan for Bonn"]
    assert driver.do("previous_phrase") == "no noun phrase before"


def test_a_tagged_phrase_is_passed_over_and_one_around_a_mention_is_not(driver: Driver) -> None:
    driver.tag("Bonn", "GPE", nth=1)
    driver.session.choose((0, 4))
    assert walk(driver, "next_phrase", 1) == ["plan for Bonn"]
    driver.do("tag", "ISSUE")
    driver.session.choose((0, 4))
    assert walk(driver, "next_phrase", 1) == ["late"]


def test_the_next_sentence_and_paragraph_with_something_to_tag(driver: Driver) -> None:
    assert walk(driver, "next_open_sentence", 3) == ["Berg", "Bob", "Dora"]
    driver.session.choose((0, 4))
    assert walk(driver, "next_open_paragraph", 1) == ["Dora"]
    assert driver.do("next_open_paragraph").startswith("no paragraph further on")


def test_the_next_document_with_something_to_tag_is_opened_at_it(driver: Driver) -> None:
    driver.do("next_open_document")
    assert (driver.session.document.id, driver.selected) == ("c.txt", "Bob")
    driver.do("tag", "PERSON")
    driver.do("next_open_document")
    assert driver.session.document.id == "a.txt"
    driver.do("status_done")
    assert driver.do("next_open_document") == "no other document to do has something to tag"
    driver.session.choose((0, 4))
    assert walk(driver, "next_candidate", 1) == ["Anna Berg"], "its own are there again"


def test_readings_of_the_same_words_are_cycled(driver: Driver) -> None:
    driver.choose("Anna Berg")
    assert driver.do("cycle").startswith("2 of 2: PERSON? (patterns)")
    assert driver.selected == "Berg"
    driver.do("cycle")
    assert driver.selected == "Anna Berg"
    driver.choose("Bonn", 1)
    assert walk(driver, "cycle", 2) == ["plan for Bonn", "Bonn"]
    driver.choose("Carla")
    assert driver.do("cycle") == "nothing else is proposed here"


def test_the_next_phrase_is_first_the_longest_one_that_the_selection_stands_in(
    driver: Driver,
) -> None:
    driver.choose("for")
    assert walk(driver, "next_phrase", 2) == ["plan for Bonn", "late"]
    driver.choose("plan")
    assert walk(driver, "next_phrase", 2) == ["plan for Bonn", "late"]


def test_a_phrase_whose_other_names_were_passed_is_passed_too(project: Project) -> None:
    driver = Driver(project, propose=Proposing(NAMES, ["Berg likes the plan for Bonn", "late"]))
    driver.do("next_candidate")
    driver.choose("Bonn", 1)
    assert walk(driver, "next_phrase", 1) == ["late"]


def test_another_reading_is_first_the_one_that_changes_the_least(project: Project) -> None:
    phrases = ("likes the plan for Bonn", "plan for Bonn", "the plan for Bonn", "plan")
    driver = Driver(project, propose=Proposing(NAMES, phrases))
    driver.choose("plan for Bonn")
    assert walk(driver, "cycle", 4) == [
        "the plan for Bonn", "Bonn", "plan", "likes the plan for Bonn",
    ]  # fmt: skip


def test_what_is_proposed_is_said_with_its_source_and_its_keys(driver: Driver) -> None:
    driver.do("next_candidate")
    assert driver.session.message == (
        "PERSON? (patterns) · Enter accepts, a label's key tags, Del rejects"
    )
    driver.choose("Dora")
    driver.do("previous_candidate")
    driver.do("next_candidate")
    assert driver.session.message == "a mention? (patterns) · a label's key tags, Del rejects"


def test_where_nothing_can_be_saved_no_key_is_said_to_tag(project: Project) -> None:
    with open_project(project.root, annotator="anna", read_only=True) as second:
        driver = Driver(second, propose=Proposing(NAMES, PHRASES))
        assert driver.do("next_candidate") == "PERSON? (patterns)"
        driver.choose("Dora")
        for command in ("boundary", "accept_string"):
            assert driver.do(command) == "the project is open for reading: nothing can be saved"
        driver.choose("plan")
        assert driver.do("boundary") == "the project is open for reading: nothing can be saved"


def test_with_nothing_to_propose_the_keys_say_so(project: Project) -> None:
    driver = Driver(project)
    for command in ("next_candidate", "next_phrase", "cycle", "next_open_sentence"):
        assert "switches candidates on" in driver.do(command)
    assert driver.do("next_open_document").startswith("nothing is proposed here")


# Tagging goes on


def test_a_tag_goes_on_to_the_next_candidate_and_says_both(driver: Driver) -> None:
    driver.choose("Anna Berg")
    assert driver.do("tag", "PERSON") == "PERSON “Anna Berg” → PERSON? (patterns), Enter accepts"
    assert driver.selected == "Bob"


def test_the_selection_stays_where_nothing_further_on_is_proposed(driver: Driver) -> None:
    driver.choose("late")
    driver.do("tag", "ISSUE")
    assert driver.selected == "late"
    assert driver.session.mention_at_hand() is not None


def test_without_candidates_the_selection_stays(project: Project) -> None:
    driver = Driver(project)
    driver.tag("Bob")
    assert driver.selected == "Bob"


def test_a_label_on_a_mention_changes_it_and_stays(driver: Driver) -> None:
    driver.tag("Bob")
    driver.choose("Bob")
    driver.do("tag", "ORG")
    assert driver.selected == "Bob"
    assert ("Bob", "ORG") in driver.mentions()


def test_undo_goes_back_to_what_was_untagged(driver: Driver) -> None:
    driver.tag("Bob")
    assert driver.selected == "Bonn"
    driver.do("undo")
    assert driver.selected == "Bob"
    assert driver.mentions() == []


def test_the_mention_just_tagged_is_at_hand_until_the_selection_moves(driver: Driver) -> None:
    bob = driver.tag("Bob")
    assert driver.session.mention_at_hand() == bob
    driver.do("note")
    driver.submit("who?")
    assert driver.record.mention(bob.id)
    assert driver.record.mentions[0].note == "who?"
    driver.do("next_token")
    assert driver.session.mention_at_hand() is None


def test_one_key_joins_what_is_offered_and_the_next_asks(driver: Driver) -> None:
    driver.tag("Anna Berg")
    driver.choose("Berg", 1)
    said = driver.do("tag", "PERSON")
    assert said.startswith("PERSON “Berg” · = joins Anna Berg → ")
    assert driver.selected == "Bonn"
    assert driver.do("join") == "“Berg” is “Anna Berg”"
    assert driver.selected == "Bonn"
    assert [entity.name for entity in driver.record.entities] == ["Anna Berg"]
    driver.do("join")
    assert driver.session.prompt
    assert driver.session.prompt.line.startswith("“Berg” is:")


def test_after_a_wrong_offer_the_next_choice_is_for_this_mention_alone(driver: Driver) -> None:
    driver.tag("Bob")
    driver.tag("Anna Berg")
    driver.choose("Berg", 1)
    driver.do("tag", "PERSON")
    driver.do("join")
    driver.do("join")
    driver.press(*driver.hint("Bob"))
    names = {m.text: driver.record.name_of(m.entity or "") for m in driver.record.mentions}
    assert names == {"Bob": "Bob", "Anna Berg": "Anna Berg", "Berg": "Bob"}


def test_the_offer_is_still_there_after_the_others_were_tagged(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "Anna Berg came. Berg spoke. Then Berg left Bonn."})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project, propose=Proposing(NAMES))
        driver.tag("Anna Berg")
        driver.choose("Berg", 1)
        driver.do("tag", "PERSON")
        assert driver.do("others").startswith("PERSON “Berg”: 1 other like it → GPE? (patterns)")
        assert driver.do("join") == "“Berg” is “Anna Berg”"
        assert len(driver.record.entities) == 1
        assert driver.selected == "Bonn"


# Readings


def test_where_nothing_is_proposed_cycling_says_so_however_often(driver: Driver) -> None:
    driver.choose("spoke")
    for _ in range(3):
        assert driver.do("cycle") == "nothing else is proposed here"
    assert driver.selected == "spoke"


def test_readings_of_one_document_are_not_those_of_another(driver: Driver) -> None:
    driver.choose("Anna")
    driver.do("cycle")
    assert driver.selected == "Anna Berg"
    driver.session.go_to("b.txt")
    driver.session.choose((0, 9))
    assert driver.do("cycle") == "nothing else is proposed here"
    assert driver.session.selection.extent == (0, 9)


# Accepting and rejecting


def test_rejecting_the_last_candidate_leaves_what_was_tagged_alone(project: Project) -> None:
    driver = Driver(project, propose=Proposing({"Bob": "PERSON"}, ()))
    driver.session.go_to("c.txt")
    driver.choose("Then")
    driver.do("tag", "DATE")
    assert driver.selected == "Bob"
    driver.do("remove")
    driver.do("remove")
    driver.do("boundary")
    assert driver.mentions() == [("Then", "DATE")]


def test_enter_accepts_what_is_proposed_and_goes_on(driver: Driver) -> None:
    driver.do("next_candidate")
    driver.do("boundary")
    driver.do("boundary")
    assert driver.mentions() == [("Anna Berg", "PERSON"), ("Bob", "PERSON")]
    assert {m.origin for m in driver.record.mentions} == {"suggestion:patterns"}
    assert driver.selected == "Bonn"


def test_enter_without_a_proposed_label_says_what_to_do(driver: Driver) -> None:
    driver.choose("Dora")
    assert driver.do("boundary").startswith("no label is proposed")
    assert driver.mentions() == []


def test_enter_on_an_extended_mention_still_moves_its_boundary(driver: Driver) -> None:
    driver.tag("Anna")
    driver.choose("Anna")
    driver.do("extend_token")
    assert driver.selected == "Anna Berg"
    driver.do("boundary")
    assert driver.mentions() == [("Anna Berg", "PERSON")]


def test_another_label_takes_the_place_of_the_proposed_one(driver: Driver) -> None:
    driver.do("next_candidate")
    driver.do("tag", "ORG")
    assert [(m.label, m.origin) for m in driver.record.mentions] == [("ORG", "manual")]


def test_what_is_rejected_comes_no_more_and_undo_brings_it_back(project: Project) -> None:
    driver = Driver(project, propose=proposing(project))
    driver.choose("Bonn", 1)
    assert driver.session.proposal()
    said = driver.do("remove")
    assert "Bonn" in said
    assert driver.mentions() == []
    driver.choose("Bonn")
    assert driver.session.proposal() is None
    driver.session.choose((0, 4))
    assert "Bonn" not in walk(driver, "next_candidate", 5)
    driver.do("undo")
    driver.choose("Bonn")
    assert driver.session.proposal()


def test_what_is_rejected_stays_so_after_a_look_elsewhere(project: Project) -> None:
    """Also for words that were accepted as often, which are proposed elsewhere."""
    driver = Driver(project, propose=proposing(project))
    project.suggestions.prepare(wait=True)
    source = driver.session.proposals.source
    first = TEXT.index("Bonn")
    driver.session.choose((first, first + 4))
    driver.do("tag", "GPE")
    driver.session.choose(_second("Bonn"))
    driver.do("remove")
    assert not driver.session.proposals.exact(_second("Bonn"))
    driver.session.go_to("b.txt")
    driver.session.go_to("a.txt")
    assert driver.session.proposals.source is not source
    assert not driver.session.proposals.exact(_second("Bonn"))


def test_looking_for_another_document_costs_the_open_one_nothing(project: Project) -> None:
    driver = Driver(project, propose=Proposing({"Anna Berg": "PERSON"}))
    source = driver.session.proposals.source
    assert driver.do("next_open_document") == "no other document to do has something to tag"
    assert driver.session.proposals.source is source


def _second(words: str) -> tuple[int, int]:
    start = TEXT.index(words, TEXT.index(words) + 1)
    return start, start + len(words)


def test_del_right_after_a_tag_acts_on_what_is_selected(project: Project) -> None:
    driver = Driver(project, propose=proposing(project))
    driver.tag("Bob")
    rejected = driver.selected
    assert rejected != "Bob"
    driver.do("remove")
    assert driver.mentions() == [("Bob", "PERSON")]
    assert driver.selected != rejected


def test_what_was_tagged_is_proposed_at_its_other_places_at_once(project: Project) -> None:
    driver = Driver(project, propose=proposing(project))
    driver.tag("the plan", "ISSUE")
    driver.do("undo")
    driver.tag("likes", "EVENT")
    found = driver.session.proposals.source
    assert found
    assert project.suggestions.memory.label("likes") == "EVENT"
    assert project.suggestions.memory.label("the plan") == ""


def test_all_that_is_proposed_in_view_is_one_change(project: Project) -> None:
    driver = Driver(project, view=(0, 60), propose=Proposing(NAMES))
    driver.do("next_candidate")
    driver.do("accept_view")
    assert [text for text, _ in driver.mentions()] == [
        "Anna Berg", "Bob", "Bonn", "Berg", "Bonn", "Bob",
    ]  # fmt: skip
    assert driver.selected == "Bonn"
    driver.do("undo")
    assert driver.mentions() == []


def test_nothing_proposed_in_view_is_said(project: Project) -> None:
    driver = Driver(project, view=(93, 110), propose=Proposing(NAMES))
    assert driver.do("accept_view") == "nothing untagged is proposed here"


# The others


def test_others_tags_every_other_place_and_goes_on_where_the_next_was_one(driver: Driver) -> None:
    driver.choose("Bonn")
    assert "· : 2 others →" in driver.do("tag", "GPE")
    driver.choose("Berg", 1)
    driver.do("tag", "PERSON")
    assert driver.selected == "Bonn"
    driver.choose("Bonn")
    driver.do("others")
    assert [text for text, _ in driver.mentions()] == ["Bonn", "Berg", "Bonn", "Bonn"]
    driver.do("undo")
    assert [text for text, _ in driver.mentions()] == ["Bonn", "Berg"]


def test_others_right_after_a_tag_goes_on_past_what_it_tagged(driver: Driver) -> None:
    driver.choose("Berg", 1)
    driver.do("tag", "PERSON")
    driver.choose("Bob")
    driver.do("tag", "PERSON")
    assert driver.selected == "Bonn"
    driver.do("tag", "GPE")
    assert driver.selected == "Bonn"
    assert driver.do("others").startswith("GPE “Bonn”: 2 others like it → PERSON?")
    assert driver.selected == "Bob"
    assert driver.session.mention_at_hand() == driver.at(*_place("Bonn"))[0]


def test_without_others_that_is_said(driver: Driver) -> None:
    driver.tag("Carla")
    assert driver.do("others") == "“Carla” is nowhere else untagged in this document"


def test_the_capital_of_a_label_tags_all_and_goes_on_in_one_change(driver: Driver) -> None:
    driver.choose("Bonn")
    said = driver.do("tag_all", "GPE")
    assert said.startswith("GPE “Bonn” and 2 others like it → PERSON?")
    assert driver.selected == "Berg"
    assert [m.origin for m in driver.record.mentions] == ["manual", "propagated", "propagated"]
    driver.do("undo")
    assert driver.mentions() == []


def test_the_capital_of_a_label_on_a_mention_tags_its_others(driver: Driver) -> None:
    driver.tag("Bonn", "GPE")
    driver.choose("Bonn")
    driver.do("tag_all", "GPE")
    assert driver.mentions() == [("Bonn", "GPE")] * 3


def test_this_string_is_accepted_everywhere_as_proposed(driver: Driver) -> None:
    driver.choose("Bonn")
    driver.do("accept_string")
    assert driver.mentions() == [("Bonn", "GPE")] * 3
    origins = sorted(m.origin for m in driver.record.mentions)
    assert origins == ["propagated", "propagated", "suggestion:patterns"]
    driver.choose("Carla")
    assert driver.do("accept_string").startswith("nothing is proposed for the selection")


def test_a_longer_tag_takes_the_place_of_propagated_ones_inside(driver: Driver) -> None:
    driver.choose("Bonn")
    driver.do("tag_all", "GPE")
    driver.choose("plan for Bonn")
    said = driver.do("tag", "ISSUE")
    assert "in the place of 1 inside it" in said
    assert driver.mentions() == [("Bonn", "GPE"), ("plan for Bonn", "ISSUE"), ("Bonn", "GPE")]
    driver.do("undo")
    assert driver.mentions() == [("Bonn", "GPE")] * 3


# What a key looks at


def test_a_key_looks_at_a_few_stretches_and_says_where_it_stopped(tmp_path: Path) -> None:
    text = "Anna. " + "x " * (STRETCH * (AHEAD + 8) // 2) + "Bob left."
    write_documents(tmp_path, {"a.txt": text})
    with open_project(tmp_path, annotator="anna") as project:
        propose = Proposing({"Anna": "PERSON", "Bob": "PERSON"})
        driver = Driver(project, propose=propose)
        said = driver.do("next_candidate")
        assert max(end for _, end in propose.last.asked) == STRETCH * UNKNOWN
        assert f"in {STRETCH * UNKNOWN:,} characters: the same key looks on" in said
        driver.do("next_candidate")
        assert max(end for _, end in propose.last.asked) == STRETCH * 2 * UNKNOWN
        while driver.session.look_ahead():
            pass
        said = driver.do("next_candidate")
        assert f"in {STRETCH * AHEAD:,} characters: go on from farther down" in said
        driver.session.choose((STRETCH * AHEAD - 4, STRETCH * AHEAD - 3))
        driver.do("next_candidate", count=3)
        assert driver.selected == "Bob"


def test_a_key_looks_no_further_than_what_it_selects(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "On we go. " * 100 + "Bob met Anna. " + "x " * 5000})
    with open_project(tmp_path, annotator="anna") as project:
        propose = Proposing({"Anna": "PERSON", "Bob": "PERSON"}, ["On we go"])
        driver = Driver(project, propose=propose)
        driver.do("next_candidate")
        assert driver.selected == "Bob"
        assert max(end for _, end in propose.last.asked) < 1000 + 2 * LITTLE
        driver.session.choose((4 * STRETCH, 4 * STRETCH + 1))
        propose.last.asked.clear()
        driver.do("previous_candidate")
        assert driver.selected == "Anna"
        assert max(end for _, end in propose.last.asked) < 4 * STRETCH + LITTLE
        assert min(start for start, end in propose.last.asked) > 1000 - LITTLE


def test_a_move_looks_at_nothing_new(driver: Driver, project: Project) -> None:
    propose = Proposing(NAMES)
    driver = Driver(project, propose=propose)
    for command in ("next_token", "row_down", "next_sentence"):
        driver.do(command)
    assert propose.last.asked == []


def test_between_keys_the_view_is_looked_at_and_then_what_follows(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "Anna met Bob. " * 3000})
    with open_project(tmp_path, annotator="anna") as project:
        propose = Proposing({"Bob": "PERSON"})
        session = Driver(project, view=(STRETCH * 2, STRETCH * 2 + 500), propose=propose).session
        assert session.proposals.shown(STRETCH * 2, STRETCH * 2 + 500) == []
        assert session.look_ahead()
        assert session.look_ahead()
        assert len(session.proposals.shown(STRETCH * 2, STRETCH * 2 + 500)) > 30
        looked = 2
        while session.look_ahead():
            looked += 1
        assert len(propose.last.looked) == looked <= AHEAD * STRETCH // LITTLE + 1
        assert propose.last.looked[0] == (STRETCH * 2, STRETCH * 2 + LITTLE)
        assert propose.last.looked[1:] == sorted(propose.last.looked[1:])


def test_what_slow_sources_find_later_is_shown_and_their_faults_are_said(driver: Driver) -> None:
    source = driver.session.proposals.source
    assert source
    before = driver.session.proposals.version
    source.has_more = True  # type: ignore[attr-defined]  # the test's own source
    source.faults = ["suggester x: no such model"]  # type: ignore[attr-defined]  # as above
    driver.session.message = ""
    while driver.session.look_ahead():
        pass
    assert driver.session.proposals.version > before
    assert driver.session.message == "suggester x: no such model"
    assert driver.session.faults == ["suggester x: no such model"]


def _place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


# Stances


def test_a_stance_right_after_a_tag_is_about_the_sentence_of_what_was_tagged(
    driver: Driver,
) -> None:
    driver.choose("Bonn")
    driver.do("tag", "GPE")
    assert driver.selected == "Berg"
    driver.do("stance")
    assert driver.session.prompt
    start, end = driver.session.prompt.evidence[0]
    assert TEXT[start:end] == "Anna Berg met Bob in Bonn."


def test_words_that_were_selected_by_hand_are_evidence_also_where_they_are_proposed(
    driver: Driver,
) -> None:
    driver.choose("Anna")
    driver.do("extend_token")
    driver.do("stance")
    assert driver.session.prompt
    start, end = driver.session.prompt.evidence[0]
    assert TEXT[start:end] == "Anna Berg"


def test_space_again_takes_the_sentence_of_the_selection(driver: Driver) -> None:
    driver.choose("Bonn")
    driver.do("tag", "GPE")
    driver.do("stance")
    assert driver.session.prompt
    assert "Space: the selection's sentence" in driver.session.prompt.line
    driver.press("space")
    assert driver.session.prompt
    start, end = driver.session.prompt.evidence[0]
    assert TEXT[start:end] == "Berg likes the plan for Bonn."
    assert "Space" not in driver.session.prompt.line


@pytest.mark.parametrize(("keys", "label"), [("boundary", ""), ("tag", "ORG")])
def test_after_a_stance_the_next_candidate_is_tagged_without_escape(
    driver: Driver, keys: str, label: str
) -> None:
    driver.tag("Anna Berg")
    driver.choose("Bonn")
    driver.do("tag", "GPE")
    driver.do("stance")
    driver.press(*driver.hint("Anna"), "+")
    driver.press(*driver.hint("Bonn"))
    assert driver.stances() == [("Anna Berg", "support", "Bonn")]
    assert driver.session.prompt, "further keys may be about the stance"
    assert driver.selected == "Berg"
    if not label:
        assert not driver.session.press("enter")
    driver.do(keys, label)
    assert driver.session.prompt is None
    assert driver.mentions()[2] == ("Berg", label or "PERSON")


def test_a_candidate_that_is_selected_is_not_taken_for_evidence(driver: Driver) -> None:
    driver.session.choose((0, 4))
    driver.do("next_candidate")
    assert driver.selected == "Anna Berg"
    driver.do("stance")
    assert driver.session.prompt
    start, end = driver.session.prompt.evidence[0]
    assert TEXT[start:end] == "Anna Berg met Bob in Bonn."


# What takes longer than a key may


@pytest.fixture
def slow_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    """A session in which a key has no time at all for what can go on after it."""
    names = {f"c{number}.txt": "Nobody came. " * 100 for number in range(9)}
    write_documents(tmp_path, {"a.txt": TEXT, **names, "z.txt": "Then Bob came."})
    monkeypatch.setattr("tui.workbench.AT_A_KEY", 0.0)
    with open_project(tmp_path, annotator="anna") as opened:
        driver = Driver(opened, propose=Proposing({"Bob": "PERSON"}))
        driver.session.open("a.txt")
        yield driver


def test_the_search_of_other_documents_goes_on_between_the_keys(slow_search: Driver) -> None:
    session = slow_search.session
    session.perform(Action("next_open_document"))
    said = [session.message]
    assert session.document.id == "a.txt"
    while session.go_on():
        said.append(session.message)
    assert (session.document.id, slow_search.selected) == ("z.txt", "Bob")
    assert "looking for something to tag: 9 documents read; any key ends it" in said
    assert said[0] == "looking for something to tag: 0 documents read; any key ends it"
    assert not session.under_way


@pytest.mark.parametrize("ends", ["key", "mouse"])
def test_the_search_ends_where_the_annotator_goes_on(slow_search: Driver, ends: str) -> None:
    session = slow_search.session
    session.perform(Action("next_open_document"))
    assert session.go_on()
    if ends == "key":
        session.perform(Action("next_token"))
        assert not session.go_on()
    else:
        session.choose((13, 17))
        while session.go_on():
            pass
    assert session.document.id == "a.txt"


def test_a_selection_longer_than_any_candidate_is_not_looked_at(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "Bob met Anna. " * 5000})
    with open_project(tmp_path, annotator="anna") as project:
        propose = Proposing({"Bob": "PERSON"})
        session = Driver(project, propose=propose).session
        session.choose((0, 60_000))
        assert session.proposal() is None
        assert propose.last.asked == []


@pytest.mark.parametrize(("slice_", "said"), [(-1.0, "16+ others"), (60.0, "99+ others")])
def test_how_many_others_there_are_is_counted_no_longer_than_a_key_may_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slice_: float, said: str
) -> None:
    monkeypatch.setattr("tui.actions.propagation.SLICE", slice_)
    write_documents(tmp_path, {"a.txt": "Bob met Anna. " * 300})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        driver.choose("Anna")
        assert said in driver.do("tag", "PERSON")
        # All others are tagged: there is nothing to say, and no more is looked at.
        driver.do("others")
        driver.choose("Anna")
        assert "others" not in driver.do("tag", "GPE")
