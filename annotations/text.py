"""Paragraphs, sentences, tokens and graphemes of a text, and offsets in other units.

Spans are `(start, end)` in Unicode code points, counted from 0, the end exclusive. Nothing here
changes a text, and no span ever starts or ends inside a grapheme cluster (Unicode UAX 29). A text
with lone surrogates is no document: sentences and conversions raise UnicodeEncodeError for it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import TypeVar

import regex
import sentencex

from annotations.boundaries import after_lead, parted
from annotations.boundaries import is_inside as is_inside_sentence
from annotations.tokens import (
    BLANK,
    EXTENDING,
    GRAPHEME,
    PREPENDED,
    Extent,
    grapheme_spans,
    tokenise,
    trim,
)

__all__ = [
    "Extent",
    "Segmentation",
    "from_bytes",
    "from_utf16",
    "grapheme_spans",
    "in_context",
    "is_inside",
    "to_bytes",
    "to_utf16",
    "tokenise",
    "trim",
]

_Found = TypeVar("_Found")

# Lines end where Unicode says that they must (UAX 14, classes BK, CR, LF and NL). For so plain a
# pattern `re` takes half the time.
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]++")

# A text is cut into chunks of this many code points or a little more, and tokens are found in a
# chunk when they are asked for. The cuts are where neither a token nor a grapheme can go on.
_CHUNK = 512
_CUT = regex.compile(
    rf"(?V1)(?s)(?<=\n)|(?<!\r)(?=\s)(?={BLANK}.)|(?<=[\p{{Han}}&&\p{{L}}])(?=[\p{{Han}}&&\p{{L}}])"
)
_CUT_IN_WORD = regex.compile("(?<=[!-~])(?=[!-~])")
_KEPT = 256

# Where stops have no space after them, sentencex takes time by the square of a line's length, so a
# long line is given to it in windows. They are short where the script is written like that, and
# long where quotations may be. A boundary near a window's end might look different with more text.
_WINDOW = 16384
_DENSE_WINDOW = 2048
_DENSE = regex.compile("[。｡！？]")
_WINDOW_EDGE = 64
_INSIDE_GRAPHEME = regex.compile(rf"(?V1){EXTENDING}|(?<=[\p{{GCB=ZWJ}}{PREPENDED}]).")

# Offsets in bytes are counted from the start of a block of code points.
_BLOCK = 1024


def is_inside(inner: Extent, outer: Extent) -> bool:
    """Whether an extent lies in another and leaves some of it."""
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer


def in_context(text: str, extent: Extent, width: int) -> tuple[str, str, str]:
    """What stands before an extent, its words, and what stands after it, each in one line.

    At most `width` code points of the text are taken on either side. A blank at the inner end of
    one that is not of the words says that white space stands there.
    """
    start, end = extent
    parts = text[max(0, start - width) : start], text[start:end], text[end : end + width]
    before, words, after = (" ".join(part.split()) for part in parts)
    before += " " * text[max(0, start - 1) : start].isspace()
    return before, words, " " * text[end : end + 1].isspace() + after


class Segmentation:
    """The paragraphs, sentences, tokens and graphemes of one text.

    Paragraphs are found at the first use and kept; sentences are found in the paragraph, tokens and
    graphemes around the offset that is asked for. An offset may be anything from 0 to the text's
    length; one outside counts as the nearest. `language` is an ISO 639-1 code for the abbreviations
    that end no sentence.

    The `..._at` methods give the span that holds the offset, else the next one, else the last;
    None only where the text has none at all. The `next_...` methods give the first span that
    starts at or after the offset, the `previous_...` ones the last that ends at or before it.
    """

    def __init__(self, text: str, language: str = "en") -> None:
        self.text = text
        self.language = language
        self._sentences: OrderedDict[int, Sequence[Extent]] = OrderedDict()
        self._tokens: OrderedDict[int, Sequence[Extent]] = OrderedDict()
        self._graphemes: OrderedDict[int, Sequence[int]] = OrderedDict()

    @cached_property
    def paragraphs(self) -> Sequence[Extent]:
        """The lines that are not blank, each without the white space at its ends."""
        text = self.text
        lines = (trim(text, *match.span()) for match in _LINE.finditer(text))
        return [(start, end) for start, end in lines if start < end]

    @property
    def sentences(self) -> Sequence[Extent]:
        """The sentences of each paragraph, found by sentencex (Wikimedia, after pySBD's rules).

        No sentence goes over the end of a line: headlines and captions have no full stop. All of
        them are found anew each time; the methods that take an offset look at its paragraph alone.
        """
        return [
            sentence
            for start, end in self.paragraphs
            for sentence in _sentences(self.text, start, end, self.language)
        ]

    @cached_property
    def _chunks(self) -> Sequence[int]:
        return array("Q", _cuts(self.text))

    def paragraph_at(self, offset: int) -> Extent | None:
        """The paragraph that holds the offset, else the next, else the last."""
        return _at(self.paragraphs, offset)

    def next_paragraph(self, offset: int) -> Extent | None:
        """The first paragraph that starts at or after the offset."""
        return _next(self.paragraphs, offset)

    def previous_paragraph(self, offset: int) -> Extent | None:
        """The last paragraph that ends at or before the offset."""
        return _previous(self.paragraphs, offset)

    def sentence_at(self, offset: int) -> Extent | None:
        """The sentence that holds the offset, else the next, else the last."""
        place = bisect_right(self.paragraphs, offset, key=itemgetter(1))
        place = min(place, len(self.paragraphs) - 1)
        return _at(self._paragraph_sentences(place), offset) if place >= 0 else None

    def next_sentence(self, offset: int) -> Extent | None:
        """The first sentence that starts at or after the offset."""
        first = bisect_right(self.paragraphs, offset, key=itemgetter(1))
        for place in range(first, len(self.paragraphs)):
            if found := _next(self._paragraph_sentences(place), offset):
                return found
        return None

    def previous_sentence(self, offset: int) -> Extent | None:
        """The last sentence that ends at or before the offset."""
        last = bisect_left(self.paragraphs, offset, key=itemgetter(0)) - 1
        for place in range(last, -1, -1):
            if found := _previous(self._paragraph_sentences(place), offset):
                return found
        return None

    def token_at(self, offset: int) -> Extent | None:
        """The token that holds the offset, else the next, else the last."""
        found = _at(self._chunk_tokens(self._chunk_of(offset)), offset)
        if found is not None and found[1] > offset:
            return found
        return self.next_token(offset) or self.previous_token(offset)

    def next_token(self, offset: int) -> Extent | None:
        """The first token that starts at or after the offset."""
        for chunk in range(self._chunk_of(offset), len(self._chunks)):
            if found := _next(self._chunk_tokens(chunk), offset):
                return found
        return None

    def previous_token(self, offset: int) -> Extent | None:
        """The last token that ends at or before the offset."""
        for chunk in range(self._chunk_of(offset), -1, -1):
            if found := _previous(self._chunk_tokens(chunk), offset):
                return found
        return None

    def tokens_in(self, start: int, end: int) -> list[Extent]:
        """The tokens that lie wholly between two offsets, in order."""
        found: list[Extent] = []
        for chunk in range(self._chunk_of(start), self._chunk_of(end) + 1):
            tokens = self._chunk_tokens(chunk)
            first = bisect_left(tokens, start, key=itemgetter(0))
            found += tokens[first : bisect_right(tokens, end, key=itemgetter(1))]
        return found

    def grapheme_at(self, offset: int) -> Extent | None:
        """The grapheme that holds the offset; at the text's end the last one."""
        if not self.text:
            return None
        offset = max(0, min(offset, len(self.text) - 1))
        chunk = self._chunk_of(offset)
        starts = self._chunk_graphemes(chunk)
        index = bisect_right(starts, offset)
        end = starts[index] if index < len(starts) else self._bounds(chunk)[1]
        return starts[index - 1], end

    def next_grapheme(self, offset: int) -> Extent | None:
        """The first grapheme that starts at or after the offset."""
        if offset >= len(self.text):
            return None
        found = self.grapheme_at(offset)
        if found is None or found[0] >= offset:
            return found
        return self.grapheme_at(found[1]) if found[1] < len(self.text) else None

    def previous_grapheme(self, offset: int) -> Extent | None:
        """The last grapheme that ends at or before the offset."""
        if offset <= 0:
            return None
        found = self.grapheme_at(offset - 1)
        if found is None or found[1] <= offset:
            return found
        return self.grapheme_at(found[0] - 1) if found[0] else None

    def _paragraph_sentences(self, place: int) -> Sequence[Extent]:
        start, end = self.paragraphs[place]
        return _kept(
            self._sentences, place, lambda: list(_sentences(self.text, start, end, self.language))
        )

    def _chunk_of(self, offset: int) -> int:
        return max(0, bisect_right(self._chunks, max(offset, 0)) - 1)

    def _bounds(self, chunk: int) -> Extent:
        chunks = self._chunks
        return chunks[chunk], chunks[chunk + 1] if chunk + 1 < len(chunks) else len(self.text)

    def _chunk_tokens(self, chunk: int) -> Sequence[Extent]:
        return _kept(self._tokens, chunk, lambda: tokenise(self.text, *self._bounds(chunk)))

    def _chunk_graphemes(self, chunk: int) -> Sequence[int]:
        return _kept(
            self._graphemes, chunk, lambda: _grapheme_starts(self.text, *self._bounds(chunk))
        )


def to_utf16(text: str, offset: int) -> int:
    """An offset in code points as one in UTF-16 code units.

    Raises ValueError for an offset that is not in the text.
    """
    return _to_bytes(text, offset, "utf-16-le") // 2


def from_utf16(text: str, offset: int) -> int:
    """An offset in UTF-16 code units as one in code points.

    Raises ValueError for an offset that is not in the text or inside a surrogate pair.
    """
    return _from_bytes(text, offset * 2, "utf-16-le")


def to_bytes(text: str, offset: int) -> int:
    """An offset in code points as one in UTF-8 bytes.

    Raises ValueError for an offset that is not in the text.
    """
    return _to_bytes(text, offset, "utf-8")


def from_bytes(text: str, offset: int) -> int:
    """An offset in UTF-8 bytes as one in code points.

    Raises ValueError for an offset that is not in the text or inside a character.
    """
    return _from_bytes(text, offset, "utf-8")


def _at(spans: Sequence[Extent], offset: int) -> Extent | None:
    index = bisect_right(spans, offset, key=itemgetter(1))
    return spans[min(index, len(spans) - 1)] if spans else None


def _next(spans: Sequence[Extent], offset: int) -> Extent | None:
    index = bisect_left(spans, offset, key=itemgetter(0))
    return spans[index] if index < len(spans) else None


def _previous(spans: Sequence[Extent], offset: int) -> Extent | None:
    index = bisect_right(spans, offset, key=itemgetter(1))
    return spans[index - 1] if index else None


def _kept(cache: OrderedDict[int, _Found], place: int, find: Callable[[], _Found]) -> _Found:
    """What was found in a chunk or a paragraph, out of a cache that forgets the longest unused."""
    if place in cache:
        cache.move_to_end(place)
        return cache[place]
    if len(cache) >= _KEPT:
        cache.popitem(last=False)
    return cache.setdefault(place, find())


def _cuts(text: str) -> Iterator[int]:
    """Where the chunks of a text start."""
    at = 0
    while True:
        yield at
        if len(text) - at <= 2 * _CHUNK:
            return
        at = _cut_after(text, at)


def _cut_after(text: str, start: int) -> int:
    limit = start + 2 * _CHUNK
    if match := _CUT.search(text, start + _CHUNK, limit):
        return match.start()
    # One unbroken run: a token may be cut in two, a grapheme never.
    if match := _CUT_IN_WORD.search(text, start + _CHUNK, limit):
        return match.start()
    graphemes = GRAPHEME.finditer(text, start)
    return next(match.end() for match in graphemes if match.end() >= limit)


def _grapheme_starts(text: str, start: int, end: int) -> Sequence[int]:
    part = text[start:end]
    if part.isascii() and "\r" not in part:
        return range(start, end)
    return array("Q", (match.start() for match in GRAPHEME.finditer(text, start, end)))


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[Extent]:
    lead = after_lead(text, start, end)
    begins = [begin for begin in _sentence_starts(text, lead, end, language) if begin > lead]
    begins = [begin for begin in begins if not is_inside_sentence(text, start, begin)]
    for found in pairwise((start, *begins, end)):
        for first, last in parted(text, *found):
            sentence = trim(text, first, last)
            if sentence[0] < sentence[1]:
                yield sentence


def _sentence_starts(text: str, start: int, end: int, language: str) -> Iterator[int]:
    usual = _DENSE_WINDOW if _DENSE.search(text, start, end) else _WINDOW
    size = usual
    while start < end:
        is_last = start + size >= end
        window = text[start:end] if is_last else _without_open_quote(text[start : start + size])
        found = sentencex.get_sentence_boundaries(language, window)
        begins = [start + boundary["start_index"] for boundary in found]
        after = end
        if not is_last:
            limit = start + len(window) - _WINDOW_EDGE
            begins = [begin for begin in begins if begin <= limit]
            after = begins[-1] if begins else start
            size = usual if after > start else 2 * size
        yield from (begin for begin in begins if not _INSIDE_GRAPHEME.match(text, begin))
        start = after


def _without_open_quote(window: str) -> str:
    """A window without the quotation at its end that goes on after it.

    With an odd number of straight quotes, closing ones would be taken for opening ones.
    """
    last = window.rfind('"')
    return window[:last] if last > len(window) // 2 and window.count('"') % 2 else window


@lru_cache(maxsize=4)
def _marks(text: str, encoding: str) -> Sequence[int]:
    """How many encoded bytes stand before each block of `_BLOCK` code points, and at the end."""
    blocks = (text[at : at + _BLOCK] for at in range(0, len(text), _BLOCK))
    lengths = (len(block.encode(encoding)) for block in blocks)
    return array("Q", accumulate(lengths, initial=0))


def _to_bytes(text: str, offset: int, encoding: str) -> int:
    if not 0 <= offset <= len(text):
        raise ValueError(f"offset {offset} is not in the text of {len(text)} code points")
    block = offset // _BLOCK
    before = text[block * _BLOCK : offset]
    return _marks(text, encoding)[block] + len(before.encode(encoding))


def _from_bytes(text: str, offset: int, encoding: str) -> int:
    marks = _marks(text, encoding)
    if not 0 <= offset <= marks[-1]:
        raise ValueError(f"{encoding} byte {offset} is not in the text of {marks[-1]} bytes")
    block = bisect_right(marks, offset) - 1
    at = min(block * _BLOCK, len(text))
    encoded = text[at : at + _BLOCK].encode(encoding)
    try:
        return at + len(encoded[: offset - marks[block]].decode(encoding))
    except UnicodeDecodeError:
        raise ValueError(f"{encoding} byte {offset} is inside a character") from None
