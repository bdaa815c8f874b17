"""All that proposes in one project for one annotator, as `[suggest]` in its scheme says."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.annotator import ANNOTATIONS, annotators
from annotations.change import Change, Commit, Operation
from annotations.errors import StandoffError
from annotations.model import Document, Record
from annotations.scheme import Scheme
from annotations.store import open_store
from annotations.store.protocol import Store
from annotations.suggest import memory, remembering
from annotations.suggest.memory import Memory, Remembered

if TYPE_CHECKING:
    from annotations.suggest.base import Suggester
    from annotations.suggest.candidates import Candidates
    from annotations.suggest.slow import SlowSource
    from annotations.text import Extent, Segmentation

PATTERNS = "patterns"
MEMORY = memory.SOURCE
PREDICTIONS = "predictions"
SPACY = "spacy"


class Suggestions:
    """Makes the candidates of documents, and keeps the memory behind them."""

    def __init__(self, root: Path, scheme: Scheme, store: Store, annotator: str) -> None:
        """Nothing is read before the first document asks."""
        self.memory = Memory()
        self._root = root
        self._scheme = scheme
        self._settings = scheme.suggest
        self._store = store
        self._annotator = annotator
        self._slow: list[SlowSource] = []
        self._faults: list[str] = []
        # The places of each text that were dismissed in this session.
        self._dismissed: dict[str, dict[Extent, int]] = {}
        self._preparing: threading.Thread | None = None

    @property
    def is_on(self) -> bool:
        """False where the scheme switches candidates off: `sources = []`."""
        return self._settings.sources != ()

    def candidates(self, document: Document, segmentation: Segmentation) -> Candidates:
        """The candidates of a document that was opened.

        What was remembered, predicted and installed is read in a thread that the first call starts.
        Until it is there, `Candidates` has the patterns alone; its `refresh` says when there is
        more.
        """
        # Loaded here, for opening a project needs none of it.
        from annotations.suggest.candidates import Candidates
        from annotations.suggest.patterns import Patterns

        if self.is_on:
            self.prepare()
        suggesters: list[Suggester] = []
        if self._settings.uses(PATTERNS):
            suggesters.append(Patterns(segmentation))
        return Candidates(
            segmentation,
            suggesters,
            memory=self.memory,
            proposes_memory=self._settings.uses(MEMORY),
            labels=frozenset(label.name for label in self._scheme.labels),
            slow=self._slow,
            faults=self._faults,
            document_id=document.id,
            dismissed=self._dismissed.setdefault(document.sha256, {}),
        )

    @staticmethod
    def load() -> None:
        """Load what candidates need, which takes a tenth of a second; for a thread."""
        from annotations.suggest import candidates, patterns

        del candidates, patterns

    def prepare(self, *, wait: bool = False) -> None:
        """Read the memory and find the slow sources, once, in a thread; `wait` for its end."""
        if self._preparing is None:
            self._begin(self._find)
        if wait and self._preparing is not None:
            self._preparing.join()

    def add_fault(self, said: str) -> None:
        """Keep a sentence about what can't be proposed, for `take_faults`."""
        self._faults.append(said)

    def take_faults(self) -> list[str]:
        """What went wrong while the sources were prepared, a sentence each."""
        faults = self._faults[:]
        del self._faults[: len(faults)]
        return faults

    def uses(self, source: str) -> bool:
        """True where the settings want a source."""
        return self._settings.uses(source) and (source != SPACY or bool(self._settings.spacy))

    def live_sources(self) -> Iterator[SlowSource]:
        """spaCy and all installed plug-ins, whatever the settings want."""
        from annotations.suggest import plugins
        from annotations.suggest.spacy import MODEL, spacy_source

        yield spacy_source(self._settings.spacy or MODEL)
        yield from plugins.installed()

    # What is remembered

    def remember(self, change: Change) -> Change:
        """The change with what it adds to the memory; see `remembering.remember`."""
        return remembering.remember(change, self._store)

    def reject(self, words: str, label: str) -> Change:
        """The change that remembers words as rejected; see `remembering.reject`."""
        return remembering.reject(words, label, self._store)

    def rows(self) -> list[Remembered]:
        """The annotator's own memory, as it is saved."""
        return list(remembering.read_rows(self._store))

    def merge(self, rows: Iterable[Remembered], path: Path) -> Change:
        """The change that puts the counts of a file's rows beside the annotator's own.

        They take the place of what was merged out of the same file before.
        """
        change = Change("memory", f"merged the memory of {path}", ())
        return remembering.merged(change, self._store, rows, _from(path, self._root))

    def recount(self, records: Iterable[Record]) -> Change:
        """The change that makes what was accepted what these records hold."""
        change = Change("memory", "counted the memory anew", ())
        return remembering.recounted(change, self._store, records)

    def follow(self, operations: Iterable[Operation]) -> None:
        """Take over what was saved."""
        self.memory.follow(operations)

    def catch_up(self, since: int) -> None:
        """Take over what another process has saved after the commit with this sequence.

        Where more than commits has changed the memory, it is read again, in a thread.
        """
        if self._preparing is None:
            return
        new: list[Commit] = []
        with contextlib.suppress(StandoffError):
            new += islice(self._store.history(), max(0, self._store.sequence - since))
        for commit in reversed(new):
            self.follow(commit.operations)
        known = bool(new) and new[-1].sequence == since + 1
        # What came in by an import is in no commit.
        if not (known and len(self.memory) == len(self._store.keys(memory.TABLE))):
            self._begin(self._load)

    # What the thread does

    def _begin(self, work: Callable[[], None]) -> None:
        self._preparing = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._preparing.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # A thread has nobody above it to tell.
            self._faults.append(f"candidates are incomplete: {error}")

    def _find(self) -> None:
        for source in self._find_slow():
            self._slow.append(source)
        self._load()

    def _load(self) -> None:
        self.memory.load(remembering.read_rows(self._store), self._of_others())

    def _find_slow(self) -> Iterator[SlowSource]:
        from annotations.suggest import plugins, predictions
        from annotations.suggest.slow import SlowSource
        from annotations.suggest.spacy import spacy_source

        settings = self._settings
        if settings.uses(PREDICTIONS):
            # What proposes by itself anyway needs no predictions.
            own = [name for name in (PATTERNS, MEMORY) if settings.uses(name)]
            for name in predictions.sources(self._root):
                if name not in own:
                    yield SlowSource(
                        f"{PREDICTIONS} {name}",
                        partial(predictions.Predictions, self._root, name),
                        keeps_sources=True,
                    )
        if settings.spacy and settings.uses(SPACY):
            yield spacy_source(settings.spacy)
        yield from (source for source in plugins.installed() if settings.uses(source.name))

    def _of_others(self) -> list[Remembered]:
        if not self._settings.others:
            return []
        names = [name for name in annotators(self._root) if name != self._annotator]
        found: list[Remembered] = []
        for name in names:
            # A damaged file of somebody else is told by `verify`.
            with contextlib.suppress(StandoffError):
                found += read_memory(self._root / ANNOTATIONS / f"{name}.json", name)
        return memory.together(found)


