"""Structured sentiment: opinions as stances, documents cut up and put together, exact losses."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from domain_samples import TEXT, document, made, mention_of, record, said, tagged
from format_records import Faults, annotated, refuse
from hypothesis import given, settings

from annotations import edits
from annotations.errors import StandoffError
from annotations.formats import find_format
from annotations.formats.base import Annotated, Incoming, Outgoing
from annotations.formats.loss import losses
from annotations.formats.sentiment import read, write
from annotations.model import Document, Participant, Record, faults, text_hash
from annotations.scheme import default_scheme

SENTIMENT = find_format("sentiment")
SENTENCE = "😊 Ankara backs Kyiv’s integrity."


def lines(*documents: Annotated) -> list[dict[str, Any]]:
    out = io.BytesIO()
    write(documents, out, Outgoing(default_scheme()))
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def incoming(sentences: Any, faults: Faults | None = None) -> list[Incoming]:
    content = json.dumps(sentences).encode()
    return list(read(io.BytesIO(content), "a.json", refuse if faults is None else faults))


def opinion(**fields: Any) -> dict[str, Any]:
    return {
        "Source": [["Ankara"], ["2:8"]],
        "Target": [["Kyiv", "integrity"], ["15:19", "22:31"]],
        "Polar_expression": [["backs"], ["9:14"]],
        "Polarity": "Positive",
        "Intensity": "Standard",
        **fields,
    }


def sentence(*opinions: Any, **fields: Any) -> dict[str, Any]:
    return {"sent_id": "d-0", "text": SENTENCE, "opinions": list(opinions), **fields}


def record_of(found: Incoming) -> Record:
    assert found.record is not None
    assert faults(found.record, found.document.text) == []
    return found.record


def test_an_opinion_is_a_stance_with_its_cue_and_the_sentence_as_evidence() -> None:
    (found,) = incoming([sentence(opinion())])
    one = record_of(found)
    (stance,) = one.stances
    assert (found.document.id, found.document.meta) == ("d-0", {"sent_id": "d-0"})
    assert one.name_of(stance.holder.entity) == "Ankara"
    assert one.name_of(stance.target.entity) == "Kyiv integrity"
    assert (stance.polarity, stance.intensity) == ("support", 2)
    assert [span.text for span in stance.cue] == ["backs"]
    assert [span.text for span in stance.evidence] == [SENTENCE]
    target = one.mention(stance.target.mention or "")
    assert target is not None
    assert target.text == "Kyiv’s integrity"
    assert [span.text for span in target.fragments or ()] == ["Kyiv", "integrity"]
    assert [mention.label for mention in one.mentions] == ["Source", "Target"]


@pytest.mark.parametrize(
    ("fields", "holder", "target"),
    [
        ({"Source": [[], []]}, "@unknown", None),
        ({"Source": [[], []], "Source_is_author": True}, "@author", None),
        ({"Target": [[], []]}, None, "@unknown"),
    ],
)
def test_who_is_not_in_the_words_is_a_built_in_entity(
    fields: dict[str, Any], holder: str | None, target: str | None
) -> None:
    (stance,) = record_of(incoming([sentence(opinion(**fields))])[0]).stances
    assert holder in (None, stance.holder.entity)
    assert target in (None, stance.target.entity)
    assert stance.attrs == {}


def test_the_same_words_are_one_entity_and_one_mention() -> None:
    one = record_of(incoming([sentence(opinion(), opinion(Polarity="Negative"))])[0])
    assert [len(each) for each in (one.mentions, one.entities, one.stances)] == [2, 2, 2]


def test_words_that_we_do_not_have_come_out_as_they_came_in() -> None:
    fields = {"Polarity": "negative", "Intensity": "Weak", "NOT": False, "Type": "E"}
    (found,) = incoming([sentence(opinion(**fields), topic="x")])
    (stance,) = record_of(found).stances
    assert (stance.polarity, stance.intensity) == ("oppose", 1)
    (line,) = lines((record_of(found), found.document))
    assert (line["sent_id"], line["topic"]) == ("d-0", "x")
    assert {name: line["opinions"][0][name] for name in fields} == fields


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ("no opinion", "'no opinion' is no opinion"),
        (opinion(Polarity=None), "None is no polarity"),
        (opinion(Source=[["Ankara"], ["2-8"]]), "is no list of strings with their places"),
        (opinion(Source=[["Ankara"], []]), "is no list of strings with their places"),
        (opinion(Target="Kyiv"), "is no list of strings with their places"),
        (opinion(standoff={"evidence": 1}), "Expected `array | null`, got `int`"),
    ],
)
def test_a_bad_opinion_is_named_and_the_others_come_in(bad: Any, what: str) -> None:
    found = Faults()
    (one,) = incoming([sentence(bad, opinion())], found)
    assert len(record_of(one).stances) == 1
    (line,) = found.lines
    assert line.startswith("a.json:1, opinion 1: ")
    assert what in line


def test_a_bad_sentence_is_named_and_the_others_come_in() -> None:
    found = Faults()
    assert len(incoming([{"sent_id": "x"}, 3, sentence(opinion())], found)) == 1
    assert len(found) == 2


def test_a_document_is_cut_into_sentences_and_put_together_again() -> None:
    one = made(
        record(),
        tagged("Anna", nth=1),
        tagged("the plan", "ISSUE"),
        said("Anna", "support", "the plan"),
    )
    found = lines((one, document()))
    assert [line["text"] for line in found] == [
        "Anna met Bob in Bonn.",
        "Anna likes the plan.",
        "Bob does not, said Carla on 3 May.",
    ]
    (written,) = found[1]["opinions"]
    assert (written["Source"], written["Target"]) == (
        [["Anna"], ["0:4"]],
        [["the plan"], ["11:19"]],
    )
    (back,) = incoming(found)
    assert back.document == Document("a.txt", TEXT, text_hash(TEXT))
    assert losses(one, document(), SENTIMENT, default_scheme()) == []


def test_sentences_that_one_stance_needs_are_joined() -> None:
    one = made(
        record(),
        tagged("Bob", nth=1),
        tagged("the plan", "ISSUE"),
        lambda r: edits.add_stance(
            r,
            TEXT,
            holder=Participant(r.mentions[0].entity or "", mention_of(r, "Bob")),
            polarity="oppose",
            target=Participant(r.mentions[1].entity or "", mention_of(r, "the plan")),
            evidence=[(43, len(TEXT))],
        ),
    )
    found = lines((one, document()))
    assert len(found) == 2
    assert losses(one, document(), SENTIMENT, default_scheme()) == []


def test_what_lies_in_another_line_is_left_out_of_a_stance_and_counted() -> None:
    text = "Anna spoke.\nShe likes the plan."
    one = made(
        record(text),
        lambda r: edits.tag(r, text, 0, 4, "PERSON", default_scheme()),
        lambda r: edits.tag(r, text, 22, 30, "ISSUE", default_scheme()),
        lambda r: edits.add_stance(
            r,
            text,
            holder=Participant(r.mentions[0].entity or "", r.mentions[0].id),
            polarity="support",
            target=Participant(r.mentions[1].entity or "", r.mentions[1].id),
            evidence=[(12, len(text))],
        ),
    )
    found = losses(one, document(text), SENTIMENT, default_scheme())
    assert [(loss.item, loss.what) for loss in found] == [
        (one.mentions[0].id, "mention"),
        (one.stances[0].id, "holder's mention"),
    ]


def test_a_part_without_those_before_it_is_a_document_and_said() -> None:
    one = made(record(), tagged("Anna"))
    found = Faults()
    _, *rest = lines((one, document()))
    assert [each.document.id for each in incoming(rest, found)] == ["a.txt-1", "a.txt-2"]
    assert "the part of 'a.txt' before it is missing" in found.lines[0]


def test_a_key_of_ours_that_somebody_changed_is_said() -> None:
    found = Faults()
    (one,) = incoming([sentence(opinion(), standoff={"part": "x"})], found)
    assert one.document.id == "d-0"
    assert "a.json:1, standoff: " in found.lines[0]


@settings(max_examples=100, deadline=None)
@given(annotated(distinct=True))
def test_what_comes_back_is_a_part_of_what_was_written(one: Annotated) -> None:
    assert SENTIMENT.again is not None
    back = SENTIMENT.again(*one, default_scheme())
    assert back is not None
    old, source = one
    new = record_of(back)
    assert (back.document.text, back.document.title) == (source.text, source.title)
    assert back.document.meta == source.meta
    assert (new.labels, new.note, new.flagged, new.status) == (
        old.labels,
        old.note,
        old.flagged,
        old.status,
    )
    places = {(m.start, m.end, m.text, m.label, m.fragments) for m in old.mentions}
    assert {(m.start, m.end, m.text, m.label, m.fragments) for m in new.mentions} <= places
    assert {(e.name, e.label, e.kb) for e in new.entities} <= {
        (e.name, e.label, e.kb) for e in old.entities
    }

    def said(one: Record) -> list[Any]:
        return sorted(
            (
                one.name_of(s.holder.entity),
                one.name_of(s.target.entity),
                s.polarity,
                str(s.intensity),
            )
            for s in one.stances
        )

    assert said(new) == said(old)
    assert {span for s in new.stances for span in (*s.cue, *s.evidence)} <= {
        span for s in old.stances for span in (*s.cue, *s.evidence)
    }
    found = {loss.what for loss in losses(*one, SENTIMENT, default_scheme())}
    assert found <= {
        *("mention", "entity", "relation", "attrs", "note", "attribution", "basis"),
        *("holder's mention", "target's mention", "cue", "evidence"),
    }


def test_several_documents_are_one_array_the_same_bytes_each_time() -> None:
    pairs = [(record(document_id=name), document(document_id=name)) for name in ("a", "b")]
    assert [one.document.id for one in incoming(lines(*pairs))] == ["a", "b"]
    assert lines() == []
    assert lines(*pairs) == lines(*pairs)


def test_it_is_nothing_without_text() -> None:
    with pytest.raises(StandoffError, match="it can't be written without"):
        write([], io.BytesIO(), Outgoing(default_scheme(), with_text=False))


def test_of_a_file_that_is_cut_off_the_good_sentences_come_in_and_the_end_is_said() -> None:
    whole = json.dumps([sentence(opinion()), sentence(opinion(), sent_id="e-0")], indent=1)
    told = Faults()
    found = list(read(io.BytesIO(whole[:-20].encode()), "a.json", told))
    assert [one.document.id for one in found] == ["d-0"]
    assert len(record_of(found[0]).stances) == 1
    assert ["what begins here has no end" in fault.what for fault in told] == [True]
    told = Faults()
    found = list(read(io.BytesIO(f"{whole[:-2]},".encode()), "a.json", told))
    assert [one.document.id for one in found] == ["d-0", "e-0"]
    assert ["the JSON array has no end" in fault.what for fault in told] == [True]


def test_what_is_no_array_is_one_clear_error() -> None:
    with pytest.raises(StandoffError, match="it is no JSON array"):
        list(read(io.BytesIO(b'{"a": 1}'), "a.json", refuse))
