"""Where any of many strings stands in a text, as whole words: one Aho-Corasick pass and a check."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

import regex
from ahocorasick_rs import AhoCorasick, MatchKind

Match: TypeAlias = tuple[int, int, str]

# Between two characters of these no word ends; scripts without spaces end one everywhere but
# before what belongs to a character.
_WORDISH = (
    r"[[\w\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc]]"
)
_inside = regex.compile(
    rf"(?V1)(?<={_WORDISH})(?={_WORDISH})"
    r"|(?=[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}])|(?<=[\p{GCB=ZWJ}\p{GCB=Prepend}])"
).match
# What is looked at first, because it is quick: between two of these a word goes on, and at the
# others one ends.
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_BREAKS = frozenset(" \n\t.,;:!?()\"'")


class Matcher:
    """Finds words in texts: the longest of those that start first, each at a word's boundaries.

    A word that begins with a small letter is also found with a capital, as a sentence begins with
    one. Building takes about 20 ms for 20,000 words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        patterns = {word: word for word in words}
        for word in list(patterns):
            if word[0].islower():
                patterns.setdefault(word[0].upper() + word[1:], word)
        self._words = list(patterns.values())
        self._automaton = AhoCorasick(
            list(patterns), matchkind=MatchKind.Standard, store_patterns=False
        )

    def find(self, text: str, start: int, end: int, without: Collection[str] = ()) -> list[Match]:
        """Start, end and the word itself of each match between two offsets, in order."""
        return apart(self.starting(text, start, end, without))

    def starting(
        self, text: str, start: int, end: int, without: Collection[str] = ()
    ) -> dict[int, tuple[int, str]]:
        """Where matches start between two offsets, with the end of the longest and its word.

        The words of `without` are left out, as if they were not there.
        """
        if not self._words:
            return {}
        # All matches are needed, for the longest at a place may end within a word.
        matches = self._automaton.find_matches_as_indexes(text[start:end], overlapping=True)
        # With a character before and after, `around[i]` stands before the offset i of the part.
        around = f" {text[start:end]} "
        letters, breaks, words = _LETTERS, _BREAKS, self._words
        if without:
            matches = [match for match in matches if words[match[0]] not in without]
        # Matches come in the order of their ends, so that the longest at a place is kept.
        return {
            first + start: (last + start, words[pattern])
            for pattern, first, last in matches
            if (around[last + 1] not in letters or around[last] not in letters)
            and (around[first] not in letters or around[first + 1] not in letters)
            and (around[last + 1] in breaks or is_boundary(text, last + start))
            and (around[first] in breaks or is_boundary(text, first + start))
        }


def apart(longest: Mapping[int, tuple[int, str]]) -> list[Match]:
    """Of matches, given by their starts, those that overlap none that starts before; in order."""
    found: list[Match] = []
    after = 0
    for first in sorted(longest):
        if first >= after:
            after, word = longest[first]
            found.append((first, after, word))
    return found


def is_boundary(text: str, offset: int) -> bool:
    """True where no word goes on over the offset."""
    if offset <= 0 or offset >= len(text):
        return True
    before, after = text[offset - 1], text[offset]
    if after in _LETTERS:
        if before in _LETTERS:
            return False
        if before in _BREAKS:
            return True
    elif after in _BREAKS and before < "\u0300":
        return True
    return not _inside(text, offset)
