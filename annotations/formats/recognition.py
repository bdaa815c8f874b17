"""Which format a file or a folder has, from what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotations.annotator import ANNOTATIONS
from annotations.errors import StandoffError
from annotations.formats.base import Format, find_format, format_names
from annotations.formats.corpora import TABLE_ENDINGS
from annotations.formats.json_array import first_object
from annotations.formats.streams import UTF16, is_utf16

_HEAD = 1 << 16
# A first object that is longer than this is seen as far as it goes.
_LONGEST_OBJECT = 1 << 26
# What is written where there is no document.
_NOTHING = (b"", b"[]")


def known_formats() -> Iterator[Format]:
    """All formats that can be loaded; one whose plug-in is broken is left to who names it."""
    for name in format_names():
        try:
            yield find_format(name)
        except StandoffError:
            continue


def recognised(path: Path) -> Format:
    """The format of what is at a path; one with annotations before one of texts alone.

    Raises StandoffError where no format knows it, where several do, where the file is empty, and
    where there is nothing or it can't be read.
    """
    if not path.exists():
        raise StandoffError(f"{path}: there is no such file or folder")
    head = b"" if path.is_dir() else _head(path)
    if not path.is_dir() and not head:
        raise StandoffError(f"{path}: the file is empty")
    found = [f for f in known_formats() if f.read and f.recognise and f.recognise(path, head)]
    found = [f for f in found if "mentions" in f.carries | f.partly] or found
    if len(found) == 1:
        return found[0]
    readable = ", ".join(format.name for format in (found or known_formats()) if format.read)
    if found:
        raise StandoffError(f"{path}: several formats may be meant; say --format: {readable}")
    if path.is_dir() and (path / ANNOTATIONS).is_dir():
        raise StandoffError(f"{path}: it is a project; export it, and import what that wrote")
    if is_utf16(head):
        raise StandoffError(
            f"{path}: {UTF16}; of a table or a text say --format and --encoding utf-16 instead"
        )
    if path.suffix.lower() in TABLE_ENDINGS:
        table = "; a table of texts needs --format table --column text=NAME; else "
    else:
        table = "; "
    raise StandoffError(
        f"{path}: its format is not known{table}say --format with one of: {readable}"
    )


def check_kind(path: Path, chosen: Format) -> None:
    """Raise StandoffError for what can't be read in a format: a folder where it has files, or the
    reverse, or nothing at all.
    """
    if chosen.read is None:
        raise StandoffError(f"{chosen.name} is a format that is only written, not read")
    if not path.exists():
        raise StandoffError(f"{path}: there is no such file or folder")
    if chosen.recognise and chosen.recognise(path, b"" if path.is_dir() else _head(path)):
        return
    if path.is_dir() and chosen.endings and not chosen.reads_folders:
        raise StandoffError(
            f"{path}: it is a folder; {chosen.name} is a format of single files: name one in it"
        )
    if path.is_file() and not chosen.endings:
        raise StandoffError(f"{path}: it is a file; {chosen.name} is a format of folders")


def check_replaced(path: Path, chosen: Format) -> None:
    """Raise StandoffError where a file that is about to be written would replace another kind.

    One of its own format is replaced: exports are repeated. So is an empty one, and what is no file
    (a pipe, a device); of a format that recognises nothing nobody can tell. Of a format that is a
    kind of another (conll-bioes) a file may show no more than that it is the other.
    """
    if chosen.recognise is None or not path.is_file():
        return
    head = _head(path)
    kinds = [chosen, *(f for f in known_formats() if chosen.name.startswith(f"{f.name}-"))]
    if head.strip() in _NOTHING or any(f.recognise and f.recognise(path, head) for f in kinds):
        return
    raise StandoffError(
        f"{path}: it is there already, and not recognised as {chosen.name}; name another file, or "
        "remove it first"
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return first_object(file.read(_HEAD), file, _LONGEST_OBJECT)
    except OSError as error:
        raise StandoffError(f"{path}: it can't be read: {error.strerror or error}") from error
