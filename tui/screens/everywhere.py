"""The same words in all documents, with what stands around them: a look before they are tagged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult

from annotations.everywhere import Found, find, tag_all
from annotations.project import Project
from annotations.suggest.slices import SLICE
from tui.actions.candidates import origin_of
from tui.actions.walking import go_on
from tui.display import printable
from tui.field import Field
from tui.kwic import words_line
from tui.plain import counted
from tui.screens.typed_list import TypedListScreen
from tui.selection import Extent
from tui.widgets.line import Line
from tui.widgets.line_list import LineList
from tui.workbench import TextEntry

if TYPE_CHECKING:
    from tui.screens.main import MainScreen
    from tui.session import Session

# Documents are read a slice at a time with so many seconds between two, so that keys are answered
# meanwhile; what was found is shown anew after so many.
_BETWEEN, _SHOWN_AFTER = 0.001, 0.1
# More places than anybody looks through.
_MOST = 10_000


class EverywhereScreen(TypedListScreen, inherit_bindings=False):
    """The places as lines; Enter tags all of them, Esc leaves."""

    def __init__(
        self,
        project: Project,
        words: str,
        label: str,
        tag: Callable[[Mapping[str, Sequence[Extent]]], None],
    ) -> None:
        """`tag` gets the places of each document, after the screen is closed."""
        field = Field(TextEntry("", "", lambda _: None))
        super().__init__(field, Line(id="ledger-line"), LineList(id="ledger-list"))
        self._foot = Line(id="ledger-foot")
        self._title = f" Tag “{printable(words)}” as {printable(label)} in all documents"
        self._tag = tag
        self._count = len(project.ids)
        self._waiting = find(project, words)
        self._read = 0
        self._unreadable = 0
        self._places: list[Found] = []
        self._complete = False
        self._shown = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether all documents have been read."""
        return self._complete

    def compose(self) -> ComposeResult:
        yield self._line
        yield self._list
        yield self._foot

    def on_mount(self) -> None:
        super().on_mount()
        self._read_on()

    def _read_on(self) -> None:
        until = monotonic() + SLICE
        for part in self._waiting:
            self._read += part.is_last
            self._unreadable += part.found is None
            self._places += part.found or ()
            if len(self._places) >= _MOST or monotonic() > until:
                break
        self._complete = self._read == self._count or len(self._places) >= _MOST
        if not self._complete:
            self.set_timer(_BETWEEN, self._read_on)
        if self._complete or monotonic() - self._shown > _SHOWN_AFTER:
            self._list.show(len(self._places), self._entry)
            self._show()
            self._shown = monotonic()

    def press(self, key: str, character: str | None) -> None:
        """Take a key: nothing is typed here."""
        if key in (*self.CLOSING, *self.STEPS, "enter", "pagedown", "pageup"):
            super().press(key, character)

    def _choose(self) -> None:
        if not self._complete:
            return
        self.dismiss()
        if self._places:
            wanted: dict[str, list[Extent]] = {}
            for place in self._places:
                wanted.setdefault(place.document_id, []).append(place.extent)
            self._tag(wanted)

    # Drawing

    def _show(self) -> None:
        self._line.show(_row(self._title))
        self._foot.show(_row(f" {self._said()}"))

    def _said(self) -> str:
        documents = len({place.document_id for place in self._places})
        found = f"{counted(len(self._places), 'place')} in {counted(documents, 'document')}"
        if not self._complete:
            return f"{found} · {self._read:,} of {self._count:,} documents read · Esc leaves"
        parts = [found if self._places else "these words are nowhere untagged"]
        if self._read < self._count:
            parts.append(f"no more are taken at once; {self._read:,} documents read")
        if self._unreadable:
            parts.append(f"{counted(self._unreadable, 'document')} can't be read")
        keys = "Enter tags all, as one change · Esc leaves" if self._places else "Esc leaves"
        return " · ".join((*parts, keys))

    def _entry(self, index: int, width: int) -> Text:
        document_id, _, before, words, after = self._places[index]
        line = words_line(document_id, before, words, after, width - 1, printable)
        return _row(" ").append_text(line)


def _row(words: str) -> Text:
    return Text(words, no_wrap=True, overflow="ellipsis", end="")


def show_everywhere(main: MainScreen) -> None:
    """Show where the words at hand stand in all documents, with the label that they would get."""
    session = main.session
    if not session.may_edit():
        return
    wanted = _words_and_label(session)
    if wanted is None:
        return
    words, label, origin = wanted

    def tag(places: Mapping[str, Sequence[Extent]]) -> None:
        change = session.edit(lambda: tag_all(session.project, words, label, places, origin))
        if change and (made := session.exact()):
            go_on(session, made[-1].id)
        main.draw(session.take_update())

    main.app.push_screen(EverywhereScreen(session.project, words, label, tag))


def _words_and_label(session: Session) -> tuple[str, str, str] | None:
    """What to tag, as what, and where that comes from: the mention at hand, else what is proposed.
    None, with a message said, where neither has a label: nobody chose one for these words.
    """
    mention = session.mention_at_hand()
    proposal = session.proposal()
    text, (start, end) = session.document.text, session.selection.extent
    if mention and not mention.fragments:
        return mention.text, mention.label, "manual"
    if proposal and proposal.label:
        return text[start:end], proposal.label, origin_of(proposal)
    session.say("no label is proposed for these words: tag them, then this key")
    return None
