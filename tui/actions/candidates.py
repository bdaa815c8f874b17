"""What is proposed: accepting it, here, in view and everywhere, and rejecting it."""

from __future__ import annotations

from collections.abc import Iterator

from annotations import edits
from annotations.edits import Place
from annotations.suggest.base import Candidate
from tui.actions import mentions
from tui.actions.base import Command
from tui.actions.walking import go_on
from tui.plain import counted
from tui.workbench import INSPECTOR, Workbench


def origin_of(proposal: Candidate) -> str:
    """What is kept of where an accepted mention came from."""
    return f"suggestion:{proposal.source}"


def _selected(desk: Workbench) -> Candidate | None:
    """What is proposed for just the selection, where the keys are for the text and no mention is
    meant.
    """
    if desk.pane == INSPECTOR or desk.grip or desk.exact():
        return None
    return desk.proposal()


def _accept(desk: Workbench, label: str) -> None:
    """Tag the selection as proposed and go on; else let a mention end where the selection does."""
    proposal = _selected(desk)
    if proposal is None:
        mentions.boundary(desk, label)
    elif proposal.label:
        mentions.make_mention(desk, proposal.label, origin=origin_of(proposal))
    elif desk.may_edit():
        desk.say("no label is proposed for these words: a label's key tags them")


def _reject(desk: Workbench, label: str) -> None:
    """Propose the selected words no more and go on; else remove the mention at hand."""
    proposal = None if desk.stance_at_hand else _selected(desk)
    if proposal is None:
        mentions.remove(desk, label)
        return
    if not desk.reject(proposal.start, proposal.end, proposal.label):
        return
    said = desk.message
    found = desk.proposals.next((proposal.start, proposal.end))
    if found:
        desk.choose((found.start, found.end))
        desk.say(f"{said} → {desk.message}")


def _accept_string(desk: Workbench, label: str) -> None:
    """Tag the selected words as proposed, here and everywhere else in the document."""
    proposal = _selected(desk)
    if proposal and proposal.label:
        origin = origin_of(proposal)
        mentions.make_mention(desk, proposal.label, origin=origin, everywhere=True)
    elif proposal and desk.may_edit():
        desk.say("no label is proposed for these words: a label's key in capitals tags them all")
    elif not proposal:
        desk.say("nothing is proposed for the selection: Tab goes to what is")


def _accept_view(desk: Workbench, _: str) -> None:
    """Tag all that is proposed with a label in what is on the screen."""
    start, end = desk.in_view()
    places = [
        Place(one.start, one.end, one.label, origin_of(one))
        for one in desk.proposals.proposed(start, end)
        if one.label and start <= one.start and one.end <= end
    ]
    text, shared = desk.document.text, desk.project.project_entities()
    made = desk.edit(lambda: edits.tag_several(desk.record, text, places, desk.scheme, shared))
    if made:
        go_on(desk, desk.record.mentions[-1].id)


def _next_open_document(desk: Workbench, _: str) -> None:
    """Open the next document to do that has something to tag."""
    if desk.proposals.source is None:
        desk.say("nothing is proposed here: Ctrl+N goes to the next document to do")
        return
    desk.begin(_search(desk))


def _search(desk: Workbench) -> Iterator[None]:
    stood = (desk.document.id, desk.selection)
    for looked, document_id in enumerate(desk.project.unfinished(desk.position)):
        if looked == _DOCUMENTS:
            desk.say(f"nothing to tag in the next {looked} documents to do; Ctrl+N goes on to one")
            return
        read = counted(looked, "document")
        desk.say(f"looking for something to tag: {read} read; any key ends it")
        place = yield from desk.first_open(document_id)
        yield
        if (desk.document.id, desk.selection) != stood:
            # The mouse has gone on.
            return
        if place and desk.go_to(document_id):
            # Its file may have changed just now.
            if place[1] <= len(desk.document.text):
                desk.choose(place)
            return
    desk.say("no other document to do has something to tag")


# So many documents are read for one key.
_DOCUMENTS = 20

COMMANDS: dict[str, Command] = {
    "boundary": _accept,
    "remove": _reject,
    "accept_view": _accept_view,
    "accept_string": _accept_string,
}
# These are not about what is at hand in the text.
ELSEWHERE: dict[str, Command] = {"next_open_document": _next_open_document}
