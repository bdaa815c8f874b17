"""The words around the text: the heading, the status line, the legend of keys. No widgets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from annotations.model import Record
from annotations.project import Progress
from annotations.scheme import Label, Scheme
from tui.commands import BY_NAME
from tui.display import printable, tail
from tui.inspector import DETAIL_INDENT, SIGNS, Line
from tui.keymap import Action, Keymap
from tui.plain import counted
from tui.workbench import DOCUMENTS, INSPECTOR

STATUS_SIGNS: dict[str, str] = {"todo": "·", "started": "◐", "done": "✓", "skipped": "–"}
FLAG = "⚑"
_KEY = "bold"
# The commands that the legend names, after the labels, with a word for each.
_COMMANDS: tuple[tuple[str, str], ...] = (
    ("stance", "stance"),
    ("next_candidate", "next"),
    ("join", "join"),
    ("remove", "remove"),
    ("undo", "undo"),
    ("done_and_next", "done"),
    ("quit", "quit"),
    ("help", "help"),
)
# What the legend names while a list has the keys.
_LIST_COMMANDS: dict[str, tuple[tuple[str, str], ...]] = {
    DOCUMENTS: (
        ("item_up", ""),
        ("item_down", "lines"),
        ("item_open", "opens it"),
        ("cancel", "text"),
    ),
    INSPECTOR: (
        ("item_up", ""),
        ("item_down", "lines"),
        ("item_open", "goes there"),
        ("cancel", "text"),
        ("edit_stance", "changes"),
        ("remove", "removes"),
        ("note", "notes"),
    ),
}


def heading(
    record: Record,
    title: str,
    place: str,
    width: int,
    *,
    read_only: bool,
    unknown: Collection[str] = (),
) -> Text:
    """The document: its place in the list, its title, its labels, how far it is.

    Where there is little room the labels and the counts are shortened, then the title gives way.
    Labels that are `unknown` to the scheme are marked.
    """
    name = printable(title) or "(no title)"
    mentions, stances = len(record.mentions), len(record.stances)
    status = f" {STATUS_SIGNS[record.status]} {record.status}{f' {FLAG}' if record.flagged else ''}"
    end = "READ ONLY " if read_only else ""
    labels = [printable(f"{label}{UNKNOWN if label in unknown else ''}") for label in record.labels]
    if labels:
        named = ", ".join(labels)
        count = counted(len(labels), "label")
        end = f"· {named if cell_len(named) <= width // _LABELS_SHARE else count} {end}"
    said = f"{status} · {counted(mentions, 'mention')} · {counted(stances, 'stance')} {end}"
    room = max(0, width - cell_len(said) - len(place) - 3)
    if room < min(cell_len(name), _TITLE_CELLS):
        # The sign alone tells how far it is.
        counts = f"{counted(mentions, 'mention')} {counted(stances, 'stance')}"
        said = f" {STATUS_SIGNS[record.status]}{FLAG * record.flagged} {counts} {end}"
        room = max(0, width - cell_len(said) - len(place) - 3)
    if cell_len(name) > room:
        name = set_cell_size(name, max(0, room - 1)) + "…"
    text = Text(f" {place}  {set_cell_size(name, room)}", style="bold", no_wrap=True, end="")
    return text.append(said, style="not bold")


# Stands behind a document's label that the scheme doesn't have.
UNKNOWN = "?"
# The document's labels are named in so much of the heading, and counted where they need more.
_LABELS_SHARE = 3
# With less room than this for the title the counts are shortened.
_TITLE_CELLS = 16


def document_line(document_id: str, progress: Progress | None, width: int) -> Text:
    """A document in the list; without progress it can't be read.

    Of a long id the beginning and the end are shown: what tells ids apart stands at either.
    """
    sign = STATUS_SIGNS[progress.status] if progress else "!"
    flag = FLAG if progress and progress.flagged else " "
    room = max(1, width - 4)
    name = printable(document_id)
    if cell_len(name) > room:
        end = tail(name, (room - 1) // 2)
        name = f"{set_cell_size(name, room - 1 - cell_len(end))}…{end}"
    return Text(f"{sign}{flag} {name}", no_wrap=True, end="")


def inspector_line(line: Line, width: int, scheme: Scheme, *, current: bool) -> Text:
    """A line of the inspector, as wide as the pane."""
    indent = " " * {"heading": 0, "stance": 3, "detail": DETAIL_INDENT}.get(line.kind, 1)
    right = f" {printable(line.right)} " if line.right else ""
    room = max(1, width - cell_len(right))
    left = indent + printable(line.text)
    if cell_len(left) > room:
        left = set_cell_size(left, room - 1) + "…"
    text = Text(set_cell_size(left, room) + right, no_wrap=True, end="")
    if line.kind == "heading":
        text.stylize("bold underline")
    elif line.kind == "detail":
        text.stylize("italic")
    elif line.kind in ("entity", "holder") and current:
        text.stylize("bold")
    if line.kind == "stance":
        text.stylize(SIGN_STYLES[line.sign], len(indent), len(indent) + len(SIGNS[line.sign]))
    if line.kind == "entity" and (label := scheme.label(line.label)):
        text.stylize(label.hex, room)
    return text


SIGN_STYLES = {1: "bold green", -1: "bold red", 0: "bold"}


def labels(keymap: Keymap, scheme: Scheme, width: int) -> Text:
    """The labels with their keys, then the commands that are needed most, as far as there is room.

    Labels' names are cut short before the first command and the last, help, have to go.
    """
    keyed = [
        (printable(keymap.keys_of("tag", label.name)[0].replace(" ", "")), label)
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
        shown = printable(label.name)
        name = set_cell_size(shown, min(longest, cell_len(shown)))
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
    names = (min(longest, cell_len(printable(label.name))) for _, label in keyed)
    return 1 + sum(3 + cells for cells in names)


def pane_row(keymap: Keymap, pane: str) -> Text:
    """The keys of a list's own with what they do there, in the place of the labels."""
    text = Text(" ", no_wrap=True, overflow="ellipsis", end="")
    for name, word in _LIST_COMMANDS.get(pane, ()):
        if keys := keymap.keys_of(name):
            text.append(printable(keys[0]), style=_KEY).append(f" {word}  " if word else " ")
    return text


