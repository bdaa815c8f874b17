"""Disks for the store's tests: one that fails, one that records, and what a power cut leaves."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from annotations.change import Change, DeleteItem, PutItem, SetFields
from annotations.store.disk import Disk
from annotations.store.journalled import JournalledStore, open_store

WHEN = "2026-11-23T10:00:00Z"


def tag(number: int, key: str = "a.txt", text: str = "Ankara") -> Change:
    """An edit that puts one mention, with its inverse."""
    item = {"id": f"m{number}", "start": number, "end": number + 6, "text": text}
    return Change(
        "tag",
        f"tagged {text}",
        (PutItem("records", key, "mentions", item), SetFields("records", key, {"next": number})),
        (DeleteItem("records", key, "mentions", f"m{number}"),),
    )


def commit(store: JournalledStore, change: Change, **more: int) -> int:
    """Save a change and give its place in the history."""
    return store.commit(change, annotator="alice", time=WHEN, **more).sequence


def row(store: JournalledStore, key: str = "a.txt", table: Any = "records") -> Any:
    """A row as an object, None where there is none."""
    data = store.read(table, key)
    return None if data is None else msgspec.json.decode(data)


def mentions(store: JournalledStore, key: str = "a.txt") -> list[str]:
    """The ids of a record's mentions."""
    found = row(store, key) or {}
    return [item["id"] for item in found.get("mentions", ())]


def places(store: JournalledStore) -> list[int]:
    """The places of all known commits, oldest first."""
    return [each.sequence for each in store.history()][::-1]


class QuickDisk(Disk):
    """A disk that syncs nothing: for reading what is there, over and over."""

    def sync(self, descriptor: int) -> None:
        """Nothing."""

    def sync_folder(self, folder: Path) -> None:
        """Nothing."""


