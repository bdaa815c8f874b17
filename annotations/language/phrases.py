"""The noun phrases of a sentence that a stance could be about.

English is cut at its function words and verbs: chunks as in Abney 1991, found in a row of word
classes, and joined to longer readings by prepositions. In another language that has capital
letters, the runs of words with them are given, and in a script without any, what function words
leave (`annotations.language.chunks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import regex

from annotations.language import chunks, english
from annotations.language.uncased import has_case
from annotations.language.word_classes import Word, word_classes, words_of
from annotations.text import Extent, Segmentation

# Phrases for each word, so that hints stay few: 12 for a sentence of 30 words.
_PER_WORD: Final = 0.4
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
_ENGLISH_SHARE: Final = 0.1
# A first word of so few letters is more often an article than a name.
_SHORT: Final = 3
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")

# In the classes of `word_classes`.
_CHUNK = regex.compile(r"(?:a+c(?=a+[nN]))?[aN#nkw](?:[aNnkw']|(?<!n)#)*(?<=[nNk])")
_NAME_AT_END = regex.compile(r"(?<=n)N+$")
_TO_VERB = regex.compile(r"tv[dqr]*")
_LINKED = regex.compile(r"[nNk][pt][dqr#]*g?$")
_LINK = regex.compile(r"[pt][dqr#]*g?")
# Prepositions that after another complement more often go with the verb.
_WEAK: Final = frozenset({"in", "from", "into", "among", "across", "toward", "towards"})
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
    english_here = _is_english(segmentation, start, end)
    found: dict[Extent, int] = {}
    count = 0
    for line in _lines(segmentation, start, end):
        words = words_of(segmentation, *line)
        count += sum(word.is_plain for word in words)
        if not english_here:
            found |= dict.fromkeys(_capital_runs(segmentation.text, words), 0)
            continue
        for reading in _readings(words, word_classes(words)):
            span = words[reading.first].start, words[reading.end - 1].end
            found[span] = min(_RANKS[reading.kind], found.get(span, _RANKS[reading.kind]))
    most = max(_FEWEST, round(_PER_WORD * count))
    kept = sorted(found, key=lambda span: (found[span], span))[:most]
    return sorted(kept, key=lambda span: (span[0], -span[1]))


def _lines(segmentation: Segmentation, start: int, end: int) -> Iterator[Extent]:
    """The parts of paragraphs between two offsets: no phrase goes over the end of a line."""
    paragraph = segmentation.paragraph_at(start)
    while paragraph is not None and paragraph[0] < end:
        yield max(start, paragraph[0]), min(end, paragraph[1])
        paragraph = segmentation.next_paragraph(paragraph[1])


def _is_english(segmentation: Segmentation, start: int, end: int) -> bool:
    if not segmentation.language.startswith("en"):
        return False
    around = segmentation.text[max(0, start - _AROUND) : end + _AROUND]
    words = [word.lower() for word in _LETTERS.findall(around)]
    marks = sum(word in english.MARKS for word in words)
    return marks > 0 and marks >= _ENGLISH_SHARE * len(words)


def _capital_runs(text: str, words: Sequence[Word]) -> list[Extent]:
    """The runs of words with capital letters; a sentence's first only if it is never without."""
    found: list[Extent] = []
    goes_on = False
    for index, word in enumerate(words):
        is_name = word.is_capital and not (index == 0 and _opens_only(text, words))
        if is_name and goes_on:
            found[-1] = (found[-1][0], word.end)
        elif is_name:
            found.append((word.start, word.end))
        goes_on = is_name
    return found


def _opens_only(text: str, words: Sequence[Word]) -> bool:
    """True where the first word has its capital letter for its place alone, as an article has."""
    word = words[0]
    alone = len(words) < 2 or not words[1].is_capital
    if alone and len(word.text) <= _SHORT and not word.text.isupper():
        return True
    around = text[max(0, word.start - 10 * _AROUND) : word.end + 10 * _AROUND]
    return regex.search(rf"\b{regex.escape(word.lower)}\b", around) is not None


def _readings(words: Sequence[Word], classes: str) -> Iterator[_Reading]:
    chunks = list(_chunks(words, classes))
    for index, chunk in enumerate(chunks):
        ends = _complement_ends(words, classes, chunks[index:])
        yield from _own_readings(words, classes, chunk, ends)
        if doing := _DOING.search(classes, max(0, chunk.first - _NEAR), chunk.first):
            yield from (_Reading(doing.start(), end, "doing") for end in {chunk.end, *ends[-1:]})
        following = chunks[index + 1] if index + 1 < len(chunks) else None
        if following is None or ends or classes[chunk.end : following.first] != "c":
            continue
        if not (_is_name(chunk) or _is_name(following)):
            yield _Reading(chunk.first, following.end, "joined")


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
    if to_verb := _TO_VERB.match(classes, chunks[0].end):
        if words[chunks[0].end - 1].lower not in english.TAKES_TO_VERB:
            return []
        if len(chunks) == 1 or chunks[1].first != to_verb.end():
            return [chunks[0].end + 2]
        ends, at = [chunks[1].end], 1
    while len(ends) < _LINKS and at + 1 < len(chunks) and _is_linked(words, classes, chunks, at):
        is_pair = words[chunks[at].end].lower == "between"
        at += 1
        joined = _joined(classes, chunks, at, is_pair)
        if not (is_pair and joined > at):
            ends.append(chunks[at].end)
        if joined > at:
            return [*ends, chunks[joined].end]
    return ends


def _is_linked(words: Sequence[Word], classes: str, chunks: Sequence[_Chunk], at: int) -> bool:
    """True where the chunk after the one at `at` is a complement of it."""
    chunk, complement = chunks[at], chunks[at + 1]
    if not _LINK.fullmatch(classes, chunk.end, complement.first):
        return False
    preposition = words[chunk.end].lower
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
    """A chunk bare and with its complements, each also without the owner at its head."""
    starts = [chunk.first]
    starts += [chunk.first + i + 1 for i, tag in enumerate(chunk.classes[:-1]) if tag == "'"]
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
