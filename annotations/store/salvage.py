"""Checking an annotator's files, and getting out of damaged ones what can be got out.

Nothing here writes to the files that it reads: what is recovered goes into a new file beside them.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from annotations.errors import StoreError
from annotations.store.disk import Disk, replace
from annotations.store.history import History
from annotations.store.journal import Base, Entry, frames, read_entry, read_journal
from annotations.store.pair import Pair, free_name
from annotations.store.recovery import StoredCommit, decode_commit, journal_path
from annotations.store.rows import Rows, Tables, encode_row, key_of, number_of

_ROW = re.compile(r'"(-?\d+)"\s*:\s*(?=\{)')
_TABLE = re.compile(r'"([^"\\\d][^"\\]*)"\s*:\s*\{(?=\s*(?:\}|"-?\d+"\s*:))')
_BETWEEN = re.compile(r"[^{},\s]")  # the first character that is more than JSON's punctuation
_ID = re.compile(r'"id"\s*:\s*("(?:[^"\\]|\\.)*")')


class RowReport(msgspec.Struct, frozen=True):
    """One row: `whole`, `damaged`, `rebuilt` from the history, or `lost`; and why."""

    table: str
    key: str
    state: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.state}" + (f" ({self.why})" if self.why else "")


_States = dict[tuple[str, str], RowReport]


class Salvaged(msgspec.Struct, frozen=True):
    """What was recovered: where to, row by row, and what is to be known of the files as such.

    `target` is None where nothing is damaged: then nothing was written.
    """

    target: Path | None
    rows: tuple[RowReport, ...]
    notes: tuple[str, ...]


def salvage(path: Path, disk: Disk | None = None) -> Salvaged:
    """Write what can be recovered of an annotator's file into a new one beside it.

    The rows that the snapshot still holds, with the journal's commits applied, and those that only
    the history knows. Of files without a fault nothing is written. Raises StoreError when there is
    nothing to read or nothing can be written.
    """
    disk = disk or Disk()
    notes: list[str] = []
    snapshot = _bytes(disk, path, notes)
    _compare(disk, path, snapshot, notes)
    commits = _journal_commits(disk, path, notes)
    past = _history_commits(disk, path)
    if snapshot is None and not commits and not past:
        raise StoreError(f"{path}: there is nothing to recover from.")
    found = _rows(snapshot, path.name, notes)
    tables, states = found.tables, {(each.table, each.key): each for each in found.reports}
    there = {(name, key) for name in tables.names() for key in iter(tables.table(name).keys())}
    if not found.whole:
        _rebuild(tables, there, past, commits, states)
    for commit in commits:
        tables.apply(commit.operations, commit.numbers)
    _settle(tables, None if found.whole else there, states)
    target = None
    if notes or any(row.state != "whole" for row in states.values()) or check(path, disk):
        target = free_name(path, "salvaged")
        try:
            replace(disk, target, tables.chunks())
        except OSError as error:
            raise StoreError(
                f"{path.parent}: what was recovered can't be written to that folder: "
                f"{error.strerror or error}"
            ) from error
    return Salvaged(target, tuple(states.values()), tuple(notes))


def check(path: Path, disk: Disk | None = None) -> list[str]:
    """The faults of an annotator's file, its journal and its history, a line each."""
    disk = disk or Disk()
    faults: list[str] = []
    journal = journal_path(path)
    try:
        loaded = Pair(disk, path).load()
    except OSError as error:
        return [f"{path.name}: {error}"]
    except StoreError as error:
        return [str(error)]
    faults += loaded.notices
    faults += [f"{path.name}: {fault}" for fault in _faults(loaded.tables)]
    if loaded.reading is not None and loaded.reading.closing is not None:
        faults.append(f"{journal.name}: the end of its last line is damaged; nothing is lost.")
    history = History(disk, path)
    data = _bytes(disk, history.path, faults, needed=False) or b""
    end = 0
    for each in frames(data):
        if each.start > end:
            faults.append(f"{history.path.name}: bytes {end} to {each.start} are damaged.")
        end = each.end
    if end < len(data):
        faults.append(f"{history.path.name}: bytes {end} to {len(data)} are damaged.")
    return faults


