"""What an import writes before it takes place: aside, in one folder, where nobody sees it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

from annotations.annotator import ANNOTATIONS, TEXTS
from annotations.errors import StandoffError
from annotations.folders import sync_folder
from annotations.store.disk import Disk
from annotations.store.lock import HeldError, WriterLock
from annotations.store.packs import pack_line, pack_path
from annotations.store.texts import kept_size

_FOLDER = "import.tmp"
_NAME = 16
_BUFFER = 1 << 20
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")


class Staging:
    """The folder that one import writes to; see `staging`."""

    def __init__(self, root: Path) -> None:
        self._annotations = root / ANNOTATIONS
        self.folder = self._annotations / _FOLDER
        self._staged: set[bytes] = set()
        # Names the pack: by what is in it, so that two branches never give one name to two packs.
        self._digest = hashlib.sha256()
        self._any_kept = (self._annotations / TEXTS).exists()
        self._texts: BinaryIO | None = None
        self._documents: BinaryIO | None = None

    def keep_text(self, sha256: str, text: str) -> None:
        """Write a text that is to be kept, unless it is already."""
        digest = bytes.fromhex(sha256)
        if digest in self._staged:
            return
        if self._any_kept and kept_size(self._annotations, sha256) == len(text.encode()):
            return
        if self._texts is None:
            self._texts = (self.folder / "texts").open("xb", buffering=_BUFFER)
        self._write(self._texts, pack_line(sha256, text))
        self._digest.update(sha256.encode())
        self._staged.add(digest)

    def add_document(self, line: bytes) -> None:
        """Write a line of the new corpus file."""
        if self._documents is None:
            self._documents = (self.folder / "documents").open("xb", buffering=_BUFFER)
        self._write(self._documents, line + b"\n")

    def write(self, name: str, text: str) -> Path:
        """Write another file aside; where it is."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def finish(self) -> None:
        """Have all that was written on the disk. Raises StandoffError where it takes no more."""
        try:
            for file in self._opened():
                file.close()
            for path in self.folder.iterdir():
                with path.open("rb") as written:
                    os.fsync(written.fileno())
        except OSError as error:
            raise self._failed(error) from error

    def place_texts(self) -> None:
        """Put the texts beside the annotations, as one pack, on the disk on return."""
        if self._texts is None:
            return
        path = pack_path(self._annotations, self._digest.hexdigest()[:_NAME])
        Disk().make_folder(path.parent)
        (self.folder / "texts").replace(path)
        sync_folder(path.parent)

    def place_documents(self, path: Path) -> None:
        """Put the new corpus file in its place; nothing is there. On the disk on return."""
        path.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / "documents").replace(path)
        sync_folder(path.parent)

    def close(self) -> None:
        """Let go of the files, whatever becomes of them."""
        for file in self._opened():
            # What was not written yet is written now, and on a full disk it can't be.
            with contextlib.suppress(OSError):
                file.close()

    def _opened(self) -> list[BinaryIO]:
        return [file for file in (self._texts, self._documents) if file is not None]

    def _write(self, file: BinaryIO, line: bytes) -> None:
        try:
            file.write(line)
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> StandoffError:
        return StandoffError(
            f"{self._annotations}: nothing was imported: {error.strerror or error}. Mend that and "
            "import again"
        )


@contextmanager
def staging(root: Path) -> Iterator[Staging]:
    """A folder to write aside to, below the project, which is made if it isn't there.

    It goes when the block ends, however it ends; what a killed import left goes first. So does the
    project itself where the block made it and nothing is in it. Raises StandoffError where another
    import is running, OSError where nothing can be written.
    """
    made = [folder for folder in (root / ANNOTATIONS, root, *root.parents) if not folder.exists()]
    aside = Staging(root)
    lock = WriterLock(root / ANNOTATIONS / _FOLDER / "writer")
    try:
        aside.folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire("import")
        except HeldError as error:
            raise StandoffError(f"{root}: another import is running: {error}") from error
        try:
            _clear(aside.folder)
            yield aside
        finally:
            aside.close()
            rmtree(aside.folder, ignore_errors=True)
            lock.release()
    finally:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _clear(folder: Path) -> None:
    """Take away what an import that was killed left behind."""
    for path in folder.iterdir():
        if not path.name.startswith("writer"):
            path.unlink()


@contextmanager
def held_off() -> Iterator[list[int]]:
    """Hold off the signals that end a program until the block ends; then the first is acted on.

    The block gets the numbers of those that came. Where it raises an error, they are forgotten for
    it. In another thread than the main one nothing is held off: Python sends signals to that alone.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda one, _: came.append(one)) for number in numbers}
    try:
        yield came
    finally:
        for number, handler in before.items():
            # None is what was not set from Python.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if came:
        signal.raise_signal(came[0])
