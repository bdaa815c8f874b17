"""Ctrl+C, which Python turns into an exception anywhere, held back while something is saved."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def interrupt_held_back() -> Iterator[None]:
    """Hold back SIGINT until the block ends; what was to be done at it is done then.

    Where the block raises an error, that goes on rather than KeyboardInterrupt. In another thread
    than the main one nothing is held back: Python sends signals to that alone. Blocks may be nested
    and the outermost one counts. A signal that is ignored stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    except BaseException:
        signal.signal(signal.SIGINT, before)
        if came:
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        raise
    signal.signal(signal.SIGINT, before)
    if came:
        signal.raise_signal(signal.SIGINT)
