"""The inspector: entities, stances and guideline as a list of lines."""

from __future__ import annotations

from rich.text import Text

from annotations.model import Mention
from tui.inspector import Line, lines, next_item
from tui.legend import inspector_line
from tui.session import Session
from tui.widgets.line_list import LineList

# A key's own frame goes out first; what counts the whole record follows.
_DELAY = 0.05


class Inspector(LineList):
    """What `tui.inspector` says of the session's record."""

    _session: Session
    _lines: tuple[Line, ...] = ()
    _due = False

    def show_soon(self, session: Session) -> None:
        """Show the session's record as it is then, a moment from now."""
        self._session = session
        if not self._due:
            self._due = True
            self.set_timer(_DELAY, self._show)

    def step(self, step: int) -> None:
        """Go to the item so many lines away, or the nearest to there."""
        self.cursor = next_item(self._lines, self.cursor, step) if self._lines else 0

    @property
    def item(self) -> Line | None:
        """The line at the cursor."""
        return self._lines[self.cursor] if self._lines else None

    def _show(self) -> None:
        self._due = False
        session, mention = self._session, self._mention
        label = mention.label if mention else ""
        width = self.size.width - 2
        self._lines = tuple(lines(session.record, session.scheme, label, width))
        self.show(len(self._lines), self._line)

    @property
    def _mention(self) -> Mention | None:
        return self._session.mention_at_hand()

    def _line(self, index: int, width: int) -> Text:
        line, mention = self._lines[index], self._mention
        current = bool(mention and line.id and line.id == mention.entity)
        return inspector_line(line, width, self._session.scheme, current=current)
