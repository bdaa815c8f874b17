"""doccano's own samples: read whole, written again, read again; what is no labelling is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from json_task_samples import back, written

from annotations.formats.doccano import FORMAT, read, recognise
from annotations.formats.intake import Intake
from annotations.formats.loss import differences

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "doccano"
# Documents, spans, relations, labels of documents, and the lines that are reported.
FILES: dict[str, tuple[int, int, int, int, list[int]]] = {
    "data_export/examples/intent_detection/example.jsonl": (2, 3, 0, 2, []),
    "data_export/examples/relation_extraction/example.jsonl": (1, 4, 3, 0, []),
    "data_export/examples/sequence_labeling/example.jsonl": (3, 4, 0, 0, []),
    "data_export/examples/text_classification/example.json": (3, 0, 0, 3, []),
    "data_export/examples/text_classification/example.jsonl": (3, 0, 0, 3, []),
    "data_import/examples/intent_detection/example.jsonl": (2, 3, 0, 2, []),
    "data_import/examples/relation_extraction/example.jsonl": (1, 4, 3, 0, []),
    "data_import/examples/sequence_labeling/example.jsonl": (3, 3, 0, 0, []),
    "data_import/examples/text_classification/example.json": (3, 0, 0, 3, []),
    "data_import/examples/text_classification/example.jsonl": (3, 0, 0, 3, []),
    "data_import/tests/intent/example.jsonl": (4, 2, 0, 2, [5]),
    "data_import/tests/relation_extraction/example.jsonl": (1, 4, 3, 0, []),
    "data_import/tests/sequence_labeling/example.jsonl": (2, 1, 0, 0, [3]),
    "data_import/tests/sequence_labeling/example_overlapping.jsonl": (1, 2, 0, 0, []),
    "data_import/tests/text_classification/example.json": (3, 0, 0, 3, [5]),
    "data_import/tests/text_classification/example.jsonl": (3, 0, 0, 3, []),
}


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_read_whole_and_survives_being_written(name: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    data = (FOLDER / name).read_bytes()
    assert recognise(FOLDER / name, data)
    found, faults = back(read, data, "x")
    documents, spans, relations, labels, lines = FILES[name]
    assert [fault.where.partition(",")[0] for fault in faults] == [f"x:{line}" for line in lines]
    faults.clear()
    intake = Intake(faults.append)
    checked = [incoming for incoming in map(intake.checked, found) if incoming is not None]
    assert faults == []
    assert len(checked) == documents
    records = [(one.record, one.document) for one in checked if one.record is not None]
    assert sum(len(record.mentions) for record, _ in records) == spans
    assert sum(len(record.relations) for record, _ in records) == relations
    assert sum(len(record.labels) for record, _ in records) == labels
    again, faults = back(read, written(FORMAT, *records), "x")
    assert faults == []
    for (record, document), incoming in zip(records, again, strict=True):
        assert incoming.document == document
        assert differences(record, document, incoming) == []


def test_every_sample_with_json_is_read() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.json*")}
    assert there == set(FILES)
