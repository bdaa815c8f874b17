"""Drives the running app without a terminal: keys in, what the screen and the disk say out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.pilot import Pilot

from annotations.model import Mention, Record, Stance
from annotations.project import Project, open_project
from tui.app import StandoffApp, proposing
from tui.field import Field
from tui.keymap import build, read_user_keys, reserved_keys, user_keys_path
from tui.pauses import Pauses
from tui.screens.main import MainScreen
from tui.session import Session
from tui.widgets.line import Line
from tui.widgets.line_list import LineList
from tui.widgets.reader import Reader

TEXT = "Anna met Bob in Bonn. Anna likes the plan. Bob does not, said Carla on 3 May."
PATIENCE = 10.0
_QUIET_ROUNDS = 12


def write_project(folder: Path, documents: Mapping[str, str] | None = None) -> Path:
    """A folder with these documents, by default one with TEXT."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (documents or {"a.txt": TEXT}).items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            file.write(text)
    return folder


def on_disk(root: Path, document_id: str, annotator: str = "anna") -> Record | None:
    """The record that a second, read-only opening of the project finds."""
    with open_project(root, annotator=annotator, read_only=True) as second:
        return second.record(document_id)


def key_event(key: str) -> events.Key:
    """The event of a key, given by its name or as the character that it types."""
    if len(key) == 1:
        return events.Key(_character_to_key(key), key)
    return events.Key(key, _CONTROLS.get(key))


_CONTROLS = {"space": " ", "enter": "\r", "tab": "\t", "escape": "\x1b"}


async def handled(app: App[Any]) -> None:
    """Wait until no widget has a message left.

    A pilot's own waiting guesses from the processor's time: it takes 20 ms at the least, and a
    second on a busy machine.
    """
    quiet = 0
    while quiet < _QUIET_ROUNDS and app._exception is None:
        await asyncio.sleep(0)
        pumps = [app, *(w for s in app.screen_stack for w in s.walk_children(with_self=True))]
        quiet = quiet + 1 if all(p._message_queue.empty() for p in pumps) else 0


async def redrawn(app: App[Any]) -> None:
    """Wait until all messages are handled and all that they changed is laid out and painted."""
    await handled(app)
    # As its timer does, sixty times a second.
    app.screen._on_timer_update()
    await handled(app)


async def resized(app: App[Any], width: int, height: int) -> None:
    """Give the terminal another size, and wait until all is painted."""
    size = Size(width, height)
    assert isinstance(app._driver, HeadlessDriver)
    app._driver._size = size
    app.post_message(events.Resize(size, size))
    await handled(app)
    # Which its timer does a moment later.
    app._check_resize()
    await redrawn(app)


