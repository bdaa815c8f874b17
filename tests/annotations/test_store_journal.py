"""Frames and journals: what any damage to their bytes leaves readable, and what is said of it."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_disks import FaultyDisk, QuickDisk, commit, crash, mentions, places, reopen, tag

from annotations.errors import CommitError, DamagedError, ReadOnlyError
from annotations.store.journal import Journal, frame, frames
from annotations.store.recovery import journal_path

COMMITS = 5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file whose journal holds five commits on top of a folded one."""
    path = tmp_path / "alice.json"
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    store = reopen(path)
    for number in range(2, COMMITS + 1):
        commit(store, tag(number, text="Erdoğan"))
    crash(store)
    return path


def _lines(path: Path) -> list[bytes]:
    return journal_path(path).read_bytes().splitlines(keepends=True)


def _reopened(path: Path, journal: bytes) -> tuple[list[str], tuple[str, ...]]:
    """The mentions and notices when the journal has these bytes; the same at a second opening."""
    journal_path(path).write_bytes(journal)
    seen = []
    for read_only in (True, False, False):
        store = reopen(path, read_only=read_only, disk=QuickDisk())
        seen.append((mentions(store), store.notices))
        if not read_only:
            crash(store)
    assert seen[0][0] == seen[1][0] == seen[2][0]
    return seen[1]


def _ids(*numbers: int) -> list[str]:
    return [f"m{number}" for number in numbers]


@given(st.lists(st.binary(max_size=40), max_size=5), st.binary(max_size=30))
def test_frames_come_back_in_order_whatever_stands_before_them(
    payloads: list[bytes], noise: bytes
) -> None:
    data = b"".join(frame(payload) for payload in payloads)
    assert [each.payload for each in frames(data)] == payloads
    kept = [each.payload for each in frames(noise + b"\n" + data)]
    assert kept[len(kept) - len(payloads) :] == payloads


@given(st.data())
def test_a_flipped_bit_costs_at_most_the_frame_that_it_is_in(data: st.DataObject) -> None:
    payloads = [b'{"n":%d,"t":"%s"}' % (n, b"x" * n) for n in range(6)]
    lines = [frame(payload) for payload in payloads]
    damaged = bytearray(b"".join(lines))
    place = data.draw(st.integers(0, len(damaged) - 1))
    damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    hit = next(n for n in range(6) if place < sum(map(len, lines[: n + 1])))
    kept = [each.payload for each in frames(bytes(damaged))]
    without = payloads[:hit] + payloads[hit + 1 :]
    assert kept in (without, payloads)


def test_each_frame_is_a_line_of_json(path: Path) -> None:
    for line in _lines(path):
        _, length, payload = json.loads(line)
        assert length == len(line[line.index(b",{") + 1 : -2])
        assert isinstance(payload["generation"], int)


def test_every_cut_of_the_last_frame_leaves_the_commit_before_or_all(path: Path) -> None:
    lines = _lines(path)
    head, last = b"".join(lines[:-1]), lines[-1]
    for length in range(len(last) + 1):
        kept, notices = _reopened(path, head + last[:length])
        whole = length >= len(last) - 2
        assert kept == _ids(*range(1, COMMITS + whole)), length
        assert bool(notices) == (0 < length < len(last) - 2), length
        if notices:
            assert f"{length} bytes at its end" in notices[0]


