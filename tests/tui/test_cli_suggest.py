"""The subcommands about candidates: predictions for a corpus, and the memory."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from command_line import annotate, spawn, state

from annotations.change import Change, PutRow
from annotations.model import Document
from annotations.project import open_project
from annotations.scheme import template
from annotations.suggest import batch
from annotations.suggest.base import Candidate

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


# interrupted


@pytest.mark.parametrize("at", [0, 1, 70])
def test_an_interrupted_suggest_says_how_far_it_came_and_goes_on_from_there(
    standoff: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    root = tmp_path / "many"
    root.mkdir()
    lines = (f'{{"id": "{n:03}", "text": "Anna Smith is in Kyiv."}}\n' for n in range(120))
    (root / "many.jsonl").write_text("".join(lines))
    real, asked = batch.ByPatterns.propose, count()

    def propose(self: batch.ByPatterns, document: Document) -> list[Candidate]:
        if next(asked) == at:
            # Twice, as `timeout` does.
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
                pytest.fail("nobody heard the signal")
            signal.raise_signal(signal.SIGINT)
            raise KeyboardInterrupt
        return real(self, document)

    monkeypatch.setattr(batch.ByPatterns, "propose", propose)
    said = standoff("suggest", root, "--source", "patterns")
    done = "1 document" if at == 1 else f"{at} documents"
    assert said.code == 130
    assert said.err == f"interrupted; {done} done; the same command goes on from there\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    again = standoff("suggest", root, "--source", "patterns")
    assert again.code == 0
    assert f"in {120 - at} documents" in again.out
    assert standoff("verify", root).code == 0


def test_a_suggest_that_gets_ctrl_c_while_it_saves_tells_of_no_fault(tmp_path: Path) -> None:
    root = tmp_path / "many"
    root.mkdir()
    lines = (f'{{"id": "{n}", "text": "Anna Smith is in Kyiv."}}\n' for n in range(200))
    (root / "many.jsonl").write_text("".join(lines))
    code = (
        "import os, signal, sys\n"
        "from annotations.store.disk import Disk\n"
        "real = Disk.sync\n"
        "def sync(self, descriptor):\n"
        "    real(self, descriptor)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "Disk.sync = sync\n"
        "from tui import cli\n"
        f"sys.exit(cli.main(['suggest', {str(root)!r}, '--source', 'patterns']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == "interrupted; 50 documents done; the same command goes on from there\n"
