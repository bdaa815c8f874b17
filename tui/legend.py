"""The words around the text: the heading, the status line, the legend of keys. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from annotations.model import Record
from annotations.project import Progress
from annotations.scheme import Label, Scheme
from tui.commands import BY_NAME
from tui.display import printable
from tui.inspector import SIGNS, Line
from tui.keymap import Action, Keymap

STATUS_SIGNS: dict[str, str] = {"todo": "·", "started": "◐", "done": "✓", "skipped": "–"}
FLAG = "⚑"
_KEY = "bold"
# The commands that the legend names, after the labels, with a word for each.
_COMMANDS: tuple[tuple[str, str], ...] = (
    ("stance", "stance"),
    ("join", "join"),
    ("remove", "remove"),
    ("undo", "undo"),
    ("done_and_next", "done"),
    ("help", "help"),
)


def heading(record: Record, title: str, place: str, width: int, *, read_only: bool) -> Text:
    """The document: its place in the list, its title, how far it is. The title gives way."""
    said = f" {STATUS_SIGNS[record.status]} {record.status}"
    if record.flagged:
        said += f" {FLAG}"
    said += f" · {counted(len(record.mentions), 'mention')}"
    said += f" · {counted(len(record.stances), 'stance')} "
    if read_only:
        said += "READ ONLY "
    room = max(0, width - cell_len(said) - len(place) - 3)
    name = printable(title) or "(no title)"
    if cell_len(name) > room:
        name = set_cell_size(name, max(0, room - 1)) + "…"
    text = Text(f" {place}  {set_cell_size(name, room)}", style="bold", no_wrap=True, end="")
    return text.append(said, style="not bold")


def counted(number: int, thing: str) -> str:
    """A number of things in words."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def document_line(document_id: str, progress: Progress | None, width: int) -> Text:
    """A document in the list; without progress it can't be read."""
    sign = STATUS_SIGNS[progress.status] if progress else "!"
    flag = FLAG if progress and progress.flagged else " "
    room = max(1, width - 4)
    name = printable(document_id)
    if cell_len(name) > room:
        name = "…" + _tail(name, room - 1)
    return Text(f"{sign}{flag} {name}", no_wrap=True, end="")


def _tail(text: str, cells: int) -> str:
    while text and cell_len(text) > cells:
        text = text[1:]
    return text


def inspector_line(line: Line, width: int, scheme: Scheme, *, current: bool) -> Text:
    """A line of the inspector, as wide as the pane."""
    indent = {"heading": "", "entity": " ", "holder": " ", "stance": "   ", "text": " "}[line.kind]
    right = f" {line.right} " if line.right else ""
    room = max(1, width - cell_len(right))
    left = indent + printable(line.text)
    if cell_len(left) > room:
        left = set_cell_size(left, room - 1) + "…"
    text = Text(set_cell_size(left, room) + right, no_wrap=True, end="")
    if line.kind == "heading":
        text.stylize("bold underline")
    elif line.kind in ("entity", "holder") and current:
        text.stylize("bold")
    if line.kind == "stance":
        text.stylize(_SIGN_STYLES[line.sign], len(indent), len(indent) + len(SIGNS[line.sign]))
    if line.kind == "entity" and (label := scheme.label(line.label)):
        text.stylize(label.hex, room)
    return text


_SIGN_STYLES = {1: "bold green", -1: "bold red", 0: "bold"}


def labels(keymap: Keymap, scheme: Scheme, width: int) -> Text:
    """The labels with their keys, then the commands that are needed most, as far as there is room.

    Labels' names are cut short before the first command and the last, help, have to go.
    """
    keyed = [
        (keymap.keys_of("tag", label.name)[0].replace(" ", ""), label)
        for label in scheme.labels
        if label.key
    ]
    commands = [
        f" {keys[0]}\0{word} " for name, word in _COMMANDS if (keys := keymap.keys_of(name))
    ]
    needed = sum(map(len, (*commands[:1], *commands[-1:])))
    longest = next((cells for cells in _NAME_CELLS if _cells(keyed, cells) + needed < width), 0)
    room = width - _cells(keyed, longest) - needed - 1
    text = Text(" ", no_wrap=True, overflow="ellipsis", end="")
    for key, label in keyed:
        name = set_cell_size(label.name, min(longest, cell_len(label.name)))
        text.append(key, style=f"{_KEY} {label.hex} reverse").append(f" {name} " if name else " ")
    for index, command in enumerate(commands):
        always = index in (0, len(commands) - 1)
        room -= 0 if always else len(command)
        if always or room >= 0:
            key, word = command.split("\0")
            text.append(key, style=_KEY).append(f" {word}")
    return text


_NAME_CELLS = (99, 6, 4, 3, 2, 0)


def _cells(keyed: Iterable[tuple[str, Label]], longest: int) -> int:
    names = (min(longest, cell_len(label.name)) for _, label in keyed)
    return 1 + sum(3 + cells for cells in names)


def rows(line: str, width: int) -> tuple[str, str]:
    """A prompt's line on two rows, broken between words; names in it are made safe to show."""
    safe = "  ".join(printable(part) for part in line.split("  "))
    first, *rest = wrap(safe, max(10, width - 2), break_long_words=False) or [""]
    return first, " ".join(rest)


def following(waiting: str, continuations: Iterable[tuple[str, Action]]) -> Text:
    """What may be typed after the keys that wait."""
    text = Text(f" {waiting} …  ", style=_KEY, no_wrap=True, overflow="ellipsis", end="")
    for keys, action in continuations:
        text.append(keys, style=_KEY)
        said = action.label or BY_NAME[action.command].help
        text.append(f" {said}  ", style="not bold")
    return text
