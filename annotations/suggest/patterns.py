"""Candidates by rules alone: names, dates and short quotations of one text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from annotations.language import english
from annotations.suggest.base import Candidate
from annotations.suggest.casing import Casing
from annotations.suggest.dates import dates
from annotations.suggest.labels import guess
from annotations.suggest.matching import is_boundary
from annotations.suggest.names import Names
from annotations.suggest.quotations import quotations
from annotations.suggest.salient import foreign_names, has_case, salient
from annotations.text import Extent, Segmentation

SOURCE: Final = "patterns"
# A date may hold what looks like a name; a name of several words is the surest of names.
_DATE: Final = 0.8
_LONG_NAME: Final = 0.75
_NAME: Final = 0.7
_QUOTATION: Final = 0.3
# What the casing of a block says is learnt from this much text on either side, in stretches that
# are counted once.
_STRETCH: Final = 4096
_REACH: Final = 1
_ENGLISH_SHARE: Final = 0.08


class Patterns:
    """The rules, applied to one text. A stretch is looked at with what is around it."""

    name = SOURCE

    def __init__(self, segmentation: Segmentation) -> None:
        self._text = segmentation.text
        self._language = segmentation.language
        self._casing = lru_cache(maxsize=64)(self._count)

    def suggest(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        """The names, dates and short quotations between two offsets of the text."""
        if not has_case(text, start, end):
            yield from salient(text, start, end, SOURCE)
        for candidate in self._found(text, start, end):
            # What belongs to a character is not parted from it.
            if is_boundary(text, candidate.start) and is_boundary(text, candidate.end):
                yield candidate

    def _found(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        casing = self._around(start, end)
        english_here = self._is_english(casing)
        yield from _as(dates(text, start, end, english=english_here), "DATE", _DATE)
        yield from _as(quotations(text, start, end), "", _QUOTATION)
        names = list(Names(text, casing, english_here=english_here).find(start, end))
        if not has_case(text, start, end):
            names += foreign_names(text, start, end)
        surnames = _surnames(text, names)
        for first, last in names:
            label = guess(text, first, last, surnames) if english_here else ""
            score = _LONG_NAME if " " in text[first:last] else _NAME
            yield Candidate(first, last, label, SOURCE, score)

    def _around(self, start: int, end: int) -> Casing:
        casing = Casing()
        first = max(0, start // _STRETCH - _REACH)
        for number in range(first, max(0, end - 1) // _STRETCH + _REACH + 1):
            if number * _STRETCH < len(self._text):
                casing.update(self._casing(number))
        return casing

    def _count(self, number: int) -> Casing:
        text = self._text
        start = _word_start(text, number * _STRETCH)
        return Casing().add(text, start, _word_start(text, (number + 1) * _STRETCH))

    def _is_english(self, casing: Casing) -> bool:
        marks = sum(casing.small[word] for word in english.MARKS)
        words = casing.small.total() + casing.inside.total()
        return self._language.startswith("en") and marks > _ENGLISH_SHARE * words


def _word_start(text: str, offset: int) -> int:
    """The end of the line at an offset, or of the word, where the line goes on for long."""
    if offset <= 0 or offset >= len(text):
        return min(max(offset, 0), len(text))
    found = text.find("\n", offset, offset + _STRETCH)
    if found < 0:
        found = text.find(" ", offset, offset + _STRETCH)
    return offset if found < 0 else found + 1


def _as(extents: Iterator[Extent], label: str, score: float) -> Iterator[Candidate]:
    return (Candidate(start, end, label, SOURCE, score) for start, end in extents)


def _surnames(text: str, names: list[Extent]) -> frozenset[str]:
    """The last words of names that are most likely persons'."""
    long = (extent for extent in names if " " in text[slice(*extent)])
    persons = (extent for extent in long if guess(text, *extent) == "PERSON")
    return frozenset(text[slice(*extent)].rpartition(" ")[2] for extent in persons)
