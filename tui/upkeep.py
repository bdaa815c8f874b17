"""The subcommands that look after annotations: their history, changed texts, damaged files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from annotations.errors import CorpusError, DamagedError, RecordError
from tui import subcommands
from tui.plain import counted, spelt_out
from tui.subcommands import Options, say

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


def salvage(options: Options) -> int:
    """Recover what can be recovered of one annotator's damaged files; 1 if anything is lost."""
    from annotations.project import ANNOTATIONS, project_root
    from annotations.store.salvage import salvage as recover

    root = project_root(options.project)
    name = subcommands.whose(root, options.annotator)
    path = root / ANNOTATIONS / f"{name}.json"
    found = recover(path)
    if found.target is None:
        say(f"{path}: nothing is damaged ({counted(len(found.rows), 'row')}); nothing was written")
        return 0
    for note in found.notes:
        say(note)
    hurt = [row for row in found.rows if row.state != "whole"]
    for row in hurt:
        say(str(row))
    whole = len(found.rows) - len(hurt)
    say(
        f"{found.target}: {counted(whole, 'row')} whole, {counted(len(hurt), 'row')} not; the "
        f"damaged files are as they were. To go on with it, move {path.name}* away and rename it "
        f"to {path.name}"
    )
    return int(any(row.state == "lost" for row in hurt))


def _carry_over(project: Project, document_id: str, *, dry_run: bool) -> list[str] | None:
    """Carry one document's annotations over and say so, or why that can't be."""
    try:
        found = project.reanchor(document_id, dry_run=dry_run)
    except (CorpusError, RecordError, DamagedError) as error:
        print(spelt_out(f"standoff: {error}"), file=sys.stderr)
        return None
    for thing in found:
        say(f"{document_id}: {thing}")
    return found


def effort(options: Options) -> int:
    """Show what was counted of the annotator's keys; switch counting on or off; forget it."""
    import msgspec

    from tui.effort import Effort, effort_file, read_effort, write_effort

    found, file = read_effort(), effort_file()
    if options.what == "on":
        write_effort(msgspec.structs.replace(found, on=True))
        say(f"counted from the annotator's next start on, in {file} alone")
    elif options.what == "off":
        write_effort(msgspec.structs.replace(found, on=False))
        say("nothing is counted any more; standoff effort clear forgets what was")
    elif options.what == "clear":
        write_effort(Effort(on=found.on))
        say("forgotten" + ("; counting goes on" if found.on else ""))
    elif options.json:
        subcommands.say_json(found)
    else:
        from tui import reports

        if not found.on:
            note = "this is from before; " if found.keys else ""
            say(f"nothing is counted: {note}standoff effort on begins")
        if found.keys:
            reports.show_effort(found)
    return 0
