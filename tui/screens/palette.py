"""Finding a command by its name: a line to type in, and the commands that hold what is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.commands import COMMANDS, Command
from tui.display import printable
from tui.field import Field
from tui.keymap import Keymap
from tui.screens.typed_list import TypedListScreen
from tui.widgets.line import Line
from tui.widgets.line_list import LineList
from tui.workbench import TextEntry

_KEY_CELLS = 16
# `stack` wants a label's key after it, and lists have their own keys.
_LEFT_OUT = frozenset({"palette", "stack"})


def found(typed: str) -> list[Command]:
    """The commands whose name or help holds every word that is typed, names first."""
    words = typed.casefold().split()
    commands = [c for c in COMMANDS if c.pane != "list" and c.name not in _LEFT_OUT]
    held = [c for c in commands if all(word in f"{c.name} {c.help}".casefold() for word in words)]
    return sorted(held, key=lambda c: (c.name != typed, not all(word in c.name for word in words)))


class PaletteScreen(TypedListScreen, inherit_bindings=False):
    """The commands with their help and keys; Enter runs the one at the cursor, Esc leaves."""

    CLOSING = frozenset({"escape", "ctrl+p"})
    STEPS: ClassVar[dict[str, int]] = {"down": 1, "up": -1, "tab": 1, "shift+tab": -1}

    def __init__(self, keymap: Keymap, run: Callable[[str], None]) -> None:
        """`run` does the command of this name."""
        field = Field(TextEntry("Command", "", run))
        super().__init__(field, Line(id="palette-line"), LineList(id="palette-list"))
        self._keymap = keymap
        self._run = run
        self._commands = found("")

    def compose(self) -> ComposeResult:
        with Vertical(id="palette"):
            yield self._line
            yield self._list

    def on_mount(self) -> None:
        self._show()

    def _sift(self) -> None:
        self._commands = found(self._field.value)
        self._show()

    def _choose(self) -> None:
        if self._commands:
            self.dismiss()
            self._run(self._commands[self._list.cursor].name)

    def _show(self) -> None:
        super()._show()
        self._list.show(len(self._commands), self._entry, 0)

    def _entry(self, index: int, width: int) -> Text:
        command = self._commands[index]
        keys = printable(", ".join(self._keymap.keys_of(command.name)))
        shown = set_cell_size(f" {keys}", _KEY_CELLS) + " "
        return Text.assemble((shown, "bold"), command.help, no_wrap=True, end="")
