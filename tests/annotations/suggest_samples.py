"""What tests of candidates share: decisions as commits tell them, and waiting for slow sources."""

from __future__ import annotations

import threading

from annotations.change import PutRow
from annotations.suggest.candidates import Candidates
from annotations.suggest.memory import TABLE, Memory, Remembered, added


def learn(memory: Memory, words: str, label: str) -> None:
    """Let the memory know that words were tagged once."""
    _decide(memory, words, label, (1, 0))


def forget(memory: Memory, words: str, label: str = "") -> None:
    """Let the memory know that words were rejected once."""
    _decide(memory, words, label, (0, 1))


def _decide(memory: Memory, words: str, label: str, pair: tuple[int, int]) -> None:
    row = next((row for row in memory.rows() if row.id == words), Remembered(words))
    labels = {name: list(both) for name, both in added(row.labels, {label: pair}).items()}
    memory.follow([PutRow(TABLE, words, {"id": words, "labels": labels})])


def is_waiting(candidates: Candidates) -> bool:
    """Whether a slow source has yet to answer."""
    return any(visit.is_busy for visit in candidates._slow)


def settle(candidates: Candidates) -> bool:
    """Wait until nothing is awaited; True if anything was taken over."""
    changed = False
    tick = threading.Event()
    while is_waiting(candidates):
        changed |= candidates.refresh()
        tick.wait(0.005)
    return candidates.refresh() or changed
