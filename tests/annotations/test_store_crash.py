"""What was answered is on the disk: kills, power cuts, errors of the disk."""

from __future__ import annotations

import errno
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from store_disks import (
    FaultyDisk,
    QuickDisk,
    RecordingDisk,
    commit,
    crash,
    lay_out,
    mentions,
    places,
    reopen,
    states_after_power_cut,
    tag,
)
from tinydb import TinyDB

from annotations.errors import CommitError, ReadOnlyError, StoreError
from annotations.store import pair
from annotations.store.disk import Disk
from annotations.store.journal import Journal
from annotations.store.journalled import JournalledStore, open_store

WRITER = """
import sys
from collections.abc import Callable
from pathlib import Path
sys.path.insert(0, {tests!r})
from annotations.store import pair
from annotations.store.disk import Disk
from annotations.store.journal import Journal
from store_disks import commit, reopen, tag

class LazyDisk(Disk):
    "Keeps what is written to the journal in memory, and writes it with every twentieth sync."
    waiting, syncs = {{}}, 0
    def size_and_links(self, descriptor):
        size, links = super().size_and_links(descriptor)
        return size + sum(map(len, self.waiting.get(descriptor, ()))), links
    def write(self, descriptor, data):
        self.waiting.setdefault(descriptor, []).append(bytes(data))
    def sync(self, descriptor):
        self.syncs += 1
        if self.syncs % 20 == 0 or len(self.waiting[descriptor]) == 0:
            self.flush()
    def flush(self):
        for descriptor, parts in self.waiting.items():
            for part in parts:
                super().write(descriptor, part)
        self.waiting.clear()
    def close(self, descriptor):
        self.flush()
        super().close(descriptor)

pair.FOLD_AT_LEAST = 3000
store = reopen(Path({path!r}), disk=LazyDisk() if {lazy} else None)
assert not store.read_only, store.notices
while True:
    number = store.sequence + 1
    commit(store, tag(number, f"{{number % 7}}.txt"))
    sys.stdout.write(f"{{number}}\\n")
    sys.stdout.flush()
    if number % 5 == 0:
        store.idle()
"""


def _kill_while_writing(path: Path, dice: random.Random, *, lazy: bool = False) -> int:
    """Run a writer, kill it with signal 9 after some answers, and give the last one."""
    code = WRITER.format(tests=str(Path(__file__).parent), path=str(path), lazy=lazy)
    last = 0
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(dice.randint(1, 60)):
            last = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        # What it answered before the signal reached it counts too.
        lines = process.stdout.read().split(b"\n")
        return max([last, *map(int, filter(None, lines[:-1]))])


def _kills(path: Path, times: int) -> None:
    dice = random.Random(times)
    for _ in range(times):
        answered = _kill_while_writing(path, dice)
        store = reopen(path, read_only=True)
        assert store.sequence in (answered, answered + 1)
        assert places(store) == list(range(1, store.sequence + 1))
        kept = sum(len(mentions(store, key)) for key in store.keys("records"))
        assert kept == store.sequence
        with TinyDB(path, access_mode="r") as stock:
            assert len(stock.table("records")) <= 7


def test_kill_9_loses_no_answered_commit(tmp_path: Path) -> None:
    _kills(tmp_path / "alice.json", 6)


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
def test_kill_9_loses_no_answered_commit_in_300_kills(tmp_path: Path) -> None:
    _kills(tmp_path / "alice.json", 300)


def test_kill_9_does_lose_commits_of_a_disk_that_writes_late(tmp_path: Path) -> None:
    path = tmp_path / "alice.json"
    dice = random.Random(1)
    for _ in range(10):
        answered = _kill_while_writing(path, dice, lazy=True)
        try:
            kept = reopen(path, read_only=True).sequence if path.exists() else 0
        except StoreError:
            kept = 0
        if kept < answered:
            return
    pytest.fail("ten kills lost nothing of a disk that writes late")


