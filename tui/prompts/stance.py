"""Making a stance: holder, polarity, target, and whatever else is to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotations.edits.stances import NewEntity, Party
from annotations.model import Basis, Participant, Stance
from annotations.scheme import Polarity
from tui.commands import SELECTING_KEYS
from tui.keymap import show_keys
from tui.prompts.base import ChangeStance, Desk, MakeStance, StanceDraft, party_name
from tui.prompts.choosing import Chooser, Choosing
from tui.prompts.letters import Letters, short
from tui.prompts.likely import HOLDER, SOURCE, TARGET, Likely
from tui.prompts.slots import (
    ALSO,
    ATTRIBUTION,
    BASIS,
    BRIEF_OPTIONS,
    BRIEF_STRENGTH,
    CUE,
    INTENSITIES,
    OPTIONS,
    STRENGTH,
    all_slots,
    as_source,
    described,
    next_basis,
    no_cue,
    polarity_of,
    scale,
    toggled_cue,
    within,
)
from tui.selection import Extent

_CUE = "c cue is the selection"
_WHO_ELSE = "who else?"
# Behind a motion these are about the words that were gone to.
_OF_THE_WORDS = frozenset({"enter", "backspace", ALSO})
_ALSO = f"{ALSO} who else"
_LEAST_OPTIONS = "a via b basis c cue"
_BOTH = "can't be holder and target both"


class StancePrompt(Choosing):
    """A stance in four keys: holder, polarity, target; then a further target of the same holder, or
    a further holder of the same position.

    Before a polarity the optional keys are for the stance to come; when one is made, for that one.
    The selection may move then: to words that are the cue; out of the evidence, which ends it.
    """

    def __init__(
        self,
        desk: Desk,
        evidence: Sequence[Extent],
        make: MakeStance,
        change: ChangeStance,
        last_holder: Participant | None = None,
        *,
        selected: bool = False,
        again: Callable[[], object] | None = None,
    ) -> None:
        """`selected` says that the evidence is not a sentence but what the annotator selected.

        `again` begins anew with the sentence of the selection, where the evidence is another one.
        """
        super().__init__(desk)
        self.evidence = evidence
        self._selected = selected
        self._again = again
        self._make = make
        self._change = change
        self._last_holder = last_holder
        self._letters = Letters(desk, evidence)
        self._likely = Likely(desk, self._letters)
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

    # What is said

    @property
    def line(self) -> str:
        return self.lines[0]

    @property
    def lines(self) -> tuple[str, ...]:
        """The line, then shorter ones that name the same keys."""
        if self._chooser:
            return self._chooser_lines(self._chooser)
        stance = self._just_made
        return self._made_lines(stance) if stance else self._polarity_lines()

    def _chooser_lines(self, chooser: Chooser) -> tuple[str, ...]:
        chosen, asked = self._asked
        if chooser.is_typing:
            return tuple(f"{chosen} {asked} {keys} · Esc leaves".strip() for keys in chooser.lines)
        full, brief, least = chooser.lines
        if self.holder is None:
            last = short(self._name(self._last_holder)) if self._last_holder else ""
            return (
                f"{asked} {full}{f', Enter {last}' * bool(last)}{chooser.unseen} · Esc leaves",
                f"{asked}{chooser.unseen}\n{brief}{f'  Enter {last}' * bool(last)} · Esc leaves",
                f"{asked}{chooser.unseen}\nWho? {least}{f'  Enter {last}' * bool(last)}  Esc",
            )
        about = f"{chosen.removesuffix(' ·')}{chooser.unseen}{chooser.told}"
        strength, marks = self._strength(STRENGTH, " · "), self._strength(BRIEF_STRENGTH, "  ")
        return (
            f"{chosen} {asked} {full}{chooser.unseen} · {strength}⌫ back · Esc leaves",
            f"{about}\n{asked} {brief} · {strength}⌫ back · Esc leaves",
            f"{about}\n{asked} {least}  {marks}⌫ back  Esc",
        )

    @property
    def _asked(self) -> tuple[str, str]:
        """What is chosen so far, and what is wanted next."""
        asks = self._chooser.asks if self._chooser else ""
        if self.holder is None:
            here = " (Space: the selection's sentence)" * (self._again is not None)
            return "", f"Stance{' (evidence: the selection)' * self._selected}{here}: {asks}"
        name, stance = short(self._name(self.holder)), self._just_made
        if asks == _WHO_ELSE and stance:
            return f"{all_slots(self._desk.record, stance)} ·", asks
        if self._polarity is None:
            return f"{name}{self._said}:", asks
        return f"{name} — {self._polarity.name}{self._said} →", asks

    def _strength(self, keys: str, then: str) -> str:
        """The keys of the intensity, in words, where they are its keys."""
        return f"{keys}{then}" * self._takes_intensity

    def _polarity_lines(self) -> tuple[str, ...]:
        assert self.holder
        full, brief = scale(self._desk.scheme), scale(self._desk.scheme, brief=True)
        name = f"{short(self._name(self.holder))}{self._said}"
        return (
            f"{name}: {full} · {STRENGTH}  {OPTIONS}  {_CUE} · ⌫ back · Esc leaves",
            f"{name}\n{full}  {BRIEF_STRENGTH}  {BRIEF_OPTIONS}  ⌫ back  Esc",
            f"{name}: {full} · 123 a b c  ⌫ Esc",
            f"{name}\n{brief}  {BRIEF_STRENGTH}  {BRIEF_OPTIONS}  ⌫ back  Esc",
        )

    def _made_lines(self, stance: Stance) -> tuple[str, ...]:
        said = all_slots(self._desk.record, stance)
        full, brief = scale(self._desk.scheme), scale(self._desk.scheme, brief=True)
        start, end = self._desk.selected()
        words = f"“{short(self._desk.document.text[start:end])}”"
        own = f"{_CUE}  # note  Del removes it"
        after = "# note  Del removes  Esc"
        strength, marks = self._strength(STRENGTH, "  "), self._strength(BRIEF_STRENGTH, "  ")
        options = f"{marks[:-1]}{_LEAST_OPTIONS}"
        also, least = f"  {_ALSO}", f"{options} # note Del removes Esc"
        if self.moved or self.is_elsewhere:
            cue = "" if self.is_elsewhere else f"c {words} is the cue · "
            own = f"{cue}{self._free_labels} tag {words if self.is_elsewhere else 'it'}"
            after = "labels tag  Esc"
            least = f"{options} {after}"
        if self.moved:
            # It is of the words that were gone to.
            also = ""
        return (
            f"{said} · another position: {full}{also} · this one: {strength}{OPTIONS}  {own} · "
            "Esc ends",
            f"{said}\nMore: {full}{also}  {marks}{BRIEF_OPTIONS}  {after}",
            f"{said}\nMore: {brief.replace(' ', '')}{also[1:]} {least}",
        )

    @property
    def _free_labels(self) -> str:
        """Which labels' keys are not keys of the prompt, in words."""
        scheme = self._desk.scheme
        held = {*INTENSITIES, ATTRIBUTION, BASIS, CUE, *(one.key for one in scheme.polarities)}
        taken = [label.key for label in scheme.labels if label.key in held]
        return f"labels' keys but {' '.join(taken)}" if taken else "labels' keys"

    def _name(self, party: Party) -> str:
        return party_name(self._desk, party)

    @property
    def _said(self) -> str:
        return described(
            self._desk,
            intensity=self._intensity,
            attribution=self._attribution,
            basis=self._basis,
            cue=self._cue,
        )

    # Keys

    @property
    def saved(self) -> bool:
        """Whether it has made a stance."""
        return bool(self._made)

    @property
    def is_over(self) -> bool:
        """Whether the annotator has made what was to be made, and gone on to other words."""
        waits = self._just_made is not None and self._chooser is None
        return waits and self.moved and self.is_elsewhere

    @property
    def is_elsewhere(self) -> bool:
        """Whether what is selected is no part of the evidence."""
        return not within(self._desk.selected(), self.evidence)

    def _press(self, key: str) -> bool:
        if self.is_over:
            self._desk.end_prompt()
            return False
        if key == "escape":
            self._desk.end_prompt()
            self._desk.say("" if self._made else "no stance made")
        elif self._made and self._chooser is None and self.moved and key in _OF_THE_WORDS:
            return False
        elif key == "backspace":
            self._back()
        elif self._chooser and self._chooser.is_typing:
            self._chooser.press(key)
        elif key == "enter" and self.holder is None:
            self._repeat_holder()
        elif key == "space" and self.holder is None and self._again:
            self._again()
        elif key in INTENSITIES and self._takes_intensity:
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
        return self._choose(HOLDER, self._take_holder, "who?")

    def _choose(
        self,
        slot: str,
        take: Callable[[Party], object],
        asks: str,
        refused: Callable[[Party], str] | None = None,
    ) -> Chooser:
        return Chooser(
            self._desk,
            self._letters,
            take,
            asks=asks,
            new=slot == TARGET,
            refused=refused,
            likely=self._likely.of(slot),
        )

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
            refused = self._not_the_holder(_BOTH)
            self._chooser = self._choose(TARGET, self._take_target, "toward what?", refused)
        elif key == ATTRIBUTION:
            refused = self._not_the_holder("holds this stance: it needs no reporter")
            self._chooser = self._choose(SOURCE, self._take_source, "who reports it?", refused)
        elif key == ALSO and self._just_made:
            refused = self._why_not_too
            self._chooser = self._choose(HOLDER, self._take_further, _WHO_ELSE, refused)
        elif key == BASIS:
            self._step_basis()
        elif key == CUE:
            self._set_cue()
        elif self._made:
            # Enter ends the other prompts too; as a command it would move a boundary, but accepts
            # what is proposed elsewhere.
            ends = key == "enter" and within(self._desk.selected(), self.evidence)
            if ends:
                self._desk.end_prompt()
            return ends
        elif key in SELECTING_KEYS:
            # It goes to words that are the cue.
            return False
        else:
            self._desk.say(f"no polarity has the key {show_keys([key])}")
        return True

    def _not_the_holder(self, why: str) -> Callable[[Party], str]:
        """Refuses the holder, in words, whether it is there already or has to be made."""
        holder = self.holder

        def refused(party: Party) -> str:
            if isinstance(holder, Participant) and isinstance(party, Participant):
                same = holder.entity == party.entity
            else:
                same = holder == party
            return f"“{self._name(party)}” {why}" if same else ""

        return refused

    def _why_not_too(self, party: Party) -> str:
        """Why the stance just made can't be somebody's too; empty where it can."""
        stance = self._just_made
        if stance is None or not isinstance(party, Participant):
            return ""
        name = f"“{self._name(party)}”"
        if party.entity == stance.target.entity:
            return f"{name} {_BOTH}"
        if party.entity in stance.attribution:
            return f"{name} reports it: who holds it doesn't"
        alike = (stance.polarity, stance.target.entity, stance.evidence)
        there = any(
            (one.polarity, one.target.entity, one.evidence) == alike
            for one in self._desk.record.stances
            if one.holder.entity == party.entity
        )
        return f"{name} holds it already" if there else ""

    def _take_further(self, holder: Party) -> None:
        """Make the stance just made once more, with all that is said of it but its note."""
        stance = self._just_made
        assert stance
        polarity = next(p for p in self._desk.scheme.polarities if p.name == stance.polarity)
        cue = tuple((span.start, span.end) for span in stance.cue)
        self._save(
            StanceDraft(
                holder,
                polarity,
                stance.target,
                stance.intensity,
                stance.attribution,
                stance.basis,
                cue,
            )
        )

    def _take_target(self, target: Party) -> None:
        assert self.holder
        assert self._polarity
        self._save(
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

    def _save(self, draft: StanceDraft) -> None:
        if made := self._make(draft):
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

    @property
    def _takes_intensity(self) -> bool:
        """Whether 1, 2 and 3 are the intensity. Where digits are counts they are only that behind a
        stance that was made: there a motion may follow.
        """
        counts = self._desk.digits_count and self._just_made is not None
        return self.holder is not None and not counts

    def _set_intensity(self, intensity: int) -> None:
        if stance := self._just_made:
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