class FaultyDisk(Disk):
    """Fails at given steps, counted from 0; a failing write leaves a part of its bytes."""

    def __init__(self, failing: Iterator[int] | set[int] = frozenset(), code: int = errno.EIO):
        self.failing = set(failing)
        self.code = code
        self.steps: list[str] = []

    def _step(self, name: str) -> None:
        self.steps.append(name)
        if len(self.steps) - 1 in self.failing:
            raise OSError(self.code, os.strerror(self.code))

    def read(self, path: Path) -> bytes:
        self._step("read")
        return super().read(path)

    def read_pair(self, first: Path, second: Path) -> tuple[bytes | None, bytes | None]:
        self._step("read_pair")
        return super().read_pair(first, second)

    def close(self, descriptor: int) -> None:
        super().close(descriptor)
        self._step("close")

    def make_folder(self, folder: Path) -> None:
        self._step("make_folder")
        super().make_folder(folder)

    def size_and_links(self, descriptor: int) -> tuple[int, int]:
        self._step("size_and_links")
        return super().size_and_links(descriptor)

    def measure(self, path: Path) -> tuple[int, int]:
        self._step("measure")
        return super().measure(path)

    def modified(self, path: Path) -> int:
        self._step("modified")
        return super().modified(path)

    def create(self, path: Path, mode: int) -> int:
        self._step("create")
        return super().create(path, mode)

    def append(self, path: Path) -> int:
        self._step("append")
        return super().append(path)

    def write(self, descriptor: int, data: bytes) -> None:
        try:
            self._step("write")
        except OSError:
            super().write(descriptor, data[: len(data) // 2])
            raise
        super().write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        self._step("sync")

    def truncate(self, descriptor: int, size: int) -> None:
        self._step("truncate")
        super().truncate(descriptor, size)

    def rename(self, source: Path, target: Path) -> None:
        self._step("rename")
        super().rename(source, target)

    def unlink(self, path: Path) -> None:
        self._step("unlink")
        super().unlink(path)

    def sync_folder(self, folder: Path) -> None:
        self._step("sync_folder")


class KillingDisk(FaultyDisk):
    """Ends the process at a step, counted from 0, as `kill -9` does; a write is done in part."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def _step(self, name: str) -> None:
        self.steps.append(name)
        if len(self.steps) - 1 == self._at and name != "write":
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, descriptor: int, data: bytes) -> None:
        self._step("write")
        if len(self.steps) - 1 == self._at:
            Disk.write(self, descriptor, data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        Disk.write(self, descriptor, data)


class RecordingDisk(Disk):
    """Works, and keeps the list of everything that a power cut could undo.

    With `folders` or `files` False the matching sync is left out: what the store must not do.
    With a `root`, files are told apart by their folders, and a folder's sync is its own.
    """

    def __init__(
        self, *, folders: bool = True, files: bool = True, root: Path | None = None
    ) -> None:
        self._root = root
        self.log: list[tuple[Any, ...]] = []
        self._folders = folders
        self._files = files
        self._open: dict[int, int] = {}
        self._names: dict[str, int] = {}
        self._next = 0

    def _name(self, path: Path) -> str:
        return os.path.relpath(path, self._root) if self._root else path.name

    def create(self, path: Path, mode: int) -> int:
        descriptor = super().create(path, mode)
        self._next += 1
        self._open[descriptor] = self._names[self._name(path)] = self._next
        self.log.append(("name", self._name(path), self._next))
        return descriptor

    def append(self, path: Path) -> int:
        descriptor = super().append(path)
        self._open[descriptor] = self._names[self._name(path)]
        return descriptor

    def write(self, descriptor: int, data: bytes) -> None:
        super().write(descriptor, data)
        self.log.append(("write", self._open[descriptor], bytes(data)))

    def sync(self, descriptor: int) -> None:
        if self._files:
            self.log.append(("sync", self._open[descriptor]))

    def truncate(self, descriptor: int, size: int) -> None:
        super().truncate(descriptor, size)
        self.log.append(("truncate", self._open[descriptor], size))

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self._names[self._name(target)] = self._names.pop(self._name(source))
        self.log.append(("rename", self._name(source), self._name(target)))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._names.pop(self._name(path), None)
        self.log.append(("unlink", self._name(path)))

    def sync_folder(self, folder: Path) -> None:
        if self._folders:
            self.log.append(("sync_folder", self._name(folder) if self._root else None))

    def acknowledge(self, sequence: int) -> None:
        """Note that a commit was answered here."""
        self.log.append(("acknowledged", sequence))


class _File:
    """What a power cut may leave of one file: its synced bytes, and what was done to it since."""

    def __init__(self) -> None:
        self.safe = b""
        self.later: list[tuple[Any, ...]] = []

    def content(self, variant: str, dice: random.Random) -> bytes:
        data = self.safe
        for kind, *rest in self.later:
            data = data + rest[0] if kind == "write" else data[: rest[0]]
        if variant == "kept" or data == self.safe:
            return data
        if variant == "lost":
            return self.safe
        pairs = zip(self.safe, data, strict=False)
        common = next((n for n, (a, b) in enumerate(pairs) if a != b), len(self.safe))
        common = min(common, len(data))
        if variant == "cut":
            return data[: dice.randint(common, len(data))]
        # The file's length reached the disk and its bytes did not.
        begin = dice.randint(common, len(data))
        return data[:begin] + bytes(len(data) - begin)


def _folders(step: tuple[Any, ...]) -> set[str]:
    """The folders that have a name more or less after a step."""
    return {str(Path(name).parent) for name in step[1:] if isinstance(name, str)}


VARIANTS = ("kept", "lost", "cut", "zeroed")


def _named(names: dict[str, int], step: tuple[Any, ...]) -> None:
    if step[0] == "name":
        names[step[1]] = step[2]
    elif step[0] == "rename" and step[1] in names:
        names[step[2]] = names.pop(step[1])
    elif step[0] == "unlink":
        names.pop(step[1], None)


def states_after_power_cut(
    log: list[tuple[Any, ...]], dice: random.Random
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Every reachable state of the disk, with the last commit that was answered before it.

    Writes and names that were not synced may be there or not: names in their order up to any one,
    bytes whole, not at all, in part, or as zeros.
    """
    files: dict[int, _File] = {}
    safe_names: dict[str, int] = {}
    later: list[tuple[Any, ...]] = []
    answered = 0
    for step in log:
        kind = step[0]
        if kind == "acknowledged":
            answered = step[1]
        elif kind in ("write", "truncate"):
            files[step[1]].later.append((kind, step[2]))
        elif kind == "sync":
            file = files[step[1]]
            file.safe, file.later = file.content("kept", dice), []
        elif kind == "sync_folder":
            synced = [each for each in later if step[1] in (None, *_folders(each))]
            for each in synced:
                _named(safe_names, each)
            later = [each for each in later if each not in synced]
        else:
            if kind == "name":
                files[step[2]] = _File()
            later.append(step)
        for names_kept in range(len(later) + 1):
            names = dict(safe_names)
            for each in later[:names_kept]:
                _named(names, each)
            for variant in VARIANTS:
                yield (
                    answered,
                    {name: files[inode].content(variant, dice) for name, inode in names.items()},
                )


def lay_out(folder: Path, state: dict[str, bytes]) -> Path:
    """Make a folder hold exactly these files; the path of the snapshot is returned."""
    folder.mkdir(exist_ok=True)
    for each in folder.iterdir():
        each.unlink()
    for name, data in state.items():
        (folder / name).write_bytes(data)
    return folder / "alice.json"


def reopen(path: Path, **more: Any) -> JournalledStore:
    """The store as a later start of the program sees it."""
    return open_store(path, annotator="alice", **more)


def crash(store: JournalledStore) -> None:
    """Let go of the files as the system does when a process is killed: nothing is written."""
    journal = store._pair.journal
    if journal is not None:
        with contextlib.suppress(OSError):
            journal.close()
    store._lock.release()
    store._closed = True
