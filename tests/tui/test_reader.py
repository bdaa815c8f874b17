"""Promises of the text pane, in a tiny app without a terminal."""

from __future__ import annotations

import pytest
from app_driver import redrawn, resized
from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widgets import Static

from tui.display import Line
from tui.marks import Mark, MarkIndex
from tui.paint import Overlay, Painter
from tui.widgets.reader import Reader

PALETTE = {"PERSON": ("#4c9be8", "p"), "ORG": ("#e0a030", "o")}
WORDS = "the quick brown fox jumps over the lazy dog and runs away from it again "
LONG = "".join(f"{number} {WORDS * 3}\n" for number in range(200))
STRANGE = (
    "Tabs\there, ESC \x1b[31mred\x1b[0m, NUL \x00, RLO \u202eabc\u202c, flags 🇹🇷🇺🇦,\r\n"
    "👩\u200d👩\u200d👧 family, e\u0301 lone \n\u0301x 東京都は日本の首都であり、世界最大の都市。\n"
    "عربي مُحَمَّد zero\u200bwidth [b]no markup[/b]\n"
)


class ReaderApp(App[None]):
    """A reader between two panes."""

    CSS = "Static { width: 10; }"

    def __init__(
        self, text: str = LONG, marks: MarkIndex | None = None, measure: int = 100
    ) -> None:
        super().__init__()
        self.text = text
        self.marks = marks or MarkIndex()
        self.measure = measure
        self.clicks: list[tuple[int, bool]] = []
        self.row_counts: list[int] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("left")
            yield Reader(measure=self.measure)
            yield Static("right")

    def on_mount(self) -> None:
        self.reader.show(self.text, self.marks, PALETTE)

    @property
    def reader(self) -> Reader:
        return self.query_one(Reader)

    @on(Reader.Clicked)
    def _clicked(self, message: Reader.Clicked) -> None:
        self.clicks.append((message.offset, message.extend))

    @on(Reader.RowsChanged)
    def _rows_changed(self, message: Reader.RowsChanged) -> None:
        self.row_counts.append(len(message.rows))


def lines(reader: Reader) -> list[Strip]:
    return reader.render_lines(reader.size.region)


def shown(reader: Reader) -> list[str]:
    return [line.text for line in lines(reader)]


def reversed_text(reader: Reader) -> str:
    """What is painted on the foreground's colour, which only the selection is."""
    base = reader.rich_style
    return "".join(
        segment.text
        for line in lines(reader)
        for segment in line
        if segment.style and segment.style.bgcolor == base.color
    )


