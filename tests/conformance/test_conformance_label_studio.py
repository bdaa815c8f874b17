"""Label Studio's own samples: text is read whole, all else is refused item by item."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from json_task_samples import back, written

from annotations.formats.intake import Intake
from annotations.formats.label_studio import FORMAT, recognise
from annotations.formats.label_studio_read import read
from annotations.formats.loss import differences
from annotations.model import Record

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "label_studio"
# Of the annotations: documents, regions, labels of documents; of the predictions: regions and
# labels; and what is reported.
FILES: dict[str, tuple[int, int, int, int, int, list[str]]] = {
    "frontend_examples/dialogue_analysis/annotations/1.json": (0, 0, 0, 0, 0, ["no plain text"]),
    "frontend_examples/dialogue_analysis/tasks.json": (0, 0, 0, 0, 0, ["no plain text"]),
    "frontend_examples/named_entity/annotations/1.json": (1, 1, 0, 0, 0, []),
    "frontend_examples/named_entity/tasks.json": (1, 0, 0, 1, 0, []),
    "frontend_examples/phrases/annotations/1.json": (0, 0, 0, 0, 0, ["no plain text"]),
    "frontend_examples/phrases/tasks.json": (0, 0, 0, 0, 0, ["no plain text"]),
    "frontend_examples/references/annotations/1.json": (1, 0, 1, 0, 0, []),
    "frontend_examples/references/tasks.json": (2, 0, 0, 0, 1, []),
    "sdk_tests/test_export_csv/csv_test.json": (2, 0, 0, 0, 0, ["rectanglelabels"] * 5),
    "sdk_tests/test_export_csv/csv_test2.json": (0, 0, 0, 0, 0, ["no plain text"]),
    "sdk_tests/test_export_csv/csv_test_colliding_keys.json": (1, 0, 1, 0, 0, []),
    "sdk_tests/test_export_csv/csv_test_colliding_keys_mixed.json": (2, 0, 1, 0, 0, []),
    "sdk_tests/test_export_csv/csv_test_history.json": (1, 0, 1, 0, 0, []),
    "sdk_tests/test_export_json_min/chat_data.json": (0, 0, 0, 0, 0, ["no plain text"]),
    "sdk_tests/test_export_json_min/data.json": (0, 0, 0, 0, 0, ["no plain text"]),
    "sdk_tests/test_export_json_min/data_repeater.json": (0, 0, 0, 0, 0, ["no plain text"]),
}
# What has its own tests, and what is counted anew.
READ_ANEW = {
    *("id", "data", "meta", "annotations", "completions", "predictions", "drafts"),
    *("total_annotations", "cancelled_annotations", "total_predictions"),
}
# Results without a task, and a configuration.
OTHERS = {
    "sdk_tests/annotation_with_relation.json",
    "sdk_tests/test_export_json_min/label_config_repeater.json",
}


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_read_whole_and_survives_being_written(name: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    data = (FOLDER / name).read_bytes()
    assert recognise(FOLDER / name, data[: 1 << 16])
    found, faults = back(read, data, "x")
    documents, regions, labels, predicted_regions, predicted_labels, reported = FILES[name]
    assert len(faults) == len(reported)
    assert all(what in fault.what for what, fault in zip(reported, faults, strict=True))
    faults.clear()
    intake = Intake(faults.append)
    checked = [incoming for incoming in map(intake.checked, found) if incoming is not None]
    assert faults == []
    assert len(checked) == documents
    records = [one.record for one in checked if one.record is not None]
    predictions = [one.predictions for one in checked if one.predictions is not None]

    def counts(of: list[Record]) -> tuple[int, int]:
        return sum(len(one.mentions) for one in of), sum(len(one.labels) for one in of)

    assert counts(records) == (regions, labels)
    assert counts(predictions) == (predicted_regions, predicted_labels)
    for one in checked:
        if one.record is None:
            continue
        (again,), faults = back(read, written(FORMAT, (one.record, one.document)), "x")
        assert faults == []
        assert again.document.text == one.document.text
        assert differences(one.record, one.document, again) == []
        assert again.document.meta == one.document.meta


@pytest.mark.parametrize("name", [name for name, counts in FILES.items() if counts[0]])
def test_what_a_sample_says_of_its_annotations_comes_out_again(name: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    data = (FOLDER / name).read_bytes()
    found, _ = back(read, data, "x")
    pairs = [(one.record, one.document) for one in found if one.record is not None]
    whole = json.loads(data)
    original = {
        str(task.get("id")): task for task in (whole if isinstance(whole, list) else [whole])
    }
    for task in json.loads(written(FORMAT, *pairs)):
        source = original[str(task.get("id", task["data"].get("id")))]
        for key in source.keys() - READ_ANEW:
            assert task[key] == source[key]
        told = source.get("annotations") or source["completions"]
        assert len(task["annotations"]) == len(told)
        for before, after in zip(told, task["annotations"], strict=True):
            for key in before.keys() - {"result", "result_count"}:
                assert after[key] == before[key]


def test_the_relation_of_the_sample_needs_both_its_regions() -> None:
    """One of its regions states words that are not in the text at its offsets."""
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    annotation = json.loads((FOLDER / "sdk_tests/annotation_with_relation.json").read_bytes())
    text = "To have faith is to trust yourself to the water"
    (one,), faults = back(read, [{"data": {"text": text}, "annotations": [annotation]}], "x")
    assert one.record is not None
    assert [mention.text for mention in one.record.mentions] == ["have"]
    assert one.record.labels == ("Positive",)
    assert [fault.where for fault in faults] == [
        "x:1, annotation 1, result 2",
        "x:1, annotation 1, result 4",
    ]
    del annotation["result"][1]["value"]["text"]
    (one,), faults = back(read, [{"data": {"text": text}, "annotations": [annotation]}], "x")
    assert one.record is not None
    assert (len(one.record.mentions), len(one.record.relations), faults) == (2, 1, [])


def test_every_sample_is_read_or_known_to_be_none() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the conformance data is not beside the checkout")
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.json")}
    assert there == set(FILES) | OTHERS
    for name in OTHERS:
        data = (FOLDER / name).read_bytes()
        assert not recognise(FOLDER / name, data)
        found, faults = back(read, data, "x")
        assert (found, len(faults)) == ([], 1)
