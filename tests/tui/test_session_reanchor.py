"""A session on a document that was carried over to a new text: undo shows the old one again."""

from __future__ import annotations

from pathlib import Path

from session_driver import TEXT, Driver, write_documents

from annotations.project import open_project


def test_undo_and_redo_of_a_carrying_over_show_the_text_that_belongs_to_it(tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "project", {"a.txt": TEXT})
    with open_project(folder, annotator="alice") as project:
        driver = Driver(project)
        driver.tag("Bob")
        driver.tag("Carla")
    new = f"Yesterday {TEXT.replace('Carla', 'Dora')}"
    write_documents(folder, {"a.txt": new})
    with open_project(folder, annotator="alice") as project:
        project.reanchor("a.txt")
        driver = Driver(project)
        assert driver.session.document.text == new
        assert [mention.text for mention in driver.record.mentions] == ["Bob"]
        driver.do("undo")
        assert driver.session.document.text == TEXT
        assert [mention.text for mention in driver.record.mentions] == ["Bob", "Carla"]
        driver.do("redo")
        assert driver.session.document.text == new
        assert [mention.text for mention in driver.record.mentions] == ["Bob"]


def test_an_undo_to_a_text_that_can_not_be_read_is_said_as_done_and_edits_wait(
    tmp_path: Path,
) -> None:
    folder = write_documents(tmp_path / "project", {"a.txt": TEXT})
    with open_project(folder, annotator="alice") as project:
        Driver(project).tag("Bob")
    new = f"Yesterday {TEXT}"
    write_documents(folder, {"a.txt": new})
    with open_project(folder, annotator="alice") as project:
        old = project.open("a.txt").record.sha256
        project.reanchor("a.txt")
        driver = Driver(project)
        (folder / "annotations" / "texts" / f"{old}.txt").unlink()
        said = driver.do("undo")
        assert said.startswith("undone: ")
        assert "bring the one or the other back" in said
        assert driver.session.document.text == new
        assert driver.session.mentions == []
        revision = project.progress("a.txt").revision
        driver.choose("Carla")
        assert "of a text that can't be read" in driver.do("tag", "PERSON")
        assert project.progress("a.txt").revision == revision
        driver.do("redo")
        assert [mention.text for mention in driver.record.mentions] == ["Bob"]
        driver.tag("Carla")
        assert [mention.text for mention in driver.record.mentions] == ["Bob", "Carla"]
