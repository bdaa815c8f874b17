"""Half-typed things: a stance, a join, a search. Each says what comes next and takes keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from annotations.model import Mention, Participant, Record, Stance
from annotations.scheme import Polarity, Scheme
from tui.hints import Hints
from tui.selection import Extent

_BUILT_IN_KEYS: dict[str, str] = {"@": "@author", "?": "@unknown", "!": "@public"}
_CHOICES = "@ author, ? unknown, ! the public"
_INTENSITIES = ("1", "2", "3")

# Saves a stance; False, with a message said, where that can't be.
MakeStance: TypeAlias = Callable[[Participant, Polarity, Participant, int | None], bool]


class Prompt(Protocol):
    """What waits for keys before anything else does."""

    @property
    def line(self) -> str:
        """What to do next, in words."""

    @property
    def hints(self) -> Mapping[int, str]:
        """Letters to paint, by offset."""

    @property
    def evidence(self) -> Sequence[Extent]:
        """Spans to show as evidence."""

    def press(self, key: str) -> bool:
        """Take a key. False says that the prompt is over and the key is for somebody else."""


class Desk(Protocol):
    """What prompts need of the session that they work for."""

    record: Record
    scheme: Scheme

    def mentions_for_hints(self, evidence: Sequence[Extent]) -> list[Mention]:
        """The mentions in view, those in the evidence first, then the nearest to the cursor."""

    def cursor(self) -> int:
        """Where the hand is: the nearest hints get the shortest codes."""

    def say(self, message: str) -> None:
        """Tell the annotator something."""

    def end_prompt(self) -> None:
        """The prompt is done with."""


def entity_hints(desk: Desk, evidence: Sequence[Extent], leave_out: str = "") -> Hints[Mention]:
    """One hint for each entity: on its mention in the evidence, else on its nearest in view.

    Entities of the evidence get the shortest codes. Where a mention's start bears a hint already
    (one mention inside another), the hint stands further on in the mention.
    """
    spots: dict[int, Mention] = {}
    done = {leave_out}
    for mention in desk.mentions_for_hints(evidence):
        if mention.entity is None or mention.entity in done:
            continue
        spot = next((spot for spot in _spots(mention) if spot not in spots), None)
        if spot is not None:
            done.add(mention.entity)
            spots[spot] = mention
    return Hints(list(spots.items()), desk.cursor(), evidence)


def _spots(mention: Mention) -> Iterator[int]:
    """Where a mention's hint may stand: its start, the starts of its words, its other letters."""
    first = mention.fragments[0] if mention.fragments else mention
    places = range(len(first.text))
    words = [i for i in places if i == 0 or first.text[i - 1].isspace()]
    for place in dict.fromkeys((*words, *places)):
        if not first.text[place].isspace():
            yield first.start + place


class _Chooser:
    """Chooses a participant: a hint's letters, or a key for one of the built-in entities."""

    def __init__(self, desk: Desk, evidence: Sequence[Extent], leave_out: str = "") -> None:
        self._desk = desk
        self.hints = entity_hints(desk, evidence, leave_out)

    def press(self, key: str) -> Participant | None:
        """The participant, or None where more has to be typed or the key chose none."""
        if key in _BUILT_IN_KEYS:
            self.hints.typed = ""
            return Participant(_BUILT_IN_KEYS[key])
        mention = _press_hint(self._desk, self.hints, key)
        return Participant(mention.entity, mention.id) if mention and mention.entity else None

    def back(self) -> bool:
        """Take back a typed letter; False where there is none."""
        typed, self.hints.typed = self.hints.typed, ""
        return bool(typed)


def _press_hint(desk: Desk, hints: Hints[Mention], key: str) -> Mention | None:
    typed = f"{hints.typed} {key}".strip()
    try:
        return hints.press(key)
    except KeyError:
        desk.say(f"no hint is {typed}; Esc leaves")
        return None


