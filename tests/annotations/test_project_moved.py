"""Texts that changed and documents that moved: nothing that was annotated stays behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotations import drift, edits
from annotations.change import Change, SetFields
from annotations.corpus.folder import FileCorpus
from annotations.errors import (
    CommitError,
    CorpusError,
    DamagedError,
    EditError,
    ReadOnlyError,
    RecordError,
)
from annotations.model import Document, faults
from annotations.project import Project, open_project

FIRST = "Erdogan met Bob.\r\nBob likes the plan.\r\n"
MENDED = "Yesterday:\r\nErdoğan met Bob.\r\nCarla likes the plan.\r\n"
SECOND = "Bob is in Bonn."
SAID = [
    "mention m2 PERSON “Erdogan” at 0-7: it is now “Erdoğan”",
    "mention m4 PERSON “Bob likes” at 18-27: its words are no longer in the text",
    "entity e3 “Bob likes”: removed, nothing refers to it",
]


def _open(path: Path, **options: Any) -> Project:
    return open_project(path, annotator="alice", **options)


def _tag(one: Project, document_id: str, *words: str) -> None:
    for each in words:
        opened = one.open(document_id)
        text = opened.document.text
        start = text.index(each)
        end = start + len(each)
        one.commit(edits.tag(opened.record, text, start, end, "PERSON", one.scheme))


def _words(one: Project, document_id: str) -> list[str]:
    record = one.record(document_id)
    return [mention.text for mention in record.mentions] if record else []


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of two documents, both annotated by alice."""
    (tmp_path / "a.txt").write_bytes(FIRST.encode())
    (tmp_path / "b.txt").write_bytes(SECOND.encode())
    with _open(tmp_path) as one:
        _tag(one, "a.txt", "Erdogan", "Bob likes")
        _tag(one, "b.txt", "Bonn")
    return tmp_path


# Texts that changed


def test_a_changed_text_takes_the_annotations_over_and_lists_what_it_could_not(
    folder: Path,
) -> None:
    (folder / "a.txt").write_bytes(MENDED.encode())
    with _open(folder) as one:
        assert one.changed() == ["a.txt"]
        assert one.reanchor("a.txt") == SAID
        assert one.changed() == []
    with _open(folder) as one:
        opened = one.open("a.txt")
        assert (opened.document.text, opened.notice) == (MENDED, "")
        assert faults(opened.record, MENDED) == []
        assert _words(one, "a.txt") == ["Erdoğan"]
        assert _words(one, "b.txt") == ["Bonn"]


def test_the_open_document_is_shown_with_its_new_text_and_after_undo_with_the_old(
    folder: Path,
) -> None:
    (folder / "a.txt").write_bytes(MENDED.encode())
    with _open(folder) as one:
        before = one.open("a.txt").record
        one.reanchor("a.txt")
        assert one.open_record.sha256 != before.sha256
        assert _words(one, "a.txt") == ["Erdoğan"]
        one.undo()
        assert one.open_record.mentions == before.mentions
        opened = one.open("a.txt")
        assert opened.document.text == FIRST
        assert opened.notice.startswith("a.txt has changed since it was annotated")
        one.redo()
        opened = one.open("a.txt")
        assert (opened.document.text, opened.notice) == (MENDED, "")
        assert faults(opened.record, MENDED) == []


def test_undo_of_a_carrying_over_goes_across_restarts_and_other_texts(folder: Path) -> None:
    with _open(folder) as one:
        before = one.record("a.txt")
    (folder / "a.txt").write_bytes(MENDED.encode())
    with _open(folder) as one:
        one.reanchor("a.txt")
    (folder / "a.txt").write_text("Something else.")
    with _open(folder) as one:
        assert one.open("a.txt").document.text == MENDED
        assert one.undo().command == "reanchor"
        opened = one.open("a.txt")
        assert opened.document.text == FIRST
        assert before is not None
        assert (opened.record.mentions, opened.record.entities, opened.record.sha256) == (
            before.mentions,
            before.entities,
            before.sha256,
        )