def _from(path: Path, root: Path) -> str:
    """How a file is called in a project: by the way to it from there, the same on all machines."""
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:
        # Another drive.
        return path.as_posix()


def read_memory(path: Path, annotator: str) -> list[Remembered]:
    """The memory in an annotator's file. Raises StoreError where it can't be read."""
    store = open_store(path, annotator=annotator, read_only=True)
    try:
        return list(remembering.read_rows(store))
    finally:
        store.close()


def memory_to_merge(other: Path, root: Path, annotator: str) -> tuple[Path, list[Remembered]]:
    """The file that `other` means and its memory: a file, or a project's of the same annotator.

    In a project where that one has not annotated it is the only one's. Raises StandoffError, saying
    why, for what can't be merged: no annotator's file, one without a memory, or the very same.
    """
    path = other
    if other.is_dir():
        names = annotators(other)
        name = annotator if annotator in names or len(names) != 1 else names[0]
        path = other / ANNOTATIONS / f"{name}.json"
        if name not in names:
            there = ", ".join(names) or "nobody"
            raise StandoffError(f"{other}: not merged: {annotator} has no file there ({there} has)")
    if not path.is_file():
        raise StandoffError(f"{path}: not merged: there is no such file")
    if path.resolve() == (root / ANNOTATIONS / f"{annotator}.json").resolve():
        raise StandoffError(f"{path}: not merged: it is {annotator}'s own memory in this project")
    try:
        rows = read_memory(path, path.stem)
    except StandoffError as error:
        raise StandoffError(f"{path}: not merged: {error}") from error
    # What was merged there has a file of its own, and would count twice.
    rows = [row for row in rows if row.labels]
    if not rows:
        raise StandoffError(
            f"{path}: not merged: it holds no memory. If it holds annotations, run "
            "`standoff memory PROJECT --rebuild` there first."
        )
    return path, rows
