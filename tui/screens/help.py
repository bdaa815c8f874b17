"""All keys, out of the command table."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from annotations.scheme import Scheme
from tui.commands import COMMANDS
from tui.keymap import Keymap

_CLOSING = frozenset({"escape", "f1", "q", "enter"})


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """Every command with its keys and its line of help; any of Esc, F1, Q or Enter closes it."""

    BINDINGS: ClassVar = []

    def __init__(self, keymap: Keymap, scheme: Scheme) -> None:
        super().__init__()
        self._keymap = keymap
        self._scheme = scheme

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(self._content())

    def on_key(self, event: events.Key) -> None:
        if event.key in _CLOSING:
            event.stop()
            self.dismiss()

    def _content(self) -> Group:
        parts: list[Text | Table] = [
            Text("Select, then press a label's key. Every key is saved at once.", style="italic"),
            self._labels(),
        ]
        for group in dict.fromkeys(command.group for command in COMMANDS):
            table = _table(group)
            for command in COMMANDS:
                if command.group == group:
                    keys = ", ".join(self._keymap.keys_of(command.name))
                    table.add_row(keys, command.help)
            parts.append(table)
        return Group(*parts)

    def _labels(self) -> Table:
        table = _table("Labels")
        for label in self._scheme.labels:
            keys = ", ".join(self._keymap.keys_of("tag", label.name))
            table.add_row(
                keys, Text.assemble((label.name, f"bold {label.hex}"), "  ", label.guideline)
            )
        for polarity in self._scheme.polarities:
            name = Text.assemble((polarity.name, "bold"), "  ", polarity.guideline)
            table.add_row(f"stance, {polarity.key}", name)
        return table


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, expand=True, show_header=False)
    table.title_style = "bold underline"
    table.add_column(style="bold", ratio=1, no_wrap=True)
    table.add_column(ratio=3)
    return table
