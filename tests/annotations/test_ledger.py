"""The ledger: who stands how toward what, and where that contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.model import Entity, Participant, Record, Span, Stance
from annotations.quality.ledger import (
    Cell,
    Contradiction,
    Ledger,
    contradicting,
    contradictions,
    ledger,
)
from annotations.quality.statistics import statistics
from annotations.scheme import Polarity, Scheme, default_scheme

SCHEME = default_scheme()
ENTITIES = (Entity("e1", "Turkey", "GPE"), Entity("e2", "sanctions", "ISSUE"))


def stance(number: int, holder: str, polarity: str, target: str) -> Stance:
    return Stance(
        f"s{number}",
        Participant(holder),
        Participant(target),
        polarity,
        evidence=(Span(0, 1, "A"),),
    )


def record(
    stances: Sequence[Stance] = (),
    *,
    entities: Sequence[Entity] = ENTITIES,
    document: str = "a.txt",
) -> Record:
    return Record(
        id=document,
        sha256="0" * 64,
        annotator="anna",
        created="",
        updated="",
        next=90,
        entities=tuple(entities),
        stances=tuple(stances),
    )


# Contradictions


def test_support_and_oppose_by_one_holder_toward_one_target_contradict() -> None:
    one = record(
        [
            stance(3, "e1", "support", "e2"),
            stance(4, "e1", "oppose", "e2"),
            stance(5, "e1", "support", "e2"),
        ]
    )
    assert contradictions(one, SCHEME) == [Contradiction("e1", "e2", ("s3", "s5"), ("s4",))]
    assert contradicting(one, SCHEME, "s4") == ("s3", "s5")
    assert contradicting(one, SCHEME, "s5") == ("s4",)


def test_other_holders_targets_and_polarities_contradict_nothing() -> None:
    one = record(
        [
            stance(3, "e1", "support", "e2"),
            stance(4, "@author", "oppose", "e2"),
            stance(5, "e1", "oppose", "@public"),
            stance(6, "e1", "neutral", "e2"),
            stance(7, "e1", "no such polarity", "e2"),
        ]
    )
    assert contradictions(one, SCHEME) == []
    assert contradicting(one, SCHEME, "s3") == ()
    assert contradicting(one, SCHEME, "s0") == ()


def test_the_signs_of_the_scheme_decide_and_not_the_names() -> None:
    scheme = Scheme(polarities=(Polarity("pro", "p", 1), Polarity("anti", "x", -1)))
    one = record([stance(3, "e1", "pro", "e2"), stance(4, "e1", "anti", "e2")])
    assert len(contradictions(one, scheme)) == 1
    assert contradictions(one, SCHEME) == []


def test_statistics_count_the_contradictions_of_each_document() -> None:
    both = record([stance(3, "e1", "support", "e2"), stance(4, "e1", "oppose", "e2")])
    other = replace(both, id="b.txt", stances=both.stances[:1])
    assert statistics([both, other], 2).contradictions == 1
    assert statistics([both, replace(both, id="b.txt")], 2).contradictions == 2
    # For in one document and against in another is no contradiction.
    apart = replace(both, id="c.txt", stances=both.stances[1:])
    assert statistics([other, apart], 2).contradictions == 0


# The ledger


def rows(cells: Sequence[Cell]) -> list[tuple[str, str, str, int]]:
    return [(cell.holder, cell.polarity, cell.target, cell.count) for cell in cells]


def test_a_cell_counts_its_stances_and_names_each_as_evidence() -> None:
    strong = replace(stance(3, "e1", "support", "e2"), intensity=3)
    one = record([strong, stance(4, "@author", "oppose", "e2"), stance(5, "e1", "support", "e2")])
    other = record([stance(6, "e1", "support", "e2")], document="b.txt")
    first, second = ledger([one, other], SCHEME)
    assert first == Cell(
        holder="Turkey",
        target="sanctions",
        polarity="support",
        sign=1,
        intensities=(0, 0, 1),
        evidence=(("a.txt", "s3"), ("a.txt", "s5"), ("b.txt", "s6")),
        contradictions=0,
        unshown=3,
    )
    assert rows([first, second]) == [
        ("Turkey", "support", "sanctions", 3),
        ("@author", "oppose", "sanctions", 1),
    ]
    assert second.sign == -1


def named(*entities: Entity, document: str = "b.txt") -> Record:
    """A record in which the first of the entities supports sanctions."""
    issue = Entity("e50", "sanctions", "ISSUE")
    stances = [stance(60, entities[0].id, "support", "e50")]
    return record(stances, entities=(*entities, issue), document=document)


def test_the_same_entity_of_the_project_is_one_whatever_its_name() -> None:
    one = named(Entity("e1", "Turkey", "GPE", ref="p7"), document="a.txt")
    other = named(Entity("e3", "Ankara", "GPE", ref="p7"))
    assert rows(ledger([one, other], SCHEME)) == [("Turkey", "support", "sanctions", 2)]
    apart = named(Entity("e3", "Turkey", "GPE", ref="p8"))
    assert len(ledger([one, apart], SCHEME)) == 2


def test_else_the_wikidata_id_decides_then_the_name() -> None:
    both = named(Entity("e1", "Turkey", "GPE", kb="Q43", ref="p7"), document="a.txt")
    id_alone = named(Entity("e2", "Türkiye", "GPE", kb="Q43"), document="b.txt")
    ref_alone = named(Entity("e3", "Ankara", "GPE", ref="p7"), document="c.txt")
    name_alone = named(Entity("e4", "Turkey", "GPE"), document="d.txt")
    # In any order of coming: what joins two may be known last.
    for order in permutations([both, id_alone, ref_alone]):
        (cell,) = ledger(order, SCHEME)
        assert cell.count == 3
    assert len(ledger([both, name_alone], SCHEME)) == 2
    again = replace(name_alone, id="e.txt")
    assert rows(ledger([name_alone, again], SCHEME)) == [("Turkey", "support", "sanctions", 2)]


def test_one_name_with_two_labels_is_two_and_each_is_shown_with_its_label() -> None:
    country = named(Entity("e1", "Georgia", "GPE"), document="a.txt")
    person = named(Entity("e1", "Georgia", "PERSON"), document="b.txt")
    again = replace(country, id="c.txt")
    assert rows(ledger([country, person, again], SCHEME)) == [
        ("Georgia (GPE)", "support", "sanctions", 2),
        ("Georgia (PERSON)", "support", "sanctions", 1),
    ]
    assert rows(ledger([country, again], SCHEME)) == [("Georgia", "support", "sanctions", 2)]


def test_cells_of_a_pair_say_in_how_many_documents_it_contradicts() -> None:
    both = record([stance(3, "e1", "support", "e2"), stance(4, "e1", "oppose", "e2")])
    cells = ledger([both, replace(both, id="b.txt"), record([both.stances[0]])], SCHEME)
    assert [(cell.polarity, cell.count, cell.contradictions) for cell in cells] == [
        ("support", 3, 2),
        ("oppose", 2, 2),
    ]


def test_equal_counts_stand_by_holder_then_target_in_any_case() -> None:
    entities = [Entity(f"e{n}", name, "ISSUE") for n, name in enumerate(("b", "A", "c"), 1)]
    stances = [stance(n + 10, f"e{n}", "support", "@public") for n in (1, 2, 3)]
    cells = ledger([record(stances, entities=entities)], SCHEME)
    assert [cell.holder for cell in cells] == ["A", "b", "c"]


def test_the_cells_can_be_asked_for_twice_and_in_between() -> None:
    made = Ledger(SCHEME)
    made.add(named(Entity("e1", "Turkey", "GPE", kb="Q43"), document="a.txt"))
    made.add(named(Entity("e2", "Ankara", "GPE", kb="Q43", ref="p7"), document="b.txt"))
    assert rows(made.cells()) == rows(made.cells()) == [("Turkey", "support", "sanctions", 2)]
    made.add(named(Entity("e3", "Ankara", "GPE", ref="p7"), document="c.txt"))
    assert [cell.count for cell in made.cells()] == [3]


def test_records_without_stances_give_no_cell() -> None:
    assert ledger([record()], SCHEME) == []


@given(st.lists(st.tuples(*[st.sampled_from(["e1", "e2", "@author"])] * 2, st.integers(0, 3))))
def test_every_stance_is_in_exactly_one_cell(said: list[tuple[str, str, int]]) -> None:
    polarities = ("support", "oppose", "neutral", "gone")
    stances = [
        stance(number, holder, polarities[polarity], target)
        for number, (holder, target, polarity) in enumerate(said, 3)
    ]
    one = record(stances)
    cells = ledger([one], SCHEME)
    evidence = sorted(place for cell in cells for place in cell.evidence)
    assert evidence == sorted((one.id, each.id) for each in stances)
    assert [cell.count for cell in cells] == sorted((cell.count for cell in cells), reverse=True)
    flagged = {(cell.holder, cell.target) for cell in cells if cell.contradictions}
    names = {"e1": "Turkey", "e2": "sanctions", "@author": "@author"}
    expected = {
        (names[holder], names[target])
        for holder, target, _ in said
        if {(holder, target, 0), (holder, target, 1)} <= set(said)
    }
    assert flagged == expected


def test_a_holder_for_and_against_in_different_documents_is_flagged_as_that() -> None:
    said_for = record([stance(1, "e1", "support", "e2")])
    against = record([stance(1, "e1", "oppose", "e2")], document="b.txt")
    cells = ledger([said_for, against], SCHEME)
    assert [(cell.contradictions, cell.across) for cell in cells] == [(0, True), (0, True)]
    both = record([stance(1, "e1", "support", "e2"), stance(2, "e1", "oppose", "e2")])
    cells = ledger([both, against], SCHEME)
    assert {(cell.contradictions, cell.across) for cell in cells} == {(1, False)}
    assert not any(cell.across for cell in ledger([said_for], SCHEME))


def test_shared_entities_contradict_between_documents_whatever_they_are_called_there() -> None:
    def shared(name: str) -> tuple[Entity, ...]:
        return (Entity("e1", name, "GPE", ref="p1"), Entity("e2", "sanctions", "ISSUE", ref="p2"))

    cells = ledger(
        [
            record([stance(1, "e1", "support", "e2")], entities=shared("Turkey")),
            record([stance(1, "e1", "oppose", "e2")], entities=shared("Türkiye"), document="b.txt"),
        ],
        SCHEME,
    )
    assert [cell.across for cell in cells] == [True, True]
