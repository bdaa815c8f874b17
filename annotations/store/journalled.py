"""The crash-safe store: a TinyDB snapshot, the journal of what was done since, and the history.

A commit is one line in the journal and one sync; only then is it in memory, and answered.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from annotations.change import Change, Commit, Table
from annotations.errors import CommitError, DamagedError, ReadOnlyError, RefusedError, StoreError
from annotations.store import places
from annotations.store.checks import check_change, encoded
from annotations.store.coming import Coming
from annotations.store.disk import Disk
from annotations.store.interrupt import interrupt_held_back
from annotations.store.journal import Journal
from annotations.store.lock import HeldError, WriterLock
from annotations.store.pair import Pair
from annotations.store.placing import Aside, Measure, is_pending
from annotations.store.recovery import StoredCommit, decode_commit
from annotations.store.rows import Rows, Tables
from annotations.store.texts import keep_text

_EXCESSIVE = 8  # times the size at which a pause folds: then a commit does
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_HALF = "an import was interrupted and is not finished yet"
# What decoding and merging a row of the wrong shape raises.
_UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, msgspec.MsgspecError)


def open_store(
    path: Path, *, annotator: str, read_only: bool = False, disk: Disk | None = None
) -> JournalledStore:
    """Open an annotator's file; one that doesn't exist is made by the first commit.

    Where another process writes to it, or nothing can be written there, it opens read-only and
    `notices` says why. Raises DamagedError or OutOfStepError when the files can't be used as they
    are, StoreError when they can't be read; they are left untouched.
    """
    return JournalledStore(path, annotator, read_only=read_only, disk=disk)


class JournalledStore:
    """One annotator's rows; see the protocol `Store`. May be used from several threads."""

    def __init__(
        self, path: Path, annotator: str, *, read_only: bool = False, disk: Disk | None = None
    ) -> None:
        self._disk = disk or Disk()
        # A link to the file stays a link; its lock and journal stand beside the file itself.
        self._path = Path(os.path.realpath(path))
        self._named = path
        self._annotator = annotator
        self._mutex = threading.RLock()
        self._lock = WriterLock(self._path)
        self._tables = Tables()
        self._notices: list[str] = []
        self._reason = f"{self._path.name} was opened for reading only" if read_only else None
        self._closed = False
        self._fold_at = 0
        try:
            self._pair = Pair(self._disk, self._path)
            if not read_only:
                self._notices += places.warnings(self._path.parent)
                self._open_for_writing()
            if self._reason is not None and self._pair.exists:
                self._load_for_reading()
        except OSError as error:
            raise self._unreadable(error) from error

    # What the protocol asks for.

    @property
    def path(self) -> Path:
        """The annotator's file."""
        return self._path

    @property
    def read_only(self) -> bool:
        """True when commits are refused."""
        return self._refusal() is not None

    @property
    def notices(self) -> tuple[str, ...]:
        """What opening and folding found and a person should know."""
        return tuple(self._notices)

    @property
    def sequence(self) -> int:
        """The place in the history of the last commit."""
        return self._pair.sequence

    def keys(self, table: Table) -> Collection[str]:
        """The keys of a table's rows; what is returned follows later commits."""
        return self._tables.table(table).keys()

    def read(self, table: Table, key: str) -> bytes | None:
        """One row as JSON with every commit applied, or None.

        Raises DamagedError when its bytes can't be read.
        """
        with self._mutex:
            rows = self._tables.table(table)
            number = rows.find(key)
            if number is None:
                return None
            try:
                return rows.read(number)
            except _UNREADABLE as error:
                raise DamagedError(
                    f"{self._path.name}: the row {key!r} of {table} can't be read ({error}). "
                    "Run `standoff verify`."
                ) from error

    def keep_text(self, text: str) -> None:
        """Keep a text beside the annotations, on disk on return. Raises CommitError."""
        keep_text(self._path.parent, text, self._disk)

    def commit(
        self,
        change: Change,
        *,
        annotator: str,
        time: str,
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> Commit:
        """Save a change; it is durable on return.

        Raises ReadOnlyError, or CommitError when it could not be saved: then nothing has changed
        and the same call may be made again.
        """
        check_change(change)
        return self._commit(
            StoredCommit(
                sequence=0,
                time=time,
                annotator=annotator,
                command=change.command,
                summary=change.summary,
                operations=change.operations,
                inverse=change.inverse,
                undoes=undoes,
                redoes=redoes,
            )
        )

    def commit_numbered(self, change: Change, numbers: tuple[int, ...], *, time: str) -> Commit:
        """Save a change of whole rows that names the TinyDB number of each one; like `commit`."""
        return self._commit(
            StoredCommit(
                sequence=0,
                time=time,
                annotator=self._annotator,
                command=change.command,
                summary=change.summary,
                operations=change.operations,
                inverse=change.inverse,
                numbers=numbers,
            )
        )

    def write_with(self, coming: Coming, path: Path) -> tuple[Measure, Measure | None]:
        """Write a snapshot to another path, on the disk on return: this one with more rows.

        What it is known by comes back, and what this one is known by, None where there is none.
        Nothing has changed yet: the rows are saved when that file takes this one's place, once it
        was announced. That must come before anything else is saved here, and the store is closed
        then. There is no commit for them, so that they can't be undone one by one. Raises
        ReadOnlyError or CommitError.
        """
        with self._mutex:
            refusal = self._refusal()
            if refusal is not None:
                raise ReadOnlyError(f"{refusal}. Nothing was saved.")
            try:
                self._take_file()
                journal = self._pair.journal
                if journal is not None and journal.sequence > journal.folded:
                    self._notices += self._pair.fold(journal, self._tables.chunks())
                aside = Aside(self._disk, path, self._disk.mode(self._path))
                with closing(aside):
                    for chunk in self._tables.chunks(coming.by_tables()):
                        aside.write(chunk)
                    now = aside.finish()
            except OSError as error:
                raise self._not_saved(error) from error
            base = self._pair.base
            return now, Measure(base.size, base.crc) if self._pair.exists else None

    def announce(self, now: Measure) -> None:
        """Have the journal know what `write_with` wrote, so that it may take its place.

        No harm is done where it never does. Raises OSError.
        """
        with self._mutex:
            self._pair.announce(now.size, now.crc)

    def coming(self, path: Path) -> Coming:
        """A place for rows that are to be written with this store's, aside at a path."""
        return Coming(self._disk, path, self._tables)

    def history(self) -> Iterator[Commit]:
        """The commits that are still known, the newest first. Raises StoreError."""
        try:
            for body in self._pair.newest_first():
                yield decode_commit(body)
        except OSError as error:
            raise StoreError(f"the history of {self._path.name} can't be read: {error}") from error

    def idle(self) -> None:
        """Fold if the journal has grown. Never raises."""
        with self._mutex, interrupt_held_back():
            journal = self._pair.journal
            if journal is not None and journal.size > self._fold_size():
                self._try_to_fold(journal)

    def refresh(self) -> bool:
        """Take over what another process has saved since, where the file is open for reading.

        True if there was anything new. Raises what opening raises; then what was read before stays.
        """
        with self._mutex:
            self._refusal()
            try:
                if self._reason is None or self._closed or not self._pair.changed():
                    return False
                added = self._pair.added()
                if added is None:
                    self._load_for_reading()
                    return True
            except OSError as error:
                raise self._unreadable(error) from error
            for commit in added:
                self._tables.apply(commit.operations, commit.numbers)
            return bool(added)

    def close(self) -> None:
        """Fold and let go of the file. Closing twice is allowed."""
        with self._mutex, interrupt_held_back():
            journal = self._pair.journal
            if journal is not None and not self._closed:
                if journal.sequence > journal.folded:
                    self._try_to_fold(journal)
                with contextlib.suppress(OSError):
                    (self._pair.journal or journal).close()
            self._closed = True
            self._lock.release()

    # What the TinyDB face of the store asks for.

    def table(self, name: str) -> Rows:
        """A table's rows by number."""
        return self._tables.table(name)

    def table_names(self) -> list[str]:
        """The tables that hold rows, foreign ones too."""
        return self._tables.names()

    # Opening.

    def _open_for_writing(self) -> None:
        """Take the lock and read the files; where that can't be, the store is for reading."""
        name, folder = self._path.name, self._path.parent
        if not self._disk.writable(folder):
            self._open_reading(f"{folder} can't be written to")
        if self._reason is not None or not self._pair.exists:
            return
        try:
            self._lock.acquire(self._annotator)
            if self._is_half_in():
                self._lock.release()
                self._open_reading(_HALF)
                return
            self._pair.clear_leftovers()
            loaded = self._pair.load()
            self._tables = loaded.tables
            self._notices += [*loaded.notices, *self._pair.make_ready(loaded)]
        except HeldError as error:
            self._open_reading(str(error))
        except OSError as error:
            self._lock.release()
            self._pair.journal = None
            self._open_reading(f"{name} can't be opened for writing ({error})")
        except BaseException:
            self._lock.release()
            raise
        else:
            self._fold_what_was_found(bool(loaded.reading and loaded.reading.damaged))

    def _is_half_in(self) -> bool:
        """Whether an import into the project is not finished; programs' files are one deeper."""
        return any(map(is_pending, (*self._path.parents[:2], *self._named.parents[:2])))

    def _open_reading(self, reason: str) -> None:
        self._reason = reason
        self._notices.append(f"{reason}; opened read-only.")

    def _load_for_reading(self) -> None:
        loaded = self._pair.load()
        self._tables = loaded.tables
        self._notices += [notice for notice in loaded.notices if notice not in self._notices]

    def _unreadable(self, error: OSError) -> StoreError:
        return StoreError(f"{self._path.name} can't be read: {error}.")

    def _fold_what_was_found(self, damaged: bool) -> None:
        journal = self._pair.journal
        if journal is not None and (damaged or journal.size > self._fold_size()):
            self._try_to_fold(journal)

    # Writing.

    def _refusal(self) -> str | None:
        if self._closed:
            return f"{self._path.name} is closed"
        journal = self._pair.journal
        if journal is not None and journal.broken is not None:
            return f"{self._path.name} is not written to any more: {journal.broken}"
        if self._reason is None and self._lock.lost():
            # From here on another window may write: what it saves is followed, nothing is mixed.
            self._reason = (
                f"{self._path.name} is not written to any more: its lock file was deleted or "
                "replaced, so that another window may write to it. Open the project again"
            )
        return self._reason

    def _commit(self, commit: StoredCommit) -> Commit:
        with self._mutex, interrupt_held_back():
            refusal = self._refusal()
            if refusal is not None:
                raise ReadOnlyError(f"{refusal}. Nothing was saved.")
            try:
                sequence = self._pair.sequence + 1
                body, kept = encoded(msgspec.structs.replace(commit, sequence=sequence))
                journal = self._pair.journal or self._begin()
                self._pair.append(journal, sequence, body)
            except OSError as error:
                raise self._not_saved(error) from error
            self._tables.apply(kept.operations, kept.numbers)
            if journal.size > _EXCESSIVE * self._fold_size():
                self._try_to_fold(journal)
            return kept

    def _begin(self) -> Journal:
        """Start the first journal; for a new file make its folder, lock and empty snapshot too."""
        self._take_file()
        return self._pair.start_journal() if self._pair.exists else self._pair.create()

    def _take_file(self) -> None:
        """Have the lock; a file that is to be made must not have been made by another meanwhile."""
        if not self._lock.held:
            self._disk.make_folder(self._path.parent)
            try:
                self._lock.acquire(self._annotator)
            except HeldError as error:
                raise RefusedError(
                    f"not saved: {error}. Close it there and open it again."
                ) from error
        if self._pair.exists:
            return
        if self._is_half_in():
            self._lock.release()
            raise RefusedError(f"not saved: {_HALF}. Close the project and open it again.")
        try:
            made_meanwhile = self._pair.made_meanwhile()
        except DamagedError:
            made_meanwhile = True
        if made_meanwhile:
            self._lock.release()
            raise RefusedError(
                f"{self._path.name}: not saved: another window has made this file meanwhile. "
                "Close the project and open it again."
            )

    def _not_saved(self, error: OSError) -> CommitError:
        name, journal = self._path.name, self._pair.journal
        if journal is not None and journal.broken is not None:
            return CommitError(
                f"{name}: not saved: {journal.broken}. Nothing more is written to it; what was "
                "saved before is safe. Close the project and open it again."
            )
        if error.errno in _NO_SPACE:
            return CommitError(f"{name}: not saved: no space is left. Make room and try again.")
        return CommitError(f"{name}: not saved: {error}. Try again.")

    def _fold_size(self) -> int:
        """The size of the journal in bytes at which a pause folds it."""
        return max(self._pair.fold_size(), self._fold_at)

    def _try_to_fold(self, journal: Journal) -> None:
        """Fold; a failure costs nothing but a later attempt, when the journal has doubled."""
        if self._refusal() is not None:
            return
        try:
            self._notices += self._pair.fold(journal, self._tables.chunks())
            self._fold_at = 0
        except (OSError, StoreError, *_UNREADABLE) as error:
            self._fold_at = 2 * journal.size
            notice = (
                f"{self._path.name} could not be brought up to date ({error}). Nothing is lost: "
                f"{self._pair.journal_path.name} holds what it lacks."
            )
            if notice not in self._notices:
                self._notices.append(notice)
