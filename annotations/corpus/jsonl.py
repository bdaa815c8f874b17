"""Documents that are the lines of a JSONL file: where each one is, and how to read it."""

from __future__ import annotations

import codecs
import json
import os
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from annotations.corpus.base import make_document, os_reason
from annotations.corpus.index_cache import Index, keep_index, read_index
from annotations.errors import CorpusError
from annotations.model import Document

PROBLEMS_NAMED = 100


class Line(msgspec.Struct, frozen=True, gc=False):
    """What is read of each line when the file is opened, and what the fields must be."""

    text: str
    id: str | int | None = None
    title: str | None = None
    meta: dict[str, msgspec.Raw] | None = None


_decode_line = msgspec.json.Decoder(Line).decode
_FIELDS = frozenset(Line.__struct_fields__)


class JsonlFile:
    """One JSONL file and where its lines start.

    `name` is the file's path in the corpus, the beginning of the ids of lines without one. Rows
    are the lines that hold a document, counted from 0; lines are counted from 1, as editors do.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self._problems: list[str] = []
        self._starts = array("Q")
        self._lines: Sequence[int] = ()
        self._stamp: tuple[int, int] | None = None
        self._unnamed = 0

    @property
    def problems(self) -> list[str]:
        """The lines that were left out, and why; of very many the first ones."""
        if not self._unnamed:
            return self._problems
        return [*self._problems, f"{self.path}: {self._unnamed} more lines are left out"]

    def index(self) -> list[str]:
        """The ids of the rows, in order, read from the whole file, or as kept from an earlier time.

        A line that is no document becomes a problem. Raises CorpusError for a file that can't be
        read or changes meanwhile.
        """
        try:
            with self.path.open("rb", buffering=1 << 20) as file:
                status = os.fstat(file.fileno())
                self._stamp = _stamp(status)
                found = read_index(self.path, self.name, status)
                if found is not None:
                    self._starts, self._lines = found.starts, found.lines
                    self._problems, self._unnamed = found.problems, found.unnamed
                    return found.ids
                ids = self._read(file)
                after = os.fstat(file.fileno())
        except OSError as error:
            raise self._unreadable(error) from error
        if _stamp(after) != self._stamp:
            raise CorpusError(f"{self.path}: the file changed while it was read; open it again")
        index = Index(self._starts, self._lines, ids, self._problems, self._unnamed)
        keep_index(self.path, self.name, after, index)
        return ids

    def leave_out(self, row: int, why: str) -> None:
        """Note that a row is no document of the corpus after all."""
        self._problem(self._lines[row], why)

    def place(self, row: int) -> str:
        """Where a row is, for a message."""
        return f"{self.path}, line {self._lines[row]}"

    def load(self, row: int, document_id: str) -> Document:
        """The document of a row. Raises CorpusError, too, if the file isn't the one indexed."""
        try:
            with self.path.open("rb") as file:
                if _stamp(os.fstat(file.fileno())) != self._stamp:
                    raise self._changed()
                file.seek(self._starts[row])
                line = file.readline()
        except OSError as error:
            raise self._unreadable(error) from error
        try:
            if self._id(_decode_line(line), self._lines[row]) != document_id:
                # Another document stands there under the same time and size.
                raise self._changed()
            found: dict[str, Any] = msgspec.json.decode(line)
        except (ValueError, RecursionError) as error:
            raise CorpusError(f"{self.place(row)}: {_reason(line, error)}") from error
        others = {name: value for name, value in found.items() if name not in _FIELDS}
        meta = others | (found.get("meta") or {})
        title = found.get("title")
        return make_document(document_id, found["text"], self.place(row), title=title, meta=meta)

    def _read(self, file: BinaryIO) -> list[str]:
        start = 0
        ids: list[str] = []
        lines = array("Q")
        for number, line in enumerate(file, 1):
            here = start
            start += len(line)
            if number == 1 and line.startswith(codecs.BOM_UTF8):
                here += len(codecs.BOM_UTF8)
                line = line.removeprefix(codecs.BOM_UTF8)
            try:
                found = _decode_line(line)
                if not line.isascii():
                    line.decode()
            except (ValueError, RecursionError) as error:
                if line.strip():
                    self._problem(number, _reason(line, error))
                continue
            if not found.text:
                self._problem(number, "its text is empty")
                continue
            self._starts.append(here)
            lines.append(number)
            ids.append(self._id(found, number))
        every_line = bool(lines) and lines[-1] == len(lines)
        self._lines = range(1, len(lines) + 1) if every_line else lines
        return ids

    def _id(self, line: Line, number: int) -> str:
        return f"{self.name}#{number}" if line.id is None or line.id == "" else str(line.id)

    def _changed(self) -> CorpusError:
        return CorpusError(f"{self.path}: the file has changed since it was opened; open it again")

    def _problem(self, line: int, why: str) -> None:
        if len(self._problems) < PROBLEMS_NAMED:
            self._problems.append(f"{self.path}, line {line}: {why}; the line is left out")
        else:
            self._unnamed += 1

    def _unreadable(self, error: OSError) -> CorpusError:
        return CorpusError(f"{self.path}: the file can't be read: {os_reason(error)}")


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _reason(line: bytes, error: Exception) -> str:
    """Why a line is no document, in words. Slow, for broken lines only."""
    if isinstance(error, msgspec.ValidationError):
        return f"not a document: {error}"
    try:
        json.dumps(json.loads(line), ensure_ascii=False).encode()
    except UnicodeDecodeError as wrong:
        return f"not UTF-8 at byte {wrong.start} of the line"
    except UnicodeEncodeError:
        return "half a surrogate pair in a string, which is no text"
    except json.JSONDecodeError as wrong:
        return f"not JSON: {wrong.msg} at character {wrong.pos} of the line"
    except RecursionError:
        return "lists or objects are nested too deeply"
    return f"not JSON: {error}"
