"""Many rows at once: written with a file's own to another one, which then takes its place."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

import pytest
from store_disks import (
    FaultyDisk,
    commit,
    crash,
    mentions,
    places,
    reopen,
    row,
    tag,
)
from tinydb import TinyDB

from annotations.change import Change, PutRow, Table
from annotations.errors import CommitError, ReadOnlyError, StoreError
from annotations.store import encode_row, open_store
from annotations.store.disk import Disk
from annotations.store.journalled import JournalledStore

KEYS = [f"{number}.txt" for number in range(30)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations" / "alice.json"


def rows(*keys: str, note: str = "Erdoğan") -> list[tuple[Table, str, bytes]]:
    return [("records", key, encode_row({"note": note, "id": key})) for key in keys]


def notes(store: JournalledStore) -> dict[str, str]:
    return {key: (row(store, key) or {}).get("note", "") for key in sorted(store.keys("records"))}


def write_with(store: JournalledStore, given: Iterable[tuple[Table, str, bytes]]) -> Path:
    """Write the store's file with more rows beside it; where that is."""
    folder = store.path.parent.parent
    coming = store.coming(folder / "coming")
    for table, key, data in given:
        coming.put(table, key, data)
    new = folder / "new"
    now, _ = store.write_with(coming, new)
    assert Disk().measure(new) == (now.size, now.crc)
    coming.close()
    store.announce(now)
    return new


def put(path: Path, given: Iterable[tuple[Table, str, bytes]]) -> None:
    """Bring rows into a file, as an import does."""
    path.parent.mkdir(exist_ok=True)
    store = open_store(path, annotator="alice")
    new = write_with(store, given)
    new.replace(path)
    store.close()


def test_rows_make_a_new_file_that_tinydb_opens(path: Path) -> None:
    put(path, [*rows(*KEYS), ("entities", "p1", encode_row({"id": "p1", "name": "x"}))])
    with TinyDB(path) as plain:
        assert {each["id"] for each in plain.table("records").all()} == set(KEYS)
        assert plain.table("entities").all() == [{"id": "p1", "name": "x"}]
    assert path.read_bytes().isascii()
    store = reopen(path)
    assert store.notices == ()
    assert row(store, "3.txt") == {"id": "3.txt", "note": "Erdoğan"}
    assert notes(store) == dict.fromkeys(KEYS, "Erdoğan")
    store.close()


def test_the_file_is_the_one_that_commits_would_make(path: Path, tmp_path: Path) -> None:
    put(path, rows(*KEYS))
    other = open_store(tmp_path / "other.json", annotator="alice")
    for key in reversed(KEYS):
        put_row = PutRow("records", key, {"id": key, "note": "Erdoğan"})
        commit(other, Change("import", "in", (put_row,)))
    other.close()
    assert path.read_bytes() == (tmp_path / "other.json").read_bytes()


def test_rows_join_what_is_there_and_the_history_stays(path: Path) -> None:
    store = open_store(path, annotator="alice")
    commit(store, tag(1))
    commit(store, tag(2))
    crash(store)
    put(path, rows("b.txt"))
    again = reopen(path)
    assert again.notices == ()
    commit(again, tag(3))
    assert mentions(again) == ["m1", "m2", "m3"]
    assert places(again) == [1, 2, 3]
    again.close()
    last = reopen(path)
    assert (mentions(last), notes(last)["b.txt"], places(last)) == (
        ["m1", "m2", "m3"],
        "Erdoğan",
        [1, 2, 3],
    )
    last.close()


def test_a_row_takes_the_place_of_the_one_with_its_key(path: Path) -> None:
    put(path, rows("a.txt", "b.txt"))
    store = open_store(path, annotator="alice")
    commit(store, tag(1, key="b.txt"))
    store.close()
    put(path, rows("b.txt", note="new"))
    again = reopen(path)
    assert notes(again) == {"a.txt": "Erdoğan", "b.txt": "new"}
    assert mentions(again, "b.txt") == []
    again.close()


def test_keys_that_give_one_number_get_several(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.store.rows.number_of", lambda key: len(key))
    put(path, rows("aa", "b"))
    put(path, rows("cc", "dd", "b", "ee", note="new"))
    store = reopen(path, read_only=True)
    assert notes(store) == {"aa": "Erdoğan", "b": "new", "cc": "new", "dd": "new", "ee": "new"}
    assert sorted(store.table("records").numbers()) == [1, 2, 3, 4, 5]


def test_a_commit_after_rows_in_a_new_file_survives_a_kill(path: Path) -> None:
    put(path, rows("a.txt"))
    store = reopen(path)
    commit(store, tag(1, key="a.txt"))
    crash(store)
    again = reopen(path)
    assert (notes(again), mentions(again)) == ({"a.txt": "Erdoğan"}, ["m1"])
    again.close()


def test_work_goes_on_where_the_new_file_never_takes_its_place(path: Path) -> None:
    store = open_store(path, annotator="alice")
    commit(store, tag(1))
    for number in (2, 3):
        write_with(store, rows("b.txt"))
        store.close()
        store = reopen(path)
        assert store.notices == ()
        commit(store, tag(number))
        crash(store)
        store = reopen(path)
    assert (mentions(store), places(store)) == (["m1", "m2", "m3"], [1, 2, 3])
    assert list(store.keys("records")) == ["a.txt"]
    store.close()


def test_rows_are_refused_where_another_has_the_file_or_it_is_for_reading(path: Path) -> None:
    put(path, rows("a.txt"))
    one = open_store(path, annotator="alice")
    other = open_store(path, annotator="alice")
    for store in (other, open_store(path, annotator="alice", read_only=True)):
        with pytest.raises(ReadOnlyError, match=r"Nothing was saved"):
            write_with(store, rows("b.txt"))
    one.close()
    with pytest.raises(ReadOnlyError, match="is closed"):
        write_with(one, rows("b.txt"))


def test_of_two_that_make_a_new_file_the_later_one_is_refused(path: Path) -> None:
    one, other = (open_store(path, annotator="alice") for _ in range(2))
    path.parent.mkdir()
    new = write_with(one, rows("a.txt"))
    with pytest.raises(CommitError, match="is open in process"):
        write_with(other, rows("b.txt"))
    new.replace(path)
    one.close()
    with pytest.raises(CommitError, match="has made this file meanwhile"):
        write_with(other, rows("b.txt"))
    assert notes(reopen(path, read_only=True)) == {"a.txt": "Erdoğan"}


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_an_error_at_each_system_call_changes_nothing(
    tmp_path: Path, code: int, is_new: bool
) -> None:
    step, outcomes = 0, set()
    while True:
        path = tmp_path / str(step) / "annotations" / "alice.json"
        path.parent.mkdir(parents=True)
        if not is_new:
            put(path, rows("a.txt", "z.txt", note="old"))
            first = open_store(path, annotator="alice")
            commit(first, tag(1, key="z.txt"))
            crash(first)
        disk = FaultyDisk({step}, code)
        store = open_store(path, annotator="alice", disk=disk)
        try:
            write_with(store, rows("a.txt", "b.txt", note="new"))
            outcomes.add(True)
        except (StoreError, OSError):
            outcomes.add(False)
        crash(store)
        if is_new:
            assert not path.exists()
        else:
            again = reopen(path)
            assert notes(again) == {"a.txt": "old", "z.txt": "old"}
            assert mentions(again, "z.txt") == ["m1"]
            again.close()
        if len(disk.steps) <= step:
            break
        step += 1
    assert outcomes == {True, False}
