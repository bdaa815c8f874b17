"""The candidates of one document, found block by block as they are asked for."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

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
from annotations.suggest.slices import SLICE, Slices
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
    code points each; what was found is kept. `look` finds the same a slice at a time. Sources that
    may take long (`slow`) work in threads of their own: `refresh` takes over what they have found
    since. It doesn't know what is tagged: the caller leaves out what mentions cover.
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
        self._finding: Slices[list[Candidate]] = Slices()
        self._phrases: dict[int, list[Extent]] = {}
        self._parsing: Slices[list[Extent]] = Slices()
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

    def at(self, start: int, end: int, *, known: bool = False) -> list[Candidate]:
        """All proposals that overlap code points `start` to `end`, the best first.

        Among them are those that are not precise enough to be walked: quotations, noun phrases;
        with `known` no phrases that would have to be looked for.
        """
        found = [c for block in self._of(start, end) for c in overlapping(block.all, start, end)]
        phrases = self.phrases(start, end, known=known)
        found += (Candidate(*extent, "", "phrases", _PHRASE_SCORE) for extent in phrases)
        return _one_a_place(found)

    def phrases(self, start: int, end: int, *, known: bool = False) -> list[Extent]:
        """The phrases that overlap code points `start` to `end`, the longer first where they start
        together: noun phrases, short quotations, in scripts without capital letters the words that
        stand out. Not those that were rejected; with `known` none of a sentence not looked at yet.
        """
        found = {c[:2] for block in self._of(start, end) for c in block.all if c.score < PRECISE}
        for sentence in self._sentences(start, end):
            if sentence[0] not in self._phrases and not known:
                self._phrases[sentence[0]] = self._parsing.finish(*self._to_parse(sentence))
            found.update(self._phrases.get(sentence[0], ()))
        kept = [extent for extent in found if extent[0] < end and extent[1] > start]
        return sorted(filter(self._is_wanted, kept), key=lambda extent: (extent[0], -extent[1]))

    # What was decided

    def dismiss(self, start: int, end: int) -> None:
        """Propose this one place no more, until the rejection of its words is taken back."""
        self._dismissed[(start, end)] = self._memory.rejected(self._text[start:end])
        self._block(self._number(start)).touched.append((start, end))

    # What goes on in the background

    def look(self, start: int, end: int, seconds: float = SLICE) -> bool:
        """Find some of what overlaps code points `start` to `end`, for about so long.

        False where nothing was left to do before `within` can answer.
        """
        for number in self._numbers(start, end):
            block = self._blocks.get(number)
            if block is None:
                found = self._finding.go_on(*self._to_find(number), seconds)
                if found is not None:
                    self._begin_block(number, found)
                return True
            if self._bring_up_to_date(block):
                return True
        return False

    def look_for_phrases(self, start: int, end: int, seconds: float = SLICE) -> bool:
        """The same for `phrases`."""
        stop = time.perf_counter() + seconds
        if self.look(start, end, seconds):
            return True
        before = len(self._phrases)
        for sentence in self._sentences(start, end):
            if sentence[0] not in self._phrases:
                left = stop - time.perf_counter()
                found = self._parsing.go_on(*self._to_parse(sentence), left) if left > 0 else None
                if found is None:
                    return True
                self._phrases[sentence[0]] = found
        return len(self._phrases) > before

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

    def _numbers(self, start: int, end: int) -> range:
        return range(self._number(start), self._number(max(start, end - 1)) + 1)

    def _of(self, start: int, end: int) -> Iterator[_Block]:
        """The blocks of what may overlap a stretch, each brought up to date."""
        for number in self._numbers(start, end):
            block = self._block(number)
            self._bring_up_to_date(block)
            yield block

    def _bring_up_to_date(self, block: _Block) -> bool:
        """Take over what was decided and found since; True if that is anything."""
        touched = block.remembered.follow() + block.touched
        if touched:
            block.touched = []
            self._merge(block, touched)
        return bool(touched)

    def _block(self, number: int) -> _Block:
        if number not in self._blocks:
            self._begin_block(number, self._finding.finish(*self._to_find(number)))
        return self._blocks[number]

    def _begin_block(self, number: int, found: list[Candidate]) -> None:
        start, end = self._bounds(number)
        self._blocks[number] = _Block(found, Stretch(self._memory, self._text, start, end))
        for source in self._slow:
            source.ask(start, end)

    def _to_find(self, number: int) -> tuple[int, Callable[[], list[Candidate]]]:
        """A block's number, and the work of finding what the rules propose in it."""
        return number, partial(_find, self._suggesters, self._text, *self._bounds(number))

    def _to_parse(self, sentence: Extent) -> tuple[int, Callable[[], list[Extent]]]:
        """A sentence's start, and the work of finding its phrases."""
        # The work is not to be stopped while it finds these, for everybody uses them.
        self._segmentation.tokens_in(*sentence)
        return sentence[0], partial(_phrases_of, self._segmentation, *sentence)

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


def _find(suggesters: Sequence[Suggester], text: str, start: int, end: int) -> list[Candidate]:
    return [found for one in suggesters for found in one.suggest(text, start, end)]


def _phrases_of(segmentation: Segmentation, start: int, end: int) -> list[Extent]:
    """The phrases of a sentence."""
    if has_case(segmentation.text, start, end):
        return noun_phrases(segmentation, start, end)
    return phrases(segmentation, start, end, ends=True)


def _one_a_place(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best first, without those that say less of a place than another: no label."""
    ranked = best_first(candidates)
    labelled = {c[:2] for c in ranked if c.label}
    return [c for c in ranked if c.label or c[:2] not in labelled]
