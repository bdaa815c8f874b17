"""Going on while the disk does not: commits that could not be saved are held and tried again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from threading import RLock

import msgspec

from annotations.change import Change, Commit, Table, apply_all, by_row
from annotations.errors import CommitError, RefusedError, StoreError
from annotations.store.checks import check_change, encoded, text_bytes
from annotations.store.protocol import Store
from annotations.store.recovery import StoredCommit


class HeldStore:
    """A Store in front of another: what that one can't save now is kept in memory, in order.

    `commit` then returns as if all were well, but `unsaved` says what is not on disk and `trouble`
    why. Every commit and every `retry` tries the held ones first. Undo works on them as on others.
    """

    def __init__(self, open_store: Callable[[], Store]) -> None:
        """`open_store` opens the file; it is called again where the store gave its file up."""
        self._open_store = open_store
        # A signal to end closes from a thread of its own.
        self._mutex = RLock()
        self._store = store = open_store()
        self._held: list[Commit] = []
        # What is kept with a commit, by its place in the history: with it and not without it.
        self._texts: dict[int, list[str]] = {}
        self._trouble = ""
        self._only_reads = store.read_only

    @property
    def sequence(self) -> int:
        """The place in the history of the last commit."""
        return self._store.sequence + len(self._held)

    @property
    def unsaved(self) -> tuple[Commit, ...]:
        """The commits that are not on disk yet, the oldest first."""
        return tuple(self._held)

    @property
    def trouble(self) -> str:
        """Why they are not; empty while all is saved."""
        return self._trouble

    @property
    def path(self) -> Path:
        """The annotator's file."""
        return self._store.path

    @property
    def read_only(self) -> bool:
        """True when commits are refused: the file was opened so, or somebody else has it."""
        return self._only_reads

    @property
    def notices(self) -> tuple[str, ...]:
        """What opening found and a person should know."""
        return self._store.notices

    def keys(self, table: Table) -> Collection[str]:
        """The keys of a table's rows."""
        known = self._store.keys(table)
        made = {
            key
            for commit in self._held
            for (held_table, key) in by_row(commit.operations)
            if held_table == table
        }
        new = {key for key in made if key not in known}
        return {*known, *new} if new else known

    def read(self, table: Table, key: str) -> bytes | None:
        """One row as JSON with every commit applied, held ones too."""
        row = self._store.read(table, key)
        operations = [
            operation
            for commit in self._held
            for operation in by_row(commit.operations).get((table, key), ())
        ]
        if not operations:
            return row
        applied = apply_all(msgspec.json.decode(row) if row else None, operations)
        return None if applied is None else msgspec.json.encode(applied)

    def keep_text(self, text: str) -> None:
        """Keep a text beside the annotations before the next commit is saved.

        Raises RefusedError for what is no text.
        """
        text_bytes(text)
        with self._mutex:
            self._texts.setdefault(self.sequence + 1, []).append(text)

    def commit(
        self,
        change: Change,
        *,
        annotator: str,
        time: str,
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> Commit:
        """Save a change, or hold it where it can't be saved now.

        Raises ReadOnlyError where the file was opened for reading, RefusedError where the change
        could not be saved at any other time either.
        """
        if self.read_only:
            return self._store.commit(
                change, annotator=annotator, time=time, undoes=undoes, redoes=redoes
            )
        with self._mutex:
            # What is refused later would stand in the way of all that comes after it.
            commit = self._checked(
                change,
                StoredCommit(
                    self.sequence + 1,
                    time,
                    annotator,
                    change.command,
                    change.summary,
                    change.operations,
                    change.inverse,
                    undoes,
                    redoes,
                ),
            )
            self._held.append(commit)
            try:
                self._save_all()
            except RefusedError as error:
                if len(self._held) == 1:
                    self._held.clear()
                    self._texts.clear()
                    raise
                self._trouble = str(error)
            except (StoreError, OSError) as error:
                self._trouble = str(error)
        return commit

    def retry(self) -> bool:
        """Try to save what is held; says whether all is saved now. Never raises."""
        with self._mutex:
            try:
                self._save_all()
            except (StoreError, OSError) as error:
                self._trouble = str(error)
            return not self._held

    def history(self) -> Iterator[Commit]:
        """The commits that are still known, the newest first."""
        yield from reversed(self._held)
        yield from self._store.history()

    def refresh(self) -> bool:
        """Take over what another process has saved, where the store only reads."""
        return self._only_reads and self._store.refresh()

    def idle(self) -> None:
        """A moment for housekeeping, once all is saved. Never raises."""
        if not self._held:
            self._store.idle()

    def close(self) -> None:
        """Try once more, then fold and let go of the file; `unsaved` still says what is lost."""
        with self._mutex:
            self.retry()
            self._store.close()

    def _checked(self, change: Change, commit: StoredCommit) -> Commit:
        """A commit that can be saved, as it will read back. Raises RefusedError."""
        try:
            check_change(change)
            return encoded(commit)[1]
        except RefusedError:
            self._texts.pop(commit.sequence, None)
            raise

    def _save_all(self) -> None:
        if self._held and self._store.read_only:
            self._open_again()
        while self._held:
            self._save(self._held[0])
            self._let_go()
        self._trouble = ""

    def _let_go(self) -> None:
        """The first of the held commits is saved."""
        self._texts.pop(self._held[0].sequence, None)
        del self._held[0]

    def _save(self, commit: Commit) -> None:
        for text in self._texts.get(commit.sequence, ()):
            self._store.keep_text(text)
        change = Change(commit.command, commit.summary, commit.operations, commit.inverse)
        self._store.commit(
            change,
            annotator=commit.annotator,
            time=commit.time,
            undoes=commit.undoes,
            redoes=commit.redoes,
        )

    def _open_again(self) -> None:
        """Open the file anew after its store gave it up.

        Its bytes since the last fold may be in the cache alone, where a sync failed: closing once
        folds them into files of their own. The commit whose sync failed may be there all the same:
        then it is saved. A file with another state than the one known here is not written to.
        """
        known = self._store.sequence
        self._store.close()
        self._open_store().close()
        new = self._open_store()
        if new.read_only:
            why = " ".join(new.notices) or f"{self.path.name} can't be written"
            new.close()
            raise CommitError(why)
        held = self._held[0]
        last = next(new.history(), None)
        landed = last is not None and _is_same(last, held) and new.sequence == known + 1
        if new.sequence != known and not landed:
            new.close()
            raise CommitError(
                f"{self.path.name} holds another state than what was saved here. Nothing more is "
                "written to it; close the project and open it again."
            )
        self._store = new
        if landed:
            self._let_go()


def _is_same(one: Commit, other: Commit) -> bool:
    return (one.sequence, one.time, one.annotator, one.command) == (
        other.sequence,
        other.time,
        other.annotator,
        other.command,
    )
