"""Which entities of a record a mention may refer to, the likeliest first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain
from operator import itemgetter
from typing import Final, TypeVar

from annotations.change import item_order
from annotations.language.brackets import before_brackets, stands_for
from annotations.language.names import name_of, score
from annotations.model import Entity, Mention, Record, find, words_of

# So many are told apart by one digit.
MOST_LIKELY: Final = 9
# For a name with the mention's own label; with this alone, the nearest is a fair guess.
_SAME_LABEL: Final = 15
# More code points than a text has: what comes after a mention is farther than all before it.
_FAR: Final = 1 << 40
# So few entities are looked at one by one; of more the nearest are searched around the mention.
_FEW: Final = 64
_Item = TypeVar("_Item", Entity, Mention)
_Key = TypeVar("_Key")


class Antecedents:
    """The entities of a record by their names, labels and places.

    An entity's names are its own and the words of its mentions. `follow` takes over another state
    of the record and looks only at what differs.
    """

    def __init__(self, record: Record | None = None) -> None:
        self._clear()
        if record is not None:
            self.follow(record)

    def _clear(self) -> None:
        self._document = ""
        self._entities: tuple[Entity, ...] = ()
        self._mentions: tuple[Mention, ...] = ()
        # The names that have a key; who is called by a name, with which label, how often; and by
        # which labels.
        self._by_key: dict[str, dict[str, None]] = {}
        self._called: dict[str, dict[tuple[str, str], int]] = {}
        self._labelled: dict[str, dict[str, int]] = {}
        # Where each entity is mentioned, and where any is: sorted.
        self._starts: dict[str, list[int]] = {}
        self._places: list[tuple[int, str]] = []

    def follow(self, record: Record) -> None:
        """Take over a record: a later or earlier state of the same, or another."""
        if record.id != self._document:
            self._clear()
        gone, new = _difference(self._entities, record.entities)
        for entity in gone:
            self._forget(entity.name, entity.id, entity.label)
        for entity in new:
            self._learn(entity.name, entity.id, entity.label)
        left, come = _difference(self._mentions, record.mentions)
        for mention in left:
            if mention.entity:
                self._forget(words_of(mention), mention.entity, mention.label)
        for mention in come:
            if mention.entity:
                self._learn(words_of(mention), mention.entity, mention.label)
        self._move(_places(left), _places(come))
        self._document = record.id
        self._entities, self._mentions = record.entities, record.mentions

    def _learn(self, name: str, entity_id: str, label: str) -> None:
        called = self._called.get(name)
        if called is None:
            called = self._called[name] = {}
            for key in name_of(name).keys:
                self._by_key.setdefault(key, {})[name] = None
        bearer = (entity_id, label)
        called[bearer] = called.get(bearer, 0) + 1
        labelled = self._labelled.setdefault(label, {})
        labelled[entity_id] = labelled.get(entity_id, 0) + 1

    def _forget(self, name: str, entity_id: str, label: str) -> None:
        called, labelled = self._called[name], self._labelled[label]
        _take(called, (entity_id, label))
        _take(labelled, entity_id)
        if not called:
            del self._called[name]
            for key in name_of(name).keys:
                del self._by_key[key][name]

    def _move(self, left: Sequence[tuple[int, str]], come: Sequence[tuple[int, str]]) -> None:
        for start, entity_id in left:
            starts = self._starts[entity_id]
            del starts[bisect_left(starts, start)]
            del self._places[bisect_left(self._places, (start, entity_id))]
        for start, entity_id in sorted(come):
            insort(self._starts.setdefault(entity_id, []), start)
        if len(come) > _FEW:
            self._places = sorted([*self._places, *come])
        else:
            for place in come:
                insort(self._places, place)

    def likely(self, mention: Mention, remembered: Mapping[str, str] | None = None) -> list[Entity]:
        """The entities that a mention may refer to, the likeliest first, at most nine.

        Where two are as likely, the one whose last mention before this one is nearer comes first.
        After those with a like name come those that only have the same label; of these the one most
        talked of is first where the mention is a common noun, which is known by a small letter.
        The mention's own entity is never among them. `remembered` holds names that this annotator
        joined before, each with the name of the entity that it was joined to.
        """
        scores = self._scores(mention, remembered or {})

        def order(entity_id: str) -> tuple[int, int, tuple[int, str]]:
            distance = self._distance(entity_id, mention.start)
            return (-scores.get(entity_id, 0), distance, item_order(entity_id))

        found = nsmallest(MOST_LIKELY, scores, key=order)
        if len(found) < MOST_LIKELY:
            known = {*scores, mention.entity or ""}
            others = set(self._labelled_near(mention.label, mention.start, known))
            most = self._most_mentioned(mention, known)
            found += [most] if most else []
            found += nsmallest(MOST_LIKELY - len(found), others - {most}, key=order)
        return [entity for one in found if (entity := find(self._entities, one))]

    def _most_mentioned(self, mention: Mention, without: Collection[str]) -> str | None:
        """The entity with the label of a common noun that has the most mentions, the nearest of
        several; None where none has two, and for a name.
        """
        if not is_common(mention.text):
            return None
        labelled = self._labelled.get(mention.label, {})
        most = max((labelled[one] for one in labelled if one not in without), default=0)
        first = [one for one, count in labelled.items() if count == most and one not in without]
        often = [one for one in first if len(self._starts.get(one, ())) > 1]
        there = [one for one in often if find(self._entities, one)]
        return min(there, key=lambda one: self._distance(one, mention.start), default=None)

    def is_alike(
        self, mention: Mention, entity_id: str, remembered: Mapping[str, str] | None = None
    ) -> bool:
        """Whether a name of an entity is like a mention, and not its label alone."""
        return entity_id in self._scores(mention, remembered or {})

    def _scores(self, mention: Mention, remembered: Mapping[str, str]) -> dict[str, int]:
        """How well the best name of each entity with a like name goes with a mention."""
        words = words_of(mention)
        wanted, memory = name_of(words), name_of(_remembered(words, remembered))
        names = (self._by_key.get(key, ()) for key in wanted.keys | memory.keys)
        best: dict[str, int] = {}
        for name in dict.fromkeys(chain.from_iterable(names)):
            called = self._called[name]
            same = any(label == mention.label for _, label in called)
            like = score(wanted, name, memory.folded, same_label=same)
            for entity_id, label in called if like else ():
                whole = like + _SAME_LABEL * (label == mention.label)
                best[entity_id] = max(whole, best.get(entity_id, 0))
        own = mention.entity
        return {one: best[one] for one in best if one != own and find(self._entities, one)}

    def _distance(self, entity_id: str, at: int) -> int:
        """How far the nearest mention of an entity is: the last one before, else the next one."""
        starts = self._starts.get(entity_id, ())
        after = bisect_right(starts, at)
        if after:
            return at - starts[after - 1]
        return _FAR + starts[0] - at if starts else 2 * _FAR

    def _labelled_near(self, label: str, at: int, without: Collection[str]) -> Iterable[str]:
        """The entities with a label, of many at least the nearest."""
        labelled = self._labelled.get(label, {})
        wanted = (one for one in labelled if one not in without and find(self._entities, one))
        if len(labelled) <= _FEW:
            return wanted
        found: dict[str, int] = {}
        for start, entity_id in self._outward(at):
            # Those at one place are told apart by their ids, so that all of them are needed.
            if len(found) >= MOST_LIKELY and start not in found.values():
                return found
            is_new = entity_id in labelled and entity_id not in found and entity_id not in without
            if is_new and find(self._entities, entity_id):
                found[entity_id] = start
        return wanted

    def _outward(self, at: int) -> Iterator[tuple[int, str]]:
        """The mentions from a place to the beginning, then from there to the end."""
        here = bisect_right(self._places, at, key=itemgetter(0))
        yield from (self._places[before] for before in range(here - 1, -1, -1))
        yield from (self._places[after] for after in range(here, len(self._places)))


def _remembered(text: str, remembered: Mapping[str, str]) -> str:
    return remembered.get(text) or remembered.get(text.casefold()) or ""


def _take(counts: dict[_Key, int], key: _Key) -> None:
    """Count one less; what is counted no more is not kept."""
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


def _places(mentions: Iterable[Mention]) -> list[tuple[int, str]]:
    return [(mention.start, mention.entity) for mention in mentions if mention.entity]


def _difference(before: Sequence[_Item], after: Sequence[_Item]) -> tuple[list[_Item], list[_Item]]:
    """The items that only the one or the other of two lists has.

    The lists mostly differ in one place: what is the same before and behind it is found by halves,
    each compared as a whole.
    """
    if not before:
        return [], list(after)
    first = _same(before, after)
    old, new = before[first:], after[first:]
    last = _same(old[::-1], new[::-1])
    old, new = old[: len(old) - last], new[: len(new) - last]
    had, has = {item.id: item for item in old}, {item.id: item for item in new}
    if len(had) < len(old) or len(has) < len(new):
        # A damaged record has an id twice.
        return list(old), list(new)
    gone = [item for item in old if has.get(item.id) != item]
    return gone, [item for item in new if had.get(item.id) != item]


def _same(one: Sequence[_Item], other: Sequence[_Item]) -> int:
    """How many items two lists have in common from their beginning."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def is_common(words: str) -> bool:
    """Whether words are a common noun and no name: the last of them, in English the head, begins
    with a small letter. Never so in a script without capital letters.
    """
    last = words.split()[-1:]
    return bool(last) and last[0][0].islower()


def introduced(
    mentions: Iterable[Mention], text: str, start: int, end: int, label: str
) -> list[Mention]:
    """The mentions with a label that end where brackets begin which hold nothing but code points
    `start` to `end`: what stands in these is likely another name of theirs, as in "the European
    Medicines Agency (EMA)".
    """
    at = before_brackets(text, start, end)
    if at is None:
        return []
    return [
        m for m in mentions if m.end == at and m.label == label and m.entity and not m.fragments
    ]


def bearer(mentions: Iterable[Mention], text: str, start: int, end: int, label: str) -> str | None:
    """The one entity that the text introduces code points `start` to `end` as an acronym of, or as
    the full name, in brackets right behind; None where that is not sure.
    """
    words = text[start:end]
    found = {
        m.entity
        for m in introduced(mentions, text, start, end, label)
        if stands_for(words, m.text) or stands_for(m.text, words)
    }
    return found.pop() if len(found) == 1 else None
