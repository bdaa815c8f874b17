"""Words of scripts that are written without spaces: Han, Kana and Thai."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

import regex

from annotations.language.grammars import Grammar, Piece

_CONTENT: Final = r"[[\p{Han}&&\p{L}]々〆ヶ\p{Katakana}ー\p{Latin}\p{Thai}\p{M}]"
_DATE: Final = (
    r"\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?)?(?:度|代|[春夏秋冬末])?"
    r"|\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?(?!\p{L}?間)|\d{1,2}日(?!間)"
)
# A word in Japanese that has Hiragana inside or at its end, as verbs that are nouns have.
_OKURIGANA: Final = r"[\p{Hiragana}--[をがはにのもでとやへしくたっなかまらだる]]"
_MIXED: Final = (
    rf"\p{{Han}}+{_OKURIGANA}\p{{Han}}+(?:[えげりみきけちめせれ](?!\p{{Hiragana}}{{2}}))?"
    r"|\p{Han}+[えげりみきけ](?=[をがはのにと])"
)
# A single character with Hiragana that is no particle is a verb, if no other one follows.
_VERB: Final = (
    r"(?<!\p{Han})\p{Han}[\p{Hiragana}--[をがはにのもでとへやか]]\p{Hiragana}*+(?!\p{Han})"
)
_JOINERS: Final = frozenset("・＝")
_KANA: Final = "Kana"
_FEWEST: Final = 2
_LONGEST_ENDING: Final = 6
_LONGEST: Final = 20
_INNER: Final = regex.compile(rf"(?V1)(?:{_CONTENT}|[・＝]|\p{{Hiragana}})+")
# The kinds of `grammars.Piece` by the names of groups; white space is none.
_KINDS: Final = {
    "date": "D", "mixed": "c", "role": "r", "function": "f", "content": "c", "number": "#",
    "sign": ".", "blank": "",
}  # fmt: skip


def pieces(text: str, start: int, end: int, grammar: Grammar) -> Iterator[Piece]:
    """Offsets, words and kinds (see `grammars.Piece`) of all that is between two offsets."""
    for match in _pattern(grammar).finditer(text, start, end):
        kind = _KINDS[match.lastgroup or "sign"]
        first, last = match.span()
        word = match[0]
        if not kind:
            continue
        if kind != "c":
            yield Piece(first, last, word, kind)
        elif word in grammar.heads:
            yield Piece(first, last, word, "h")
        elif grammar.roles_before:
            yield Piece(first, last, word, "h" if _has_head(word, grammar) else "c")
        else:
            yield from _with_role(first, last, word, grammar)


def repeated(text: str, start: int, end: int) -> Iterator[str]:
    """The strings of letters that a window repeats, none of which always is part of one longer."""
    counts: Counter[str] = Counter()
    rows = [(match.start(), match.end()) for match in _INNER.finditer(text, start, end)]
    places = [at for first, last in rows for at in range(first, last)]
    ends = {at: last for first, last in rows for at in range(first, last)}
    known: dict[str, int] = {}
    for size in range(_FEWEST, _LONGEST + 1):
        places = [at for at in places if at + size <= ends[at]]
        counts = Counter(text[at : at + size] for at in places)
        kept = {word for word, count in counts.items() if count >= _FEWEST}
        if not kept:
            break
        places = [at for at in places if text[at : at + size] in kept]
        for word in kept:
            known[word] = counts[word]
            for part in (word[:-1], word[1:]):
                if known.get(part) == counts[word]:
                    del known[part]
    yield from (word for word in known if _JOINERS.isdisjoint((word[0], word[-1])))


def _with_role(first: int, last: int, word: str, grammar: Grammar) -> Iterator[Piece]:
    """A word, and what somebody is that it ends with."""
    role = ending_of(word, grammar.roles)
    if role and len(word) - len(role) >= 1:
        last -= len(role)
        name = word[: -len(role)]
        yield Piece(first, last, name, "h" if _has_head(name, grammar) else "c")
        yield Piece(last, last + len(role), role, "r")
    else:
        yield Piece(first, last, word, "h" if _has_head(word, grammar) else "c")


def _has_head(word: str, grammar: Grammar) -> bool:
    if grammar.before:
        return any(word.startswith(head) and len(word) > len(head) for head in grammar.heads)
    head = ending_of(word, grammar.heads)
    return bool(head) and len(word) > len(head)


def ending_of(word: str, listed: Collection[str], least: int = 1) -> str:
    """The longest listed ending, of `least` letters or more, that a word has; "" for none."""
    for size in range(min(_LONGEST_ENDING, len(word)), least - 1, -1):
        if word[-size:] in listed:
            return word[-size:]
    return ""


def head_of(word: str, grammar: Grammar) -> str:
    """The label of what a word is a name of; "" for none."""
    if grammar.before:
        for head, label in grammar.heads.items():
            if word.startswith(head) and len(word) > len(head):
                return label
        return ""
    return grammar.heads.get(ending_of(word, grammar.heads), "")


@lru_cache
def _pattern(grammar: Grammar) -> regex.Pattern[str]:
    """What a text is cut by: the groups are named for what they find."""
    days, months, solid = map(_any_of, (grammar.days, grammar.months, grammar.solid))
    roles, function = _any_of(grammar.roles), _any_of(grammar.function)
    near = _any_of(grammar.near)
    dates = (
        rf"{_DATE}|(?:{near}\s?)?\d{{1,2}}\s?{months}(?:\s?(?:พ\.ศ\.\s?)?\d{{4}})?|{months}|{days}"
    )
    if grammar.script == _KANA:
        parts = [
            rf"(?P<mixed>{_MIXED})",
            rf"(?P<function>{_VERB}|\p{{Hiragana}}+)",
            rf"(?P<content>{_CONTENT}+(?:[・＝]{_CONTENT}+)*)",
        ]
    else:
        stop = _any_of(grammar.function | grammar.roles | grammar.days)
        parts = [
            rf"(?!{solid})(?P<role>{roles})",
            rf"(?!{solid})(?P<function>{function})(?!\p{{M}})",
            rf"(?P<content>(?:{solid}|(?!{stop}){_CONTENT})+)",
        ]
    others = r"(?P<number>\d+(?:[.,]\d+)*)|(?P<blank>\s+)|(?P<sign>\X)"
    return regex.compile("(?V1)" + "|".join([rf"(?P<date>{dates})", *parts, others]))


def _any_of(listed: Collection[str]) -> str:
    """A pattern for any of some words, the longest first."""
    if not listed:
        return "(?!)"
    # Most places are passed over by their first character.
    first = regex.escape("".join(sorted({word[0] for word in listed})))
    rest = "|".join(map(regex.escape, sorted(listed, key=lambda word: (-len(word), word))))
    return rf"(?:(?=[{first}])(?:{rest}))"
