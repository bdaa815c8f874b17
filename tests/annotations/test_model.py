"""The record: its JSON is the design's, and every fault in one is named."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from domain_samples import TEXT, document, made, record, said, tagged, texts, valid
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.change import item_order
from annotations.errors import RecordError
from annotations.model import (
    Entity,
    ExportedDocument,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    decode_record,
    export_line,
    faults,
    find,
    known_entity,
    position,
    span_of,
    text_hash,
)


def _worked() -> Record:
    return made(record(), tagged("Anna"), tagged("Bob"), said("Anna", "support", "Bob"))


# The shape


def test_a_line_of_the_export_has_the_fields_of_the_format_in_their_order() -> None:
    line = json.loads(export_line(_worked(), document()))
    assert " ".join(line) == (
        "format id sha256 title text meta annotator status flagged labels note guideline "
        "mentions entities stances relations next created updated revision"
    )
    assert " ".join(line["mentions"][0]) == (
        "id start end text label entity fragments origin attrs note"
    )
    assert " ".join(line["entities"][0]) == "id name label kb ref origin attrs note"
    assert " ".join(line["stances"][0]) == (
        "id holder target polarity intensity evidence cue attribution basis origin attrs note"
    )
    assert line["stances"][0]["holder"] == {"entity": "e1", "mention": "m2"}


def test_an_export_without_text_leaves_the_text_out_alone() -> None:
    full = json.loads(export_line(_worked(), document()))
    bare = json.loads(export_line(_worked(), document(), with_text=False))
    assert full.pop("text") == TEXT
    assert bare == full


def test_a_line_of_the_export_reads_back_and_is_the_same_every_time() -> None:
    line = export_line(_worked(), document())
    assert msgspec.json.encode(msgspec.json.decode(line, type=ExportedDocument)) == line


def test_a_stored_record_reads_back() -> None:
    one = _worked()
    assert decode_record(msgspec.json.encode(one), "alice.json") == one


@pytest.mark.parametrize(
    "spoiled",
    [
        b"{}",
        b"not JSON",
        b'{"id": "\xff"}',
        msgspec.json.encode({**msgspec.to_builtins(record()), "colour": "red"}),
        msgspec.json.encode({**msgspec.to_builtins(record()), "format": 2}),
        msgspec.json.encode({**msgspec.to_builtins(record()), "status": "ready"}),
        msgspec.json.encode({**msgspec.to_builtins(record()), "sha256": "abc"}),
        msgspec.json.encode({**msgspec.to_builtins(record()), "next": 0}),
        msgspec.json.encode({**msgspec.to_builtins(record()), "revision": -1}),
    ],
)
def test_a_row_that_is_no_record_is_named_with_its_place(spoiled: bytes) -> None:
    with pytest.raises(RecordError, match=r"^alice\.json: a\.txt: the record can't be read: "):
        decode_record(spoiled, "alice.json: a.txt")


def test_a_record_is_immutable() -> None:
    with pytest.raises(AttributeError):
        record().status = "done"  # type: ignore[misc]  # that it can't is what is tested


def test_a_hash_is_of_the_utf_8_bytes_as_they_are() -> None:
    assert text_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert text_hash("é") != text_hash("e\u0301")
    assert text_hash("a\r\n") != text_hash("a\n")


# Finding


def test_items_are_found_by_their_ids_also_past_nine() -> None:
    items = tuple(Entity(f"e{n}", str(n), "ORG") for n in (1, 2, 9, 10, 11, 100))
    for item in items:
        assert find(items, item.id) is item
    assert find(items, "e3") is None
    assert find(items, "e1000") is None
    assert find((), "e1") is None


@given(st.sets(st.text("amé1290", min_size=1, max_size=4)), st.text("amé1290", max_size=4))
def test_any_ids_are_found(ids: set[str], other: str) -> None:
    items = tuple(Entity(one, one, "ORG") for one in sorted(ids, key=item_order))
    assert all(find(items, one) is not None for one in ids)
    assert (find(items, other) is not None) == (other in ids)


def test_mentions_of_an_entity_come_in_the_order_of_the_text_the_outer_first() -> None:
    one = made(record(), tagged("Bob"), tagged("Anna met Bob", "EVENT"), tagged("Anna"))
    one = replace(one, mentions=tuple(replace(m, entity="e1") for m in one.mentions))
    assert [m.text for m in one.mentions_of("e1")] == ["Anna met Bob", "Anna", "Bob"]
    assert sorted(one.mentions, key=position)[0].text == "Anna met Bob"


def test_an_entity_is_named_for_people() -> None:
    one = _worked()
    assert one.name_of("e1") == "Anna"
    assert one.name_of("e99") == "e99"
    assert one.entity(None) is None
    assert known_entity(one, "@author")
    assert not known_entity(one, "@nobody")


@given(texts, st.integers(0, 20), st.integers(0, 20))
def test_a_span_holds_what_stands_there(text: str, start: int, length: int) -> None:
    span = span_of(text, start, start + length)
    assert span.text == text[start : start + length]


# Faults


def _mention(**changed: Any) -> Mention:
    return replace(Mention("m1", 0, 4, "Anna", "PERSON"), **changed)


def _stance(**changed: Any) -> Stance:
    return replace(
        Stance("s1", Participant("@author"), Participant("@public"), "support"), **changed
    )


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"sha256": "0" * 64}, "the text is not the one that was annotated (its SHA-256 differs)"),
        (
            {"mentions": (_mention(text="Anne"),)},
            "mention m1: 0-4 says 'Anne', the text has 'Anna'",
        ),
        (
            {"mentions": (_mention(end=999),)},
            f"mention m1: 0-999 is no span of a text of {len(TEXT)} characters",
        ),
        (
            {"mentions": (_mention(end=0, text=""),)},
            f"mention m1: 0-0 is no span of a text of {len(TEXT)} characters",
        ),
        ({"mentions": (_mention(entity="e1"),)}, "mention m1: there is no entity e1"),
        ({"mentions": (_mention(entity="@author"),)}, "mention m1: there is no entity @author"),
        ({"mentions": (_mention(), _mention())}, "the id m1 is used 2 times"),
        (
            {"mentions": (_mention(id="x1"),), "entities": (Entity("x1", "A", "ORG"),)},
            "the id x1 is used 2 times",
        ),
        ({"mentions": (_mention(id="m50"),)}, "the id m50 is not below `next` (50)"),
        (
            {"mentions": (_mention(id="m" + "9" * 5000),)},
            f"the id m{'9' * 5000} is not below `next` (50)",
        ),
        (
            {"mentions": (_mention(id="m10"), _mention(id="m9"))},
            "the mentions are not in the order of their ids",
        ),
        (
            {"mentions": (_mention(fragments=(Span(0, 4, "Anna"),)),)},
            "mention m1: fragments must be two or more, sorted, disjoint, from 0 to 4",
        ),
        (
            {"mentions": (_mention(fragments=(Span(0, 3, "Ann"), Span(2, 4, "na"))),)},
            "mention m1: fragments must be two or more, sorted, disjoint, from 0 to 4",
        ),
        (
            {"mentions": (_mention(fragments=(Span(0, 1, "A"), Span(2, 3, "n"))),)},
            "mention m1: fragments must be two or more, sorted, disjoint, from 0 to 4",
        ),
        (
            {"mentions": (_mention(fragments=(Span(0, 1, "A"), Span(3, 4, "x"))),)},
            "mention m1, fragment: 3-4 says 'x', the text has 'a'",
        ),
        (
            {"stances": (_stance(holder=Participant("e1")),)},
            "stance s1: its holder e1 is no entity of this document",
        ),
        (
            {"stances": (_stance(target=Participant("@public", "m7")),)},
            "stance s1: its target's mention m7 is no mention of this document",
        ),
        (
            {
                "mentions": (_mention(entity="e2"),),
                "entities": (Entity("e2", "Anna", "PERSON"),),
                "stances": (_stance(holder=Participant("@author", "m1")),),
            },
            "stance s1: its holder is @author, but its mention m1 is of e2",
        ),
        (
            {"stances": (_stance(attribution=("@author", "e4")),)},
            "stance s1: attributed to e4, which is no entity of this document",
        ),
        (
            {"stances": (_stance(evidence=(Span(0, 3, "Bob"),)),)},
            "stance s1, evidence: 0-3 says 'Bob', the text has 'Ann'",
        ),
        (
            {"stances": (_stance(cue=(Span(3, 3, ""),)),)},
            f"stance s1, cue: 3-3 is no span of a text of {len(TEXT)} characters",
        ),
        (
            {"relations": (Relation("r1", "KNOWS", "m8", "m1"),), "mentions": (_mention(),)},
            "relation r1: its head m8 is no mention of this document",
        ),
        (
            {"relations": (Relation("r1", "KNOWS", "m1", "m8"),), "mentions": (_mention(),)},
            "relation r1: its tail m8 is no mention of this document",
        ),
    ],
)
def test_each_fault_is_named(fields: dict[str, Any], fault: str) -> None:
    assert faults(replace(record(), **{"next": 50, **fields}), TEXT) == [fault]


def test_a_sound_record_has_no_faults_and_several_are_all_named() -> None:
    one = valid(_worked())
    assert len(faults(one, "another text")) == 4


def test_a_discontinuous_mention_is_sound() -> None:
    pieces = (Span(0, 4, "Anna"), Span(9, 12, "Bob"))
    one = replace(_mention(end=12, text="Anna met Bob"), fragments=pieces)
    valid(replace(record(), mentions=(one,), next=2))


def test_ids_of_other_programs_are_sound() -> None:
    valid(replace(record(), mentions=(_mention(id="Tx"), _mention(id="mention-é"))))
    valid(replace(record(), mentions=(_mention(id="m0049"),), next=50))
