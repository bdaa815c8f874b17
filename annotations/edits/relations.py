"""Relations: labelled arrows from one mention to another."""

from __future__ import annotations

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit
from annotations.edits.checks import quote, the_mention
from annotations.errors import EditError
from annotations.model import Record, Relation, find


def add_relation(record: Record, head: str, tail: str, label: str) -> Change:
    """Draw an arrow with a label from the mention `head` to the mention `tail`.

    Raises EditError for a mention that isn't there, for one mention at both ends, and for an arrow
    that is there already.
    """
    the_mention(record, head)
    the_mention(record, tail)
    if head == tail:
        raise EditError("a relation is between two mentions: choose another one")
    edit = Edit(record)
    new = Relation(edit.new_id(Relation), label, head, tail)
    _check(record, new)
    edit.put(new)
    edit.begin()
    return edit.change("relation", describe_relation(record, new))


def relabel_relation(record: Record, relation_id: str, label: str) -> Change:
    """Give a relation another label.

    Raises EditError where it has that label, or where such an arrow is there already.
    """
    old = the_relation(record, relation_id)
    if old.label == label:
        raise EditError(f"{describe_relation(record, old)}: it has that label already")
    new = replace(old, label=label)
    _check(record, new)
    edit = Edit(record)
    edit.put(new)
    return edit.change("relabel", f"{old.label} is now {describe_relation(record, new)}")


def remove_relation(record: Record, relation_id: str) -> Change:
    """Take a relation away; its mentions stay."""
    old = the_relation(record, relation_id)
    edit = Edit(record)
    edit.delete(old)
    return edit.change("remove relation", f"removed {describe_relation(record, old)}")


def describe_relation(record: Record, relation: Relation) -> str:
    """A relation in words: the one mention, the label, the other mention."""
    ends = (record.mention(end) for end in (relation.head, relation.tail))
    head, tail = (quote(mention.text) if mention else "?" for mention in ends)
    return f"{head} — {relation.label} → {tail}"


def the_relation(record: Record, relation_id: str) -> Relation:
    """The relation with this id; EditError where there is none."""
    relation = find(record.relations, relation_id)
    if relation is None:
        raise EditError(f"there is no relation {relation_id} in this document")
    return relation


def _check(record: Record, new: Relation) -> None:
    if not new.label:
        raise EditError("a relation needs a label")
    for other in record.relations:
        same = (other.label, other.head, other.tail) == (new.label, new.head, new.tail)
        if same and other.id != new.id:
            raise EditError(f"{describe_relation(record, new)}: that relation is there already")
