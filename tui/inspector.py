"""What the inspector says of a record: its entities, its stances, the guideline. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import wrap
from typing import Literal, NamedTuple

from annotations.model import BUILT_IN_ENTITIES, Record, Stance
from annotations.scheme import Label, Scheme

# A line of the guideline as long as this share of the longest goes on in the next.
_FULL = 0.7
SIGNS: dict[int, str] = {1: "+", 0: "·", -1: "−"}


class Line(NamedTuple):
    """A line of the inspector. `kind` says what `id` names; `right` stands at the right edge."""

    kind: Literal["heading", "entity", "holder", "stance", "text"]
    text: str
    right: str = ""
    id: str = ""
    label: str = ""
    sign: int = 0


def lines(record: Record, scheme: Scheme, label: str = "", width: int = 34) -> list[Line]:
    """The stances by holder, the entities by their mentions, and the guideline of a label.

    `width` is the room for running text in cells.
    """
    found = [*_stances(record, scheme), *_entities(record), *_guideline(scheme, label)]
    return [part for line in found for part in _wrapped(line, width)]


def next_item(found: Sequence[Line], at: int, step: int) -> int:
    """The line to go to, `step` lines from `at`: the first there that names something.

    Where none does in that direction any more it is the last that did; 0 where none does at all.
    """
    wanted = max(0, min(at + step, len(found) - 1))
    below, above = range(wanted, len(found)), range(wanted, -1, -1)
    order = (*below, *above) if step > 0 else (*above, *below)
    return next((line for line in order if found[line].id), 0)


def _wrapped(line: Line, width: int) -> list[Line]:
    if line.kind != "text":
        return [line]
    return [line._replace(text=part) for part in wrap(line.text, max(10, width))] or [line]


def _entities(record: Record) -> list[Line]:
    counts = Counter(mention.entity for mention in record.mentions if mention.entity)
    mentions = len(record.mentions)
    found = [
        Line(
            "heading",
            "Entities",
            f"{len(record.entities)} · {mentions} mention{'s' * (mentions != 1)}",
        )
    ]
    ordered = sorted(record.entities, key=lambda e: (-counts[e.id], e.name.casefold(), e.id))
    for entity in ordered:
        found.append(
            Line(
                "entity",
                entity.name,
                f"{entity.label} {counts[entity.id]}",
                entity.id,
                entity.label,
            )
        )
    if not ordered:
        found.append(Line("text", "Select, then press a label's key."))
    return found


def _stances(record: Record, scheme: Scheme) -> list[Line]:
    found = [Line("heading", "Stances", str(len(record.stances)))]
    holders: dict[str, list[Stance]] = {}
    for stance in record.stances:
        holders.setdefault(stance.holder.entity, []).append(stance)
    for holder in sorted(holders, key=lambda one: (-len(holders[one]), name(record, one))):
        found.append(Line("holder", name(record, holder), str(len(holders[holder])), holder))
        for stance in holders[holder]:
            found.append(_stance(record, scheme, stance))
    if not holders:
        found.append(Line("text", "Space begins one: who, how, toward what."))
    return found


def _stance(record: Record, scheme: Scheme, stance: Stance) -> Line:
    polarity = scheme.polarity(stance.polarity)
    sign = polarity.sign if polarity else 0
    said = "" if sign else f" {stance.polarity}"
    return Line(
        "stance",
        f"{SIGNS[sign]} {name(record, stance.target.entity)}",
        f"{said}{' ' + str(stance.intensity) if stance.intensity else ''}".strip(),
        stance.id,
        sign=sign,
    )


def _guideline(scheme: Scheme, label: str) -> list[Line]:
    known: Label | None = scheme.label(label) if label else None
    if known:
        said = known.guideline or "The scheme says nothing about this label."
        return [Line("heading", f"Guideline: {known.name}", known.key), Line("text", said)]
    paragraphs = _paragraphs(scheme.guideline.text)
    if not paragraphs:
        return []
    version = scheme.guideline.version
    return [
        Line("heading", "Guideline", f"version {version}" if version else ""),
        *(Line("text", part) for part in paragraphs),
    ]


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that was wrapped by hand: a short line ends one."""
    rows = text.strip().splitlines()
    full = _FULL * max(map(len, rows), default=0)
    found = [""]
    for row in rows:
        found[-1] = f"{found[-1]} {row.strip()}".strip()
        if len(row) < full:
            found.append("")
    return [part for part in found if part]


def name(record: Record, entity_id: str) -> str:
    """An entity's name for people, the built-in ones in words."""
    return BUILT_IN_ENTITIES.get(entity_id) or record.name_of(entity_id)
