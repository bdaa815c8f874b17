"""The text pane: draws the rows in view with their marks and says where the mouse was."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.marks import MarkIndex
from tui.overlay import changed_ranges, lay_over, lay_proposed, put_hints, touches
from tui.paint import Overlay, Painter, Palette, Range, join
from tui.rows import Rows
from tui.scrolling import top_row
from tui.widgets.look import CLASSES, CSS, look_of, style_of
from tui.widgets.proposed import Proposed

_CACHED_ROWS = 256
_WHEEL_ROWS = 3
# Below this width the pane gives all of its cells to the text: no padding, no position column.
_ROOMY = 4


class Reader(Widget, can_focus=True):
    """Shows a text with its marks, virtualised: only rows in view are ever painted.

    The session decides what is selected; the app hands it over as an `Overlay`. The widget keeps
    its scroll position itself, in rows, because Textual's would lay out the screen for each text.
    It paints whole strips, so a border or padding belongs on its parent.
    """

    ALLOW_SELECT = False
    # The screen gives it the keys, or not, when it hears of the click.
    FOCUS_ON_CLICK = False
    COMPONENT_CLASSES: ClassVar[set[str]] = set(CLASSES)
    DEFAULT_CSS = CSS

    class Clicked(Message):
        """The mouse was pressed on a character, or dragged to one (`extend`)."""

        def __init__(self, reader: Reader, offset: int, extend: bool) -> None:
            super().__init__()
            self.reader = reader
            self.offset = offset
            self.extend = extend

        @property
        def control(self) -> Reader:
            return self.reader

    class RowsChanged(Message):
        """The rows are new: another text, or another width."""

        def __init__(self, reader: Reader, rows: Rows) -> None:
            super().__init__()
            self.reader = reader
            self.rows = rows

        @property
        def control(self) -> Reader:
            return self.reader

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Reader.RowsChanged)

    def __init__(
        self,
        *,
        measure: int = 100,
        letters: bool | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`measure` is the widest row of text in cells. `letters` shows label keys after mentions;
        None shows them when there are no colours to tell labels apart."""
        super().__init__(id=id, classes=classes)
        self._measure = max(measure, 1)
        self._letters = letters
        self._marks = MarkIndex()
        self._palette: Palette = {}
        self._overlay = Overlay()
        self._hints: list[tuple[int, str]] = []
        self.proposed = Proposed()
        self._text = ""
        self._rows: Rows | None = None
        self._top_row = 0
        # The offset that stays at the top when the width changes; kept through several changes.
        self._anchor = 0
        self._painter: Painter | None = None
        self._position_style = Style()
        self._painted: OrderedDict[int, list[Segment]] = OrderedDict()
        # The lines of the last frame by where they are, until something on them changes: when two
        # places of the screen change, Textual asks for every line between them again.
        self._lines: dict[int, Strip] = {}
        self._dragged: int | None = None

    # What the app tells the reader

    def show(self, text: str, marks: MarkIndex, palette: Palette, top: int = 0) -> None:
        """Show a text from the row with the offset `top`; the overlay is empty again."""
        self._text, self._marks, self._palette = text, marks, palette
        self._overlay, self._hints = Overlay(), []
        self._anchor = top
        if self.outer_size.width:
            self._wrap()
        else:
            # The first layout is still to come: it tells the width.
            self._rows = None
        self._restyle()

    def measure_anew(self) -> None:
        """Wrap and paint anew: characters have another width now."""
        if self.outer_size.width:
            self._wrap()
        self._restyle()

    def refresh_range(self, start: int, end: int) -> None:
        """Marks in this range of the text have changed: paint its rows again."""
        rows = self.rows
        changed = range(rows.row_of(start), rows.row_of(max(start, end - 1)) + 1)
        for row in [row for row in self._painted if row in changed]:
            del self._painted[row]
        self._refresh_rows(changed)

    def refresh_proposed(self) -> None:
        """Paint again the rows of what is proposed now and was not, or was and is no more."""
        if self.outer_size.width:
            self._refresh_rows(self._rows_of(self.proposed.changed(self.in_view)))

    @property
    def overlay(self) -> Overlay:
        """What is laid over the text. Setting it paints the rows that change, and scrolls."""
        return self._overlay

    @overlay.setter
    def overlay(self, new: Overlay) -> None:
        old, self._overlay = self._overlay, new
        if new.hints is not old.hints:
            self._hints = sorted(new.hints.items())
        if not self.outer_size.width:
            # Not laid out yet; the first resize follows the head.
            return
        if not self._follow_head():
            self._refresh_rows(self._changed_rows(old, new))
        self._place_terminal_cursor()

    @property
    def letters(self) -> bool | None:
        """Whether label keys are shown after mentions; None is only where there are no colours."""
        return self._letters

    @letters.setter
    def letters(self, shown: bool | None) -> None:
        self._letters = shown
        self._restyle()

    def toggle_letters(self) -> None:
        """Show the label keys where they are not shown now, whatever the reason, or hide them."""
        self.letters = not look_of(self, self._letters).letters

    # What the app asks the reader

    @property
    def rows(self) -> Rows:
        """The rows of the text at the present width."""
        if self._rows is None:
            self._wrap()
        assert self._rows is not None
        return self._rows

    @property
    def page_rows(self) -> int:
        """How many rows are in view, at least 1."""
        return max(self.outer_size.height, 1)

    @property
    def in_view(self) -> Range:
        """The range of the text that is in view."""
        rows = self.rows
        last = min(self._top_row + self.page_rows, len(rows)) - 1
        return rows.start(self._top_row), rows.following(last)

    # Rows and scrolling

    @property
    def _text_width(self) -> int:
        # Before the first layout the measure is the best guess; one cell would be a costly one.
        width = self.outer_size.width
        return self._geometry(width)[1] if width else self._measure

    def _geometry(self, width: int) -> tuple[int, int, int]:
        """For a pane's width: blank cells left of the text, its width, and with its line breaks.

        In a wide pane the text stands in the middle.
        """
        if width < _ROOMY:
            return 0, max(width, 1), max(width, 1)
        text = min(self._measure, width - 3)
        return max((width - text - 2) // 2, 1), text, text + 1

    def _wrap(self) -> None:
        self._rows = Rows(self._text, self._text_width)
        self._painted.clear()
        self._top_row = min(self._rows.row_of(self._anchor), self._last_top)
        self.post_message(self.RowsChanged(self, self._rows))

    @property
    def _last_top(self) -> int:
        return max(len(self.rows) - self.page_rows, 0)

    def _scroll_to_row(self, row: int) -> bool:
        row = max(min(row, self._last_top), 0)
        if row == self._top_row:
            return False
        self._top_row = row
        self._anchor = self.rows.start(row)
        self._lines.clear()
        self.proposed.drawn(self.in_view)
        self.refresh(self.outer_size.region)
        return True

    def _follow_head(self) -> bool:
        """Scroll so that the head is in view, and a stance's words where there is room."""
        overlay, rows = self._overlay, self.rows
        if overlay.selection is None:
            return False
        head = rows.row_of(overlay.head)
        around = (head, head)
        if overlay.evidence:
            first = rows.row_of(min(start for start, _ in overlay.evidence))
            around = first, rows.row_of(max(end for _, end in overlay.evidence) - 1)
        return self._scroll_to_row(top_row(self._top_row, self.page_rows, head, around))

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew at another width; the place in the text stays, and the head in view."""
        if not event.size.width:
            return
        head = self._overlay.head if self._overlay.selection is not None else None
        if self._rows is None or self._rows.width != self._text_width:
            self._wrap()
        else:
            self._top_row = min(self._rows.row_of(self._anchor), self._last_top)
        if head is not None:
            anchor = self._anchor
            self._follow_head()
            # Following the head must not make the place forgotten that a wider window had.
            self._anchor = anchor
        self._lines.clear()
        self.refresh()
        self._place_terminal_cursor()

    # What has to be painted again

    def _changed_rows(self, old: Overlay, new: Overlay) -> set[int]:
        """The rows in view that look different under two overlays."""
        return self._rows_of(changed_ranges(old, new, self._marks, self.in_view))

    def _rows_of(self, spans: Iterable[Range]) -> set[int]:
        """The rows in view that hold something of these ranges."""
        rows, (start, end) = self.rows, self.in_view
        changed: set[int] = set()
        for first, last in spans:
            if first < end and last > start:
                low = rows.row_of(max(first, start))
                changed.update(range(low, rows.row_of(min(last, end) - 1) + 1))
        return changed

    def _refresh_rows(self, rows: Iterable[int]) -> None:
        top, width, height = self._top_row, self.outer_size.width, self.outer_size.height
        lines = sorted(row - top for row in rows if top <= row < top + height)
        regions: list[Region] = []
        for line in lines:
            self._lines.pop(line, None)
            if regions and regions[-1].bottom == line:
                regions[-1] = Region(0, regions[-1].y, width, regions[-1].height + 1)
            else:
                regions.append(Region(0, line, width, 1))
        if regions:
            self.refresh(*regions)

    def _place_terminal_cursor(self) -> None:
        """Leave the terminal's own cursor at the head, for input methods, braille, magnifiers."""
        if self._overlay.selection is None or not self.outer_size.width or not self.is_mounted:
            return
        row, column = self.rows.cell_of(self._overlay.head)
        if self._top_row <= row < self._top_row + self.page_rows:
            x = min(self._geometry(self.outer_size.width)[0] + column, self.outer_size.width - 1)
            self.app.cursor_position = self.region.offset + Offset(x, row - self._top_row)

    # Painting

    def notify_style_update(self) -> None:
        """Forget what was painted in the old theme."""
        super().notify_style_update()
        self._restyle()

    def _restyle(self) -> None:
        self._painter = None
        self._painted.clear()
        self._lines.clear()
        self.refresh()

    def _make_painter(self) -> Painter:
        self._position_style = style_of(self, "position")
        return Painter(look_of(self, self._letters), self._palette)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a part of the pane, each exactly as wide as the part."""
        if self._painter is None:
            self._painter = self._make_painter()
        painter, size, lines = self._painter, self.outer_size, self._lines
        strips = []
        for y in range(crop.y, crop.bottom):
            strip = lines.get(y)
            if strip is None:
                strip = lines[y] = self._strip(y, size, painter)
            strips.append(strip)
        if crop.x or crop.width != size.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _strip(self, y: int, size: Size, painter: Painter) -> Strip:
        """One line of the pane: padding, text with its overlay, padding, position."""
        width, base = size.width, painter.look.base
        row = self._top_row + y
        if row >= len(self.rows) or not self._text:
            segments = [Segment(" " * width, base)]
        else:
            left, _, area = self._geometry(width)
            segments = self._row_segments(row, area, painter)
            segments = self._with_overlay(segments, row, area, painter)
            edge = self._edge(y, width - left - area, size.height, base)
            segments = join([Segment(" " * left, base), *segments, *edge])
        strip = Strip(segments, width)
        if painter.look.plain:
            # With label colours all is RGB already, and there is nothing to filter.
            background = self.background_colors[1]
            for line_filter in self.get_line_filters():
                strip = strip.apply_filter(line_filter, background)
        return strip

    def _row_segments(self, row: int, area: int, painter: Painter) -> list[Segment]:
        """The row without overlay; the row of the mention at hand is painted each time."""
        rows = self.rows
        current = self._overlay.current
        start, end = rows.start(row), rows.end(row)
        if current is not None and not any(
            mark.start < end and mark.end > start for mark in self._marks.of(current)
        ):
            current = None
        if current is None and row in self._painted:
            return self._painted[row]
        marks = self._marks.within(start, end)
        layers = self._marks.layers(marks) if painter.look.plain else {}
        segments = painter.row(rows.line(row), marks, layers, area, current)
        if current is None:
            self._painted[row] = segments
            if len(self._painted) > _CACHED_ROWS:
                self._painted.popitem(last=False)
        return segments

    def _with_overlay(
        self, segments: list[Segment], row: int, area: int, painter: Painter
    ) -> list[Segment]:
        overlay, rows = self._overlay, self.rows
        end = rows.following(row)
        if proposed := self.proposed.within(rows.start(row), end, self.in_view):
            segments = lay_proposed(segments, rows.line(row), proposed, painter.look, end)
        if overlay.selection is None and not (overlay.evidence or overlay.hits or self._hints):
            return segments
        start, end = rows.start(row), rows.following(row)
        if touches(overlay, start, end):
            segments = lay_over(segments, rows.line(row), overlay, painter.look, end)
        if self._hints:
            first = bisect_left(self._hints, (start, ""))
            hints = self._hints[first : bisect_left(self._hints, (end, ""), lo=first)]
            if hints:
                style = painter.look.base + painter.look.hint
                segments = put_hints(segments, rows.line(row), hints, style, area)
        return segments

    def _edge(self, y: int, cells: int, height: int, base: Style) -> list[Segment]:
        """The blank right of the text, and in the last cell where in the text this view is."""
        count = len(self.rows)
        if count <= height or not cells:
            return [Segment(" " * cells, base)]
        size = max(height * height // count, 1)
        first = (height - size) * self._top_row // max(count - height, 1)
        if not first <= y < first + size:
            return [Segment(" " * cells, base)]
        return [Segment(" " * (cells - 1), base), Segment("▐", self._position_style)]

    # The mouse

    def _offset_under(self, event: events.MouseEvent) -> int:
        row = self._top_row + min(max(event.y, 0), self.page_rows - 1)
        return self.rows.offset_at(row, event.x - self._geometry(self.outer_size.width)[0])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Report the character; what it means is the session's business."""
        if event.button != 1 or not self._text:
            return
        event.stop()
        self._dragged = self._offset_under(event)
        self.capture_mouse()
        self.post_message(self.Clicked(self, self._dragged, event.shift or event.ctrl))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """While a button is held, report each new character that the mouse comes to."""
        if self._dragged is None:
            return
        event.stop()
        offset = self._offset_under(event)
        if offset != self._dragged:
            self._dragged = offset
            self.post_message(self.Clicked(self, offset, True))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The drag is over."""
        if self._dragged is not None:
            event.stop()
            self._dragged = None
            self.release_mouse()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the text; the selection stays where it is."""
        event.stop()
        self._scroll_to_row(self._top_row + _WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the text; the selection stays where it is."""
        event.stop()
        self._scroll_to_row(self._top_row - _WHEEL_ROWS)
