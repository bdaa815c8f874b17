"""The soft wrap of a text: where each row on the screen starts."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator

import regex

from tui.display import SPACES, Line, columns, is_narrow

_WIDE = 2  # cells
_spacing_mark = regex.compile(r"\p{Mc}").search
_breaks = re.compile("\r\n?|\n").finditer
_BREAK_AFTER = SPACES | {"\u200b"}
# Punctuation that closes stays with what is before it, punctuation that opens with what follows.
_NEVER_FIRST = frozenset("、。，．・：；？！）］｝」』】〉》〕〗〙〟’”ー々ゝゞヽヾ…‥,.:;?!)]}")
_NEVER_LAST = frozenset("（［｛「『【〈《〔〖〘〝‘“([{")
# How much of a paragraph is measured at a time; a longer one goes in pieces.
_PIECE = 8192


class Rows:
    """The rows of a text at a width in cells, computed at once.

    Words are kept whole and broken at graphemes only where one is wider than the row. Of the white
    space at a wrap one character hangs right of the row, where it takes no room. Only a line feed,
    a carriage return or both end a row; a line break belongs to the row that it ends and has no
    cell of its own. Every text has at least one row.
    """

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(width, 1)
        self._starts = array("L")
        self._line: tuple[int, Line] | None = None
        for start, end in _paragraphs(text):
            if is_narrow(text[start:end]):
                self._wrap_narrow(start, end)
            else:
                self._wrap_graphemes(start, end)

    def __len__(self) -> int:
        return len(self._starts)

    def row_of(self, offset: int) -> int:
        """The row that an offset is in; offsets outside the text are taken to its ends."""
        return max(bisect_right(self._starts, offset) - 1, 0) if offset > 0 else 0

    def start(self, row: int) -> int:
        """The offset at which a row starts."""
        return self._starts[row]

    def end(self, row: int) -> int:
        """The end of a row's text, before its line break."""
        end = self.following(row)
        start = self._starts[row]
        if end > start and self.text[end - 1] == "\n":
            end -= 1
            if end > start and self.text[end - 1] == "\r":
                end -= 1
        elif end > start and self.text[end - 1] == "\r":
            end -= 1
        return end

    def following(self, row: int) -> int:
        """The offset at which the next row starts, or the length of the text."""
        return self._starts[row + 1] if row + 1 < len(self._starts) else len(self.text)

    def line(self, row: int) -> Line:
        """The row laid out in cells."""
        if self._line is None or self._line[0] != row:
            self._line = row, Line(self.text, self.start(row), self.end(row), self.width)
        return self._line[1]

    def cell_of(self, offset: int) -> tuple[int, int]:
        """The row and the cell in it of the grapheme that holds an offset.

        A line break is at the cell after its row's text. The cell of a white space that hangs, and
        of a line break after a full row, is the row's width.
        """
        row = self.row_of(offset)
        return row, min(self.line(row).column(offset), self.width)

    def offset_at(self, row: int, x: int) -> int:
        """The start of the grapheme at a cell, both clamped to the text.

        Right of the text this is the row's last grapheme; in an empty row, its line break.
        """
        return self.line(min(max(row, 0), len(self) - 1)).offset(x)

    def _wrap_narrow(self, start: int, end: int) -> None:
        """Rows of a paragraph whose characters all take one cell."""
        text, width, add = self.text, self.width, self._starts.append
        add(start)
        while end - start > width:
            edge = start + width
            if text[edge] == " ":
                start = edge + 1
            else:
                start = text.rfind(" ", start, edge) + 1 or edge
            if start >= end:
                return
            add(start)

    def _wrap_graphemes(self, start: int, end: int) -> None:
        """Rows of any other paragraph, measured grapheme by grapheme."""
        piece = max(_PIECE, 64 * self.width)
        self._starts.append(start)
        while start < end:
            stop = min(start + piece, end)
            starts = self._row_starts(start, stop, stop == end)
            self._starts.extend(starts)
            if stop == end:
                return
            if starts:
                start = starts[-1]
            else:
                # One row of graphemes with more marks than the piece: look at more of it.
                piece *= 2

    def _row_starts(self, start: int, stop: int, last: bool) -> list[int]:
        """Where rows start inside a piece that starts with one; not in its uncertain end."""
        piece = self.text[start:stop]
        offsets, cells = columns(piece, self.width)
        count = len(offsets) - 1
        # The last grapheme may go on behind the piece, so no row of it is settled.
        settled = count if last else count - 2
        starts: list[int] = []
        first = 0
        while True:
            edge = bisect_right(cells, cells[first] + self.width, first + 1) - 1
            if edge >= settled:
                return starts
            if piece[offsets[edge] : offsets[edge + 1]] in SPACES:
                first = edge + 1
            else:
                first = _break_before(piece, offsets, cells, first, edge)
            if first >= settled:
                return starts
            starts.append(start + offsets[first])


def _break_before(piece: str, offsets: list[int], cells: list[int], first: int, edge: int) -> int:
    """The last grapheme after `first` and not after `edge` that may start a row."""
    after = piece[offsets[edge] : offsets[edge + 1]]
    for place in range(edge, first, -1):
        before = piece[offsets[place - 1] : offsets[place]]
        if before in _BREAK_AFTER:
            return place
        width, width_before = cells[place + 1] - cells[place], cells[place] - cells[place - 1]
        wide = _is_wide(after, width) or _is_wide(before, width_before)
        if wide and after not in _NEVER_FIRST and after not in SPACES and before not in _NEVER_LAST:
            return place
        after = before
    return edge


def _is_wide(grapheme: str, cells: int) -> bool:
    """Whether it is wide by itself, and not by a vowel sign with a cell of its own."""
    return cells == _WIDE and not _spacing_mark(grapheme)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The spans between line breaks; no empty one after a last line break."""
    start = 0
    if "\r" in text:
        for match in _breaks(text):
            yield start, match.start()
            start = match.end()
    else:
        while (end := text.find("\n", start)) >= 0:
            yield start, end
            start = end + 1
    if start < len(text) or not text:
        yield start, len(text)
