"""What a list of lines draws again when it is shown anew."""

from __future__ import annotations

import pytest
from app_driver import redrawn
from rich.text import Text
from textual.app import App, ComposeResult
from textual.strip import Strip

from tui.widgets.line_list import LineList

COUNT = 6


class ListApp(App[None]):
    """One list, as wide and high as the screen."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.words = words

    def compose(self) -> ComposeResult:
        yield LineList()

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Show the words as they are now."""
        self.query_one(LineList).show(len(self.words), lambda index, _: Text(self.words[index]))


def rows(app: ListApp) -> list[str]:
    """What the list shows."""
    shown = app.query_one(LineList)
    return [strip.text.rstrip() for strip in shown.render_lines(shown.size.region)]


async def drawn(app: ListApp, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Show the words anew; the rows that were drawn for it."""
    found: list[int] = []
    render = LineList.render_line

    def spy(shown: LineList, y: int) -> Strip:
        found.append(y)
        return render(shown, y)

    monkeypatch.setattr(LineList, "render_line", spy)
    app.show()
    await redrawn(app)
    monkeypatch.setattr(LineList, "render_line", render)
    return found


async def test_shown_anew_only_the_lines_that_differ_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ListApp([f"line {number}" for number in range(COUNT)])
    async with app.run_test(size=(20, COUNT + 2)):
        await redrawn(app)
        assert await drawn(app, monkeypatch) == []
        app.words[3] = "another"
        assert await drawn(app, monkeypatch) == [3]
        assert rows(app)[2:5] == ["line 2", "another", "line 4"]


async def test_lines_that_come_and_go_are_drawn_and_so_are_those_that_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ListApp([f"line {number}" for number in range(COUNT)])
    async with app.run_test(size=(20, COUNT + 2)):
        await redrawn(app)
        del app.words[4]
        assert await drawn(app, monkeypatch) == [4, 5]
        assert rows(app) == ["line 0", "line 1", "line 2", "line 3", "line 5", "", "", ""]
        app.words[4:] = ["x", "y", "z"]
        assert await drawn(app, monkeypatch) == [4, 5, 6]
        assert rows(app)[4:] == ["x", "y", "z", ""]
