"""doccano's lines: both shapes of spans, relations, labels of texts, comments, metadata."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from json_task_samples import annotated, arrows, back, sample, spans, written

from annotations.errors import StandoffError
from annotations.formats.base import Outgoing
from annotations.formats.doccano import FORMAT, read, recognise, write
from annotations.formats.intake import sound
from annotations.formats.loss import differences, losses
from annotations.model import Document, Entity, Participant, Record, Relation, Span, Stance
from annotations.scheme import default_scheme

TEXT = "😊 Ankara backs Kyiv’s integrity.\r\nهذا e\u0301nd"
ENTITIES = [
    {"id": 7, "start_offset": 2, "end_offset": 8, "label": "GPE", "score": 1},
    {"id": 9, "start_offset": 15, "end_offset": 19, "label": "GPE"},
]


def lines(*documents: tuple[Record, Document]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(FORMAT, *documents).splitlines()]


@pytest.mark.parametrize("key", ["label", "labels", "entities"])
def test_spans_come_in_from_each_name_of_their_list(key: str) -> None:
    found, faults = back(read, [{"id": 3, "text": TEXT, key: [[2, 8, "GPE"], [15, 19, "GPE"]]}])
    assert spans(found[0].record) == [(2, 8, "Ankara", "GPE"), (15, 19, "Kyiv", "GPE")]
    assert (found[0].document.id, found[0].where, faults) == ("3", "in.jsonl:1", [])


def test_entities_and_the_relations_between_their_ids_come_in() -> None:
    relations = [
        {"id": 0, "from_id": 9, "to_id": 7, "type": "NEAR", "note": "x"},
        {"from_id": 9, "to_id": 8, "type": "NEAR"},
        {"from_id": 9, "to_id": 7},
    ]
    (one,), faults = back(read, [{"text": TEXT, "entities": ENTITIES, "relations": relations}])
    assert arrows(one.record) == [("Kyiv", "NEAR", "Ankara")]
    assert one.record is not None
    assert one.record.mentions[0].attrs == {"score": 1}
    assert one.record.relations[0].attrs == {"note": "x"}
    assert [fault.where for fault in faults] == [f"in.jsonl:1, relation {n}" for n in (2, 3)]


def test_labels_of_texts_come_in_as_labels_of_the_document() -> None:
    found, faults = back(
        read,
        [
            {"text": TEXT, "label": ["positive", "new"]},
            {"text": TEXT, "label": "positive"},
            {"text": TEXT, "entities": [[2, 8, "GPE"]], "cats": ["positive"]},
        ],
    )
    assert [one.record and one.record.labels for one in found] == [
        ("positive", "new"),
        ("positive",),
        ("positive",),
    ]
    assert faults == []


def test_a_text_without_labels_was_not_annotated_by_anybody() -> None:
    (one,), _ = back(read, [{"text": TEXT}])
    assert one.record is None


def test_comments_are_the_note_and_every_other_key_comes_out_again() -> None:
    original = {
        "id": 5,
        "text": TEXT,
        "label": [],
        "Comments": ["why"],
        "meta": {"page": 1},
        "source": [1, {"a": None}],
        "status": "published",
        "data": 4,
    }
    (one,), _ = back(read, [original])
    assert one.record is not None
    assert one.record.note == "why"
    (again,) = lines((one.record, one.document))
    del original["label"]
    assert {name: again[name] for name in original} == original


def test_what_is_not_understood_is_reported_and_the_rest_comes_in() -> None:
    bad: list[Any] = [["2", 8, "X"], [2, 8], [-1, 8, "X"], [2, 8, ""], 4, {"id": 1}, [2, 8, 5]]
    found, faults = back(
        read,
        [
            {"text": TEXT, "label": [*bad, [2, 8, "GPE"]]},
            {"label": [[0, 1, "PER"]]},
            {"text": TEXT, "label": {"a": 1}, "relations": 5, "Comments": 3},
            {"text": ""},
        ],
    )
    assert spans(found[0].record) == [(2, 8, "Ankara", "GPE")]
    assert [fault.where for fault in faults] == [
        *(f"in.jsonl:1, label {number}" for number in range(1, 8)),
        "in.jsonl:2",
        "in.jsonl:3",
        "in.jsonl:3",
        "in.jsonl:4",
    ]


def test_ids_of_entities_are_numbers_each_once_in_a_record() -> None:
    record, document = sample(TEXT, ("Kyiv", "GPE"), ("Ankara", "GPE"), ("Ankara", "ORG"))
    (line,) = lines((record, document))
    assert [(e["id"], e["start_offset"], e["end_offset"]) for e in line["entities"]] == [
        (0, 2, 8),
        (1, 2, 8),
        (2, 15, 19),
    ]


def test_a_stance_between_mentions_is_a_relation_and_comes_back_as_a_stance() -> None:
    record, document = sample(TEXT, ("Ankara", "GPE"), ("Kyiv", "GPE"), ("integrity", "ISSUE"))
    one, other, third = record.mentions
    replace = msgspec.structs.replace
    record = replace(
        record,
        mentions=(replace(one, entity="e4"), replace(other, entity="e5"), third),
        entities=(Entity("e4", "Ankara", "GPE"), Entity("e5", "Ukraine", "GPE", "Q212")),
        stances=(
            Stance("s6", Participant("e4", "m1"), Participant("e5", "m2"), "support", 2),
            Stance("s7", Participant("@author"), Participant("e5", "m2"), "oppose"),
        ),
        relations=(Relation("r8", "OF", "m3", "m2"),),
    )
    (line,) = lines((record, document))
    assert [(r["id"], r["from_id"], r["to_id"], r["type"]) for r in line["relations"]] == [
        (0, 2, 1, "OF"),
        (1, 0, 1, "stance:support"),
    ]
    lost = losses(record, document, FORMAT, default_scheme())
    assert {(loss.item, loss.what) for loss in lost} == {
        ("e5", "name"),
        ("e5", "kb"),
        ("s6", "intensity"),
        ("s7", "stance"),
    }


def test_what_it_can_not_carry_is_left_out_whole() -> None:
    record, document = sample(TEXT, ("Ankara backs Kyiv", "X"), ("integrity", "Y"))
    parted = msgspec.structs.replace(
        record.mentions[0], fragments=(Span(2, 8, "Ankara"), Span(15, 19, "Kyiv"))
    )
    record = msgspec.structs.replace(
        record,
        mentions=(parted, record.mentions[1]),
        relations=(Relation("r3", "OF", "m2", "m1"), Relation("r4", "stance:x", "m2", "m2")),
    )
    lost = losses(record, document, FORMAT, default_scheme())
    assert {(loss.item, loss.what) for loss in lost} == {
        ("m1", "mention"),
        ("r3", "relation"),
        ("r4", "relation"),
    }


@given(annotated())
@settings(max_examples=200, deadline=None)
def test_what_comes_back_is_all_that_it_can_carry_and_nothing_else(
    one: tuple[Record, Document],
) -> None:
    record, document = one
    data = written(FORMAT, one)
    (incoming,), faults = back(read, data)
    assert faults == []
    back_record = incoming.record
    assert back_record is not None
    assert sound(back_record, document.text, "", lambda fault: pytest.fail(str(fault)))
    assert (incoming.document.id, incoming.document.text) == (document.id, document.text)
    assert incoming.document.title == document.title
    assert (back_record.annotator, back_record.status) == (record.annotator, record.status)
    assert (back_record.labels, back_record.note) == (record.labels, record.note)
    assert back_record.flagged == record.flagged
    whole = [m for m in record.mentions if m.fragments is None]
    assert sorted(spans(back_record)) == sorted((m.start, m.end, m.text, m.label) for m in whole)
    shown = {m.id for m in whole}
    assert sorted(arrows(back_record)) == sorted(
        arrows(
            msgspec.structs.replace(
                record,
                relations=tuple(
                    r
                    for r in record.relations
                    if {r.head, r.tail} <= shown and not r.label.startswith("stance:")
                ),
            )
        )
    )
    ends = [(s.holder.mention, s.target.mention) for s in record.stances]
    assert len(back_record.stances) == sum({*pair} <= shown for pair in ends)
    added = {loss.what for loss in differences(record, document, incoming)}
    assert added.isdisjoint({"an added mention", "an added relation", "fragments"})
    assert written(FORMAT, one) == data


def test_it_can_not_be_written_without_text() -> None:
    with pytest.raises(StandoffError, match="without the text"):
        write([sample(TEXT)], BytesIO(), Outgoing(default_scheme(), False))


@pytest.mark.parametrize(
    ("first", "is_it"),
    [
        ({"text": TEXT, "label": [[2, 8, "GPE"]]}, True),
        ({"text": TEXT, "labels": []}, True),
        ({"text": TEXT, "label": ["positive"]}, True),
        ({"text": TEXT, "label": "positive"}, True),
        ({"text": TEXT, "entities": ENTITIES}, True),
        ({"text": TEXT}, False),
        ({"text": TEXT, "label": 1}, False),
        ({"text": TEXT, "label": [{"x": 1}]}, False),
        ({"text": TEXT, "spans": [], "label": "X"}, False),
        ({"id": "a", "text": TEXT, "mentions": [], "entities": [], "stances": []}, False),
        ({"data": {"text": TEXT}, "annotations": []}, False),
    ],
)
def test_a_file_is_recognised_by_its_first_line(first: dict[str, Any], is_it: bool) -> None:
    assert recognise(Path("x.jsonl"), json.dumps(first).encode()) is is_it


def test_what_is_written_is_recognised() -> None:
    assert recognise(Path("x.jsonl"), written(FORMAT, sample(TEXT, ("Kyiv", "GPE"))))
    assert recognise(Path("x.jsonl"), written(FORMAT, sample(TEXT)))