def unusable(keymap: Keymap, keys: str, pane: str, *, saved: bool) -> str:
    """What to say of keys that mean nothing in a pane; `saved`: nothing waits for the disk."""
    if keys == "Ctrl+C":
        # It ends other programs, so it is typed to end this one.
        return f"{keymap.keys_of('quit')[0]} quits{'; everything is saved already' * saved}"
    if own := pane_row(keymap, pane).plain.strip():
        return f"{keys} is no key here; it takes {own.replace('  ', ' · ')}"
    return f"{keys} does nothing here; {keymap.keys_of('help')[0]} shows all keys"


def asked(lines: Sequence[str], width: int, height: int) -> tuple[str, str]:
    """What a prompt says on two rows, or on the first of them where `height` is 1.

    `lines` say the same, the fullest first: the first that fits is shown, else as much as there is
    room for of the last one's keys. These stand behind a line's break, if it has one; before it is
    what they are about, which may be cut.
    """
    keys = ""
    for line in lines:
        about, broken, keys = line.rpartition("\n")
        if height == 1:
            shown = (_safe(keys), "")
        else:
            shown = (_cut(_safe(about), width), _safe(keys)) if broken else rows(keys, width)
        if all(cell_len(row) < width for row in shown):
            return shown
    first, second = rows(keys, width) if height > 1 else (_safe(keys), "")
    return _cut(first, width), _cut(second, width)


def _cut(row: str, width: int) -> str:
    """A row for which there is room beside a blank; of a list as many whole items as fit."""
    if cell_len(row) < width:
        return row
    kept = set_cell_size(row, max(0, width - 2))
    whole, comma, _ = kept.rpartition(", ")
    return f"{whole}{comma}…" if 2 * len(whole) > len(kept) else f"{kept}…"


def rows(line: str, width: int) -> tuple[str, str]:
    """A prompt's line on two rows, broken between its parts where that leaves the first row half
    full, else between words; names in it are made safe to show.
    """
    room, first, safe = max(10, width - 2), "", _safe(line)
    if cell_len(safe) <= room:
        return safe, ""
    for part in _PARTS.split(safe):
        if cell_len(f"{first}{part}".rstrip(" ·")) > room:
            break
        first += part
    if 2 * cell_len(first) >= room:
        return first.rstrip(" ·"), safe[len(first) :]
    first, *rest = wrap(safe, room, break_long_words=False) or [""]
    return first, " ".join(rest)


# Where a line is broken best: behind a key with what it does.
_PARTS = re.compile(r"(?<= · )|(?<=  )")


def _safe(line: str) -> str:
    return "  ".join(printable(part) for part in line.split("  "))


def following(
    waiting: str, continuations: Iterable[tuple[str, Action]], width: int
) -> tuple[Text, Text]:
    """What may be typed after the keys that wait, on two rows; the upper one is used first where
    one row is too short, and else is empty.
    """
    upper, lower = _row(f" {printable(waiting)} …  "), _row("")
    for keys, action in continuations:
        entry = _row(printable(keys))
        said = printable(action.label) or BY_NAME[action.command].help
        entry.append(f" {said}  ", style="not bold")
        fits = not lower and upper.cell_len + entry.cell_len - 2 <= width
        (upper if fits else lower).append_text(entry)
    return (upper, _row(" ").append_text(lower)) if lower else (lower, upper)


def _row(keys: str) -> Text:
    return Text(keys, style=_KEY, no_wrap=True, overflow="ellipsis", end="")
