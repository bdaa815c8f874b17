"""The command line: how it starts, opens the annotator, and says what can go wrong."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from command_line import COMMAND, ROOT, TEXT, annotate, spawn

from tui import app, cli, parsers, subcommands

# The command itself


def test_the_version_is_that_of_the_distribution(standoff: Any) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert standoff("--version").out == f"standoff {declared['version']}\n"
    assert standoff("--read-only", "--version").out == f"standoff {declared['version']}\n"
    assert declared["scripts"]["standoff"] == "tui.cli:main"


def test_help_names_every_subcommand(standoff: Any) -> None:
    said = standoff("--help")
    assert said.code == 0
    for command in parsers.SUBCOMMANDS:
        assert command.name in said.out
        assert command.help in said.out


@pytest.mark.parametrize("name", [command.name for command in parsers.SUBCOMMANDS])
def test_every_subcommand_has_help(standoff: Any, name: str) -> None:
    said = standoff(name, "--help")
    assert said.code == 0
    assert f"standoff {name}" in said.out


@pytest.mark.parametrize(
    "arguments",
    [("export",), ("verify", ".", "--nonsense"), ("keys", "--preset", "emacs"), ("a", "b")],
)
def test_wrong_usage_exits_with_2(standoff: Any, arguments: tuple[str, ...]) -> None:
    said = standoff(*arguments)
    assert said.code == 2
    assert "usage" in said.err.lower()


def loaded(*arguments: object) -> set[str]:
    """The packages that are loaded after a run of the command."""
    code = (
        "import sys\n"
        "from tui.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "print('LOADED', *{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(done.stderr.rpartition("LOADED ")[2].split())


def test_the_version_loads_no_parser() -> None:
    assert not loaded("--version") & {"argparse", "msgspec", "rich", "textual"}


@pytest.mark.parametrize("name", ["export", "verify", "schema"])
def test_data_commands_load_neither_rich_nor_textual(folder: Path, name: str) -> None:
    arguments = [name] if name == "schema" else [name, folder]
    assert not loaded(*arguments) & {"rich", "rich_argparse", "textual"}


@pytest.mark.parametrize("name", ["init", "scheme", "stats", "keys"])
def test_only_the_annotator_loads_textual(folder: Path, name: str) -> None:
    arguments = [name] if name == "keys" else [name, folder]
    assert "textual" not in loaded(*arguments)


def test_an_interrupt_exits_with_130(standoff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(parsers, "run", interrupt)
    assert standoff("keys").code == 130


def test_what_the_system_refuses_is_said_with_the_file(
    standoff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> int:
        raise PermissionError(13, "Permission denied", "/project/a.txt")

    monkeypatch.setattr(parsers, "run", refuse)
    said = standoff("keys")
    assert (said.code, said.err) == (1, "standoff: /project/a.txt: Permission denied\n")


def test_escape_sequences_in_names_never_reach_the_terminal(standoff: Any, tmp_path: Path) -> None:
    said = standoff("export", tmp_path / "\x1b[31mred\u202e")
    assert said.code == 1
    assert "\x1b" not in said.err
    assert "\u202e" not in said.err
    assert "\\x1b[31mred\\u202e" in said.err


def test_a_terminal_of_few_characters_is_no_reason_to_break_off(tmp_path: Path) -> None:
    (tmp_path / "ğ.txt").write_text("Erdoğan\n", encoding="utf-8")
    annotate(tmp_path, "ğ", "ğ.txt")
    for command in ("verify", "stats"):
        done = spawn(command, tmp_path, PYTHONIOENCODING="ascii")
        assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    done = spawn("stats", tmp_path, "--json", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["mentions"] == 1


# Opening the annotator


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, dict[str, Any]]]:
    """A terminal, and instead of the annotator a list of what it was called with."""
    calls: list[tuple[Path, dict[str, Any]]] = []

    def run(path: Path, **options: Any) -> tuple[int, list[str]]:
        calls.append((path, options))
        return 0, ["something to know"]

    monkeypatch.setattr(app, "run", run)
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(parsers, "sys", SimpleNamespace(stdin=terminal, stdout=terminal))
    monkeypatch.setenv("TERM", "xterm-256color")
    return calls


def test_a_path_opens_the_annotator(
    folder: Path, opened: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(folder), "--annotator", "bob", "--read-only", "--preset", "vim"]
    assert cli.main(given) == 0
    options = {"annotator": "bob", "read_only": True, "encoding": None, "preset": "vim"}
    assert opened == [(folder, options)]
    assert capsys.readouterr().err == "note: something to know\n"


def test_the_annotators_keyword_arguments_are_those_of_the_app() -> None:
    known = set(inspect.signature(app.run).parameters)
    assert known >= {"path", "annotator", "read_only", "encoding", "preset"}


def test_without_a_path_this_folder_is_opened(
    folder: Path, opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert cli.main([]) == 0
    assert cli.main(["--read-only"]) == 0
    assert [path for path, _ in opened] == [Path(), Path()]
    assert [options["read_only"] for _, options in opened] == [False, True]


def test_a_folder_called_like_a_command_is_opened_with_a_dot(
    folder: Path, opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "export").mkdir()
    monkeypatch.chdir(folder)
    assert cli.main(["./export"]) == 0
    assert [path for path, _ in opened] == [Path("export")]


def test_one_file_is_opened_and_one_that_is_no_text_is_not(
    folder: Path, opened: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "c.txt").write_bytes(b"\xff")
    assert cli.main([str(folder / "b.txt")]) == 0
    assert cli.main([str(folder / "c.txt")]) == 1
    assert [path for path, _ in opened] == [folder / "b.txt"]
    assert "not UTF-8 at byte offset 0" in capsys.readouterr().err


def test_without_a_terminal_one_line_names_what_works_without(folder: Path) -> None:
    done = spawn(folder)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("standoff: standard input is no terminal")
    for command in parsers.SUBCOMMANDS:
        assert command.name in line


def test_a_dumb_terminal_is_refused(
    folder: Path,
    opened: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert cli.main([str(folder)]) == 1
    assert "TERM=dumb" in capsys.readouterr().err
    assert opened == []


# Bad input


def test_a_missing_path_is_one_message(standoff: Any, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    for command in ((), ("export",), ("verify",), ("stats",), ("scheme",)):
        said = standoff(*command, missing)
        assert (said.code, said.out) == (1, "")
        assert said.err == f"standoff: {missing}: there is no such file or folder\n"


def test_an_empty_folder_says_what_was_looked_for(standoff: Any, tmp_path: Path) -> None:
    said = standoff("stats", tmp_path)
    assert said.code == 1
    assert "looked for .txt, .md and .jsonl" in said.err
    said = standoff("verify", tmp_path)
    assert said.code == 1
    assert "looked for .txt, .md and .jsonl" in said.out


def test_a_file_that_is_no_utf8_is_named_with_its_byte_and_a_way_out(
    standoff: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Ankara için".encode("cp1254"))
    said = standoff(path)
    assert said.code == 1
    assert f"{path}: not UTF-8 at byte offset 8" in said.err
    assert "--encoding" in said.err
    assert len(said.err.splitlines()) == 1
    # With the encoding the file is fine: what is missing now is the terminal.
    assert "no terminal" in spawn(path, "--encoding", "cp1254").stderr


def test_a_binary_file_is_called_one(standoff: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text\0more")
    said = standoff(path)
    assert said.code == 1
    assert f"{path}: it looks binary: a NUL byte at byte offset 4" in said.err


def test_an_unknown_encoding_is_one_message(standoff: Any, folder: Path) -> None:
    said = standoff("export", folder, "--encoding", "klingon")
    assert said.code == 1
    assert "no text encoding 'klingon'" in said.err


def test_a_broken_line_is_named_and_the_others_are_used(standoff: Any, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "1", "text": "Ankara"}\n{"text": \n', encoding="utf-8")
    annotate(tmp_path, "me", "1")
    said = standoff("export", tmp_path)
    assert said.code == 0
    assert f"note: {path}, line 2: not JSON" in said.err
    assert json.loads(said.out)["id"] == "1"
    said = standoff("verify", tmp_path)
    assert said.code == 1
    assert "c.jsonl, line 2" in said.out
    assert said.lines[-1] == "1 record verified, 1 fault"


def test_a_duplicate_id_is_named_with_both_places(standoff: Any, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "1", "text": "A"}\n{"id": "1", "text": "B"}\n', encoding="utf-8")
    said = standoff("verify", tmp_path)
    assert said.code == 1
    assert "line 1" in said.out
    assert "line 2" in said.out


def test_many_notices_are_shortened(standoff: Any, tmp_path: Path) -> None:
    lines = ['{"id": "1", "text": "Ankara"}', *["broken"] * 60]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    said = standoff("stats", tmp_path, "--json")
    notes = [line for line in said.err.splitlines() if line.startswith("note: ")]
    assert len(notes) == subcommands.NOTES + 1
    assert notes[-1] == f"note: and {60 - subcommands.NOTES} more like these"


def test_a_changed_text_exports_as_it_was_annotated(standoff: Any, folder: Path) -> None:
    (folder / "a.txt").write_text("Something else.", encoding="utf-8")
    line = json.loads(standoff("export", folder).out)
    assert (line["text"], line["mentions"][0]["text"]) == (TEXT, "Ankara")
    said = standoff("verify", folder)
    assert (said.code, said.lines) == (0, ["1 record verified, no faults"])
    assert "1 record held against the kept text" in said.err


def test_an_unreadable_record_stops_the_export_and_leaves_no_file(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    path = folder / "annotations" / "alice.json"
    path.write_text(path.read_text("utf-8").replace('"started"', '"ready"'), encoding="utf-8")
    path.with_name("alice.json.journal").unlink()
    said = standoff("export", folder, "--output", tmp_path / "out.jsonl")
    assert said.code == 1
    assert "a.txt: the record can't be read" in said.err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_scheme_error_is_said_by_every_command_with_its_line(standoff: Any, folder: Path) -> None:
    (folder / "standoff.toml").write_text('[[labels]]\nkey = "x"\n', encoding="utf-8")
    for command in ("export", "stats"):
        said = standoff(command, folder)
        assert said.code == 1
        assert "standoff.toml:1: block 1 of labels has no name" in said.err
    said = standoff("verify", folder)
    assert said.code == 1
    assert "standoff.toml:1: block 1 of labels has no name" in said.out
    assert said.lines[-1] == "1 record verified, 1 fault"


# Output


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_stops_is_no_error_message(folder: Path, unbuffered: str) -> None:
    (folder / "big.txt").write_text(TEXT * 20_000, encoding="utf-8")
    annotate(folder, "alice", "big.txt")
    running = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "export", folder],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(10)
    running.stdout.close()
    with running.stderr:
        assert running.stderr.read() == b""
    assert running.wait() == cli.BROKEN_PIPE


def full_after(size: int, target: Path, *arguments: object, unbuffered: str = "") -> Any:
    """Run the command on a disk that takes so many bytes a file, its output sent to a file."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
    with target.open("wb") as out:
        return subprocess.run(
            [sys.executable, "-c", limit + COMMAND, *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )


@pytest.mark.parametrize("arguments", ["--version", "--help", "schema", "keys --help", "verify"])
def test_output_that_takes_nothing_is_one_line(
    folder: Path, tmp_path: Path, arguments: str
) -> None:
    words = [*arguments.split(), *([folder] if arguments == "verify" else [])]
    done = full_after(0, tmp_path / "out", *words)
    assert (done.returncode, done.stderr) == (1, b"standoff: File too large\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_said_and_never_passes_for_an_export(
    folder: Path, tmp_path: Path, unbuffered: str
) -> None:
    (folder / "big.txt").write_text(TEXT * 20_000, encoding="utf-8")
    annotate(folder, "alice", "big.txt")
    whole = tmp_path / "whole.jsonl"
    for output, name in (([], ""), (["--output", whole], f"{whole}: ")):
        target = tmp_path / "redirected.jsonl"
        done = full_after(100_000, target, "export", folder, *output, unbuffered=unbuffered)
        said = f"standoff: {name}File too large\n"
        assert (done.returncode, done.stderr.decode()) == (1, said)
    assert not whole.exists()
