"""Colours of text that can be read on their background: WCAG 2.2, level AA."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

# WCAG 2.2, success criterion 1.4.3, level AA, for text of ordinary size.
CONTRAST_AA = 4.5
# The most of the background that quiet text takes on, in tenths.
_QUIETEST = 4
# In so many steps a colour is made clearer.
_STEPS = 20
_BLACK, _WHITE = Color(0, 0, 0), Color(255, 255, 255)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, 'contrast ratio')."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def readable(text: Color, background: Color) -> Color:
    """The text colour if it can be read on the background, else black or white."""
    if contrast(text, background) >= CONTRAST_AA:
        return text
    return _farthest(background)


def _farthest(background: Color) -> Color:
    return max(_BLACK, _WHITE, key=lambda color: contrast(color, background))


def clear(text: Color, background: Color) -> Color:
    """The text's colour as far on the way to black or white as it must go to be read there."""
    end = _farthest(background)
    for step in range(_STEPS):
        mixed = text.blend(end, step / _STEPS)
        if contrast(mixed, background) >= CONTRAST_AA:
            return mixed
    return end


@lru_cache(maxsize=1024)
def cleared(style: Style) -> Style:
    """A style whose colours can be told apart, the hue of its text as it was.

    The terminal's own colours are left as they are: nobody knows them.
    """
    if style.color is None or style.bgcolor is None:
        return style
    if style.color.is_system_defined or style.bgcolor.is_system_defined:
        return style
    text, background = color_of(style.color, _WHITE), color_of(style.bgcolor, _BLACK)
    if contrast(text, background) >= CONTRAST_AA:
        return style
    return style + Style(color=clear(text, background).rich_color)


def legible(style: Style, base: Style) -> Style:
    """A style whose text, its own or the base's, can be read on its background, if it has one."""
    if style.bgcolor is None or style.bgcolor.is_default:
        return style
    text = color_of(style.color or base.color, _WHITE)
    return style + Style(color=readable(text, color_of(style.bgcolor, _BLACK)).rich_color)


def quiet(text: Color, background: Color) -> Color:
    """The text's colour on the way to the background, as far as it can still be read there."""
    for step in range(_QUIETEST, 0, -1):
        mixed = text.blend(background, step / 10)
        if contrast(mixed, background) >= CONTRAST_AA:
            return mixed
    return text


def tint(label: Color, background: Color, text: Color, strength: float) -> Color:
    """The background with some of a label's colour, as strong as the text on it can bear."""
    while strength > 0.1:
        mixed = background.blend(label, strength)
        if contrast(text, mixed) >= CONTRAST_AA:
            return mixed
        strength -= 0.04
    return background.blend(label, 0.1)


def color_of(color: RichColor | None, default: Color) -> Color:
    """A Rich colour as RGB; the terminal's own colours are not known, so the default."""
    if color is None or color.is_default:
        return default
    return Color.from_rich_color(color)
