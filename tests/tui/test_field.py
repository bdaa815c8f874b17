"""A line of text that is typed: editing by graphemes, pasting, what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.field import Field
from tui.workbench import TextEntry


def field(value: str = "", *, anew: bool = False) -> Field:
    return Field(TextEntry("Search", value, lambda _: None, anew=anew))


def typed(one: Field, *keys: str) -> str:
    for key in keys:
        one.press(key, key if len(key) == 1 else {"space": " "}.get(key))
    return one.value


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["a", "space", "b"], "a b"),
        (["a", "b", "left", "c"], "acb"),
        (["a", "b", "home", "c"], "cab"),
        (["a", "b", "home", "end", "c"], "abc"),
        (["a", "b", "left", "left", "left", "right", "c"], "acb"),
        (["a", "b", "backspace", "backspace", "backspace"], ""),
        (["a", "b", "left", "delete", "delete"], "a"),
        (["a", "b", "left", "ctrl+u"], "b"),
        (["a", "b", "space", "c", "ctrl+w"], "ab "),
        (["a", "b", "space", "ctrl+w"], ""),
        (["a", "ctrl+a", "b", "ctrl+e", "c"], "bac"),
        (["a", "f1", "ctrl+t", "up", "tab"], "a"),
    ],
)
def test_keys_edit_the_line(keys: list[str], value: str) -> None:
    assert typed(field(), *keys) == value


def test_the_old_answer_goes_with_the_first_character_where_it_is_asked_anew() -> None:
    assert typed(field("old", anew=True), "n") == "n"
    assert typed(field("old", anew=True), "left", "n") == "olnd"
    assert typed(field("old", anew=True), "backspace") == ""
    assert typed(field("old"), "n") == "oldn"


def test_a_grapheme_is_one_step() -> None:
    one = field("a👩‍👩‍👧e\u0301")
    assert typed(one, "backspace") == "a👩‍👩‍👧"
    assert typed(one, "left", "b") == "ab👩‍👩‍👧"
    assert typed(one, "delete") == "ab"


def test_a_joiner_that_is_typed_is_kept() -> None:
    one = field()
    for character in "👩‍👧":
        one.press("any", character)
    assert one.value == "👩‍👧"


def test_pasted_lines_become_one() -> None:
    one = field()
    one.insert("two\r\nlines\n")
    assert one.value == "two lines"


@given(st.text(max_size=40), st.integers(10, 60), st.lists(st.sampled_from(["left", "home", "x"])))
def test_what_is_shown_is_safe_and_has_the_cursor_in_view(
    value: str, width: int, keys: list[str]
) -> None:
    one = field(value)
    typed(one, *keys)
    text, column = one.shown(width)
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in text.plain)
    assert 0 <= column < max(width, cell_len(" Search: ") + 2)
