"""Stances: making one by four keys, and changing it."""

from __future__ import annotations

from typing import Any

from annotations import edits
from annotations.model import Participant, Stance, known_entity
from annotations.quality.ledger import contradicting
from tui.actions.base import Command
from tui.prompts import ChangeStance, EditStancePrompt, StanceDraft, StancePrompt
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

    def make(draft: StanceDraft) -> str | None:
        made = desk.edit(
            lambda: edits.add_stance(
                desk.record,
                desk.document.text,
                holder=draft.holder,
                polarity=draft.polarity.name,
                target=draft.target,
                evidence=[evidence],
                intensity=draft.intensity,
                attribution=draft.attribution,
                basis=draft.basis,
                cue=draft.cue,
                shared=desk.project.project_entities(),
            )
        )
        if made is None:
            return None
        stance = desk.record.stances[-1]
        desk.last_holder, desk.shown_stance = stance.holder, stance.id
        _warn(desk, stance.id)
        return stance.id

    desk.prompt = StancePrompt(desk, [evidence], make, _changer(desk), _last_holder(desk))


def _changer(desk: Workbench) -> ChangeStance:
    """What sets fields of a stance."""

    def change(stance_id: str, **fields: Any) -> None:
        shared = desk.project.project_entities()
        text = desk.document.text
        if desk.edit(
            lambda: edits.change_stance(desk.record, text, stance_id, shared=shared, **fields)
        ):
            _warn(desk, stance_id)

    return change


def _warn(desk: Workbench, stance_id: str) -> None:
    """Say which stances of the document the one just made or changed contradicts, if any."""
    others = contradicting(desk.record, desk.scheme, stance_id)
    if stance := desk.record.stance(others[0]) if others else None:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        said = edits.describe_stance(desk.record, stance)
        desk.say(f"{desk.message} · ! contradicts: {said}{more}")


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
    """Change the stance at hand: the one chosen in the inspector, else one shown here; pressed
    once more, the next one that is shown here.
    """
    again = desk.shown_stance is not None and desk.shown_stance == desk.changed_stance
    stance = _next_shown(desk) if again else desk.record.stance(desk.stance_at_hand or "")
    stance = stance or (None if again else next(iter(_shown(desk)), None))
    if stance is None:
        desk.say("no stance is shown by these words; Space makes one; everything is saved already")
        return
    if not desk.may_edit():
        return
    desk.shown_stance = desk.changed_stance = stance.id
    desk.prompt = EditStancePrompt(desk, stance, _changer(desk))


def _shown(desk: Workbench) -> list[Stance]:
    """The stances whose evidence holds the selection, the last made first."""
    start, end = desk.selection.extent
    return [
        stance
        for stance in reversed(desk.record.stances)
        if any(span.start <= start and end <= span.end for span in stance.evidence)
    ]


def _next_shown(desk: Workbench) -> Stance | None:
    """The stance shown here after the one that was changed last, from the last on to the first."""
    shown = _shown(desk)
    ids = [stance.id for stance in shown]
    at = ids.index(desk.changed_stance) + 1 if desk.changed_stance in ids else 0
    return shown[at % len(shown)] if shown else desk.record.stance(desk.changed_stance or "")


COMMANDS: dict[str, Command] = {"stance": _begin, "edit_stance": _change}
