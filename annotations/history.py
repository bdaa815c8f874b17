"""What can be undone and made again: two stacks, read off the commits of one annotator's file."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from annotations.change import Commit, Operation, PutRow, SetFields
from annotations.errors import EditError


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A commit as a person reads it; see `Commit`. `undone`: it is taken back at present."""

    sequence: int
    time: str
    annotator: str
    command: str
    documents: tuple[str, ...]
    summary: str
    undone: bool
    undoes: int | None
    redoes: int | None


class History:
    """The stacks of undo and redo, and the revision that each record should have.

    It spans documents and restarts: everything it knows comes out of the commits it is given.
    """

    def __init__(self, commits: Iterable[Commit] = ()) -> None:
        """`commits` are the known ones, the oldest first."""
        self._undo: list[Commit] = []
        self._redo: list[Commit] = []
        self._revisions: dict[str, int] = {}
        for commit in commits:
            self.add(commit)

    def add(self, commit: Commit) -> None:
        """Take note of a commit that was saved."""
        for operation in commit.operations:
            if operation.table != "records":
                continue
            if isinstance(operation, SetFields) and "revision" in operation.fields:
                self._revisions[operation.key] = operation.fields["revision"]
            elif isinstance(operation, PutRow):
                if operation.row is None:
                    self._revisions.pop(operation.key, None)
                else:
                    self._revisions[operation.key] = operation.row.get("revision", 0)
        if commit.undoes is not None:
            _move(commit.undoes, self._undo, self._redo)
        elif commit.redoes is not None:
            _move(commit.redoes, self._redo, self._undo)
        elif commit.inverse:
            self._undo.append(commit)
            self._redo.clear()
        else:
            self._forget(commit)

    def _forget(self, commit: Commit) -> None:
        """What was done to a record that is gone for good is not taken back on another one."""
        gone = {o.key for o in commit.operations if isinstance(o, PutRow) and o.row is None}
        if gone:
            for stack in (self._undo, self._redo):
                stack[:] = [c for c in stack if gone.isdisjoint(o.key for o in c.operations)]

    @property
    def to_undo(self) -> Commit | None:
        """The commit that undo takes back next."""
        return self._undo[-1] if self._undo else None

    @property
    def to_redo(self) -> Commit | None:
        """The commit that redo makes again next."""
        return self._redo[-1] if self._redo else None

    def revision(self, record_id: str) -> int | None:
        """The revision that a record has if nobody but these commits touched it."""
        return self._revisions.get(record_id)

    def check_revision(self, record_id: str, found: int | None) -> None:
        """Raises EditError where a record is at another revision than these commits left it at."""
        known = self.revision(record_id)
        if known != found:
            raise EditError(
                f"{record_id} was changed by another program since (revision {found or 'none'}, "
                f"the history knows {known or 'none'}): undo and redo stop here"
            )


def entries(commits: Iterable[Commit], document_id: str | None = None) -> list[Entry]:
    """The commits as a person reads them, those of one document if it is given.

    `commits` are the newest first, as a store gives them, and so are the entries.
    """
    newest_first = list(commits)
    undone: set[int] = set()
    for commit in reversed(newest_first):
        if commit.undoes is not None:
            undone.add(commit.undoes)
        elif commit.redoes is not None:
            undone.discard(commit.redoes)
    made = (_entry(commit, commit.sequence in undone) for commit in newest_first)
    return [e for e in made if document_id is None or document_id in e.documents]


def _entry(commit: Commit, undone: bool) -> Entry:
    keys = dict.fromkeys(o.key for o in commit.operations if o.table == "records")
    return Entry(
        sequence=commit.sequence,
        time=commit.time,
        annotator=commit.annotator,
        command=commit.command,
        documents=tuple(keys),
        summary=commit.summary,
        undone=undone,
        undoes=commit.undoes,
        redoes=commit.redoes,
    )


def made_again(commit: Commit) -> tuple[Operation, ...]:
    """The operations that make a commit again after its inverse was applied.

    What the inverse doesn't touch is still there, and may have gone on since: the row's creation
    and the number of its next item. That is left out.
    """
    replaced = {(o.table, o.key) for o in commit.inverse if isinstance(o, PutRow)}
    fields = {
        (o.table, o.key, name)
        for o in commit.inverse
        if isinstance(o, SetFields)
        for name in o.fields
    }
    operations: list[Operation] = []
    for operation in commit.operations:
        place = (operation.table, operation.key)
        if place not in replaced and isinstance(operation, PutRow):
            continue
        if place not in replaced and isinstance(operation, SetFields):
            again = {n: v for n, v in operation.fields.items() if (*place, n) in fields}
            operation = SetFields(*place, again)
            if not again:
                continue
        operations.append(operation)
    return tuple(operations)


def _move(sequence: int, source: list[Commit], target: list[Commit]) -> None:
    if source and source[-1].sequence == sequence:
        target.append(source.pop())
