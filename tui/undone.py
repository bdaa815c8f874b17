"""What an undo or a redo of a changed stance says: which slots, and what is there now."""

from __future__ import annotations

from typing import Any

from annotations.change import Commit, Operation, PutItem
from annotations.model import Record
from tui.prompts.letters import short

_SLOTS = ("holder", "target", "polarity", "intensity", "basis", "attribution", "evidence", "cue")


def slots_said(word: str, commit: Commit, record: Record, *, back: bool) -> str:
    """Names the slots of a stance that a commit changed, with what `record` says of them now.

    Empty for commits that are of something else.
    """
    if commit.command != "change stance":
        return ""
    there = _stances(commit.inverse if back else commit.operations)
    gone = _stances(commit.operations if back else commit.inverse)
    changed = [one for one in there if one in gone and there[one] != gone[one]]
    said = [_said(there[one], gone[one], record, back=back) for one in changed]
    return f"{word}: {'; '.join(said)}" if said else ""


def _stances(operations: tuple[Operation, ...]) -> dict[str, dict[str, Any]]:
    """The stances that operations put, by their ids."""
    return {
        operation.item["id"]: operation.item
        for operation in operations
        if isinstance(operation, PutItem) and operation.items == "stances"
    }


def _said(now: dict[str, Any], before: dict[str, Any], record: Record, *, back: bool) -> str:
    holder, target = (record.name_of(now[slot]["entity"]) for slot in ("holder", "target"))
    slots = [slot for slot in _SLOTS if now.get(slot) != before.get(slot)]
    first, *more = [(slot, _value(slot, now.get(slot), record)) for slot in slots]
    others = "".join(f", the {slot} {value}" for slot, value in more)
    again = " again" if back and now.get(first[0]) else ""
    return f"the {first[0]} of {holder} → {target} is {first[1]}{again}{others}"


def _value(slot: str, value: Any, record: Record) -> str:
    """What stands in a slot, in words."""
    if not value:
        return "nobody" if slot == "attribution" else "not set"
    if slot in ("holder", "target"):
        return record.name_of(value["entity"])
    if slot == "attribution":
        return " › ".join(record.name_of(source) for source in value)
    if slot in ("evidence", "cue"):
        return ", ".join(f"“{short(span['text'])}”" for span in value)
    return str(value)
