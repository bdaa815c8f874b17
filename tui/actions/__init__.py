"""The commands that are no motions: one table of functions of the workbench and a label."""

from tui.actions import documents, mentions, search, select, stances
from tui.actions.base import Command

ACTIONS: dict[str, Command] = {
    **select.COMMANDS,
    **search.COMMANDS,
    **mentions.COMMANDS,
    **stances.COMMANDS,
    **documents.COMMANDS,
}
# A count before these does them as often. Some others ask for it themselves; the rest is done once.
REPEATED = frozenset({"grow", "shrink", "next_hit", "previous_hit", "undo", "redo"})
