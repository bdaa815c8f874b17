"""The candidates of a document: found by blocks, ranked, learnt and rejected at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from suggest_samples import forget, is_waiting, learn, settle

from annotations import edits
from annotations.project import open_project
from annotations.suggest.base import Candidate
from annotations.suggest.candidates import Candidates
from annotations.suggest.memory import Memory, Remembered
from annotations.suggest.patterns import Patterns
from annotations.suggest.ranking import (
    BLOCK,
    best_first,
    block_starts,
    without_overlaps,
    yield_to_longer,
)
from annotations.suggest.slow import SlowSource
from annotations.text import Segmentation

LINE = "It is said that Omar Fulan met Anna Smith of the ACME Group in Leeds on 3 May.\n"
LONG = LINE * 300
SOON = 10.0


class Spy:
    """Proposes given extents, and remembers what it was asked."""

    name = "spy"

    def __init__(self, *candidates: Candidate) -> None:
        self.asked: list[tuple[int, int]] = []
        self._candidates = candidates

    def suggest(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        self.asked.append((start, end))
        return (c for c in self._candidates if start <= c.start < end)


def of(text: str, *candidates: Candidate, memory: Memory | None = None) -> Candidates:
    return Candidates(Segmentation(text), [Spy(*candidates)], memory=memory)


def proposal(start: int, end: int, label: str = "", score: float = 0.7) -> Candidate:
    return Candidate(start, end, label, "spy", score)


# Blocks


def test_only_the_blocks_at_hand_are_looked_at_and_each_once() -> None:
    spy = Spy()
    candidates = Candidates(Segmentation(LONG), [spy])
    candidates.within(0, 10)
    candidates.within(5, 50)
    assert len(spy.asked) == 1
    assert spy.asked[0][1] - spy.asked[0][0] < 2 * BLOCK
    candidates.within(len(LONG) - 10, len(LONG))
    assert len(spy.asked) == 2


def test_blocks_begin_after_lines_and_leave_nothing_out() -> None:
    starts = block_starts(LONG)
    assert starts[0] == 0
    assert all(LONG[start - 1] == "\n" for start in starts[1:])
    assert all(after - before <= 2 * BLOCK for before, after in pairwise([*starts, len(LONG)]))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["word ", "end. ", "\n", "x" * 50, "東" * 30]), max_size=200))
def test_a_long_line_is_cut_too(pieces: list[str]) -> None:
    text = "".join(pieces)
    starts = block_starts(text, 64)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert all(0 < b - a <= 2 * BLOCK for a, b in pairwise([*starts, len(text)]) if text)


# Ranking


def test_what_is_shown_is_in_order_without_overlaps_and_the_best_of_each_place() -> None:
    low, high, apart = proposal(0, 4), proposal(2, 6, score=0.9), proposal(8, 12)
    candidates = of("abcdefghijklmnop", low, apart, high)
    assert candidates.within(0, 16) == [high, apart]
    assert candidates.within(7, 9) == [apart]


def test_what_scores_low_is_reached_by_cycling_alone() -> None:
    sure, unsure = proposal(0, 4, "GPE"), proposal(0, 8, score=0.3)
    candidates = of("abcd efgh ijkl", sure, unsure)
    assert candidates.within(0, 14) == [sure]
    assert candidates.at(0, 4)[:2] == [sure, unsure]
    assert (0, 8) in candidates.phrases(0, 14)


def test_cycling_gives_one_place_with_several_labels_but_not_twice_without() -> None:
    one, two = proposal(0, 4, "GPE"), proposal(0, 4, "ORG", 0.6)
    candidates = of("abcd efgh", one, two, proposal(0, 4, "", 0.65), proposal(0, 4, "GPE", 0.5))
    assert candidates.at(0, 4) == [one, two]


def test_a_remembered_word_ranks_after_the_longer_name_that_holds_it() -> None:
    text = "They live in Smith Street now."
    memory = Memory([Remembered("Smith", {"PERSON": (1, 0)})])
    memory.build()
    candidates = of(text, proposal(13, 25), memory=memory)
    assert [c[:2] for c in candidates.within(0, len(text))] == [(13, 25)]
    assert [c[:2] for c in candidates.at(13, 25)][:2] == [(13, 25), (13, 18)]


CANDIDATES = st.builds(
    lambda start, length, label, score: Candidate(start, start + length, label, "x", score),
    st.integers(0, 30),
    st.integers(1, 10),
    st.sampled_from(["", "GPE"]),
    st.sampled_from([0.3, 0.5, 0.7, 0.9]),
)


@given(st.lists(CANDIDATES, max_size=15))
def test_of_overlapping_ones_none_is_shown_beside_a_better_one(found: list[Candidate]) -> None:
    shown = without_overlaps(found)
    assert shown == sorted(shown)
    assert all(a.end <= b.start for a, b in pairwise(shown))
    for candidate in best_first(found):
        held = [s for s in shown if s.start < candidate.end and candidate.start < s.end]
        assert any(
            (s.score, s.end - s.start) >= (candidate.score, candidate.end - candidate.start)
            for s in held
        )


@given(st.lists(CANDIDATES, max_size=8), st.lists(CANDIDATES, max_size=8))
def test_remembered_words_are_kept_whatever_holds_them(
    remembered: list[Candidate], names: list[Candidate]
) -> None:
    both = yield_to_longer(remembered, names)
    assert sorted(c[:3] for c in both) == sorted(c[:3] for c in [*remembered, *names])


def test_a_label_that_the_scheme_lacks_is_not_proposed_but_the_place_is() -> None:
    candidates = Candidates(
        Segmentation("abcd efgh"), [Spy(proposal(0, 4, "GONE"))], labels={"GPE"}
    )
    assert candidates.within(0, 9) == [proposal(0, 4, "")]


# Deciding


def test_what_is_learnt_is_a_candidate_everywhere_in_the_document_at_once() -> None:
    text = "a blue house. Blue house and blue houses, a blue house"
    memory = Memory()
    candidates = of(text, memory=memory)
    assert candidates.within(0, len(text)) == []
    learn(memory, "blue house", "LOC")
    found = candidates.within(0, len(text))
    assert [text[c.start : c.end] for c in found] == ["blue house", "Blue house", "blue house"]
    assert {c.label for c in found} == {"LOC"}
    assert {c.source for c in found} == {"memory"}


def test_what_is_rejected_comes_from_no_source_any_more() -> None:
    text = "Leeds and Leeds"
    memory = Memory([Remembered("Leeds", {})])
    candidates = of(
        text, proposal(0, 5), proposal(10, 15), proposal(0, 15, score=0.3), memory=memory
    )
    assert len(candidates.within(0, 15)) == 2
    forget(memory, "Leeds")
    assert candidates.within(0, 15) == []
    assert [c[:2] for c in candidates.at(0, 5)] == [(0, 15)]
    assert (0, 5) not in candidates.phrases(0, 15)


def test_a_place_can_be_dismissed_until_its_rejection_is_taken_back() -> None:
    memory = Memory([Remembered("Leeds", {"GPE": (5, 0)})])
    memory.build()
    candidates = of("Leeds and Leeds", memory=memory)
    forget(memory, "Leeds", "GPE")
    candidates.dismiss(0, 5)
    assert [c.start for c in candidates.within(0, 15)] == [10]
    memory._take("Leeds", Remembered("Leeds", {"GPE": (5, 0)}))
    assert [c.start for c in candidates.within(0, 15)] == [0, 10]


def test_phrases_are_noun_phrases_the_longest_first_where_they_nest() -> None:
    text = "The club opposes the use of video referees. It is said that they are of the view."
    candidates = of(text)
    found = [text[a:b] for a, b in candidates.phrases(0, 43)]
    assert found.index("use of video referees") < found.index("use")
    assert found == [
        text[a:b] for a, b in sorted(candidates.phrases(0, 43), key=lambda e: (e[0], -e[1]))
    ]


# Slow sources


def wait_for(condition: threading.Event) -> None:
    assert condition.wait(SOON)


class Held:
    """Answers when it may."""

    def __init__(self) -> None:
        self.may = threading.Event()

    def suggest(self, document_id: str, text: str, start: int, end: int) -> Iterable[Candidate]:
        wait_for(self.may)
        return [Candidate(start, start + 4, "GPE", "", 0.7)]


def test_what_a_slow_source_finds_is_there_after_a_refresh_and_nobody_waits_for_it() -> None:
    held = Held()
    candidates = Candidates(Segmentation("abcd efgh"), slow=[SlowSource("slow", lambda: held)])
    assert candidates.within(0, 9) == []
    assert is_waiting(candidates)
    assert not candidates.refresh()
    held.may.set()
    assert settle(candidates)
    assert candidates.within(0, 9) == [Candidate(0, 4, "GPE", "slow", 0.7)]


def test_a_source_that_comes_later_is_asked_about_what_was_asked_before() -> None:
    sources: list[SlowSource] = []
    candidates = Candidates(Segmentation("abcd efgh"), slow=sources)
    assert candidates.within(0, 9) == []
    held = Held()
    held.may.set()
    sources.append(SlowSource("late", lambda: held))
    candidates.refresh()
    settle(candidates)
    assert [c.source for c in candidates.within(0, 9)] == ["late"]


def test_whatever_text_and_range_what_is_given_fits_them() -> None:
    segmentation = Segmentation(LONG)
    candidates = Candidates(segmentation, [Patterns(segmentation)])
    whole = candidates.within(0, len(LONG))
    for start in range(0, len(LONG), 997):
        end = min(len(LONG), start + 500)
        part = candidates.within(start, end)
        assert part == [c for c in whole if c.start < end and c.end > start]
    assert [LONG[c.start : c.end] for c in whole[:5]] == [
        "Omar Fulan",
        "Anna Smith",
        "ACME Group",
        "Leeds",
        "3 May",
    ]


def test_an_empty_text_has_none() -> None:
    candidates = of("")
    assert candidates.within(0, 0) == []
    assert candidates.at(0, 0) == []
    assert candidates.phrases(0, 0) == []
    while candidates.look_for_phrases(0, 0):
        assert candidates.within(0, 0) == []


def test_what_was_dismissed_stays_so_in_candidates_made_anew(tmp_path: Path) -> None:
    text = "We met Leeds and Leeds."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with open_project(tmp_path, annotator="anna") as project:
        document = project.open("a.txt").document

        def made_anew() -> Candidates:
            made = project.suggestions.candidates(document, Segmentation(text))
            project.suggestions.prepare(wait=True)
            made.refresh()
            return made

        project.commit(edits.tag(project.open_record, text, 17, 22, "GPE", project.scheme))
        project.commit(project.suggestions.reject("Leeds", "GPE"))
        candidates = made_anew()
        assert (7, 12) in [c[:2] for c in candidates.at(0, len(text))]
        candidates.dismiss(7, 12)
        assert (7, 12) not in [c[:2] for c in made_anew().at(0, len(text))]
        project.undo()
        assert (7, 12) in [c[:2] for c in made_anew().at(0, len(text))]
