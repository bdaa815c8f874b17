"""What the annotator is doing now: the document, the selection, what is half typed. No widgets."""

from __future__ import annotations

from annotations import edits
from tui.actions import ACTIONS, REPEATED
from tui.keymap import Action
from tui.selection import EXTENDING, KEEP_COLUMN, MOTIONS
from tui.workbench import TextEntry, Update, Workbench

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
        if action.command != "cancel":
            self.prompt = None
        for _ in range(self.count if repeated else 1):
            before = (self.selection, self.document.id, self.record.revision)
            if action.command in MOTIONS:
                self._move(action.command)
            else:
                ACTIONS[action.command](self, action.label)
            if before == (self.selection, self.document.id, self.record.revision):
                break

    def press(self, key: str) -> bool:
        """Give a key to the prompt. False where there is none or the key is not for it."""
        if self.prompt is None:
            return False
        self.message = ""
        return self.prompt.press(key)

    def submit(self, value: str) -> None:
        """The line of text that was asked for is typed."""
        entry, self.entry = self.entry, None
        if entry:
            self.message = ""
            entry.submit(value)

    def choose_stance(self, stance_id: str) -> None:
        """Go to the words that show a stance; it is then at hand."""
        stance = self.record.stance(stance_id)
        if stance:
            if stance.evidence and stance.evidence[0].end <= len(self.document.text):
                self.choose((stance.evidence[0].start, stance.evidence[0].end))
            self.stance_at_hand = stance_id
            self.say(edits.describe_stance(self.record, stance))

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
