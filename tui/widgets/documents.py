"""The list of documents: how far each is, and its id."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress

from rich.text import Text

from annotations.errors import StandoffError
from annotations.project import Progress, Project
from tui.legend import document_line
from tui.widgets.line_list import LineList


class DocumentList(LineList):
    """A line for each document of a project, drawn when it comes into view."""

    def show_project(self, project: Project, position: int, unreadable: Container[str]) -> None:
        """Show the documents, the one at `position` at hand; the unreadable ones are marked."""
        self._project = project
        self._unreadable = unreadable
        self.show(len(project.ids), self._line, position)

    def _line(self, index: int, width: int) -> Text:
        document_id = self._project.ids[index]
        progress: Progress | None = None
        with suppress(StandoffError):
            if document_id not in self._unreadable:
                progress = self._project.progress(document_id)
        return document_line(document_id, progress, width)
