"""Forms of one word in scripts without capital letters: inflections and articles.

A form is known by the endings in the tables of its language (`annotations.language.grammars`),
never by how alike two words look.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import takewhile
from typing import Final

import regex

from annotations.language.grammars import GRAMMARS, Grammar, key_of
from annotations.language.spaced import stem

# Letters that a word keeps without its ending or article.
_FEWEST: Final = 2
_FEWEST_AFTER_ARTICLE: Final = 3
# Letters that an inflection changes where it makes no other name.
_FEWEST_CHANGED: Final = 2
_KEPT: Final = 1 << 14
# Of several languages in one script the first listed has the forms that the others share.
_BY_SCRIPT: Final = {
    grammar.script.upper(): grammar
    for grammar in reversed(GRAMMARS)
    if grammar.spaced and not grammar.cut
}
_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+")


def grammar_of(word: str) -> Grammar | None:
    """The grammar whose forms a word may have, by its first letter; None for another script."""
    if not word or word[0].isascii():
        return None
    return _BY_SCRIPT.get(unicodedata.name(word[0], "").partition(" ")[0])


def bare(word: str) -> str:
    """A word without an article that is written together with it."""
    grammar = grammar_of(word)
    article = grammar.article if grammar else ""
    is_article = article and word.startswith(article)
    return word[len(article) :] if is_article and _is_word(word, len(article)) else word


def stem_of(word: str) -> str:
    """A word without its article and the endings of its language, where these are known."""
    grammar = grammar_of(word)
    if grammar is None:
        return word
    # What ends a word in Persian may be part of one in Arabic.
    plain = bare(word)
    return plain if grammar.article else stem(plain, grammar)


def inflects(name: str) -> bool:
    """Whether forms of a name are known: it begins in a script without capital letters."""
    return grammar_of(name) is not None


def are_forms(one: str, other: str) -> bool:
    """Whether two different names have the same words, but for inflections and articles."""
    first, second = _lemmas(one), _lemmas(other)
    if not first or len(first) != len(second) or one == other:
        return False
    return not any(map(frozenset.isdisjoint, first, second))


def are_sure_forms(one: str, other: str) -> bool:
    """Whether two names are forms of one beyond doubt: their words' endings differ in two letters
    or more in all. An article, or a vowel, may make another name: "Halevi" and "Levi" are two.
    """
    if not are_forms(one, other):
        return False
    changed = 0
    for first, second in zip(_words(one), _words(other), strict=True):
        same = in_common(first, second)
        if first != second and (same < _FEWEST or bare(first) != first or bare(second) != second):
            return False
        changed += max(len(first), len(second)) - same
    return changed >= _FEWEST_CHANGED


def in_common(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _words(name: str) -> list[str]:
    return list(map(key_of, _WORD.findall(name)))


@lru_cache(maxsize=_KEPT)
def _lemmas(name: str) -> tuple[frozenset[str], ...]:
    """What each word of a name may be a form of; none where no forms are known."""
    if not inflects(name):
        return ()
    return tuple(map(lemmas_of, _words(name)))


def lemmas_of(word: str) -> frozenset[str]:
    """What a word may be a form of, itself included unless an article begins it."""
    grammar = grammar_of(word)
    if grammar is None:
        return frozenset((word,))
    if not grammar.forms:
        return frozenset((stem_of(word),))
    cut = {
        word[: -len(ending)] + lemma
        for ending, lemma in grammar.forms
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST
    }
    return frozenset((word, *cut))


def _is_word(word: str, size: int) -> bool:
    return len(word) - size >= _FEWEST_AFTER_ARTICLE
