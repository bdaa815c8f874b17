"""The journal: bytes in checksummed frames, one line each, and how to read them after any accident.

A frame is the line `["crc32",length,payload]`, itself JSON: the checksum in eight hexadecimal
digits and the length in bytes are those of the payload. The first frame is the header; it names
the snapshot that the journal builds upon. A later frame carries a body, or the name of a newer
snapshot that the journal up to here has been folded into. Every payload names its generation, so
that bytes of an earlier journal are never taken for this one's.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from annotations.errors import DamagedError
from annotations.store.disk import Disk, replace

VERSION = 1
_HEAD = re.compile(rb'\["([0-9a-f]{8})",(\d{1,10}),')
_TAIL = b"]\n"
_NOTHING = msgspec.Raw()


class Base(msgspec.Struct, frozen=True):
    """A snapshot, known by its size in bytes and CRC-32; `modified` in nanoseconds is a witness.

    Other bytes under the same time of change were not written by a program: they are damage.
    """

    size: int
    crc: int
    modified: int = 0

    def same(self, other: Base) -> bool:
        """Whether both name the same bytes."""
        return (self.size, self.crc) == (other.size, other.crc)


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """The payload of one frame.

    `sequence` is the body's place in the history; a frame without a body repeats the last one.
    """

    generation: int
    sequence: int
    journal: int | None = None
    base: Base | None = None
    body: msgspec.Raw = _NOTHING


class Frame(msgspec.Struct, frozen=True):
    """A valid frame: its bytes from `start` to `end`, of which the closing begins at `closing`.

    `whole` is False when the closing alone is damaged.
    """

    start: int
    closing: int
    end: int
    payload: bytes
    whole: bool


class Reading(msgspec.Struct, frozen=True):
    """What a journal's bytes say.

    `damaged` are the byte ranges between valid entries that hold none. `end` is where the last
    valid entry stops: bytes after it, up to `size`, are the tail of a write that did not finish.
    `closing` is where the last entry's closing must be written anew, None where it is good.
    """

    header: Entry
    entries: tuple[Entry, ...]
    damaged: tuple[tuple[int, int], ...]
    end: int
    size: int
    closing: int | None

    @property
    def sequence(self) -> int:
        """The place in the history of the last entry."""
        return self.entries[-1].sequence if self.entries else self.header.sequence

    def lost(self, after: int = 0) -> list[int]:
        """The places in the history that are missing between the entries."""
        known = self.header.sequence
        missing: list[int] = []
        for entry in self.entries:
            missing += range(known + 1, entry.sequence + (not entry.body))
            known = max(known, entry.sequence)
        return [sequence for sequence in missing if sequence > after]


def frame(payload: bytes) -> bytes:
    """A payload as one line."""
    return b'["%08x",%d,%b]\n' % (zlib.crc32(payload), len(payload), payload)


def frames(data: bytes, start: int = 0) -> Iterator[Frame]:
    """The valid frames of some bytes in order; what lies between them is damaged.

    After a damaged byte the search goes on at the next place that looks like a frame.
    """
    while match := _HEAD.search(data, start):
        stop = match.end() + int(match[2])
        payload = data[match.end() : stop]
        if stop > len(data) or zlib.crc32(payload) != int(match[1], 16):
            start = match.start() + 1
            continue
        whole = data[stop : stop + len(_TAIL)] == _TAIL
        # A damaged closing costs nothing: length and checksum say where the payload ends.
        end = stop + len(_TAIL) if whole else _closing_end(data, stop)
        yield Frame(match.start(), stop, end, payload, whole)
        start = end


def _closing_end(data: bytes, stop: int) -> int:
    """Where a damaged closing ends: before the next frame, two bytes on at most."""
    for end in (stop, stop + 1):
        if _HEAD.match(data, end):
            return end
    return min(stop + len(_TAIL), len(data))


def read_journal(data: bytes, name: str) -> Reading:
    """Read a journal's bytes; `name` is for the message.

    Raises DamagedError when the header can't be read. A journal is born with its header in one
    step, so that this is never what a crash leaves.
    """
    found = frames(data)
    first = next(found, None)
    header = read_entry(first.payload) if first is not None and first.start == 0 else None
    if first is None or header is None or header.base is None or header.journal != VERSION:
        raise DamagedError(
            f"{name}: its first line, which says what it belongs to, is damaged; nothing was "
            "changed. Run `standoff salvage` to recover what it holds."
        )
    entries: list[Entry] = []
    damaged: list[tuple[int, int]] = []
    last = first
    for each in found:
        entry = read_entry(each.payload)
        if entry is None or entry.generation != header.generation:
            continue
        if each.start > last.end:
            damaged.append((last.end, each.start))
        entries.append(entry)
        last = each
    closing = None if last.whole else last.closing
    return Reading(header, tuple(entries), tuple(damaged), last.end, len(data), closing)


def read_entry(payload: bytes) -> Entry | None:
    """What a frame's payload says, None if it is no entry."""
    try:
        return _ENTRIES.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


