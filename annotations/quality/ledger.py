"""Who stands how toward what, in one document or in all of them, and where that contradicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from annotations.model import Record
from annotations.scheme import Scheme


class Contradiction(msgspec.Struct, frozen=True):
    """A holder who is for and against the same target in one document.

    `holder` and `target` are ids of entities, `favouring` and `opposing` those of the stances, in
    the order of the record.
    """

    holder: str
    target: str
    favouring: tuple[str, ...]
    opposing: tuple[str, ...]


def contradictions(record: Record, scheme: Scheme) -> list[Contradiction]:
    """The contradictions of one document, in the order of the stances that begin them.

    The signs of the scheme's polarities decide: 1 against -1. A polarity without a sign, or one
    that the scheme doesn't have, contradicts nothing; who reports a stance makes no difference.
    """
    signs = {polarity.name: polarity.sign for polarity in scheme.polarities}
    found: dict[tuple[str, str], dict[int, list[str]]] = {}
    for stance in record.stances:
        sides = found.setdefault((stance.holder.entity, stance.target.entity), {})
        sides.setdefault(signs.get(stance.polarity, 0), []).append(stance.id)
    return [
        Contradiction(holder, target, tuple(sides[1]), tuple(sides[-1]))
        for (holder, target), sides in found.items()
        if 1 in sides and -1 in sides
    ]


def contradicting(record: Record, scheme: Scheme, stance_id: str) -> tuple[str, ...]:
    """The ids of the stances that a stance contradicts; none for one that is not there."""
    for one in contradictions(record, scheme):
        if stance_id in one.favouring:
            return one.opposing
        if stance_id in one.opposing:
            return one.favouring
    return ()


# A document's id and that of a stance in it.
Evidence: TypeAlias = tuple[str, str]


class Cell(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a holder thinks of a target, in one polarity, over all records that were added.

    `sign` is the polarity's; `intensities` says how often each of 1, 2 and 3 was given, and
    `evidence` names the stances in the order of their coming. `contradictions` is the number of
    documents in which this holder is both for and against this target; `across` says that no single
    document has both, but the documents together do. `unshown` counts the stances whose holder is
    an entity that no mention of their document shows.
    """

    holder: str
    target: str
    polarity: str
    sign: int
    intensities: tuple[int, int, int]
    evidence: tuple[Evidence, ...]
    contradictions: int
    unshown: int = 0
    across: bool = False

    @property
    def count(self) -> int:
        """How many stances say so."""
        return len(self.evidence)


class _Entry:
    """A cell in the making."""

    def __init__(self) -> None:
        self.intensities = [0, 0, 0]
        self.evidence: list[Evidence] = []
        self.unshown = 0

    def joined(self, other: _Entry) -> _Entry:
        """A new entry with what both have."""
        both = _Entry()
        both.evidence = self.evidence + other.evidence
        both.unshown = self.unshown + other.unshown
        pairs = zip(self.intensities, other.intensities, strict=True)
        both.intensities = [mine + theirs for mine, theirs in pairs]
        return both


