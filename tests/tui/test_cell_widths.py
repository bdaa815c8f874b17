"""Rows fit where spacing vowel signs have cells of their own in the terminal, and elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_driver import redrawn, running, write_project
from rich import cells
from rich.segment import Segment
from textual import events

from tui.app import StandoffApp
from tui.cell_widths import OWN_CELL, give_spacing_marks_cells
from tui.display import picture
from tui.rows import Rows
from tui.widgets.reader import Reader

HINDI = "महापौर सुनीता जोशी ने बुधवार को कहा कि टोल से मिलने वाले पैसे से सड़कें सुधरेंगी।"


def forget() -> None:
    for counted in (
        cells.get_character_cell_size,
        cells.cached_cell_len,
        Segment._split_cells,
        picture,
    ):
        counted.cache_clear()


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(cells, "load_cell_table", vars(cells)["load_cell_table"])
    yield
    monkeypatch.undo()
    forget()


def test_a_spacing_mark_has_no_cell_until_the_terminal_says_so() -> None:
    assert cells.cell_len("का") == 1
    give_spacing_marks_cells()
    assert cells.cell_len("का") == 2


@pytest.mark.parametrize(
    ("said", "width"),
    [("abc", 3), ("e\u0301", 1), ("東京", 4), ("👩\u200d👧", 2), ("क्", 1), ("ขำ", 2), ("नि", 2)],
)
def test_nothing_else_has_another_width(said: str, width: int) -> None:
    give_spacing_marks_cells()
    assert cells.cell_len(said) == width


@pytest.mark.parametrize("own_cell", [False, True])
def test_rows_break_between_words_either_way(own_cell: bool) -> None:
    if own_cell:
        give_spacing_marks_cells()
    rows = Rows(HINDI, 30)
    assert len(rows) > 1
    for number in range(1, len(rows)):
        assert HINDI[rows.start(number) - 1] == " "
    for number in range(len(rows)):
        assert cells.cell_len(HINDI[rows.start(number) : rows.end(number)].rstrip()) <= 30


@pytest.mark.parametrize("column", [1, OWN_CELL])
def test_the_text_is_wrapped_anew_when_the_terminal_answers(tmp_path: Path, column: int) -> None:
    async def main() -> None:
        async with running(write_project(tmp_path, {"a.txt": HINDI * 10})) as driver:
            app = driver.app
            assert isinstance(app, StandoffApp)
            reader = app.screen.query_one(Reader)
            before = len(reader.rows)
            for _ in range(2):
                app.post_message(events.CursorPosition(column, 0))
            await redrawn(app)
            assert (len(reader.rows) > before) is (column == OWN_CELL)
            assert cells.cell_len("का") == column

    asyncio.run(main())
