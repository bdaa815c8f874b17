"""TinyDB's own face on the store: its tables and queries work, and each write is a commit.

Only the two methods that read and change a table are given other bodies; all that TinyDB makes of
them is TinyDB's.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast, get_args

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from annotations.change import Change, PutRow, Row
from annotations.change import Table as TableName
from annotations.errors import CommitError
from annotations.store.disk import Disk
from annotations.store.journalled import open_store
from annotations.store.rows import Rows, key_of

_TABLES = get_args(TableName)
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class RowView(Mapping[str, Mapping[str, Any]]):
    """A table as TinyDB reads one: documents by their number as text, decoded when asked for."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, number: str) -> dict[str, Any]:
        return _decode(self._rows.read(int(number)))

    def __iter__(self) -> Iterator[str]:
        return map(str, self._rows.numbers())

    def __len__(self) -> int:
        return len(self._rows)


class Draft(MutableMapping[int, Any]):
    """A table that may be changed: private copies of the documents that are asked for."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept = dict.fromkeys(rows.numbers())
        self._copies: dict[int, Any] = {}

    def __getitem__(self, number: int) -> Any:
        if number not in self._kept:
            raise KeyError(number)
        if number not in self._copies:
            self._copies[number] = _decode(self._rows.read(number))
        return self._copies[number]

    def __setitem__(self, number: int, document: Any) -> None:
        self._kept[number] = None
        self._copies[number] = document

    def __delitem__(self, number: int) -> None:
        del self._kept[number]
        self._copies.pop(number, None)

    def __iter__(self) -> Iterator[int]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Take all documents out, without decoding them first."""
        self._kept.clear()
        self._copies.clear()

    def changes(self) -> Iterator[tuple[int, Row | None, Row | None]]:
        """The documents that differ: number, before, after."""
        for number in self._rows.numbers():
            if number not in self._kept:
                yield number, _decode(self._rows.read(number)), None
        for number, copy in self._copies.items():
            before = _decode(self._rows.read(number)) if number in self._rows else None
            after = _plain(copy)
            if before != after:
                yield number, before, after


class JournalledStorage(Storage):
    """TinyDB's storage on a journalled store; see `open_store`."""

    def __init__(
        self,
        path: str | Path,
        *,
        annotator: str | None = None,
        read_only: bool = False,
        disk: Disk | None = None,
    ) -> None:
        path = Path(path)
        self.store = open_store(
            path, annotator=annotator or path.stem, read_only=read_only, disk=disk
        )

    def read(self) -> dict[str, dict[str, Any]]:
        """The tables that hold documents; a document is decoded when it is asked for."""
        return {name: cast(dict[str, Any], self.view(name)) for name in self.store.table_names()}

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the tables hold these documents, in one commit of those that differ."""
        drafts: dict[str, Draft] = {}
        for name in {*self.store.table_names(), *data}:
            wanted = data.get(name, {})
            if not isinstance(wanted, RowView):
                drafts[name] = draft = Draft(self.store.table(name))
                draft.clear()
                for number, document in wanted.items():
                    draft[int(number)] = document
        self.commit(drafts, "write")

    def close(self) -> None:
        """Fold and let go of the file."""
        self.store.close()

    def view(self, name: str) -> RowView:
        """A table to read from."""
        return RowView(self.store.table(name))

    def commit(self, drafts: Mapping[str, Draft], command: str) -> None:
        """Save what was changed in drafts of tables, all of it or nothing."""
        gone: list[tuple[PutRow, int]] = []
        put: list[tuple[PutRow, int]] = []
        inverse: list[PutRow] = []
        for name, draft in drafts.items():
            for number, before, after in draft.changes():
                if name not in _TABLES:
                    raise CommitError(
                        f"{self.store.path.name}: the table {name!r} is not written to; "
                        f"only {', '.join(_TABLES[:-1])} and {_TABLES[-1]} are."
                    )
                table = cast(TableName, name)
                old = None if before is None else key_of(number, before)
                new = None if after is None else key_of(number, after)
                if old is not None and old != new:
                    gone.append((PutRow(table, old, None), number))
                if new is not None:
                    put.append((PutRow(table, new, after), number))
                    if old != new:
                        inverse.append(PutRow(table, new, None))
                if old is not None:
                    inverse.append(PutRow(table, old, before))
        if not gone and not put:
            return
        operations, numbers = zip(*gone, *put, strict=True)
        summary = f"{len(put)} rows put, {len(gone)} taken out"
        change = Change(f"tinydb:{command}", summary, operations, tuple(inverse))
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.store.commit_numbered(change, numbers, time=now.replace("+00:00", "Z"))


class JournalledTable(Table):
    """A TinyDB table whose writes are commits of the rows that they touch."""

    # The store gives every reader fresh copies of what is there now; a cache could not know of
    # commits that were made without TinyDB.
    default_query_cache_capacity = 0

    def __init__(
        self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        super().__init__(storage, name, cache_size, persist_empty)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        storage = cast(JournalledStorage, self._storage)
        return cast(dict[str, Mapping[str, Any]], storage.view(self.name))

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        storage = cast(JournalledStorage, self._storage)
        draft = Draft(storage.store.table(self.name))
        updater(cast(dict[int, Mapping[str, Any]], draft))
        storage.commit({self.name: draft}, "write")
        self.clear_cache()


class JournalledTinyDB(TinyDB):
    """`TinyDB(path)` with the store's safety: every write is on the disk when the call returns.

    The tables are `records`, which is the default one, and `entities`.
    """

    table_class = JournalledTable
    default_table_name = "records"

    def __init__(
        self,
        path: str | Path,
        *,
        annotator: str | None = None,
        read_only: bool = False,
        disk: Disk | None = None,
    ) -> None:
        super().__init__(
            path, storage=JournalledStorage, annotator=annotator, read_only=read_only, disk=disk
        )


def _plain(document: Any) -> Row:
    """A document as JSON has it. Raises TypeError or ValueError where JSON can't."""
    plain: Row = json.loads(json.dumps(document, allow_nan=False))
    return plain
