"""What is worth a stop in a script without capital letters, and how sure each reason is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from annotations.language.chunks import Why, found
from annotations.language.uncased import has_case
from annotations.suggest.base import Candidate
from annotations.text import Extent

__all__ = ["SCORES", "foreign_names", "has_case", "salient"]

SCORES: Final = {
    Why.DATE: 0.8,
    Why.BRACKET: 0.74,
    Why.BESIDE: 0.72,
    Why.HEAD: 0.7,
    Why.AGENT: 0.66,
    Why.ROW: 0.64,
    Why.OF: 0.63,
    Why.WORD: 0.6,
}
_KATAKANA: Final = regex.compile(r"[\p{Katakana}ー]{3,}(?:[・＝=][\p{Katakana}ー]{2,})*")


def foreign_names(text: str, start: int, end: int) -> Iterator[Extent]:
    """Runs of Katakana between two offsets: in Japanese mostly names and words from abroad."""
    return (match.span() for match in _KATAKANA.finditer(text, start, end))


def salient(text: str, start: int, end: int, source: str) -> Iterator[Candidate]:
    """The candidates between two offsets of a text in a script without capital letters."""
    for place in found(text, start, end):
        if score := SCORES.get(place.why):
            yield Candidate(place.start, place.end, place.label, source, score)
