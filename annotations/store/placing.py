"""Several files put in place as one: all of them or none, whatever cuts it off.

They are written aside, in one folder. The list of what goes where is written there last, and
its name is the moment from which all are in: before it nothing has changed, after it whoever comes
next puts the rest in place. A file that is aside no more is in its place already, or damaged.
"""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import msgspec

from annotations.annotator import ANNOTATIONS, TEXTS
from annotations.errors import DamagedError, StandoffError
from annotations.scheme import read_scheme
from annotations.store.disk import Disk, replace
from annotations.store.lock import HeldError, WriterLock
from annotations.store.pair import free_name

FOLDER = "import.tmp"
PATIENCE = 10.0  # seconds for another process that is putting files in place right now
_LIST = "list.json"
_LOCK = "writer"
_LOCK_FILE = f"{_LOCK}.lock"
_KEPT = "before-import"
_BUFFER = 1 << 20
_TRIES = 10
_ENDINGS = (".json", ".jsonl", ".toml")


class Measure(msgspec.Struct, frozen=True):
    """What bytes are known by: how many they are, and their CRC-32."""

    size: int
    crc: int


class Move(msgspec.Struct, frozen=True):
    """A file that is aside, and where it goes: a path from the project's folder, or a whole one.

    `before` is what is in that place until then, None for nothing. A link to an annotator's file
    is named itself, and stays: what it leads to is replaced.
    """

    aside: str
    target: str
    now: Measure
    before: Measure | None = None


class Aside:
    """A file that is written aside, and measured on its way. Methods raise OSError."""

    def __init__(self, disk: Disk, path: Path, mode: int = 0) -> None:
        self._disk = disk
        self.path = path
        self._descriptor = disk.create(path, mode)
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self.size = self._crc = 0

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        self._waiting.append(data)
        self._waiting_size += len(data)
        self.size += len(data)
        if self._waiting_size >= _BUFFER:
            self.flush()

    def flush(self) -> None:
        """Hand over to the system what waits."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._waiting_size = 0
        if data:
            self._crc = zlib.crc32(data, self._crc)
            self._disk.write(self._descriptor, data)

    def finish(self) -> Measure:
        """Return when all of it is on the disk."""
        self.flush()
        self._disk.sync(self._descriptor)
        self.close()
        return Measure(self.size, self._crc)

    def close(self) -> None:
        """Let go of the file; what waits is dropped. Never raises: what counts was synced."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            with contextlib.suppress(OSError):
                self._disk.close(descriptor)


class Placing:
    """The files that one process puts in place, out of a folder that it has locked."""

    def __init__(self, annotations: Path, disk: Disk) -> None:
        self._root = annotations.parent
        self.folder = annotations / FOLDER
        self._disk = disk
        self._moves: list[Move] = []

    def add(self, aside: Path, target: Path, now: Measure, before: Measure | None = None) -> None:
        """Enter a file that is on the disk. Raises DamagedError where it may not go, or OSError."""
        move = Move(aside.name, str(self._from_root(target)), now, before)
        _check(self._disk, self._root, move)
        self._moves.append(move)

    def _from_root(self, target: Path) -> Path:
        """The path from the project's folder, which may have another name by then."""
        for root in (self._root, self._root.resolve()):
            if target.is_relative_to(root):
                return target.relative_to(root)
        return target.absolute()

    def commit(self) -> None:
        """All are in, whatever happens from here on. Raises OSError: then none is.

        Where the disk can't say whether the list has its name, `is_in` does. Raises DamagedError
        where one of the files is there no more; then none is in either.
        """
        for path in (self.folder / move.aside for move in self._moves):
            if not path.exists():
                raise DamagedError(f"{path} is gone: nothing was imported. Import again")
        # The names of what is aside come first: a list of what is not there would place nothing.
        self._disk.sync_folder(self.folder)
        replace(self._disk, self.folder / _LIST, (msgspec.json.encode(self._moves),))

    def is_in(self) -> bool:
        """Whether the list is there, so that all are in."""
        return is_pending(self.folder.parent)

    def place(self) -> list[str]:
        """Put all in place; a sentence for each file that another one stood in the way of.

        Raises OSError; what is not in place then is put there by the next `settle`. Raises
        DamagedError where one of the files is neither aside nor in its place.
        """
        return _place(self._disk, self._root, self.folder, self._moves)


