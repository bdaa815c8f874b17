"""Candidates found a slice at a time are those found at once, and no slice outlasts its budget."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suggest_samples import SCRIPTS, learn

from annotations.language import uncased
from annotations.suggest.base import Candidate
from annotations.suggest.candidates import Candidates
from annotations.suggest.memory import Memory
from annotations.suggest.patterns import Patterns
from annotations.suggest.ranking import BLOCK
from annotations.suggest.slices import Slices
from annotations.text import Segmentation

SOON = 10.0


class Steps:
    """A clock that goes on by one whenever somebody looks at it, which the hook does at every
    function's begin and end.
    """

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> float:
        self.now += 1
        return float(self.now)


def step(done: list[int]) -> None:
    """A function to be stopped in."""
    done.append(threading.get_ident())


def steps(done: list[int], number: int = 1000) -> list[int]:
    for _ in range(number):
        step(done)
    return done


def slices(clock: Callable[[], float] | None = None) -> Slices[list[int]]:
    return Slices(clock or Steps(), stops_in=(__name__,))


def test_a_slice_ends_when_its_time_is_over_and_the_next_goes_on_from_there() -> None:
    done: list[int] = []
    work = slices()
    sizes = [0]
    while work.go_on("work", lambda: steps(done), 50) is None:
        sizes.append(len(done))
    # Entered and left, and what is called there too: at least two looks at the clock a step.
    assert all(0 < after - before <= 25 for before, after in pairwise(sizes))
    assert len(sizes) > 1000 / 25
    assert len(done) == 1000


def test_nothing_of_a_work_is_done_between_its_slices() -> None:
    done: list[int] = []
    work = slices()
    assert work.go_on("work", lambda: steps(done), 100) is None
    stopped = len(done)
    # Others may run as long as they like.
    for thread in [threading.Thread(target=steps, args=([],)) for _ in range(5)]:
        thread.start()
        thread.join(SOON)
    assert len(done) == stopped


def test_a_work_that_is_finished_goes_on_from_where_it_was() -> None:
    done: list[int] = []
    work = slices()
    assert work.go_on("work", lambda: steps(done), 100) is None
    before = len(done)
    assert work.finish("work", lambda: steps(done)) is done
    assert before < len(done) == 1000
    assert len(set(done)) == 1


def test_another_work_takes_the_place_of_the_one_under_way_and_its_thread_ends() -> None:
    first: list[int] = []
    second: list[int] = []
    work = slices()
    assert work.go_on("first", lambda: steps(first), 100) is None
    threads = [one for one in threading.enumerate() if one.ident in first]
    assert work.go_on("second", lambda: steps(second), 10**9) == second
    for thread in threads:
        thread.join(SOON)
        assert not thread.is_alive()
    assert 0 < len(first) < 1000


def test_a_work_that_nobody_holds_any_more_ends() -> None:
    done: list[int] = []
    work = slices()
    assert work.go_on("work", lambda: steps(done), 100) is None
    (thread,) = [one for one in threading.enumerate() if one.ident in done]
    del work
    gc.collect()
    thread.join(SOON)
    assert not thread.is_alive()


def test_what_a_work_raises_is_raised_to_who_waits_for_it() -> None:
    def fail() -> list[int]:
        steps([], 100)
        raise ValueError("no")

    work = slices()
    for _ in range(5):
        assert work.go_on("work", fail, 20) is None
    with pytest.raises(ValueError, match="no"):
        work.go_on("work", fail, 10**9)
    with pytest.raises(ValueError, match="no"):
        work.finish("work", fail)


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), ValueError("no")])
def test_whatever_ends_a_work_ends_the_waiting_for_it(error: BaseException) -> None:
    def fail() -> list[int]:
        raise error

    with pytest.raises(type(error)):
        slices().go_on("work", fail, 1e9)


def test_where_no_thread_can_be_started_nobody_waits_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    work = slices()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        for _ in range(2):
            with pytest.raises(RuntimeError):
                work.go_on("work", lambda: steps([]))
    assert work.finish("work", lambda: steps([], 3))


def test_a_work_is_not_stopped_where_something_may_be_held() -> None:
    """In modules that are not named, as where the lock of an import is held."""
    done: list[int] = []
    work: Slices[list[int]] = Slices(Steps(), stops_in=("annotations.nothing",))
    assert work.go_on("work", lambda: steps(done), 10) is done


def looked_for(text: str, seconds: float, start: int, end: int, learnt: str) -> Candidates:
    """Candidates that were looked for by slices, with a string learnt in the midst of it."""
    memory = Memory()
    segmentation = Segmentation(text)
    candidates = Candidates(segmentation, [Patterns(segmentation)], memory=memory)
    for number in count():
        if number == 3 and learnt:
            learn(memory, learnt, "ORG")
        if not candidates.look_for_phrases(start, end, seconds):
            break
    if learnt and number < 3:
        learn(memory, learnt, "ORG")
    return candidates


def at_once(text: str, learnt: str) -> Candidates:
    memory = Memory()
    segmentation = Segmentation(text)
    candidates = Candidates(segmentation, [Patterns(segmentation)], memory=memory)
    candidates.within(0, len(text))
    if learnt:
        learn(memory, learnt, "ORG")
    return candidates


def all_of(candidates: Candidates, length: int) -> list[list[Candidate] | list[tuple[int, int]]]:
    return [
        candidates.within(0, length),
        candidates.at(0, length),
        candidates.phrases(0, length),
    ]


@settings(max_examples=12, deadline=None)
@given(st.data())
@pytest.mark.parametrize("script", SCRIPTS)
def test_slices_find_what_whole_blocks_find(script: str, data: st.DataObject) -> None:
    sentences = data.draw(st.lists(st.sampled_from(SCRIPTS[script]), min_size=1, max_size=12))
    text = "".join(sentences) * data.draw(st.sampled_from((1, 1, BLOCK // 200)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + BLOCK)))
    seconds = data.draw(st.sampled_from((0.0002, 0.001, 0.005)))
    learnt = data.draw(st.sampled_from(("", text[start : start + 4].strip())))
    uncased._counted.cache_clear()
    sliced = looked_for(text, seconds, start, end, learnt)
    assert all_of(sliced, len(text)) == all_of(at_once(text, learnt), len(text))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_key_in_the_midst_of_a_block_gets_all_of_it(script: str) -> None:
    text = "".join(SCRIPTS[script]) * 8
    segmentation = Segmentation(text)
    candidates = Candidates(segmentation, [Patterns(segmentation)])
    uncased._counted.cache_clear()
    assert candidates.look(0, len(text), 0.0001)
    assert candidates.within(0, len(text)) == at_once(text, "").within(0, len(text))


def test_what_is_known_is_not_looked_for() -> None:
    text = "".join(SCRIPTS["english"])
    segmentation = Segmentation(text)
    candidates = Candidates(segmentation, [Patterns(segmentation)])
    while candidates.look(0, len(text)):
        assert not candidates.phrases(0, len(text), known=True) or candidates.within(0, len(text))
    quoted = candidates.phrases(0, len(text), known=True)
    while candidates.look_for_phrases(0, len(text)):
        assert len(candidates.phrases(0, len(text), known=True)) >= len(quoted)
    assert candidates.phrases(0, len(text), known=True) == candidates.phrases(0, len(text))
    assert len(candidates.phrases(0, len(text))) > len(quoted)
