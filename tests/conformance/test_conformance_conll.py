"""WNUT 2017 and doccano's examples, read whole, written with both taggings and read again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from annotations.formats import conll, conll_bioes
from annotations.formats.base import Fault, Format, Incoming, Outgoing
from annotations.model import Record, faults
from annotations.scheme import default_scheme

DATA = Path(__file__).parents[3] / "shared" / "conformance"
WNUT = "conll_wnut17/emerging.dev.conll"
DOCCANO = "doccano/data_import/tests/sequence_labeling"


def file(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the conformance data is not beside the checkout: {path}")
    return path


def read(path: Path) -> tuple[list[Incoming], list[Fault]]:
    found: list[Fault] = []
    assert conll.FORMAT.read is not None
    return list(conll.FORMAT.read(path, found.append)), found


def spans(record: Record | None) -> list[tuple[int, int, str, str]]:
    assert record is not None
    return [(m.start, m.end, m.text, m.label) for m in record.mentions]


def test_wnut_has_as_many_sentences_tokens_and_entities_as_it_says() -> None:
    path = file(WNUT)
    documents, found = read(path)
    assert not found
    assert sum(len(one.document.text.split("\n")) for one in documents) == 1009
    assert sum(len(one.document.text.split()) for one in documents) == 15733
    assert sum(len(spans(one.record)) for one in documents) == 836
    assert {label for one in documents for *_, label in spans(one.record)} == {
        *("person", "location", "corporation", "product", "creative-work", "group"),
    }
    for one in documents:
        assert one.record is not None
        assert faults(one.record, one.document.text) == []


@pytest.mark.parametrize("chosen", [conll.FORMAT, conll_bioes.FORMAT], ids=lambda f: f.name)
def test_wnut_comes_back_from_either_tagging(chosen: Format, tmp_path: Path) -> None:
    documents, _ = read(file(WNUT))
    pairs = [(one.record, one.document) for one in documents if one.record]
    out = io.BytesIO()
    assert chosen.write is not None
    chosen.write(pairs, out, Outgoing(default_scheme()))
    (tmp_path / "out.conll").write_bytes(out.getvalue())
    again, found = read(tmp_path / "out.conll")
    assert not found
    assert [one.document for one in again] == [document for _, document in pairs]
    assert [spans(one.record) for one in again] == [spans(record) for record, _ in pairs]
    assert chosen.recognise is not None
    assert chosen.recognise(tmp_path / "out.conll", out.getvalue()[: 1 << 16])


def test_doccanos_good_and_bad_examples_come_in() -> None:
    (one,), found = read(file(f"{DOCCANO}/example.conll"))
    assert not found
    assert [row[2:] for row in spans(one.record)] == [("JAPAN", "LOC"), ("Nadim Ladki", "PER")]
    (one,), found = read(file(f"{DOCCANO}/labeling.invalid.conll"))
    assert [fault.where.rpartition(":")[2] for fault in found] == ["1"]
    assert len(spans(one.record)) == 5
    (one,), found = read(file(f"{DOCCANO}/labeling.trailing.conll"))
    assert not found
    assert len(spans(one.record)) == 2
