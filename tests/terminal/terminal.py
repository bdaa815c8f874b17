"""A real terminal for tests: a program in a pty, its screen kept by pyte, keys typed as bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sysconfig
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

import pyte

STANDOFF = str(Path(sysconfig.get_path("scripts")) / "standoff")
PATIENCE = 30.0

# What an xterm sends.
KEYS: Mapping[str, bytes] = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "shift+right": b"\x1b[1;2C",
    "shift+left": b"\x1b[1;2D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "ctrl+home": b"\x1b[1;5H",
    "ctrl+right": b"\x1b[1;5C",
    "ctrl+down": b"\x1b[1;5B",
    "delete": b"\x1b[3~",
    "pagedown": b"\x1b[6~",
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "ctrl+left": b"\x1b[1;5D",
    "ctrl+up": b"\x1b[1;5A",
    "shift+up": b"\x1b[1;2A",
    "shift+down": b"\x1b[1;2B",
    "pageup": b"\x1b[5~",
    "space": b" ",
    "escape": b"\x1b",
    "f1": b"\x1bOP",
    "f6": b"\x1b[17~",
    "left_shift": b"\x1b[57441;2u",
    **{f"ctrl+{letter}": bytes([ord(letter) - 96]) for letter in "adegnqtyz"},
}

# Private modes with intermediates that pyte would print: none of them moves the cursor.
_UNKNOWN = re.compile(rb"\x1b\[[<=>?][0-9;]*[ $]?[pquc]|\x1b\[[0-9;]*\$[a-z]")


def as_bytes(key: str) -> bytes:
    """The bytes of a key: by its name, else as the character that it types."""
    assert key in KEYS or len(key) == 1, f"no terminal is known to send {key}"
    return KEYS.get(key) or key.encode()


class Terminal:
    """One program in a terminal of its own, ended with the `with` block whatever happens."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        columns: int = 140,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """`environment` is added to that of the test; an empty value takes a name out."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = b""
        self._bytes = self._known = 0
        self.code: int | None = None
        wanted = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})}
        wanted = {name: value for name, value in wanted.items() if value}
        self.process, self._master = pty.fork()
        if not self.process:
            # The child of a threaded process: nothing but what leads to exec.
            with suppress(OSError):
                if folder:
                    os.chdir(folder)
                os.execve(arguments[0], list(arguments), wanted)
            os._exit(127)
        self.resize(columns, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.code is None:
            self.kill(signal.SIGKILL)
            self.ended()
        if self._master >= 0:
            os.close(self._master)

    # In

    def hang_up(self) -> None:
        """Take the terminal away, as a dropped connection does."""
        os.close(self._master)
        self._master = -1

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, and tell the program."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, *keys: str) -> None:
        """Type keys, by name or as characters, without waiting for anything."""
        for key in keys:
            os.write(self._master, as_bytes(key))

    def send(self, data: bytes) -> None:
        """Send bytes as the terminal would."""
        os.write(self._master, data)

    def kill(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.process, number)

    # Out

    @property
    def lines(self) -> list[str]:
        """The screen, row by row, without blanks at the right."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    def seen(self, words: str) -> str:
        """Wait until a row shows these words; that row."""
        self.wait(lambda: any(words in line for line in self.lines), f"{words!r} on the screen")
        return next(line for line in self.lines if words in line)

    def wait(self, met: Callable[[], bool], what: str = "that") -> None:
        """Read what the program writes until a condition is met; fails with the screen."""
        deadline = monotonic() + PATIENCE
        while not met():
            assert self.code is None, f"{what} never came, the program ended:\n{self.text}"
            assert monotonic() < deadline, f"{what} never came; the screen:\n{self.text}"
            self._read(0.05)

    def anything(self) -> bool:
        """Whether the program wrote anything since this was asked last."""
        known, self._known = self._known, self._bytes
        return self._bytes > known

    def watch(self, seconds: float) -> None:
        """Read for a time what the program writes."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0 and self.code is None:
            self._read(left)

    def ended(self) -> int:
        """Wait for the program's end: its exit code, or the signal's number as a negative one."""
        deadline = monotonic() + PATIENCE
        while self.code is None:
            assert monotonic() < deadline, f"it goes on; the screen:\n{self.text}"
            self._read(0.05)
        return self.code

    def _read(self, patience: float) -> None:
        watched = [self._master] if self._master >= 0 else []
        ready, _, _ = select.select(watched, [], [], patience)
        data = b""
        if ready:
            # Linux reports the end of the other side as an error.
            with suppress(OSError):
                data = os.read(self._master, 65536)
        if data:
            self._bytes += len(data)
            self._show(data)
            return
        process, status = os.waitpid(self.process, os.WNOHANG)
        if process:
            self.code = os.waitstatus_to_exitcode(status)

    def _show(self, data: bytes) -> None:
        data = self._rest + data
        # A sequence that is not whole yet waits for its end.
        begun = re.search(rb"\x1b[^a-zA-Z~]{0,24}\Z", data)
        cut = begun.start() if begun else len(data)
        self._rest = data[cut:]
        self._stream.feed(_UNKNOWN.sub(b"", data[:cut]))
