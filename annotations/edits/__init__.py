"""Every change that an annotator can make, as pure functions: a record in, a Change out.

A Change holds its inverse. Each function raises EditError, in words for the annotator, where the
change can't be made.
"""

from annotations.edits.base import apply_change, stances_of
from annotations.edits.document import set_flag, set_labels, set_note, set_status
from annotations.edits.entities import describe_entity, join, move_mention, split
from annotations.edits.mentions import move_boundary, remove_mention, retag, stances_at, tag
from annotations.edits.stances import add_stance, change_stance, describe_stance, remove_stance

__all__ = [
    "add_stance",
    "apply_change",
    "change_stance",
    "describe_entity",
    "describe_stance",
    "join",
    "move_boundary",
    "move_mention",
    "remove_mention",
    "remove_stance",
    "retag",
    "set_flag",
    "set_labels",
    "set_note",
    "set_status",
    "split",
    "stances_at",
    "stances_of",
    "tag",
]
