"""One character that is typed, to go to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tui.prompts.base import Desk
from tui.selection import Extent


class CharacterPrompt:
    """Waits for one character to go to."""

    hints: Mapping[int, str] = {}
    evidence: Sequence[Extent] = ()

    def __init__(self, desk: Desk, found: Callable[[str], None], what: str) -> None:
        self._desk = desk
        self._found = found
        self.line = f"{what}: type the character · Esc leaves"

    def press(self, key: str) -> bool:
        self._desk.end_prompt()
        character = " " if key == "space" else key
        if len(character) == 1:
            self._found(character)
            return True
        return key == "escape"
