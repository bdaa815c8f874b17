"""What a place that keeps annotations has to do: the Store protocol."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from annotations.change import Change, Commit, Table


class Store(Protocol):
    """Keeps one annotator's rows; a commit is on disk when `commit` returns.

    Rows are JSON objects, as bytes; the store knows their lists of items but not what they mean.
    """

    @property
    def path(self) -> Path:
        """The annotator's file."""

    @property
    def read_only(self) -> bool:
        """True when commits are refused."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What opening found and a person should know: repairs, cut bytes, who holds the lock."""

    @property
    def sequence(self) -> int:
        """The place in the history of the last commit; 0 before the first."""

    def keys(self, table: Table) -> Collection[str]:
        """The keys of a table's rows."""

    def read(self, table: Table, key: str) -> bytes | None:
        """One row as JSON with every commit applied, or None.

        Raises DamagedError when its bytes can't be read.
        """

    def keep_text(self, text: str) -> None:
        """Keep a text that is about to be annotated; it is durable when the next commit is.

        Raises CommitError when it could not be kept.
        """

    def commit(
        self,
        change: Change,
        *,
        annotator: str,
        time: str,
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> Commit:
        """Save a change; it is durable on return.

        Raises ReadOnlyError, or CommitError when it could not be saved: then nothing has changed
        and the same call may be made again.
        """

    def history(self) -> Iterator[Commit]:
        """The commits that are still known, the newest first."""

    def refresh(self) -> bool:
        """Take over what another process has saved since, where the store only reads.

        True if there was anything new; little is done where the files are as they were. Raises
        what opening raises; then what was read before stays.
        """

    def idle(self) -> None:
        """Called when the person pauses: a good moment for housekeeping. Never raises."""

    def close(self) -> None:
        """Fold and let go of the file. Closing twice is allowed."""
