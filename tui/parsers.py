"""The subcommands of `standoff` in one table, with what each takes; and the annotator's own start.

What a subcommand doesn't use, it doesn't load: imports that cost stand in the functions that need
them. Only the annotator itself loads textual.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotations.errors import StandoffError
from tui import exchange, searching, subcommands, suggesting, upkeep
from tui.plain import VERSION
from tui.subcommands import Options


class Subcommand(NamedTuple):
    """A row of the table: `arguments` says what the parser takes, `run` gives the exit code."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Options], int]


class _Parser(argparse.ArgumentParser):
    def format_help(self) -> str:
        from rich_argparse import RawDescriptionRichHelpFormatter

        self.formatter_class = RawDescriptionRichHelpFormatter
        return super().format_help()


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"standoff {VERSION}")
        parser.exit()


def run(given: Sequence[str]) -> int:
    """Parse arguments and run what they say; the exit code.

    A first argument that is no subcommand's name is the annotator's PATH.
    """
    command = next((c for c in SUBCOMMANDS if given and c.name == given[0]), None)
    if command is None:
        _check_spelling(given)
        command = _ANNOTATOR
        parser = _Parser(prog="standoff", description=command.help, epilog=_overview())
        parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    else:
        parser = _Parser(prog=f"standoff {command.name}", description=command.help)
        given = given[1:]
    command.arguments(parser)
    options = parser.parse_args(given)
    subcommands.settle(options)
    return command.run(options)


def _check_spelling(given: Sequence[str]) -> None:
    """Raises StandoffError for what is no path, but nearly the name of a command."""
    if given and not given[0].startswith("-") and not Path(given[0]).exists():
        from difflib import get_close_matches

        names = [command.name for command in SUBCOMMANDS]
        if like := get_close_matches(given[0], names, n=1):
            raise StandoffError(
                f"{given[0]}: there is no such file or folder; did you mean {like[0]}?"
            )


def _overview() -> str:
    rows = "\n".join(f"  {command.name:<8} {command.help}" for command in SUBCOMMANDS)
    return (
        f"Other commands, each with a --help of its own:\n{rows}\n\n"
        "A folder that is called like a command is opened as ./NAME."
    )


# The annotator


def _annotate(options: Options) -> int:
    from annotations.project import open_project, project_root

    project_root(options.path)
    if options.path.is_file() and options.path.suffix.lower() != ".jsonl":
        # One file that is no text is refused here; among others, it is told when it is opened.
        with open_project(
            options.path,
            annotator=options.annotator,
            read_only=True,
            encoding=options.encoding,
        ) as project:
            project.open(project.ids[0])
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output")):
        if not stream.isatty():
            raise _no_terminal(f"standard {name} is no terminal")
    if os.environ.get("TERM") == "dumb":
        raise _no_terminal("this terminal can't place text on the screen (TERM=dumb)")
    # Textual reads it when it is imported: how long a key's frame waits for the one before it, at
    # most. At its own 60 a second that is 16 ms, as long as a key may take in all.
    os.environ.setdefault("TEXTUAL_FPS", "240")
    from tui import app

    code, notices = app.run(
        options.path,
        annotator=options.annotator,
        read_only=options.read_only,
        encoding=options.encoding,
        preset=options.preset,
    )
    subcommands.note(notices)
    return code


def _no_terminal(why: str) -> StandoffError:
    names = ", ".join(command.name for command in SUBCOMMANDS)
    return StandoffError(f"{why}, which the annotator needs; these commands don't: {names}")


# What the parsers take


def _annotate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        default=Path(),
        type=Path,
        help="a folder, a text file or a JSONL file; this folder if left out",
    )
    _annotator(parser, "who annotates; STANDOFF_ANNOTATOR, else the login name, if left out")
    parser.add_argument("--read-only", action="store_true", help="look, change nothing")
    _encoding(parser)
    _preset(parser)


def _folder_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="made if it isn't there")


