"""Stances: making one by four keys, and changing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from annotations import edits
from annotations.change import Change, PutItem
from annotations.model import Mention, Participant, Stance, known_entity
from annotations.quality.ledger import contradicting
from tui.actions.base import Command
from tui.actions.entities import offer
from tui.prompts import ChangeStance, EditStancePrompt, StanceDraft, StancePrompt
from tui.prompts.letters import short
from tui.prompts.slots import all_slots
from tui.selection import Extent
from tui.workbench import Workbench


def _begin(desk: Workbench, _: str) -> None:
    """Begin a stance; its evidence is the sentence at hand, or the selection.

    Right after a tag the selection has gone on: what was tagged shows which sentence is meant.
    """
    _begin_at(desk, desk.record.mention(desk.tagged or ""))


def _begin_at(desk: Workbench, tagged: Mention | None) -> None:
    """Begin a stance with the sentence of a mention, else with what the selection says."""
    selected = None if tagged else _selected(desk)
    start = tagged.start if tagged else desk.selection.start
    evidence = selected or desk.segmentation.sentence_at(start)
    if evidence is None:
        desk.say("there is no text to be evidence")
        return
    if not desk.may_edit():
        return

    def make(draft: StanceDraft) -> str | None:
        was_tagged = bool(desk.exact())
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
        desk.last_holder = stance.holder
        if not was_tagged:
            _leave_tagged(desk)
        target = _keep_at_hand(desk, made, stance.target)
        _said(desk, stance, made)
        offer(desk, made, target)
        return stance.id

    desk.prompt = StancePrompt(
        desk,
        [evidence],
        make,
        _changer(desk),
        _last_holder(desk),
        selected=selected is not None,
        again=_other(desk, evidence) if tagged else None,
    )


def _leave_tagged(desk: Workbench) -> None:
    """Where a stance has tagged what was selected as its target: select what is next to tag.

    As after a tag, the mention just made stays at hand.
    """
    exact = desk.exact()
    if not exact:
        return
    tagged = desk.tagged or exact[-1].id
    if found := desk.proposals.next(desk.selection.extent):
        desk.choose((found.start, found.end))
        desk.tagged = tagged


def _keep_at_hand(desk: Workbench, change: Change, target: Participant) -> Mention | None:
    """The mention that was tagged by choosing it as the target is the one just tagged, unless a
    mention is selected; None where it was tagged before.
    """
    made = {o.item["id"] for o in change.operations if isinstance(o, PutItem)}
    mention = desk.record.mention(target.mention or "")
    if mention is None or mention.id not in made or desk.exact() or desk.held():
        return None
    desk.tagged = mention.id
    return mention


def _other(desk: Workbench, evidence: Extent) -> Callable[[], None] | None:
    """What begins anew with the sentence of the selection; None where that is the evidence."""
    if desk.segmentation.sentence_at(desk.selection.start) == evidence:
        return None
    return lambda: _begin_at(desk, None)


def _changer(desk: Workbench) -> ChangeStance:
    """What sets fields of a stance."""

    def change(stance_id: str, **fields: Any) -> None:
        shared = desk.project.project_entities()
        text = desk.document.text
        changed = desk.edit(
            lambda: edits.change_stance(desk.record, text, stance_id, shared=shared, **fields)
        )
        stance = desk.record.stance(stance_id)
        if changed and stance:
            _said(desk, stance, changed, evidence="evidence" in fields)

    return change


def _words_of(stance: Stance) -> str:
    """The beginning and the end of each piece of evidence."""
    return f"evidence is {', '.join(f'“{short(span.text)}”' for span in stance.evidence)} · "


def _said(desk: Workbench, stance: Stance, change: Change, *, evidence: bool = False) -> None:
    """Say all of a stance that was just made or changed, what was made with it, and which stances
    of the document it contradicts; with `evidence` its words too. It is the one at hand now.
    """
    desk.shown_stance = stance.id
    made = change.summary.removeprefix(edits.describe_stance(desk.record, stance))
    desk.say(f"{_words_of(stance) * evidence}{all_slots(desk.record, stance)}{made}")
    others = contradicting(desk.record, desk.scheme, stance.id)
    if other := desk.record.stance(others[0]) if others else None:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        said = edits.describe_stance(desk.record, other)
        desk.say(f"{desk.message} · ! contradicts: {said}{more}")


def _selected(desk: Workbench) -> Extent | None:
    """The selection as evidence: where it goes over a token, and is no mention and no
    candidate that was gone to.
    """
    start, end = desk.selection.extent
    token = desk.segmentation.token_at(start)
    longer = token is not None and (start < token[0] or end > token[1])
    if longer and desk.document.text[start:end].strip() and not desk.exact():
        walked_to = desk.selection.anchor == desk.selection.head and desk.proposal()
        return None if walked_to else (start, end)
    return None


def _last_holder(desk: Workbench) -> Participant | None:
    """The holder of the last stance, of those that are still there; without a mention that is
    gone.
    """
    last, stances = desk.last_holder, desk.record.stances
    if last and not any(stance.holder.entity == last.entity for stance in stances):
        # It was undone, or removed.
        last = stances[-1].holder if stances else None
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
