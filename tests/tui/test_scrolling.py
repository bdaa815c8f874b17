from hypothesis import given
from hypothesis import strategies as st

from tui.scrolling import top_row


def test_nothing_scrolls_while_all_is_in_view() -> None:
    assert top_row(10, 20, 15, (15, 15)) == 10


def test_the_head_keeps_two_rows_below_and_above_it() -> None:
    assert top_row(0, 20, 18, (18, 18)) == 1
    assert top_row(10, 20, 10, (10, 10)) == 8


def test_a_far_jump_puts_the_head_at_a_third() -> None:
    assert top_row(0, 21, 500, (500, 500)) == 493


def test_a_stances_words_are_shown_whole_where_they_fit() -> None:
    assert top_row(0, 10, 6, (5, 12)) == 3
    assert top_row(9, 10, 11, (5, 12)) == 5
    assert top_row(0, 10, 6, (5, 40)) == top_row(0, 10, 6, (6, 6))


@given(st.integers(0, 500), st.integers(1, 60), st.integers(0, 500), st.data())
def test_the_head_is_always_in_view(top: int, height: int, head: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, head))
    last = data.draw(st.integers(head, 600))
    shown = top_row(top, height, head, (first, last))
    assert shown <= head < shown + height
    if last < first + height and abs(shown - top) < height and shown != head - height // 3:
        assert shown <= first
        assert last < shown + height
