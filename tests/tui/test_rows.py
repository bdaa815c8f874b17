"""Promises of the soft wrap and of what is shown for a character."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.display import NARROW_RANGES, WIDE_RANGES, Line, picture
from tui.rows import Rows

ZWJ_FAMILY = "👩‍👩‍👧"
PIECES = st.sampled_from(
    [
        *"ab .,-",
        "word ",
        "Erdoğan’s ",
        "“so” ",
        "東京都は",
        "、「日本」。",
        "한국어",
        "مُحَمَّد ",
        "क्षि",
        "ก็",
        ZWJ_FAMILY,
        "🇹🇷",
        "🇺",
        "👍🏽",
        "e\u0301",
        "\u0301",
        "\u200d",
        "a\u200d",
        "\u200b",
        "\ufe0f",
        "☺\ufe0f",
        "\u3000",
        "\t",
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\u2067",
        "\u0085",
        "\u2028",
        "\x9b",
        "\ud800",
        "\u1161",
        "\U000e0041",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
    ]
)
TEXTS = st.lists(PIECES | st.characters(), max_size=60).map("".join)
WIDTHS = st.integers(1, 24)


def graphemes(text: str) -> list[int]:
    """Where graphemes start, none of them over a line break."""
    starts = []
    for line in regex.finditer(r"[^\r\n]+|\r\n|\r|\n", text):
        starts += [line.start() + match.start() for match in regex.finditer(r"\X", line.group())]
    return starts


def characters(ranges: str) -> list[str]:
    return [chr(code) for code in range(0x20, 0x2A6E0) if regex.match(f"[{ranges}]", chr(code))]


@given(TEXTS, WIDTHS)
def test_every_offset_is_in_exactly_one_row(text: str, width: int) -> None:
    rows = Rows(text, width)
    bounds = [(rows.start(row), rows.following(row)) for row in range(len(rows))]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(text)
    assert all(one[1] == other[0] for one, other in pairwise(bounds))
    for row, (start, end) in enumerate(bounds):
        assert start < end or not text
        assert all(rows.row_of(offset) == row for offset in range(start, end))


@given(TEXTS, WIDTHS)
def test_no_row_is_wider_than_the_width_but_for_one_hanging_blank(text: str, width: int) -> None:
    rows = Rows(text, width)
    for row in range(len(rows)):
        line = rows.line(row)
        assert cell_len(line.shown) == line.cells
        if line.cells > width:
            assert line.cells == width + 1
            assert line.shown[-1] == " "


@given(TEXTS, WIDTHS)
def test_rows_start_at_graphemes(text: str, width: int) -> None:
    starts = set(graphemes(text)) | {0}
    rows = Rows(text, width)
    assert all(rows.start(row) in starts for row in range(len(rows)))


@given(TEXTS, WIDTHS)
def test_cells_and_offsets_agree(text: str, width: int) -> None:
    rows = Rows(text, width)
    starts = graphemes(text)
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(text)
        for offset in range(start, end):
            row, column = rows.cell_of(offset)
            assert row == rows.row_of(offset)
            assert 0 <= column <= width
            if text[start] not in "\r\n":
                assert rows.offset_at(row, column) == start


@given(TEXTS, WIDTHS)
def test_nothing_raw_reaches_the_terminal_but_what_prints(text: str, width: int) -> None:
    rows = Rows(text, width)
    shown = "".join(rows.line(row).shown for row in range(len(rows)))
    unsafe = set("\u061c\u200b\u200e\u200f\u2028\u2029\u2060\ufeff")
    unsafe |= {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    for char in shown:
        assert unicodedata.category(char) not in ("Cc", "Cs"), ascii(char)
        assert char not in unsafe, ascii(char)


@given(TEXTS)
def test_rows_end_at_line_breaks_and_nowhere_else_when_there_is_room(text: str) -> None:
    rows = Rows(text, 10_000)
    parts = regex.split(r"\r\n|\r|\n", text)
    if len(parts) > 1 and not parts[-1]:
        parts.pop()
    assert [text[rows.start(row) : rows.end(row)] for row in range(len(rows))] == parts


@given(TEXTS, WIDTHS)
def test_words_are_broken_only_where_one_is_wider_than_the_row(text: str, width: int) -> None:
    words = " ".join(regex.findall(r"[a-zğé’]+", text))
    rows = Rows(words, width)
    for row in range(1, len(rows)):
        start = rows.start(row)
        if words[start - 1] != " " and words[start] != " ":
            word = words.rfind(" ", 0, start) + 1
            end = words.find(" ", start)
            assert (end if end >= 0 else len(words)) - word > width


@settings(max_examples=20)
@given(st.lists(PIECES, min_size=1, max_size=8).map("".join), st.integers(8, 40))
def test_long_paragraphs_wrap_as_short_ones_do(text: str, width: int) -> None:
    """A paragraph over the piece that is measured at a time has the rows of one measured whole."""
    unit = regex.sub(r"[\r\n]", "", text) + "é\u0301 "
    long = unit * (20_000 // len(unit))
    rows = Rows(long, width)
    starts = [rows.start(row) for row in range(len(rows))]
    for row in range(0, len(starts) - 1, max(len(starts) // 50, 1)):
        # The rows of what is left from any row on are the same again.
        again = Rows(long[starts[row] : starts[row] + 400], width)
        assert again.following(0) == starts[row + 1] - starts[row]


def test_narrow_characters_are_one_cell_and_never_join() -> None:
    chars = characters(NARROW_RANGES)
    assert len(chars) > 1500
    assert all(cell_len(char) == 1 and char < "\u3000" for char in chars)
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Mn", "Me") for char in chars)
    assert len(regex.findall(r"\X", "".join(chars))) == len(chars)
    assert all(picture(char) == (char, 1, False) for char in chars)


def test_wide_characters_are_two_cells_and_never_join() -> None:
    chars = characters(WIDE_RANGES)
    assert len(chars) > 50_000
    assert all(cell_len(char) == 2 and char >= "\u3000" for char in chars)
    joined = "".join(chars)
    assert len(regex.findall(r"\X", joined)) == len(chars)
    assert len(regex.findall(r"\X", joined[::-1])) == len(chars)


@pytest.mark.parametrize(
    ("grapheme", "shown", "cells"),
    [
        ("\t", "    ", 4),
        ("\x00", "␀", 1),
        ("\x1b", "␛", 1),
        ("\x7f", "␡", 1),
        ("\x0b", "␋", 1),
        ("\x0c", "␌", 1),
        ("\x85", "‹NEL›", 5),
        ("\x9b", "‹009B›", 6),
        ("\u2028", "‹LS›", 4),
        ("\u202e", "‹RLO›", 5),
        ("\u2066", "‹LRI›", 5),
        ("\u061c", "‹ALM›", 5),
        ("\ufeff", "‹BOM›", 5),
        ("\u200b", "¦", 1),
        ("\u0301", "◌\u0301", 1),
        ("\ud800", "‹D800›", 6),
        ("\u0378", "‹0378›", 6),
        ("🇹🇷", "🇹🇷", 2),
        (ZWJ_FAMILY, ZWJ_FAMILY, 2),
        ("e\u0301", "e\u0301", 1),
        ("a\u200d", "a", 1),
        ("東", "東", 2),
    ],
)
def test_what_is_shown_for_a_grapheme(grapheme: str, shown: str, cells: int) -> None:
    assert picture(grapheme)[:2] == (shown, cells)
    assert cell_len(shown) == cells


def test_each_grapheme_of_a_row_has_its_offset_and_cells() -> None:
    text = "x\tй\x1b🇹🇷e\u0301"
    line = Line(text, 1, len(text), 80)
    assert line.shown == "    й␛🇹🇷e\u0301"
    assert [line.column(offset) for offset in (1, 2, 3, 4, 5, 6, 7, 8)] == [0, 4, 5, 6, 6, 8, 8, 9]
    assert (line.cells, line.altered) == (9, (3,))


@pytest.mark.parametrize(("grapheme", "shown"), [("東", "▯"), ("\u202e", "‹"), ("\t", " ")])
def test_nothing_is_shown_wider_than_a_row(grapheme: str, shown: str) -> None:
    line = Line(grapheme, 0, 1, 1)
    assert (line.shown, line.cells) == (shown, 1)


def test_the_blank_at_a_wrap_hangs_and_takes_no_room() -> None:
    rows = Rows("abcde fghij", 5)
    assert [(rows.start(row), rows.end(row)) for row in range(len(rows))] == [(0, 6), (6, 11)]
    assert rows.cell_of(5) == (0, 5)


def test_an_ideographic_blank_hangs_in_one_cell() -> None:
    rows = Rows("東京都\u3000日本", 6)
    assert rows.line(0).shown == "東京都 "
    assert rows.line(0).cells == 7


def test_closing_punctuation_does_not_start_a_row() -> None:
    rows = Rows("東京都。日本", 6)
    assert rows.start(1) == 2


def test_crlf_is_one_line_break() -> None:
    rows = Rows("a\r\n\r\nb\rc\n", 10)
    assert [rows.start(row) for row in range(len(rows))] == [0, 3, 5, 7]
    assert [rows.end(row) for row in range(len(rows))] == [1, 3, 6, 8]


def test_an_empty_text_has_one_empty_row() -> None:
    rows = Rows("", 10)
    assert (len(rows), rows.start(0), rows.end(0), rows.following(0)) == (1, 0, 0, 0)
    assert rows.cell_of(0) == (0, 0)
    assert rows.offset_at(5, 5) == 0


def test_places_outside_the_text_are_taken_to_its_ends() -> None:
    rows = Rows("abc def", 3)
    assert rows.row_of(-5) == 0
    assert rows.row_of(99) == 1
    assert rows.offset_at(-1, -1) == 0
    assert rows.offset_at(9, 9) == 6


def test_a_span_is_widened_to_whole_graphemes() -> None:
    line = Line("xe\u0301y", 0, 4, 10)
    assert line.snap(1, 2) == (1, 3)
    assert line.snap(2, 3) == (1, 3)
    assert line.pieces(1, 3) == "e\u0301"


def test_a_grapheme_without_end_is_cut_on_the_screen() -> None:
    assert len(picture("e" + "\u0301" * 1000)[0]) < 40
    rows = Rows("e" + "\u0301" * 30_000 + " x", 4)
    assert rows.row_of(30_002) == len(rows) - 1
