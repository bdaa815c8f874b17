"""The store that holds what the disk does not take, until it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotations.change import Change, Commit, PutItem, PutRow, SetFields
from annotations.errors import CommitError, ReadOnlyError, RefusedError
from annotations.store import HeldStore, open_store

ROW = {"id": "a", "revision": 1, "mentions": []}


class Flaky:
    """A real store in front of which a disk can be full, broken, or somebody else's."""

    def __init__(self, path: Path) -> None:
        self.store = open_store(path, annotator="anna")
        self.error: Exception | None = None
        self.known: int | None = None
        self.broken = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @property
    def read_only(self) -> bool:
        return self.broken or self.store.read_only

    @property
    def sequence(self) -> int:
        return self.store.sequence if self.known is None else self.known

    def close(self) -> None:
        if self.broken:
            # A store that gave its file up does not write to it any more.
            self.store._lock.release()
        else:
            self.store.close()

    def keep_text(self, text: str) -> None:
        if self.error:
            raise self.error
        self.store.keep_text(text)

    def commit(self, change: Change, **said: Any) -> Commit:
        if self.error:
            raise self.error
        return self.store.commit(change, **said)


def made(store: HeldStore, command: str = "make", **fields: Any) -> Commit:
    row = {**ROW, **fields}
    change = Change(
        command, command, (PutRow("records", "a", row),), (PutRow("records", "a", None),)
    )
    return store.commit(change, annotator="anna", time="2026-01-01T00:00:00Z")


def put(store: HeldStore, number: int, **said: Any) -> Commit:
    change = Change(
        "put", f"m{number}", (PutItem("records", "a", "mentions", {"id": f"m{number}"}),)
    )
    return store.commit(change, annotator="anna", time=f"2026-01-01T00:00:0{number}Z", **said)


def ids(row: bytes | None) -> list[str]:
    return [item["id"] for item in msgspec.json.decode(row or b"{}").get("mentions", [])]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations" / "anna.json"


def test_a_commit_is_saved_at_once_while_the_disk_takes_it(path: Path) -> None:
    store = HeldStore(lambda: open_store(path, annotator="anna"))
    assert made(store).sequence == 1
    assert store.unsaved == ()
    assert store.trouble == ""
    reader = open_store(path, annotator="anna", read_only=True)
    assert reader.read("records", "a")
    store.close()


def test_what_the_disk_refuses_is_held_read_and_saved_in_order_later(path: Path) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    made(store)
    flaky.error = CommitError("no space is left")
    assert [put(store, n).sequence for n in (1, 2, 3)] == [2, 3, 4]
    assert store.trouble == "no space is left"
    assert [commit.summary for commit in store.unsaved] == ["m1", "m2", "m3"]
    assert ids(store.read("records", "a")) == ["m1", "m2", "m3"]
    assert ids(flaky.store.read("records", "a")) == []
    assert not store.retry()
    flaky.error = None
    assert store.retry()
    assert (store.unsaved, store.trouble) == ((), "")
    assert ids(flaky.store.read("records", "a")) == ["m1", "m2", "m3"]
    assert [c.sequence for c in store.history()] == [4, 3, 2, 1]
    store.close()
    again = open_store(path, annotator="anna", read_only=True)
    assert ids(again.read("records", "a")) == ["m1", "m2", "m3"]


def test_the_next_commit_takes_the_held_ones_along(path: Path) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    made(store)
    flaky.error = CommitError("full")
    put(store, 1)
    flaky.error = None
    put(store, 2)
    assert store.unsaved == ()
    assert [c.summary for c in flaky.store.history()] == ["m2", "m1", "make"]
    store.close()


def test_a_first_commit_is_held_with_its_text(path: Path) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    flaky.error = CommitError("full")
    store.keep_text("Bonn is old.")
    made(store)
    assert list(store.keys("records")) == ["a"]
    assert not path.parent.exists()
    flaky.error = None
    store.close()
    assert [file.read_text("utf-8") for file in path.parent.glob("texts/*.txt")] == ["Bonn is old."]
    assert store.unsaved == ()


def test_a_row_taken_away_while_held_reads_as_none(path: Path) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    made(store)
    flaky.error = CommitError("full")
    gone = Change("remove", "removed", (PutRow("records", "a", None),))
    store.commit(gone, annotator="anna", time="t")
    assert store.read("records", "a") is None
    flaky.error = None
    store.close()


def test_a_file_given_up_is_opened_again_and_nothing_is_saved_twice(path: Path) -> None:
    first = Flaky(path)
    opened: list[Any] = [first]

    def reopen() -> Any:
        if first.broken:
            opened.append(open_store(path, annotator="anna"))
        return opened[-1]

    store = HeldStore(reopen)
    made(store)
    # The sync failed, but the bytes did reach the disk: the outcome that nobody can know.
    put_one = Change("put", "m1", (PutItem("records", "a", "mentions", {"id": "m1"}),))
    first.store.commit(put_one, annotator="anna", time="2026-01-01T00:00:01Z")
    held = Commit(2, "2026-01-01T00:00:01Z", "anna", "put", "m1", put_one.operations)
    store._held.append(held)
    first.broken, first.known = True, 1
    put(store, 2)
    assert store.unsaved == ()
    assert [c.summary for c in store.history()] == ["m2", "m1", "make"]
    assert ids(store.read("records", "a")) == ["m1", "m2"]
    store.close()


