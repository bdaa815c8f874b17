"""The snapshot, the history, the lock: what is on the disk, and who may change it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from store_disks import (
    WHEN,
    FaultyDisk,
    RecordingDisk,
    commit,
    crash,
    mentions,
    places,
    reopen,
    row,
    tag,
)
from tinydb import TinyDB

from annotations.change import Change, PutItem, PutRow, SetFields
from annotations.errors import CommitError, DamagedError, ReadOnlyError, StoreError
from annotations.store import history, pair
from annotations.store.disk import Disk
from annotations.store.journal import read_journal
from annotations.store.journalled import open_store
from annotations.store.lock import WriterLock
from annotations.store.recovery import OutOfStepError, journal_path, load
from annotations.store.rows import number_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations" / "alice.json"


def _files(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def _bytes(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


# What is there and when.


def test_nothing_is_written_before_the_first_commit(path: Path) -> None:
    store = reopen(path)
    assert store.read("records", "a.txt") is None
    assert list(store.keys("records")) == []
    assert list(store.history()) == []
    assert not store.read_only
    store.idle()
    store.close()
    assert not path.parent.exists()


def test_the_first_commit_makes_a_file_that_tinydb_opens(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    assert _files(path) == ["alice.json", "alice.json.journal", "alice.json.lock"]
    with TinyDB(path, access_mode="r") as stock:
        assert stock.tables() == set()
    store.close()


def test_reading_writes_nothing(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    crash(store)
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    reader = reopen(path, read_only=True)
    assert mentions(reader) == ["m1"]
    with pytest.raises(ReadOnlyError, match="reading only"):
        commit(reader, tag(2))
    reader.idle()
    reader.close()
    assert before == {each.name: each.read_bytes() for each in path.parent.iterdir()}


def test_opening_and_closing_a_folded_file_changes_nothing(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    reopen(path).close()
    after = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    assert before.pop("alice.json.lock") == after.pop("alice.json.lock")
    assert before == after


def test_a_closed_file_is_what_was_annotated_for_plain_tinydb(path: Path) -> None:
    store = reopen(path)
    for number in range(3):
        commit(store, tag(number, text='Erdoğan "😀"\n'))
    commit(store, Change("e", "", (PutRow("entities", "p1", {"id": "p1", "name": "Ankara"}),)))
    expected = row(store)
    store.close()
    with TinyDB(path, access_mode="r") as stock:
        assert stock.table("records").all() == [expected]
        assert stock.table("records").all()[0].doc_id == number_of("a.txt")
        assert stock.table("entities").all() == [{"id": "p1", "name": "Ankara"}]


def test_the_snapshot_is_ascii_with_one_row_a_line_in_an_order_of_its_own(tmp_path: Path) -> None:
    keys = ["z.txt", "a.txt", "ß.txt"]
    written = []
    for name, order in (("one", keys), ("two", keys[::-1])):
        store = reopen(tmp_path / name / "alice.json")
        for key in order:
            commit(store, tag(1, key, text="a\nb"))
            commit(store, Change("set", "", (SetFields("records", key, {"b": 1, "a": [2]}),)))
            commit(store, tag(2, key))
        store.close()
        written.append(store.path.read_bytes())
    assert written[0] == written[1], "the order of the commits shows in the file"
    assert written[0].isascii()
    lines = written[0].decode().splitlines()
    assert len(lines) == len(keys) + 2
    assert all(json.loads("{" + line.rstrip(",") + "}") for line in lines[1:-1])


def test_a_commit_writes_the_edit_and_not_the_record(path: Path) -> None:
    store = reopen(path)
    items = [{"id": f"m{n}", "start": n, "text": "x" * 20} for n in range(5000)]
    commit(store, Change("import", "", (PutRow("records", "a", {"id": "a", "mentions": items}),)))
    store.close()
    disk = RecordingDisk()
    disk._names["alice.json.journal"] = 0
    store = open_store(path, annotator="alice", disk=disk)
    for number in range(20):
        commit(store, tag(9000 + number, "a"))
    written = sum(len(step[2]) for step in disk.log if step[0] == "write")
    assert written < 20 * 600
    assert [step[0] for step in disk.log] == ["sync_folder", *["write", "sync"] * 20]
    assert len(mentions(store, "a")) == 5020
    crash(store)


def test_what_is_in_memory_is_nobody_elses_object(path: Path) -> None:
    item = {"id": "m1", "labels": ["a"]}
    store = reopen(path)
    commit(store, Change("put", "", (PutItem("records", "a.txt", "mentions", item),)))
    item["labels"].append("b")
    assert row(store)["mentions"] == [{"id": "m1", "labels": ["a"]}]
    crash(store)


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (PutRow("records", "a", {"id": "b"}), "by its id"),
        (PutRow("records", "a", {"text": "x"}), "by its id"),
        (SetFields("records", "a", {"id": "b"}), "by its id"),
        (PutItem("records", "a", "mentions", {"start": 1}), "by its id"),
        (SetFields("records", "a", {"note": "\ud800"}), "JSON"),
        (SetFields("records", "a", {"note": object()}), "JSON"),
    ],
)
def test_a_change_that_could_not_be_read_again_is_refused(
    path: Path, operation: PutRow | SetFields | PutItem, said: str
) -> None:
    store = reopen(path)
    with pytest.raises(CommitError, match=said):
        commit(store, Change("bad", "", (operation,)))
    assert not path.parent.exists()
    assert commit(store, tag(1)) == 1
    crash(store)


# Snapshots that are not what the store wrote.


def test_a_row_of_another_program_is_found_by_its_id(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    with TinyDB(path) as stock:
        stock.table("records").insert({"id": "b.txt", "mentions": [{"id": "m1"}]})
        number = stock.table("records").all()[-1].doc_id
    store = reopen(path)
    assert any("changed by another program" in notice for notice in store.notices)
    commit(store, tag(2, "b.txt"))
    assert mentions(store, "b.txt") == ["m1", "m2"]
    store.close()
    with TinyDB(path, access_mode="r") as stock:
        assert len(stock.table("records")) == 2
        assert stock.table("records").get(doc_id=number)["id"] == "b.txt"
    assert reopen(path, read_only=True).notices == ()


def test_an_edit_by_another_program_is_refused_while_the_journal_has_commits(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    store = reopen(path)
    commit(store, tag(2))
    crash(store)
    with TinyDB(path) as stock:
        stock.table("records").insert({"id": "b.txt"})
    before = path.read_bytes(), journal_path(path).read_bytes()
    for read_only in (True, False):
        with pytest.raises(OutOfStepError, match="1 commits that may not be in it"):
            reopen(path, read_only=read_only)
    assert before == (path.read_bytes(), journal_path(path).read_bytes())


def test_an_edit_by_another_program_while_open_is_copied_aside(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    with TinyDB(path) as stock:
        stock.table("records").insert({"id": "b.txt"})
    theirs = path.read_bytes()
    store.close()
    assert path.with_name("alice.json.foreign-1").read_bytes() == theirs
    assert any("alice.json.foreign-1" in notice for notice in store.notices)
    assert mentions(reopen(path, read_only=True)) == ["m1"]


def test_a_flipped_bit_in_the_snapshot_is_always_noticed(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    good = path.read_bytes()
    modified = path.stat().st_mtime_ns
    for place in range(len(good)):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        # Bits that rot are not written: the time of change stays.
        os.utime(path, ns=(modified, modified))
        with pytest.raises(DamagedError, match="salvage"):
            reopen(path)
    path.write_bytes(good)
    os.utime(path, ns=(modified, modified))
    assert mentions(reopen(path, read_only=True)) == ["m1"]


@pytest.mark.parametrize("content", [b'{"records": {', b"[]", b'{"records": {"x": {}}}', b"\xff"])
def test_a_file_that_is_no_tinydb_file_is_refused_and_left(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(DamagedError, match=r"alice\.json"):
        reopen(path)
    assert path.read_bytes() == content


def test_a_snapshot_that_is_gone_is_not_taken_for_an_empty_one(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    path.unlink()
    with pytest.raises(DamagedError, match="is missing"):
        reopen(path)
    assert not path.exists()


def test_an_empty_file_and_one_without_a_journal_are_taken(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"")
    store = reopen(path)
    assert store.notices == ()
    commit(store, tag(1))
    store.close()
    journal_path(path).unlink()
    store = reopen(path)
    assert mentions(store) == ["m1"]
    assert commit(store, tag(2)) == 2
    crash(store)
    assert mentions(reopen(path, read_only=True)) == ["m1", "m2"]


def test_two_rows_with_one_id_are_both_kept_and_said(path: Path) -> None:
    path.parent.mkdir()
    rows = {"7": {"id": "a.txt", "n": 7}, "3": {"id": "a.txt", "n": 3}}
    path.write_text(json.dumps({"records": rows}))
    store = reopen(path)
    assert "2 rows of records have the id 'a.txt'" in store.notices[0]
    assert row(store)["n"] == 3
    commit(store, Change("delete", "", (PutRow("records", "a.txt", None),)))
    assert row(store)["n"] == 7
    store.close()
    assert row(reopen(path, read_only=True))["n"] == 7


# History.


def test_history_goes_on_across_folds_and_restarts_newest_first(path: Path) -> None:
    for start in (1, 4, 7):
        store = reopen(path)
        for number in range(start, start + 3):
            change = tag(number)
            assert commit(store, change, undoes=number - 1) == number
        assert places(store) == list(range(1, start + 3))
        store.close()
    newest = next(reopen(path, read_only=True).history())
    assert (newest.sequence, newest.command, newest.undoes) == (9, "tag", 8)
    assert (newest.annotator, newest.time) == ("alice", WHEN)
    assert newest.inverse == tag(9).inverse
    assert newest.operations == tag(9).operations


@pytest.mark.parametrize("step", range(33))
def test_a_fold_that_is_cut_off_neither_loses_nor_doubles_history(path: Path, step: int) -> None:
    class Stop(BaseException):
        pass

    class Cut(FaultyDisk):
        def _step(self, name: str) -> None:
            super()._step(name)
            if len(self.steps) > begin + step:
                raise Stop

    begin = never = 1 << 30
    disk = Cut()
    store = open_store(path, annotator="alice", disk=disk)
    for number in range(1, 4):
        commit(store, tag(number))
    begin = len(disk.steps)
    try:
        store.close()
    except Stop:
        begin = never
        crash(store)
    for _ in range(2):
        store = reopen(path)
        assert places(store) == [1, 2, 3]
        assert mentions(store) == ["m1", "m2", "m3"]
        store.close()


def test_the_history_file_is_bounded_and_keeps_the_newest(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history.History.__init__, "__defaults__", (4000,))
    for start in range(0, 40, 5):
        store = reopen(path)
        for number in range(start + 1, start + 6):
            commit(store, tag(number))
        store.close()
        assert path.with_name("alice.history").stat().st_size <= 4200
    known = places(reopen(path, read_only=True))
    assert known[-1] == 40
    assert known == list(range(known[0], 41))
    assert len(known) >= 4


def test_history_of_a_state_that_was_left_goes_when_it_is_overtaken(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    kept = {each: each.read_bytes() for each in (path, journal_path(path))}
    store = reopen(path)
    commit(store, tag(2))
    commit(store, tag(3))
    store.close()
    for each, data in kept.items():
        each.write_bytes(data)
    store = reopen(path)
    assert commit(store, tag(7)) == 2
    store.close()
    found = [(each.sequence, each.operations) for each in reopen(path, read_only=True).history()]
    assert found == [(2, tag(7).operations), (1, tag(1).operations)]


# Folding.


def test_a_journal_that_has_grown_is_folded_in_a_pause(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair, "FOLD_AT_LEAST", 2000)
    store = reopen(path)
    for number in range(6):
        commit(store, tag(number))
        assert path.read_bytes() == b"{}\n", "a commit folded in the way of a key"
    store.idle()
    assert len(read_journal(journal_path(path).read_bytes(), "").entries) == 0
    with TinyDB(path, access_mode="r") as stock:
        assert len(stock.table("records").all()[0]["mentions"]) == 6
    crash(store)


def test_a_journal_without_measure_is_folded_without_a_pause(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair, "FOLD_AT_LEAST", 500)
    store = reopen(path)
    for number in range(60):
        commit(store, tag(number))
    assert journal_path(path).stat().st_size < 8 * 500 + 1000
    crash(store)
    assert len(mentions(reopen(path, read_only=True))) == 60


def test_a_large_journal_is_folded_at_opening(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = reopen(path)
    for number in range(20):
        commit(store, tag(number))
    crash(store)
    monkeypatch.setattr(pair, "FOLD_AT_LEAST", 2000)
    store = reopen(path)
    assert len(read_journal(journal_path(path).read_bytes(), "").entries) == 0
    crash(store)


def test_folding_keeps_the_permissions_of_the_file(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    path.chmod(0o600)
    store.close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(path)
    store = reopen(link)
    commit(store, tag(1))
    store.close()
    assert link.is_symlink()
    assert mentions(reopen(path, read_only=True)) == ["m1"]


# One writer, any readers.


HOLD = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from store_disks import commit, reopen, tag
store = reopen(Path({path!r}))
commit(store, tag(1))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_opens_read_only_and_says_who_writes(path: Path) -> None:
    code = HOLD.format(tests=str(Path(__file__).parent), path=str(path))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        for _ in range(2):
            store = open_store(path, annotator="bob")
            assert store.read_only
            assert f"is open in process {process.pid} on" in store.notices[0]
            assert "(by alice); opened read-only" in store.notices[0]
            assert mentions(store) == ["m1"]
            with pytest.raises(ReadOnlyError, match=str(process.pid)):
                commit(store, tag(2))
            store.close()
        process.kill()
    store = open_store(path, annotator="bob")
    assert not store.read_only
    assert commit(store, tag(2)) == 2
    store.close()


def test_a_full_disk_does_not_keep_the_writer_from_opening(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    store = reopen(path)
    assert not store.read_only
    assert reopen(path).read_only
    crash(store)


def test_without_the_lock_a_second_window_would_write_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reopen(path)
    commit(first, tag(1))
    assert reopen(path).read_only
    monkeypatch.setattr(WriterLock, "acquire", lambda self, annotator: None)
    second = reopen(path)
    assert not second.read_only
    commit(second, tag(2))
    # Where locks can't be trusted, the first one notices before it writes over the other's work.
    with pytest.raises(CommitError, match="written to by another program"):
        commit(first, tag(3))
    crash(first)
    crash(second)
    assert mentions(reopen(path, read_only=True)) == ["m1", "m2"]


@pytest.mark.parametrize("replaced", [False, True])
def test_a_deleted_lock_file_stops_the_first_writer_at_once(path: Path, replaced: bool) -> None:
    first = reopen(path)
    commit(first, tag(1))
    lock = path.with_name("alice.json.lock")
    lock.unlink()
    if replaced:
        second = reopen(path)
        assert not second.read_only
    assert first.read_only
    before = _bytes(path)
    with pytest.raises(ReadOnlyError, match="its lock file was deleted or replaced"):
        commit(first, tag(2))
    first.idle()
    assert _bytes(path) == before
    if replaced:
        commit(second, tag(3))
        assert first.refresh(), "what the other window saves is followed"
        assert mentions(first) == ["m1", "m3"]
        before = _bytes(path)
        first.close()
        assert _bytes(path) == before, "it was folded over the other's work"
        second.close()
    again = reopen(path)
    assert mentions(again) == (["m1", "m3"] if replaced else ["m1"])
    again.close()


def test_a_lock_file_that_is_there_as_it_was_stops_nobody(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    lock = path.with_name("alice.json.lock")
    lock.write_bytes(b"overwritten")
    lock.touch()
    assert commit(store, tag(2)) == 2
    store.close()


def test_a_disk_that_can_not_say_what_is_there_is_an_error_in_words(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    reader = reopen(path, read_only=True)
    stat = Path.stat

    def failing(self: Path, **options: Any) -> Any:
        if self.suffix == ".json":
            raise OSError(5, "Input/output error")
        return stat(self, **options)

    monkeypatch.setattr(Path, "stat", failing)
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"alice\.json can't be read: .*Input/output error"):
            reopen(path, read_only=read_only)
    with pytest.raises(StoreError, match=r"alice\.json can't be read: .*Input/output error"):
        reader.refresh()
    monkeypatch.undo()
    assert mentions(reader) == ["m1"]
    again = reopen(path)
    assert not again.read_only, "the lock was kept"
    again.close()


def test_of_two_windows_on_a_new_file_the_later_one_is_refused(path: Path) -> None:
    first, second, third = reopen(path), reopen(path), reopen(path)
    commit(first, tag(1))
    with pytest.raises(CommitError, match="is open in process"):
        commit(second, tag(2))
    first.close()
    with pytest.raises(CommitError, match="another window has made this file"):
        commit(third, tag(3))
    assert mentions(reopen(path, read_only=True)) == ["m1"]


def test_a_folder_that_can_not_be_written_to_opens_read_only(path: Path) -> None:
    class ReadOnlyFolder(Disk):
        def writable(self, folder: Path) -> bool:
            return False

    store = reopen(path)
    commit(store, tag(1))
    crash(store)
    before = _files(path)
    store = open_store(path, annotator="alice", disk=ReadOnlyFolder())
    assert store.read_only
    assert "can't be written to; opened read-only" in store.notices[0]
    assert mentions(store) == ["m1"]
    with pytest.raises(ReadOnlyError):
        commit(store, tag(2))
    store.close()
    assert _files(path) == before
    new = open_store(path.with_name("new.json"), annotator="alice", disk=ReadOnlyFolder())
    assert new.read_only
    assert list(new.keys("records")) == []


class _Beside(Disk):
    """Lets a writer go on between the opening of the two files that a reader reads."""

    def __init__(self, *, careless: bool) -> None:
        self.careless = careless
        self.between = [lambda: None]

    def read_pair(self, first: Path, second: Path) -> tuple[bytes | None, bytes | None]:
        meanwhile = self.between.pop() if self.between else (lambda: None)
        if self.careless:
            journal = first.read_bytes()
            meanwhile()
            return journal, second.read_bytes()
        with first.open("rb") as opened:
            meanwhile()
            snapshot = second.read_bytes()
            return opened.read(), snapshot


def test_a_reader_sees_one_state_while_the_writer_folds(path: Path) -> None:
    writer = reopen(path)
    commit(writer, tag(1))

    def fold() -> None:
        commit(writer, tag(writer.sequence + 1))
        assert writer._pair.journal is not None
        writer._try_to_fold(writer._pair.journal)

    disk = _Beside(careless=False)
    disk.between = [fold]
    assert load(disk, path).sequence == 2
    # Two folds: the journal that was opened doesn't know the snapshot any more. Read again.
    disk.between = [lambda: (fold(), fold())[0]]
    reader = reopen(path, read_only=True, disk=disk)
    assert (reader.sequence, mentions(reader)) == (4, ["m1", "m2", "m3", "m4"])
    # The control: reading the journal before the snapshot is opened doesn't fit together.
    careless = _Beside(careless=True)
    careless.between = [fold]
    commit(writer, tag(5))
    with pytest.raises(OutOfStepError):
        load(careless, path)
    crash(writer)


def test_a_reader_refreshes_beside_the_writer(path: Path) -> None:
    reader = reopen(path, read_only=True)
    writer = reopen(path)
    commit(writer, tag(1))
    assert reader.refresh()
    assert mentions(reader) == ["m1"]
    assert not reader.refresh()
    commit(writer, tag(2))
    writer.close()
    assert reader.refresh()
    assert mentions(reader) == ["m1", "m2"]
    assert places(reader) == [1, 2]
    assert not writer.refresh()


class CountingDisk(Disk):
    """Counts what is read."""

    def __init__(self) -> None:
        self.pairs = 0
        self.files = 0

    def read_pair(self, first: Path, second: Path) -> tuple[bytes | None, bytes | None]:
        self.pairs += 1
        return super().read_pair(first, second)

    def read(self, path: Path) -> bytes:
        self.files += path.suffix == ".journal"
        return super().read(path)


def test_a_reader_reads_no_more_than_what_changed(path: Path) -> None:
    disk = CountingDisk()
    writer = reopen(path)
    commit(writer, tag(1))
    reader = reopen(path, read_only=True, disk=disk)
    assert (disk.pairs, disk.files) == (1, 0)
    assert not reader.refresh()
    assert (disk.pairs, disk.files) == (1, 0), "nothing changed"
    for number in (2, 3):
        commit(writer, tag(number))
        assert reader.refresh()
        assert not reader.refresh()
    assert (disk.pairs, disk.files) == (1, 2), "the journal grew, the snapshot is the same"
    assert mentions(reader) == ["m1", "m2", "m3"]
    assert places(reader) == [1, 2, 3]
    commit(writer, tag(4))
    writer.close()
    assert reader.refresh()
    assert disk.pairs == 2, "the journal was folded"
    assert mentions(reader) == ["m1", "m2", "m3", "m4"]
    assert places(reader) == [1, 2, 3, 4]
    writer = reopen(path)
    commit(writer, tag(5))
    assert reader.refresh()
    assert mentions(reader)[-1] == "m5"
    crash(writer)


def test_a_reader_passes_over_a_commit_that_is_only_half_written(path: Path) -> None:
    writer = reopen(path)
    commit(writer, tag(1))
    reader = reopen(path, read_only=True)
    commit(writer, tag(2))
    crash(writer)
    journal = journal_path(path)
    whole = journal.read_bytes()
    for cut in (1, 40):
        journal.write_bytes(whole[:-cut])
        reader.refresh()
        assert mentions(reader)[:1] == ["m1"]
    journal.write_bytes(whole)
    reader.refresh()
    assert mentions(reader) == ["m1", "m2"]


STREAM = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from annotations.store import pair
from store_disks import commit, reopen, tag
pair.FOLD_AT_LEAST = 1500
store = reopen(Path({path!r}))
for number in range(1, 501):
    commit(store, tag(number % 40, f"{{number % 5}}.txt", str(number)))
    store.idle()
store.close()
"""


