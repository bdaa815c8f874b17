"""How far the documents are: read off a row when it is asked for, without decoding all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import msgspec

from annotations.change import Table
from annotations.errors import RecordError, StandoffError
from annotations.model import Record, Status
from annotations.store import Store

_RECORDS: Table = "records"
_FINISHED = ("done", "skipped")
_KEPT = 4096
_AT_ONCE = 5000
# The store writes a row's names in order, so that these two are its last. A quotation mark inside
# of a string has a backslash before it: nothing else can end a row like this.
_END = re.compile(rb'"status":"([a-z]+)","updated":"[^"\\]*"\}\Z')
_END_LENGTH = 100


class Progress(msgspec.Struct, frozen=True):
    """How far a document is, for lists."""

    status: Status = "todo"
    flagged: bool = False
    revision: int = 0


class ProgressBook:
    """How far each document of a store is.

    What was looked up last is remembered, and of every document whether it is finished: that is
    asked of thousands of them by one key.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Progress] = {}
        self._finished: set[str] = set()
        self._ahead: Iterator[str] | None = None

    def of(self, document_id: str) -> Progress:
        """How far a document is. Raises RecordError or StoreError where its row can't be read."""
        found = self._known.get(document_id)
        if found is None:
            row = self._store.read(_RECORDS, document_id)
            found = _decoded(document_id, row)
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[document_id] = found
        return found

    def unfinished(self, ids: Sequence[str], after: int) -> Iterator[str]:
        """The ids that are neither done nor skipped, from the place `after` this one once around.

        Those whose rows can't be read are left out.
        """
        finished = self._finished
        for place in chain(range(after + 1, len(ids)), range(min(after, len(ids)))):
            document_id = ids[place]
            if document_id not in finished and self._is_unfinished(document_id):
                yield document_id

    def look_ahead(self) -> None:
        """Look at some thousand rows that were not looked at yet: `unfinished` then need not."""
        if self._ahead is None:
            self._ahead = iter(list(self._store.keys(_RECORDS)))
        for document_id in islice(self._ahead, _AT_ONCE):
            self._is_unfinished(document_id)

    def note(self, record: Record) -> None:
        """Take over what a record says, without reading its row."""
        self.forget((record.id,))
        self._known[record.id] = Progress(record.status, record.flagged, record.revision)

    def forget(self, ids: Iterable[str]) -> None:
        """Look these up anew when they are asked for."""
        for document_id in ids:
            self._known.pop(document_id, None)
            self._finished.discard(document_id)

    def clear(self) -> None:
        """Look everything up anew."""
        self._known.clear()
        self._finished.clear()
        self._ahead = None

    def _is_unfinished(self, document_id: str) -> bool:
        try:
            row = self._store.read(_RECORDS, document_id)
            if row is None:
                return True
            end = _END.search(row, max(0, len(row) - _END_LENGTH))
            status = end[1].decode() if end else _decoded(document_id, row).status
        except StandoffError:
            return False
        if status not in _FINISHED:
            return True
        self._finished.add(document_id)
        return False


def _decoded(document_id: str, row: bytes | None) -> Progress:
    try:
        return msgspec.json.decode(row, type=Progress) if row else Progress()
    except msgspec.DecodeError as error:
        raise RecordError(f"{document_id}: the record can't be read: {error}") from error
