"""Counts of what one annotator said about a project's documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from annotations.model import STATUSES, Record
from annotations.quality.ledger import Ledger
from annotations.scheme import Scheme, default_scheme


class Position(msgspec.Struct, frozen=True):
    """How often a holder has a polarity toward a target, over all documents."""

    holder: str
    polarity: str
    target: str
    count: int


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over one annotator's records.

    `contradictions` are the pairs of a holder and a target with stances for and against in one
    document. `documents` are all there are, `annotated` those with a record; documents without one
    count as todo. Dictionaries run from name to count, the largest first (statuses in their order).
    """

    documents: int
    annotated: int
    flagged: int
    mentions: int
    entities: int
    stances: int
    relations: int
    contradictions: int
    statuses: dict[str, int]
    labels: dict[str, int]
    polarities: dict[str, int]
    document_labels: dict[str, int]
    positions: tuple[Position, ...]


def statistics(
    records: Iterable[Record],
    documents: int,
    *,
    positions: int = 20,
    scheme: Scheme | None = None,
) -> Statistics:
    """Count records out of a project of so many documents, in one pass.

    `positions` limits the list of holders and targets, the most frequent first. Holders and
    targets are told apart as in the ledger; the name that came first is shown. The
    signs of the scheme's polarities (the built-in scheme's without one) make contradictions.
    """
    ledger = Ledger(scheme or default_scheme())
    totals: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    polarities: Counter[str] = Counter()
    document_labels: Counter[str] = Counter()
    for record in records:
        totals["annotated"] += 1
        totals["flagged"] += record.flagged
        for items in ("mentions", "entities", "stances", "relations"):
            totals[items] += len(getattr(record, items))
        ledger.add(record)
        statuses[record.status] += 1
        labels.update(mention.label for mention in record.mentions)
        polarities.update(stance.polarity for stance in record.stances)
        document_labels.update(record.labels)
    statuses["todo"] += max(0, documents - totals["annotated"])
    return Statistics(
        documents=documents,
        annotated=totals["annotated"],
        flagged=totals["flagged"],
        mentions=totals["mentions"],
        entities=totals["entities"],
        stances=totals["stances"],
        relations=totals["relations"],
        contradictions=ledger.contradictions,
        statuses={status: statuses[status] for status in STATUSES},
        labels=_ranked(labels),
        polarities=_ranked(polarities),
        document_labels=_ranked(document_labels),
        positions=tuple(
            Position(cell.holder, cell.polarity, cell.target, cell.count)
            for cell in ledger.cells()[:positions]
        ),
    )


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
