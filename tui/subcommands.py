"""What the subcommands without a screen do; the table of them is in `tui.parsers`."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from annotations.errors import CorpusError, SchemeError, StandoffError
from tui.plain import counted, spelt_out

if TYPE_CHECKING:
    from annotations.corpus import Corpus
    from annotations.project import Project
    from annotations.quality.statistics import Statistics
    from annotations.scheme import Scheme

Options = Namespace
NOTES = 20
GITIGNORE = """\
# Standoff's working files; the annotations are NAME.json and texts/.
annotations/**/*.journal
annotations/**/*.lock
annotations/**/*.history
annotations/**/*.tmp
annotations/**/*.damaged-*
annotations/**/*.salvaged-*
annotations/**/*.foreign-*
*.before-import-*
"""


def say(text: str) -> None:
    """Print a text for people."""
    print(spelt_out(text))


def note(lines: Sequence[str]) -> None:
    """Say on standard error what a person should know; of very many things, the first."""
    for line in lines[:NOTES]:
        print(spelt_out(f"note: {line}"), file=sys.stderr)
    if len(lines) > NOTES:
        print(f"note: and {len(lines) - NOTES} more like these", file=sys.stderr)


def settle(options: Options) -> None:
    """Finish an import that was cut off, before anything looks at the project."""
    project = getattr(options, "project", None) or getattr(options, "path", None)
    if project is not None:
        from annotations.annotator import ANNOTATIONS
        from annotations.store import settle

        root = project if project.is_dir() else project.parent
        note(settle(root / ANNOTATIONS))


# Setting up


def init(options: Options) -> int:
    """Write standoff.toml and .gitignore into a folder; what is there already stays."""
    from annotations.scheme import SCHEME_FILE, template

    folder: Path = options.folder
    if folder.exists() and not folder.is_dir():
        raise StandoffError(f"{folder}: it is a file; name a folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in ((folder / SCHEME_FILE, template()), (folder / ".gitignore", GITIGNORE)):
        made = _write_new(path, text)
        say(f"{path}: {'written' if made else 'is there already; left as it is'}")
    return 0


def _write_new(path: Path, text: str) -> bool:
    """Write a file unless there is one; one that can't be written whole is taken away again."""
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            try:
                file.write(text)
                file.flush()
            except BaseException:
                path.unlink()
                raise
    except FileExistsError:
        return False
    return True


def scheme(options: Options) -> int:
    """Check a project's scheme: each fault a line, or a table of what may be tagged."""
    from annotations.project import project_root
    from annotations.scheme import SCHEME_FILE, default_scheme, examine
    from tui import keymap

    path = project_root(options.folder) / SCHEME_FILE
    user = keymap.read_user_keys(keymap.user_keys_path())
    preset = options.preset or user.preset or "default"
    if path.exists():
        found, faults = examine(path, keymap.reserved_keys(preset, user))
        if found is None or faults:
            _say_all(faults)
            return 1
    else:
        found = default_scheme()
        say(f"{path}: there is none, so the built-in scheme serves")
    from tui import reports

    reports.show_scheme(found, keymap.capitals_of(found, preset, user))
    return 0


