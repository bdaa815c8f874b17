"""The few things that the store asks of a disk, in one object that tests can replace.

Every call raises OSError as the system gives it. What a finished call promises, and what only a
finished `sync` promises, is the whole difference between an answered key and a saved one.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path

from annotations.folders import sync_folder


class Disk:
    """System calls on files and folders; each method is one step that can fail or be cut off."""

    def read(self, path: Path) -> bytes:
        """All bytes of a file."""
        return path.read_bytes()

    def read_pair(self, first: Path, second: Path) -> tuple[bytes | None, bytes | None]:
        """The bytes of two files, None for one that is missing.

        The first is opened before the second is, and read after it.
        """
        try:
            opened = first.open("rb")
        except FileNotFoundError:
            return None, self._read_if_there(second)
        with opened:
            later = self._read_if_there(second)
            return opened.read(), later

    def _read_if_there(self, path: Path) -> bytes | None:
        try:
            return self.read(path)
        except FileNotFoundError:
            return None

    def create(self, path: Path, mode: int) -> int:
        """A descriptor to write a new file; one that is there already is emptied."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)
        if mode:
            with contextlib.suppress(OSError):
                path.chmod(mode)
        return descriptor

    def append(self, path: Path) -> int:
        """A descriptor to write at the end of an existing file, wherever that is."""
        return os.open(path, os.O_RDWR | os.O_APPEND | _BINARY)

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all of the bytes; nothing is promised until `sync`."""
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]

    def sync(self, descriptor: int) -> None:
        """Return when the file's bytes are on the disk itself."""
        if sys.platform == "darwin":
            # fsync hands the bytes to the drive's cache there; only this call empties it.
            import fcntl

            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        """Cut a file to a size."""
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        """Let go of a descriptor."""
        os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Put a file in the place of another in one step."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Take a file's name away."""
        path.unlink()

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk: a rename is not safe before."""
        sync_folder(folder)

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, their names on the disk; no matter if it is there."""
        missing = [f for f in (folder, *folder.parents) if not f.is_dir()]
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            self.sync_folder(each.parent)

    def writable(self, folder: Path) -> bool:
        """Whether a file could be made in a folder, or in the first one above it that exists."""
        for each in (folder, *folder.parents):
            if each.exists():
                return os.access(each, os.W_OK | os.X_OK)
        return False

    def size_and_links(self, descriptor: int) -> tuple[int, int]:
        """A file's size in bytes and how many names it has (0: it was deleted or replaced)."""
        status = os.fstat(descriptor)
        return status.st_size, status.st_nlink

    def mode(self, path: Path) -> int:
        """The permissions of a file, 0 where there is none."""
        try:
            return stat.S_IMODE(path.stat().st_mode)
        except FileNotFoundError:
            return 0

    def measure(self, path: Path) -> tuple[int, int]:
        """The size and the CRC-32 of a file, which is read through and not held."""
        size = crc = 0
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                crc = zlib.crc32(piece, crc)
        return size, crc

    def modified(self, path: Path) -> int:
        """When a file was last written to, in nanoseconds."""
        return path.stat().st_mtime_ns


_BINARY = getattr(os, "O_BINARY", 0)
_PIECE = 1 << 20


def temporary(path: Path) -> Path:
    """The name under which a file is written before it takes its place."""
    return path.with_name(path.name + ".tmp")


def write_aside(disk: Disk, path: Path, chunks: Iterable[bytes]) -> Path:
    """Write a file under its temporary name and sync it; returns that name.

    The permissions of the file that it is to replace are kept. On failure nothing stays behind.
    """
    aside = temporary(path)
    descriptor = disk.create(aside, disk.mode(path))
    try:
        try:
            for chunk in chunks:
                disk.write(descriptor, chunk)
            disk.sync(descriptor)
        finally:
            disk.close(descriptor)
    except BaseException:
        discard(disk, aside)
        raise
    return aside


def replace(disk: Disk, path: Path, chunks: Iterable[bytes]) -> None:
    """Give a file new content: a crash leaves the old or the new one, a return the new one."""
    aside = write_aside(disk, path, chunks)
    try:
        disk.rename(aside, path)
    except BaseException:
        discard(disk, aside)
        raise
    disk.sync_folder(path.parent)


def discard(disk: Disk, path: Path) -> None:
    """Take a file away if that can be done; a leftover is never trusted, so failing is no harm."""
    with contextlib.suppress(OSError):
        disk.unlink(path)