def _record(tmp_path: Path, disk: RecordingDisk, commits: int) -> None:
    """A session with folds, a close, a crash and a torn write, recorded."""
    path = tmp_path / "session" / "alice.json"
    path.parent.mkdir()
    store = open_store(path, annotator="alice", disk=disk)
    for number in range(1, commits + 1):
        disk.acknowledge(commit(store, tag(number, f"{number % 3}.txt")))
        if number % 4 == 0:
            store.idle()
        if number % 9 == 0:
            store.close()
            store = open_store(path, annotator="alice", disk=disk)
        if number % 7 == 0:
            crash(store)
            store = open_store(path, annotator="alice", disk=disk)
    store.close()


def _check_power_cuts(tmp_path: Path, disk: RecordingDisk, *, every: int) -> tuple[int, int]:
    """How many of the states were looked at and how many of them had lost something."""
    looked = bad = 0
    dice = random.Random(7)
    for place, (answered, state) in enumerate(states_after_power_cut(disk.log, dice)):
        if place % every:
            continue
        looked += 1
        bad += not _recovers(lay_out(tmp_path / "cut", state), answered)
    return looked, bad


def _recovers(path: Path, answered: int) -> bool:
    """Whether every answered commit is there, once, at the first opening and at the second."""
    found = []
    for _ in range(2):
        try:
            store = reopen(path, disk=QuickDisk())
            kept = {key: mentions(store, key) for key in store.keys("records")}
            known = places(store)
            sequence = store.sequence
            store.close()
        except StoreError:
            return False
        whole = sum(map(len, kept.values())) == sequence and known == list(range(1, sequence + 1))
        found.append((sequence, kept))
        if not whole or not answered <= sequence <= answered + 1:
            return False
    return found[0] == found[1]


@pytest.fixture
def _small_journals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair, "FOLD_AT_LEAST", 700)


@pytest.mark.usefixtures("_small_journals")
def test_power_cut_leaves_the_last_answered_commit_or_a_later_one(tmp_path: Path) -> None:
    disk = RecordingDisk()
    _record(tmp_path, disk, 20)
    looked, bad = _check_power_cuts(tmp_path, disk, every=11)
    assert looked > 100
    assert bad == 0


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("_small_journals")
def test_power_cut_leaves_the_last_answered_commit_in_every_state(tmp_path: Path) -> None:
    disk = RecordingDisk()
    _record(tmp_path, disk, 60)
    looked, bad = _check_power_cuts(tmp_path, disk, every=1)
    assert looked > 3000
    assert bad == 0


@pytest.mark.usefixtures("_small_journals")
@pytest.mark.parametrize("left_out", ["folders", "files"])
def test_power_cut_loses_commits_where_a_sync_is_left_out(tmp_path: Path, left_out: str) -> None:
    disk = RecordingDisk(folders=left_out != "folders", files=left_out != "files")
    _record(tmp_path, disk, 12)
    _, bad = _check_power_cuts(tmp_path, disk, every=11)
    assert bad > 10


class Killed(BaseException):
    """The process is no more."""


class MortalDisk(RecordingDisk):
    """The process dies at one sync of a folder, before it: the rename was done, and nothing after.

    A `careless` store leaves out the sync of the folder with which opening begins.
    """

    def __init__(self, *, careless: bool = False) -> None:
        super().__init__()
        self.folder_syncs = 0
        self.dies_at: int | None = None
        self.dead = self.opening = False
        self._careless = careless

    def sync_folder(self, folder: Path) -> None:
        if self.opening:
            self.opening = False
            if self._careless:
                return
        self.folder_syncs += 1
        if self.folder_syncs == self.dies_at:
            self.dead = True
            raise Killed
        super().sync_folder(folder)

    def unlink(self, path: Path) -> None:
        # What cleans up after an exception does not run in a process that was killed.
        if self.dead:
            raise Killed
        super().unlink(path)


