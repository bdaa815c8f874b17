"""What is done while no key comes is done in slices; a key is served before the next of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from annotations.suggest.slices import SLICE
from tui.pauses import Pauses
from tui.screens import between_keys
from tui.screens.between_keys import BetweenKeys
from tui.screens.main import MainScreen


class Loop:
    """Stands for the screen and its event loop: a clock, timers, and a session that is given
    so many slices to do.
    """

    def __init__(self, slices: int) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.done: list[float] = []
        self.left = slices
        self.app = SimpleNamespace(effort=SimpleNamespace(tick=lambda: None))
        self.session = SimpleNamespace(
            look_ahead=self.look_ahead,
            go_on=self.look_ahead,
            under_way=None,
            take_update=lambda: None,
            proposals=SimpleNamespace(may_propose=True),
            project=SimpleNamespace(
                suggestions=SimpleNamespace(load=lambda: None), read_only=False
            ),
        )

    def look_ahead(self) -> bool:
        """A slice."""
        self.done.append(self.now)
        self.left -= 1
        return self.left > 0

    def set_timer(self, seconds: float, callback: Callable[[], None]) -> None:
        self.timers.append((self.now + seconds, callback))

    def set_interval(self, seconds: float, callback: Callable[[], None]) -> None:
        pass

    def call_after_refresh(self, callback: Callable[[], None]) -> None:
        pass

    def show_proposed(self) -> None:
        pass

    def draw(self, update: None) -> None:
        pass

    def turn(self) -> None:
        """Do what is due next."""
        self.timers.sort(key=lambda timer: timer[0])
        self.now, callback = self.timers.pop(0)
        callback()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop(slices=10)
    monkeypatch.setattr(between_keys, "monotonic", lambda: made.now)
    return made


def clock_of(loop: Loop) -> BetweenKeys:
    return BetweenKeys(cast(MainScreen, loop), Pauses(enabled=False))


@pytest.mark.parametrize("is_search", [False, True])
def test_there_is_one_slice_at_a_turn_and_none_while_keys_come(loop: Loop, is_search: bool) -> None:
    loop.session.under_way = iter(()) if is_search else None
    clock = clock_of(loop)
    clock.key()
    for number in range(1, 4):
        loop.turn()
        assert len(loop.done) == number
        assert len(loop.timers) == 1
    # A key comes while the next slice waits: that one is put off until no more keys come.
    clock.key()
    typed = loop.now
    for _ in range(20):
        loop.turn()
        if len(loop.done) > 3:
            break
        assert loop.now < typed + 1
    assert loop.done[3] >= typed + between_keys._PAUSE


def test_a_key_gets_the_interpreter_back_from_other_threads_soon(loop: Loop) -> None:
    before = sys.getswitchinterval()
    try:
        clock_of(loop).start()
        assert sys.getswitchinterval() <= SLICE
    finally:
        sys.setswitchinterval(before)


def test_looking_ends_when_nothing_is_left_to_look_for(loop: Loop) -> None:
    clock_of(loop).key()
    while loop.timers:
        loop.turn()
    assert len(loop.done) == 10