def _faults(tables: Tables) -> Iterator[str]:
    """The rows that can't be read, and why."""
    for name in tables.names():
        rows = tables.table(name)
        for number in rows.numbers():
            why = _fault(rows, number)
            if why is not None:
                yield f"{name} {number}: {why}"


def _fault(rows: Rows, number: int) -> str | None:
    """Why a row can't be read, None if it can."""
    try:
        data = json.loads(rows.read(number))
    except (KeyError, TypeError, AttributeError, ValueError, msgspec.MsgspecError) as error:
        return str(error)
    return None if isinstance(data, dict) else "not an object"


def _bytes(disk: Disk, path: Path, notes: list[str], *, needed: bool = True) -> bytes | None:
    try:
        return disk.read(path)
    except FileNotFoundError:
        if needed:
            notes.append(f"{path.name} is missing.")
    except OSError as error:
        notes.append(f"{path.name} can't be read: {error}.")
    return None


def _compare(disk: Disk, path: Path, snapshot: bytes | None, notes: list[str]) -> None:
    """Say so if the snapshot is not the one that the journal knows."""
    journal = journal_path(path)
    try:
        reading = read_journal(disk.read(journal), journal.name)
    except (OSError, StoreError):
        return
    bases = [each.base for each in (reading.header, *reading.entries) if each.base is not None]
    if snapshot is not None and not any(
        base.same(Base(len(snapshot), zlib.crc32(snapshot))) for base in bases
    ):
        notes.append(
            f"{path.name} is not as the store wrote it: a row that reads well may be changed too."
        )


def _journal_commits(disk: Disk, path: Path, notes: list[str]) -> list[StoredCommit]:
    """The readable commits of the journal, in order, whether its header can be read or not.

    All of them, also those that the snapshot may hold: making an operation again changes nothing
    that a later one does not set right.
    """
    journal = journal_path(path)
    data = _bytes(disk, journal, notes, needed=False)
    if data is None:
        return []
    entries: list[Entry] = []
    end = 0
    for each in frames(data):
        if each.start > end:
            notes.append(f"{journal.name}: bytes {end} to {each.start} are damaged.")
        end = each.end
        entry = read_entry(each.payload)
        if entry is not None:
            entries.append(entry)
    if end < len(data):
        notes.append(f"{journal.name}: bytes {end} to {len(data)} are damaged or unfinished.")
    newest = max((entry.generation for entry in entries), default=0)
    commits: list[StoredCommit] = []
    for entry in entries:
        if entry.body and entry.generation == newest:
            try:
                commits.append(decode_commit(entry.body))
            except StoreError as error:
                notes.append(f"{journal.name}: commit {entry.sequence}: {error}")
    known = [commit.sequence for commit in commits]
    missing = sorted(set(range(known[0], known[-1])) - set(known)) if known else []
    if missing:
        notes.append(f"{journal.name}: these commits are lost: {', '.join(map(str, missing))}.")
    return commits


def _history_commits(disk: Disk, path: Path) -> list[StoredCommit]:
    commits = []
    for _, body in History(disk, path).read():
        try:
            commits.append(decode_commit(body))
        except StoreError:
            continue
    return commits


class _Found(msgspec.Struct):
    """The rows of a snapshot that could be read, and a report on each other one that was seen."""

    tables: Tables
    reports: list[RowReport]
    whole: bool


def _rows(data: bytes | None, name: str, notes: list[str]) -> _Found:
    if data is None:
        return _Found(Tables(), [], False)
    try:
        tables = Tables.decode(data)
        if not any(_faults(tables)):
            return _Found(tables, [], True)
        notes.append(f"{name}: some of its rows can't be read.")
    except StoreError as error:
        notes.append(f"{name}: {error}; its rows were read one by one.")
    found: dict[str, dict[int, msgspec.Raw]] = {}
    reports: list[RowReport] = []
    for table, number, row, why in _scan(data.decode("utf-8", "replace")):
        if isinstance(row, str):
            reports.append(RowReport(table, row, "lost", why))
            continue
        found.setdefault(table, {})[number] = msgspec.Raw(encode_row(row))
        if why:
            reports.append(RowReport(table, key_of(number, row), "damaged", why))
    tables = Tables({table: Rows(rows) for table, rows in found.items()})
    return _Found(tables, reports, False)


