"""brat's own tutorial and RuSentRel, read whole, written again and read again."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from annotations.formats.base import Fault, Incoming, Outgoing
from annotations.formats.brat import read_folder, recognise, write_folder
from annotations.model import faults
from annotations.scheme import default_scheme

DATA = Path(__file__).parents[3] / "shared" / "conformance"


def folder(name: str) -> Path:
    path = DATA / name
    if not path.is_dir():
        pytest.skip(f"the conformance data is not beside the checkout: {path}")
    return path


def lines(path: Path) -> Counter[str]:
    """How many lines of each kind the files have, counted without a reader."""
    files = sorted(path.rglob("*.ann"))
    starts = (re.match(r"([TREAMN#*])", line) for file in files for line in raw(file))
    return Counter(found[1] for found in starts if found)


def raw(file: Path) -> list[str]:
    return file.read_bytes().decode().split("\n")


def read(path: Path) -> tuple[list[Incoming], list[Fault]]:
    found: list[Fault] = []
    documents = list(read_folder(path, found.append))
    for one in documents:
        assert one.record is not None
        # Each span's text is checked there against the document.
        assert faults(one.record, one.document.text) == []
    return documents, found


def test_the_tutorial_comes_in_whole_but_for_its_events() -> None:
    path = folder("brat")
    assert recognise(path, b"")
    documents, found = read(path)
    count = lines(path)
    records = [one.record for one in documents if one.record]
    mentions = [mention for record in records for mention in record.mentions]
    assert len(documents) == len(list(path.rglob("*.ann"))) == 13
    assert len(mentions) == count["T"] == 119
    assert sum(len(record.relations) for record in records) == count["R"] == 8
    assert sum("is an event" in fault.what for fault in found) == count["E"] == 23
    # What is lost beside the events is what was said about them.
    assert len(found) == count["E"] + sum("which did not come in" in f.what for f in found)
    kept = sum(len(m.attrs.keys() - {"notes", "normalizations"}) for m in mentions)
    lost = sum(fault.what.startswith("A") for fault in found)
    assert kept + lost == count["A"]
    assert sum("normalizations" in mention.attrs for mention in mentions) == count["N"] == 1
    groups = [entity for record in records for entity in record.entities]
    assert [entity.attrs for entity in groups] == [{"equiv": "Alias"}] * count["*"]


def test_rusentrels_names_come_in_with_line_ends_as_they_are() -> None:
    path = folder("rusentrel")
    documents, found = read(path)
    assert not found
    assert [one.document.id for one in documents] == sorted(
        file.relative_to(path).with_suffix(".txt").as_posix() for file in path.rglob("*.ann")
    )
    mentions = sum(len(one.record.mentions) for one in documents if one.record)
    assert mentions == lines(path)["T"] > 0
    assert any("\r\n" in one.document.text for one in documents)


@pytest.mark.parametrize("name", ["brat", "rusentrel"])
def test_what_was_read_is_written_and_read_the_same(name: str, tmp_path: Path) -> None:
    documents, _ = read(folder(name))
    pairs = [(one.record, one.document) for one in documents if one.record]
    write_folder({"train": lambda: pairs}, tmp_path, Outgoing(default_scheme()))
    again, found = read(tmp_path)
    assert not found
    assert [(one.record, one.document) for one in again] == pairs
