"""Formats are told by the whole first document, however long it is and whatever stands first."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from domain_samples import document, record
from msgspec.structs import replace

from annotations.errors import StandoffError
from annotations.formats import find_format
from annotations.formats.base import Outgoing
from annotations.formats.json_array import CHUNK, first_object
from annotations.formats.recognition import recognised
from annotations.model import Document, Entity, Mention, Participant, Record, Stance
from annotations.scheme import default_scheme

LONG = "Ankara backs Kyiv, " * 10_000
JSON_LINES = ("jsonl", "doccano", "prodigy", "newsmtsc")


def _long() -> tuple[Record, Document]:
    """A document of some 190 kB: far more than is looked at of other files."""
    whole = document(LONG)
    return replace(
        record(LONG),
        mentions=(Mention("m1", 0, 6, "Ankara", "GPE", "e2"),),
        entities=(Entity("e2", "Turkey", "GPE"),),
        stances=(Stance("s3", Participant("@author"), Participant("e2", "m1"), "support"),),
        next=4,
    ), whole


@cache
def _lines(name: str) -> list[dict[str, Any]]:
    out = io.BytesIO()
    write = find_format(name).write
    assert write is not None
    write([_long()], out, Outgoing(default_scheme()))
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("name", JSON_LINES)
@pytest.mark.parametrize("order", ["as written", "reversed", "sorted", "text first"])
def test_a_long_first_document_is_told_whatever_the_order_of_its_keys(
    name: str, order: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for line in _lines(name):
            keys = list(line)
            if order == "reversed":
                keys.reverse()
            elif order != "as written":
                keys.sort(key=lambda key: (key != "text" and order == "text first", key))
            # With spaces, as other programs write JSON.
            file.write(json.dumps({key: line[key] for key in keys}) + "\n")
    assert recognised(path).name == name
    read = find_format(name).read
    assert read is not None
    first = next(iter(read(path, lambda fault: None)))
    found = first.record or first.predictions
    assert found is not None
    assert found.mentions


@pytest.mark.parametrize("key", ["label", "entities", "opinions", "targets", "annotations"])
@pytest.mark.parametrize("text", ["Anna", LONG], ids=["short", "long"])
def test_what_has_annotations_is_no_table_of_texts(key: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": text, key: {"some": "thing"}}), encoding="utf-8")
    with pytest.raises(StandoffError, match="its format is not known; a table of texts needs"):
        recognised(path)


def test_a_label_of_a_text_is_a_column_like_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label\nAnna,good\n", encoding="utf-8")
    assert recognised(path).name == "table"
    lines = tmp_path / "a.jsonl"
    lines.write_text(json.dumps({"text": LONG, "label": 1}), encoding="utf-8")
    assert recognised(lines).name == "table"


def test_a_first_line_without_an_end_in_sight_is_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotations.formats import recognition

    monkeypatch.setattr(recognition, "_LONGEST_OBJECT", 1 << 17)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": LONG * 2, "entities": []}) + "\n", encoding="utf-8")
    with pytest.raises(StandoffError, match="its format is not known"):
        recognised(path)


@pytest.mark.parametrize("header", ["kind,document,text", "kind;document;text"])
def test_rows_of_kinds_are_no_table_of_texts(header: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(header + "\n" + header + "\n", encoding="utf-8")
    with pytest.raises(StandoffError, match="its format is not known"):
        recognised(path)


def test_utf_16_is_called_by_its_name(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.json", "a.csv", "a.conll"):
        path = tmp_path / name
        path.write_text('{"text": "a", "label": []}\n', encoding="utf-16")
        with pytest.raises(StandoffError, match="it is UTF-16; save it as UTF-8"):
            recognised(path)


@pytest.mark.parametrize(
    "name", ["jsonl", "doccano", "prodigy", "label-studio", "newsmtsc", "sentiment"]
)
def test_json_in_utf_16_is_one_clear_error(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "a"}]', encoding="utf-16")
    read = find_format(name).read
    assert read is not None
    with pytest.raises(StandoffError, match="it is UTF-16; save it as UTF-8"):
        list(read(path, lambda fault: None))


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"[\n  "])
def test_the_first_object_is_read_to_its_end(start: bytes) -> None:
    one = start + json.dumps({"text": "x}" * CHUNK, "end": {"z": ["]"]}}).encode()
    stream = io.BytesIO(one + b"\n" + one * 3)
    head = stream.read(100)
    assert first_object(head, stream, 1 << 26).startswith(one)
    stream.seek(100)
    assert len(first_object(head, stream, 1000)) < len(one)


@pytest.mark.parametrize("content", [b"plain text", b'{"cut": "off', b"[1, 2]", b"{"])
def test_what_is_no_whole_object_is_seen_as_it_is(content: bytes) -> None:
    stream = io.BytesIO(content)
    assert first_object(stream.read(), stream, 1 << 26) == content
