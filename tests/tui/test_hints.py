"""Hints: codes that can be typed without ambiguity, the nearest with the fewest letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.hints import LETTERS, Hints, codes, graded_codes

counts = st.integers(0, len(LETTERS) ** 2 + 5)


@given(counts)
def test_codes_are_prefix_free_and_different(count: int) -> None:
    made = codes(count)
    assert len(made) == min(count, len(LETTERS) ** 2)
    assert len(set(made)) == len(made)
    singles = {code for code in made if len(code) == 1}
    assert not any(code[0] in singles for code in made if len(code) > 1)


@given(counts)
def test_codes_are_short_first_and_as_short_as_can_be(count: int) -> None:
    made = codes(count)
    assert [len(code) for code in made] == sorted(len(code) for code in made)
    if count <= len(LETTERS):
        assert all(len(code) == 1 for code in made)


places = st.lists(st.integers(0, 5000), unique=True, max_size=60)


@given(places, st.integers(0, 5000))
def test_nearer_places_have_no_longer_codes(offsets: list[int], near: int) -> None:
    hints = Hints([(offset, offset) for offset in offsets], near)
    cost = {offset: len(code) for offset, code in hints.shown.items()}
    ordered = sorted(offsets, key=lambda offset: abs(offset - near))
    assert [cost[offset] for offset in ordered] == sorted(cost.values())


@given(places, st.integers(0, 5000))
def test_typing_a_shown_code_gives_its_place(offsets: list[int], near: int) -> None:
    hints = Hints([(offset, offset) for offset in offsets], near)
    for offset, code in hints.shown.items():
        assert [hints.press(letter) for letter in code[:-1]] == [None] * (len(code) - 1)
        assert hints.press(code[-1]) == offset
        assert hints.typed == ""


def test_preferred_spans_are_cheapest_however_far() -> None:
    offsets = range(0, 400, 10)
    hints = Hints([(offset, offset) for offset in offsets], near=0, first=[(300, 350)])
    preferred = [hints.shown[offset] for offset in range(300, 350, 10)]
    assert preferred == list(LETTERS[:5])


def test_half_typed_code_shows_only_what_goes_on_from_it() -> None:
    hints = Hints([(offset, offset) for offset in range(30)], near=0)
    first = hints.shown[29][0]
    assert hints.press(first) is None
    assert set(hints.shown.values()) <= set(LETTERS)
    assert 29 in hints.shown
    assert 0 not in hints.shown


def test_what_is_no_code_is_refused_and_forgotten() -> None:
    hints = Hints([(0, "a"), (5, "b")], near=0)
    with pytest.raises(KeyError):
        hints.press("enter")
    assert hints.typed == ""
    assert hints.press(hints.shown[5]) == "b"


@pytest.mark.parametrize("count", [0, 1, 26, 27, 100, 376, 377, 600, 5000])
def test_graded_codes_are_free_of_prefixes_and_always_some_have_one_letter(count: int) -> None:
    found = graded_codes(count)
    assert len(found) == len(set(found)) == count
    assert not {code[:size] for code in found for size in range(1, len(code))} & set(found)
    assert [len(code) for code in found] == sorted(len(code) for code in found)
    assert sum(len(code) == 1 for code in found) >= min(count, 12)
