"""A guess at the label of a name, by its own words and by those beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import regex

from annotations.language import english
from annotations.suggest import cues

_BEFORE: Final = regex.compile(r"(?r)([\p{L}\p{M}]+)\.?\s+")
_AFTER: Final = regex.compile(r"\s+([\p{L}\p{M}]+)")
_DOTTED: Final = regex.compile(r"(?:\p{Lu}\.)+\p{Lu}?")
_TITLES: Final = cues.HONORIFICS | cues.ROLES | english.TITLES
_PERSON_WORDS: Final = range(2, 5)
# How far the word before a name may reach back.
_NEAR: Final = 24


def guess(text: str, start: int, end: int, surnames: Collection[str] = ()) -> str:
    """The label, of the built-in scheme's, that a name in an English text most likely has.

    `surnames` are last words of persons' names nearby. "" where nothing speaks for any.
    """
    name = text[start:end]
    words = name.lower().split()
    found = _BEFORE.match(text, max(0, start - _NEAR), start)
    before = found[1].lower() if found else ""
    if before in _TITLES:
        return "PERSON"
    if label := _by_head(words):
        return label
    if len(words) == 1:
        return _of_one_word(text, end, name, before, surnames)
    if before == "the" or any(map(str.isdigit, name)):
        return "ORG"
    return "PERSON" if len(words) in _PERSON_WORDS else ""


def _by_head(words: list[str]) -> str:
    """By the last word of a longer name, or by that before "of"."""
    if len(words) < 2:
        return ""
    heads = [words[-1]]
    if "of" in words[1:]:
        heads.insert(0, words[words.index("of", 1) - 1])
    for head in heads:
        for label, listed in (
            ("EVENT", cues.EVENTS),
            ("FAC", cues.FACILITIES),
            ("ORG", cues.INSTITUTIONS),
            ("LOC", cues.PLACES),
        ):
            if head in listed:
                return label
    return "LOC" if words[0] in ("mount", "lake", "cape", "gulf", "lac", "monte") else ""


def _of_one_word(text: str, end: int, name: str, before: str, surnames: Collection[str]) -> str:
    lower = name.lower()
    if _DOTTED.fullmatch(name):
        return "GPE"
    if len(name) > 1 and name.isupper():
        return "ORG"
    if name in surnames:
        return "PERSON"
    if len(name) > 4 and lower.endswith((*cues.PEOPLES, *cues.MEMBERS)):
        return "NORP"
    if before in cues.IN_PLACE:
        return "GPE"
    following = _AFTER.match(text, end)
    if following and following[1].lower() in cues.SPEECH:
        return "PERSON"
    return "ORG" if before == "the" else "GPE"
