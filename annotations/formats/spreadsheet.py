"""Tables of one row a thing, as CSV and TSV have them: documents, mentions, entities, stances.

A document's row comes first and has its text; the rows of what is annotated in it follow. The
column `kind` says what a row is: document, mention, fragment, entity, stance, evidence, cue or
relation. A fragment has the `id` of its mention, evidence and cue that of their stance. Lists and
free objects are JSON in their cell. `holder_name` and `target_name` are there for people.

A cell that a spreadsheet would run as a formula (OWASP, "CSV Injection") gets an apostrophe before
it, and so does one that begins with an apostrophe; reading takes one away. An apostrophe alone is
the empty string, an empty cell is nothing at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import msgspec

from annotations.corpus.files import check_encoding
from annotations.errors import StandoffError
from annotations.formats.base import (
    FEATURES,
    Annotated,
    Fault,
    Format,
    Incoming,
    Outgoing,
    Reader,
    Report,
)
from annotations.formats.corpora import settled
from annotations.formats.delimited import check_header, check_width, first_line, rows_of
from annotations.formats.streams import is_utf16, of_file
from annotations.model import (
    ITEM_TYPES,
    Document,
    Entity,
    Mention,
    Record,
    Relation,
    Span,
    Stance,
    text_hash,
)

Row: TypeAlias = dict[str, Any]

COLUMNS: tuple[str, ...] = (
    *("kind", "document", "id", "label", "start", "end", "text", "entity", "name", "kb", "ref"),
    *("polarity", "intensity", "holder", "holder_name", "holder_mention"),
    *("target", "target_name", "target_mention", "attribution", "basis", "head", "tail"),
    *("note", "origin", "attrs", "title", "meta", "labels", "annotator", "status", "flagged"),
    *("guideline", "sha256", "next", "created", "updated", "revision"),
)
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
DELIMITERS = ",;\t"
_NEEDED = {"kind", "document"}
_TELLING = _NEEDED | {"id"}
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_NUMBERS = frozenset({"start", "end", "intensity", "next", "revision"})
_JSON = frozenset({"attrs", "meta", "labels", "attribution"})
_HEAD = ("annotator", "status", "flagged", "labels", "note", "guideline", "next")
_TIMES = ("created", "updated", "revision")
# What makes a spreadsheet take a cell for a formula, full width forms too; and our own mark.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_MARK = "'"
_PARTS = {"fragment": ("mention", "fragments"), "evidence": ("stance", "evidence")} | {
    "cue": ("stance", "cue")
}
_KINDS = {"mention": "mentions", "entity": "entities", "stance": "stances", "relation": "relations"}


def make_format(name: str, title: str, ending: str, delimiter: str, also: str = "") -> Format:
    """The format of such tables with this delimiter; `also` are others that are read as well."""

    def configured(settings: Mapping[str, str]) -> Reader:
        _, encoding = settled(settings, columns=False)
        return of_file(partial(_read, delimiter, encoding=check_encoding(encoding) or "utf-8"))

    return Format(
        name,
        title,
        (ending,),
        frozenset(FEATURES),
        read=of_file(partial(_read, delimiter)),
        write=partial(_write, delimiter),
        recognise=partial(_recognise, delimiter + also),
        configured=configured,
    )


def _recognise(delimiters: str, path: Path, start: bytes) -> bool:
    line = first_line(BytesIO(start), str(path), "utf-8") if not is_utf16(start) else ""
    return any(_names(line, delimiter) >= _TELLING for delimiter in delimiters)


def _names(line: str, delimiter: str) -> set[str]:
    """The names of the columns of a header."""
    try:
        return set(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return set()


def _write(
    delimiter: str, documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing
) -> None:
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    table = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    try:
        table.writerow(COLUMNS)
        for record, document in documents:
            for row in _rows(record, document, outgoing.with_text):
                row["document"] = document.id
                cells = [""] * len(COLUMNS)
                for name, value in row.items():
                    if value is not None:
                        cells[_PLACES[name]] = _cell(value)
                table.writerow(cells)
    finally:
        text.detach()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return _MARK + value if not value or value.startswith(_RUN) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return msgspec.json.encode(value, order="deterministic").decode() if value else ""


def _rows(record: Record, document: Document, with_text: bool) -> Iterator[Row]:
    yield {
        "kind": "document",
        "text": document.text if with_text else None,
        "title": document.title,
        "meta": document.meta,
        "sha256": record.sha256,
        **{name: getattr(record, name) for name in (*_HEAD, *_TIMES)},
    }
    for mention in record.mentions:
        yield _fields("mention", mention, "fragments")
        yield from _spans("fragment", mention.id, mention.fragments or ())
    for entity in record.entities:
        yield _fields("entity", entity)
    for stance in record.stances:
        yield {
            **_fields("stance", stance, "holder", "target", "evidence", "cue"),
            "holder": stance.holder.entity,
            "holder_name": record.name_of(stance.holder.entity),
            "holder_mention": stance.holder.mention,
            "target": stance.target.entity,
            "target_name": record.name_of(stance.target.entity),
            "target_mention": stance.target.mention,
        }
        yield from _spans("evidence", stance.id, stance.evidence)
        yield from _spans("cue", stance.id, stance.cue)
    for relation in record.relations:
        yield _fields("relation", relation)


def _fields(kind: str, item: Mention | Entity | Stance | Relation, *without: str) -> Row:
    names = (name for name in item.__struct_fields__ if name not in without)
    return {"kind": kind, **{name: getattr(item, name) for name in names}}


def _spans(kind: str, item_id: str, spans: Iterable[Span]) -> Iterator[Row]:
    for span in spans:
        yield {
            "kind": kind,
            "id": item_id,
            "start": span.start,
            "end": span.end,
            "text": span.text,
        }


class _Line(NamedTuple):
    where: str
    row: Row


def _read(
    delimiter: str, stream: BinaryIO, where: str, report: Report, *, encoding: str = "utf-8"
) -> Iterator[Incoming]:
    """The documents of a table, one by one, each with the rows below its own.

    Raises StandoffError for what is not such a table, is not UTF-8 or has broken quotes.
    """
    line = first_line(stream, where, encoding)
    # Spreadsheets write what their country has: often semicolons.
    seen = (one for one in delimiter + DELIMITERS if _names(line, one) >= _NEEDED)
    rows = rows_of(stream, where, next(seen, delimiter), encoding)
    _, header = next(rows, (1, []))
    if not set(header) >= _NEEDED:
        raise StandoffError(
            f"{where}: no table of Standoff: its first line must name the columns kind and document"
        )
    check_header(header, where)
    for name in sorted(set(header) - set(COLUMNS)):
        report(Fault(f"{where}:1", f"the column {name!r} is not known; it is left out"))
    below: list[_Line] = []
    for number, cells in rows:
        place = f"{where}:{number}"
        if not any(cells):
            continue
        try:
            check_width(cells, header)
            row = _values((name, cell) for name, cell in zip(header, cells, strict=True) if cell)
        except ValueError as error:
            report(Fault(place, f"{error}; the row is left out"))
            continue
        if row.get("kind") == "document":
            yield from _incoming(below, report)
            below = [_Line(place, row)]
        elif not below or row.get("document") != below[0].row.get("document"):
            report(Fault(place, "it does not stand below the row of its document; it is left out"))
        else:
            below.append(_Line(place, row))
    yield from _incoming(below, report)


def _values(cells: Iterable[tuple[str, str]]) -> Row:
    """Cells by column as what they mean. Raises ValueError for what has no sense."""
    row: Row = {}
    for name, cell in cells:
        if name in _NUMBERS:
            if not (cell.isascii() and cell.isdigit()):
                raise ValueError(f"{name}: {cell!r} is no number")
            row[name] = int(cell)
        elif name in _JSON:
            try:
                row[name] = msgspec.json.decode(cell)
            except (msgspec.DecodeError, RecursionError) as error:
                raise ValueError(f"{name}: {cell!r} is no JSON: {error}") from error
        elif name == "flagged":
            # Spreadsheets write TRUE and FALSE.
            if cell.lower() not in _TRUTHS:
                raise ValueError(f"flagged: {cell!r} is neither true nor false")
            row[name] = _TRUTHS[cell.lower()]
        else:
            row[name] = cell.removeprefix(_MARK)
    return row


def _incoming(below: list[_Line], report: Report) -> Iterator[Incoming]:
    if not below:
        return
    where, head = below[0]
    items: dict[str, dict[str, _Line]] = {name: {} for name in ITEM_TYPES}
    for line in below[1:]:
        try:
            _place(line, items)
        except ValueError as error:
            report(Fault(line.where, f"{error}; the row is left out"))
    text = head.get("text", "")
    found: Row = {name: head[name] for name in (*_HEAD, *_TIMES) if name in head}
    try:
        record = msgspec.convert(
            {
                "annotator": "",
                "created": "",
                "updated": "",
                **found,
                "id": head.get("document", ""),
                "sha256": head.get("sha256") or text_hash(text),
            },
            Record,
        )
        document = Document(
            record.id,
            text,
            record.sha256,
            msgspec.convert(head.get("title", ""), str),
            msgspec.convert(head.get("meta", {}), dict[str, Any]),
        )
    except msgspec.ValidationError as error:
        report(Fault(where, f"no document: {error}; it is left out with the rows below it"))
        return
    made = {name: tuple(_made(name, items[name], report)) for name in ITEM_TYPES}
    record = msgspec.structs.replace(record, **made)
    yield Incoming(document, record, where, has_text="text" in head)


def _place(line: _Line, items: dict[str, dict[str, _Line]]) -> None:
    """Put a row where it belongs. Raises ValueError for one that belongs nowhere."""
    row, kind = line.row, line.row.get("kind", "")
    item_id = row.get("id", "")
    if kind in _PARTS:
        owner, field = _PARTS[kind]
        whole = items[_KINDS[owner]].get(item_id)
        if whole is None:
            raise ValueError(f"there is no {owner} {item_id!r} above it")
        span = {name: row[name] for name in ("start", "end", "text") if name in row}
        whole.row.setdefault(field, []).append(span)
    elif kind in _KINDS:
        if items[_KINDS[kind]].setdefault(item_id, line) is not line:
            raise ValueError(f"there is a {kind} {item_id!r} already")
    else:
        raise ValueError(f"the kind {kind!r} is not known")


def _made(name: str, lines: dict[str, _Line], report: Report) -> Iterator[Any]:
    kind = ITEM_TYPES[name]
    for where, row in lines.values():
        fields = {field: row[field] for field in kind.__struct_fields__ if field in row}
        try:
            yield msgspec.convert(_COMPLETE[name](fields, row), kind)
        except msgspec.ValidationError as error:
            report(Fault(f"{where}, {row.get('id', '')}", f"{error}; it is left out"))


def _with_participants(fields: Row, row: Row) -> Row:
    for role in ("holder", "target"):
        if role in row:
            fields[role] = {"entity": row[role], "mention": row.get(f"{role}_mention")}
    return fields


_COMPLETE: dict[str, Callable[[Row, Row], Row]] = {
    "mentions": lambda fields, row: {"text": "", **fields},
    "entities": lambda fields, row: {"name": "", "label": "", **fields},
    "stances": _with_participants,
    "relations": lambda fields, row: fields,
}
