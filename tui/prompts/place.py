"""Choosing a place of the text by the letters that stand on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tui.hints import readable_codes
from tui.prompts.base import Desk
from tui.prompts.hinting import no_hint
from tui.selection import Extent


class PlacePrompt:
    """Letters on many places, the first ones with the fewest; typing them chooses one."""

    evidence: Sequence[Extent] = ()

    def __init__(
        self,
        desk: Desk,
        title: str,
        spots: Sequence[tuple[int, Extent]],
        take: Callable[[Extent], None],
    ) -> None:
        """`spots` are offsets, each once, with the extent that each stands for, the best first.

        One that stands too close to a better one has no letter.
        """
        self._desk = desk
        self._title = title
        self._take = take
        self._typed = ""
        self._spots = readable_codes(desk.document.text, spots)

    @property
    def line(self) -> str:
        typed = f" {self._typed}" if self._typed else ""
        return f"{self._title}:{typed} a letter in the text · Esc leaves"

    @property
    def hints(self) -> Mapping[int, str]:
        typed = self._typed
        return {
            offset: code[len(typed) :]
            for code, (offset, _) in self._spots.items()
            if code.startswith(typed)
        }

    def press(self, key: str) -> bool:
        if key == "escape":
            self._desk.end_prompt()
        elif key == "backspace" and self._typed:
            self._typed = ""
        elif len(key) == 1:
            self._press_letter(key)
        else:
            # A motion, or whatever else: it means what it means without this prompt.
            self._desk.end_prompt()
            return False
        return True

    def _press_letter(self, letter: str) -> None:
        typed, self._typed = self._typed + letter, ""
        if typed in self._spots:
            self._desk.end_prompt()
            self._take(self._spots[typed][1])
        elif any(code.startswith(typed) for code in self._spots):
            self._typed = typed
        else:
            self._desk.say(no_hint(list(typed)))
