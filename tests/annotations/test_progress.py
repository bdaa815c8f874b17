"""How far documents are: known for thousands of them without decoding their records."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import edits, progress
from annotations.change import Change, PutRow, Table
from annotations.errors import StandoffError, StoreError
from annotations.model import STATUSES
from annotations.project import Progress, Project, open_project
from annotations.store.rows import encode_row

IDS = [f"{number:02}.txt" for number in range(12)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve documents that nobody has annotated."""
    for name in IDS:
        (tmp_path / name).write_text(f"Anna met Bob in {name}.")
    return tmp_path


def _open(folder: Path, *, read_only: bool = False) -> Project:
    return open_project(folder, annotator="anna", read_only=read_only)


def _set(one: Project, document_id: str, status: str) -> None:
    one.commit(edits.set_status(one.open(document_id).record, status))


def _expected(one: Project, after: int) -> list[str]:
    around = [*IDS[after + 1 :], *IDS[:after]]
    return [each for each in around if one.progress(each).status in ("todo", "started")]


def test_unfinished_documents_come_in_order_from_a_place_once_around(folder: Path) -> None:
    with _open(folder) as one:
        for name, status in zip(IDS[1:9:2], ("done", "skipped", "started", "done"), strict=True):
            _set(one, name, status)
        for after in range(len(IDS)):
            assert list(one.unfinished(after)) == _expected(one, after)
        assert "03.txt" not in list(one.unfinished(0))
        assert "05.txt" in list(one.unfinished(0))


def test_a_finished_document_that_is_taken_up_again_is_unfinished(folder: Path) -> None:
    with _open(folder) as one:
        _set(one, "03.txt", "done")
        assert "03.txt" not in list(one.unfinished(0))
        one.undo()
        assert "03.txt" in list(one.unfinished(0))
        one.redo()
        assert "03.txt" not in list(one.unfinished(0))
        one.open("00.txt")
        row = msgspec.to_builtins(one.record("03.txt"))
        one.commit(Change("import", "imported", (PutRow("records", "03.txt", row),)))
        assert "03.txt" not in list(one.unfinished(0))
        row["status"] = "started"
        one.commit(Change("import", "imported", (PutRow("records", "03.txt", row),)))
        assert "03.txt" in list(one.unfinished(0))


def test_finished_documents_are_looked_at_once_and_not_decoded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _open(folder) as one:
        for name in IDS[1:]:
            _set(one, name, "done")
    with _open(folder) as one:
        monkeypatch.setattr(progress, "_decoded", lambda *_: pytest.fail("decoded"))
        assert list(one.unfinished(0)) == []
        read: list[str] = []
        monkeypatch.setattr(one._store, "read", lambda _, key: read.append(key))
        assert list(one.unfinished(0)) == []
        assert read == []


