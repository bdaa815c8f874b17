"""Reading the canonical export: what was written comes back; what is broken is named by line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from format_records import Faults, annotated, refuse
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats.base import Annotated, Incoming, Outgoing
from annotations.formats.jsonl import FORMAT, read, recognise, write
from annotations.formats.recognition import check_kind, recognised
from annotations.scheme import default_scheme


def written(*pairs: Annotated, with_text: bool = True) -> bytes:
    out = io.BytesIO()
    write(pairs, out, Outgoing(default_scheme(), with_text=with_text))
    return out.getvalue()


def incoming(data: bytes, report: Any = refuse) -> list[Incoming]:
    return list(read(io.BytesIO(data), "x.jsonl", report))


@given(st.lists(annotated(), min_size=1, max_size=3))
def test_what_was_written_comes_back_as_it_was(pairs: list[Annotated]) -> None:
    data = written(*pairs)
    found = incoming(data)
    assert [(one.record, one.document) for one in found] == pairs
    assert [one.where for one in found] == [f"x.jsonl:{n + 1}" for n in range(len(pairs))]
    again = [(one.record, one.document) for one in found if one.record]
    assert written(*again) == data


@given(annotated())
def test_a_line_without_text_says_so(pair: Annotated) -> None:
    (found,) = incoming(written(pair, with_text=False))
    assert (found.has_text, found.document.text) == (False, "")
    assert found.document.sha256 == pair[1].sha256
    assert found.record == pair[0]


LINE: dict[str, Any] = {
    "format": 1, "id": "a.txt", "sha256": "0" * 64, "title": "", "text": "Ankara", "meta": {},
    "annotator": "anna", "status": "done", "flagged": False, "labels": [], "note": None,
    "guideline": None, "mentions": [], "entities": [], "stances": [], "relations": [], "next": 1,
    "created": "", "updated": "", "revision": 0,
}  # fmt: skip
GOOD = json.dumps(LINE).encode()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"{", "Input data was truncated"),
        (b"[1]", "Expected `object`"),
        (b'"\xff"', "no line of a canonical export"),
        (GOOD.replace(b'"done"', b'"ready"'), "Invalid enum value 'ready'"),
        (GOOD.replace(b'"text"', b'"body"'), "unknown field `body`"),
        (b"[" * 100_000, "no line of a canonical export"),
    ],
)
def test_a_broken_line_is_named_and_the_others_come_in(bad: bytes, said: str) -> None:
    told = Faults()
    found = incoming(b"\n".join([GOOD, bad, GOOD]), told)
    assert [one.where for one in found] == ["x.jsonl:1", "x.jsonl:3"]
    assert [fault.where for fault in told] == ["x.jsonl:2"]
    assert said in told[0].what


def test_a_broken_item_is_named_and_the_others_of_its_line_come_in() -> None:
    mention = {"id": "m1", "start": 0, "end": 6, "text": "Ankara", "label": "GPE"}
    items = [mention, mention | {"start": -1}, 5, mention | {"colour": "red"}]
    told = Faults()
    (found,) = incoming(json.dumps(LINE | {"mentions": items}).encode(), told)
    assert found.record is not None
    assert [m.text for m in found.record.mentions] == ["Ankara"]
    assert [fault.where for fault in told] == [f"x.jsonl:1, mentions {n}" for n in (2, 3, 4)]
    assert "`int` >= 0" in told[0].what


def test_blank_lines_and_a_byte_order_mark_are_nothing() -> None:
    assert len(incoming(b"\xef\xbb\xbf" + GOOD + b"\n\n  \n" + GOOD + b"\n")) == 2


def test_what_is_no_export_at_all_is_one_error() -> None:
    with pytest.raises(StandoffError, match=r"x\.jsonl: no line of it is one of a canonical"):
        incoming(b'{"text": "Ankara"}\n', Faults())
    assert incoming(b"") == []


def test_an_export_is_recognised_by_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert recognise(path, GOOD)
    assert recognise(path, b"\xef\xbb\xbf" + GOOD[::1] + b"\n")
    assert recognise(path, json.dumps(LINE | {"mentions": [5]}).encode())
    # A long document: the first line goes on behind what is looked at.
    assert recognise(path, b'{"format":1,"id":"a","sha256":"00')
    for other in (b"", b"{}", b'{"text":"x"}', b"[1]", b"text", b'{"id":1,"text":"x","label":[]}'):
        assert not recognise(path, other)
    path.write_bytes(GOOD)
    assert recognised(path).name == "jsonl"


def test_what_has_no_known_format_names_those_that_there_are(tmp_path: Path) -> None:
    empty, odd = tmp_path / "empty.jsonl", tmp_path / "odd.xyz"
    empty.touch()
    odd.write_bytes(b"\x00\x01\x02")
    with pytest.raises(StandoffError, match="the file is empty"):
        recognised(empty)
    with pytest.raises(StandoffError, match=r"its format is not known; say --format.*jsonl"):
        recognised(odd)
    with pytest.raises(StandoffError, match="no such file or folder"):
        recognised(tmp_path / "missing")
    table = tmp_path / "odd.csv"
    table.write_text("a,b\n1,2\n")
    with pytest.raises(StandoffError, match=r"a table of texts needs .* --column text=NAME; else"):
        recognised(table)
    (tmp_path / "annotations").mkdir()
    with pytest.raises(StandoffError, match="it is a project; export it"):
        recognised(tmp_path)
    with pytest.raises(StandoffError, match="it is a folder; jsonl is a format of single files"):
        check_kind(tmp_path, FORMAT)
    with pytest.raises(StandoffError, match="no such file"):
        check_kind(tmp_path / "missing", FORMAT)
    with pytest.raises(StandoffError, match="only written, not read"):
        check_kind(odd, FORMAT._replace(read=None))
    with pytest.raises(StandoffError, match="it is a file; jsonl is a format of folders"):
        check_kind(odd, FORMAT._replace(endings=(), recognise=None))
