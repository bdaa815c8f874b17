"""A row of words that changes often and costs little: the status, the legend, the heading."""

from __future__ import annotations

from rich.text import Text
from textual.strip import Strip

from tui.widgets.row import strip_of
from tui.widgets.still import Still


class Line(Still):
    """Shows a text on its row; a new text repaints that row and lays nothing out anew."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = Text()

    @property
    def text(self) -> Text:
        """What is shown."""
        return self._text

    def show(self, text: Text) -> None:
        """Show another text, if it is another."""
        if (text.plain, text.spans, text.style) != (
            self._text.plain,
            self._text.spans,
            self._text.style,
        ):
            self._text = text
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, style = self.outer_size.width, self.rich_style
        return strip_of(self._text if y == 0 else Text(), width, style, self.app.console)
