"""Changing a stance: one slot after the other, by the keys that made it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotations.edits.stances import Party
from annotations.model import Participant, Stance
from tui.prompts.base import ChangeStance, Desk, party_name
from tui.prompts.choosing import Chooser, Choosing
from tui.prompts.letters import Letters
from tui.prompts.likely import Likely
from tui.prompts.slots import (
    ATTRIBUTION,
    BASIS,
    CUE,
    INTENSITIES,
    all_slots,
    as_source,
    next_basis,
    no_cue,
    polarity_of,
    scale,
    toggled_cue,
)
from tui.selection import Extent

_OTHER = {"holder": "target", "target": "holder"}


class EditStancePrompt(Choosing):
    """Changes a stance until Enter or Escape; the selection may move meanwhile."""

    def __init__(self, desk: Desk, stance: Stance, change: ChangeStance) -> None:
        super().__init__(desk)
        self._id = stance.id
        # Whether it has changed anything.
        self.saved = False
        self._save = change
        self._letters = Letters(desk, self.evidence)
        self._likely = Likely(desk, self._letters)
        self._slot = ""
        self._chooser: Chooser | None = None

    @property
    def _stance(self) -> Stance | None:
        return self._desk.record.stance(self._id)

    @property
    def evidence(self) -> Sequence[Extent]:
        stance = self._stance
        return [(span.start, span.end) for span in stance.evidence] if stance else []

    @property
    def line(self) -> str:
        return self.lines[0]

    @property
    def lines(self) -> tuple[str, ...]:
        """The line, then shorter ones that name the same keys."""
        stance = self._stance
        if stance is None:
            return ("this stance is gone",)
        name = all_slots(self._desk.record, stance)
        if self._chooser:
            return self._slot_lines(name, self._chooser)
        keys = scale(self._desk.scheme, brief=True)
        tight = keys.replace(" ", "")
        rest = f"{tight}  123n intensity  eEr evidence  a via  b basis  c cue  Del removes  Esc"
        least = f"h who t what s swap {tight} 123n intensity eEr words a via b basis c cue Del Esc"
        return (
            f"{name} · Change: h holder  t target  s swap them  {keys} polarity  "
            "1 2 3 n intensity  e evidence is the selection  E adds it  r removes it  "
            "a reported by  b basis  c cue · Del removes the stance · Esc ends",
            f"{name}\nh holder  t target  s swap  {rest}",
            f"{name} · h holder  t target  s swap  {rest}",
            f"{name}\n{least}",
        )

    def _slot_lines(self, name: str, chooser: Chooser) -> tuple[str, ...]:
        what = {"attribution": "who reports it"}.get(self._slot, f"the {self._slot}")
        if chooser.is_typing:
            return tuple(f"{what}: {keys} · Esc leaves" for keys in chooser.lines)
        none = " · 0 nobody" if self._slot == "attribution" else ""
        full, brief, least = chooser.lines
        about = f"{name}{chooser.unseen}{chooser.told}"
        return (
            f"{name} · {what}: {full}{none}{chooser.unseen} · ⌫ back · Esc leaves",
            f"{about}\n{what}: {brief}{none} · ⌫ back · Esc leaves",
            f"{about}\n{what}: {least}{none}  ⌫ back  Esc",
        )

    def _press(self, key: str) -> bool:
        stance = self._stance
        if stance is None or key == "escape":
            self._desk.end_prompt()
        elif self._chooser:
            self._press_slot(key)
        elif key == "enter":
            self._desk.end_prompt()
        elif polarity := polarity_of(self._desk.scheme, key):
            self._change(polarity=polarity.name)
        elif key in INTENSITIES:
            self._change(intensity=int(key))
        elif action := _MENU.get(key):
            action(self, stance)
        else:
            return False
        return True

    def _change(self, **fields: object) -> None:
        before = self._stance
        self._save(self._id, **fields)
        self.saved = self.saved or self._stance != before

    def _press_slot(self, key: str) -> None:
        assert self._chooser
        if key == "backspace":
            if not self._chooser.back():
                self._chooser = None
        elif key == "0" and self._slot == "attribution" and not self._chooser.is_typing:
            self._chooser = None
            self._change(attribution=[])
        else:
            self._chooser.press(key)

    # The menu

    def _ask_participant(self, slot: str) -> None:
        take = self._take_source if slot == "attribution" else self._take_participant
        self._slot = slot
        self._chooser = Chooser(
            self._desk,
            self._letters,
            take,
            new=slot == "target",
            likely=self._likely.of(slot),
        )

    def _take_participant(self, party: Party) -> None:
        """Set the slot; who is in the other one changes places with the one that is in this."""
        stance = self._stance
        self._chooser = None
        if stance is None:
            return
        other: Participant = getattr(stance, _OTHER[self._slot])
        if isinstance(party, Participant) and party.entity == other.entity:
            self._swap(stance)
        else:
            self._change(**{self._slot: party})

    def _take_source(self, party: Party) -> None:
        stance, source = self._stance, as_source(party)
        if stance is None:
            return
        if source in (stance.holder.entity, *stance.attribution):
            what = "holds this stance" if source == stance.holder.entity else "is named already"
            self._desk.say(f"“{party_name(self._desk, party)}” {what}")
            return
        self._chooser = None
        self._change(attribution=[*stance.attribution, source])

    def _swap(self, stance: Stance) -> None:
        self._change(holder=stance.target, target=stance.holder)

    def _set_evidence(self, _: Stance) -> None:
        self._change(evidence=[self._desk.selected()])

    def _add_evidence(self, _: Stance) -> None:
        start, end = self._desk.selected()
        if any(first <= start and end <= last for first, last in self.evidence):
            self._desk.say("the selection is evidence already: select other words, then E")
            return
        apart = [(first, last) for first, last in self.evidence if last <= start or end <= first]
        over = [(first, last) for first, last in self.evidence if first < end and start < last]
        whole = (
            min(start, *(first for first, _ in over), start),
            max(end, *(last for _, last in over), end),
        )
        self._change(evidence=[*apart, whole])

    def _remove_evidence(self, _: Stance) -> None:
        start, end = self._desk.selected()
        left = [(first, last) for first, last in self.evidence if last <= start or end <= first]
        if len(left) == len(self.evidence):
            self._desk.say("the selection is in no evidence: go to the words that are none, then r")
        elif not left:
            self._desk.say("a stance needs the words that show it: these are the last")
        else:
            self._change(evidence=left)

    def _set_cue(self, stance: Stance) -> None:
        selected = self._desk.selected()
        if why := no_cue(selected, self.evidence):
            self._desk.say(why)
        else:
            self._change(cue=toggled_cue(stance.cue, selected))


_MENU: dict[str, Callable[[EditStancePrompt, Stance], None]] = {
    "h": lambda prompt, _: prompt._ask_participant("holder"),
    "t": lambda prompt, _: prompt._ask_participant("target"),
    "s": EditStancePrompt._swap,
    "n": lambda prompt, _: prompt._change(intensity=None),
    "e": EditStancePrompt._set_evidence,
    "E": EditStancePrompt._add_evidence,
    "r": EditStancePrompt._remove_evidence,
    ATTRIBUTION: lambda prompt, _: prompt._ask_participant("attribution"),
    BASIS: lambda prompt, stance: prompt._change(basis=next_basis(stance.basis)),
    CUE: EditStancePrompt._set_cue,
}
EDIT_KEYS = frozenset((*_MENU, *INTENSITIES))
