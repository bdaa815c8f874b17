"""Making a stance: holder, polarity, target, and whatever else is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.edits.stances import NewEntity, Party
from annotations.model import Basis, Participant, Stance
from annotations.scheme import Polarity
from tui.keymap import show_keys
from tui.prompts.base import ChangeStance, Desk, MakeStance, StanceDraft, party_name
from tui.prompts.choosing import Chooser, Choosing
from tui.prompts.letters import Letters
from tui.prompts.slots import (
    ATTRIBUTION,
    BASIS,
    CUE,
    INTENSITIES,
    OPTIONS,
    as_source,
    described,
    next_basis,
    no_cue,
    polarity_of,
    toggled_cue,
)
from tui.selection import Extent


class StancePrompt(Choosing):
    """A stance in four keys: holder, polarity, target; then a further target of the same holder.

    Before a polarity the optional keys are for the stance to come; when one is made, for that one.
    """

    def __init__(
        self,
        desk: Desk,
        evidence: Sequence[Extent],
        make: MakeStance,
        change: ChangeStance,
        last_holder: Participant | None = None,
    ) -> None:
        self._desk = desk
        self.evidence = evidence
        self._make = make
        self._change = change
        self._last_holder = last_holder
        self._letters = Letters(desk, evidence)
        self.holder: Party | None = None
        self._polarity: Polarity | None = None
        self._made = ""
        self._forget()
        self._chooser: Chooser | None = self._for_holder()

    def _forget(self) -> None:
        """Nothing is said yet of the next stance but its holder."""
        self._intensity: int | None = None
        self._attribution: tuple[str | NewEntity, ...] = ()
        self._basis: Basis | None = None
        self._cue: tuple[Extent, ...] = ()

    @property
    def line(self) -> str:
        if self.holder is None:
            assert self._chooser
            repeat = (
                f", Enter {party_name(self._desk, self._last_holder)}" if self._last_holder else ""
            )
            return f"Stance: who? {self._chooser.keys}{repeat} · Esc leaves"
        name = party_name(self._desk, self.holder)
        if self._chooser and self._polarity is None:
            return f"{name}{self._said}: who reports it? {self._chooser.keys} · ⌫ back"
        if self._polarity is None or self._chooser is None:
            return self._polarity_line(name)
        return (
            f"{name} — {self._polarity.name}{self._said} → toward what? {self._chooser.keys} · "
            f"1 2 3 intensity · ⌫ back"
        )

    def _polarity_line(self, name: str) -> str:
        scale = "  ".join(f"{p.key} {p.name}" for p in self._desk.scheme.polarities)
        if self._made:
            return f"{name} another position: {scale} · of the one just made: {OPTIONS} · Esc ends"
        return f"{name}{self._said}: {scale} · {OPTIONS} · Esc leaves"

    @property
    def _said(self) -> str:
        return described(
            self._desk,
            intensity=self._intensity,
            attribution=self._attribution,
            basis=self._basis,
            cue=self._cue,
        )

    def press(self, key: str) -> bool:
        if key == "escape":
            self._desk.end_prompt()
            self._desk.say("" if self._made else "no stance made")
        elif key == "backspace":
            self._back()
        elif self._chooser and self._chooser.is_typing:
            self._chooser.press(key)
        elif key == "enter" and self.holder is None:
            self._repeat_holder()
        elif key in INTENSITIES and self.holder is not None:
            self._set_intensity(int(key))
        elif self._chooser:
            self._chooser.press(key)
        else:
            return self._press_polarity(key)
        return True

    def _back(self) -> None:
        """One step back; behind a stance that was made there is none."""
        if self._chooser and self._chooser.back():
            return
        if self._polarity:
            self._polarity = self._chooser = None
        elif self.holder and self._chooser:
            self._chooser = None
        elif self.holder and not self._made:
            self.holder = None
            self._forget()
            self._chooser = self._for_holder()
        else:
            self._desk.end_prompt()

    # The steps

    def _for_holder(self) -> Chooser:
        return Chooser(self._desk, self._letters, self._take_holder)

    def _repeat_holder(self) -> None:
        if self._last_holder is None:
            self._desk.say("no holder was chosen in this document yet")
        else:
            self._take_holder(self._last_holder)

    def _take_holder(self, party: Party) -> None:
        self.holder, self._chooser = party, None

    def _press_polarity(self, key: str) -> bool:
        polarity = polarity_of(self._desk.scheme, key)
        if polarity:
            self._polarity = polarity
            self._chooser = Chooser(
                self._desk,
                self._letters,
                self._take_target,
                new=True,
                refused=self._not_the_holder("can't be holder and target both"),
            )
        elif key == ATTRIBUTION:
            self._chooser = Chooser(
                self._desk,
                self._letters,
                self._take_source,
                refused=self._not_the_holder("holds this stance: it needs no reporter"),
            )
        elif key == BASIS:
            self._step_basis()
        elif key == CUE:
            self._set_cue()
        elif self._made:
            self._desk.end_prompt()
            # Enter ends the other prompts too; as a command it would move a boundary.
            return key == "enter"
        else:
            self._desk.say(f"no polarity has the key {show_keys([key])}")
        return True

    def _not_the_holder(self, why: str) -> dict[str, str]:
        if not isinstance(self.holder, Participant):
            return {}
        return {self.holder.entity: f"“{party_name(self._desk, self.holder)}” {why}"}

    def _take_target(self, target: Party) -> None:
        assert self.holder
        assert self._polarity
        made = self._make(
            StanceDraft(
                self.holder,
                self._polarity,
                target,
                self._intensity,
                self._attribution,
                self._basis,
                self._cue,
            )
        )
        if made:
            self._made = made
            self._polarity = self._chooser = None
            self._forget()
            stance = self._just_made
            if stance:
                # One that had to be made is there now.
                self.holder = stance.holder

    # What else is said

    @property
    def _just_made(self) -> Stance | None:
        """The stance that the optional keys are for, between two stances."""
        return self._desk.record.stance(self._made) if self._made and not self._polarity else None

    def _set_intensity(self, intensity: int) -> None:
        if self._chooser and self._polarity is None:
            self._chooser.press(str(intensity))
        elif stance := self._just_made:
            self._change(stance.id, intensity=intensity)
        else:
            self._intensity = intensity

    def _step_basis(self) -> None:
        if stance := self._just_made:
            self._change(stance.id, basis=next_basis(stance.basis))
        else:
            self._basis = next_basis(self._basis)

    def _set_cue(self) -> None:
        selected = self._desk.selected()
        if why := no_cue(selected, self.evidence):
            self._desk.say(why)
        elif stance := self._just_made:
            self._change(stance.id, cue=toggled_cue(stance.cue, selected))
        else:
            self._cue = () if self._cue else (selected,)

    def _take_source(self, party: Party) -> None:
        """Who reports it, inside of those that were named before."""
        source, stance = as_source(party), self._just_made
        sources = stance.attribution if stance else self._attribution
        if source in sources:
            self._desk.say(f"“{party_name(self._desk, party)}” is named as reporting it already")
            return
        self._chooser = None
        if stance:
            self._change(stance.id, attribution=[*sources, source])
        else:
            self._attribution = (*sources, source)
