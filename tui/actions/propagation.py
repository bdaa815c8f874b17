"""Tagging the others of some words: in the document at a key, and how many there are."""

from __future__ import annotations

from time import monotonic

from annotations import edits
from annotations.model import Mention
from annotations.suggest.slices import SLICE
from annotations.text import Extent
from tui.actions.base import Command
from tui.actions.walking import go_on, say_where
from tui.plain import counted
from tui.workbench import Workbench

# In a longer text others are not counted at a key that only says how many there are.
_COUNTED_IN = 200_000
_COUNTED = 99
# So many places are looked at for it in any case, more while a key may wait.
_PLACES = 16


def others_of(desk: Workbench, words: str) -> list[Extent]:
    """The places of these words in the document, tagged or not."""
    return list(edits.occurrences(desk.segmentation, words))


def said_of_others(desk: Workbench, mention: Mention) -> str:
    """How many others like a mention are not tagged, and the key for them; empty for none."""
    if mention.fragments or len(desk.document.text) > _COUNTED_IN:
        return ""
    stop = monotonic() + SLICE
    count = 0
    for looked, place in enumerate(edits.occurrences(desk.segmentation, mention.text)):
        if looked > _COUNTED or (looked > _PLACES and monotonic() > stop):
            return f" · : {count}+ others" if count else ""
        count += desk.proposals.is_open(*place)
    return f" · : {counted(count, 'other')}" if count else ""


def _others(desk: Workbench, _: str) -> None:
    """Tag every other place that has the words of the mention at hand."""
    mention = desk.needed()
    if mention is None:
        return
    if mention.fragments:
        desk.say(f"{mention.label} “{mention.text}” is in pieces: it has no others")
        return
    like, text, shared = mention, desk.document.text, desk.project.project_entities()
    places = others_of(desk, like.text)
    went_on = desk.tagged == like.id
    made = desk.edit(lambda: edits.tag_others(desk.record, text, like.id, places, shared))
    if made and went_on:
        # What the selection had gone on to may be tagged now.
        still = desk.proposal()
        if still:
            desk.tagged = like.id
            say_where(desk, desk.message, still)
        else:
            go_on(desk, like.id)


COMMANDS: dict[str, Command] = {"others": _others}
