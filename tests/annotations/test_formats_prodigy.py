"""Prodigy's tasks: spans, tokens, relations, answers, and what stands beside them."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from format_records import refuse
from hypothesis import given, settings
from hypothesis import strategies as st
from json_task_samples import annotated, arrows, back, sample, spans, written

from annotations.errors import StandoffError
from annotations.formats.base import Outgoing
from annotations.formats.intake import Intake, sound
from annotations.formats.loss import differences, losses
from annotations.formats.prodigy import FORMAT, read, recognise, write
from annotations.model import Document, Entity, Participant, Record, Relation, Span, Stance
from annotations.scheme import default_scheme

TEXT = "😊 Ankara backs Kyiv’s integrity.\r\n\r\nهذا  e\u0301nd"


def task(**fields: Any) -> dict[str, Any]:
    return {"text": TEXT, "answer": "accept", **fields}


def span(words: str, label: str = "GPE", **fields: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "label": label, **fields}


def one_task(*documents: tuple[Record, Document]) -> dict[str, Any]:
    (line,) = written(FORMAT, *documents).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def with_stance() -> tuple[Record, Document]:
    record, document = sample(TEXT, ("Ankara", "GPE"), ("Kyiv", "GPE"))
    one, other = record.mentions
    replace = msgspec.structs.replace
    return (
        replace(
            record,
            mentions=(replace(one, entity="e3"), replace(other, entity="e4")),
            entities=(Entity("e3", "Turkey", "GPE", "Q43"), Entity("e4", "Ukraine", "GPE")),
            stances=(
                Stance("s5", Participant("e3", "m1"), Participant("e4", "m2"), "support", 2),
                Stance("s6", Participant("@author"), Participant("e4", "m2"), "oppose"),
            ),
        ),
        document,
    )


def test_spans_come_in_with_their_labels_words_and_further_keys() -> None:
    found, faults = back(
        read, [task(spans=[span("Ankara", text="Ankara", pattern=7, token_start=1, token_end=1)])]
    )
    (incoming,) = found
    assert spans(incoming.record) == [(2, 8, "Ankara", "GPE")]
    assert incoming.record is not None
    assert incoming.record.mentions[0].attrs == {"pattern": 7}
    assert incoming.record.status == "done"
    assert (incoming.predictions, incoming.where, faults) == (None, "in.jsonl:1", [])
    assert incoming.document.id == "in.jsonl#1"


def test_the_words_that_a_span_states_are_kept_for_the_check() -> None:
    (incoming,), _ = back(read, [task(spans=[span("Ankara", text="Angora")])])
    assert spans(incoming.record) == [(2, 8, "Angora", "GPE")]


def test_relations_find_their_spans_by_place_and_else_by_token() -> None:
    one = span("Ankara", token_start=1, token_end=1)
    other = span("Kyiv’s integrity", "ISSUE", token_start=3, token_end=5)
    relations = [
        {"head": 1, "child": 5, "label": "A", "head_span": one, "child_span": other, "color": "x"},
        {"head": 1, "child": 5, "label": "B"},
        {"head": 4, "child": 1, "label": "C"},
        {"head": 2, "child": 1, "label": "D"},
        {"head": 5, "child": 1},
        7,
    ]
    (incoming,), faults = back(read, [task(spans=[one, other], relations=relations)])
    assert arrows(incoming.record) == [
        ("Ankara", "A", "Kyiv’s integrity"),
        ("Ankara", "B", "Kyiv’s integrity"),
        ("Kyiv’s integrity", "C", "Ankara"),
    ]
    assert incoming.record is not None
    assert incoming.record.relations[0].attrs == {"color": "x"}
    assert [fault.where for fault in faults] == [f"in.jsonl:1, relation {n}" for n in (4, 5, 6)]


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_what_was_not_accepted_comes_in_as_skipped_and_that_is_said(answer: str) -> None:
    (incoming,), faults = back(read, [task(spans=[span("Ankara")], answer=answer)])
    assert incoming.record is not None
    assert (incoming.record.status, incoming.record.mentions) == ("skipped", ())
    assert [fault.where for fault in faults] == ["in.jsonl:1"]
    assert answer in faults[0].what


def test_a_skipped_task_with_nothing_in_it_is_no_fault() -> None:
    (incoming,), faults = back(read, [task(answer="ignore")])
    assert incoming.record is not None
    assert (incoming.record.status, faults) == ("skipped", [])


def test_an_unknown_answer_is_said() -> None:
    (incoming,), faults = back(read, [task(answer="perhaps", spans=[span("Ankara")])])
    assert spans(incoming.record) == []
    assert "perhaps" in faults[0].what


def test_a_task_without_an_answer_is_a_prediction() -> None:
    unanswered = {"text": TEXT, "spans": [span("Ankara", score=0.9)], "_session_id": "model-3"}
    found, faults = back(read, [unanswered, {"text": TEXT}])
    first, second = found
    assert first.record is None
    assert spans(first.predictions) == [(2, 8, "Ankara", "GPE")]
    assert first.predictions is not None
    assert first.predictions.annotator == "model-3"
    assert (second.record, second.predictions, faults) == (None, None, [])


def test_choices_and_the_label_of_a_task_are_labels_of_the_document() -> None:
    options = [{"id": 1, "text": "one"}, {"id": "b", "text": "two"}]
    chosen, labelled, marked = (
        incoming.record
        for incoming in back(
            read,
            [
                task(options=options, accept=[1, "b"]),
                task(label="SPORT"),
                task(label="GPE", spans=[span("Ankara")]),
            ],
        )[0]
    )
    assert chosen is not None
    assert labelled is not None
    assert marked is not None
    assert chosen.labels == ("1", "b")
    assert labelled.labels == ("SPORT",)
    assert marked.labels == ()


def test_everything_else_of_a_task_comes_out_again_as_it_was() -> None:
    tokens = [{"text": "😊", "start": 0, "end": 1, "id": 0}]
    original = task(
        id=12,
        spans=[span("😊", "FACE", token_start=0, token_end=0, kb_id="Q1")],
        meta={"source": "x", "n": {"b": 1, "a": 2}},
        tokens=tokens,
        options=[{"id": 1, "text": "one"}],
        accept=[1],
        _input_hash=-5,
        _task_hash=6,
        _view_id="ner",
        _annotator_id="anna",
        flagged=True,
        config={"x": [1]},
    )
    (incoming,), _ = back(read, [original])
    assert incoming.record is not None
    assert incoming.document.meta["prodigy"]["_input_hash"] == -5
    again = one_task((incoming.record, incoming.document))
    again["spans"][0].pop("text")
    assert again == original


def test_what_is_no_task_or_no_span_is_reported_and_the_rest_comes_in() -> None:
    bad = [
        {"start": "2", "end": 8, "label": "GPE"},
        {"start": -1, "end": 8, "label": "GPE"},
        {"start": 2, "end": True, "label": "GPE"},
        {"start": 2, "end": 8},
        "Ankara",
    ]
    lines = [
        task(spans=[*bad, span("Kyiv")]),
        {"html": "<p>"},
        task(spans=3, relations="x", meta=[], accept=4, options=5),
        {"text": ""},
    ]
    found, faults = back(read, lines)
    assert spans(found[0].record) == [(15, 19, "Kyiv", "GPE")]
    assert [incoming.where for incoming in found] == ["in.jsonl:1", "in.jsonl:3"]
    assert [fault.where for fault in faults] == [
        *(f"in.jsonl:1, span {number}" for number in range(1, 6)),
        "in.jsonl:2",
        "in.jsonl:3",
        "in.jsonl:3",
        "in.jsonl:3",
        "in.jsonl:4",
    ]


def test_tokens_make_up_the_text_and_mentions_begin_and_end_with_one() -> None:
    record, document = sample(TEXT, ("nkara back", "X"), ("integrity.\r\n", "Y"), (" e\u0301", "Z"))
    written_task = one_task((record, document))
    tokens = written_task["tokens"]
    assert "".join(token["text"] + " " * token["ws"] for token in tokens) == TEXT
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    for found in written_task["spans"]:
        first, last = tokens[found["token_start"]], tokens[found["token_end"]]
        assert (first["start"], last["end"]) == (found["start"], found["end"])


def test_tokens_of_the_task_give_way_where_a_mention_does_not_fit_them() -> None:
    tokens = [{"text": TEXT[:14], "start": 0, "end": 14, "id": 0, "ws": True}]
    record, document = sample(TEXT, ("Ankara", "GPE"))
    document = msgspec.structs.replace(document, meta={"prodigy": {"tokens": tokens}})
    assert one_task((record, document))["tokens"] != tokens


def test_a_relation_points_to_the_last_tokens_of_its_spans() -> None:
    record, document = sample(
        TEXT,
        ("Ankara", "GPE"),
        ("Kyiv’s integrity", "ISSUE"),
        relations=(Relation("r3", "BACKS", "m1", "m2", attrs={"color": "red"}),),
    )
    found = one_task((record, document))
    (relation,) = found["relations"]
    assert "standoff" not in found
    assert (relation["head"], relation["child"]) == tuple(s["token_end"] for s in found["spans"])
    assert [relation["head_span"], relation["child_span"]] == found["spans"]
    assert (relation["label"], relation["color"]) == ("BACKS", "red")


def test_stances_are_relations_for_prodigy_and_come_back_as_stances() -> None:
    record, document = with_stance()
    found = one_task((record, document))
    (relation,) = found["relations"]
    assert (relation["label"], relation["stance"]) == ("support", True)
    assert losses(record, document, FORMAT, default_scheme()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "reject"},
        {"text": TEXT + "!"},
        {"spans": []},
        {"relations": []},
        {"accept": ["x"]},
        {"standoff": {"format": 1}},
        {"standoff": None},
    ],
)
def test_what_stands_beside_a_task_that_was_changed_does_not_count(change: dict[str, Any]) -> None:
    found = one_task(with_stance()) | change
    (incoming,), faults = back(read, [found])
    assert incoming.record is not None
    assert (incoming.record.stances, incoming.record.entities) == ((), ())
    assert incoming.record.relations == ()
    assert any("standoff" in fault.what for fault in faults)


def test_a_span_added_in_prodigy_comes_in() -> None:
    found = one_task(with_stance())
    found["spans"].append(span("integrity", "ISSUE"))
    (incoming,), _ = back(read, [found])
    assert [words for _, _, words, _ in spans(incoming.record)] == ["Ankara", "Kyiv", "integrity"]


def test_mentions_of_several_fragments_and_what_points_to_them_come_back() -> None:
    record, document = sample(TEXT, ("Ankara backs Kyiv", "X"), ("integrity", "Y"))
    parted = msgspec.structs.replace(
        record.mentions[0], fragments=(Span(2, 8, "Ankara"), Span(15, 19, "Kyiv"))
    )
    record = msgspec.structs.replace(
        record,
        mentions=(parted, record.mentions[1]),
        relations=(Relation("r3", "OF", "m2", "m1"),),
    )
    found = one_task((record, document))
    assert [one["label"] for one in found["spans"]] == ["Y"]
    assert "relations" not in found
    (incoming,), faults = back(read, [found])
    assert faults == []
    assert incoming.record is not None
    assert incoming.record.mentions == record.mentions
    assert incoming.record.relations == record.relations


@pytest.mark.parametrize("status", ["todo", "started", "done", "skipped"])
def test_what_is_in_a_document_of_any_status_comes_back(status: str) -> None:
    record, document = sample(TEXT, ("Kyiv", "GPE"), status=status)
    assert losses(record, document, FORMAT, default_scheme()) == []


def test_options_that_were_made_here_are_not_kept_and_those_of_a_task_are() -> None:
    record, document = sample(TEXT, labels=("good",))
    task_of_ours = one_task((record, document))
    assert task_of_ours["options"][-1] == {"id": "good", "text": "good"}
    (again,), faults = back(read, [task_of_ours])
    assert (again.document, faults) == (document, [])
    theirs = task(options=[{"id": 1, "text": "one"}], accept=[1])
    (found,), _ = back(read, [theirs])
    assert found.document.meta["prodigy"]["options"] == theirs["options"]
    assert found.record is not None
    (again,), _ = back(read, written(FORMAT, (found.record, found.document)))
    assert again.document == found.document


def test_an_untouched_document_is_no_accepted_task() -> None:
    record, document = sample(TEXT, status="todo")
    assert one_task((record, document))["answer"] == "ignore"


@given(st.lists(annotated(), max_size=2))
@settings(max_examples=150, deadline=None)
def test_any_record_comes_back_whole(documents: list[tuple[Record, Document]]) -> None:
    data = written(FORMAT, *documents)
    found, faults = back(read, data)
    assert faults == []
    assert data == written(FORMAT, *documents)
    for (record, document), incoming in zip(documents, found, strict=True):
        assert incoming.document == document
        assert differences(record, document, incoming) == []


@given(annotated())
@settings(max_examples=100, deadline=None)
def test_without_our_key_no_more_comes_back_than_is_in_the_record(
    one: tuple[Record, Document],
) -> None:
    record, document = one
    bare = one_task(one)
    bare.pop("standoff", None)
    (incoming,), _ = back(read, [bare])
    assert incoming.record is not None
    reported: list[Any] = []
    good = sound(incoming.record, document.text, "", reported.append)
    assert reported == []
    there = {(m.start, m.end, m.label) for m in record.mentions if m.fragments is None}
    if bare["answer"] == "accept":
        assert {(m.start, m.end, m.label) for m in good.mentions} == there
        assert len(good.relations) <= len(record.relations)
    else:
        assert good.mentions == ()


@given(annotated())
@settings(deadline=None)
def test_tokens_always_make_up_the_text(one: tuple[Record, Document]) -> None:
    record, document = one
    document = msgspec.structs.replace(document, meta={})
    found = one_task((record, document))
    joined = "".join(token["text"] + " " * token["ws"] for token in found["tokens"])
    assert joined == document.text
    for each in found["spans"]:
        assert found["tokens"][each["token_start"]]["start"] == each["start"]
        assert found["tokens"][each["token_end"]]["end"] == each["end"]


def test_it_can_not_be_written_without_text() -> None:
    with pytest.raises(StandoffError, match="without the text"):
        write([sample(TEXT)], BytesIO(), Outgoing(default_scheme(), False))


@pytest.mark.parametrize(
    ("head", "is_it"),
    [
        (json.dumps(task(spans=[])), True),
        (json.dumps({"text": TEXT, "_input_hash": 1}), True),
        (json.dumps({"text": "a" * 10, "spans": [{"start": 1}], "more": "x" * 99})[:60], True),
        (json.dumps({"text": TEXT, "label": [[2, 8, "GPE"]]}), False),
        (json.dumps({"text": TEXT, "entities": []}), False),
        (json.dumps({"text": TEXT}), False),
        (json.dumps([task(spans=[])]), False),
        ("text,answer\n", False),
    ],
)
def test_a_file_is_recognised_by_its_first_task(head: str, is_it: bool) -> None:
    assert recognise(Path("x.jsonl"), head.encode()) is is_it


def test_what_is_written_is_recognised() -> None:
    assert recognise(Path("x.jsonl"), written(FORMAT, with_stance(), sample(TEXT)))


def test_tasks_of_several_annotators_with_one_text_are_one_document() -> None:
    def by(name: str, **fields: Any) -> dict[str, Any]:
        return task(_annotator_id=name, **fields)

    tasks = [
        by("anna", spans=[span("Ankara")]),
        by("bob", spans=[span("Kyiv")]),
        {"text": TEXT, "spans": [span("Ankara")]},
        {"text": "Another.", "answer": "accept", "_session_id": "bob"},
        # Once more the same text: the second document of everybody who has it twice.
        by("bob", spans=[span("Ankara")]),
        by("anna", id=7),
        by("anna"),
    ]
    found, faults = back(read, tasks)
    assert [one.document.id for one in found] == [
        *("in.jsonl#1", "in.jsonl#1", "in.jsonl#1", "in.jsonl#4", "in.jsonl#5", "7", "in.jsonl#5"),
    ]
    assert faults == []
    checked = Intake(refuse)
    assert all(
        (one.record or one.predictions) == (was.record or was.predictions)
        for was in found
        if (one := checked.checked(was))
    )


@pytest.mark.parametrize("title", [5, ["x"], {}])
def test_a_title_that_is_no_string_is_reported(title: object) -> None:
    (one,), faults = back(read, [task(title=title)])
    assert one.document.title == ""
    assert [fault.what for fault in faults] == ["its title is no string, and is left out"]
