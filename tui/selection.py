"""What is selected, and every motion that moves or extends it: pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from annotations.text import Segmentation
from tui.rows import Rows

Extent: TypeAlias = tuple[int, int]


class Selection(NamedTuple):
    """Two units of text and all between them; a motion that extends moves the `head`.

    Both are spans of code points, end exclusive. After a plain motion they are the same.
    """

    anchor: Extent
    head: Extent

    @property
    def start(self) -> int:
        """Where the selection starts."""
        return min(self.anchor[0], self.head[0])

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        return max(self.anchor[1], self.head[1])

    @property
    def extent(self) -> Extent:
        """Start and end."""
        return (self.start, self.end)

    @property
    def cursor(self) -> int:
        """The offset to keep in view: the start of the end that moves."""
        return self.head[0]


def select(extent: Extent) -> Selection:
    """A selection of one span, not extended."""
    return Selection(extent, extent)


class Ground(NamedTuple):
    """What motions move over.

    `mentions` are in reading order; a `page` is so many rows; `goal` is the column to keep.
    """

    segmentation: Segmentation
    rows: Rows
    mentions: Sequence[Extent]
    page: int
    goal: int

    @property
    def text(self) -> str:
        """The document's text."""
        return self.segmentation.text


Motion: TypeAlias = Callable[[Selection, Ground], Selection | None]
_Find: TypeAlias = Callable[[int], Extent | None]


class _Units(NamedTuple):
    """Tokens or graphemes: the one at an offset, the next after it and the previous before it."""

    at: _Find
    next: _Find
    previous: _Find


def _to(extent: Extent | None) -> Selection | None:
    return select(extent) if extent else None


def _next_token(at: Selection, ground: Ground) -> Selection | None:
    return _to(ground.segmentation.next_token(at.end))


def _previous_token(at: Selection, ground: Ground) -> Selection | None:
    return _to(ground.segmentation.previous_token(at.start))


def _next_character(at: Selection, ground: Ground) -> Selection | None:
    start, end = at.extent
    inside = ground.segmentation.grapheme_at(start)
    if inside and inside[1] < end:
        return select(inside)
    return _to(ground.segmentation.next_grapheme(end))


def _previous_character(at: Selection, ground: Ground) -> Selection | None:
    return _to(ground.segmentation.previous_grapheme(at.start))


def _tokens(ground: Ground) -> _Units:
    found = ground.segmentation
    return _Units(found.token_at, found.next_token, found.previous_token)


def _graphemes(ground: Ground) -> _Units:
    found = ground.segmentation
    return _Units(found.grapheme_at, found.next_grapheme, found.previous_grapheme)


def _ends(extent: Extent, units: _Units) -> Selection:
    """The first and the last unit of an extent, so far as they lie in it; its ends stay.

    What lies between may be all of the text, and is not looked at.
    """
    start, end = extent
    first, last = units.at(start), units.at(end - 1)
    if first is None or last is None or first[0] >= end or first[1] <= start:
        return select(extent)
    last = last if last[0] < end else units.previous(end) or first
    return Selection((start, min(first[1], end)), (max(last[0], start), end))


def _split(at: Selection, units: _Units) -> Selection:
    """The selection with ends of one unit each, so that the head can move by units."""
    ends = _ends(at.head, units)
    if at.anchor == at.head:
        return ends
    return at._replace(head=ends.head if at.head >= at.anchor else ends.anchor)


def _extend(at: Selection, units: _Units) -> Selection | None:
    """Move the head by one unit; the rest of one that it ends in comes before the next one."""
    split = _split(at, units)
    end = split.head[1]
    inside = units.at(end)
    if inside and inside[0] < end < inside[1]:
        head: Extent | None = (end, inside[1])
    else:
        head = units.next(end)
    if head is None:
        return None
    # On the way back to the anchor, a unit is taken only as far as the anchor goes.
    edges = [edge for edge in split.anchor if head[0] < edge < head[1]]
    if edges and split.head < split.anchor:
        head = (head[0], edges[0])
    return split._replace(head=head)


def _extend_back(at: Selection, units: _Units) -> Selection | None:
    """The same the other way round."""
    split = _split(at, units)
    start = split.head[0]
    inside = units.at(start)
    if inside and inside[0] < start < inside[1]:
        head: Extent | None = (inside[0], start)
    else:
        head = units.previous(start)
    if head is None:
        return None
    edges = [edge for edge in split.anchor if head[0] < edge < head[1]]
    if edges and split.head > split.anchor:
        head = (edges[-1], head[1])
    return split._replace(head=head)


def _other_end(at: Selection, ground: Ground) -> Selection | None:
    """The same extent with the ends exchanged: motions that extend then move the other one."""
    split = _split(at, _tokens(ground))
    if split.anchor == split.head:
        split = _split(at, _graphemes(ground))
    return Selection(split.head, split.anchor) if split.anchor != split.head else None


def _token_on_row(ground: Ground, row: int) -> Extent | None:
    """The token of a row that is nearest to the column to keep; its start where it has none."""
    rows, segmentation = ground.rows, ground.segmentation
    offset = rows.offset_at(row, ground.goal)
    token = segmentation.token_at(offset)
    if token and token[0] <= offset < token[1]:
        return token
    inside = segmentation.tokens_in(rows.start(row), rows.end(row))
    if not inside:
        return None
    return min(inside, key=lambda token: min(abs(token[0] - offset), abs(token[1] - 1 - offset)))


