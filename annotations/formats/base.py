"""What a format is, and the registry of those that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import EntryPoints, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple, TypeAlias

from annotations.errors import StandoffError
from annotations.model import Document, Record
from annotations.scheme import Scheme

# What a format may carry of a record, in the order of the table that `standoff formats` prints.
FEATURES: tuple[str, ...] = (
    "mentions",
    "overlap",
    "fragments",
    "entities",
    "kb",
    "stances",
    "cue",
    "evidence",
    "intensity",
    "attribution",
    "relations",
    "document labels",
    "notes",
    "attrs",
    "text",
)

# The format that is a record itself, joined with its document.
CANONICAL = "jsonl"
# Names of formats with the modules that have them, each as `FORMAT`; a module loads on use.
FORMATS: dict[str, str] = {
    "jsonl": "annotations.formats.jsonl",
    "brat": "annotations.formats.brat",
    "prodigy": "annotations.formats.prodigy",
    "doccano": "annotations.formats.doccano",
    "label-studio": "annotations.formats.label_studio",
    "conll": "annotations.formats.conll",
    "conll-bioes": "annotations.formats.conll_bioes",
    "sentiment": "annotations.formats.sentiment",
    "newsmtsc": "annotations.formats.newsmtsc",
    "csv": "annotations.formats.csv",
    "tsv": "annotations.formats.tsv",
    "parquet": "annotations.formats.parquet",
    "huggingface": "annotations.formats.huggingface",
    "table": "annotations.formats.table",
    "text": "annotations.formats.text",
}
_GROUP = "standoff.formats"


class Fault(NamedTuple):
    """Something of a source that was not understood: where (file, line, item), and what."""

    where: str
    what: str


class Incoming(NamedTuple):
    """One document as a source has it, with what was annotated in it.

    `record` is what people annotated, `predictions` what a program proposed; either may be None.
    Their `annotator` is who the source names, else "". `has_text` is false where the source has
    annotations alone: `document.text` is "" then, and `document.sha256` or the id finds the text.
    `where` is file and line; where it is the file alone, `lines` may have those of items by id.
    Spans are code points; `text` of a span is what the source says that
    stands there, where it says so.
    """

    document: Document
    record: Record | None
    where: str
    predictions: Record | None = None
    has_text: bool = True
    lines: Mapping[str, int] = MappingProxyType({})


class Outgoing(NamedTuple):
    """What a writer has to know beside the documents."""

    scheme: Scheme
    with_text: bool = True


Annotated: TypeAlias = tuple[Record, Document]
# A part of the whole (train, dev, test; "" for all), with a fresh pass over its documents.
Parts: TypeAlias = Mapping[str, Callable[[], Iterable[Annotated]]]
Report: TypeAlias = Callable[[Fault], None]
Reader: TypeAlias = Callable[[Path, Report], Iterator[Incoming]]
StreamReader: TypeAlias = Callable[[BinaryIO, str, Report], Iterator[Incoming]]
Writer: TypeAlias = Callable[[Iterable[Annotated], BinaryIO, Outgoing], None]
FolderWriter: TypeAlias = Callable[[Parts, Path, Outgoing], None]


class Format(NamedTuple):
    """A way to keep annotated documents in files.

    `endings` are those of its files, the usual one first, each with its dot; none for a folder.
    `reads_folders`: it has files with those endings, and can read a folder of them as well.
    `carries` are the FEATURES that come back as they were; `partly` those that do in some cases
    (the loss report says which did not).

    `read` gives the documents of a file or a folder one by one and reports what it does not
    understand, item by item; it raises StandoffError only for what is not this format at all.
    `write` writes documents one after the other to one file; a format of several files has
    `write_folder` instead, which gets a fresh folder. `companions` are small files to stand beside
    the one that `write` made (a labelling configuration), by name.
    `recognise` looks at a path and its first bytes (64 KiB of a file, of JSON the whole first
    object even where it is longer, b"" for a folder).
    `configured` gives a reader under settings by name, which is what `--column text=body` and
    `--encoding` of an import are: {"text": "body", "encoding": "cp1252"}. It raises StandoffError
    for a setting that the format doesn't have.
    `again` is what reading back gives for one document, None where nothing of it is written: what
    differs is lost. A format without it is one that carries everything.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    carries: frozenset[str]
    partly: frozenset[str] = frozenset()
    read: Reader | None = None
    write: Writer | None = None
    write_folder: FolderWriter | None = None
    companions: Callable[[Scheme], Mapping[str, bytes]] | None = None
    recognise: Callable[[Path, bytes], bool] | None = None
    configured: Callable[[Mapping[str, str]], Reader] | None = None
    again: Callable[[Record, Document, Scheme], Incoming | None] | None = None
    reads_folders: bool = False


def format_names() -> list[str]:
    """The names of all formats, our own first, then those of the plug-ins that are installed."""
    return list(dict.fromkeys([*FORMATS, *(entry.name for entry in _plug_ins())]))


def find_format(name: str) -> Format:
    """The format of this name. Raises StandoffError where there is none or it can't be loaded."""
    if name in FORMATS:
        own: Format = import_module(FORMATS[name]).FORMAT
        return own
    entry = next((entry for entry in _plug_ins() if entry.name == name), None)
    if entry is None:
        names = format_names()
        like = get_close_matches(name, names, n=1)
        meant = f"; did you mean {like[0]}?" if like else "."
        raise StandoffError(f"there is no format {name!r}{meant} There are: {', '.join(names)}")
    try:
        found = entry.load()
    except Exception as error:
        # Whatever a plug-in does wrong is told with its name.
        raise StandoffError(
            f"the format {name} ({entry.value}) can't be loaded: {error}"
        ) from error
    if not isinstance(found, Format):
        raise StandoffError(f"the format {name} ({entry.value}) is no annotations.formats.Format")
    return found


def _plug_ins() -> EntryPoints:
    return entry_points(group=_GROUP)
