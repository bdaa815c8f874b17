"""What a session lays over the text: the selection, evidence, places found, hints."""

from __future__ import annotations

from tui.paint import Overlay
from tui.prompts import StancePrompts
from tui.session import Session


def overlay_of(session: Session) -> Overlay:
    """What is laid over the text now."""
    prompt = session.prompt
    evidence = tuple(prompt.evidence) if prompt else ()
    stance = session.record.stance(session.stance_at_hand) if session.stance_at_hand else None
    if not evidence and stance:
        evidence = tuple((span.start, span.end) for span in stance.evidence)
    mention, extent = session.mention_at_hand(), session.selection.extent
    return Overlay(
        selection=extent,
        head=session.selection.cursor,
        evidence=evidence,
        hits=session.hits,
        phrases=tuple(prompt.phrases) if isinstance(prompt, StancePrompts) else (),
        hints=dict(prompt.hints) if prompt else {},
        # A mention that is selected itself needs no mark of its own.
        current=mention.id if mention and extent != (mention.start, mention.end) else None,
    )
