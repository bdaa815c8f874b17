"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotations.annotator import ANNOTATIONS
from annotations.errors import StandoffError
from annotations.formats.jsonl import is_export


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes its place only when the block ends without an error.

    It is synced first; what stood there before stays until then. A link stays a link. A device or
    a pipe can't be replaced: it is written to as it is. Raises OSError with the file's name.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as out:
            yield out
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder; name a file", str(path))
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("xb") as out:
            yield out
            out.flush()
            if path.exists():
                os.fchmod(out.fileno(), path.stat().st_mode & 0o777)
            os.fsync(out.fileno())
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_target(path: Path, folders: Iterable[Path]) -> str:
    """Raise StandoffError where an export would write over what a project consists of.

    `folders` are the project's and its corpus'. A file in them is replaced only if it is an export
    itself. Returns a sentence to say where the file will be taken for documents, else "".
    """
    target = Path(os.path.realpath(path))
    inside = [Path(os.path.realpath(folder)) for folder in folders]
    if any(target.is_relative_to(folder / ANNOTATIONS) for folder in inside):
        raise StandoffError(f"{path}: that folder is for what was annotated; name another place")
    if not any(target.is_relative_to(folder) for folder in inside):
        return ""
    if target.is_file():
        with target.open("rb") as file:
            first = file.readline()
        if first and not is_export(first):
            raise StandoffError(
                f"{path}: it is part of the project, and no export; name another file"
            )
    if target.suffix.lower() in (".txt", ".md", ".jsonl"):
        return f"{path} is inside the project, which will take it for documents"
    return ""
