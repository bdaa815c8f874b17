"""The subcommands that look after annotations: what was done, and texts that changed since."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from annotations.errors import CorpusError, DamagedError, RecordError
from tui import subcommands
from tui.plain import printable
from tui.subcommands import Options, counted, say

if TYPE_CHECKING:
    from annotations.project import Project


def history(options: Options) -> int:
    """Show what one annotator did, the newest first."""
    from annotations.history import entries

    with subcommands.open_for_reading(options) as project:
        found = entries(project.commits(), options.document)[: options.limit]
    if options.json:
        subcommands.say_json(found)
        return 0
    from tui import reports

    reports.show_history(found, project.annotator)
    return 0


def reanchor(options: Options) -> int:
    """Carry one annotator's work over to texts that have changed; 1 if one can't be read."""
    from annotations.drift import in_words
    from annotations.project import open_project, project_root

    name = subcommands.whose(project_root(options.project), options.annotator)
    carried = things = code = 0
    with open_project(
        options.project, annotator=name, read_only=options.dry_run, encoding=options.encoding
    ) as project:
        subcommands.note(project.notices)
        if not project.read_only:
            subcommands.note(in_words(project.rebind(), done=True))
        for document_id in [options.document] if options.document else project.changed():
            found = _carry_over(project, document_id, dry_run=options.dry_run)
            carried += found is not None
            things += len(found or ())
            code |= found is None
    would = "would be " if options.dry_run else ""
    say(
        f"{counted(carried, 'document')} {would}carried over, "
        f"{counted(things, 'thing')} {would}lost or changed"
    )
    return code


def _carry_over(project: Project, document_id: str, *, dry_run: bool) -> list[str] | None:
    """Carry one document's annotations over and say so, or why that can't be."""
    try:
        found = project.reanchor(document_id, dry_run=dry_run)
    except (CorpusError, RecordError, DamagedError) as error:
        print(printable(f"standoff: {error}"), file=sys.stderr)
        return None
    for thing in found:
        say(f"{document_id}: {thing}")
    return found
