"""Several files put in place as one: all of them or none, whatever cuts it off.

They are written aside, in one folder. The list of what goes where is written there last, and
its name is the moment from which all are in: before it nothing has changed, after it whoever comes
next puts the rest in place. A file that is aside no more is in its place already.
"""

from __future__ import annotations

import contextlib
import errno
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import msgspec

from annotations.annotator import ANNOTATIONS
from annotations.errors import DamagedError
from annotations.store.disk import Disk, replace
from annotations.store.lock import HeldError, WriterLock

FOLDER = "import.tmp"
PATIENCE = 10.0  # seconds for another process that is putting files in place right now
_LIST = "list.json"
_LOCK = "writer"
_KEPT = "before-import"
_BUFFER = 1 << 20
_ENDINGS = (".json", ".jsonl", ".toml")


class Measure(msgspec.Struct, frozen=True):
    """What bytes are known by: how many they are, and their CRC-32."""

    size: int
    crc: int


class Move(msgspec.Struct, frozen=True):
    """A file that is aside, and where it goes: a path from the project's folder, or a whole one.

    `before` is what is in that place until then, None for nothing.
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
        """Enter a file that is on the disk. Raises DamagedError where it may not go."""
        move = Move(aside.name, str(self._from_root(target)), now, before)
        _check(self._root, move)
        self._moves.append(move)

    def _from_root(self, target: Path) -> Path:
        """The path from the project's folder, which may have another name by then."""
        for root in (self._root, self._root.resolve()):
            if target.is_relative_to(root):
                return target.relative_to(root)
        return target.absolute()

    def commit(self) -> None:
        """All are in, whatever happens from here on. Raises OSError: then none is.

        Where the disk can't say whether the list has its name, `is_in` does.
        """
        # The names of what is aside come first: a list of what is not there would place nothing.
        self._disk.sync_folder(self.folder)
        replace(self._disk, self.folder / _LIST, (msgspec.json.encode(self._moves),))

    def is_in(self) -> bool:
        """Whether the list is there, so that all are in."""
        return is_pending(self.folder.parent)

    def place(self) -> list[str]:
        """Put all in place; a sentence for each file that another one stood in the way of.

        Raises OSError; what is not in place then is put there by the next `settle`.
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
    while True:
        disk.make_folder(folder)
        lock.acquire("import", patience)
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
    except (OSError, DamagedError) as error:
        why = error
    # What is only being prepared shows nothing of itself.
    return [_unfinished(why)] if is_pending(annotations) else []


def clear(folder: Path) -> None:
    """Take the folder away with what is in it, as far as that can be done."""
    rmtree(folder, ignore_errors=True)


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
            _check(root, move)
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


def _check(root: Path, move: Move) -> None:
    """Refuse what no import writes: a project that came from elsewhere may have any list in it."""
    target = root / move.target
    places = (root.resolve(), (root / ANNOTATIONS).resolve())
    is_own = any(target.parent.resolve().is_relative_to(each) for each in places)
    # The corpus may be elsewhere, in files that are new and of one kind.
    is_new = target.suffix == ".jsonl" and move.before is None
    is_plain = Path(move.aside).name == move.aside and move.aside not in ("", _LIST)
    if not (is_plain and target.suffix in _ENDINGS and (is_own or is_new)):
        raise DamagedError(f"{target} is outside of the project")


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
    for move in moves:
        aside, target = folder / move.aside, root / move.target
        if aside.exists():
            disk.make_folder(target.parent)
            said += _make_way(disk, target, move)
            _rename(disk, aside, target)
    for parent in dict.fromkeys((root / move.target).parent for move in moves):
        disk.sync_folder(parent)
    disk.unlink(folder / _LIST)
    # Where the list comes back after a power cut, there is nothing left for it to do.
    return said


def _make_way(disk: Disk, target: Path, move: Move) -> list[str]:
    """Keep what somebody has put in the target's place meanwhile."""
    try:
        found = Measure(*disk.measure(target))
    except FileNotFoundError:
        return []
    if found in (move.before, move.now):
        return []
    kept = _free_name(target)
    journal = target.with_name(f"{target.name}.journal")
    if journal.exists():
        disk.rename(journal, kept.with_name(f"{kept.name}.journal"))
    disk.rename(target, kept)
    return [f"{target.name} had been changed meanwhile; that state is in {kept.name} beside it."]


def _free_name(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.name}.{_KEPT}-{number}")).exists():
        number += 1
    return free


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
