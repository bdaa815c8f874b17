"""Words and phrases in scripts that have no capital letters.

The words between function words, signs and verbs are phrases. What a function word is, a table of
the language says (`annotations.language.grammars`), or the text itself: short words that stand in
many of its sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import regex

from annotations.language.grammars import GRAMMARS, NONE, Grammar, Piece, key_of
from annotations.language.spaced import listed_kind, row_stem, spaced_pieces, stem
from annotations.language.unspaced import pieces as unspaced_pieces
from annotations.language.unspaced import repeated as repeated_strings

# A window of so many code points, with so many on either side, is counted at once.
_WINDOW: Final = 4096
_AROUND: Final = 2048
_FEWEST: Final = 2
# A number and what it counts.
_COUNTED_SIZE: Final = 2
# A short word in this share of the sentences, and so often, is a function word.
_FUNCTION_SHARE: Final = 0.2
_FUNCTION_LEAST: Final = 5
_FUNCTION_LETTERS: Final = 3
_LONGEST_ROW: Final = 5
_ROW_ENDS: Final = frozenset("ch")
_SENTENCE: Final = regex.compile(r"[^\n.!?।॥。！？؟۔։]+")
_CASED: Final = regex.compile(r"(?V1)[[\p{Lu}\p{Ll}\p{Lt}]--\p{Georgian}]")
_LETTER: Final = regex.compile(r"\p{L}")
_LETTERS: Final = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+")
# One syllable.
_INITIAL: Final = regex.compile(
    r"(?V1)[[\p{Devanagari}\p{Bengali}]&&\p{L}][\p{Mc}\u0941-\u0948\u09c1-\u09c4\u0902\u0901]?"
)
_KANA_SHARE: Final = 5
_SCRIPTS: Final = {
    grammar.script: regex.compile(
        rf"(?V1)\p{{{grammar.script}}}"
        if grammar.script != "Kana"
        else r"[\p{Hiragana}\p{Katakana}]"
    )
    for grammar in GRAMMARS
}


class Reading(NamedTuple):
    """What is known of a window.

    Its grammar, its words where a prefix may be on them, the function words that it shows itself,
    the rows of words that it repeats, who acts in it by one name, and, where no spaces part words,
    the strings that it repeats.
    """

    grammar: Grammar
    words: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, ...]] = frozenset()
    agents: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()


def has_case(text: str, start: int, end: int) -> bool:
    """True where most letters between two offsets belong to a script with capital letters.

    Georgian has some by name, but no sentence or name begins with them.
    """
    letters = len(_LETTER.findall(text, start, end))
    return 2 * len(_CASED.findall(text, start, end)) >= letters


def reading_of(text: str, offset: int) -> Reading:
    """What is known of the text around an offset; windows are counted once."""
    first = offset // _WINDOW * _WINDOW
    return _counted(text[max(0, first - _AROUND) : first + _WINDOW + _AROUND])


def pieces_of(text: str, start: int, end: int, reading: Reading) -> list[Piece]:
    """The words and signs between two offsets."""
    if not reading.grammar.spaced:
        return list(unspaced_pieces(text, start, end, reading.grammar))
    spaced = spaced_pieces(text, start, end, reading.grammar, reading.words, reading.common)
    read = _with_verbs(list(_with_initials(spaced)), reading.grammar)
    read = _with_roles(read, reading.grammar)
    return list(_dated(read))


def _with_verbs(pieces: list[Piece], grammar: Grammar) -> list[Piece]:
    """The pieces, with the participles that an auxiliary follows as function words."""
    if grammar.participle:
        for at, (one, two) in enumerate(pairwise(pieces)):
            is_verb = one.kind == "c" and two.kind == "f" and two.key in grammar.light
            if is_verb and regex.search(grammar.participle, one.key):
                pieces[at] = one._replace(kind="f")
    return pieces


def _with_initials(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, with the initials of names as words: in India no full stop ends a sentence."""
    last: Piece | None = None
    for piece in pieces:
        is_stop = last and last.kind in "cf" and piece.key == "." and piece.start == last.end
        if last and is_stop and _INITIAL.fullmatch(last.key):
            last = Piece(last.start, piece.end, last.key, "c")
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _with_roles(pieces: list[Piece], grammar: Grammar) -> list[Piece]:
    """The pieces, with what a role is of as part of it: "foreign minister"."""
    for at in range(len(pieces) - 2, -1, -1) if grammar.offices else ():
        if pieces[at].key in grammar.offices and pieces[at + 1].kind == "r":
            pieces[at] = pieces[at]._replace(kind="r")
    return pieces


def chunks(
    text: str, pieces: Sequence[Piece], reading: Reading
) -> Iterator[tuple[Sequence[Piece], str]]:
    """The rows of words without a function word or sign between them, and the kind after each.

    A date is a row by itself.
    """
    run: list[Piece] = []
    for piece in pieces:
        goes_on = piece.kind in "chro#"
        is_apart = piece.kind == "#" or (bool(run) and _is_closed(run, reading.grammar))
        if run and (not goes_on or is_apart or text[run[-1].end : piece.start].strip(" \u00a0")):
            yield run, piece.kind
            run = []
        if goes_on:
            run.append(piece)
        elif piece.kind == "D":
            yield [piece], ""
    if run:
        yield run, ""


