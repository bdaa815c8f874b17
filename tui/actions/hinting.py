"""Selecting by letters that stand on what is in view."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotations.language import english
from annotations.text import Extent
from tui.actions.base import Command
from tui.prompts import PlacePrompt
from tui.selection import Selection, reading_order
from tui.workbench import Workbench

# Where nothing tells what is in view, so much around the selection is.
_AROUND = 3000
# Words that seldom stand alone in what is tagged.
_FUNCTION_WORDS = frozenset().union(*(english.CLASSES[name] for name in "dpotc"))
# What lies before the hand is farther than what comes.
_BACKWARDS = 2


def _hint(desk: Workbench, _: str) -> None:
    """Ask for letters: where an untagged candidate or phrase or a mention begins they select all of
    it, of untagged ones the longest, elsewhere a token.
    """
    wholes = _wholes(desk)
    start, end = _view(desk)
    tokens = {token[0]: token for token in _words(desk, start, end)}
    tagged = sorted(((m.start, m.end) for m in desk.mentions_within(start, end)), reverse=True)
    mentions = {extent[0]: extent for extent in tagged if extent[0] in tokens}
    spots = {**tokens, **mentions, **wholes}
    sentence = desk.segmentation.sentence_at(desk.selection.start) or (0, 0)
    at = desk.selection.start

    def rank(spot: tuple[int, Extent]) -> tuple[int, int]:
        offset, extent = spot
        here = sentence[0] <= offset < sentence[1]
        tier = 3
        if offset in wholes:
            tier = 0 if here else 1
        elif _may_be_tagged(desk, extent):
            tier = 1 if here else 2
        ahead = offset - at
        return tier, ahead if ahead >= 0 else -_BACKWARDS * ahead

    others = (spot for spot in spots.items() if spot[1] != desk.selection.extent)
    _ask(desk, "Select", sorted(others, key=rank), desk.choose)


def _hint_end(desk: Workbench, _: str) -> None:
    """Ask for letters: the selection then goes on to the end of the token that they stand on."""
    start, end = desk.selection.extent
    sentence = desk.segmentation.sentence_at(start) or (0, 0)
    tokens = [t for t in _words(desk, start, _view(desk)[1]) if t[1] != end]

    def rank(spot: tuple[int, Extent]) -> tuple[bool, int]:
        offset, token = spot
        likely = offset < sentence[1] and not _is_function_word(desk, token)
        return not likely, abs(token[1] - end)

    def take(token: Extent) -> None:
        first = desk.segmentation.token_at(start) or token
        desk.extend(Selection((start, max(start + 1, min(first[1], token[1]))), token))

    _ask(desk, "Extend to", sorted(((t[0], t) for t in tokens), key=rank), take)


def _ask(
    desk: Workbench, title: str, spots: list[tuple[int, Extent]], take: Callable[[Extent], None]
) -> None:
    if spots:
        desk.prompt = PlacePrompt(desk, title, spots, take)
    else:
        desk.say("there is no other word in view")


def _view(desk: Workbench) -> Extent:
    start, end = desk.in_view()
    at = desk.selection.start
    if end - start > 2 * _AROUND and not start <= at < end:
        return start, start + 2 * _AROUND
    if end - start > 2 * _AROUND:
        return max(start, at - _AROUND), min(end, at + _AROUND)
    return start, end


def _words(desk: Workbench, start: int, end: int) -> Iterator[Extent]:
    """The tokens of a range that have a letter or a digit."""
    text = desk.document.text
    for token in desk.segmentation.tokens_in(start, end):
        if any(map(str.isalnum, text[token[0] : token[1]])):
            yield token


def _wholes(desk: Workbench) -> dict[int, Extent]:
    """The longest untagged candidate or noun phrase that begins at each offset in view."""
    start, end = _view(desk)
    proposals = desk.proposals
    if proposals.source is None:
        sentence = desk.segmentation.sentence_at(desk.selection.start)
        found = desk.phrases_for_hints([sentence] if sentence else [])
    else:
        proposals.find_all(start, end)
        found = [(one.start, one.end) for one in proposals.proposed(start, end)]
        found += proposals.phrases_in(start, end)
    inside = [extent for extent in found if start <= extent[0] and extent[1] <= end]
    wholes: dict[int, Extent] = {}
    for extent in sorted(inside, key=reading_order):
        wholes.setdefault(extent[0], extent)
    return wholes


def _may_be_tagged(desk: Workbench, token: Extent) -> bool:
    return not _is_function_word(desk, token) and desk.proposals.is_open(*token)


def _is_function_word(desk: Workbench, token: Extent) -> bool:
    return desk.document.text[token[0] : token[1]].lower() in _FUNCTION_WORDS


COMMANDS: dict[str, Command] = {"hint": _hint, "hint_end": _hint_end}
