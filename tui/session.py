"""What the annotator is doing now: the document, the selection, what is half typed. No widgets."""

from __future__ import annotations

from annotations import edits
from annotations.change import PutRow
from annotations.errors import StandoffError
from annotations.model import Relation, Stance, find
from tui.actions import ACTIONS, KEEP_OFFER, ON_THE_TEXT, REPEATED, TAGGING
from tui.commands import SELECTING
from tui.inspector import Line, agreement
from tui.keymap import Action
from tui.prompts import EditStancePrompt, Prompt, StancePrompt, StancePrompts
from tui.prompts.slots import within
from tui.selection import EXTENDING, KEEP_COLUMN, MOTIONS
from tui.workbench import DOCUMENTS, INSPECTOR, READER, TextEntry, Update, Workbench

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
        self.under_way = None
        self.count = min(max(count, 1), _MOST)
        repeated = action.command in MOTIONS or action.command in REPEATED
        # While a stance is said the selection may move: to its evidence, to its cue.
        prompt, shown, stood = self.prompt, self.shown_stance, self.selection
        self._beneath = None
        selects = isinstance(prompt, StancePrompts) and action.command in SELECTING
        if action.command in TAGGING and self._is_in_the_way(prompt):
            self.say(_NOT_TAGGED)
            return
        if action.command != "cancel" and not selects:
            self.prompt = None
        if action.command not in KEEP_OFFER:
            self.offer = None
        if action.command not in TAGGING:
            self.doubted = None
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
        if selects and isinstance(prompt, StancePrompts):
            self._beneath = (prompt, shown, stood)
            if self.prompt is prompt and not self.entry:
                self._wait_on()
        elif action.command != "edit_stance" and not isinstance(self.prompt, EditStancePrompt):
            self.shown_stance = None

    def _wait_on(self) -> None:
        """The prompt of a stance waits on: the selection has moved, by one key or by several."""
        assert self._beneath
        (prompt, shown, stood), self._beneath = self._beneath, None
        over = isinstance(prompt, StancePrompt) and prompt.is_over
        self.prompt = None if over else prompt
        self.shown_stance = shown if isinstance(prompt, EditStancePrompt) else None
        if self.prompt and self.selection != stood:
            # It needs both rows to say what its keys are.
            self.message = ""

    def _is_in_the_way(self, prompt: Prompt | None) -> bool:
        """Whether a label's key is more likely meant for the prompt of a stance.

        It isn't after a motion, and after a stance was made while the selection is elsewhere.
        """
        if not isinstance(prompt, StancePrompts) or prompt.moved:
            return False
        made = isinstance(prompt, StancePrompt) and prompt.saved
        return not made or within(self.selection.extent, prompt.evidence)

    def press(self, key: str) -> bool:
        """Give a key to the prompt. False where there is none or the key is not for it."""
        if self.prompt is None:
            return False
        self.message, self.under_way = "", None
        prompt = self.prompt
        taken = prompt.press(key)
        if self._beneath and self.prompt is None:
            # Letters or a character were asked for to select by.
            self._wait_on()
            return taken or self.press(key)
        if taken and self.prompt is None:
            # What was just said of a stance may be the very thing to take back.
            if not (isinstance(prompt, StancePrompts) and prompt.saved):
                self.shown_stance = None
            self.changed_stance = None
        return taken

    def submit(self, value: str) -> None:
        """The line of text that was asked for is typed."""
        entry, self.entry = self.entry, None
        if entry:
            self.message = ""
            entry.submit(value)
        if self._beneath and not self.entry:
            self._wait_on()

    def warm(self) -> None:
        """Called after the first paint: do now what the first keys would wait for."""
        self.project.warm()
        self.segmentation.sentence_at(self.cursor())
        # The names of a long document are taken apart once, and not by the first tag.
        self.antecedents.follow(self.record)

    def look_ahead(self) -> bool:
        """Called while no key comes: look for candidates in view and on from there.

        A slice at each call; True where more is to be looked for.
        """
        proposals, (start, end) = self.proposals, self.in_view()
        proposals.refresh()
        for fault in proposals.take_faults():
            self.faults.append(fault)
            self.message = self.message or fault
        if proposals.warm(start, end) or proposals.warm_phrases(start, end):
            return True
        return proposals.warm(end, proposals.reach(end))

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
        # In the text the inspector's cursor means nothing, wherever it stands.
        chosen = line if pane == INSPECTOR else None
        if (pane, chosen) != (self.pane, self.line):
            self.shown_stance = None
        if pane not in (self.pane, READER) and isinstance(self.prompt, StancePrompts):
            self.prompt = None
        self.pane, self.line = pane, chosen

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
        if name == "extend_other_end":
            end = "beginning" if moved.head <= moved.anchor else "end"
            self.say(f"Shift with an arrow moves the selection's {end} now")
        self.goal = goal


_NOT_TAGGED = "a label's key tags nothing here: go to the words to tag first, or press Esc"
_NOWHERE = {
    "extend_other_end": "one character has no other end",
    "next_mention": "no mention further on",
    "previous_mention": "no mention before",
}