def _record_kill(tmp_path: Path, disk: MortalDisk, dies_at: int | None, commits: int) -> None:
    """A session that is killed at one sync of a folder in a fold, and the one that goes on."""
    path = tmp_path / "session" / "alice.json"
    path.parent.mkdir(parents=True)
    store = open_store(path, annotator="alice", disk=disk)
    disk.acknowledge(commit(store, tag(1)))
    disk.folder_syncs, disk.dies_at = 0, dies_at
    number = 1
    try:
        while number < commits:
            number += 1
            disk.acknowledge(commit(store, tag(number, f"{number % 3}.txt")))
            store.idle()
    except Killed:
        crash(store)
        disk.dead, disk.opening = False, True
        store = open_store(path, annotator="alice", disk=disk)
        for _ in range(2):
            number += 1
            disk.acknowledge(commit(store, tag(number)))
    crash(store)


def _cuts_after_kills(
    tmp_path: Path, *, careless: bool, commits: int, every: int
) -> Iterator[tuple[int, int]]:
    """For each sync of a folder: the states looked at after a kill there, and the bad ones."""
    counting = MortalDisk()
    _record_kill(tmp_path / "count", counting, None, commits)
    for dies_at in range(1, counting.folder_syncs + 1):
        disk = MortalDisk(careless=careless)
        _record_kill(tmp_path / str(dies_at), disk, dies_at, commits)
        assert disk.folder_syncs >= dies_at
        yield _check_power_cuts(tmp_path, disk, every=every)


@pytest.mark.usefixtures("_small_journals")
@pytest.mark.parametrize(
    ("commits", "every"), [(4, 7), pytest.param(9, 1, marks=pytest.mark.exhaustive)]
)
def test_power_cut_after_a_kill_between_a_rename_and_its_sync_loses_nothing(
    tmp_path: Path, commits: int, every: int
) -> None:
    found = list(_cuts_after_kills(tmp_path, careless=False, commits=commits, every=every))
    # The history, the snapshot and the journal are each renamed in a fold.
    assert len(found) >= 3
    assert sum(looked for looked, _ in found) > 100
    assert [bad for _, bad in found] == [0] * len(found)


@pytest.mark.usefixtures("_small_journals")
def test_power_cut_after_a_kill_loses_commits_where_opening_syncs_no_folder(tmp_path: Path) -> None:
    found = _cuts_after_kills(tmp_path, careless=True, commits=4, every=7)
    assert any(bad for _, bad in found)


Ending = Callable[[JournalledStore], None]


def _session(
    path: Path, disk: FaultyDisk, commits: int, *, ending: Ending
) -> tuple[int, list[int]]:
    """Commit as a patient person does; gives the number tried last and those answered."""
    answered: list[int] = []
    store: JournalledStore | None = None
    tried = 0
    for number in range(1, commits + 1):
        tried = number
        for _ in range(4):
            try:
                if store is None or store.read_only:
                    if store is not None:
                        store.close()
                    store = open_store(path, annotator="alice", disk=disk)
                commit(store, tag(number, f"{number % 3}.txt"))
            except StoreError:
                continue
            answered.append(number)
            break
        if store is not None and number % 4 == 0:
            store.idle()
    if store is not None:
        ending(store)
    return tried, answered


def _check_faults(tmp_path: Path, *, every: int, row: int, code: int) -> None:
    counting = FaultyDisk()
    _session(tmp_path / "count" / "alice.json", counting, 14, ending=JournalledStore.close)
    crashing = FaultyDisk()
    _session(tmp_path / "crash" / "alice.json", crashing, 14, ending=crash)
    before_close = len(crashing.steps)
    for turn, place in enumerate(range(0, len(counting.steps), every)):
        # A close folds what is in memory; only a crash shows what the journal itself holds.
        ending = JournalledStore.close if turn % 2 or place >= before_close else crash
        path = tmp_path / f"{place}-{row}" / "alice.json"
        disk = FaultyDisk(set(range(place, place + row)), code)
        tried, answered = _session(path, disk, 14, ending=ending)
        assert len(disk.steps) > place
        assert answered == list(range(1, tried + 1)), counting.steps[place]
        store = reopen(path)
        assert not store.read_only
        kept = {each for key in store.keys("records") for each in mentions(store, key)}
        assert kept == {f"m{number}" for number in answered}
        known = places(store)
        assert known == sorted(set(known))
        assert len(known) >= len(answered)
        store.close()


