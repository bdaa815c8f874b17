"""Relations: an arrow from the mention at hand to another, and its label."""

from __future__ import annotations

from annotations import edits
from annotations.model import Relation, find
from tui.actions.base import Command
from tui.prompts import RelationPrompt
from tui.workbench import INSPECTOR, Workbench


def relation_at_hand(desk: Workbench) -> Relation | None:
    """The relation at the inspector's cursor, if it is on one that is still there."""
    line = desk.line if desk.pane == INSPECTOR else None
    return find(desk.record.relations, line.id) if line and line.kind == "relation" else None


def _relation(desk: Workbench, _: str) -> None:
    """Begin an arrow from the mention at hand; on a relation, choose another label for it."""
    if not desk.scheme.relations:
        desk.say("the scheme has no relations: add a [[relations]] block to standoff.toml")
        return
    old = relation_at_hand(desk)
    head = None if old else desk.needed()
    if not (old or head) or not desk.may_edit():
        return

    def choose(label: str, tail: str) -> None:
        if old:
            desk.edit(lambda: edits.relabel_relation(desk.record, old.id, label))
        elif head:
            desk.edit(lambda: edits.add_relation(desk.record, head.id, tail, label))

    said = edits.describe_relation(desk.record, old) if old else f"“{head.text if head else ''}”"
    desk.prompt = RelationPrompt(desk, head, choose, said)


COMMANDS: dict[str, Command] = {"relation": _relation}