@pytest.mark.parametrize(
    "text",
    ["", "a", "\n\n", STRANGE, LONG],
    ids=["empty", "letter", "breaks", "strange", "long"],
)
@pytest.mark.parametrize("size", [(100, 20), (23, 3), (21, 1), (20, 1), (1, 1)], ids=str)
async def test_every_line_has_exactly_the_width(text: str, size: tuple[int, int]) -> None:
    marks = MarkIndex()
    marks.replace("m1", [Mark(0, max(len(text) // 2, 1), "m1", "PERSON")])
    app = ReaderApp(text, marks)
    async with app.run_test(size=size):
        reader = app.reader
        reader.overlay = Overlay((0, len(text)), max(len(text) - 1, 0), hints={0: "as"})
        await redrawn(app)
        width = reader.size.width
        assert len(lines(reader)) == reader.size.height
        assert all(line.cell_length == width for line in lines(reader))
        assert all(sum(segment.cell_length for segment in line) == width for line in lines(reader))
        part = reader.render_lines(Region(1, 0, width // 2, 1)) if reader.size else []
        assert all(line.cell_length == width // 2 for line in part)


async def test_the_text_is_shown_in_rows_of_the_measure() -> None:
    app = ReaderApp(measure=30)
    async with app.run_test(size=(100, 12)):
        reader = app.reader
        assert reader.rows.width == 30
        expected = [reader.rows.line(row).shown.strip() for row in range(12)]
        assert [line.strip(" ▐") for line in shown(reader)] == expected
        # In the middle of a pane of 80 cells.
        assert shown(reader)[1].startswith(" " * 24)
        assert reader.page_rows == 12
        assert reader.in_view == (0, reader.rows.start(12))


def first_row(reader: Reader) -> int:
    """The row at the top of the pane."""
    return reader.rows.row_of(reader.in_view[0])


async def test_an_empty_text_shows_nothing() -> None:
    app = ReaderApp("")
    async with app.run_test(size=(60, 5)):
        reader = app.reader
        assert "".join(shown(reader)).strip() == ""
        assert reader.in_view == (0, 0)


async def test_control_characters_are_shown_and_never_sent() -> None:
    app = ReaderApp(STRANGE)
    async with app.run_test(size=(120, 12)):
        text = "\n".join(shown(app.reader))
        assert not any(char in text for char in "\x1b\x00\t\r\u202e\u202c\u200b")
        for sign in ("␛[31m", "␀", "‹RLO›", "zero¦width", "◌\u0301x", "[b]no markup[/b]", "👩‍👩‍👧"):
            assert sign in text


async def test_the_head_is_kept_in_view_with_a_margin() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 10)):
        reader = app.reader
        rows = reader.rows
        for row in (5, 8, 9, 30, 29, 27, 100, len(rows) - 1, 50, 1, 0):
            head = rows.start(row)
            reader.overlay = Overlay((head, head + 1), head)
            await redrawn(app)
            top = first_row(reader)
            above, below = row - top, top + reader.page_rows - 1 - row
            assert above >= min(2, row)
            assert below >= min(2, len(rows) - 1 - row)
            assert "".join(shown(reader)) != ""


async def test_a_far_jump_leaves_room_around_the_head() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 12)):
        reader = app.reader
        head = reader.rows.start(200)
        reader.overlay = Overlay((head, head + 1), head)
        assert first_row(reader) == 196


async def test_an_overlay_set_before_the_first_layout_is_followed() -> None:
    class EarlyApp(App[None]):
        def compose(self) -> ComposeResult:
            reader = Reader(measure=60)
            reader.show(LONG, MarkIndex(), PALETTE)
            head = LONG.index("\n150 ") + 1
            reader.overlay = Overlay((head, head + 3), head)
            yield reader

    app = EarlyApp()
    async with app.run_test(size=(80, 12)):
        await redrawn(app)
        reader = app.query_one(Reader)
        assert reader.rows.width == 60
        start, end = reader.in_view
        assert start <= reader.overlay.head < end
        assert "150 the quick" in "".join(shown(reader))


async def test_scrolling_goes_as_far_as_there_is_text() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 10)):
        reader = app.reader
        reader.show(LONG, MarkIndex(), PALETTE, top=500)
        assert reader.in_view[0] == reader.rows.start(reader.rows.row_of(500))
        reader.show(LONG, MarkIndex(), PALETTE, top=len(LONG))
        assert reader.in_view[1] == len(LONG)
        assert first_row(reader) == len(reader.rows) - 10


async def test_resizing_keeps_the_place_in_the_text() -> None:
    app = ReaderApp()
    async with app.run_test(size=(100, 10)):
        reader = app.reader
        reader.show(LONG, MarkIndex(), PALETTE, top=20_000)
        top = reader.in_view[0]
        for width in (70, 45, 30, 60, 100):
            await resized(app, width, 10)
            assert first_row(reader) == reader.rows.row_of(20_000)
        assert reader.in_view[0] == top
        assert len(app.row_counts) >= 5
        assert app.row_counts[-1] == len(reader.rows)


async def test_resizing_keeps_the_head_in_view() -> None:
    app = ReaderApp()
    async with app.run_test(size=(100, 30)):
        reader = app.reader
        head = reader.rows.start(25)
        reader.overlay = Overlay((head, head + 3), head)
        await resized(app, 60, 8)
        start, end = reader.in_view
        assert start <= head < end
        await resized(app, 100, 30)
        assert reader.in_view[0] == 0, "the place of before is not forgotten"


async def test_the_selection_is_painted_and_taken_away_again() -> None:
    app = ReaderApp()
    async with app.run_test(size=(100, 10)):
        reader = app.reader
        start = LONG.index("brown")
        reader.overlay = Overlay((start, start + 5), start + 4)
        await redrawn(app)
        assert reversed_text(reader) == "brown"
        reader.overlay = Overlay((start - 6, start + 5), start - 6)
        await redrawn(app)
        assert reversed_text(reader) == "quick brown"
        reader.overlay = Overlay()
        await redrawn(app)
        assert reversed_text(reader) == ""


async def test_only_rows_that_change_are_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ReaderApp()
    async with app.run_test(size=(100, 30)):
        reader = app.reader
        head = reader.rows.start(6)
        reader.overlay = Overlay((head, head + 4), head)
        await redrawn(app)
        regions: list[Region] = []

        def refresh(*changed: Region, **_: object) -> Reader:
            regions.extend(changed)
            return reader

        monkeypatch.setattr(reader, "refresh", refresh)
        reader.overlay = Overlay((head, head + 9), head + 8)
        assert regions == [Region(0, 6, reader.size.width, 1)]
        regions.clear()
        below = reader.rows.start(9)
        reader.overlay = Overlay((below, below + 4), below)
        width = reader.size.width
        assert regions == [Region(0, 6, width, 1), Region(0, 9, width, 1)]
        regions.clear()
        reader.overlay = Overlay((below, below + 4), below)
        assert regions == []


async def test_only_rows_whose_candidates_changed_are_painted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ReaderApp()
    async with app.run_test(size=(100, 30)):
        reader, proposed = app.reader, [(0, 4)]
        reader.proposed.find = lambda start, end: list(proposed)
        reader.refresh_proposed()
        await redrawn(app)
        regions: list[Region] = []

        def refresh(*changed: Region, **_: object) -> Reader:
            regions.extend(changed)
            return reader

        monkeypatch.setattr(reader, "refresh", refresh)
        reader.refresh_proposed()
        assert regions == []
        third = reader.rows.start(3)
        proposed.append((third, third + 2))
        reader.refresh_proposed()
        assert [(region.y, region.height) for region in regions] == [(3, 1)]


async def test_rows_are_painted_once_while_only_the_overlay_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    painted: list[int] = []
    real = Painter.row

    def row(self: Painter, line: Line, *rest: object) -> object:
        painted.append(line.start)
        return real(self, line, *rest)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Painter, "row", row)
    app = ReaderApp()
    async with app.run_test(size=(100, 30)):
        reader = app.reader
        await redrawn(app)
        painted.clear()
        for start in range(0, 400, 7):
            reader.overlay = Overlay((start, start + 5), start)
            await redrawn(app)
        assert painted == []


