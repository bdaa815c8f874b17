"""Effort: counted only where it is wanted, kept only in the state folder, and what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from app_driver import running, write_project
from command_line import state

from annotations.change import Change, DeleteItem
from annotations.errors import StandoffError
from tui.effort import Effort, EffortCounter, effort_file, read_effort, write_effort
from tui.widgets.reader import Reader


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def made(*items: str) -> Change:
    return Change(
        "x",
        "x",
        (),
        tuple(DeleteItem("records", "a", name, "i1") for name in items),  # type: ignore[arg-type]  # names of items
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> EffortCounter:
    file = tmp_path / "effort.json"
    write_effort(Effort(on=True), file)
    return EffortCounter(file, clock)


def typed(counter: EffortCounter, clock: Clock, keys: int, seconds: float = 1.0) -> None:
    for _ in range(keys):
        clock.now += seconds
        counter.key()


def test_it_is_off_until_it_is_asked_for(tmp_path: Path, clock: Clock) -> None:
    counter = EffortCounter(tmp_path / "effort.json", clock)
    typed(counter, clock, 3)
    counter.used("undo")
    counter.sought("undo")
    counter.unknown("Ö")
    counter.made(made("mentions"))
    counter.tick()
    counter.stop()
    assert list(tmp_path.iterdir()) == []
    assert counter.notices == []


def test_keys_and_seconds_go_to_what_is_made_next(counter: EffortCounter, clock: Clock) -> None:
    typed(counter, clock, 3)
    counter.made(made("mentions", "entities"))
    typed(counter, clock, 5)
    counter.made(made("mentions", "stances"))
    typed(counter, clock, 2)
    counter.made(made("relations"))
    typed(counter, clock, 2)
    counter.made(made("mentions", "mentions"))
    counter.stop()
    found = read_effort(counter._file)
    assert (found.keys, found.seconds) == (12, 12.0)
    assert (found.mentions, found.mention_keys, found.mention_seconds) == (3, 7, 7.0)
    assert (found.stances, found.stance_keys, found.stance_seconds) == (1, 5, 5.0)


def test_pauses_of_more_than_a_minute_are_left_out(counter: EffortCounter, clock: Clock) -> None:
    typed(counter, clock, 1, 60.0)
    typed(counter, clock, 1, 61.0)
    typed(counter, clock, 1, 2.0)
    counter.stop()
    assert read_effort(counter._file).seconds == 62.0


def test_it_is_written_at_pauses_and_at_least_every_minute(
    counter: EffortCounter, clock: Clock
) -> None:
    typed(counter, clock, 2)
    counter.tick()
    assert read_effort(counter._file).keys == 0
    clock.now += 2
    counter.tick()
    assert read_effort(counter._file).keys == 2
    typed(counter, clock, 61)
    counter.tick()
    assert read_effort(counter._file).keys == 63


def test_two_windows_add_up(counter: EffortCounter, clock: Clock) -> None:
    other = EffortCounter(counter._file, clock)
    for one in (counter, other):
        typed(one, clock, 4)
        one.used("undo")
        one.stop()
    found = read_effort(counter._file)
    assert (found.keys, found.used) == (8, {"undo": 2})


def test_switched_off_meanwhile_it_counts_no_more(counter: EffortCounter, clock: Clock) -> None:
    typed(counter, clock, 4)
    write_effort(Effort(), counter._file)
    counter.stop()
    assert not counter.on
    assert read_effort(counter._file) == Effort()


def test_a_disk_that_takes_nothing_loses_nothing(
    counter: EffortCounter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    typed(counter, clock, 4)
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", refuse)
        counter.stop()
        with pytest.raises(StandoffError, match="No space left"):
            write_effort(Effort(), counter._file)
    counter.stop()
    assert read_effort(counter._file).keys == 4
    assert [path.name for path in counter._file.parent.iterdir()] == ["effort.json"]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"keys": "many"}', b"\xff", b"[" * 10_000])
def test_a_file_that_can_not_be_read_is_passed_over(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "effort.json"
    file.write_bytes(data)
    assert read_effort(file) == Effort()


# The command


def test_the_command_switches_it_on_and_off_and_forgets(standoff: Any) -> None:
    assert standoff("effort").lines == ["nothing is counted: standoff effort on begins"]
    assert not effort_file().exists()
    assert str(effort_file()) in standoff("effort", "on").out
    assert read_effort().on
    write_effort(Effort(on=True, keys=7))
    assert standoff("effort", "off").code == 0
    assert read_effort() == Effort(keys=7)
    assert standoff("effort", "clear").code == 0
    assert read_effort() == Effort()


def test_the_tables_say_what_each_costs_and_which_keys_are_missed(standoff: Any) -> None:
    write_effort(
        Effort(
            on=True, keys=90, seconds=120.0, mentions=20, mention_keys=50, mention_seconds=60.0,
            stances=5, stance_keys=20, stance_seconds=40.0,
            used={"tag": 18, "undo": 2}, sought={"theme": 3}, unknown={"Ö": 4},
        )
    )  # fmt: skip
    lines = [" ".join(line.split()) for line in standoff("effort").lines]
    assert "Effort: 90 keys in 2.0 min without pauses" in lines
    assert "mentions 20 2.5 3.0" in lines
    assert "stances 5 4.0 8.0" in lines
    assert "18 a label's key Tag the selection" in lines
    assert "3 F8 Dark or light" in lines
    assert "4 Ö" in lines


def test_the_counts_are_given_as_json(standoff: Any) -> None:
    write_effort(Effort(keys=3, used={"undo": 1}))
    found = json.loads(standoff("effort", "--json").out)
    assert (found["keys"], found["used"]) == (3, {"undo": 1})


# The annotator


async def test_the_annotator_counts_keys_commands_and_what_is_made(tmp_path: Path) -> None:
    write_effort(Effort(on=True))
    root = write_project(tmp_path / "p")
    before = set(state(root))
    async with running(root) as app:
        await app.press("p", "right", "Ö")
        await app.press("ctrl+p", *"theme", "enter")
        await app.press("f1")
        await app.seen("keys and seconds are counted")
        await app.press("escape")
        await app.pilot.click(Reader, offset=(12, 0))
        await app.settle()
        # It is in memory until there is a pause.
        assert read_effort().keys == 0
    found = read_effort()
    # The key that closed the help was the help's.
    assert found.keys == 11
    assert (found.mentions, found.mention_keys) == (1, 1)
    assert found.used == {"tag": 1, "next_token": 1, "palette": 1, "help": 1}
    assert found.sought == {"theme": 1, "hint": 1}
    assert found.unknown == {"Ö": 1}
    # Nothing of it is in the project.
    new = set(state(root)) - before
    assert not [path for path in new if "effort" in path]


async def test_the_annotator_counts_nothing_while_it_is_off(tmp_path: Path) -> None:
    async with running(write_project(tmp_path / "p")) as app:
        await app.press("p", "Ö")
    assert not effort_file().exists()
