"""A snapshot, its journal and its history as one: loading them, adding to them, folding them.

At every instant these files together hold every entry that was appended. What is in the entries
and in the snapshot is the caller's.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotations.errors import DamagedError
from annotations.store.disk import Disk, discard, replace, temporary, write_aside
from annotations.store.history import History, Saved
from annotations.store.journal import Base, Journal, frames, read_entry, read_journal
from annotations.store.recovery import (
    Loaded,
    OutOfStepError,
    StoredCommit,
    decode_commit,
    journal_path,
    load,
)

FOLD_AT_LEAST = 1 << 20
FOLD_AT_MOST = 16 << 20
EMPTY = b"{}\n"
_READER_TRIES = 50
_BOTH = 2


class Pair:
    """The files of one annotator. Methods raise OSError where the disk does.

    `sequence` is the place in the history of the last entry, `journal` is None until the first one
    is to be written.
    """

    def __init__(self, disk: Disk, path: Path) -> None:
        self._disk = disk
        self.path = path
        self.journal_path = journal_path(path)
        self._history = History(disk, path)
        self.journal: Journal | None = None
        self.exists = path.exists() or self.journal_path.exists()
        self.sequence = 0
        self._base = Base(0, 0)
        self._generation = 0
        # The commits since the last fold, and the place of the last one before them.
        self._recent: list[Saved] = []
        self._before = 0
        # The files as they were when they were last read, and where the journal ended.
        self._seen: list[tuple[int, int, int]] = []
        self._end = 0

    # Reading.

    def load(self) -> Loaded:
        """Read the files; also beside a writer: if one was replaced meanwhile, both are read again.

        Raises DamagedError or OutOfStepError.
        """
        for _ in range(_READER_TRIES):
            self._seen = self._fingerprint()
            try:
                return self._accept(load(self._disk, self.path))
            except (OutOfStepError, DamagedError, FileNotFoundError):
                if self._fingerprint() == self._seen:
                    raise
        return self._accept(load(self._disk, self.path))

    def changed(self) -> bool:
        """Whether the snapshot is there and one of the files is not as it was when last read."""
        return self.path.exists() and self._fingerprint() != self._seen

    def added(self) -> list[StoredCommit] | None:
        """The commits that a writer has added to the journal since it was last read.

        None where more has changed than that: then both files must be loaded anew.
        """
        seen, now = self._seen, self._fingerprint()
        # What is known of a file begins with what stays when it is only added to.
        if len(seen) != _BOTH or len(now) != _BOTH or (seen[0], seen[1][0]) != (now[0], now[1][0]):
            return None
        try:
            data = self._disk.read(self.journal_path)[self._end :]
        except OSError:
            return None
        bodies: list[Saved] = []
        end = 0
        for each in frames(data):
            entry = read_entry(each.payload)
            expected = (self._generation, self.sequence + len(bodies) + 1)
            if entry is None or not entry.body or each.start != end or not each.whole:
                return None
            if (entry.generation, entry.sequence) != expected:
                return None
            bodies.append((entry.sequence, bytes(entry.body)))
            end = each.end
        try:
            commits = [decode_commit(body) for _, body in bodies]
        except DamagedError:
            return None
        self._seen, self._end = now, self._end + end
        self._recent += bodies
        self.sequence += len(bodies)
        return commits

    def newest_first(self) -> Iterator[bytes]:
        """The commits that are known, as JSON; the history file is read when it is their turn.

        Raises OSError.
        """
        before = self._before
        yield from [body for _, body in reversed(self._recent)]
        yield from (body for sequence, body in reversed(self._history.read()) if sequence <= before)

    def _accept(self, loaded: Loaded) -> Loaded:
        self._base, self._generation = loaded.base, loaded.generation
        self.sequence = loaded.sequence
        self._end = loaded.reading.end if loaded.reading else 0
        if not loaded.known:
            self.sequence = max(self.sequence, self._history.last())
        self._recent = [(each.sequence, bytes(each.body)) for each in loaded.replayed]
        self._before = self._recent[0][0] - 1 if self._recent else self.sequence
        return loaded

    def _fingerprint(self) -> list[tuple[int, int, int]]:
        """What changes when one of the two files is replaced or written to."""
        found = []
        for each in (self.path, self.journal_path):
            with contextlib.suppress(FileNotFoundError):
                status = each.stat()
                found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        return found

    # Writing.

    @property
    def base(self) -> Base:
        """The snapshot that is on the disk, as far as this process has read or written it."""
        return self._base

    def clear_leftovers(self) -> None:
        """Take away what an interrupted fold left; it is never trusted."""
        for each in (self.path, self.journal_path, self._history.path):
            if temporary(each).exists():
                discard(self._disk, temporary(each))

    def make_ready(self, loaded: Loaded) -> list[str]:
        """Go on with the journal that was loaded; damaged parts are copied aside, and said."""
        reading = loaded.reading
        if reading is None:
            if loaded.generation:
                self.start_journal()
            return []
        notices = []
        if reading.damaged or reading.size > reading.end:
            data = self._disk.read(self.journal_path)
            if reading.damaged or data.endswith(b"\n"):
                aside = free_name(self.journal_path, "damaged")
                replace(self._disk, aside, (data,))
                notices.append(f"{self.journal_path.name} was copied to {aside.name} as it was.")
        # A kill between a rename and its sync leaves a name that a power cut could take back.
        self._disk.sync_folder(self.path.parent)
        self.journal = Journal.resume(self._disk, self.journal_path, reading)
        return notices

    def create(self) -> Journal:
        """Make the empty snapshot and its journal, or neither. Only for who holds the lock."""
        try:
            replace(self._disk, self.path, (EMPTY,))
            self._base = Base(len(EMPTY), zlib.crc32(EMPTY), self._disk.modified(self.path))
            journal = self.start_journal()
        except BaseException:
            discard(self._disk, self.journal_path)
            discard(self._disk, self.path)
            raise
        self.exists = True
        return journal

    def announce(self, size: int, crc: int) -> None:
        """Have the journal know a snapshot that another step will put in place of this one.

        Nothing may be in the journal that this one lacks. Only for who holds the lock.
        """
        if self.exists:
            journal = self.journal or self.start_journal()
            journal.append(journal.sequence, base=Base(size, crc))

    def made_meanwhile(self) -> bool:
        """Whether another program has made the files since, and something is in them.

        Empty ones may be our own, of a first commit that failed and could not be cleared away.
        Raises DamagedError.
        """
        journal, snapshot = self._disk.read_pair(self.journal_path, self.path)
        if snapshot is not None and snapshot != EMPTY:
            return True
        if journal is None:
            return False
        return read_journal(journal, self.journal_path.name).sequence > 0

    def append(self, journal: Journal, sequence: int, body: bytes) -> None:
        """Save one commit."""
        journal.append(sequence, body=body)
        self.sequence = sequence
        self._recent.append((sequence, body))

    def start_journal(self) -> Journal:
        """Put a journal without entries in its place, for the snapshot as it is."""
        self.journal = Journal.create(
            self._disk,
            self.journal_path,
            generation=self._generation + 1,
            sequence=self.sequence,
            base=self._base,
        )
        self._generation += 1
        return self.journal

    # Folding.

    def fold_size(self) -> int:
        """The size in bytes at which a journal is worth folding."""
        return min(max(FOLD_AT_LEAST, self._base.size // 4), FOLD_AT_MOST)

    def fold(self, journal: Journal, chunks: Iterable[bytes]) -> list[str]:
        """Write the snapshot anew from its bytes and start a new journal; says what was found.

        After a failure the old files serve on. Raises OSError, and whatever `chunks` raises.
        """
        notices = self._save_foreign_edit()
        counted = _Counted(chunks)
        aside = write_aside(self._disk, self.path, counted)
        try:
            base = counted.of(self._disk.modified(aside))
            self._history.add(self._recent)
            journal.append(journal.sequence, base=base)
            self._disk.rename(aside, self.path)
        except BaseException:
            discard(self._disk, aside)
            raise
        # From here on the journal knows both snapshots, whichever of them a power cut leaves.
        self._base = base
        self._disk.sync_folder(self.path.parent)
        self._renew(journal)
        return notices

    def _renew(self, journal: Journal) -> None:
        """Put a journal without entries in the place of one that is folded."""
        try:
            self.start_journal()
        except BaseException as error:
            # If the new one has its place already, but perhaps not on the disk, then nobody knows
            # which of the two a power cut would leave: neither may be written to.
            if journal.replaced():
                why = str(error) or "it was interrupted"
                journal.broken = f"the folder could not be saved ({why})"
            raise
        self._recent, self._before = [], self.sequence
        with contextlib.suppress(OSError):
            journal.close()

    def _save_foreign_edit(self) -> list[str]:
        """Copy the snapshot aside if another program has written to it since we read it."""
        try:
            if self._disk.modified(self.path) == self._base.modified:
                return []
            data = self._disk.read(self.path)
        except FileNotFoundError:
            return []
        if self._base.same(Base(len(data), zlib.crc32(data))):
            return []
        aside = free_name(self.path, "foreign")
        replace(self._disk, aside, (data,))
        return [
            f"{self.path.name} was changed by another program while it was open here; that state "
            f"was copied to {aside.name}, and the file holds what was annotated here."
        ]


class _Counted:
    """A snapshot's bytes on their way to the disk, and what they add up to."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._size = self._crc = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._size += len(chunk)
            self._crc = zlib.crc32(chunk, self._crc)
            yield chunk

    def of(self, modified: int) -> Base:
        """The name of what went by."""
        return Base(self._size, self._crc, modified)


def free_name(path: Path, word: str) -> Path:
    """A name beside a file that nothing has yet: `alice.json.journal.damaged-1`."""
    number = 1
    while (free := path.with_name(f"{path.name}.{word}-{number}")).exists():
        number += 1
    return free
