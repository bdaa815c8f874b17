"""Text can be read on its background, in any colour and theme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.color import Color

from tui.contrast import (
    CONTRAST_AA,
    clear,
    cleared,
    color_of,
    contrast,
    legible,
    quiet,
    readable,
    tint,
)

DARK = Style(color="#e0e0e0", bgcolor="#121212")
LIGHT = Style(color="#1f1f1f", bgcolor="#e0e0e0")
bytes_of_a_colour = st.integers(0, 255)
colours = st.builds(Color, bytes_of_a_colour, bytes_of_a_colour, bytes_of_a_colour)


def test_contrast_is_that_of_the_standard() -> None:
    black, white = Color(0, 0, 0), Color(255, 255, 255)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == 1
    # The grey that is known as the lightest to pass on white.
    assert contrast(Color.parse("#767676"), white) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("base", [DARK, LIGHT])
def test_quiet_text_can_still_be_read_and_is_quieter(base: Style) -> None:
    assert base.color
    assert base.bgcolor
    text, background = Color.from_rich_color(base.color), Color.from_rich_color(base.bgcolor)
    assert CONTRAST_AA <= contrast(quiet(text, background), background) < contrast(text, background)


def test_text_that_can_hardly_be_read_is_not_made_quieter() -> None:
    text, background = Color(120, 120, 120), Color(100, 100, 100)
    assert quiet(text, background) == text


@given(colours, colours)
def test_any_text_can_be_read_once_it_is_made_clearer(text: Color, background: Color) -> None:
    assert contrast(clear(text, background), background) >= CONTRAST_AA - 0.2


@given(colours, colours)
def test_what_can_be_read_keeps_its_colour(text: Color, background: Color) -> None:
    if contrast(text, background) >= CONTRAST_AA:
        assert clear(text, background) == text


def test_a_label_keeps_its_hue_on_a_light_ground() -> None:
    found = clear(Color.parse("#4cb55a"), Color.parse("#d8d8d8"))
    assert found.g > found.r
    assert found.g > found.b
    assert contrast(found, Color.parse("#d8d8d8")) >= CONTRAST_AA


@pytest.mark.parametrize(
    "style",
    [
        Style(color="#777777"),
        Style(bgcolor="#777777"),
        Style.null(),
        Style(color="green", bgcolor="#1e1e1e"),
        Style(color="#777777", bgcolor="blue"),
        Style(color="#777777", bgcolor="default"),
    ],
)
def test_the_terminals_own_colours_stay(style: Style) -> None:
    assert cleared(style) is style


@pytest.mark.parametrize("reverse", [False, True])
def test_a_style_is_made_clearer_on_its_own_ground_alone(reverse: bool) -> None:
    style = Style(color="#e0e020", bgcolor="#e0e0e0", bold=True, reverse=reverse)
    found = cleared(style)
    assert (found.bgcolor, found.bold, found.reverse) == (style.bgcolor, True, reverse)
    ground = color_of(found.bgcolor, Color(0, 0, 0))
    assert contrast(color_of(found.color, Color(0, 0, 0)), ground) >= CONTRAST_AA


def test_colours_are_kept_where_they_can_be_read() -> None:
    black, white = Color(0, 0, 0), Color(255, 255, 255)
    assert readable(white, black) == white
    assert readable(white, Color.parse("#ffcc00")) == black
    assert tint(Color(255, 0, 0), black, white, 0.4) == black.blend(Color(255, 0, 0), 0.4)
    style = legible(Style(bgcolor="#ffcc00"), Style(color="#ffffff"))
    assert style.color == black.rich_color
