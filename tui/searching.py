"""The subcommand that searches a project: each hit a line with what stands around it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from tui.bar import bar
from tui.plain import counted, spelt_out
from tui.subcommands import Options, note, open_for_reading, standard_output

if TYPE_CHECKING:
    from annotations.project import Project
    from annotations.quality.search import Hit, Query

PATTERNS = """\
Words are found in any case, also inside of longer words. Fields ask for annotations:
  label:GPE                        mentions with this label
  entity:"United Nations"          mentions of what is called so, in full or in part
  stance:support                   stances of this polarity
  holder:Turkey target:sanctions   stances of this holder toward this target
Several fields must all be met, and words beside them stand in the mention or the evidence.
text:"label:GPE" looks for what looks like a field."""


def places(text: str) -> list[str]:
    """The places that `--in` names."""
    from argparse import ArgumentTypeError

    from annotations.quality.search import PLACES

    found = [name.strip() for name in text.split(",") if name.strip()]
    if not found or not set(found) <= set(PLACES):
        raise ArgumentTypeError(f"{text!r}: places are {', '.join(PLACES)}")
    return found


def search(options: Options) -> int:
    """Print each hit as it is found; 1 if a document could not be read."""
    from annotations.quality.search import parse_query, unknown_names

    query = parse_query(options.pattern, expressions=options.regex, places=options.places)
    faults: list[str] = []
    count, documents, last = 0, 0, ""
    # Before a bar takes over what is written.
    with (
        _opened(options, query) as project,
        _printer(as_json=options.json) as show,
        bar("searching", len(project.ids)) as step,
    ):
        for hit in islice(_hits(project, query, step, faults), options.limit):
            show(hit)
            count += 1
            documents += hit.document != last
            last = hit.document
        unknown = "" if count else unknown_names(query, project.scheme)
    limited = f"; no more than {options.limit} were asked for" * (count == options.limit)
    found = f"{counted(count, 'hit')} in {counted(documents, 'document')}{limited}"
    print("; ".join(filter(None, (found, spelt_out(unknown)))), file=sys.stderr)
    note(faults)
    return 1 if faults else 0


def _opened(options: Options, query: Query) -> Project:
    """The project for reading. Texts alone are nobody's: where several annotate, any will do."""
    from annotations.annotator import annotator_name, annotators, project_root
    from annotations.errors import StandoffError
    from annotations.project import open_project

    if query.reads_records or options.annotator is not None:
        return open_for_reading(options)
    names = annotators(project_root(options.project))
    try:
        own = annotator_name(None)
    except StandoffError:
        own = "nobody"
    name = own if own in names or not names else names[0]
    project = open_project(
        options.project, annotator=name, read_only=True, encoding=options.encoding
    )
    note(project.notices)
    return project


def _hits(
    project: Project, query: Query, step: Callable[[], None], faults: list[str]
) -> Iterator[Hit]:
    from annotations.quality.search import search as look

    for searched in look(project, query):
        if searched.fault:
            faults.append(searched.fault)
        yield from searched.hits
        step()


@contextmanager
def _printer(*, as_json: bool) -> Iterator[Callable[[Hit], None]]:
    """What prints a hit: as JSON, aligned in the width of a terminal, or plainly for a pipe."""
    if as_json:
        import msgspec

        with standard_output() as out:
            yield lambda hit: _write(out.write, msgspec.json.encode(hit) + b"\n")
    elif sys.stdout.isatty():
        from rich.console import Console

        from tui.kwic import hit_line

        # It writes to what is standard output then: a bar keeps itself below the lines.
        console = Console(highlight=False)
        yield lambda hit: console.print(hit_line(hit, console.width, _in_a_line))
    else:
        out_text = sys.stdout
        yield lambda hit: print(_in_a_line(plain_line(hit)), file=out_text)


def _write(write: Callable[[bytes], int], line: bytes) -> None:
    write(line)


def _in_a_line(text: str) -> str:
    return spelt_out(text).replace("\n", "\\n")


def plain_line(hit: Hit) -> str:
    """A hit for programs that read lines: where it is, what it is, and its words in brackets."""
    where = hit.document if hit.extent is None else f"{hit.document}:{hit.start}-{hit.end}"
    context = f"{hit.before}[{hit.words}]{hit.after}" if hit.extent else ""
    return ": ".join(filter(None, [where, hit.said, context]))
