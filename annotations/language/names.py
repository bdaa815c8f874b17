"""Names compared: whether two may be names of one thing, and how well they go together.

Nothing is learnt: the whole name, its parts, initials, heads and inflections are compared.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from typing import Final, NamedTuple
from unicodedata import normalize

import regex

from annotations.language import english

# How well two names go together; the best of an entity's names counts.
_SCORES: Final = {
    "same": 100,
    "remembered": 95,
    "initials": 80,
    "same words": 75,
    "last part": 70,
    "part": 60,
    "inflected": 50,
    "same head": 40,
}
# Two words are forms of one if they begin with this many letters and this share of the shorter.
_STEM: Final = 4
_STEM_SHARE: Final = 0.6
_NAMES_KEPT: Final = 8192

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_OWNER = regex.compile(r"['’]s?(?!\p{L})")
_STOPS_WITHIN = regex.compile(r"(?<=\b\p{L})\.(?=\p{L}\b|\s*$)")
_MARKS_ABOVE = regex.compile(r"[\u0300-\u036f]")
_FUNCTION_WORDS: Final = frozenset().union(*(english.CLASSES[name] for name in "dpotc"))
_COMPLEMENT: Final = english.CLASSES["p"] | english.CLASSES["o"] | english.CLASSES["t"]


class Name(NamedTuple):
    """What of a name is compared, all of it folded."""

    folded: str
    words: tuple[str, ...]
    head: str
    initials: str
    is_proper: bool
    keys: frozenset[str]


def score(wanted: Name, text: str, memory: str = "") -> int:
    """How well a name goes with the wanted one, 1 to 100; 0 where nothing is alike.

    `memory` is the name, folded, that the wanted one was joined to before.
    """
    name = name_of(text)
    if memory and name.folded == memory:
        return _SCORES["remembered"]
    return 0 if wanted.keys.isdisjoint(name.keys) else _SCORES.get(_kind(wanted, name), 0)


@lru_cache(maxsize=_NAMES_KEPT)
def name_of(text: str) -> Name:
    plain = text
    if not text.isascii():
        plain = normalize("NFC", _MARKS_ABOVE.sub("", normalize("NFKD", text)))
    found = _WORD.findall(_STOPS_WITHIN.sub("", _OWNER.sub("", plain)))
    content = [word for word in found if word.lower() not in _FUNCTION_WORDS or _is_short(word)]
    words = tuple(word.casefold() for word in content)
    # The head stands before the first complement: "talks" in "peace talks with Russia".
    before = [word.casefold() for word in takewhile(lambda w: w.lower() not in _COMPLEMENT, found)]
    head = before[-1] if before else "".join(words[-1:])
    capitals = [word for word in content if word[0].isupper()]
    initials = "".join(word[0] for word in capitals).casefold() if len(capitals) > 1 else ""
    short = {words[0]} if len(content) == 1 and _is_short(content[0]) else set()
    keys = {word[:_STEM] for word in words} | short | ({initials} - {""})
    # A proper name may have particles: "Maria da Silva".
    lower = [word for word in content if not word[0].isupper()]
    is_proper = bool(capitals) and english.NAME_PARTICLES.issuperset(lower)
    return Name(" ".join(words), words, head, initials, is_proper, frozenset(keys))


def _is_short(word: str) -> bool:
    """True for an acronym."""
    return 1 < len(word) <= 6 and word.isupper()


def _kind(one: Name, other: Name) -> str:
    """How two names are related, as in `_SCORES`; '' where they aren't."""
    if not (one.words and other.words):
        return ""
    if one.folded == other.folded:
        return "same"
    short, long = sorted((one, other), key=lambda name: len(name.words))
    if len(short.words) == 1 and short.words[0] == long.initials:
        return "initials"
    if sorted(short.words) == sorted(long.words):
        return "same words"
    shared = set(short.words) <= set(long.words)
    # A part that isn't the head names something else ("Ukraine" in "Ukraine conflict"), but not so
    # in a proper name, whose parts all name its bearer.
    if shared and short.words[-1] == long.head:
        return "last part"
    if shared and long.is_proper and short.is_proper:
        return "last part" if short.words[-1] == long.words[-1] else "part"
    if shared and len(short.words) > 1:
        return "part"
    if _is_inflected(short, long):
        return "inflected"
    return "same head" if short.head == long.head else ""


def _is_inflected(short: Name, long: Name) -> bool:
    """True where each word of the shorter name is a form of one of the longer, heads included."""
    if len(short.words) < len(long.words) and not _is_form(short.words[-1], long.head):
        return False
    return all(any(_is_form(word, other) for other in long.words) for word in short.words)


def _is_form(one: str, other: str) -> bool:
    if one == other:
        return True
    # Digits don't inflect: 2021 is no form of 2020.
    if not (one.isalpha() and other.isalpha()):
        return False
    common = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
    return common >= max(_STEM, _STEM_SHARE * min(len(one), len(other)))
