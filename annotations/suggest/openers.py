"""Whether the first word of a sentence is a name, by what stands after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import regex

from annotations.language import english
from annotations.suggest import cues, german_cues
from annotations.suggest.casing import Casing, Token

# Common nouns that stand before a name and belong to it.
_LEADING: Final = frozenset(
    {"lake", "mount", "cape", "fort", "port", "river", "gulf", "saint", "san", "santa", "new"}
)
# Adjectives that begin names, but stand before peoples too: "Red Square", "Black Kenyans".
_DESCRIBING: Final = frozenset(
    {
        *("old", "great", "grand", "little", "big", "royal", "central", "public"),
        *("black", "white", "red", "green", "blue", "golden"),
    }
)
COMMON: Final = english.VERBS | english.NOUNS_OR_VERBS | english.PASTS | english.CLASSES["a"]
# Endings of words that are hardly ever names.
_COMMON_ENDINGS: Final = (
    *english.NOUN_ENDINGS, "ing", "ly", "ed", "ers", "ors", "ists", "ments", "tions", "able",
    "ous", "ful", "ive", "less",
)  # fmt: skip
# Shorter ones tell nothing: "France".
_STEM: Final = 3
_PLURAL: Final = regex.compile(r"(?<!s)s$")
# A bare noun is seldom the subject of these but where it is a name.
_FINITE: Final = english.PASTS | {
    *("is", "was", "has", "had", "does", "did", "will", "would", "can", "could", "may", "might"),
    *("should", "must", "cannot", "isn't", "isn’t", "wasn't", "wasn’t", "hasn't", "hasn’t"),
    *("doesn't", "doesn’t", "didn't", "didn’t", "won't", "won’t"),
}


class Openers:
    """Tells names from other words that have a capital because a sentence begins."""

    def __init__(self, text: str, casing: Casing, *, english_here: bool) -> None:
        self._text = text
        self._casing = casing
        self._english = english_here
        self._of_nouns = not english_here and casing.is_of_nouns

    def is_known(self, word: Token, *, follows: bool) -> bool:
        """True for a word that has a capital elsewhere too, or is an acronym.

        As the first part of a name alone it is known where again a further part follows.
        """
        text = word.text
        if text[0].islower() or (len(text) > 1 and text.isupper()):
            return True
        if any(map(str.isupper, text[1:])) and not text.isupper() and "-" not in text:
            return True
        return self._casing.is_name(text) if follows else self._casing.is_known(text)

    def is_name(
        self, words: Sequence[Token], index: int, names: Sequence[bool], *, follows: bool
    ) -> bool:
        """True where the first word of a sentence is more likely a name than not.

        `names` says which words may be parts of names, `follows` that the next one is joined to it.
        """
        word = words[index]
        lower = word.text.lower()
        if follows and (lower in _LEADING or words[index + 1].text.isdigit()):
            return True
        if follows and lower in _DESCRIBING and self._english:
            # A name that is one without it is not described by its own name.
            rest = words[index + 1].text
            is_apart = rest.isupper() or self._casing.last[rest] > 1
            return not is_apart and not rest.endswith(("ans", "ish", "ese"))
        if self._casing.is_common(word.text) or (self._english and lower in COMMON):
            return False
        if self._of_nouns and lower in german_cues.SMALL:
            return False
        if len(word.text) == 1:
            return follows
        if follows:
            return not self._english or not (lower.endswith("ly") or lower in english.CLASSES["a"])
        return self._english and self._is_subject(words, index, names)

    def _is_subject(self, words: Sequence[Token], index: int, names: Sequence[bool]) -> bool:
        """True where a single word is a name by what stands after it in an English sentence."""
        word = words[index]
        lower = word.text.lower()
        after = words[index + 1] if index + 1 < len(words) else None
        gap = self._text[word.end : after.start] if after else ""
        if is_people(lower):
            # "Chinese officials", "Italians voted".
            return after is not None and gap == " " and after.text.islower()
        if lower[_STEM:].endswith(_COMMON_ENDINGS) or _PLURAL.search(lower):
            return False
        following = after.text.lower() if after else ""
        if lower in cues.BARE:
            return False
        # "Peru's plan", "Peru-backed", "Fulan said".
        if gap in ("'s ", "’s ") or gap.startswith("-") or following in cues.SPEECH:
            return True
        if not word.text.isascii():
            return True
        if gap == " " and (following in _FINITE or (following.endswith("ed") and len(lower) > 3)):
            return True
        if following in ("who", "whose"):
            return gap == ", "
        return self._is_in_row(words, index, names)

    def _is_in_row(self, words: Sequence[Token], index: int, names: Sequence[bool]) -> bool:
        """True for the first of several names: "France and Peru", "France, Peru and Chile"."""
        if self._is_joint(words, index + 1):
            return index + 2 < len(words) and names[index + 2] and not words[index + 2].opens
        at = index + 1
        while at < len(words) and names[at] and not words[at].opens:
            gap = self._text[words[at - 1].end : words[at].start]
            if gap != ", " and (gap != " " or at == index + 1):
                return False
            at += 1
            if self._is_joint(words, at):
                return True
        return False

    def _is_joint(self, words: Sequence[Token], index: int) -> bool:
        if index >= len(words) or words[index].text not in ("and", "or"):
            return False
        return self._text[words[index - 1].end : words[index].start] in (" ", ", ")


def is_people(lower: str) -> bool:
    """True for a word in lower case with the ending of a people's adjective or noun."""
    return len(lower) > 4 and lower.endswith(cues.PEOPLES) and lower not in cues.NO_PEOPLES
