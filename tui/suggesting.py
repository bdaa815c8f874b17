"""The subcommands about candidates: predictions for a whole corpus, and what is remembered."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from annotations.errors import StandoffError
from tui import subcommands
from tui.plain import counted, spelt_out
from tui.subcommands import Options, say

if TYPE_CHECKING:
    from annotations.model import Record
    from annotations.project import Project
    from annotations.suggest.batch import Made, Predicting, Proposer
    from annotations.suggest.memory import Remembered

# Seconds in which a second interrupt is the first one again.
_MOMENT: Final = 1.0


def suggest(options: Options) -> int:
    """Write predictions for every document that has none; 1 if anything could not be done.

    Where it is interrupted, what was made until then is saved, and said; KeyboardInterrupt goes on.
    """
    runs: list[Predicting] = []
    with _one_interrupt():
        try:
            return _suggest(options, runs)
        except KeyboardInterrupt:
            done = counted(runs[-1].made.documents if runs else 0, "document")
            print(f"interrupted; {done} done; the same command goes on from there", file=sys.stderr)
            raise


@contextmanager
def _one_interrupt() -> Iterator[None]:
    """Take several SIGINTs within a moment for one, so that none breaks off the end of the first.

    `timeout` sends two, and so does who presses Ctrl+C twice.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    last = -_MOMENT

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal last
        if time.monotonic() - last >= _MOMENT:
            last = time.monotonic()
            signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _suggest(options: Options, runs: list[Predicting]) -> int:
    """Do so; each source's run is entered in `runs` when it begins."""
    from annotations.project import open_project, project_root
    from annotations.suggest import batch
    from annotations.suggest.predictions import file_of

    with open_project(
        options.project,
        annotator=_whose_memory(project_root(options.project), options.annotator),
        read_only=True,
        encoding=options.encoding,
    ) as project:
        subcommands.note(project.notices)
        proposers = batch.proposers(project.suggestions, options.source)
        subcommands.note(project.suggestions.take_faults())
        code = 0
        for proposer in proposers:
            made = _predict(project, proposer, runs, again=options.again)
            if made.documents or made.passed or not made.faults:
                say(f"{file_of(project.root, proposer.name)}: {_in_words(made)}")
            for fault in made.faults:
                print(spelt_out(f"standoff: {fault}"), file=sys.stderr)
            code |= bool(made.faults)
    return code


def _whose_memory(root: Path, given: str | None) -> str:
    """The given annotator, else oneself, else the only one; oneself where there are several."""
    from annotations.project import annotator_name, annotators

    names, own = annotators(root), annotator_name(given)
    return names[0] if given is None and own not in names and len(names) == 1 else own


def _predict(project: Project, proposer: Proposer, runs: list[Predicting], *, again: bool) -> Made:
    from annotations.project import timestamp
    from annotations.suggest.batch import Predicting

    predicting = Predicting(
        project.root,
        proposer,
        labels=[label.name for label in project.scheme.labels],
        guideline=project.scheme.guideline.version or None,
        now=timestamp,
    )
    runs.append(predicting)
    with _progress(proposer.name, len(project.ids)) as advance:
        return predicting.run(project.ids, project.corpus.load, advance, again=again)


def _in_words(made: Made) -> str:
    found = f"{counted(made.proposals, 'candidate')} in {counted(made.documents, 'document')}"
    passed = f"; {counted(made.passed, 'document')} had predictions" if made.passed else ""
    return found + passed


@contextmanager
def _progress(name: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error while work goes on, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
    from rich.text import Text

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.console.print(Text(spelt_out(name)))
        task = bar.add_task(name, total=total)
        yield lambda: bar.advance(task)


def memory(options: Options) -> int:
    """Show how much an annotator's memory holds; merge another one into it, or count it anew."""
    from annotations.project import open_project, project_root
    from annotations.suggest.memory import size_of
    from annotations.suggest.sources import memory_to_merge

    root = project_root(options.project)
    name = subcommands.whose(root, options.annotator)
    # Refused, if it is, before anything is opened for writing.
    found = memory_to_merge(options.merge, root, name) if options.merge is not None else None
    changes = found is not None or options.rebuild
    with open_project(
        options.project, annotator=name, read_only=not changes, encoding=options.encoding
    ) as project:
        if found is not None:
            _merge(project, *found)
        if options.rebuild:
            _rebuild(project)
        size = size_of(project.suggestions.rows())
    say(
        f"{name} remembers {counted(size.strings, 'string')}: {size.proposed} to be proposed, "
        f"{size.rejected} rejected; tagged {size.accepted} times in all"
    )
    return 0


def _merge(project: Project, path: Path, rows: Sequence[Remembered]) -> None:
    known = {row.id for row in project.suggestions.rows()}
    change = project.suggestions.merge(rows, path)
    if change.operations:
        project.commit(change)
    new = sum(row.id not in known for row in rows)
    say(
        f"merged {path}: {counted(new, 'string')} new, {len(rows) - new} known before; "
        "their counts are added up"
    )


def _rebuild(project: Project) -> None:
    """Count what was tagged out of the records; what can't be read is named and left out."""

    def records() -> Iterator[Record]:
        for key in [*project.ids, *project.missing]:
            try:
                record = project.record(key)
            except StandoffError as error:
                print(spelt_out(f"standoff: {error}; left out"), file=sys.stderr)
            else:
                if record is not None:
                    yield record

    change = project.suggestions.recount(records())
    if change.operations:
        project.commit(change)
    strings = counted(len(change.operations), "string")
    say(f"counted from the records: {strings} changed")
