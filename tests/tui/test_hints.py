"""Hints: codes that can be typed without ambiguity, the nearest with the fewest letters."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.hints import LETTERS, Hints, codes, graded_codes, readable_codes

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


@given(st.text("aב好ไก่ \n", min_size=1, max_size=120), st.randoms(use_true_random=False))
def test_no_hint_covers_the_next_however_dense_the_places_are(text: str, chance: Random) -> None:
    offsets = list(range(len(text)))
    chance.shuffle(offsets)
    made = readable_codes(text, [(offset, offset) for offset in offsets])
    assert len(set(made)) == len(made)
    assert not any(other.startswith(code) for code in made for other in made if other != code)
    at = {offset: code for code, (offset, _) in made.items()}
    places = sorted(at)
    for one, two in pairwise(places):
        between = text[one:two]
        assert "\n" in between or cell_len(between) >= len(at[one])


@given(st.integers(0, 900), st.integers(0, 60))
def test_of_fewer_places_none_has_a_longer_code(count: int, fewer: int) -> None:
    few, many = graded_codes(max(0, count - fewer)), graded_codes(count)
    assert all(len(one) <= len(other) for one, other in zip(few, many, strict=False))


def test_the_best_places_keep_their_hints_and_those_too_close_have_none() -> None:
    text = "ก" * 60
    made = readable_codes(text, [(offset, offset) for offset in (5, *range(40, 0, -1))][:30])
    assert made["f"] == (5, 5)
    far = "a " * 60
    assert len(readable_codes(far, [(2 * n, n) for n in range(60)])) == 60
