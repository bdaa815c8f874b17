"""One row of text with its marks as coloured segments, and what is laid over it for a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError

from tui.contrast import color_of, readable, tint
from tui.display import Line, cut
from tui.marks import Mark

Palette: TypeAlias = Mapping[str, tuple[str, str]]
Range: TypeAlias = tuple[int, int]
# What the style of a mark hangs on: its label, its layer, whether it is at hand.
_Part: TypeAlias = tuple[str, int, bool]

# Without colours each layer adds an attribute of its own; a fifth one starts again.
_LAYER_STYLES = (
    Style(underline=True),
    Style(bold=True),
    Style(italic=True),
    Style(reverse=True),
)
_SMALL = str.maketrans("abcdefghijklmnoprstuvwxyz0123456789", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Look:
    """The styles that a theme gives the reader.

    `base` is the text's. The others are laid over what is there: `proposed` words, `selection`, its
    moving end
    `head`, search `hit`, `evidence`, `hint` letters, and `altered`, for what stands for characters
    that can't be shown. With `plain` there are no label colours: layers differ by underline, bold,
    italic and reverse. With `letters` the space after a mention shows its label's key, small.
    """

    base: Style = field(default_factory=Style)
    proposed: Style = field(default_factory=lambda: Style(dim=True, italic=True))
    selection: Style = field(default_factory=lambda: Style(reverse=True))
    head: Style = field(default_factory=lambda: Style(bold=True, underline=True))
    hit: Style = field(default_factory=lambda: Style(bold=True, italic=True, underline=True))
    evidence: Style = field(default_factory=lambda: Style(italic=True))
    hint: Style = field(default_factory=lambda: Style(reverse=True, bold=True))
    altered: Style = field(default_factory=lambda: Style(dim=True))
    plain: bool = True
    letters: bool = True


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is laid over the text for a moment; offsets are code points, ranges end exclusive.

    `selection` is what the next key acts on and `head` the offset of its end that moves. `evidence`
    and `hits` (sorted) are ranges; `phrases` are those that hints would tag; `hints` gives the
    letters still to type by offset; `current` is the id of the mention at hand.
    """

    selection: Range | None = None
    head: int = 0
    evidence: tuple[Range, ...] = ()
    phrases: tuple[Range, ...] = ()
    hits: Sequence[Range] = ()
    hints: Mapping[int, str] = field(default_factory=dict)
    current: str | None = None


def small(letter: str) -> str:
    """A key as a small raised letter, in one cell; the key itself where there is none."""
    raised = letter[:1].translate(_SMALL)
    return raised if cell_len(raised) == 1 else "*"


