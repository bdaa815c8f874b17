"""Entities of the whole project on disk: commits of two tables, undo, restarts, verification."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import domain_samples as samples
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations import edits
from annotations.change import Change, PutRow
from annotations.errors import EditError
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


def share(project: Project, entity: Entity) -> str:
    """Share an entity; the id that it has in the project."""
    shared = project.project_entities()
    project.commit(edits.share(project.open_record, entity.id, shared))
    (new_id,) = shared
    return new_id


def put(key: str, row: dict[str, object] | None) -> Change:
    return Change("test", "a row", (PutRow("entities", key, row),))


def ankara(row_id: str) -> ProjectEntity:
    return ProjectEntity(row_id, "Ankara", "GPE", aliases=("Ankara",))


def test_sharing_is_one_commit_of_two_tables_and_one_undo(project: Project) -> None:
    new = share(project, tag(project))
    assert dict(project.project_entities()) == {new: ankara(new)}
    assert project.open_record.entities[0].ref == new
    project.undo()
    assert dict(project.project_entities()) == {}
    assert project.open_record.entities[0].ref is None
    project.redo()
    assert dict(project.project_entities()) == {new: ankara(new)}
    assert project.open_record.entities[0].ref == new


def test_what_was_shared_is_known_in_the_next_document_and_after_a_restart(folder: Path) -> None:
    with open_project(folder, annotator="anna") as project:
        project.open("a.txt")
        entity = tag(project)
        project.commit(
            edits.describe_entity(project.open_record, entity.id, name="Turkey", kb="Q43")
        )
        row_id = share(project, entity)
    with open_project(folder, annotator="anna") as project:
        project.open("b.txt")
        new = tag(project)
        assert (new.name, new.label, new.kb, new.ref) == ("Turkey", "GPE", "Q43", row_id)
        project.undo()
        project.undo()
        assert dict(project.project_entities()) == {}
        project.redo()
        assert project.project_entities()[row_id].name == "Turkey"
    verdicts = list(verify(folder / "annotations" / "anna.json", None, None))
    assert [v for v in verdicts if v.faults] == []


def test_a_join_and_its_alias_are_undone_and_made_again_together(project: Project) -> None:
    new = share(project, tag(project))
    other = tag(project, "Moscow")
    first = project.open_record.entities[0]
    project.commit(edits.join(project.open_record, other.id, first.id, project.project_entities()))
    assert project.project_entities()[new].aliases == ("Ankara", "Moscow")
    project.undo()
    assert project.project_entities()[new].aliases == ("Ankara",)
    assert len(project.open_record.entities) == 2
    project.redo()
    assert project.project_entities()[new].aliases == ("Ankara", "Moscow")
    assert len(project.open_record.entities) == 1


def test_a_second_window_sees_what_was_shared(project: Project, folder: Path) -> None:
    entity = tag(project)
    with open_project(folder, annotator="anna", read_only=True) as second:
        assert dict(second.project_entities()) == {}
        new = share(project, entity)
        assert second.follow_writer()
        assert dict(second.project_entities()) == {new: ankara(new)}


def test_a_reference_to_nothing_is_a_fault_that_names_it(project: Project, folder: Path) -> None:
    new = share(project, tag(project))
    project.commit(put(new, None))
    assert dict(project.project_entities()) == {}
    project.close()
    (verdict,) = verify(folder / "annotations" / "anna.json", None, None)
    assert verdict.faults == (f"entity e1: the project has no entity {new}",)


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Ankara"},
        {"name": "A", "label": "GPE", "aliases": 3},
    ],
)
def test_a_row_that_is_no_entity_is_a_fault_and_is_left_out(
    project: Project, folder: Path, row: dict[str, object]
) -> None:
    new = share(project, tag(project))
    project.commit(put(new, {**row, "id": new}))
    assert dict(project.project_entities()) == {}
    project.close()
    with open_project(folder, annotator="anna", read_only=True) as again:
        assert dict(again.project_entities()) == {}
    (whole, *_) = verify(folder / "annotations" / "anna.json", None, None)
    assert any(f"the project's entity {new!r} can't be read" in fault for fault in whole.faults)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_any_edits_undos_and_restarts_leave_files_that_verify_accepts(draw: st.DataObject) -> None:
    # New entities of the project get random ids; the same draws have to make the same edits.
    numbers = itertools.count(1)
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
        folder = Path(name)
        for document in ("a.txt", "b.txt"):
            (folder / document).write_bytes(samples.TEXT.encode())
        for _ in range(2):
            with open_project(folder, annotator="anna") as project:
                for _ in range(15):
                    _act(draw, project)
        file = folder / "annotations" / "anna.json"
        verdicts = verify(file, None, None) if file.exists() else ()
        assert [verdict for verdict in verdicts if verdict.faults] == []


def _act(draw: st.DataObject, project: Project) -> None:
    """Any edit of any document, undo or redo, where that can be."""
    project.open(draw.draw(st.sampled_from(project.ids)))
    shared = project.project_entities()
    act = draw.draw(st.sampled_from(["edit", "edit", "edit", "share", "undo", "redo"]))
    with contextlib.suppress(EditError):
        if act == "undo":
            project.undo()
        elif act == "redo":
            project.redo()
        elif act == "share" and (entities := project.open_record.entities):
            chosen = draw.draw(st.sampled_from(entities))
            project.commit(edits.share(project.open_record, chosen.id, shared))
        else:
            project.commit(samples.draw_edit(draw, project.open_record, samples.TEXT, shared))
