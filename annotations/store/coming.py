"""Rows that are to join a file's: on the disk as they come, with only their places in memory."""

from __future__ import annotations

import errno
from array import array
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path

from annotations.store.disk import Disk
from annotations.store.placing import Aside
from annotations.store.rows import Tables, to_ascii


class Coming:
    """Whole rows by tables, 24 bytes of memory for each. Methods raise OSError."""

    def __init__(self, disk: Disk, path: Path, tables: Tables) -> None:
        """`tables` are those that the rows will join, which stay as they are until then."""
        self._file = Aside(disk, path)
        self._tables = tables
        # The numbers of each table's rows as they came, where each begins, and where it ends.
        self._places: dict[str, tuple[array[int], array[int], array[int]]] = {}

    def put(self, table: str, key: str, row: bytes) -> None:
        """Take a row as `encode_row` gives it, one at most for each key."""
        if table not in self._places:
            self._places[table] = array("Q"), array("Q"), array("Q")
        numbers, starts, ends = self._places[table]
        numbers.append(self._tables.table(table).number_for(key))
        starts.append(self._file.size)
        self._file.write(to_ascii(row))
        ends.append(self._file.size)

    def by_tables(self) -> Mapping[str, Iterator[tuple[int, bytes]]]:
        """The rows of each table with their numbers, in the order of these; in ASCII."""
        self._file.flush()
        return {name: self._sorted(name) for name in self._places}

    def close(self) -> None:
        """Let go of the file; the rows are not needed any more."""
        self._file.close()

    def _sorted(self, name: str) -> Iterator[tuple[int, bytes]]:
        numbers, starts, ends = self._places[name]
        with self._file.path.open("rb", buffering=0) as file:
            for number, place in self._in_order(name, numbers):
                file.seek(starts[place])
                yield number, _all(file, ends[place] - starts[place])

    def _in_order(self, name: str, numbers: array[int]) -> Iterator[tuple[int, int]]:
        """Numbers and places. Two keys that give one number are as rare as can be; see `Rows`."""
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        rows = self._tables.table(name)
        last = -1
        for place in order:
            number = numbers[place]
            if number <= last:
                number = last + 1
                while number in rows:
                    number += 1
            yield number, place
            last = number


def _all(file: FileIO, size: int) -> bytes:
    """So many bytes of a file; one call may give fewer."""
    data = file.read(size)
    while len(data) < size:
        more = file.read(size - len(data))
        if not more:
            raise OSError(errno.EIO, "a file that was written aside was cut off")
        data += more
    return data
