"""Rows in memory: encoded bytes until they are read, with the operations made on them since.

A snapshot is a TinyDB file, `{"records": {"17": {row}}}`. A row's number there comes from its key
(the row's `id`) alone, so that two copies of a project never give one number to different rows.
Rows that another program put under other numbers are found by their `id` all the same.
"""

from __future__ import annotations

import codecs
import gc
import hashlib
import heapq
import json
import re
from collections.abc import Iterable, Iterator, KeysView, Mapping
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import msgspec

from annotations.change import (
    Operation,
    PutItem,
    PutRow,
    Row,
    SetFields,
    apply,
    item_order,
)
from annotations.errors import DamagedError

CHUNK = 1 << 20
_NUMBER_BITS = 60
_SIMPLE_ID = re.compile(rb'\{"id":"([^"\\\x00-\x1f\x80-\xff]*)"')
_ESCAPED = "standoff-json"
_first = itemgetter(0)
# The first bytes in UTF-8 of characters below U+0100 and above U+FFFF.
_OTHER_ESCAPES = (0xC2, 0xC3, 0xF0, 0xF1, 0xF2, 0xF3, 0xF4)


class _Named(msgspec.Struct):
    id: Any = None


_names = msgspec.json.Decoder(_Named)
_snapshots = msgspec.json.Decoder(dict[str, dict[int, msgspec.Raw]])
_rows = msgspec.json.Decoder(dict[str, Any])
_sorted = msgspec.json.Encoder(order="sorted").encode


def number_of(key: str) -> int:
    """The TinyDB number of a row: the first 60 bits of its key's SHA-256."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _NUMBER_BITS)


def key_of(number: int, row: Mapping[str, Any]) -> str:
    """The key of a row: its `id`, or `#` and its TinyDB number where it has none."""
    name = row.get("id")
    return name if isinstance(name, str) else f"#{number}"


def encode_row(row: Row) -> bytes:
    """A row as JSON with its `id` first and all other names in order; UTF-8."""
    if "id" not in row:
        return _sorted(row)
    rest = dict(row)
    first = _sorted(rest.pop("id"))
    return b'{"id":%b%b' % (first, b"," + _sorted(rest)[1:] if rest else b"}")


def to_ascii(data: bytes) -> bytes:
    """The same JSON in ASCII, which TinyDB reads under every locale."""
    if data.isascii():
        return data
    # Outside of strings JSON is ASCII, so that every other character may be escaped where it is.
    # Python's escapes are JSON's from U+0100 to U+FFFF, and faster by far.
    is_simple = not any(map(data.__contains__, _OTHER_ESCAPES))
    return data.decode().encode("ascii", "backslashreplace" if is_simple else _ESCAPED)


def _escape(error: UnicodeError) -> tuple[str, int]:
    """The JSON escapes of characters that ASCII lacks, as an error handler of a codec."""
    assert isinstance(error, UnicodeEncodeError)
    return _escaped(error.object[error.start : error.end]), error.end


@lru_cache(maxsize=4096)
def _escaped(characters: str) -> str:
    # The same few letters come again and again.
    return json.dumps(characters)[1:-1]


codecs.register_error(_ESCAPED, _escape)


def merge(row: Row | None, operations: Iterable[Operation]) -> Row | None:
    """What `change.apply_all` gives, in a time that does not grow with edits times items."""
    lists: dict[str, dict[str, Any]] = {}
    unsorted: set[str] = set()
    for operation in operations:
        if isinstance(operation, PutRow):
            row = operation.row
            lists.clear()
        elif isinstance(operation, SetFields):
            row = {**(row or {}), **operation.fields}
            for name in operation.fields:
                lists.pop(name, None)
        else:
            name = operation.items
            if name not in lists:
                listed = (row or {}).get(name, ())
                lists[name] = {item["id"]: item for item in listed}
                if len(lists[name]) != len(listed):
                    # The same id twice: only `apply` knows which of them stays.
                    del lists[name]
                    row = apply(row, operation)
                    continue
                row = {**(row or {}), name: lists[name]}
                unsorted.discard(name)
            if isinstance(operation, PutItem):
                lists[name][operation.item["id"]] = operation.item
                unsorted.add(name)
            else:
                lists[name].pop(operation.id, None)
    for name, items in lists.items():
        assert row is not None
        row[name] = list(items.values())
        if name in unsorted:
            row[name].sort(key=lambda item: item_order(item["id"]))
    return row


class Rows:
    """One table."""

    def __init__(self, encoded: dict[int, msgspec.Raw] | None = None) -> None:
        self._encoded: dict[int, bytes | msgspec.Raw] = dict(encoded or {})
        self._pending: dict[int, list[Operation]] = {}
        self._numbers: dict[str, int] = {}
        self.twins: dict[str, list[int]] = {}
        for number, raw in self._encoded.items():
            self._bind(_key(number, raw), number)

    def __len__(self) -> int:
        return len(self._encoded)

    def __contains__(self, number: object) -> bool:
        return number in self._encoded

    def keys(self) -> KeysView[str]:
        """The keys of the rows; the view follows the table."""
        return self._numbers.keys()

    def numbers(self) -> list[int]:
        """The rows' numbers, in the order in which they came; a snapshot has them sorted."""
        return list(self._encoded)

    def find(self, key: str) -> int | None:
        """The number of the row with this key."""
        return self._numbers.get(key)

    def read(self, number: int) -> bytes:
        """A row as JSON with all its operations made. KeyError where there is none."""
        operations = self._pending.get(number)
        if operations is None:
            return bytes(self._encoded[number])
        # Deleting a row takes it out at once, so that what is merged here is a row.
        row = merge(_rows.decode(self._encoded[number]), operations) or {}
        self._encoded[number] = data = encode_row(row)
        del self._pending[number]
        return data

    def apply(self, operation: Operation, number: int | None = None) -> None:
        """Make one operation; a `number` names the row whatever its key says."""
        key = operation.key
        found = self._numbers.get(key) if number is None else number
        if isinstance(operation, PutRow) and operation.row is None:
            if found is not None and found in self._encoded:
                self._unbind(key, found)
                del self._encoded[found]
                self._pending.pop(found, None)
            return
        if found is None:
            found = self._free_number(key)
        if found not in self._encoded:
            self._encoded[found] = encode_row({"id": key})
        self._bind(key, found)
        if isinstance(operation, PutRow):
            self._pending[found] = [operation]
        else:
            self._pending.setdefault(found, []).append(operation)

    def drop(self, number: int) -> None:
        """Take a row out that can't be read, whatever its key is. KeyError where there is none."""
        del self._encoded[number]
        self._pending.pop(number, None)
        for key in [key for key, bound in self._numbers.items() if bound == number]:
            self._unbind(key, number)

    def chunks(self, coming: Iterable[tuple[int, bytes]] = ()) -> Iterator[bytes]:
        """The table as JSON in ASCII, one row a line, in the order of the numbers.

        `coming` are rows that join these or take their places, in ASCII and in that order too.
        """
        pieces, size, before = [b"{"], 0, b"\n"
        own = ((number, self._line(number)) for number in sorted(self._encoded))
        last = -1
        # Of two with one number the first that is given comes first: that is the one that came.
        for number, row in heapq.merge(coming, own, key=_first):
            if number == last:
                continue
            last = number
            pieces.append(b'%b"%d":%b' % (before, number, row))
            before = b",\n"
            size += len(row)
            if size > CHUNK:
                yield b"".join(pieces)
                pieces, size = [], 0
        pieces.append(b"\n}")
        yield b"".join(pieces)

    def _line(self, number: int) -> bytes:
        row = self.read(number)
        if b"\n" in row:
            row = encode_row(_rows.decode(row))
        elif row.isascii():
            return row
        self._encoded[number] = row = to_ascii(row)
        return row

    def number_for(self, key: str) -> int:
        """The number of the row with this key, or the one that such a row would get."""
        found = self._numbers.get(key)
        return self._free_number(key) if found is None else found

    def _free_number(self, key: str) -> int:
        number = number_of(key)
        while number in self._encoded:
            number += 1
        return number

    def _bind(self, key: str, number: int) -> None:
        held = self._numbers.setdefault(key, number)
        if held != number:
            self.twins[key] = sorted({held, number, *self.twins.get(key, ())})
            self._numbers[key] = self.twins[key][0]

    def _unbind(self, key: str, number: int) -> None:
        others = [n for n in self.twins.pop(key, ()) if n != number]
        if others:
            self._numbers[key] = others[0]
        elif self._numbers.get(key) == number:
            del self._numbers[key]
        if len(others) > 1:
            self.twins[key] = others


