"""Where export, convert, import and salvage write: what they replace, and what they name."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from command_line import annotate, state

from annotations import project
from annotations.formats.recognition import known_formats

SINGLE = [f.name for f in known_formats() if f.write]


def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have a folder take no new names, also of who may write everywhere."""
    real_open, real_mkdir = Path.open, Path.mkdir

    def check(path: Path) -> None:
        if path.parent == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def opened(self: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if "x" in mode or "w" in mode:
            check(self)
        return real_open(self, mode, *more, **named)

    def mkdir(self: Path, *more: Any, **named: Any) -> None:
        check(self)
        real_mkdir(self, *more, **named)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(Path, "mkdir", mkdir)


@pytest.mark.parametrize("content", ["My notes.\n", "name,price\nbread,2\n", '{"a": 1}\n'])
@pytest.mark.parametrize("name", SINGLE)
def test_a_file_of_another_kind_is_not_replaced(
    standoff: Any, folder: Path, tmp_path: Path, name: str, content: str
) -> None:
    notes, source = tmp_path / "notes.txt", tmp_path / "source.jsonl"
    notes.write_text(content)
    assert standoff("export", folder, "-o", source).code == 0
    for arguments in (("export", folder, "-f", name, "-o", notes), ("convert", source, notes)):
        more = ("--to", name) if arguments[0] == "convert" else ()
        said = standoff(*arguments, *more)
        assert said.code == 1
        assert said.err.endswith(
            f"{notes}: it is there already, and not recognised as {name}; name another file, or "
            "remove it first\n"
        )
        assert notes.read_text() == content


@pytest.mark.parametrize("annotated", [True, False])
@pytest.mark.parametrize("name", SINGLE)
def test_an_export_replaces_the_one_before(
    standoff: Any, tmp_path: Path, name: str, annotated: bool
) -> None:
    root, target = tmp_path / "project", tmp_path / "out"
    root.mkdir()
    (root / "a.txt").write_text("Ankara backs Kyiv.\n")
    annotate(root, "alice", "a.txt")
    if not annotated:
        with project.open_project(root, annotator="alice") as opened:
            assert opened.undo()
    for _ in range(2):
        said = standoff("export", root, "--annotator", "alice", "-f", name, "-o", target)
        assert (said.code, target.exists()) == (0, True), said.err


def test_a_folder_that_can_not_be_written_to_is_named_by_export(
    standoff: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    refuse(monkeypatch, out)
    for arguments in (("-o", out / "x.jsonl"), ("-f", "brat", "-o", out / "x")):
        said = standoff("export", folder, *arguments)
        assert said.code == 1
        assert said.err.endswith(
            f"standoff: {out}: nothing can be written to that folder (Permission denied)\n"
        )
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("inner", ["", "annotations"])
def test_a_folder_that_can_not_be_written_to_is_named_by_import(
    standoff: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    source, root = tmp_path / "source.jsonl", tmp_path / "ro"
    assert standoff("export", folder, "-o", source).code == 0
    (root / inner).mkdir(parents=True)
    before = state(root)
    refuse(monkeypatch, root / inner)
    said = standoff("import", source, root)
    assert said.code == 1
    assert said.err.endswith(
        f"standoff: {root / inner}: nothing can be written to that folder (Permission denied); "
        "nothing was imported\n"
    )
    assert state(root) == before