def is_pending(annotations: Path) -> bool:
    """Whether something is in, but not all of it in place."""
    return (annotations / FOLDER / _LIST).exists()


@contextmanager
def locked(annotations: Path, disk: Disk, patience: float = 0) -> Iterator[Path]:
    """The folder to write aside to, made if it isn't there, for one process at a time.

    Raises HeldError where another has it for longer than `patience` seconds, and OSError.
    """
    folder = annotations / FOLDER
    lock = WriterLock(folder / _LOCK)
    tries = _TRIES
    while True:
        try:
            disk.make_folder(folder)
            lock.acquire("import", patience)
        except FileNotFoundError:
            # The one who had it has taken the folder away just now.
            tries -= 1
            if not tries:
                raise
            continue
        if not lock.lost():
            break
        # The one who had it has taken the folder away since.
        lock.release()
    try:
        yield folder
    finally:
        lock.release()


def settle(annotations: Path, disk: Disk | None = None) -> list[str]:
    """Finish putting in place what was cut off, or clear away what never came so far.

    Gives what a person should know, a sentence each. Never raises: where it can't be finished now,
    that is among them, and no annotator's file opens for writing until it is.
    """
    folder = annotations / FOLDER
    if not folder.exists():
        return []
    disk = disk or Disk()
    try:
        with locked(annotations, disk, PATIENCE if is_pending(annotations) else 0):
            return _settled(annotations.parent, folder, disk)
    except HeldError as error:
        why: object = f"another process is at it: {error}"
    except (OSError, StandoffError) as error:
        why = error
    # What is only being prepared shows nothing of itself.
    return [_unfinished(why)] if is_pending(annotations) else []


def clear(folder: Path) -> None:
    """Take the folder away with what is in it, as far as that can be done.

    The lock goes after all else: without it, the next one writes to the same folder. Where a link
    leads to is left alone.
    """
    if folder.is_symlink():
        return
    with contextlib.suppress(OSError):
        for each in list(folder.iterdir()):
            if each.is_dir() and not each.is_symlink():
                rmtree(each, ignore_errors=True)
            elif each.name != _LOCK_FILE:
                with contextlib.suppress(OSError):
                    each.unlink()
        (folder / _LOCK_FILE).unlink(missing_ok=True)
        folder.rmdir()


def _unfinished(why: object) -> str:
    return (
        f"An import was interrupted and can't be finished now ({why}). A part of it may be missing "
        "here, and nothing can be saved until it is finished: open the project again."
    )


def _settled(root: Path, folder: Path, disk: Disk) -> list[str]:
    path = folder / _LIST
    said: list[str] = []
    if path.exists():
        moves = _read(disk, path)
        for move in moves:
            try:
                _check(disk, root, move)
            except DamagedError as error:
                raise _damaged(path, str(error)) from error
            _check_whole(disk, folder, move)
        kept = _place(disk, root, folder, moves)
        said = ["An import that was interrupted has been finished: all of it is in.", *kept]
    clear(folder)
    return said


def _read(disk: Disk, path: Path) -> list[Move]:
    try:
        return msgspec.json.decode(disk.read(path), type=list[Move])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from error


def _check(disk: Disk, root: Path, move: Move) -> None:
    """Refuse what no import writes: a project that came from elsewhere may have any list in it."""
    is_plain = Path(move.aside).name == move.aside and move.aside not in ("", _LIST, _LOCK_FILE)
    try:
        for name in (move.aside, move.target):
            (root / name).resolve()
        may_go = is_plain and _may_go(disk, root, move)
    except (ValueError, RuntimeError) as error:
        # A name with a NUL, or links that lead in a circle.
        raise DamagedError(f"{move.target!r} can't be a file ({error})") from error
    if not may_go:
        raise DamagedError(f"{root / move.target} is outside of the project")


