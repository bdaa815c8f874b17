"""Suggesters of other packages: the ten-line example works, and a bad one is named and skipped."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from suggest_samples import settle

from annotations.errors import SchemeError
from annotations.project import open_project
from annotations.scheme import template
from annotations.suggest.base import Candidate
from annotations.suggest.candidates import Candidates
from annotations.suggest.plugins import Told
from annotations.suggest.slow import SlowSource
from annotations.text import Segmentation

SOON = 10.0
EXAMPLE = '''\
"""Proposes hashtags."""
import re
from annotations.suggest.base import Candidate

class Hashtags:
    name = "hashtags"

    def suggest(self, text, start, end):
        for found in re.finditer(r"#\\w+", text[start:end]):
            yield Candidate(start + found.start(), start + found.end(), "ISSUE", self.name, 0.7)
'''


class Bad:
    """Does what it is given."""

    def __init__(self, act: Callable[[int, int], Iterable[Any]]) -> None:
        self._act = act
        self.name = "bad"

    def suggest(self, text: str, start: int, end: int) -> Iterable[Any]:
        return self._act(start, end)


def source_of(act: Callable[[int, int], Iterable[Any]], **more: Any) -> SlowSource:
    return SlowSource("bad", lambda: Told(Bad(act)), **more)


def settled(text: str, *sources: SlowSource) -> tuple[list[Candidate], list[str]]:
    """What is shown and what was said after all sources have answered or were given up."""
    candidates = Candidates(Segmentation(text), slow=sources)
    candidates.within(0, len(text))
    settle(candidates)
    return candidates.within(0, len(text)), candidates.take_faults()


def good(start: int, end: int) -> list[Candidate]:
    return [Candidate(0, 4, "GPE", "whoever", 0.7)]


def test_a_suggester_that_raises_is_named_and_the_rest_goes_on() -> None:
    def fails(start: int, end: int) -> Iterable[Any]:
        raise RuntimeError("no luck")

    other = SlowSource("good", lambda: Told(Bad(good)))
    found, faults = settled("abcd efgh", source_of(fails), other)
    assert found == [Candidate(0, 4, "GPE", "good", 0.7)]
    assert faults == ["suggester bad: RuntimeError: no luck; it is left out from now on"]


def test_one_that_raises_halfway_or_ends_the_program_is_no_other() -> None:
    def halfway(start: int, end: int) -> Iterable[Any]:
        yield from good(start, end)
        sys.exit(3)

    found, faults = settled("abcd efgh", source_of(halfway))
    assert found == []
    assert faults == ["suggester bad: SystemExit: 3; it is left out from now on"]


def test_one_that_can_t_be_made_is_named() -> None:
    def broken() -> Any:
        raise ImportError("no module named nothing")

    found, faults = settled("abcd", SlowSource("bad", broken))
    assert found == []
    assert "suggester bad: ImportError: no module named nothing" in faults[0]


def test_one_that_hangs_is_named_after_a_while_and_asked_no_more() -> None:
    release = threading.Event()

    def hangs(start: int, end: int) -> Iterable[Any]:
        release.wait(SOON)
        return good(start, end)

    source = source_of(hangs, patience=0.05, first_patience=0.05)
    found, faults = settled("abcd efgh", source)
    release.set()
    assert found == []
    assert faults == ["suggester bad: gave no answer in 0.05 s; it is left out from now on"]
    assert source.is_dead


def test_a_score_of_any_size_is_brought_into_its_bounds() -> None:
    def large(start: int, end: int) -> Iterable[Any]:
        return [Candidate(0, 4, "GPE", "", 10**400), Candidate(5, 9, "GPE", "", -(10**400))]

    found, faults = settled("abcd efgh", source_of(large))
    assert [(c.start, c.score) for c in found] == [(0, 1.0)]
    assert faults == []


def test_what_can_t_even_be_said_of_a_proposal_ends_its_source_in_words() -> None:
    def endless(start: int, end: int) -> Iterable[Any]:
        return [Candidate(10**5000, 4, "GPE", "", 0.5)]

    found, faults = settled("abcd efgh", source_of(endless))
    assert found == []
    assert faults[0].startswith("suggester bad: ValueError")


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (Candidate(-1, 4, "GPE", "", 0.5), "the span -1-4"),
        (Candidate(5, 99, "GPE", "", 0.5), "the span 5-99"),
        (Candidate(4, 4, "GPE", "", 0.5), "the span 4-4"),
        (Candidate(4, 2, "GPE", "", 0.5), "the span 4-2"),
        (Candidate(4, 6, "GPE", "", 0.5), "white space"),
        (Candidate(4, 5, "GPE", "", 0.5), "white space"),
        (SimpleNamespace(start="0", end=4, label="", score=0.5), "are whole numbers"),
        (SimpleNamespace(start=0.0, end=4, label="", score=0.5), "are whole numbers"),
        (SimpleNamespace(start=False, end=True, label="", score=0.5), "are whole numbers"),
        (SimpleNamespace(start=0, end=4, label=None, score=0.5), "the label None"),
        (SimpleNamespace(start=0, end=4, label="", score=float("nan")), "the score nan"),
        ((0, 4, "GPE"), "no Candidate"),
        (None, "no Candidate"),
    ],
)
def test_what_can_t_be_used_is_named_once_and_the_rest_is_kept(item: object, why: str) -> None:
    found, faults = settled("abcd efgh", source_of(lambda s, e: [item, item, *good(s, e)]))
    assert found == [Candidate(0, 4, "GPE", "bad", 0.7)]
    assert len(faults) == 1
    assert faults[0].startswith("suggester bad: ")
    assert why in faults[0]


def test_a_score_out_of_range_is_cut() -> None:
    found, _ = settled("abcd", source_of(lambda s, e: [Candidate(0, 4, "", "", 7)]))
    assert found == [Candidate(0, 4, "", "bad", 1.0)]


def test_questions_about_a_document_that_was_left_are_dropped() -> None:
    asked: list[int] = []
    began, release = threading.Event(), threading.Event()

    def counts(start: int, end: int) -> Iterable[Any]:
        asked.append(start)
        began.set()
        release.wait(SOON)
        return []

    source = source_of(counts)
    first = source.begin("a", "abcd " * 3)
    first.ask(0, 5)
    assert began.wait(SOON)
    first.ask(5, 10)
    del first
    second = source.begin("b", "efgh")
    second.ask(0, 4)
    release.set()
    tick = threading.Event()
    while second.is_busy:
        list(second.collect())
        tick.wait(0.005)
    assert asked == [0, 0]


def test_looking_into_another_document_drops_no_question_about_this_one() -> None:
    source = source_of(lambda start, end: [Candidate(start, start + 4, "GPE", "", 0.7)])
    here = Candidates(Segmentation("abcd efgh"), slow=[source])
    here.within(0, 9)
    Candidates(Segmentation("ijkl"), slow=[source]).within(0, 4)
    assert settle(here)
    assert len(here.within(0, 9)) == 1


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two texts, and a plug-in that is installed."""
    site = tmp_path / "site"
    info = site / "tagging-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "tagging_example.py").write_text(EXAMPLE, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tagging\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[standoff.suggesters]\nhashtags = tagging_example:Hashtags\nlost = tagging_example:Gone\n"
    )
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "tagging_example", raising=False)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.txt").write_text("we like #trees here", encoding="utf-8")
    return folder


