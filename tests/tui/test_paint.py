"""Promises of painted rows: exact widths, readable colours, overlaps told apart without colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui.contrast import CONTRAST_AA, contrast
from tui.display import Line
from tui.marks import Mark, MarkIndex
from tui.overlay import changed_ranges, lay_over, lay_proposed, put_hints
from tui.paint import (
    Look,
    Overlay,
    Painter,
    join,
    small,
    split,
)

PALETTE = {"PERSON": ("#4c9be8", "p"), "ORG": ("#e0a030", "o"), "EVENT": ("#e06c75", "e")}
DARK = Style(color="#e0e0e0", bgcolor="#121212")
LIGHT = Style(color="#1f1f1f", bgcolor="#e0e0e0")
COLOURED = Look(base=DARK, plain=False, letters=False)
TEXT = "Erdoğan told NATO 東京 e\u0301 \x1b[31m and 👩‍👩‍👧 left"


def paint(marks: list[Mark], look: Look, text: str = TEXT, width: int = 60) -> list[Segment]:
    index = MarkIndex()
    for mark in marks:
        index.replace(mark.id, [mark])
    line = Line(text, 0, len(text), width)
    found = index.within(0, len(text))
    return Painter(look, PALETTE).row(line, found, index.layers(found), width)


def cells(segments: list[Segment]) -> int:
    return sum(segment.cell_length for segment in segments)


def style_of(segments: list[Segment], text: str) -> Style:
    """The style of the one segment with this text."""
    (style,) = [segment.style for segment in segments if segment.text == text]
    assert style is not None
    return style


MARKS = st.lists(
    st.tuples(
        st.integers(0, len(TEXT) - 1),
        st.integers(1, len(TEXT)),
        st.sampled_from([*PALETTE, "GONE"]),
    ),
    max_size=6,
)


@given(MARKS, st.integers(1, 60), st.booleans(), st.booleans())
def test_a_row_has_exactly_its_width_and_its_text(
    places: list[tuple[int, int, str]], width: int, plain: bool, letters: bool
) -> None:
    marks = [
        Mark(start, start + size, f"m{number}", label)
        for number, (start, size, label) in enumerate(places)
    ]
    look = Look(base=DARK, plain=plain, letters=letters)
    segments = paint(marks, look, width=width)
    assert cells(segments) == width
    if width == 60 and not letters:
        assert (
            "".join(segment.text for segment in segments).rstrip()
            == Line(TEXT, 0, len(TEXT), 60).shown
        )


@given(
    st.tuples(st.integers(0, 45), st.integers(0, 45)),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=4),
    st.dictionaries(st.integers(0, len(TEXT) - 1), st.sampled_from(["a", "sd", "jkl"]), max_size=8),
)
def test_an_overlay_never_changes_the_width(
    selection: tuple[int, int], spans: list[tuple[int, int]], hints: dict[int, str]
) -> None:
    line = Line(TEXT, 0, len(TEXT), 60)
    row = paint([Mark(0, 12, "m1", "PERSON")], COLOURED)
    ranges = tuple((start, start + size) for start, size in sorted(spans))
    overlay = Overlay(selection, selection[1], evidence=ranges, hits=ranges)
    laid = lay_over(row, line, overlay, COLOURED, len(TEXT) + 1)
    assert cells(laid) == 60
    hinted = put_hints(laid, line, sorted(hints.items()), COLOURED.hint, 60)
    assert cells(hinted) == 60


@pytest.mark.parametrize("base", [DARK, LIGHT])
@pytest.mark.parametrize(
    "colour", ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#888888"]
)
def test_text_on_any_label_colour_can_be_read(base: Style, colour: str) -> None:
    palette = {"X": (colour, "x"), "Y": ("#ffff00", "y")}
    painter = Painter(Look(base=base, plain=False), palette)
    line = Line("one two", 0, 7, 10)
    for marks, current in (
        ([Mark(0, 3, "m1", "X")], None),
        ([Mark(0, 3, "m1", "X")], "m1"),
        ([Mark(0, 7, "m2", "Y"), Mark(0, 3, "m1", "X")], "m2"),
    ):
        for segment in painter.row(line, marks, {}, 10, current):
            style = segment.style
            assert style is not None
            assert style.color is not None
            assert style.bgcolor is not None
            text, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            assert contrast(text, back) >= CONTRAST_AA


def test_the_innermost_mention_gives_the_background() -> None:
    outer, inner = Mark(0, 17, "m1", "EVENT"), Mark(13, 17, "m2", "ORG")
    nested = paint([outer, inner], COLOURED)
    alone = paint([inner], COLOURED)
    assert style_of(nested, "NATO").bgcolor == style_of(alone, "NATO").bgcolor
    assert style_of(nested, "NATO").underline
    assert not style_of(alone, "NATO").underline


def test_without_colour_each_layer_looks_different() -> None:
    text = "aaaa bbbb cccc dddd eeee"
    marks = [
        Mark(0, 24, "m1", "PERSON"),
        Mark(5, 24, "m2", "ORG"),
        Mark(10, 24, "m3", "EVENT"),
        Mark(15, 24, "m4", "ORG"),
    ]
    look = Look(letters=False)
    segments = paint(marks, look, text)
    styles = [segment.style for segment in segments if segment.text.strip()]
    assert len(styles) == 4
    assert len(set(styles)) == 4
    assert all(style is not None and style.color is None is style.bgcolor for style in styles)


def test_without_colour_the_ends_of_partial_overlaps_can_be_seen() -> None:
    marks = [Mark(0, 8, "m1", "PERSON"), Mark(4, 12, "m2", "ORG")]
    segments = paint(marks, Look(letters=False), "aaaabbbbccccdddd")
    styles = {segment.text: segment.style for segment in segments}
    assert len({styles["aaaa"], styles["bbbb"], styles["cccc"]}) == 3


def test_letters_stand_on_the_blank_after_a_mention() -> None:
    look = Look(letters=True)
    marks = [Mark(0, 7, "m1", "PERSON"), Mark(13, 17, "m2", "ORG")]
    shown = "".join(segment.text for segment in paint(marks, look))
    assert shown.startswith("Erdoğanᵖtold NATOᵒ東京")
    comma = "".join(segment.text for segment in paint([Mark(0, 3, "m1", "ORG")], look, "abc, d"))
    assert comma.rstrip() == "abc, d"
    at_end = "".join(segment.text for segment in paint([Mark(5, 6, "m1", "ORG")], look, "abc, d"))
    assert at_end.rstrip() == "abc, dᵒ"


def test_a_key_without_a_raised_form_is_a_star() -> None:
    assert [small("p"), small("1"), small("?"), small("字")] == ["ᵖ", "¹", "?", "*"]


def test_a_label_that_vanished_is_painted_all_the_same() -> None:
    segments = paint([Mark(0, 7, "m1", "GONE")], COLOURED)
    assert style_of(segments, "Erdoğan").bgcolor != DARK.bgcolor
    lettered = paint([Mark(0, 7, "m1", "GONE")], Look())
    assert "".join(segment.text for segment in lettered).startswith("Erdoğan?told")


def test_a_mark_that_cuts_a_grapheme_paints_all_of_it() -> None:
    text = "xe\u0301y"
    segments = paint([Mark(1, 2, "m1", "ORG")], COLOURED, text, 5)
    assert style_of(segments, "e\u0301").bgcolor != DARK.bgcolor


def test_what_stands_for_a_control_character_has_its_own_style() -> None:
    segments = paint([], Look())
    assert style_of(segments, "␛").dim


@pytest.mark.parametrize("look", [Look(letters=False), COLOURED])
def test_a_selection_can_be_seen_over_any_mark(look: Look) -> None:
    text = "aaaa bbbb cccc dddd eeee"
    marks = [Mark(start, 24, f"m{start}", "ORG") for start in (0, 5, 10, 15)]
    row = paint(marks, look, text)
    line = Line(text, 0, 24, 60)
    for start in (0, 5, 10, 15):
        overlay = Overlay((start, start + 4), start + 3)
        laid = lay_over(row, line, overlay, look, 24)
        inside = text[start : start + 3]
        before = next(segment for segment in row if inside in segment.text).style
        after = next(segment for segment in laid if segment.text == inside).style
        assert before is not None
        assert after is not None
        assert bool(before.reverse) != bool(after.reverse)


def test_a_selected_line_break_is_a_cell_right_of_the_text() -> None:
    row = paint([], Look(), "ab\n"[:2], 5)
    laid = lay_over(row, Line("ab\n", 0, 2, 5), Overlay((0, 3), 2), Look(), 3)
    selected = [segment for segment in laid if segment.style and segment.style.reverse]
    assert sum(segment.cell_length for segment in selected) == 3


def test_evidence_leaves_the_colour_of_mentions() -> None:
    evidence = Style(bgcolor="#333333", italic=True)
    look = Look(base=DARK, evidence=evidence, plain=False, letters=False)
    row = paint([Mark(0, 7, "m1", "PERSON")], look)
    line = Line(TEXT, 0, len(TEXT), 60)
    laid = lay_over(row, line, Overlay(evidence=((0, 12),)), look, len(TEXT))
    name, told = style_of(laid, "Erdoğan"), style_of(laid, " told")
    assert name.bgcolor == style_of(row, "Erdoğan").bgcolor
    assert told.bgcolor == Style(bgcolor="#333333").bgcolor
    assert name.italic
    assert told.italic


def test_hits_are_found_among_many() -> None:
    text = "one two one"
    line = Line(text, 0, 11, 20)
    hits = [(0, 3), (8, 11), (20, 23)]
    laid = lay_over(paint([], COLOURED, text, 20), line, Overlay(hits=hits), COLOURED, 12)
    hit = [segment.text for segment in laid if segment.style and segment.style.bold]
    assert hit == ["one", "one"]


def test_hints_cover_text_and_move_right_of_each_other() -> None:
    line = Line("abcdef", 0, 6, 10)
    row = paint([], Look(), "abcdef", 10)
    hinted = put_hints(row, line, [(0, "xy"), (1, "z")], Style(reverse=True), 10)
    assert "".join(segment.text for segment in hinted) == "xyzdef    "
    last = put_hints(row, line, [(5, "pqrstu")], Style(reverse=True), 10)
    assert "".join(segment.text for segment in last) == "abcdpqrstu"


def test_of_hints_that_touch_every_other_is_underlined() -> None:
    line = Line("東京都 x", 0, 5, 10)
    row = paint([], Look(), "東京都 x", 10)
    hinted = put_hints(row, line, [(0, "ab"), (1, "cd"), (2, "e"), (4, "f")], Style(bold=True), 10)
    shown = {s.text: bool(s.style.underline) for s in hinted if s.style and s.style.bold}
    assert shown == {"ab": False, "cd": True, "e": False, "f": False}


def test_a_hint_on_half_a_wide_character_keeps_the_cells() -> None:
    line = Line("東京", 0, 2, 6)
    hinted = put_hints(paint([], Look(), "東京", 6), line, [(0, "x")], Style(), 6)
    assert "".join(segment.text for segment in hinted) == "x 京  "


def test_split_and_join_are_inverse() -> None:
    style = Style(bold=True)
    segments = [Segment("abc", style), Segment("東京", style), Segment("x", style)]
    before, inside, after = split(segments, 2, 5)
    assert [cells(before), cells(inside), cells(after)] == [2, 3, 3]
    assert join([*before, *inside, *after]) == [Segment("abc東京x", style)]


def test_only_what_differs_between_overlays_is_painted_again() -> None:
    marks = MarkIndex()
    marks.replace("m1", [Mark(50, 60, "m1", "ORG")])
    old, view = Overlay((10, 20), 19), (0, 100)
    assert changed_ranges(old, old, marks, view) == set()
    assert changed_ranges(old, Overlay((10, 25), 24), marks, view) == {(20, 25), (19, 20), (24, 25)}
    assert changed_ranges(old, Overlay((10, 20), 19, current="m1"), marks, view) == {(50, 60)}
    assert changed_ranges(old, Overlay((10, 20), 19, hits=[(3, 4)]), marks, view) == {(3, 4)}
    assert changed_ranges(old, Overlay((10, 20), 19, hints={7: "a"}), marks, view) == {(7, 8)}
    assert changed_ranges(old, Overlay((10, 20), 19, evidence=((0, 9),)), marks, view) == {(0, 9)}


# What is proposed


@pytest.mark.parametrize("look", [Look(), COLOURED])
def test_proposed_words_are_set_apart_in_as_many_cells(look: Look) -> None:
    line = Line(TEXT, 0, len(TEXT), 60)
    row = paint([], look)
    laid = lay_proposed(row, line, [(8, 12)], look, len(TEXT))
    assert cells(laid) == cells(row)
    assert style_of(laid, "told").italic


def test_a_proposal_over_a_mention_leaves_its_colour_readable() -> None:
    look = replace(COLOURED, proposed=Style(color="#808080", italic=True))
    line = Line(TEXT, 0, len(TEXT), 60)
    row = paint([Mark(8, 12, "m1", "PERSON")], look)
    before = style_of(row, "told")
    after = style_of(lay_proposed(row, line, [(0, 17)], look, len(TEXT)), "told")
    assert (after.color, after.bgcolor, after.italic) == (before.color, before.bgcolor, True)
