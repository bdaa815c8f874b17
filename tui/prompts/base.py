"""What a prompt is, what it needs of the session, and the half-typed stance that prompts fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from annotations.edits.stances import NewEntity, Party
from annotations.model import Basis, Document, Mention, Participant, Record
from annotations.scheme import Polarity, Scheme
from tui.finder import Candidate
from tui.selection import Extent


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
        """Take a key. False says that it is for somebody else."""


class Desk(Protocol):
    """What prompts need of the session that they work for."""

    record: Record
    scheme: Scheme
    document: Document
    # The letter that each entity of the document had last, to be the same in the next prompt.
    letters: dict[str, str]
    # Whether digits before a command are its count.
    digits_count: bool

    @property
    def mention_counts(self) -> Mapping[str, int]:
        """How many mentions each entity has; none for an id that isn't there."""

    def mentions_for_hints(self, evidence: Sequence[Extent]) -> list[Mention]:
        """The mentions in view, those in the evidence first, then the nearest to the cursor."""

    def phrases_for_hints(self, evidence: Sequence[Extent]) -> list[Extent]:
        """The noun phrases of the evidence that are not tagged, the longest first at each start."""

    def candidates(self) -> Sequence[Candidate]:
        """The entities that can be found by typing, those of the document and of the project."""

    def cursor(self) -> int:
        """Where the hand is: the nearest hints get the shortest codes."""

    def selected(self) -> Extent:
        """The extent of the selection."""

    def say(self, message: str) -> None:
        """Tell the annotator something."""

    def end_prompt(self) -> None:
        """The prompt is done with."""


@dataclass(frozen=True)
class StanceDraft:
    """All that is said of a stance before it is made; holder and target may have to be made too."""

    holder: Party
    polarity: Polarity
    target: Party
    intensity: int | None = None
    attribution: tuple[str | NewEntity, ...] = ()
    basis: Basis | None = None
    cue: tuple[Extent, ...] = ()


# Saves a stance: its id; None, with a message said, where that can't be.
MakeStance: TypeAlias = Callable[[StanceDraft], str | None]


class ChangeStance(Protocol):
    """Sets fields of a stance, given by their names."""

    def __call__(self, stance_id: str, **fields: Any) -> object: ...


def party_name(desk: Desk, party: Party | str) -> str:
    """What is chosen, in words."""
    if isinstance(party, str):
        return desk.record.name_of(party)
    if isinstance(party, Participant):
        return desk.record.name_of(party.entity)
    if isinstance(party, NewEntity):
        return party.name
    return desk.document.text[party.start : party.end]
