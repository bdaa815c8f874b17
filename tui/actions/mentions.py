"""Mentions and entities: tagging, boundaries, removing, joining, naming, notes."""

from __future__ import annotations

from annotations import edits
from annotations.change import PutItem
from annotations.model import Mention
from tui.actions.base import Command
from tui.prompts import JoinPrompt
from tui.selection import select
from tui.workbench import Workbench


def _tag(desk: Workbench, label: str) -> None:
    """Tag the selection; on an exact mention, change its label."""
    exact = desk.exact()
    if not exact:
        _stack(desk, label)
        return
    desk.last_label, desk.stance_at_hand = label, None
    same = next((mention for mention in exact if mention.label == label), None)
    if same:
        # Of stacked mentions the one whose label is typed is then at hand.
        desk.grip = same.id
        desk.say(f"“{same.text}” is {label} already")
        return
    held = desk.held()
    old = held if held and held in exact else exact[-1]
    if desk.edit(lambda: edits.retag(desk.record, old.id, label, desk.scheme)):
        desk.selection = select((old.start, old.end))
        desk.grip = old.id


def _stack(desk: Workbench, label: str) -> None:
    """Tag the selection, also where it is tagged already."""
    desk.last_label, desk.stance_at_hand = label, None
    start, end = desk.selection.extent
    if start >= end and desk.may_edit():
        desk.say("there is nothing to tag: the text has no words")
        return
    text = desk.document.text
    change = desk.edit(lambda: edits.tag(desk.record, text, start, end, label, desk.scheme))
    if change:
        desk.selection = select((start, end))
        desk.grip = next(
            o.item["id"]
            for o in change.operations
            if isinstance(o, PutItem) and o.items == "mentions"
        )


def _repeat(desk: Workbench, _: str) -> None:
    """Tag the selection with the label that was used last."""
    if desk.last_label:
        _tag(desk, desk.last_label)
    else:
        desk.say("no label was used yet")


def _boundary(desk: Workbench, _: str) -> None:
    """Let the mention at hand begin and end where the selection does."""
    mention = desk.held() or desk.needed()
    if mention is None:
        return
    start, end = desk.selection.extent
    if (mention.start, mention.end) == (start, end):
        desk.say("extend the selection first (Shift with an arrow), then Enter")
        return
    text, item_id = desk.document.text, mention.id
    if desk.edit(lambda: edits.move_boundary(desk.record, text, item_id, start, end)):
        desk.selection = select((start, end))
        desk.grip, desk.stance_at_hand = item_id, None


def _remove(desk: Workbench, _: str) -> None:
    """Remove the stance at hand if one was chosen, else the mention at hand."""
    if stance_id := desk.stance_at_hand:
        desk.edit(lambda: edits.remove_stance(desk.record, stance_id))
    elif mention := desk.needed():
        item_id = mention.id
        desk.edit(lambda: edits.remove_mention(desk.record, item_id))


def _join(desk: Workbench, _: str) -> None:
    """Ask which entity the mention at hand is."""
    mention = desk.needed()
    if mention and mention.entity is None:
        desk.say(f"{mention.label} “{mention.text}” has no entity to join")
    elif mention and desk.may_edit():
        held = mention
        desk.prompt = JoinPrompt(
            desk, held, lambda entity_id, alone: _join_to(desk, held, entity_id, alone)
        )


def _join_to(desk: Workbench, mention: Mention, entity_id: str | None, alone: bool) -> None:
    """Say which entity a mention is: None for one of its own; `alone` leaves its others."""
    record, own = desk.record, mention.entity
    if entity_id is None:
        desk.edit(lambda: edits.split(record, mention.id))
    elif alone or own is None:
        desk.edit(lambda: edits.move_mention(record, mention.id, entity_id))
    else:
        desk.edit(lambda: edits.join(record, own, entity_id))


def _rename(desk: Workbench, _: str) -> None:
    """Ask for the name of the entity of the mention at hand."""
    mention = desk.needed()
    entity = desk.record.entity(mention.entity) if mention else None
    if mention and entity is None:
        desk.say(f"{mention.label} “{mention.text}” has no entity to name")
    elif entity:
        entity_id = entity.id
        desk.ask(
            "The entity's name",
            entity.name,
            lambda name: edits.describe_entity(desk.record, entity_id, name=name),
        )


def _note(desk: Workbench, _: str) -> None:
    """Ask for a note to the stance or the mention at hand."""
    stance = desk.record.stance(desk.stance_at_hand) if desk.stance_at_hand else None
    item = stance or desk.needed()
    if item:
        item_id = item.id
        desk.ask(
            f"Note on the {'stance' if stance else 'mention'}",
            item.note or "",
            lambda note: edits.set_note(desk.record, item_id, note),
        )


COMMANDS: dict[str, Command] = {
    "tag": _tag,
    "stack": _stack,
    "repeat": _repeat,
    "boundary": _boundary,
    "remove": _remove,
    "join": _join,
    "rename": _rename,
    "note": _note,
}
