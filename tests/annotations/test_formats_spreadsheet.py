"""CSV and TSV: lossless tables that no spreadsheet runs, and clear words for broken ones."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from format_records import Faults, annotated, refuse
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats import find_format
from annotations.formats.base import Annotated, Format, Incoming, Outgoing
from annotations.formats.recognition import recognised
from annotations.formats.spreadsheet import COLUMNS
from annotations.model import Record
from annotations.scheme import default_scheme

FORMATS = {"csv": ",", "tsv": "\t"}
HEAD = "kind,document,id,label,start,end,text,entity,intensity,flagged,attrs\n"


def rows(*lines: str) -> str:
    """Lines below HEAD, each with as many cells."""
    width = HEAD.count(",")
    return HEAD + "".join(f"{line}{',' * (width - line.count(','))}\n" for line in lines)


def written(format: Format, documents: list[Annotated], *, with_text: bool = True) -> bytes:
    assert format.write is not None
    out = io.BytesIO()
    format.write(documents, out, Outgoing(default_scheme(), with_text))
    return out.getvalue()


def found(
    path: Path, content: bytes | str, faults: Faults | None = None, name: str = "csv"
) -> list[Incoming]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    read = find_format(name).read
    assert read is not None
    return list(read(path, refuse if faults is None else faults))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(documents=st.lists(annotated(), max_size=3))
def test_everything_comes_back(
    name: str, documents: list[Annotated], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"back.{name}"
    back = found(path, written(find_format(name), documents), name=name)
    assert [(one.record, one.document) for one in back] == documents


@pytest.mark.parametrize(("name", "delimiter"), FORMATS.items())
@settings(max_examples=60, deadline=None)
@given(documents=st.lists(annotated(), max_size=2))
def test_no_cell_is_a_formula_and_rows_are_whole(
    name: str, delimiter: str, documents: list[Annotated]
) -> None:
    content = written(find_format(name), documents).decode()
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@settings(max_examples=60, deadline=None)
@given(documents=st.lists(annotated(), max_size=2))
def test_without_text_the_hash_is_left(
    documents: list[Annotated], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "bare.csv"
    for one, (record, _) in zip(
        found(path, written(find_format("csv"), documents, with_text=False)), documents, strict=True
    ):
        assert (one.record, one.has_text, one.document.text) == (record, False, "")


def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    """With a byte order mark, TRUE for true, other columns, and empty rows at the end."""
    content = (
        "\ufeffkind,document,text,flagged,start,end,id,label,mine\r\n"
        "document,a,Anna met Bob,TRUE,,,,,\r\nmention,a,Anna,,0,4,m1,PERSON,x\r\n,,,,,,,,\r\n"
    )
    faults = Faults()
    (one,) = found(tmp_path / "a.csv", content, faults)
    assert one.record is not None
    assert one.record.flagged
    assert [(m.text, m.label) for m in one.record.mentions] == [("Anna", "PERSON")]
    assert [what for _, what in faults] == ["the column 'mine' is not known; it is left out"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("mention,a,m1,PERSON,x,4,Anna", "start: 'x' is no number; the row is left out"),
        ("mention,a,m1,PERSON,0,4,Anna,,,,{", "attrs: '{' is no JSON"),
        (f"mention,a,m1,PERSON,0,4,Anna,,,,{'[' * 9000}", "is no JSON"),
        ("mention,b,m1,PERSON,0,4,Anna", "it does not stand below the row of its document"),
        ("cue,a,s1,,0,4,Anna", "there is no stance 's1' above it"),
        ("opinion,a,s1", "the kind 'opinion' is not known"),
        ("mention,a,m1,,0,4,Anna", "missing required field `label`"),
        ("stance,a,s1", "missing required field `holder`"),
    ],
)
def test_a_bad_row_is_named_and_the_others_come_in(tmp_path: Path, row: str, what: str) -> None:
    faults = Faults()
    good = "mention,a,m9,PERSON,9,12,Bob"
    content = rows("document,a,,,,,Anna met Bob", row, good)
    (one,) = found(tmp_path / "a.csv", content, faults)
    assert one.record is not None
    assert [mention.id for mention in one.record.mentions] == ["m9"]
    (line,) = faults.lines
    assert f"{tmp_path / 'a.csv'}:3" in line
    assert what in line


def test_an_id_that_comes_twice_is_named(tmp_path: Path) -> None:
    faults = Faults()
    row = "mention,a,m1,PERSON,0,4,Anna"
    found(tmp_path / "a.csv", rows("document,a,,,,,Anna", row, row), faults)
    assert faults.lines == [
        f"{tmp_path / 'a.csv'}:4: there is a mention 'm1' already; the row is left out"
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no table of Standoff"),
        (b"a,b\n1,2\n", "no table of Standoff"),
        (b"kind,document,text,text\n", ":1: two columns have the same name"),
        (HEAD.encode("utf-16"), "it is UTF-16; save it as UTF-8, or say --encoding utf-16"),
        (HEAD.encode() + b"document,a,,,,,caf\xe9\n", "not utf-8 in line 1 or soon"),
        (HEAD.encode() + b'document,a,,,,,"open\n', ":2: the row that starts here is broken"),
    ],
)
def test_what_is_no_such_table_is_one_clear_error(
    tmp_path: Path, content: bytes, what: str
) -> None:
    with pytest.raises(StandoffError, match=what):
        found(tmp_path / "a.csv", content)


def test_another_encoding_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(rows("document,a,,,,,café").encode("cp1252"))
    configured = find_format("csv").configured
    assert configured is not None
    (one,) = configured({"encoding": "cp1252"})(path, refuse)
    assert one.document.text == "café"
    with pytest.raises(StandoffError, match="'text' can't be chosen here; there are: encoding"):
        configured({"text": "body"})


def test_a_cell_longer_than_pythons_own_limit_is_read(tmp_path: Path) -> None:
    text = "long " * 40_000
    (one,) = found(tmp_path / "a.csv", rows(f"document,a,,,,,{text}"))
    assert one.document.text == text


def test_one_is_not_taken_for_the_other(tmp_path: Path) -> None:
    for name in FORMATS:
        head = written(find_format(name), [])
        for other in FORMATS:
            recognise = find_format(other).recognise
            assert recognise is not None
            assert recognise(tmp_path, head) is (name == other)


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=20, deadline=None)
@given(documents=st.lists(annotated(), max_size=2))
def test_a_table_that_was_saved_with_another_delimiter_is_read(
    name: str,
    delimiter: str,
    documents: list[Annotated],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Excel writes semicolons where numbers have commas."""
    content = written(find_format("csv"), documents).decode()
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=delimiter).writerows(csv.reader(io.StringIO(content, newline="")))
    path = tmp_path_factory.getbasetemp() / "saved.csv"
    back = found(path, "\ufeff" + again.getvalue(), name=name)
    assert [(one.record, one.document) for one in back] == documents
    assert recognised(path).name == ("csv" if delimiter == ";" else "tsv")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (
            "mention,a,m1,PERSON",
            "4 cells under 11 names (is the file cut off?); the row is",
        ),
        ("mention,a,m1,PERSON,0,4,Anna,,,,,x", "12 cells under 11 names (is the file cut off?)"),
    ],
)
def test_a_row_of_another_width_is_told(tmp_path: Path, row: str, what: str) -> None:
    faults = Faults()
    (one,) = found(tmp_path / "a.csv", rows("document,a,,,,,Anna") + row, faults)
    assert one.record is not None
    assert one.record.mentions == ()
    (line,) = faults.lines
    assert line.startswith(f"{tmp_path / 'a.csv'}:3: {what}")


@pytest.mark.parametrize(
    ("cell", "flagged"),
    [("true", True), ("TRUE", True), ("1", True), ("false", False), ("FALSE", False), ("0", False)],
)
def test_a_flag_is_what_spreadsheets_write(tmp_path: Path, cell: str, flagged: bool) -> None:
    (one,) = found(tmp_path / "a.csv", rows(f"document,a,,,,,Anna,,,{cell}"))
    assert one.record is not None
    assert one.record.flagged is flagged


def test_a_flag_that_is_neither_is_told(tmp_path: Path) -> None:
    faults = Faults()
    assert found(tmp_path / "a.csv", rows("document,a,,,,,Anna,,,ja"), faults) == []
    (line,) = faults.lines
    assert "flagged: 'ja' is neither true nor false; the row is left out" in line


def test_a_record_without_numbers_gets_them_elsewhere(tmp_path: Path) -> None:
    """A table made by hand names no dates and no next id: those are left to who saves it."""
    (one,) = found(tmp_path / "a.csv", "kind,document,text\ndocument,a,Anna\n")
    assert isinstance(one.record, Record)
    assert (one.record.created, one.record.next, one.record.status) == ("", 1, "todo")
