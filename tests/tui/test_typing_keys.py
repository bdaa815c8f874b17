"""Keys as they are typed: sequences, and counts that no number of keys breaks."""

from __future__ import annotations

import pytest

from annotations.scheme import default_scheme
from tui.keymap import Action, build
from tui.typing_keys import KeyReader

DOWN = Action("row_down")


def reader(preset: str = "vim") -> KeyReader:
    return KeyReader(build(preset, default_scheme()))


def typed(keys: KeyReader, text: str) -> tuple[Action | None, int]:
    """What the last of these keys gives; those before it are pending."""
    *before, last = text
    for key in before:
        assert keys.read(key, "reader") == (None, 1)
    return keys.read(last, "reader")


@pytest.mark.parametrize(
    ("text", "count"), [("j", 1), ("3j", 3), ("10j", 10), ("100000j", 100_000)]
)
def test_digits_before_a_command_are_its_count(text: str, count: int) -> None:
    keys = reader()
    assert typed(keys, text) == (DOWN, count)
    assert keys.waiting == ""
    assert typed(keys, "j") == (DOWN, 1)


def test_a_digit_key_held_down_ends_in_the_largest_count() -> None:
    keys = reader()
    assert typed(keys, "9" * 5_000 + "j") == (DOWN, 100_000)


def test_what_was_typed_of_a_count_is_shown_and_can_be_forgotten() -> None:
    keys = reader()
    typed(keys, "12g")
    assert keys.waiting == "12 g"
    assert keys.clear()
    assert not keys.clear()
    assert typed(keys, "j") == (DOWN, 1)


def test_keys_that_mean_nothing_are_named_and_forgotten() -> None:
    keys = reader()
    with pytest.raises(KeyError, match="g x"):
        typed(keys, "2gx")
    assert typed(keys, "j") == (DOWN, 1)


def test_digits_are_no_count_in_the_default_preset() -> None:
    with pytest.raises(KeyError, match="7"):
        reader("default").read("7", "reader")
