"""Saying which entity a mention is: by a digit, by a hint, or by typing its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from annotations.model import Entity, Mention
from tui.finder import Finder
from tui.prompts.base import Desk
from tui.prompts.hinting import entity_hints, press_hint
from tui.selection import Extent

# More would leave no room for what else the prompt says; the digits go on to 9.
_NAMED = 3


class JoinPrompt:
    """Asks which entity a mention is: two keys, as `=` again for the likeliest."""

    evidence: Sequence[Extent] = ()

    def __init__(
        self,
        desk: Desk,
        mention: Mention,
        choose: Callable[[str | None, bool], None],
        *,
        likely: Sequence[Entity] = (),
        choose_shared: Callable[[str], None] | None = None,
    ) -> None:
        """`choose` gets the entity's id (None for one of its own), and if it is for this mention
        alone; `choose_shared` gets the id of an entity of the project that the document has not.

        `likely` are at most nine entities.
        """
        self._desk = desk
        self._mention = mention
        self._choose = choose
        self._choose_shared = choose_shared
        self._likely = likely
        self._alone = False
        self._hints = entity_hints(desk, (), mention.entity or "")
        self._finder: Finder | None = None

    @property
    def hints(self) -> Mapping[int, str]:
        return {} if self._finder else self._hints.shown

    @property
    def line(self) -> str:
        if self._finder:
            return f"{self._finder.line} · {_keys(self._finder)} · Esc leaves"
        likely = "  ".join(
            f"{number} {entity.name}" for number, entity in enumerate(self._likely[:_NAMED], 1)
        )
        first = f"{likely}  = the first · " if likely else ""
        return (
            f"“{self._mention.text}” is: {first}a letter in the text · capital: this mention alone "
            "· 0 an entity of its own · / find · Esc leaves"
        )

    def press(self, key: str) -> bool:
        if key == "escape":
            self._desk.end_prompt()
        elif self._finder:
            self._press_finder(self._finder, key)
        elif key == "backspace":
            self._back()
        elif key == "/":
            self._finder = Finder(self._desk.candidates(), self._mention.entity or "")
        elif key == "0":
            self._end(None, alone=True)
        elif key == "enter":
            # It confirms what is seen elsewhere; the first one here may be no more than a guess.
            first = f"= or 1 takes “{self._likely[0].name}”" if self._likely else "/ finds any"
            self._desk.say(f"Enter takes nothing here: {first}")
        elif key == "=" or key.isdecimal():
            self._press_likely(key)
        else:
            self._press_letter(key)
        return True

    def _end(self, entity_id: str | None, *, alone: bool) -> None:
        self._desk.end_prompt()
        self._choose(entity_id, alone)

    def _back(self) -> None:
        if self._hints.typed:
            self._hints.typed, self._alone = "", False
        else:
            self._desk.end_prompt()

    def _press_likely(self, key: str) -> None:
        number = int(key) if key.isdecimal() else 1
        if 1 <= number <= len(self._likely):
            self._end(self._likely[number - 1].id, alone=False)
        elif self._likely:
            self._desk.say(f"there is no {number}: the likely ones go to {len(self._likely)}")
        else:
            self._desk.say("no entity is likely here: type a hint's letter, or / finds any")

    def _press_finder(self, finder: Finder, key: str) -> None:
        chosen = finder.chosen
        if key != "enter":
            if not finder.press(key) and key == "backspace":
                self._finder = None
        elif chosen is None:
            self._desk.say("no entity has such a name: ⌫ takes a letter back")
        elif chosen.entity:
            self._end(chosen.entity, alone=False)
        elif self._choose_shared:
            self._desk.end_prompt()
            self._choose_shared(chosen.shared)

    def _press_letter(self, key: str) -> None:
        # A capital anywhere in a code of two letters is meant.
        alone, self._alone = self._alone or key.isupper(), False
        chosen = press_hint(self._desk, self._hints, key.lower())
        if chosen and chosen.entity:
            self._end(chosen.entity, alone=alone)
        elif self._hints.typed:
            self._alone = alone


def _keys(finder: Finder) -> str:
    """What the keys do with the name that is typed, just now."""
    if not finder.found:
        return "⌫ takes a letter back"
    return "Enter takes [ ]" + (", Tab the next" if len(finder.found) > 1 else "")