def test_work_goes_on_after_a_carrying_over(folder: Path) -> None:
    (folder / "a.txt").write_bytes(MENDED.encode())
    with _open(folder) as one:
        one.reanchor("a.txt")
        _tag(one, "a.txt", "Carla")
        assert _words(one, "a.txt") == ["Erdoğan", "Carla"]
        one.undo()
        one.undo()
        assert _words(one, "a.txt") == ["Erdogan", "Bob likes"]


def test_an_unchanged_text_is_left_alone(folder: Path) -> None:
    with _open(folder) as one:
        before = one.record("a.txt")
        assert one.changed() == []
        assert one.reanchor("a.txt") == []
        assert one.record("a.txt") == before
        assert one.undo().summary == "PERSON “Bonn”"


def test_a_dry_run_lists_the_same_and_saves_nothing(folder: Path) -> None:
    (folder / "a.txt").write_bytes(MENDED.encode())
    before = _tree(folder)
    with _open(folder, read_only=True) as one:
        assert one.reanchor("a.txt", dry_run=True) == SAID
        with pytest.raises(ReadOnlyError):
            one.reanchor("a.txt")
    assert _tree(folder) == before
    with _open(folder) as one:
        assert one.reanchor("a.txt") == SAID


def test_what_can_not_be_carried_over_is_said(folder: Path) -> None:
    (folder / "c.txt").write_text("Nobody has annotated this.")
    (folder / "a.txt").write_bytes(b"\xff\xfe\xfa no UTF-8")
    with _open(folder) as one:
        with pytest.raises(EditError, match=r"c\.txt has no annotations by alice"):
            one.reanchor("c.txt")
        with pytest.raises(CorpusError, match=r"a\.txt"):
            one.reanchor("a.txt")
        # It is not the text that was annotated, whatever it is.
        assert one.changed() == ["a.txt"]


@pytest.mark.parametrize(("damage", "error"), [(None, RecordError), (b"other", DamagedError)])
def test_without_the_annotated_text_nothing_is_carried_over(
    folder: Path, damage: bytes | None, error: type[Exception]
) -> None:
    with _open(folder) as one:
        record = one.record("a.txt")
        assert record is not None
    kept = folder / "annotations" / "texts" / f"{record.sha256}.txt"
    if damage is None:
        kept.unlink()
    else:
        kept.write_bytes(damage)
    (folder / "a.txt").write_bytes(MENDED.encode())
    with _open(folder) as one:
        with pytest.raises(error, match=record.sha256[:12]):
            one.reanchor("a.txt")
        assert _words(one, "a.txt") == ["Erdogan", "Bob likes"]


def test_a_text_that_can_not_be_kept_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_bytes(MENDED.encode())

    def full(_: str) -> None:
        raise CommitError("the disk is full")

    with _open(folder) as one:
        before = one.open("a.txt")
        with monkeypatch.context() as patch:
            patch.setattr(one._store, "keep_text", full)
            with pytest.raises(CommitError):
                one.reanchor("a.txt")
        assert one.open("a.txt") == before
        one.reanchor("a.txt")
        assert _words(one, "a.txt") == ["Erdoğan"]


# Documents that moved


def test_annotations_move_along_with_their_document(folder: Path) -> None:
    (folder / "new").mkdir()
    (folder / "a.txt").rename(folder / "new" / "c.txt")
    with _open(folder) as one:
        assert one.notices == ["a.txt moved to new/c.txt: its annotations moved along"]
        assert one.missing == []
        assert one.record("a.txt") is None
        record = one.record("new/c.txt")
        assert record is not None
        assert record.id == "new/c.txt"
        assert _words(one, "new/c.txt") == ["Erdogan", "Bob likes"]
        assert one.progress("new/c.txt").status == "started"
    with _open(folder) as one:
        assert one.notices == []
        assert _words(one, "new/c.txt") == ["Erdogan", "Bob likes"]
        _tag(one, "new/c.txt", "the plan")
        assert [record.id for record, _ in one.annotated()] == ["b.txt", "new/c.txt"]