def _rows_away(count: int) -> Callable[[Selection, Ground], Extent | None]:
    """The token some rows away; blank rows are passed over in the same direction."""

    def find(at: Selection, ground: Ground) -> Extent | None:
        step = 1 if count > 0 else -1
        distance = ground.page if abs(count) > 1 else 1
        here = ground.rows.row_of(at.cursor)
        row = max(0, min(here + step * distance, len(ground.rows) - 1))
        while 0 <= row < len(ground.rows) and row != here:
            token = _token_on_row(ground, row)
            if token and (token[0] - at.cursor) * step > 0:
                return token
            row += step
        return None

    return find


_PAGE = 2


def _vertical(count: int, *, extend: bool) -> Motion:
    find = _rows_away(count)

    def move(at: Selection, ground: Ground) -> Selection | None:
        token = find(at, ground)
        if token is None:
            if abs(count) < _PAGE:
                return None
            token = _last_token(ground) if count > 0 else ground.segmentation.token_at(0)
        if token is None:
            return None
        return Selection(at.anchor, token) if extend else select(token)

    return move


def _last_token(ground: Ground) -> Extent | None:
    return ground.segmentation.previous_token(len(ground.text))


def _row_end(last: bool) -> Motion:
    def move(at: Selection, ground: Ground) -> Selection | None:
        rows = ground.rows
        row = rows.row_of(at.cursor)
        inside = ground.segmentation.tokens_in(rows.start(row), rows.end(row))
        if not inside:
            # A token that is longer than the row.
            inside = [token for token in [ground.segmentation.token_at(rows.start(row))] if token]
            inside = [token for token in inside if token[0] < rows.end(row)]
        return select(inside[-1] if last else inside[0]) if inside else None

    return move


def _unit(find: Callable[[Segmentation, Selection], Extent | None]) -> Motion:
    def move(at: Selection, ground: Ground) -> Selection | None:
        return _to(find(ground.segmentation, at))

    return move


def _next_mention(at: Selection, ground: Ground) -> Selection | None:
    place = bisect_right(ground.mentions, reading_order(at.extent), key=reading_order)
    return select(ground.mentions[place]) if place < len(ground.mentions) else None


def _previous_mention(at: Selection, ground: Ground) -> Selection | None:
    place = bisect_left(ground.mentions, reading_order(at.extent), key=reading_order)
    return select(ground.mentions[place - 1]) if place else None


def reading_order(extent: Extent) -> Extent:
    """The sort key of extents: the outer of two that start together comes first."""
    return (extent[0], -extent[1])


def grow(at: Selection, segmentation: Segmentation, mentions: Sequence[Extent]) -> Selection | None:
    """The next larger thing around the selection: token, mention, sentence, paragraph, all.

    `mentions` are those around the selection.
    """
    around = [
        segmentation.token_at(at.start),
        *mentions,
        segmentation.sentence_at(at.start),
        segmentation.paragraph_at(at.start),
        (0, len(segmentation.text)),
    ]
    larger = [
        extent
        for extent in around
        if extent and extent[0] <= at.start and at.end <= extent[1] and extent != at.extent
    ]
    return select(min(larger, key=lambda extent: extent[1] - extent[0])) if larger else None


MOTIONS: dict[str, Motion] = {
    "next_token": _next_token,
    "previous_token": _previous_token,
    "extend_token": lambda at, ground: _extend(at, _tokens(ground)),
    "extend_token_back": lambda at, ground: _extend_back(at, _tokens(ground)),
    "next_character": _next_character,
    "previous_character": _previous_character,
    "extend_character": lambda at, ground: _extend(at, _graphemes(ground)),
    "extend_character_back": lambda at, ground: _extend_back(at, _graphemes(ground)),
    "extend_other_end": _other_end,
    "row_down": _vertical(1, extend=False),
    "row_up": _vertical(-1, extend=False),
    "extend_down": _vertical(1, extend=True),
    "extend_up": _vertical(-1, extend=True),
    "page_down": _vertical(_PAGE, extend=False),
    "page_up": _vertical(-_PAGE, extend=False),
    "row_start": _row_end(last=False),
    "row_end": _row_end(last=True),
    "next_sentence": _unit(lambda text, at: text.next_sentence(at.end)),
    "previous_sentence": _unit(lambda text, at: text.previous_sentence(at.start)),
    "next_paragraph": _unit(lambda text, at: text.next_paragraph(at.end)),
    "previous_paragraph": _unit(lambda text, at: text.previous_paragraph(at.start)),
    "next_mention": _next_mention,
    "previous_mention": _previous_mention,
    "document_start": _unit(lambda text, _: text.token_at(0)),
    "document_end": _unit(lambda text, _: text.previous_token(len(text.text))),
}
# These keep the column that the eye is in; all others set it anew.
KEEP_COLUMN = frozenset({"row_down", "row_up", "extend_down", "extend_up", "page_down", "page_up"})
EXTENDING = frozenset(name for name in MOTIONS if name.startswith("extend_"))
