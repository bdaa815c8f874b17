"""Reading a snapshot with its journal: which of the journal's entries the snapshot lacks.

The rules are those of any write-ahead log. The journal names, by size and checksum, the snapshot
that it started from and each one that it was folded into; what follows the last name that fits the
snapshot found on disk is replayed. Reading changes nothing.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec

from annotations.change import Commit
from annotations.errors import DamagedError, StoreError
from annotations.store.disk import Disk
from annotations.store.journal import Base, Entry, Reading, read_journal
from annotations.store.rows import Tables


class StoredCommit(Commit, frozen=True, omit_defaults=True):
    """A commit as the journal keeps it; `numbers` are the TinyDB numbers of its rows where given.

    There is one number for each operation, or none at all when the rows' keys decide.
    """

    numbers: tuple[int, ...] = ()


class OutOfStepError(StoreError):
    """A snapshot that its journal does not know."""


class Loaded(msgspec.Struct):
    """A snapshot and journal that were read, and the tables that they make together.

    `reading` is None where there is no journal or where it belongs to an earlier state of the
    snapshot and holds nothing that is not in it: then a new journal must be made, of a later
    `generation` (0: there is none). `sequence` is the journal's last place in the history; it is
    the snapshot's too if the journal has `known` it. `replayed` are the commits that the snapshot
    lacks.
    """

    tables: Tables
    base: Base
    reading: Reading | None
    generation: int
    sequence: int
    known: bool
    replayed: tuple[Entry, ...]
    notices: list[str]


_commits = msgspec.json.Decoder(StoredCommit)


def journal_path(path: Path) -> Path:
    """Where the journal of a snapshot stands."""
    return path.with_name(path.name + ".journal")


def decode_commit(body: bytes | msgspec.Raw) -> StoredCommit:
    """A commit out of a journal's or history's entry. Raises DamagedError."""
    try:
        return _commits.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedError(f"a commit that can't be read: {error}") from error


def load(disk: Disk, path: Path) -> Loaded:
    """Read a snapshot and its journal.

    Raises DamagedError, OutOfStepError where the two don't belong together, and OSError.
    """
    journal = journal_path(path)
    # The journal is opened before the snapshot and read after it: then it knows every snapshot
    # that a fold beside us may have put in place meanwhile.
    journal_bytes, snapshot = disk.read_pair(journal, path)
    if snapshot is None:
        raise DamagedError(
            f"{path.name} is missing, but {journal.name} is there. Bring the file back from a "
            f"copy; or delete {journal.name} too, to begin anew."
        )
    base = Base(len(snapshot), zlib.crc32(snapshot), disk.modified(path))
    reading = None if journal_bytes is None else read_journal(journal_bytes, journal.name)
    notices: list[str] = []
    generation = sequence = 0
    known = False
    todo: tuple[Entry, ...] = ()
    if reading is not None:
        generation, sequence = reading.header.generation, reading.sequence
        start = _last_base(reading, base)
        if start is None:
            _check_foreign(path, reading, base)
            notices.append(
                f"{path.name} was changed by another program; its content is taken as it stands."
            )
            reading = None
        else:
            known = True
            todo = tuple(entry for entry in reading.entries[start:] if entry.body)
            notices += _damage(journal, reading, start)
            if not todo and start > 0:
                reading = None
    tables = _decode(path, snapshot)
    for entry in todo:
        commit = _stored(journal, entry)
        tables.apply(commit.operations, commit.numbers)
    notices += _twins(path, tables)
    return Loaded(tables, base, reading, generation, sequence, known, todo, notices)


def _last_base(reading: Reading, base: Base) -> int | None:
    """The place among the entries of the first one that the snapshot lacks."""
    for place in range(len(reading.entries), 0, -1):
        named = reading.entries[place - 1].base
        if named is not None and named.same(base):
            return place
    header = reading.header.base
    return 0 if header is not None and header.same(base) else None


def _check_foreign(path: Path, reading: Reading, base: Base) -> None:
    """Refuse a snapshot that the journal doesn't know, unless nothing can be lost by taking it."""
    named = [entry.base for entry in (reading.header, *reading.entries) if entry.base is not None]
    if any((each.modified, each.size) == (base.modified, base.size) for each in named):
        raise DamagedError(
            f"{path.name} is damaged: its bytes are not those that were written, though nothing "
            "wrote to it since. Nothing was changed. Bring it back from a copy, or run "
            "`standoff salvage` to recover what can be recovered."
        )
    commits = sum(1 for entry in reading.entries if entry.body)
    if commits or reading.damaged:
        raise OutOfStepError(
            f"{path.name} was changed by another program while {journal_path(path).name} holds "
            f"{commits} commits that may not be in it. Nothing was changed. Run "
            "`standoff salvage` for a file with both, or move one of the two away."
        )


def _damage(journal: Path, reading: Reading, start: int) -> list[str]:
    notices = []
    if reading.damaged:
        size = sum(end - begin for begin, end in reading.damaged)
        after = reading.entries[start - 1].sequence if start else reading.header.sequence
        lost = ", ".join(map(str, reading.lost(after))) or "none"
        notices.append(
            f"{journal.name}: {size} bytes in the middle are damaged (commits lost: {lost}); "
            "every other commit was applied."
        )
    if reading.size > reading.end:
        notices.append(
            f"{journal.name}: {reading.size - reading.end} bytes at its end are of a commit that "
            "was never finished; they are left out."
        )
    return notices


def _decode(path: Path, snapshot: bytes) -> Tables:
    try:
        return Tables.decode(snapshot)
    except DamagedError as error:
        raise DamagedError(
            f"{path.name} is damaged: {error}. Nothing was changed. Bring it back from a copy, or "
            "run `standoff salvage` to recover what can be recovered."
        ) from error


def _stored(journal: Path, entry: Entry) -> StoredCommit:
    try:
        return decode_commit(entry.body)
    except DamagedError as error:
        raise DamagedError(f"{journal.name}: commit {entry.sequence}: {error}") from error


def _twins(path: Path, tables: Tables) -> list[str]:
    return [
        f"{path.name}: {len(numbers)} rows of {name} have the id {key!r}; the first one is used."
        for name in tables.names()
        for key, numbers in tables.table(name).twins.items()
    ]
