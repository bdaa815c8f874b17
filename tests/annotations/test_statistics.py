"""Counts are those of the records, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.model import Entity, Mention, Participant, Record, Relation, Span, Stance
from annotations.quality.statistics import Position, statistics


def record(
    number: int,
    *,
    entities: Sequence[Entity] = (),
    stances: Sequence[Stance] = (),
    mentions: Sequence[Mention] = (),
    **head: object,
) -> Record:
    fields: dict[str, object] = {
        "id": f"{number}.txt",
        "sha256": "0" * 64,
        "annotator": "alice",
        "created": "",
        "updated": "",
        "entities": tuple(entities),
        "stances": tuple(stances),
        "mentions": tuple(mentions),
        **head,
    }
    return Record(**fields)  # type: ignore[arg-type]  # the fields are of several types


def stance(number: int, holder: str, polarity: str, target: str) -> Stance:
    return Stance(
        f"s{number}",
        Participant(holder),
        Participant(target),
        polarity,
        evidence=(Span(0, 1, "A"),),
    )


def test_documents_without_a_record_are_todo() -> None:
    found = statistics([record(1, status="done"), record(2, status="started", flagged=True)], 5)
    assert found.statuses == {"todo": 3, "started": 1, "done": 1, "skipped": 0}
    assert (found.documents, found.annotated, found.flagged) == (5, 2, 1)


def test_a_record_that_was_set_back_to_todo_counts_once() -> None:
    assert statistics([record(1, status="todo")], 1).statuses["todo"] == 1


def test_an_empty_project_counts_nothing() -> None:
    found = statistics([], 0)
    assert (found.annotated, found.mentions, found.labels, found.positions) == (0, 0, {}, ())


def test_items_and_labels_are_counted_the_largest_first() -> None:
    mentions = [
        Mention("m1", 0, 1, "A", "ORG"),
        Mention("m2", 2, 3, "B", "GPE"),
        Mention("m3", 4, 5, "C", "GPE"),
    ]
    relation = Relation("r4", "IN", "m1", "m2")
    found = statistics([record(1, mentions=mentions, relations=(relation,), labels=("talks",))], 1)
    assert list(found.labels.items()) == [("GPE", 2), ("ORG", 1)]
    assert (found.mentions, found.relations, found.document_labels) == (3, 1, {"talks": 1})


def test_positions_join_by_wikidata_id_then_by_name() -> None:
    one = [Entity("e1", "Turkey", "GPE", kb="Q43"), Entity("e2", "peace talks", "ISSUE")]
    two = [Entity("e7", "Türkiye", "GPE", kb="Q43"), Entity("e8", "peace talks", "ISSUE")]
    found = statistics(
        [
            record(1, entities=one, stances=[stance(3, "e1", "support", "e2")]),
            record(
                2,
                entities=two,
                stances=[
                    stance(9, "e7", "support", "e8"),
                    stance(10, "@author", "oppose", "e8"),
                ],
            ),
        ],
        2,
    )
    assert found.positions == (
        Position("Turkey", "support", "peace talks", 2),
        Position("@author", "oppose", "peace talks", 1),
    )
    assert found.polarities == {"support": 2, "oppose": 1}


def test_positions_are_limited_to_the_most_frequent() -> None:
    entities = [Entity(f"e{n}", f"thing {n}", "ISSUE") for n in range(1, 9)]
    stances = [stance(n + 10, "@author", "support", f"e{n}") for n in range(1, 9)]
    records = [
        record(1, entities=entities, stances=stances),
        record(2, entities=entities, stances=stances[6:7]),
    ]
    found = statistics(records, 2, positions=3)
    assert [p.count for p in found.positions] == [2, 1, 1]
    assert found.positions[0].target == "thing 7"
    assert found.stances == 9
