"""What the inspector says of a record: its entities, its stances, the guideline. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from textwrap import wrap
from typing import Literal, NamedTuple, TypeAlias

from annotations.model import BUILT_IN_ENTITIES, Mention, Record, Stance
from annotations.quality.ledger import contradictions
from annotations.scheme import Scheme

# A line of the guideline as long as this share of the longest goes on in the next.
_FULL = 0.7
# Stands before an entity of the whole project.
SHARED = "◆"
# Raised, behind the name of what has a note or a mention with one.
NOTED = "ⁿ"
# Behind the name of an entity that stances name and no mention shows.
BARE = "∅"
# At the right of a stance that another one of the same holder toward the same target contradicts.
CONTRADICTED = "!"
# How far the details of a stance stand in, and on so many rows at most.
DETAIL_INDENT = 5
_DETAIL_ROWS = 3
SIGNS: dict[int, str] = {1: "+", 0: "·", -1: "−"}


# Holder, polarity, target, intensity, who reports it, and whether there is a note.
Agreement: TypeAlias = tuple[str, str, str, int | None, tuple[str, ...], bool]


class Line(NamedTuple):
    """A line of the inspector. `kind` says what `id` names; `right` stands at the right edge."""

    kind: Literal["heading", "entity", "holder", "stance", "detail", "relation", "text"]
    text: str
    right: str = ""
    id: str = ""
    label: str = ""
    sign: int = 0


def items(record: Record, scheme: Scheme, counts: Mapping[str, int], width: int = 34) -> list[Line]:
    """The stances by holder, and the entities by how many mentions each has (`counts`).

    `width` is the room for running text in cells.
    """
    found = (*_note(record), *_stances(record, scheme, counts), *_entities(record, counts))
    return _wrapped(found, width)


def guideline(scheme: Scheme, name: str, width: int = 34) -> list[Line]:
    """The guideline of a label or a polarity, else the scheme's, wrapped to `width` cells."""
    return _wrapped(_guideline(scheme, name), width)


def relations(record: Record, mention: Mention | None) -> list[Line]:
    """The relations from and to a mention, with the words of the other one."""
    found = []
    for relation in record.relations if mention else ():
        if mention is None or mention.id not in (relation.head, relation.tail):
            continue
        goes = relation.head == mention.id
        other = record.mention(relation.tail if goes else relation.head)
        words = " ".join(other.text.split()) if other else "?"
        found.append(
            Line("relation", f"{'→' if goes else '←'} {words}", relation.label, relation.id)
        )
    return [Line("heading", "Relations", str(len(found))), *found] if found else []


def next_item(found: Sequence[Line], at: int, step: int) -> int:
    """The line to go to, `step` lines from `at`: the first there that names something.

    Where none does in that direction any more it is the last that did; 0 where none does at all.
    Without a step it is the line itself, else the nearest before it.
    """
    wanted = max(0, min(at + step, len(found) - 1))
    below, above = range(wanted, len(found)), range(wanted, -1, -1)
    order = chain(below, above) if step > 0 else chain(above, below)
    return next((line for line in order if found[line].id), 0)


def _wrapped(found: Iterable[Line], width: int) -> list[Line]:
    wrapped: list[Line] = []
    for line in found:
        parts: list[str] = []
        if line.kind == "text":
            parts = wrap(line.text, max(10, width))
        elif line.kind == "detail":
            room = max(10, width - DETAIL_INDENT)
            parts = wrap(line.text, room, max_lines=_DETAIL_ROWS, placeholder="…")
        wrapped += [line._replace(text=part) for part in parts] or [line]
    return wrapped


def _note(record: Record) -> list[Line]:
    if not record.note:
        return []
    return [Line("heading", "Note"), Line("text", record.note)]


def _entities(record: Record, counts: Mapping[str, int]) -> list[Line]:
    mentions = len(record.mentions)
    found = [
        Line(
            "heading",
            "Entities",
            f"{len(record.entities)} · {mentions} mention{'s' * (mentions != 1)}",
        )
    ]
    ordered = sorted(record.entities, key=lambda e: (-counts.get(e.id, 0), e.name.casefold(), e.id))
    noted = {mention.entity for mention in record.mentions if mention.note}
    for entity in ordered:
        shared = f"{SHARED} " if entity.ref else ""
        mark = NOTED if entity.note or entity.id in noted else ""
        found.append(
            Line(
                "entity",
                f"{shared}{entity.name}{mark}",
                f"{entity.kb or ''} {entity.label} {counts.get(entity.id, 0)}".strip(),
                entity.id,
                entity.label,
            )
        )
    if not ordered:
        found.append(Line("text", "Select, then press a label's key."))
    return found


