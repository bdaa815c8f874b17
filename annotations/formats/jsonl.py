"""The canonical form: JSON Lines, one record a line, joined with its document."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from annotations.errors import StandoffError
from annotations.formats.base import (
    FEATURES,
    Annotated,
    Fault,
    Format,
    Incoming,
    Outgoing,
    Report,
)
from annotations.formats.json_array import first_names
from annotations.formats.streams import check_not_utf16, of_file
from annotations.model import ITEM_TYPES, Document, ExportedDocument, Record, export_line

_lines = msgspec.json.Decoder(ExportedDocument)
_FIELDS = Record.__struct_fields__
# What no other JSON object has together.
_TELLING = frozenset({"format", "sha256", "annotator", "mentions", "stances"})
# How our own lines begin: of one that is too long to be looked at whole there is no more to see.
_OWN_START = b'{"format":1,"id":"'
# Stands in each line with an item that has any; in a string its quotes would be escaped.
_ATTRIBUTES = b'"attrs":{"'
_BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def write(documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing) -> None:
    """Write each record as one line of UTF-8 JSON; the same records give the same bytes.

    Errors of `documents` and of `out` pass through.
    """
    for record, document in documents:
        line = export_line(record, document, with_text=outgoing.with_text)
        out.write((_ordered(line) if _ATTRIBUTES in line else line) + b"\n")


def _ordered(line: bytes) -> bytes:
    """The line with the keys of free objects sorted: a fold of the store may change their order."""
    return msgspec.json.encode(_lines.decode(line), order="deterministic")


def read(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The records of an export, line by line; what is wrong in a line is reported item by item.

    Raises StandoffError where no line is one of an export.
    """
    good = bad = 0
    for number, line in enumerate(stream, 1):
        if number == 1:
            check_not_utf16(line, where)
            line = line.removeprefix(codecs.BOM_UTF8)
        place = f"{where}:{number}"
        found = _decoded(line, place, report)
        good += found is not None
        bad += found is None and bool(line.strip())
        if found is not None:
            yield _incoming(found, place)
    if bad and not good:
        raise StandoffError(f"{where}: no line of it is one of a canonical export (jsonl)")


def _incoming(found: ExportedDocument, place: str) -> Incoming:
    has_text = found.text is not msgspec.UNSET
    text = found.text if isinstance(found.text, str) else ""
    document = Document(found.id, text, found.sha256, found.title, found.meta)
    record = Record(**{name: getattr(found, name) for name in _FIELDS})
    return Incoming(document, record, place, has_text=has_text)


def _decoded(line: bytes, place: str, report: Report) -> ExportedDocument | None:
    """A line as it should be, or what is good of it; None where nothing is."""
    try:
        return _lines.decode(line)
    except _BROKEN as error:
        if not line.strip():
            return None
        try:
            return _salvaged(msgspec.json.decode(line), place, report)
        except _BROKEN:
            report(Fault(place, f"no line of a canonical export: {error}"))
            return None


def _salvaged(found: Any, place: str, report: Report) -> ExportedDocument:
    """A line without its items that are none. Raises ValidationError where the rest is none."""
    if isinstance(found, dict):
        for name, kind in ITEM_TYPES.items():
            listed = found.get(name)
            found[name] = [
                item
                for position, item in enumerate(listed if isinstance(listed, list) else [])
                if _is_item(item, kind, f"{place}, {name} {position + 1}", report)
            ]
    return msgspec.convert(found, ExportedDocument)


def _is_item(item: Any, kind: type[msgspec.Struct], place: str, report: Report) -> bool:
    try:
        msgspec.convert(item, kind)
    except msgspec.ValidationError as error:
        report(Fault(place, f"no {kind.__name__.lower()}: {error}"))
        return False
    return True


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one line, made from the model."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Standoff export: one annotated document, a line of JSONL",
        **msgspec.json.schema(ExportedDocument),
    }


def is_export(line: bytes) -> bool:
    """True for a line of this format."""
    try:
        _lines.decode(line)
    except _BROKEN:
        return False
    return True


def recognise(path: Path, head: bytes) -> bool:
    """Whether a file begins with a line of this format, whatever the order of its names."""
    line = head.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0]
    if line.startswith(_OWN_START):
        return True
    return line.startswith(b"{") and first_names(line) >= _TELLING


FORMAT = Format(
    "jsonl",
    "Canonical JSON Lines, one document a line",
    (".jsonl",),
    frozenset(FEATURES),
    read=of_file(read),
    write=write,
    recognise=recognise,
)