def _scan(text: str) -> Iterator[tuple[str, int, dict[str, Any] | str, str]]:
    """The rows of damaged JSON: table, number, the row or what is left of its id, and the fault."""
    decoder = json.JSONDecoder()
    table, place = "records", 0
    # With one row a line the next line is surely another row: nothing that is nested in a damaged
    # row is taken for a row of its own.
    next_row = re.compile(r"\n") if '\n"' in text else re.compile(r'(?="-?\d+"\s*:\s*\{\s*"id")')
    while start := _BETWEEN.search(text, place):
        match = _TABLE.match(text, start.start())
        if match:
            table, place = match[1], match.end()
            continue
        match = _ROW.match(text, start.start())
        begin = match.end() if match else max(text.find("{", start.start()), start.start())
        number = int(match[1]) if match else 0
        try:
            row, place = decoder.raw_decode(text, begin)
            if not match:
                number = number_of(row["id"])
            damaged = "\ufffd" in text[begin:place]
            yield table, number, row, "some of its characters are damaged" if damaged else ""
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            stop = next_row.search(text, begin + 1)
            place = stop.end() if stop else len(text)
            unnamed = f"#{number}" if match else f"at character {start.start()}"
            yield table, number, _name(text, begin + 1) or unnamed, str(error)


def _name(text: str, place: int) -> str | None:
    """The id that a damaged row begins with, None where that is damaged too."""
    match = _ID.match(text, place)
    try:
        return str(json.loads(match[1])) if match else None
    except ValueError:
        return None


def _rebuild(
    tables: Tables,
    there: set[tuple[str, str]],
    past: list[StoredCommit],
    commits: list[StoredCommit],
    states: _States,
) -> None:
    """Make the rows that are not there out of the history's operations from before the journal."""
    first = commits[0].sequence if commits else None
    for commit in past:
        if first is not None and commit.sequence >= first:
            break
        for place, operation in enumerate(commit.operations):
            row = (operation.table, operation.key)
            if row in there:
                continue
            number = commit.numbers[place] if commit.numbers else None
            tables.table(operation.table).apply(operation, number)
            _take(states, *row, number_of(operation.key) if number is None else number)
            why = "from the history, which may not reach back to its beginning"
            states[row] = RowReport(*row, "rebuilt", why)


def _take(states: _States, table: str, key: str, number: int) -> RowReport | None:
    """What is known of a row by its key, or by its number where its key could not be read."""
    return states.pop((table, key), None) or states.pop((table, f"#{number}"), None)


def _settle(tables: Tables, there: set[tuple[str, str]] | None, states: _States) -> None:
    """Make the reports fit the rows; `there` are those of a damaged snapshot that it still held.

    A row that can't be merged is taken out.
    """
    present = set()
    for name in tables.names():
        rows = tables.table(name)
        for number in rows.numbers():
            fault = _fault(rows, number)
            if fault is not None:
                rows.drop(number)
                states[name, f"#{number}"] = RowReport(name, f"#{number}", "lost", fault)
                continue
            key = key_of(number, json.loads(rows.read(number)))
            present.add((name, key))
            state = _take(states, name, key, number) or RowReport(name, key, "whole")
            if state.state == "lost" or (there is not None and (name, key) not in there):
                why = state.why if state.state == "rebuilt" else "from the journal alone"
                state = RowReport(name, key, "rebuilt", why)
            states[name, key] = state
    # What the history made and then took out again was deleted, not lost.
    for row in [row for row, state in states.items() if state.state == "rebuilt"]:
        if row not in present:
            del states[row]
