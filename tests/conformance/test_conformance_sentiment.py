"""SemEval-2022 task 10: its own files, whole."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from format_records import refuse

from annotations.formats import find_format
from annotations.formats.base import Incoming, Outgoing
from annotations.formats.loss import losses
from annotations.model import faults
from annotations.scheme import default_scheme

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "semeval22_structured"
# Sentences and opinions, as the folder's README counts them.
COUNTS = {"opener_en/dev.json": (249, 400)}
SENTIMENT = find_format("sentiment")


def documents(name: str) -> list[Incoming]:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    assert SENTIMENT.read is not None
    assert SENTIMENT.recognise is not None
    assert SENTIMENT.recognise(path, path.read_bytes()[: 1 << 16])
    return list(SENTIMENT.read(path, refuse))


@pytest.mark.parametrize("name", COUNTS)
def test_every_sentence_and_opinion_comes_in_at_its_place(name: str) -> None:
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
        assert losses(one.record, one.document, SENTIMENT, default_scheme()) == []


@pytest.mark.parametrize("name", COUNTS)
def test_the_file_written_again_says_what_it_said(name: str) -> None:
    out = io.BytesIO()
    assert SENTIMENT.write is not None
    pairs = ((one.record, one.document) for one in documents(name) if one.record)
    SENTIMENT.write(pairs, out, Outgoing(default_scheme()))
    source = json.loads((FOLDER / name).read_bytes())
    written = json.loads(out.getvalue())
    for line in written:
        del line["standoff"]
        for opinion in line["opinions"]:
            del opinion["standoff"]
    assert written == source
