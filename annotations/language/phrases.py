"""The noun phrases of a sentence that a stance could be about.

English is cut at its function words and verbs: chunks as in Abney 1991, found in a row of word
classes, and joined to longer readings by prepositions. In another language that has capital
letters, the runs of words with them are given, in German with adjectives and complements
(`capitals`), and in a script without any, what function words leave (`chunks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import regex

from annotations.language import capitals, chunks, english, german
from annotations.language.uncased import has_case
from annotations.language.word_classes import (
    OPENING_QUOTES,
    Word,
    is_plural,
    word_classes,
    words_of,
)
from annotations.text import Extent, Segmentation

# Phrases for each word, so that hints stay few: 12 for a sentence of 30 words.
_PER_WORD: Final = 0.4
_PER_WORD_OF_GERMAN: Final = 0.5
_FEWEST: Final = 6
# How many complements a phrase may have, one after another.
_LINKS: Final = 3

# How many words before a phrase are looked at.
_NEAR: Final = 8

# What is kept first where there are too many: the lower rank.
_RANKS: Final = {
    "whole": 1,
    "bare": 2,
    "owned": 2,
    "partial": 3,
    "joined": 2,
    "doing": 3,
    "complement": 3,
    "name": 4,
    "owned, bare": 4,
    "name as complement": 5,
}

# A text is judged to be English by the words this many code points around the sentence.
_AROUND: Final = 1500
_SHARE: Final = 0.1
# Python's own module is twice as fast here, and this is a third of all the work.
_LETTERS = re.compile(r"[^\W\d_]+")

# In the classes of `word_classes`.
_CHUNK = regex.compile(r"(?:a+c(?=a+[nN]))?[aN#nkw](?:[aNnkw']|(?<!n)#)*(?<=[nNk])")
_NAME_AT_END = regex.compile(r"(?<=n)N+$")
_TO_VERB = regex.compile(r"tv[dqr]*")
_TO_PLACE = regex.compile(r"[pt][dqr#]*")
_AGENT = regex.compile(r"o[dqr#]*")
_MEASURE = regex.compile(r"[pt][q#]*[#k]+")
_LINKED = regex.compile(r"[nNk][pt][dqr#]*g?$")
_LINK = regex.compile(r"[pt][dqr#]*g?")
# Behind these a measure belongs to the noun: "a delay of two weeks".
_OF_MEASURES: Final = frozenset({"of", "to"})
# Prepositions that after another complement more often go with the verb.
_WEAK: Final = frozenset({"in", "from", "into", "among", "across", "toward", "towards"})
# Words in quotation marks that a noun follows: "the “quick freeze” procedure".
_CLOSING_QUOTES: Final = frozenset('"”“»')
_QUOTED = regex.compile(r"(a*)\.[aNng#k]{1,4}\.$")
_DOING = regex.compile(r"(?<=[pv])g[dq]*$")


class _Chunk(NamedTuple):
    """A phrase without complements: indices of words, the end exclusive, and its classes."""

    first: int
    end: int
    classes: str


class _Reading(NamedTuple):
    """One way to read a phrase: indices of words, the end exclusive, and its kind in `_RANKS`."""

    first: int
    end: int
    kind: str


def noun_phrases(segmentation: Segmentation, start: int, end: int) -> list[Extent]:
    """The spans of the noun phrases between two offsets, usually those of one sentence.

    A phrase has no leading determiner or adverb, never goes over punctuation or a verb, and starts
    and ends with a token, but for particles that are written together with a word. Where a short
    and a long reading are both plausible both are given, so that phrases may nest or overlap. They
    are in the order of their starts, the longest first, and at most about 12 for 30 words.
    """
    if not has_case(segmentation.text, start, end):
        return chunks.phrases(segmentation, start, end)
    english_here = _is_in("en", english.MARKS, segmentation, start, end)
    german_here = not english_here and _is_in("", german.MARKS, segmentation, start, end)
    found: dict[Extent, int] = {}
    count = 0
    for line in _lines(segmentation, start, end):
        words = words_of(segmentation, *line)
        count += sum(word.is_plain for word in words)
        if not english_here:
            found |= capitals.phrases(segmentation.text, words, is_german=german_here)
            continue
        for reading in _readings(words, word_classes(words)):
            span = words[reading.first].start, words[reading.end - 1].end
            found[span] = min(_RANKS[reading.kind], found.get(span, _RANKS[reading.kind]))
    share = _PER_WORD_OF_GERMAN if german_here else _PER_WORD
    most = max(_FEWEST, round(share * count))
    kept = sorted(found, key=lambda span: (found[span], span))[:most]
    return sorted(kept, key=lambda span: (span[0], -span[1]))


def _lines(segmentation: Segmentation, start: int, end: int) -> Iterator[Extent]:
    """The parts of paragraphs between two offsets: no phrase goes over the end of a line."""
    paragraph = segmentation.paragraph_at(start)
    while paragraph is not None and paragraph[0] < end:
        yield max(start, paragraph[0]), min(end, paragraph[1])
        paragraph = segmentation.next_paragraph(paragraph[1])


def _is_in(
    language: str, marks: frozenset[str], segmentation: Segmentation, start: int, end: int
) -> bool:
    """Whether the text around is in a language: by its commonest words, if it is said to be."""
    if not segmentation.language.startswith(language):
        return False
    around = segmentation.text[max(0, start - _AROUND) : end + _AROUND]
    words = _LETTERS.findall(around.lower())
    count = sum(map(marks.__contains__, words))
    return count > 0 and count >= _SHARE * len(words)


def _readings(words: Sequence[Word], classes: str) -> Iterator[_Reading]:
    chunks = list(_chunks(words, classes))
    for index, chunk in enumerate(chunks):
        ends = _complement_ends(words, classes, chunks[index:])
        yield from _own_readings(words, classes, chunk, ends)
        if (quoted := _quoted(words, classes, chunk)) is not None:
            yield from (_Reading(quoted, end, "whole") for end in {chunk.end, *ends[-1:]})
        if doing := _DOING.search(classes, max(0, chunk.first - _NEAR), chunk.first):
            done = ends or _infinitive(classes, chunks[index:], 0)[0]
            yield from (_Reading(doing.start(), end, "doing") for end in {chunk.end, *done[-1:]})
        following = chunks[index + 1] if index + 1 < len(chunks) else None
        if following is None or ends or classes[chunk.end : following.first] != "c":
            continue
        if not (_is_name(chunk) or _is_name(following)):
            yield _Reading(chunk.first, following.end, "joined")


def _quoted(words: Sequence[Word], classes: str, chunk: _Chunk) -> int | None:
    """Where the quotation begins that stands before a noun as a part of the phrase, if one does."""
    if _is_name(chunk) or not (found := _QUOTED.search(classes, 0, chunk.first)):
        return None
    at = found.end(1)
    opening, closing = words[at], words[chunk.first - 1]
    paired = opening.text in OPENING_QUOTES and closing.text in _CLOSING_QUOTES
    touching = opening.end == words[at + 1].start
    return found.start() if paired and touching else None


def _chunks(words: Sequence[Word], classes: str) -> Iterator[_Chunk]:
    """The phrases without complements, but for those that are of numbers and times alone."""
    for match in _CHUNK.finditer(classes):
        first, end = match.span()
        name = _NAME_AT_END.search(match[0])
        cuts = [first, first + name.start(), end] if name else [first, end]
        for start, stop in pairwise(cuts):
            part = classes[start:stop]
            if set(part) & set("nN") and (stop > start + 1 or len(words[start].text) > 1):
                yield _Chunk(start, stop, part)


def _is_name(chunk: _Chunk) -> bool:
    return set(chunk.classes) <= set("N'")


def _complement_ends(words: Sequence[Word], classes: str, chunks: Sequence[_Chunk]) -> list[int]:
    """Where the first chunk may end with its complements, in order: indices of words, exclusive."""
    ends: list[int] = []
    at = 0
    takes_verb = words[chunks[0].end - 1].lower in english.TAKES_TO_VERB
    if _TO_VERB.match(classes, chunks[0].end):
        if not takes_verb:
            return []
        ends, at = _infinitive(classes, chunks, 0)
        if at == 0:
            return ends
    while len(ends) < _LINKS and at + 1 < len(chunks) and _is_linked(words, classes, chunks, at):
        is_pair = words[chunks[at].end].lower == "between"
        is_doing = "g" in classes[chunks[at].end : chunks[at + 1].first]
        at = _with_name(words, chunks, at + 1)
        joined = _joined(classes, chunks, at, is_pair)
        if not (is_pair and joined > at):
            ends.append(chunks[at].end)
        if joined > at:
            return [*ends, chunks[joined].end]
        if takes_verb or is_doing:
            more, at = _infinitive(classes, chunks, at)
            ends += more
            takes_verb = takes_verb and not more
    last = ends[-1] if ends else chunks[0].end
    if (measure := _MEASURE.match(classes, last)) and words[last].lower in _OF_MEASURES:
        ends.append(measure.end())
    return ends


def _infinitive(classes: str, chunks: Sequence[_Chunk], at: int) -> tuple[list[int], int]:
    """Where a verb with "to" behind the chunk at `at` ends with its object, nowhere if there is
    none; and the index of the last chunk in it.
    """
    to_verb = _TO_VERB.match(classes, chunks[at].end)
    if to_verb is None:
        return [], at
    if at + 1 < len(chunks):
        following = chunks[at + 1]
        between = classes[to_verb.end() : following.first]
        if not between or _TO_PLACE.fullmatch(between):
            plain = [to_verb.start() + 2] if between else []
            return [*plain, following.end], at + 1
    return [to_verb.start() + 2], at


def _with_name(words: Sequence[Word], chunks: Sequence[_Chunk], at: int) -> int:
    """The index of the name that follows what its bearer is, the chunk at `at`, else `at`."""
    if at + 1 >= len(chunks) or chunks[at + 1].first != chunks[at].end:
        return at
    is_one = not is_plural(words[chunks[at].end - 1].lower)
    return at + 1 if is_one and _is_name(chunks[at + 1]) else at


def _is_linked(words: Sequence[Word], classes: str, chunks: Sequence[_Chunk], at: int) -> bool:
    """True where the chunk after the one at `at` is a complement of it."""
    chunk, complement = chunks[at], chunks[at + 1]
    preposition = words[chunk.end].lower
    if preposition == "by" and _AGENT.fullmatch(classes, chunk.end, complement.first):
        # Who did it; else it is a time or a manner, or the verb's.
        named = chunks[_with_name(words, chunks, at + 1)]
        return at == 0 and not _is_name(chunk) and named.classes[-1] == "N"
    if not _LINK.fullmatch(classes, chunk.end, complement.first):
        return False
    if _is_name(chunk):
        return preposition == "of"
    return at == 0 or preposition not in _WEAK or _is_name(complement)


def _joined(classes: str, chunks: Sequence[_Chunk], at: int, is_pair: bool) -> int:
    """The index of the chunk that "and" or "or" joins to the one at `at`, else `at`."""
    if at + 1 >= len(chunks):
        return at
    between = classes[chunks[at].end : chunks[at + 1].first]
    is_joined = between == "c" or (is_pair and between.strip("dqr") == "c")
    return at + 1 if is_joined else at


def _own_readings(
    words: Sequence[Word], classes: str, chunk: _Chunk, ends: Sequence[int]
) -> Iterator[_Reading]:
    """A chunk bare and with its complements, each also without the owner at its head, or the first
    of two adjectives that "and" joins."""
    starts = [chunk.first]
    starts += [chunk.first + i + 1 for i, tag in enumerate(chunk.classes[:-1]) if tag in "'c"]
    is_empty = words[chunk.end - 1].lower in english.EMPTY
    for start in starts:
        owned = start > chunk.first
        if ends:
            yield _Reading(start, ends[-1], "owned" if owned else "whole")
        if not is_empty:
            yield _Reading(start, chunk.end, _kind_of_bare(classes, chunk, owned, bool(ends)))
    yield from (_Reading(chunk.first, end, "partial") for end in ends[:-1])


def _kind_of_bare(classes: str, chunk: _Chunk, owned: bool, has_ends: bool) -> str:
    depends = _LINKED.search(classes, max(0, chunk.first - _NEAR), chunk.first) is not None
    if owned:
        return "owned, bare" if has_ends else "owned"
    if _is_name(chunk) and "'" not in chunk.classes:
        return "name as complement" if depends else "name"
    if has_ends:
        return "bare"
    return "complement" if depends else "whole"
