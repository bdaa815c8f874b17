"""Promises of the words around the text: what gives way where there is little room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from annotations.model import Mention, Record
from annotations.project import Progress
from annotations.scheme import default_scheme
from tui import legend
from tui.keymap import Action, build

RECORD = Record(
    id="a.txt",
    sha256="0" * 64,
    annotator="anna",
    created="",
    updated="",
    mentions=tuple(Mention(f"m{n}", n, n + 1, "x", "ORG") for n in range(12)),
)


@pytest.mark.parametrize(
    ("width", "counts"),
    [(80, "12 mentions · 0 stances"), (40, "12 mentions 0 stances"), (50, "12 mentions 0 stances")],
)
def test_the_counts_are_shortened_before_the_title_gives_way(width: int, counts: str) -> None:
    said = legend.heading(RECORD, "Talks in Ankara", "1/2", width, read_only=False).plain
    assert counts in said
    assert "Talks in" in said
    assert cell_len(said) == width


def test_a_short_title_leaves_the_counts_whole() -> None:
    said = legend.heading(RECORD, "Talks", "1/2", 50, read_only=False).plain
    assert "Talks" in said
    assert "12 mentions" in said


@pytest.mark.parametrize("width", [12, 24, 25])
def test_a_long_id_shows_its_beginning_and_its_end(width: int) -> None:
    said = legend.document_line("report-5dc96f4cd72d57e0011-final.txt", Progress(), width).plain
    assert cell_len(said) <= width
    _, _, name = said.partition(" ")
    beginning, _, end = name.strip().partition("…")
    assert "report-5dc96f4cd72d57e0011-final.txt".startswith(beginning)
    assert "report-5dc96f4cd72d57e0011-final.txt".endswith(end)
    assert min(len(beginning), len(end)) >= 3


def test_an_id_of_wide_characters_fits() -> None:
    assert cell_len(legend.document_line("報告書" * 12, Progress(), 24).plain) <= 24


def test_a_short_id_is_shown_whole() -> None:
    assert legend.document_line("a.txt", Progress("done"), 24).plain == "✓  a.txt"


def test_what_may_follow_takes_the_upper_row_only_where_one_is_too_short() -> None:
    more = [(key, Action("tag", f"LABEL{key}")) for key in "abcdefgh"]
    upper, lower = legend.following("g", more, 200)
    assert (upper.plain, lower.plain[:4]) == ("", " g …")
    upper, lower = legend.following("g", more, 50)
    assert upper.plain.startswith(" g …")
    said = f"{upper.plain}{lower.plain}"
    assert [f"{key} LABEL{key}" in said for key in "abcdefgh"] == [True] * 8
    assert max(cell_len(upper.plain.rstrip()), cell_len(lower.plain.rstrip())) <= 50


def test_every_key_behind_g_of_the_vim_preset_is_shown_at_a_hundred_columns() -> None:
    keymap = build("vim", default_scheme())
    more = keymap.continuations(("g",), "reader")
    rows = legend.following("g", more, 100)
    assert max(cell_len(row.plain.rstrip()) for row in rows) <= 100
    assert len(more) > 4


def test_the_heading_names_the_documents_labels_and_marks_those_the_scheme_lacks() -> None:
    record = replace(RECORD, labels=("war", "old news"))

    def said(width: int) -> str:
        found = legend.heading(record, "Talks", "1/2", width, read_only=False, unknown={"old news"})
        return found.plain

    assert "· war, old news?" in said(100)
    assert "· 2 labels" in said(40)


LINES = ("Anna: a first, long line · of keys  a one  b two", "Anna\na one  b two  c", "a  b")


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (60, 1, (LINES[0], "")),
        (30, 1, ("a one  b two  c", "")),
        (30, 2, ("Anna: a first, long line", "of keys  a one  b two")),
        (18, 2, ("Anna", "a one  b two  c")),
        (12, 2, ("a  b", "")),
    ],
)
def test_a_prompt_says_all_that_there_is_room_for(
    width: int, height: int, shown: tuple[str, str]
) -> None:
    assert legend.asked(LINES, width, height) == shown


def test_what_keys_are_about_is_cut_and_the_keys_are_not() -> None:
    assert legend.asked(("Anna — support → the plan\na  b",), 12, 2) == ("Anna — sup…", "a  b")


def test_keys_without_room_behind_what_they_are_about_take_both_rows() -> None:
    said = legend.asked(("Anna\na one  b two  c three",), 14, 2)
    assert said == ("a one  b two", "c three")


@given(st.text(st.sampled_from("ab ·\n城"), max_size=60), st.integers(3, 40), st.integers(1, 2))
def test_no_row_of_a_prompt_is_wider_than_the_terminal(line: str, width: int, rows: int) -> None:
    assert all(cell_len(row) < width for row in legend.asked((line,), width, rows))


def test_of_a_list_that_is_too_long_as_many_whole_items_are_said_as_fit() -> None:
    line = "Turkey · where several begin: a “peace talks”, b “talks”, c “talks with Russia”\nkeys"
    assert legend.asked([line], 70, 2) == (
        "Turkey · where several begin: a “peace talks”, b “talks”, …",
        "keys",
    )
    assert legend.asked([line], 200, 2)[0].endswith("c “talks with Russia”")
