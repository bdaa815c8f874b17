"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

from annotations.annotator import ANNOTATIONS, TEXTS
from annotations.errors import StandoffError
from annotations.folders import refused_folder, sync_folder
from annotations.formats.jsonl import is_export

# How the reports that we write begin and end.
_REPORT_HEAD = re.compile(rb'\{"(?:format|source)":.*,"(?:losses|faults|things)":\[\n').fullmatch
_REPORT_END = re.compile(rb'\n\],"count":\d+\}\n\Z').search
_LONGEST_HEAD = 1 << 16
_LONGEST_END = 64


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
    _check_parent(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("xb") as out:
            yield out
            out.flush()
            if path.exists():
                os.fchmod(out.fileno(), path.stat().st_mode & 0o777)
            os.fsync(out.fileno())
        aside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            aside.unlink()
        _name(error, aside, path)
        raise
    sync_folder(path.parent)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new folder to write to that takes its place only when the block ends without an error.

    All in it is synced first. Raises StandoffError where there is something at the path already,
    other than an empty folder: what stands there is never replaced.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        what = "a folder with something in it" if path.is_dir() else "a file"
        raise StandoffError(f"{path}: there is {what} already; name a new folder")
    _check_parent(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.mkdir()
        yield aside
        for folder, _, files in os.walk(aside):
            for name in files:
                with (Path(folder) / name).open("rb") as written:
                    os.fsync(written.fileno())
            sync_folder(Path(folder))
        aside.replace(path)
    except BaseException as error:
        rmtree(aside, ignore_errors=True)
        _name(error, aside, path)
        raise
    sync_folder(path.parent)


def _name(error: BaseException, aside: Path, path: Path) -> None:
    """Give the error of a write that failed the name that a person knows, not the one aside.

    A folder in which nothing may be written is named itself.
    """
    if not isinstance(error, OSError) or error.filename not in (None, str(aside)):
        return
    if refused_folder(error):
        error.strerror = f"nothing can be written to that folder ({error.strerror})"
        error.filename = str(path.parent)
    else:
        error.filename = str(path)


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(path.parent))


def check_report(
    path: Path,
    source: Path | None = None,
    targets: Iterable[Path] = (),
    folders: Iterable[Path] = (),
) -> None:
    """Raise StandoffError where a report would take the place of something else.

    Only an earlier report is replaced, and what is no file (a pipe, a device). `targets` are what
    is written beside it: files, or a folder; `folders` are those of the project at hand.
    """
    report = Path(os.path.realpath(path))
    if source is not None and report == Path(os.path.realpath(source)):
        raise StandoffError(f"{path}: it is the source itself; name another file for the report")
    for target in targets:
        if report.is_relative_to(os.path.realpath(target)):
            raise StandoffError(
                f"{path}: what is written goes there itself; name another file for the report"
            )
    own = {Path(os.path.realpath(folder), ANNOTATIONS) for folder in folders}
    if any(folder in own or _is_annotations(folder) for folder in report.parents):
        raise StandoffError(
            f"{path}: that folder is for what was annotated; name another place for the report"
        )
    if report.is_file() and report.stat().st_size and not _is_report(report):
        raise StandoffError(f"{path}: it is there already, and no report; name another file")


def _is_annotations(folder: Path) -> bool:
    """Whether a folder is the one of some project that annotations are in."""
    if folder.name != ANNOTATIONS or not folder.is_dir():
        return False
    if (folder / TEXTS).is_dir() or (folder.parent / "standoff.toml").exists():
        return True
    return any(file.name.endswith((".json.lock", ".json.journal")) for file in folder.iterdir())


def _is_report(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(_LONGEST_HEAD)
        file.seek(max(0, path.stat().st_size - _LONGEST_END))
        return bool(_REPORT_HEAD(first) and _REPORT_END(file.read()))


def check_target(path: Path, folders: Iterable[Path], *, folder: bool = False) -> str:
    """Raise StandoffError where an export would write over what a project consists of.

    `folders` are the project's and its corpus'. A file in them is replaced only if it is an export
    itself. `folder` says that a folder will be made there. Returns a sentence to say where what is
    written will be taken for documents, else "".
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
        if folder or (first and not is_export(first)):
            raise StandoffError(
                f"{path}: it is part of the project, and no export; name another file"
            )
    if target.suffix.lower() in (".txt", ".md", ".jsonl") or folder:
        return f"{path} is inside the project, which will take it for documents"
    return ""
