"""The rows of words around the panes: the heading, the status line, the legend."""

from __future__ import annotations

from rich.text import Text
from textual.geometry import Offset

from tui import legend
from tui.display import printable
from tui.field import Field
from tui.prompts import Prompt, StancePrompts
from tui.session import Session
from tui.typing_keys import KeyReader
from tui.widgets.line import Line


class Words:
    """Three lines, and what they say of a session."""

    def __init__(self, session: Session, keys: KeyReader) -> None:
        self.heading = Line(id="heading")
        self.status = Line(id="status")
        self.legend = Line(id="legend")
        self._session = session
        self._keys = keys
        self._labels_made = (-1, Text())

    def show_heading(self, width: int) -> None:
        """Show the document and how far it is, in `width` cells."""
        session = self._session
        place = f"{session.position + 1}/{len(session.project.ids)}"
        title = session.document.title or session.document.id
        read_only = session.project.read_only
        known = {label.name for label in session.scheme.document_labels}
        unknown = set(session.record.labels) - known
        self.heading.show(
            legend.heading(
                session.record, title, place, width, read_only=read_only, unknown=unknown
            )
        )

    def show_field(self, field: Field, width: int) -> Offset:
        """Show a line of text that is typed; returns where its cursor is on the screen."""
        text, column = field.shown(width)
        self.status.show(text)
        said = "Enter keeps it · Esc leaves it as it was"
        message = printable(self._session.message)
        self.legend.show(_row(f"{message} · {said}" if message else said))
        return self.status.region.offset + Offset(column, 0)

    def show(self, width: int, pane: str, *, warned: bool) -> None:
        """Show what was said last and what the next key may be.

        `warned` lets a message stand in the place of what is not on disk.
        """
        session, prompt = self._session, self._session.prompt
        # During a prompt the labels' keys mean something else: it has both rows for itself.
        lines = _lines_of(prompt) if prompt else ("",)
        trouble = session.trouble
        if trouble and warned and session.message:
            trouble = ""
        # What the prompt begins with is not said twice.
        said = "" if lines[0].startswith(session.message) else session.message
        message = printable(said)
        upper, lower = _row(message), self._below(width, pane)
        if self._keys.waiting:
            keymap, pending = self._keys.keymap, self._keys.pending
            more = keymap.continuations(pending, pane) if pending else []
            first, lower = legend.following(self._keys.waiting, more, width)
            upper = first if first else upper
        elif prompt:
            one = bool(trouble or message)
            asked = [_row(words) for words in legend.asked(lines, width, 1 if one else 2)]
            upper, lower = (upper, asked[0]) if one else (asked[0], asked[1])
        if trouble:
            upper = _row(printable(trouble))
            upper.style = "bold reverse"
        self.status.show(upper)
        self.legend.show(lower)

    def _below(self, width: int, pane: str) -> Text:
        """The labels and commands with their keys, made once for each width; or a list's own."""
        if pane == "list":
            return legend.pane_row(self._keys.keymap, self._session.pane)
        if self._labels_made[0] != width:
            made = legend.labels(self._keys.keymap, self._session.scheme, width)
            self._labels_made = (width, made)
        return self._labels_made[1]


def _lines_of(prompt: Prompt) -> tuple[str, ...]:
    """What a prompt says, the fullest first."""
    if isinstance(prompt, StancePrompts):
        return prompt.lines
    return (prompt.line,)


def _row(words: str) -> Text:
    return Text(f" {words}", no_wrap=True, overflow="ellipsis", end="")
