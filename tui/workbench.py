"""What is on the annotator's desk: the document, its marks, the selection; how an edit is made."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from annotations.antecedents import Antecedents
from annotations.change import Change, Commit, Operation, PutItem, PutRow, by_row
from annotations.errors import StandoffError
from annotations.model import Document, Participant
from annotations.project import Project
from annotations.suggest.slices import AT_A_KEY
from annotations.text import Segmentation
from tui.at_hand import DOCUMENTS as DOCUMENTS
from tui.at_hand import INSPECTOR as INSPECTOR
from tui.at_hand import NO_RECORD, AtHand
from tui.at_hand import READER as READER
from tui.mention_index import mention_ids
from tui.prompts import StancePrompts
from tui.proposals import Propose, Source
from tui.selection import Extent, Selection, select
from tui.undone import slots_said


@dataclass
class TextEntry:
    """A line of text that the annotator is asked for; with `anew` what is typed replaces it all."""

    title: str
    value: str
    submit: Callable[[str], None]
    anew: bool = False


@dataclass
class Update:
    """What a key changed, so that no more than that is drawn again.

    `progress` are the documents whose state changed; `all_progress` is for those nobody can name.
    """

    ranges: list[Extent] = field(default_factory=list)
    document: bool = False
    items: bool = False
    progress: set[str] = field(default_factory=set)
    all_progress: bool = False


class Workbench(AtHand):
    """The state that every command works on, and the few things that all of them need."""

    def __init__(
        self,
        project: Project,
        *,
        view: Callable[[], Extent] | None = None,
        propose: Propose | None = None,
    ) -> None:
        """`view` tells which offsets are on the screen, for hints; all of the text without it.

        `propose` gives the candidates of each document; without it nothing is proposed.
        """
        super().__init__(project, view)
        self.entry: TextEntry | None = None
        # The prompt of a stance that waits while something is asked for to select by, the stance
        # that it is about, and what was selected.
        self._beneath: tuple[StancePrompts, str | None, Selection] | None = None
        self.hits: list[Extent] = []
        self.pattern = ""
        # The stance that was changed last.
        self.changed_stance: str | None = None
        # The documents that could not be read when they were wanted last.
        self.unreadable: set[str] = set()
        self.leave: Callable[[], None] | None = None
        self.recall: Callable[[str], Extent | None] | None = None
        # Hears of every change that is saved.
        self.made: Callable[[Change], None] | None = None
        # What a key began and goes on between the keys, a slice at each step, until the next key.
        self.under_way: Iterator[None] | None = None
        self.count = 1
        self.last_label = ""
        # The long selection that the last key would have tagged, and the label.
        self.doubted: tuple[int, int, str] | None = None
        self.last_holder: Participant | None = None
        # Who a mention may be; and the one just tagged with who that may be: one key joins them.
        self.antecedents = Antecedents()
        self.offer: tuple[str, str] | None = None
        self.position = 0
        # What went wrong with what proposes, a sentence each.
        self.faults: list[str] = []
        self._update = Update()
        self._propose = propose

    @property
    def trouble(self) -> str:
        """What is not on disk and why, until it is; empty while all is saved."""
        unsaved = self.project.unsaved
        if not unsaved:
            return ""
        said = "; ".join(commit.summary for commit in unsaved[-_NAMED:])
        more = f"{len(unsaved) - _NAMED} more; " if len(unsaved) > _NAMED else ""
        return f"NOT ON DISK: {more}{said} · tried again until it is · {self.project.trouble}"

    # The document

    def open(self, document_id: str, place: Extent | None = None) -> bool:
        """Show a document, at a place if one is remembered.

        False, with a message, where it can't be read; then the one shown before stays.
        """
        try:
            opened = self.project.open(document_id)
        except StandoffError as error:
            self.unreadable.add(document_id)
            self._update.progress.add(document_id)
            self.say(str(error))
            return False
        self.unreadable.discard(document_id)
        self.document = opened.document
        self.segmentation = Segmentation(self.document.text)
        self.position = self._place_of(document_id)
        self.rows = self.goal = None
        self.prompt = self.entry = self.grip = self.shown_stance = self.last_holder = None
        self.offer = self.recent = self.tagged = self.reading = self.readings = None
        self.line = None
        self.hits, self.pattern, self.smaller = [], "", []
        length = len(self.document.text)
        self.show(opened.record, length)
        # Kept by these names: another document may be open by the time that the source is made.
        document, segmentation = self.document, self.segmentation
        self.proposals.open(lambda: self._source(document, segmentation), length)
        if place and 0 <= place[0] < place[1] <= length:
            self.selection = select(place)
        else:
            self.selection = select(self.segmentation.token_at(0) or (0, 0))
        self._update.document = True
        self.say(opened.notice)
        return True

    def go_to(self, document_id: str) -> bool:
        """Open another document, where it was left."""
        if document_id == self.document.id:
            return True
        if self.leave:
            self.leave()
        return self.open(document_id, self.recall(document_id) if self.recall else None)

    def _place_of(self, document_id: str) -> int:
        """The document's place in the list: mostly beside the one before, else by a search."""
        ids, here = self.project.ids, self.position
        for place in (here, here + 1, here - 1):
            if 0 <= place < len(ids) and ids[place] == document_id:
                return place
        return ids.index(document_id) if document_id in ids else 0

    def take_update(self) -> Update:
        """What changed since this was asked last."""
        update, self._update = self._update, Update()
        return update

    # What takes longer than a key may

    def begin(self, steps: Iterator[None]) -> None:
        """Do as much of some work as a key may wait for; `go_on` does the rest."""
        self.under_way = steps
        stop = monotonic() + AT_A_KEY
        while self.go_on() and monotonic() < stop:
            pass

    def go_on(self) -> bool:
        """Do a step of what is under way; False where nothing is, or no more."""
        steps = self.under_way
        for _ in steps or ():
            return True
        if self.under_way is steps:
            self.under_way = None
        return False

    def leave_off(self) -> None:
        """End what is under way, and say no more of it."""
        if self.under_way:
            self.under_way, self.message = None, ""

    # How edits are made

    def may_edit(self) -> bool:
        """True where something can be saved; else the message says why not."""
        if not self.document.id:
            self.say("no document is open")
        elif self.project.read_only:
            problems = self.project.corpus.problems
            reasons = [notice for notice in self.project.notices if notice not in problems]
            self.say(" ".join(reasons) or "the project is open for reading: nothing can be saved")
        else:
            return True
        return False

    def ask(self, title: str, value: str, change: Callable[[str], Change]) -> None:
        """Ask for a line of text, and make the change that follows from it."""

        def submit(answer: str) -> None:
            # What is refused can be mended where it was typed.
            if self.edit(lambda: change(answer)) is None and answer != value:
                self.entry = entry

        entry = TextEntry(title, value, submit)
        if self.may_edit():
            self.entry = entry

    @property
    def is_shown(self) -> bool:
        """Whether the annotations are at hand, not of another text that can't be read."""
        return self.record.id == self.document.id

    def edit(self, make: Callable[[], Change]) -> Change | None:
        """Make a change and save it. None, with the reason said, where that can't be."""
        if not self.may_edit():
            return None
        if not self.is_shown:
            self.say("these annotations are of a text that can't be read: undo, or bring it back")
            return None
        try:
            change = make()
            self.project.commit(change)
        except StandoffError as error:
            self.say(str(error))
            return None
        if self.made:
            self.made(change)
        touched = [key for table, key in by_row(change.operations) if table == "records"]
        self._update.progress.update(touched)
        self.follow(change.operations, change.inverse)
        self.say(change.summary)
        return change

    def reject(self, start: int, end: int, label: str) -> bool:
        """Propose a place no more, and remember that its words were rejected as this label.

        False, with the reason said, if that can't be saved.
        """
        words = self.document.text[start:end]
        if self.edit(lambda: self.project.suggestions.reject(words, label)) is None:
            return False
        if self.proposals.source:
            self.proposals.source.dismiss(start, end)
        return True

    def first_open(self, document_id: str) -> Generator[None, None, Extent | None]:
        """The first candidate of another document that is not tagged there; None for none near its
        beginning, and for a document that can't be read. It is looked for a slice at each step.
        """
        try:
            opened = self.project.peek(document_id)
        except StandoffError:
            return None
        segmentation = Segmentation(opened.document.text)
        other = AtHand(self.project, None)
        other.show(opened.record, len(segmentation.text))
        other.proposals.open(
            lambda: self._source(opened.document, segmentation), len(segmentation.text)
        )
        found = yield from other.proposals.first()
        return (found.start, found.end) if found else None

    def _source(self, document: Document, segmentation: Segmentation) -> Source | None:
        return self._propose(document, segmentation) if self._propose else None

    def travel(self, step: Callable[[], Commit], word: str, *, back: bool) -> None:
        """Undo or redo by `step`, in whatever document that is, and show what it changed."""
        if not self.may_edit():
            return
        try:
            commit = step()
        except StandoffError as error:
            self.say(str(error))
            return
        touched = [key for table, key in by_row(commit.inverse) if table == "records"]
        self._update.progress.update(touched)
        said = f"{word}: {commit.summary}"
        if touched and self.document.id not in touched:
            shown = self.go_to(touched[0])
        else:
            self.follow(commit.operations, commit.inverse)
            shown = self.is_shown
        if not shown:
            self.say(f"{said} ({self.message})")
            return
        # What stands there now comes first, then what stood there before.
        both = (commit.inverse, commit.operations) if back else (commit.operations, commit.inverse)
        self._show_change((*both[0], *both[1]))
        self.say(slots_said(word, commit, self.record, back=back) or said)

    def _show_change(self, operations: Iterable[Operation]) -> None:
        """Select the mention that changed, unless the selection is on such a one already."""
        length = len(self.document.text)
        extents = [
            (operation.item["start"], operation.item["end"])
            for operation in operations
            if isinstance(operation, PutItem)
            and operation.items == "mentions"
            and operation.key == self.document.id
            and operation.item["end"] <= length
        ]
        if extents and (self.selection.extent not in extents or self.exact() == []):
            self.choose(extents[0])
        elif extents:
            self.choose(self.selection.extent)

    def follow(self, operations: Sequence[Operation], inverse: Sequence[Operation]) -> None:
        """Take over what was saved: the record, the marks, and what has to be drawn again."""
        document_id, before = self.document.id, self.record
        own = [o for o in (*operations, *inverse) if (o.table, o.key) == ("records", document_id)]
        self.proposals.changed()
        if not own:
            # The memory or the project's entities alone: the record may not even be there.
            self._update.items = True
            return
        record = self.project.record(document_id)
        if record is None or record.sha256 != self.document.sha256 or before.id != document_id:
            # The whole record was taken back, and the document is as at its first opening; or it
            # was carried over to another text, and that is the one to show.
            if not self.open(document_id, self.selection.extent):
                self._show_bare()
            return
        self.record = record
        if any(isinstance(operation, PutRow) for operation in own):
            length = len(self.document.text)
            self._index.fill(record, length)
            self._update.ranges.append((0, length))
        else:
            for item_id in mention_ids(own):
                changed = self._index.replace(before.mention(item_id), record.mention(item_id))
                if changed:
                    self._update.ranges.append(changed)
        self._update.items = True
        self._update.progress.add(document_id)
        if self.grip and record.mention(self.grip) is None:
            self.regrip()

    def _show_bare(self) -> None:
        """Show the text without annotations: they are of another one, which can't be read."""
        length = len(self.document.text)
        self.show(NO_RECORD, length)
        self.prompt = self.entry = self.grip = self.shown_stance = self.line = None
        self._update.ranges.append((0, length))
        self._update.items = True


# So many changes that are not on disk are named; the rest are counted.
_NAMED = 3
