"""What comes in is checked: the good items come in, the others are named with place and reason."""

from __future__ import annotations

from typing import Any

import pytest
from format_records import Faults, annotated, refuse
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.formats.base import Annotated, Incoming
from annotations.formats.intake import Intake, sound
from annotations.model import (
    Document,
    Entity,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    faults,
    span_of,
    text_hash,
)

TEXT = "😊 Ankara backs Kyiv."


def record(**fields: Any) -> Record:
    one = Record(
        id="a.txt",
        sha256=text_hash(TEXT),
        annotator="anna",
        created="",
        updated="",
        next=20,
        mentions=(
            Mention("m1", 2, 8, "Ankara", "GPE", "e3"),
            Mention("m2", 15, 19, "Kyiv", "GPE", "e4"),
        ),
        entities=(Entity("e3", "Turkey", "GPE"), Entity("e4", "Kyiv", "GPE")),
        stances=(
            Stance(
                "s5",
                Participant("e3", "m1"),
                Participant("e4", "m2"),
                "support",
                evidence=(span_of(TEXT, 2, 19),),
                cue=(span_of(TEXT, 9, 14),),
                attribution=("@author",),
            ),
        ),
        relations=(Relation("r6", "NEAR", "m1", "m2"),),
    )
    return replace(one, **fields)


def mended(one: Record) -> tuple[Record, list[str]]:
    told = Faults()
    found = sound(one, TEXT, "x.ann:1", told)
    assert faults(found, TEXT) == []
    return found, told.lines


def test_a_sound_record_comes_in_as_it_is() -> None:
    assert sound(record(), TEXT, "x", refuse) == record()


@given(annotated())
def test_every_valid_record_with_regular_ids_comes_in_as_it_is(pair: Annotated) -> None:
    one, document = pair
    assert sound(one, document.text, "x", refuse) == one


def test_a_span_out_of_range_is_named_and_takes_what_hangs_on_it() -> None:
    first, second = record().mentions
    found, told = mended(record(mentions=(first, replace(second, end=99))))
    assert found.mentions == (first,)
    assert found.relations == ()
    assert found.stances[0].target == Participant("e4")
    assert told == [
        "x.ann:1, mention m2: 15-99 is no span of a text of 20 characters",
        "x.ann:1, stance s5: its target's mention m2 is no mention of e4 here",
        "x.ann:1, relation r6: its tail m2 is no mention that came in",
    ]


def test_a_surface_that_is_not_the_texts_is_named_with_both_strings() -> None:
    first, second = record().mentions
    found, told = mended(
        record(mentions=(replace(first, start=3, end=9), second), stances=(), relations=())
    )
    assert found.mentions == (second,)
    assert told == ["x.ann:1, mention m1: 3-9 says 'Ankara', the text has 'nkara '"]