def proposed(folder: Path) -> tuple[list[Candidate], list[str]]:
    with open_project(folder, annotator="anna") as opened:
        document = opened.open("a.txt").document
        candidates = opened.suggestions.candidates(document, Segmentation(document.text))
        opened.suggestions.prepare(wait=True)
        candidates.refresh()
        candidates.within(0, 19)
        settle(candidates)
        return candidates.within(0, 19), candidates.take_faults()


def test_the_example_of_the_architecture_works_as_an_installed_plug_in(installed: Path) -> None:
    found, faults = proposed(installed)
    assert found == [Candidate(8, 14, "ISSUE", "hashtags", 0.7)]
    assert len(faults) == 1
    assert faults[0].startswith("suggester lost: AttributeError")


def test_the_settings_say_which_plug_ins_are_asked(installed: Path) -> None:
    settings = '\n[suggest]\nsources = ["patterns", "hashtags"]\n'
    (installed / "standoff.toml").write_text(template() + settings, encoding="utf-8")
    found, faults = proposed(installed)
    assert [one.source for one in found] == ["hashtags"]
    assert faults == []


def test_a_source_that_is_not_installed_is_told_with_its_line_and_the_names_that_there_are(
    installed: Path,
) -> None:
    settings = '\n[suggest]\nsources = ["patterns", "nowhere"]\n'
    (installed / "standoff.toml").write_text(template() + settings, encoding="utf-8")
    line = template().count("\n") + 3
    with pytest.raises(SchemeError) as told, open_project(installed, annotator="anna"):
        pass
    assert str(told.value).startswith(
        f"{installed / 'standoff.toml'}:{line}: suggest, sources: there is no source 'nowhere'; "
        "there are patterns, memory, predictions, spacy, "
    )
    assert "hashtags" in str(told.value)


def test_without_sources_there_are_no_candidates(installed: Path) -> None:
    (installed / "standoff.toml").write_text(template() + "\n[suggest]\nsources = []\n", "utf-8")
    with open_project(installed, annotator="anna") as opened:
        assert not opened.suggestions.is_on
    assert proposed(installed) == ([], [])
