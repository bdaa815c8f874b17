"""The real command in a real terminal: the main roads, and what a kill or a hang-up leaves."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest
from terminal import PATIENCE, STANDOFF, Terminal
from tinydb import TinyDB

from tui import cli

ROOT = Path(__file__).parents[2]
ARTICLE = "000_45dc96f4cd72d57e.txt"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds as they are in the repository."""
    folder = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns("annotations"))
    return folder


def standoff(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a subcommand without a terminal."""
    return subprocess.run(
        [STANDOFF, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
    )


def exported(project: Path) -> dict[str, list[dict[str, object]]]:
    """The one record of an export, by the command in this process."""
    out = project.with_name("export.jsonl")
    out.unlink(missing_ok=True)
    assert cli.main(["export", str(project), "--output", str(out)]) == 0
    (line,) = out.read_text("utf-8").splitlines()
    record: dict[str, list[dict[str, object]]] = json.loads(line)
    return record


def opened(project: Path, rows: int = 40) -> Terminal:
    """The annotator on a project, when it shows its frame."""
    terminal = Terminal([STANDOFF, str(project)], rows=rows)
    terminal.seen("F1 help")
    return terminal


def test_the_seeds_open_in_three_panes(seeds: Path) -> None:
    with opened(seeds) as terminal:
        terminal.seen("Entities")
        assert "Erdoğan, Zelenskyy discuss latest situation" in terminal.lines[0]
        assert "todo · 0 mentions · 0 stances" in terminal.lines[0]
        assert terminal.lines[1].startswith("·")
        assert "Stances" in terminal.text
        terminal.seen("p PERSON")
        terminal.type("ctrl+q")
        assert terminal.ended() == 0
    assert not (seeds / "annotations").exists(), "looking writes nothing"


def test_what_was_shown_survives_a_kill(seeds: Path) -> None:
    with opened(seeds) as terminal:
        terminal.type("p")
        terminal.seen("1 mention ")
        terminal.type("p")
        terminal.seen("2 mentions")
        terminal.type("left", "left", "shift+right", "i")
        terminal.seen("3 mentions")
        terminal.seen("ISSUE 1")
        terminal.type("space")
        terminal.seen("Stance: who?")
        holder, target = _hints(terminal)
        terminal.type(holder)
        terminal.seen("+ support")
        terminal.type("+")
        terminal.seen("toward what?")
        terminal.type(target)
        terminal.seen("1 stance")
        terminal.kill(signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
    record = exported(seeds)
    assert [m["text"] for m in record["mentions"]] == ["Erdoğan", "Zelenskyy", "situation in"]
    (stance,) = record["stances"]
    assert stance["polarity"] == "support"
    with opened(seeds) as terminal:
        terminal.seen("3 mentions · 1 stance")
        terminal.type("ctrl+q")
        assert terminal.ended() == 0
    with TinyDB(seeds / "annotations" / "anna.json") as database:
        (row,) = database.table("records").all()
    assert row["mentions"] == record["mentions"]
    assert row["stances"] == record["stances"]


def _hints(terminal: Terminal) -> tuple[str, str]:
    """The letters painted on the first two mentions of the headline."""
    headline = next(line for line in terminal.lines[1:] if "discuss" in line)
    words = headline[headline.index("discuss") - 20 :].replace(",", "").split()
    assert words[0].endswith("rdoğan"), headline
    assert words[1].endswith("elenskyy"), headline
    return words[0][0], words[1][0]


def test_reopening_comes_back_to_the_place(seeds: Path) -> None:
    with opened(seeds) as terminal:
        terminal.type("/", *"Kuleba", "enter")
        terminal.seen("“Kuleba”: 1 of")
        terminal.type("ctrl+q")
        assert terminal.ended() == 0
    with opened(seeds, rows=14) as terminal:
        terminal.seen("Kuleba of Ukraine")
        terminal.type("p")
        terminal.seen("1 mention ")
        terminal.type("ctrl+q")
        assert terminal.ended() == 0
    assert [m["text"] for m in exported(seeds)["mentions"]] == ["Kuleba"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_leaves_a_clean_close(seeds: Path, number: signal.Signals) -> None:
    with opened(seeds) as terminal:
        terminal.type("p")
        terminal.seen("1 mention ")
        terminal.type("right", "right", "o")
        terminal.seen("2 mentions")
        terminal.kill(number)
        assert terminal.ended() == 128 + number
    journal = seeds / "annotations" / "anna.json.journal"
    assert not journal.exists() or b'"put"' not in journal.read_bytes(), "all is folded"
    with TinyDB(seeds / "annotations" / "anna.json") as database:
        (row,) = database.table("records").all()
    assert [m["label"] for m in row["mentions"]] == ["PERSON", "ORG"]


def test_a_terminal_that_is_gone_ends_the_program_with_a_clean_close(seeds: Path) -> None:
    with opened(seeds) as terminal:
        terminal.type("p")
        terminal.seen("1 mention ")
        terminal.hang_up()
        assert terminal.ended() == 128 + signal.SIGHUP
    journal = seeds / "annotations" / "anna.json.journal"
    assert not journal.exists() or b'"put"' not in journal.read_bytes(), "all is folded"
    assert len(exported(seeds)["mentions"]) == 1


def test_a_terminal_that_goes_while_the_program_starts_leaves_no_process(seeds: Path) -> None:
    with ExitStack() as stack:
        gone = []
        # Each may take its seconds of grace: both at the same time.
        for frames in (0, 2):
            copy = shutil.copytree(seeds, seeds.with_name(f"seeds-{frames}"))
            terminal = stack.enter_context(Terminal([STANDOFF, str(copy)]))
            # From the first byte to the first frame, in steps.
            for _ in range(frames + 1):
                terminal.wait(terminal.anything, "a first byte")
            terminal.hang_up()
            gone.append(terminal)
        assert 0 not in [terminal.ended() for terminal in gone]


def test_a_second_opening_is_read_only_and_says_who_has_it(seeds: Path) -> None:
    with opened(seeds) as first:
        first.type("p")
        first.seen("1 mention ")
        with opened(seeds) as second:
            second.seen(f"process {first.process}")
            assert "READ ONLY" in second.lines[0]
            assert "1 mention " in second.lines[0]
            second.type("right", "right", "o")
            second.seen("read")
            second.type("ctrl+q")
            assert second.ended() == 0
        first.type("right", "right", "o")
        first.seen("2 mentions")
        first.type("ctrl+q")
        assert first.ended() == 0
    assert [m["label"] for m in exported(seeds)["mentions"]] == ["PERSON", "ORG"]


def test_without_a_terminal_on_standard_input_it_says_so(seeds: Path) -> None:
    done = standoff(seeds)
    assert done.returncode != 0
    assert "terminal" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert done.stdout == ""


def test_a_dumb_terminal_is_told(seeds: Path) -> None:
    with Terminal([STANDOFF, str(seeds)], environment={"TERM": "dumb"}) as terminal:
        assert terminal.ended() == 1
        assert "TERM=dumb" in terminal.text
        assert "Traceback" not in terminal.text


def test_resizing_and_a_bare_shift_keep_the_work(seeds: Path) -> None:
    with opened(seeds) as terminal:
        terminal.type("p", "space")
        terminal.seen("Stance: who?")
        terminal.resize(30, 8)
        terminal.seen("30x8")
        terminal.resize(100, 30)
        terminal.seen("Stance: who?")
        terminal.type("left_shift")
        terminal.type("@")
        terminal.seen("+ support")
        terminal.type("escape")
        terminal.seen("no stance made")
        terminal.type("ctrl+q")
        assert terminal.ended() == 0
    assert len(exported(seeds)["mentions"]) == 1


@pytest.mark.parametrize(
    "rounds", [2, pytest.param(20, marks=pytest.mark.exhaustive)], ids=["sample", "all"]
)
def test_every_key_shown_before_a_kill_is_on_disk(seeds: Path, rounds: int) -> None:
    """Tokens are tagged one after another, with a kill at any instant; each round goes on."""
    chance = random.Random(20)
    known = 0
    for _ in range(rounds):
        with opened(seeds) as terminal:
            terminal.seen(f"{known} mention")
            terminal.type(*["right"] * known)
            for _ in range(chance.randint(1, 8)):
                terminal.type("p", "right")
                terminal.watch(chance.random() * 0.05)
            shown = _count(terminal)
            terminal.kill(signal.SIGKILL)
            terminal.ended()
        mentions = exported(seeds)["mentions"] if (seeds / "annotations").exists() else []
        assert len(mentions) >= shown
        assert cli.main(["verify", str(seeds)]) == 0
        known = len(mentions)
    assert known


def _count(terminal: Terminal) -> int:
    """The number of mentions that the heading shows."""
    found = re.search(r"(\d+) mentions? ", terminal.lines[0])
    assert found, terminal.text
    return int(found[1])


def test_what_is_typed_in_one_burst_goes_where_it_belongs(seeds: Path) -> None:
    """As over a slow line, or pasted by a macro: keys come before the screen shows an effect."""
    with opened(seeds) as terminal:
        terminal.send(b"/Kuleba\rp=0")
        terminal.seen("1 mention ")
        terminal.send(b"#a note, pegged\r[go")
        terminal.seen("GPE “Kuleba” is now ORG")
        terminal.wait(lambda: "PERSON" in terminal.lines[-1])
        terminal.type("ctrl+q")
        assert terminal.ended() == 0
    (mention,) = exported(seeds)["mentions"]
    assert (mention["text"], mention["note"]) == ("Kuleba", "a note, pegged")
    assert mention["label"] == "ORG"


def test_the_readmes_first_command_opens_the_seeds(tmp_path: Path) -> None:
    """Its part that runs the program, in a copy of the repository."""
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    command = next(line for line in words.splitlines() if line.startswith("python3 -m venv"))
    program = command.split("&&")[-1].split()
    assert program[0].endswith("/standoff")
    shutil.copytree(ROOT / "seeds", tmp_path / "copy" / "seeds")
    with Terminal([STANDOFF, *program[1:]], folder=tmp_path / "copy") as terminal:
        terminal.seen("Erdoğan, Zelenskyy discuss")
        terminal.seen("Entities")
        terminal.type("p")
        terminal.seen("PERSON “Erdoğan”")
        terminal.type("ctrl+q")
        assert terminal.ended() == 0
    assert (tmp_path / "copy" / "seeds" / "annotations" / "anna.json").exists()
