"""One row of styled words as a strip: far cheaper than a renderable that Textual lays out."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tui.contrast import cleared


def strip_of(text: Text, width: int, style: Style, console: Console) -> Strip:
    """A text in a row of `width` cells; what does not fit is cut, as the text itself says how.

    Its colours are made clearer where they could not be read on that of the row.
    """
    if text.cell_len > width:
        text = text.copy()
        text.truncate(width)
    segments = [
        Segment(segment.text, cleared(style + segment.style) if segment.style else style)
        for segment in text.render(console)
        if segment.text
    ]
    return Strip(segments).adjust_cell_length(width, style).simplify()
