"""Promises of the index of marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.marks import Mark, MarkIndex, mark_order

SIZES = st.integers(1, 40) | st.integers(400, 1200) | st.integers(30_000, 50_000)
PLACES = st.tuples(st.integers(0, 100_000) | st.integers(0, 60), SIZES, st.sampled_from("AB"))


def make(places: list[tuple[int, int, str]]) -> tuple[MarkIndex, list[Mark]]:
    index = MarkIndex()
    marks = [
        Mark(start, start + size, f"m{number}", label)
        for number, (start, size, label) in enumerate(places)
    ]
    for mark in marks:
        index.replace(mark.id, [mark])
    return index, marks


def overlap(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end


@given(st.lists(PLACES, max_size=40), st.integers(0, 110_000), SIZES)
def test_within_finds_what_overlaps_in_order(
    places: list[tuple[int, int, str]], start: int, size: int
) -> None:
    index, marks = make(places)
    expected = [mark for mark in marks if mark.start < start + size and mark.end > start]
    assert index.within(start, start + size) == sorted(expected, key=mark_order)
    assert index.within(start, start) == []


@given(st.lists(PLACES, max_size=30), st.lists(PLACES, max_size=30))
def test_replacing_leaves_nothing_of_the_old(
    places: list[tuple[int, int, str]], others: list[tuple[int, int, str]]
) -> None:
    index, _ = make(places)
    again, expected = make(others)
    for number in range(max(len(places), len(others))):
        id = f"m{number}"
        index.replace(id, again.of(id))
    assert len(index) == len(others)
    assert index.within(0, 200_000) == sorted(expected, key=mark_order)


@given(st.lists(PLACES, max_size=30))
def test_marks_that_overlap_have_different_layers_and_nested_ones_higher(
    places: list[tuple[int, int, str]],
) -> None:
    index, marks = make(places)
    layers = index.layers(index.within(0, 200_000))
    for one in marks:
        for other in marks:
            if one is not other and overlap(one, other):
                assert layers[one] != layers[other]
            if one.start < other.start and other.end < one.end:
                assert layers[other] > layers[one]


@given(st.lists(PLACES, max_size=30))
def test_a_layer_is_the_same_whatever_else_is_in_view(
    places: list[tuple[int, int, str]],
) -> None:
    index, marks = make(places)
    layers = index.layers(index.within(0, 200_000))
    for mark in marks:
        fresh, _ = make(places)
        assert fresh.layers([mark]) == {mark: layers[mark]}


@given(st.lists(PLACES, min_size=1, max_size=25), PLACES)
def test_the_range_that_replace_gives_covers_each_layer_that_changed(
    places: list[tuple[int, int, str]], place: tuple[int, int, str]
) -> None:
    index, marks = make(places)
    before = index.layers(marks)
    start, size, label = place
    changed = index.replace("m0", [Mark(start, start + size, "m0", label)])
    after = index.layers(marks[1:])
    for mark in marks[1:]:
        if before[mark] != after[mark]:
            assert changed is not None
            assert changed[0] <= mark.start
            assert mark.end <= changed[1]


def test_a_discontinuous_mention_has_several_marks() -> None:
    index = MarkIndex()
    parts = [Mark(0, 3, "m1", "A"), Mark(10, 12, "m1", "A")]
    assert index.replace("m1", parts) == (0, 12)
    assert index.of("m1") == tuple(parts)
    assert index.within(4, 9) == []
    assert index.replace("m1", []) == (0, 12)
    assert index.within(0, 20) == []


def test_replacing_by_the_same_changes_nothing() -> None:
    index, marks = make([(5, 10, "A")])
    assert index.replace("m0", marks) is None
    assert index.replace("unknown", []) is None


@pytest.mark.parametrize(
    "mark", [Mark(3, 3, "m1", "A"), Mark(4, 3, "m1", "A"), Mark(0, 1, "x", "A")]
)
def test_a_mark_that_is_empty_or_of_another_id_is_refused(mark: Mark) -> None:
    index = MarkIndex()
    with pytest.raises(ValueError, match="is no mark of 'm1'"):
        index.replace("m1", [mark])
    assert len(index) == 0


def test_clear_takes_out_all() -> None:
    index, _ = make([(0, 10, "A"), (5, 40_000, "B")])
    index.clear()
    assert len(index) == 0
    assert index.within(0, 100_000) == []


def test_a_chain_of_ten_thousand_overlaps_needs_no_deep_recursion() -> None:
    index, marks = make([(number * 2, 3, "A") for number in range(10_000)])
    layers = index.layers(marks[-1:])
    assert layers[marks[-1]] in (0, 1)
