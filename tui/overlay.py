"""What is laid over painted rows for a moment: selection, evidence, search hits, hints."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style

from tui.display import Line
from tui.marks import MarkIndex
from tui.paint import Look, Overlay, Range, restyle, split

# How far the words go that a hint would tag.
_PHRASE = Style(underline=True)
_TOUCHING = Style(underline=True)


def lay_over(
    segments: list[Segment], line: Line, overlay: Overlay, look: Look, row_end: int
) -> list[Segment]:
    """The row with the overlay on it, as wide as before.

    `row_end` is where the next row starts: a selected line break or hanging blank shows as a cell
    right of the text. Hints are painted by `put_hints`.
    """
    for span in overlay.evidence:
        if columns := _columns_of(line, span, row_end):
            segments = restyle(segments, *columns, _under(look.evidence, look.base))
    for span in overlay.phrases:
        if columns := _columns_of(line, span, row_end):
            segments = restyle(segments, *columns, _over(_PHRASE))
    for span in near(overlay.hits, line.start, row_end):
        if columns := _columns_of(line, span, row_end):
            segments = restyle(segments, *columns, _over(look.hit))
    if overlay.selection is None:
        return segments
    if columns := _columns_of(line, overlay.selection, row_end):
        segments = restyle(segments, *columns, _over(look.selection))
    if columns := _columns_of(line, (overlay.head, overlay.head + 1), row_end):
        segments = restyle(segments, *columns, _over(look.head))
    return segments


def lay_proposed(
    segments: list[Segment], line: Line, spans: Iterable[Range], look: Look, row_end: int
) -> list[Segment]:
    """The row with the words that could be tagged set apart; under what else is laid over it.

    The spans are in order and don't overlap: there may be many, and each is sought behind the last.
    """
    change = _quietly(look.proposed, look.base)
    done: list[Segment] = []
    at = 0
    for span in spans:
        start, end = _columns_of(line, span, row_end) or (at, at)
        # Two of them may end and start in one grapheme.
        if end > at:
            before, inside, segments = split(segments, max(start - at, 0), end - at)
            done += before
            done += (Segment(text, change(style or Style.null())) for text, style, _ in inside)
            at = end
    return [*done, *segments]


def put_hints(
    segments: list[Segment], line: Line, hints: Iterable[tuple[int, str]], style: Style, width: int
) -> list[Segment]:
    """The row with hint letters in the place of text, from left to right.

    A hint that would cover the one before it moves right; one that has no room left is not shown.
    Of two that touch the second is underlined, so that it is seen where it begins.
    """
    free, touching = 0, False
    for offset, letters in hints:
        start = max(min(line.column(offset), width - len(letters)), free)
        end = start + len(letters)
        if end > width:
            continue
        touching = start == free > 0 and not touching
        # A wide character that the hint cuts in two leaves a blank half, so the cells still fit.
        before, _, after = split(segments, start, end)
        shown = style + _TOUCHING if touching else style
        segments = [*before, Segment(letters, shown), *after]
        free = end
    return segments


def touches(overlay: Overlay, start: int, end: int) -> bool:
    """Whether anything but hints is laid over `[start, end)`; quick, it is asked for every row."""
    selection = overlay.selection
    if selection is not None and (
        (selection[0] < end and selection[1] > start) or start <= overlay.head < end
    ):
        return True
    return bool(overlay.hits) or any(
        first < end and last > start for first, last in (*overlay.evidence, *overlay.phrases)
    )


def changed_ranges(old: Overlay, new: Overlay, marks: MarkIndex, in_view: Range) -> set[Range]:
    """Ranges that look different under two overlays; those out of view may be left out."""
    ranges: set[Range] = set()
    if (old.selection, old.head) != (new.selection, new.head):
        ranges |= _difference(old.selection, new.selection)
        ranges |= {(overlay.head, overlay.head + 1) for overlay in (old, new)}
    ranges |= set(old.evidence) ^ set(new.evidence)
    ranges |= set(old.phrases) ^ set(new.phrases)
    if old.hits is not new.hits and old.hits != new.hits:
        ranges |= {*near(old.hits, *in_view), *near(new.hits, *in_view)}
    if old.hints is not new.hints and old.hints != new.hints:
        ranges |= {(offset, offset + 1) for hints in (old.hints, new.hints) for offset in hints}
    if old.current != new.current:
        for id in (old.current, new.current):
            ranges |= {(mark.start, mark.end) for mark in (marks.of(id) if id is not None else ())}
    return ranges


def _difference(one: Range | None, other: Range | None) -> set[Range]:
    """The ranges that are in one of two but not in both."""
    if one is None or other is None or one[1] <= other[0] or other[1] <= one[0]:
        return {span for span in (one, other) if span is not None}
    starts, ends = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return {span for span in ((starts[0], starts[1]), (ends[0], ends[1])) if span[0] < span[1]}


def _columns_of(line: Line, span: Range, row_end: int) -> Range | None:
    """The cells of a span in a row; a line break is one cell wide. None if it isn't in the row."""
    if span[0] >= row_end or span[1] <= line.start or span[0] >= span[1]:
        # An empty text has one row that ends where it starts; nothing of it can be selected.
        return None
    start, end = line.snap(*span)
    first = line.column(start)
    last = line.cells if end >= line.end else line.column(end)
    if span[1] > line.end and row_end > line.end:
        last = line.cells + 1
    return (first, last) if first < last else None


def near(spans: Sequence[Range], start: int, end: int) -> Sequence[Range]:
    """Of sorted spans that don't overlap, those that may touch `[start, end)`."""
    first = bisect_left(spans, (start, start))
    return spans[max(first - 1, 0) : bisect_left(spans, (end, end), lo=first)]


@lru_cache(maxsize=64)
def _over(style: Style) -> Callable[[Style], Style]:
    """Lays a style over another; a reverse one turns what is reversed already back again."""
    if not style.reverse:
        return _add(style)
    rest = style + Style(reverse=False)
    return lambda old: old + rest + Style(reverse=not old.reverse)


@lru_cache(maxsize=64)
def _add(style: Style) -> Callable[[Style], Style]:
    return lambda old: old + style


@lru_cache(maxsize=64)
def _quietly(style: Style, base: Style) -> Callable[[Style], Style]:
    """Lays a style over plain text; on a mention's colour its own colour could not be read."""
    return lambda old: old + (style if old.bgcolor == base.bgcolor else style.without_color)


@lru_cache(maxsize=64)
def _under(style: Style, base: Style) -> Callable[[Style], Style]:
    """Lays a style under another: its colours show only where the old one has the base's."""
    without_background = Style.from_color(style.color) + style.without_color
    return lambda old: old + (style if old.bgcolor == base.bgcolor else without_background)
