"""Repetitions are found in scripts without spaces, and parts of longer words are none."""

from __future__ import annotations

import pytest

from annotations.edits import occurrences
from annotations.text import Segmentation

TRUE = [
    # Korean particles, Hebrew and Arabic prefixes.
    ("한국", "한국은 크다. 한국에서 왔다.", 2),
    ("정부", "정부는 정부의 정부에서", 3),
    ("김정은", "김정은은 김정은이", 2),
    ("שביתה", "השביתה. בשביתה, ובשביתה, שביתה", 3),
    ("عثمان", "قال وعثمان عثمان", 2),
    # Thai, Chinese, Japanese.
    ("สมชาย", "สมชายกล่าวว่าสมชายไป", 2),
    ("北京", "访问北京大学，北京说", 2),
    ("青浜", "元青浜市長が青浜で", 2),
    ("日本", "日本人口と日本の", 2),
]


@pytest.mark.parametrize(("words", "text", "count"), TRUE)
def test_true_repetitions_are_places(words: str, text: str, count: int) -> None:
    found = list(occurrences(Segmentation(text), words))
    assert len(found) == count
    assert all(text[slice(*place)] == words for place in found)


PARTS = [
    # What goes on with more than a particle, or begins with more than a preposition.
    ("한국", "한국어를 배운다"),
    ("ברק", "הברקה"),
    ("ברק", "אברק"),
    # Other names: Sharon and Maron, Bassam and Wisam, Kim Jong-un, Yi Hana.
    ("רון", "שרון השיב. מרון בא."),
    ("سام", "قال بسام ووسام."),
    ("김정", "김정은 위원장"),
    ("이하", "이하나 의원"),
    ("مان", "عثمان"),
    # A people, a language; a place inside of another.
    ("日本", "日本人は"),
    ("日本", "日本語を"),
    ("京都", "東京都の人は"),
    # Thai: in the middle of a syllable, or a short string amid letters that say nothing.
    ("กา", "การบ้าน"),
    ("เม", "เมื่อ"),
    ("มา", "มาลี"),
    ("วัน", "สวันนท์"),
    ("จัน", "จันทร์"),
]


@pytest.mark.parametrize(("words", "text"), PARTS)
def test_parts_of_longer_words_are_no_places(words: str, text: str) -> None:
    assert list(occurrences(Segmentation(text), words)) == []


def test_a_short_thai_word_is_a_place_between_words_that_are_known() -> None:
    assert list(occurrences(Segmentation("ของมาลีและ"), "มาลี")) == [(3, 7)]
    assert list(occurrences(Segmentation("ชา และชา"), "ชา")) == [(0, 2), (6, 8)]