def test_what_could_never_be_saved_is_refused_and_not_held(path: Path) -> None:
    store = HeldStore(lambda: open_store(path, annotator="anna"))
    made(store)
    with pytest.raises(RefusedError):
        store.commit(
            Change("bad", "bad", (SetFields("records", "a", {"id": "b"}),)),
            annotator="anna",
            time="t",
        )
    assert store.unsaved == ()
    assert put(store, 1).sequence == 2
    store.close()


@pytest.mark.parametrize("wrong", [{"id": "b"}, {"n": {1: object()}}], ids=["named", "no-json"])
def test_what_could_never_be_saved_is_refused_behind_held_ones_and_blocks_nothing(
    path: Path, wrong: dict[str, Any]
) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    made(store)
    flaky.error = CommitError("full")
    put(store, 1)
    store.keep_text("of the refused one")
    with pytest.raises(RefusedError):
        store.commit(
            Change("bad", "bad", (SetFields("records", "a", wrong),)), annotator="anna", time="t"
        )
    put(store, 2)
    assert [commit.summary for commit in store.unsaved] == ["m1", "m2"]
    assert [commit.sequence for commit in store.unsaved] == [2, 3]
    flaky.error = None
    assert store.retry()
    assert ids(flaky.store.read("records", "a")) == ["m1", "m2"]
    assert not path.with_name("texts").exists(), "a text was kept without its commit"
    store.close()


def test_a_text_that_is_none_is_refused_behind_held_commits(path: Path) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    flaky.error = CommitError("full")
    made(store)
    with pytest.raises(RefusedError, match="character 1 is half of a surrogate pair"):
        store.keep_text("a\ud800")
    flaky.error = None
    assert store.retry()
    store.close()


def test_each_held_commit_keeps_its_own_text_before_it_is_saved(path: Path) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    saved: list[str] = []
    keep, commit = flaky.keep_text, flaky.commit

    def keep_text(text: str) -> None:
        keep(text)
        saved.append(text)

    def save(change: Change, **said: Any) -> Commit:
        done = commit(change, **said)
        saved.append(change.summary)
        return done

    flaky.keep_text, flaky.commit = keep_text, save  # type: ignore[method-assign]  # to see the order
    flaky.error = CommitError("full")
    store.keep_text("one")
    made(store)
    store.keep_text("two")
    made(store, "again")
    flaky.error = None
    put(store, 1)
    assert saved == ["one", "make", "two", "again", "m1"]
    store.close()


def test_a_lock_file_that_was_deleted_is_made_anew_where_nobody_else_writes(path: Path) -> None:
    store = HeldStore(lambda: open_store(path, annotator="anna"))
    made(store)
    path.with_name("anna.json.lock").unlink()
    assert put(store, 1).sequence == 2
    assert (store.unsaved, store.trouble) == ((), "")
    assert open_store(path, annotator="bob").read_only, "the lock is held again"
    store.close()
    assert ids(open_store(path, annotator="anna", read_only=True).read("records", "a")) == ["m1"]


def test_a_lock_file_that_another_window_has_now_holds_the_commits(path: Path) -> None:
    store = HeldStore(lambda: open_store(path, annotator="anna"))
    made(store)
    path.with_name("anna.json.lock").unlink()
    other = open_store(path, annotator="bob")
    assert not other.read_only
    put(store, 1)
    assert [commit.summary for commit in store.unsaved] == ["m1"]
    assert "is open in process" in store.trouble
    other.close()
    assert store.retry()
    store.close()
    assert ids(open_store(path, annotator="anna", read_only=True).read("records", "a")) == ["m1"]


def test_a_store_for_reading_refuses_commits(path: Path) -> None:
    writer = HeldStore(lambda: open_store(path, annotator="anna"))
    made(writer)
    reader = HeldStore(lambda: open_store(path, annotator="anna", read_only=True))
    assert reader.read_only
    with pytest.raises(ReadOnlyError):
        put(reader, 1)
    assert reader.unsaved == ()
    writer.close()


def test_closing_on_a_full_disk_says_what_is_lost(path: Path) -> None:
    flaky = Flaky(path)
    store = HeldStore(lambda: flaky)  # type: ignore[arg-type, return-value]  # a stand-in
    made(store)
    flaky.error = CommitError("full")
    put(store, 1)
    store.close()
    assert [commit.summary for commit in store.unsaved] == ["m1"]


def test_a_file_that_lost_commits_meanwhile_is_not_written_to(path: Path) -> None:
    first = Flaky(path)
    store = HeldStore(lambda: open_store(path, annotator="anna") if first.broken else first)  # type: ignore[arg-type, return-value]  # a stand-in
    made(store)
    put(store, 1)
    path.with_name("anna.json.journal").unlink()
    first.broken = True
    put(store, 2)
    assert [commit.summary for commit in store.unsaved] == ["m2"]
    assert "another state" in store.trouble
    assert ids(store.read("records", "a")) == ["m1", "m2"], "the memory still has all"


def test_a_disk_that_fails_while_it_is_opened_again_raises_nothing(path: Path) -> None:
    first = Flaky(path)

    def reopen() -> Any:
        if first.broken:
            raise OSError(5, "Input/output error")
        return first

    store = HeldStore(reopen)
    made(store)
    first.broken = True
    put(store, 1)
    assert not store.retry()
    assert "Input/output error" in store.trouble
