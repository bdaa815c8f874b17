"""What a session has of a source of candidates: made when it is asked for, drawn where free."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proposed_words import Words

from annotations.edits import PROPAGATED
from annotations.model import Mention, Span
from annotations.suggest.base import Candidate
from tui.proposals import Proposals

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
    proposals.warm(0, len(TEXT))
    expected: list[Candidate] = [
        one for one in source.within(0, len(TEXT)) if proposals.is_open(one.start, one.end)
    ]
    assert proposals.proposed(0, len(TEXT)) == expected


def test_a_source_is_made_when_it_is_first_asked_for_and_once() -> None:
    made: list[Words] = []

    def make() -> Words:
        made.append(Words(TEXT, {"Bob": "PERSON"}))
        return made[-1]

    proposals = Proposals(near([]))
    proposals.open(make, len(TEXT))
    assert proposals.shown(0, len(TEXT)) == []
    assert not proposals.is_warm(0)
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
