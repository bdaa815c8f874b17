"""A project, and the command to run on it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from command_line import TEXT, Said, annotate

from tui import cli


class Run(Protocol):
    """Runs the command in this process."""

    def __call__(self, *arguments: object) -> Said: ...


@pytest.fixture
def standoff(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, as the annotator `me`."""
    monkeypatch.setenv("STANDOFF_ANNOTATOR", "me")
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of two documents, the first annotated by alice."""
    root = tmp_path / "project"
    root.mkdir()
    for name in ("a.txt", "b.txt"):
        (root / name).write_text(TEXT, encoding="utf-8")
    annotate(root, "alice", "a.txt")
    return root
