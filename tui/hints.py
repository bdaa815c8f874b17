"""Hints: one or two letters for each of several places, so that typing them chooses one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from rich.cells import cell_len

# The home row first; the nearest places get the first letters.
LETTERS = "fjdkslaghrueiwoqptyvmbncxz"
# So many places always have a code of one letter.
_SINGLE = 12
# So many code points are always wider than a code, but for marks on letters.
_LOOKED_AT = 12
_Target = TypeVar("_Target")


def codes(count: int, letters: str = LETTERS) -> list[str]:
    """Prefix-free codes for `count` places, the shortest first; at most len(letters) squared.

    One letter each as long as they last; then as few letters as possible begin two-letter codes.
    """
    size = len(letters)
    count = min(count, size * size)
    prefixes = 0
    while size - prefixes + prefixes * size < count:
        prefixes += 1
    single = letters[: size - prefixes]
    double = [first + second for first in letters[size - prefixes :] for second in letters]
    return [*single, *double][:count]


def graded_codes(count: int, letters: str = LETTERS) -> list[str]:
    """Prefix-free codes for `count` places, the shortest first; at most 9,000 or so.

    Some always have one letter, however many places there are: the others take two, and three
    where two do not last.
    """
    size = len(letters)
    rest = max(0, count - size)
    # Each letter that begins longer codes adds as many as there are letters, and is lost itself.
    begin = min(size - _SINGLE, -(-rest // (size - 1)))
    single, pairs = letters[: size - begin], _joined(letters[size - begin :], letters)
    rest = max(0, count - len(single) - len(pairs))
    begin = min(len(pairs), -(-rest // (size - 1)))
    triples = [pair + letter for pair in pairs[len(pairs) - begin :] for letter in letters]
    return [*single, *pairs[: len(pairs) - begin], *triples][:count]


def readable_codes(
    text: str, spots: Sequence[tuple[int, _Target]], letters: str = LETTERS
) -> dict[str, tuple[int, _Target]]:
    """Graded codes for places in a text, the best place first, so that no code covers another.

    Where places stand closer than a code is wide, as in scripts without spaces, the better one has
    a code alone.
    """
    lengths = list(map(len, graded_codes(len(spots), letters)))
    taken: list[tuple[int, int]] = []
    kept: list[tuple[int, _Target]] = []
    for length, spot in zip(lengths, spots, strict=False):
        at = bisect_left(taken, (spot[0], 0))
        before, behind = taken[max(0, at - 1) : at], taken[at : at + 1]
        if any(not _has_room(text, one, spot[0], size) for one, size in before):
            continue
        if any(not _has_room(text, spot[0], one, length) for one, _ in behind):
            continue
        taken.insert(at, (spot[0], length))
        kept.append(spot)
    # Of fewer places none has a longer code than it had among all.
    return dict(zip(graded_codes(len(kept), letters), kept, strict=True))


def _has_room(text: str, start: int, end: int, cells: int) -> bool:
    """Whether at least so many cells lie between two offsets."""
    between = text[start : min(end, start + _LOOKED_AT)]
    if end - start > _LOOKED_AT or (between.isascii() and end - start >= cells):
        return True
    return "\n" in between or cell_len(between) >= cells


def _joined(first: str, second: str) -> list[str]:
    """All pairs, those of letters that are easy to type first."""
    pairs = (
        (i + j, i, one + other) for i, one in enumerate(first) for j, other in enumerate(second)
    )
    return [pair for _, _, pair in sorted(pairs)]


class Hints(Generic[_Target]):
    """Places with their codes, and what was typed of one so far."""

    def __init__(
        self,
        places: Sequence[tuple[int, _Target]],
        near: int,
        first: Sequence[tuple[int, int]] = (),
    ) -> None:
        """`places` are offsets with what each stands for. Those in one of the spans `first` are
        cheapest, then those nearest to `near`.
        """

        def cost(place: tuple[int, _Target]) -> tuple[bool, int, int]:
            offset = place[0]
            outside = not any(start <= offset < end for start, end in first)
            return (outside, abs(offset - near), offset)

        nearest = sorted(places, key=cost)
        self._targets = dict(zip(codes(len(nearest)), nearest, strict=False))
        self.typed = ""

    @property
    def shown(self) -> Mapping[int, str]:
        """What to paint: at each offset the letters that are still to type."""
        return {
            offset: code[len(self.typed) :]
            for code, (offset, _) in self._targets.items()
            if code.startswith(self.typed)
        }

    def press(self, letter: str) -> _Target | None:
        """Type a letter: the target, or None where more letters have to follow.

        Raises KeyError, and forgets what was typed, where no code goes on so.
        """
        typed, self.typed = self.typed + letter, ""
        if typed in self._targets:
            return self._targets[typed][1]
        if not any(code.startswith(typed) for code in self._targets):
            raise KeyError(typed)
        self.typed = typed
        return None