class StancePrompt:
    """A stance in four keys: holder, polarity, target; then a further target of the same holder."""

    def __init__(
        self,
        desk: Desk,
        evidence: Sequence[Extent],
        make: MakeStance,
        last_holder: Participant | None = None,
    ) -> None:
        self._desk = desk
        self.evidence = evidence
        self._make = make
        self._last_holder = last_holder
        self.holder: Participant | None = None
        self._polarity: Polarity | None = None
        self._intensity: int | None = None
        self._made = 0
        self._chooser: _Chooser | None = _Chooser(desk, evidence)

    @property
    def hints(self) -> Mapping[int, str]:
        return self._chooser.hints.shown if self._chooser else {}

    @property
    def line(self) -> str:
        if self.holder is None:
            repeat = ""
            if self._last_holder:
                name = self._desk.record.name_of(self._last_holder.entity)
                repeat = f", Enter {name}"
            return f"Stance: who? A letter in the text, {_CHOICES}{repeat} · Esc leaves"
        name = self._desk.record.name_of(self.holder.entity)
        if self._polarity is None:
            scale = "  ".join(f"{p.key} {p.name}" for p in self._desk.scheme.polarities)
            more = " another position" if self._made else ""
            return f"{name}{more}: {scale} · Esc {'ends' if self._made else 'leaves'}"
        strength = f" ({self._intensity})" if self._intensity else ""
        return (
            f"{name} — {self._polarity.name}{strength} → toward what? A letter in the text, "
            f"{_CHOICES} · 1 2 3 intensity · ⌫ back"
        )

    def press(self, key: str) -> bool:
        if key == "escape":
            self._desk.end_prompt()
            self._desk.say("" if self._made else "no stance made")
        elif key == "backspace":
            self._back()
        elif self.holder is None:
            self._press_holder(key)
        elif self._polarity is None:
            return self._press_polarity(key)
        else:
            self._press_target(key)
        return True

    def _back(self) -> None:
        """One step back; behind a stance that was made there is none."""
        if self._chooser and self._chooser.back():
            return
        if self._polarity:
            self._polarity = self._intensity = self._chooser = None
        elif self.holder and not self._made:
            self.holder, self._chooser = None, _Chooser(self._desk, self.evidence)
        else:
            self._desk.end_prompt()

    def _press_holder(self, key: str) -> None:
        assert self._chooser
        if key == "enter":
            if self._last_holder is None:
                self._desk.say("no holder was chosen in this document yet")
            chosen = self._last_holder
        else:
            chosen = self._chooser.press(key)
        if chosen:
            self.holder, self._chooser = chosen, None

    def _press_polarity(self, key: str) -> bool:
        polarity = _polarity_of(self._desk.scheme, key)
        if polarity is None:
            if self._made:
                self._desk.end_prompt()
                return False
            self._desk.say(f"no polarity has the key {key}")
            return True
        assert self.holder
        self._polarity = polarity
        self._chooser = _Chooser(self._desk, self.evidence, self.holder.entity)
        return True

    def _press_target(self, key: str) -> None:
        assert self.holder
        assert self._polarity
        assert self._chooser
        if key in _INTENSITIES:
            self._intensity = int(key)
            return
        target = self._chooser.press(key)
        if target and self._make(self.holder, self._polarity, target, self._intensity):
            self._made += 1
            self._polarity = self._intensity = self._chooser = None


def _polarity_of(scheme: Scheme, key: str) -> Polarity | None:
    return next((polarity for polarity in scheme.polarities if polarity.key == key), None)


