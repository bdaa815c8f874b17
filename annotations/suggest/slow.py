"""Sources that may take long, fail or hang: each in a thread of its own, off the key path."""

from __future__ import annotations

import queue
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from annotations.errors import StandoffError
from annotations.suggest.base import Candidate

# A source that answers nothing for so many seconds is given up; the first answer may take longer,
# for a model has to be loaded.
PATIENCE = 10.0
FIRST_PATIENCE = 60.0


class DocumentSuggester(Protocol):
    """What a slow source works with: as a Suggester, but it is told which document it is."""

    def suggest(self, document_id: str, text: str, start: int, end: int) -> Iterable[Any]:
        """What it proposes for code points `start` to `end` (exclusive)."""


class _Job(NamedTuple):
    visit: weakref.ref[Visit]
    start: int
    end: int


class SlowSource:
    """One source with its thread, which begins with the first question and ends with the process.

    `make` builds the suggester, in the thread. Whatever goes wrong is a sentence with the source's
    name, and what is out of range is left out; after an exception or too long a silence the source
    is asked no more.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], DocumentSuggester],
        *,
        patience: float = PATIENCE,
        first_patience: float = FIRST_PATIENCE,
        keeps_sources: bool = False,
    ) -> None:
        """With `keeps_sources` its candidates say themselves whose they are."""
        self.name = name
        self.is_dead = False
        self._make = make
        self._keeps_sources = keeps_sources
        self._patience = patience
        self._limit = first_patience
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._began = 0.0
        self._thread: threading.Thread | None = None
        self._told: set[str] = set()
        self._faults: queue.SimpleQueue[str] = queue.SimpleQueue()

    def begin(self, document_id: str, text: str) -> Visit:
        """A document to ask about. What was asked for one that nobody holds any more is dropped."""
        return Visit(self, document_id, text)

    def ask(self, job: _Job) -> None:
        """Queue a question, and start the thread if there is none."""
        if not self.is_dead:
            self._jobs.put(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self.name, daemon=True)
                self._thread.start()

    def give_up_if_stuck(self) -> None:
        """Ask no more where the answer under way takes too long."""
        began = self._began
        if began and not self.is_dead and time.monotonic() - began > self._limit:
            self.is_dead = True
            self.tell(f"gave no answer in {self._limit:g} s; it is left out from now on")

    def tell(self, fault: str) -> None:
        """Note what went wrong, each thing once."""
        if fault not in self._told:
            self._told.add(fault)
            self._faults.put(f"suggester {self.name}: {fault}")

    def take_faults(self) -> list[str]:
        """What went wrong since this was asked last."""
        self.give_up_if_stuck()
        return list(_drained(self._faults))

    def _work(self) -> None:
        self._began = time.monotonic()
        try:
            suggester = self._make()
        except (Exception, SystemExit) as error:
            self._fail(error)
            return
        while not self.is_dead:
            self._began = 0.0
            self._answer(suggester, self._jobs.get())

    def _answer(self, suggester: DocumentSuggester, job: _Job) -> None:
        visit = job.visit()
        if visit is None:
            return
        self._began = time.monotonic()
        try:
            given = list(suggester.suggest(visit.document_id, visit.text, job.start, job.end))
            usable = list(self._checked(given, visit, job))
        except (Exception, SystemExit) as error:
            self._fail(error)
            return
        if not self.is_dead:
            self._limit = self._patience
            visit.answer(job.start, usable)

    def _fail(self, error: BaseException) -> None:
        self.is_dead = True
        self._began = 0.0
        said = str(error).strip()
        if not isinstance(error, StandoffError):
            said = f"{type(error).__name__}: {said}" if said else type(error).__name__
        self.tell(f"{said}; it is left out from now on")

    def _checked(self, given: Iterable[Any], visit: Visit, job: _Job) -> Iterator[Candidate]:
        for item in given:
            fault = _fault(item, visit, job)
            if fault:
                self.tell(f"{fault}; left out")
            else:
                # Bounded first: a whole number may be too large for a float.
                score = float(min(1.0, max(0.0, item.score)))
                source = str(item.source) if self._keeps_sources else self.name
                yield Candidate(item.start, item.end, item.label, source, score)


class Visit:
    """One document's questions to a source, and its answers."""

    def __init__(self, source: SlowSource, document_id: str, text: str) -> None:
        self.document_id = document_id
        self.text = text
        self._source = source
        self._open: set[int] = set()
        self._answers: queue.SimpleQueue[tuple[int, list[Candidate]]] = queue.SimpleQueue()

    @property
    def is_busy(self) -> bool:
        """True while an answer is to come."""
        self._source.give_up_if_stuck()
        return bool(self._open) and not self._source.is_dead

    def ask(self, start: int, end: int) -> None:
        """Ask for the candidates of a block; the answer comes by `collect`."""
        self._open.add(start)
        self._source.ask(_Job(weakref.ref(self), start, end))

    def answer(self, start: int, candidates: list[Candidate]) -> None:
        """Called in the source's thread."""
        self._answers.put((start, candidates))
        self._open.discard(start)

    def collect(self) -> Iterator[tuple[int, list[Candidate]]]:
        """The answers that have come since, each with the start of its block."""
        for start, candidates in _drained(self._answers):
            if candidates:
                yield start, candidates

    def take_faults(self) -> list[str]:
        """What went wrong with the source, each thing once."""
        return self._source.take_faults()


def _drained(things: queue.SimpleQueue[Any]) -> Iterator[Any]:
    while True:
        try:
            yield things.get_nowait()
        except queue.Empty:
            return


def _fault(item: Any, visit: Visit, job: _Job) -> str:
    """What is wrong with a proposal; "" for nothing."""
    where = f"{visit.document_id}: " if visit.document_id else ""
    try:
        start, end, label, score = item.start, item.end, item.label, item.score
    except AttributeError:
        return f"{where}gave {_short(item)}, which is no Candidate"
    if type(start) is not int or type(end) is not int:
        return (
            f"{where}gave a span from {_short(start)} to {_short(end)}; offsets are whole numbers"
        )
    if not (job.start <= start < end <= len(visit.text) and start < job.end):
        return f"{where}gave the span {start}-{end}, asked for what starts in {job.start}-{job.end}"
    if visit.text[start:end].strip() != visit.text[start:end]:
        return f"{where}gave the span {start}-{end}, which begins or ends with white space"
    if not isinstance(label, str) or type(score) not in (int, float) or score != score:
        return f"{where}gave the label {_short(label)} with the score {_short(score)}"
    return ""


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:39]}…"
