"""What a grapheme, a blank and a token are: patterns, and the functions that apply them.

All patterns are rows of whole grapheme clusters (Unicode UAX 29), so no match can split one. They
need the set operations of `regex`'s version 1.
"""

from __future__ import annotations

from typing import TypeAlias

import regex

Extent: TypeAlias = tuple[int, int]

# What a grapheme cluster goes on with, and what it may begin with (UAX 29, rules GB9 to GB9b).
EXTENDING = r"[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}]"
PREPENDED = r"\p{GCB=Prepend}"

# A blank is a grapheme of nothing but white space and invisible format characters. Controls are
# always graphemes of their own; a space may have a combining mark on it, and is then no blank.
_HIDDEN_TAIL = rf"[\p{{Cf}}&&{EXTENDING}]*+(?!{EXTENDING})"
BLANK = (
    rf"(?:[[\s\x1c-\x1f\p{{Cf}}]&&[\p{{GCB=Control}}\r\n]]"
    rf"|(?<!{PREPENDED})[\s--[\p{{GCB=Control}}\r\n]]{_HIDDEN_TAIL}"
    rf"|(?<![^\p{{GCB=Control}}\r\n])[\p{{Cf}}&&{EXTENDING}]++(?!{EXTENDING}))"
)

# Scripts that are written without spaces: a token is a grapheme, in Katakana a whole run.
_UNSPACED = (
    r"[[\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc\uff70\uff9e\uff9f]"
    r"--\p{Nd}]"
)
_WORD_CHARACTER = rf"[[\p{{L}}\p{{N}}\p{{M}}_]--{_UNSPACED}--\p{{Katakana}}]"
_WORD = rf"(?:(?={_WORD_CHARACTER})\X)"
_LETTER = rf"(?:(?=[\p{{L}}&&{_WORD_CHARACTER}])\X)"
_KATAKANA = r"(?:(?=[\p{Katakana}\u30fc\uff70])\X)"

_APOSTROPHE = "['’]"
# English clitics, on any word.
_CLITIC = r"(?i:s|re|ve|ll|d|m)"
# Turkish endings, which an apostrophe parts from a name or a number.
_TURKISH_ENDING = (
    r"(?:n?[ıiuü]n(?:ki)?|[yn][aeıiuü]|(?<![aeıioöuüAEIİOÖUÜ]['’])[aeıiuü]"
    r"|n?[dt][ae](?:n|ki)?|y?l[ae]|l[ae]r\p{Ll}*|l[ıiuü]|s[ıiuü])"
)
# French and Italian words that lose their vowel before another.
_ELIDED = (
    r"(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|un|all|dall|dell|nell|sull|coll|quell|quest"
    r"|sant|tutt|dov|com)"
)
_ELISION = rf"{_ELIDED}{_APOSTROPHE}(?=(?i:[aeiouhàâäæéèêëíîïòóôöœúùûü]))"


def _inner(endings: str) -> str:
    """What may stand between two characters of one word, if no ending begins there."""
    return (
        rf"(?:(?<=[\p{{L}}\p{{M}}]){_APOSTROPHE}(?=\p{{L}})"
        rf"(?<!{_APOSTROPHE}(?={endings}(?!{_WORD_CHARACTER})))"
        rf"|(?<=\p{{Nd}}){_APOSTROPHE}(?=\p{{Nd}}{{3}})"
        r"|(?<=\p{Nd})[.,٫٬](?=\p{Nd})"
        r"|(?<=[\p{L}\p{M}])[·׳״](?=\p{L})"
        r"|(?<=\p{Hebrew})\"(?=\p{Hebrew})"
        # Soft hyphen, word joiner, direction marks, zero width no-break space.
        rf"|[\xad\u2060\u200e\u200f\u061c\ufeff]++(?={_WORD_CHARACTER}))"
    )


# Every alternative is a row of whole graphemes, so no token can split one. The only group is the
# blanks, which are no tokens.
_TOKEN = regex.compile(
    rf"(?V1)({BLANK}++)"
    rf"|(?:{_LETTER}\.){{2,}}(?!{_WORD_CHARACTER}|{EXTENDING})"
    rf"|(?:{_LETTER}\.)+{_LETTER}(?!{_WORD_CHARACTER})"
    rf"|(?<=[\p{{L}}\p{{M}}\p{{N}}.]){_APOSTROPHE}(?:{_CLITIC}|{_TURKISH_ENDING})"
    rf"(?!{_WORD_CHARACTER}|{EXTENDING})"
    rf"|{_ELISION}"
    rf"|(?=\p{{Lu}}){_WORD}++(?:{_inner(f'(?:{_CLITIC}|{_TURKISH_ENDING})')}{_WORD}++)*+"
    rf"|{_WORD}++(?:{_inner(_CLITIC)}{_WORD}++)*+"
    rf"|{_KATAKANA}++"
    r"|\X"
)
GRAPHEME = regex.compile(r"\X")
_BLANKS = regex.compile(rf"(?V1){BLANK}++")
_BLANKS_AT_END = regex.compile(rf"(?V1)(?r){BLANK}+")


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Extent]:
    """The tokens of a text, or of the part from `start` to `end`, in order.

    A token is a word with its inner apostrophes, a number with its inner separators, an
    abbreviation of single letters ("U.S."), or one grapheme of anything else but white space. A
    possessive or case ending and an elided article are tokens of their own, so that "Russia" in
    "Russia's", "Erdoğan" in "Erdoğan'ın" and "Ukraine" in "l'Ukraine" can be selected; so is a
    hyphen. Han, Hiragana, Thai, Lao, Khmer and Burmese go by grapheme, Katakana by run. White
    space and invisible format characters outside words are no tokens.
    """
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [match.span() for match in found if not match.lastindex]


def grapheme_spans(text: str) -> list[Extent]:
    """The grapheme clusters of a text (UAX 29, extended), in order, without a gap."""
    return [match.span() for match in GRAPHEME.finditer(text)]


def trim(text: str, start: int, end: int) -> Extent:
    """The span without the white space and invisible format characters at its ends.

    A span of nothing else gives an empty one at its end.
    """
    if start >= end or (_is_plain(text[start]) and _is_plain(text[end - 1])):
        return start, end
    head = _BLANKS.match(text, start, end)
    first = head.end() if head else start
    tail = _BLANKS_AT_END.match(text, first, end)
    return first, tail.start() if tail else end


def _is_plain(character: str) -> bool:
    return character.isprintable() and character != " "
