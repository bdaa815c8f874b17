"""Saying who holds what position toward what, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit
from annotations.edits.checks import (
    check_entity,
    check_participants,
    one_line,
    quote,
    spans_of,
    the_stance,
)
from annotations.edits.mentions import mention_of_entity
from annotations.edits.room import make_room
from annotations.edits.shared import entity_of
from annotations.errors import EditError
from annotations.model import BASES, Basis, Entity, Participant, Record, Stance
from annotations.project_entities import ProjectEntities


class NewMention(NamedTuple):
    """A participant to make: code points `start` to `end` (exclusive), tagged with a label."""

    start: int
    end: int
    label: str


class NewEntity(NamedTuple):
    """A participant to make: an entity without a mention, as a claim or one of the project's.

    `ref` is the project entity's id; its name and label are then that one's.
    """

    name: str
    label: str
    ref: str | None = None


# Who or what stands in a stance; what is not there yet is made with it.
Party: TypeAlias = Participant | NewMention | NewEntity


def add_stance(
    record: Record,
    text: str,
    *,
    holder: Party,
    polarity: str,
    target: Party,
    evidence: Sequence[tuple[int, int]],
    intensity: int | None = None,
    attribution: Sequence[str | NewEntity] = (),
    basis: Basis | None = None,
    cue: Sequence[tuple[int, int]] = (),
    shared: ProjectEntities | None = None,
) -> Change:
    """Say that a holder has a position toward a target; `evidence` and `cue` are pairs of offsets.

    A participant that has to be made first is made in the same change. Words that are tagged so
    already are taken as they are; new ones join the entity of the same string and label, or the
    project's entity out of `shared`.

    Raises EditError for entities or mentions that the record doesn't have, for one that would be
    holder and target, for who would report its own stance or be named twice as reporting it, for no
    evidence, and for a stance that is there already.
    """
    edit = Edit(record, shared)
    slots = {"holder": holder, "target": target, "attribution": attribution}
    made = _resolved(edit, text, slots)
    stance = Stance(
        edit.new_id(Stance),
        polarity=polarity,
        intensity=intensity,
        evidence=spans_of(text, evidence),
        cue=spans_of(text, cue),
        basis=basis,
        **made,
    )
    _check(edit.record, stance)
    _check_reporters(edit.record, stance)
    _refuse_twin(edit.record, stance)
    edit.put(stance)
    _make_room(edit, slots)
    edit.begin()
    return edit.change("stance", _summary(record, edit.record, stance))


def change_stance(
    record: Record,
    text: str,
    stance_id: str,
    *,
    shared: ProjectEntities | None = None,
    **fields: Any,
) -> Change:
    """Set slots of a stance: `holder`, `target` (participants, as for `add_stance`), `polarity`,
    `intensity`, `basis`, `attribution` (entity ids or NewEntity), `evidence` or `cue` (pairs of
    offsets).

    A cue outside of new evidence goes. An entity that the stance no longer names, and nothing else
    needs, goes. Raises EditError as `add_stance` does, and where nothing would change.
    """
    old = the_stance(record, stance_id)
    edit = Edit(record, shared)
    for name in ("evidence", "cue"):
        if name in fields:
            fields[name] = spans_of(text, fields[name])
    if "evidence" in fields:
        fields["cue"] = tuple(
            cue
            for cue in fields.get("cue", old.cue)
            if any(span.start <= cue.start and cue.end <= span.end for span in fields["evidence"])
        )
    new = replace(old, **{**fields, **_resolved(edit, text, fields)})
    if new == old:
        raise EditError("the stance says that already")
    _check(edit.record, new)
    # What came in with the fault, from another program, can still be changed elsewhere.
    if (new.holder.entity, new.attribution) != (old.holder.entity, old.attribution):
        _check_reporters(edit.record, new)
    # Two that a join of entities made alike can still be changed, each for itself.
    if _essence(new) != _essence(old):
        _refuse_twin(edit.record, new)
    edit.put(new)
    _make_room(edit, fields)
    _drop_idle(edit, old)
    return edit.change("change stance", _summary(record, edit.record, new))


def remove_stance(record: Record, stance_id: str, shared: ProjectEntities | None = None) -> Change:
    """Take a stance away, and its entities where they have no mention and no other stance.

    An entity with a Wikidata id goes only where the project keeps that, among `shared`.
    """
    old = the_stance(record, stance_id)
    edit = Edit(record, shared)
    edit.delete(old)
    _drop_idle(edit, old)
    return edit.change("remove stance", f"removed {describe_stance(record, old)}")


def describe_stance(record: Record, stance: Stance) -> str:
    """A stance in words: holder, polarity with intensity, target, who reports it."""
    strength = f" ({stance.intensity})" if stance.intensity else ""
    holder, target = record.name_of(stance.holder.entity), record.name_of(stance.target.entity)
    sources = " › ".join(record.name_of(source) for source in stance.attribution)
    via = f" · via {sources}" if sources else ""
    return f"{holder} — {stance.polarity}{strength} → {target}{via}"


def _summary(before: Record, after: Record, stance: Stance) -> str:
    """The stance in words, with what was made for it."""
    tagged = [
        f"{mention.label} {quote(mention.text)} tagged"
        for mention in after.mentions
        if before.mention(mention.id) is None
    ]
    shown = {mention.entity for mention in after.mentions}
    new = [
        f"new: {quote(entity.name)}"
        for entity in after.entities
        if before.entity(entity.id) is None and entity.id not in shown
    ]
    return " · ".join((describe_stance(after, stance), *tagged, *new))


def _resolved(edit: Edit, text: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The slots that name entities, with those made that were not there."""
    made: dict[str, Any] = {
        slot: _participant(edit, text, fields[slot])
        for slot in ("holder", "target")
        if slot in fields
    }
    if "attribution" in fields:
        made["attribution"] = tuple(
            source if isinstance(source, str) else _entity(edit, source).id
            for source in fields["attribution"]
        )
    return made


