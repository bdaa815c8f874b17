"""Counts of what one annotator said about a project's documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from annotations.model import STATUSES, Record


class Position(msgspec.Struct, frozen=True):
    """How often a holder has a polarity toward a target, over all documents."""

    holder: str
    polarity: str
    target: str
    count: int


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over one annotator's records.

    `documents` are all there are, `annotated` those with a record; documents without one count as
    todo. Dictionaries run from name to count, the largest first (statuses in their order).
    """

    documents: int
    annotated: int
    flagged: int
    mentions: int
    entities: int
    stances: int
    relations: int
    statuses: dict[str, int]
    labels: dict[str, int]
    polarities: dict[str, int]
    document_labels: dict[str, int]
    positions: tuple[Position, ...]


def statistics(records: Iterable[Record], documents: int, *, positions: int = 20) -> Statistics:
    """Count records out of a project of so many documents, one pass, nothing held in memory.

    `positions` limits the list of holders and targets, the most frequent first. Holders and
    targets are told apart by Wikidata id, else by name; the name that came first is shown.
    """
    totals: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    polarities: Counter[str] = Counter()
    document_labels: Counter[str] = Counter()
    pairs: Counter[tuple[str, str, str]] = Counter()
    names: dict[str, str] = {}
    for record in records:
        totals["annotated"] += 1
        totals["flagged"] += record.flagged
        for items in ("mentions", "entities", "stances", "relations"):
            totals[items] += len(getattr(record, items))
        statuses[record.status] += 1
        labels.update(mention.label for mention in record.mentions)
        polarities.update(stance.polarity for stance in record.stances)
        document_labels.update(record.labels)
        for stance in record.stances:
            holder = _identity(record, stance.holder.entity, names)
            target = _identity(record, stance.target.entity, names)
            pairs[holder, stance.polarity, target] += 1
    statuses["todo"] += max(0, documents - totals["annotated"])
    return Statistics(
        documents=documents,
        annotated=totals["annotated"],
        flagged=totals["flagged"],
        mentions=totals["mentions"],
        entities=totals["entities"],
        stances=totals["stances"],
        relations=totals["relations"],
        statuses={status: statuses[status] for status in STATUSES},
        labels=_ranked(labels),
        polarities=_ranked(polarities),
        document_labels=_ranked(document_labels),
        positions=tuple(
            Position(names[holder], polarity, names[target], count)
            for (holder, polarity, target), count in sorted(
                pairs.items(), key=lambda item: (-item[1], item[0])
            )[:positions]
        ),
    )


def _identity(record: Record, entity_id: str, names: dict[str, str]) -> str:
    """What is the same in all documents for one entity; its name is noted in `names`."""
    entity = record.entity(entity_id)
    name = entity.name if entity else entity_id
    identity = (entity.kb if entity else None) or name
    names.setdefault(identity, name)
    return identity


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
