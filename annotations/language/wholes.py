"""Whether some letters are a whole word where no space says so.

In Thai, Chinese and Japanese no space parts words, in Korean particles are written together with
the word before them, in Hebrew and Arabic some words with the one behind. What parts them anyway is
a matter of closed classes and of spelling; no word is looked up.
"""

from __future__ import annotations

from typing import Final

import regex

from annotations.language.grammars import GRAMMARS
from annotations.language.inflection import grammar_of
from annotations.language.spaced import particle_of

# Letters of what a particle or a prefix may be cut from.
_FEWEST: Final = 2
# Behind a prefix they are more: "Ron" begins no word in "Sharon", which is another name.
_FEWEST_BEHIND_PREFIX: Final = 4
_LONGEST_PREFIX: Final = 2
# Hiragana so near tells Japanese from Chinese.
_NEAR: Final = 60
_HAN: Final = r"[[\p{Han}&&\p{L}]々]"
_HAN_BEFORE: Final = regex.compile(rf"(?V1)(?<={_HAN}){_HAN}")
_HIRAGANA: Final = regex.compile(r"\p{Hiragana}")
# One character that makes another word of the one before: a people, a language, a kind.
_DERIVED: Final = regex.compile(rf"(?V1)[人語语族系裔籍製产産派式化性者民軍军史論论流](?!{_HAN})")
# One character that may stand before a Japanese name: former, the same, against, in.
_BEFORE_NAMES: Final = frozenset("元前現新旧故同対反親駐在訪来日約各")
_THAI: Final = regex.compile(r"\p{Thai}")
# Of a Thai syllable a vowel that is written first is the beginning, and some signs are never.
_THAI_FIRST: Final = frozenset("เแโใไ")
_THAI_INNER: Final = frozenset("ะาำๅ")
# A letter that is not spoken, with its sign, ends a syllable; one with another sign goes on.
_THAI_SILENT: Final = regex.compile(r"[ก-ฮ]{1,2}[ิุ]?์")
_THAI_OPEN: Final = regex.compile(r"[ก-ฮ][ัื็][่-๋]?")
# A letter before the first one of a syllable ends the syllable before.
_THAI_LAST: Final = regex.compile(r"[ก-ฮ][เแโใไ]")
_THAI_WORDS: Final = next(
    grammar.function | grammar.roles | grammar.days | frozenset(grammar.heads)
    for grammar in GRAMMARS
    if grammar.script == "Thai"
)
_LONGEST_THAI: Final = max(map(len, _THAI_WORDS))
# So few letters are more often a part of another Thai word than a word by themselves.
_SHORT_THAI: Final = 4
_HANGUL: Final = next(grammar for grammar in GRAMMARS if grammar.cut)
# A Korean name has mostly three syllables: one of few surnames, of which these are the commonest,
# and two more, of which the last may look like a particle.
_NAME: Final = regex.compile("[김이박최정강조윤장임황권홍][가-힣][은이도로나만]")


def is_part(text: str, start: int, end: int) -> bool:
    """Whether letters of a script without spaces are no word there, though no token goes over
    their edges.
    """
    if start >= end or text[start].isascii():
        return False
    if _THAI.match(text, start):
        return _is_part_in_thai(text, start, end)
    if _DERIVED.match(text, end) and not _DERIVED.match(text, end - 1):
        return True
    return _HAN_BEFORE.match(text, start) is not None and _is_part_in_japanese(text, start)


def is_with_particle(text: str, word: tuple[int, int], end: int) -> bool:
    """Whether what a word goes on with from an offset on is a particle, as in Korean."""
    key = text[slice(*word)]
    left = word[1] - end
    # It is the longest that the word may have.
    is_long = end - word[0] >= _FEWEST and not _NAME.fullmatch(key)
    return is_long and "가" <= key[-1] <= "힣" and particle_of(key, _HANGUL) == left


def is_behind_prefix(text: str, word: tuple[int, int], start: int, end: int) -> bool:
    """Whether what a word begins with before an offset is written together with the next, as "and"
    in Arabic and "in" in Hebrew.
    """
    prefix = text[word[0] : start]
    if len(prefix) > _LONGEST_PREFIX or end - start < _FEWEST_BEHIND_PREFIX:
        return False
    grammar = grammar_of(prefix)
    return grammar is not None and prefix in grammar.prefixes


def _is_part_in_japanese(text: str, start: int) -> bool:
    """Whether a place behind a Han character is no beginning: Chinese puts verbs before names."""
    if text[start - 1] in _BEFORE_NAMES:
        return False
    return _HIRAGANA.search(text, max(0, start - _NEAR), start + _NEAR) is not None


def _is_part_in_thai(text: str, start: int, end: int) -> bool:
    if not (may_part_in_thai(text, start) and may_part_in_thai(text, end)):
        return True
    is_short = sum(map(str.isalpha, text[start:end])) < _SHORT_THAI
    return is_short and not (_is_known_before(text, start) and _is_known_behind(text, end))


def may_part_in_thai(text: str, offset: int) -> bool:
    """Whether Thai spelling lets a syllable end at an offset."""
    if offset in (0, len(text)) or not _THAI.match(text, offset):
        return True
    before = text[offset - 1]
    if before in _THAI_FIRST or text[offset] in _THAI_INNER:
        return False
    if not _THAI.match(before):
        return True
    is_open = _THAI_OPEN.fullmatch(text, max(0, offset - 2), offset) or _THAI_OPEN.fullmatch(
        text, max(0, offset - 3), offset
    )
    return not (is_open or _THAI_SILENT.match(text, offset) or _THAI_LAST.match(text, offset))


def _is_known_before(text: str, offset: int) -> bool:
    """Whether a sign, a space or a listed word ends at an offset."""
    if offset == 0 or not _THAI.match(text[offset - 1]):
        return True
    return any(text[offset - size : offset] in _THAI_WORDS for size in range(2, _LONGEST_THAI + 1))


def _is_known_behind(text: str, offset: int) -> bool:
    """Whether a sign, a space or a listed word begins at an offset."""
    if offset >= len(text) or not _THAI.match(text, offset):
        return True
    return any(text[offset : offset + size] in _THAI_WORDS for size in range(2, _LONGEST_THAI + 1))
