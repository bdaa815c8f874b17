"""Hints on entities: where they stand, and what a key says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotations.model import Mention
from tui.hints import Hints
from tui.keymap import show_keys
from tui.prompts.base import Desk
from tui.selection import Extent


def entity_hints(desk: Desk, evidence: Sequence[Extent], leave_out: str = "") -> Hints[Mention]:
    """One hint for each entity: on its mention in the evidence, else on its nearest in view.

    Entities of the evidence get the shortest codes. Where a mention's start bears a hint already
    (one mention inside another), the hint stands further on in the mention.
    """
    spots = entity_spots(desk, evidence, leave_out)
    return Hints(list(spots.items()), desk.cursor(), evidence)


def entity_spots(desk: Desk, evidence: Sequence[Extent], leave_out: str = "") -> dict[int, Mention]:
    """Where the hints of entities stand, and on which mention of each."""
    spots: dict[int, Mention] = {}
    done = {leave_out}
    for mention in desk.mentions_for_hints(evidence):
        if mention.entity is None or mention.entity in done:
            continue
        first = mention.fragments[0] if mention.fragments else mention
        spot = next((spot for spot in spots_in(first.text, first.start) if spot not in spots), None)
        if spot is not None:
            done.add(mention.entity)
            spots[spot] = mention
    return spots


def spots_in(words: str, start: int) -> Iterator[int]:
    """Where a hint on words may stand: their start, the starts of further words, other letters."""
    places = range(len(words))
    begin = [i for i in places if i == 0 or words[i - 1].isspace()]
    for place in dict.fromkeys((*begin, *places)):
        if not words[place].isspace():
            yield start + place


def press_hint(desk: Desk, hints: Hints[Mention], key: str) -> Mention | None:
    """Type a key of a hint: the mention chosen; None, with the reason said, for what is none."""
    typed = [*hints.typed, key]
    try:
        return hints.press(key)
    except KeyError:
        desk.say(no_hint(typed))
        return None


def no_hint(typed: Sequence[str]) -> str:
    """What is said of keys that no hint has."""
    return f"{show_keys(typed)} chooses nothing here; Esc leaves"
