"""Parquet: lossless, in row groups, read by pyarrow alone; and what is no such file."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from domain_samples import document, record
from format_records import Faults, annotated, refuse
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats import columns, find_format
from annotations.formats.base import Annotated, Outgoing
from annotations.formats.columns import schema
from annotations.scheme import default_scheme

PARQUET = find_format("parquet")


def written(documents: list[Annotated], *, with_text: bool = True) -> bytes:
    assert PARQUET.write is not None
    out = io.BytesIO()
    PARQUET.write(documents, out, Outgoing(default_scheme(), with_text))
    return out.getvalue()


def back(content: bytes) -> list[Annotated]:
    rows = columns.read_rows(io.BytesIO(content), "a.parquet", refuse)
    return [(one.record, one.document) for one in rows if one.record]


@settings(max_examples=40, deadline=None)
@given(st.lists(annotated(), max_size=3))
def test_everything_comes_back_the_same_bytes_each_time(documents: list[Annotated]) -> None:
    content = written(documents)
    assert back(content) == documents
    assert written(documents) == content


@settings(max_examples=10, deadline=None)
@given(annotated())
def test_without_text_the_column_is_null(one: Annotated) -> None:
    content = written([one], with_text=False)
    assert pq.read_table(io.BytesIO(content)).column("text").to_pylist() == [None]
    (incoming,) = columns.read_rows(io.BytesIO(content), "a.parquet", refuse)
    assert (incoming.record, incoming.has_text) == (one[0], False)


@settings(max_examples=10, deadline=None)
@given(st.lists(annotated(), max_size=2))
def test_pyarrow_alone_sees_the_columns_and_the_offsets(documents: list[Annotated]) -> None:
    table = pq.read_table(io.BytesIO(written(documents)))
    assert table.schema.equals(schema())
    for row, (one, _) in zip(table.to_pylist(), documents, strict=True):
        assert [m["id"] for m in row["mentions"]] == [m.id for m in one.mentions]
        for mention in row["mentions"]:
            assert row["text"][mention["start"] : mention["end"]] == mention["text"]


def test_rows_are_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_GROUP_ROWS", 10)
    documents = [(record(document_id=f"{n}"), document(document_id=f"{n}")) for n in range(25)]
    content = written(documents)
    metadata = pq.read_metadata(io.BytesIO(content))
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [10, 10, 5]
    assert back(content) == documents


def test_a_large_text_ends_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_GROUP_BYTES", 800)
    documents = [(record(document_id=f"{n}"), document(document_id=f"{n}")) for n in range(4)]
    assert pq.read_metadata(io.BytesIO(written(documents))).num_row_groups == 2


def test_a_row_that_is_no_record_is_named(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(
        [
            columns.to_row(
                record(document_id=name), document(document_id=name), with_text=True
            ).values
            | {"status": status}
            for name, status in (("a", "odd"), ("b", "done"))
        ],
        schema(),
    )
    pq.write_table(table, tmp_path / "a.parquet")
    faults = Faults()
    assert PARQUET.read is not None
    (one,) = PARQUET.read(tmp_path / "a.parquet", faults)
    assert one.document.id == "b"
    (line,) = faults.lines
    assert line.startswith(f"{tmp_path / 'a.parquet'}:row 1: no document: Invalid enum value 'odd'")


def test_other_files_are_one_clear_error(tmp_path: Path) -> None:
    assert PARQUET.read is not None
    assert PARQUET.recognise is not None
    broken, other = tmp_path / "broken.parquet", tmp_path / "other.parquet"
    broken.write_bytes(written([])[:100])
    pq.write_table(pa.table({"body": ["Anna"]}), other)
    with pytest.raises(StandoffError, match=r"broken\.parquet: no Parquet file"):
        list(PARQUET.read(broken, refuse))
    with pytest.raises(StandoffError, match=r"no Parquet of Standoff \(its columns: body\)"):
        list(PARQUET.read(other, refuse))
    assert PARQUET.recognise(broken, b"PAR1")
    assert not PARQUET.recognise(other, b"PAR1")


def test_without_the_library_one_line_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from annotations.formats.columns import schema\n"
        "from annotations.errors import StandoffError\n"
        "try:\n    schema()\nexcept StandoffError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    expected = "Parquet needs the library pyarrow: pip install 'standoff[parquet]'\n"
    assert done.stdout == expected
