"""Entities: which one a mention is, its name, Wikidata id and note, and sharing it."""

from __future__ import annotations

from annotations import edits
from annotations.antecedents import MOST_LIKELY, introduced, is_common
from annotations.change import Change, PutItem
from annotations.model import Entity, Mention
from tui.actions.base import Command
from tui.prompts import JoinPrompt
from tui.workbench import INSPECTOR, Workbench


def offer(desk: Workbench, change: Change, mention: Mention | None) -> None:
    """Where the mention just tagged got an entity of its own: offer the one that it may be."""
    made = {o.item["id"] for o in change.operations if isinstance(o, PutItem)}
    own = desk.record.entity(mention.entity) if mention and mention.entity in made else None
    if mention is None or own is None:
        return
    if own.ref:
        desk.say(f"{desk.message} · {own.name} of the project")
        return
    likely = _likely(desk, mention)
    if likely and _is_evident(desk, mention, own, likely[0]):
        desk.offer = (mention.id, likely[0].id)
        desk.say(f"{desk.message} · = joins {likely[0].name}")


def take_offer(desk: Workbench, mention: Mention) -> bool:
    """Join the mention just tagged to the entity that was offered; False where none was."""
    if not desk.offer or desk.offer[0] != mention.id or mention.entity is None:
        return False
    offered, desk.offer = desk.offer[1], (mention.id, "")
    if offered:
        _join_to(desk, mention, mention.entity, offered, alone=False)
    return bool(offered)


def _likely(desk: Workbench, mention: Mention) -> list[Entity]:
    """Which entities it may be: first those of its Wikidata id, then what its brackets belong to,
    then those with a like name.

    What stands inside of it or around it is something else.
    """
    remembered = desk.project.project_entities().remembered
    marks = desk.marks.within(mention.start, mention.end)
    inside = {other.entity for mark in marks if (other := desk.record.mention(mark.id))}
    desk.antecedents.follow(desk.record)
    likely = desk.antecedents.likely(mention, remembered)
    own = desk.record.entity(mention.entity)
    same = [e for e in desk.record.entities if own and own.kb and e.kb == own.kb and e.id != own.id]
    first = [*same, *_introduced(desk, mention)]
    others = (entity for entity in likely if entity.id not in inside)
    kept = dict.fromkeys(entity.id for entity in (*first, *others))
    return [entity for one in kept if (entity := desk.record.entity(one))][:MOST_LIKELY]


def _introduced(desk: Workbench, mention: Mention) -> list[Entity]:
    """Whose other name a mention in brackets may be."""
    text, record = desk.document.text, desk.record
    found = introduced(record.mentions, text, mention.start, mention.end, mention.label)
    entities = (record.entity(one.entity) for one in found if one.entity != mention.entity)
    return [entity for entity in entities if entity]


def _is_evident(desk: Workbench, mention: Mention, own: Entity, likely: Entity) -> bool:
    """Whether something speaks for joining a mention to an entity, and not its label alone: a like
    name, the same Wikidata id, brackets; of a common noun, that the entity was named last.
    """
    remembered = desk.project.project_entities().remembered
    if desk.antecedents.is_alike(mention, likely.id, remembered):
        return True
    if likely in _introduced(desk, mention):
        return True
    same_id = own.kb is not None and own.kb == likely.kb
    named = any(one.start < mention.start for one in desk.record.mentions_of(likely.id))
    return same_id or (named and _looks_common(desk, mention))


def _looks_common(desk: Workbench, mention: Mention) -> bool:
    """True for "the president", which may be whoever was named last.

    Not for a proper name, for a piece of a word, and for a script without capitals: nothing tells
    there which one it is.
    """
    first = desk.segmentation.token_at(mention.start)
    last = desk.segmentation.token_at(mention.end - 1)
    whole = first and last and first[0] == mention.start and last[1] == mention.end
    return bool(whole) and is_common(mention.text)


