"""What is proposed in the open document and not tagged: the next thing, what is in view."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import Final, Protocol, TypeAlias

from annotations.edits.room import gives_way
from annotations.model import Document, Mention
from annotations.suggest.base import Candidate
from annotations.text import Segmentation, is_inside
from tui.selection import Extent, reading_order

# Candidates are asked for by stretches of so many code points, and so many of them are looked at
# for one key: what is farther waits for the next one.
STRETCH: Final = 4096
AHEAD: Final = 16
# What proposes the noun phrases.
PHRASES: Final = "phrases"


class Source(Protocol):
    """The candidates of one document, found stretch by stretch as they are asked for."""

    def within(self, start: int, end: int) -> Sequence[Candidate]:
        """Those to walk through and to show, in reading order; they don't overlap."""

    def phrases(self, start: int, end: int) -> Sequence[Extent]:
        """The noun phrases, the longest first where they nest."""

    def at(self, start: int, end: int) -> Sequence[Candidate]:
        """All that overlap a range, the best first."""

    def dismiss(self, start: int, end: int) -> None:
        """Propose this place no more, though its words may go on to be proposed elsewhere."""

    def refresh(self) -> bool:
        """Take over what slow sources have found since; True if anything is different now."""

    def take_faults(self) -> Sequence[str]:
        """What went wrong since this was asked last, a sentence each."""


# Makes the source for a document; None where candidates are switched off.
Propose: TypeAlias = Callable[[Document, Segmentation], Source | None]
MentionsIn: TypeAlias = Callable[[int, int], Iterable[Mention]]


