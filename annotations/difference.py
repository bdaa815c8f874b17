"""Where the characters of a text are in a later version of it.

Sentences and lines are compared first, then the words inside of changed ones, then the characters
of words that were mended. Sequences are matched at the elements that both have exactly once (Bram
Cohen's 'patience diff'), and where there are none by difflib, window by window, so that the time
grows with the text and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

import regex

# A script without spaces gives a word for each character.
_WORDS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|\w+|\s+|[^\w\s]"
)
# A sentence or a line, roughly, with the white space after it.
_UNITS = regex.compile(r"[^.!?。！？\r\n]*+[.!?。！？]*+\s*+")
_WINDOW = 300  # elements that difflib, whose time is quadratic, sees at once
_SIMILAR = 0.6  # of two words: the share of characters that make one a mended form of the other
_VERY_SIMILAR = 0.75  # the same for words that stand between words that were replaced
_SHORT_GAP = 60  # words and what is between them
_LONG_WORD = 5
_LONGEST_WORD = 100
_MOVED_UNIT = 20  # characters that a sentence needs to be known again elsewhere
_CHANCE = 2  # a match is chance between changes that are so many times as long on both sides
_FARTHEST = 500  # characters that the place of a change may be off
_KEPT = 0.5  # the share of a span's characters that must be left in it
_GROWTH = 3  # how many times as long a span may become


class Match(NamedTuple):
    """A stretch of `length` elements, or characters, that is the same in both versions."""

    old: int
    new: int
    length: int


class _Unit(NamedTuple):
    start: int
    text: str


class _Words:
    """Words of some units: their texts, where each starts, and how long all before it are."""

    def __init__(self, units: Iterable[_Unit]) -> None:
        self.texts: list[str] = []
        self.starts: list[int] = []
        for unit in units:
            found = _WORDS.findall(unit.text)
            self.texts += found
            self.starts += accumulate(map(len, found[:-1]), initial=unit.start)
        self.sums = [0, *accumulate(map(len, self.texts))]

    def match(self, first: int, count: int) -> tuple[int, int] | None:
        """Where words start and how long they are together; None where others lie between."""
        last = first + count - 1
        if self.starts[last] - self.starts[first] != self.sums[last] - self.sums[first]:
            return None
        return self.starts[first], self.sums[last + 1] - self.sums[first]


class Difference:
    """What of an old text is where in a new one. Offsets are code points, ends exclusive."""

    def __init__(self, old: str, new: str, spans: Sequence[tuple[int, int]] = ()) -> None:
        """`spans` are those that matter in the old text: where a change may have been made in one
        of several places, it was made where it cuts the fewest of them.
        """
        self._new = new
        # For words that were mended: where the new form starts and ends.
        self._mended_starts: dict[int, int] = {}
        self._mended_ends: dict[int, int] = {}
        self._kept = _slid(merged(self._align(old, new)), old, new, spans)
        self._starts = [match.old for match in self._kept]

    def carry(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the span from `start` to `end` is now, or None where it is gone.

        Its text is the same if all of its characters stayed together. Otherwise the words at both
        of its ends were found, half of its characters are still there, and the text between, or
        the spelling, has changed.
        """
        match = self._match_at(start)
        if match and end <= match.old + match.length:
            shift = match.new - match.old
            return start + shift, end + shift
        new_start, new_end = self._new_start(start), self._new_end(end)
        if new_start is None or new_end is None:
            return None
        return (new_start, new_end) if self._is_same(start, end, new_start, new_end) else None

    def _match_at(self, offset: int) -> Match | None:
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return None
        match = self._kept[at]
        return match if offset < match.old + match.length else None

    def _new_start(self, offset: int) -> int | None:
        if offset in self._mended_starts:
            return self._mended_starts[offset]
        match = self._match_at(offset)
        return offset - match.old + match.new if match else None

    def _new_end(self, offset: int) -> int | None:
        if offset in self._mended_ends:
            return self._mended_ends[offset]
        match = self._match_at(offset - 1)
        return offset - match.old + match.new if match else None

    def _is_same(self, start: int, end: int, new_start: int, new_end: int) -> bool:
        """True where enough of the old span stands between the new bounds."""
        if not 0 < new_end - new_start <= _GROWTH * (end - start):
            return False
        if not self._new[new_start:new_end].strip():
            return False
        kept = 0
        first_match = max(0, bisect_right(self._starts, start) - 1)
        for match in self._kept[first_match : bisect_left(self._starts, end)]:
            shift = match.new - match.old
            first = max(match.old, start, new_start - shift)
            kept += max(0, min(match.old + match.length, end, new_end - shift) - first)
        return kept >= _KEPT * (end - start)

    def _align(self, old: str, new: str) -> Iterator[Match]:
        old_units, new_units = _units(old), _units(new)
        # Without the white space after them: converted line ends change nothing.
        old_keys = [unit.text.rstrip() for unit in old_units]
        new_keys = [unit.text.rstrip() for unit in new_units]
        matches = common(old_keys, new_keys)
        moved = list(_moved(old_keys, new_keys, matches))
        for match in [*matches, *moved]:
            for n in range(match.length):
                one, other = old_units[match.old + n], new_units[match.new + n]
                alike = one.text == other.text
                length = len(one.text) if alike else len(old_keys[match.old + n])
                if length:
                    yield Match(one.start, other.start, length)
        old_moved = {match.old for match in moved}
        new_moved = {match.new for match in moved}
        for old_gap, new_gap in _gaps(matches, len(old_units), len(new_units)):
            yield from self._align_words(
                _Words(old_units[n] for n in old_gap if n not in old_moved),
                _Words(new_units[n] for n in new_gap if n not in new_moved),
            )

    def _align_words(self, old: _Words, new: _Words) -> Iterator[Match]:
        matches = _without_chance(common(old.texts, new.texts), old, new)
        for match in matches:
            yield from _characters(match, old, new)
        for old_gap, new_gap in _gaps(matches, len(old.texts), len(new.texts)):
            for a, b in _mended(old.texts, new.texts, old_gap, new_gap):
                word, mended = old.texts[a], new.texts[b]
                self._mended_starts[old.starts[a]] = new.starts[b]
                self._mended_ends[old.starts[a] + len(word)] = new.starts[b] + len(mended)
                if word == mended:
                    yield Match(old.starts[a], new.starts[b], len(word))
                    continue
                for block in _matcher(word, mended).get_matching_blocks()[:-1]:
                    yield Match(old.starts[a] + block.a, new.starts[b] + block.b, block.size)


