"""What the formats of annotation tools with JSON tasks share: one task, one document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeGuard

import msgspec

from annotations.errors import StandoffError
from annotations.formats.base import Fault, Outgoing, Report
from annotations.formats.draft import Draft
from annotations.formats.json_array import Found
from annotations.model import STATUSES, Document, Mention, Record, Span, text_hash

# The key that is ours among those of a tool.
OURS = "standoff"
# How a stance is called where relations are the only arrows that there are: with its polarity.
STANCE = "stance:"
# A longer row of digits is a name, and no number that tools could hold.
_DIGITS = 18


def make_document(
    task: Mapping[str, Any], meta: dict[str, Any], found: Found, report: Report
) -> Document | None:
    """The document out of `id`, `title` and `text`; None, and a fault, where there is no text.

    Without an id of its own it is called after its place in the file.
    """
    found_id, title, text = task.get("id"), task.get("title"), task.get("text")
    if not isinstance(text, str) or not text:
        report(Fault(found.place, "the task has no text"))
        return None
    if title is not None and not isinstance(title, str):
        report(Fault(found.place, "its title is no string, and is left out"))
    own = str(found_id) if is_number(found_id) or isinstance(found_id, str) else ""
    return Document(own or found.name, text, text_hash(text), named(title), meta)


def written_id(document_id: str) -> str | int:
    """A document's id as tools have it: a number where it is one."""
    if len(document_id) <= _DIGITS and document_id.isascii() and document_id.isdigit():
        number = int(document_id)
        return number if str(number) == document_id else document_id
    return document_id


def is_number(value: object) -> TypeGuard[int]:
    """True for a whole number: what Python takes for one, but no truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def extent(start: object, end: object, text: str, stated: object = None) -> Span | None:
    """The span between two offsets, with the words that the source states, else the text's own.

    None where these are no offsets. Whether they fit the text is for others to say.
    """
    if not (is_number(start) and is_number(end) and start >= 0 and end >= 0):
        return None
    return Span(start, end, stated if isinstance(stated, str) else text[start:end])


def named(value: object) -> str:
    """What can be a label: a string that is not empty; "" for everything else."""
    return value if isinstance(value, str) else ""


def items(
    holder: Mapping[str, Any], name: str, what: str, place: str, report: Report
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a list that a task has under a name, each with its place for a fault."""
    listed = holder.get(name)
    if listed is None:
        return
    if not isinstance(listed, list):
        report(Fault(place, f"{name!r} is no list"))
        return
    for number, item in enumerate(listed, 1):
        here = f"{place}, {what} {number}"
        if isinstance(item, dict):
            yield here, item
        else:
            report(Fault(here, "it is no object"))


def others(found: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """What of an object has no place elsewhere."""
    return {name: value for name, value in found.items() if name not in known}


def ordered(free: Mapping[str, Any], reserved: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A free object without reserved names, the same every time it is written."""
    return {name: raw(free[name]) for name in sorted(free) if name not in reserved}


def raw(value: object) -> msgspec.Raw:
    """A value as JSON, the names of its objects sorted."""
    return msgspec.Raw(msgspec.json.encode(value, order="deterministic"))


def check_text(outgoing: Outgoing, name: str) -> None:
    """Raise StandoffError where the text is to be left out: such tasks consist of it."""
    if not outgoing.with_text:
        raise StandoffError(f"{name} can't be written without the text; use jsonl for that")


def continuous(record: Record) -> list[Mention]:
    """The mentions that are one span, in the order of their ids."""
    return [mention for mention in record.mentions if mention.fragments is None]


def shown_stances(record: Record) -> Iterator[tuple[str, str, str]]:
    """Holder's mention, polarity and target's mention of the stances whose both ends are shown."""
    shown = {mention.id for mention in continuous(record)}
    for stance in record.stances:
        holder, target = stance.holder.mention, stance.target.mention
        if holder in shown and target in shown:
            yield holder or "", stance.polarity, target or ""


def record_head(record: Record) -> dict[str, Any]:
    """What a record says of itself, to stand under one key that a tool leaves alone."""
    head: dict[str, Any] = {"annotator": record.annotator, "status": record.status}
    return head | {"flagged": True} if record.flagged else head


def take_head(draft: Draft, head: object) -> str:
    """The annotator out of `record_head`; what else it has goes to the draft."""
    found = head if isinstance(head, dict) else {}
    for status in STATUSES:
        if found.get("status") == status:
            draft.status = status
    draft.flagged = found.get("flagged") is True
    return named(found.get("annotator"))


class Ends:
    """The ends of stances in a source that has no entities: one for each wording.

    `shown` are the source's ids of the items that stand at an end of a stance.
    """

    def __init__(self, draft: Draft, shown: Collection[object]) -> None:
        self._draft = draft
        self._shown = shown
        self._made: dict[str, str] = {}

    def entity(self, source_id: object, wording: str, label: str) -> str | None:
        """The entity of an item, by its wording; None where it is at no end of a stance."""
        if source_id not in self._shown:
            return None
        if wording not in self._made:
            self._made[wording] = self._draft.entity(wording, label)
        return self._made[wording]
