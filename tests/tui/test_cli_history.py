"""The subcommands that look after annotations: history and reanchor."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, TEXT, annotate, state
from rich.console import Console

from annotations import edits, project
from annotations.history import Entry
from tui import reports


def _kept(folder: Path) -> dict[str, tuple[int, bytes]]:
    """What is in a folder, the lock's file left out."""
    return {path: what for path, what in state(folder).items() if not path.endswith(".lock")}


@pytest.fixture
def worked(folder: Path) -> Path:
    """A project in which alice tagged, undid, redid, and undid another change."""
    with project.open_project(folder, annotator="alice") as one:
        opened = one.open("b.txt")
        one.commit(edits.tag(opened.record, TEXT, 13, 17, "GPE", one.scheme))
        one.undo()
        one.redo()
        one.commit(edits.set_flag(one.open("b.txt").record, True))
        one.undo()
    return folder


# history


def test_history_shows_who_did_what_the_newest_first(standoff: Any, worked: Path) -> None:
    said = standoff("history", worked)
    assert said.code == 0
    rows = [line.split()[1:] for line in said.lines if line.startswith("20")]
    assert [row[2] for row in rows] == ["undo", "flag", "redo", "undo", "tag", "tag"]
    assert all(row[1] == "alice" for row in rows)
    assert [row[3] for row in rows] == ["b.txt"] * 5 + ["a.txt"]
    assert "GPE “Kyiv”" in said.out


def test_history_marks_what_is_undone_at_present(standoff: Any, worked: Path) -> None:
    said = standoff("history", worked, "--json")
    entries = json.loads(said.out)
    assert [entry["undone"] for entry in entries] == [False, True, False, False, False, False]
    rows = [line for line in standoff("history", worked).lines if line.rstrip().endswith("undone")]
    assert len(rows) == 1
    assert "flag" in rows[0]


def test_history_as_json_has_what_a_program_needs(standoff: Any, worked: Path) -> None:
    newest, *_, oldest = json.loads(standoff("history", worked, "--json").out)
    assert (newest["command"], newest["undoes"], newest["redoes"]) == ("undo", 5, None)
    assert oldest["time"].endswith("Z")
    del oldest["time"]
    assert oldest == {
        "sequence": 1,
        "annotator": "alice",
        "command": "tag",
        "documents": ["a.txt"],
        "summary": "GPE “Ankara”",
        "undone": False,
        "undoes": None,
        "redoes": None,
    }


def test_history_of_one_document(standoff: Any, worked: Path) -> None:
    entries = json.loads(standoff("history", worked, "--document", "a.txt", "--json").out)
    assert [entry["documents"] for entry in entries] == [["a.txt"]]
    assert json.loads(standoff("history", worked, "--document", "c.txt", "--json").out) == []


def test_history_is_cut_at_a_limit(standoff: Any, worked: Path) -> None:
    entries = json.loads(standoff("history", worked, "--limit", 2, "--json").out)
    assert [entry["command"] for entry in entries] == ["undo", "flag"]
    for wrong in ("0", "-1", "x"):
        said = standoff("history", worked, "--limit", wrong)
        assert said.code == 2
        assert "--limit" in said.err


def test_history_is_that_of_the_named_annotator(standoff: Any, worked: Path) -> None:
    annotate(worked, "bob", "b.txt")
    entries = json.loads(standoff("history", worked, "--annotator", "bob", "--json").out)
    assert [entry["annotator"] for entry in entries] == ["bob"]
    said = standoff("history", worked)
    assert said.code == 1
    assert "alice, bob" in said.err


def _entry(document: str, summary: str) -> Entry:
    return Entry(
        sequence=1,
        time="2026-11-23T05:23:45Z",
        annotator="alice",
        command="boundary",
        documents=(document,),
        summary=summary,
        undone=False,
        undoes=None,
        redoes=None,
    )


def _in_a_terminal(*entries: Entry, width: int = 80) -> str:
    out = StringIO()
    terminal = Console(file=out, width=width, force_terminal=True, no_color=True)
    reports.show_history(entries, "alice", terminal)
    return re.sub("\x1b\\[[0-9;]*m", "", out.getvalue())


def test_in_a_terminal_times_are_short_and_what_was_done_has_the_room() -> None:
    summary = "FAC “the Mariinsky” is now “the Mariinsky Palace”"
    shown = _in_a_terminal(_entry("000_45dc96f4cd72d57e.txt", summary))
    assert "History of alice in 000_45dc96f4cd72d57e.txt" in shown
    (row,) = [line for line in shown.splitlines() if "11-23 05:23" in line]
    assert summary in row
    assert "boundary" in row


