"""Every change that an annotator can make, as pure functions: a record in, a Change out.

A Change holds its inverse. Each function raises EditError, in words for the annotator, where the
change can't be made.
"""

from annotations.edits.base import apply_change, stances_at, stances_of
from annotations.edits.document import set_flag, set_labels, set_note, set_status
from annotations.edits.entities import (
    describe_entity,
    join,
    join_shared,
    move_mention,
    remove_entity,
    split,
)
from annotations.edits.mentions import (
    add_fragment,
    move_boundary,
    remove_fragment,
    remove_mention,
    retag,
    tag,
)
from annotations.edits.propagation import (
    Place,
    Taken,
    is_whole_words,
    merged,
    occurrences,
    tag_everywhere,
    tag_others,
    tag_over,
    tag_places,
    tag_several,
    untagged,
)
from annotations.edits.relations import (
    add_relation,
    describe_relation,
    relabel_relation,
    remove_relation,
)
from annotations.edits.room import PROPAGATED
from annotations.edits.shared import share
from annotations.edits.stances import (
    NewEntity,
    NewMention,
    Party,
    add_stance,
    change_stance,
    describe_stance,
    remove_stance,
)

__all__ = [
    "PROPAGATED",
    "NewEntity",
    "NewMention",
    "Party",
    "Place",
    "Taken",
    "add_fragment",
    "add_relation",
    "add_stance",
    "apply_change",
    "change_stance",
    "describe_entity",
    "describe_relation",
    "describe_stance",
    "is_whole_words",
    "join",
    "join_shared",
    "merged",
    "move_boundary",
    "move_mention",
    "occurrences",
    "relabel_relation",
    "remove_entity",
    "remove_fragment",
    "remove_mention",
    "remove_relation",
    "remove_stance",
    "retag",
    "set_flag",
    "set_labels",
    "set_note",
    "set_status",
    "share",
    "split",
    "stances_at",
    "stances_of",
    "tag",
    "tag_everywhere",
    "tag_others",
    "tag_over",
    "tag_places",
    "tag_several",
    "untagged",
]
