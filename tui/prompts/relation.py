"""A relation between two mentions: its label by a key, then the other mention by its letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from annotations.model import Mention
from tui.hints import Hints
from tui.keymap import show_keys
from tui.prompts.base import Desk
from tui.prompts.hinting import press_hint, spots_in
from tui.prompts.labels import keys_of
from tui.selection import Extent


class RelationPrompt:
    """Asks for a label, where there are several, then for the mention that the arrow goes to.

    Without a `head` only the label is asked for.
    """

    evidence: Sequence[Extent] = ()

    def __init__(
        self, desk: Desk, head: Mention | None, choose: Callable[[str, str], None], said: str = ""
    ) -> None:
        """`choose` gets the label and the id of the mention (empty without a `head`).

        `said` names what gets the label, in words.
        """
        self._desk = desk
        self._head = head
        self._choose = choose
        self._said = said
        self._keys = keys_of(desk.scheme.relations)
        names = list(self._keys.values())
        self._label = names[0] if head and len(names) == 1 else ""
        self._hints = _mention_hints(desk, head) if head else None

    @property
    def hints(self) -> Mapping[int, str]:
        return self._hints.shown if self._hints and self._label else {}

    @property
    def line(self) -> str:
        if self._label:
            return f"{self._said} — {self._label} → a letter in the text · Esc leaves"
        keys = "  ".join(f"{key} {name}" for key, name in self._keys.items())
        return f"{self._said}: which relation? {keys} · Esc leaves"

    def press(self, key: str) -> bool:
        if key == "escape":
            self._desk.end_prompt()
        elif key == "backspace":
            self._back()
        elif not self._label:
            self._press_label(key)
        elif self._hints and (tail := press_hint(self._desk, self._hints, key)):
            self._end(tail.id)
        return True

    def _back(self) -> None:
        if self._hints and self._hints.typed:
            self._hints.typed = ""
        elif self._label and len(self._keys) > 1:
            self._label = ""
        else:
            self._desk.end_prompt()

    def _press_label(self, key: str) -> None:
        name = self._keys.get(key)
        if name is None:
            self._desk.say(f"no relation has the key {show_keys([key])}; Esc leaves")
            return
        self._label = name
        if self._hints is None:
            self._end("")

    def _end(self, tail: str) -> None:
        self._desk.end_prompt()
        self._choose(self._label, tail)


def _mention_hints(desk: Desk, head: Mention) -> Hints[Mention]:
    """A hint for each mention in view but one, the nearest with the shortest codes."""
    spots: dict[int, Mention] = {}
    for mention in desk.mentions_for_hints(()):
        first = mention.fragments[0] if mention.fragments else mention
        spot = next((spot for spot in spots_in(first.text, first.start) if spot not in spots), None)
        if spot is not None and mention.id != head.id:
            spots[spot] = mention
    return Hints(list(spots.items()), desk.cursor())
