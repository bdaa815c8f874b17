"""Stances: making one by four keys, and changing it."""

from __future__ import annotations

from typing import Any

from annotations import edits
from annotations.model import Participant, Stance, known_entity
from annotations.scheme import Polarity
from tui.actions.base import Command
from tui.prompts import EditStancePrompt, StancePrompt
from tui.selection import Extent
from tui.workbench import Workbench


def _begin(desk: Workbench, _: str) -> None:
    """Begin a stance; its evidence is the sentence at hand, or the selection."""
    evidence = _evidence(desk)
    if evidence is None:
        desk.say("there is no text to be evidence")
        return
    if not desk.may_edit():
        return

    def make(
        holder: Participant, polarity: Polarity, target: Participant, intensity: int | None
    ) -> bool:
        made = desk.edit(
            lambda: edits.add_stance(
                desk.record,
                desk.document.text,
                holder=holder,
                polarity=polarity.name,
                target=target,
                evidence=[evidence],
                intensity=intensity,
            )
        )
        if made:
            desk.last_holder = holder
        return made is not None

    desk.prompt = StancePrompt(desk, [evidence], make, _last_holder(desk))


def _evidence(desk: Workbench) -> Extent | None:
    """The selection where it goes over a token and is no mention, else the sentence at hand."""
    start, end = desk.selection.extent
    token = desk.segmentation.token_at(start)
    longer = token is not None and (start < token[0] or end > token[1])
    if longer and desk.document.text[start:end].strip() and not desk.exact():
        return (start, end)
    return desk.segmentation.sentence_at(start)


def _last_holder(desk: Workbench) -> Participant | None:
    """The holder of the last stance, if it is still there; without a mention that is gone."""
    last = desk.last_holder
    if last is None or not known_entity(desk.record, last.entity):
        return None
    mention = desk.record.mention(last.mention) if last.mention else None
    return last if mention and mention.entity == last.entity else Participant(last.entity)


def _change(desk: Workbench, _: str) -> None:
    """Change the stance at hand: the one chosen in the inspector, else one shown here."""
    stance = desk.record.stance(desk.stance_at_hand) if desk.stance_at_hand else _shown(desk)
    if stance is None:
        desk.say("no stance is shown by these words; Space makes one")
        return
    if not desk.may_edit():
        return
    stance_id = desk.stance_at_hand = stance.id

    def change(**fields: Any) -> None:
        desk.edit(lambda: edits.change_stance(desk.record, desk.document.text, stance_id, **fields))

    desk.prompt = EditStancePrompt(desk, stance, change, lambda: desk.selection.extent)


def _shown(desk: Workbench) -> Stance | None:
    """The last of the stances whose evidence holds the selection."""
    start, end = desk.selection.extent
    for stance in reversed(desk.record.stances):
        if any(span.start <= start and end <= span.end for span in stance.evidence):
            return stance
    return None


COMMANDS: dict[str, Command] = {"stance": _begin, "edit_stance": _change}
