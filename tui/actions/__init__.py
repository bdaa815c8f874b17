"""The commands that are no motions: one table of functions of the workbench and a label."""

from tui.actions import (
    candidates,
    documents,
    entities,
    hinting,
    mentions,
    propagation,
    relations,
    search,
    select,
    stances,
    walking,
)
from tui.actions.base import Command

ACTIONS: dict[str, Command] = {
    **select.COMMANDS,
    **search.COMMANDS,
    **walking.COMMANDS,
    **hinting.COMMANDS,
    **candidates.COMMANDS,
    **candidates.ELSEWHERE,
    **propagation.COMMANDS,
    **mentions.COMMANDS,
    **entities.COMMANDS,
    **relations.COMMANDS,
    **stances.COMMANDS,
    **documents.COMMANDS,
}
# What these act on is in the text or in the inspector, and not in the list of documents.
ON_THE_TEXT = frozenset(
    {
        *mentions.COMMANDS,
        *candidates.COMMANDS,
        *propagation.COMMANDS,
        *entities.COMMANDS,
        *relations.COMMANDS,
        *stances.COMMANDS,
    }
)
# What a key of a label does, in whichever way it is typed.
TAGGING = frozenset({"tag", "tag_all", "stack", "repeat"})
# What was offered for the mention just tagged is still there after these.
KEEP_OFFER = frozenset({"join", "others"})
# A count before these does them as often. Some others ask for it themselves; the rest is done once.
REPEATED = frozenset(
    {"grow", "shrink", "next_hit", "previous_hit", "undo", "redo", *walking.COMMANDS}
)