def _may_go(disk: Disk, root: Path, move: Move) -> bool:
    """Whether an import may put a file in that place."""
    target, place = root / move.target, _place_of(root, move)
    own = root / ANNOTATIONS
    if target.suffix not in _ENDINGS or place.suffix != target.suffix:
        return False
    if _is_in(place, root) or _is_in(place, own):
        return True
    found = _found(disk, place)
    if target.suffix == ".json":
        # An annotator's file may be elsewhere, where it was before.
        return _is_in(target, own) and move.before is not None and found in (move.before, move.now)
    # So may the corpus and the kept texts, in files that are new and of one kind.
    folders = (own / TEXTS, root / read_scheme(root).corpus.path)
    is_new = target.suffix == ".jsonl" and found in (None, move.now)
    return is_new and any(_is_in(target, folder) for folder in folders)


def _is_in(path: Path, folder: Path) -> bool:
    return path.parent.resolve().is_relative_to(folder.resolve())


def _place_of(root: Path, move: Move) -> Path:
    """The file that is replaced: a link to an annotator's file stays a link."""
    target = root / move.target
    is_link = target.suffix == ".json" and target.is_symlink()
    return Path(os.path.realpath(target)) if is_link else target


def _found(disk: Disk, path: Path) -> Measure | None:
    """What is in a place, None for nothing."""
    try:
        return Measure(*disk.measure(path))
    except FileNotFoundError:
        return None


def _check_whole(disk: Disk, folder: Path, move: Move) -> None:
    path = folder / move.aside
    if path.exists() and disk.measure(path) != (move.now.size, move.now.crc):
        raise _damaged(path, "these are not the bytes that were written")


def _damaged(path: Path, why: str) -> DamagedError:
    return DamagedError(
        f"{path} is damaged: {why}; delete the folder {path.parent} to give that import up, and "
        "import again"
    )


def _place(disk: Disk, root: Path, folder: Path, moves: list[Move]) -> list[str]:
    said: list[str] = []
    # All of them are looked for before the first has its place.
    for move in [each for each in moves if _is_aside(disk, root, folder, each)]:
        target = _place_of(root, move)
        disk.make_folder(target.parent)
        said += _make_way(disk, target, move)
        _rename(disk, folder / move.aside, target)
    for parent in dict.fromkeys(_place_of(root, move).parent for move in moves):
        disk.sync_folder(parent)
    disk.unlink(folder / _LIST)
    # The list may not come back after a power cut: what is in place will be written to from now on.
    disk.sync_folder(folder)
    return said


def _is_aside(disk: Disk, root: Path, folder: Path, move: Move) -> bool:
    """Whether a file has yet to go to its place. Raises DamagedError where it is in neither."""
    path, target = folder / move.aside, _place_of(root, move)
    if path.exists():
        return True
    if _found(disk, target) != move.now:
        raise _damaged(path, f"it is gone, and {target} is not what was to come there")
    return False


def _make_way(disk: Disk, target: Path, move: Move) -> list[str]:
    """Keep what somebody has put in the target's place meanwhile."""
    if _found(disk, target) in (None, move.before, move.now):
        return []
    kept = free_name(target, _KEPT)
    journal = target.with_name(f"{target.name}.journal")
    if journal.exists():
        disk.rename(journal, kept.with_name(f"{kept.name}.journal"))
    disk.rename(target, kept)
    return [f"{target.name} had been changed meanwhile; that state is in {kept.name} beside it."]


def _rename(disk: Disk, aside: Path, target: Path) -> None:
    """Move a file, also to another disk: there it is whole before it has its name."""
    try:
        disk.rename(aside, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with aside.open("rb") as file:
            replace(disk, target, iter(_reader(file.read), b""))
        disk.unlink(aside)


def _reader(read: Callable[[int], bytes]) -> Callable[[], bytes]:
    return lambda: read(_BUFFER)