# Annotations


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Standard output for bytes.

    Under PYTHONUNBUFFERED it is a raw file, whose `write` may write a part and say nothing.
    """
    sys.stdout.flush()
    out = sys.stdout.buffer
    if not isinstance(out, io.RawIOBase):
        yield out
        out.flush()
        return
    whole = io.BufferedWriter(out)
    try:
        yield whole
        whole.flush()
    finally:
        whole.detach()


def open_for_reading(options: Options, *, empty: bool = False) -> Project:
    """The project for reading, as the annotator that the options mean; its notices are said.

    `empty` allows for a project that nobody has annotated.
    """
    from annotations.project import annotators, open_project, project_root

    root = project_root(options.project)
    name = options.annotator
    if not empty or annotators(root):
        name = whose(root, name)
    project = open_project(
        options.project, annotator=name, read_only=True, encoding=options.encoding
    )
    note(project.notices)
    return project


def whose(root: Path, given: str | None) -> str:
    """The given annotator, else oneself, else the only one; of those who have annotated."""
    from annotations.project import annotator_name, annotators

    names = annotators(root)
    if not names:
        raise StandoffError(f"{root}: nobody has annotated anything here yet")
    try:
        own = annotator_name(given)
    except StandoffError:
        if given is not None:
            raise
        own = ""
    if own in names:
        return own
    if given is None and len(names) == 1:
        return names[0]
    known = ", ".join(names)
    if given is None:
        raise StandoffError(f"{root}: whose annotations? Say --annotator with one of: {known}")
    raise StandoffError(f"{root}: there is nothing by {given!r}; there is something by: {known}")


def verify(options: Options) -> int:
    """Check everybody's records: each fault a line; 1 if there is one."""
    from annotations.project import ANNOTATIONS, annotators, project_root
    from annotations.quality.verification import verify as verdicts
    from annotations.store.texts import check_texts

    root = project_root(options.project)
    names = annotators(root) if options.annotator is None else [whose(root, options.annotator)]
    found, corpus, faults = _material(root, options)
    faults += check_texts(root / ANNOTATIONS)
    _say_all(faults)
    count, records, kept = len(faults), 0, 0
    for name in names:
        for verdict in verdicts(root / ANNOTATIONS / f"{name}.json", corpus, found):
            where = f"{verdict.file}: " + (f"{verdict.document}: " if verdict.document else "")
            _say_all(where + fault for fault in verdict.faults)
            count += len(verdict.faults)
            records += bool(verdict.document)
            kept += verdict.kept
    if kept:
        what = "held against the kept text: the corpus has another or none"
        note([f"{counted(kept, 'record')} {what}"])
    verified = f"{counted(records, 'record')} verified"
    say(f"{verified}, {counted(count, 'fault')}" if count else f"{verified}, no faults")
    return 1 if count else 0


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line.replace("\n", "\\n"))


def _material(root: Path, options: Options) -> tuple[Scheme | None, Corpus | None, list[str]]:
    """What records are held against, as far as it can be read, and what is wrong with it."""
    from annotations.corpus import open_corpus
    from annotations.scheme import default_scheme, read_scheme

    faults: list[str] = []
    try:
        found: Scheme | None = read_scheme(root)
    except SchemeError as error:
        found = None
        faults += str(error).splitlines()
    settings = (found or default_scheme()).corpus
    try:
        place = root / settings.path if options.project.is_dir() else options.project
        corpus = open_corpus(place, encoding=options.encoding or settings.encoding)
    except CorpusError as error:
        return found, None, [*faults, *str(error).splitlines()]
    return found, corpus, [*faults, *corpus.problems]


def stats(options: Options) -> int:
    """Count one annotator's documents, labels and stances; in a table, everybody's side by side."""
    from annotations.project import annotators, project_root

    names = annotators(project_root(options.project))
    if options.annotator is None and len(names) > 1 and not options.json:
        from tui import reports

        reports.show_all_statistics(
            {name: _counts(Namespace(**{**vars(options), "annotator": name}))[0] for name in names}
        )
        return 0
    found, annotator = _counts(options)
    if options.json:
        say_json(found)
        return 0
    from tui import reports

    reports.show_statistics(found, annotator)
    return 0


def _counts(options: Options) -> tuple[Statistics, str]:
    """The counts over one annotator's documents, and who that is."""
    from annotations.quality.statistics import statistics

    with open_for_reading(options, empty=True) as project:
        ids = [*project.ids, *project.missing]
        records = (record for key in ids if (record := project.record(key)) is not None)
        return statistics(records, len(ids), scheme=project.scheme), project.annotator


# Reference


def schema(_: Options) -> int:
    """Print the JSON Schema of the canonical export."""
    from annotations.formats.jsonl import json_schema

    say_json(json_schema())
    return 0


def keys(options: Options) -> int:
    """List every command with its keys."""
    from tui import keymap

    user = keymap.read_user_keys(keymap.user_keys_path())
    preset = options.preset or user.preset or "default"
    rows = keymap.table(preset, user)
    if options.json:
        say_json([row._asdict() for row in rows])
        return 0
    from tui import reports

    reports.show_keys(rows, preset)
    return 0


def say_json(value: object) -> None:
    """JSON is UTF-8 whatever the terminal's encoding is, and nothing in it is spelt out."""
    import msgspec

    with standard_output() as out:
        out.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
