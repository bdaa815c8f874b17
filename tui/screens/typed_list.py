"""A screen with a line to type in over a list that follows what is typed.

It has no widget with a focus of its own: keys that come before it is on the screen are not lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.geometry import Offset
from textual.screen import ModalScreen

from tui.field import Field
from tui.widgets.line import Line
from tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from tui.app import StandoffApp


class TypedListScreen(ModalScreen[None], inherit_bindings=False):
    """Takes the keys of the line and of the list; what they mean is the subclass's."""

    app: StandoffApp
    BINDINGS: ClassVar = []
    CLOSING: ClassVar[frozenset[str]] = frozenset({"escape"})
    STEPS: ClassVar[dict[str, int]] = {"down": 1, "up": -1}

    def __init__(self, field: Field, line: Line, listed: LineList) -> None:
        """`line` shows the field, `listed` what is found."""
        super().__init__()
        self._field = field
        self._line = line
        self._list = listed

    def on_mount(self) -> None:
        self.set_focus(self._list)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self.is_active:
            self.app.effort.key()
            self.press(event.key, event.character)
        else:
            # It came behind the one that closed this.
            self.app.post_message(events.Key(event.key, event.character))

    def press(self, key: str, character: str | None) -> None:
        """Take a key; the screen below hands over those that were on their way to it."""
        if key in self.CLOSING:
            self.dismiss()
        elif key == "enter":
            self._choose()
        elif key in self.STEPS:
            self._step(self.STEPS[key])
        elif key in ("pagedown", "pageup"):
            self._step(self._list.page if key == "pagedown" else -self._list.page)
        else:
            self._field.press(key, character)
            self._sift()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._field.insert(event.text)
        self._sift()

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        event.stop()
        self._list.cursor = event.index
        self._choose()

    def _step(self, step: int) -> None:
        self._list.step(step)
        self._keep()

    def _show(self) -> None:
        """Draw the line that is typed, with the terminal's cursor in it."""
        text, column = self._field.shown(max(self._line.size.width, 10))
        self._line.show(text)
        self.app.cursor_position = self._line.region.offset + Offset(column, 0)

    def _sift(self) -> None:
        """Something else is typed now: find what it finds."""

    def _keep(self) -> None:
        """The list's cursor stands elsewhere: remember what is there, for the next time."""

    def _choose(self) -> None:
        """Enter, or a click: take what is at the list's cursor."""
