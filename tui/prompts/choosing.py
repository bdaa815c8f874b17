"""Choosing who or what stands in a slot of a stance: by letters, by a key, by a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from annotations.edits.stances import NewEntity, NewMention, Party
from annotations.model import Participant, known_entity
from tui.finder import Finder
from tui.prompts.base import Desk, party_name
from tui.prompts.hinting import no_hint
from tui.prompts.letters import Letters, brief
from tui.selection import Extent

_BUILT_IN_KEYS: dict[str, str] = {"@": "@author", "?": "@unknown", "!": "@public"}
FIND_KEY = "/"
_CLAIM = "+"


class Chooser:
    """Chooses for one slot; the letters are those of the whole command."""

    def __init__(
        self,
        desk: Desk,
        letters: Letters,
        take: Callable[[Party], object],
        *,
        asks: str = "",
        new: bool = False,
        refused: Callable[[Party], str] | None = None,
        likely: Mapping[str, Participant] | None = None,
    ) -> None:
        """`take` gets what is chosen. With `new` it may be a phrase or a claim that has to be made.

        `asks` says what is wanted; `refused` why something can't be chosen, nothing where it can.
        `likely` are those that are chosen by a digit.
        """
        self.asks = asks
        self._likely = likely or {}
        self._desk = desk
        self._letters = letters
        self._take = take
        self._new = new
        self._refused = refused
        self._typed = ""
        self._finder: Finder | None = None

    @property
    def is_typing(self) -> bool:
        """Whether a name is being typed: then all keys are letters of it."""
        return self._finder is not None

    @property
    def hints(self) -> Mapping[int, str]:
        """The letters that are still to type, by offset."""
        if self._finder:
            return {}
        return self._letters.shown(self._typed, phrases=self._new)

    @property
    def keys(self) -> str:
        """What may be typed, in words."""
        return self.lines[0]

    @property
    def lines(self) -> tuple[str, ...]:
        """What may be typed, in words; then the same in fewer."""
        if finder := self._finder:
            enter = self._enter(finder)
            typed = f"{FIND_KEY}{finder.typed}▏"
            offers = finder.found and not self._claim(finder)
            return (f"{finder.line if offers else typed} · {enter}", f"{typed} {enter}")
        told = f" ({self.told.removeprefix(' · ')})" if self.told else ""
        find = "finds or makes a claim" if self._new else "finds"
        least = "finds or claims" if self._new else "finds"
        return (
            f"A letter in the text{told}, @ author, ? unknown, ! the public, {FIND_KEY} {find}",
            f"a letter  @ author  ? unknown  ! public  {FIND_KEY} {find}",
            f"a letter  @ ? !  {FIND_KEY} {least}",
        )

    @property
    def told(self) -> str:
        """How far each of the phrases goes that begin together."""
        told = self._letters.told_apart() if self._new and not self._finder else ""
        return f" · where several begin: {told}" if told else ""

    @property
    def unseen(self) -> str:
        """Who is not in view and has a digit."""
        named = (f"{key} {brief(party_name(self._desk, who))}" for key, who in self._digits.items())
        said = ", ".join(named)
        return f" · not in view: {said}" if said else ""

    @property
    def _digits(self) -> dict[str, Participant]:
        """Who can be chosen by a digit, just now."""
        return {
            digit: party
            for digit, party in self._likely.items()
            if known_entity(self._desk.record, party.entity)
            and not (self._refused and self._refused(party))
        }

    @property
    def phrases(self) -> list[Extent]:
        """The words that a hint would tag; how far those go that begin together, `keys` says."""
        return self._letters.phrases(self._typed) if self._new and not self._finder else []

    def _enter(self, finder: Finder) -> str:
        """What Enter does with the name that is typed, just now."""
        if claim := self._claim(finder):
            return f"Enter makes a new claim “{claim.name}”"
        chosen = finder.chosen
        if chosen is None:
            named = finder.typed.strip() == _CLAIM and self._new
            missing = "type the claim's words" if named else "no entity has such a name"
            return f"{missing}: Enter takes nothing"
        following = ", Tab goes to the next" if len(finder.found) > 1 else ""
        claim_too = f", {_CLAIM} before it makes a claim" if self._can_claim else ""
        return f"Enter takes “{chosen.name}”{following}{claim_too}"

    @property
    def _can_claim(self) -> bool:
        return self._new and bool(self._desk.scheme.claim_label)

    def _claim(self, finder: Finder) -> NewEntity | None:
        """The claim that is typed: what no entity's name is like, or what begins with a plus."""
        typed = finder.typed.strip()
        name = " ".join(typed.removeprefix(_CLAIM).split())
        wanted = typed.startswith(_CLAIM) or not finder.found
        label = self._desk.scheme.claim_label
        return NewEntity(name, label) if self._new and wanted and name and label else None

    def press(self, key: str) -> None:
        """Take a key; where that chooses something it is taken, or refused in words."""
        if self._finder:
            self._press_finder(self._finder, key)
        elif key == FIND_KEY:
            self._typed = ""
            self._finder = Finder(self._desk.candidates())
        elif key in _BUILT_IN_KEYS:
            self._typed = ""
            self._choose(Participant(_BUILT_IN_KEYS[key]))
        elif key in self._likely and not self._typed:
            self._choose(self._likely[key])
        else:
            self._press_letter(key)

    def back(self) -> bool:
        """Take back a typed letter; False where there is none."""
        if self._finder:
            if not self._finder.press("backspace"):
                self._finder = None
            return True
        typed, self._typed = self._typed, ""
        return bool(typed)

    def _press_finder(self, finder: Finder, key: str) -> None:
        if key != "enter":
            finder.press(key)
            return
        found = finder.chosen
        if claim := self._claim(finder):
            self._finder = None
            self._choose(claim)
        elif found is None:
            self._desk.say("no entity has such a name: ⌫ takes a letter back")
        elif found.entity:
            self._finder = None
            self._choose(Participant(found.entity))
        else:
            self._finder = None
            self._choose(NewEntity(found.name, found.label, found.shared))

    def _press_letter(self, key: str) -> None:
        typed, self._typed = [*self._typed, key], ""
        try:
            chosen = self._letters.find("".join(typed))
        except KeyError:
            self._desk.say(no_hint(typed))
            return
        if chosen is None:
            self._typed = "".join(typed)
        elif isinstance(chosen, NewMention) and not self._new:
            words = party_name(self._desk, chosen)
            self._desk.say(f"“{words}” is not tagged: it can be a target, and nothing else yet")
        else:
            self._choose(chosen)

    def _choose(self, party: Party) -> None:
        why = self._refused(party) if self._refused else ""
        if why:
            self._desk.say(why)
        else:
            self._take(party)


class Choosing:
    """A prompt that now and then has a slot to choose for: what it paints meanwhile, and whether
    the selection was moved since its last key.
    """

    _chooser: Chooser | None

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stood = desk.selected()

    @property
    def hints(self) -> Mapping[int, str]:
        """Letters to paint, by offset."""
        return self._chooser.hints if self._chooser else {}

    @property
    def phrases(self) -> Sequence[Extent]:
        """The words that hints would tag."""
        return self._chooser.phrases if self._chooser else ()

    @property
    def moved(self) -> bool:
        """Whether the annotator has selected something else since the last key of the prompt."""
        return self._desk.selected() != self._stood

    def press(self, key: str) -> bool:
        """Take a key. False says that it is for somebody else."""
        taken = self._press(key)
        if taken:
            self._stood = self._desk.selected()
        return taken

    def _press(self, key: str) -> bool:
        """What the prompt does with a key."""
        return False
