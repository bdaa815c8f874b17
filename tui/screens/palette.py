"""Finding a command by its name: a line to type in, and the commands that hold what is typed.

It has no widget with a focus of its own: keys that come before it is on the screen are not lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Offset
from textual.screen import ModalScreen

from tui.commands import COMMANDS, Command
from tui.display import printable
from tui.field import Field
from tui.keymap import Keymap
from tui.widgets.line import Line
from tui.widgets.line_list import LineList
from tui.workbench import TextEntry

_STEPS = {"down": 1, "up": -1, "tab": 1, "shift+tab": -1}
_KEY_CELLS = 16
# `stack` wants a label's key after it, and lists have their own keys.
_LEFT_OUT = frozenset({"palette", "stack"})


def found(typed: str) -> list[Command]:
    """The commands whose name or help holds every word that is typed, names first."""
    words = typed.casefold().split()
    commands = [c for c in COMMANDS if c.pane != "list" and c.name not in _LEFT_OUT]
    held = [c for c in commands if all(word in f"{c.name} {c.help}".casefold() for word in words)]
    return sorted(held, key=lambda c: (c.name != typed, not all(word in c.name for word in words)))


class PaletteScreen(ModalScreen[None], inherit_bindings=False):
    """The commands with their help and keys; Enter runs the one at the cursor, Esc leaves."""

    BINDINGS: ClassVar = []

    def __init__(self, keymap: Keymap, run: Callable[[str], None]) -> None:
        """`run` does the command of this name."""
        super().__init__()
        self._keymap = keymap
        self._run = run
        self._field = Field(TextEntry("Command", "", run))
        self._commands = found("")
        self._line = Line(id="palette-line")
        self._list = LineList(id="palette-list")

    def compose(self) -> ComposeResult:
        with Vertical(id="palette"):
            yield self._line
            yield self._list

    def on_mount(self) -> None:
        self.set_focus(self._list)
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self.is_active:
            self.press(event.key, event.character)
        else:
            # It came behind the one that closed this.
            self.app.post_message(events.Key(event.key, event.character))

    def press(self, key: str, character: str | None) -> None:
        """Take a key; the screen below hands over those that were on their way to it."""
        if key in ("escape", "ctrl+p"):
            self.dismiss()
        elif key == "enter":
            self._choose()
        elif key in _STEPS:
            self._list.step(_STEPS[key])
        elif key in ("pagedown", "pageup"):
            self._list.step(self._list.page if key == "pagedown" else -self._list.page)
        else:
            self._field.press(key, character)
            self._commands = found(self._field.value)
            self._show()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._field.insert(event.text)
        self._commands = found(self._field.value)
        self._show()

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        event.stop()
        self._list.cursor = event.index
        self._choose()

    def _choose(self) -> None:
        if self._commands:
            self.dismiss()
            self._run(self._commands[self._list.cursor].name)

    def _show(self) -> None:
        text, column = self._field.shown(max(self._line.size.width, 10))
        self._line.show(text)
        self.app.cursor_position = self._line.region.offset + Offset(column, 0)
        self._list.show(len(self._commands), self._entry, 0)

    def _entry(self, index: int, width: int) -> Text:
        command = self._commands[index]
        keys = printable(", ".join(self._keymap.keys_of(command.name)))
        shown = set_cell_size(f" {keys}", _KEY_CELLS) + " "
        return Text.assemble((shown, "bold"), command.help, no_wrap=True, end="")
