"""What is on the annotator's desk: the document, its marks, the selection; how an edit is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.change import Change, Commit, Operation, PutItem, PutRow, by_row
from annotations.errors import StandoffError
from annotations.model import Document, Mention, Participant, Record, position
from annotations.phrases import noun_phrases
from annotations.project import Project
from annotations.text import Segmentation
from tui.finder import Candidate, candidates
from tui.inspector import Line
from tui.marks import MarkIndex
from tui.mention_index import MentionIndex, mention_ids
from tui.prompts import Prompt
from tui.rows import Rows
from tui.selection import Extent, Ground, Selection, select


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


class Workbench:
    """The state that every command works on, and the few things that all of them need."""

    def __init__(self, project: Project, *, view: Callable[[], Extent] | None = None) -> None:
        """`view` tells which offsets are on the screen, for hints; all of the text without it."""
        self.project = project
        self.scheme = project.scheme
        self.rows: Rows | None = None
        self.page = 20
        self.message = ""
        self.prompt: Prompt | None = None
        self.entry: TextEntry | None = None
        self.hits: list[Extent] = []
        self.pattern = ""
        self.selection = select((0, 0))
        # Which pane has the keys, and the line of the inspector that they are on.
        self.pane = READER
        self.line: Line | None = None
        # The stance that was just made or is changed from the text, and the last that was changed.
        self.shown_stance: str | None = None
        self.changed_stance: str | None = None
        # The documents that could not be read when they were wanted last.
        self.unreadable: set[str] = set()
        self.leave: Callable[[], None] | None = None
        self.recall: Callable[[str], Extent | None] | None = None
        # Where the selection grew from, the column to keep, and the mention that is extended.
        self.smaller: list[Selection] = []
        self.goal: int | None = None
        self.grip: str | None = None
        # The mention that was selected or made before this one.
        self.recent: str | None = None
        self.count = 1
        self.last_label = ""
        self.last_holder: Participant | None = None
        # The mention just tagged and the entity that it may be: one key joins them.
        self.offer: tuple[str, str] | None = None
        self.document = _NO_DOCUMENT
        self.record = _NO_RECORD
        self.segmentation = Segmentation("")
        self.position = 0
        self._view = view
        self._update = Update()
        self._index = MentionIndex()

    @property
    def marks(self) -> MarkIndex:
        """What to paint of the record's mentions."""
        return self._index.marks

    @property
    def mentions(self) -> Sequence[Extent]:
        """The extents of the mentions, in reading order."""
        return self._index.extents

    @property
    def mention_counts(self) -> Mapping[str, int]:
        """How many mentions each entity has; none for an id that isn't there."""
        return self._index.counts

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
        self.document, self.record = opened.document, opened.record
        self.segmentation = Segmentation(self.document.text)
        self.position = self._place_of(document_id)
        self.rows = self.goal = None
        self.prompt = self.entry = self.grip = self.shown_stance = self.last_holder = None
        self.offer = self.recent = None
        self.line = None
        self.hits, self.pattern, self.smaller = [], "", []
        length = len(self.document.text)
        self._index.fill(self.record, length)
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

    def say(self, message: str) -> None:
        """Tell the annotator something, in the status line."""
        self.message = message

    # The selection

    def ground(self) -> Ground:
        """What motions move over."""
        if self.rows is None:
            self.rows = Rows(self.document.text, 80)
        page, goal = max(self.page, 1), self.goal or 0
        return Ground(self.segmentation, self.rows, self.mentions, page, goal)

    def choose(self, extent: Extent) -> None:
        """Select a span, as by a click or a jump."""
        self.set_selection(select(extent))

    def set_selection(self, selection: Selection) -> None:
        """Select anew: what was grown, extended or chosen before is forgotten."""
        self.selection = selection
        self.smaller, self.goal, self.shown_stance = [], None, None
        self.regrip()
        self.message = self.describe()

    def extend(self, selection: Selection) -> None:
        """Extend the selection: the mention that it began on stays at hand."""
        if self.grip is None:
            self.regrip()
        self.selection = selection
        self.smaller, self.goal = [], None
        self.message = self.describe()

    def regrip(self) -> None:
        """Take the mention that is selected as the one that is extended from here."""
        exact, self.recent = self.exact(), self.grip or self.recent
        self.grip = exact[-1].id if exact else None

    def extend_to(self, offset: int) -> None:
        """Extend the selection to the token at an offset, as by dragging."""
        token = self.segmentation.token_at(offset)
        if token:
            self.extend(Selection(self.selection.anchor, token))

    # Mentions at hand

    def exact(self) -> list[Mention]:
        """The mentions with just the selection's extent, the last made last."""
        start, end = self.selection.extent
        if start >= end:
            return []
        ids = {mark.id for mark in self.marks.within(start, start + 1)}
        found = (self.record.mention(item_id) for item_id in ids)
        exact = [m for m in found if m and (m.start, m.end) == (start, end)]
        return sorted(exact, key=position)

    def held(self) -> Mention | None:
        """The mention that the selection was extended from."""
        return self.record.mention(self.grip) if self.grip else None

    def mention_at_hand(self) -> Mention | None:
        """The mention that is meant: the one that is selected (of stacked ones the last made or
        named), the one that the selection was extended from, else the smallest around it.
        """
        held, exact = self.held(), self.exact()
        if held and (held in exact or not exact):
            return held
        if exact:
            return exact[-1]
        around = self.around()
        return min(around, key=lambda m: (m.end - m.start, m.id)) if around else None

    def around(self) -> list[Mention]:
        """The mentions that hold all of the selection."""
        start, end = self.selection.extent
        # Only the ends are looked up: what lies between them, in a long selection, is no answer.
        marks = [*self.marks.within(start, start + 1), *self.marks.within(end - 1, end)]
        found = (self.record.mention(item_id) for item_id in {mark.id for mark in marks})
        return [m for m in found if m and m.start <= start and end <= m.end]

    def needed(self) -> Mention | None:
        """The mention at hand; None, with a message said, where there is none."""
        mention = self.mention_at_hand()
        if mention is None:
            self.say("no mention is selected: Tab goes to the next one")
        return mention

    @property
    def stance_at_hand(self) -> str | None:
        """The stance that is meant: in the inspector the one at the cursor, in the text the one
        that is changed there; None where there is none or no more.
        """
        stance_id = self.shown_stance if self.pane == READER else None
        if self.pane == INSPECTOR and self.line and self.line.kind == "stance":
            stance_id = self.line.id
        return stance_id if stance_id and self.record.stance(stance_id) else None

    def entity_at_hand(self) -> str | None:
        """The entity at the inspector's cursor; None where there is none or no more."""
        line = self.line if self.pane == INSPECTOR else None
        found = line and line.kind in ("entity", "holder") and self.record.entity(line.id)
        return found.id if found else None

    def describe(self) -> str:
        """What is selected, in words."""
        mention = self.mention_at_hand()
        if mention is None:
            length = self.selection.end - self.selection.start
            extended = self.selection.anchor != self.selection.head
            return f"{length} characters selected" if extended else ""
        said = f"{mention.label} “{mention.text}”"
        if mention.entity:
            name = self.record.name_of(mention.entity)
            said += f" · {name} ({self._index.counts[mention.entity]})"
        if mention.note:
            said += f" · note: {mention.note}"
        held = self.held()
        if held and self.selection.extent != (held.start, held.end):
            said += " · Enter moves its boundary here, a label's key tags anew"
        return said

    # What prompts need

    def end_prompt(self) -> None:
        """The prompt is done with."""
        self.prompt = None

    def cursor(self) -> int:
        """Where the hand is."""
        return self.selection.cursor

    def selected(self) -> Extent:
        """The extent of the selection."""
        return self.selection.extent

    def candidates(self) -> Sequence[Candidate]:
        """The entities that can be found by typing, those of the document and of the project."""
        return candidates(self.record, self.project.project_entities())

    def phrases_for_hints(self, evidence: Sequence[Extent]) -> list[Extent]:
        """The noun phrases of the evidence that are not tagged, the longest first at each start.

        What stands inside of a mention is left out: its words are tagged.
        """
        found = (phrase for span in evidence for phrase in noun_phrases(self.segmentation, *span))
        return [phrase for phrase in dict.fromkeys(found) if not self._is_tagged(phrase)]

    def _is_tagged(self, phrase: Extent) -> bool:
        start, end = phrase
        here = self.marks.within(start, start + 1)
        around = (self.record.mention(mark.id) for mark in here)
        return any(m and m.start <= start and end <= m.end for m in around)

    def mentions_for_hints(self, evidence: Sequence[Extent]) -> list[Mention]:
        """The mentions that hints can stand on: those in the evidence first, then those in view,
        the nearest to the cursor first. The reader brings evidence into view that is not.
        """
        start, end = self._view() if self._view else (0, len(self.document.text))
        near = self.cursor()
        ordered: dict[str, Mention] = {}
        for first, last in (*evidence, (start, end)):
            ids = {mark.id for mark in self.marks.within(first, last)}
            found = [m for item_id in ids if (m := self.record.mention(item_id))]
            found.sort(key=lambda m: (abs(m.start - near), position(m)))
            for mention in found:
                if first <= mention.start < last:
                    ordered.setdefault(mention.id, mention)
        return list(ordered.values())

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
            self.edit(lambda: change(answer))

        if self.may_edit():
            self.entry = TextEntry(title, value, submit)

    def edit(self, make: Callable[[], Change]) -> Change | None:
        """Make a change and save it. None, with the reason said, where that can't be."""
        if not self.may_edit():
            return None
        try:
            change = make()
            self.project.commit(change)
        except StandoffError as error:
            self.say(str(error))
            return None
        self.follow(change.operations, change.inverse)
        self.say(change.summary)
        return change

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
            if not self.go_to(touched[0]):
                self.say(f"{said} ({self.message})")
                return
        else:
            self.follow(commit.operations, commit.inverse)
        # What stands there now comes first, then what stood there before.
        both = (commit.inverse, commit.operations) if back else (commit.operations, commit.inverse)
        self._show_change((*both[0], *both[1]))
        self.say(said)

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
        record = self.project.record(document_id)
        if record is None or record.sha256 != self.document.sha256:
            # The whole record was taken back, and the document is as at its first opening; or it
            # was carried over to another text, and that is the one to show.
            self.open(document_id, self.selection.extent)
            return
        self.record = record
        own = [o for o in (*operations, *inverse) if (o.table, o.key) == ("records", document_id)]
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


# The panes that may have the keys.
READER, DOCUMENTS, INSPECTOR = "reader", "documents", "inspector"
# So many changes that are not on disk are named; the rest are counted.
_NAMED = 3
_NO_DOCUMENT = Document("", "", "")
_NO_RECORD = Record(id="-", sha256="0" * 64, annotator="", created="", updated="")
