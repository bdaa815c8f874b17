"""Many rows at once: all are on the disk or none, and the rest of the file stays."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_disks import (
    FaultyDisk,
    RecordingDisk,
    commit,
    crash,
    lay_out,
    mentions,
    places,
    reopen,
    row,
    states_after_power_cut,
    tag,
)
from tinydb import TinyDB

from annotations.change import Table
from annotations.errors import CommitError, ReadOnlyError, StoreError
from annotations.store import encode_row, open_store
from annotations.store.journalled import JournalledStore

KEYS = [f"{number}.txt" for number in range(30)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations" / "alice.json"


def rows(*keys: str, note: str = "Erdoğan") -> list[tuple[Table, str, bytes]]:
    return [("records", key, encode_row({"note": note, "id": key})) for key in keys]


def notes(store: JournalledStore) -> dict[str, str]:
    return {key: (row(store, key) or {}).get("note", "") for key in sorted(store.keys("records"))}


def test_rows_make_a_new_file_that_tinydb_opens(path: Path) -> None:
    store = open_store(path, annotator="alice")
    store.put_rows([*rows(*KEYS), ("entities", "p1", encode_row({"id": "p1", "name": "x"}))])
    with TinyDB(path) as plain:
        assert {each["id"] for each in plain.table("records").all()} == set(KEYS)
        assert plain.table("entities").all() == [{"id": "p1", "name": "x"}]
    assert path.read_bytes().isascii()
    assert row(store, "3.txt") == {"id": "3.txt", "note": "Erdoğan"}
    store.close()
    with_them = open_store(path, annotator="alice")
    assert notes(with_them) == dict.fromkeys(KEYS, "Erdoğan")
    with_them.close()


def test_rows_join_what_is_there_and_the_history_stays(path: Path) -> None:
    store = open_store(path, annotator="alice")
    commit(store, tag(1))
    commit(store, tag(2))
    store.put_rows(rows("b.txt"))
    commit(store, tag(3))
    assert mentions(store) == ["m1", "m2", "m3"]
    assert places(store) == [1, 2, 3]
    store.close()
    again = reopen(path)
    assert (mentions(again), notes(again)["b.txt"], places(again)) == (
        ["m1", "m2", "m3"],
        "Erdoğan",
        [1, 2, 3],
    )
    again.close()


def test_a_row_takes_the_place_of_the_one_with_its_key(path: Path) -> None:
    store = open_store(path, annotator="alice")
    store.put_rows(rows("a.txt", "b.txt"))
    commit(store, tag(1, key="b.txt"))
    store.put_rows(rows("b.txt", note="new"))
    assert notes(store) == {"a.txt": "Erdoğan", "b.txt": "new"}
    assert mentions(store, "b.txt") == []
    store.close()


def test_a_commit_after_rows_in_a_new_file_survives_a_kill(path: Path) -> None:
    store = open_store(path, annotator="alice")
    store.put_rows(rows("a.txt"))
    commit(store, tag(1, key="a.txt"))
    crash(store)
    again = reopen(path)
    assert (notes(again), mentions(again)) == ({"a.txt": "Erdoğan"}, ["m1"])
    again.close()


def test_rows_are_refused_where_another_has_the_file_or_it_is_for_reading(path: Path) -> None:
    one = open_store(path, annotator="alice")
    one.put_rows(rows("a.txt"))
    other = open_store(path, annotator="alice")
    for store in (other, open_store(path, annotator="alice", read_only=True)):
        with pytest.raises(ReadOnlyError, match=r"Nothing was saved"):
            store.put_rows(rows("b.txt"))
    one.close()
    with pytest.raises(ReadOnlyError, match="is closed"):
        one.put_rows(rows("b.txt"))


def test_of_two_that_make_a_new_file_the_later_one_is_refused(path: Path) -> None:
    one, other = (open_store(path, annotator="alice") for _ in range(2))
    one.put_rows(rows("a.txt"))
    with pytest.raises(CommitError, match="is open in process"):
        other.put_rows(rows("b.txt"))
    one.close()
    with pytest.raises(CommitError, match="has made this file meanwhile"):
        other.put_rows(rows("b.txt"))
    assert notes(reopen(path, read_only=True)) == {"a.txt": "Erdoğan"}


def _put(path: Path, disk: FaultyDisk) -> tuple[JournalledStore, bool]:
    store = open_store(path, annotator="alice", disk=disk)
    try:
        store.put_rows(rows("a.txt", "b.txt", note="new"))
    except StoreError:
        return store, False
    return store, True


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_an_error_at_each_system_call_leaves_all_or_nothing(
    tmp_path: Path, code: int, is_new: bool
) -> None:
    before = {} if is_new else {"a.txt": "old", "z.txt": "old"}
    after = before | {"a.txt": "new", "b.txt": "new"}
    step, outcomes = 0, set()
    while True:
        path = tmp_path / str(step) / "alice.json"
        if before:
            first = open_store(path, annotator="alice")
            first.put_rows(rows(*before, note="old"))
            first.close()
        disk = FaultyDisk({step}, code)
        store, saved = _put(path, disk)
        outcomes.add(saved)
        assert notes(store) == (after if saved else before)
        crash(store)
        if path.exists():
            again = reopen(path)
            assert notes(again) == (after if saved else before)
            again.close()
        else:
            assert not saved
            assert not before
        if len(disk.steps) <= step:
            break
        step += 1
    assert outcomes == {True, False}


@pytest.mark.parametrize("is_new", [True, False])
def test_a_power_cut_leaves_all_rows_or_none(tmp_path: Path, is_new: bool) -> None:
    disk = RecordingDisk()
    path = tmp_path / "project" / "alice.json"
    store = open_store(path, annotator="alice", disk=disk)
    if not is_new:
        commit(store, tag(1, key="z.txt"))
    store.put_rows(rows("a.txt", "b.txt"))
    disk.acknowledge(1)
    crash(store)
    seen: set[tuple[int, tuple[str, ...]]] = set()
    states = states_after_power_cut(disk.log, random.Random(3))
    for answered, state in states:
        found = lay_out(tmp_path / "cut", state)
        if found.exists():
            again = reopen(found)
            keys = tuple(key for key in sorted(again.keys("records")) if key != "z.txt")
            again.close()
        else:
            keys = ()
        seen.add((answered, keys))
    assert seen == {(0, ()), (0, ("a.txt", "b.txt")), (1, ("a.txt", "b.txt"))}


def test_rows_that_can_not_be_given_leave_memory_and_file_as_they_were(path: Path) -> None:
    store = open_store(path, annotator="alice")
    store.put_rows(rows("a.txt", note="old"))
    before = path.read_bytes()

    def failing() -> Iterator[tuple[Table, str, bytes]]:
        yield from rows("a.txt", "b.txt", note="new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.put_rows(failing())
    assert notes(store) == {"a.txt": "old"}
    store.close()
    assert path.read_bytes() == before
