"""Corpora without annotations: text files, folders, and tables with named columns."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from domain_samples import document, record, texts
from format_records import Faults, refuse
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats import find_format
from annotations.formats.base import Incoming, Outgoing
from annotations.formats.corpora import read_table, read_texts
from annotations.formats.recognition import check_kind, recognised
from annotations.scheme import default_scheme


def file(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def parts(found: list[Incoming]) -> list[tuple[str, str, str, dict[str, Any]]]:
    assert all(one.record is None for one in found)
    return [(d.id, d.text, d.title, d.meta) for d in (one.document for one in found)]


def parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


# Tables


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), (".csv", ";"), (".tsv", "\t")])
def test_the_usual_columns_are_known_and_the_others_are_meta(
    tmp_path: Path, ending: str, delimiter: str
) -> None:
    rows = [["doc_id", "Headline", "BODY", "source"], ["7", "News", '"two\r\nlines, ""q"""', "x"]]
    path = file(tmp_path / f"a{ending}", "".join(delimiter.join(row) + "\r\n" for row in rows))
    assert parts(list(read_table(path, refuse))) == [
        ("7", 'two\r\nlines, "q"', "News", {"source": "x"})
    ]
    assert recognised(path).name == "table"


def test_rows_without_an_id_are_called_by_file_and_line(tmp_path: Path) -> None:
    path = file(tmp_path / "a.csv", '\ufefftext\n"one\nof two lines"\nthree\n')
    found = list(read_table(path, refuse))
    assert [one.document.id for one in found] == ["a.csv#2", "a.csv#4"]
    assert [one.where for one in found] == [f"{path}:2", f"{path}:4"]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = file(tmp_path / "a.csv", "key,words,text\nk1,Anna,other\n")
    chosen = {"text": "words", "id": "key"}
    assert parts(list(read_table(path, refuse, columns=chosen))) == [
        ("k1", "Anna", "Anna", {"text": "other"})
    ]
    configured = find_format("table").configured
    assert configured is not None
    assert parts(list(configured(chosen)(path, refuse)))[0][0] == "k1"
    with pytest.raises(StandoffError, match="'words' can't be chosen here; there are: text, id"):
        configured({"words": "text"})
    with pytest.raises(StandoffError, match="no column 'gone'; there are: key, words, text"):
        list(configured({"text": "gone"})(path, refuse))


