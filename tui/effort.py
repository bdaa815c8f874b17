"""What annotating costs: keys, seconds and shortcuts, counted where a person has asked for it.

It is kept in the user's state folder, never in the project, and never sent. Only numbers are
kept: how often which command, how many keys and seconds, which keys meant nothing. What is typed
into lines is counted and not kept. While it is off nothing is counted.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec

from annotations.change import Change, DeleteItem
from annotations.errors import StandoffError
from tui.places import state_file

# A pause of more seconds is no work on what comes after it.
PAUSE: Final = 60.0
# What is counted is written when so many seconds have passed without a key, and at the latest
# after so many.
_QUIET, _LATEST = 2.0, 60.0


class Effort(msgspec.Struct):
    """What was counted, over all projects.

    `seconds` leaves pauses out. `used` says how often a key ran each command, `sought` how often it
    was run by the palette or the mouse though a key does it, `unknown` which keys meant nothing.
    `mention_keys` and `mention_seconds` are those since what was made before, up to a command that
    made mentions. Mentions that are made with a stance are a part of it and not counted.
    """

    on: bool = False
    keys: int = 0
    seconds: float = 0.0
    mentions: int = 0
    mention_keys: int = 0
    mention_seconds: float = 0.0
    stances: int = 0
    stance_keys: int = 0
    stance_seconds: float = 0.0
    used: dict[str, int] = {}
    sought: dict[str, int] = {}
    unknown: dict[str, int] = {}

    def add(self, other: Effort) -> None:
        """Add what was counted elsewhere."""
        for name in self.__struct_fields__:
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, dict):
                setattr(self, name, dict(Counter(mine) + Counter(theirs)))
            elif name != "on":
                setattr(self, name, mine + theirs)


def effort_file() -> Path:
    """Where it is kept: `effort.json` beside what else is remembered between runs."""
    return state_file().with_name("effort.json")


def read_effort(file: Path | None = None) -> Effort:
    """What is on the disk; nothing, and off, where there is no file or one that can't be read."""
    try:
        return msgspec.json.decode((file or effort_file()).read_bytes(), type=Effort)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Effort()


def write_effort(effort: Effort, file: Path | None = None) -> None:
    """Put it on the disk as a whole. Raises StandoffError where that can't be."""
    file = file or effort_file()
    temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(effort))
        temporary.replace(file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise StandoffError(f"{file}: {error.strerror or error}") from error


def _count(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


class EffortCounter:
    """Counts one run of the annotator in memory; `tick` and `stop` write it down.

    A crash loses what was counted since it was written last, a minute at most.
    """

    def __init__(self, file: Path | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._file = file or effort_file()
        self._clock = clock
        self.on = read_effort(self._file).on
        self._since = Effort()
        self._is_new = False
        self._last_key = self._written = clock()
        # Keys and seconds since the last mention or stance was made.
        self._keys = 0
        self._seconds = 0.0

    def key(self) -> None:
        """A key came."""
        if not self.on:
            return
        now = self._clock()
        passed, self._last_key = now - self._last_key, now
        self._keys += 1
        self._since.keys += 1
        if passed <= PAUSE:
            self._seconds += passed
            self._since.seconds += passed
        self._is_new = True

    def used(self, command: str) -> None:
        """A key ran a command."""
        if self.on:
            _count(self._since.used, command)

    def sought(self, command: str) -> None:
        """The palette or the mouse ran what a key does."""
        if self.on:
            _count(self._since.sought, command)
            self._is_new = True

    def unknown(self, keys: str) -> None:
        """Keys meant nothing."""
        if self.on:
            _count(self._since.unknown, keys)

    def made(self, change: Change) -> None:
        """A change was saved."""
        if not self.on:
            return
        # What is new is taken out by the way back.
        new = Counter(o.items for o in change.inverse if isinstance(o, DeleteItem))
        since = self._since
        if new["stances"]:
            since.stances += new["stances"]
            since.stance_keys += self._keys
            since.stance_seconds += self._seconds
        elif new["mentions"]:
            since.mentions += new["mentions"]
            since.mention_keys += self._keys
            since.mention_seconds += self._seconds
        else:
            return
        self._keys, self._seconds, self._is_new = 0, 0.0, True

    @property
    def notices(self) -> list[str]:
        """What the help says of it, while it is on."""
        return [f"keys and seconds are counted, in {self._file} alone: standoff effort"] * self.on

    def tick(self) -> None:
        """Called every half second or so: write what was counted, at a pause or when it is time."""
        if self._is_new:
            now = self._clock()
            if now - self._last_key >= _QUIET or now - self._written >= _LATEST:
                self._write()

    def stop(self) -> None:
        """Write what was counted."""
        if self._is_new:
            self._write()

    def _write(self) -> None:
        """Add what was counted to what is on the disk; another window may have written meanwhile.

        Where it was switched off since, nothing is counted any more; where the disk takes
        nothing, it is tried again later.
        """
        self._written = self._clock()
        whole = read_effort(self._file)
        if whole.on:
            whole.add(self._since)
            with suppress(StandoffError):
                write_effort(whole, self._file)
                self._since, self._is_new = Effort(), False
        else:
            self.on, self._since, self._is_new = False, Effort(), False
