"""The subcommands about candidates: predictions for a corpus, and the memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import annotate, spawn, state

from annotations.change import Change, PutRow
from annotations.project import open_project
from annotations.scheme import template

TEXT = "Ankara backs Kyiv. They say that Anna Smith of the ACME Group is in Kyiv.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    for name in ("a.txt", "b.txt"):
        (root / name).write_text(TEXT, encoding="utf-8")
    return root


def test_suggest_writes_predictions_and_the_next_run_has_nothing_to_do(
    standoff: Any, project: Path
) -> None:
    annotate(project, "anna", "a.txt")
    before = state(project)
    said = standoff("suggest", project, "--annotator", "anna")
    assert said.code == 0
    folder = project / "annotations" / "predictions"
    assert said.lines == [
        f"{folder / 'patterns.json'}: 8 candidates in 2 documents",
        f"{folder / 'memory.json'}: 2 candidates in 2 documents",
    ]
    assert before.items() - state(project).items() <= {
        (path, kept) for path, kept in before.items() if Path(path).is_dir()
    }
    again = standoff("suggest", project)
    assert again.lines[0].endswith("0 candidates in 0 documents; 2 documents had predictions")
    assert standoff("suggest", project, "--again", "--annotator", "anna").lines == said.lines


def test_suggest_asks_the_named_sources_alone(standoff: Any, project: Path) -> None:
    assert standoff("suggest", project, "--source", "patterns").code == 0
    folder = project / "annotations" / "predictions"
    assert [path.name for path in folder.glob("*.json")] == ["patterns.json"]
    said = standoff("suggest", project, "--source", "nothing")
    assert said.code == 1
    assert "there is no source nothing; there are patterns, memory, spacy" in said.err


def test_suggest_takes_the_memory_of_the_only_annotator_as_the_other_subcommands_do(
    standoff: Any, project: Path
) -> None:
    annotate(project, "zoe", "a.txt")
    said = standoff("suggest", project, "--source", "patterns,memory")
    folder = project / "annotations" / "predictions"
    assert (said.code, said.err) == (0, "")
    assert said.lines[1] == f"{folder / 'memory.json'}: 2 candidates in 2 documents"


def test_an_empty_memory_does_not_stop_the_other_sources_and_is_said(
    standoff: Any, project: Path
) -> None:
    said = standoff("suggest", project, "--source", "patterns,memory")
    folder = project / "annotations" / "predictions"
    assert said.code == 0
    assert said.lines == [f"{folder / 'patterns.json'}: 8 candidates in 2 documents"]
    assert "memory is left out: nothing is remembered yet" in said.err
    alone = standoff("suggest", project, "--source", "memory")
    assert alone.code == 1
    assert "nothing is remembered yet; what is tagged will be" in alone.err


def test_suggest_without_the_spacy_extra_says_the_pip_command(
    standoff: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    said = standoff("suggest", project, "--source", "spacy")
    assert said.code == 1
    assert "pip install 'standoff[spacy]'" in said.err
    assert len(said.err.splitlines()) == 1
    assert said.lines == []


def test_suggest_needs_no_textual(project: Path) -> None:
    program = "import sys; from tui.cli import main; main(); print('textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program, "suggest", str(project), "--source", "patterns"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_memory_tells_its_size(standoff: Any, project: Path) -> None:
    annotate(project, "anna", "a.txt", "b.txt")
    before = state(project)
    said = standoff("memory", project)
    assert (said.code, said.lines) == (
        0,
        ["anna remembers 1 string: 1 to be proposed, 0 rejected; tagged 2 times in all"],
    )
    assert state(project) == before


def test_memory_of_another_project_is_merged_saying_what(
    standoff: Any, project: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.txt").write_text("Berlin", encoding="utf-8")
    annotate(other, "anna", "c.txt")
    annotate(project, "anna", "a.txt")
    said = standoff("memory", project, "--merge", other)
    assert said.code == 0
    assert said.lines == [
        f"merged {other / 'annotations' / 'anna.json'}: 1 string new, 0 known before; "
        "their counts are added up",
        "anna remembers 2 strings: 2 to be proposed, 0 rejected; tagged 2 times in all",
    ]


def test_memory_refuses_what_is_none_saying_why_and_changes_nothing(
    standoff: Any, project: Path, tmp_path: Path
) -> None:
    annotate(project, "anna", "a.txt")
    before = state(project)
    for other in (project, tmp_path / "gone", project / "a.txt"):
        said = standoff("memory", project, "--merge", other)
        assert said.code == 1
        assert "not merged" in said.err
    assert state(project) == before


def test_memory_is_counted_anew_from_the_records(standoff: Any, project: Path) -> None:
    annotate(project, "anna", "a.txt", "b.txt")
    path = project / "annotations" / "anna.json"
    kept = path.read_text("utf-8")
    with open_project(project, annotator="anna") as opened:
        row = {"id": "Ankara", "labels": {"GPE": [7, 0]}}
        opened.commit(Change("memory", "miscounted", (PutRow("memory", "Ankara", row),)))
    assert path.read_text("utf-8") != kept
    said = standoff("memory", project, "--rebuild")
    assert said.lines == [
        "counted from the records: 1 string changed",
        "anna remembers 1 string: 1 to be proposed, 0 rejected; tagged 2 times in all",
    ]


def test_a_setting_that_is_wrong_is_told_with_its_line(standoff: Any, project: Path) -> None:
    text = template() + "\n[suggest]\nmore = 1\n"
    (project / "standoff.toml").write_text(text, encoding="utf-8")
    said = standoff("suggest", project)
    assert said.code == 1
    assert f"standoff.toml:{text.count(chr(10))}: suggest: no setting 'more'" in said.err


def test_there_is_no_bar_where_nobody_looks(project: Path) -> None:
    done = spawn("suggest", project, "--source", "patterns")
    assert (done.returncode, done.stderr) == (0, "")
