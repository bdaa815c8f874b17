"""What a format could not carry of a record, found by reading back what is written.

Items are matched by what they say, not by their ids: mentions by place and label, entities by their
mentions and names, stances by holder, target, polarity and evidence. Who annotated, when, and which
numbers the items had is no part of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar

from annotations.change import plain
from annotations.corpus.base import first_line
from annotations.formats.base import Fault, Format, Incoming
from annotations.formats.intake import sound
from annotations.model import (
    BUILT_IN_ENTITIES,
    Document,
    Entity,
    Item,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
)
from annotations.scheme import Scheme

_NAMED = 3
# Which of items that are alike came back as which is tried out: so often for one document of up to
# so many mentions, less often for a larger one.
_TRIES, _MANY = 60, 200
# For each try so many pairs are looked at: of most that did not come back nothing can be tried.
_LOOKED = 50
_ITEMS = ("mention", "entity", "stance", "relation")
_WHOLE = frozenset({*_ITEMS, *(f"an added {item}" for item in _ITEMS)})
_Spans: TypeAlias = tuple[tuple[int, int], ...]
_AnyItem = TypeVar("_AnyItem", Mention, Entity, Stance, Relation)
_Named = TypeVar("_Named", Mention, Entity)


class Loss(NamedTuple):
    """One thing that did not come back: of which document, of which item ("": the document), what.

    `what` is the item's kind where all of it is gone, else the part of it: "mention", "fragments",
    "label", "entity", "coreference", "name", "kb", "stance", "intensity", "evidence", "cue",
    "attribution", "basis", "holder's mention", "target's mention", "relation", "note", "attrs",
    and of documents "document", "text", "title", "meta", "labels", "status", "flag". What comes
    back without having been there is "an added mention" and the like; attrs of items may have more.
    """

    document: str
    item: str
    what: str


class Tally:
    """Counts losses by what was lost, and remembers the first items of each kind."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.first: dict[str, list[str]] = {}
        self.documents: Counter[str] = Counter()

    def add(self, losses: Sequence[Loss]) -> None:
        """Count the losses of one document."""
        for loss in losses:
            self.counts[loss.what] += 1
            first = self.first.setdefault(loss.what, [])
            if len(first) < _NAMED:
                first.append(f"{loss.document} {loss.item}".rstrip())
        self.documents.update({loss.what for loss in losses})

    def in_words(self) -> list[str]:
        """A line for each kind of loss, the most frequent first, with the first items of it."""
        lines = []
        for what, count in sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0])):
            more = ", …" if count > len(self.first[what]) else ""
            lines.append(f"{what}: {count} ({', '.join(self.first[what])}{more})")
        return lines


def losses(record: Record, document: Document, chosen: Format, scheme: Scheme) -> list[Loss]:
    """What of one record a format does not bring back; nothing where it carries everything."""
    if chosen.again is None:
        return []
    found = chosen.again(record, document, scheme)
    if found is None:
        return [Loss(document.id, "", "document")]
    return differences(record, document, found)


def differences(record: Record, document: Document, found: Incoming) -> list[Loss]:
    """What of a record and its document is not in what was read back, and what is there too many.

    What was read back is checked first, as everything that comes in is.
    """
    back = found.record or Record(
        id=document.id, sha256=document.sha256, annotator="", created="", updated=""
    )
    if found.has_text and found.document.text != document.text:
        # No offset means anything in another text.
        return [Loss(document.id, "", "text"), *_items_gone(document.id, record)]
    back = sound(back, document.text, "", _unreported)
    return list(_Comparison(record, back, document.id).losses()) + [
        Loss(document.id, "", what) for what in _document_parts(record, document, back, found)
    ]


def _unreported(_: Fault) -> None:
    """What is wrong in what was read back is missing then, and counted as that."""


def _items_gone(document_id: str, record: Record) -> Iterator[Loss]:
    items: tuple[Item, ...] = (
        *record.mentions,
        *record.entities,
        *record.stances,
        *record.relations,
    )
    return (Loss(document_id, item.id, type(item).__name__.lower()) for item in items)