def _characters(match: Match, old: _Words, new: _Words) -> Iterator[Match]:
    """A match of words as one of characters; more than one where something was moved away."""
    one, other = old.match(match.old, match.length), new.match(match.new, match.length)
    if one and other:
        yield Match(one[0], other[0], one[1])
        return
    for n in range(match.length):
        length = len(old.texts[match.old + n])
        yield Match(old.starts[match.old + n], new.starts[match.new + n], length)


def merged(matches: Iterable[Match]) -> list[Match]:
    """The matches in the order of the old text, those that touch in both texts as one."""
    out: list[Match] = []
    for match in sorted(matches):
        last = out[-1] if out else None
        if last and (last.old + last.length, last.new + last.length) == (match.old, match.new):
            out[-1] = Match(last.old, last.new, last.length + match.length)
        else:
            out.append(match)
    return out


def _slid(
    matches: Sequence[Match], old: str, new: str, spans: Sequence[tuple[int, int]]
) -> list[Match]:
    """The matches, where what was put in or taken out between two lies where it cuts few spans.

    Out of 'the EU and the US' comes 'the US' by taking out 'the EU and ' or 'EU and the '.
    """
    starts = sorted(start for start, _ in spans)
    ends = sorted(end for _, end in spans)

    def cuts(offset: int) -> int:
        return bisect_left(starts, offset) - bisect_right(ends, offset)

    if not spans:
        return list(matches)
    ends_of_texts = Match(len(old), len(new), 0)
    in_new = sorted([*matches, ends_of_texts], key=lambda match: (match.new, match.old))
    before = dict(zip(in_new, [Match(0, 0, 0), *in_new], strict=False))
    out, unslid = [Match(0, 0, 0)], Match(0, 0, 0)
    for match in [*matches, ends_of_texts]:
        last, by = out[-1], 0
        # Not where the two are neighbours in the old text only, because one of them was moved.
        if before[match] == unslid:
            old_gap = (last.old + last.length, match.old)
            new_gap = (last.new + last.length, match.new)
            slides = _slides(old, new, old_gap, new_gap, last.length, match.length)
            by = min(slides, key=lambda n: (cuts(old_gap[0] + n) + cuts(old_gap[1] + n), abs(n)))
        out[-1] = Match(last.old, last.new, last.length + by)
        out.append(Match(match.old + by, match.new + by, match.length - by))
        unslid = match
    return [match for match in out if match.length]


