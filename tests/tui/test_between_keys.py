"""What is done while no key comes is done in slices; a key is served before the next of them, and
ends what the last key began.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from app_driver import Driver, running, write_project
from textual import events

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
            leave_off=self.leave_off,
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

    def leave_off(self) -> None:
        """The search ends."""
        self.session.under_way = None

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
    clock = clock_of(loop)
    clock.key()
    loop.session.under_way = iter(()) if is_search else None
    for number in range(1, 4):
        loop.turn()
        assert len(loop.done) == number
        assert len(loop.timers) == 1
    # A key comes while the next slice waits: that one is put off until no more keys come.
    clock.key()
    assert loop.session.under_way is None
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


# What a key began, in the running app


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The search for the next document has no end by itself; so many steps of it are done."""
    done: list[int] = []

    def search(_: object) -> Iterator[None]:
        while True:
            done.append(len(done))
            yield

    monkeypatch.setattr("tui.actions.candidates._search", search)
    return done


async def searching(app: Driver, steps: list[int]) -> None:
    """Begin it by its key, and wait until it goes on between the keys."""
    await app.press("@")
    assert app.session.under_way
    before = len(steps)
    await app.until(lambda: len(steps) > before)


KEYS = [
    *("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"),
    *("ctrl+p", "ctrl+q", "ctrl+t", "ctrl+x", "escape", "tab", "right", "space", "p", "z"),
]


@pytest.mark.parametrize("key", KEYS)
async def test_any_key_ends_what_the_last_one_began(
    tmp_path: Path, steps: list[int], key: str
) -> None:
    write_project(tmp_path, {"a.txt": "Anna met Bob.", "b.txt": "Bob left."})
    async with running(tmp_path, size=(120, 30), proposes=True) as app:
        await searching(app, steps)
        await app.press(key)
        assert app.session.under_way is None


@pytest.mark.parametrize("key", ["down", "home", "n", "ctrl+t"])
async def test_any_key_in_a_list_ends_it(tmp_path: Path, steps: list[int], key: str) -> None:
    write_project(tmp_path, {"a.txt": "Anna met Bob.", "b.txt": "Bob left."})
    async with running(tmp_path, size=(120, 30), proposes=True) as app:
        await searching(app, steps)
        app.main._focus("documents")
        assert app.session.under_way
        await app.press(key)
        assert app.session.under_way is None


async def test_a_key_that_waits_for_another_ends_it_and_it_is_no_longer_said(
    tmp_path: Path, steps: list[int]
) -> None:
    write_project(tmp_path, {"a.txt": "Anna met Bob.", "b.txt": "Bob left."})
    async with running(tmp_path, size=(120, 30), proposes=True) as app:
        await searching(app, steps)
        app.session.say("looking; any key ends it")
        await app.press("ctrl+t")
        assert app.session.message == ""


@pytest.mark.parametrize("what", ["text", "list", "paste"])
async def test_a_click_and_a_paste_end_it(tmp_path: Path, steps: list[int], what: str) -> None:
    write_project(tmp_path, {"a.txt": "Anna met Bob.", "b.txt": "Bob left."})
    async with running(tmp_path, size=(120, 30), proposes=True) as app:
        await searching(app, steps)
        if what == "text":
            await app.pilot.click("#reader", offset=(1, 0))
        elif what == "list":
            await app.pilot.click("#documents", offset=(1, 0))
        else:
            await app.post(events.Paste("words"))
        await app.settle()
        assert app.session.under_way is None