async def test_the_cache_of_rows_is_bounded() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 30)):
        reader = app.reader
        for offset in range(0, len(LONG), 1000):
            reader.overlay = Overlay((offset, offset + 1), offset)
            await redrawn(app)
        assert 30 <= len(reader._painted) <= 256


async def test_a_changed_mark_is_painted_when_its_range_is_refreshed() -> None:
    app = ReaderApp()
    async with app.run_test(size=(100, 10)):
        reader = app.reader
        start = LONG.index("brown")

        def background() -> object:
            (segment,) = [
                segment for segment in lines(reader)[0] if segment.text.startswith("brown")
            ] or [lines(reader)[0]._segments[0]]
            return segment.style.bgcolor if segment.style else None

        await redrawn(app)
        plain = background()
        changed = app.marks.replace("m1", [Mark(start, start + 5, "m1", "ORG")])
        assert changed is not None
        reader.refresh_range(*changed)
        await redrawn(app)
        marked = background()
        assert marked != plain
        reader.overlay = Overlay(current="m1")
        await redrawn(app)
        assert background() not in (plain, marked)
        reader.overlay = Overlay()
        await redrawn(app)
        assert background() == marked
        changed = app.marks.replace("m1", [])
        assert changed is not None
        reader.refresh_range(*changed)
        await redrawn(app)
        assert background() == plain


async def test_another_text_replaces_all_of_the_first() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 10)):
        reader = app.reader
        reader.overlay = Overlay((5_000, 5_004), 5_000)
        await redrawn(app)
        reader.show("short\ntext", MarkIndex(), PALETTE)
        await redrawn(app)
        assert "".join(shown(reader)).split() == ["short", "text"]
        assert reader.overlay == Overlay()
        reader.show(LONG, MarkIndex(), PALETTE, top=9_000)
        await redrawn(app)
        assert first_row(reader) == reader.rows.row_of(9_000)


async def test_hints_are_painted_and_taken_away_again() -> None:
    app = ReaderApp()
    async with app.run_test(size=(100, 10)):
        reader = app.reader
        before = shown(reader)
        quick, brown = LONG.index("quick"), LONG.index("brown")
        reader.overlay = Overlay((0, 1), 0, hints={quick: "a", brown: "sd"})
        await redrawn(app)
        assert "0 the auick sdown" in shown(reader)[0]
        reader.overlay = Overlay((0, 1), 0, hints={brown: "d"})
        await redrawn(app)
        assert "0 the quick drown" in shown(reader)[0]
        reader.overlay = Overlay((0, 1), 0)
        await redrawn(app)
        assert shown(reader) == before


