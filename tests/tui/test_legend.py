"""Promises of the words around the text: what gives way where there is little room."""

from __future__ import annotations

import pytest
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
    ("width", "counts"), [(80, "12 mentions · 0 stances"), (40, "12m 0s"), (50, "12m 0s")]
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
