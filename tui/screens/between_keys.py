"""What is done while no key comes: saving what is held, housekeeping, looking for candidates.

What is looked for is looked for in slices (`annotations.suggest.slices`), one at each turn of the
event loop: a key that comes meanwhile waits for the end of one slice, and the next waits for it.
"""

from __future__ import annotations

import sys
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from tui.pauses import Pauses

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

_TICK = 0.5
_FOLLOW = 1.0
_IDLE_AFTER = 2.0
# So long after a key candidates are looked for; so long is between two slices.
_PAUSE = 0.125
_BETWEEN = 0.001
# A key that meets threads at work, which load or ask what takes its time, gets the interpreter back
# after so long, each time that it waited for the disk or the terminal. Python's own is 5 ms.
_SWITCH = 0.0005


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
        sys.setswitchinterval(_SWITCH)
        screen.set_interval(_TICK, self._tick)
        if screen.session.project.read_only:
            screen.set_interval(_FOLLOW, self._follow_writer)
        screen.call_after_refresh(self._warm)

    def key(self) -> None:
        """A key came: it ends what the last one began, and must not wait for anything here."""
        self._screen.session.leave_off()
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
        """Do a slice of what the last key began, else of looking for candidates in view and a
        little further on, unless keys are coming.
        """
        self._is_due = False
        if monotonic() - self._last_key < _PAUSE or self._loading.is_alive():
            self._look_soon(_PAUSE)
            return
        screen = self._screen
        if screen.session.under_way:
            screen.session.go_on()
            screen.draw(screen.session.take_update())
            self._look_soon(_BETWEEN)
            return
        if screen.session.look_ahead():
            self._look_soon(_BETWEEN)
        screen.show_proposed()

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
