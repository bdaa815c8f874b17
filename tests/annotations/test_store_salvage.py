"""Verifying and salvaging: what is damaged is said, what can be read is saved beside it."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from store_disks import commit, crash, mentions, reopen, row, tag
from tinydb import TinyDB

from annotations.change import Change, PutRow
from annotations.errors import CommitError, DamagedError, StoreError
from annotations.store import places as places_module
from annotations.store.disk import Disk
from annotations.store.places import network_mount, sync_program, warnings
from annotations.store.recovery import journal_path
from annotations.store.salvage import Salvaged, check, salvage
from annotations.store.texts import check_texts, keep_text, kept_text, text_path

KEYS = ("a.txt", "ü/b.txt", "c.txt")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folded file of three records, with a journal of three more commits, and a history."""
    path = tmp_path / "alice.json"
    store = reopen(path)
    for number, key in enumerate(KEYS, 1):
        commit(store, tag(number, key, 'Ankara {7} "8": {'))
    commit(store, Change("entity", "", (PutRow("entities", "p1", {"id": "p1", "name": "é"}),)))
    store.close()
    store = reopen(path)
    for number, key in enumerate(KEYS, 11):
        commit(store, tag(number, key))
    crash(store)
    return path


def _files(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


def _salvaged(path: Path) -> Salvaged:
    before = _files(path)
    report = salvage(path)
    after = _files(path)
    assert report.target is not None
    assert set(after) - set(before) == {report.target.name}
    assert {name: after[name] for name in before} == before, "a damaged file was written to"
    return report


def _states(report: Salvaged) -> dict[str, str]:
    return {each.key: each.state for each in report.rows}


def _rows(target: Path | None) -> dict[str, list[str]]:
    assert target is not None
    with TinyDB(target, access_mode="r") as stock:
        found = {each["id"]: each.get("mentions", []) for each in stock.table("records")}
    return {key: [item["id"] for item in items] for key, items in found.items()}


WHOLE = {"a.txt": ["m1", "m11"], "ü/b.txt": ["m2", "m12"], "c.txt": ["m3", "m13"]}


def test_good_files_have_no_faults(path: Path) -> None:
    assert check(path) == []
    before = _files(path)
    report = salvage(path)
    assert _states(report) == dict.fromkeys([*KEYS, "p1"], "whole")
    assert report.notes == ()
    assert report.target is None
    assert _files(path) == before


def test_a_folder_that_can_not_be_written_to_is_named_and_no_file_of_ours(path: Path) -> None:
    class Locked(Disk):
        def create(self, path: Path, mode: int) -> int:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StoreError) as caught:
        salvage(path, Locked())
    assert str(caught.value) == (
        f"{path.parent}: what was recovered can't be written to that folder: Permission denied"
    )


def _damage_line(path: Path, key: str, *, at: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if f'"id":{json.dumps(key)}'.encode() in line)
    lines[place] = lines[place][:at] + b"\x00" + lines[place][at + 1 :]
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize("at", [0, 5, 25, 60, 90])
def test_a_damaged_row_of_the_snapshot_is_rebuilt_and_the_others_are_whole(
    path: Path, at: int
) -> None:
    _damage_line(path, "ü/b.txt", at=at)
    assert check(path)
    report = _salvaged(path)
    assert _rows(report.target) == WHOLE
    states = _states(report)
    assert states["a.txt"] == states["c.txt"] == states["p1"] == "whole"
    assert states["ü/b.txt"] in ("rebuilt", "whole")


def test_a_damaged_row_without_a_history_is_reported_lost(path: Path) -> None:
    store = reopen(path)
    store.close()
    path.with_name("alice.history").unlink()
    journal_path(path).unlink()
    _damage_line(path, "ü/b.txt", at=70)
    report = _salvaged(path)
    assert _states(report) == {"a.txt": "whole", "ü/b.txt": "lost", "c.txt": "whole", "p1": "whole"}
    assert _rows(report.target).keys() == {"a.txt", "c.txt"}


