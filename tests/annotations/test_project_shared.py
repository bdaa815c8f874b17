"""Entities of the whole project on disk: commits of two tables, undo, restarts, verification."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations import edits
from annotations.change import Change, PutRow
from annotations.model import Entity, ProjectEntity
from annotations.project import Project, open_project
from annotations.quality.verification import verify

TEXT = "Ankara spoke to Moscow."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(TEXT.encode())
    return tmp_path


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        yield opened


def tag(project: Project, words: str = "Ankara") -> Entity:
    start = TEXT.index(words)
    record, shared, end = project.open_record, project.project_entities(), start + len(words)
    project.commit(edits.tag(record, TEXT, start, end, "GPE", project.scheme, shared=shared))
    return project.open_record.entities[-1]


def share(project: Project, entity: Entity) -> None:
    project.commit(edits.share(project.open_record, entity.id, project.project_entities()))


def put(key: str, row: dict[str, object] | None) -> Change:
    return Change("test", "a row", (PutRow("entities", key, row),))


ANKARA = ProjectEntity("p1", "Ankara", "GPE", aliases=("Ankara",))


def test_sharing_is_one_commit_of_two_tables_and_one_undo(project: Project) -> None:
    share(project, tag(project))
    assert dict(project.project_entities()) == {"p1": ANKARA}
    assert project.open_record.entities[0].ref == "p1"
    project.undo()
    assert dict(project.project_entities()) == {}
    assert project.open_record.entities[0].ref is None
    project.redo()
    assert dict(project.project_entities()) == {"p1": ANKARA}
    assert project.open_record.entities[0].ref == "p1"


def test_what_was_shared_is_known_in_the_next_document_and_after_a_restart(folder: Path) -> None:
    with open_project(folder, annotator="anna") as project:
        project.open("a.txt")
        entity = tag(project)
        project.commit(
            edits.describe_entity(project.open_record, entity.id, name="Turkey", kb="Q43")
        )
        share(project, entity)
    with open_project(folder, annotator="anna") as project:
        project.open("b.txt")
        new = tag(project)
        assert (new.name, new.label, new.kb, new.ref) == ("Turkey", "GPE", "Q43", "p1")
        project.undo()
        project.undo()
        assert dict(project.project_entities()) == {}
        project.redo()
        assert project.project_entities()["p1"].name == "Turkey"
    verdicts = list(verify(folder / "annotations" / "anna.json", None, None))
    assert [v for v in verdicts if v.faults] == []


def test_a_join_and_its_alias_are_undone_and_made_again_together(project: Project) -> None:
    share(project, tag(project))
    other = tag(project, "Moscow")
    first = project.open_record.entities[0]
    project.commit(edits.join(project.open_record, other.id, first.id, project.project_entities()))
    assert project.project_entities()["p1"].aliases == ("Ankara", "Moscow")
    project.undo()
    assert project.project_entities()["p1"].aliases == ("Ankara",)
    assert len(project.open_record.entities) == 2
    project.redo()
    assert project.project_entities()["p1"].aliases == ("Ankara", "Moscow")
    assert len(project.open_record.entities) == 1


def test_a_second_window_sees_what_was_shared(project: Project, folder: Path) -> None:
    entity = tag(project)
    with open_project(folder, annotator="anna", read_only=True) as second:
        assert dict(second.project_entities()) == {}
        share(project, entity)
        assert second.follow_writer()
        assert dict(second.project_entities()) == {"p1": ANKARA}


def test_a_reference_to_nothing_is_a_fault_that_names_it(project: Project, folder: Path) -> None:
    share(project, tag(project))
    project.commit(put("p1", None))
    assert dict(project.project_entities()) == {}
    project.close()
    (verdict,) = verify(folder / "annotations" / "anna.json", None, None)
    assert verdict.faults == ("entity e1: the project has no entity p1",)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "p1", "name": "Ankara"}, "the project's entity 'p1' can't be read"),
        ({"id": "p1", "name": "A", "label": "GPE", "aliases": 3}, "'p1' can't be read"),
    ],
)
def test_a_row_that_is_no_entity_is_a_fault_and_is_left_out(
    project: Project, folder: Path, row: dict[str, object], said: str
) -> None:
    share(project, tag(project))
    project.commit(put("p1", row))
    assert dict(project.project_entities()) == {}
    project.close()
    with open_project(folder, annotator="anna", read_only=True) as again:
        assert dict(again.project_entities()) == {}
    (whole, *_) = verify(folder / "annotations" / "anna.json", None, None)
    assert any(said in fault for fault in whole.faults)
