"""A list of one-line items that paints only what is in view: documents, and the inspector."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from rich.segment import Segment
from rich.style import Style
from rich.text import Span, Text
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.widgets.row import strip_of
from tui.widgets.still import Still

# The words of a row with their styles, and whether it is at the cursor; None for an empty one.
_Row: TypeAlias = tuple[str, str | Style, tuple[Span, ...], bool] | None


class LineList(Still, can_focus=True):
    """Items that a function draws when they come into view, with one of them at the cursor.

    It decides nothing: who owns it moves the cursor and hears of clicks.
    """

    ALLOW_SELECT = False
    # Who owns it gives it the keys, or not, when it hears of the click.
    FOCUS_ON_CLICK = False
    DEFAULT_CSS = """
    LineList { height: 1fr; }
    """

    class Clicked(Message):
        """An item was clicked."""

        def __init__(self, source: LineList, index: int) -> None:
            super().__init__()
            self.source = source
            self.index = index

        @property
        def control(self) -> LineList:
            return self.source

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._count = 0
        self._draw: Callable[[int, int], Text] = lambda index, width: Text()
        self._top = 0
        self._cursor = 0
        # What each row showed when it was drawn last.
        self._drawn: dict[int, _Row] = {}

    @property
    def count(self) -> int:
        """How many items there are."""
        return self._count

    @property
    def cursor(self) -> int:
        """The index of the item at hand."""
        return self._cursor

    @cursor.setter
    def cursor(self, index: int) -> None:
        index = max(0, min(index, self._count - 1))
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        if self._follow():
            self.refresh()
        else:
            self.refresh_items(old, index)

    def step(self, step: int) -> None:
        """Move the cursor by so many items."""
        self.cursor += step

    @property
    def page(self) -> int:
        """How many items are in view."""
        return max(1, self.outer_size.height)

    def show(self, count: int, draw: Callable[[int, int], Text], cursor: int | None = None) -> None:
        """Show `count` items; `draw` gives the text of one by its index and the width in cells."""
        self._count, self._draw = count, draw
        self._cursor = max(0, min(self._cursor if cursor is None else cursor, count - 1))
        if self._follow():
            self.refresh()
        else:
            self._refresh_changed()

    def _refresh_changed(self) -> None:
        """Draw anew the rows that show something else than before: mostly few of them do."""
        width = self.outer_size.width
        changed = [y for y in range(self.page) if self._drawn.get(y) != self._row(y, width)]
        for y in changed:
            self.refresh(Region(0, y, width, 1))

    def _row(self, y: int, width: int) -> _Row:
        index = self._top + y
        if index >= self._count:
            return None
        text = self._draw(index, width)
        return text.plain, text.style, tuple(text.spans), index == self._cursor

    def show_from(self, first: int, count: int) -> None:
        """The items from `first` on are others now, and `count` is how many there are in all."""
        self._count = count
        self._cursor = max(0, min(self._cursor, count - 1))
        if self._follow():
            self.refresh()
        elif (row := max(0, first - self._top)) < self.page:
            self.refresh(Region(0, row, self.outer_size.width, self.page - row))

    def refresh_items(self, *indices: int) -> None:
        """Draw some items anew, where they are in view."""
        for index in indices:
            if self._top <= index < self._top + self.page:
                self.refresh(Region(0, index - self._top, self.outer_size.width, 1))

    def _follow(self) -> bool:
        """Bring the cursor into view; says whether anything scrolled."""
        old = self._top
        lowest = max(0, self._count - self.page)
        self._top = max(0, min(self._top, lowest))
        if self._cursor < self._top:
            self._top = self._cursor
        elif self._cursor >= self._top + self.page:
            self._top = self._cursor - self.page + 1
        return self._top != old

    def on_resize(self) -> None:
        self._follow()
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll(3)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(-3)
        event.stop()

    def _scroll(self, rows: int) -> None:
        self._top = max(0, min(self._top + rows, max(0, self._count - self.page)))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y
        if index < self._count:
            self.post_message(self.Clicked(self, index))

    def render_line(self, y: int) -> Strip:
        width, base = self.outer_size.width, self.rich_style
        index = self._top + y
        self._drawn[y] = self._row(y, width)
        if index >= self._count:
            return Strip([Segment(" " * width, base)], width)
        text = self._draw(index, width)
        style = base
        if index == self._cursor:
            style += Style(reverse=True) if self.has_focus else Style(bold=True)
        return strip_of(text, width, style, self.app.console)


# How many lines of a list each step goes on, for a list and a count.
LIST_STEPS: dict[str, Callable[[LineList, int], int]] = {
    "item_down": lambda _, count: count,
    "item_up": lambda _, count: -count,
    "item_page_down": lambda pane, count: count * pane.page,
    "item_page_up": lambda pane, count: -count * pane.page,
    "item_first": lambda pane, _: -pane.count,
    "item_last": lambda pane, _: pane.count,
}