def test_rows_are_read_out_of_a_damaged_file_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "alice.json"
    rows = {str(n): {"id": key, "mentions": [{"id": "m1"}]} for n, key in enumerate(KEYS, 1)}
    text = json.dumps({"records": rows})
    path.write_text(text.replace('b.txt", "mentions": [', 'b.txt", "mentions": {'))
    report = _salvaged(path)
    assert _states(report) == {"a.txt": "whole", "ü/b.txt": "lost", "c.txt": "whole"}
    assert _rows(report.target) == {"a.txt": ["m1"], "c.txt": ["m1"]}


def test_a_cut_snapshot_gives_the_rows_before_the_cut_and_the_history_the_rest(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    report = _salvaged(path)
    assert _rows(report.target) == WHOLE
    assert {_states(report)[key] for key in KEYS} == {"whole", "rebuilt"}
    path.with_name("alice.history").unlink()
    states = _states(_salvaged(path))
    assert states["ü/b.txt"] == "rebuilt", "a row of the journal alone is not whole"


def test_a_missing_snapshot_is_rebuilt_without_what_was_deleted(path: Path) -> None:
    store = reopen(path)
    commit(store, Change("delete", "", (PutRow("records", "a.txt", None),)))
    store.close()
    path.unlink()
    report = _salvaged(path)
    assert _rows(report.target) == {key: WHOLE[key] for key in KEYS[1:]}
    assert set(_states(report)) == {"ü/b.txt", "c.txt", "p1"}
    assert "alice.json is missing." in report.notes


def test_a_journal_without_its_header_still_gives_its_commits(path: Path) -> None:
    journal = journal_path(path)
    journal.write_bytes(b"\x00" * 20 + journal.read_bytes()[20:])
    assert "first line" in check(path)[0]
    with pytest.raises(DamagedError):
        reopen(path)
    report = _salvaged(path)
    assert _rows(report.target) == WHOLE
    assert any("bytes 0 to" in note for note in report.notes)


def test_a_damaged_commit_is_named(path: Path) -> None:
    journal = journal_path(path)
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"Ankara", b"Ankora")
    journal.write_bytes(b"".join(lines))
    assert "commits lost: 6)" in check(path)[0]
    report = _salvaged(path)
    assert _rows(report.target) == WHOLE | {"ü/b.txt": ["m2"]}
    assert any("these commits are lost: 6." in note for note in report.notes)


def test_a_snapshot_of_another_program_is_joined_with_the_journal(path: Path) -> None:
    with TinyDB(path) as stock:
        stock.table("records").insert({"id": "d.txt", "mentions": [{"id": "m9"}]})
    report = _salvaged(path)
    assert _rows(report.target) == WHOLE | {"d.txt": ["m9"]}
    assert any("not as the store wrote it" in note for note in report.notes)


def test_a_damaged_history_is_found(path: Path) -> None:
    history = path.with_name("alice.history")
    data = history.read_bytes()
    history.write_bytes(data[:50] + b"\x00" + data[51:])
    assert any("alice.history: bytes 0 to" in fault for fault in check(path))
    history.write_bytes(data[:-5])
    assert any("alice.history: bytes" in fault for fault in check(path))


def test_what_was_salvaged_can_be_put_in_place(path: Path) -> None:
    _damage_line(path, "ü/b.txt", at=60)
    target = _salvaged(path).target
    assert target == path.with_name("alice.json.salvaged-1")
    assert _salvaged(path).target == path.with_name("alice.json.salvaged-2")
    path.unlink()
    journal_path(path).unlink()
    target.rename(path)
    store = reopen(path)
    assert mentions(store, "ü/b.txt") == WHOLE["ü/b.txt"]
    assert row(store, "p1", "entities") == {"id": "p1", "name": "é"}
    assert commit(store, tag(99)) == 5
    store.close()


def test_there_is_nothing_to_salvage_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing to recover"):
        salvage(tmp_path / "alice.json")
    assert list(tmp_path.iterdir()) == []


# Kept texts.