class Proposals:
    """What a session has of a source. Nothing here looks at more than a few stretches at once."""

    def __init__(self, mentions: MentionsIn) -> None:
        """`mentions` gives those that have a character in a range of the open document."""
        self._mentions = mentions
        self._make: Callable[[], Source | None] | None = None
        self._source: Source | None = None
        self._length = 0
        self._warm: set[int] = set()
        self._warm_phrases: set[int] = set()
        # Counts what may make other words look proposed.
        self.version = 0
        self._shown: tuple[tuple[int, int, int], list[Extent]] = ((0, 0, -1), [])

    def open(self, make: Callable[[], Source | None], length: int) -> None:
        """Begin with another document of so many code points.

        Its source is made when it is first asked for: the first frame is there before.
        """
        self._make, self._source, self._length = make, None, length
        self._warm, self._warm_phrases = set(), set()
        self.changed()

    @property
    def source(self) -> Source | None:
        """The candidates of the document; None where nothing is proposed."""
        if self._make is not None:
            self._source, self._make = self._make(), None
        return self._source

    @property
    def may_propose(self) -> bool:
        """False where it is known that nothing is proposed."""
        return self._make is not None or self._source is not None

    def changed(self) -> None:
        """Something was tagged, removed, learnt or rejected."""
        self.version += 1

    def refresh(self) -> None:
        """Take over what was found since by sources that take their time."""
        if self.source is not None and self.source.refresh():
            self.changed()

    def take_faults(self) -> Sequence[str]:
        """What went wrong with the sources since this was asked last."""
        return self.source.take_faults() if self.source is not None else ()

    # Walking

    def next(self, extent: Extent) -> Candidate | None:
        """The first one after the extent that is not tagged; None where none is near."""
        start, end = extent
        for number in self._stretches(max(0, start), 1):
            for one in self._within(number):
                after = one.start > start or (one.start == start and one.end > end)
                if after and self.is_open(one.start, one.end):
                    return one
        return None

    def previous(self, extent: Extent) -> Candidate | None:
        """The last one before the extent that is not tagged; None where none is near."""
        for number in self._stretches(extent[0], -1):
            for one in reversed(self._within(number)):
                if one.start < extent[0] and self.is_open(one.start, one.end):
                    return one
        return None

    def next_phrase(self, extent: Extent) -> Extent | None:
        """The first noun phrase after the extent that is not tagged, the longest of those nested.

        Those inside of the extent were passed with it.
        """
        for number in self._stretches(extent[0], 1):
            for phrase in self._phrases(number):
                passed = reading_order(phrase) <= reading_order(extent) or phrase[1] <= extent[1]
                if not passed:
                    return phrase
        return None

    def previous_phrase(self, extent: Extent) -> Extent | None:
        """The last noun phrase before the extent that is not tagged, the longest of those there."""
        for number in self._stretches(extent[0], -1):
            outer: list[Extent] = []
            for phrase in self._phrases(number):
                if phrase[0] < extent[0] and not (outer and phrase[1] <= outer[-1][1]):
                    outer.append(phrase)
            if outer:
                return outer[-1]
        return None

    def reach(self, offset: int) -> int:
        """How far a search from an offset looks; the text's length where it looks at all."""
        return min(self._length, (offset // STRETCH + AHEAD) * STRETCH)

    def _stretches(self, offset: int, step: int) -> Iterator[int]:
        """The numbers of the stretches that one key may look at, from an offset on."""
        first = offset // STRETCH
        last = max(0, self._length - 1) // STRETCH
        for number in range(first, first + step * AHEAD, step):
            if 0 <= number <= last:
                yield number

    def _within(self, number: int) -> list[Candidate]:
        """The candidates that start in a stretch."""
        if self.source is None:
            return []
        start, end = number * STRETCH, min((number + 1) * STRETCH, self._length)
        if number not in self._warm:
            self._warm.add(number)
            self.changed()
        return [one for one in self.source.within(start, end) if start <= one.start < end]

    def _phrases(self, number: int) -> list[Extent]:
        """The phrases that start in a stretch and are not tagged, in reading order."""
        start, end = number * STRETCH, min((number + 1) * STRETCH, self._length)
        return self.phrases_in(start, end)

    def phrases_in(self, start: int, end: int) -> list[Extent]:
        """The phrases that start in a range and are not tagged, the longest first where nested."""
        if self.source is None:
            return []
        found = {p for p in self.source.phrases(start, end) if start <= p[0] < end}
        return [p for p in sorted(found, key=reading_order) if self.is_open_phrase(*p)]

    # What is tagged

    def is_open(self, start: int, end: int) -> bool:
        """True where no mention overlaps, but what propagation put inside and would give way."""
        return not any(_closes(mention, start, end) for mention in self._mentions(start, end))

    def is_open_phrase(self, start: int, end: int) -> bool:
        """True where no mention overlaps in part or holds all; a phrase may have some inside."""
        here = (start, end)
        return all(is_inside((m.start, m.end), here) for m in self._mentions(start, end))

    # What is at hand

    def exact(self, extent: Extent) -> Candidate | None:
        """The best one of just this extent, where that is not tagged."""
        if self.source is None or extent[0] >= extent[1]:
            return None
        for one in self.source.at(*extent):
            if (one.start, one.end) == extent and self.is_open(*extent):
                return one
        return None

    def is_warm(self, offset: int) -> bool:
        """Whether candidates around an offset are known without looking for them."""
        return offset // STRETCH in self._warm

    def around(self, extent: Extent) -> list[Candidate]:
        """All readings of the words of an extent, the best first, each extent and label once."""
        if self.source is None:
            return []
        found = [one for one in self.source.at(*extent) if self.is_open(one.start, one.end)]
        low, high = extent[0] - _NEAR, extent[1]
        for start, end in self.phrases_in(max(0, low), high):
            if end > extent[0]:
                found.append(Candidate(start, end, "", PHRASES, 0.0))
        seen: dict[tuple[int, int, str], Candidate] = {}
        for one in found:
            known = any(key[:2] == (one.start, one.end) for key in seen)
            if one.label or not known:
                seen.setdefault((one.start, one.end, one.label), one)
        return list(seen.values())

    # What is in view

    def shown(self, start: int, end: int) -> list[Extent]:
        """What to draw in a range, in order; only what is known without looking for it."""
        key = (start, end, self.version)
        if self._shown[0] != key:
            self._shown = (key, [(one.start, one.end) for one in self.proposed(start, end)])
        return self._shown[1]

    def proposed(self, start: int, end: int) -> list[Candidate]:
        """The candidates in a range that are known and not tagged, in order."""
        if start >= end or not self._warm:
            return []
        numbers = range(start // STRETCH, (end - 1) // STRETCH + 1)
        found = (one for number in numbers if number in self._warm for one in self._within(number))
        near = [one for one in found if one.start < end and one.end > start]
        if not near:
            return []
        # Asked once for all of them: for each alone it would take longer than painting the view.
        mentions = sorted(self._mentions(near[0].start, near[-1].end), key=attrgetter("start"))
        starts = [mention.start for mention in mentions]
        reach = list(accumulate((mention.end for mention in mentions), max))

        def is_open(one: Candidate) -> bool:
            over = mentions[bisect_right(reach, one.start) : bisect_left(starts, one.end)]
            if any(not m.fragments and _closes(m, one.start, one.end) for m in over):
                return False
            return not over or self.is_open(one.start, one.end)

        return [one for one in near if is_open(one)]

    def warm(self, start: int, end: int) -> bool:
        """Look for candidates in a range, one stretch at each call; False where all are known."""
        if self.source is None or start >= end:
            return False
        last = min(end, self._length) - 1
        for number in range(start // STRETCH, last // STRETCH + 1):
            if number not in self._warm:
                self._within(number)
                return True
        return False

    def warm_phrases(self, start: int, end: int) -> bool:
        """Look for noun phrases in a range, a little at each call; False where all are known."""
        if self.source is None or start >= end:
            return False
        last = min(end, self._length) - 1
        for number in range(start // _LITTLE, last // _LITTLE + 1):
            if number not in self._warm_phrases:
                self._warm_phrases.add(number)
                self.source.phrases(number * _LITTLE, min((number + 1) * _LITTLE, self._length))
                return True
        return False


# Phrases take longer: they are looked for in so many code points at a time.
_LITTLE: Final = 512
# A reading of some words may start so many code points before them.
_NEAR: Final = 200


def _closes(mention: Mention, start: int, end: int) -> bool:
    """Whether a range can't be tagged because of a mention of one piece, or one of its pieces."""
    overlaps = mention.start < end and mention.end > start
    return overlaps and not gives_way(mention, (start, end))


def in_words(one: Candidate) -> str:
    """What is proposed, by whom: `GPE? (memory)`."""
    if one.source == PHRASES:
        return "a noun phrase"
    return f"{one.label or 'a mention'}? ({one.source})"
