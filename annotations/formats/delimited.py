"""The rows of CSV and TSV files, with their lines, and one clear error for what is none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from annotations.errors import StandoffError
from annotations.formats.streams import UTF16, is_utf16

# Python's own limit is 128 KiB a cell, less than a long article. What fits a C long anywhere.
_LONGEST_CELL = 2**31 - 1
_LINE_END = re.compile(r"[\r\n]")


def first_line(stream: BinaryIO, where: str, encoding: str) -> str:
    """The first line of a table, without its end, of at most 64 KiB; the stream is back at 0.

    Raises StandoffError for UTF-16 that is to be read as UTF-8.
    """
    start = stream.read(1 << 16)
    stream.seek(0)
    if encoding == "utf-8" and is_utf16(start):
        raise StandoffError(f"{where}: {UTF16}, or say --encoding utf-16")
    return _LINE_END.split(start.decode(_codec(encoding), "replace"), maxsplit=1)[0]


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding


def check_header(header: list[str], where: str) -> None:
    """Raise StandoffError where two columns have one name."""
    if len(set(header)) < len(header):
        raise StandoffError(f"{where}:1: two columns have the same name; rename one of them")


def check_width(cells: list[str], header: list[str]) -> None:
    """Raise ValueError for a row that has not one cell under each name."""
    if len(cells) != len(header):
        names = "name" if len(header) == 1 else "names"
        counted = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        raise ValueError(f"{counted} under {len(header)} {names} (is the file cut off?)")


def rows_of(
    stream: BinaryIO, where: str, delimiter: str, encoding: str = "utf-8"
) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the number of its first line (from 1). Blank lines are no rows.

    No newline inside a cell is translated; a byte order mark at the start is taken away. Raises
    StandoffError, naming the line, for bytes that are not in the encoding and for broken quotes.
    """
    csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(stream, _codec(encoding), newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except UnicodeError:
        raise StandoffError(
            f"{where}: not {encoding} in line {reader.line_num + 1} or soon after; "
            "name the encoding that it was written in (--encoding cp1252), or save it as UTF-8"
        ) from None
    except csv.Error as error:
        raise StandoffError(
            f"{where}:{line}: the row that starts here is broken ({error}); "
            "look for a quotation mark that is not closed or not doubled"
        ) from None
    finally:
        # Its owner may have closed the stream before the last row was asked for.
        with suppress(ValueError):
            text.detach()
