"""Records as rows of typed columns, for Parquet: the canonical export, a column a field.

`meta` and `attrs` are free objects, which columns can't be: they are JSON in a string.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import msgspec

from annotations.errors import StandoffError
from annotations.formats.base import Annotated, Fault, Incoming, Report
from annotations.model import ITEM_TYPES, Document, ExportedDocument, Record, export_line

if TYPE_CHECKING:
    import pyarrow

# A row group is what writers and readers hold in memory at once: so many rows, of so many bytes
# as JSON, whichever comes first.
_GROUP_ROWS = 1000
_GROUP_BYTES = 4_000_000


class Row(NamedTuple):
    """The values of a row by column, and about how many bytes they are."""

    values: dict[str, Any]
    size: int


def arrow() -> Any:
    """The library pyarrow. Raises StandoffError, with what to install, where it is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise StandoffError(
            "Parquet needs the library pyarrow: pip install 'standoff[parquet]'"
        ) from None
    return pyarrow


def schema() -> pyarrow.Schema:
    """The columns of one document a row, the same for every export."""
    pa = arrow()
    text, number = pa.string(), pa.int64()

    def struct(**fields: Any) -> Any:
        return pa.struct(list(fields.items()))

    spans = pa.list_(struct(start=number, end=number, text=text))
    participant = struct(entity=text, mention=text)
    common = {"origin": text, "attrs": text}
    mention = struct(
        id=text, start=number, end=number, text=text, label=text, entity=text,
        fragments=spans, **common, note=text,
    )  # fmt: skip
    entity = struct(id=text, name=text, label=text, kb=text, ref=text, **common, note=text)
    stance = struct(
        id=text, holder=participant, target=participant, polarity=text, intensity=number,
        evidence=spans, cue=spans, attribution=pa.list_(text), basis=text, **common, note=text,
    )  # fmt: skip
    relation = struct(id=text, label=text, head=text, tail=text, **common)
    fields = {
        "format": number, "id": text, "sha256": text, "title": text, "text": text, "meta": text,
        "annotator": text, "status": text, "flagged": pa.bool_(), "labels": pa.list_(text),
        "note": text, "guideline": text, "mentions": pa.list_(mention),
        "entities": pa.list_(entity), "stances": pa.list_(stance),
        "relations": pa.list_(relation), "next": number, "created": text, "updated": text,
        "revision": number,
    }  # fmt: skip
    return pa.schema(list(fields.items()))


def to_row(record: Record, document: Document, *, with_text: bool) -> Row:
    """One document as its row."""
    line = export_line(record, document, with_text=with_text)
    row: dict[str, Any] = msgspec.json.decode(line)
    row["meta"] = _free(row["meta"])
    for name in ITEM_TYPES:
        for item in row[name]:
            item["attrs"] = _free(item["attrs"])
    return Row(row, len(line))


def _free(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def write_rows(rows: Iterable[Row], out: BinaryIO, columns: pyarrow.Schema) -> int:
    """Write rows as Parquet, a group of them at a time; how many there were."""
    pa = arrow()
    count = size = 0
    group: list[dict[str, Any]] = []
    with pa.parquet.ParquetWriter(out, columns, compression="zstd") as writer:

        def flush() -> None:
            writer.write_table(pa.Table.from_pylist(group, columns))
            group.clear()

        for row in rows:
            group.append(row.values)
            count += 1
            size += row.size
            if len(group) >= _GROUP_ROWS or size >= _GROUP_BYTES:
                flush()
                size = 0
        if group:
            flush()
    return count


def document_rows(documents: Iterable[Annotated], *, with_text: bool) -> Iterator[Row]:
    """Documents as rows, one each."""
    return (to_row(record, document, with_text=with_text) for record, document in documents)


def open_parquet(stream: BinaryIO, where: str) -> Any:
    """The Parquet file in a stream. Raises StandoffError for what is none."""
    pa = arrow()
    try:
        return pa.parquet.ParquetFile(stream)
    except (pa.ArrowException, OSError) as error:
        raise StandoffError(f"{where}: no Parquet file: {_line(error)}") from error


def batches(file: Any, where: str, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of an open Parquet file, as dictionaries. Raises StandoffError for broken pages."""
    pa = arrow()
    try:
        for batch in file.iter_batches(batch_size=100, columns=columns):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise StandoffError(f"{where}: the file is broken: {_line(error)}") from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())


def is_ours(file: Any) -> bool:
    """Whether an open Parquet file has the columns that `schema` names."""
    names = set(file.schema_arrow.names)
    return {"id", "sha256", "mentions", "entities", "stances", "relations"} <= names


def read_rows(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The documents of a Parquet file of these columns.

    A row that is no document is reported. Raises StandoffError for another sort of file.
    """
    file = open_parquet(stream, where)
    if not is_ours(file):
        names = ", ".join(file.schema_arrow.names[:10])
        raise StandoffError(
            f"{where}: no Parquet of Standoff (its columns: {names}); "
            "for a corpus with a column of texts name the format table"
        )
    for number, row in enumerate(batches(file, where), 1):
        place = f"{where}:row {number}"
        try:
            exported = _exported(row)
        except (msgspec.DecodeError, RecursionError, TypeError, AttributeError) as error:
            report(Fault(place, f"no document: {error}; it is left out"))
            continue
        yield _incoming(exported, place)


def _exported(row: dict[str, Any]) -> ExportedDocument:
    row["meta"] = _thawed(row.get("meta"))
    for name in ITEM_TYPES:
        for item in row[name]:
            item["attrs"] = _thawed(item.get("attrs"))
    if row.get("text") is None:
        row.pop("text", None)
    return msgspec.convert(row, ExportedDocument)


def _thawed(text: str | None) -> Any:
    return msgspec.json.decode(text) if text and text != "{}" else {}


def _incoming(exported: ExportedDocument, where: str) -> Incoming:
    record = Record(**{name: getattr(exported, name) for name in Record.__struct_fields__})
    has_text = isinstance(exported.text, str)
    text = exported.text if isinstance(exported.text, str) else ""
    document = Document(exported.id, text, exported.sha256, exported.title, exported.meta)
    return Incoming(document, record, where, has_text=has_text)
