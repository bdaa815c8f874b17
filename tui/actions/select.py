"""Selecting by other means than motions: growing, shrinking, a character that is typed, Escape."""

from __future__ import annotations

from collections.abc import Callable

from annotations.text import is_inside
from tui.actions.base import Command
from tui.prompts import CharacterPrompt
from tui.selection import Selection, grow, select
from tui.workbench import Workbench


def _cancel(desk: Workbench, _: str) -> None:
    """Drop what is half typed, else the places found, else the extent of the selection."""
    held = desk.held()
    if desk.entry:
        # A stance that was being said when this was asked for waits on.
        desk.entry = None
    elif desk.prompt:
        desk.prompt = None
    elif desk.hits:
        desk.hits, desk.pattern = [], ""
    elif desk.selection.anchor != desk.selection.head:
        # What was extended from a mention goes back to it.
        desk.choose((held.start, held.end) if held else desk.selection.head)
    desk.smaller = []


def _grow(desk: Workbench, _: str) -> None:
    """Select the next larger thing around the selection."""
    around = [(mention.start, mention.end) for mention in desk.around()]
    larger = grow(desk.selection, desk.segmentation, around)
    if larger is None:
        desk.say("all is selected")
        return
    smaller = [*desk.smaller, desk.selection]
    desk.set_selection(larger)
    desk.smaller = smaller


def _shrink(desk: Workbench, _: str) -> None:
    """Go back to what was selected before it grew."""
    token = desk.segmentation.token_at(desk.selection.start)
    if desk.smaller:
        smaller = desk.smaller
        desk.set_selection(smaller.pop())
        desk.smaller = smaller
    elif desk.selection.anchor != desk.selection.head:
        desk.set_selection(select(desk.selection.head))
    elif token and is_inside(token, desk.selection.extent):
        desk.choose(token)
    else:
        desk.say("nothing smaller was selected before")


def _find(*, past: bool) -> Command:
    def command(desk: Workbench, _: str) -> None:
        count = desk.count
        desk.prompt = CharacterPrompt(
            desk, _finder(desk, count, past=past), "Select on to" if past else "Select up to"
        )

    return command


def _finder(desk: Workbench, count: int, *, past: bool) -> Callable[[str], None]:
    def find(character: str) -> None:
        """Extend to the `count`th place of a character behind the selection, or to before it."""
        text, segmentation = desk.document.text, desk.segmentation
        at = desk.selection.end - past
        for _ in range(count):
            at = text.find(character, at + 1)
            if at < 0:
                desk.say(f"no {character!r} further on")
                return
        head = segmentation.grapheme_at(at) if past else segmentation.previous_grapheme(at)
        if head:
            anchor = desk.selection.anchor
            desk.extend(Selection(anchor, (max(head[0], anchor[0]), max(head[1], anchor[1]))))

    return find


COMMANDS: dict[str, Command] = {
    "cancel": _cancel,
    "grow": _grow,
    "shrink": _shrink,
    "find_character": _find(past=True),
    "until_character": _find(past=False),
}