def _slides(
    old: str, new: str, old_gap: tuple[int, int], new_gap: tuple[int, int], back: int, on: int
) -> range:
    """By how many characters a gap may lie further on or back, for the same outcome.

    Not at all where something was replaced.
    """
    taken_out, put_in = old_gap[1] - old_gap[0], new_gap[1] - new_gap[0]
    if bool(taken_out) == bool(put_in):
        return range(1)
    text, (start, end) = (old, old_gap) if taken_out else (new, new_gap)
    back, on = min(back, _FARTHEST), min(on, _FARTHEST)
    least = next((n for n in range(back) if text[start - 1 - n] != text[end - 1 - n]), back)
    most = next((n for n in range(on) if text[start + n] != text[end + n]), on)
    return range(-least, most + 1)


def common(a: Sequence[str], b: Sequence[str]) -> list[Match]:
    """Stretches that are in both sequences in the same order: disjoint, in that order."""
    found: list[Match] = []
    ranges = [(0, len(a), 0, len(b))]
    while ranges:
        a_start, a_end, b_start, b_end = ranges.pop()
        head = _common_head(a, b, (a_start, a_end, b_start, b_end))
        if head:
            found.append(Match(a_start, b_start, head))
        a_start, b_start = a_start + head, b_start + head
        tail = 0
        while a_start < a_end and b_start < b_end and a[a_end - 1] == b[b_end - 1]:
            a_end, b_end, tail = a_end - 1, b_end - 1, tail + 1
        if tail:
            found.append(Match(a_end, b_end, tail))
        if a_start == a_end or b_start == b_end:
            continue
        anchors = _anchors(a, b, (a_start, a_end, b_start, b_end))
        if not anchors:
            found += _by_windows(a, b, (a_start, a_end, b_start, b_end))
            continue
        for a_at, b_at in anchors:
            found.append(Match(a_at, b_at, 1))
            ranges.append((a_start, a_at, b_start, b_at))
            a_start, b_start = a_at + 1, b_at + 1
        ranges.append((a_start, a_end, b_start, b_end))
    return merged(found)


_Range = tuple[int, int, int, int]


def _common_head(a: Sequence[str], b: Sequence[str], within: _Range) -> int:
    a_start, a_end, b_start, b_end = within
    longest = min(a_end - a_start, b_end - b_start)
    return next((n for n in range(longest) if a[a_start + n] != b[b_start + n]), longest)