def test_read_only_leaves_what_moved_where_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").rename(folder / "c.txt")
    before = _tree(folder)
    with monkeypatch.context() as patch:
        patch.setattr(drift, "moved", lambda *_: pytest.fail("nobody waits for this"))
        with _open(folder, read_only=True) as one:
            assert one.notices == []
            assert one.missing == ["a.txt"]
            assert _words(one, "a.txt") == ["Erdogan", "Bob likes"]
    with _open(folder, read_only=True) as one:
        assert one.moved() == [("a.txt", "c.txt")]
    assert _tree(folder) == before


def test_a_second_window_says_what_would_move(folder: Path) -> None:
    with _open(folder) as first:
        (folder / "a.txt").rename(folder / "c.txt")
        with _open(folder) as second:
            assert second.read_only
            said = "a.txt moved to c.txt: its annotations will move along when it is opened for"
            assert f"{said} writing" in second.notices
        assert _words(first, "a.txt") == ["Erdogan", "Bob likes"]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the documents that are read from here on."""
    read: list[str] = []
    load = FileCorpus.load

    def counted(self: FileCorpus, document_id: str) -> Document:
        read.append(document_id)
        return load(self, document_id)

    monkeypatch.setattr(FileCorpus, "load", counted)
    return read


def test_only_documents_of_the_same_size_are_read_to_find_one_that_moved(
    folder: Path, loaded: list[str]
) -> None:
    for number in range(20):
        (folder / f"other{number}.txt").write_text("x" * (number + 1))
    (folder / "a.txt").unlink()
    with _open(folder) as one:
        assert one.missing == ["a.txt"]
    assert loaded == []
    (folder / "same.txt").write_bytes(b"y" * len(FIRST.encode()))
    (folder / "z.txt").write_bytes(FIRST.encode())
    with _open(folder) as one:
        assert one.notices == ["a.txt moved to z.txt: its annotations moved along"]
    assert sorted(set(loaded)) == ["same.txt", "z.txt"]


def test_without_its_kept_text_a_document_that_moved_is_found_by_reading(folder: Path) -> None:
    (folder / "a.txt").rename(folder / "z.txt")
    for kept in (folder / "annotations" / "texts").iterdir():
        kept.unlink()
    with _open(folder) as one:
        assert one.notices == ["a.txt moved to z.txt: its annotations moved along"]


def test_a_document_that_moved_is_found_in_other_encodings_and_kinds_of_file(
    tmp_path: Path,
) -> None:
    text = "Erdoğan met Bob."
    (tmp_path / "a.txt").write_bytes(text.encode("cp1254"))
    with _open(tmp_path, encoding="cp1254") as one:
        _tag(one, "a.txt", "Bob")
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    with _open(tmp_path, encoding="cp1254") as one:
        assert one.notices == ["a.txt moved to b.txt: its annotations moved along"]
    (tmp_path / "b.txt").unlink()
    line = json.dumps({"id": "c", "text": text})
    (tmp_path / "all.jsonl").write_text(f"{line}\n", "utf-8")
    with _open(tmp_path) as one:
        assert one.notices == ["b.txt moved to c: its annotations moved along"]
        assert _words(one, "c") == ["Bob"]


@pytest.mark.parametrize("where", ["an old", "a new"])
def test_of_two_documents_with_the_same_text_none_is_the_moved_one(
    folder: Path, where: str
) -> None:
    if where == "a new":
        (folder / "d.txt").write_bytes(FIRST.encode())
    else:
        (folder / "b.txt").write_bytes(FIRST.encode())
        with _open(folder) as one:
            one.reanchor("b.txt")
        (folder / "b.txt").unlink()
    (folder / "a.txt").rename(folder / "c.txt")
    with _open(folder) as one:
        assert one.moved() == []
        assert one.notices == []
        assert "a.txt" in one.missing
        assert _words(one, "a.txt") == ["Erdogan", "Bob likes"]
        assert one.record("c.txt") is None


def test_a_document_that_was_annotated_under_its_new_name_is_not_written_over(
    folder: Path,
) -> None:
    (folder / "b.txt").write_bytes(FIRST.encode())
    (folder / "a.txt").unlink()
    with _open(folder) as one:
        assert one.moved() == []
        assert _words(one, "b.txt") == ["Bonn"]
        assert _words(one, "a.txt") == ["Erdogan", "Bob likes"]


def test_where_one_file_is_opened_alone_nothing_is_missing_and_nothing_moves(folder: Path) -> None:
    (folder / "a.txt").rename(folder / "c.txt")
    with _open(folder / "c.txt") as one:
        assert (one.moved(), one.notices) == ([], [])
        assert _words(one, "a.txt") == ["Erdogan", "Bob likes"]


def test_a_file_that_can_not_be_read_does_not_stop_the_looking(folder: Path) -> None:
    (folder / "a.txt").rename(folder / "z.txt")
    (folder / "c.txt").write_bytes(b"\xff\xfe\xfa no UTF-8")
    with _open(folder) as one:
        assert one.notices == ["a.txt moved to z.txt: its annotations moved along"]


def test_what_was_done_before_a_move_is_not_undone_on_another_document(folder: Path) -> None:
    (folder / "a.txt").rename(folder / "c.txt")
    with _open(folder) as one:
        # Only b.txt is left to be undone; the moved record is as it was.
        assert one.undo().summary == "PERSON “Bonn”"
        with pytest.raises(EditError, match="there is nothing to undo"):
            one.undo()
    (folder / "a.txt").write_bytes(FIRST.encode())
    with _open(folder) as one:
        _tag(one, "a.txt", "Bob")
        one.undo()
        with pytest.raises(EditError, match="there is nothing to undo"):
            one.undo()
        assert _words(one, "a.txt") == []
        assert _words(one, "c.txt") == ["Erdogan", "Bob likes"]


def test_everybodys_annotations_move_at_their_own_opening(folder: Path) -> None:
    with open_project(folder, annotator="bob") as other:
        _tag(other, "a.txt", "Bob")
    (folder / "a.txt").rename(folder / "c.txt")
    with _open(folder) as one:
        assert _words(one, "c.txt") == ["Erdogan", "Bob likes"]
    with open_project(folder, annotator="bob") as other:
        assert _words(other, "c.txt") == ["Bob"]


def test_with_too_many_documents_to_look_through_that_is_said_and_can_be_done_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drift, "LOOKED_THROUGH", 0)
    (folder / "a.txt").rename(folder / "c.txt")
    with _open(folder) as one:
        (notice,) = one.notices
        assert notice == (
            "a.txt is not in the corpus; there are too many new documents to look for it now: "
            "`standoff reanchor` does"
        )
        assert one.missing == ["a.txt"]
        assert one.rebind() == [("a.txt", "c.txt")]
        assert _words(one, "c.txt") == ["Erdogan", "Bob likes"]


def test_a_move_that_can_not_be_saved_is_said_and_the_project_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").rename(folder / "c.txt")

    def full(*_: object, **__: object) -> None:
        raise CommitError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("annotations.store.journalled.JournalledStore.commit", full)
        with _open(folder) as one:
            assert one.notices == ["what moved could not be followed: the disk is full"]
            assert _words(one, "a.txt") == ["Erdogan", "Bob likes"]
    with _open(folder) as one:
        assert one.notices == ["a.txt moved to c.txt: its annotations moved along"]


def test_an_undo_to_a_text_that_can_not_be_read_is_saved_and_not_refused(folder: Path) -> None:
    (folder / "a.txt").write_bytes(MENDED.encode())
    with _open(folder) as one:
        before = one.open("a.txt").record
        one.reanchor("a.txt")
        for text in (folder / "annotations" / "texts").glob(f"{before.sha256}.txt"):
            text.unlink()
        assert one.undo().command == "reanchor"
        with pytest.raises(RecordError, match="bring the one or the other back"):
            one.open("a.txt")
        saved = one.record("a.txt")
        assert saved is not None
        assert saved.mentions == before.mentions
        assert one.redo().command == "reanchor"
        assert one.open("a.txt").document.text == MENDED


def test_a_change_that_does_not_fit_the_open_record_is_refused_before_it_is_saved(
    folder: Path,
) -> None:
    with _open(folder) as one:
        record = one.open("a.txt").record
        wrong = Change("wrong", "wrong", (SetFields("records", "a.txt", {"colour": "red"}),))
        with pytest.raises(EditError, match="doesn't fit"):
            one.commit(wrong)
        assert one.open_record == record
    with _open(folder) as one:
        assert one.open("a.txt").record == record
