"""What could not be saved at any time: it is refused before anything is written or queued."""

from __future__ import annotations

import msgspec

from annotations.change import Change, PutItem, PutRow, SetFields
from annotations.errors import DamagedError, RefusedError
from annotations.store.recovery import StoredCommit, decode_commit

_encode = msgspec.json.Encoder().encode


def check_change(change: Change) -> None:
    """Refuse what could be written but not found or merged again. Raises RefusedError."""
    for operation in change.operations:
        if isinstance(operation, PutItem):
            wrong = not isinstance(operation.item.get("id"), str)
        elif isinstance(operation, PutRow):
            wrong = operation.row is not None and operation.row.get("id") != operation.key
        else:
            wrong = isinstance(operation, SetFields) and (
                operation.fields.get("id", operation.key) != operation.key
            )
        if wrong:
            raise RefusedError(
                f"{change.command}: an operation on the row {operation.key!r} of {operation.table} "
                "does not name it by its id; nothing was saved."
            )


def encoded(commit: StoredCommit) -> tuple[bytes, StoredCommit]:
    """A commit's JSON, and the commit as read back: what is kept in memory is nobody else's.

    Raises RefusedError for what JSON can't say.
    """
    try:
        body = _encode(commit)
        return body, decode_commit(body)
    except (TypeError, ValueError, OverflowError, DamagedError) as error:
        raise RefusedError(f"{commit.command}: it can't be written as JSON: {error}") from error


def text_bytes(text: str) -> bytes:
    """The UTF-8 bytes under which a text is kept. Raises RefusedError for what is no text."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError(
            f"the text can't be kept: its character {error.start} is half of a surrogate pair. "
            "Mend the document and try again."
        ) from error
