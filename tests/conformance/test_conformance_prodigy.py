"""Prodigy files of other projects: read whole, written again, read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from json_task_samples import back, written

from annotations.formats.intake import Intake
from annotations.formats.loss import differences
from annotations.formats.prodigy import FORMAT, read, recognise

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "prodigy"
# Tasks, spans and relations, as the folder's README counts them.
FILES = {
    "rel_component_annotations.jsonl": (149, 466, 267),
    "ner_food_data_first300.jsonl": (300, 630, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_whole_and_survives_being_written(name: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    data = (FOLDER / name).read_bytes()
    assert recognise(FOLDER / name, data[: 1 << 16])
    found, faults = back(read, data, name)
    intake = Intake(faults.append)
    checked = [incoming for incoming in map(intake.checked, found) if incoming is not None]
    assert faults == []
    records = [incoming.record for incoming in checked if incoming.record is not None]
    counts = (
        len(records),
        sum(len(record.mentions) for record in records),
        sum(len(record.relations) for record in records),
    )
    assert counts == FILES[name]
    documents = [(record, one.document) for record, one in zip(records, checked, strict=True)]
    again, more_faults = back(read, written(FORMAT, *documents), name)
    assert more_faults == []
    for (record, document), incoming in zip(documents, again, strict=True):
        assert incoming.document == document
        assert differences(record, document, incoming) == []
        assert incoming.record is not None
        assert len(incoming.record.mentions) == len(record.mentions)


@pytest.mark.parametrize("name", FILES)
def test_a_task_that_is_written_again_is_the_one_that_was_read(name: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    data = (FOLDER / name).read_bytes()
    found, _ = back(read, data, name)
    documents = [(one.record, one.document) for one in found if one.record is not None]
    lines = written(FORMAT, *documents).splitlines()
    for before, after in zip(data.splitlines(), lines, strict=True):
        one, other = json.loads(before), json.loads(after)
        for key in ("text", "meta", "_input_hash", "_task_hash", "_view_id", "answer", "tokens"):
            assert other.get(key) == one.get(key)
        places = [
            [(s["start"], s["end"], s["token_start"], s["token_end"], s["label"]) for s in spans]
            for spans in (one["spans"], other["spans"])
        ]
        assert sorted(places[0]) == sorted(places[1])
        arrows = [
            [(r["head"], r["child"], r["label"]) for r in task.get("relations", ())]
            for task in (one, other)
        ]
        assert arrows[0] == arrows[1]
        assert "standoff" not in other
