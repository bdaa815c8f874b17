"""NewsMTSC: its own files, both forms, whole."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from format_records import refuse

from annotations.formats import find_format
from annotations.formats.base import Incoming, Outgoing
from annotations.formats.loss import losses
from annotations.model import faults
from annotations.scheme import default_scheme

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "newsmtsc"
# Sentences (rows of the flat form) and targets, as the folder's README counts them.
COUNTS = {"devtest_mt.jsonl": (721, 1476), "hf_mt_dev.jsonl": (216, 442)}
NEWSMTSC = find_format("newsmtsc")


def documents(name: str) -> list[Incoming]:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    assert NEWSMTSC.read is not None
    assert NEWSMTSC.recognise is not None
    assert NEWSMTSC.recognise(path, path.read_bytes()[: 1 << 16])
    return list(NEWSMTSC.read(path, refuse))


@pytest.mark.parametrize("name", COUNTS)
def test_every_sentence_and_target_comes_in_at_its_place(name: str) -> None:
    found = documents(name)
    records = [one.record for one in found if one.record]
    assert (len(found), sum(len(one.stances) for one in records)) == COUNTS[name]
    assert [faults(one.record, one.document.text) for one in found if one.record] == [
        [] for _ in found
    ]


@pytest.mark.parametrize("name", COUNTS)
def test_written_and_read_again_nothing_is_lost(name: str) -> None:
    for one in documents(name):
        assert one.record is not None
        assert losses(one.record, one.document, NEWSMTSC, default_scheme()) == []


def test_the_file_written_again_says_what_it_said() -> None:
    name = "devtest_mt.jsonl"
    out = io.BytesIO()
    assert NEWSMTSC.write is not None
    pairs = ((one.record, one.document) for one in documents(name) if one.record)
    NEWSMTSC.write(pairs, out, Outgoing(default_scheme()))
    source = [json.loads(line) for line in (FOLDER / name).read_bytes().splitlines()]
    written = [json.loads(line) for line in out.getvalue().splitlines()]
    for line in written:
        del line["standoff"]
        for target in line["targets"]:
            del target["standoff"]
    assert [_comparable(line) for line in written] == [_comparable(line) for line in source]


def _comparable(line: dict[str, Any]) -> dict[str, Any]:
    """A line with its mentions as a set: targets of one name share them, some name themselves."""
    targets = [
        {name: value for name, value in target.items() if name != "further_mentions"}
        for target in line["targets"]
    ]
    mentions = {
        (mention["from"], mention["to"], mention["mention"])
        for target in line["targets"]
        for mention in (target, *target.get("further_mentions", []))
    }
    return {**line, "targets": targets, "mentions": mentions}
