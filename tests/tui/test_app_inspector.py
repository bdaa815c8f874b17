"""What the inspector draws anew, and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from app_driver import Driver, running, write_project

from tui import app as tui_app
from tui.inspector import items
from tui.keymap import KeymapError, user_keys_path
from tui.widgets import inspector

WIDE = (140, 40)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents for which the lines of stances and entities were made, one by one."""
    made: list[str] = []

    def counted(record: Any, *rest: Any) -> Any:
        made.append(record.id)
        return items(record, *rest)

    monkeypatch.setattr(inspector, "items", counted)
    return made


async def _quiet(app: Driver) -> None:
    await app.until(lambda: not app.main._inspector.due)


async def test_a_move_makes_no_line_of_an_entity_or_a_stance(
    tmp_path: Path, made: list[str]
) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("p", "right", "right", "o")
        await _quiet(app)
        await app.seen("ORG 1")
        made.clear()
        await app.press("[")
        await app.seen("Guideline: PERSON")
        await app.press("]")
        await app.seen("Guideline: ORG")
        await app.press("right")
        await app.until(lambda: not any("Guideline: " in row for row in app.rows()))
        assert made == []
        await app.select("Bonn")
        await app.press("g")
        await app.seen("GPE 1")
        assert made == ["a.txt"]


async def test_the_entity_of_the_mention_at_hand_is_the_one_that_is_marked(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("p", "right", "right", "p")

        def bold() -> list[str]:
            pane = app.pane("inspector")
            drawn = [pane._draw(index, pane.size.width) for index in range(pane.count)]
            rows = [text for text in drawn if text.plain.startswith((" Anna", " Bob"))]
            return [t.plain.split()[0] for t in rows if any(s.style == "bold" for s in t.spans)]

        await _quiet(app)
        assert bold() == ["Bob"]
        await app.press("[")
        await _quiet(app)
        assert bold() == ["Anna"]
        await app.press("right")
        await _quiet(app)
        assert bold() == []


async def test_a_folded_inspector_makes_no_lines_until_it_is_shown(
    tmp_path: Path, made: list[str]
) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("f3")
        await _quiet(app)
        made.clear()
        await app.press("p", "right")
        await _quiet(app)
        assert made == []
        await app.press("f3")
        await app.seen("PERSON 1")
        assert made == ["a.txt"]


async def test_the_lines_are_wrapped_anew_at_another_width(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(76, 20)) as app:
        await app.press("f3")
        await app.seen("Entities")
        await app.resize(140, 40)
        await app.seen("Entities")
        assert all(len(line) <= 36 for line in app.shown_in("inspector"))


def test_keys_that_clash_are_told_before_anything_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(tui_app, "open_project", lambda *args, **rest: opened.append(args))
    user_keys_path().write_text('preset = "vim"\n[keys]\nflag = "; p"\n', encoding="utf-8")
    with pytest.raises(KeymapError, match="flag"):
        tui_app.run(write_project(tmp_path))
    assert opened == []


async def test_the_guideline_of_a_chosen_stances_polarity_is_shown(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("p")
        await app.select("plan")
        await app.press("i", "space")
        await app.press(*app.hint("Anna"), "+")
        await app.press(*app.hint("plan"), "escape")
        await app.seen("+ plan")
        await app.press("f6", "home", "down")
        await app.seen("Guideline: support")
        await app.press("escape", "]")
        await app.until(lambda: not any("Guideline: support" in row for row in app.rows()))
