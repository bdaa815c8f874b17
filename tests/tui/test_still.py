"""Promises of widgets that keep their strips between frames."""

from __future__ import annotations

from itertools import pairwise

import pytest
from app_driver import redrawn, resized
from textual.app import App, ComposeResult
from textual.widgets import Static

from tui.widgets.still import Still, StillScreen


class StillStatic(Still, Static):
    """A line of text that isn't rendered again for changes elsewhere."""


class StillApp(App[None]):
    """Two still panes and a plain one, on a still screen."""

    CSS = """
    StillStatic { height: 3; }
    StillStatic:hover { background: red; }
    """

    def get_default_screen(self) -> StillScreen:
        return StillScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield StillStatic("one", id="one")
        yield Static("plain", id="plain")
        yield StillStatic("two", id="two")


async def test_a_still_pane_is_not_rendered_for_changes_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = StillApp()
    async with app.run_test(size=(30, 10)):
        one = app.query_one("#one", StillStatic)
        region = one.size.region
        strips = one.render_lines(region)
        app.query_one("#plain", Static).update("changed", layout=False)
        app.query_one("#two", Static).update("changed", layout=False)
        await redrawn(app)
        assert one.render_lines(region) is strips


async def test_a_still_pane_shows_each_change_of_its_own() -> None:
    app = StillApp()
    async with app.run_test(size=(30, 10)) as pilot:
        one = app.query_one("#one", StillStatic)

        def picture() -> list[object]:
            return [list(strip) for strip in one.render_lines(one.size.region)]

        seen = [picture()]
        one.update("another", layout=False)
        await redrawn(app)
        seen.append(picture())
        app.theme = "textual-light"
        await redrawn(app)
        seen.append(picture())
        await pilot.hover("#one")
        await redrawn(app)
        seen.append(picture())
        await resized(app, 20, 10)
        seen.append(picture())
        one.styles.color = "green"
        await redrawn(app)
        seen.append(picture())
        assert all(one != other for one, other in pairwise(seen))
