"""The same words in all documents of a project: found with what is around, tagged as one change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations import edits
from annotations.errors import EditError
from annotations.everywhere import Found, find, tag_all
from annotations.model import faults
from annotations.project import Project, open_project
from annotations.text import Extent

DOCUMENTS = {
    "a.txt": "Bern is old.\nThe Bern Accord was made in Bern.",
    "b.txt": "Bernese people.",
    "c.txt": "In\tBern, again.",
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with open_project(tmp_path, annotator="anna") as opened:
        yield opened


def places(project: Project, words: str) -> dict[str, list[Extent]]:
    wanted: dict[str, list[Extent]] = {}
    for part in find(project, words):
        for place in part.found or ():
            wanted.setdefault(place.document_id, []).append(place.extent)
    return wanted


def test_each_place_comes_with_its_document_and_what_is_around_it(project: Project) -> None:
    found = [part.found or [] for part in find(project, "Bern")]
    assert [len(places) for places in found] == [3, 0, 1]
    assert found[2][0] == Found("c.txt", (3, 7), "In ", "Bern", ", again.")
    assert found[0][1].before == "Bern is old. The "


def test_what_is_tagged_already_is_left_out(project: Project) -> None:
    project.open("a.txt")
    text = DOCUMENTS["a.txt"]
    start = text.index("The Bern Accord")
    change = edits.tag(project.open_record, text, start, start + 15, "EVENT", project.scheme)
    project.commit(change)
    assert [len(part.found or ()) for part in find(project, "Bern")] == [2, 0, 1]


def test_a_document_with_many_places_comes_in_parts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("In Bern. " * 40, encoding="utf-8")
    (tmp_path / "b.txt").write_text("Bern", encoding="utf-8")
    with open_project(tmp_path, annotator="anna") as project:
        parts = list(find(project, "Bern"))
    assert [part.is_last for part in parts] == [False, False, True, True]
    assert [len(part.found or ()) for part in parts] == [16, 16, 8, 1]
    starts = [place.extent[0] for part in parts[:3] for place in part.found or ()]
    assert starts == [9 * number + 3 for number in range(40)]


def test_a_document_that_cant_be_read_is_told_and_the_rest_goes_on(project: Project) -> None:
    (project.root / "b.txt").write_bytes(b"\xff\xfe\xfa")
    assert [part.found is None for part in find(project, "Bern")] == [False, True, False]


def test_all_are_tagged_by_one_commit_and_one_undo(project: Project) -> None:
    project.open("b.txt")
    change = tag_all(project, "Bern", "GPE", places(project, "Bern"), "suggestion:memory")
    assert change.summary == "GPE: 4 places in 2 documents"
    project.commit(change)
    made = [project.record("a.txt"), project.record("c.txt")]
    assert [len(record.mentions) for record in made if record] == [3, 1]
    assert [m.origin for record in made if record for m in record.mentions] == [
        "suggestion:memory", "propagated", "propagated", "suggestion:memory",
    ]  # fmt: skip
    assert len(list(project.commits())) == 1
    project.undo()
    assert [len(r.mentions) for name in ("a.txt", "c.txt") if (r := project.record(name))] == [0, 0]
    project.redo()
    assert [len(r.mentions) for name in ("a.txt", "c.txt") if (r := project.record(name))] == [3, 1]


def test_the_open_document_is_followed(project: Project) -> None:
    project.open("a.txt")
    project.commit(tag_all(project, "Bern", "GPE", places(project, "Bern")))
    assert len(project.open_record.mentions) == 3


def test_nothing_left_to_tag_is_refused_in_words(project: Project) -> None:
    wanted = places(project, "Bern")
    project.commit(tag_all(project, "Bern", "GPE", wanted))
    with pytest.raises(EditError, match="nothing is left to tag, 4 tagged since"):
        tag_all(project, "Bern", "GPE", wanted)


def test_a_document_that_changed_while_it_is_open_is_tagged_as_it_is_shown(
    project: Project,
) -> None:
    project.open("a.txt")
    (project.root / "a.txt").write_text("Now: " + DOCUMENTS["a.txt"], encoding="utf-8")
    project.commit(tag_all(project, "Bern", "GPE", places(project, "Bern")))
    assert faults(project.open_record, DOCUMENTS["a.txt"]) == []
    assert {mention.text for mention in project.open_record.mentions} == {"Bern"}


def test_places_that_have_other_words_now_are_left_out_and_counted(project: Project) -> None:
    wanted = places(project, "Bern")
    (project.root / "a.txt").write_text(DOCUMENTS["a.txt"].replace("in Bern", "in Rome"))
    change = tag_all(project, "Bern", "GPE", wanted)
    assert change.summary == "GPE: 3 places in 2 documents, 1 gone since"
    project.commit(change)
    record = project.record("a.txt")
    assert record
    assert [mention.text for mention in record.mentions] == ["Bern", "Bern"]


def test_what_changes_between_the_look_and_the_commit_is_refused(project: Project) -> None:
    change = tag_all(project, "Bern", "GPE", places(project, "Bern"))
    (project.root / "c.txt").write_text("Now: In Bern", encoding="utf-8")
    with pytest.raises(EditError, match=r"c\.txt has another text .* look at it again"):
        project.commit(change)
    assert [project.record(name) for name in ("a.txt", "c.txt")] == [None, None]
