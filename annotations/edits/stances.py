"""Saying who holds what position toward what, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit
from annotations.edits.checks import check_entity, check_participants, spans_of, the_stance
from annotations.errors import EditError
from annotations.model import BASES, Participant, Record, Stance


def add_stance(
    record: Record,
    text: str,
    *,
    holder: Participant,
    polarity: str,
    target: Participant,
    evidence: Sequence[tuple[int, int]],
    intensity: int | None = None,
    attribution: Sequence[str] = (),
) -> Change:
    """Say that a holder has a position toward a target; `evidence` are pairs of offsets.

    Raises EditError for entities or mentions that the record doesn't have, for one that would be
    holder and target, for no evidence, and for a stance that is there already.
    """
    edit = Edit(record)
    stance = Stance(
        edit.new_id(Stance),
        holder,
        target,
        polarity,
        intensity=intensity,
        evidence=spans_of(text, evidence),
        attribution=tuple(attribution),
    )
    _check(record, stance)
    edit.put(stance)
    edit.begin()
    return edit.change("stance", describe_stance(record, stance))


def change_stance(record: Record, text: str, stance_id: str, **fields: Any) -> Change:
    """Set slots of a stance: `holder`, `target` (Participants), `polarity`, `intensity`, `basis`,
    `attribution` (entity ids), `evidence` or `cue` (pairs of offsets).

    An entity that the stance no longer names, and nothing else needs, goes. Raises EditError as
    `add_stance` does, and where nothing would change.
    """
    old = the_stance(record, stance_id)
    for name in ("evidence", "cue"):
        if name in fields:
            fields[name] = spans_of(text, fields[name])
    if "attribution" in fields:
        fields["attribution"] = tuple(fields["attribution"])
    new = replace(old, **fields)
    if new == old:
        raise EditError("the stance says that already")
    _check(record, new)
    edit = Edit(record)
    edit.put(new)
    _drop_idle(edit, old)
    return edit.change("change stance", describe_stance(record, new))


def remove_stance(record: Record, stance_id: str) -> Change:
    """Take a stance away, and its entities where they have no mention and no other stance."""
    old = the_stance(record, stance_id)
    edit = Edit(record)
    edit.delete(old)
    _drop_idle(edit, old)
    return edit.change("remove stance", f"removed {describe_stance(record, old)}")


def describe_stance(record: Record, stance: Stance) -> str:
    """A stance in words: holder, polarity with intensity, target."""
    strength = f" ({stance.intensity})" if stance.intensity else ""
    holder, target = record.name_of(stance.holder.entity), record.name_of(stance.target.entity)
    return f"{holder} — {stance.polarity}{strength} → {target}"


def _drop_idle(edit: Edit, old: Stance) -> None:
    for entity_id in dict.fromkeys((old.holder.entity, old.target.entity, *old.attribution)):
        edit.drop_idle(entity_id)


def _check(record: Record, stance: Stance) -> None:
    check_participants(record, stance.holder, stance.target)
    for source in stance.attribution:
        check_entity(record, source)
    if not stance.polarity:
        raise EditError("a stance needs a polarity")
    if stance.intensity not in (None, 1, 2, 3):
        raise EditError(f"{stance.intensity} is no intensity; there are 1, 2 and 3")
    if stance.basis is not None and stance.basis not in BASES:
        raise EditError(f"{stance.basis!r} is no basis; there are {', '.join(BASES)}")
    if not stance.evidence:
        raise EditError("a stance needs the words that show it")
    same = _essence(stance)
    if any(_essence(other) == same for other in record.stances if other.id != stance.id):
        raise EditError(f"{describe_stance(record, stance)}: that stance is there already")


def _essence(stance: Stance) -> tuple[object, ...]:
    """What makes two stances one: they differ in details at most."""
    return (stance.holder.entity, stance.polarity, stance.target.entity, stance.evidence)
