"""The evidence of a cell of the ledger, one place after the other, in the documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tui.prompts.base import Desk
from tui.selection import Extent


class EvidencePrompt:
    """Enter goes to the next place, Esc back to where it came from; other keys end it."""

    hints: Mapping[int, str] = {}
    evidence: Sequence[Extent] = ()

    def __init__(
        self,
        desk: Desk,
        said: str,
        count: int,
        show: Callable[[int], Sequence[Extent]],
        back: Callable[[], None],
    ) -> None:
        """`show` goes to a place by its number, from 0, and tells which spans are the evidence."""
        self._desk = desk
        self._said = said
        self._count = count
        self._show = show
        self._back = back
        self._at = 0
        # What else is said of the stance at this place; `show` sets it.
        self.detail = ""

    @property
    def line(self) -> str:
        more = "Enter the next, " if self._count > 1 else ""
        place = f"{self._at + 1} of {self._count}: {self._said}{self.detail}"
        return f"{place} · {more}Esc back to the ledger"

    def begin(self) -> None:
        """Go to the first place."""
        self._go(0)

    def press(self, key: str) -> bool:
        if key == "enter":
            self._go((self._at + 1) % self._count)
            return True
        self._desk.end_prompt()
        if key == "escape":
            self._back()
        return key == "escape"

    def _go(self, at: int) -> None:
        self._at = at
        self.evidence = self._show(at)