def test_commits_go_on_after_a_cut_last_frame(path: Path) -> None:
    lines = _lines(path)
    for length in (1, len(lines[-1]) // 2, len(lines[-1]) - 1):
        journal_path(path).write_bytes(b"".join(lines[:-1]) + lines[-1][:length])
        store = reopen(path)
        before = store.sequence
        commit(store, tag(50))
        crash(store)
        again = reopen(path, read_only=True)
        assert again.sequence == before + 1
        assert "m50" in mentions(again)
        assert again.notices == ()


@pytest.mark.parametrize("zeros", [1, 64, 4096])
def test_a_tail_of_zeros_is_cut_off_and_said(path: Path, zeros: int) -> None:
    journal = b"".join(_lines(path))
    kept, notices = _reopened(path, journal + bytes(zeros))
    assert kept == _ids(*range(1, COMMITS + 1))
    assert f"{zeros} bytes at its end" in notices[0]
    assert journal_path(path).read_bytes() == journal


def test_a_last_frame_of_zeros_leaves_the_commit_before(path: Path) -> None:
    lines = _lines(path)
    kept, _ = _reopened(path, b"".join(lines[:-1]) + bytes(len(lines[-1])))
    assert kept == _ids(*range(1, COMMITS))


def _flipped(line: bytes, place: int, bit: int) -> bytes:
    return line[:place] + bytes([line[place] ^ (1 << bit)]) + line[place + 1 :]


def test_a_flipped_bit_in_the_header_is_never_taken_for_an_older_state(path: Path) -> None:
    lines = _lines(path)
    closing = len(lines[0]) - 2
    for place in range(len(lines[0])):
        journal = b"".join([_flipped(lines[0], place, place % 8), *lines[1:]])
        journal_path(path).write_bytes(journal)
        if place < closing:
            with pytest.raises(DamagedError, match="salvage"):
                reopen(path)
            assert journal_path(path).read_bytes() == journal
        else:
            # The closing says nothing that length and checksum don't.
            store = reopen(path)
            assert mentions(store) == _ids(*range(1, COMMITS + 1)), place
            crash(store)


def test_a_flipped_bit_in_the_middle_costs_one_commit_and_is_said(
    tmp_path: Path, path: Path
) -> None:
    lines = _lines(path)
    snapshot, place = path.read_bytes(), 0
    for place in range(len(lines[2])):
        folder = tmp_path / str(place)
        folder.mkdir()
        copy = folder / "alice.json"
        copy.write_bytes(snapshot)
        damaged = b"".join([*lines[:2], _flipped(lines[2], place, place % 8), *lines[3:]])
        journal_path(copy).write_bytes(damaged)
        store = reopen(copy, disk=QuickDisk())
        if place >= len(lines[2]) - 2:
            assert mentions(store) == _ids(1, 2, 3, 4, 5), place
        else:
            assert mentions(store) == _ids(1, 2, 4, 5), place
            assert "commits lost: 3)" in store.notices[0]
            assert (folder / "alice.json.journal.damaged-1").read_bytes() == damaged
        store.close()
        assert reopen(copy, read_only=True).notices == ()


def test_a_flipped_bit_in_the_last_frame_costs_that_commit_alone(path: Path) -> None:
    lines = _lines(path)
    for place in range(0, len(lines[-1]), 3):
        journal = b"".join([*lines[:-1], _flipped(lines[-1], place, place % 8)])
        kept, notices = _reopened(path, journal)
        if place >= len(lines[-1]) - 2:
            assert kept == _ids(1, 2, 3, 4, 5)
        else:
            assert kept == _ids(1, 2, 3, 4)
            assert "never finished" in notices[0]


def test_a_whole_damaged_last_line_is_copied_aside_before_it_is_cut(path: Path) -> None:
    lines = _lines(path)
    journal = b"".join([*lines[:-1], _flipped(lines[-1], 30, 1)])
    journal_path(path).write_bytes(journal)
    crash(reopen(path))
    assert journal_path(path).with_name("alice.json.journal.damaged-1").read_bytes() == journal
    assert journal_path(path).read_bytes() == b"".join(lines[:-1])


def test_frames_of_another_generation_are_not_replayed(path: Path) -> None:
    journal = b"".join(_lines(path))
    old = frame(b'{"generation":1,"sequence":6,"body":{"sequence":6}}')
    kept, notices = _reopened(path, journal + old)
    assert kept == _ids(*range(1, COMMITS + 1))
    assert f"{len(old)} bytes" in notices[0]


def test_a_lost_commit_in_the_history_does_not_shift_the_others(path: Path) -> None:
    lines = _lines(path)
    journal_path(path).write_bytes(b"".join([*lines[:2], _flipped(lines[2], 30, 1), *lines[3:]]))
    store = reopen(path)
    assert places(store) == [1, 2, 4, 5]
    store.close()
    assert places(reopen(path, read_only=True)) == [1, 2, 4, 5]


def test_a_journal_that_was_deleted_or_written_to_by_another_is_noticed(path: Path) -> None:
    store = reopen(path)
    with journal_path(path).open("ab") as stream:
        stream.write(b"?")
    with pytest.raises(CommitError, match="written to by another program"):
        commit(store, tag(9))
    with pytest.raises(ReadOnlyError):
        commit(store, tag(9))
    crash(store)
    store = reopen(path)
    journal_path(path).unlink()
    with pytest.raises(CommitError, match="deleted or replaced"):
        commit(store, tag(9))
    store.close()


# Controls: what the protections above hold off does happen without them.


def test_without_the_checksum_a_flipped_bit_goes_unnoticed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _lines(path)
    altered = lines[2].replace(b'"m3"', b'"m8"')
    assert altered != lines[2]
    journal_path(path).write_bytes(b"".join([*lines[:2], altered, *lines[3:]]))
    assert "m8" not in mentions(reopen(path, read_only=True))
    monkeypatch.setattr(zlib, "crc32", lambda data, start=0: 0)
    data = journal_path(path).read_bytes()
    unchecked = re.sub(rb'(?m)^\["[0-9a-f]{8}"', b'["00000000"', data)
    assert [each.payload for each in frames(unchecked)][2] in altered


def test_without_the_cut_a_failed_commit_leaves_its_bytes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {}
    for cut in (True, False):
        if not cut:
            monkeypatch.setattr(Journal, "_cut_back", lambda self: None)
        before = journal_path(path).read_bytes()
        disk = FaultyDisk()
        store = reopen(path, disk=disk)
        disk.failing = {len(disk.steps) + 1}
        with pytest.raises(CommitError):
            commit(store, tag(70))
        kept[cut] = journal_path(path).read_bytes() == before
        crash(store)
    assert kept == {True: True, False: False}


def test_the_generation_alone_keeps_an_old_frame_out(path: Path) -> None:
    lines = _lines(path)
    generation = json.loads(lines[0])[2]["generation"]
    payload = json.loads(lines[-1])[2]
    payload["sequence"] = payload["body"]["sequence"] = COMMITS + 1
    payload["body"]["operations"][0]["item"]["id"] = "m99"
    for payload["generation"], replayed in ((generation - 1, False), (generation, True)):
        data = b"".join(lines) + frame(json.dumps(payload).encode())
        kept, _ = _reopened(path, data)
        assert ("m99" in kept) == replayed
