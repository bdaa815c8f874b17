"""A source of candidates that is told which words to propose, for tests of what is done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotations.model import Document
from annotations.suggest.base import Candidate
from annotations.text import Extent, Segmentation
from tui.selection import reading_order


class Words:
    """Proposes every place of some words: precise ones with a label, others as phrases alone.

    It notes which ranges it was asked for.
    """

    def __init__(self, text: str, words: Mapping[str, str], phrases: Sequence[str] = ()) -> None:
        self._found = [
            Candidate(*place.span(), label, "patterns", 0.5 + 0.01 * len(name))
            for name, label in words.items()
            for place in re.finditer(rf"\b{re.escape(name)}\b", text)
        ]
        self._phrases = [
            place.span() for name in phrases for place in re.finditer(re.escape(name), text)
        ]
        self.asked: list[Extent] = []
        self.looked: list[Extent] = []
        self.faults: list[str] = []
        self.has_more = False

    def within(self, start: int, end: int) -> Sequence[Candidate]:
        self.asked.append((start, end))
        shown: list[Candidate] = []
        for one in sorted(self._found, key=lambda c: (-c.score, c.start)):
            if all(one.end <= other.start or other.end <= one.start for other in shown):
                shown.append(one)
        return sorted(one for one in shown if one.start < end and one.end > start)

    def phrases(self, start: int, end: int) -> Sequence[Extent]:
        found = [phrase for phrase in self._phrases if phrase[0] < end and phrase[1] > start]
        return sorted(found, key=reading_order)

    def look(self, start: int, end: int) -> bool:
        """Takes one slice for each range."""
        is_new = (start, end) not in self.looked
        self.looked += [(start, end)] * is_new
        return is_new

    def look_for_phrases(self, start: int, end: int) -> bool:
        return False

    def at(self, start: int, end: int, *, known: bool = False) -> Sequence[Candidate]:
        found = [one for one in self._found if one.start < end and one.end > start]
        return sorted(found, key=lambda c: (-c.score, c.start))

    def dismiss(self, start: int, end: int) -> None:
        self._found = [one for one in self._found if one[:2] != (start, end)]

    def refresh(self) -> bool:
        more, self.has_more = self.has_more, False
        return more

    def take_faults(self) -> Sequence[str]:
        faults, self.faults = self.faults, []
        return faults


class Proposing:
    """Makes such a source for each document that is opened; `last` is the one made last."""

    def __init__(self, words: Mapping[str, str], phrases: Sequence[str] = ()) -> None:
        self._words, self._phrases = words, phrases
        self.last = Words("", {})

    def __call__(self, document: Document, segmentation: Segmentation) -> Words:
        self.last = Words(document.text, self._words, self._phrases)
        return self.last
