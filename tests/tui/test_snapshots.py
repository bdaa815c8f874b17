"""Pictures of the whole screen; what they show in data is held by the pilots."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from app_driver import key_event, redrawn
from textual.pilot import Pilot

from annotations.project import open_project
from tui.app import LIGHT, StandoffApp
from tui.keymap import build, reserved_keys
from tui.pauses import Pauses
from tui.widgets.inspector import Inspector

ROOT = Path(__file__).parents[2]
Compare = Callable[..., bool]


Open = Callable[..., StandoffApp]


@pytest.fixture
def open_app(tmp_path: Path) -> Iterator[Open]:
    """Opens the seeds, with a second document, as the worked annotation's `reference`."""
    folder = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", folder)
    (folder / "second.txt").write_text("Ankara hosted the talks.\n", encoding="utf-8")
    with ExitStack() as stack:

        def opened(preset: str = "default", *, read_only: bool = False) -> StandoffApp:
            project = stack.enter_context(
                open_project(
                    folder,
                    annotator="reference",
                    read_only=read_only,
                    reserved=reserved_keys(preset),
                )
            )
            app = StandoffApp(project, build(preset, project.scheme))
            app.pauses = Pauses(enabled=False)
            return app

        yield opened


def typing(*keys: str) -> Callable[[Pilot[int]], object]:
    """Types keys, then waits until all is painted."""

    async def run(pilot: Pilot[int]) -> None:
        for key in keys:
            pilot.app.post_message(key_event(key))
            await redrawn(pilot.app)
        panes = pilot.app.screen_stack[1].query(Inspector)
        while any(pane.due for pane in panes):
            # The inspector follows a moment after the key.
            await pilot.pause(0.01)
        await redrawn(pilot.app)

    return run


@pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
def test_dark(open_app: Open, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(open_app(), terminal_size=size, run_before=typing("]", "]"))


@pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
def test_light(open_app: Open, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = open_app()
    app.theme = LIGHT
    assert snap_compare(app, terminal_size=size, run_before=typing("]", "]"))


def test_stance_prompt(open_app: Open, snap_compare: Compare) -> None:
    keys = ("ctrl+down", "ctrl+down", "space", "f")
    assert snap_compare(open_app(), terminal_size=(110, 30), run_before=typing(*keys))


def test_help(open_app: Open, snap_compare: Compare) -> None:
    assert snap_compare(open_app(), terminal_size=(100, 30), run_before=typing("f1"))


def test_ledger(open_app: Open, snap_compare: Compare) -> None:
    assert snap_compare(open_app(), terminal_size=(100, 30), run_before=typing("f7", "down"))


def test_search_line(open_app: Open, snap_compare: Compare) -> None:
    keys = ("/", *"Turk", "enter", "/", *"Ank")
    assert snap_compare(open_app(), terminal_size=(80, 24), run_before=typing(*keys))


def test_no_colour(open_app: Open, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(open_app(), terminal_size=(100, 30), run_before=typing("]"))


def test_vim(open_app: Open, snap_compare: Compare) -> None:
    app = open_app("vim")
    assert snap_compare(app, terminal_size=(100, 24), run_before=typing("3", "w", "g"))


def test_read_only(open_app: Open, snap_compare: Compare) -> None:
    assert snap_compare(open_app(read_only=True), terminal_size=(80, 24), run_before=typing("p"))


def test_small(open_app: Open, snap_compare: Compare) -> None:
    assert snap_compare(open_app(), terminal_size=(40, 10), run_before=typing("]", "space"))
