"""Words of scripts without capital letters that part their words by spaces."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

import regex

from annotations.language.grammars import Grammar, Piece, key_of
from annotations.language.unspaced import ending_of
from annotations.tokens import Extent, tokenise

# Letters of a stem, and those of a head that may end a longer word.
_FEWEST: Final = 2
# Letters of a stem that more than one ending is taken from.
_FEWEST_LETTERS: Final = 4
_BASE: Final = regex.compile(r"\p{L}")
_SIGNS: Final = r"[\p{L}\p{M}\p{N}'’\"״׳.\u200c\u200d_-]"
_WORD: Final = regex.compile(rf"{_SIGNS}*\p{{L}}{_SIGNS}*")
_JOINERS: Final = frozenset("-־‐‑")
# What Georgian has instead of a case ending where the tables have a word.
_NOMINATIVES: Final = {"Georgian": ("ი", "ა")}
# Arabic's "and", with which sentences go on, and its stretched line behind a prefix.
_AND: Final = "و"
_LINE: Final = "ـ"
# Prefixes that more often belong to the word, but before an article.
_WEAK: Final = frozenset("كف")
# Those that seldom stand before a name.
_UNSURE: Final = frozenset("كفוכ")
# Korean: numbers and what they count, syllables in Unicode's order, and particles with two forms.
_COUNTED: Final = regex.compile(r"\d+(?:년|월|일|시|분|개|명|만|억|조|%)?")
_DATED: Final = frozenset("년월일")
_HANGUL: Final = range(0xAC00, 0xD7A4)
_FINALS: Final = 28
_AFTER_CONSONANT: Final = frozenset({"은", "이", "을", "과", "과의", "과는"})
_AFTER_VOWEL: Final = frozenset({"는", "가", "를", "와", "와의", "와는"})
_ALSO_SYLLABLES: Final = frozenset("이가도만로의과")


def words_of(text: str, start: int, end: int) -> Iterator[Extent]:
    """The tokens between two offsets, with those joined that a hyphen joins."""
    last: Extent | None = None
    for span in tokenise(text, start, end):
        if last is not None and last[1] == span[0] and _is_joined(text, last, span):
            last = (last[0], span[1])
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def spaced_pieces(
    text: str,
    start: int,
    end: int,
    grammar: Grammar,
    words: Collection[str] = (),
    common: Collection[str] = (),
) -> Iterator[Piece]:
    """The words and signs between two offsets.

    `words` are those that the text around has, by which a prefix is told from a letter; `common`
    those that it uses everywhere, so that they are function words.
    """
    opens = True
    for first, last in words_of(text, start, end):
        word = text[first:last]
        if word.isdigit() or (word[0].isdigit() and not _BASE.search(word)):
            yield Piece(first, last, word, "#")
        elif _WORD.fullmatch(word):
            yield from _parted(word, first, grammar, words, common, opens=opens)
        else:
            yield Piece(first, last, word, ".")
        opens = not word[0].isalnum()


def _is_joined(text: str, before: Extent, span: Extent) -> bool:
    if text[before[1] - 1] in _JOINERS and before[1] - before[0] > 1:
        return True
    goes_on = span[1] < len(text) and text[span[1]].isalpha()
    return goes_on and text[slice(*span)] in _JOINERS and text[before[1] - 1].isalpha()


def _parted(
    word: str,
    first: int,
    grammar: Grammar,
    words: Collection[str],
    common: Collection[str],
    *,
    opens: bool,
) -> Iterator[Piece]:
    """A word, and what is written together with it and is no part of it."""
    key = key_of(word)
    kind = "f" if key in common else _kind(key, grammar)
    last = first + len(word)
    # Where signs are written apart from their letters offsets in the key are none in the text.
    is_plain = len(key) == len(word)
    if kind == "c" and is_plain and grammar.cut:
        yield from _without_particle(key, first, grammar, words)
    elif kind == "c" and is_plain and (size := _prefix(key, grammar, words)):
        rest = key[size:]
        yield Piece(first, first + size, key[:size], "f")
        yield Piece(first + size, last, rest, "#" if rest.isdigit() else _kind(rest, grammar))
    else:
        is_verb = opens and grammar.script == "Arabic" and key.startswith(_AND)
        yield Piece(first, last, key, "f" if kind == "c" and is_verb else kind)


def _prefix(key: str, grammar: Grammar, words: Collection[str]) -> int:
    """The length of a prefix: the rest is a word by itself; 0 for none."""
    for prefix in grammar.prefixes:
        if not key.startswith(prefix):
            continue
        size = len(prefix) + key.startswith(_LINE, len(prefix))
        rest = key[size:]
        if len(rest) < _FEWEST:
            continue
        has_article = bool(grammar.article) and rest.startswith(grammar.article)
        is_listed = rest.isdigit() or _kind(rest, grammar) != "c"
        # In Hebrew a word may be known with its article alone, which is written together with it.
        is_known = (rest in words or grammar.article + rest in words) and prefix not in _WEAK
        # In Hebrew one letter is an article, in Arabic two, which seldom are anything else.
        is_sure = size > len(prefix) or (has_article and len(grammar.article) > 1)
        if is_listed or is_known or is_sure:
            return size
    return 0


def prefix_of(word: str, grammar: Grammar) -> int:
    """The length of what may be a preposition at the beginning of a word; 0 for none."""
    rest = len(word) - 1
    return int(rest > _FEWEST and word[0] in grammar.prefixes and word[0] not in _UNSURE)


def _without_particle(
    key: str, first: int, grammar: Grammar, words: Collection[str]
) -> Iterator[Piece]:
    """A Korean word and the particle at its end; a number and what it counts."""
    if number := _COUNTED.match(key):
        cut = len(key) - number.end()
        kind = "d" if number[0][-1] in _DATED else "#"
    else:
        cut = particle_of(key, grammar)
        if cut == 1 and len(key) == _FEWEST and key[-1] in _ALSO_SYLLABLES:
            cut = int(key[0] in words)
        kind = _kind(key[: len(key) - cut], grammar)
    stop = len(key) - cut
    yield Piece(first, first + stop, key[:stop], kind)
    if cut:
        yield Piece(first + stop, first + len(key), key[stop:], "f")


@lru_cache(maxsize=1 << 13)
def particle_of(key: str, grammar: Grammar) -> int:
    """How many syllables at the end of a Korean word are a particle.

    Some particles have two forms, after a consonant and after a vowel: the wrong one is none.
    """
    rest = key[1:]
    while ending := ending_of(rest, grammar.endings):
        before = ord(key[-len(ending) - 1])
        closed = before in _HANGUL and (before - _HANGUL[0]) % _FINALS != 0
        is_wrong = ending in (_AFTER_VOWEL if closed else _AFTER_CONSONANT)
        if before in _HANGUL and is_wrong:
            rest = rest[-len(ending) + 1 :] if len(ending) > 1 else ""
            continue
        return len(ending)
    return 0


@lru_cache(maxsize=1 << 14)
def _kind(key: str, grammar: Grammar) -> str:
    """The kind of a word (see `grammars.Piece`), by the tables and its form."""
    if kind := listed_kind(key, grammar):
        return kind
    if grammar.cut and ending_of(key, grammar.heads, _FEWEST):
        return "h"
    if not grammar.cut and (bare := stem(key, grammar)) != key:
        ends = _NOMINATIVES.get(grammar.script, ())
        forms = (bare, *(bare + end for end in ends), key[:-1])
        kinds = (listed_kind(form, grammar) for form in forms)
        if kind := next((kind for kind in kinds if kind and kind not in "fa"), ""):
            return kind
    is_verb = grammar.verbal and len(key) > _FEWEST and regex.search(grammar.verbal, key)
    return "f" if is_verb else "c"


def listed_kind(key: str, grammar: Grammar) -> str:
    """The kind of a word that is in the tables; "" for another."""
    for kind, listed in (
        ("a", grammar.agent),
        ("w", grammar.months),
        ("d", grammar.days),
        ("n", grammar.near),
        ("u", grammar.units),
        ("f", grammar.function),
        ("r", grammar.roles),
        ("o", grammar.firms),
        ("h", grammar.heads),
    ):
        if key in listed:
            return kind
    return ""


@lru_cache(maxsize=1 << 14)
def stem(key: str, grammar: Grammar) -> str:
    """A word without the endings that its place in a sentence gives it."""
    if grammar.cut:
        return key
    least = _FEWEST
    while ending := ending_of(key[least:], grammar.endings):
        key, least = key[: -len(ending)], _FEWEST_LETTERS
    return key


@lru_cache(maxsize=1 << 14)
def row_stem(key: str, grammar: Grammar) -> str:
    """What the forms of a word have in common, also where one ends otherwise than the other."""
    bare = stem(key, grammar)
    for ends in grammar.forms:
        for end in ends:
            if end and bare.endswith(end) and len(bare) - len(end) >= _FEWEST:
                return bare[: -len(end)]
    return bare
