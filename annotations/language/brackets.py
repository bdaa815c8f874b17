"""What a text introduces in brackets: "the European Medicines Agency (EMA)"."""

from __future__ import annotations

from typing import Final
from unicodedata import combining, normalize

import regex

_OPENING: Final = "(（"
_CLOSING: Final = ")）"
_FEWEST: Final = 2
_MOST: Final = 10
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
    """Whether one word of capital letters is short for a name.

    All its letters are in the name in this order, and its first one begins a word: the algorithm
    of Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions".
    A name of one word is not shortened to two letters: "WA" may be where "Washington" is.
    """
    words = _WORD.findall(name)
    short = acronym.replace(".", "")
    if " " in short or not _FEWEST <= len(short) <= _MOST or len(words) + len(short) <= 3:
        return False
    if len(_CAPITAL.findall(short)) < _FEWEST:
        return False
    letters, written = _folded(short), _folded(name)
    at = len(written)
    for place in range(len(letters) - 1, -1, -1):
        at = written.rfind(letters[place], 0, at)
        while place == 0 and at > 0 and written[at - 1].isalnum():
            at = written.rfind(letters[0], 0, at)
        if at < 0:
            return False
    return True


def _folded(words: str) -> str:
    """Words in lower case and without marks above their letters."""
    return "".join(c for c in normalize("NFKD", words.casefold()) if not combining(c))
