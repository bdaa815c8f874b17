"""A row of words that changes often and costs little: the status, the legend, the heading."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.geometry import Region
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
        self._base: Style | None = None

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

    def notify_style_update(self) -> None:
        """Forget the old style."""
        self._base = None
        super().notify_style_update()

    def painted(self, crop: Region) -> list[Strip]:
        """The row, and blank ones where there is room for more."""
        if self._base is None:
            # Asked of all that is around it, and most of what a row costs.
            self._base = self.rich_style
        width, background = self.outer_size.width, self.background_colors[1]
        strips = []
        for y in range(crop.y, crop.bottom):
            strip = strip_of(Text() if y else self._text, width, self._base, self.app.console)
            for line_filter in self.get_line_filters():
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip.crop(crop.x, crop.right))
        return strips