def _anchors(a: Sequence[str], b: Sequence[str], within: _Range) -> list[tuple[int, int]]:
    """Where the elements are that both ranges have once; the most that stand in the same order."""
    a_start, a_end, b_start, b_end = within
    in_a, in_b = Counter(a[a_start:a_end]), Counter(b[b_start:b_end])
    places = {b[n]: n for n in range(b_start, b_end) if in_b[b[n]] == 1 == in_a.get(b[n])}
    pairs = [(n, places[a[n]]) for n in range(a_start, a_end) if a[n] in places]
    # The longest increasing subsequence, by patience sorting.
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(top_pairs[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        top_pairs[pile : pile + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = top_pairs[-1] if top_pairs else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _by_windows(a: Sequence[str], b: Sequence[str], within: _Range) -> Iterator[Match]:
    """Matches by difflib in windows that go along both sequences together."""
    a_start, a_end, b_start, b_end = within
    while a_start < a_end and b_start < b_end:
        head = _common_head(a, b, (a_start, a_end, b_start, b_end))
        if head:
            yield Match(a_start, b_start, head)
            a_start, b_start = a_start + head, b_start + head
            continue
        a_stop, b_stop = min(a_end, a_start + _WINDOW), min(b_end, b_start + _WINDOW)
        blocks = _matcher(a[a_start:a_stop], b[b_start:b_stop]).get_matching_blocks()[:-1]
        for block in blocks:
            yield Match(a_start + block.a, b_start + block.b, block.size)
        if blocks:
            a_start += blocks[-1].a + blocks[-1].size
            b_start += blocks[-1].b + blocks[-1].size
        else:
            a_start, b_start = a_stop, b_stop


def _matcher(a: Sequence[str], b: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, a, b, autojunk=False)


def _gaps(matches: Sequence[Match], old_end: int, new_end: int) -> Iterator[tuple[range, range]]:
    """What lies between matches, in both sequences."""
    old = new = 0
    for match in [*matches, Match(old_end, new_end, 0)]:
        if old < match.old or new < match.new:
            yield range(old, match.old), range(new, match.new)
        old, new = match.old + match.length, match.new + match.length


def _moved(old: Sequence[str], new: Sequence[str], matches: Sequence[Match]) -> Iterator[Match]:
    """Sentences and lines that went from one place to another, each of them there once."""
    gaps = list(_gaps(matches, len(old), len(new)))
    gone, come = Counter[str](), Counter[str]()
    for old_gap, new_gap in gaps:
        gone.update(old[n] for n in old_gap)
        come.update(new[n] for n in new_gap)
    places = {new[n]: n for _, new_gap in gaps for n in new_gap}
    for old_gap, _ in gaps:
        for n in old_gap:
            unit = old[n]
            if gone[unit] == 1 == come[unit] and len(unit) >= _MOVED_UNIT:
                yield Match(n, places[unit], 1)


def _units(text: str) -> list[_Unit]:
    return [_Unit(found.start(), found.group()) for found in _UNITS.finditer(text) if found[0]]


def _without_chance(matches: Sequence[Match], old: _Words, new: _Words) -> list[Match]:
    """The matches without those that are small between great changes on both sides.

    In a sentence that was written anew, a word like 'he' that comes in both is not the same one.
    """

    # Words that were only put in, or only taken out, make no doubt of what stands beside them.
    def change(one: Match, other: Match) -> int:
        return min(
            old.sums[other.old] - old.sums[one.old + one.length],
            new.sums[other.new] - new.sums[one.new + one.length],
        )

    kept = [Match(0, 0, 0)]
    end = Match(len(old.texts), len(new.texts), 0)
    for match, after in zip(matches, [*matches[1:], end], strict=False):
        kept.append(match)
        while len(kept) > 1:
            _, start, count = kept[-1]
            words = new.texts[start : start + count]
            limit = _CHANCE * sum(len(word) for word in words if not word.isspace())
            if change(kept[-2], kept[-1]) <= limit or change(kept[-1], after) <= limit:
                break
            kept.pop()
    return kept[1:]


def _mended(
    old: Sequence[str], new: Sequence[str], old_gap: range, new_gap: range
) -> Iterator[tuple[int, int]]:
    """Where words are alike: from both ends of a gap until a pair is not, then within."""
    pairs = list(zip(old_gap, new_gap, strict=False))
    head = next((n for n, (a, b) in enumerate(pairs) if not _is_alike(old[a], new[b])), len(pairs))
    yield from pairs[:head]
    back = list(zip(old_gap[::-1], new_gap[::-1], strict=False))[: len(pairs) - head]
    tail = next((n for n, (a, b) in enumerate(back) if not _is_alike(old[a], new[b])), len(back))
    yield from back[:tail]
    yield from _mended_within(
        old, new, old_gap[head : len(old_gap) - tail], new_gap[head : len(new_gap) - tail]
    )


def _mended_within(
    old: Sequence[str], new: Sequence[str], old_gap: range, new_gap: range
) -> Iterator[tuple[int, int]]:
    """Where long words are that are very much alike, in the same order, in a short gap."""
    if max(len(old_gap), len(new_gap)) > _SHORT_GAP:
        return
    for a in old_gap:
        if len(old[a]) < _LONG_WORD or not old[a][0].isalpha():
            continue
        for b in new_gap:
            if len(new[b]) >= _LONG_WORD and _is_alike(old[a], new[b], _VERY_SIMILAR):
                yield a, b
                new_gap = range(b + 1, new_gap.stop)
                break


def _is_alike(word: str, other: str, similarity: float = _SIMILAR) -> bool:
    if word == other:
        return True
    if max(len(word), len(other)) > _LONGEST_WORD:
        return False
    if word.isspace() and other.isspace():
        return True
    are_words = word[0].isalnum() and other[0].isalnum()
    return are_words and _matcher(word, other).ratio() >= similarity