def _join(desk: Workbench, _: str) -> None:
    """Join the mention just tagged to the entity offered, else ask which the one at hand is."""
    mention = desk.needed()
    if mention and take_offer(desk, mention):
        return
    own = mention.entity if mention else None
    if mention and own is None:
        desk.say(f"{mention.label} “{mention.text}” has no entity to join")
    elif mention and own and desk.may_edit():
        held, whole = mention, own
        # It was joined a moment ago to what was offered: whatever else that is stays what it is.
        again = desk.offer == (mention.id, "")
        desk.prompt = JoinPrompt(
            desk,
            held,
            lambda entity_id, alone: _join_to(desk, held, whole, entity_id, alone=alone or again),
            likely=_likely(desk, held),
            choose_shared=lambda shared_id: _join_shared(desk, whole, shared_id),
        )


def _join_to(
    desk: Workbench, mention: Mention, own: str, entity_id: str | None, *, alone: bool
) -> None:
    """Say which entity a mention of `own` is: None for a new one; `alone` leaves its others."""
    record, shared = desk.record, desk.project.project_entities()
    if entity_id is None:
        desk.edit(lambda: edits.split(record, mention.id))
    elif alone:
        desk.edit(lambda: edits.move_mention(record, mention.id, entity_id, shared))
    else:
        desk.edit(lambda: edits.join(record, own, entity_id, shared))


def _join_shared(desk: Workbench, own: str, shared_id: str) -> None:
    shared = desk.project.project_entities()
    desk.edit(lambda: edits.join_shared(desk.record, own, shared_id, shared))


def _at_hand(desk: Workbench, what: str) -> Entity | None:
    """The entity at hand, or that of the mention at hand; None, with a message said, for neither.

    `what` ends the sentence "... has no entity to".
    """
    chosen = desk.entity_at_hand()
    if desk.pane == INSPECTOR and chosen is None:
        desk.say(f"there is nothing to {what} here: go to the line of an entity")
        return None
    mention = None if chosen else desk.needed()
    entity = desk.record.entity(chosen or (mention.entity if mention else None))
    if mention and entity is None:
        desk.say(f"{mention.label} “{mention.text}” has no entity to {what}")
    return entity


def _rename(desk: Workbench, _: str) -> None:
    """Ask for the name of the entity at hand; that of the project gets it too."""
    entity = _at_hand(desk, "name")
    if entity:
        entity_id, shared = entity.id, desk.project.project_entities()
        desk.ask(
            "The entity's name",
            entity.name,
            lambda name: edits.describe_entity(desk.record, entity_id, name=name, shared=shared),
        )


def _kb(desk: Workbench, _: str) -> None:
    """Ask for the Wikidata id of the entity at hand; an empty one takes it away."""
    entity = _at_hand(desk, "give a Wikidata id to")
    if entity:
        entity_id, shared = entity.id, desk.project.project_entities()
        desk.ask(
            f"Wikidata id of {entity.name}, as Q43",
            entity.kb or "",
            lambda kb: edits.describe_entity(desk.record, entity_id, kb=kb, shared=shared),
        )


def _note(desk: Workbench, _: str) -> None:
    """Ask for a note to the entity at hand."""
    entity = _at_hand(desk, "note")
    if entity:
        entity_id = entity.id
        desk.ask(
            f"Note on the entity {entity.name}",
            entity.note or "",
            lambda note: edits.set_note(desk.record, entity_id, note),
        )


def _share(desk: Workbench, _: str) -> None:
    """Make the entity at hand one of the whole project, or of this document alone again."""
    entity = _at_hand(desk, "share")
    if entity:
        entity_id, shared = entity.id, desk.project.project_entities()
        desk.edit(lambda: edits.share(desk.record, entity_id, shared))


COMMANDS: dict[str, Command] = {
    "join": _join,
    "rename": _rename,
    "kb": _kb,
    "entity_note": _note,
    "share": _share,
}
