"""What a piece of text looks like in the terminal: graphemes, their cells, the unsafe made visible.

Nothing that a document holds reaches the terminal but characters that print. A control
character, an escape, a bidi control or a character that can't be seen is shown as a picture or
by its name. Offsets are never changed: only what is shown for them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

import regex
from rich.cells import cell_len

TAB_CELLS = 4
MARK_CARRIER = "◌"
TOO_WIDE = "▯"
SPACES = frozenset(" \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u3000")

# A pathological grapheme (one letter, a thousand accents) is drawn with this many code points.
_LONGEST_GRAPHEME = 32

# One cell each, each a grapheme by itself beside any other of them. Tests hold them to that.
NARROW_RANGES = (
    " -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0660-\u066f\u0671-\u06d3\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2116\u2122\u2190-\u21ff\u2500-\u257f"
)
# Two cells each, likewise.
WIDE_RANGES = (
    "\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uff01-\uff60\uffe0-\uffe6\U00020000-\U0002a6df"
)
_narrow = re.compile(f"[{NARROW_RANGES}]*").fullmatch
_plain = re.compile(f"[\t{NARROW_RANGES}{WIDE_RANGES}]*").fullmatch
_graphemes = regex.compile(r"\X").finditer

_NAMES = {
    "\u0085": "‹NEL›",
    "\u00ad": "¬",
    "\u061c": "‹ALM›",
    "\u180e": "‹MVS›",
    "\u200b": "¦",
    "\u200c": "‹ZWNJ›",
    "\u200d": "‹ZWJ›",
    "\u200e": "‹LRM›",
    "\u200f": "‹RLM›",
    "\u2028": "‹LS›",
    "\u2029": "‹PS›",
    "\u202a": "‹LRE›",
    "\u202b": "‹RLE›",
    "\u202c": "‹PDF›",
    "\u202d": "‹LRO›",
    "\u202e": "‹RLO›",
    "\u2060": "‹WJ›",
    "\u2066": "‹LRI›",
    "\u2067": "‹RLI›",
    "\u2068": "‹FSI›",
    "\u2069": "‹PDI›",
    "\ufeff": "‹BOM›",
    "\x7f": "␡",
}
_NAMES |= {chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) != "\t"}
_NAMES |= {chr(0xFE00 + number): f"‹VS{number + 1}›" for number in range(16)}

# Format characters that have a shape of their own, as the Arabic number sign has.
_unseen = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}--\p{PCM}]", regex.V1).match
_combining = regex.compile(r"\p{M}").match
# A joiner that joins no pictures: Rich leaves out the width of what follows it, terminals don't.
_idle_joiner = regex.compile(r"\u200d(?!\p{Extended_Pictographic})")


def is_narrow(text: str) -> bool:
    """Whether every character is a grapheme of one cell, so that columns are differences."""
    return (text.isascii() and text.isprintable()) or _narrow(text) is not None


def is_plain(text: str) -> bool:
    """Whether every character is a grapheme by itself: a tab, one cell, or two above U+3000."""
    return _plain(text) is not None


@lru_cache(maxsize=16384)
def picture(grapheme: str) -> tuple[str, int, bool]:
    """What is shown for one grapheme, in how many cells, and whether it stands for another thing.

    A tab is four blank cells. The third value is true for pictures and names, which the reader
    paints in a style of their own.
    """
    first = grapheme[0]
    if first == "\t":
        return " " * TAB_CELLS, TAB_CELLS, False
    if first in _NAMES:
        shown = "".join(_NAMES.get(char, "") for char in grapheme)
        return shown, cell_len(shown), True
    if _unseen(first):
        shown = f"‹{ord(first):04X}›"
        return shown, len(shown), True
    shown = _idle_joiner.sub("", grapheme[:_LONGEST_GRAPHEME])
    lone = _combining(first) is not None
    cells = 0 if lone else cell_len(shown)
    if cells == 0:
        shown = MARK_CARRIER + shown
        cells = cell_len(shown)
    return shown, cells, lone


def _glyphs(piece: str, start: int, limit: int) -> list[tuple[int, str, int, bool]]:
    """The graphemes of a piece that starts at an offset: where each starts, what is shown for it,
    its cells, and whether it is shown as a picture.

    `limit` is the width of the row in cells: nothing shown is wider.
    """
    glyphs = []
    for match in _graphemes(piece):
        shown, cells, altered = picture(match.group())
        if cells > limit:
            if shown.isspace():
                shown, cells = " " * limit, limit
            elif shown[0] == "‹":
                shown, cells = shown[:limit], limit
            else:
                shown, cells, altered = TOO_WIDE, 1, True
        glyphs.append((start + match.start(), shown, cells, altered))
    return glyphs


def cut(shown: str, cells: int) -> tuple[str, str]:
    """A shown text in two, at a cell inside it; a character cut in half leaves blanks.

    Rich has this too, but takes joined pictures apart.
    """
    if is_narrow(shown):
        return shown[:cells], shown[cells:]
    room = cells
    for match in _graphemes(shown):
        if room == 0:
            return shown[: match.start()], shown[match.start() :]
        width = cell_len(match.group())
        if width > room:
            return shown[: match.start()] + " " * room, " " * (width - room) + shown[match.end() :]
        room -= width
    return shown, ""


def columns(piece: str, limit: int) -> tuple[list[int], list[int]]:
    """Where the graphemes of a piece start, and the cells before each; both with a last entry
    for the end of the piece.

    `limit` is the width of the row in cells, at least 1: no grapheme takes more.
    """
    offsets, cells = [0], [0]
    total = 0
    if limit >= TAB_CELLS and is_plain(piece):
        for char in piece:
            if char < "\u3000":
                total += TAB_CELLS if char == "\t" else 1
            else:
                total += 2
            cells.append(total)
        return list(range(len(piece) + 1)), cells
    for match in _graphemes(piece):
        width = picture(match.group())[1]
        if width > limit:
            # As `_glyphs` cuts it: a name fills the row, a wide character becomes one cell.
            width = _glyphs(match.group(), 0, limit)[0][2]
        total += width
        offsets.append(match.end())
        cells.append(total)
    return offsets, cells


class Line:
    """One row of text laid out in cells: which offset stands where, and what is shown.

    `start` and `end` are the row's offsets in the document, without its line break. `shown` is the
    row as the terminal gets it, `cells` its width: at most `width`, and one more where a white
    space hangs at its end. `altered` holds the offsets of graphemes that are shown as pictures.
    """

    __slots__ = ("_columns", "_indexes", "_offsets", "altered", "cells", "end", "shown", "start")

    def __init__(self, text: str, start: int, end: int, width: int) -> None:
        self.start = start
        self.end = end
        self.altered: tuple[int, ...] = ()
        piece = text[start:end]
        self._offsets: list[int] | None = None
        self._columns: list[int] = []
        self._indexes: list[int] = []
        if is_narrow(piece):
            self.shown = piece
            self.cells = len(piece)
            return
        glyphs = _glyphs(piece, start, width)
        self._offsets = [glyph[0] for glyph in glyphs]
        self._offsets.append(end)
        self.altered = tuple(glyph[0] for glyph in glyphs if glyph[3])
        shown: list[str] = []
        column = index = 0
        for _, picture_text, cells, _ in glyphs:
            self._columns.append(column)
            self._indexes.append(index)
            if column + cells > width:
                # Only the white space that hangs at the end gets here: one blank cell.
                picture_text, cells = " ", 1
            shown.append(picture_text)
            column += cells
            index += len(picture_text)
        self._columns.append(column)
        self._indexes.append(index)
        self.shown = "".join(shown)
        self.cells = column

    def _place(self, offset: int, up: bool) -> int:
        """The index of the grapheme that holds the offset, or of the next one that starts there."""
        assert self._offsets is not None
        if up:
            return min(bisect_left(self._offsets, offset), len(self._offsets) - 1)
        return max(bisect_right(self._offsets, offset) - 1, 0)

    def snap(self, start: int, end: int) -> tuple[int, int]:
        """The span widened to whole graphemes and cut to the row."""
        start = min(max(start, self.start), self.end)
        end = min(max(end, self.start), self.end)
        if self._offsets is None or start == end:
            return start, end
        return self._offsets[self._place(start, False)], self._offsets[self._place(end, True)]

    def column(self, offset: int) -> int:
        """The cell at which the grapheme that holds the offset starts, or the end of the row."""
        if self._offsets is None:
            return min(max(offset - self.start, 0), self.cells)
        return self._columns[self._place(min(offset, self.end), False)]

    def offset(self, column: int) -> int:
        """The start of the grapheme at a cell; the last one's for cells right of the text."""
        if self._offsets is None:
            return self.start + max(min(column, self.cells - 1), 0)
        place = bisect_right(self._columns, max(column, 0)) - 1
        return self._offsets[max(min(place, len(self._offsets) - 2), 0)]

    def pieces(self, start: int, end: int) -> str:
        """What is shown for a span whose ends are grapheme boundaries of this row."""
        if self._offsets is None:
            return self.shown[start - self.start : end - self.start]
        return self.shown[
            self._indexes[self._place(start, False)] : self._indexes[self._place(end, True)]
        ]


def printable(text: str) -> str:
    """A text on one line with nothing in it that a terminal would obey."""
    flat = " ".join(text.split())
    if flat.isascii() and flat.isprintable():
        return flat
    return "".join(picture(match.group())[0] for match in _graphemes(flat))


def tail(text: str, cells: int) -> str:
    """The end of a text in at most so many cells."""
    while text and cell_len(text) > cells:
        text = text[1:]
    return text
