"""What is decided reaches the candidates that are kept, and no more than that is looked at anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.change import PutRow
from annotations.suggest.base import Candidate
from annotations.suggest.candidates import Candidates
from annotations.suggest.matching import Matcher
from annotations.suggest.memory import TABLE, Memory, Remembered
from annotations.suggest.ranking import Places
from annotations.suggest.stretch import Stretch
from annotations.text import Segmentation

WORDS = ("a", "A", "b", "a b", "b c", "A b c", "c d", "d", "b c d e", "e")
LABELS = ("GPE", "ORG", "")


class Fixed:
    """Proposes the same candidates always."""

    name = "fixed"

    def __init__(self, candidates: list[Candidate]) -> None:
        self._candidates = candidates

    def suggest(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        return (c for c in self._candidates if start <= c.start < end)


def row(words: str, label: str, accepted: int, rejected: int) -> PutRow:
    labels = {label: [accepted, rejected]}
    return PutRow(TABLE, words, {"id": words, "labels": labels} if accepted or rejected else None)


texts = st.lists(st.sampled_from("aAbcde"), min_size=4, max_size=14).map(" ".join)
counts = st.integers(0, 2)
decisions = st.tuples(st.sampled_from(WORDS), st.sampled_from(LABELS), counts, counts)


@st.composite
def fixed(draw: st.DrawFn) -> Candidate:
    start = draw(st.integers(0, 20))
    label, score = draw(st.sampled_from(LABELS)), draw(st.sampled_from((0.3, 0.6, 0.9)))
    return Candidate(start, start + draw(st.integers(1, 7)), label, "fixed", score)


@settings(max_examples=300)
@given(
    text=texts,
    known=st.lists(decisions, max_size=4),
    found=st.lists(fixed(), max_size=8),
    decided=st.lists(st.one_of(decisions, st.just("build"), st.integers(0, 12)), max_size=8),
    proposes=st.booleans(),
)
def test_what_is_kept_and_followed_is_what_is_found_anew(
    text: str,
    known: list[tuple[str, str, int, int]],
    found: list[Candidate],
    decided: list[tuple[str, str, int, int] | str | int],
    proposes: bool,
) -> None:
    memory = Memory(Remembered(w, {label: (a, r)}) for w, label, a, r in known)
    memory.build()
    usable = [c for c in found if c.end <= len(text)]
    dismissed: list[tuple[int, int]] = []

    def begin() -> Candidates:
        segmentation = Segmentation(text)
        return Candidates(segmentation, [Fixed(usable)], memory=memory, proposes_memory=proposes)

    kept = begin()
    for one in decided:
        kept.within(0, len(text))
        if one == "build":
            memory.build()
        elif isinstance(one, tuple):
            memory.follow([row(*one)])
        elif isinstance(one, int) and one < len(usable):
            dismissed.append(usable[one][:2])
            kept.dismiss(*dismissed[-1])
        anew = begin()
        if not dismissed:
            assert kept.within(0, len(text)) == anew.within(0, len(text))
            assert kept.at(0, len(text)) == anew.at(0, len(text))
    # What was dismissed comes back only when the rejection of its words is taken back.
    for start, end in dismissed:
        if not any(isinstance(one, tuple) and one[0] == text[start:end] for one in decided):
            assert all(c[:2] != (start, end) for c in kept.at(0, len(text)) if c.source == "fixed")


def test_a_string_that_is_tagged_once_more_changes_nothing() -> None:
    memory = Memory([Remembered("Kyiv", {"GPE": (1, 0)})])
    memory.build()
    before = memory.version
    memory.follow([row("Kyiv", "GPE", 2, 0)])
    assert memory.version == before
    assert memory.decided_since(before) == []
    memory.follow([row("Kyiv", "ORG", 2, 0)])
    assert memory.decided_since(before) == ["Kyiv"]


def test_a_build_makes_everything_doubtful() -> None:
    memory = Memory()
    memory.follow([row("Kyiv", "GPE", 1, 0)])
    before = memory.version
    memory.build()
    assert memory.decided_since(before) is None
    assert memory.decided_since(memory.version) == []


def test_a_stretch_names_the_places_of_what_was_decided_and_no_others() -> None:
    text = "Kyiv and Kyivans in Leeds, Kyiv"
    memory = Memory([Remembered("Leeds", {"GPE": (1, 0)})])
    memory.build()
    stretch = Stretch(memory, text, 0, len(text))
    assert stretch.follow() == [(0, len(text))]
    assert stretch.follow() == []
    memory.follow([row("Paris", "GPE", 1, 0)])
    assert stretch.follow() == []
    memory.follow([row("Kyiv", "GPE", 1, 0)])
    assert stretch.follow() == [(0, 4), (9, 13), (27, 31)]
    assert [c[:2] for c in stretch.candidates()] == [(20, 25), (0, 4), (27, 31)]


def test_a_string_that_is_learnt_frees_what_its_rival_had_hidden() -> None:
    text = "x a b c"
    memory = Memory()
    memory.follow([row("a b", "GPE", 1, 0)])
    memory.follow([row("b c", "ORG", 1, 0)])
    candidates = Candidates(Segmentation(text), memory=memory)
    assert [c[:2] for c in candidates.at(0, 7)] == [(2, 5)]
    memory.follow([row("x a", "GPE", 1, 0)])
    assert [c[:2] for c in candidates.at(0, 7)] == [(0, 3), (4, 7)]
    assert [c[:2] for c in candidates.within(0, 7)] == [(0, 3), (4, 7)]


def test_what_is_decided_makes_no_other_place_be_decided_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Kyiv wrote. " + "Leeds wrote. " * 50
    memory = Memory([Remembered("Leeds", {"GPE": (1, 0)})])
    memory.build()
    candidates = Candidates(Segmentation(text), memory=memory)
    candidates.within(0, len(text))
    asked: list[int] = []
    inside = Places.inside

    def spy(places: Places, found: list[Candidate]) -> list[Candidate]:
        kept = inside(places, found)
        asked.append(len(kept))
        return kept

    monkeypatch.setattr(Places, "inside", spy)
    memory.follow([row("Kyiv", "GPE", 1, 0)])
    assert len(candidates.within(0, len(text))) == 51
    assert asked == [1, 0]


def test_places_grow_by_what_overlaps_them_and_by_what_overlaps_that() -> None:
    chain = [Candidate(start, start + 4, "", "x", 1.0) for start in (0, 3, 6, 20, 23, 40)]
    places = Places([(7, 8)], chain)
    assert [c.start for c in places.inside(chain)] == [0, 3, 6]
    assert [c.start for c in places.outside(chain)] == [20, 23, 40]
    assert Places([], chain).inside(chain) == []


def test_a_matcher_tells_the_longest_match_of_each_start_and_those_apart() -> None:
    matcher = Matcher(["New York", "York", "New", "York Times"])
    text = "the New York Times"
    assert matcher.starting(text, 0, len(text)) == {4: (12, "New York"), 8: (18, "York Times")}
    assert matcher.find(text, 0, len(text)) == [(4, 12, "New York")]
