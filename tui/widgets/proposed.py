"""The words in view that are proposed: which to draw, and which have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.overlay import near
from tui.paint import Range


class Proposed:
    """Asks for the proposed words of the whole view, and remembers what was drawn of them."""

    def __init__(self) -> None:
        # Gives those of a range, in order; they do not overlap.
        self.find: Callable[[int, int], Sequence[Range]] = lambda start, end: ()
        self._drawn: Sequence[Range] = ()

    def within(self, start: int, end: int, view: Range) -> Sequence[Range]:
        """Those that touch a part of the view."""
        found = self.find(*view)
        return near(found, start, end) if found else ()

    def drawn(self, view: Range) -> None:
        """All of the view is drawn anew."""
        self._drawn = self.find(*view)

    def changed(self, view: Range) -> set[Range]:
        """What is proposed now and was not drawn so, or was drawn and is proposed no more."""
        found, before = self.find(*view), self._drawn
        self._drawn = found
        return set() if found is before else set(found) ^ set(before)
