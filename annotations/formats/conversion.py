"""From one format to another without a project: documents as they come, checked, to be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from annotations.formats.base import Annotated, Fault, Incoming, Report
from annotations.formats.intake import Intake
from annotations.model import Record


def annotated(
    source: Iterable[Incoming], report: Report, *, annotator: str | None, several: bool
) -> Iterator[Annotated]:
    """What people annotated in a source; a document that nobody did comes with an empty record, and
    one that only programs did is left out.

    Of a document that several have annotated, the work of `annotator` comes, else the first one's;
    with `several` all of them. What is left out is reported.
    """
    intake = Intake(report)
    seen: set[str] = set()
    # Somebody's annotations of these may come yet, so that they can't be given as empty.
    proposed: dict[str, str] = {}
    for incoming in source:
        where, name = incoming.where, incoming.document.id
        if not incoming.has_text:
            report(Fault(where, f"{name!r} comes without its text; import it into its project"))
            continue
        checked = intake.checked(incoming)
        if checked is None:
            continue
        if checked.predictions is not None:
            by = checked.predictions.annotator or "a program"
            report(Fault(where, f"{name!r}: what {by} proposed is left out"))
        document, record = checked.document, checked.record
        if record is None:
            # A record that is not there was reported as the second of its annotator.
            if incoming.record is not None or name in seen:
                continue
            if checked.predictions is not None:
                proposed.setdefault(name, where)
                continue
            record = Record(id=name, sha256=document.sha256, annotator="", created="", updated="")
        elif annotator is not None and record.annotator != annotator:
            continue
        if name in seen and not several:
            by = record.annotator or "another"
            report(Fault(where, f"{name!r}: what {by} annotated is left out; say --annotator"))
            continue
        seen.add(name)
        yield replace(record, id=document.id, sha256=document.sha256), document
    for name, where in proposed.items():
        if name not in seen:
            report(Fault(where, f"{name!r} has nothing but what was proposed, and is left out"))