def test_a_record_that_can_not_be_read_is_not_among_the_unfinished(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _open(folder) as one:
        read = one._store.read

        def damaged(table: Table, key: str) -> bytes | None:
            if key == "04.txt":
                raise StoreError("damaged")
            return read(table, key)

        monkeypatch.setattr(one._store, "read", damaged)
        assert "04.txt" not in list(one.unfinished(0))
        with pytest.raises(StandoffError):
            one.progress("04.txt")


def test_what_is_remembered_stays_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_KEPT", 4)
    with _open(folder) as one:
        _set(one, "01.txt", "done")
        for name in IDS:
            one.progress(name)
            assert len(one._progress._known) <= 4
        assert one.progress("01.txt") == Progress("done", False, 1)


_STRINGS = st.text() | st.sampled_from(
    ['"status":"done","updated":"x"}', ',"status":"done","updated":"', "\\", '"', "}"]
)


@given(st.dictionaries(_STRINGS, _STRINGS), st.sampled_from(STATUSES), _STRINGS, st.booleans())
def test_a_rows_end_says_its_status_or_nothing(
    others: dict[str, str], status: str, updated: str, whole: bool
) -> None:
    row = {**others, "id": "a", "status": status}
    if whole:
        row["updated"] = updated
    encoded = encode_row(row)
    end = progress._END.search(encoded, max(0, len(encoded) - progress._END_LENGTH))
    assert end is None or end[1].decode() == status


def test_the_end_of_a_saved_row_is_recognised(folder: Path) -> None:
    with _open(folder) as one:
        _set(one, "01.txt", "done")
        row = one._store.read("records", "01.txt")
        assert row
        assert progress._END.search(row)
    with _open(folder) as one:
        row = one._store.read("records", "01.txt")
        assert row
        assert progress._END.search(row)


def test_in_quiet_moments_all_rows_are_looked_at_a_few_at_a_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_AT_ONCE", 5)
    with _open(folder) as one:
        for name in IDS[1:]:
            _set(one, name, "done")
    with _open(folder) as one:
        read: list[str] = []
        really = one._store.read

        def counted(table: Table, key: str) -> bytes | None:
            read.append(key)
            return really(table, key)

        monkeypatch.setattr(one._store, "read", counted)
        one.warm()
        assert len(read) == 5
        for _ in range(4):
            one.idle()
        assert sorted(read) == IDS[1:]
        assert list(one.unfinished(0)) == []
        assert len(read) == len(IDS) - 1


# What is done before anybody waits for it


def test_the_first_edit_after_warming_reads_no_history(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _open(folder) as one:
        _set(one, "01.txt", "done")
    with _open(folder) as one:
        one.warm()
        monkeypatch.setattr(one._store, "history", lambda: pytest.fail("read at the edit"))
        _set(one, "02.txt", "done")
        assert one.undo().summary == "todo → done"
        assert list(one.unfinished(0)) == _expected(one, 0)


def test_an_edit_that_comes_before_warming_can_be_undone_after_it(folder: Path) -> None:
    with _open(folder) as one:
        _set(one, "01.txt", "done")
    with _open(folder) as one:
        _set(one, "02.txt", "skipped")
        one.warm()
        assert [one.undo().summary, one.undo().summary] == ["todo → skipped", "todo → done"]


def test_a_history_that_can_not_be_read_is_no_trouble_before_it_is_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable() -> None:
        raise StoreError("the history can't be read")

    with _open(folder) as one:
        monkeypatch.setattr(one._store, "history", unreadable)
        one.warm()
        with pytest.raises(StoreError, match="the history can't be read"):
            _set(one, "01.txt", "done")


# A window that only reads, beside the one that writes


def test_a_project_that_reads_follows_the_one_that_writes(folder: Path) -> None:
    with _open(folder) as writer, _open(folder, read_only=True) as reader:
        reader.open("00.txt")
        assert not reader.follow_writer()
        _set(writer, "00.txt", "started")
        assert reader.follow_writer()
        assert reader.open_record == writer.open_record
        _set(writer, "03.txt", "done")
        assert list(reader.unfinished(0)) != list(writer.unfinished(0))
        assert reader.follow_writer()
        assert list(reader.unfinished(0)) == list(writer.unfinished(0))
        assert reader.open_record == writer.record("00.txt")
        assert not reader.follow_writer()
        assert not writer.follow_writer()


def test_a_second_window_follows_and_still_says_why_it_only_reads(folder: Path) -> None:
    with _open(folder) as writer:
        _set(writer, "00.txt", "started")
        with _open(folder) as reader:
            before = reader.notices
            assert before
            _set(writer, "01.txt", "done")
            assert reader.follow_writer()
            assert reader.progress("01.txt").status == "done"
            assert reader.notices == before


def test_what_can_not_be_followed_leaves_the_open_document_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _open(folder) as writer, _open(folder, read_only=True) as reader:
        _set(writer, "00.txt", "started")
        before = reader.open("00.txt").record
        (folder / "00.txt").unlink()
        for kept in (folder / "annotations" / "texts").iterdir():
            kept.unlink()
        _set(writer, "03.txt", "done")
        with pytest.raises(StandoffError):
            reader.follow_writer()
        assert reader.open_record == before
