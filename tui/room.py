"""Which side panes have room beside the text. No widgets."""

from __future__ import annotations

from collections.abc import Mapping

from tui.workbench import DOCUMENTS, INSPECTOR

# The fewest columns that the text keeps, and the columns of each side pane, as in the style sheet.
TEXT_COLUMNS = 40
PANE_COLUMNS: dict[str, int] = {DOCUMENTS: 24, INSPECTOR: 36}
# Narrower than this, a side pane takes too much from the text and folds unless it is asked for.
_ROOM_FOR_ALL = 120
_ROOM_FOR_INSPECTOR = 96
_ROOM_FOR_DOCUMENTS = 72


def needed(pane: str) -> int:
    """The columns of a terminal in which the pane stands beside the text."""
    return TEXT_COLUMNS + PANE_COLUMNS[pane]


def shown(width: int, asked: Mapping[str, bool], *, several: bool) -> set[str]:
    """The side panes to show in `width` columns.

    `asked` says what the annotator folded or unfolded, the last asked last; for other panes the
    width decides. `several` documents make a list of them worth its room. Where panes that are
    wanted don't all fit, the one that was asked for last stays.
    """
    wanted: dict[str, bool] = {
        DOCUMENTS: width >= (_ROOM_FOR_DOCUMENTS if several else _ROOM_FOR_ALL),
        INSPECTOR: width >= _ROOM_FOR_INSPECTOR,
        **asked,
    }
    found: set[str] = set()
    for pane in dict.fromkeys((*reversed(list(asked)), *PANE_COLUMNS)):
        columns = sum(PANE_COLUMNS[one] for one in (*found, pane))
        if wanted[pane] and width - columns >= TEXT_COLUMNS:
            found.add(pane)
    return found
