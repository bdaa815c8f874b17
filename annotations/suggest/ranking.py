"""Which of several proposals is shown, and how a text is cut into the blocks they are found in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

import regex

from annotations.suggest.base import PRECISE, Candidate
from annotations.text import Extent

BLOCK = 4096
_LONGEST = 2 * BLOCK
_GAP = regex.compile(r"(?r)(?<=[.!?。！？।])\s+")
_SPACE = regex.compile(r"(?r)\s+")


def block_starts(text: str, size: int = BLOCK) -> list[int]:
    """Where the blocks of a text start: after a line's end, about `size` code points apart.

    A line that is much longer is cut after a sentence, else between words, else anywhere.
    """
    starts = [0]
    while len(text) - starts[-1] > size:
        start = starts[-1]
        end = text.find("\n", start + size, start + _LONGEST)
        starts.append(end + 1 if end >= 0 else _cut(text, start + size, start + _LONGEST))
    return starts if starts[-1] < len(text) or len(starts) == 1 else starts[:-1]


def _cut(text: str, first: int, last: int) -> int:
    if last >= len(text):
        return len(text)
    gap = _GAP.search(text, first, last) or _SPACE.search(text, first, last)
    return gap.end() if gap else last


def best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates without repetitions, the best first: by score, then by length, then by place.

    Of several that propose one label for one place the best is kept.
    """
    kept: dict[tuple[int, int, str], Candidate] = {}
    for candidate in sorted(candidates, key=_rank):
        kept.setdefault(candidate[:3], candidate)
    return list(kept.values())


def _rank(candidate: Candidate) -> tuple[float, int, int, str, str]:
    start, end, label, source, score = candidate
    return (-score, start - end, start, label, source)


def without_overlaps(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of candidates that overlap the best, of each place one, in the order of the text."""
    shown: list[Candidate] = []
    for candidate in best_first(candidates):
        at = bisect_left(shown, candidate.start, key=lambda other: other.start)
        free_before = at == 0 or shown[at - 1].end <= candidate.start
        if free_before and (at == len(shown) or shown[at].start >= candidate.end):
            shown.insert(at, candidate)
    return shown


def overlapping(candidates: Sequence[Candidate], start: int, end: int) -> Iterator[Candidate]:
    """Those that share a character with code points `start` to `end` (exclusive)."""
    return (c for c in candidates if c.start < end and c.end > start)


def yield_to_longer(remembered: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
    """Both together, where what is remembered ranks after a longer precise name that holds it.

    "Smith" is known, but here it is a part of "Smith Street".
    """
    names = sorted(c for c in found if c.score >= PRECISE)
    reach = list(accumulate((name.end for name in names), max))
    ranked = list(found)
    for candidate in remembered:
        at = bisect_right(names, candidate.start, key=lambda name: name.start)
        inside = at > 0 and reach[at - 1] >= candidate.end
        holder = inside and any(
            n.end >= candidate.end and n[:2] != candidate[:2] for n in names[max(0, at - 8) : at]
        )
        ranked.append(candidate._replace(score=PRECISE) if holder else candidate)
    return ranked


class Places:
    """Extents, each widened by the candidates that overlap it, by what overlaps those, and so on.

    What lies outside of them is decided without what lies inside.
    """

    def __init__(self, extents: Iterable[Extent], candidates: Iterable[Candidate]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        all_of_them = [(start, end, True) for start, end in extents]
        all_of_them += ((c.start, c.end, False) for c in candidates)
        first = last = -1
        wanted = False
        for start, end, is_extent in sorted(all_of_them):
            if start >= last:
                self._add(first, last, wanted=wanted)
                first, last, wanted = start, end, False
            last, wanted = max(last, end), wanted or is_extent
        self._add(first, last, wanted=wanted)

    def _add(self, start: int, end: int, *, wanted: bool) -> None:
        if wanted:
            self._starts.append(start)
            self._ends.append(end)

    def _holds(self, candidate: Candidate) -> bool:
        at = bisect_right(self._starts, candidate.start) - 1
        return at >= 0 and candidate.start < self._ends[at]

    def inside(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those of the candidates that lie in the places."""
        return [c for c in candidates if self._holds(c)]

    def outside(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The others, in the order they came in."""
        return [c for c in candidates if not self._holds(c)]
