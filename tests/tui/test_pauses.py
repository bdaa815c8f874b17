"""Promises of the collector's timetable."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tui import pauses as module
from tui.pauses import Pauses


@pytest.fixture(autouse=True)
def _python_collects_again() -> Iterator[None]:
    # Each test is about what it makes itself, not about all that the tests before it left.
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


class Clock:
    """A clock that stands until it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(module, "monotonic", lambda: self.now)


class Node:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


def litter(count: int) -> None:
    for _ in range(count):
        Node()


def test_nothing_is_collected_while_keys_come(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    pauses = Pauses()
    pauses.start()
    assert not gc.isenabled()
    litter(5_000)
    clock.now += 5
    pauses.key()
    clock.now += 0.9
    assert not pauses.tick()


def test_garbage_is_collected_when_it_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    pauses = Pauses()
    pauses.start()
    pauses.key()
    litter(5_000)
    clock.now += 1.0
    assert pauses.tick()
    assert not any(isinstance(thing, Node) for thing in gc.get_objects())
    assert not pauses.tick(), "nothing is left to collect"


def test_too_much_garbage_is_collected_under_keys_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    pauses = Pauses(most_objects=10_000)
    pauses.start()
    pauses.key()
    litter(9_000)
    assert not pauses.tick()
    litter(2_000)
    assert pauses.tick()


def test_what_is_there_at_the_start_is_set_aside() -> None:
    gc.unfreeze()
    pauses = Pauses()
    pauses.start()
    assert gc.get_freeze_count() > 1_000
    pauses.stop()
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
    assert not pauses.running


def test_it_can_be_switched_off() -> None:
    pauses = Pauses(enabled=False)
    pauses.start()
    assert gc.isenabled()
    assert not pauses.running
    assert not pauses.tick()
    pauses.stop()
    assert gc.isenabled()
