"""The styles that the theme gives the reader, out of its component classes."""

from __future__ import annotations

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from tui.contrast import color_of, legible, quiet
from tui.paint import Look

_WHITE, _BLACK = Color(255, 255, 255), Color(0, 0, 0)
CLASSES = frozenset(
    f"reader--{name}"
    for name in ("selection", "head", "hit", "evidence", "hint", "altered", "position")
)
CSS = """
Reader {
    width: 1fr;
    height: 1fr;
    background: $background;
    color: $foreground;
}
.reader--selection { background: $foreground; color: $background; }
.reader--head { background: $foreground; color: $background; text-style: bold underline; }
.reader--hit { background: $warning-muted; text-style: underline; }
.reader--evidence { background: $surface-lighten-2; text-style: italic; }
.reader--hint { background: $primary; text-style: bold; }
.reader--altered { color: $text-error; text-style: bold; }
.reader--position { color: $scrollbar; }
"""


def style_of(reader: Widget, name: str) -> Style:
    """The style of the component class `reader--NAME`, over the reader's own."""
    return reader.rich_style + reader.get_component_rich_style(f"reader--{name}", partial=True)


def look_of(reader: Widget, letters: bool | None) -> Look:
    """The reader's look; `letters` None shows them where labels can't be told by colour."""
    base, plain = reader.rich_style, _no_colours(reader)
    shown = plain if letters is None else letters
    if plain:
        return Look(base=base, plain=True, letters=shown)

    def part(name: str) -> Style:
        return legible(reader.get_component_rich_style(f"reader--{name}", partial=True), base)

    return Look(
        base=base,
        proposed=_proposed(base),
        selection=part("selection"),
        head=part("head"),
        hit=part("hit"),
        evidence=part("evidence"),
        hint=part("hint"),
        altered=part("altered"),
        plain=False,
        letters=shown,
    )


def _no_colours(reader: Widget) -> bool:
    """Whether label colours could not be told apart or are not wanted."""
    app = reader.app
    few = app.console.color_system in (None, "standard") and not app.is_headless
    return app.no_color or app.native_ansi_color or few


def _proposed(base: Style) -> Style:
    """Quieter than the text, and italic: mentions have a background, and are not."""
    text, background = color_of(base.color, _WHITE), color_of(base.bgcolor, _BLACK)
    return Style(color=quiet(text, background).rich_color, italic=True)
