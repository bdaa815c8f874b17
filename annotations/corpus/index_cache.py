"""Where the lines of a large JSONL file start, kept in the user's cache from one run to the next.

Nothing that matters is in it: what can't be read, or is not of the file as it is now, is passed
over and made anew; what can't be written is left out.

A file of it is a line with the CRC-32 of all that follows, a line of JSON (`_Header`), then as
integers of eight bytes where the rows start and, unless every line is a row, which lines they are,
then the rows' ids, a line each.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import time
import zlib
from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

# Smaller files are read as fast as what is kept of them.
WORTH_KEEPING = 8 << 20
MOST_FILES = 20
MOST_BYTES = 1 << 30
# A file may be written to again within the time that its time of change is told in.
SETTLED = 2_000_000_000
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
# Whatever else is in the folder is not for us to take away.
_OURS = re.compile(r"[0-9a-f]{32}\.index(\.\d+\.tmp)?").fullmatch
_VERSION = 1
_CRC = 9
_WIDTH = 8


class Index(msgspec.Struct, frozen=True):
    """What is known of a file: where its rows start, on which lines they are, and their ids.

    `problems` are the lines left out that are named, `unnamed` counts the others.
    """

    starts: array[int]
    lines: Sequence[int]
    ids: list[str]
    problems: list[str]
    unnamed: int


class _Header(msgspec.Struct, frozen=True):
    version: int
    order: str
    path: str
    name: str
    stamp: tuple[int, ...]
    rows: int
    every_line: bool
    problems: list[str]
    unnamed: int


def read_index(path: Path, name: str, status: os.stat_result) -> Index | None:
    """What is kept of a file, called `name` in the corpus; None where that is not known.

    `status` is that of the file as it is now.
    """
    if status.st_size < WORTH_KEEPING:
        return None
    kept = _place(path, name)
    try:
        data = kept.read_bytes()
        found = _decoded(data, path, name, status)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
    if found is not None:
        with suppress(OSError):
            # The one used longest ago goes first.
            os.utime(kept)
    return found


def keep_index(path: Path, name: str, status: os.stat_result, index: Index) -> None:
    """Keep what is known of a file that had this status before and after it was read."""
    unsettled = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < SETTLED
    if status.st_size < WORTH_KEEPING or unsettled:
        return
    ids = "\n".join(index.ids)
    if ids.count("\n") != max(0, len(index.ids) - 1):
        return
    kept = _place(path, name)
    aside = kept.with_name(f"{kept.name}.{os.getpid()}.tmp")
    try:
        pieces = _encoded(path, name, status, index, ids)
        kept.parent.mkdir(parents=True, exist_ok=True)
        # The ids may be nobody else's business.
        with os.fdopen(os.open(aside, _NEW, 0o600), "wb") as file:
            file.writelines(pieces)
        aside.replace(kept)
        _make_room(kept.parent)
    except (OSError, ValueError):
        with suppress(OSError):
            aside.unlink()


def cache_folder() -> Path:
    """Where it is kept: STANDOFF_CACHE, else the user's cache folder."""
    given = os.environ.get("STANDOFF_CACHE")
    if given:
        return Path(given)
    # Imported late: most projects have no file that is large.
    from platformdirs import user_cache_path

    return user_cache_path("standoff") / "corpora"


def _place(path: Path, name: str) -> Path:
    digest = hashlib.sha256(os.fsencode(path) + b"\0" + name.encode()).hexdigest()
    return cache_folder() / f"{digest[:32]}.index"


def _header(path: Path, name: str, status: os.stat_result, index: Index | None) -> _Header:
    every_line = index is not None and isinstance(index.lines, range)
    return _Header(
        _VERSION,
        sys.byteorder,
        os.fsencode(path).decode("utf-8", "backslashreplace"),
        name,
        # The time of the last change of any kind can't be set back, as that of writing can.
        (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino),
        len(index.ids) if index else 0,
        every_line,
        index.problems if index else [],
        index.unnamed if index else 0,
    )


def _encoded(
    path: Path, name: str, status: os.stat_result, index: Index, ids: str
) -> list[bytes | memoryview]:
    pieces: list[bytes | memoryview] = [
        msgspec.json.encode(_header(path, name, status, index)) + b"\n",
        memoryview(index.starts).cast("B"),
    ]
    if isinstance(index.lines, array):
        pieces.append(memoryview(index.lines).cast("B"))
    pieces.append(ids.encode())
    crc = 0
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
    return [b"%08x\n" % crc, *pieces]


def _decoded(data: bytes, path: Path, name: str, status: os.stat_result) -> Index | None:
    """Raises ValueError or MsgspecError for what was not written so."""
    end = data.index(b"\n", _CRC) + 1
    header = msgspec.json.decode(data[_CRC:end], type=_Header)
    wanted = _header(path, name, status, None)
    fixed = ("version", "order", "path", "name", "stamp")
    if any(getattr(header, each) != getattr(wanted, each) for each in fixed):
        return None
    view = memoryview(data)
    if int(data[:_CRC], 16) != zlib.crc32(view[_CRC:]):
        return None
    starts = array("Q")
    starts.frombytes(view[end : end + _WIDTH * header.rows])
    end += _WIDTH * header.rows
    lines: Sequence[int] = range(1, header.rows + 1)
    if not header.every_line:
        lines = array("Q", data[end : end + _WIDTH * header.rows])
        end += _WIDTH * header.rows
    ids = str(view[end:], "utf-8").split("\n") if header.rows else []
    if not len(starts) == len(lines) == len(ids) == header.rows:
        return None
    return Index(starts, lines, ids, header.problems, header.unnamed)


def _make_room(folder: Path) -> None:
    """Take away what was used longest ago, where there is more than there may be."""
    with os.scandir(folder) as entries:
        found = [(entry.stat(), entry.path) for entry in entries if _OURS(entry.name)]
    found.sort(key=lambda each: each[0].st_mtime_ns, reverse=True)
    total = 0
    for place, (status, path) in enumerate(found):
        total += status.st_size
        if place >= MOST_FILES or total > MOST_BYTES:
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108  # as scandir gives it
