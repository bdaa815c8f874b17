"""Finding entities by typing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotations.model import Entity, Mention, ProjectEntity, Record, Span
from annotations.project_entities import ProjectEntities
from tui.finder import Candidate, Finder, candidates, matching


def named(*names: str) -> list[Candidate]:
    return [Candidate(name, "ORG", (name.casefold(),), name) for name in names]


def found(typed: str, *names: str) -> list[str]:
    return [one.name for one in matching(typed, named(*names))]


def record(entities: tuple[Entity, ...], mentions: tuple[Mention, ...] = ()) -> Record:
    return Record(
        id="a", sha256="0" * 64, annotator="anna", created="", updated="", next=99,
        entities=entities, mentions=mentions,
    )  # fmt: skip


def test_the_best_matches_come_first() -> None:
    names = ("Xerxes Nato", "Monatoring", "NATO", "The North Atlantic Town Office")
    assert found("nato", *names) == [
        "NATO", "Xerxes Nato", "Monatoring", "The North Atlantic Town Office",
    ]  # fmt: skip


def test_case_is_no_difference_and_what_does_not_match_is_left_out() -> None:
    assert found("STRA", "Straße", "Bonn") == ["Straße"]
    assert found("zz", "Straße", "Bonn") == []


@given(st.text(max_size=4), st.lists(st.text(max_size=6), max_size=8, unique=True))
def test_whatever_is_found_has_the_characters_in_their_order(typed: str, names: list[str]) -> None:
    among = named(*names)
    chosen = matching(typed, among, most=3)
    assert len(chosen) <= 3
    assert len({one.entity for one in chosen}) == len(chosen)
    for one in chosen:
        rest = iter(one.names[0])
        assert all(letter in rest for letter in "".join(typed.casefold().split()))
    if not typed.strip():
        assert chosen == among[:3]


def test_a_discontinuous_mention_is_found_by_its_own_words() -> None:
    fragments = (Span(0, 4, "Anna"), Span(13, 17, "Berg"))
    mention = Mention("m1", 0, 17, "Anna and Bob Berg", "PERSON", "e1", fragments)
    (one,) = candidates(record((Entity("e1", "Ms Berg", "PERSON"),), (mention,)))
    assert one.names == ("ms berg", "anna berg")


def test_candidates_are_those_of_the_document_and_then_those_that_only_the_project_has() -> None:
    mention = Mention("m1", 0, 6, "Ankara", "GPE", entity="e1")
    one = record(
        (Entity("e1", "Turkey", "GPE", ref="p1"), Entity("e2", "Bob", "PERSON")), (mention,)
    )
    shared = ProjectEntities(
        [
            ProjectEntity("p1", "Turkey", "GPE"),
            ProjectEntity("p2", "Russia", "GPE", "Q159", ("Moscow",)),
        ]
    )
    assert list(candidates(one, shared)) == [
        Candidate("Turkey", "GPE", ("turkey", "ankara"), "e1", "p1"),
        Candidate("Bob", "PERSON", ("bob",), "e2"),
        Candidate("Russia", "GPE", ("russia", "moscow"), shared="p2"),
    ]


def test_another_match_is_chosen_by_tab_and_arrows() -> None:
    finder = Finder(named("Anna", "Annette", "Bob"))
    for key in ("a", "n"):
        assert finder.press(key)
    assert finder.line == "/an▏ [Anna ORG]  Annette ORG"
    finder.press("tab")
    assert finder.chosen
    assert finder.chosen.name == "Annette"
    finder.press("up")
    assert finder.chosen.name == "Anna"
    assert not finder.press("enter")
    assert finder.press("backspace")
    assert finder.press("backspace")
    assert not finder.press("backspace")


def test_what_is_left_out_is_not_found() -> None:
    finder = Finder(named("Anna", "Annette"), leave_out="Anna")
    assert [one.name for one in finder.found] == ["Annette"]


def test_characters_of_patterns_are_characters() -> None:
    assert found("a.c", "abc", "A.C. Milan") == ["A.C. Milan"]
    assert found("^]-", "x^]-", "abc") == ["x^]-"]
    assert found("]^", "] and ^", "abc") == ["] and ^"]