def test_of_several_documents_the_ends_are_shown() -> None:
    shown = _in_a_terminal(
        _entry("000_45dc96f4cd72d57e-one.txt", "a"), _entry("000_45dc96f4cd72d57e-two.txt", "b")
    )
    assert "-one.txt" in shown
    assert "-two.txt" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_where_it_is_no_terminal_each_line_is_whole(
    standoff: Any, worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    said = standoff("history", worked)
    assert len(said.lines) == 7
    assert all("b.txt" in line or "a.txt" in line for line in said.lines[1:])
    assert "─" not in said.out


def test_history_writes_nothing(standoff: Any, worked: Path) -> None:
    before = state(worked)
    assert standoff("history", worked).code == 0
    assert state(worked) == before


def test_history_shows_control_characters_spelt_out(standoff: Any, folder: Path) -> None:
    text = "a\x1b[31mb is a name"
    (folder / "c.txt").write_text(text, encoding="utf-8")
    with project.open_project(folder, annotator="alice") as one:
        opened = one.open("c.txt")
        one.commit(edits.tag(opened.record, text, 0, 7, "PERSON", one.scheme))
    said = standoff("history", folder)
    assert "\x1b[31mb" not in said.out
    assert "\\x1b[31mb" in said.out


# reanchor


def test_reanchor_carries_over_and_lists_item_by_item(standoff: Any, folder: Path) -> None:
    (folder / "a.txt").write_text("Now Kyiv backs Ankora.\n", encoding="utf-8")
    said = standoff("reanchor", folder)
    assert said.code == 0
    assert said.lines == [
        "a.txt: mention m2 GPE “Ankara” at 0-6: its words are no longer in the text",
        "a.txt: entity e1 “Ankara”: removed, nothing refers to it",
        "1 document carried over, 2 things lost or changed",
    ]
    assert standoff("verify", folder).code == 0
    assert standoff("reanchor", folder).lines == [
        "0 documents carried over, 0 things lost or changed"
    ]


def test_reanchor_is_one_undo(standoff: Any, folder: Path) -> None:
    (folder / "a.txt").write_text("Yesterday Ankara said so.\n", encoding="utf-8")
    assert standoff("reanchor", folder).lines == [
        "1 document carried over, 0 things lost or changed"
    ]
    with project.open_project(folder, annotator="alice") as one:
        assert one.open("a.txt").document.text.startswith("Yesterday")
        assert one.undo().command == "reanchor"
        assert one.open("a.txt").document.text == TEXT


def test_reanchor_on_trial_saves_nothing(standoff: Any, folder: Path) -> None:
    (folder / "a.txt").write_text("Nothing.\n", encoding="utf-8")
    before = _kept(folder)
    said = standoff("reanchor", folder, "--dry-run")
    assert said.code == 0
    assert said.lines[-1] == ("1 document would be carried over, 2 things would be lost or changed")
    assert _kept(folder) == before


def test_reanchor_takes_one_document_alone(standoff: Any, folder: Path) -> None:
    annotate(folder, "alice", "b.txt")
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"Now: {TEXT}", encoding="utf-8")
    said = standoff("reanchor", folder, "--document", "b.txt")
    assert said.lines == ["1 document carried over, 0 things lost or changed"]
    with project.open_project(folder, annotator="alice", read_only=True) as one:
        assert one.changed() == ["a.txt"]


def test_reanchor_goes_on_after_a_document_that_can_not_be_read(
    standoff: Any, folder: Path
) -> None:
    annotate(folder, "alice", "b.txt")
    (folder / "a.txt").write_bytes(b"\xff\xfe\xfa")
    (folder / "b.txt").write_text(f"Now: {TEXT}", encoding="utf-8")
    said = standoff("reanchor", folder)
    assert said.code == 1
    assert "a.txt" in said.err
    assert said.lines == ["1 document carried over, 0 things lost or changed"]


def test_reanchor_says_which_documents_moved(standoff: Any, folder: Path) -> None:
    (folder / "b.txt").unlink()
    (folder / "a.txt").rename(folder / "c.txt")
    said = standoff("reanchor", folder)
    assert said.code == 0
    assert said.err == "note: a.txt moved to c.txt: its annotations moved along\n"
    assert standoff("verify", folder).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--document", "b.txt"), "b.txt has no annotations by alice"),
        (("--document", "z.txt"), "z.txt has no annotations by alice"),
        (("--annotator", "zoe"), "there is nothing by 'zoe'"),
    ],
)
def test_reanchor_says_what_there_is_not(
    standoff: Any, folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    said = standoff("reanchor", folder, *arguments)
    assert (said.code, said.out) == (1, "")
    assert words in said.err


def test_reanchor_is_refused_while_the_annotator_s_file_is_open(
    standoff: Any, folder: Path
) -> None:
    (folder / "a.txt").write_text("Nothing.\n", encoding="utf-8")
    with project.open_project(folder, annotator="alice") as one:
        said = standoff("reanchor", folder)
        assert said.code == 1
        assert "alice" in said.err
        assert one.changed() == ["a.txt"]


@pytest.mark.parametrize("command", ["history", "reanchor"])
def test_no_screen_is_loaded(command: str, folder: Path) -> None:
    program = (
        "import sys; from tui.cli import main; main(sys.argv[1:]); "
        "print('textual' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, command, str(folder), "--annotator", "alice"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.stderr == "False\n"


# salvage


def test_salvage_recovers_into_a_new_file_and_reports_row_by_row(
    standoff: Any, worked: Path
) -> None:
    file = worked / "annotations" / "alice.json"
    file.write_bytes(file.read_bytes().replace(b'"sha256"', b'"sha2\xff6"', 1))
    before = file.read_bytes()
    said = standoff("salvage", worked)
    assert said.code == 0
    assert "alice.json is not as the store wrote it" in said.out
    assert "3 rows whole, 1 row not" in said.out
    assert any(f": {state}" in said.out for state in ("rebuilt", "damaged"))
    assert file.read_bytes() == before
    recovered = json.loads(file.with_name("alice.json.salvaged-1").read_bytes())
    rows = {row["id"]: row for row in recovered["records"].values()}
    assert rows.keys() == {"a.txt", "b.txt"}
    assert [mention["text"] for mention in rows["b.txt"]["mentions"]] == [TEXT[13:17]]


def test_salvage_of_whole_files_says_so_and_writes_nothing(standoff: Any, worked: Path) -> None:
    before = state(worked)
    said = standoff("salvage", worked)
    assert said.code == 0
    # Two records, and two strings that are remembered.
    file = worked / "annotations" / "alice.json"
    assert said.out == f"{file}: nothing is damaged (4 rows); nothing was written\n"
    assert state(worked) == before


def test_salvage_of_nothing_is_one_line(standoff: Any, tmp_path: Path) -> None:
    said = standoff("salvage", tmp_path)
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "nobody has annotated" in said.err
