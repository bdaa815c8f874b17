"""The canonical export: JSON Lines, one record a line, joined with its document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec

from annotations.formats.base import Format
from annotations.model import ITEM_TYPES, Document, ExportedDocument, Record, export_line


def write(
    documents: Iterable[tuple[Record, Document]], out: BinaryIO, *, with_text: bool = True
) -> None:
    """Write each record as one line of UTF-8 JSON; the same records give the same bytes.

    A document's text is left out where `with_text` is false. Errors of `documents` and of `out`
    pass through.
    """
    for record, document in documents:
        line = export_line(record, document, with_text=with_text)
        out.write((_ordered(line) if _has_attributes(record) else line) + b"\n")


def _has_attributes(record: Record) -> bool:
    return any(item.attrs for name in ITEM_TYPES for item in getattr(record, name))


def _ordered(line: bytes) -> bytes:
    """The line with the keys of free objects sorted: a fold of the store may change their order."""
    return msgspec.json.encode(
        msgspec.json.decode(line, type=ExportedDocument), order="deterministic"
    )


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
        msgspec.json.decode(line, type=ExportedDocument)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


FORMAT = Format("jsonl", "Canonical JSON Lines, one document a line", (".jsonl",), write)