@pytest.mark.parametrize("text", ["", "a\r\nb\n", "\ufeffErdoğan 😀", "e\u0301"])
def test_a_kept_text_comes_back_to_the_byte(tmp_path: Path, text: str) -> None:
    sha256 = keep_text(tmp_path / "annotations", text)
    assert kept_text(tmp_path / "annotations", sha256) == text
    assert text_path(tmp_path / "annotations", sha256).read_bytes() == text.encode()
    assert check_texts(tmp_path / "annotations") == []


def test_a_text_is_kept_once_and_safely(tmp_path: Path) -> None:
    steps: list[str] = []

    class Counting(Disk):
        def sync(self, descriptor: int) -> None:
            steps.append("sync")
            super().sync(descriptor)

        def rename(self, source: Path, target: Path) -> None:
            steps.append("rename")
            super().rename(source, target)

        def sync_folder(self, folder: Path) -> None:
            steps.append(f"sync {folder.name}")
            super().sync_folder(folder)

    keep_text(tmp_path / "annotations", "text", Counting())
    assert steps[-3:] == ["sync", "rename", "sync texts"]
    assert f"sync {tmp_path.name}" in steps
    steps.clear()
    keep_text(tmp_path / "annotations", "text", Counting())
    assert steps == ["sync texts"]


def test_a_text_that_can_not_be_kept_leaves_nothing(tmp_path: Path) -> None:
    class Full(Disk):
        def sync(self, descriptor: int) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(CommitError, match="No space"):
        keep_text(tmp_path, "text", Full())
    assert list((tmp_path / "texts").iterdir()) == []
    with pytest.raises(CommitError, match="surrogate"):
        keep_text(tmp_path, "a\ud800")


def test_a_damaged_text_is_named_and_kept_anew(tmp_path: Path) -> None:
    sha256 = keep_text(tmp_path, "text")
    text_path(tmp_path, sha256).write_bytes(b"test")
    with pytest.raises(DamagedError, match=sha256):
        kept_text(tmp_path, sha256)
    assert len(check_texts(tmp_path)) == 1
    assert keep_text(tmp_path, "text") == sha256
    assert kept_text(tmp_path, sha256) == "text"
    assert kept_text(tmp_path, "0" * 64) is None
    assert kept_text(tmp_path, "../alice") is None


# Places.

MOUNTS = """\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /home/share rw,relatime shared:9 - nfs4 server:/x rw
31 30 0:41 / /home/share/with\\040space rw - fuse.sshfs me@server:/y rw
32 22 0:42 / /home/share/local rw - xfs /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me", None),
        ("/home/share", "NFS"),
        ("/home/share/a/b", "NFS"),
        ("/home/share/with space/a", "sshfs"),
        ("/home/share/local/a", None),
        ("/home/shared", None),
    ],
)
def test_a_network_mount_is_known_by_its_file_system(
    tmp_path: Path, folder: str, kind: str | None
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_mount(Path(folder), mounts) == kind
    assert network_mount(Path(folder), tmp_path / "missing") is None


def test_a_sync_folder_is_known_by_its_name_or_mark(tmp_path: Path) -> None:
    assert sync_program(tmp_path / "x") is None
    assert sync_program(tmp_path / "Dropbox" / "x") == "Dropbox"
    assert sync_program(tmp_path / "OneDrive - Firm" / "x") == "OneDrive - Firm"
    assert sync_program(tmp_path / "Library" / "Mobile Documents" / "x") == "iCloud Drive"
    (tmp_path / ".stfolder").mkdir()
    assert sync_program(tmp_path / "x") == "Syncthing"


def test_a_doubtful_place_is_said_at_opening_and_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places_module, "network_mount", lambda folder: "NFS")
    store = reopen(tmp_path / "Dropbox" / "alice.json")
    assert "network drive (NFS)" in store.notices[0]
    assert "Dropbox" in store.notices[1]
    assert not store.read_only
    assert warnings(tmp_path / "x")[0].endswith("on one machine only.")