_ENTRIES = msgspec.json.Decoder(Entry)
_encode = msgspec.json.Encoder().encode


class Journal:
    """A journal that is open for writing."""

    def __init__(
        self, disk: Disk, path: Path, descriptor: int, header: Entry, sequence: int, size: int
    ) -> None:
        self._disk = disk
        self._path = path
        self._descriptor = descriptor
        self.generation = header.generation
        self.folded = header.sequence
        self.sequence = sequence
        self.size = size
        self.broken: str | None = None

    @classmethod
    def create(
        cls, disk: Disk, path: Path, *, generation: int, sequence: int, base: Base
    ) -> Journal:
        """Make a journal with nothing but its header, in the place of any other. Raises OSError."""
        header = Entry(generation, sequence, journal=VERSION, base=base)
        line = frame(_encode(header))
        replace(disk, path, (line,))
        return cls(disk, path, disk.append(path), header, sequence, len(line))

    @classmethod
    def resume(cls, disk: Disk, path: Path, reading: Reading) -> Journal:
        """Go on with a journal that was read: an unfinished tail is cut off. Raises OSError."""
        descriptor = disk.append(path)
        journal = cls(disk, path, descriptor, reading.header, reading.sequence, reading.end)
        try:
            if reading.closing is not None:
                journal._write_closing(reading.closing)
            elif reading.size > reading.end:
                journal._cut_back()
        except OSError:
            disk.close(descriptor)
            raise
        return journal

    def append(self, sequence: int, *, body: bytes = b"", base: Base | None = None) -> int:
        """Write one entry and return when it is on the disk; returns its size in bytes.

        Raises OSError. What was written of it is cut off again, so that the same call may be made
        once more; if even that fails, or the disk reports an error while syncing, nobody knows what
        it holds: `broken` then says so and every later call fails.
        """
        if self.broken is None:
            self._look_for_strangers()
        if self.broken is not None:
            raise OSError(self.broken)
        raw = msgspec.Raw(body) if body else _NOTHING
        line = frame(_encode(Entry(self.generation, sequence, base=base, body=raw)))
        try:
            self._disk.write(self._descriptor, line)
        except BaseException:
            self._try_to_cut_back()
            raise
        try:
            self._disk.sync(self._descriptor)
        except OSError as error:
            # The system may now believe that the bytes are saved, so that a second sync would
            # succeed without them: this file is not written to again.
            self.broken = f"the disk reported an error while saving ({error})"
            raise
        except BaseException:
            # An interrupt, which says nothing against the disk.
            self._try_to_cut_back()
            raise
        self.size += len(line)
        self.sequence = sequence
        return len(line)

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            self._disk.close(self._descriptor)
            self._descriptor = -1

    def _look_for_strangers(self) -> None:
        """Notice a journal that was replaced, deleted or written to by another program."""
        size, links = self._disk.size_and_links(self._descriptor)
        if links == 0:
            self.broken = f"{self._path.name} was deleted or replaced by another program"
        elif size != self.size:
            self.broken = f"{self._path.name} was written to by another program"

    def _try_to_cut_back(self) -> None:
        try:
            self._cut_back()
        except OSError as error:
            self.broken = f"an unfinished write could not be taken back ({error})"

    def _cut_back(self) -> None:
        self._disk.truncate(self._descriptor, self.size)
        self._disk.sync(self._descriptor)

    def _write_closing(self, closing: int) -> None:
        """Write the last entry's closing anew; its payload is known to be good."""
        self._disk.truncate(self._descriptor, closing)
        self._disk.write(self._descriptor, _TAIL)
        self._disk.sync(self._descriptor)
        self.size = closing + len(_TAIL)

    def replaced(self) -> bool:
        """Whether another file has this one's name now, or none has. Raises OSError."""
        return self._disk.size_and_links(self._descriptor)[1] == 0
