"""Keeps the garbage collector's pauses out of the moments in which a key waits for its frame.

A full collection of an annotator's heap takes 50 to 100 ms, more than the eye forgives. So what is
there after the first paint is frozen, and new garbage is collected when no key has come for a
while. A bound on what may pile up forces a collection even under keys that never pause.
"""

from __future__ import annotations

import gc
from time import monotonic

# A Strip is about twenty objects: this many are some 50 MB at most.
_MOST_OBJECTS = 400_000
_TOO_FEW_OBJECTS = 2_000


class Pauses:
    """Decides when to collect. The app calls `start` after its first paint, `key` at every key,
    `tick` every half second or so, and `stop` at its end.

    `quiet` is in seconds without a key. Between `start` and `stop` Python collects nothing by
    itself; with `enabled` false all is left to Python.
    """

    def __init__(
        self, *, enabled: bool = True, quiet: float = 1.0, most_objects: int = _MOST_OBJECTS
    ) -> None:
        self._enabled = enabled
        self._quiet = quiet
        self._most_objects = most_objects
        self._running = False
        self._last_key = monotonic()

    @property
    def running(self) -> bool:
        """Whether collections are made here and not by Python."""
        return self._running

    def start(self) -> None:
        """Collect once, set aside what is left, and take over. A second call sets aside anew."""
        if not self._enabled:
            return
        gc.collect()
        gc.freeze()
        gc.disable()
        self._running = True

    def key(self) -> None:
        """A key came: its frame, and those of the keys after it, must not wait."""
        self._last_key = monotonic()

    def tick(self) -> bool:
        """Collect if it is quiet or too much has piled up; says whether it did."""
        if not self._running:
            return False
        # The youngest generation counts what was made and not freed since the last collection.
        objects = gc.get_count()[0]
        quiet = monotonic() - self._last_key >= self._quiet
        if objects < (_TOO_FEW_OBJECTS if quiet else self._most_objects):
            return False
        gc.collect()
        return True

    def stop(self) -> None:
        """Give collecting back to Python."""
        if self._running:
            self._running = False
            gc.unfreeze()
            gc.enable()
