"""Mentions: tagging, boundaries, removing, notes."""

from __future__ import annotations

from annotations import edits
from annotations.change import PutItem
from annotations.model import Mention, position
from tui.actions.base import Command
from tui.actions.entities import offer, take_offer
from tui.actions.relations import relation_at_hand
from tui.selection import Extent, select
from tui.workbench import INSPECTOR, Workbench


def _tag(desk: Workbench, label: str) -> None:
    """Tag the selection; on an exact mention, change its label."""
    exact = desk.exact()
    if not exact:
        _stack(desk, label)
        return
    desk.last_label = label
    same = next((mention for mention in exact if mention.label == label), None)
    if same:
        # Of stacked mentions the one whose label is typed is then at hand.
        desk.grip = same.id
        desk.say(f"“{same.text}” is {label} already")
        return
    held = desk.held()
    old = held if held and held in exact else exact[-1]
    shared = desk.project.project_entities()
    if desk.edit(lambda: edits.retag(desk.record, old.id, label, desk.scheme, shared)):
        desk.selection = select((old.start, old.end))
        desk.grip = old.id


def _stack(desk: Workbench, label: str) -> None:
    """Tag the selection, also where it is tagged already."""
    desk.last_label = label
    start, end = desk.selection.extent
    if start >= end and desk.may_edit():
        desk.say("there is nothing to tag: the text has no words")
        return
    text, shared = desk.document.text, desk.project.project_entities()
    change = desk.edit(
        lambda: edits.tag(desk.record, text, start, end, label, desk.scheme, shared=shared)
    )
    if change:
        desk.selection = select((start, end))
        desk.grip = next(
            o.item["id"]
            for o in change.operations
            if isinstance(o, PutItem) and o.items == "mentions"
        )
        if cut := _cut(desk, start, end):
            named = ", ".join(f"{m.label} “{m.text}”" for m in cut[:_NAMED])
            more = f" and {len(cut) - _NAMED} more" if len(cut) > _NAMED else ""
            desk.say(f"{desk.message} · overlaps {named}{more}; Ctrl+Z takes it back")
        offer(desk, change)


# Of the mentions that a new one overlaps, so many are named.
_NAMED = 2


def _cut(desk: Workbench, start: int, end: int) -> list[Mention]:
    """The mentions that a range overlaps in part, neither inside nor around it, in order."""
    ids = {mark.id for mark in desk.marks.within(start, end)}
    found = (m for item_id in ids if (m := desk.record.mention(item_id)))
    cut = (m for m in found if m.start < start < m.end < end or start < m.start < end < m.end)
    return sorted(cut, key=position)


def _repeat(desk: Workbench, _: str) -> None:
    """Tag the selection with the label that was used last."""
    if desk.last_label:
        _tag(desk, desk.last_label)
    else:
        desk.say("no label was used yet")


def _boundary(desk: Workbench, _: str) -> None:
    """Let the mention at hand, else the only one overlapped, end where the selection does."""
    start, end = desk.selection.extent
    cut = _cut(desk, start, end)
    mention = desk.held() or desk.mention_at_hand()
    if mention is None and len(cut) > 1:
        desk.say(f"{len(cut)} mentions are overlapped: Tab goes to one, then extend it")
        return
    mention = mention or (cut[0] if cut else desk.needed())
    if mention is None:
        return
    if (mention.start, mention.end) == (start, end):
        if take_offer(desk, mention):
            return
        desk.say("extend the selection first (Shift with an arrow), then Enter")
        return
    text, item_id = desk.document.text, mention.id
    if desk.edit(lambda: edits.move_boundary(desk.record, text, item_id, start, end)):
        desk.selection = select((start, end))
        desk.grip = item_id


def _fragment(desk: Workbench, _: str) -> None:
    """Add the selection to the mention that was at hand before it, or take it out of the one that
    it is a fragment of.
    """
    (start, end), text = desk.selection.extent, desk.document.text
    held = desk.held()
    mention = held or desk.record.mention(desk.recent or "")
    around = (*([mention] if mention else ()), *desk.around())
    whole = next((one for one in around if _has_fragment(one, (start, end))), None)
    if whole:
        if desk.edit(lambda: edits.remove_fragment(desk.record, text, whole.id, start, end)):
            desk.recent = whole.id
        return
    if mention is None or (held and held in desk.exact()):
        desk.say("select a mention, then the words that belong to it too, then this key")
        return
    item_id = mention.id
    if desk.edit(lambda: edits.add_fragment(desk.record, text, item_id, start, end)):
        desk.recent = item_id
        desk.regrip()


def _has_fragment(mention: Mention, extent: Extent) -> bool:
    return any((span.start, span.end) == extent for span in mention.fragments or ())


def _remove(desk: Workbench, _: str) -> None:
    """Remove the stance, the relation or the entity at hand, else the mention at hand."""
    if stance_id := desk.stance_at_hand:
        desk.edit(lambda: edits.remove_stance(desk.record, stance_id))
    elif relation := relation_at_hand(desk):
        desk.edit(lambda: edits.remove_relation(desk.record, relation.id))
    elif entity_id := desk.entity_at_hand():
        desk.edit(lambda: edits.remove_entity(desk.record, entity_id))
    elif desk.pane == INSPECTOR:
        # Never the mention in the text: the cursor that is seen stands on another thing.
        desk.say(_NOT_REMOVED[desk.line.kind if desk.line else "heading"])
    elif mention := desk.needed():
        item_id = mention.id
        desk.edit(lambda: edits.remove_mention(desk.record, item_id))


# Why the line of the inspector that the cursor is on can't be removed.
_NOT_REMOVED = {
    "entity": "this entity is gone already",
    "holder": "Del removes a stance: go to the line of one",
    "stance": "this stance is gone already",
    "relation": "this relation is gone already",
    "heading": "there is nothing to remove here: go to the line of a stance",
    "text": "there is nothing to remove here: go to the line of a stance",
}


def _note(desk: Workbench, _: str) -> None:
    """Ask for a note to the stance, the entity or the mention at hand."""
    stance = desk.record.stance(desk.stance_at_hand or "")
    entity = desk.record.entity(desk.entity_at_hand())
    if desk.pane == INSPECTOR and not (stance or entity):
        desk.say("there is nothing to note here: go to the line of a stance or an entity")
        return
    item = stance or entity or desk.needed()
    if item:
        item_id = item.id
        desk.ask(
            f"Note on the {'stance' if stance else 'entity' if entity else 'mention'}",
            item.note or "",
            lambda note: edits.set_note(desk.record, item_id, note),
        )


COMMANDS: dict[str, Command] = {
    "tag": _tag,
    "stack": _stack,
    "repeat": _repeat,
    "boundary": _boundary,
    "fragment": _fragment,
    "remove": _remove,
    "note": _note,
}
