"""Texts that came in together, kept together: many in one file, each found by its SHA-256.

A pack is `texts/packs/NAME.jsonl` with a line `{"sha256":…,"text":…}` for each text. It is written
once, whole, and never changed, so that an import of 100,000 texts costs one file and not as many.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from annotations.annotator import TEXTS
from annotations.errors import DamagedError

_FOLDER = "packs"
_ENDING = ".jsonl"
# Every line starts like that, so that a text is found without decoding those before it.
_start = re.compile(rb'\{"sha256":"([0-9a-f]{64})","text":"').match
_HEAD = len('{"sha256":"') + 64
_BUFFER = 1 << 20


class _Line(msgspec.Struct):
    sha256: str
    text: str


def pack_line(sha256: str, text: str) -> bytes:
    """The line of a pack that keeps a text. Raises UnicodeEncodeError for what is no text."""
    return msgspec.json.encode(_Line(sha256, text)) + b"\n"


def pack_path(folder: Path, name: str) -> Path:
    """Where a pack is; `folder` is the project's `annotations`."""
    return folder / TEXTS / _FOLDER / f"{name}{_ENDING}"


def packed_text(folder: Path, sha256: str) -> str | None:
    """The text with this SHA-256 out of a pack, or None where none has it.

    Reads each pack through once, when a text is first wanted. Raises DamagedError, which names file
    and line, where the text is there but not as it was kept, or a pack can't be read.
    """
    fault: DamagedError | None = None
    for path, places in _packs(folder):
        place = places.get(bytes.fromhex(sha256))
        if place is None:
            continue
        try:
            return _read(path, place, sha256)
        except DamagedError as error:
            fault = error
    if fault is not None:
        raise fault
    return None


def check_packs(folder: Path) -> list[str]:
    """What is wrong with the packs: one line for each text that is damaged."""
    faults: list[str] = []
    try:
        paths = _paths(folder)
    except DamagedError as error:
        return [str(error)]
    for path in paths:
        try:
            with path.open("rb", buffering=_BUFFER) as file:
                for number, line in enumerate(file, 1):
                    if _text_of(line) is None:
                        faults.append(_damaged(path, number))
        except OSError as error:
            faults.append(str(_unreadable(path, error)))
    return faults


def _paths(folder: Path) -> list[Path]:
    packs = folder / TEXTS / _FOLDER
    try:
        with os.scandir(packs) as entries:
            names = sorted(each.name for each in entries if each.name.endswith(_ENDING))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unreadable(packs, error) from error
    return [packs / name for name in names]


def _packs(folder: Path) -> Iterator[tuple[Path, dict[bytes, int]]]:
    """The packs, each with the place in bytes of each text by its hash."""
    for path in _paths(folder):
        try:
            status = path.stat()
            yield path, _places(path, status.st_size, status.st_mtime_ns)
        except OSError as error:
            raise _unreadable(path, error) from error


@cache
def _places(path: Path, _size: int, _modified: int) -> dict[bytes, int]:
    """Where each text of a pack is. Size and time are there so that another file is read anew."""
    places: dict[bytes, int] = {}
    at = 0
    with path.open("rb", buffering=_BUFFER) as file:
        for line in file:
            if found := _start(line):
                places[bytes.fromhex(found[1].decode())] = at
            at += len(line)
    return places


def _read(path: Path, place: int, sha256: str) -> str:
    try:
        with path.open("rb") as file:
            file.seek(place)
            line = file.readline()
            text = _text_of(line)
            if text is not None and sha256.encode() in line[:_HEAD]:
                return text
            file.seek(0)
            number = file.read(place).count(b"\n") + 1
    except OSError as error:
        raise _unreadable(path, error) from error
    raise DamagedError(f"{_damaged(path, number)} Its hash is {sha256[:12]}….")


def _text_of(line: bytes) -> str | None:
    """The text of a line; None where the line is not as it was written."""
    if not _start(line):
        return None
    try:
        found = msgspec.json.decode(line, type=_Line)
        data = found.text.encode()
    except (msgspec.MsgspecError, UnicodeError):
        return None
    return found.text if hashlib.sha256(data).hexdigest() == found.sha256 else None


def _damaged(path: Path, number: int) -> str:
    return (
        f"{path}, line {number}: the kept text is damaged. Bring the file back from a copy; or "
        "delete it and import the dataset again, which keeps its texts anew."
    )


def _unreadable(path: Path, error: OSError) -> DamagedError:
    return DamagedError(f"{path}: the kept texts can't be read: {error.strerror or error}.")
