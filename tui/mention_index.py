"""The mentions of the open record, kept for quick look-up: where they are, and of which entity."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable

from annotations.change import DeleteItem, Operation, PutItem
from annotations.model import Mention, Record
from tui.marks import Mark, MarkIndex
from tui.selection import Extent, reading_order


class MentionIndex:
    """Marks, extents in reading order, and how many mentions each entity has.

    What a damaged file put outside of the text is left out of marks and extents.
    """

    def __init__(self) -> None:
        self.marks = MarkIndex()
        self.extents: list[Extent] = []
        self.counts: Counter[str] = Counter()
        self._length = 0

    def fill(self, record: Record, length: int) -> None:
        """Begin anew with the mentions of a record; `length` is its text's, in code points."""
        self._length = length
        held = [mention for mention in record.mentions if self._fits(mention)]
        self.marks.clear()
        for mention in held:
            self.marks.replace(mention.id, _marks(mention))
        self.extents = sorted(((m.start, m.end) for m in held), key=reading_order)
        self.counts = Counter(m.entity for m in record.mentions if m.entity)

    def replace(self, before: Mention | None, after: Mention | None) -> Extent | None:
        """Follow one mention that was made, changed or removed (None: it is not there).

        Returns the range of text that looks different now; None where nothing does.
        """
        mention = after or before
        if mention is None:
            return None
        if before and before.entity:
            self.counts[before.entity] -= 1
        if after and after.entity:
            self.counts[after.entity] += 1
        if before and self._fits(before):
            order = reading_order((before.start, before.end))
            del self.extents[bisect_left(self.extents, order, key=reading_order)]
        if after and self._fits(after):
            insort(self.extents, (after.start, after.end), key=reading_order)
            return self.marks.replace(mention.id, _marks(after))
        return self.marks.replace(mention.id, ())

    def _fits(self, mention: Mention) -> bool:
        return 0 <= mention.start < mention.end <= self._length


def _marks(mention: Mention) -> list[Mark]:
    spans = mention.fragments or (mention,)
    return [
        Mark(span.start, span.end, mention.id, mention.label)
        for span in spans
        if span.start < span.end
    ]


def mention_ids(operations: Iterable[Operation]) -> list[str]:
    """The ids of the mentions that operations put or delete, each once."""
    ids = (
        operation.item["id"] if isinstance(operation, PutItem) else operation.id
        for operation in operations
        if isinstance(operation, PutItem | DeleteItem) and operation.items == "mentions"
    )
    return list(dict.fromkeys(ids))
