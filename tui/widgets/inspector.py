"""The inspector: entities, stances and guideline as a list of lines."""

from __future__ import annotations

from rich.text import Text
from textual.message import Message
from textual.timer import Timer

from tui.inspector import Line, guideline, items, next_item, relations
from tui.legend import inspector_line
from tui.session import Session
from tui.widgets.line_list import LineList

# Keys that follow each other so fast are waited for: each has its own frame before this one.
_DELAY = 0.15


class Inspector(LineList):
    """What `tui.inspector` says of the session's record.

    The lines of stances and entities are made once for each change of the record. A move to another
    mention costs the guideline of its label and the two lines whose entities it left and came to.
    """

    class Shown(Message):
        """The lines are others now, and the cursor may be on another one."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._session = session
        self._timer: Timer | None = None
        self._lines: list[Line] = []
        # How many of the lines are items; behind them is the guideline.
        self._items = 0
        self._places: dict[str, list[int]] = {}
        self._made_for: tuple[int, str, list[Line]] | None = None
        self._entity: str | None = None

    @property
    def due(self) -> bool:
        """Whether it is going to show something else in a moment."""
        return self._timer is not None

    @property
    def line(self) -> Line | None:
        """The line at the cursor."""
        return self._lines[self.cursor] if self._lines else None

    def show_soon(self, *, anew: bool) -> None:
        """Show the session's record a moment after the last call; `anew` where it has changed."""
        if anew:
            self._made_for = None
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(_DELAY, self._show)

    def on_resize(self) -> None:
        """Wrap anew at another width; only here is it known after the pane was folded."""
        self.show_soon(anew=False)

    def step(self, step: int) -> None:
        """Go to the item so many lines away, or the nearest to there."""
        self.cursor = next_item(self._lines, self.cursor, step) if self._lines else 0

    def _show(self) -> None:
        self._timer = None
        width = self.size.width - 2
        if not self.display or width <= 0:
            # Folded: it is asked again when it is unfolded.
            return
        mention = self._session.mention_at_hand()
        label, entity = (mention.label, mention.entity) if mention else ("", None)
        if stance := self._session.record.stance(self._session.stance_at_hand or ""):
            label = stance.polarity
        found = relations(self._session.record, mention)
        if self._made_for is None or self._made_for[0] != width:
            self._entity = entity
            self._make_items(width, found)
            self._make_guideline(label, width, found)
            self.show(len(self._lines), self._line)
            self.post_message(self.Shown())
        elif self._made_for[1:] != (label, found):
            self._make_guideline(label, width, found)
            self.show_from(self._items, len(self._lines))
        if entity != self._entity:
            left, self._entity = self._entity, entity
            for one in (left, entity):
                self.refresh_items(*self._places.get(one or "", ()))

    def _make_items(self, width: int, related: list[Line]) -> None:
        session, old = self._session, self.line
        self._lines = items(session.record, session.scheme, session.mention_counts, width)
        self._items = len(self._lines)
        self._places = {}
        for place, line in enumerate(self._lines):
            if line.kind in ("entity", "holder"):
                self._places.setdefault(line.id, []).append(place)
        if old and old.id:
            self._lines += related
            self._count = len(self._lines)
            self.cursor = self._place_of(old)

    def _place_of(self, old: Line) -> int:
        """Where the line at the cursor is now; without it, the nearest that names something."""
        for place, line in enumerate(self._lines):
            if (line.kind, line.id) == (old.kind, old.id):
                return place
        return next_item(self._lines, self.cursor, 0)

    def _make_guideline(self, label: str, width: int, related: list[Line]) -> None:
        self._lines[self._items :] = [*related, *guideline(self._session.scheme, label, width)]
        self._made_for = (width, label, related)

    def _line(self, index: int, width: int) -> Text:
        line = self._lines[index]
        current = bool(line.id) and line.id == self._entity
        return inspector_line(line, width, self._session.scheme, current=current)