@pytest.mark.usefixtures("_small_journals")
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_an_error_at_a_system_call_loses_nothing(tmp_path: Path, code: int) -> None:
    _check_faults(tmp_path, every=5, row=1, code=code)


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("_small_journals")
@pytest.mark.parametrize("row", [1, 2, 3])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_an_error_at_each_system_call_in_turn_loses_nothing(
    tmp_path: Path, code: int, row: int
) -> None:
    _check_faults(tmp_path, every=1, row=row, code=code)


@pytest.mark.usefixtures("_small_journals")
def test_an_error_that_is_passed_over_does_lose_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Journal.append

    def careless(self: Journal, sequence: int, **content: Any) -> int:
        try:
            return append(self, sequence, **content)
        except OSError:
            return 0

    monkeypatch.setattr(Journal, "append", careless)
    with pytest.raises(AssertionError):
        _check_faults(tmp_path, every=1, row=1, code=errno.EIO)


def test_a_failed_commit_changes_nothing_and_can_be_made_again(tmp_path: Path) -> None:
    path = tmp_path / "alice.json"
    disk = FaultyDisk(code=errno.ENOSPC)
    store = open_store(path, annotator="alice", disk=disk)
    commit(store, tag(1))
    before = store.read("records", "a.txt"), path.with_name("alice.json.journal").read_bytes()
    disk.failing = {len(disk.steps) + 1}
    with pytest.raises(CommitError, match="no space is left"):
        commit(store, tag(2))
    after = store.read("records", "a.txt"), path.with_name("alice.json.journal").read_bytes()
    assert before == after
    assert not store.read_only
    assert commit(store, tag(2)) == 2
    assert mentions(store) == ["m1", "m2"]


def test_a_failed_sync_stops_all_writing_until_the_store_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "alice.json"
    disk = FaultyDisk()
    store = open_store(path, annotator="alice", disk=disk)
    commit(store, tag(1))
    disk.failing = {len(disk.steps) + 2}
    with pytest.raises(CommitError, match="open it again"):
        commit(store, tag(2))
    assert store.read_only
    steps = len(disk.steps)
    assert disk.steps[-1] == "sync"
    with pytest.raises(ReadOnlyError):
        commit(store, tag(2))
    store.close()
    assert disk.steps[steps:] == ["close"], "a store whose sync failed wrote again"
    again = reopen(path)
    assert mentions(again)[:1] == ["m1"]
    assert commit(again, tag(3)) >= 2
    again.close()


def test_a_failing_fold_never_fails_a_commit_and_backs_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair, "FOLD_AT_LEAST", 300)

    class NoSnapshots(Disk):
        tries = 0

        def create(self, path: Path, mode: int) -> int:
            if path.name == "alice.json.tmp" and path.with_name("alice.json").exists():
                self.tries += 1
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().create(path, mode)

    disk = NoSnapshots()
    store = open_store(tmp_path / "alice.json", annotator="alice", disk=disk)
    for number in range(1, 101):
        assert commit(store, tag(number)) == number
        store.idle()
    assert 1 <= disk.tries <= 10
    assert any("could not be brought up to date" in notice for notice in store.notices)
    store.close()
    assert len(mentions(reopen(tmp_path / "alice.json"))) == 100


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from annotations.errors import CommitError
from store_disks import commit, reopen, tag
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, unlimited[1]))
store = reopen(Path({path!r}))
refused = 0
for number in range(1, 60):
    try:
        commit(store, tag(number))
    except CommitError as error:
        assert "no space is left" in str(error), error
        refused += 1
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        commit(store, tag(number))
store.close()
print(refused)
"""


def test_work_goes_on_when_a_full_disk_has_space_again(tmp_path: Path) -> None:
    path = tmp_path / "alice.json"
    code = FULL.format(tests=str(Path(__file__).parent), path=str(path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1\n"
    assert mentions(reopen(path)) == [f"m{number}" for number in range(1, 60)]
