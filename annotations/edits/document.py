"""Notes, and what is said of the document as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit, by_hand
from annotations.edits.checks import quote
from annotations.edits.stances import describe_stance
from annotations.errors import EditError
from annotations.model import STATUSES, Entity, Mention, Record, Stance


def set_note(record: Record, item_id: str | None, note: str) -> Change:
    """Write a note to a mention, an entity or a stance, or to the document (None).

    An empty note takes the old one away.
    """
    value = note.strip() or None
    edit = Edit(record)
    if item_id is None:
        if record.note == value:
            raise EditError("the document has that note already" if value else "there is no note")
        edit.set(note=value)
        return edit.change("note", f"note on the document: {value or 'none'}")
    item = record.mention(item_id) or record.entity(item_id) or record.stance(item_id)
    if item is None:
        raise EditError(f"there is no {item_id} to write a note to")
    if item.note == value:
        raise EditError("it has that note already" if value else "there is no note")
    new = by_hand(item, note=value) if isinstance(item, Mention) else replace(item, note=value)
    # mypy can't see that `put` takes whichever of the three kinds this is
    edit.put(cast(Mention, new))
    return edit.change("note", f"note on {_named(record, item)}: {value or 'none'}")


def _named(record: Record, item: Mention | Entity | Stance) -> str:
    if isinstance(item, Stance):
        return describe_stance(record, item)
    return quote(item.text if isinstance(item, Mention) else item.name)


def set_status(record: Record, status: str) -> Change:
    """Say how far a document is: todo, started, done or skipped."""
    if status not in STATUSES:
        raise EditError(f"{status!r} is no status; there are {', '.join(STATUSES)}")
    if record.status == status:
        raise EditError(f"the document is {status} already")
    edit = Edit(record)
    edit.set(status=status)
    return edit.change("status", f"{record.status} → {status}")


def set_flag(record: Record, flagged: bool) -> Change:
    """Flag a document for another look, or take the flag off."""
    if record.flagged == flagged:
        raise EditError(f"the document is {'flagged already' if flagged else 'not flagged'}")
    edit = Edit(record)
    edit.set(flagged=flagged)
    return edit.change("flag", "flagged" if flagged else "flag taken off")


def set_labels(record: Record, labels: Sequence[str]) -> Change:
    """Give the document its labels, in this order, each once."""
    new = tuple(dict.fromkeys(labels))
    if record.labels == new:
        raise EditError("the document has these labels already")
    edit = Edit(record)
    edit.set(labels=new)
    return edit.change("document labels", ", ".join(new) or "no document labels")
