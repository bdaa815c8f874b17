"""Work that is done a slice at a time, so that a key that comes meanwhile waits no longer than one.

The work is a plain function that knows nothing of it. It runs in a thread of its own that is never
at work while its caller is: the caller waits for the slice's end, and the work waits for the next.
So nothing needs a lock, and the interpreter's own switching of threads has no part in it. What ends
a slice is Python's profiling hook, which is called whenever a function is entered or left.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Hashable
from threading import Lock, Thread
from types import FrameType
from typing import Any, Final, Generic, TypeVar

# How long, in seconds, anything may take that is done between two keys. What can't be stopped in
# the midst of it, as one search by a regular expression, adds its own time.
SLICE: Final = 0.0015
# Work stops only in these: in others something may be held that the next key asks for, as the lock
# of a module that is being loaded.
_STOPS_IN: Final = (
    "annotations.suggest.",
    "annotations.language.",
    "annotations.tokens",
    "regex._regex_core",
)

# A function of the last of them that is called with a lock held.
_NOT_IN: Final = "_shrink_cache"
# How long a key may take with what is not needed for its answer, or goes on after it.
AT_A_KEY: Final = 0.01

_Result = TypeVar("_Result")
Clock = Callable[[], float]


class Slices(Generic[_Result]):
    """Does one work at a time; a work with another key takes its place, and that is dropped."""

    def __init__(
        self, clock: Clock = time.perf_counter, stops_in: tuple[str, ...] = _STOPS_IN
    ) -> None:
        """`stops_in` are the beginnings of the names of modules in which a work may be stopped."""
        self._clock = clock
        self._stops_in = stops_in
        self._key: Hashable = None
        self._work: _Work[_Result] | None = None

    def go_on(
        self, key: Hashable, work: Callable[[], _Result], seconds: float = SLICE
    ) -> _Result | None:
        """Do a slice of a work, begun now or before. What it gives if it is done, else None.

        `work` must not give None, and holds nothing that holds this. What it raises is raised here.
        """
        if self._work is None or key != self._key:
            self.drop()
            self._key, self._work = key, _Work(work, self._clock, self._stops_in)
        if not self._work.go_on(seconds):
            return None
        done, self._work = self._work, None
        return done.result()

    def finish(self, key: Hashable, work: Callable[[], _Result]) -> _Result:
        """Do all that is left of a work without a stop, and give what it gives."""
        if self._work is None or key != self._key:
            return work()
        found = self.go_on(key, work, math.inf)
        assert found is not None
        return found

    def drop(self) -> None:
        """Do no more of the work under way."""
        if self._work:
            self._work.drop()
            self._work = None

    def __del__(self) -> None:
        # Its thread would wait for ever.
        self.drop()


class _Dropped(BaseException):
    """Ends the thread of a work that nobody wants any more."""


class _Work(Generic[_Result]):
    """One work and its thread. Of the two locks each side has one to wait at."""

    def __init__(
        self, work: Callable[[], _Result], clock: Clock, stops_in: tuple[str, ...]
    ) -> None:
        self._work = work
        self._clock = clock
        self._stops_in = stops_in
        self._until = 0.0
        self._found: list[_Result] = []
        self._error: BaseException | None = None
        self._is_over = False
        self._is_dropped = False
        self._may_work, self._has_stopped = Lock(), Lock()
        self._may_work.acquire()
        self._has_stopped.acquire()
        self._thread: Thread | None = None

    def go_on(self, seconds: float) -> bool:
        """Let the work go on for so long; True when it is over."""
        self._until = self._clock() + seconds
        if self._thread is None:
            thread = Thread(target=self._run, name="slices", daemon=True)
            # Where none can be started nobody may wait for one.
            thread.start()
            self._thread = thread
        self._may_work.release()
        self._has_stopped.acquire()
        return self._is_over

    def result(self) -> _Result:
        """What a work that is over gave, or raises what it raised."""
        if self._error:
            raise self._error
        return self._found[0]

    def drop(self) -> None:
        """End the thread. The work is at a stop, or was never begun.

        What it has to put in order runs beside the caller then, this once.
        """
        self._is_dropped = True
        if self._thread:
            self._may_work.release()

    def _run(self) -> None:
        try:
            self._wait()
            sys.setprofile(self._hook)
            self._found.append(self._work())
        except _Dropped:
            return
        except BaseException as error:  # It belongs to whoever waits for the work.
            self._error = error
        finally:
            sys.setprofile(None)
        self._is_over = True
        self._has_stopped.release()

    def _wait(self) -> None:
        self._may_work.acquire()
        if self._is_dropped:
            raise _Dropped

    def _hook(self, frame: FrameType, event: str, argument: Any) -> None:
        """Called at every function's begin and end: stop here where the slice is over."""
        if self._clock() < self._until:
            return
        may_stop = frame.f_globals.get("__name__", "").startswith(self._stops_in)
        if may_stop and frame.f_code.co_name != _NOT_IN:
            self._has_stopped.release()
            self._wait()
        if self._until == math.inf:
            sys.setprofile(None)
