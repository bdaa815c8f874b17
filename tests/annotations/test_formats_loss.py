"""The loss report says what did not come back: all of that, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from format_records import annotated
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.formats.base import Annotated, Format, Incoming
from annotations.formats.jsonl import FORMAT
from annotations.formats.loss import Loss, Tally, differences, losses
from annotations.model import (
    Document,
    Entity,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    span_of,
    text_hash,
)
from annotations.scheme import default_scheme

Drop = Callable[[Record], Record]


def incoming(record: Record, document: Document) -> Incoming:
    return Incoming(document, record, "")


def found(record: Record, document: Document, drop: Drop) -> Counter[str]:
    """What is lost where a format does this to a record, by what."""
    return Counter(
        loss.what for loss in differences(record, document, incoming(drop(record), document))
    )


def renumbered(record: Record) -> Record:
    """The same record with other ids, and its items the other way round."""

    def new(item_id: str | None) -> str | None:
        if item_id is None or item_id.startswith("@"):
            return item_id
        return f"{item_id[0]}{2000 - int(item_id[1:])}"

    def slot(one: Participant) -> Participant:
        return Participant(str(new(one.entity)), new(one.mention))

    return replace(
        record,
        next=3000,
        mentions=tuple(
            replace(m, id=new(m.id), entity=new(m.entity)) for m in reversed(record.mentions)
        ),
        entities=tuple(replace(e, id=new(e.id)) for e in reversed(record.entities)),
        stances=tuple(
            replace(
                s,
                id=new(s.id),
                holder=slot(s.holder),
                target=slot(s.target),
                attribution=tuple(str(new(source)) for source in s.attribution),
            )
            for s in reversed(record.stances)
        ),
        relations=tuple(
            replace(r, id=new(r.id), head=new(r.head), tail=new(r.tail))
            for r in reversed(record.relations)
        ),
    )


def alike(record: Record) -> bool:
    """Whether two items say so much the same that one may be taken for the other."""
    places = [(m.start, m.end, m.label) for m in record.mentions]
    sides = [(s.holder.entity, s.target.entity, s.polarity) for s in record.stances]
    arrows = [(r.label, r.head, r.tail) for r in record.relations]
    return any(len(set(each)) < len(each) for each in (places, sides, arrows))


@given(annotated())
def test_nothing_is_lost_where_all_comes_back(pair: Annotated) -> None:
    assert differences(*pair, incoming(*pair)) == []


@given(annotated())
def test_other_ids_and_another_order_are_no_loss(pair: Annotated) -> None:
    assert differences(*pair, incoming(renumbered(pair[0]), pair[1])) == []


@given(annotated())
def test_who_annotated_and_when_is_no_loss(pair: Annotated) -> None:
    record, document = pair
    other = replace(
        record, annotator="", created="", updated="", revision=7, next=5000, guideline="2"
    )
    other = replace(other, mentions=tuple(replace(m, origin="x") for m in other.mentions))
    assert differences(record, document, incoming(other, document)) == []


def _without_notes(record: Record) -> Record:
    return replace(
        record,
        note=None,
        mentions=tuple(replace(m, note=None) for m in record.mentions),
        entities=tuple(replace(e, note=None) for e in record.entities),
        stances=tuple(replace(s, note=None) for s in record.stances),
    )


def _notes(record: Record) -> Counter[str]:
    items = (record, *record.mentions, *record.entities, *record.stances)
    return Counter("note" for item in items if item.note is not None)


def _without(**fields: object) -> Drop:
    """Every stance without these fields."""

    def drop(record: Record) -> Record:
        return replace(record, stances=tuple(replace(s, **fields) for s in record.stances))

    return drop


def _had(name: str, empty: object) -> Callable[[Record], Counter[str]]:
    return lambda record: Counter(name for s in record.stances if getattr(s, name) != empty)


def _without_kb(record: Record) -> Record:
    return replace(record, entities=tuple(replace(e, kb=None) for e in record.entities))


def _without_labels(record: Record) -> Record:
    return replace(
        record,
        mentions=tuple(replace(m, label="X") for m in record.mentions),
        entities=tuple(replace(e, label="X") for e in record.entities),
    )


def _without_fragments(record: Record) -> Record:
    return replace(record, mentions=tuple(replace(m, fragments=None) for m in record.mentions))


def _without_attrs(record: Record) -> Record:
    return replace(
        record,
        **{
            name: tuple(replace(item, attrs={}) for item in getattr(record, name))
            for name in ("mentions", "entities", "stances", "relations")
        },
    )


def _attrs(record: Record) -> Counter[str]:
    items = (*record.mentions, *record.entities, *record.stances, *record.relations)
    return Counter("attrs" for item in items if item.attrs)


TOYS: dict[str, tuple[Drop, Callable[[Record], Counter[str]]]] = {
    "notes": (_without_notes, _notes),
    "intensity": (_without(intensity=None), _had("intensity", None)),
    "evidence": (_without(evidence=()), _had("evidence", ())),
    "cue": (_without(cue=()), _had("cue", ())),
    "attribution": (_without(attribution=()), _had("attribution", ())),
    "basis": (_without(basis=None), _had("basis", None)),
    "kb": (_without_kb, lambda r: Counter("kb" for e in r.entities if e.kb)),
    "labels of items": (
        _without_labels,
        lambda r: Counter("label" for _ in (*r.mentions, *r.entities)),
    ),
    "fragments": (
        _without_fragments,
        lambda r: Counter("fragments" for m in r.mentions if m.fragments),
    ),
    "attrs": (_without_attrs, _attrs),
    "relations": (
        lambda r: replace(r, relations=()),
        lambda r: Counter("relation" for _ in r.relations),
    ),
    "stances": (
        lambda r: replace(r, stances=()),
        lambda r: Counter("stance" for _ in r.stances),
    ),
    "status": (
        lambda r: replace(r, status="started"),
        lambda r: Counter("status" for _ in "1" if r.status != "started"),
    ),
    "flag": (
        lambda r: replace(r, flagged=False),
        lambda r: Counter("flag" for _ in "1" if r.flagged),
    ),
    "labels": (
        lambda r: replace(r, labels=()),
        lambda r: Counter("labels" for _ in "1" if r.labels),
    ),
}


@pytest.mark.parametrize("toy", TOYS)
@settings(max_examples=40)
@given(pair=annotated())
def test_a_format_that_drops_one_thing_loses_just_that(toy: str, pair: Annotated) -> None:
    record, document = pair
    drop, expected = TOYS[toy]
    assert found(record, document, drop) == +expected(record)


@given(annotated(distinct=True), st.data())
def test_a_mention_that_is_dropped_is_lost_with_what_hangs_on_it(
    pair: Annotated, data: st.DataObject
) -> None:
    record, document = pair
    record = replace(record, stances=(), entities=(), relations=record.relations)
    record = replace(record, mentions=tuple(replace(m, entity=None) for m in record.mentions))
    if not record.mentions or alike(record):
        return
    gone = data.draw(st.sampled_from(record.mentions))

    def drop(one: Record) -> Record:
        return replace(
            one,
            mentions=tuple(m for m in one.mentions if m.id != gone.id),
            relations=tuple(r for r in one.relations if gone.id not in (r.head, r.tail)),
        )

    lost = {Loss(document.id, gone.id, "mention")} | {
        Loss(document.id, r.id, "relation") for r in record.relations if gone.id in (r.head, r.tail)
    }
    assert set(differences(record, document, incoming(drop(record), document))) == lost


# One by one


TEXT = "Ankara backs Kyiv. Turkey does."


def made(**fields: object) -> tuple[Record, Document]:
    record = Record(
        id="a.txt",
        sha256=text_hash(TEXT),
        annotator="anna",
        created="",
        updated="",
        next=100,
        mentions=(
            Mention("m1", 0, 6, "Ankara", "GPE", "e4"),
            Mention("m2", 13, 17, "Kyiv", "GPE", "e5"),
            Mention("m3", 19, 25, "Turkey", "GPE", "e4"),
        ),
        entities=(Entity("e4", "Turkey", "GPE"), Entity("e5", "Kyiv", "GPE")),
        stances=(
            Stance(
                "s6",
                Participant("e4", "m1"),
                Participant("e5", "m2"),
                "support",
                evidence=(span_of(TEXT, 0, 18),),
            ),
        ),
        relations=(Relation("r7", "NEAR", "m1", "m2"),),
    )
    return replace(record, **fields), Document("a.txt", TEXT, record.sha256)


def lost(back: Record) -> set[tuple[str, str]]:
    record, document = made()
    return {
        (loss.item, loss.what)
        for loss in differences(record, document, Incoming(document, back, ""))
    }


def test_a_format_without_entities_loses_each_of_them_once() -> None:
    record, _ = made()
    bare = replace(
        record, entities=(), mentions=tuple(replace(m, entity=None) for m in record.mentions)
    )
    assert lost(replace(bare, stances=())) == {("e4", "entity"), ("e5", "entity"), ("s6", "stance")}


def test_an_entity_in_two_pieces_is_lost_coreference() -> None:
    record, _ = made()
    pieces = (*record.entities, Entity("e9", "Turkey", "GPE"))
    mentions = (*record.mentions[:2], replace(record.mentions[2], entity="e9"))
    assert lost(replace(record, entities=pieces, mentions=mentions)) == {("m3", "coreference")}


def test_another_label_is_said_as_that() -> None:
    record, _ = made()
    mentions = (replace(record.mentions[0], label="ORG"), *record.mentions[1:])
    assert lost(replace(record, mentions=mentions)) == {("m1", "label")}


def test_another_polarity_is_a_lost_stance_and_an_added_one() -> None:
    record, _ = made()
    stances = (replace(record.stances[0], polarity="oppose"),)
    assert lost(replace(record, stances=stances)) == {
        ("s6", "stance"),
        ("oppose", "an added stance"),
    }


def test_what_was_not_there_before_is_said() -> None:
    record, _ = made()
    back = replace(
        record,
        mentions=(*record.mentions, Mention("m8", 7, 12, "backs", "X")),
        entities=(*record.entities, Entity("e9", "nobody", "X")),
        relations=(*record.relations, Relation("r10", "FAR", "m1", "m3")),
    )
    assert lost(back) == {
        ("X 7-12", "an added mention"),
        ("nobody", "an added entity"),
        ("FAR", "an added relation"),
    }


def test_a_span_that_came_back_elsewhere_is_lost() -> None:
    record, _ = made()
    mentions = (replace(record.mentions[0], start=1), *record.mentions[1:])
    back = replace(record, mentions=mentions)
    assert ("m1", "mention") in lost(back)
    assert ("r7", "relation") in lost(back)


def test_another_text_loses_everything() -> None:
    record, document = made()
    other = replace(document, text=TEXT + "\n", sha256=text_hash(TEXT + "\n"))
    back = Incoming(other, record, "")
    whats = Counter(loss.what for loss in differences(record, document, back))
    assert whats == {"text": 1, "mention": 3, "entity": 2, "stance": 1, "relation": 1}


def test_title_and_meta_are_parts_of_the_document() -> None:
    record, document = made()
    document = replace(document, title="T", meta={"a": 1})
    back = Incoming(replace(document, title="", meta={"b": 2}), record, "")
    lost = [loss.what for loss in differences(record, document, back)]
    assert lost == ["title", "meta", "an added meta"]


def test_a_title_that_the_text_gives_by_itself_is_no_loss() -> None:
    record, document = made()
    document = replace(document, title=TEXT)
    back = Incoming(replace(document, title=""), record, "")
    assert differences(record, document, back) == []


def test_attrs_that_a_format_adds_are_no_loss_and_added_meta_is_told() -> None:
    record, document = made()
    back = replace(record, mentions=tuple(replace(m, attrs={"token": 1}) for m in record.mentions))
    added = Incoming(replace(document, meta={"hash": 1}), back, "")
    assert [loss.what for loss in differences(record, document, added)] == ["an added meta"]


def test_a_lossless_format_is_not_read_back_and_one_that_writes_nothing_loses_the_document() -> (
    None
):
    record, document = made()
    assert losses(record, document, FORMAT, default_scheme()) == []
    empty = Format("empty", "", (), frozenset(), again=lambda *_: None)
    assert losses(record, document, empty, default_scheme()) == [Loss("a.txt", "", "document")]


def test_of_like_stances_each_finds_its_own() -> None:
    record, document = made()
    one = record.stances[0]
    two = replace(one, id="s8", evidence=(Span(19, 31, "Turkey does."),), intensity=3)
    both = replace(record, stances=(one, two))
    back = replace(both, stances=(replace(two, id="s1", cue=()), replace(one, id="s2")))
    assert differences(both, document, Incoming(document, back, "")) == []


def test_a_stance_is_not_taken_for_one_that_has_more_than_it() -> None:
    record, document = made()
    one = replace(record.stances[0], intensity=1, attrs={"a": None})
    both = replace(record, stances=(one, replace(record.stances[0], id="s8")))
    assert found(both, document, _without(intensity=None)) == {"intensity": 1}


def twins(*names: str) -> tuple[Record, Document]:
    """A record whose mentions stand at one place with one label, each of its own entity."""
    record, document = made()
    ids = [f"e{10 + number}" for number in range(len(names))]
    return replace(
        record,
        mentions=tuple(
            Mention(f"m{20 + n}", 0, 6, "Ankara", "GPE", entity) for n, entity in enumerate(ids)
        ),
        entities=tuple(Entity(each, name, "GPE") for each, name in zip(ids, names, strict=True)),
        stances=(
            Stance("s30", Participant(ids[0], "m20"), Participant(ids[1], "m21"), "support"),
            Stance("s31", Participant(ids[1], "m21"), Participant(ids[-1]), "oppose"),
        ),
        relations=(Relation("r40", "NEAR", "m20", "m21"),),
    ), document


@pytest.mark.parametrize("names", [("a", "b"), ("a", "a"), ("a", "b", "c"), ("a", "a", "a")])
def test_mentions_at_one_place_in_another_order_are_no_loss(names: tuple[str, ...]) -> None:
    record, document = twins(*names)
    assert differences(record, document, incoming(renumbered(record), document)) == []
    back = replace(record, mentions=record.mentions[::-1], entities=record.entities[::-1])
    assert differences(record, document, incoming(back, document)) == []


def test_entities_that_only_their_stances_tell_apart_are_no_loss() -> None:
    record, document = made(mentions=(), relations=())
    entities = tuple(Entity(f"e{n}", "Turkey", "GPE") for n in range(1, 5))
    sides = [("e1", "support", "e2"), ("e2", "oppose", "e3"), ("e1", "mixed", "e4")]
    stances = tuple(
        Stance(f"s{n}", Participant(holder), Participant(target), polarity)
        for n, (holder, polarity, target) in enumerate(sides, 10)
    )
    record = replace(record, entities=entities, stances=stances)
    assert differences(record, document, incoming(renumbered(record), document)) == []


def test_an_entity_without_its_wikidata_id_is_not_taken_for_another_of_its_name() -> None:
    entities = (Entity("e2", "Kyiv", "GPE", "Q1"), Entity("e3", "Kyiv", "GPE", attrs={"a": None}))
    record, document = made(mentions=(), stances=(), relations=(), entities=entities)
    found = differences(record, document, incoming(_without_kb(record), document))
    assert found == [Loss("a.txt", "e2", "kb")]


def test_entities_of_one_name_that_lost_what_differs_are_told_apart_by_their_stances() -> None:
    record, document = made(mentions=(), relations=())
    entities = (Entity("e1", "Kyiv", "GPE", "Q1"), Entity("e2", "Kyiv", "ORG"))
    stance = Stance("s3", Participant("e1"), Participant("e2"), "support")
    record = replace(record, entities=entities, stances=(stance,))
    bare = tuple(replace(entity, label="X", kb=None) for entity in entities)
    back = renumbered(replace(record, entities=bare))
    assert differences(record, document, incoming(back, document)) == [
        Loss("a.txt", "e1", "label"),
        Loss("a.txt", "e1", "kb"),
        Loss("a.txt", "e2", "label"),
    ]


def test_of_twins_one_that_is_gone_is_the_only_loss() -> None:
    record, document = twins("a", "b", "c")
    record = replace(record, stances=(), relations=())
    back = replace(record, mentions=record.mentions[1:], entities=record.entities[1:])
    found = differences(record, document, incoming(back, document))
    assert found == [Loss("a.txt", "m20", "mention"), Loss("a.txt", "e10", "entity")]


def test_parts_of_a_stance_are_lost_rather_than_all_of_it() -> None:
    stance = Stance("s5", Participant("e1", "m3"), Participant("e1", "m3"), "support")
    cue = (span_of(TEXT, 7, 12),)
    one, other = Mention("m2", 0, 6, "Ankara", "GPE"), Mention("m3", 0, 6, "Ankara", "GPE", "e1")
    record, document = made(
        mentions=(one, other),
        entities=(Entity("e1", "Turkey", "GPE"),),
        stances=(replace(stance, intensity=2, cue=cue, evidence=cue, basis="act", note="why"),),
        relations=(Relation("r6", "NEAR", "m2", "m2"),),
    )
    back = replace(record, entities=(Entity("e1", "Ankara", "LOC"),), stances=(stance,))
    found = differences(record, document, incoming(back, document))
    assert [(loss.item, loss.what) for loss in found] == [
        *(("e1", what) for what in ("name", "label")),
        *(("s5", what) for what in ("intensity", "evidence", "cue", "basis", "note")),
    ]


def test_the_tally_counts_and_names_the_first() -> None:
    tally = Tally()
    for number in range(7):
        tally.add([Loss("a.txt", f"m{number}", "mention")])
    tally.add([Loss("b.txt", "", "status")])
    assert tally.counts == {"mention": 7, "status": 1}
    assert tally.in_words() == [
        "mention: 7 (a.txt m0, a.txt m1, a.txt m2, …)",
        "status: 1 (b.txt)",
    ]
