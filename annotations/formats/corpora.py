"""Documents without annotations: text files, folders of them, and tables with a column of texts.

A table is CSV, TSV, JSONL or Parquet. One column is the text, one may be the id, one the title; the
others become the document's `meta`. Which is which is guessed from the names, or said.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from annotations.corpus.base import make_document
from annotations.corpus.files import check_encoding
from annotations.corpus.folder import TEXT_ENDINGS, open_corpus
from annotations.errors import CorpusError, StandoffError
from annotations.formats.base import Fault, Incoming, Report, find_format, format_names
from annotations.formats.columns import batches, open_parquet
from annotations.formats.delimited import check_header, check_width, first_line, rows_of

# What the columns are usually called, the likeliest first. Case doesn't matter.
GUESSES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article"),
    "id": ("id", "doc_id", "url"),
    "title": ("title", "headline"),
}
TABLE_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
_LINES = (".jsonl", ".ndjson")
_DELIMITERS = ",;\t|"
_LINE_END = re.compile(rb"[\r\n]").search
# Names under which annotations stand, as lists or objects.
_ANNOTATED = (
    *("label", "labels", "entities", "spans", "mentions", "targets", "annotations", "opinions"),
    *("stances", "relations"),
)


class Row(NamedTuple):
    """One row with the place where it stands, and the number that makes an id of it."""

    where: str
    number: int
    values: dict[str, Any]


def settled(settings: Mapping[str, str], columns: bool) -> tuple[dict[str, str], str | None]:
    """Which columns a person chose, and the encoding. Raises StandoffError for other settings."""
    chosen = dict(settings)
    encoding = chosen.pop("encoding", None)
    known = tuple(GUESSES) if columns else ()
    for name in chosen:
        if name not in known:
            there = ", ".join((*known, "encoding"))
            raise StandoffError(f"{name!r} can't be chosen here; there are: {there}")
    return chosen, encoding


# Text files


def read_texts(path: Path, report: Report, *, encoding: str | None = None) -> Iterator[Incoming]:
    """The documents that a text file or a folder has, as a project of that folder would have them.

    Raises CorpusError for what can't be read; a file of a folder that can't be is reported.
    """
    corpus = open_corpus(path, encoding=encoding)
    for problem in corpus.problems:
        report(Fault(str(path), problem))
    for document_id in corpus.ids:
        try:
            document = corpus.load(document_id)
        except CorpusError as error:
            if path.is_file():
                raise
            report(Fault(document_id, f"{error}; it is left out"))
            continue
        if document.text:
            yield Incoming(document, None, document_id)


def are_texts(path: Path, start: bytes) -> bool:
    """Whether a path is a text file or a folder with some, and no other format knows it."""
    if path.is_dir():
        names = (name for _, _, files in os.walk(path) for name in files)
        found = any(name.lower().endswith(TEXT_ENDINGS) for name in names)
    else:
        found = path.suffix.lower() in TEXT_ENDINGS
    return found and _is_unclaimed(path, start, "text")


# Tables


def read_table(
    path: Path,
    report: Report,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Iterator[Incoming]:
    """The documents of a table, one a row.

    `columns` says which column is the `text`, the `id` and the `title`; what it doesn't say is
    guessed from the names. Rows without an id are called by file and line. `encoding` is that of a
    CSV or TSV file (UTF-8 if None). A row without a text is reported. Raises StandoffError for a
    file that can't be read, and where there is no such column or none that may be the text.
    """
    chosen: dict[str, str] | None = None
    for row in _rows(path, report, check_encoding(encoding) or "utf-8"):
        if chosen is None or not chosen.keys() & row.values.keys():
            # The lines of a JSONL file need not have the same keys.
            chosen = _chosen(row.values.keys(), columns or {}, str(path))
        try:
            yield Incoming(_document(row, chosen, path), None, row.where)
        except (CorpusError, ValueError) as error:
            report(Fault(row.where, f"{error}; it is left out"))


def _document(row: Row, chosen: Mapping[str, str], path: Path) -> Any:
    """The document of a row. Raises ValueError for one without a text."""
    values = dict(row.values)
    text, own, title = (values.pop(chosen.get(name, ""), None) for name in GUESSES)
    if not isinstance(text, str) or not text:
        raise ValueError(f"there is no text in the column {chosen['text']!r}")
    name = f"{path.name}#{row.number}" if own is None or own == "" else str(own)
    kept = values.pop("meta", None)
    meta = values | (kept if isinstance(kept, dict) else {} if kept is None else {"meta": kept})
    meta = {name: value for name, value in meta.items() if value not in (None, "")}
    return make_document(name, text, row.where, title=str(title or "") or None, meta=meta)


def _chosen(names: Iterable[str], wanted: Mapping[str, str], where: str) -> dict[str, str]:
    """Which column is what. Raises StandoffError where none is the text or a named one is not."""
    known = list(names)
    for name in wanted.values():
        if name not in known:
            raise StandoffError(f"{where}: there is no column {name!r}; there are: {_list(known)}")
    by_name = {name.strip().lower(): name for name in reversed(known)}
    taken = set(wanted.values())
    chosen = dict(wanted)
    for what, guesses in GUESSES.items():
        free = (by_name[guess] for guess in guesses if guess in by_name)
        guessed = next((name for name in free if name not in taken), None)
        if what not in chosen and guessed is not None:
            chosen[what] = guessed
    if "text" not in chosen:
        raise StandoffError(
            f"{where}: no column is called {', '.join(GUESSES['text'])}; "
            f"say which is the text (--column text=NAME): {_list(known)}"
        )
    return chosen


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:20]) or "none"


def _rows(path: Path, report: Report, encoding: str) -> Iterator[Row]:
    ending = path.suffix.lower()
    read: Callable[[Path, Report, str], Iterator[Row]] = _cells
    if ending == ".parquet":
        read = _parquet
    elif ending in _LINES:
        read = _objects
    try:
        yield from read(path, report, encoding)
    except OSError as error:
        raise StandoffError(f"{path}: it can't be read: {error.strerror or error}") from error


def _cells(path: Path, report: Report, encoding: str) -> Iterator[Row]:
    with path.open("rb") as stream:
        delimiter = _delimiter(path, first_line(stream, str(path), encoding))
        rows = rows_of(stream, str(path), delimiter, encoding)
        _, header = next(rows, (1, []))
        check_header(header, str(path))
        for line, cells in rows:
            if not any(cells):
                continue
            where = f"{path}:{line}"
            try:
                check_width(cells, header)
            except ValueError as error:
                report(Fault(where, f"{error}; the row is left out"))
                continue
            yield Row(where, line, dict(zip(header, cells, strict=True)))


def _delimiter(path: Path, line: str) -> str:
    if path.suffix.lower() == ".tsv":
        return "\t"
    return max(_DELIMITERS, key=line.count)


def _objects(path: Path, report: Report, encoding: str) -> Iterator[Row]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            where = f"{path}:{number}"
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if not line.strip():
                continue
            try:
                yield Row(where, number, msgspec.json.decode(line, type=dict[str, Any]))
            except (ValueError, RecursionError) as error:
                report(Fault(where, f"{error}; the line is left out"))


def _parquet(path: Path, report: Report, encoding: str) -> Iterator[Row]:
    with path.open("rb") as stream:
        file = open_parquet(stream, str(path))
        for number, values in enumerate(batches(file, str(path)), 1):
            # Dates and bytes as JSON has them: that is what `meta` can hold.
            yield Row(f"{path}:row {number}", number, msgspec.to_builtins(values))


def is_table(path: Path, start: bytes) -> bool:
    """Whether a file is a table with a column of texts, and no other format knows it."""
    if path.suffix.lower() not in TABLE_ENDINGS or not path.is_file():
        return False
    is_parquet = path.suffix.lower() == ".parquet"
    if not is_parquet and not _LINE_END(start) and path.stat().st_size > len(start):
        # What else the first line has can't be told.
        return False
    if not _is_unclaimed(path, start, "table"):
        return False
    # Another encoding is no reason not to know it: reading it says what to do then.
    return any(_has_texts(path, encoding) for encoding in ("utf-8", "latin-1"))


def _has_texts(path: Path, encoding: str) -> bool:
    try:
        first = next(_rows(path, lambda fault: None, encoding), None)
        if first is None or _is_annotated(path, first.values):
            return False
        return bool(_chosen(first.values.keys(), {}, ""))
    except StandoffError:
        return False


def _is_annotated(path: Path, values: Mapping[str, Any]) -> bool:
    """Whether a row has annotations that a table of texts would lose."""
    if path.suffix.lower() in (".csv", ".tsv") and values.keys() >= {"kind", "document"}:
        return True
    found = (values.get(name) for name in _ANNOTATED)
    return any(
        value.startswith(("[", "{")) if isinstance(value, str) else isinstance(value, list | dict)
        for value in found
    )


def _is_unclaimed(path: Path, start: bytes, own: str) -> bool:
    """Whether no format that has annotations knows what is at a path."""
    for name in format_names():
        if name in ("text", "table"):
            continue
        try:
            format = find_format(name)
        except StandoffError:
            continue
        if format.recognise and format.recognise(path, start):
            return False
    return True
