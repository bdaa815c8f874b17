"""What proposes annotations: candidates, and the protocol of what finds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

# From this score on a candidate is precise: the key that walks stops at it. What scores less is
# reached by the key that cycles, and by that for phrases.
PRECISE: Final = 0.5


class Candidate(NamedTuple):
    """A place worth tagging, never saved until a person accepts it.

    Code points `start` to `end`, exclusive. `label` is "" where none is proposed. `source` is who
    proposes it (`patterns`, `memory`, `spacy:<model>`, the name of a plug-in). Of two that overlap
    the one with the higher `score` (0 to 1) is shown, of two that score alike the longer.
    """

    start: int
    end: int
    label: str
    source: str
    score: float


class Suggester(Protocol):
    """Finds candidates in a stretch of a text."""

    name: str

    def suggest(self, text: str, start: int, end: int) -> Iterable[Candidate]:
        """The candidates that start in code points `start` to `end` (exclusive) of the text.

        The bounds are those of whole paragraphs, but for a very long one, which is cut between
        words. Whatever it raises is told with its name, and what it gives out of range is left out.
        """
