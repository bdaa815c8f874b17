"""What a text introduces in brackets: "the European Medicines Agency (EMA)"."""

from __future__ import annotations

from typing import Final
from unicodedata import combining, normalize

import regex

_OPENING: Final = "(（"
_CLOSING: Final = ")）"
_FEWEST: Final = 3
_FEWEST_CAPITALS: Final = 2
# Letters of "of", "für", "para".
_LONGEST_SMALL: Final = 4
_CAPITAL: Final = regex.compile(r"\p{Lu}")
_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def before_brackets(text: str, start: int, end: int) -> int | None:
    """Where the words end that stand before brackets, if code points `start` to `end` are all that
    is in these; None where they are not in brackets.
    """
    if not (0 < start < end < len(text)):
        return None
    if text[start - 1] not in _OPENING or text[end] not in _CLOSING:
        return None
    at = start - 1
    while at > 0 and text[at - 1] in " \u00a0":
        at -= 1
    return at if at > 0 and text[at - 1].isalnum() else None


def stands_for(acronym: str, name: str) -> bool:
    """Whether one word, with capital letters, is surely short for a name: it has the initials of
    all words, in this order, and at least three. Small words may be left out.

    "OK" is no short form of "Oklahoma City", and two letters are a code as often as an acronym.
    """
    letters = _folded(acronym.replace(".", ""))
    if len(letters) < _FEWEST or len(_CAPITAL.findall(acronym)) < _FEWEST_CAPITALS:
        return False
    # How many letters the words so far may be the initials of.
    reached = {0}
    for word in _WORD.findall(name):
        initial = _folded(word)[:1]
        after = {at + 1 for at in reached if letters[at : at + 1] == initial}
        is_small = word.islower() and len(word) <= _LONGEST_SMALL
        reached = after | reached if is_small else after
    return len(letters) in reached


def _folded(words: str) -> str:
    """Words in lower case and without marks above their letters."""
    return "".join(c for c in normalize("NFKD", words.casefold()) if not combining(c))