def _scheme_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the project")
    _preset(parser)


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    _annotator(parser, "whose annotations; your own or the only ones if left out")
    parser.add_argument(
        "--format", "-f", default="jsonl", help="jsonl if left out; `standoff formats` lists them"
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="PATH",
        type=Path,
        help="a file, or a new folder; standard output if left out, or -",
    )
    parser.add_argument("--without-text", action="store_true", help="leave the texts out")
    parser.add_argument(
        "--status", metavar="STATUS", type=_statuses, help="documents with it alone: done,skipped"
    )
    parser.add_argument(
        "--split",
        metavar="80/10/10",
        nargs="?",
        const="",
        help="into train, dev and test; as the scheme says, else 80/10/10, where nothing follows",
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, default=0, help="another number, another split; 0 else"
    )
    _report(parser, "what the format can't carry")


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", type=Path, help="a file or a folder")
    parser.add_argument("project", metavar="PROJECT", type=Path, help="made if it isn't there")
    parser.add_argument("--format", "-f", help="known from the content if left out")
    _annotator(parser, "whose annotations; who the source names, else you, if left out")
    parser.add_argument(
        "--add-labels", action="store_true", help="add what the scheme lacks to standoff.toml"
    )
    _reading(parser)
    _report(parser, "what was not understood")


def _convert_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", type=Path, help="a file or a folder")
    parser.add_argument("target", metavar="TARGET", type=Path, help="a file or a new folder")
    parser.add_argument(
        "--from", dest="source_format", metavar="FORMAT", help="known from the content if left out"
    )
    parser.add_argument("--to", metavar="FORMAT", required=True, help="the format to write")
    _annotator(parser, "whose annotations, where several have annotated")
    parser.add_argument("--scheme", metavar="FILE", type=Path, help="a standoff.toml")
    _reading(parser)
    _report(parser, "what was not understood or can't be carried")


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    _annotator(parser, "whose annotations; everybody's if left out")


def _schema_arguments(_: argparse.ArgumentParser) -> None:
    """There are none."""


def _stats_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    _annotator(parser, "whose annotations; everybody's in a table if left out")
    _json(parser)


def _keys_arguments(parser: argparse.ArgumentParser) -> None:
    _preset(parser)
    _json(parser)


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = searching.PATTERNS
    _project(parser)
    parser.add_argument("pattern", metavar="PATTERN", help="words, or fields as below")
    _annotator(parser, "whose annotations; your own or the only ones if left out")
    parser.add_argument(
        "--in",
        dest="places",
        metavar="PLACES",
        type=searching.places,
        help="where words are looked for: text,labels,entities,stances; text if left out",
    )
    parser.add_argument("--regex", action="store_true", help="words and fields are expressions")
    parser.add_argument("--limit", metavar="N", type=_number, help="so many hits, and no more")
    parser.add_argument("--json", action="store_true", help="each hit a line of JSON")


def _history_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    _document(parser)
    _annotator(parser, "whose history; your own or the only one if left out")
    parser.add_argument(
        "--limit",
        metavar="N",
        type=_number,
        default=50,
        help="so many of the newest changes; 50 if left out",
    )
    _json(parser)


def _reanchor_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    _document(parser)
    _annotator(parser, "whose annotations; your own or the only ones if left out")
    parser.add_argument("--dry-run", action="store_true", help="say what would be; save nothing")


def _salvage_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    _annotator(parser, "whose files; your own or the only ones if left out")


def _suggest_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    parser.add_argument(
        "--source",
        metavar="NAMES",
        type=lambda names: [name.strip() for name in names.split(",") if name.strip()],
        help="patterns,memory,spacy and plug-ins; those of standoff.toml if left out",
    )
    parser.add_argument(
        "--again", action="store_true", help="also documents that have predictions already"
    )
    _annotator(parser, "whose memory; your own if left out")


def _memory_arguments(parser: argparse.ArgumentParser) -> None:
    _project(parser)
    _annotator(parser, "whose memory; your own or the only one if left out")
    parser.add_argument(
        "--merge",
        metavar="OTHER",
        type=Path,
        help="add the counts of another project or of an annotator's file",
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="count what was tagged out of the annotations"
    )


