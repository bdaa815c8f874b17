"""How many cells the terminal gives the spacing vowel signs of India and its neighbours.

Rich counts none for a spacing combining mark (Unicode's category Mc): it shares its letter's cell.
tmux, xterm and others that ask the C library give it one of its own. Where terminal and program
differ, words are painted over one another: so the terminal is asked, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import category

from rich import cells
from rich._unicode_data import load
from rich.segment import Segment

from tui.display import picture

# Save the cursor, write a letter with such a sign at the top left, ask where the cursor is now
# (DSR 6, answered by CPR, of ECMA-48), and go back. The first frame paints over it.
QUESTION = "\x1b7\x1b[H\u0915\u093e\x1b[6n\x1b8"
# Where the cursor is, counted from 0, where the sign has a cell of its own.
OWN_CELL = 2


def give_spacing_marks_cells() -> None:
    """From now on a spacing combining mark is one cell, wherever widths are counted."""
    table = load("auto")
    changed = table._replace(widths=tuple(_without_spacing_marks(table.widths)))
    setattr(cells, "load_cell_table", lambda version="auto": changed)  # noqa: B010
    for counted in (
        cells.get_character_cell_size,
        cells.cached_cell_len,
        Segment._split_cells,
        picture,
    ):
        counted.cache_clear()


def _without_spacing_marks(
    widths: Iterable[tuple[int, int, int]],
) -> Iterator[tuple[int, int, int]]:
    """The rows of a table of widths without these marks: what is in none is one cell wide."""
    for first, last, width in widths:
        if width:
            yield first, last, width
            continue
        codes = range(first, last + 1)
        for is_spacing, run in groupby(codes, lambda code: category(chr(code)) == "Mc"):
            kept = list(run)
            if not is_spacing:
                yield kept[0], kept[-1], width
