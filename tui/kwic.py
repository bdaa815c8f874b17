"""A hit with what stands around it in one line: keyword in context."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from tui.display import tail

if TYPE_CHECKING:
    from annotations.quality.search import Hit

_ID_SHARE, _ID_MOST = 5, 24


def hit_line(hit: Hit, width: int, clean: Callable[[str], str]) -> Text:
    """A hit in `width` cells: the document, and the words with what stands around them.

    The words of all hits begin in one column. A stance and an entity without a mention are said
    instead, with the words that show the stance. `clean` makes what comes from files safe to show.
    """
    if hit.kind not in ("entity", "stance"):
        return words_line(hit.document, hit.before, hit.words, hit.after, width, clean)
    text = _document(hit.document, width, clean)
    text.append(clean(hit.said), style="bold")
    text.append(f"  {clean(hit.words)}" if hit.words else "")
    text.truncate(width)
    return text


def words_line(
    document_id: str, before: str, words: str, after: str, width: int, clean: Callable[[str], str]
) -> Text:
    """Words of a document in `width` cells with what stands around them; see `hit_line`."""
    text = _document(document_id, width, clean)
    # Making text safe may take the blanks at its ends.
    left = f"{clean(before).rstrip()} " if before.endswith(" ") else clean(before)
    right = f" {clean(after).lstrip()}" if after.startswith(" ") else clean(after)
    shown = clean(words)
    shown = set_cell_size(shown, min(cell_len(shown), max(1, width // 3)))
    room = max(0, (width - text.cell_len) * 2 // 5)
    left = tail(left, room)
    text.append(" " * (room - cell_len(left)) + left)
    text.append(shown, style="bold")
    text.append(right)
    text.truncate(width)
    return text


def _document(document_id: str, width: int, clean: Callable[[str], str]) -> Text:
    cells = min(_ID_MOST, width // _ID_SHARE)
    name = set_cell_size(tail(clean(document_id), cells), cells)
    text = Text(f"{name} ", no_wrap=True, overflow="ellipsis", end="")
    text.stylize("dim")
    return text
