"""Documents: going from one to another, how far each is, and undoing."""

from __future__ import annotations

from annotations import edits
from tui.actions.base import Command
from tui.prompts import DocumentLabelsPrompt
from tui.workbench import Workbench


def _undo(desk: Workbench, _: str) -> None:
    """Take back the last change, in whatever document it was."""
    desk.travel(desk.project.undo, "undone", back=True)


def _redo(desk: Workbench, _: str) -> None:
    """Make again what was undone last."""
    desk.travel(desk.project.redo, "made again", back=False)


def _flag(desk: Workbench, _: str) -> None:
    """Flag the document for another look, or take the flag off."""
    desk.edit(lambda: edits.set_flag(desk.record, not desk.record.flagged))


def _note(desk: Workbench, _: str) -> None:
    """Ask for a note to the document."""
    note = desk.record.note or ""
    desk.ask("Note on the document", note, lambda said: edits.set_note(desk.record, None, said))


def _label(desk: Workbench, _: str) -> None:
    """Ask which labels the document has; each that is typed is put on or taken off at once."""
    if not desk.scheme.document_labels and not desk.record.labels:
        desk.say("the scheme has no document labels: add [[document_labels]] to standoff.toml")
        return

    def toggle(name: str) -> None:
        labels = desk.record.labels
        rest = [label for label in labels if label != name]
        new = rest if name in labels else [*labels, name]
        desk.edit(lambda: edits.set_labels(desk.record, new))

    if desk.may_edit():
        desk.prompt = DocumentLabelsPrompt(desk, toggle)


def _status(status: str) -> Command:
    def command(desk: Workbench, _: str) -> None:
        desk.edit(lambda: edits.set_status(desk.record, status))

    return command


def _done_and_next(desk: Workbench, _: str) -> None:
    """Mark the document done and open the next one to do."""
    done = desk.document.id
    if desk.record.status == "done" or desk.edit(lambda: edits.set_status(desk.record, "done")):
        _next_undone(desk, _)
        said = f"{done} is done"
        desk.say(f"{said}; {desk.message}" if desk.message else said)


def _next_undone(desk: Workbench, _: str) -> None:
    """Open the next document that is neither done nor skipped, after this one or from the top."""
    passed = ""
    for candidate in desk.project.unfinished(desk.position):
        if desk.go_to(candidate):
            if passed:
                desk.say(f"passed over: {passed}")
            return
        passed = desk.message
    if passed:
        return
    undone = desk.record.status in ("todo", "started")
    desk.say("this is the last document to do" if undone else "no document is left to do")


def _step(step: int) -> Command:
    def command(desk: Workbench, _: str) -> None:
        """Open the document so many places away; those that can't be read are passed over."""
        ids, said = desk.project.ids, ""
        wanted = desk.position + step * desk.count
        if not 0 <= wanted < len(ids):
            said = "this is the last document" if step > 0 else "this is the first document"
            wanted = max(0, min(wanted, len(ids) - 1))
        while 0 <= wanted < len(ids) and wanted != desk.position:
            if desk.go_to(ids[wanted]):
                break
            said, wanted = f"passed over: {desk.message}", wanted + step
        if said:
            desk.say(said)

    return command


COMMANDS: dict[str, Command] = {
    "undo": _undo,
    "redo": _redo,
    "flag": _flag,
    "document_note": _note,
    "document_label": _label,
    "status_todo": _status("todo"),
    "status_started": _status("started"),
    "status_done": _status("done"),
    "status_skipped": _status("skipped"),
    "done_and_next": _done_and_next,
    "next_undone": _next_undone,
    "next_document": _step(1),
    "previous_document": _step(-1),
}
