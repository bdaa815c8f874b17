"""Who the digits stand for: the likeliest participants that have no letter on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from annotations.model import Participant, Stance
from tui.prompts.base import Desk
from tui.prompts.letters import Letters

HOLDER, TARGET, SOURCE = "holder", "target", "attribution"
# 1, 2 and 3 are the intensity, at every step of a stance.
_DIGITS = "456789"


class Likely:
    """Digits for entities that are not in view: given once, and the same until a command's end.

    Those that stood last in the same slot come first, then those of most stances and mentions.
    """

    def __init__(self, desk: Desk, letters: Letters) -> None:
        self._desk = desk
        self._letters = letters
        self._given: dict[str, Mapping[str, Participant]] = {}

    def of(self, slot: str) -> Mapping[str, Participant]:
        """Who each digit stands for in a slot of a stance."""
        if slot not in self._given:
            best = map(Participant, self._best(slot))
            self._given[slot] = dict(zip(_DIGITS, best, strict=False))
        return self._given[slot]

    def _best(self, slot: str) -> list[str]:
        record, mentions = self._desk.record, self._desk.mention_counts
        seen = self._letters.entities
        may_hold = _kinds_of_holders(self._desk)
        hidden = [
            entity.id
            for entity in record.entities
            if entity.id not in seen and (slot == TARGET or may_hold(entity.label))
        ]
        if not hidden:
            return []
        last: dict[str, int] = {}
        stances: Counter[str] = Counter()
        for age, stance in enumerate(reversed(record.stances)):
            for entity in _in_slot(stance, slot):
                last.setdefault(entity, age)
            stances.update({stance.holder.entity, stance.target.entity, *stance.attribution})
        never = len(record.stances)
        hidden.sort(key=lambda one: (last.get(one, never), -stances[one], -mentions.get(one, 0)))
        return hidden


def _kinds_of_holders(desk: Desk) -> Callable[[str], bool]:
    """Which labels are of what holds or reports something in this document.

    Where nobody does yet, all are but that of what stances are usually about.
    """
    record = desk.record
    sources = {name for one in record.stances for name in (one.holder.entity, *one.attribution)}
    labels = {one.label for one in map(record.entity, sources) if one}
    return labels.__contains__ if labels else lambda label: label != desk.scheme.claim_label


def _in_slot(stance: Stance, slot: str) -> Iterator[str]:
    if slot == SOURCE:
        yield from stance.attribution
    else:
        yield (stance.holder if slot == HOLDER else stance.target).entity
