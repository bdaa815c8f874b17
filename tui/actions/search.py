"""Searching the text."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

import regex

from tui.actions.base import Command
from tui.selection import Extent
from tui.workbench import TextEntry, Workbench

_HITS = 10_000


def _ask(desk: Workbench, _: str) -> None:
    """Ask for what to search."""
    desk.entry = TextEntry(
        "Search", desk.pattern, lambda pattern: _search(desk, pattern), anew=True
    )


def _search(desk: Workbench, pattern: str) -> None:
    desk.hits, desk.pattern = [], pattern
    if not pattern:
        return
    # A pattern without capitals finds both cases, by Unicode's full folding: ß is ss.
    both = regex.IGNORECASE | regex.FULLCASE
    flags = 0 if any(character.isupper() for character in pattern) else both
    found = regex.finditer(regex.escape(pattern), desk.document.text, flags=flags)
    desk.hits = [_whole(desk, hit.span()) for hit in islice(found, _HITS)]
    if not desk.hits:
        desk.say(f"“{pattern}” is not in this text")
        return
    at = bisect_left(desk.hits, (desk.selection.start, 0))
    _show(desk, at % len(desk.hits))


def _whole(desk: Workbench, hit: Extent) -> Extent:
    """A place found with all of the graphemes that it begins and ends in."""
    first = desk.segmentation.grapheme_at(hit[0])
    last = desk.segmentation.grapheme_at(hit[1] - 1)
    return (first[0], last[1]) if first and last else hit


def _step(step: int) -> Command:
    def command(desk: Workbench, _: str) -> None:
        """Select the next place found in a direction, round the end of the text."""
        if not desk.hits:
            desk.say("nothing was searched: / searches")
            return
        at = bisect_left(desk.hits, desk.selection.extent)
        exact = at < len(desk.hits) and desk.hits[at] == desk.selection.extent
        _show(desk, (at + (step if exact or step < 0 else 0)) % len(desk.hits))

    return command


def _show(desk: Workbench, index: int) -> None:
    desk.choose(desk.hits[index])
    more = "+" if len(desk.hits) == _HITS else ""
    desk.say(f"“{desk.pattern}”: {index + 1} of {len(desk.hits)}{more}")


COMMANDS: dict[str, Command] = {
    "search": _ask,
    "next_hit": _step(1),
    "previous_hit": _step(-1),
}
