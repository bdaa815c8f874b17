"""Hints: one or two letters for each of several places, so that typing them chooses one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

# The home row first; the nearest places get the first letters.
LETTERS = "fjdkslaghrueiwoqptyvmbncxz"
# So many places always have a code of one letter.
_SINGLE = 12
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
