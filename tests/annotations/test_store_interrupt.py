"""Ctrl+C while the store writes: nothing is lost, half written, or told wrong."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from store_disks import FaultyDisk, commit, mentions, places, reopen, tag

from annotations.errors import CommitError, StoreError
from annotations.store import pair
from annotations.store.interrupt import interrupt_held_back

_STEPS = 60


class InterruptedDisk(FaultyDisk):
    """Raises KeyboardInterrupt at a step, counted from 0; a write is done in part."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def _step(self, name: str) -> None:
        self.steps.append(name)
        if len(self.steps) - 1 == self._at:
            raise KeyboardInterrupt

    def write(self, descriptor: int, data: bytes) -> None:
        try:
            super().write(descriptor, data)
        except KeyboardInterrupt:
            os.write(descriptor, data[: len(data) // 2])
            raise


class SignallingDisk(FaultyDisk):
    """Gets the signal of Ctrl+C at every step of its work."""

    def _step(self, name: str) -> None:
        self.steps.append(name)
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("folds", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_an_interrupt_at_any_step_of_a_commit_leaves_the_store_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folds: bool, first: bool
) -> None:
    reached = 0
    for step in range(_STEPS):
        path = tmp_path / str(step) / "alice.json"
        answered = 0
        if not first:
            with monkeypatch.context() as small:
                small.setattr(pair, "FOLD_AT_LEAST", 1 << 20)
                store = reopen(path)
                answered = commit(store, tag(1))
                store.close()
        monkeypatch.setattr(pair, "FOLD_AT_LEAST", 1 if folds else 1 << 20)
        disk = InterruptedDisk(-1)
        store = reopen(path, disk=disk)
        disk.steps.clear()
        disk._at = step
        interrupted = False
        try:
            for number in range(2, 12):
                answered = commit(store, tag(number))
        except KeyboardInterrupt:
            interrupted = True
        reached += interrupted
        disk._at = -1
        if interrupted:
            try:
                answered = commit(store, tag(20))
            except StoreError:
                # Between two journals, where one must be opened anew.
                assert folds
                assert "it was interrupted" in (store._refusal() or "")
        store.close()
        store = reopen(path)
        assert not store.read_only, store.notices
        assert store.sequence >= answered
        found = places(store)
        assert found == list(range(1, len(found) + 1))
        assert len(mentions(store)) == len(found)
        commit(store, tag(30))
        store.close()
    assert reached > 5


@pytest.mark.parametrize("folds", [False, True])
def test_after_an_interrupt_while_syncing_the_same_store_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folds: bool
) -> None:
    monkeypatch.setattr(pair, "FOLD_AT_LEAST", 1 if folds else 1 << 20)
    disk = InterruptedDisk(-1)
    store = reopen(tmp_path / "alice.json", disk=disk)
    commit(store, tag(1))
    disk._at = len(disk.steps) + ["size_and_links", "write", "sync"].index("sync")
    with pytest.raises(KeyboardInterrupt):
        commit(store, tag(2))
    assert disk.steps[disk._at] == "sync"
    assert commit(store, tag(3)) == 2
    store.close()
    assert mentions(reopen(tmp_path / "alice.json")) == ["m1", "m3"]


def test_a_real_signal_comes_after_the_commit_and_the_store_goes_on(tmp_path: Path) -> None:
    disk = SignallingDisk()
    store = reopen(tmp_path / "alice.json")
    commit(store, tag(1))
    store.close()
    store = reopen(tmp_path / "alice.json")
    store._disk = store._pair._disk = disk
    assert store._pair.journal is not None
    store._pair.journal._disk = disk
    for number in (2, 3):
        with pytest.raises(KeyboardInterrupt):
            commit(store, tag(number))
        assert store.sequence == number
    with pytest.raises(KeyboardInterrupt):
        store.close()
    assert "rename" in disk.steps
    assert mentions(reopen(tmp_path / "alice.json")) == ["m1", "m2", "m3"]


def test_what_is_held_back_comes_once_at_the_outermost_end() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012  # how far it comes is the point
        with interrupt_held_back():
            with interrupt_held_back():
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)
                done.append("inner")
            done.append("outer")
        done.append("never")
    assert done == ["inner", "outer"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_of_the_block_goes_before_the_interrupt() -> None:
    with pytest.raises(CommitError), interrupt_held_back():  # noqa: PT012  # a block is its matter
        signal.raise_signal(signal.SIGINT)
        raise CommitError("not saved")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_nothing_is_held_back() -> None:
    seen = []

    def work() -> None:
        with interrupt_held_back():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