class Driver:
    """The app at work, with questions that a test asks of it."""

    def __init__(self, app: StandoffApp, pilot: Pilot[int], project: Project) -> None:
        self.app = app
        self.pilot = pilot
        self.project = project

    # In

    async def press(self, *keys: str) -> None:
        """Type keys, by Textual's names or as characters, and wait until all are handled."""
        for key in keys:
            self.app.post_message(key_event(key))
            await self.settle()

    async def post(self, event: events.Event) -> None:
        """Send an event as the terminal does: a paste, a key that has no name here."""
        self.app.post_message(event)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await resized(self.app, width, height)
        await self.until(lambda: tuple(self.main.size) == (width, height))

    async def settle(self) -> None:
        """Wait until no widget has a message left."""
        await handled(self.app)

    async def words(self, text: str) -> None:
        """Type a text into a field, then Enter."""
        await self.press(*text, "enter")

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for a condition; what the screen shows is the failure's message."""
        deadline = monotonic() + PATIENCE
        while not met():
            assert monotonic() < deadline, "never seen; the screen:\n" + "\n".join(self.rows())
            assert self.app._exception is None, self.app._exception
            await asyncio.sleep(0.005)
            await self.settle()

    async def seen(self, words: str) -> None:
        """Wait until the screen shows these words on one row."""
        await self.until(lambda: any(words in row for row in self.rows()))

    async def select(self, words: str, nth: int = 0) -> None:
        """Select the nth place of these words, by keys: the text's start, the search line."""
        await self.press("ctrl+home", "/", *words, "enter")
        for _ in range(nth):
            await self.press("ctrl+g")
        await self.press("escape")

    # Out

    @property
    def main(self) -> MainScreen:
        """The annotator's screen, also while another one is above it."""
        return next(s for s in self.app.screen_stack if isinstance(s, MainScreen))

    @property
    def session(self) -> Session:
        """What the annotator is doing."""
        return self.main.session

    @property
    def record(self) -> Record:
        """The open document's record, as the session has it."""
        return self.session.record

    @property
    def reader(self) -> Reader:
        """The text pane."""
        return self.main.query_one(Reader)

    @property
    def field(self) -> Field | None:
        """The line of text that is asked for, if any."""
        return self.main._field

    def pane(self, name: str) -> LineList:
        """The pane `documents` or `inspector`."""
        return self.main.query_one(f"#{name}", LineList)

    def shown_in(self, name: str) -> list[str]:
        """The lines of a pane, those out of view too, without blanks at the right."""
        pane = self.pane(name)
        lines = (pane._draw(index, pane.size.width).plain for index in range(pane.count))
        return [line.rstrip() for line in lines]

    def line(self, name: str) -> str:
        """What the `heading`, the `status` or the `legend` line says."""
        return self.main.query_one(f"#{name}", Line).text.plain

    @property
    def status(self) -> str:
        """The status line."""
        return self.line("status")

    @property
    def focus(self) -> str:
        """The name of the pane that has the keys."""
        focused = self.app.focused
        return str(focused.id) if focused else ""

    @property
    def selected(self) -> str:
        """The text that is selected."""
        start, end = self.session.selection.extent
        return self.session.document.text[start:end]

    def rows(self) -> list[str]:
        """The screen, row by row, as a terminal would get it."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    def looks(self, words: str) -> list[tuple[str, str]]:
        """How the first place of these words in the text pane looks: pieces with their styles."""
        region = self.reader.region
        strips = self.app.screen._compositor.render_strips()[region.y : region.bottom]
        for strip in (strip.crop(region.x, region.right) for strip in strips):
            shown = "".join(segment.text for segment in strip)
            if words in shown:
                at = cell_len(shown[: shown.index(words)])
                piece = strip.crop(at, at + cell_len(words))
                return [(segment.text, str(segment.style)) for segment in piece]
        raise AssertionError(f"{words} is not on the screen")

    def saved(self, document_id: str = "") -> Record:
        """The open document's record as a second opening finds it on disk at this moment."""
        record = on_disk(self.project.root, document_id or self.record.id)
        assert record is not None, "nothing is on disk"
        return record

    def mentions(self) -> list[tuple[str, str]]:
        """Words and label of each mention, in reading order; the disk has the same."""
        assert self.saved() == self.record
        ordered = sorted(self.record.mentions, key=lambda m: (m.start, -m.end, m.id))
        return [(mention.text, mention.label) for mention in ordered]

    def mention(self, words: str, nth: int = 0) -> Mention:
        """The nth mention with these words."""
        found = [m for m in self.record.mentions if m.text == words]
        return sorted(found, key=lambda m: m.start)[nth]

    def stances(self) -> list[tuple[str, str, str]]:
        """Holder, polarity and target of each stance; the disk has the same."""
        assert self.saved() == self.record
        return [self._said(stance) for stance in self.record.stances]

    def _said(self, stance: Stance) -> tuple[str, str, str]:
        name = self.record.name_of
        return name(stance.holder.entity), stance.polarity, name(stance.target.entity)

    def hint(self, words: str) -> str:
        """The letters that a prompt paints on the first place of these words."""
        assert self.session.prompt is not None
        return self.session.prompt.hints[self.session.document.text.index(words)]


@asynccontextmanager
async def running(
    path: Path,
    *,
    size: tuple[int, int] = (80, 24),
    preset: str | None = None,
    read_only: bool = False,
    proposes: bool = False,
) -> AsyncIterator[Driver]:
    """The app on a project, as `standoff PATH` opens it, in a terminal of columns and rows.

    Only with `proposes` are there candidates.
    """
    user = read_user_keys(user_keys_path())
    chosen = preset or user.preset or "default"
    reserved = reserved_keys(chosen, user)
    with open_project(path, read_only=read_only, reserved=reserved, hold=True) as project:
        propose = proposing(project) if proposes else None
        app = StandoffApp(project, build(chosen, project.scheme, user), propose=propose)
        # Collecting the heap of a whole test run takes longer than a test.
        app.pauses = Pauses(enabled=False)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot, project)
            await driver.until(lambda: any(isinstance(s, MainScreen) for s in app.screen_stack))
            await redrawn(app)
            yield driver
