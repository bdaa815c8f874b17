"""Mentions: tagging, boundaries, removing, notes."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from annotations import edits
from annotations.change import PutItem
from annotations.edits import Place
from annotations.model import Mention, position
from tui.actions.base import Command
from tui.actions.entities import offer
from tui.actions.propagation import others_of, said_of_others
from tui.actions.relations import relation_at_hand
from tui.actions.walking import go_on
from tui.prompts.letters import short
from tui.selection import Extent, select
from tui.workbench import INSPECTOR, Workbench


def _tag(desk: Workbench, label: str) -> None:
    """Tag the selection; on an exact mention, change its label."""
    exact = desk.exact()
    if not exact:
        if _is_meant(desk, label):
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


def _is_meant(desk: Workbench, label: str) -> bool:
    """Whether the selection is to be tagged: one of many tokens, as a sentence that was gone to,
    only where the label's key is pressed once more.
    """
    start, end = desk.selection.extent
    tokens = desk.segmentation.tokens_in(start, min(end, start + _LOOKED_AT))
    asked = (start, end, label)
    letters = sum(_is_letter_token(desk.document.text, token) for token in tokens)
    if len(tokens) - letters + letters // _LETTERS_A_WORD <= _MOST_TOKENS or desk.doubted == asked:
        desk.doubted = None
        return True
    desk.doubted = asked
    desk.say(f"a long selection: the key once more tags all of it as {label}; Esc leaves it")
    return False


def _is_letter_token(text: str, token: Extent) -> bool:
    """True in a script whose tokens are letters, as nothing parts its words."""
    return _LETTER_TOKEN.match(text, *token) is not None


_LETTER_TOKEN = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_LETTERS_A_WORD = 4
# More tokens than a mention mostly has; and how far is looked for them.
_MOST_TOKENS = 12
_LOOKED_AT = 1000


def _stack(desk: Workbench, label: str) -> None:
    """Tag the selection, also where it is tagged already."""
    make_mention(desk, label)


def _tag_all(desk: Workbench, label: str) -> None:
    """Tag the selection and every other place with its words, as one change."""
    exact = desk.exact()
    same = next((mention for mention in exact if mention.label == label), None)
    if same and not same.fragments:
        like, text = same, desk.document.text
        shared = desk.project.project_entities()
        places = others_of(desk, like.text)
        desk.edit(lambda: edits.tag_others(desk.record, text, like.id, places, shared))
    elif exact:
        _tag(desk, label)
    elif _is_meant(desk, label):
        make_mention(desk, label, everywhere=True)


def make_mention(
    desk: Workbench, label: str, *, origin: str = "manual", everywhere: bool = False
) -> None:
    """Tag the selection, with `everywhere` also the other places of its words, and go on."""
    text, (start, end) = desk.document.text, desk.selection.extent
    if _PUNCTUATION.fullmatch(text, start, end) and desk.may_edit():
        desk.say("there is nothing to tag: only punctuation is selected")
        return
    desk.last_label = label
    if start >= end and desk.may_edit():
        desk.say("there is nothing to tag: the text has no words")
        return
    shared = desk.project.project_entities()
    others = others_of(desk, text[start:end]) if everywhere else []
    place = Place(start, end, label, origin)
    change = desk.edit(
        lambda: edits.tag_everywhere(desk.record, text, place, others, desk.scheme, shared)
    )
    if change:
        desk.selection = select((start, end))
        desk.grip = next(
            o.item["id"]
            for o in change.operations
            if isinstance(o, PutItem) and o.items == "mentions"
        )
        desk.say(f"{desk.message}{_among_others(desk, start, end)}")
        made = desk.held()
        offer(desk, change, made)
        if made and not everywhere:
            desk.say(f"{desk.message}{said_of_others(desk, made)}")
        go_on(desk, made.id if made else "")


# A hand that went too far selects it; no mention is only that, but what was imported may be.
_PUNCTUATION = regex.compile(r"\s*+(?:\p{P}\s*+)++")
# Of the mentions that a new one overlaps, so many are named.
_NAMED = 2


def _among_others(desk: Workbench, start: int, end: int) -> str:
    """Which mentions a new one overlaps in part or lies in, if any: seldom what was meant."""
    cut, around = _cut(desk, start, end), _around(desk, start, end)
    if not cut and around is None:
        return ""
    named = ", ".join(f"{m.label} “{m.text}”" for m in cut[:_NAMED])
    more = f" and {len(cut) - _NAMED} more" if len(cut) > _NAMED else ""
    inside = f"inside {around.label} “{short(around.text)}”" if around else ""
    said = [f"overlaps {named}{more}"] * bool(cut) + [inside] * bool(inside)
    return f" · {', '.join(said)}; Ctrl+Z takes it back"


def _around(desk: Workbench, start: int, end: int) -> Mention | None:
    """The smallest mention that holds a range and more."""
    found = (m for m in desk.mentions_within(start, end) if m.start <= start and end <= m.end)
    larger = (m for m in found if (m.start, m.end) != (start, end))
    return min(larger, key=lambda m: (m.end - m.start, m.id), default=None)


def _cut(desk: Workbench, start: int, end: int) -> list[Mention]:
    """The mentions that a range overlaps in part, neither inside nor around it, in order."""
    found = desk.mentions_within(start, end)
    cut = (m for m in found if m.start < start < m.end < end or start < m.start < end < m.end)
    return sorted(cut, key=position)


def _repeat(desk: Workbench, _: str) -> None:
    """Tag the selection with the label that was used last."""
    if desk.last_label:
        _tag(desk, desk.last_label)
    else:
        desk.say("no label was used yet")


def boundary(desk: Workbench, _: str) -> None:
    """Let the mention that was extended, else the only one overlapped, end with the selection.

    A selection that only lies in a mention, or has gone on from one, moves nothing.
    """
    start, end = desk.selection.extent
    cut = _cut(desk, start, end)
    mention = desk.held() or (cut[0] if len(cut) == 1 else None)
    if mention is None:
        if desk.may_edit():
            desk.say(_no_boundary(desk, cut))
        return
    if (mention.start, mention.end) == (start, end):
        named = f"{mention.label} “{short(mention.text)}”"
        desk.say(f"{named} is tagged; Shift and an arrow extend it, then Enter moves its end there")
        return
    text, item_id = desk.document.text, mention.id
    shared = desk.project.project_entities()
    if desk.edit(lambda: edits.move_boundary(desk.record, text, item_id, start, end, shared)):
        desk.selection = select((start, end))
        desk.grip = item_id


def _no_boundary(desk: Workbench, cut: Sequence[Mention]) -> str:
    """Why Enter moves no boundary here, and what would."""
    if cut:
        return f"{len(cut)} mentions are overlapped: ] goes to one, then extend it"
    if around := _around(desk, *desk.selection.extent):
        named = f"{around.label} “{short(around.text)}”"
        return f"inside {named}: + selects it, Shift and an arrow move its end, then Enter"
    return "nothing is proposed for these words: a label's key tags them"


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


def remove(desk: Workbench, _: str) -> None:
    """Remove the stance, the relation or the entity at hand, else the mention at hand."""
    shared = desk.project.project_entities()
    if stance_id := desk.stance_at_hand:
        desk.edit(lambda: edits.remove_stance(desk.record, stance_id, shared))
    elif relation := relation_at_hand(desk):
        desk.edit(lambda: edits.remove_relation(desk.record, relation.id))
    elif entity_id := desk.entity_at_hand():
        desk.edit(lambda: edits.remove_entity(desk.record, entity_id))
    elif desk.pane == INSPECTOR:
        # Never the mention in the text: the cursor that is seen stands on another thing.
        desk.say(_NOT_REMOVED[desk.line.kind if desk.line else "heading"])
    elif mention := desk.mention_at_hand(just_tagged=False):
        item_id = mention.id
        desk.edit(lambda: edits.remove_mention(desk.record, item_id, shared))
    else:
        desk.say("no mention is selected: ] goes to the next one; for a stance Ctrl+S, then Del")


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
    "tag_all": _tag_all,
    "stack": _stack,
    "repeat": _repeat,
    "fragment": _fragment,
    "note": _note,
}
