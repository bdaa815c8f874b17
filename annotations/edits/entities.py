"""Saying which mentions are the same thing, and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit, by_hand, stances_at, stances_of
from annotations.edits.checks import one_line, quote, the_entity, the_mention
from annotations.edits.shared import (
    describe_shared,
    entity_of,
    known_kb,
    same_id_elsewhere,
    still_two,
    teach,
)
from annotations.errors import EditError
from annotations.model import Entity, Mention, Participant, Record, Stance, words_of
from annotations.project_entities import ProjectEntities

_ID = r"(Q[1-9][0-9]*)"
# An id, or the address of its page: https://www.wikidata.org/wiki/Q43#P31.
_KB = re.compile(
    rf"{_ID}|(?:https?://)?(?:\w+\.)*wikidata\.org/(?:wiki|entity)/(?:\w+[:/])*{_ID}(?:[/?#.]\S*)?",
    re.ASCII | re.IGNORECASE,
)


def join(
    record: Record, entity_id: str, into_id: str, shared: ProjectEntities | None = None
) -> Change:
    """Make two entities one: mentions and stances of the first go to the second, which stays.

    What only the first had (Wikidata id, note, ...) goes over too, and its name where that is the
    other's with more to it and both are names of mentions. `shared` are the project's
    entities: one that is meant here learns the strings of the mentions. Who holds a stance is not
    said to report it as well. Raises EditError where the two have different Wikidata ids, or are
    holder and target of one stance, or where one names what the project does not have.
    """
    gone, kept = the_entity(record, entity_id), the_entity(record, into_id)
    if gone.id == kept.id:
        raise EditError(f"{quote(kept.name)} is that entity already")
    check_one_thing(gone.name, known_kb(gone, shared), kept.name, known_kb(kept, shared))
    edit = Edit(record, shared)
    for mention in record.mentions_of(gone.id):
        edit.put(replace(mention, entity=kept.id))
    for stance in stances_of(record, gone.id):
        edit.put(_renamed(record, stance, gone, kept))
    new = edit.put(
        replace(
            kept,
            name=_fuller_name(record, kept, gone),
            kb=kept.kb or gone.kb,
            ref=kept.ref or gone.ref,
            note=kept.note or gone.note,
            attrs={**gone.attrs, **kept.attrs},
        )
    )
    edit.delete(gone)
    teach(edit, new)
    called = f", now called {quote(new.name)}" if new.name != kept.name else ""
    two = still_two(gone, kept.ref, shared)
    return edit.change("join", f"{quote(gone.name)} is {quote(kept.name)}{called}{two}")


def _fuller_name(record: Record, kept: Entity, gone: Entity) -> str:
    """The name of `kept`, or that of `gone` where it contains the other.

    A name that no mention has was given by hand, and one of the project is the project's: it stays.
    """
    given = any(
        one.name not in {one_line(words_of(mention)) for mention in record.mentions_of(one.id)}
        for one in (kept, gone)
    )
    return kept.name if given or kept.ref or kept.name not in gone.name else gone.name


def join_shared(record: Record, entity_id: str, shared_id: str, shared: ProjectEntities) -> Change:
    """Say that a document's entity is this one of the project: it takes its name and Wikidata id,
    and the project's learns the strings of the mentions.

    Where the document has that one already, the two are joined. Raises EditError as `join` does.
    """
    entity, row = the_entity(record, entity_id), shared.get(shared_id)
    if row is None:
        raise EditError(f"the project has no entity {shared_id}")
    there = entity_of(record, row)
    if there:
        return join(record, entity_id, there.id, shared)
    check_one_thing(entity.name, known_kb(entity, shared), row.name, row.kb)
    edit = Edit(record, shared)
    new = edit.put(replace(entity, name=row.name, kb=row.kb or entity.kb, ref=row.id))
    teach(edit, new)
    two = still_two(entity, row.id, shared)
    return edit.change("join", f"{quote(entity.name)} is {quote(row.name)} of the project{two}")


def check_one_thing(one: str, one_kb: str | None, other: str, other_kb: str | None) -> None:
    """Raises EditError for two names that have different Wikidata ids."""
    if one_kb and other_kb and one_kb != other_kb:
        raise EditError(
            f"{quote(one)} is {one_kb} and {quote(other)} is {other_kb}: two things; "
            "take one of the ids off to join them"
        )


def remove_entity(record: Record, entity_id: str) -> Change:
    """Take away an entity that nothing needs. Raises EditError where a mention or a stance does."""
    entity = the_entity(record, entity_id)
    mentions, stances = len(record.mentions_of(entity.id)), len(stances_of(record, entity.id))
    if stances:
        raise EditError(
            f"{quote(entity.name)} is named by {_counted(stances, 'stance')}: "
            "change or remove them first"
        )
    if mentions:
        raise EditError(
            f"{quote(entity.name)} has {_counted(mentions, 'mention')}; an entity goes with its "
            "mentions: Enter selects one, Esc goes to the text, Del"
        )
    edit = Edit(record)
    edit.delete(entity)
    return edit.change("remove", f"removed entity {quote(entity.name)}")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _renamed(record: Record, stance: Stance, gone: Entity, kept: Entity) -> Stance:
    def slot(one: Participant) -> Participant:
        return replace(one, entity=kept.id) if one.entity == gone.id else one

    holder = slot(stance.holder)
    sources = (kept.id if source == gone.id else source for source in stance.attribution)
    new = replace(
        stance,
        holder=holder,
        target=slot(stance.target),
        attribution=_reporters(sources, holder),
    )
    _check_two(record, new, f"{quote(gone.name)} can't be joined to {quote(kept.name)}")
    return new


def _reporters(sources: Iterable[str], holder: Participant) -> tuple[str, ...]:
    """Who reports a stance, each once; who holds it speaks for itself."""
    return tuple(source for source in dict.fromkeys(sources) if source != holder.entity)


def move_mention(
    record: Record, mention_id: str, entity_id: str, shared: ProjectEntities | None = None
) -> Change:
    """Let one mention alone refer to another entity of the record.

    Stances that point at this mention go with it; one of the project, among `shared`, learns its
    string. Who comes to hold a stance so is not said to report it as well. Raises EditError where
    that would make holder and target of one the same, and where the entity names what the project
    does not have.
    """
    mention, entity = the_mention(record, mention_id), the_entity(record, entity_id)
    if mention.entity == entity.id:
        raise EditError(f"{quote(mention.text)} is {quote(entity.name)} already")
    edit = Edit(record, shared)
    edit.put(by_hand(mention, entity=entity.id))
    _follow(edit, mention, entity)
    edit.drop_idle(mention.entity)
    teach(edit, entity)
    return edit.change("join", f"{quote(mention.text)} here is {quote(entity.name)}")


def split(record: Record, mention_id: str) -> Change:
    """Give one mention an entity of its own; stances that point at this mention go with it."""
    mention = the_mention(record, mention_id)
    if mention.entity is None:
        raise EditError(f"{mention.label} {quote(mention.text)} has no entity to leave")
    if len(record.mentions_of(mention.entity)) == 1:
        raise EditError(f"{quote(mention.text)} has an entity of its own already")
    edit = Edit(record)
    entity = edit.put(Entity(edit.new_id(Entity), one_line(words_of(mention)), mention.label))
    edit.put(by_hand(mention, entity=entity.id))
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
        holder = roles.get("holder", stance.holder)
        new = replace(stance, **roles, attribution=_reporters(stance.attribution, holder))
        _check_two(edit.record, new, f"{quote(mention.text)} can't be {quote(entity.name)} here")
        edit.put(new)


def _check_two(record: Record, stance: Stance, what: str) -> None:
    if stance.holder.entity == stance.target.entity:
        name = quote(record.name_of(stance.holder.entity))
        raise EditError(
            f"{what}: {name} would be holder and target of one stance ({stance.polarity}); "
            "change or remove that stance first"
        )


def describe_entity(
    record: Record,
    entity_id: str,
    *,
    name: str | UnsetType = UNSET,
    kb: str | UnsetType | None = UNSET,
    shared: ProjectEntities | None = None,
) -> Change:
    """Set an entity's name or its `kb`, a Wikidata id or None; what is not given stays.

    The address of a page of Wikidata is taken for the id in it. Where the entity is one of the
    project, the project's gets the same; other documents are left alone. The summary says which
    entity has the same id. Raises EditError for an empty name, for what is no Wikidata id, where
    nothing would change, and where the entity names what the project does not have.
    """
    entity = the_entity(record, entity_id)
    said: dict[str, str | None] = {}
    if name is not UNSET:
        said["name"] = one_line(name)
        if not said["name"]:
            raise EditError("an entity needs a name")
    if kb is not UNSET:
        said["kb"] = _wikidata_id(kb) if kb and kb.strip() else None
    new = replace(entity, **said)
    edit = Edit(record, shared)
    edit.put(new)
    if not describe_shared(edit, entity, said) and new == entity:
        raise EditError(f"{quote(entity.name)} says that already")
    told = ", ".join(f"{_FIELDS[field]} {value or 'none'}" for field, value in said.items())
    also = same_id_elsewhere(record, entity, said.get("kb"), shared)
    return edit.change("entity", f"{quote(entity.name)}: {told}{also}")


_FIELDS = {"name": "name", "kb": "Wikidata"}


def _wikidata_id(typed: str) -> str:
    found = _KB.fullmatch(typed.strip())
    if found is None:
        raise EditError(f"{quote(typed)} is no Wikidata id: those are Q and a number, as Q43")
    return str(found[1] or found[2]).upper()
