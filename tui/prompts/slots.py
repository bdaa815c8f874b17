"""The slots of a stance beside holder, polarity and target: their keys, what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.edits.stances import NewEntity, Party, describe_stance
from annotations.model import BASES, Basis, Participant, Record, Span, Stance
from annotations.scheme import Polarity, Scheme
from tui.prompts.base import Desk, party_name
from tui.prompts.letters import short
from tui.selection import Extent

INTENSITIES = ("1", "2", "3")
ATTRIBUTION, BASIS, CUE = "a", "b", "c"
# The stance just made is a further holder's too.
ALSO = "&"
STRENGTH, BRIEF_STRENGTH = "1 2 3 intensity", "123 intensity"
OPTIONS = "a reported by  b basis"
BRIEF_OPTIONS = "a via  b basis  c cue"
_CYCLE: tuple[Basis | None, ...] = (None, *BASES)


def polarity_of(scheme: Scheme, key: str) -> Polarity | None:
    """The polarity that has this key, or None."""
    return next((polarity for polarity in scheme.polarities if polarity.key == key), None)


def next_basis(basis: Basis | None) -> Basis | None:
    """The basis that comes after one: statement, action, inferred, none."""
    return _CYCLE[(_CYCLE.index(basis) + 1) % len(_CYCLE)]


def scale(scheme: Scheme, *, brief: bool = False) -> str:
    """The polarities with their keys; the keys alone where room is short."""
    if brief:
        return " ".join(polarity.key for polarity in scheme.polarities)
    return "  ".join(f"{polarity.key} {polarity.name}" for polarity in scheme.polarities)


def within(selected: Extent, evidence: Sequence[Extent]) -> bool:
    """Whether the selection lies in one of the spans of evidence."""
    return any(start <= selected[0] and selected[1] <= end for start, end in evidence)


def no_cue(selected: Extent, evidence: Sequence[Extent]) -> str:
    """Why the selection can't be the cue; empty where it can."""
    if selected in evidence:
        return "the selection is all of the evidence: a cue is a part of it"
    if not within(selected, evidence):
        return "the selection is outside of the evidence: a cue is a part of it"
    return ""


def toggled_cue(cue: Sequence[Span], selected: Extent) -> list[Extent]:
    """The selection as the cue, or no cue where it is that already."""
    return [] if [(span.start, span.end) for span in cue] == [selected] else [selected]


def as_source(party: Party) -> str | NewEntity:
    """Who reports a stance, as attributions name them."""
    if isinstance(party, Participant):
        return party.entity
    assert isinstance(party, NewEntity)
    return party


def described(
    desk: Desk,
    *,
    intensity: int | None = None,
    attribution: Sequence[str | NewEntity] = (),
    basis: Basis | None = None,
    cue: Sequence[Extent] = (),
    note: str | None = None,
) -> str:
    """What is set of the optional slots, in brackets; empty where nothing is."""
    text = desk.document.text
    said = [str(intensity)] if intensity else []
    if attribution:
        said.append("via " + " › ".join(party_name(desk, source) for source in attribution))
    if basis:
        said.append(basis)
    said += [f"cue “{short(text[start:end])}”" for start, end in cue]
    said += [f"note: {short(note)}"] if note else []
    return f" ({', '.join(said)})" if said else ""


def all_slots(record: Record, stance: Stance) -> str:
    """A stance in words with all that is set of it."""
    said: list[str] = [stance.basis] if stance.basis else []
    said += [f"cue “{short(cue.text)}”" for cue in stance.cue]
    said += [f"note: {short(stance.note)}"] if stance.note else []
    return " · ".join((describe_stance(record, stance), *said))