def test_a_reader_beside_a_folding_process_only_sees_whole_states(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(0, "first.txt"))
    store.close()
    code = STREAM.format(tests=str(Path(__file__).parent), path=str(path))
    reads = 0
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        reader = reopen(path, read_only=True)
        running = True
        while running:
            running = process.poll() is None
            reader.refresh()
            # Commit n, the n-1st of the stream, puts the text n-1: the newest text tells the place.
            texts = [
                int(item["text"])
                for key in (f"{n}.txt" for n in range(5))
                for item in (row(reader, key) or {}).get("mentions", [])
            ]
            assert max(texts, default=0) == reader.sequence - 1
            assert len(texts) == min(reader.sequence - 1, 40)
            reads += 1
    assert process.returncode == 0
    assert reader.sequence == 501
    assert reads > 3


def test_the_header_names_the_snapshot_by_its_bytes(path: Path) -> None:
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    base = read_journal(journal_path(path).read_bytes(), "").header.base
    assert base is not None
    assert (base.size, base.crc) == (path.stat().st_size, zlib.crc32(path.read_bytes()))


def test_several_threads_may_commit_and_read(path: Path) -> None:
    store = reopen(path)

    def work(worker: int) -> list[int]:
        found = []
        for number in range(30):
            found.append(commit(store, tag(100 * worker + number, f"{worker}.txt")))
            assert len(mentions(store, f"{worker}.txt")) == number + 1
            store.idle()
        return found

    with ThreadPoolExecutor(4) as pool:
        sequences = [each for found in pool.map(work, range(1, 5)) for each in found]
    assert sorted(sequences) == list(range(1, 121))
    crash(store)
    again = reopen(path, read_only=True)
    assert all(len(mentions(again, f"{worker}.txt")) == 30 for worker in range(1, 5))
    assert places(again) == list(range(1, 121))