def _stances(record: Record, scheme: Scheme, counts: Mapping[str, int]) -> list[Line]:
    against = contradictions(record, scheme)
    contradicted = {item_id for one in against for item_id in (*one.favouring, *one.opposing)}
    said = f" · {len(against)} contradiction{'s' * (len(against) != 1)}" if against else ""
    found = [Line("heading", "Stances", f"{len(record.stances)}{said}")]
    holders: dict[str, list[Stance]] = {}
    for stance in record.stances:
        holders.setdefault(stance.holder.entity, []).append(stance)
    names = _Names(record, counts)
    for holder in sorted(holders, key=lambda one: (-len(holders[one]), names.name(one))):
        shown = names.marked(holder)
        found.append(Line("holder", shown, str(len(holders[holder])), holder))
        if shown.endswith(BARE):
            found.append(Line("detail", f"{BARE} no mention in the text"))
        agreeing: dict[Agreement, list[Stance]] = {}
        for stance in holders[holder]:
            agreeing.setdefault(agreement(stance), []).append(stance)
        for first, *others in agreeing.values():
            line = _stance(names, scheme, first)
            often = f"{len(others) + 1}×" if others else ""
            mark = CONTRADICTED if first.id in contradicted else ""
            right = " ".join(part for part in (line.right, often, mark) if part)
            found.append(line._replace(right=right))
            if said := _details(names, (first, *others)):
                found.append(Line("detail", said))
    if not holders:
        found.append(Line("text", "Space begins one: who, how, toward what."))
    return found


def agreement(stance: Stance) -> Agreement:
    """What is the same in the stances that stand in one line of the inspector."""
    slots = (stance.holder.entity, stance.polarity, stance.target.entity)
    return (*slots, stance.intensity, stance.attribution, bool(stance.note))


class _Names:
    """The names of a record's entities for people: looked up once for each slot of each stance."""

    def __init__(self, record: Record, counts: Mapping[str, int]) -> None:
        self._names = {entity.id: entity.name for entity in record.entities}
        self._counts = counts

    def name(self, entity_id: str) -> str:
        """The name, of the built-in ones in words; the id where the record has no such entity."""
        return BUILT_IN_ENTITIES.get(entity_id) or self._names.get(entity_id, entity_id)

    def marked(self, entity_id: str) -> str:
        """The name, with the mark of an entity of the record that no mention shows."""
        bare = entity_id in self._names and not self._counts.get(entity_id)
        return f"{self.name(entity_id)} {BARE}" if bare else self.name(entity_id)


def _stance(names: _Names, scheme: Scheme, stance: Stance) -> Line:
    polarity = scheme.polarity(stance.polarity)
    sign = polarity.sign if polarity else 0
    said = "" if sign else f" {stance.polarity}"
    return Line(
        "stance",
        f"{SIGNS[sign]} {names.marked(stance.target.entity)}{NOTED if stance.note else ''}",
        f"{said}{' ' + str(stance.intensity) if stance.intensity else ''}".strip(),
        stance.id,
        sign=sign,
    )


def _details(names: _Names, agreeing: Sequence[Stance]) -> str:
    """What else is said of the stances of a line: who reports them, basis, cues, notes."""
    sources = " › ".join(names.name(source) for source in agreeing[0].attribution)
    cues = (f"“{' '.join(cue.text.split())}”" for stance in agreeing for cue in stance.cue)
    slots = (
        ("via ", [sources] if sources else []),
        ("", (stance.basis for stance in agreeing if stance.basis)),
        ("cue ", cues),
        (f"{NOTED} ", (stance.note for stance in agreeing if stance.note)),
    )
    said = ((word, ", ".join(dict.fromkeys(values))) for word, values in slots)
    return " · ".join(f"{word}{values}" for word, values in said if values)


def _guideline(scheme: Scheme, name: str) -> list[Line]:
    known = (scheme.label(name) or scheme.polarity(name)) if name else None
    if known:
        said = known.guideline or "The scheme says nothing about it."
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
