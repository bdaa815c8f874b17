"""Walking through what may be tagged: candidates, noun phrases, other readings of some words."""

from __future__ import annotations

from collections.abc import Callable

from annotations.suggest.base import Candidate
from annotations.text import Segmentation
from tui.actions.base import Command
from tui.proposals import in_words
from tui.selection import Extent
from tui.workbench import Workbench


def go_on(desk: Workbench, mention_id: str) -> None:
    """Select the next candidate after a mention just made, which stays at hand.

    What was said of it stays said. Where nothing further on is proposed the selection stays.
    """
    mention = desk.record.mention(mention_id)
    found = desk.proposals.next((mention.start, mention.end)) if mention else None
    if found:
        said = desk.message
        desk.choose((found.start, found.end))
        desk.tagged = mention_id
        say_where(desk, said, found)


def say_where(desk: Workbench, said: str, found: Candidate) -> None:
    """Say what was done, and what is selected now."""
    accepts = ", Enter accepts" if found.label else ""
    desk.say(f"{said} → {in_words(found)}{accepts}")


def _has_source(desk: Workbench) -> bool:
    if desk.proposals.source is None:
        desk.say("nothing is proposed here: [suggest] in standoff.toml switches candidates on")
    return desk.proposals.source is not None


def _step(
    find: Callable[[Workbench, Extent], Extent | None], nothing: str, *, ahead: bool
) -> Command:
    def command(desk: Workbench, _: str) -> None:
        """Select what a search from the selection finds, or say that it found nothing."""
        if not _has_source(desk):
            return
        found = find(desk, desk.selection.extent)
        if found:
            desk.choose(found)
        else:
            desk.say(f"{nothing}{_so_far(desk) if ahead else ''}")

    return command


def _so_far(desk: Workbench) -> str:
    """How far was looked, where that is not to the text's end."""
    proposals, start = desk.proposals, desk.selection.start
    if proposals.searched >= len(desk.document.text):
        return ""
    # A key finds some of what is not known yet, and then it is known.
    more = "the same key looks on" if proposals.searched < proposals.reach(start) else _FARTHER
    return f" in {proposals.searched - start:,} characters: {more}"


_FARTHER = "go on from farther down"


def _next(desk: Workbench, extent: Extent) -> Extent | None:
    found = desk.proposals.next(extent)
    return (found.start, found.end) if found else None


def _previous(desk: Workbench, extent: Extent) -> Extent | None:
    found = desk.proposals.previous(extent)
    return (found.start, found.end) if found else None


def _next_phrase(desk: Workbench, extent: Extent) -> Extent | None:
    """The longest phrase that the selection stands in, else the next phrase.

    What a candidate begins is another reading of it, and passed; what holds other names before the
    selection was passed with them.
    """
    (start, end), proposals = extent, desk.proposals
    if proposals.is_open(start, end):
        near = proposals.phrases_in(max(0, start - _AROUND), start + 1)
        around = [p for p in near if end <= p[1] and p != extent and _is_first(desk, p, start)]
        if around:
            return max(around, key=lambda phrase: phrase[1] - phrase[0])
    return proposals.next_phrase(extent)


def _is_first(desk: Workbench, phrase: Extent, start: int) -> bool:
    """Whether nothing in a phrase before the selection's start is tagged or proposed."""
    before = (phrase[0], start)
    if phrase[0] == start:
        return desk.proposals.exact(desk.selection.extent) is None
    return not (desk.mentions_within(*before) or desk.proposals.proposed(*before))


def _previous_phrase(desk: Workbench, extent: Extent) -> Extent | None:
    return desk.proposals.previous_phrase(extent)


# A phrase may begin so many code points before a word of it.
_AROUND = 200


def _behind(
    unit_at: Callable[[Segmentation, int], Extent | None],
) -> Callable[[Workbench, Extent], Extent | None]:
    def find(desk: Workbench, extent: Extent) -> Extent | None:
        """The first candidate behind the unit at hand: the next unit that has any begins there."""
        unit = unit_at(desk.segmentation, extent[0])
        behind = max(extent[0], unit[1] - 1 if unit else 0)
        return _next(desk, (behind, len(desk.document.text)))

    return find


def _cycle(desk: Workbench, _: str) -> None:
    """Select another reading of the selected words: other bounds, another label."""
    if not _has_source(desk):
        return
    extent = desk.selection.extent
    if desk.readings:
        at, readings = desk.readings
    else:
        readings = _by_change(desk.proposals.around(extent), extent)
        at = 0 if readings and readings[0][:2] == extent else -1
    if not readings or (len(readings) == 1 and at == 0):
        desk.say("nothing else is proposed here")
        return
    at = (at + 1) % len(readings)
    chosen = readings[at]
    desk.choose((chosen.start, chosen.end))
    desk.reading, desk.readings = chosen, (at, readings)
    desk.say(f"{at + 1} of {len(readings)}: {desk.describe()}")


def _by_change(readings: list[Candidate], extent: Extent) -> list[Candidate]:
    """The best reading of just the selection, then other bounds, those that change the least first,
    then other labels of the selection.
    """

    def change(one: Candidate) -> int:
        return abs(one.start - extent[0]) + abs(one.end - extent[1])

    own = [one for one in readings if not change(one)]
    return [*own[:1], *sorted(filter(change, readings), key=change), *own[1:]]


COMMANDS: dict[str, Command] = {
    "next_candidate": _step(_next, "no candidate further on", ahead=True),
    "previous_candidate": _step(_previous, "no candidate before", ahead=False),
    "next_phrase": _step(_next_phrase, "no noun phrase further on", ahead=True),
    "previous_phrase": _step(_previous_phrase, "no noun phrase before", ahead=False),
    "next_open_sentence": _step(
        _behind(Segmentation.sentence_at),
        "no sentence further on has something to tag",
        ahead=True,
    ),
    "next_open_paragraph": _step(
        _behind(Segmentation.paragraph_at),
        "no paragraph further on has something to tag",
        ahead=True,
    ),
    "cycle": _cycle,
}
