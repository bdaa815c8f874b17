"""A session on a real project, driven without a screen; and what the disk says of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from annotations.model import Mention, Record, Stance, faults
from annotations.project import Project, open_project
from tui.inspector import Line
from tui.keymap import Action
from tui.proposals import Propose
from tui.selection import Extent
from tui.session import Session
from tui.workbench import INSPECTOR

TEXT = "Anna met Bob in Bonn. Anna likes the plan. Bob does not, said Carla on 3 May."


def write_documents(folder: Path, documents: Mapping[str, str]) -> Path:
    """A folder with these texts as files, byte for byte."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        (folder / name).write_bytes(text.encode())
    return folder


class Driver:
    """Does commands, and holds that what the session shows is what the disk has."""

    def __init__(
        self, project: Project, view: Extent | None = None, propose: Propose | None = None
    ) -> None:
        """Without `propose` nothing is proposed: a label's key leaves the selection where it is."""
        self.project = project
        self.session = Session(project, view=(lambda: view) if view else None, propose=propose)
        if project.ids:
            self.session.open(project.ids[0])

    # In

    def do(self, command: str, label: str = "", count: int = 1) -> str:
        """Do a command; what it said."""
        self.session.perform(Action(command, label), count)
        while self.session.go_on():
            pass
        self.check()
        return self.session.trouble or self.session.message

    def press(self, *keys: str) -> str:
        """Give keys to the prompt; what it said."""
        for key in keys:
            assert self.session.press(key), f"{key} was not for the prompt"
        self.check()
        return self.session.message

    def submit(self, value: str) -> str:
        """Answer the line of text that is asked for; what was said."""
        assert self.session.entry, "nothing is asked for"
        self.session.submit(value)
        self.check()
        return self.session.message

    def choose(self, words: str, nth: int = 0) -> Extent:
        """Select the nth place of words."""
        start = -1
        for _ in range(nth + 1):
            start = self.session.document.text.index(words, start + 1)
        self.session.choose((start, start + len(words)))
        return (start, start + len(words))

    def open_stance(self) -> None:
        """Go to the first stance's line in the inspector, and from there to its words."""
        stance = self.record.stances[0]
        self.session.choose_item(INSPECTOR, Line("stance", "", id=stance.id))
        self.session.open_item()

    def tag(self, words: str, label: str = "PERSON", nth: int = 0) -> Mention:
        """Tag the nth place of words; the mention."""
        extent = self.choose(words, nth)
        self.do("tag", label)
        return self.at(*extent)[-1]

    # Out

    @property
    def record(self) -> Record:
        """The open document's record."""
        return self.session.record

    @property
    def selected(self) -> str:
        """The text that is selected."""
        start, end = self.session.selection.extent
        return self.session.document.text[start:end]

    def at(self, start: int, end: int) -> list[Mention]:
        """The mentions of just this extent, in the order of their ids."""
        return [m for m in self.record.mentions if (m.start, m.end) == (start, end)]

    def mentions(self) -> list[tuple[str, str]]:
        """Text and label of each mention, in reading order."""
        ordered = sorted(self.record.mentions, key=lambda m: (m.start, -m.end, m.id))
        return [(m.text, m.label) for m in ordered]

    def stances(self) -> list[tuple[str, str, str]]:
        """Holder, polarity and target of each stance, by their names."""
        return [self._named(stance) for stance in self.record.stances]

    def _named(self, stance: Stance) -> tuple[str, str, str]:
        name = self.record.name_of
        return (name(stance.holder.entity), stance.polarity, name(stance.target.entity))

    def hint(self, words: str, nth: int = 0) -> tuple[str, ...]:
        """The letters that the prompt paints on the nth place of words."""
        assert self.session.prompt, "there is no prompt"
        start = -1
        for _ in range(nth + 1):
            start = self.session.document.text.index(words, start + 1)
        return tuple(self.session.prompt.hints[start])

    def on_disk(self, document_id: str = "") -> Record | None:
        """The record that a second, read-only opening finds at this moment."""
        with open_project(
            self.project.root, annotator=self.project.annotator, read_only=True
        ) as second:
            return second.record(document_id or self.session.document.id)

    def check(self) -> None:
        """What the session shows, the record says; and the record fits its text."""
        session = self.session
        text = session.document.text
        if not session.document.id:
            return
        start, end = session.selection.extent
        assert 0 <= start <= end <= len(text)
        if session.record.revision:
            assert faults(session.record, text) == []
        extents = sorted(
            ((m.start, m.end) for m in session.record.mentions), key=lambda e: (e[0], -e[1])
        )
        assert list(session.mentions) == extents
        assert len(session.marks) == len(extents)
        for mention in session.record.mentions:
            marks = session.marks.of(mention.id)
            assert {mark.label for mark in marks} == {mention.label}
            assert (marks[0].start, marks[-1].end) == (mention.start, mention.end)
        at_hand = session.mention_at_hand()
        assert at_hand is None or at_hand in session.record.mentions
