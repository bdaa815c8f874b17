"""Offsets in UTF-16 units and UTF-8 bytes, there and back."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_samples import any_text, texts

from annotations.text import from_bytes, from_utf16, to_bytes, to_utf16

CONVERSIONS = [
    pytest.param(to_utf16, from_utf16, "utf-16-le", 2, id="utf-16"),
    pytest.param(to_bytes, from_bytes, "utf-8", 1, id="utf-8"),
]
Convert = Callable[[str, int], int]


@pytest.mark.parametrize(("there", "back", "encoding", "width"), CONVERSIONS)
@any_text
@given(text=texts, repeats=st.sampled_from([1, 1, 200]))
def test_offsets_count_the_encoded_text_and_come_back(
    there: Convert, back: Convert, encoding: str, width: int, text: str, repeats: int
) -> None:
    text *= repeats
    for offset in {0, len(text), *range(0, len(text), max(1, len(text) // 20))}:
        units = len(text[:offset].encode(encoding)) // width
        assert there(text, offset) == units
        assert back(text, units) == offset


@pytest.mark.parametrize(
    ("back", "text", "inside"),
    [
        (from_utf16, "a😊b", [2]),
        (from_bytes, "a😊b", [2, 3, 4]),
        (from_bytes, "é", [1]),
        (from_bytes, "x" * 1023 + "你", [1024, 1025]),
    ],
)
def test_an_offset_inside_a_character_is_refused(
    back: Convert, text: str, inside: list[int]
) -> None:
    for offset in inside:
        with pytest.raises(ValueError, match="inside a character"):
            back(text, offset)


@pytest.mark.parametrize(("there", "back", "encoding", "width"), CONVERSIONS)
@pytest.mark.parametrize("text", ["", "ab", "😊" * 1024])
def test_an_offset_outside_the_text_is_refused(
    there: Convert, back: Convert, encoding: str, width: int, text: str
) -> None:
    units = len(text.encode(encoding)) // width
    for convert, last in ((there, len(text)), (back, units)):
        for offset in (-1, last + 1):
            with pytest.raises(ValueError, match="is not in the text"):
                convert(text, offset)
