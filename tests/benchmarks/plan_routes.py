"""The fewest keys from the selection to an extent, by the program's own motions and hints."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from tui.keymap import Action
from tui.selection import Extent, Selection, select
from tui.session import Session

MOVES = {
    "next_candidate": "tab",
    "previous_candidate": "shift+tab",
    "next_phrase": ")",
    "previous_phrase": "(",
    "next_mention": "]",
    "previous_mention": "[",
    "next_token": "right",
    "previous_token": "left",
    "row_down": "down",
    "row_up": "up",
    "row_start": "home",
    "row_end": "end",
    "next_sentence": "ctrl+right",
    "previous_sentence": "ctrl+left",
    "next_paragraph": "ctrl+down",
    "previous_paragraph": "ctrl+up",
    "next_open_sentence": "\\",
    "next_open_paragraph": "|",
    "cycle": "$",
    "grow": "+",
    "extend_token": "shift+right",
    "extend_token_back": "shift+left",
    "extend_down": "shift+down",
    "extend_other_end": "~",
    "next_character": ".",
    "previous_character": ",",
    "extend_character": ">",
    "extend_character_back": "<",
}
FARTHEST = 12
# How many code points away from the goal a hand thinks of a move.
FAR = 1200
CLOSER = (FAR, 600, 300, 120)
NEAR = {"next_token": 80, "previous_token": 80, "next_character": 8, "previous_character": 8}
# So often `$` is pressed for one place, and so many selections are looked at.
READINGS, MOST = 4, 4000
_KEPT = (
    "selection", "smaller", "goal", "grip", "reading", "readings", "prompt", "tagged", "offer",
    "message", "shown_stance", "recent", "doubted",
)  # fmt: skip


@contextmanager
def tried(session: Session) -> Iterator[None]:
    """What is tried in here is not done: what is at hand is afterwards as it was."""
    kept = {name: getattr(session, name) for name in _KEPT}
    yield
    for name, value in kept.items():
        setattr(session, name, value)


def route(session: Session, goal: Extent, start: Selection | None = None) -> list[str] | None:
    """The fewest keys to an extent, from the selection or from another one; None for no way."""
    with tried(session):
        if start:
            session.selection = start
        keys = _search(session, goal, CLOSER)
        return _search(session, goal, (FAR,)) if keys is None else keys


def after_tag(session: Session, made: Extent, tagged: set[Extent]) -> Selection:
    """What is selected after a tag, where `tagged` are tagged besides what is by now."""
    at = made
    while found := session.proposals.next(at):
        at = (found.start, found.end)
        if not any(start < at[1] and at[0] < end for start, end in (*tagged, made)):
            return select(at)
    return select(made)


def _search(session: Session, goal: Extent, within: tuple[int, ...]) -> list[str] | None:
    """`within` says how far from the goal a selection may be after so many keys."""
    start = session.selection
    best: dict[Selection, int] = {start: 0}
    order = count()
    heap: list[tuple[int, int, Selection, list[str]]] = [(0, next(order), start, [])]

    def reached(found: Selection | None, keys: list[str]) -> None:
        if found and len(keys) < best.get(found, FARTHEST + 1):
            best[found] = len(keys)
            heapq.heappush(heap, (len(keys), next(order), found, keys))

    if start.extent != goal:
        for keys, found in _hinted(session, goal):
            reached(found, keys)
    while heap:
        cost, _, at, keys = heapq.heappop(heap)
        if at.extent == goal:
            return keys
        away = abs(at.start - goal[0])
        if cost >= FARTHEST or cost > best[at] or away > within[min(cost, len(within) - 1)]:
            continue
        for move, key in MOVES.items():
            if "extend" in move and at.start != goal[0] and at.end != goal[1]:
                continue
            if away > NEAR.get(move, FAR):
                continue
            if move == "cycle":
                if not (keys and keys[-1] == key):
                    for times, found in enumerate(_readings(session, at), 1):
                        reached(found, [*keys, *[key] * times])
            else:
                reached(_after(session, at, move), [*keys, key])
        if len(best) > MOST:
            return None
    return None


def _stand(session: Session, at: Selection) -> None:
    session.selection, session.smaller, session.goal = at, [], None
    session.grip = session.reading = session.readings = session.prompt = None


def _after(session: Session, at: Selection, move: str) -> Selection | None:
    _stand(session, at)
    session.perform(Action(move, ""))
    found = session.selection
    return None if found == at or session.prompt else found


def _readings(session: Session, at: Selection) -> Iterator[Selection]:
    """What is selected after pressing `$` once, twice and so on."""
    seen: list[Selection] = []
    _stand(session, at)
    for _ in range(READINGS):
        session.perform(Action("cycle", ""))
        if session.selection in (at, *seen):
            break
        seen.append(session.selection)
    yield from seen


def _hinted(session: Session, goal: Extent) -> Iterator[tuple[list[str], Selection]]:
    start = session.selection
    for offset, code in _shown(session, start, "hint").items():
        if not goal[0] - 60 <= offset < goal[1]:
            continue
        first = _typed(session, start, "hint", code)
        yield ["'", *code], first
        if first.start == goal[0]:
            for spot, letters in _shown(session, first, "hint_end").items():
                if goal[0] <= spot < goal[1]:
                    end = _typed(session, first, "hint_end", letters)
                    yield ["'", *code, '"', *letters], end
    session.selection, session.prompt = start, None
    # Behind the selection's start its end may be gone to at once.
    if start.start == goal[0]:
        for spot, letters in _shown(session, start, "hint_end").items():
            if goal[0] <= spot < goal[1]:
                yield ['"', *letters], _typed(session, start, "hint_end", letters)
    session.selection, session.prompt = start, None


def _shown(session: Session, at: Selection, command: str) -> dict[int, str]:
    session.selection, session.prompt = at, None
    session.perform(Action(command, ""))
    return dict(session.prompt.hints) if session.prompt else {}


def _typed(session: Session, at: Selection, command: str, letters: str) -> Selection:
    _shown(session, at, command)
    for letter in letters:
        session.press(letter)
    return session.selection
