"""What is proposed in the open document and not tagged: the next thing, what is in view."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import accumulate, chain, groupby
from operator import attrgetter
from typing import Final, Protocol, TypeAlias

from annotations.edits.room import gives_way
from annotations.model import Document, Mention
from annotations.suggest.base import Candidate
from annotations.text import Segmentation, is_inside
from tui.selection import Extent, reading_order

# Candidates are asked for by stretches of so many code points, and so many of them are looked at
# for one key, of those that are not known yet fewer: what is farther waits for the next one.
STRETCH: Final = 4096
AHEAD: Final = 16
UNKNOWN: Final = 4
# Where nothing is known yet a key looks at so many code points at a time.
LITTLE: Final = 512
# A reading of some words may start so many code points before them.
_NEAR: Final = 200
# What proposes the noun phrases.
PHRASES: Final = "phrases"


class Source(Protocol):
    """The candidates of one document, found stretch by stretch as they are asked for."""

    def within(self, start: int, end: int) -> Sequence[Candidate]:
        """Those to walk through and to show, in reading order; they don't overlap."""

    def phrases(self, start: int, end: int) -> Sequence[Extent]:
        """The noun phrases, the longest first where they nest."""

    def at(self, start: int, end: int, *, known: bool = False) -> Sequence[Candidate]:
        """All that overlap a range, the best first; with `known` none that must be looked for."""

    def look(self, start: int, end: int) -> bool:
        """Find some of what `within` gives for a range, for as long as a key may wait.

        False where nothing was left to do.
        """

    def look_for_phrases(self, start: int, end: int) -> bool:
        """The same for `phrases`."""

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
    """What a session has of a source.

    What a key asks for is looked for as far as its answer, some stretches at most; what `warm` and
    `warm_phrases` look for, between the keys, a slice at each call.
    """

    def __init__(self, mentions: MentionsIn) -> None:
        """`mentions` gives those that have a character in a range of the open document."""
        self._mentions = mentions
        self._make: Callable[[], Source | None] | None = None
        self._source: Source | None = None
        self._length = 0
        # The numbers of the parts, each of LITTLE code points, of which all is known.
        self._warm: set[int] = set()
        self._warm_phrases: set[int] = set()
        # Those of which something was found since, by others than the annotator.
        self._stale: set[int] = set()
        # Where the last search for what comes next has stopped.
        self.searched = 0
        # Counts what may make other words look proposed.
        self.version = 0
        self._shown: tuple[tuple[int, int, int], list[Extent]] = ((0, 0, -1), [])

    def open(self, make: Callable[[], Source | None], length: int) -> None:
        """Begin with another document of so many code points.

        Its source is made when it is first asked for: the first frame is there before.
        """
        self._make, self._source, self._length = make, None, length
        self._warm, self._warm_phrases, self._stale = set(), set(), set()
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
        """Take over what was found since by sources that take their time; `warm` shows it."""
        if self.source is not None and self.source.refresh():
            self._stale = set(self._warm)

    def take_faults(self) -> Sequence[str]:
        """What went wrong with the sources since this was asked last."""
        return self.source.take_faults() if self.source is not None else ()

    # Walking

    def next(self, extent: Extent) -> Candidate | None:
        """The first one after the extent that is not tagged; None where none is near."""
        start, end = extent
        for one in self._walk(max(0, start), 1):
            after = one.start > start or (one.start == start and one.end > end)
            if after and self.is_open(one.start, one.end):
                return one
        return None

    def first(self) -> Generator[None, None, Candidate | None]:
        """The first one that is not tagged, as `next` finds it; looked for a slice at each step."""
        for start, end in chain(*(_parts(*one) for one in self._stretches(0, 1))):
            while self.warm(start, end):
                yield
            found = self.proposed(start, end)
            if found:
                return found[0]
        return None

    def previous(self, extent: Extent) -> Candidate | None:
        """The last one before the extent that is not tagged; None where none is near."""
        for one in self._walk(extent[0], -1):
            if one.start < extent[0] and self.is_open(one.start, one.end):
                return one
        return None

    def next_phrase(self, extent: Extent) -> Extent | None:
        """The first noun phrase after the extent that is not tagged, the longest of those nested.

        Those inside of the extent were passed with it.
        """
        for start, end in self._little(extent[0], 1):
            for phrase in self.phrases_in(start, end):
                passed = reading_order(phrase) <= reading_order(extent) or phrase[1] <= extent[1]
                if not passed:
                    return phrase
        return None

    def previous_phrase(self, extent: Extent) -> Extent | None:
        """The last noun phrase before the extent that is not tagged, the longest of those there."""
        for start, end in self._little(extent[0], -1):
            outer: list[Extent] = []
            # One that begins before a part may hold those in it.
            for phrase in self.phrases_in(max(0, start - LITTLE), end):
                if phrase[0] < extent[0] and not (outer and phrase[1] <= outer[-1][1]):
                    outer.append(phrase)
            if outer and outer[-1][0] >= start:
                return outer[-1]
        return None

    def reach(self, offset: int) -> int:
        """How far a search from an offset may look; the text's length where it looks at all."""
        return min(self._length, (offset // STRETCH + AHEAD) * STRETCH)

    def _walk(self, offset: int, step: int) -> Iterator[Candidate]:
        """The candidates that one key may look at, from an offset on; no more than are taken."""
        for start, end in self._ranges(offset, step):
            found = self._starting(start, end)[::step]
            if not self._is_known(start, end):
                self._warm.add(start // LITTLE)
                self.changed()
            yield from found

    def _ranges(self, offset: int, step: int) -> Iterator[Extent]:
        """What one key may look at: stretches that are known, and parts of some others."""
        unknown = 0
        for start, end in self._stretches(offset, step):
            parts = [(start, end)]
            if not self._is_known(start, end):
                unknown += 1
                if unknown > UNKNOWN:
                    return
                # What is passed in the first stretch is not looked for.
                near = (p for p in _parts(start, end) if (p[1] > offset or step < 0))
                parts = [p for p in near if p[0] <= offset or step > 0]
            yield from parts[::step]
            self.searched = end

    def _little(self, offset: int, step: int) -> Iterator[Extent]:
        """The same in parts alone."""
        for start, end in self._ranges(offset, step):
            yield from _parts(start, end)[::step]

    def _stretches(self, offset: int, step: int) -> Iterator[Extent]:
        first = offset // STRETCH
        for number in range(first, first + step * AHEAD, step):
            if number >= 0 and number * STRETCH < self._length:
                yield number * STRETCH, min((number + 1) * STRETCH, self._length)

    def _is_known(self, start: int, end: int) -> bool:
        return all(part in self._warm for part in _numbers(start, end))

    def _starting(self, start: int, end: int) -> list[Candidate]:
        """The candidates that start in a range."""
        if self.source is None:
            return []
        return [one for one in self.source.within(start, end) if start <= one.start < end]

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

    def exact(self, extent: Extent, *, known: bool = False) -> Candidate | None:
        """The best one of just this extent, where that is not tagged.

        With `known` none that would have to be looked for.
        """
        # What is known is asked first: the source is not made for it.
        if not 0 < extent[1] - extent[0] <= STRETCH or (known and not self._is_known(*extent)):
            return None
        if self.source is None:
            return None
        for one in self.source.at(*extent, known=known):
            if (one.start, one.end) == extent and self.is_open(*extent):
                return one
        return None

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
        near = list(dict.fromkeys(self._known_in(start, end)))
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

    def _known_in(self, start: int, end: int) -> Iterator[Candidate]:
        """The candidates that overlap what is known of a range."""
        known = (number for number in _numbers(start, end) if number in self._warm)
        for _, run in groupby(enumerate(known), key=lambda pair: pair[1] - pair[0]):
            numbers = [number for _, number in run]
            first, last = numbers[0] * LITTLE, (numbers[-1] + 1) * LITTLE
            if self.source is not None:
                yield from self.source.within(max(start, first), min(end, last))

    def find_all(self, start: int, end: int) -> None:
        """Look for all candidates in a range, for a key that can't do without them."""
        numbers = _numbers(start, min(end, self._length))
        if self.source is not None and not self._warm.issuperset(numbers):
            self.source.within(numbers.start * LITTLE, min(numbers.stop * LITTLE, self._length))
            self._warm.update(numbers)
            self.changed()

    def warm(self, start: int, end: int) -> bool:
        """Look for candidates in a range, a slice at each call; False where all are known."""
        if self.source is None or start >= end:
            return False
        for number in _numbers(start, min(end, self._length)):
            if number not in self._warm or number in self._stale:
                if self.source.look(*self._part(number)):
                    return True
                self._warm.add(number)
                self._stale.discard(number)
                self.changed()
        return False

    def warm_phrases(self, start: int, end: int) -> bool:
        """Look for noun phrases in a range, a slice at each call; False where all are known."""
        if self.source is None or start >= end:
            return False
        for number in _numbers(start, min(end, self._length)):
            if number not in self._warm_phrases:
                if self.source.look_for_phrases(*self._part(number)):
                    return True
                self._warm_phrases.add(number)
        return False

    def _part(self, number: int) -> Extent:
        return number * LITTLE, min((number + 1) * LITTLE, self._length)


def _numbers(start: int, end: int) -> range:
    """The parts that a range overlaps."""
    return range(start // LITTLE, (end - 1) // LITTLE + 1)


def _parts(start: int, end: int) -> list[Extent]:
    """A range cut into parts; it begins where one begins."""
    return [(at, min(at + LITTLE, end)) for at in range(start, end, LITTLE)]


def _closes(mention: Mention, start: int, end: int) -> bool:
    """Whether a range can't be tagged because of a mention of one piece, or one of its pieces."""
    overlaps = mention.start < end and mention.end > start
    return overlaps and not gives_way(mention, (start, end))


def in_words(one: Candidate) -> str:
    """What is proposed, by whom: `GPE? (memory)`."""
    if one.source == PHRASES:
        return "a noun phrase"
    return f"{one.label or 'a mention'}? ({one.source})"
