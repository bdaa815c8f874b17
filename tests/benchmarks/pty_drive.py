"""Drives a program in a real terminal (a pty) and measures how long a key waits for its frame."""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Textual asks for these at its start; a terminal that doesn't answer is an old one.
_STARTED = 0.4
# A frame is over when nothing more came for this long.
_FRAME_OVER = 0.03


@dataclass(frozen=True)
class Latency:
    """One key: milliseconds from its byte written to the frame's first and last byte, and bytes."""

    first: float
    last: float
    size: int


class Terminal:
    """A program in a pty; a context manager that ends the program when it is left."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 140,
        rows: int = 45,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        settings = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **(environment or {}),
        }
        # An installed program's modules are compiled once; a machine may be set to keep none.
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        self.started = time.perf_counter()
        self._child, self._descriptor = pty.fork()
        if self._child == 0:
            os.execvpe(command[0], list(command), settings)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, size)
        self.output = bytearray()
        self.status: int | None = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program, at once if it is still there."""
        if self.status is None:
            os.kill(self._child, signal.SIGKILL)
            _, self.status = os.waitpid(self._child, 0)
            os.close(self._descriptor)

    def read(self, timeout: float) -> bytes:
        """What comes within `timeout` seconds, at its first piece; empty if nothing comes."""
        ready, _, _ = select.select([self._descriptor], [], [], timeout)
        if not ready:
            return b""
        try:
            piece = os.read(self._descriptor, 1 << 16)
        except OSError as error:
            text = bytes(self.output[-2000:]).decode(errors="replace")
            raise RuntimeError(f"the program has ended; its last output:\n{text}") from error
        self.output += piece
        return piece

    def wait_for(self, text: str, timeout: float = 60.0) -> float:
        """Read until the output holds a text and a pause follows; seconds from the start until the
        text was there. What is done while nobody waits may come after it."""
        deadline = time.perf_counter() + timeout
        sought = text.encode()
        while sought not in self.output:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"no {text!r} within {timeout} s")
            self.read(0.1)
        shown = time.perf_counter() - self.started
        while self.read(_STARTED):
            pass
        return shown

    def press(self, key: bytes, timeout: float = 20.0) -> Latency:
        """Write a key and read until its frame is over."""
        while self.read(0):
            pass
        start = time.perf_counter()
        os.write(self._descriptor, key)
        first = last = 0.0
        size = 0
        while True:
            piece = self.read(_FRAME_OVER if size else timeout)
            now = (time.perf_counter() - start) * 1e3
            if not piece:
                break
            first = first or now
            last = now
            size += len(piece)
        if not size:
            raise TimeoutError(f"no answer to {key!r} within {timeout} s")
        return Latency(first, last, size)


def measure(
    terminals: Sequence[tuple[Terminal, Sequence[bytes]]], times: int
) -> list[list[Latency]]:
    """Press keys in several programs in turn, so that the machine's moods touch all alike.

    Each program has its keys, pressed one after another; the last one is measured, those before it
    make ready for it. The gaps between keys are random, so as not to fall into step with a timer.
    """
    results: list[list[Latency]] = [[] for _ in terminals]
    for _ in range(times):
        for (terminal, keys), result in zip(terminals, results, strict=True):
            for key in keys:
                time.sleep(random.uniform(0.005, 0.03))
                latency = terminal.press(key)
            result.append(latency)
    return results


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