def _make_room(edit: Edit, slots: dict[str, Any]) -> None:
    """What propagation put inside of a participant just tagged goes; the stance is there already,
    so that what it names stays.
    """
    made = [slots.get(slot) for slot in ("holder", "target")]
    make_room(edit, [(m.start, m.end) for m in made if isinstance(m, NewMention)])


def _participant(edit: Edit, text: str, party: Party) -> Participant:
    if isinstance(party, Participant):
        return party
    if isinstance(party, NewEntity):
        return Participant(_entity(edit, party).id)
    mention = mention_of_entity(edit, text, *party)
    assert mention.entity is not None
    return Participant(mention.entity, mention.id)


def _entity(edit: Edit, new: NewEntity) -> Entity:
    """The entity that was to be made; one that says the same is taken as it is."""
    if new.ref:
        row = edit.shared.get(new.ref) if edit.shared else None
        if row is None:
            raise EditError(f"there is no entity {new.ref} in this project")
        there = entity_of(edit.record, row)
        return there or edit.put(
            Entity(edit.new_id(Entity), row.name, row.label, kb=row.kb, ref=row.id)
        )
    name = one_line(new.name)
    if not name:
        raise EditError("a claim needs words")
    for entity in edit.record.entities:
        if (entity.name, entity.label) == (name, new.label):
            return entity
    return edit.put(Entity(edit.new_id(Entity), name, new.label))


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


def _check_reporters(record: Record, stance: Stance) -> None:
    """Raises EditError where the holder would report itself, or somebody is named twice."""
    for at, source in enumerate(stance.attribution):
        name = quote(record.name_of(source))
        if source == stance.holder.entity:
            raise EditError(f"{name} can't hold a stance and report it both")
        if source in stance.attribution[:at]:
            raise EditError(f"{name} is named as reporting it already")


def _refuse_twin(record: Record, stance: Stance) -> None:
    same = _essence(stance)
    if any(_essence(other) == same for other in record.stances if other.id != stance.id):
        raise EditError(f"{describe_stance(record, stance)}: that stance is there already")


def _essence(stance: Stance) -> tuple[object, ...]:
    """What makes two stances one: they differ in details at most."""
    return (stance.holder.entity, stance.polarity, stance.target.entity, stance.evidence)
