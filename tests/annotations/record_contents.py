"""What a record says without its ids, to compare what was written with what was read again."""

from __future__ import annotations

from typing import Any

import msgspec

from annotations.model import Mention, Participant, Record


def contents(record: Record) -> dict[str, Any]:
    """All that a record says, each list in an order that no id has a part in.

    Ids are replaced by what they name; origins, refs and times are left out.
    """

    def mention(one: Mention) -> Any:
        return one.start, one.end, one.text, one.label, one.fragments, one.attrs, one.note

    placed = {one.id: mention(one) for one in record.mentions}
    entities: dict[str, Any] = {
        one.id: (
            *(one.name, one.label, one.kb, one.attrs, one.note),
            sorted(_json(placed[m.id]) for m in record.mentions if m.entity == one.id),
        )
        for one in record.entities
    }

    def entity(item_id: str | None) -> Any:
        return entities.get(item_id or "", item_id)

    def side(slot: Participant) -> Any:
        return entity(slot.entity), placed.get(slot.mention or "")

    rows: dict[str, list[Any]] = {
        "mentions": [(*placed[one.id], entity(one.entity)) for one in record.mentions],
        "entities": list(entities.values()),
        "stances": [
            (
                *(side(one.holder), side(one.target), one.polarity, one.intensity),
                *(one.evidence, one.cue, [entity(source) for source in one.attribution]),
                *(one.basis, one.attrs, one.note),
            )
            for one in record.stances
        ],
        "relations": [
            (one.label, placed[one.head], placed[one.tail], one.attrs) for one in record.relations
        ],
    }
    ordered: dict[str, Any] = {name: sorted(map(_json, row)) for name, row in rows.items()}
    head = (record.id, record.labels, record.status, record.flagged, record.note)
    return ordered | {"head": head}


def _json(what: Any) -> bytes:
    """The same bytes for the same thing, whatever the order of its keys."""
    return msgspec.json.encode(what, order="deterministic")
