"""What formats of one file share: reading it from a path, and reading back what was written."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from annotations.errors import StandoffError
from annotations.formats.base import (
    Fault,
    Incoming,
    Outgoing,
    Reader,
    Report,
    StreamReader,
    Writer,
)
from annotations.model import Document, Record
from annotations.scheme import Scheme

UTF16 = "it is UTF-16; save it as UTF-8"


def is_utf16(start: bytes) -> bool:
    """Whether bytes begin with the byte order mark of UTF-16."""
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def check_not_utf16(start: bytes, where: str) -> None:
    """Raise StandoffError where a file begins as UTF-16 does."""
    if is_utf16(start):
        raise StandoffError(f"{where}: {UTF16}")


def of_file(read: StreamReader) -> Reader:
    """A reader of paths out of a reader of streams.

    Raises StandoffError where the file can't be read.
    """

    def read_path(path: Path, report: Report) -> Iterator[Incoming]:
        try:
            with path.open("rb") as stream:
                yield from read(stream, str(path), report)
        except OSError as error:
            raise StandoffError(f"{path}: it can't be read: {error.strerror or error}") from error

    return read_path


def read_back(
    write: Writer, read: StreamReader
) -> Callable[[Record, Document, Scheme], Incoming | None]:
    """What reading gives of a document that was just written."""

    def again(record: Record, document: Document, scheme: Scheme) -> Incoming | None:
        out = BytesIO()
        write([(record, document)], out, Outgoing(scheme))
        out.seek(0)
        return next(read(out, "", _ignore), None)

    return again


def _ignore(fault: Fault) -> None:
    """What a reader can't understand of what was written is missing, and counted as that."""