@pytest.mark.parametrize(
    ("fragments", "kept"),
    [
        ([(2, 4), (5, 8)], True),
        ([(5, 8), (2, 4)], True),
        ([(2, 5), (4, 8)], False),
        ([(2, 4), (5, 7)], False),
        ([(2, 4)], False),
        ([(2, 8)], True),
        ([], False),
    ],
)
def test_fragments_are_put_in_order_and_must_be_disjoint_and_fill_the_bounds(
    fragments: list[tuple[int, int]], kept: bool
) -> None:
    spans = tuple(span_of(TEXT, *each) for each in fragments)
    mention = replace(record().mentions[0], fragments=spans)
    found, told = mended(record(mentions=(mention,), stances=(), relations=()))
    assert bool(found.mentions) == kept
    assert bool(told) != kept


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"mentions": (Mention("m1", 2, 8, "Ankara", ""),)}, "mention m1: it has no label"),
        (
            {"mentions": (Mention("m1", 2, 8, "Ankara", "GPE", "e9"),)},
            "mention m1: there is no entity e9; it comes in without",
        ),
        (
            {"mentions": (Mention("m1", 2, 8, "Ankara", "GPE", "@author"),)},
            "mention m1: there is no entity @author; it comes in without",
        ),
        (
            {"stances": (Stance("s5", Participant("e9"), Participant("e4"), "support"),)},
            "stance s5: its holder e9 is no entity of this document",
        ),
        (
            {"stances": (Stance("s5", Participant("e3"), Participant("e9"), "support"),)},
            "stance s5: its target e9 is no entity of this document",
        ),
        (
            {"stances": (Stance("s5", Participant("e3"), Participant("e4"), ""),)},
            "stance s5: it has no polarity",
        ),
        (
            {"stances": (Stance("s5", Participant("e3"), Participant("e4"), "no", 4),)},
            "stance s5: its intensity 4 is none of 1, 2, 3",
        ),
        (
            {
                "stances": (
                    Stance("s5", Participant("e3"), Participant("e4"), "no", attribution=("e7",)),
                )
            },
            "stance s5: attributed to e7, no entity of this document",
        ),
        (
            {
                "stances": (
                    Stance(
                        "s5", Participant("e3"), Participant("e4"), "no", cue=(Span(0, 2, "no"),)
                    ),
                )
            },
            "stance s5, cue: 0-2 says 'no', the text has '😊 '",
        ),
        ({"relations": (Relation("r6", "", "m1", "m2"),)}, "relation r6: it has no label"),
        ({"status": "ready"}, "x.ann:1: its status 'ready' is none of"),
    ],
)
def test_what_is_wrong_is_named(fields: dict[str, Any], said: str) -> None:
    without: dict[str, Any] = {"stances": (), "relations": ()} if "mentions" in fields else {}
    _, told = mended(record(**without | fields))
    assert len(told) == 1
    assert said in told[0]


def test_ids_that_are_not_ours_are_renumbered_and_followed() -> None:
    names = {"m1": "T1", "m2": "m02", "e3": "Q1", "e4": "m1", "s5": "", "r6": "r" + "9" * 40}
    one = record()
    odd = replace(
        one,
        next=1,
        mentions=tuple(
            replace(m, id=names[m.id], entity=names[m.entity or ""]) for m in one.mentions
        ),
        entities=tuple(replace(e, id=names[e.id]) for e in one.entities),
        stances=tuple(
            replace(s, id="", holder=Participant("Q1", "T1"), target=Participant("m1", "m02"))
            for s in one.stances
        ),
        relations=(Relation(names["r6"], "NEAR", "T1", "m02"),),
    )
    found, told = mended(odd)
    assert told == []
    assert [m.id for m in found.mentions] == ["m3", "m4"]
    assert [found.name_of(str(m.entity)) for m in found.mentions] == ["Turkey", "Kyiv"]
    assert (found.relations[0].head, found.relations[0].tail) == ("m3", "m4")
    assert found.stances[0].holder == Participant("e1", "m3")


def test_ids_of_ours_stay_even_where_next_is_too_low() -> None:
    found, told = mended(record(next=2))
    assert (found, told) == (record(next=7), [])


def test_an_id_that_is_used_twice_is_said_and_the_first_keeps_it() -> None:
    first, second = record().mentions
    found, told = mended(
        record(mentions=(first, replace(second, id="m1")), stances=(), relations=())
    )
    assert [m.id for m in found.mentions] == ["m1", "m20"]
    assert told == ["x.ann:1, mention m1: its id is used twice; this one gets a new id"]


def test_ids_are_put_in_their_order() -> None:
    one = record()
    found, told = mended(replace(one, mentions=one.mentions[::-1]))
    assert (found, told) == (one, [])


_junk = st.sampled_from(["m1", "m2", "e1", "T1", "", "m1,m2", "m٣", "m" + "1" * 50, "@author"])


