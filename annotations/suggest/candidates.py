"""The candidates of one document, found block by block as they are asked for."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence

from annotations.language.chunks import phrases
from annotations.language.phrases import noun_phrases
from annotations.language.uncased import has_case
from annotations.suggest.base import PRECISE, Candidate, Suggester
from annotations.suggest.memory import Memory
from annotations.suggest.ranking import (
    Places,
    best_first,
    block_starts,
    overlapping,
    without_overlaps,
    yield_to_longer,
)
from annotations.suggest.slow import SlowSource, Visit
from annotations.suggest.stretch import Stretch
from annotations.text import Extent, Segmentation

# A place may be cut by a block's end, and phrases go by sentences: what overlaps is looked for a
# block on either side.
_PHRASE_SCORE = 0.2


class _Block:
    """What was found in one block, and what of it is shown.

    `touched` are the places of which something is different since it was looked at last.
    """

    def __init__(self, found: list[Candidate], remembered: Stretch) -> None:
        self.found = found
        self.remembered = remembered
        self.touched: list[Extent] = []
        self.all: list[Candidate] = []
        self.shown: list[Candidate] = []


class Candidates:
    """What could be tagged in one document.

    Nothing is looked at before it is asked for, and then only the blocks at hand, some thousand
    code points each; what was found is kept. Sources that may take long (`slow`) work in threads of
    their own: `refresh` takes over what they have found since. It doesn't know what is tagged: the
    caller leaves out what mentions cover.
    """

    def __init__(
        self,
        segmentation: Segmentation,
        suggesters: Sequence[Suggester] = (),
        *,
        memory: Memory | None = None,
        proposes_memory: bool = True,
        labels: Collection[str] | None = None,
        slow: Sequence[SlowSource] = (),
        faults: list[str] | None = None,
        document_id: str = "",
        dismissed: dict[Extent, int] | None = None,
    ) -> None:
        """`memory` also says what was rejected; with `proposes_memory` false it does only that.

        Of labels that are not among `labels` nothing is proposed but the place. `slow` may grow
        later, and so may `faults`, what its owner has to say. `dismissed` are the places that are
        proposed no more, kept by its owner too; see `dismiss`.
        """
        self._segmentation = segmentation
        self._text = segmentation.text
        self._suggesters = suggesters
        self._memory = Memory() if memory is None else memory
        self._proposes_memory = proposes_memory
        self._labels = labels
        self._document_id = document_id
        # An empty list of somebody else's must stay that one.
        self._faults = [] if faults is None else faults
        self._starts = block_starts(self._text)
        self._blocks: dict[int, _Block] = {}
        self._phrases: dict[int, list[Extent]] = {}
        self._dismissed = {} if dismissed is None else dismissed
        self._told = self._memory.version
        self._sources = slow
        self._slow: list[Visit] = []
        self._begin_sources()

    # What is asked for

    def within(self, start: int, end: int) -> list[Candidate]:
        """The candidates that overlap code points `start` to `end` (exclusive).

        Those to be shown and walked: precise, not rejected, no two of them overlapping, in the
        order of the text.
        """
        return [c for block in self._of(start, end) for c in overlapping(block.shown, start, end)]

    def at(self, start: int, end: int) -> list[Candidate]:
        """All proposals that overlap code points `start` to `end`, the best first.

        Among them are those that are not precise enough to be walked: quotations, noun phrases.
        """
        found = [c for block in self._of(start, end) for c in overlapping(block.all, start, end)]
        phrases = self.phrases(start, end)
        found += (Candidate(*extent, "", "phrases", _PHRASE_SCORE) for extent in phrases)
        return _one_a_place(found)

    def phrases(self, start: int, end: int) -> list[Extent]:
        """The phrases that overlap code points `start` to `end`, the longer first where they start
        together: noun phrases, short quotations, in scripts without capital letters the words that
        stand out. Not those that were rejected.
        """
        found = {c[:2] for block in self._of(start, end) for c in block.all if c.score < PRECISE}
        for sentence in self._sentences(start, end):
            found.update(self._phrases_of(sentence))
        kept = [extent for extent in found if extent[0] < end and extent[1] > start]
        return sorted(filter(self._is_wanted, kept), key=lambda extent: (extent[0], -extent[1]))

    # What was decided

    def dismiss(self, start: int, end: int) -> None:
        """Propose this one place no more, until the rejection of its words is taken back."""
        self._dismissed[(start, end)] = self._memory.rejected(self._text[start:end])
        self._block(self._number(start)).touched.append((start, end))

    # What goes on in the background

    def warm(self, seconds: float = 0.005) -> bool:
        """Look at blocks that nobody asked for yet, for about so long; True if some are left."""
        stop = time.monotonic() + seconds
        for number in range(len(self._starts)):
            if number not in self._blocks:
                if time.monotonic() >= stop:
                    return True
                self._block(number)
        return False

    def refresh(self) -> bool:
        """Take over what slow sources have found since; True if anything is different now."""
        before, self._told = self._told, self._memory.version
        changed = before != self._told
        self._begin_sources()
        for source in self._slow:
            for start, candidates in source.collect():
                block = self._block(self._number(start))
                block.found += candidates
                block.touched += (c[:2] for c in candidates)
                changed = True
        return changed

    def take_faults(self) -> list[str]:
        """What went wrong since this was asked last, a sentence each, every one once."""
        for source in self._slow:
            self._faults += source.take_faults()
        faults = self._faults[:]
        del self._faults[: len(faults)]
        return faults

    # How it is found

    def _begin_sources(self) -> None:
        """Ask those that have come since about what was asked of the others."""
        for source in self._sources[len(self._slow) :]:
            visit = source.begin(self._document_id, self._text)
            self._slow.append(visit)
            for number in self._blocks:
                visit.ask(*self._bounds(number))

    def _number(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _bounds(self, number: int) -> Extent:
        following = number + 1 < len(self._starts)
        return self._starts[number], self._starts[number + 1] if following else len(self._text)

    def _of(self, start: int, end: int) -> Iterator[_Block]:
        """The blocks of what may overlap a stretch, each brought up to date."""
        for number in range(self._number(start), self._number(max(start, end - 1)) + 1):
            block = self._block(number)
            touched = block.remembered.follow() + block.touched
            if touched:
                block.touched = []
                self._merge(block, touched)
            yield block

    def _block(self, number: int) -> _Block:
        if number not in self._blocks:
            start, end = self._bounds(number)
            remembered = Stretch(self._memory, self._text, start, end)
            self._blocks[number] = _Block(list(self._find(start, end)), remembered)
            for source in self._slow:
                source.ask(start, end)
        return self._blocks[number]

    def _find(self, start: int, end: int) -> Iterator[Candidate]:
        for suggester in self._suggesters:
            yield from suggester.suggest(self._text, start, end)

    def _merge(self, block: _Block, touched: Iterable[Extent]) -> None:
        """Decide anew between what overlaps the places touched; all else stays as it was."""
        remembered = block.remembered.candidates() if self._proposes_memory else []
        # What it was before, too: it may be proposed no more.
        places = Places(touched, (*block.found, *remembered, *block.all))
        found = yield_to_longer(places.inside(remembered), places.inside(block.found))
        found = [self._fitting(c) for c in found if self._is_wanted((c.start, c.end))]
        new = without_overlaps(c for c in found if c.score >= PRECISE)
        block.all = [*places.outside(block.all), *best_first(found)]
        block.shown = sorted([*places.outside(block.shown), *new])

    def _fitting(self, candidate: Candidate) -> Candidate:
        known = self._labels is None or not candidate.label or candidate.label in self._labels
        return candidate if known else candidate._replace(label="")

    def _is_wanted(self, extent: Extent) -> bool:
        words = self._text[slice(*extent)]
        if self._memory.is_rejected(words):
            return False
        known = self._dismissed.get(extent)
        return known is None or self._memory.rejected(words) < known

    def _sentences(self, start: int, end: int) -> Iterator[Extent]:
        sentence = self._segmentation.sentence_at(start)
        while sentence is not None and sentence[0] < end:
            yield sentence
            sentence = self._segmentation.next_sentence(sentence[1])

    def _phrases_of(self, sentence: Extent) -> list[Extent]:
        if sentence[0] not in self._phrases:
            if has_case(self._text, *sentence):
                self._phrases[sentence[0]] = noun_phrases(self._segmentation, *sentence)
            else:
                self._phrases[sentence[0]] = phrases(self._segmentation, *sentence, ends=True)
        return self._phrases[sentence[0]]


def _one_a_place(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best first, without those that say less of a place than another: no label."""
    ranked = best_first(candidates)
    labelled = {c[:2] for c in ranked if c.label}
    return [c for c in ranked if c.label or c[:2] not in labelled]
