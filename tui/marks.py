"""The marked spans of a text, found by where they are: what to paint on a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BLOCK = 512
# Marks over more blocks than this are few; they stand in a list that every search looks through.
_LONG = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """One painted span: code points, end exclusive, never empty.

    `id` is the id of what it shows; several marks may share one (a discontinuous mention). `label`
    names the colour in the palette.
    """

    start: int
    end: int
    id: str
    label: str


def mark_order(mark: Mark) -> tuple[int, int, str]:
    """The sort key of marks: by start, of those that start together the longest first."""
    return (mark.start, -mark.end, mark.id)


class MarkIndex:
    """Marks by the id that they show and by the block of text that they are in."""

    def __init__(self) -> None:
        self._by_id: dict[str, tuple[Mark, ...]] = {}
        self._blocks: dict[int, list[Mark]] = {}
        self._long: list[Mark] = []
        self._layers: dict[Mark, int] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def clear(self) -> None:
        """Take out every mark."""
        self._by_id.clear()
        self._blocks.clear()
        self._long.clear()
        self._layers.clear()

    def of(self, id: str) -> tuple[Mark, ...]:
        """The marks that show this id; none for an id that isn't there."""
        return self._by_id.get(id, ())

    def replace(self, id: str, marks: Sequence[Mark]) -> tuple[int, int] | None:
        """Put these marks in the place of those that show the id; an empty sequence removes it.

        Returns the range of text whose look may have changed, for `Reader.refresh_range`; None
        if nothing changed. Raises ValueError for an empty mark or one that shows another id.
        """
        new = tuple(marks)
        for mark in new:
            if mark.start >= mark.end or mark.id != id:
                raise ValueError(f"{mark} is no mark of {id!r}: it is empty or of another id")
        old = self._by_id.pop(id, ())
        if new:
            self._by_id[id] = new
        if old == new:
            return None
        self._layers.clear()
        reach = max((self._reach(mark) for mark in old), default=0)
        for mark in old:
            for place in self._places(mark):
                place.remove(mark)
        for mark in new:
            for place in self._places(mark):
                place.append(mark)
        reach = max([reach, *(self._reach(mark) for mark in new)])
        return min(mark.start for mark in (*old, *new)), reach

    def within(self, start: int, end: int) -> list[Mark]:
        """The marks that have a character in `[start, end)`, in `mark_order`."""
        if start >= end:
            return []
        blocks = self._blocks
        first, last = start // _BLOCK, (end - 1) // _BLOCK
        if first == last:
            found: Iterable[Mark] = blocks.get(first, ())
        elif last - first < len(blocks):
            found = {mark for block in range(first, last + 1) for mark in blocks.get(block, ())}
        else:
            found = {
                mark for block, here in blocks.items() if first <= block <= last for mark in here
            }
        marks = [mark for mark in found if mark.start < end and mark.end > start]
        marks += [mark for mark in self._long if mark.start < end and mark.end > start]
        if len(marks) > 1:
            marks.sort(key=mark_order)
        return marks

    def layers(self, marks: Iterable[Mark]) -> dict[Mark, int]:
        """A layer for each of these marks, from 0, so that marks that overlap have different ones.

        A mark inside another has the higher layer. A mark's layer is the same whatever else is
        asked for with it: it depends on the marks that it starts in, and on theirs.
        """
        return {mark: self._layer(mark) for mark in marks}

    def _layer(self, mark: Mark) -> int:
        """The layer of one mark, after the layers of those that it hangs on; without recursion."""
        known = self._layers
        waiting = [mark]
        while waiting:
            this = waiting[-1]
            earlier = self._earlier(this) if this not in known else []
            unknown = [other for other in earlier if other not in known]
            if unknown:
                waiting += unknown
                continue
            waiting.pop()
            if this in known:
                continue
            taken = {known[other] for other in earlier}
            layer = max((known[other] + 1 for other in earlier if other.end >= this.end), default=0)
            while layer in taken:
                layer += 1
            known[this] = layer
        return known[mark]

    def _earlier(self, mark: Mark) -> list[Mark]:
        """The marks that come before this one in order and overlap it."""
        order = mark_order(mark)
        here = self.within(mark.start, mark.start + 1)
        return [other for other in here if mark_order(other) < order]

    def _reach(self, mark: Mark) -> int:
        """The end of the last mark whose layer may hang on this one's: overlaps, to the right."""
        start, end = mark.start, mark.end
        while True:
            here = [other.end for other in self.within(start, end) if other.start >= mark.start]
            reached = max(here, default=end)
            if reached <= end:
                return end
            start, end = end - 1, reached

    def _places(self, mark: Mark) -> list[list[Mark]]:
        """The lists that a mark is kept in."""
        first, last = mark.start // _BLOCK, (mark.end - 1) // _BLOCK
        if last - first >= _LONG:
            return [self._long]
        return [self._blocks.setdefault(block, []) for block in range(first, last + 1)]
