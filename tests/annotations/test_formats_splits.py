"""Splits: exact counts, the same every time, another one with another seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats.splits import shares_of, split

IDS = [f"{number}.txt" for number in range(200)]


def test_a_split_is_the_same_every_time_whatever_the_order() -> None:
    shares = shares_of("80/10/10")
    assert split(IDS, shares, 1) == split(IDS[::-1], shares, 1)
    # Fixed for good: a data set that was handed on must come out of the same seed again.
    assert [name for name, part in split(IDS[:10], shares, 1).items() if part != "train"] == [
        "7.txt",
        "4.txt",
    ]


def test_another_seed_is_another_split() -> None:
    shares = shares_of("50/50")
    assert split(IDS, shares, 1) != split(IDS, shares, 2)


@given(
    st.lists(st.text(min_size=1), unique=True, max_size=60),
    st.lists(st.integers(0, 9), min_size=2, max_size=3).filter(any),
)
def test_the_counts_are_those_asked_for_to_within_one(ids: list[str], numbers: list[int]) -> None:
    shares = dict(zip(("train", "dev", "test"), numbers, strict=False))
    parts = split(ids, shares, 0)
    assert sorted(parts) == sorted(ids)
    counts = Counter(parts.values())
    exact = {name: len(ids) * share / sum(numbers) for name, share in shares.items()}
    # Where one of the smallest had none, the largest gave it one.
    given_away = sum(0 < number < 1 for number in exact.values())
    for name in shares:
        assert -1 - given_away < counts[name] - exact[name] < 1


@given(
    st.lists(st.text(min_size=1), unique=True, max_size=9),
    st.lists(st.integers(0, 99), min_size=2, max_size=3).filter(any),
)
def test_each_share_has_a_document_where_there_are_enough(
    ids: list[str], numbers: list[int]
) -> None:
    shares = dict(zip(("train", "dev", "test"), numbers, strict=False))
    counts = Counter(split(ids, shares, 0).values())
    wanted = {name for name, share in shares.items() if share}
    assert counts.keys() <= wanted
    assert len(counts) == min(len(ids), len(wanted))


def test_whole_shares_are_exact() -> None:
    assert Counter(split(IDS, shares_of("8/1/1"), 3).values()) == {
        "train": 160,
        "dev": 20,
        "test": 20,
    }


def test_two_shares_are_train_and_test() -> None:
    assert shares_of("80/20") == {"train": 80, "test": 20}


@pytest.mark.parametrize(
    "text", ["100/0", "80/10/10", "0.8/0.1/0.1", "8/1/1", "33.3/33.3/33.4", "0.7/0.2/0.1"]
)
def test_shares_are_of_a_hundred_of_ten_or_of_one(text: str) -> None:
    assert list(shares_of(text).values()) == [float(part) for part in text.split("/")]


@pytest.mark.parametrize(
    ("text", "total"), [("80/10/20", "110"), ("80/10", "90"), ("0.8/0.1/0.2", "1.1"), ("1/1", "2")]
)
def test_shares_that_add_up_to_something_else_are_refused_with_their_sum(
    text: str, total: str
) -> None:
    with pytest.raises(StandoffError, match=rf"the shares add up to {total}, not to 100 \("):
        shares_of(text)


@pytest.mark.parametrize("text", ["", "80", "a/b", "1/2/3/4", "0/0", "-1/2", "inf/1", "nan/1"])
def test_what_is_no_split_is_refused(text: str) -> None:
    with pytest.raises(StandoffError, match="is no split: write shares as 80/10/10"):
        shares_of(text)
