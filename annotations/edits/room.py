"""What gives way to a longer mention: those inside it that propagation made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from annotations.edits.base import Edit, stances_at
from annotations.model import Mention
from annotations.text import Extent, is_inside

PROPAGATED: Final = "propagated"


def gives_way(mention: Mention, place: Extent) -> bool:
    """Whether a mention was made by propagation and lies inside of a longer place."""
    return mention.origin == PROPAGATED and is_inside((mention.start, mention.end), place)


def replaced(gone: int) -> str:
    """What is said of so many that gave way."""
    return f" in the place of {gone} inside it" if gone else ""


def make_room(edit: Edit, places: Iterable[Extent]) -> int:
    """Take away the propagated mentions inside of longer places; how many those were.

    One stays where a note, a stance or a relation needs it.
    """
    gone = 0
    made = (m for m in edit.record.mentions if m.origin == PROPAGATED)
    propagated = sorted(made, key=lambda mention: mention.start)
    if not propagated:
        return 0
    relations = edit.record.relations
    tied = {item for relation in relations for item in (relation.head, relation.tail)}
    for place in places:
        first, last = (bisect_left(propagated, edge, key=lambda m: m.start) for edge in place)
        for mention in [m for m in propagated[first:last] if gives_way(m, place)]:
            needed = mention.note or mention.id in tied or stances_at(edit.record, mention.id)
            if needed or edit.record.mention(mention.id) is None:
                continue
            edit.delete(mention)
            edit.drop_idle(mention.entity)
            gone += 1
    return gone