def _is_closed(run: Sequence[Piece], grammar: Grammar) -> bool:
    """True where no further word belongs to a row: a number has what it counts, a case its end."""
    if run[0].kind == "#":
        return len(run) == _COUNTED_SIZE
    last = run[-1]
    is_inflected = bool(grammar.closing) and last.key.endswith(grammar.closing)
    return is_inflected and last.kind in "ch"


def rows_from(
    pieces: Sequence[Piece], at: int, reading: Reading
) -> Iterator[tuple[tuple[str, ...], int]]:
    """The rows of words that begin with a piece, by stems, each with the index of its last one.

    They begin and end with words of phrases; inside may stand a link such as "of".
    """
    stems: list[str] = []
    for index in range(at, min(at + _LONGEST_ROW, len(pieces))):
        piece = pieces[index]
        is_link = piece.kind == "f" and piece.key in reading.grammar.links
        if not (piece.kind in _ROW_ENDS or piece.kind in "ro" or is_link):
            return
        stems.append(row_stem(piece.key, reading.grammar))
        if piece.kind in _ROW_ENDS:
            # Forms of a single word come back in any text.
            alone = index == at
            yield (stem(piece.key, reading.grammar),) if alone else tuple(stems), index


# How a window is counted


@lru_cache(maxsize=8)
def _counted(text: str) -> Reading:
    grammar = _grammar_of(text)
    if not grammar.spaced:
        return Reading(grammar, strings=frozenset(repeated_strings(text, 0, len(text))))
    bare = Reading(grammar)
    if not grammar.function:
        bare = bare._replace(common=_common(text))
    if grammar.prefixes or grammar.cut:
        bare = bare._replace(words=frozenset(map(key_of, _LETTERS.findall(text))))
    pieces = pieces_of(text, 0, len(text), bare)
    counts: Counter[tuple[str, ...]] = Counter()
    for at, piece in enumerate(pieces):
        if piece.kind in _ROW_ENDS:
            counts.update(row for row, _ in rows_from(pieces, at, bare))
    rows = frozenset(row for row, count in counts.items() if count >= _FEWEST)
    agents = frozenset(run[0].key for run, after in chunks(text, pieces, bare) if after == "a")
    return bare._replace(rows=rows, agents=agents)


def _common(text: str) -> frozenset[str]:
    """The short words of many sentences: the function words of a language that isn't known."""
    sentences = [set(map(key_of, _LETTERS.findall(one))) for one in _SENTENCE.findall(text)]
    counts = Counter(key for keys in sentences for key in keys)
    least = max(_FUNCTION_LEAST, _FUNCTION_SHARE * sum(map(bool, sentences)))
    return frozenset(
        key
        for key, count in counts.items()
        if count >= least and len(_LETTER.findall(key)) <= _FUNCTION_LETTERS
    )


def _grammar_of(text: str) -> Grammar:
    """The grammar of a window's script, of several that with the most listed words."""
    counts = {name: len(letters.findall(text)) for name, letters in _SCRIPTS.items()}
    # A text with some Kana in it is Japanese, however many Han characters there are.
    if counts["Kana"] * _KANA_SHARE >= counts["Han"]:
        counts["Han"] = 0
    script = max(counts, key=lambda name: counts[name])
    possible = [grammar for grammar in GRAMMARS if grammar.script == script and counts[script]]
    if len(possible) < _FEWEST:
        return possible[0] if possible else NONE
    keys = list(map(key_of, _LETTERS.findall(text)))
    return max(possible, key=lambda grammar: sum(bool(listed_kind(key, grammar)) for key in keys))


# Dates


# Numbers are #, of four digits y, and Y where they are likely a year without a word that says so.
_YEARS: Final = range(1700, 2100)
_YEAR_SIZE: Final = 4
_DATES: Final = regex.compile(
    r"d?#f?w[yY#]?|[nd]?w[yY#]|[yY]w#?|[nd]w|n+[ud]+|u+n+|[nu][yY]|[yY]u|n?d+n?|w(?![chro])"
    r"|Y(?![chro#])"
)


def _dated(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with those of each date joined; the words that are none alone are words."""
    kinds = "".join(_kind_in_dates(p) for p in pieces)
    at = 0
    for match in _DATES.finditer(kinds):
        before = pieces[at : match.start()]
        if before and before[-1].kind == "n":
            before = [*before[:-1], before[-1]._replace(kind="f")]
        yield from map(_plain, before)
        first, last = pieces[match.start()], pieces[match.end() - 1]
        yield Piece(first.start, last.end, first.key, "D")
        at = match.end()
    yield from map(_plain, pieces[at:])


def _kind_in_dates(piece: Piece) -> str:
    if piece.kind != "#" or len(piece.key) != _YEAR_SIZE or not piece.key.isdecimal():
        return piece.kind
    return "Y" if int(piece.key) in _YEARS else "y"


def _plain(piece: Piece) -> Piece:
    return piece._replace(kind="c") if piece.kind in "nuwd" else piece
