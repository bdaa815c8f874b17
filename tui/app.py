"""The Textual app: wiring only."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from types import FrameType
from typing import ClassVar

from textual import events
from textual.app import App

from annotations.errors import StandoffError
from annotations.project import Project, open_project, project_root
from annotations.scheme import read_scheme
from tui.cell_widths import OWN_CELL, QUESTION, give_spacing_marks_cells
from tui.effort import EffortCounter
from tui.keymap import Keymap, build, read_user_keys, reserved_keys, user_keys_path
from tui.pauses import Pauses
from tui.places import Places
from tui.proposals import Propose
from tui.screens.main import MainScreen
from tui.session import Session
from tui.widgets.reader import Reader

# Of so many documents each is tried before the annotator says that none can be read.
_FEW = 20
# Seconds that the app has to end by itself after a signal.
_GRACE = 3.0
DARK, LIGHT = "textual-dark", "textual-light"


class StandoffApp(App[int], inherit_bindings=False):
    """One annotator at work in one project."""

    TITLE = "Standoff"
    CSS_PATH = "styles/standoff.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = []

    def __init__(
        self,
        project: Project,
        keymap: Keymap,
        places: Places | None = None,
        propose: Propose | None = None,
    ) -> None:
        """`propose` gives the candidates of each document; without it nothing is proposed."""
        super().__init__()
        self._propose = propose
        self._project = project
        self._keys = keymap
        self._places = places or Places(project.root, project.annotator)
        if self._places.theme in self.available_themes:
            self.theme = self._places.theme
        self.pauses = Pauses()
        self.effort = EffortCounter()
        self._has_asked = False

    def on_mount(self) -> None:
        if self._driver:
            self._has_asked = True
            self._driver.write(QUESTION)
        session = Session(self._project, view=self._in_view, propose=self._propose)
        session.made = self.effort.made
        session.digits_count = self._keys.digits_count
        self._main = MainScreen(session, self._keys, self._places, self.pauses)
        self._open_first(session)
        self.push_screen(self._main)

    def on_cursor_position(self, event: events.CursorPosition) -> None:
        """The terminal's answer, a moment after its start."""
        if self._has_asked and event.x == OWN_CELL:
            give_spacing_marks_cells()
            self._main.query_one(Reader).measure_anew()
            self._main.redraw_words()
            self._main.refresh()
        self._has_asked = False

    def _in_view(self) -> tuple[int, int]:
        return self._main.in_view()

    def _open_first(self, session: Session) -> None:
        """Open the document that was open last, else the first that can be read."""
        ids = self._project.ids
        last = self._places.last
        candidates = [last, *ids] if last in ids else list(ids)
        refused = ""
        for document_id in candidates:
            if session.open(document_id, self._places.of(document_id)):
                break
            refused = refused or session.message
        self._main.refused = refused
        notices, key = self._main.notices, self._keys.keys_of("help")[0]
        if len(notices) > 1:
            session.say(f"{len(notices)} notices, listed at the top of {key}: {notices[0]}")
        elif notices:
            session.say(notices[0])
        elif not session.message and self._project.read_only:
            session.say(f"open for reading: nothing is saved; {key} shows all keys")
        elif not session.message:
            walk = (
                f"{self._keys.keys_of('next_candidate')[0]}, then"
                if self._propose
                else "Select, then press"
            )
            session.say(f"{walk} a label's key; {key} shows all keys")

    def other_theme(self) -> str:
        """The dark theme in a light one, and the other way round."""
        return DARK if self.theme == LIGHT else LIGHT


def run(
    path: Path,
    *,
    annotator: str | None = None,
    read_only: bool = False,
    encoding: str | None = None,
    preset: str | None = None,
) -> tuple[int, list[str]]:
    """Open the annotator on a path; returns its exit code and what a person should still read.

    Raises StandoffError where the project or the keys can't be used.
    """
    user = read_user_keys(user_keys_path())
    preset = preset or user.preset or "default"
    reserved = reserved_keys(preset, user)
    # Keys that clash are found before anything is opened for writing.
    keymap = build(preset, read_scheme(project_root(path), reserved), user)
    with open_project(
        path,
        annotator=annotator,
        read_only=read_only,
        encoding=encoding,
        reserved=reserved,
        hold=True,
    ) as project:
        _check_readable(project)
        app = StandoffApp(project, keymap, propose=proposing(project))
        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _leave(app, project))
        code = app.run(mouse=True)
        app.pauses.stop()
    lost = [f"NOT SAVED: {commit.summary}" for commit in project.unsaved]
    return code or (1 if lost else 0), [*project.notices, *lost]


def proposing(project: Project) -> Propose | None:
    """What gives candidates in a project; None where its scheme switches them off."""
    return project.suggestions.candidates if project.suggestions.is_on else None


def _check_readable(project: Project) -> None:
    """Raises the first document's error where a small project has none that can be read."""
    if len(project.ids) > _FEW:
        return
    refused: StandoffError | None = None
    for document_id in project.ids:
        try:
            project.open(document_id)
        except StandoffError as error:
            refused = refused or error
        else:
            return
    if refused and len(project.ids) > 1:
        raise StandoffError(f"none of {len(project.ids)} documents can be read: {refused}")
    if refused:
        raise refused


def _leave(app: StandoffApp, project: Project) -> Callable[[int, FrameType | None], None]:
    def leave(number: int, frame: FrameType | None) -> None:
        code = 128 + number
        app.exit(code)
        # Textual's threads can wait for ever on a terminal that is gone; nobody would end them.
        forced = Timer(_GRACE, _end, (project, code))
        forced.daemon = True
        forced.start()

    return leave


def _end(project: Project, code: int) -> None:
    """Close and end the process at once, whatever its other threads wait for."""
    try:
        project.close()
    finally:
        os._exit(code)
