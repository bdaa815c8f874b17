"""What a chunk of words holds, in scripts without capital letters: dates, names, what comes back.

A chunk is what stands between function words and signs, as in Abney 1991. Beside a word for what
somebody is stands a person's name, a name of an institution has a head that says so, and what a
text is about comes back in it. What is left of a chunk is a phrase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import regex

from annotations.language.grammars import Grammar, Piece
from annotations.language.spaced import prefix_of, stem
from annotations.language.uncased import Reading, chunks, pieces_of, reading_of, rows_from
from annotations.language.unspaced import ending_of, head_of
from annotations.language.wholes import may_part_in_thai
from annotations.text import Extent, Segmentation
from annotations.tokens import EXTENDING, PREPENDED

_GOES_ON: Final = regex.compile(rf"(?V1){EXTENDING}|(?<=\p{{GCB=ZWJ}}|{PREPENDED}).")
_BRACKET: Final = regex.compile(r"\s?[(（]([\p{L}\p{M}\p{N}.]{2,12})[)）]")
# Words in a person's name, in a name with a head, and in what comes back.
_LONGEST_NAME: Final = 3
_LIKELY_NAME: Final = 2
_LONGEST_HEADED: Final = 5
_SHORTEST: Final = 2
# Phrases for each token, so that hints stay few.
_PER_TOKEN: Final = 0.4
_FEWEST: Final = 6
_SHORTEST_THAI: Final = 4
_LONGEST_STRING: Final = 20
_COMMA: Final = regex.compile(r"[,،、，]\s?")
_BESIDE: Final = {"r": "PERSON", "o": "ORG"}
_HIRAGANA: Final = regex.compile(r"\p{Hiragana}")
# Hiragana that a noun made from a verb ends with.
_NOUN_ENDINGS: Final = frozenset("えげりみきけちめせれ")


class Why(StrEnum):
    """What speaks for a place."""

    DATE = "date"
    HEAD = "head"
    BRACKET = "bracket"
    BESIDE = "beside"
    ROW = "row"
    AGENT = "agent"
    OF = "of"
    WORD = "word"
    PHRASE = "phrase"
    END = "end"


# What is kept first where there are too many phrases: the lower rank.
_RANKS: Final = {
    why: rank
    for rank, why in enumerate(
        (Why.ROW, Why.WORD, Why.HEAD, Why.BRACKET, Why.PHRASE, Why.AGENT, Why.OF, Why.BESIDE)
    )
}


class Found(NamedTuple):
    """A place in code points, the end exclusive, its likely label ("" for none), and the reason."""

    start: int
    end: int
    label: str
    why: Why


def found(text: str, start: int, end: int) -> Iterator[Found]:
    """All that could be tagged between two offsets, where `uncased.has_case` is false."""
    for place in _found(text, start, end):
        # What belongs to a character is not parted from it.
        if not (_GOES_ON.match(text, place.start) or _GOES_ON.match(text, place.end)):
            yield place


def _found(text: str, start: int, end: int) -> Iterator[Found]:
    reading = reading_of(text, start)
    pieces = pieces_of(text, start, end, reading)
    before: Sequence[Piece] = ()
    for run, following in chunks(text, pieces, reading):
        if _is_apposed(text, before, run):
            yield Found(run[0].start, run[-1].end, "PERSON", Why.BESIDE)
        if _has_role(text, before, run, reading):
            yield Found(before[0].start, before[-1].end, "", Why.OF)
        before = run
        if run[0].kind == "D":
            yield Found(run[0].start, run[-1].end, "DATE", Why.DATE)
            continue
        part: Sequence[Piece] = ()
        for part, label in _parts(run, reading):
            span = part[0].start, part[-1].end
            yield Found(*span, "", Why.PHRASE)
            if label:
                yield Found(*span, label, Why.BESIDE)
            yield from _of_part(text, part, reading)
        if following == "a" and part and run[-1].kind == "c":
            # What is longer begins with what the person is.
            name = part if len(part) <= _LONGEST_NAME else part[-_LIKELY_NAME:]
            label = "PERSON" if len(name) > 1 else ""
            yield Found(name[0].start, name[-1].end, label, Why.AGENT)
    yield from _repeated(text, pieces, reading) if reading.strings else _again(pieces, reading)


def phrases(
    segmentation: Segmentation, start: int, end: int, *, ends: bool = False
) -> list[Extent]:
    """The phrases between two offsets in the order of their starts, the longest first.

    At most about 12 for 30 tokens: what comes back, what has a name's form, then the others. With
    `ends` all, and also what is left of each without its first words. Dates are none.
    """
    tokens = segmentation.tokens_in(start, end)
    if not tokens:
        return []
    places: dict[Extent, int] = {}
    for place in found(segmentation.text, tokens[0][0], tokens[-1][1]):
        wanted = place.why in _RANKS or (ends and place.why is Why.END)
        if wanted and any(map(str.isalpha, segmentation.text[place.start : place.end])):
            rank = _RANKS.get(place.why, len(_RANKS))
            places[place[:2]] = min(rank, places.get(place[:2], rank))
    most = len(places) if ends else max(_FEWEST, round(_PER_TOKEN * len(tokens)))
    kept = sorted(places, key=lambda span: (places[span], span))[:most]
    return sorted(kept, key=lambda span: (span[0], -span[1]))


def _is_apposed(text: str, before: Sequence[Piece], run: Sequence[Piece]) -> bool:
    """True for a name between commas behind what somebody is: "the mayor of Leeds, Anna Smith,"."""
    if not 1 < len(run) <= _LONGEST_NAME or any(piece.kind not in "cwd" for piece in run):
        return False
    is_role = any(piece.kind == "r" for piece in before[:1])
    between = text[before[-1].end : run[0].start] if is_role else ""
    return _COMMA.fullmatch(between) is not None and _COMMA.match(text, run[-1].end) is not None


def _has_role(text: str, before: Sequence[Piece], run: Sequence[Piece], reading: Reading) -> bool:
    """True where a link stands between a short chunk and what somebody is: "of Kenya, minister"."""
    if run[0].kind != "r" or not 0 < len(before) <= _LONGEST_NAME:
        return False
    is_name = all(piece.kind in "ch" for piece in before) and before[0].kind == "c"
    link = text[before[-1].end : run[0].start].strip() if is_name else ""
    return link in reading.grammar.links


def _of_part(text: str, part: Sequence[Piece], reading: Reading) -> Iterator[Found]:
    span = part[0].start, part[-1].end
    if (bracket := _BRACKET.match(text, span[1])) and len(part) <= _LONGEST_HEADED:
        yield Found(*span, "", Why.BRACKET)
        yield Found(*bracket.span(1), "", Why.BRACKET)
    yield from _headed(part, reading)
    yield from _left(part, reading)
    for piece in part:
        if piece is not part[0]:
            yield Found(piece.start, span[1], "", Why.END)
        if size := prefix_of(piece.key, reading.grammar):
            # Nothing tells whether it is a letter of the word.
            yield Found(piece.start + size, span[1], "", Why.END)
    if len(part) > 1 and part[-1].key in reading.agents and part[-1].kind == "c":
        # Who acts elsewhere by one name has a longer one here.
        yield Found(part[-2].start, span[1], "PERSON", Why.AGENT)
    endings = reading.grammar.person_endings
    if endings and part[-1].key.endswith(endings) and len(part) <= _LONGEST_NAME:
        yield Found(*span, "PERSON", Why.BESIDE)


def _left(part: Sequence[Piece], reading: Reading) -> Iterator[Found]:
    """What stands in a chunk before and behind the first row that comes back."""
    for at in range(len(part) if len(part) > 1 else 0):
        ends = [last for row, last in rows_from(part, at, reading) if row in reading.rows]
        if not ends:
            continue
        if at:
            yield Found(part[0].start, part[at - 1].end, "", Why.END)
        if ends[-1] + 1 < len(part):
            yield Found(part[ends[-1] + 1].start, part[-1].end, "", Why.END)
        return


def _again(pieces: Sequence[Piece], reading: Reading) -> Iterator[Found]:
    """The longest rows of words that the window repeats."""
    after = 0
    for at, piece in enumerate(pieces):
        if at < after or piece.kind not in "ch":
            continue
        rows = [last for row, last in rows_from(pieces, at, reading) if row in reading.rows]
        following = pieces[at + 1].key if at + 1 < len(pieces) else ""
        is_verb = rows == [at] and following in reading.grammar.light
        if rows and not is_verb and (rows[-1] > at or len(piece.key) >= _SHORTEST):
            after = rows[-1] + 1
            why = Why.ROW if rows[-1] > at else Why.WORD
            yield Found(piece.start, pieces[rows[-1]].end, "", why)


def _headed(part: Sequence[Piece], reading: Reading) -> Iterator[Found]:
    """The name of an institution, a place or a happening in a chunk, from or to its head."""
    grammar = reading.grammar
    if not grammar.spaced:
        for piece in part:
            if label := head_of(piece.key, grammar):
                yield Found(piece.start, piece.end, label, Why.HEAD)
        return
    heads = [index for index, piece in enumerate(part) if piece.kind == "h"]
    if not heads:
        return
    if grammar.before:
        ends = [*(head - 1 for head in heads[1:]), len(part) - 1]
        bounds = [
            (head, min(end, _name_end(part, head, reading)))
            for head, end in zip(heads, ends, strict=True)
        ]
    else:
        # A head that a name begins with is none: "State Union".
        heads = [head for head in heads if head] or heads
        begins = [0, *(head + 1 for head in heads[:-1])]
        bounds = [
            (_name_start(part, begin, head, reading), head)
            for begin, head in zip(begins, heads, strict=True)
        ]
    for first, last in bounds:
        key = part[first if grammar.before else last].key
        is_more = last > first or (grammar.cut and key not in grammar.heads)
        if is_more and last - first < _LONGEST_HEADED:
            known = ending_of(key, grammar.heads, _SHORTEST) if grammar.cut else key
            label = grammar.heads.get(known) or grammar.heads.get(stem(key, grammar), "")
            yield Found(part[first].start, part[last].end, label, Why.HEAD)


def _name_start(part: Sequence[Piece], begin: int, head: int, reading: Reading) -> int:
    """The first word of a name that ends with its head: where the longest row that comes back is,
    else where the chunk begins.
    """
    for at in range(begin, head):
        rows = rows_from(part, at, reading)
        if any(last == head and row in reading.rows for row, last in rows):
            return at
    return begin


def _name_end(part: Sequence[Piece], head: int, reading: Reading) -> int:
    """The last word of a name that begins with its head.

    After a word without the article one with it begins a new phrase, where it does elsewhere.
    """
    article = reading.grammar.article
    rows = [at for row, at in rows_from(part, head, reading) if row in reading.rows and at > head]
    if rows:
        return rows[-1]
    for at in range(head + 2, len(part)):
        if any(row in reading.rows and last > at for row, last in rows_from(part, at, reading)):
            return at - 1
        one, two = part[at - 1], part[at]
        stems = stem(one.key, reading.grammar), stem(two.key, reading.grammar)
        if reading.grammar.subject_first and _has_article(one, article) > _has_article(
            two, article
        ):
            return at - 1
        comes_back = stems[1:] in reading.rows and stems not in reading.rows
        if article and comes_back and _has_article(two, article) > _has_article(one, article):
            return at - 1
    return len(part) - 1


def _has_article(piece: Piece, article: str) -> bool:
    return piece.key.startswith(article)


def _parts(run: Sequence[Piece], reading: Reading) -> Iterator[tuple[Sequence[Piece], str]]:
    """A chunk cut at what somebody is. The part beside is a name and has the label."""
    first = reading.grammar.roles_before
    part: list[Piece] = []
    beside = ""
    for piece in run:
        label = _BESIDE.get(piece.kind, "")
        if not label:
            part.append(piece)
            continue
        if part:
            yield from _beside(part, beside if first or label == "ORG" else label, reading)
        part, beside = [], label
    if part:
        yield from _beside(part, beside if first or beside == "ORG" else "", reading)


def _beside(
    part: Sequence[Piece], label: str, reading: Reading
) -> Iterator[tuple[Sequence[Piece], str]]:
    """The name in what stands beside a role, and what is left of it."""
    grammar = reading.grammar
    if not label:
        yield part, ""
        return
    if not grammar.roles_before:
        at = 0 if label == "ORG" else len(part) - 1
        if at:
            yield part[:at], ""
        yield part[at:], label
        return
    # "the minister of the environment": what has the article tells what kind of role it is.
    at = 0
    while grammar.article and at < len(part) and part[at].key.startswith(grammar.article):
        at += 1
    if at == len(part):
        yield part, ""
        return
    if at:
        yield part[:at], ""
    if label == "PERSON" and grammar.before and part[at].kind == "h":
        # "the president of the university": what follows is no person.
        yield part[at:], ""
        return
    if label == "PERSON":
        size = _name_size(part, at, grammar.name_words, grammar)
    else:
        size = 1 if len(part) - at > _SHORTEST else len(part) - at
    yield part[at : at + size], label
    if at + size < len(part):
        yield part[at + size :], ""


def _name_size(part: Sequence[Piece], at: int, words: int, grammar: Grammar) -> int:
    """How many pieces a person's name of so many words has; its particles are not counted."""
    size = 0
    while words and at + size < len(part):
        words -= part[at + size].key not in grammar.particles
        size += 1
    return size


