"""Suggestions for a whole corpus, written as predictions: resumable, never over human work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from annotations.change import Change, PutRow, plain
from annotations.errors import CorpusError, ReadOnlyError, StandoffError
from annotations.model import Document, Mention, Record
from annotations.store import open_store
from annotations.store.interrupt import interrupt_held_back
from annotations.store.protocol import Store
from annotations.suggest.base import PRECISE, Candidate
from annotations.suggest.memory import Memory
from annotations.suggest.patterns import Patterns
from annotations.suggest.predictions import UNLABELLED, file_of, is_current
from annotations.suggest.ranking import block_starts, without_overlaps
from annotations.suggest.slow import SlowSource
from annotations.suggest.sources import SPACY, Suggestions
from annotations.text import Segmentation

# So many documents, or so many proposals, are saved with one sync.
_DOCUMENTS: Final = 50
_MENTIONS: Final = 5000
# How long to wait between two looks at a source in a thread.
_PAUSE: Final = 0.002


class Proposer(Protocol):
    """A source that is asked for one document after another."""

    name: str

    def propose(self, document: Document) -> list[Candidate]:
        """What it proposes for a document. Raises SourceError where it can go on no more."""


class ByPatterns:
    """The rules."""

    name = Patterns.name

    def propose(self, document: Document) -> list[Candidate]:
        """Names, dates and short quotations."""
        patterns = Patterns(Segmentation(document.text))
        return [c for s, e in blocks(document.text) for c in patterns.suggest(document.text, s, e)]


class ByMemory:
    """What was tagged before."""

    name = "memory"

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def propose(self, document: Document) -> list[Candidate]:
        """Where remembered strings stand."""
        text = document.text
        return [c for s, e in blocks(text) for c in self._memory.suggest(text, s, e)]


class BySlow:
    """A source with a thread of its own, waited for."""

    def __init__(self, source: SlowSource) -> None:
        self.name = source.name
        self._source = source

    def propose(self, document: Document) -> list[Candidate]:
        """All its answers; SourceError with its fault where it gives none any more."""
        visit = self._source.begin(document.id, document.text)
        for start, end in blocks(document.text):
            visit.ask(start, end)
        found: list[Candidate] = []
        while visit.is_busy:
            found += (c for _, candidates in visit.collect() for c in candidates)
            time.sleep(_PAUSE)
        found += (c for _, candidates in visit.collect() for c in candidates)
        if self._source.is_dead:
            raise SourceError("\n".join(self._source.take_faults()) or f"{self.name} has ended")
        return found

    def take_faults(self) -> list[str]:
        """What it gave that can't be used."""
        return self._source.take_faults()


def proposers(suggestions: Suggestions, names: Sequence[str] | None) -> list[Proposer]:
    """The sources of these names, else those that the settings want, but for predictions.

    Reads the memory, which may take a while; where nothing is remembered, the others go on without
    it, and a fault of the suggestions says so. Raises StandoffError for a name that is none, and
    where an empty memory is all that is asked for.
    """
    suggestions.prepare(wait=True)
    found: dict[str, Proposer] = {
        ByPatterns.name: ByPatterns(),
        ByMemory.name: ByMemory(suggestions.memory),
    }
    # Predictions of an empty memory would stand in the way of later ones.
    is_empty = not len(suggestions.memory)
    wanted = [n for n in found if suggestions.uses(n) and not (is_empty and n == ByMemory.name)]
    for source in suggestions.live_sources():
        name = SPACY if source.name.startswith(f"{SPACY}:") else source.name
        found[name] = BySlow(source)
        if suggestions.uses(name):
            wanted.append(name)
    names = wanted if names is None else list(dict.fromkeys(names))
    for name in names:
        if name not in found:
            raise StandoffError(f"there is no source {name}; there are {', '.join(found)}")
    if is_empty and ByMemory.name in names:
        if len(names) == 1:
            raise StandoffError(_EMPTY)
        suggestions.add_fault(f"{ByMemory.name} is left out: {_EMPTY}")
        names = [name for name in names if name != ByMemory.name]
    return [found[name] for name in names]


