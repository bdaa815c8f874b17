"""Contradictions, fragments, relations and labels of documents, made by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from session_driver import TEXT, Driver, write_documents

from annotations import edits
from annotations.model import ExportedDocument, export_line
from annotations.project import open_project
from annotations.quality.verification import scheme_faults, verify
from tui import inspector
from tui.inspector import Line
from tui.workbench import INSPECTOR


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    write_documents(tmp_path, {"a.txt": TEXT})
    with open_project(tmp_path, annotator="anna") as project:
        made = Driver(project)
        made.tag("Anna")
        made.tag("plan", "ISSUE")
        made.choose("likes")
        yield made


def make(driver: Driver, polarity: str) -> str:
    driver.do("stance")
    driver.press(*driver.hint("Anna"), polarity)
    said = driver.press(*driver.hint("plan"))
    driver.press("escape")
    return said


def test_who_makes_a_contradiction_is_told_and_it_is_made(driver: Driver) -> None:
    assert "contradicts" not in make(driver, "+")
    assert "! contradicts: Anna — support → plan" in make(driver, "-")
    assert [polarity for _, polarity, _ in driver.stances()] == ["support", "oppose"]
    assert driver.on_disk() == driver.record


def test_a_change_that_contradicts_is_told_too(driver: Driver) -> None:
    make(driver, "+")
    make(driver, "0")
    driver.do("edit_stance")
    assert "! contradicts: Anna — support → plan" in driver.press("-")


# Discontinuous mentions


def fragments(driver: Driver) -> list[str]:
    return [span.text for m in driver.record.mentions for span in m.fragments or ()]


def test_a_key_adds_the_selection_to_the_mention_before_and_takes_it_out(driver: Driver) -> None:
    driver.tag("met", "EVENT")
    driver.choose("Bonn")
    assert "is now “met Bonn”" in driver.do("fragment")
    assert fragments(driver) == ["met", "Bonn"]
    assert driver.on_disk() == driver.record
    driver.choose("Carla")
    driver.do("fragment")
    assert fragments(driver) == ["met", "Bonn", "Carla"]
    driver.choose("Bonn")
    driver.do("fragment")
    assert fragments(driver) == ["met", "Carla"]
    driver.choose("met")
    driver.do("fragment")
    assert fragments(driver) == []
    assert ("Carla", "EVENT") in driver.mentions()
    driver.do("undo")
    assert fragments(driver) == ["met", "Carla"]


def test_a_fragment_without_a_mention_says_what_to_do(driver: Driver) -> None:
    driver.choose("Anna")
    assert "select a mention" in driver.do("fragment")
    driver.session.recent = driver.session.grip = None
    driver.session.choose(driver.choose("Bonn"))
    driver.session.recent = None
    assert "select a mention" in driver.do("fragment")
    assert fragments(driver) == []


def test_each_fragment_is_marked_and_what_is_between_is_not(driver: Driver) -> None:
    mention = driver.tag("met", "EVENT")
    driver.choose("Bonn")
    driver.do("fragment")
    marks = driver.session.marks.of(mention.id)
    assert [(mark.start, mark.end) for mark in marks] == [(5, 8), (16, 20)]


# Labels of the document

LABELLED = """
[[labels]]
name = "PERSON"
key = "p"
[[document_labels]]
name = "diplomacy"
key = "x"
[[document_labels]]
name = "war"
"""


@pytest.fixture
def labelled(tmp_path: Path) -> Iterator[Driver]:
    write_documents(tmp_path, {"standoff.toml": LABELLED, "a.txt": TEXT})
    with open_project(tmp_path, annotator="anna") as project:
        yield Driver(project)


def prompt_line(driver: Driver) -> str:
    assert driver.session.prompt
    return driver.session.prompt.line


def test_keys_put_labels_on_the_document_and_take_them_off(labelled: Driver) -> None:
    labelled.do("document_label")
    assert "x [ ] diplomacy  w [ ] war" in prompt_line(labelled)
    labelled.press("x", "w")
    assert labelled.record.labels == ("diplomacy", "war")
    assert "x [✓] diplomacy" in prompt_line(labelled)
    labelled.press("x")
    assert labelled.record.labels == ("war",)
    assert labelled.on_disk() == labelled.record
    assert "no document label has the key q" in labelled.press("q")
    labelled.press("enter")
    assert labelled.session.prompt is None
    labelled.do("undo")
    assert labelled.record.labels == ("diplomacy", "war")


def test_a_label_that_the_scheme_lacks_stays_in_sight_and_can_be_taken_off(
    labelled: Driver,
) -> None:
    labelled.session.edit(lambda: edits.set_labels(labelled.record, ["old news"]))
    labelled.do("document_label")
    assert "o [✓] old news (not in the scheme)" in prompt_line(labelled)
    assert (
        "the scheme has no document label 'old news'"
        in scheme_faults(labelled.record, labelled.session.scheme)[0]
    )
    labelled.press("o")
    assert labelled.record.labels == ()
    labelled.press("o", "escape")
    assert labelled.record.labels == ("old news",)


def test_a_scheme_without_document_labels_says_how_to_add_them(driver: Driver) -> None:
    assert "[[document_labels]] to standoff.toml" in driver.do("document_label")
    assert driver.session.prompt is None


# Relations

RELATED = """
[[labels]]
name = "PERSON"
key = "p"
[[relations]]
name = "KNOWS"
key = "k"
"""
LIKES = '[[relations]]\nname = "LIKES"\n'


def related(folder: Path, scheme: str) -> Iterator[Driver]:
    write_documents(folder, {"standoff.toml": scheme, "a.txt": TEXT})
    with open_project(folder, annotator="anna") as project:
        made = Driver(project)
        for words in ("Anna", "Bob", "Carla"):
            made.tag(words)
        made.choose("Anna")
        yield made


@pytest.fixture
def one_label(tmp_path: Path) -> Iterator[Driver]:
    yield from related(tmp_path, RELATED)


@pytest.fixture
def two_labels(tmp_path: Path) -> Iterator[Driver]:
    yield from related(tmp_path, RELATED + LIKES)


def arrows(driver: Driver) -> list[str]:
    return [edits.describe_relation(driver.record, one) for one in driver.record.relations]


def relation_line(driver: Driver, index: int = 0) -> Line:
    found = inspector.relations(driver.record, driver.session.mention_at_hand())
    return [line for line in found if line.id][index]


def test_with_one_label_a_hint_alone_draws_the_arrow(one_label: Driver) -> None:
    one_label.do("relation")
    assert "“Anna” — KNOWS → a letter" in prompt_line(one_label)
    assert one_label.session.prompt
    assert one_label.record.mentions[0].start not in one_label.session.prompt.hints
    one_label.press(*one_label.hint("Bob"))
    assert arrows(one_label) == ["“Anna” — KNOWS → “Bob”"]
    assert one_label.on_disk() == one_label.record
    one_label.do("undo")
    assert arrows(one_label) == []


def test_with_several_labels_a_key_chooses_first(two_labels: Driver) -> None:
    two_labels.do("relation")
    assert "k KNOWS  l LIKES" in prompt_line(two_labels)
    assert "no relation has the key x" in two_labels.press("x")
    two_labels.press("k", "backspace", "l")
    two_labels.press(*two_labels.hint("Carla"))
    assert arrows(two_labels) == ["“Anna” — LIKES → “Carla”"]
    two_labels.do("relation")
    two_labels.press("k", "escape")
    assert two_labels.session.prompt is None
    assert len(arrows(two_labels)) == 1


def test_the_inspector_lists_relations_relabels_follows_and_removes_them(
    two_labels: Driver,
) -> None:
    two_labels.do("relation")
    two_labels.press("k")
    two_labels.press(*two_labels.hint("Bob"))
    line = relation_line(two_labels)
    assert (line.text, line.right) == ("→ Bob", "KNOWS")
    two_labels.session.choose_item(INSPECTOR, line)
    two_labels.do("relation")
    two_labels.press("l")
    assert arrows(two_labels) == ["“Anna” — LIKES → “Bob”"]
    two_labels.session.choose_item(INSPECTOR, line)
    assert two_labels.session.open_item()
    assert two_labels.selected == "Bob"
    line = relation_line(two_labels)
    assert (line.text, line.right) == ("← Anna", "LIKES")
    two_labels.session.choose_item(INSPECTOR, line)
    assert "removed “Anna” — LIKES → “Bob”" in two_labels.do("remove")
    assert arrows(two_labels) == []
    assert "gone already" in two_labels.do("remove")
    assert len(two_labels.record.mentions) == 3


def test_a_relation_that_the_scheme_lacks_is_a_fault_for_verify(one_label: Driver) -> None:
    one_label.do("relation")
    one_label.press(*one_label.hint("Bob"))
    assert scheme_faults(one_label.record, one_label.session.scheme) == []
    (item_id,) = [one.id for one in one_label.record.relations]
    one_label.session.edit(lambda: edits.relabel_relation(one_label.record, item_id, "OLD"))
    (fault,) = scheme_faults(one_label.record, one_label.session.scheme)
    assert "no relation label 'OLD'" in fault


def test_a_scheme_without_relations_says_how_to_add_them(driver: Driver) -> None:
    driver.choose("Anna")
    assert "[[relations]] block to standoff.toml" in driver.do("relation")
    assert driver.session.prompt is None


def test_enter_on_stances_that_agree_goes_from_one_to_the_next(driver: Driver) -> None:
    make(driver, "+")
    driver.choose("not")
    make(driver, "+")
    found = inspector.items(driver.record, driver.session.scheme, driver.session.mention_counts)
    (line,) = [line for line in found if line.kind == "stance"]
    assert line.right == "2×"
    visited = []
    for _ in range(3):
        driver.session.choose_item(INSPECTOR, line)
        assert driver.session.open_item()
        visited.append(driver.selected)
    first, second = "Anna likes the plan.", "Bob does not, said Carla on 3 May."
    assert visited == [first, second, first]


# What leaves


def test_relations_fragments_and_labels_are_in_the_export(one_label: Driver) -> None:
    one_label.do("relation")
    one_label.press(*one_label.hint("Bob"))
    one_label.choose("Bonn")
    one_label.do("fragment")
    one_label.session.edit(lambda: edits.set_labels(one_label.record, ["war"]))
    line = export_line(one_label.record, one_label.session.document)
    read = msgspec.json.decode(line, type=ExportedDocument)
    assert read.relations == one_label.record.relations != ()
    assert read.mentions == one_label.record.mentions
    assert [span.text for m in read.mentions for span in m.fragments or ()] == ["Anna", "Bonn"]
    assert read.labels == ("war",)
    with open_project(one_label.project.root, annotator="anna", read_only=True) as second:
        file, corpus = second.root / "annotations" / "anna.json", second.corpus
        found = [
            fault for verdict in verify(file, corpus, second.scheme) for fault in verdict.faults
        ]
    assert found == ["the scheme has no document label 'war': the document"]
