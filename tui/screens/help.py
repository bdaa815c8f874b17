"""All keys, out of the command table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.color import Color
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from annotations.scheme import Scheme
from tui.commands import COMMANDS
from tui.contrast import clear
from tui.display import printable
from tui.keymap import Keymap

_CLOSING = frozenset({"escape", "f1", "q", "enter"})
# The widest that keys may be in cells; longer ones go on in the next row.
_KEY_CELLS = 16


_HOW = (
    "Select, then press a label's key; its capital letter tags every other place of the words too. "
    "Every key is saved at once."
)
# Of the vim preset.
_COUNTS = (
    " Digits are counts; 1 2 3 are the intensity of a stance while it is said or changed, "
    "and not after."
)


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """Every command with its keys and its line of help; any of Esc, F1, Q or Enter closes it.

    Above them stand the notices of the project, in full.
    """

    BINDINGS: ClassVar = []

    def __init__(self, keymap: Keymap, scheme: Scheme, notices: Sequence[str] = ()) -> None:
        super().__init__()
        self._notices = notices
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
        commands: dict[str, list[tuple[str, Text]]] = {}
        for command in COMMANDS:
            keys = ", ".join(self._keymap.keys_of(command.name))
            commands.setdefault(command.group, []).append((keys, Text(command.help)))
        groups = {
            **commands,
            "Labels": list(self._labels()),
            "Polarities of stances": list(self._polarities()),
        }
        widest = max(cell_len(keys) for rows in groups.values() for keys, _ in rows)
        cells = min(widest, _KEY_CELLS)
        return Group(
            *self._said(),
            Text(_HOW + _COUNTS * self._keymap.digits_count, style="italic"),
            *(_table(title, rows, cells) for title, rows in groups.items()),
        )

    def _said(self) -> Iterator[Text]:
        if self._notices:
            yield Text("Notices", style="bold underline")
            yield from (Text(f"· {printable(notice)}") for notice in self._notices)
            yield Text()

    def _labels(self) -> Iterator[tuple[str, Text]]:
        surface = Color.parse(self.app.theme_variables["surface"])
        for label in self._scheme.labels:
            tag, all_of_them = (self._keymap.keys_of(c, label.name) for c in ("tag", "tag_all"))
            keys = ", ".join((*tag, *all_of_them))
            shown = clear(Color.parse(label.hex), surface).hex
            yield keys, _named(label.name, label.guideline, f"bold {shown}")

    def _polarities(self) -> Iterator[tuple[str, Text]]:
        begin = next(iter(self._keymap.keys_of("stance")), "stance")
        for polarity in self._scheme.polarities:
            yield f"{begin} … {polarity.key}", _named(polarity.name, polarity.guideline, "bold")


def _named(name: str, guideline: str, style: str) -> Text:
    return Text.assemble((printable(name), style), "  ", printable(guideline))


def _table(title: str, rows: Iterable[tuple[str, Text]], cells: int) -> Table:
    table = Table(title=title, title_justify="left", box=None, expand=True, show_header=False)
    table.title_style = "bold underline"
    table.add_column(style="bold", width=cells)
    table.add_column(ratio=1)
    for keys, said in rows:
        table.add_row(Text(printable(keys)), said)
    return table
