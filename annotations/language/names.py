"""Names compared: whether two may be names of one thing, and how well they go together.

Nothing is learnt: the whole name, its parts, initials, heads and inflections are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Final, NamedTuple
from unicodedata import normalize

import regex

from annotations.language import english, german
from annotations.language.inflection import are_forms, bare, in_common, inflects, lemmas_of, stem_of

# How well two names go together; the best of an entity's names counts.
_SCORES: Final = {
    "same": 100,
    "remembered": 95,
    "initials": 80,
    "same words": 75,
    "last part": 70,
    "part": 60,
    # Only with the same label: "Bengal" and "Bay of Bengal" are two things.
    "beginning": 55,
    "inflected": 50,
    "same head": 40,
}
# Two words are forms of one if they begin with this many letters and this share of the shorter.
_STEM: Final = 4
_STEM_SHARE: Final = 0.6
# Of two inflected names the one that begins more alike is the likelier, by so much at most.
_CLOSEST: Final = 4
_NAMES_KEPT: Final = 8192

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_OWNER = regex.compile(r"['’]s?(?!\p{L})")
_STOPS_WITHIN = regex.compile(r"(?<=\b\p{L})\.(?=\p{L}\b|\s*$)")
_MARKS_ABOVE = regex.compile(r"[\u0300-\u036f]")
# Indic: a first syllable without its nasal; and of how many signs an acronym of such is.
_AKSHARA: Final = regex.compile(
    r"(?V1)[[\p{Devanagari}\p{Bengali}]&&\p{L}]\u093c?(?:[\u094d\u09cd]\p{L})*"
    r"[\p{Mc}\u0941-\u0948\u09c1-\u09c4]?"
)
_LONGEST_ACRONYM: Final = 10
_DIGIT: Final = regex.compile(r"\p{N}")
_SOLID: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー]+$")
_FUNCTION_WORDS: Final = frozenset().union(*(english.CLASSES[name] for name in "dpotc"))
_COMPLEMENT: Final = english.CLASSES["p"] | english.CLASSES["o"] | english.CLASSES["t"]
_GERMAN_COMPLEMENT: Final = german.PREPOSITIONS - english.NAME_PARTICLES


class Name(NamedTuple):
    """What of a name is compared, all of it folded but its `text`."""

    text: str
    folded: str
    words: tuple[str, ...]
    head: str
    initials: frozenset[str]
    is_proper: bool
    is_cased: bool
    keys: frozenset[str]


def score(wanted: Name, text: str, memory: str = "", *, same_label: bool = True) -> int:
    """How well a name goes with the wanted one, 1 to 100; 0 where nothing is alike.

    `memory` is the name, folded, that the wanted one was joined to before. Whether the two have the
    same label tells a short name from one that only begins as another does.
    """
    name = name_of(text)
    if memory and name.folded == memory:
        return _SCORES["remembered"]
    if wanted.keys.isdisjoint(name.keys):
        return 0
    kind = _kind(wanted, name)
    if kind == "inflected":
        return _SCORES[kind] + _closeness(wanted.folded, name.folded)
    return 0 if kind == "beginning" and not same_label else _SCORES.get(kind, 0)


def _closeness(one: str, other: str) -> int:
    """How much of two names is a common beginning: less than a step between two kinds."""
    return in_common(one, other) * _CLOSEST // max(len(one), len(other))


@lru_cache(maxsize=_NAMES_KEPT)
def name_of(text: str) -> Name:
    plain = text
    if not text.isascii():
        plain = normalize("NFC", _MARKS_ABOVE.sub("", normalize("NFKD", text)))
    found = _WORD.findall(_STOPS_WITHIN.sub("", _OWNER.sub("", plain)))
    content = [word for word in found if word.lower() not in _FUNCTION_WORDS or _is_short(word)]
    words = tuple(bare(word.casefold()) for word in content)
    # The head stands before the first complement: "talks" in "peace talks with Russia".
    before = [word.casefold() for word in takewhile(_is_before_complement, found)]
    head = bare(before[-1]) if before else "".join(words[-1:])
    initials = _initials(content) | _initials(found)
    short = {words[0]} if len(content) == 1 and _is_short(content[0]) else set()
    keys = {word[:_STEM] for word in words} | short | initials
    keys |= {stem_of(word)[:_STEM] for word in words}
    keys = keys.union(*(lemmas_of(word) for word in words if inflects(word)))
    if _is_solid(plain):
        # Such names have no words: both ends may be what they have in common.
        keys |= {"^" + words[0][0], words[-1][-1] + "$"}
    # A proper name may have particles: "Maria da Silva".
    lower = [word for word in content if not word[0].isupper()]
    is_proper = any(word[0].isupper() for word in content)
    is_proper = is_proper and english.NAME_PARTICLES.issuperset(lower)
    is_cased = any(word[0].isupper() or word[0].islower() for word in content)
    folded = " ".join(words)
    return Name(text, folded, words, head, initials, is_proper, is_cased, frozenset(keys))


def _is_before_complement(word: str) -> bool:
    # "MIT" is no German preposition.
    return word.lower() not in _COMPLEMENT and word not in _GERMAN_COMPLEMENT


def _initials(words: Sequence[str]) -> frozenset[str]:
    """The acronyms that words may have: of capital letters, with and without the small words
    between them, in India of first syllables.
    """
    if len(words) > 1 and all(map(_AKSHARA.match, words)):
        return frozenset(("".join(found[0] for w in words if (found := _AKSHARA.match(w))),))
    capitals = [word for word in words if word[0].isupper()]
    if len(capitals) < 2:
        return frozenset()
    return frozenset("".join(w[0] for w in some).casefold() for some in (capitals, words))


def _is_solid(text: str) -> bool:
    """True for a name in a script without spaces, and in Korean, whose words are as short."""
    return _SOLID.match(text) is not None


def _is_short(word: str) -> bool:
    """True for what may be an acronym."""
    is_indic = _AKSHARA.match(word) is not None and len(word) <= _LONGEST_ACRONYM
    return is_indic or (1 < len(word) <= 6 and word.isupper())


def _kind(one: Name, other: Name) -> str:
    """How two names are related, as in `_SCORES`; '' where they aren't."""
    if not (one.words and other.words):
        return ""
    if one.folded == other.folded:
        return "same"
    short, long = sorted((one, other), key=lambda name: len(name.words))
    if len(short.words) == 1 and short.words[0] in long.initials:
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
    if not (short.is_cased or long.is_cased) and short.words[0] == long.words[0]:
        # "Anna" of "Anna Smith"; in a language whose heads come first, "the library of Leeds".
        return "beginning"
    if _is_inflected(short, long):
        return "inflected"
    if short.head == long.head:
        return "same head"
    return _kind_of_solid(short, long)


def _kind_of_solid(one: Name, other: Name) -> str:
    """How two names without spaces are related: one may begin or end the other."""
    short, long = sorted((one.text, other.text), key=len)
    if not (_is_solid(short) and _is_solid(long)):
        return ""
    if long.startswith(short):
        return "beginning"
    return "same head" if len(short) > 1 and long.endswith(short) else ""


def _is_inflected(short: Name, long: Name) -> bool:
    """True where each word of the shorter name is a form of one of the longer, heads included."""
    if len(short.words) < len(long.words) and not _is_form(short.words[-1], long.head):
        return False
    return all(any(_is_form(word, other) for other in long.words) for word in short.words)


def _is_form(one: str, other: str) -> bool:
    if one == other or are_forms(one, other):
        return True
    # Digits don't inflect: 2021 is no form of 2020.
    if not (one[0].isalpha() and other[0].isalpha()) or _DIGIT.search(one + other):
        return False
    one, other = stem_of(one), stem_of(other)
    return in_common(one, other) >= max(_STEM, _STEM_SHARE * min(len(one), len(other)))
