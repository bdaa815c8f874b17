"""One writer for one annotator's file, and who it is."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotations.errors import ReadOnlyError

if TYPE_CHECKING:
    from filelock import FileLock


class Holder(msgspec.Struct):
    """Who writes to a file: the annotator, the process's number and its machine."""

    annotator: str
    process: int
    host: str

    def __str__(self) -> str:
        return f"process {self.process} on {self.host} (by {self.annotator})"


class HeldError(ReadOnlyError):
    """Another process writes to the file; `holder` is None where it left no name."""

    def __init__(self, name: str, holder: Holder | None) -> None:
        super().__init__(f"{name} is open in {holder or 'another process'}")
        self.holder = holder


class WriterLock:
    """The lock of one file, beside it; the system lets go of it when the process ends."""

    def __init__(self, snapshot: Path) -> None:
        self._snapshot = snapshot
        self._path = snapshot.with_name(snapshot.name + ".lock")
        self._lock: FileLock | None = None
        self._identity: tuple[int, int] | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock is not None

    def lost(self) -> bool:
        """Whether the file that is locked has its name no more: then another may have the lock.

        The file is open here, so that no other one can have its number meanwhile.
        """
        if self._identity is None:
            return False
        try:
            return self._look() != self._identity
        except FileNotFoundError:
            return True
        except OSError:
            # Nobody can tell; what the disk fails to do besides is said by who asks it.
            return False

    def acquire(self, annotator: str, patience: float = 0) -> None:
        """Take the lock; raises HeldError if another has it for longer than `patience` seconds,
        OSError if it can't be taken.
        """
        # Imported late: reading needs no lock, and the import is a third of the store's.
        from filelock import FileLock, Timeout

        lock = FileLock(self._path, timeout=patience, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise HeldError(self._snapshot.name, self._holder()) from None
        self._lock = lock
        with contextlib.suppress(OSError):
            self._identity = self._look()
        holder = Holder(annotator, os.getpid(), socket.gethostname())
        # On a full disk the name is missing in others' messages; the lock holds all the same.
        with contextlib.suppress(OSError):
            self._path.write_bytes(msgspec.json.encode(holder) + b"\n")

    def release(self) -> None:
        """Let go of the lock; no matter if it isn't held."""
        if self._lock is not None:
            self._lock.release()
            self._lock = self._identity = None

    def _look(self) -> tuple[int, int]:
        """Which file has the lock's name now. Raises OSError."""
        status = os.stat(self._path)  # noqa: PTH116  # for every commit, and twice as fast
        return status.st_dev, status.st_ino

    def _holder(self) -> Holder | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Holder)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
