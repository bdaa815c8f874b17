"""What an import writes before it takes place: aside, in one folder, where nobody sees it."""

from __future__ import annotations

import hashlib
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from annotations.annotator import ANNOTATIONS, TEXTS
from annotations.errors import StandoffError
from annotations.folders import refused_folder
from annotations.store import JournalledStore, kept_size
from annotations.store.coming import Coming
from annotations.store.disk import Disk
from annotations.store.lock import HeldError
from annotations.store.packs import pack_line, pack_path
from annotations.store.placing import Aside, Measure, Placing, clear, locked

_NAME = 16
# Seconds for who opens the project just now and looks whether there is anything to finish.
_PATIENCE = 0.5
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")


class Staging:
    """The files of one import, in the folder that it writes to; see `staging`."""

    def __init__(self, root: Path, folder: Path, disk: Disk) -> None:
        self._annotations = root / ANNOTATIONS
        self._folder = folder
        self.disk = disk
        self._placing = Placing(self._annotations, disk)
        self._announced: list[tuple[JournalledStore, Measure]] = []
        self._staged: set[bytes] = set()
        # Names the pack: by what is in it, so that two branches never give one name to two packs.
        self._digest = hashlib.sha256()
        self._any_kept = (self._annotations / TEXTS).exists()
        self._texts: Aside | None = None
        self._documents: Aside | None = None
        self._names = count(1)

    def free_path(self) -> Path:
        """Where one more file can be written aside."""
        return self._folder / f"{next(self._names)}"

    def keep_text(self, sha256: str, text: str) -> None:
        """Write a text that is to be kept, unless it is already."""
        digest = bytes.fromhex(sha256)[:_NAME]
        if digest in self._staged:
            return
        if self._any_kept and kept_size(self._annotations, sha256) == len(text.encode()):
            return
        try:
            if self._texts is None:
                self._texts = Aside(self.disk, self.free_path())
            self._texts.write(pack_line(sha256, text))
        except OSError as error:
            raise self.failed(error) from error
        self._digest.update(sha256.encode())
        self._staged.add(digest)

    def add_document(self, line: bytes) -> None:
        """Write a line of the new corpus file."""
        try:
            if self._documents is None:
                self._documents = Aside(self.disk, self.free_path())
            self._documents.write(line + b"\n")
        except OSError as error:
            raise self.failed(error) from error

    def finish_texts(self) -> None:
        """Have the texts on the disk; they will be one pack beside the annotations."""
        if self._texts is not None:
            name = self._digest.hexdigest()[:_NAME]
            self._enter(self._texts, pack_path(self._annotations, name))

    def finish_documents(self, path: Path) -> None:
        """Have the new corpus file on the disk; nothing is in its place."""
        if self._documents is not None:
            self._enter(self._documents, path)

    def write(self, text: str, target: Path) -> None:
        """Write what a small file will be, on the disk on return."""
        try:
            file = Aside(self.disk, self.free_path(), self.disk.mode(target))
            with closing(file):
                file.write(text.encode())
                self._enter(file, target)
        except OSError as error:
            raise self.failed(error) from error

    def finish_rows(self, target: Path, store: JournalledStore, coming: Coming) -> None:
        """Have an annotator's file with more rows on the disk. Raises StoreError.

        `target` is its name in the project, which may be a link to the store's own path.
        """
        path = self.free_path()
        now, before = store.write_with(coming, path)
        try:
            self._placing.add(path, target, now, before)
        except OSError as error:
            raise self.failed(error) from error
        self._announced.append((store, now))

    def place(self) -> list[str]:
        """Put all in place: it is in from now on, or, where this raises StandoffError, not at all.

        A sentence for each thing that a person should know.
        """
        try:
            for store, now in self._announced:
                store.announce(now)
            self._placing.commit()
        except OSError as error:
            if not self._placing.is_in():
                raise self.failed(error) from error
            raise self._not_placed(error) from error
        try:
            return self._placing.place()
        except OSError as error:
            raise self._not_placed(error) from error

    def close(self) -> None:
        """Let go of the files; they go too, unless they are on their way to their places."""
        for file in filter(None, (self._texts, self._documents)):
            file.close()
        if not self._placing.is_in():
            clear(self._folder)

    def _enter(self, file: Aside, target: Path) -> None:
        try:
            now = file.finish()
            there = Measure(*self.disk.measure(target)) if target.exists() else None
        except OSError as error:
            raise self.failed(error) from error
        self._placing.add(file.path, target, now, there)

    def failed(self, error: OSError) -> StandoffError:
        """Says of an error of the disk that nothing has come in."""
        return StandoffError(
            f"{self._annotations}: nothing was imported: {error.strerror or error}. Mend that and "
            "import again"
        )

    def _not_placed(self, error: OSError) -> StandoffError:
        return StandoffError(
            f"{self._annotations}: all of it is in, but can't be put in place yet: "
            f"{error.strerror or error}. That is done when the project is opened the next time"
        )


@contextmanager
def staging(root: Path, disk: Disk) -> Iterator[Staging]:
    """A folder to write aside to, below the project, which is made if it isn't there.

    It goes when the block ends, however it ends; what a killed import left was settled before. So
    does the project itself where the block made it and nothing is in it. Raises StandoffError where
    another import is running, OSError where nothing can be written.
    """
    made = [folder for folder in (root / ANNOTATIONS, root, *root.parents) if not folder.exists()]
    try:
        with locked(root / ANNOTATIONS, disk, _PATIENCE) as folder:
            aside = Staging(root, folder, disk)
            try:
                yield aside
            finally:
                aside.close()
    except HeldError as error:
        raise StandoffError(f"{root}: another import is running: {error}") from error
    except OSError as error:
        refused = refused_folder(error)
        if refused is None:
            raise
        raise StandoffError(
            f"{refused}: nothing can be written to that folder ({error.strerror}); nothing was "
            "imported"
        ) from error
    finally:
        for each in made:
            with suppress(OSError):
                each.rmdir()


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