class Tables:
    """All tables of one file."""

    def __init__(self, tables: dict[str, Rows] | None = None) -> None:
        self._tables = tables or {}

    @classmethod
    def decode(cls, data: bytes) -> Tables:
        """The tables of a snapshot; its rows are not decoded. An empty file has none.

        Raises DamagedError where the bytes are no TinyDB file.
        """
        if not data or data.isspace():
            return cls()
        collecting = gc.isenabled()
        # Nothing that is made here can be garbage, and looking for it would double the time.
        gc.disable()
        try:
            return cls({name: Rows(rows) for name, rows in _snapshots.decode(data).items()})
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DamagedError(f"not a TinyDB file: {error}") from error
        finally:
            if collecting:
                gc.enable()

    def names(self) -> list[str]:
        """The tables that hold a row."""
        return [name for name, rows in self._tables.items() if rows]

    def table(self, name: str) -> Rows:
        """A table, empty if nothing is in it."""
        found = self._tables.get(name)
        if found is None:
            found = self._tables[name] = Rows()
        return found

    def apply(self, operations: Iterable[Operation], numbers: tuple[int, ...] = ()) -> None:
        """Make operations in their order; `numbers` has a row's number for each, or is empty."""
        for place, operation in enumerate(operations):
            self.table(operation.table).apply(operation, numbers[place] if numbers else None)

    def chunks(
        self, coming: Mapping[str, Iterable[tuple[int, bytes]]] = MappingProxyType({})
    ) -> Iterator[bytes]:
        """The snapshot's bytes; tables without rows are left out.

        `coming` are rows that join it or take others' places, by tables, as `Rows.chunks` has them.
        """
        before = b"{"
        for name in sorted({*self.names(), *coming}):
            yield before + to_ascii(_sorted(name)) + b": "
            yield from self.table(name).chunks(coming.get(name, ()))
            before = b",\n"
        yield b"}\n" if before != b"{" else b"{}\n"


def _key(number: int, row: bytes | msgspec.Raw) -> str:
    match = _SIMPLE_ID.match(row)
    if match:
        return match[1].decode()
    try:
        name = _names.decode(row).id
    except msgspec.ValidationError as error:
        raise DamagedError(f"row {number} is not an object") from error
    return key_of(number, {"id": name})
