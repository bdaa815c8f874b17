"""A bar that shows how far something is, on standard error, where that is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 1.0


@contextmanager
def bar(what: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Gives what to call after each step. The bar appears where it takes longer than a second."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    begun, done = time.monotonic(), 0
    shown: Progress | None = None

    def step() -> None:
        nonlocal done, shown
        done += 1
        if shown is not None:
            shown.update(shown.task_ids[0], completed=done)
        elif time.monotonic() - begun > _PATIENCE:
            shown = _shown(what, total)

    try:
        yield step
    finally:
        if shown is not None:
            shown.stop()


def _shown(what: str, total: int | None) -> Progress:
    # Loaded late: most of what is done is done before anybody would look at a bar.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    progress.add_task(what, total=total)
    progress.start()
    return progress