def _document_parts(
    record: Record, document: Document, back: Record, found: Incoming
) -> Iterator[str]:
    """What is lost of the document as a whole."""
    if not found.has_text:
        yield "text"
    # Where there is no title, the first line is one.
    title = found.document.title or first_line(document.text)
    if found.document.title != document.title and title != document.title:
        yield "title"
    if not _holds(found.document.meta, document.meta):
        yield "meta"
    if found.document.meta.keys() - document.meta.keys():
        yield "an added meta"
    for what, one, other in (
        ("labels", record.labels, back.labels),
        ("note", record.note, back.note),
        ("status", record.status, back.status),
        ("flag", record.flagged, back.flagged),
    ):
        if one != other:
            yield what


def _holds(attrs: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether free values came back; a format may add some of its own."""
    there: Any = plain(attrs)
    return all(name in there and there[name] == value for name, value in plain(wanted).items())


class _Comparison:
    """One record and what came back of it."""

    def __init__(self, record: Record, back: Record, document_id: str) -> None:
        self._record = record
        self._back = back
        self._document = document_id
        self._losses: list[Loss] = []
        # The items that came back, by the ids of those that they are.
        self._mentions: dict[str, Mention] = {}
        self._entities: dict[str, str] = {}

    def losses(self) -> list[Loss]:
        """All that is lost, in the order of mentions, entities, stances, relations."""
        self._match_mentions()
        self._match_entities()
        best = self._compared()
        tries = _TRIES * _MANY // max(len(self._record.mentions), _MANY)
        for partners, one, other in islice(self._exchanges(), tries * _LOOKED):
            if not best or not tries:
                break
            if one not in partners and other not in partners:
                continue
            tries -= 1
            mentions, entities = dict(self._mentions), dict(self._entities)
            _exchange(partners, one, other)
            if partners is self._mentions:
                self._match_entities()
            found = self._compared()
            if _weight(found) < _weight(best):
                best = found
            else:
                self._mentions.clear()
                self._mentions.update(mentions)
                self._entities = entities
        return best

    def _compared(self) -> list[Loss]:
        """What is lost as the items are matched now."""
        self._losses = []
        self._compare_mentions()
        self._compare_entities()
        self._compare_stances()
        self._compare_relations()
        return self._losses

    def _exchanges(self) -> Iterator[tuple[dict[str, Any], str, str]]:
        """The pairs of items that are alike, so that each may be what the other was taken for."""
        for rule in range(max(len(_MENTION_RULES), len(_ENTITY_RULES))):
            for one, other in _alike(self._record.mentions, _MENTION_RULES, rule):
                yield self._mentions, one, other
            for one, other in _alike(self._record.entities, _ENTITY_RULES, rule):
                yield self._entities, one, other

    def _lose(self, item: str, *what: str) -> None:
        self._losses += [Loss(self._document, item, each) for each in what]

    def _lose_attributes(self, one: _AnyItem, other: _AnyItem, *fields: str) -> None:
        for field in fields:
            if getattr(one, field) != getattr(other, field):
                self._lose(one.id, field)
        if not _holds(other.attrs, one.attrs):
            self._lose(one.id, "attrs")

    # Mentions

    def _match_mentions(self) -> None:
        """By place and label first, by place alone last."""
        self._mentions = _paired(self._record.mentions, self._back.mentions, _MENTION_RULES)

    def _compare_mentions(self) -> None:
        entities = {entity.id for entity in self._record.entities}
        taken = {mention.id for mention in self._mentions.values()}
        for mention in self._record.mentions:
            if mention.id not in self._mentions:
                self._lose(mention.id, "mention")
        for mention in self._back.mentions:
            if mention.id not in taken:
                self._lose(_where(mention), "an added mention")
        for mention in self._record.mentions:
            back = self._mentions.get(mention.id)
            if back is None:
                continue
            if _spans(mention) != _spans(back):
                self._lose(mention.id, "fragments")
            if mention.label != back.label:
                self._lose(mention.id, "label")
            self._lose_attributes(mention, back, "note")
            if mention.entity in entities and mention.entity in self._entities:
                if self._entities[mention.entity or ""] != back.entity:
                    self._lose(mention.id, "coreference")
            elif mention.entity is None and back.entity is not None:
                self._lose(mention.id, "an added entity")

    # Entities

    def _match_entities(self) -> None:
        """By the mentions that came back, most of them decide; else by name."""
        self._entities = {name: name for name in BUILT_IN_ENTITIES}
        names = {entity.id: entity.name for entity in self._back.entities}
        free = dict(names)
        votes: dict[str, Counter[str]] = {}
        for mention in self._record.mentions:
            back = self._mentions.get(mention.id)
            if mention.entity and back and back.entity:
                votes.setdefault(mention.entity, Counter())[back.entity] += 1
        ranked = sorted(
            (
                (-count, names[there] != entity.name, place, there, entity.id)
                for place, entity in enumerate(self._record.entities)
                for there, count in votes.get(entity.id, {}).items()
            ),
        )
        for _, _, _, there, entity_id in ranked:
            if there in free and entity_id not in self._entities:
                self._entities[entity_id] = there
                del free[there]
        # By name only those that no mention tells of.
        todo = [entity for entity in self._record.entities if entity.id not in votes]
        unclaimed = [entity for entity in self._back.entities if entity.id in free]
        named = _paired(todo, unclaimed, _ENTITY_RULES)
        self._entities |= {item: back.id for item, back in named.items()}

    def _compare_entities(self) -> None:
        there = {entity.id: entity for entity in self._back.entities}
        for entity in self._record.entities:
            back = there.get(self._entities.get(entity.id, ""))
            if back is None:
                self._lose(entity.id, "entity")
            else:
                self._lose_attributes(entity, back, "name", "label", "kb", "note")
        known = {*self._entities.values(), *(mention.entity for mention in self._back.mentions)}
        for entity in self._back.entities:
            if entity.id not in known:
                self._lose(entity.name, "an added entity")

    # Stances and relations

    def _compare_stances(self) -> None:
        """Of like ones those belong together that differ least."""
        there: dict[object, list[Stance]] = {}
        for back in self._back.stances:
            key = (back.holder.entity, back.target.entity, back.polarity)
            there.setdefault(key, []).append(back)
        pairs: list[tuple[tuple[object, ...], list[str], Stance, Stance]] = []
        for place, stance in enumerate(self._record.stances):
            holder, target = (
                self._entities.get(slot.entity) for slot in (stance.holder, stance.target)
            )
            for other, back in enumerate(there.get((holder, target, stance.polarity), ())):
                parts = self._parts_lost(stance, back)
                rank = (len(parts), _attrs_differ(stance, back), place, other)
                pairs.append((rank, parts, stance, back))
        matched: set[str] = set()
        taken: set[str] = set()
        for _, parts, stance, back in sorted(pairs, key=itemgetter(0)):
            if stance.id not in matched and back.id not in taken:
                matched.add(stance.id)
                taken.add(back.id)
                self._lose(stance.id, *parts)
        for stance in self._record.stances:
            if stance.id not in matched:
                self._lose(stance.id, "stance")
        for back in self._back.stances:
            if back.id not in taken:
                self._lose(back.polarity, "an added stance")

    def _parts_lost(self, stance: Stance, back: Stance) -> list[str]:
        """What two stances of one holder, target and polarity do not have in common."""
        sources = tuple(self._entities.get(source) for source in stance.attribution)
        pairs: dict[str, tuple[object, object]] = {
            "intensity": (stance.intensity, back.intensity),
            "evidence": (_places(stance.evidence), _places(back.evidence)),
            "cue": (_places(stance.cue), _places(back.cue)),
            "attribution": (sources, back.attribution),
            "basis": (stance.basis, back.basis),
            "note": (stance.note, back.note),
            "holder's mention": self._shown(stance.holder, back.holder),
            "target's mention": self._shown(stance.target, back.target),
        }
        lost = [what for what, (one, other) in pairs.items() if one != other]
        return lost if _holds(back.attrs, stance.attrs) else [*lost, "attrs"]

    def _shown(self, slot: Participant, back: Participant) -> tuple[str | None, str | None]:
        """The mentions that should show a participant, and do."""
        if slot.mention is None:
            return None, back.mention
        there = self._mentions.get(slot.mention)
        return there.id if there else "", back.mention

    def _compare_relations(self) -> None:
        there: dict[object, list[Relation]] = {}
        for back in self._back.relations:
            there.setdefault((back.label, back.head, back.tail), []).append(back)
        for one in self._record.relations:
            head, tail = self._mentions.get(one.head), self._mentions.get(one.tail)
            alike = there.get((one.label, head.id, tail.id)) if head and tail else None
            if not alike:
                self._lose(one.id, "relation")
                continue
            back = min(alike, key=lambda back: _attrs_differ(one, back))
            alike.remove(back)
            if not _holds(back.attrs, one.attrs):
                self._lose(one.id, "attrs")
        for left in there.values():
            for back in left:
                self._lose(back.label, "an added relation")


def _spans(mention: Mention) -> _Spans:
    return _places(mention.fragments or ()) or ((mention.start, mention.end),)


def _places(spans: Iterable[Span]) -> _Spans:
    return tuple((span.start, span.end) for span in spans)


def _where(mention: Mention) -> str:
    return f"{mention.label} {mention.start}-{mention.end}"


def _weight(losses: Sequence[Loss]) -> tuple[int, int]:
    """How much is lost: an item that is gone, or was added, weighs more than any parts of one."""
    return sum(loss.what in _WHOLE for loss in losses), len(losses)


_MENTION_RULES: tuple[Callable[[Mention], object], ...] = (
    lambda mention: (_spans(mention), mention.label),
    lambda mention: (mention.start, mention.end, mention.label),
    _spans,
)
_ENTITY_RULES: tuple[Callable[[Entity], object], ...] = (
    lambda entity: (entity.name, entity.label, entity.kb),
    lambda entity: entity.name,
)


def _paired(
    items: Sequence[_Named], there: Sequence[_Named], rules: Sequence[Callable[[_Named], object]]
) -> dict[str, _Named]:
    """Each item's partner of those there: the likest that is the same by the first rule it can."""
    partners: dict[str, _Named] = {}
    for rule in rules:
        taken = {back.id for back in partners.values()}
        free: dict[object, list[_Named]] = {}
        for back in there:
            if back.id not in taken:
                free.setdefault(rule(back), []).append(back)
        for item in items:
            same = free.get(rule(item))
            if same and item.id not in partners:
                likest = min(same[:_MANY], key=partial(_unlike, item)) if same[1:] else same[0]
                partners[item.id] = likest
                same.remove(likest)
    return partners


def _alike(
    items: Sequence[_Named], rules: Sequence[Callable[[_Named], object]], place: int
) -> Iterator[tuple[str, str]]:
    """The pairs of items that are the same by one of the rules and by none of those before it."""
    groups: dict[object, list[_Named]] = {}
    for rule in rules[place : place + 1]:
        for item in items:
            groups.setdefault(rule(item), []).append(item)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if all(rule(one) != rule(other) for rule in rules[:place]):
                yield one.id, other.id


def _unlike(one: _Named, back: _Named) -> tuple[int, bool]:
    """In how much two items differ beside their ids; what is there too many weighs least."""
    not_held, unequal = _attrs_differ(one, back)
    differ = [one.label != back.label, one.note != back.note, not_held]
    if isinstance(one, Mention) and isinstance(back, Mention):
        differ.append((one.entity is None) != (back.entity is None))
    if isinstance(one, Entity) and isinstance(back, Entity):
        differ.append(one.kb != back.kb)
    return sum(differ), unequal


def _attrs_differ(one: _AnyItem, back: _AnyItem) -> tuple[bool, bool]:
    """How far free values did not come back: what is there too many is the lesser evil."""
    return not _holds(back.attrs, one.attrs), plain(back.attrs) != plain(one.attrs)


def _exchange(partners: dict[str, Any], one: str, other: str) -> None:
    """Give two items each the other's partner; one of them, or both, may have none."""
    found = {other: partners.pop(one, None), one: partners.pop(other, None)}
    partners.update((item, partner) for item, partner in found.items() if partner is not None)
