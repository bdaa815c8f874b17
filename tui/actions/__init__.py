"""The commands that are no motions: one table of functions of the workbench and a label."""

from tui.actions import documents, entities, mentions, relations, search, select, stances
from tui.actions.base import Command

ACTIONS: dict[str, Command] = {
    **select.COMMANDS,
    **search.COMMANDS,
    **mentions.COMMANDS,
    **entities.COMMANDS,
    **relations.COMMANDS,
    **stances.COMMANDS,
    **documents.COMMANDS,
}
# What these act on is in the text or in the inspector, and not in the list of documents.
ON_THE_TEXT = frozenset(
    {*mentions.COMMANDS, *entities.COMMANDS, *relations.COMMANDS, *stances.COMMANDS}
)
# A count before these does them as often. Some others ask for it themselves; the rest is done once.
REPEATED = frozenset({"grow", "shrink", "next_hit", "previous_hit", "undo", "redo"})