def test_jsonl_has_keys_for_columns(tmp_path: Path) -> None:
    lines = [
        {"id": 3, "text": "Anna", "meta": {"a": 1}, "b": [2]},
        {"text": "Bob", "title": None},
        {"body": "Carla"},
    ]
    path = file(tmp_path / "a.jsonl", "\n".join(json.dumps(line) for line in lines))
    assert parts(list(read_table(path, refuse))) == [
        ("3", "Anna", "Anna", {"a": 1, "b": [2]}),
        ("a.jsonl#2", "Bob", "Bob", {}),
        ("a.jsonl#3", "Carla", "Carla", {}),
    ]


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    day = datetime.date(2026, 1, 2)
    path = parquet(tmp_path / "a.parquet", [{"id": 1, "content": "Anna", "day": day, "n": 2}])
    assert parts(list(read_table(path, refuse))) == [
        ("1", "Anna", "Anna", {"day": "2026-01-02", "n": 2})
    ]
    assert recognised(path).name == "table"


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.csv", "id,text\n1,Anna\n2,\n3,Bob\n", "a.csv:3: there is no text in the column 'text'"),
        ("a.csv", "id,text\n1,Anna\n2,x,y\n3,Bob\n", "a.csv:3: 3 cells under 2 names"),
        ("a.jsonl", '{"text":"Anna"}\n{"text":\n{"text":"Bob"}\n', "a.jsonl:2: Input data was"),
        ("a.jsonl", '{"text":"Anna"}\n[1]\n{"text":"Bob"}\n', "a.jsonl:2: Expected `object`"),
        ("a.jsonl", '{"text":"Anna"}\n{"text":3}\n{"text":"Bob"}\n', "a.jsonl:2: there is no text"),
    ],
)
def test_a_bad_row_is_named_and_the_others_come_in(
    tmp_path: Path, name: str, content: str, fault: str
) -> None:
    faults = Faults()
    found = list(read_table(file(tmp_path / name, content), faults))
    assert [one.document.text for one in found] == ["Anna", "Bob"]
    (line,) = faults.lines
    assert line.startswith(f"{tmp_path}/{fault}")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"text\ncaf\xe9\n", r"not utf-8 in line 1 or soon .*--encoding cp1252"),
        ("a.csv", b'text\n"open\n', r":2: the row that starts here is broken"),
        ("a.csv", b"text,text\na,b\n", "two columns have the same name"),
        ("a.csv", "text\na\n".encode("utf-16"), "it is UTF-16; save it as UTF-8, or say --enc"),
        ("a.csv", b"who,what\na,b\n", r"say which is the text \(--column text=NAME\): who, what"),
        ("a.parquet", b"PAR1 no", "no Parquet file"),
    ],
)
def test_a_table_that_can_not_be_read_is_one_clear_error(
    tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    with pytest.raises(StandoffError, match=what):
        list(read_table(file(tmp_path / name, content), refuse))


def test_a_table_in_another_encoding_is_known_for_one(tmp_path: Path) -> None:
    path = file(tmp_path / "a.csv", "Text ,n\ncafé,1\n".encode("cp1252"))
    assert recognised(path).name == "table"
    (one,) = read_table(path, refuse, encoding="cp1252")
    assert (one.document.text, one.document.meta) == ("café", {"n": "1"})


def test_another_encoding_can_be_named(tmp_path: Path) -> None:
    path = file(tmp_path / "a.csv", "text\ncafé\n".encode("cp1252"))
    (one,) = read_table(path, refuse, encoding="cp1252")
    assert one.document.text == "café"
    with pytest.raises(StandoffError, match="there is no text encoding 'nonsense'"):
        list(read_table(path, refuse, encoding="nonsense"))


@settings(max_examples=40, deadline=None)
@given(found=st.lists(texts, min_size=1, max_size=4))
def test_no_character_of_a_text_is_changed(
    found: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "tables"
    folder.mkdir(exist_ok=True)
    cells = [text.replace('"', '""') for text in found]
    paths = [
        file(folder / "a.csv", "text\r\n" + "".join(f'"{cell}"\r\n' for cell in cells)),
        file(folder / "a.jsonl", "\n".join(json.dumps({"text": text}) for text in found)),
        parquet(folder / "a.parquet", [{"text": text} for text in found]),
    ]
    for path in paths:
        assert [one.document.text for one in read_table(path, refuse)] == found


# Text files


def test_a_folder_gives_its_texts_as_they_are(tmp_path: Path) -> None:
    file(tmp_path / "b" / "two.md", "# Two\r\n\r\nשלום\r\n")
    file(tmp_path / "one.txt", "\ufeffOne 😊\n")
    file(tmp_path / "other.pdf", b"%PDF")
    assert parts(list(read_texts(tmp_path, refuse))) == [
        ("b/two.md", "# Two\r\n\r\nשלום\r\n", "# Two", {}),
        ("one.txt", "\ufeffOne 😊\n", "One 😊", {}),
    ]
    assert recognised(tmp_path).name == "text"
    assert recognised(tmp_path / "one.txt").name == "text"


def test_a_file_of_another_encoding_is_named_and_can_be_read(tmp_path: Path) -> None:
    path = file(tmp_path / "bad.txt", "café".encode("cp1252"))
    file(tmp_path / "good.txt", "Anna")
    faults = Faults()
    assert [one.document.id for one in read_texts(tmp_path, faults)] == ["good.txt"]
    assert "bad.txt: not UTF-8 at byte offset 3; try --encoding" in faults.lines[0]
    with pytest.raises(StandoffError, match="try --encoding"):
        list(read_texts(path, refuse))
    configured = find_format("text").configured
    assert configured is not None
    (one,) = configured({"encoding": "cp1252"})(path, refuse)
    assert (one.document.text, one.document.meta) == ("café", {"encoding": "cp1252"})


@pytest.mark.parametrize("name", ["csv", "tsv", "parquet", "sentiment", "newsmtsc"])
def test_what_another_format_knows_is_no_corpus(tmp_path: Path, name: str) -> None:
    chosen = find_format(name)
    assert chosen.write is not None
    out = io.BytesIO()
    chosen.write([(record(), document())], out, Outgoing(default_scheme()))
    path = file(tmp_path / f"a{chosen.endings[0]}", out.getvalue())
    assert recognised(path).name == name


def test_the_texts_of_a_folder_that_another_format_knows_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ankara.")
    (tmp_path / "a.ann").write_text("T1\tGPE 0 6\tAnkara\n")
    assert recognised(tmp_path).name == "brat"
    check_kind(tmp_path, find_format("text"))
    (found,) = read_texts(tmp_path, refuse)
    assert (found.document.id, found.document.text, found.record) == ("a.txt", "Ankara.", None)
