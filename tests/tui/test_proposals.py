"""What a session has of a source of candidates: made when it is asked for, drawn where free."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proposed_words import Words

from annotations.edits import PROPAGATED
from annotations.model import Mention, Span
from annotations.suggest.base import Candidate
from tui.proposals import LITTLE, STRETCH, Proposals
from tui.selection import Extent, reading_order

TEXT = "Anna met Bob in Bonn, and Bob met Anna in Bern. " * 2


def near(mentions: Iterable[Mention]) -> Callable[[int, int], list[Mention]]:
    """Those that have a character in a range, of pieces one of theirs."""
    made = list(mentions)

    def within(start: int, end: int) -> list[Mention]:
        return [
            m for m in made if any(s.start < end and s.end > start for s in m.fragments or (m,))
        ]

    return within


def mention(number: int, start: int, end: int, origin: str, gap: bool) -> Mention:
    fragments = None
    if gap and end - start > 2:
        fragments = (
            Span(start, start + 1, TEXT[start]),
            Span(end - 1, end, TEXT[end - 1]),
        )
    words = TEXT[start:end]
    return Mention(f"m{number}", start, end, words, "PERSON", fragments=fragments, origin=origin)


places = st.tuples(
    st.integers(0, len(TEXT) - 20),
    st.integers(1, 20),
    st.sampled_from(["manual", PROPAGATED]),
    st.booleans(),
)


@given(st.lists(places, max_size=8))
def test_what_is_proposed_in_a_range_is_each_that_is_open(
    made: list[tuple[int, int, str, bool]],
) -> None:
    mentions = [
        mention(number, start, start + size, origin, gap)
        for number, (start, size, origin, gap) in enumerate(made)
    ]
    source = Words(TEXT, {"Anna": "PERSON", "Bob": "PERSON", "Bonn": "GPE", "Bob met Anna": ""})
    proposals = Proposals(near(mentions))
    proposals.open(lambda: source, len(TEXT))
    proposals.find_all(0, len(TEXT))
    expected: list[Candidate] = [
        one for one in source.within(0, len(TEXT)) if proposals.is_open(one.start, one.end)
    ]
    assert proposals.proposed(0, len(TEXT)) == expected
    cold = Proposals(near(mentions))
    cold.open(lambda: source, len(TEXT))
    assert at_the_end(cold.first()) == (expected[0] if expected else None)


def at_the_end(steps: Generator[None, None, Candidate | None]) -> Candidate | None:
    """What a search gives that is done a step at a time."""
    while True:
        try:
            next(steps)
        except StopIteration as over:
            found: Candidate | None = over.value
            return found


class Spread(Words):
    """Proposes given extents, as candidates or as phrases."""

    def __init__(self, candidates: Iterable[Extent], phrases: Iterable[Extent]) -> None:
        super().__init__("", {})
        self._found = [Candidate(*one, "", "patterns", 0.7) for one in candidates]
        self._phrases = sorted(phrases, key=reading_order)


LENGTH = 3 * STRETCH // 2
extents = st.tuples(st.integers(0, LENGTH - 60), st.integers(1, 60)).map(
    lambda one: (one[0], one[0] + one[1])
)


@given(st.lists(extents, max_size=30), extents, st.booleans())
def test_what_a_key_finds_a_little_at_a_time_is_what_all_at_once_would_give(
    places: list[Extent], here: Extent, some_are_known: bool
) -> None:
    source = Spread(places, places)
    proposals = Proposals(near([]))
    proposals.open(lambda: source, LENGTH)
    if some_are_known:
        proposals.find_all(LITTLE, 5 * LITTLE)
    shown = [(one.start, one.end) for one in source.within(0, LENGTH)]
    after = [one for one in shown if one[0] > here[0] or (one[0] == here[0] and one[1] > here[1])]
    before = [one for one in shown if one[0] < here[0]]
    assert [one and one[:2] for one in (proposals.next(here), proposals.previous(here))] == [
        after[0] if after else None,
        before[-1] if before else None,
    ]
    ordered = sorted(set(places), key=reading_order)
    behind = [
        one for one in ordered if reading_order(one) > reading_order(here) and not one[1] <= here[1]
    ]
    outer: list[Extent] = []
    for one in ordered:
        if one[0] < here[0] and not (outer and one[1] <= outer[-1][1]):
            outer.append(one)
    assert proposals.next_phrase(here) == (behind[0] if behind else None)
    assert proposals.previous_phrase(here) == (outer[-1] if outer else None)


def test_a_source_is_made_when_it_is_first_asked_for_and_once() -> None:
    made: list[Words] = []

    def make() -> Words:
        made.append(Words(TEXT, {"Bob": "PERSON"}))
        return made[-1]

    proposals = Proposals(near([]))
    proposals.open(make, len(TEXT))
    assert proposals.shown(0, len(TEXT)) == []
    assert proposals.exact((9, 12), known=True) is None
    assert (made, proposals.may_propose) == ([], True)
    assert proposals.next((0, 4)) is not None
    assert proposals.source is made[0]
    assert len(made) == 1


@pytest.mark.parametrize("asked", [False, True])
def test_where_nothing_proposes_that_is_known_after_it_was_asked_for(asked: bool) -> None:
    proposals = Proposals(near([]))
    assert not proposals.may_propose
    proposals.open(lambda: None, len(TEXT))
    if asked:
        assert proposals.next((0, 4)) is None
    assert proposals.may_propose is not asked