def _effort_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=("show", "on", "off", "clear"),
        default="show",
        help="show what was counted; begin or stop counting; forget it",
    )
    _json(parser)


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _document(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--document", metavar="ID", help="this one document alone")


def _project(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "project", metavar="PROJECT", type=Path, help="the folder, or one file in it"
    )
    _encoding(parser)


def _annotator(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--annotator", metavar="NAME", help=text)


def _reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--column",
        metavar="FIELD=NAME",
        type=_column,
        action="append",
        help="the source's name of a field: text=body, id=uid, title=headline",
    )
    parser.add_argument("--encoding", help="how the source is encoded; UTF-8 if left out")


def _report(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--report", metavar="FILE", type=Path, help=f"{what}, all of it, as JSON")
    parser.add_argument("--strict", action="store_true", help=f"{what} is an error; do nothing")


def _statuses(text: str) -> str:
    from annotations.model import STATUSES

    if not set(text.split(",")) <= set(STATUSES):
        raise argparse.ArgumentTypeError(f"{text!r}: a status is one of {', '.join(STATUSES)}")
    return text


def _column(text: str) -> tuple[str, str]:
    field, equals, name = text.partition("=")
    if not (field and equals and name):
        raise argparse.ArgumentTypeError(f"{text!r} is no FIELD=NAME, as text=body")
    return field, name


def _encoding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--encoding", help="how the text files are encoded; UTF-8 if left out")


def _preset(parser: argparse.ArgumentParser) -> None:
    from tui.commands import PRESETS

    parser.add_argument("--preset", choices=PRESETS, help="which keys do what")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON, not as a table")


_ANNOTATOR = Subcommand(
    "",
    "Read texts in the terminal, tag entities and stances by keystroke.",
    _annotate_arguments,
    _annotate,
)
SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand("init", "Write a commented standoff.toml.", _folder_arguments, subcommands.init),
    Subcommand(
        "scheme", "Check a standoff.toml and show it.", _scheme_arguments, subcommands.scheme
    ),
    Subcommand("export", "Write annotations as a dataset.", _export_arguments, exchange.export),
    Subcommand("import", "Bring a dataset into a project.", _import_arguments, exchange.import_),
    Subcommand("convert", "From one format to another.", _convert_arguments, exchange.convert),
    Subcommand("formats", "List the formats.", _schema_arguments, exchange.formats),
    Subcommand(
        "verify",
        "Check annotations against texts and scheme.",
        _verify_arguments,
        subcommands.verify,
    ),
    Subcommand(
        "stats", "Count documents, labels and stances.", _stats_arguments, subcommands.stats
    ),
    Subcommand(
        "schema", "Print the JSON Schema of the export.", _schema_arguments, subcommands.schema
    ),
    Subcommand("history", "Show what was done, and when.", _history_arguments, upkeep.history),
    Subcommand(
        "reanchor",
        "Carry annotations over to texts that have changed.",
        _reanchor_arguments,
        upkeep.reanchor,
    ),
    Subcommand(
        "salvage",
        "Recover what can be recovered of damaged files.",
        _salvage_arguments,
        upkeep.salvage,
    ),
    Subcommand(
        "suggest",
        "Write predictions for a whole corpus.",
        _suggest_arguments,
        suggesting.suggest,
    ),
    Subcommand(
        "search",
        "Find words, mentions, entities and stances.",
        _search_arguments,
        searching.search,
    ),
    Subcommand(
        "memory",
        "Show, merge or rebuild what is remembered.",
        _memory_arguments,
        suggesting.memory,
    ),
    Subcommand(
        "effort",
        "What annotating costs you, if you have it counted.",
        _effort_arguments,
        upkeep.effort,
    ),
    Subcommand("keys", "List the annotator's keys.", _keys_arguments, subcommands.keys),
)
