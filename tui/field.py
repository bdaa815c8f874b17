"""A line of text that is being typed: what it holds, where its cursor is, what keys do to it.

It is no widget with a focus of its own: keys that come in one burst would reach the pane before it.
"""

from __future__ import annotations

import regex
from rich.cells import cell_len
from rich.text import Text

from tui.display import picture
from tui.workbench import TextEntry

_graphemes = regex.compile(r"\X").finditer
_word_before = regex.compile(r"\S*\s*\Z").search


class Field:
    """The answer to a question, as far as it is typed; the cursor moves by graphemes."""

    def __init__(self, entry: TextEntry) -> None:
        self.entry = entry
        self.value = entry.value
        self.cursor = len(entry.value)
        # The old answer goes with the first character that is typed.
        self._all_chosen = entry.anew and bool(entry.value)

    def press(self, key: str, character: str | None) -> None:
        """Take a key by its name and the character that it types; keys for nothing do nothing."""
        if key == "backspace" and self._all_chosen:
            key = "ctrl+u"
        start, end = self._cut(key)
        if end > start:
            self.value, self.cursor = self.value[:start] + self.value[end:], start
        elif key in _MOVES:
            self.cursor = self._boundary(_MOVES[key])
        elif character and character >= " " and character != "\x7f" and "+" not in key[:-1]:
            self.insert(character)
            return
        self._all_chosen = False

    def insert(self, text: str) -> None:
        """Put text at the cursor, in one line."""
        if self._all_chosen:
            self.value, self.cursor, self._all_chosen = "", 0, False
        flat = " ".join(text.splitlines())
        self.value = self.value[: self.cursor] + flat + self.value[self.cursor :]
        self.cursor += len(flat)

    def shown(self, width: int) -> tuple[Text, int]:
        """The question and its answer in `width` cells, and the cell that the cursor is in."""
        title = f" {self.entry.title}: "
        shown = [(m.start(), picture(m.group())[0]) for m in _graphemes(self.value)]
        before = "".join(piece for start, piece in shown if start < self.cursor)
        here, *after = [piece for start, piece in shown if start >= self.cursor] or [" "]
        room = max(1, width - cell_len(title) - cell_len(here) - 1)
        while cell_len(before) > room:
            before = before[1:]
        style = "reverse" if self._all_chosen else ""
        text = Text.assemble(
            (title, "bold"),
            (before, style),
            (here, "reverse"),
            "".join(after),
            no_wrap=True,
            overflow="crop",
            end="",
        )
        return text, cell_len(title + before)

    def _boundary(self, step: int) -> int:
        """The grapheme boundary some steps from the cursor, or the nearest end."""
        edges = [0, *(match.end() for match in _graphemes(self.value))]
        here = sum(edge < self.cursor for edge in edges)
        return edges[max(0, min(here + step, len(edges) - 1))]

    def _cut(self, key: str) -> tuple[int, int]:
        """The span that a key deletes; an empty one for a key that deletes nothing."""
        cursor = self.cursor
        if key == "backspace":
            return self._boundary(-1), cursor
        if key == "delete":
            return cursor, self._boundary(1)
        if key == "ctrl+u":
            return 0, cursor
        if key == "ctrl+w" and (word := _word_before(self.value[:cursor])):
            return word.start(), cursor
        return cursor, cursor


_FAR = 1_000_000
_MOVES = {"left": -1, "right": 1, "home": -_FAR, "end": _FAR, "ctrl+a": -_FAR, "ctrl+e": _FAR}
