"""What the annotator is doing now: the document, the selection, what is half typed. No widgets."""

from __future__ import annotations

from annotations import edits
from annotations.antecedents import likely_entities
from annotations.change import PutRow
from annotations.errors import StandoffError
from annotations.model import Mention, Relation, Stance, find
from tui.actions import ACTIONS, ON_THE_TEXT, REPEATED
from tui.inspector import Line, agreement
from tui.keymap import Action
from tui.prompts import EditStancePrompt
from tui.selection import EXTENDING, KEEP_COLUMN, MOTIONS
from tui.workbench import DOCUMENTS, INSPECTOR, TextEntry, Update, Workbench

__all__ = ["Session", "TextEntry", "Update"]

# More than anybody means; a count is not to hold up the next key.
_MOST = 10_000


class Session(Workbench):
    """One annotator at work in a project.

    `perform` does a command, `press` gives a key to the prompt that waits for one; afterwards
    `take_update` tells what has to be drawn again. Every edit is on disk when `perform` returns.
    """

    def perform(self, action: Action, count: int = 1) -> None:
        """Do a command `count` times, or say in the message why that can't be.

        What can't be repeated is done once. A repetition ends where nothing changes any more.
        """
        self.message = ""
        self.count = min(max(count, 1), _MOST)
        repeated = action.command in MOTIONS or action.command in REPEATED
        # While a stance is changed the selection may move: to its evidence, to its cue.
        moves = isinstance(self.prompt, EditStancePrompt) and action.command in MOTIONS
        shown = self.shown_stance
        if action.command != "cancel" and not moves:
            self.prompt = None
        if action.command != "boundary":
            self.offer = None
        if self.pane == DOCUMENTS and action.command in ON_THE_TEXT:
            self.say("the list of documents has the keys; Esc goes back to the text")
            return
        for _ in range(self.count if repeated else 1):
            before = (self.selection, self.document.id, self.record.revision)
            if action.command in MOTIONS:
                self._move(action.command)
            else:
                ACTIONS[action.command](self, action.label)
            if before == (self.selection, self.document.id, self.record.revision):
                break
        if moves:
            self.shown_stance = shown
        elif action.command != "edit_stance":
            self.shown_stance = None

    def press(self, key: str) -> bool:
        """Give a key to the prompt. False where there is none or the key is not for it."""
        if self.prompt is None:
            return False
        self.message = ""
        taken = self.prompt.press(key)
        if taken and self.prompt is None:
            self.shown_stance = None
        return taken

    def submit(self, value: str) -> None:
        """The line of text that was asked for is typed."""
        entry, self.entry = self.entry, None
        if entry:
            self.message = ""
            entry.submit(value)

    def warm(self) -> None:
        """Called after the first paint: do now what the first keys would wait for."""
        self.project.warm()
        self.segmentation.sentence_at(self.cursor())
        # The names of a long document are taken apart once, and not by the first tag.
        likely_entities(self.record, Mention("m0", 0, 1, "-", "-"))

    def follow_writer(self) -> bool:
        """Show what another window has saved since, where this one only reads; True if any."""
        if self.prompt or self.entry:
            return False
        try:
            if not self.project.follow_writer():
                return False
            if self.document.id and self.project.open_record != self.record:
                # As if the whole row had been put: nobody says what is new in it.
                self.follow((PutRow("records", self.document.id, None),), ())
        except StandoffError as error:
            self.say(str(error))
        self._update.all_progress = True
        return True

    def choose_item(self, pane: str, line: Line | None = None) -> None:
        """A pane has the keys now; of the inspector, `line` is the one at its cursor.

        What commands act on follows from this and from the selection, and from nothing else.
        """
        if (pane, line) != (self.pane, self.line):
            self.shown_stance = None
        self.pane, self.line = pane, line if pane == INSPECTOR else None

    def describe_item(self) -> str:
        """What may be done with the line at the inspector's cursor."""
        if self.line and self.line.kind == "relation":
            return "Enter goes to its other mention, Del removes it"
        if self.stance_at_hand:
            return "Enter goes to its words, Del removes it, # notes"
        return "Enter goes to its mentions, # notes" if self.entity_at_hand() else ""

    def open_item(self) -> bool:
        """Go to what the line at the inspector's cursor names: a stance's words, a mention.

        False where there is nothing to go to.
        """
        line = self.line
        if line is None or not line.id:
            return False
        stance = self.record.stance(line.id) if line.kind == "stance" else None
        if stance:
            stance = self._next_agreeing(stance)
            if stance.evidence and stance.evidence[0].end <= len(self.document.text):
                self.choose((stance.evidence[0].start, stance.evidence[0].end))
            self.say(edits.describe_stance(self.record, stance))
            return True
        relation = find(self.record.relations, line.id) if line.kind == "relation" else None
        if relation:
            return self._go_along(relation)
        return line.kind in ("entity", "holder") and self._go_to_mention(line.id)

    def _next_agreeing(self, first: Stance) -> Stance:
        """Of the stances that stand in one line, the one after that whose words are selected."""
        wanted, selected = agreement(first), self.selection.extent
        group = [one for one in self.record.stances if agreement(one) == wanted]
        here = [any((s.start, s.end) == selected for s in one.evidence[:1]) for one in group]
        return group[(here.index(True) + 1) % len(group)] if True in here else first

    def _go_along(self, relation: Relation) -> bool:
        """Select the mention at the other end of a relation of the mention at hand."""
        here = self.mention_at_hand()
        goes = here is not None and here.id == relation.head
        other = self.record.mention(relation.tail if goes else relation.head)
        if other:
            self.choose((other.start, other.end))
            self.say(edits.describe_relation(self.record, relation))
        return other is not None

    def _go_to_mention(self, entity_id: str) -> bool:
        """Select the entity's next mention after the selection, from the last on to the first."""
        mentions = self.record.mentions_of(entity_id)
        if not mentions:
            self.say("no mention of it in the text")
            return False
        at = self.selection.start
        chosen = next((m for m in mentions if m.start > at), mentions[0])
        self.choose((chosen.start, chosen.end))
        return True

    def _move(self, name: str) -> None:
        goal = self.goal
        if name not in KEEP_COLUMN:
            goal = None
        elif goal is None:
            goal = self.ground().rows.cell_of(self.selection.cursor)[1]
        self.goal = goal
        moved = MOTIONS[name](self.selection, self.ground())
        if moved is None:
            self.say(_NOWHERE.get(name, "no further"))
            return
        (self.extend if name in EXTENDING else self.set_selection)(moved)
        self.goal = goal


_NOWHERE = {
    "next_mention": "no mention further on",
    "previous_mention": "no mention before",
}
