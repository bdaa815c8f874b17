"""The phrases of a language that has capital letters and isn't English: the runs of words with
them; in German, where every noun has one, also with adjectives and one complement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from annotations.language import german
from annotations.language.word_classes import Word
from annotations.text import Extent

# So far around a word its other places are looked for.
_AROUND: Final = 15_000
# A first word of so few letters is more often an article than a name.
_SHORT: Final = 3
# A word of fewer letters is no adjective with an ending.
_FEWEST: Final = 4
# The ranks: a noun or name that is in no longer phrase, such a phrase, and what is in one.
_ALONE: Final = 0
_WHOLE: Final = 1
_INSIDE: Final = 2
# In the classes of `_classes`: a noun, what may stand before it, what joins another to it.
_NOUN = regex.compile(r"(?P<adjectives>a*)N+")
_COMPLEMENT = regex.compile(r"(?:pd?|g)#?a*N+")


def phrases(text: str, words: Sequence[Word], *, is_german: bool) -> dict[Extent, int]:
    """The phrases of a sentence, each with a rank: of too many, the lowest ranks are kept."""
    found = dict.fromkeys(_runs(text, words), _ALONE)
    if is_german:
        wholes = [(words[a].start, words[b - 1].end) for a, b in _readings(_classes(words))]
        for start, end in found:
            if any(first <= start and end <= last for first, last in wholes):
                found[start, end] = _INSIDE
        found |= dict.fromkeys(wholes, _WHOLE)
    return found


def _runs(text: str, words: Sequence[Word]) -> list[Extent]:
    """The runs of words with capital letters; a sentence's first only if it is never without."""
    found: list[Extent] = []
    goes_on = False
    for index, word in enumerate(words):
        is_name = word.is_capital and not (index == 0 and _opens_only(text, words))
        if is_name and goes_on:
            found[-1] = (found[-1][0], word.end)
        elif is_name:
            found.append((word.start, word.end))
        goes_on = is_name
    return found


def _opens_only(text: str, words: Sequence[Word]) -> bool:
    """True where the first word has its capital letter for its place alone, as an article has."""
    word = words[0]
    alone = len(words) < 2 or not words[1].is_capital
    if alone and len(word.text) <= _SHORT and not word.text.isupper():
        return True
    around = text[max(0, word.start - _AROUND) : word.end + _AROUND]
    return regex.search(rf"\b{regex.escape(word.lower)}\b", around) is not None


def _classes(words: Sequence[Word]) -> str:
    """One letter a word: d determiner, g that of the genitive behind a noun, p preposition, f what
    ends a phrase, a adjective, N noun or name, # number, x another word, . punctuation.
    """
    raw = [_look_up(word) for word in words]
    for index in range(len(raw) - 2, -1, -1):
        # An adjective has its ending from the noun behind it; behind a noun, and where a clause
        # begins, it is the verb.
        open_here = raw[index] == "x" and raw[index + 1] in "aN"
        before = raw[index - 1] if index else "."
        if open_here and before not in "Nf." and _may_be_adjective(words[index]):
            raw[index] = "a"
    for index in range(1, len(raw)):
        if raw[index - 1] == "N" and words[index].lower in german.GENITIVE:
            raw[index] = "g"
    return "".join(raw)


def _look_up(word: Word) -> str:
    if not word.is_plain:
        return "."
    if not word.text[0].isalpha():
        return "#"
    if word.lower in german.DETERMINERS:
        return "d"
    if word.lower in german.PREPOSITIONS:
        return "p"
    if word.lower in german.FUNCTION:
        return "f"
    return "N" if word.is_capital else "x"


def _may_be_adjective(word: Word) -> bool:
    return len(word.text) >= _FEWEST and word.text.endswith(german.ADJECTIVE_ENDINGS)


def _readings(classes: str) -> Iterator[tuple[int, int]]:
    """Nouns with their adjectives and with a complement: indices of words, the end exclusive."""
    for noun in _NOUN.finditer(classes):
        if noun["adjectives"]:
            yield noun.span()
        if complement := _COMPLEMENT.match(classes, noun.end()):
            yield noun.start(), complement.end()
