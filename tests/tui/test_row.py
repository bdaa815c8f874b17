"""A row of words as a strip: as wide as it should be, cut as the text says, in its styles."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from tui.widgets.row import strip_of

BASE = Style(bgcolor="blue")


def words(text: Text, width: int) -> str:
    return strip_of(text, width, BASE, Console()).text


@pytest.mark.parametrize(
    "said", ["", "short", "文字列の行", "just ten !", "e\u0301té 👩\u200d👧 x"]
)
@pytest.mark.parametrize("width", [1, 5, 10, 40])
def test_a_row_is_exactly_as_wide_as_it_should_be(said: str, width: int) -> None:
    strip = strip_of(Text(said, overflow="ellipsis"), width, BASE, Console())
    assert strip.cell_length == width
    assert sum(cell_len(segment.text) for segment in strip) == width


def test_what_does_not_fit_is_cut_as_the_text_says() -> None:
    assert words(Text("a long row", overflow="ellipsis"), 6) == "a lon…"
    assert words(Text("a long row", overflow="crop"), 6) == "a long"


def test_the_text_itself_stays_whole() -> None:
    text = Text("a long row", overflow="ellipsis")
    strip_of(text, 6, BASE, Console())
    assert text.plain == "a long row"


def test_its_styles_lie_over_that_of_the_row_and_the_blank_rest_has_that_alone() -> None:
    text = Text("bold", style="italic", end="")
    text.stylize("bold", 0, 2)
    segments = list(strip_of(text, 6, BASE, Console()))
    assert [segment.text for segment in segments] == ["bo", "ld", "  "]
    styles = [segment.style for segment in segments]
    assert styles == [BASE + Style(bold=True, italic=True), BASE + Style(italic=True), BASE]
