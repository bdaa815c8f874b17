"""What is selected, and which mention, stance and entity are meant by that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from annotations.model import Document, Mention, Record, position
from annotations.project import Project
from annotations.suggest.base import Candidate as Proposal
from annotations.text import Segmentation
from tui.finder import Candidate, candidates
from tui.inspector import Line
from tui.marks import MarkIndex
from tui.mention_index import MentionIndex
from tui.prompts import Prompt
from tui.proposals import Proposals, in_words
from tui.rows import Rows
from tui.selection import Extent, Ground, Selection, select

# The panes that may have the keys.
READER, DOCUMENTS, INSPECTOR = "reader", "documents", "inspector"
_NO_DOCUMENT = Document("", "", "")
NO_RECORD = Record(id="-", sha256="0" * 64, annotator="", created="", updated="")


class AtHand:
    """A document, the selection in it, and what commands act on."""

    def __init__(self, project: Project, view: Callable[[], Extent] | None) -> None:
        self.project = project
        self.scheme = project.scheme
        self.rows: Rows | None = None
        self.page = 20
        self.message = ""
        self.selection = select((0, 0))
        self.prompt: Prompt | None = None
        # Which pane has the keys, and the line of the inspector that they are on.
        self.pane = READER
        self.line: Line | None = None
        # The stance that was just made or is changed from the text.
        self.shown_stance: str | None = None
        # Whether digits before a command are its count, as in the vim preset.
        self.digits_count = False
        # Where the selection grew from, the column to keep, and the mention that is extended.
        self.smaller: list[Selection] = []
        self.goal: int | None = None
        self.grip: str | None = None
        # The mention that was selected or made before this one.
        self.recent: str | None = None
        # The mention just tagged, while the selection stands where it went on to by itself.
        self.tagged: str | None = None
        # The reading of the selected words that was chosen among several.
        self.reading: Proposal | None = None
        # All of them, and which of them is selected.
        self.readings: tuple[int, list[Proposal]] | None = None
        # The letter that each entity had last in the prompts of stances.
        self.letters: dict[str, str] = {}
        self.document = _NO_DOCUMENT
        self.record = NO_RECORD
        self.segmentation = Segmentation("")
        self._view = view
        self._index = MentionIndex()
        self.proposals = Proposals(self.mentions_within)

    def show(self, record: Record, length: int) -> None:
        """Have another record at hand; its text is so many code points long."""
        self.record = record
        self._index.fill(record, length)

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
        self.tagged = self.reading = self.readings = None
        self.regrip()
        self.message = self.describe()

    def extend(self, selection: Selection) -> None:
        """Extend the selection: the mention that it began on stays at hand."""
        if self.grip is None:
            self.regrip()
        self.selection = selection
        self.smaller, self.goal = [], None
        self.tagged = self.reading = self.readings = None
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

    def mention_at_hand(self, *, just_tagged: bool = True) -> Mention | None:
        """The mention that is meant: the one that is selected (of stacked ones the last made or
        named), the one that the selection was extended from, the one just tagged where the
        selection went on from it, else the smallest around it.

        What takes a mention away or moves it never means one that is elsewhere: `just_tagged` is
        false then.
        """
        held, exact = self.held(), self.exact()
        if held and (held in exact or not exact):
            return held
        if exact:
            return exact[-1]
        tagged = self.record.mention(self.tagged or "")
        if tagged and just_tagged:
            return tagged
        around = self.around()
        return min(around, key=lambda m: (m.end - m.start, m.id)) if around else None

    def mentions_within(self, start: int, end: int) -> list[Mention]:
        """The mentions that have a character in a range."""
        ids = {mark.id for mark in self.marks.within(start, end)}
        return [m for item_id in ids if (m := self.record.mention(item_id))]

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
            self.say("no mention is selected: ] goes to the next one")
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
        proposal = None if self.grip else self.proposal(known=True)
        if proposal:
            keys = "" if self.project.read_only else f" · {_may_be_done(proposal)}"
            return f"{in_words(proposal)}{keys}"
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

    def proposal(self, *, known: bool = False) -> Proposal | None:
        """What is proposed for just the words that are selected; None where they are tagged.

        With `known` nothing is looked for.
        """
        extent = self.selection.extent
        if self.reading and self.reading[:2] == extent:
            return self.reading
        return self.proposals.exact(extent, known=known)

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
        # Loaded with the first stance: the first frame is there sooner.
        from annotations.language.phrases import noun_phrases

        found = (phrase for span in evidence for phrase in noun_phrases(self.segmentation, *span))
        return [phrase for phrase in dict.fromkeys(found) if not self._is_tagged(phrase)]

    def _is_tagged(self, phrase: Extent) -> bool:
        start, end = phrase
        here = self.marks.within(start, start + 1)
        around = (self.record.mention(mark.id) for mark in here)
        return any(m and m.start <= start and end <= m.end for m in around)

    def in_view(self) -> Extent:
        """The offsets that are on the screen; all of the text where nothing tells."""
        return self._view() if self._view else (0, len(self.document.text))

    def mentions_for_hints(self, evidence: Sequence[Extent]) -> list[Mention]:
        """The mentions that hints can stand on: those in the evidence first, then those in view,
        the nearest to the cursor first. The reader brings evidence into view that is not.
        """
        start, end = self.in_view()
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


def _may_be_done(proposal: Proposal) -> str:
    """The keys for what is proposed."""
    accepts = "Enter accepts, " if proposal.label else ""
    return f"{accepts}a label's key tags, Del rejects"