@given(st.data())
def test_whatever_comes_in_what_passes_has_no_fault(data: st.DataObject) -> None:
    spans = st.builds(
        Span, st.integers(-2, 25), st.integers(-2, 25), st.sampled_from(["", "Ankara", "😊"])
    ) | st.integers(0, 18).map(lambda start: span_of(TEXT, start, start + 2))
    slots = st.builds(Participant, _junk, st.none() | _junk)
    junk = Record(
        id="a.txt",
        sha256="0" * 64,
        annotator="",
        created="",
        updated="",
        next=data.draw(st.integers(1, 3)),
        mentions=tuple(
            Mention(item_id, s.start, s.end, s.text, label, entity, fragments)
            for item_id, s, label, entity, fragments in data.draw(
                st.lists(
                    st.tuples(
                        _junk,
                        spans,
                        st.sampled_from(["", "X"]),
                        st.none() | _junk,
                        st.none() | st.lists(spans, max_size=3).map(tuple),
                    ),
                    max_size=4,
                )
            )
        ),
        entities=tuple(
            Entity(item_id, "x", "X") for item_id in data.draw(st.lists(_junk, max_size=3))
        ),
        stances=tuple(
            data.draw(
                st.lists(
                    st.builds(
                        Stance,
                        _junk,
                        slots,
                        slots,
                        st.sampled_from(["", "support"]),
                        st.sampled_from([None, 0, 3]),
                        st.lists(spans, max_size=2).map(tuple),
                        st.lists(spans, max_size=2).map(tuple),
                        st.lists(_junk, max_size=2).map(tuple),
                    ),
                    max_size=3,
                )
            )
        ),
        relations=tuple(
            data.draw(st.lists(st.builds(Relation, _junk, st.just("X"), _junk, _junk), max_size=3))
        ),
    )
    told = Faults()
    found = sound(junk, TEXT, "x", told)
    assert faults(found, TEXT) == []
    assert sound(found, TEXT, "x", refuse) == found


# Documents


def document(text: str = TEXT, name: str = "a.txt") -> Document:
    return Document(name, text, text_hash(text))


def come(*incoming: Incoming) -> tuple[list[Incoming | None], list[str]]:
    told = Faults()
    intake = Intake(told)
    return [intake.checked(one) for one in incoming], told.lines


def test_a_changed_text_is_said_and_the_record_takes_its_hash() -> None:
    one = Incoming(replace(document(), sha256="0" * 64), record(sha256="0" * 64), "x:1")
    (found,), told = come(one)
    assert found is not None
    assert found.document.sha256 == text_hash(TEXT)
    assert found.record == record()
    assert told == ["x:1: its SHA-256 is not that of its text: it has changed"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (Document("", TEXT, text_hash(TEXT)), "the document has no id"),
        (Document("a", "", text_hash("")), "the document 'a' has no text"),
        (Document("a", "x\ud800", "0" * 64), "half a surrogate pair at character 1"),
        (Document("a\ud800", "x", text_hash("x")), "half a surrogate pair at character 1"),
    ],
)
def test_what_is_no_document_is_left_out_and_said(bad: Document, said: str) -> None:
    found, told = come(Incoming(bad, None, "x:1"))
    assert found == [None]
    assert len(told) == 1
    assert said in told[0]


def test_an_id_that_comes_twice_is_said() -> None:
    first = Incoming(document(), record(), "x:1")
    (one, other, again), told = come(
        first, Incoming(document("other"), None, "x:2"), first._replace(where="x:3")
    )
    assert one is not None
    assert other is None
    assert again is not None
    assert again.record is None
    assert told == [
        "x:2: the id 'a.txt' is there twice, with two texts; this one is left out",
        "x:3: 'a.txt' is there twice, annotated by anna; the first one counts",
    ]


def test_one_document_may_be_annotated_by_several_and_by_programs() -> None:
    first = Incoming(document(), record(), "x:1", predictions=record())
    bob = first._replace(record=record(annotator="bob"), predictions=None)
    found, told = come(first, bob)
    assert [one and one.record and one.record.annotator for one in found] == ["anna", "bob"]
    assert told == []