_EMPTY: Final = "nothing is remembered yet; what is tagged will be"


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that a text is looked at in."""
    starts = block_starts(text)
    return zip(starts, [*starts[1:], len(text)], strict=True)


class SourceError(StandoffError):
    """A source that can go on no more."""


class Made(msgspec.Struct):
    """What a run made: documents with new predictions, those that had them, and proposals."""

    documents: int = 0
    passed: int = 0
    proposals: int = 0
    faults: list[str] = []


class Predicting:
    """Writes one source's predictions, in batches of one commit each."""

    def __init__(
        self,
        root: Path,
        proposer: Proposer,
        *,
        labels: Iterable[str],
        guideline: str | None,
        now: Callable[[], str],
    ) -> None:
        """`labels` are those of the scheme, `guideline` is its version, `now` gives the time.

        `made` is what the last run has made, also of one that was interrupted.
        """
        self.made = Made(faults=[])
        self._path = file_of(root, proposer.name)
        self._proposer = proposer
        self._labels = frozenset(labels)
        self._guideline = guideline
        self._now = now
        self._batch: list[Record] = []

    def run(
        self,
        ids: Iterable[str],
        load: Callable[[str], Document],
        advance: Callable[[], object] = lambda: None,
        *,
        again: bool = False,
    ) -> Made:
        """Predict for these documents, but for those with predictions for their very text.

        With `again` those too. `advance` is called after each. What can't be read is named in the
        result, and so is a source that ends; what was made until then is saved, also where this is
        interrupted. Raises ReadOnlyError where another process writes the same predictions, and
        CommitError.
        """
        store = open_store(self._path, annotator=self._proposer.name)
        made = self.made = Made(faults=[])
        try:
            if store.read_only:
                raise ReadOnlyError(" ".join(store.notices))
            try:
                for document_id in ids:
                    self._one(store, document_id, load, made, again=again)
                    self._save(store, full_only=True)
                    advance()
            except SourceError as error:
                made.faults.append(str(error))
            finally:
                self._save(store)
        finally:
            store.close()
        return made

    def _one(
        self,
        store: Store,
        document_id: str,
        load: Callable[[str], Document],
        made: Made,
        *,
        again: bool,
    ) -> None:
        try:
            document = load(document_id)
        except CorpusError as error:
            made.faults.append(str(error))
            return
        if not again and is_current(store, document_id, document.sha256):
            made.passed += 1
            return
        record = self._record(document, self._proposer.propose(document))
        with interrupt_held_back():
            self._batch.append(record)
            made.documents += 1
            made.proposals += len(record.mentions)

    def _record(self, document: Document, candidates: Iterable[Candidate]) -> Record:
        """The record of the proposals; of those that overlap the best, and none without a label."""
        usable = [c for c in candidates if c.score >= PRECISE]
        kept = [self._mention(n, c, document) for n, c in enumerate(without_overlaps(usable), 1)]
        now = self._now()
        return Record(
            id=document.id,
            sha256=document.sha256,
            annotator=self._proposer.name,
            guideline=self._guideline,
            mentions=tuple(kept),
            next=len(kept) + 1,
            created=now,
            updated=now,
        )

    def _mention(self, number: int, candidate: Candidate, document: Document) -> Mention:
        start, end, label, source, score = candidate
        return Mention(
            f"m{number}",
            start,
            end,
            document.text[start:end],
            label if label in self._labels else UNLABELLED,
            origin=f"suggestion:{source}",
            attrs={"score": round(score, 3)},
        )

    def _save(self, store: Store, *, full_only: bool = False) -> None:
        mentions = sum(len(record.mentions) for record in self._batch)
        if not self._batch or (
            full_only and mentions < _MENTIONS and len(self._batch) < _DOCUMENTS
        ):
            return
        puts = tuple(PutRow("records", record.id, plain(record)) for record in self._batch)
        summary = f"{len(puts)} predicted by {self._proposer.name}"
        # Nobody takes a prediction back: there is no inverse.
        change = Change("suggest", summary, puts)
        with interrupt_held_back():
            store.commit(change, annotator=self._proposer.name, time=self._now())
            self._batch = []
