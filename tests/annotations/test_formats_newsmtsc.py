"""NewsMTSC: the author's stances toward targets, both forms of the data, exact losses."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from domain_samples import TEXT, document, made, mention_of, record, tagged
from format_records import Faults, annotated, refuse
from hypothesis import given, settings
from msgspec.structs import replace

from annotations import edits
from annotations.change import Change
from annotations.errors import StandoffError
from annotations.formats import find_format
from annotations.formats.base import Annotated, Incoming, Outgoing
from annotations.formats.loss import losses
from annotations.formats.newsmtsc import read, write
from annotations.model import Participant, Record, Span, Stance, faults
from annotations.scheme import default_scheme

NEWSMTSC = find_format("newsmtsc")
SENTENCE = "😊 Ankara backs Kyiv, as it said."


def lines(*documents: Annotated) -> list[dict[str, Any]]:
    out = io.BytesIO()
    write(documents, out, Outgoing(default_scheme()))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def incoming(found: list[Any], faults: Faults | None = None) -> list[Incoming]:
    content = b"".join(json.dumps(line).encode() + b"\n" for line in found)
    return list(read(io.BytesIO(content), "a.jsonl", refuse if faults is None else faults))


def target(**fields: Any) -> dict[str, Any]:
    return {
        "Input.gid": "d_0_2_8",
        "from": 2,
        "to": 8,
        "mention": "Ankara",
        "polarity": 6.0,
        "further_mentions": [{"from": 24, "to": 26, "mention": "it"}],
        **fields,
    }


def line(*targets: Any, name: str = "d_0") -> dict[str, Any]:
    return {"primary_gid": name, "sentence_normalized": SENTENCE, "targets": list(targets)}


def record_of(found: Incoming) -> Record:
    assert found.record is not None
    assert faults(found.record, found.document.text) == []
    return found.record


def by_author(words: str, polarity: str, nth: int = 0) -> Any:
    def change(one: Record) -> Change:
        mention = one.mention(mention_of(one, words, nth))
        assert mention is not None
        start = TEXT.index("Anna likes")
        return edits.add_stance(
            one,
            TEXT,
            holder=Participant("@author"),
            polarity=polarity,
            target=Participant(mention.entity or "", mention.id),
            evidence=[(start, start + len("Anna likes the plan."))],
        )

    return change


def test_a_target_is_a_stance_of_the_author_toward_an_entity_with_its_mentions() -> None:
    (found,) = incoming([line(target())])
    one = record_of(found)
    (stance,) = one.stances
    assert (stance.holder.entity, stance.polarity) == ("@author", "support")
    assert [m.text for m in one.mentions_of(stance.target.entity)] == ["Ankara", "it"]
    assert one.mention(stance.target.mention or "") == one.mentions[0]
    assert [span.text for span in stance.evidence] == [SENTENCE]
    (back,) = lines((one, found.document))
    assert back["primary_gid"] == "d_0"
    (written,) = back["targets"]
    assert {name: written[name] for name in target()} == target()


def test_the_flat_form_is_one_document_for_rows_of_one_sentence() -> None:
    row = {"mention": "Ankara", "polarity": -1, "from": 2, "to": 8, "sentence": SENTENCE}
    other = {**row, "mention": "Kyiv", "from": 15, "to": 19, "polarity": 0, "id": "b"}
    more = {**row, "sentence": SENTENCE + " Again.", "polarity": 1, "id": "c"}
    found = incoming([{**row, "id": "a"}, other, more])
    assert [one.document.id for one in found] == ["a", "c"]
    assert [[s.polarity for s in record_of(one).stances] for one in found] == [
        ["oppose", "neutral"],
        ["support"],
    ]


def test_two_lines_of_one_text_stay_two_documents() -> None:
    twice = [line(target(**{"Input.gid": name}), name=name) for name in ("a", "b")]
    assert [one.document.id for one in incoming(twice)] == ["a", "b"]


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (3, "3 is no target"),
        (target(polarity=5), "5 is no polarity; there are 2, 4 and 6"),
        (target(polarity="6"), "'6' is no polarity"),
        (target(to=None), "is no mention with from, to and mention"),
        (target(further_mentions=3), "its further mentions are no list"),
        (target(further_mentions=[{}]), "is no mention with from, to and mention"),
    ],
)
def test_a_bad_target_is_named_and_the_others_come_in(bad: Any, what: str) -> None:
    found = Faults()
    (one,) = incoming([line(bad, target())], found)
    assert len(record_of(one).stances) == 1
    (said,) = found.lines
    assert said.startswith("a.jsonl:1, target 1: ")
    assert what in said


def test_a_bad_line_is_named_and_the_others_come_in() -> None:
    content = b'{"primary_gid": \n\xff\n[]\n' + json.dumps(line(target())).encode()
    found = Faults()
    assert len(list(read(io.BytesIO(content), "a.jsonl", found))) == 1
    assert [fault.where for fault in found] == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"]


def test_a_document_is_cut_into_sentences_and_put_together_again() -> None:
    one = made(
        record(),
        tagged("Anna"),
        tagged("Anna", nth=1),
        by_author("Anna", "oppose", nth=1),
    )
    found = lines((one, document()))
    assert [[t["mention"] for t in each["targets"]] for each in found] == [[], ["Anna"], []]
    assert found[1]["targets"][0]["polarity"] == 2.0
    (back,) = incoming(found)
    assert back.document == document()
    # The other mention of Anna is in a sentence without a stance toward her.
    assert [loss.what for loss in losses(one, document(), NEWSMTSC, default_scheme())] == [
        "mention"
    ]


def test_stances_that_it_has_no_place_for_are_counted() -> None:
    one = made(
        record(),
        tagged("Anna", nth=1),
        by_author("Anna", "mixed"),
        lambda r: edits.add_stance(
            r,
            TEXT,
            holder=Participant("@public"),
            polarity="support",
            target=Participant(r.mentions[0].entity or "", r.mentions[0].id),
            evidence=[(0, 4)],
        ),
    )
    found = losses(one, document(), NEWSMTSC, default_scheme())
    assert [loss.what for loss in found if loss.what == "stance"] == ["stance", "stance"]


@settings(max_examples=100, deadline=None)
@given(annotated(distinct=True))
def test_what_comes_back_is_a_part_of_what_was_written(one: Annotated) -> None:
    assert NEWSMTSC.again is not None
    back = NEWSMTSC.again(*one, default_scheme())
    assert back is not None
    old, source = one
    new = record_of(back)
    assert (back.document.text, back.document.title) == (source.text, source.title)
    places = {(m.start, m.end, m.label) for m in old.mentions if not m.fragments}
    assert {(m.start, m.end, m.label) for m in new.mentions} <= places
    names = {
        (old.name_of(s.target.entity), s.polarity)
        for s in old.stances
        if s.holder.entity == "@author"
    }
    assert {(new.name_of(s.target.entity), s.polarity) for s in new.stances} <= names
    assert {s.holder.entity for s in new.stances} <= {"@author"}
    found = {loss.what for loss in losses(*one, NEWSMTSC, default_scheme())}
    assert not [what for what in found if what.startswith("an added")]


@pytest.mark.parametrize("polarity", ["support", "oppose", "neutral"])
@settings(max_examples=30, deadline=None)
@given(one=annotated(distinct=True))
def test_every_stance_that_fits_is_written(polarity: str, one: Annotated) -> None:
    old, source = one
    plain = next((m for m in old.mentions if m.entity and not m.fragments), None)
    if plain is None:
        return
    span = Span(plain.start, plain.end, plain.text)
    added = f"s{old.next}"
    slot = Participant(plain.entity or "", plain.id)
    stance = Stance(added, Participant("@author"), slot, polarity, evidence=(span,))
    new = replace(old, stances=(*old.stances, stance), next=old.next + 1)
    assert faults(new, source.text) == []
    lost = losses(new, source, NEWSMTSC, default_scheme())
    alike = [s for s in old.stances if (s.holder, s.polarity) == (Participant("@author"), polarity)]
    assert alike or (added, "stance") not in [(loss.item, loss.what) for loss in lost]


def test_it_is_nothing_without_text() -> None:
    with pytest.raises(StandoffError, match="it can't be written without"):
        write([], io.BytesIO(), Outgoing(default_scheme(), with_text=False))