class EditStancePrompt:
    """Changes one slot of a stance after the other, by the keys that made it."""

    def __init__(
        self,
        desk: Desk,
        stance: Stance,
        change: Callable[..., Any],
        selection: Callable[[], Extent],
    ) -> None:
        """`change` sets fields of the stance, given by their names."""
        self._desk = desk
        self._id = stance.id
        self._change = change
        self._selection = selection
        self._slot = ""
        self._chooser: _Chooser | None = None
        # A letter that is a polarity's key leaves the capital to the command.
        self._keys = {
            what: key.upper() if _polarity_of(desk.scheme, key) else key
            for what, key in _MENU.items()
        }

    @property
    def _stance(self) -> Stance | None:
        return self._desk.record.stance(self._id)

    @property
    def evidence(self) -> Sequence[Extent]:
        stance = self._stance
        return [(span.start, span.end) for span in stance.evidence] if stance else []

    @property
    def hints(self) -> Mapping[int, str]:
        return self._chooser.hints.shown if self._chooser else {}

    @property
    def line(self) -> str:
        if self._slot:
            return f"The {self._slot}: a letter in the text, {_CHOICES} · ⌫ back · Esc leaves"
        scale = " ".join(polarity.key for polarity in self._desk.scheme.polarities)
        keys = self._keys
        return (
            f"Change: {keys['holder']} holder  {keys['target']} target  {scale} polarity  "
            f"1 2 3 intensity  {keys['plain']} no intensity  "
            f"{keys['evidence']} evidence is the selection · Enter or Esc ends"
        )

    def press(self, key: str) -> bool:
        stance = self._stance
        if stance is None or key in ("escape", "enter"):
            self._desk.end_prompt()
        elif self._chooser:
            self._press_slot(key)
        else:
            return self._press_menu(key, stance)
        return True

    def _press_slot(self, key: str) -> None:
        assert self._chooser
        if key == "backspace":
            if not self._chooser.back():
                self._slot, self._chooser = "", None
            return
        chosen = self._chooser.press(key)
        if chosen:
            slot, self._slot, self._chooser = self._slot, "", None
            self._change(**{slot: chosen})

    def _press_menu(self, key: str, stance: Stance) -> bool:
        polarity = _polarity_of(self._desk.scheme, key)
        what = next((what for what, its_key in self._keys.items() if its_key == key), "")
        if polarity:
            self._change(polarity=polarity.name)
        elif what in ("holder", "target"):
            self._slot = what
            other = stance.target if what == "holder" else stance.holder
            self._chooser = _Chooser(self._desk, self.evidence, other.entity)
        elif key in _INTENSITIES:
            self._change(intensity=int(key))
        elif what == "plain":
            self._change(intensity=None)
        elif what == "evidence":
            self._change(evidence=[self._selection()])
        else:
            self._desk.end_prompt()
            return False
        return True


_MENU: dict[str, str] = {"holder": "h", "target": "t", "plain": "n", "evidence": "e"}


class JoinPrompt:
    """Says which entity a mention is: two keys."""

    evidence: Sequence[Extent] = ()

    def __init__(
        self, desk: Desk, mention: Mention, choose: Callable[[str | None, bool], None]
    ) -> None:
        """`choose` gets the entity's id (None for one of its own), and if it is for this mention
        alone.
        """
        self._desk = desk
        self._mention = mention
        self._choose = choose
        self._alone = False
        self._hints = entity_hints(desk, (), mention.entity or "")

    @property
    def hints(self) -> Mapping[int, str]:
        return self._hints.shown

    @property
    def line(self) -> str:
        return (
            f"“{self._mention.text}” is: a letter in the text · capital: this mention alone · "
            "0 an entity of its own · Esc leaves"
        )

    def press(self, key: str) -> bool:
        if key == "escape" or (key == "backspace" and not self._hints.typed):
            self._desk.end_prompt()
        elif key == "backspace":
            self._hints.typed, self._alone = "", False
        elif key == "0":
            self._desk.end_prompt()
            self._choose(None, True)
        else:
            self._press_letter(key)
        return True

    def _press_letter(self, key: str) -> None:
        # A capital anywhere in a code of two letters is meant.
        alone, self._alone = self._alone or key.isupper(), False
        chosen = _press_hint(self._desk, self._hints, key.lower())
        if chosen and chosen.entity:
            self._desk.end_prompt()
            self._choose(chosen.entity, alone)
        elif self._hints.typed:
            self._alone = alone


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