class Painter:
    """Paints rows in one look with one palette; the styles that it makes are kept."""

    def __init__(self, look: Look, palette: Palette) -> None:
        self.look = look
        self._palette = palette
        self._background = color_of(look.base.bgcolor, Color(0, 0, 0))
        self._text = color_of(look.base.color, Color(255, 255, 255))
        self._styles: dict[tuple[_Part, ...], Style] = {}
        self._letter = look.base + Style(bold=True)

    def row(
        self,
        line: Line,
        marks: Sequence[Mark],
        layers: Mapping[Mark, int],
        width: int,
        current: str | None = None,
    ) -> list[Segment]:
        """The row's text in exactly `width` cells.

        `marks` are those of the row, in `mark_order`. `layers` are needed for a plain look alone.
        """
        base = self.look.base
        if not marks and not line.altered:
            return fit([Segment(line.shown, base)], line.cells, width, base)
        spans = [(*line.snap(mark.start, mark.end), mark) for mark in marks]
        altered = {offset: line.snap(offset, offset + 1) for offset in line.altered}
        letters = self._letters(line, spans) if self.look.letters else {}
        cuts = {line.start, line.end}
        for start, end, _ in spans:
            cuts |= {start, end}
        for start, end in altered.values():
            cuts |= {start, end}
        for offset in letters:
            cuts |= {offset, line.snap(offset, offset + 1)[1]}
        ordered = sorted(cuts)
        segments = []
        for index, start in enumerate(ordered[:-1]):
            end = ordered[index + 1]
            over = [mark for first, last, mark in spans if first <= start and end <= last]
            style = self._style(over, layers, current) if over else base
            if start in altered:
                style += self.look.altered
            if start in letters:
                segments.append(Segment(letters[start], style + Style(bold=True)))
            else:
                segments.append(Segment(line.pieces(start, end), style))
        cells = line.cells
        if line.end in letters and cells < width:
            segments.append(Segment(letters[line.end], self._letter))
            cells += 1
        return fit(segments, cells, width, base)

    def _letters(self, line: Line, spans: Sequence[tuple[int, int, Mark]]) -> dict[int, str]:
        """The small letters by the offset of the blank that they stand on; the outer label wins."""
        letters: dict[int, str] = {}
        for _, end, mark in spans:
            if mark.end > line.end or end in letters:
                continue
            if end == line.end or line.pieces(end, line.snap(end, end + 1)[1]) == " ":
                letters[end] = small(self._palette.get(mark.label, ("", "?"))[1] or "?")
        return letters

    def _style(
        self, over: Sequence[Mark], layers: Mapping[Mark, int], current: str | None
    ) -> Style:
        # Only without colours do layers differ in style; then a mark that has none is a fault.
        plain = self.look.plain
        key = tuple((mark.label, layers[mark] if plain else 0, mark.id == current) for mark in over)
        style = self._styles.get(key)
        if style is None:
            make = self._plain_style if plain else self._colour_style
            style = self._styles[key] = self.look.base + make(key)
        return style

    def _plain_style(self, over: Sequence[_Part]) -> Style:
        style = Style()
        for _, layer, at_hand in over:
            style += _LAYER_STYLES[layer % len(_LAYER_STYLES)]
            if at_hand:
                # Not reversed: a part of it that is selected would be turned back again.
                style += Style(bold=True)
        return style

    def _colour_style(self, over: Sequence[_Part]) -> Style:
        """The innermost mention gives the background; an underline says that there are more."""
        at_hand = any(part[2] for part in over)
        label, _, inner_at_hand = over[-1]
        strength = 0.62 if inner_at_hand else 0.4
        background = tint(self._label_color(label), self._background, self._text, strength)
        return Style(
            color=readable(self._text, background).rich_color,
            bgcolor=background.rich_color,
            bold=at_hand or None,
            underline=len(over) > 1 or None,
        )

    def _label_color(self, label: str) -> Color:
        """The label's colour; grey for a label that the palette hasn't, or a name it can't read."""
        try:
            return Color.parse(self._palette[label][0])
        except (KeyError, ColorParseError):
            return Color(128, 128, 128)


def restyle(
    segments: list[Segment], start: int, end: int, change: Callable[[Style], Style]
) -> list[Segment]:
    """The segments with other styles in the cells from `start` to `end`."""
    before, inside, after = split(segments, start, end)
    changed = [Segment(text, change(style or Style.null())) for text, style, _ in inside]
    return [*before, *changed, *after]


def split(
    segments: list[Segment], start: int, end: int
) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """The segments before, in and after the cells from `start` to `end`."""
    parts: tuple[list[Segment], list[Segment], list[Segment]] = ([], [], [])
    column = 0
    for segment in segments:
        rest = segment
        for part, edge in ((0, start), (1, end)):
            room = edge - column
            if room <= 0:
                continue
            length = cell_len(rest.text)
            if length <= room:
                parts[part].append(rest)
                column += length
                rest = Segment("", segment.style)
                break
            left, right = cut(rest.text, room)
            parts[part].append(Segment(left, rest.style))
            rest = Segment(right, rest.style)
            column += room
        if rest.text:
            parts[2].append(rest)
            column += cell_len(rest.text)
    return parts


def fit(segments: list[Segment], cells: int, width: int, style: Style) -> list[Segment]:
    """Segments of `cells` cells, filled with blanks or cut to exactly `width`."""
    if cells < width:
        return [*segments, Segment(" " * (width - cells), style)]
    if cells > width:
        return split(segments, width, width)[0]
    return segments


def join(segments: Iterable[Segment]) -> list[Segment]:
    """The segments, those of one style beside each other made one: fewer bytes to the terminal."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].style is segment.style:
            joined[-1] = Segment(joined[-1].text + segment.text, segment.style)
        elif segment.text:
            joined.append(segment)
    return joined
