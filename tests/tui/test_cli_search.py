"""`standoff search`: what it prints, for people, pipes and programs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import COMMAND, ROOT, annotate, state
from rich.cells import cell_len

from annotations.quality.search import Hit
from tui import bar, searching
from tui.kwic import hit_line
from tui.plain import spelt_out


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_words_are_printed_with_place_and_context(standoff: Any, folder: Path) -> None:
    said = standoff("search", folder, "KYIV")
    assert said.code == 0
    assert said.lines == [
        "a.txt:13-17: Ankara backs [Kyiv].",
        "b.txt:13-17: Ankara backs [Kyiv].",
    ]
    assert said.err == "2 hits in 2 documents\n"


def test_annotations_are_searched_of_the_one_who_made_them(standoff: Any, folder: Path) -> None:
    assert standoff("search", folder, "label:GPE").lines == [
        "a.txt:0-6: GPE Ankara: [Ankara] backs Kyiv."
    ]
    annotate(folder, "bob", "b.txt")
    said = standoff("search", folder, "label:GPE")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "whose annotations?" in said.err
    (line,) = standoff("search", folder, "label:GPE", "--annotator", "bob").lines
    assert line.startswith("b.txt")
    # Texts are nobody's.
    assert len(standoff("search", folder, "kyiv").lines) == 2


def test_places_and_expressions_and_a_limit(standoff: Any, folder: Path) -> None:
    assert len(standoff("search", folder, "gpe", "--in", "text,labels").lines) == 1
    assert len(standoff("search", folder, "a[n]k|k.iv", "--regex").lines) == 4
    said = standoff("search", folder, "a", "--limit", "3")
    assert len(said.lines) == 3
    assert "no more than 3 were asked for" in said.err
    wrong = standoff("search", folder, "a", "--in", "text,names")
    assert wrong.code == 2
    assert "places are text, labels, entities, stances" in wrong.err


def test_json_is_a_line_for_each_hit(standoff: Any, folder: Path) -> None:
    said = standoff("search", folder, "label:GPE", "--json")
    (line,) = said.lines
    assert json.loads(line) == {
        "document": "a.txt",
        "kind": "mention",
        "start": 0,
        "end": 6,
        "before": "",
        "words": "Ankara",
        "after": " backs Kyiv.",
        "item": "m2",
        "said": "GPE Ankara",
    }


@pytest.mark.parametrize("pattern", ["(a", "label:*"])
def test_a_bad_expression_is_one_line(standoff: Any, folder: Path, pattern: str) -> None:
    said = standoff("search", folder, pattern, "--regex")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "no regular expression" in said.err


def test_searching_changes_nothing(standoff: Any, folder: Path) -> None:
    before = state(folder)
    standoff("search", folder, "kyiv")
    standoff("search", folder, "entity:ankara")
    assert state(folder) == before


def test_what_can_not_be_read_is_named_and_the_rest_is_found(standoff: Any, folder: Path) -> None:
    (folder / "aa.txt").write_bytes(b"\xff\xfe\xfa Kyiv")
    said = standoff("search", folder, "kyiv")
    assert said.code == 1
    assert len(said.lines) == 2
    assert "aa.txt" in said.err


def test_control_characters_are_spelt_out(standoff: Any, folder: Path) -> None:
    (folder / "c.txt").write_text("a\x1b[31m needle \u202e b\x07", encoding="utf-8")
    (line,) = standoff("search", folder, "needle").lines
    assert line == r"c.txt:7-13: a\x1b[31m [needle] \u202e b\x07"


def test_a_reader_that_goes_away_ends_it_quietly(folder: Path) -> None:
    (folder / "long.txt").write_text("Kyiv " * 50_000, encoding="utf-8")
    command = [sys.executable, "-c", COMMAND, "search", str(folder), "kyiv"]
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "Kyiv" in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


# Aligned


def _hit(document: str, before: str, words: str, after: str) -> Hit:
    return Hit(
        document=document, kind="text", start=0, end=1, before=before, words=words, after=after
    )


@pytest.mark.parametrize("width", [40, 80, 133])
def test_hits_are_aligned_in_the_width_of_the_terminal(width: int) -> None:
    hits = [
        _hit("a.txt", "before ", "Ankara", " after"),
        _hit("文/北京北京北京北京北京.txt", "中国的北京" * 30, "安卡拉", "。" * 90),
        _hit("b.txt", "", "a very long one " * 20, ""),
    ]
    lines = [hit_line(hit, width, spelt_out).plain for hit in hits]
    starts = [
        cell_len(line[: line.index(words)])
        for line, words in zip(lines, ("Ankara", "安卡拉", "a very"), strict=True)
    ]
    assert len(set(starts)) == 1
    assert all(cell_len(line) <= width for line in lines)


def test_a_blank_between_context_and_words_stays() -> None:
    line = hit_line(_hit("a", "in ", "Bonn", " on"), 80, lambda text: text.strip()).plain
    assert "in Bonn on" in line


def test_a_terminal_gets_aligned_lines(
    standoff: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = _Terminal()
    (folder / "c.txt").write_text("中国 Kyiv\x1b[31m", encoding="utf-8")

    def run() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", out)
            patched.setattr(out, "reconfigure", lambda **_: None, raising=False)
            from tui import cli

            assert cli.main(["search", str(folder), "kyiv"]) == 0

    run()
    lines = out.getvalue().splitlines()
    assert len(lines) == 3
    assert "\\x1b[31m" in lines[2]
    assert "\x1b[31m" not in out.getvalue()


def test_a_bar_shows_how_far_it_is_and_the_hits_go_where_they_should(
    standoff: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bar, "_PATIENCE", -1.0)
    error = _Terminal()
    monkeypatch.setattr(error, "reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr(sys, "stderr", error)
    said = standoff("search", folder, "kyiv")
    assert len(said.lines) == 2
    assert "searching" in error.getvalue()


def test_a_hit_without_a_place_is_printed_with_what_it_is() -> None:
    hit = Hit(
        document="a", kind="entity", start=None, end=None, before="", words="", after="",
        said="ISSUE peace",
    )  # fmt: skip
    assert searching.plain_line(hit) == "a: ISSUE peace"


def test_a_line_end_in_a_name_makes_no_second_line(standoff: Any, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": "a\\nb", "text": "Kyiv"}\n', encoding="utf-8")
    assert standoff("search", tmp_path, "kyiv").lines == [r"a\nb:0-4: [Kyiv]"]


def test_no_hit_for_a_label_that_the_scheme_does_not_have_says_so(
    standoff: Any, folder: Path
) -> None:
    said = standoff("search", folder, "label:FOO")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("0 hits in 0 documents; the scheme has no label FOO, only ")
    assert standoff("search", folder, "label:ORG").err == "0 hits in 0 documents\n"


def test_a_field_that_there_is_not_is_an_error(standoff: Any, folder: Path) -> None:
    said = standoff("search", folder, "holdr:Anna")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "there is no field holdr" in said.err