def _repeated(text: str, pieces: Sequence[Piece], reading: Reading) -> Iterator[Found]:
    """The strings that come back, from where a word begins, in scripts without spaces."""
    at = 0
    least = _SHORTEST if reading.grammar.script != "Thai" else _SHORTEST_THAI
    for index, piece in enumerate(pieces):
        if piece.kind not in "ch" or piece.end <= at:
            continue
        place = max(at, piece.start)
        while place < piece.end - 1:
            start, end = place, _string_at(text, place, pieces, index, reading)
            if reading.grammar.script == "Thai":
                start, end = _in_syllables(text, start, end)
            if end - start >= least:
                yield Found(start, end, "", Why.ROW)
                at = end
            elif reading.grammar.script == "Kana":
                break
            place = max(place + 1, at)


def _in_syllables(text: str, place: int, end: int) -> Extent:
    """What of a Thai string are whole syllables."""
    while place < end and not may_part_in_thai(text, place):
        place += 1
    while place < end and not may_part_in_thai(text, end):
        end -= 1
    return place, end


def _string_at(text: str, place: int, pieces: Sequence[Piece], index: int, reading: Reading) -> int:
    """The end of the longest string from an offset on that comes back; 0 for none."""
    grammar = reading.grammar
    for size in range(_LONGEST_STRING, _SHORTEST - 1, -1):
        end = place + size
        if end > pieces[-1].end or text[place:end] not in reading.strings:
            continue
        inside = [piece for piece in pieces[index : index + size] if piece.start < end]
        if grammar.script == "Kana":
            # Particles part words, other Hiragana may be inside of them.
            stops = (
                p for p in inside if p.kind == "f" and p.key in grammar.function - grammar.links
            )
            end = min([end, *(piece.start for piece in stops)])
            inside = [piece for piece in inside if piece.start < end]
        while len(inside) > 1 and inside[-1].kind not in "ch" and not _is_noun_ending(text, end):
            end = inside.pop().start
        if end - place >= _SHORTEST:
            return end
    return 0


def _is_noun_ending(text: str, end: int) -> bool:
    if text[end - 1 : end] not in _NOUN_ENDINGS:
        return False
    return not _HIRAGANA.match(text, end - 2, end - 1)
