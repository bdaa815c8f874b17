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
