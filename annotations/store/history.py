"""The commits that were folded into the snapshot, in a bounded file beside it.

It is what undo across restarts lives on. Folding adds to it before the journal is put away, so that
a crash between leaves a commit in both; its place in the history tells that it is the same one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from annotations.store.disk import Disk, replace
from annotations.store.journal import frame, frames

LIMIT = 8 << 20


class _Placed(msgspec.Struct):
    sequence: int


_places = msgspec.json.Decoder(_Placed)
Saved = tuple[int, bytes]  # a commit's place in the history and its JSON


class History:
    """The history file of one annotator; `limit` is the size in bytes that it does not pass."""

    def __init__(self, disk: Disk, snapshot: Path, limit: int = LIMIT) -> None:
        self._disk = disk
        self.path = snapshot.with_name(snapshot.name.removesuffix(".json") + ".history")
        self._limit = limit

    def read(self) -> list[Saved]:
        """The commits, oldest first; damaged ones are left out. Raises OSError."""
        return self._read()[0]

    def last(self) -> int:
        """The place of the newest commit, 0 if there is none. Raises OSError."""
        saved = self.read()
        return saved[-1][0] if saved else 0

    def add(self, commits: Sequence[Saved]) -> None:
        """Add commits, on the disk on return; those that are there already are not added again.

        Commits of the file with a place that is given to another one now belong to a state of the
        annotations that was left (an older copy was brought back): they go. Raises OSError.
        """
        if not commits:
            return
        known, good = self._read()
        earlier = [saved for saved in known if saved[0] < commits[0][0]]
        kept = _newest([*earlier, *commits], self._limit)
        if good and known and kept[: len(known)] == known:
            self._append(kept[len(known) :])
        elif kept != known or not good:
            replace(self._disk, self.path, (frame(body) for _, body in kept))

    def _append(self, commits: Sequence[Saved]) -> None:
        """Write at the end; what a failure leaves there makes the next call write all anew."""
        descriptor = self._disk.append(self.path)
        try:
            self._disk.write(descriptor, b"".join(frame(body) for _, body in commits))
            self._disk.sync(descriptor)
        finally:
            self._disk.close(descriptor)

    def _read(self) -> tuple[list[Saved], bool]:
        """The commits, and whether the file holds nothing else."""
        try:
            data = self._disk.read(self.path)
        except FileNotFoundError:
            return [], True
        saved: list[Saved] = []
        end, good = 0, True
        for each in frames(data):
            sequence = _place(each.payload)
            good = good and each.start == end and each.whole
            end = each.end
            if sequence > (saved[-1][0] if saved else 0):
                saved.append((sequence, each.payload))
            else:
                good = False
        return saved, good and end == len(data)


def _place(body: bytes) -> int:
    """A commit's place in the history, 0 if it can't be read."""
    try:
        return _places.decode(body).sequence
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return 0


def _newest(commits: Sequence[Saved], limit: int) -> list[Saved]:
    """All of them if they fit, else the newest that fill half of the limit."""
    if sum(len(body) for _, body in commits) <= limit:
        return list(commits)
    size = 0
    for place in range(len(commits) - 1, -1, -1):
        size += len(commits[place][1])
        if size > limit // 2:
            return list(commits[place + 1 :])
    return list(commits)
