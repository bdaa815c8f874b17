"""Label Studio's tasks: regions, relations, choices, predictions, several annotators."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from json_task_samples import annotated, arrows, back, sample, spans, written

from annotations.errors import StandoffError
from annotations.formats.base import Outgoing
from annotations.formats.intake import sound
from annotations.formats.label_studio import CONFIGURATION, FORMAT, configuration, recognise, write
from annotations.formats.label_studio_read import read
from annotations.formats.loss import differences, losses
from annotations.model import Document, Entity, Participant, Record, Relation, Span, Stance
from annotations.scheme import Label, NamedLabel, Scheme, default_scheme
from annotations.text import to_utf16

TEXT = "😊 Ankara backs Kyiv’s integrity.\r\nهذا e\u0301nd 👩‍👩‍👧 Ankara"


def region(words: str, label: str = "GPE", own: str = "r1", **fields: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {
        "id": own,
        "from_name": "ner",
        "to_name": "text",
        "type": "labels",
        "value": value,
        **fields,
    }


def arrow(head: str, tail: str, **fields: Any) -> dict[str, Any]:
    return {"type": "relation", "from_id": head, "to_id": tail, "direction": "right", **fields}


def task(*results: Any, **fields: Any) -> dict[str, Any]:
    return {"id": 1, "data": {"text": TEXT}, "annotations": [{"result": list(results)}], **fields}


def tasks(*documents: tuple[Record, Document]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(written(FORMAT, *documents))
    return found


def with_stance() -> tuple[Record, Document]:
    record, document = sample(TEXT, ("Ankara", "GPE"), ("Kyiv", "GPE"), ("integrity", "ISSUE"))
    one, other, third = record.mentions
    replace = msgspec.structs.replace
    record = replace(
        record,
        mentions=(
            replace(one, entity="e4", note="why"),
            replace(other, entity="e5"),
            replace(third, entity="e5"),
        ),
        entities=(Entity("e4", "Turkey", "GPE", "Q43"), Entity("e5", "Ukraine", "GPE")),
        stances=(Stance("s6", Participant("e4", "m1"), Participant("e5", "m2"), "support", 2),),
        relations=(Relation("r7", "OF", "m3", "m2"),),
    )
    return record, document


FIELDS = {"created_at": "2024-01-02T03:04:05Z", "ground_truth": True, "lead_time": 12.5}


def test_what_else_stands_in_a_task_comes_out_in_its_place_again() -> None:
    original = task(region("Ankara"), comment_count=2, updated_at="x", total_annotations=1)
    by_seven = {"completed_by": 7, "was_cancelled": False, **FIELDS}
    user = {"id": 8, "email": "b@example.org"}
    original["annotations"][0] |= by_seven
    original["annotations"].append({"completed_by": user, "result": [], "lead_time": 3})
    scored = {"result": [region("Kyiv")], "model_version": "m-1", "score": 0.5}
    original["predictions"] = [scored]
    found, faults = back(read, [original])
    assert faults == []
    pairs = [(one.record, one.document) for one in found if one.record is not None]
    assert [record.annotator for record, _ in pairs] == ["7", "b@example.org"]
    (whole,) = tasks(*pairs)
    assert (whole["comment_count"], whole["updated_at"]) == (2, "x")
    assert "total_annotations" not in whole
    first, second = whole["annotations"]
    assert {name: first[name] for name in by_seven} == by_seven
    assert (second["completed_by"], second["lead_time"]) == (user, 3)
    assert second["ground_truth"] is False
    # What is not written has no other place than the data.
    assert whole["data"]["label-studio-fields"] == {"predictions": {"m-1": {"score": 0.5}}}
    # What one annotator's export leaves out of the others is there too, and all comes back.
    for some in (pairs, pairs[:1], pairs[1:]):
        data = written(FORMAT, *some)
        again, faults = back(read, data)
        assert faults == []
        assert [one.document for one in again] == [document for _, document in some]
        known = [(one.record, one.document) for one in again if one.record is not None]
        assert written(FORMAT, *known) == data
        assert all(losses(*pair, FORMAT, default_scheme()) == [] for pair in some)


def test_somebody_else_is_not_given_the_fields_of_an_annotation() -> None:
    original = task(region("Ankara"))
    original["annotations"][0] |= {"completed_by": 7, **FIELDS}
    (found,), _ = back(read, [original])
    assert found.record is not None
    other = msgspec.structs.replace(found.record, annotator="eve")
    (annotation,) = tasks((other, found.document))[0]["annotations"]
    assert annotation["ground_truth"] is False
    assert "lead_time" not in annotation
    (again,), _ = back(read, written(FORMAT, (other, found.document)))
    assert again.document == found.document


@pytest.mark.parametrize("odd", ["x", [1], {"x": {"y": 1}}, {"annotations": {"7": 3}}, {}])
def test_meta_under_our_key_that_is_none_of_ours_does_no_harm(odd: Any) -> None:
    record, document = sample(TEXT, ("Ankara", "GPE"))
    document = msgspec.structs.replace(document, meta={"label-studio-fields": odd})
    (again,), faults = back(read, written(FORMAT, (record, document)))
    assert (again.document.meta, faults) == (document.meta, [])
    original = task(region("Ankara"), comment_count=1)
    original["data"]["label-studio-fields"] = odd
    (found,), faults = back(read, [original])
    assert found.document.meta["label-studio-fields"]["task"] == {"comment_count": 1}
    assert len(faults) == (not isinstance(odd, dict))
    assert found.record is not None
    (again,), _ = back(read, written(FORMAT, (found.record, found.document)))
    assert again.document == found.document


@pytest.mark.parametrize("kind", ["labels", "hypertextlabels"])
def test_an_annotation_of_html_is_left_out_and_what_to_do_is_said(kind: str) -> None:
    value = {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 0, "endOffset": 6}
    of_html = {"type": kind, "id": "r1", "value": {**value, "text": "Ankara", kind: ["GPE"]}}
    (found,), faults = back(read, [task(of_html, of_html)])
    assert (found.document.text, found.record) == (TEXT, None)
    (fault,) = faults
    assert fault.where == "in.jsonl:1, annotation 1"
    assert "offsets are into HTML" in fault.what
    assert "plain text" in fault.what


def test_regions_come_in_with_their_labels_notes_and_further_results() -> None:
    further = [
        {
            "id": "r1",
            "from_name": "mood",
            "type": "choices",
            "value": {"start": 2, "end": 8, "text": "Ankara", "choices": ["glad"]},
        },
        {"id": "r1", "from_name": "stars", "type": "rating", "value": {"rating": 4}},
        {"id": "r1", "from_name": "why", "type": "textarea", "value": {"text": ["so"]}},
    ]
    first = region("Ankara", score=0.5, origin="manual", meta={"text": ["one", "two"], "k": 1})
    (one,), faults = back(read, [task(first, *further)])
    assert faults == []
    assert spans(one.record) == [(2, 8, "Ankara", "GPE")]
    assert one.record is not None
    (mention,) = one.record.mentions
    assert mention.note == "one\ntwo"
    assert mention.attrs == {
        "score": 0.5,
        "meta": {"k": 1},
        "mood": {"type": "choices", "value": {"choices": ["glad"]}},
        "stars": {"type": "rating", "value": {"rating": 4}},
        "why": {"type": "textarea", "value": {"text": ["so"]}},
    }
    assert losses(one.record, one.document, FORMAT, default_scheme()) == []


def test_a_region_with_two_labels_is_two_mentions() -> None:
    first = region("Ankara")
    first["value"]["labels"] = ["GPE", "ORG"]
    (one,), _ = back(read, [task(first)])
    assert spans(one.record) == [(2, 8, "Ankara", "GPE"), (2, 8, "Ankara", "ORG")]


def test_offsets_are_code_points_or_utf16_units_whichever_gives_the_words() -> None:
    def moved(words: str, own: str) -> dict[str, Any]:
        found = region(words, own=own)
        for name in ("start", "end"):
            found["value"][name] = to_utf16(TEXT, found["value"][name])
        return found

    (one,), faults = back(
        read, [task(moved("Ankara", "a"), moved("Kyiv", "b"), region("nd", own="c"))]
    )
    assert [words for _, _, words, _ in spans(one.record)] == ["Ankara", "Kyiv", "nd"]
    assert one.record is not None
    assert all(TEXT[m.start : m.end] == m.text for m in one.record.mentions)
    assert faults == []


def test_units_that_fit_more_regions_decide_where_both_would_do() -> None:
    text = "😊 aaaa bb"
    regions: list[Any] = [
        {"type": "labels", "value": {"start": 3, "end": 4, "text": "a", "labels": ["X"]}},
        {"type": "labels", "value": {"start": 8, "end": 10, "text": "bb", "labels": ["X"]}},
    ]
    (one,), faults = back(read, [{"data": {"text": text}, "annotations": [{"result": regions}]}])
    assert spans(one.record) == [(2, 3, "a", "X"), (7, 9, "bb", "X")]
    assert faults == []


def test_a_region_whose_words_are_not_there_is_reported() -> None:
    wrong = region("Ankara")
    wrong["value"]["text"] = "Angora"
    (one,), faults = back(read, [task(wrong, region("Kyiv", own="r2"), arrow("r1", "r2"))])
    assert spans(one.record) == [(15, 19, "Kyiv", "GPE")]
    assert [fault.where for fault in faults] == [
        "in.jsonl:1, annotation 1, result 1",
        "in.jsonl:1, annotation 1, result 3",
    ]
    assert "Angora" in faults[0].what
    assert "Ankara" in faults[0].what


def test_regions_that_are_not_of_plain_text_are_refused_one_by_one() -> None:
    refused: list[Any] = [
        {"type": "labels", "value": {"start": "/p[1]/text()[1]", "end": "/p[1]", "labels": ["X"]}},
        {"type": "labels", "value": {"start": 1, "end": 2, "startOffset": 0, "labels": ["X"]}},
        {"type": "hypertextlabels", "value": {"start": "/p", "hypertextlabels": ["X"]}},
        {"type": "paragraphlabels", "value": {"start": "2", "paragraphlabels": ["X"]}},
        {"id": "i", "type": "rectanglelabels", "value": {"x": 1, "rectanglelabels": ["X"]}},
        {"id": "i", "type": "choices", "value": {"x": 1, "choices": ["X"]}},
        {"type": "labels", "value": {"start": 1.5, "end": 2, "labels": ["X"]}},
        {"type": "labels", "value": {"start": 2, "end": 8, "labels": []}},
        {"type": "labels"},
        {"type": "textarea", "value": {"text": ["x"]}},
        "x",
    ]
    (one,), faults = back(read, [task(*refused, region("Kyiv"))])
    assert spans(one.record) == [(15, 19, "Kyiv", "GPE")]
    assert one.record is not None
    assert one.record.labels == ()
    assert sorted(fault.where for fault in faults) == sorted(
        f"in.jsonl:1, annotation 1, result {number}" for number in range(1, 12)
    )


def test_choices_for_the_whole_text_are_labels_of_the_document() -> None:
    choice = {"id": "x", "type": "choices", "from_name": "s", "value": {"choices": ["a", "b"]}}
    unnamed = {"type": "choices", "value": {"choices": ["b", "c"]}}
    (one,), faults = back(read, [task(choice, region("Kyiv", own=""), unnamed)])
    assert one.record is not None
    assert one.record.labels == ("a", "b", "c")
    assert one.record.mentions[0].attrs == {}
    assert faults == []


def test_relations_come_in_with_their_direction() -> None:
    results = [
        region("Ankara", own="a"),
        region("Kyiv", own="b"),
        arrow("a", "b", labels=["X", "Y"]),
        arrow("a", "b", labels=["Z"], direction="left"),
        arrow("a", "b", direction="bi"),
    ]
    (one,), faults = back(read, [task(*results)])
    assert faults == []
    assert arrows(one.record) == [
        ("Ankara", "X", "Kyiv"),
        ("Ankara", "Y", "Kyiv"),
        ("Kyiv", "Z", "Ankara"),
        ("Ankara", "relation", "Kyiv"),
    ]
    assert one.record is not None
    assert one.record.relations[3].attrs == {"direction": "bi"}
    assert losses(one.record, one.document, FORMAT, default_scheme()) == []


def test_each_annotation_is_a_record_of_the_one_who_completed_it() -> None:
    annotations = [
        {"completed_by": {"id": 3, "email": "a@example.org"}, "result": [region("Ankara")]},
        {"completed_by": 4, "result": [region("Kyiv")]},
        {"completed_by": 5, "was_cancelled": True, "result": [region("Kyiv")]},
        {"completed_by": 6, "was_cancelled": True, "result": []},
        {"result": []},
    ]
    found, faults = back(read, [task(annotations=annotations)])
    records = [one.record for one in found if one.record is not None]
    assert [(r.annotator, r.status, len(r.mentions)) for r in records] == [
        ("a@example.org", "done", 1),
        ("4", "done", 1),
        ("5", "skipped", 0),
        ("6", "skipped", 0),
        ("", "done", 0),
    ]
    assert {one.document.id for one in found} == {"1"}
    assert [fault.where for fault in faults] == ["in.jsonl:1, annotation 3"]


def test_predictions_come_in_as_such_with_their_model() -> None:
    predictions = [
        {"model_version": "m 1", "score": 0.5, "result": [region("Kyiv", score=0.9)]},
        {"model_version": 2, "result": []},
    ]
    one, two = (
        back(read, [{"data": {"text": TEXT}, "predictions": predictions}])[0],
        back(read, [task(region("Ankara"), predictions=predictions)])[0],
    )
    assert len(one) == len(two) == 1
    assert one[0].record is None
    assert spans(two[0].predictions) == [(15, 19, "Kyiv", "GPE")]
    assert one[0].predictions is not None
    assert one[0].predictions.annotator == "m 1"
    assert one[0].predictions.mentions[0].attrs == {"score": 0.9}
    assert spans(two[0].record) == [(2, 8, "Ankara", "GPE")]


def test_a_task_without_annotations_is_a_document_alone() -> None:
    (one,), faults = back(read, [{"data": {"text": TEXT}}])
    assert (one.record, one.predictions, faults) == (None, None, [])
    assert one.document.id == "in.jsonl#1"


def test_data_and_meta_of_a_task_come_out_again() -> None:
    original = task(
        data={"text": TEXT, "source": {"b": 1, "a": [2]}, "id": "x/1", "n": None},
        meta={"page": 1},
    )
    (one,), _ = back(read, [original])
    assert one.record is not None
    assert one.document.id == "x/1"
    (again,) = tasks((one.record, one.document))
    assert (again["data"], again["meta"]) == (original["data"], original["meta"])


def test_the_text_is_found_under_another_name_if_a_region_says_so() -> None:
    data = {"review": TEXT, "image": "/a.png"}
    named, unnamed = task(region("Kyiv", source="$review"), data=data), task(data=data)
    found, faults = back(read, [named, unnamed])
    assert len(found) == 1
    assert found[0].document.text == TEXT
    assert found[0].document.meta == {"image": "/a.png"}
    assert [fault.where for fault in faults] == ["in.jsonl:2"]
    assert "image, review" in faults[0].what


def test_what_is_no_task_is_reported() -> None:
    found, faults = back(
        read,
        [
            {"result": [region("Kyiv")]},
            task(data=[]),
            task(data={"text": ""}),
            task(annotations=4, predictions=[5], drafts=[{"result": []}]),
        ],
    )
    assert [one.where for one in found] == ["in.jsonl:4"]
    assert [fault.where for fault in faults] == [
        "in.jsonl:1",
        "in.jsonl:2",
        "in.jsonl:3",
        "in.jsonl:4",
        "in.jsonl:4",
        "in.jsonl:4, prediction 1",
    ]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_a_single_task_and_lines_are_read(indent: int | None) -> None:
    one = task(region("Kyiv"))
    for data in (json.dumps([one], indent=indent), json.dumps(one, indent=indent)):
        found, faults = back(read, data)
        assert [spans(incoming.record) for incoming in found] == [[(15, 19, "Kyiv", "GPE")]]
        assert faults == []


def test_entities_stances_and_notes_come_back() -> None:
    record, document = with_stance()
    (one,) = tasks((record, document))
    (annotation,) = one["annotations"]
    assert [r["labels"] for r in annotation["result"] if r["type"] == "relation"] == [
        ["OF"],
        ["stance:support", "intensity:2"],
    ]
    assert losses(record, document, FORMAT, default_scheme()) == []


def test_entities_that_could_be_taken_for_one_another_are_left_out() -> None:
    record, document = with_stance()
    twin, other = record.entities
    record = msgspec.structs.replace(
        record, entities=(msgspec.structs.replace(twin, name="Ukraine", kb=None), other)
    )
    lost = {(loss.item, loss.what) for loss in losses(record, document, FORMAT, default_scheme())}
    assert lost == {("m3", "coreference"), ("e4", "name"), ("e5", "name")}


def test_records_of_one_document_share_a_task() -> None:
    record, document = with_stance()
    second = msgspec.structs.replace(
        record, annotator="bert", mentions=(), stances=(), relations=()
    )
    found = tasks((record, document), (second, document))
    assert [len(one["annotations"]) for one in found] == [2]
    read_again, _ = back(read, written(FORMAT, (record, document), (second, document)))
    assert [one.record and one.record.annotator for one in read_again] == ["anna", "bert"]


def test_every_task_has_a_number_of_its_own_as_readers_of_exports_ask_for() -> None:
    names = ("a.txt", "b/a.txt", "7")
    documents = [
        (msgspec.structs.replace(record, id=name), msgspec.structs.replace(document, id=name))
        for name in names
        for record, document in [with_stance()]
    ]
    numbers = [one["id"] for one in tasks(*documents)]
    assert all(type(number) is int and 0 < number < 2**53 for number in numbers)
    assert len(set(numbers)) == 3
    assert numbers[2] == 7
    assert [one["id"] for one in tasks(*documents)] == numbers
    read_again, _ = back(read, written(FORMAT, *documents))
    assert [one.document.id for one in read_again] == list(names)
    assert all(not one.document.meta for one in read_again)


def test_an_untouched_document_has_no_annotation() -> None:
    (one,) = tasks(sample(TEXT, status="todo"))
    assert one["annotations"] == []


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


@given(st.lists(annotated(), max_size=3))
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_one_array(documents: list[tuple[Record, Document]]) -> None:
    data = written(FORMAT, *documents)
    assert isinstance(json.loads(data), list)
    assert data == written(FORMAT, *documents)


@given(annotated())
@settings(max_examples=200, deadline=None)
def test_what_comes_back_is_all_that_it_can_carry_and_nothing_else(
    one: tuple[Record, Document],
) -> None:
    record, document = one
    (incoming,), faults = back(read, written(FORMAT, one), "in.json")
    assert (incoming.document.id, incoming.document.text) == (document.id, document.text)
    assert incoming.document.title == document.title
    assert incoming.predictions is None
    lost = {loss.what for loss in differences(record, document, incoming)}
    assert lost.isdisjoint({"an added mention", "an added relation", "status"})
    again = incoming.record
    if again is None:
        assert (record.status, record.mentions, record.labels) == ("todo", (), ())
        return
    assert (again.annotator, again.status, again.note, again.flagged) == (
        record.annotator,
        record.status,
        record.note,
        record.flagged,
    )
    assert faults == []
    assert sound(again, document.text, "", lambda fault: pytest.fail(str(fault)))
    assert again.labels == record.labels
    whole = [m for m in record.mentions if m.fragments is None]
    shown = {m.id for m in whole}
    assert sorted(spans(again)) == sorted((m.start, m.end, m.text, m.label) for m in whole)
    kept = tuple(
        r
        for r in record.relations
        if {r.head, r.tail} <= shown and not r.label.startswith("stance:")
    )
    assert sorted(arrows(again)) == sorted(arrows(msgspec.structs.replace(record, relations=kept)))
    ends = [(s.holder.mention, s.target.mention) for s in record.stances]
    assert len(again.stances) == sum({*pair} <= shown for pair in ends)


@given(annotated())
@settings(max_examples=100, deadline=None)
def test_entities_that_have_names_of_their_own_come_back_with_their_mentions(
    one: tuple[Record, Document],
) -> None:
    record, document = one
    entities = tuple(
        msgspec.structs.replace(entity, name=f"{entity.name} {entity.id}", label="GPE", note=None)
        for entity in record.entities
    )
    record = msgspec.structs.replace(record, entities=entities)
    shown = {m.entity for m in record.mentions if m.fragments is None}
    lost = losses(record, document, FORMAT, default_scheme())
    kinds = {loss.what for loss in lost if loss.item in shown}
    assert kinds <= {"attrs"}
    assert "coreference" not in {loss.what for loss in lost}


def test_a_skipped_document_keeps_what_is_in_it_only_where_we_said_so() -> None:
    record, document = sample(TEXT, ("Kyiv", "GPE"), status="skipped")
    assert losses(record, document, FORMAT, default_scheme()) == []
    (one,) = tasks((record, document))
    (annotation,) = one["annotations"]
    assert annotation["was_cancelled"] is True
    del annotation["standoff"]
    (incoming,), faults = back(read, [one])
    assert incoming.record is not None
    assert (incoming.record.status, incoming.record.mentions) == ("skipped", ())
    assert len(faults) == 1


def test_the_configuration_has_every_label_and_is_xml() -> None:
    odd = "a \"quoted\" <b> & 'c'"
    scheme = Scheme(
        labels=(Label(odd, "x", "teal"), Label("GPE")),
        relations=(NamedLabel("OF"),),
        polarities=default_scheme().polarities,
        document_labels=(NamedLabel("diplomacy"),),
    )
    view = ElementTree.fromstring(configuration(scheme)[CONFIGURATION])
    assert [one.get("value") for one in view.findall("Labels/Label")] == [odd, "GPE"]
    assert [one.get("value") for one in view.findall("Choices/Choice")] == ["diplomacy"]
    relations = [one.get("value") for one in view.findall("Relations/Relation")]
    assert relations[:2] == ["OF", "stance:support"]
    assert relations[-1] == "intensity:3"
    names = {one.get("name") for one in view if one.get("name")}
    (one,) = tasks(with_stance())
    results = one["annotations"][0]["result"]
    assert {r["from_name"] for r in results if "from_name" in r} <= names
    assert {r["to_name"] for r in results if "to_name" in r} == {"text"}
    assert FORMAT.companions is not None
    assert set(FORMAT.companions(Scheme())) == {CONFIGURATION}


def test_it_can_not_be_written_without_text() -> None:
    with pytest.raises(StandoffError, match="without the text"):
        write([sample(TEXT)], BytesIO(), Outgoing(default_scheme(), False))


@pytest.mark.parametrize(
    ("first", "is_it"),
    [
        ([task()], True),
        (task(), True),
        ([{"data": {"text": TEXT}}], True),
        ([{"data": TEXT}], False),
        ({"data": TEXT, "label": [[2, 8, "GPE"]]}, False),
        ([{"images": [], "annotations": []}], False),
        ([{"sent_id": "1", "text": TEXT, "opinions": []}], False),
        ([], False),
    ],
)
def test_a_file_is_recognised_by_its_first_task(first: Any, is_it: bool) -> None:
    assert recognise(Path("x.json"), json.dumps(first).encode()) is is_it


def test_a_long_first_task_is_recognised_before_its_data() -> None:
    one = {"id": 1, "annotations": [{"result": [region("Kyiv")] * 99}], "data": {"text": TEXT}}
    assert recognise(Path("x.json"), json.dumps([one]).encode()[:2000])


def test_what_is_written_is_recognised() -> None:
    assert recognise(Path("x.json"), written(FORMAT, with_stance(), sample(TEXT)))