class Ledger:
    """Holder by target by polarity, out of one record or of a whole project.

    Entities of different documents are the same by the project's entity, then by Wikidata id, then
    by name and label. The project's entities with one Wikidata id are one. Of each the first name
    is shown, with the label where another of another label is called the same. Of the records
    nothing is kept but the ids of their stances.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._signs = {polarity.name: polarity.sign for polarity in scheme.polarities}
        self._entries: dict[tuple[str, str, str], _Entry] = {}
        self._against: dict[tuple[str, str], int] = {}
        # The first name and label of each.
        self._names: dict[str, tuple[str, str]] = {}
        # Which Wikidata id a project's entity has: documents may have the one without the other.
        self._same: dict[str, str] = {}
        self.contradictions = 0

    def add(self, record: Record) -> None:
        """Count the stances of a record."""
        shown = {mention.entity for mention in record.mentions} if record.stances else set()
        for stance in record.stances:
            holder = self._identity(record, stance.holder.entity)
            target = self._identity(record, stance.target.entity)
            entry = self._entries.setdefault((holder, target, stance.polarity), _Entry())
            entry.evidence.append((record.id, stance.id))
            if stance.holder.entity not in shown and record.entity(stance.holder.entity):
                entry.unshown += 1
            if stance.intensity:
                entry.intensities[stance.intensity - 1] += 1
        for one in contradictions(record, self._scheme):
            pair = (self._identity(record, one.holder), self._identity(record, one.target))
            self._against[pair] = self._against.get(pair, 0) + 1
            self.contradictions += 1

    def cells(self) -> list[Cell]:
        """The cells, those with the most stances first, then by holder, target and polarity."""
        merged: dict[tuple[str, str, str], _Entry] = {}
        for (holder, target, polarity), entry in self._entries.items():
            key = (self._same.get(holder, holder), self._same.get(target, target), polarity)
            merged[key] = merged[key].joined(entry) if key in merged else entry
        against: dict[tuple[str, str], int] = {}
        for (holder, target), count in self._against.items():
            pair = (self._same.get(holder, holder), self._same.get(target, target))
            against[pair] = against.get(pair, 0) + count
        signs: dict[tuple[str, str], set[int]] = {}
        for holder, target, polarity in merged:
            signs.setdefault((holder, target), set()).add(self._signs.get(polarity, 0))
        across = {pair for pair, both in signs.items() if {1, -1} <= both and pair not in against}
        names = self._shown()
        # Names are compared once each, and not for every cell: sorting is then about numbers.
        ranks = {key: at for at, key in enumerate(sorted(names, key=lambda k: _folded(names[k])))}

        def order(item: tuple[tuple[str, str, str], _Entry]) -> tuple[int, int, int, str]:
            (holder, target, polarity), entry = item
            return (-len(entry.evidence), ranks[holder], ranks[target], polarity)

        return [
            Cell(
                holder=names[holder],
                target=names[target],
                polarity=polarity,
                sign=self._signs.get(polarity, 0),
                intensities=(entry.intensities[0], entry.intensities[1], entry.intensities[2]),
                evidence=tuple(entry.evidence),
                contradictions=against.get((holder, target), 0),
                unshown=entry.unshown,
                across=(holder, target) in across,
            )
            for (holder, target, polarity), entry in sorted(merged.items(), key=order)
        ]

    def __len__(self) -> int:
        """How many cells there are, before those of the same entities are joined."""
        return len(self._entries)

    def _shown(self) -> dict[str, str]:
        """What each is called, those with one name told apart by their labels."""
        first: dict[str, tuple[str, str]] = {}
        for identity, called in self._names.items():
            first.setdefault(self._same.get(identity, identity), called)
        labels: dict[str, set[str]] = {}
        for name, label in first.values():
            labels.setdefault(name, set()).add(label)
        return {
            identity: f"{name} ({label})" if label and len(labels[name]) > 1 else name
            for identity, (name, label) in first.items()
        }

    def _identity(self, record: Record, entity_id: str) -> str:
        """What is the same in all documents for one entity."""
        entity = record.entity(entity_id)
        if entity is None:
            identity = f"name {entity_id}"
        elif entity.ref:
            identity = f"ref {entity.ref}"
            if entity.kb:
                self._same.setdefault(identity, f"kb {entity.kb}")
        else:
            identity = f"kb {entity.kb}" if entity.kb else f"name {entity.label}\t{entity.name}"
        self._names.setdefault(identity, (entity.name, entity.label) if entity else (entity_id, ""))
        return identity


def ledger(records: Iterable[Record], scheme: Scheme) -> list[Cell]:
    """The cells of some records, in the order of `Ledger.cells`."""
    made = Ledger(scheme)
    for record in records:
        made.add(record)
    return made.cells()


def by_name(cell: Cell) -> tuple[str, ...]:
    """The key that sorts cells by holder, then target, then polarity; case makes no difference."""
    return (*_folded(cell.holder), *_folded(cell.target), cell.polarity)


def _folded(name: str) -> tuple[str, str]:
    return (name.casefold(), name)
