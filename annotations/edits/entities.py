"""Saying which mentions are the same thing, and what is known of it."""

from __future__ import annotations

import re

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit, stances_of
from annotations.edits.checks import one_line, quote, the_entity, the_mention
from annotations.edits.mentions import stances_at
from annotations.errors import EditError
from annotations.model import Entity, Mention, Participant, Record, Stance

_KB = re.compile(r"Q[1-9][0-9]*", re.ASCII)
_DESCRIBED = ("name", "kb", "note")


def join(record: Record, entity_id: str, into_id: str) -> Change:
    """Make two entities one: mentions and stances of the first go to the second, which stays.

    What only the first had (Wikidata id, note, ...) goes over too. Raises EditError where the two
    have different Wikidata ids, or are holder and target of one stance.
    """
    gone, kept = the_entity(record, entity_id), the_entity(record, into_id)
    if gone.id == kept.id:
        raise EditError(f"{quote(kept.name)} is that entity already")
    if gone.kb and kept.kb and gone.kb != kept.kb:
        raise EditError(
            f"{quote(gone.name)} is {gone.kb} and {quote(kept.name)} is {kept.kb}: two things; "
            "take one of the ids off to join them"
        )
    edit = Edit(record)
    for mention in record.mentions_of(gone.id):
        edit.put(replace(mention, entity=kept.id))
    for stance in stances_of(record, gone.id):
        edit.put(_renamed(record, stance, gone, kept))
    edit.put(
        replace(
            kept,
            kb=kept.kb or gone.kb,
            ref=kept.ref or gone.ref,
            note=kept.note or gone.note,
            attrs={**gone.attrs, **kept.attrs},
        )
    )
    edit.delete(gone)
    return edit.change("join", f"{quote(gone.name)} is {quote(kept.name)}")


def _renamed(record: Record, stance: Stance, gone: Entity, kept: Entity) -> Stance:
    def slot(one: Participant) -> Participant:
        return replace(one, entity=kept.id) if one.entity == gone.id else one

    sources = (kept.id if source == gone.id else source for source in stance.attribution)
    new = replace(
        stance,
        holder=slot(stance.holder),
        target=slot(stance.target),
        attribution=tuple(dict.fromkeys(sources)),
    )
    _check_two(record, new, f"{quote(gone.name)} can't be joined to {quote(kept.name)}")
    return new


def move_mention(record: Record, mention_id: str, entity_id: str) -> Change:
    """Let one mention alone refer to another entity of the record.

    Stances that point at this mention go with it. Raises EditError where that would make holder and
    target of one the same.
    """
    mention, entity = the_mention(record, mention_id), the_entity(record, entity_id)
    if mention.entity == entity.id:
        raise EditError(f"{quote(mention.text)} is {quote(entity.name)} already")
    edit = Edit(record)
    edit.put(replace(mention, entity=entity.id))
    _follow(edit, mention, entity)
    edit.drop_idle(mention.entity)
    return edit.change("join", f"{quote(mention.text)} here is {quote(entity.name)}")


def split(record: Record, mention_id: str) -> Change:
    """Give one mention an entity of its own; stances that point at this mention go with it."""
    mention = the_mention(record, mention_id)
    if mention.entity is None:
        raise EditError(f"{mention.label} {quote(mention.text)} has no entity to leave")
    if len(record.mentions_of(mention.entity)) == 1:
        raise EditError(f"{quote(mention.text)} has an entity of its own already")
    edit = Edit(record)
    entity = edit.put(Entity(edit.new_id(Entity), one_line(mention.text), mention.label))
    edit.put(replace(mention, entity=entity.id))
    _follow(edit, mention, entity)
    return edit.change("split", f"{quote(mention.text)} has its own entity now")


def _follow(edit: Edit, mention: Mention, entity: Entity) -> None:
    """Stances that point at this very mention go where it goes."""
    for stance in stances_at(edit.record, mention.id):
        roles = {
            role: Participant(entity.id, mention.id)
            for role in ("holder", "target")
            if getattr(stance, role).mention == mention.id
        }
        new = replace(stance, **roles)
        _check_two(edit.record, new, f"{quote(mention.text)} can't be {quote(entity.name)} here")
        edit.put(new)


def _check_two(record: Record, stance: Stance, what: str) -> None:
    if stance.holder.entity == stance.target.entity:
        name = quote(record.name_of(stance.holder.entity))
        raise EditError(
            f"{what}: {name} would be holder and target of one stance ({stance.polarity}); "
            "change or remove that stance first"
        )


def describe_entity(record: Record, entity_id: str, **fields: str | None) -> Change:
    """Set an entity's `name`, `kb` (a Wikidata id, or None) or `note`.

    Raises EditError for an empty name, for what is no Wikidata id, and where nothing would change.
    """
    entity = the_entity(record, entity_id)
    said: dict[str, str | None] = {}
    for name in _DESCRIBED:
        if name in fields:
            said[name] = (fields[name] or "").strip() or None
    if "name" in said:
        said["name"] = one_line(said["name"] or "")
        if not said["name"]:
            raise EditError("an entity needs a name")
    kb = said.get("kb")
    if kb and not _KB.fullmatch(kb):
        raise EditError(f"{kb!r} is no Wikidata id: those are Q and a number, as Q43")
    new = replace(entity, **said)
    if new == entity:
        raise EditError(f"{quote(entity.name)} says that already")
    edit = Edit(record)
    edit.put(new)
    told = ", ".join(f"{name} {value or 'none'}" for name, value in said.items())
    return edit.change("entity", f"{quote(entity.name)}: {told}")