async def test_a_theme_changes_the_colours_at_once() -> None:
    marks = MarkIndex()
    marks.replace("m1", [Mark(0, 5, "m1", "ORG")])
    app = ReaderApp(marks=marks)
    async with app.run_test(size=(60, 5)):
        styles = set()
        for theme in ("textual-dark", "textual-light", "nord"):
            app.theme = theme
            await redrawn(app)
            styles.add(lines(app.reader)[0]._segments[1].style)
        assert len(styles) == 3


@pytest.mark.parametrize("theme", ["textual-dark", "ansi-dark"])
async def test_without_colours_marks_have_attributes_and_letters(
    monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    if theme == "textual-dark":
        monkeypatch.setenv("NO_COLOR", "1")
    marks = MarkIndex()
    marks.replace("m1", [Mark(0, 5, "m1", "ORG")])
    app = ReaderApp("Ankara said", marks)
    async with app.run_test(size=(60, 5)):
        app.theme = theme
        await redrawn(app)
        first = lines(app.reader)[0]
        styles = {segment.text.strip(): segment.style for segment in first}
        assert styles["Ankar"] is not None
        assert styles["Ankar"].underline
        for segment in first:
            colours = (segment.style.color, segment.style.bgcolor) if segment.style else ()
            for colour in colours:
                # Greys, or the terminal's own colours.
                assert colour is None or colour.is_default or len(set(colour.triplet or ())) == 1
        marks.replace("m1", [Mark(0, 6, "m1", "ORG")])
        app.reader.refresh_range(0, 6)
        await redrawn(app)
        assert "Ankaraᵒsaid" in shown(app.reader)[0]


async def test_letters_can_be_shown_and_hidden() -> None:
    marks = MarkIndex()
    marks.replace("m1", [Mark(0, 6, "m1", "ORG")])
    app = ReaderApp("Ankara said", marks)
    async with app.run_test(size=(60, 5)):
        reader = app.reader
        assert "Ankara said" in shown(reader)[0]
        reader.letters = True
        assert "Ankaraᵒsaid" in shown(reader)[0]
        reader.letters = False
        assert "Ankara said" in shown(reader)[0]


async def test_the_terminal_cursor_follows_the_head() -> None:
    app = ReaderApp("first\n東京都 second\n", measure=30)
    async with app.run_test(size=(60, 5)):
        reader = app.reader
        head = app.text.index("second")
        reader.overlay = Overlay((head, head + 6), head)
        left = len(shown(reader)[0]) - len(shown(reader)[0].lstrip())
        assert app.cursor_position == Offset(10 + left + 7, 1)
        await resized(app, 50, 5)
        assert app.cursor_position.y == 1
        assert app.cursor_position.x < 10 + left + 7


async def test_the_mouse_reports_characters() -> None:
    app = ReaderApp("first line\nsecond 東京 line\n", measure=30)
    async with app.run_test(size=(60, 6)) as pilot:
        reader = app.reader
        left = len(shown(reader)[0]) - len(shown(reader)[0].lstrip())
        await pilot.mouse_down(reader, offset=(left, 0))
        await pilot.hover(reader, offset=(left + 3, 0))
        await pilot.hover(reader, offset=(left + 8, 1))
        await pilot.mouse_up(reader, offset=(left + 8, 1))
        await pilot.hover(reader, offset=(left, 0))
        assert app.clicks == [(0, False), (3, True), (app.text.index("東"), True)]
        app.clicks.clear()
        await pilot.click(reader, offset=(reader.size.width - 1, 4), shift=True)
        assert app.clicks == [(app.text.index("\n", 12) - 1, True)]


async def test_the_wheel_scrolls_and_selects_nothing() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 6)):
        reader = app.reader
        where = {"x": 1, "y": 1, "delta_x": 0, "delta_y": 0, "button": 0}
        mods = {"shift": False, "meta": False, "ctrl": False}
        reader.post_message(events.MouseScrollDown(reader, **where, **mods))
        await redrawn(app)
        assert first_row(reader) == 3
        reader.post_message(events.MouseScrollUp(reader, **where, **mods))
        await redrawn(app)
        assert first_row(reader) == 0
        assert app.clicks == []


async def test_the_position_is_shown_at_the_edge() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 20)):
        reader = app.reader
        assert shown(reader)[0].endswith("▐")
        assert not shown(reader)[-1].endswith("▐")
        reader.show(LONG, MarkIndex(), PALETTE, top=len(LONG))
        await redrawn(app)
        assert shown(reader)[-1].endswith("▐")
        reader.show("short", MarkIndex(), PALETTE)
        await redrawn(app)
        assert not any(line.endswith("▐") for line in shown(reader))
