"""What is done while no key comes: saving what is held, housekeeping, looking for candidates."""

from __future__ import annotations

from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from tui.pauses import Pauses

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

_TICK = 0.5
_FOLLOW = 1.0
_IDLE_AFTER = 2.0
# So long after a key candidates are looked for, a stretch of the text at a time.
_PAUSE = 0.06
_BETWEEN = 0.005


class BetweenKeys:
    """The clock of the annotator's screen."""

    def __init__(self, screen: MainScreen, pauses: Pauses) -> None:
        self._screen = screen
        self._pauses = pauses
        # When the last key came; 0 where the store has been idle since.
        self._typed = 0.0
        self._last_key = 0.0
        self._is_due = False
        # What candidates need is loaded while keys come.
        self._loading = Thread(target=screen.session.project.suggestions.load, daemon=True)

    def start(self) -> None:
        """The screen is there: begin."""
        screen = self._screen
        screen.set_interval(_TICK, self._tick)
        if screen.session.project.read_only:
            screen.set_interval(_FOLLOW, self._follow_writer)
        screen.call_after_refresh(self._warm)

    def key(self) -> None:
        """A key came: its frame must not wait for anything here."""
        self._pauses.key()
        self._typed = self._last_key = monotonic()
        self._look_soon(_PAUSE)

    def _warm(self) -> None:
        self._screen.session.warm()
        self._pauses.start()
        if self._may_propose:
            self._loading.start()
        self._look_soon(_BETWEEN)

    @property
    def _may_propose(self) -> bool:
        return self._screen.session.proposals.may_propose

    def _look_soon(self, seconds: float) -> None:
        if not self._is_due and self._may_propose:
            self._is_due = True
            self._screen.set_timer(seconds, self._look)

    def _look(self) -> None:
        """Look for candidates in view and a little further on, unless keys are coming."""
        self._is_due = False
        if monotonic() - self._last_key < _PAUSE or self._loading.is_alive():
            self._look_soon(_PAUSE)
            return
        if self._screen.session.look_ahead():
            self._look_soon(_BETWEEN)
        self._screen.show_proposed()

    def _follow_writer(self) -> None:
        if self._screen.session.follow_writer():
            self._screen.draw(self._screen.session.take_update())

    def _tick(self) -> None:
        self._pauses.tick()
        self._screen.app.effort.tick()
        project = self._screen.session.project
        self._look_soon(_BETWEEN)
        if project.unsaved:
            project.idle()
            if not project.unsaved:
                self._screen.all_is_saved()
            self._screen.show_words()
        elif self._typed and monotonic() - self._typed > _IDLE_AFTER:
            self._typed = 0.0
            project.idle()
