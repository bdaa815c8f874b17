"""Whose annotations there are: the files of annotators, and no others."""

from __future__ import annotations

from pathlib import Path

from annotations.annotator import annotators


def test_files_whose_names_no_annotator_can_have_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    folder.mkdir()
    for name in (
        "bob.json",
        "alice.json",
        "Gülşen-2.json",
        "._alice.json",
        ".json",
        "alice copy.json",
        "[red].json",
        "alice.json.salvaged-1",
        "alice.json.journal",
    ):
        (folder / name).write_text("{}", encoding="utf-8")
    assert annotators(tmp_path) == ["Gülşen-2", "alice", "bob"]


def test_a_project_without_annotations_has_no_annotators(tmp_path: Path) -> None:
    assert annotators(tmp_path) == []
