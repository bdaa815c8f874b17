"""A project: opened, annotated, undone, closed and opened again, as one annotator."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from domain_samples import draw_edit, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tinydb import TinyDB

from annotations import edits, project
from annotations.change import Change, PutRow
from annotations.errors import (
    CommitError,
    CorpusError,
    EditError,
    ReadOnlyError,
    RecordError,
    SchemeError,
    StandoffError,
)
from annotations.model import Record, faults
from annotations.project import Project, annotator_name, annotators, open_project
from annotations.quality.verification import verify

FIRST = "Anna met Bob.\r\nAnna likes 👩‍👩‍👧 the plan.\r\n"
SECOND = "Bob is in Bonn."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of two documents and nothing else."""
    (tmp_path / "a.txt").write_bytes(FIRST.encode())
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_bytes(SECOND.encode())
    return tmp_path


def _open(path: Path, **options: Any) -> Project:
    return open_project(path, annotator="alice", **options)


def _tag(one: Project, document_id: str, words: str, label: str = "PERSON") -> None:
    opened = one.open(document_id)
    text = opened.document.text
    start = text.index(words)
    one.commit(edits.tag(opened.record, text, start, start + len(words), label, one.scheme))


def _words(one: Project, document_id: str) -> list[str]:
    record = one.record(document_id)
    return [mention.text for mention in record.mentions] if record else []


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# Opening


def test_nothing_is_written_before_the_first_commit(folder: Path) -> None:
    before = _tree(folder)
    with _open(folder) as one:
        assert list(one.ids) == ["a.txt", "sub/b.txt"]
        opened = one.open("a.txt")
        assert opened.document.text == FIRST
        assert (opened.record.mentions, opened.record.revision, opened.notice) == ((), 0, "")
        assert one.record("a.txt") is None
        assert one.progress("a.txt") == project.Progress()
        assert list(one.annotated()) == []
        one.idle()
        with pytest.raises(EditError):
            one.undo()
    assert _tree(folder) == before
    assert annotators(folder) == []


def test_the_first_commit_makes_the_record_and_keeps_the_text(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        record = one.open("a.txt").record
        assert faults(record, FIRST) == []
        assert (record.annotator, record.status, record.revision) == ("alice", "started", 1)
        assert record.created == record.updated
        assert record.created.endswith("Z")
        assert one.progress("a.txt") == project.Progress("started", False, 1)
        kept = folder / "annotations" / "texts" / f"{record.sha256}.txt"
        assert kept.read_bytes() == FIRST.encode()
    assert annotators(folder) == ["alice"]


def test_a_commit_is_there_at_the_next_opening(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        _tag(one, "sub/b.txt", "Bonn", "GPE")
        records = [one.record("a.txt"), one.record("sub/b.txt")]
    with _open(folder) as one:
        assert [one.record("a.txt"), one.record("sub/b.txt")] == records
        assert [record.id for record, _ in one.annotated()] == ["a.txt", "sub/b.txt"]


def test_plain_tinydb_reads_a_closed_project(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
    with TinyDB(folder / "annotations" / "alice.json") as plain:
        (row,) = plain.table("records").all()
    assert row["mentions"][0]["text"] == "Anna"


def test_each_commit_is_one_revision(folder: Path) -> None:
    with _open(folder) as one:
        for number, words in enumerate(("Anna", "Bob", "likes"), 1):
            _tag(one, "a.txt", words)
            assert one.open("a.txt").record.revision == number


def test_what_is_kept_in_memory_is_what_is_on_disk(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        _tag(one, "a.txt", "Bob")
        one.undo()
        seen, progress = one.open("a.txt").record, one.progress("a.txt")
        with _open(folder, read_only=True) as other:
            assert other.record("a.txt") == seen == one.record("a.txt")
            assert other.progress("a.txt") == progress


def test_a_commit_to_another_document_leaves_the_open_one_open(folder: Path) -> None:
    with _open(folder) as one:
        other = one.open("sub/b.txt").record
        one.open("a.txt")
        one.commit(edits.set_status(other, "done"))
        _tag(one, "a.txt", "Anna")
        assert one.progress("sub/b.txt").status == "done"
        assert _words(one, "a.txt") == ["Anna"]


def test_the_version_of_the_guideline_is_kept_with_the_record(folder: Path) -> None:
    source = '[guideline]\nversion = "7"\n[[labels]]\nname = "PERSON"\nkey = "p"\n'
    (folder / "standoff.toml").write_text(source)
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        assert one.open("a.txt").record.guideline == "7"


def test_a_scheme_says_where_the_documents_are(folder: Path) -> None:
    source = '[corpus]\npath = "sub"\n[[labels]]\nname = "PERSON"\nkey = "p"\n'
    (folder / "standoff.toml").write_text(source)
    with _open(folder) as one:
        assert list(one.ids) == ["b.txt"]
        _tag(one, "b.txt", "Bob")
    assert (folder / "annotations" / "alice.json").exists()


def test_a_fault_in_the_scheme_stops_the_opening(folder: Path) -> None:
    (folder / "standoff.toml").write_text('[[labels]]\nname = "PERSON"\nkey = "q"\n')
    with pytest.raises(SchemeError, match=r"standoff\.toml:3: PERSON: the command quit has"):
        _open(folder, reserved={"q": "quit"})


def test_a_path_without_anything_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no such file or folder"):
        _open(tmp_path / "nothing")
    with pytest.raises(CorpusError):
        _open(tmp_path)
    assert _tree(tmp_path) == {}


# One file, and JSONL


def test_one_file_is_opened_alone_in_the_project_of_its_folder(folder: Path) -> None:
    (folder / "c.txt").write_text("Carla.")
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        _tag(one, "c.txt", "Carla")
    with _open(folder / "a.txt") as one:
        assert list(one.ids) == ["a.txt"]
        assert one.missing == []
        assert _words(one, "a.txt") == ["Anna"]
        assert [record.id for record, _ in one.annotated()] == ["a.txt"]
        _tag(one, "a.txt", "Bob")
    with _open(folder) as one:
        assert _words(one, "a.txt") == ["Anna", "Bob"]
        assert _words(one, "c.txt") == ["Carla"]


def test_a_jsonl_corpus_is_annotated_by_its_ids(tmp_path: Path) -> None:
    lines = [{"text": FIRST, "id": "one", "title": "T"}, {"text": SECOND, "meta": {"x": 1}}]
    path = tmp_path / "docs.jsonl"
    path.write_bytes(b"\n".join(msgspec.json.encode(line) for line in lines))
    with _open(path) as one:
        assert list(one.ids) == ["one", "docs.jsonl#2"]
        _tag(one, "one", "Anna")
        _tag(one, "docs.jsonl#2", "Bob")
    with _open(tmp_path) as one:
        pairs = list(one.annotated())
    assert [record.id for record, _ in pairs] == ["one", "docs.jsonl#2"]
    assert (pairs[0][1].title, pairs[0][1].text) == ("T", FIRST)
    assert pairs[1][1].meta == {"x": 1}


# Texts that changed or went


def test_a_changed_text_shows_the_old_one_with_its_annotations(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
    (folder / "a.txt").write_text("Now: Anna.")
    with _open(folder) as one:
        opened = one.open("a.txt")
        assert opened.document.text == FIRST
        assert opened.notice == (
            "a.txt has changed since it was annotated; this is the text as it was"
        )
        assert faults(opened.record, opened.document.text) == []
        _tag(one, "a.txt", "Bob")
        assert one.open("a.txt").notice
        ((record, document),) = one.annotated()
        assert faults(record, document.text) == []
        assert _words(one, "a.txt") == ["Anna", "Bob"]


def test_a_document_whose_file_is_gone_is_missing_and_still_readable(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        _tag(one, "sub/b.txt", "Bob")
    (folder / "a.txt").unlink()
    with _open(folder) as one:
        assert list(one.ids) == ["sub/b.txt"]
        assert one.missing == ["a.txt"]
        opened = one.open("a.txt")
        assert opened.document.text == FIRST
        assert opened.notice.endswith("this is the text that was annotated")
        assert [record.id for record, _ in one.annotated()] == ["sub/b.txt", "a.txt"]
        one.undo()
        one.undo()
        assert _words(one, "a.txt") == []


def test_a_document_that_never_was_is_named(folder: Path) -> None:
    with _open(folder) as one, pytest.raises(CorpusError, match=r"c\.txt"):
        one.open("c.txt")


def test_a_changed_text_that_was_not_kept_is_named(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        sha256 = one.open("a.txt").record.sha256
    (folder / "annotations" / "texts" / f"{sha256}.txt").unlink()
    (folder / "a.txt").write_text("Now: Anna.")
    with _open(folder) as one:
        with pytest.raises(RecordError, match=r"is neither in .*bring .* back from a copy"):
            one.open("a.txt")
        # The record itself is still there.
        assert _words(one, "a.txt") == ["Anna"]


def test_what_was_annotated_is_there_when_all_documents_are_gone(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
    (folder / "a.txt").unlink()
    (folder / "sub" / "b.txt").unlink()
    with _open(folder) as one:
        assert list(one.ids) == []
        assert any("no document in it" in notice for notice in one.notices)
        assert [document.text for _, document in one.annotated()] == [FIRST]
        assert _words(one, "a.txt") == ["Anna"]
        _tag(one, "a.txt", "Bob")
        assert _words(one, "a.txt") == ["Anna", "Bob"]


def test_a_record_that_can_not_be_read_is_named(folder: Path) -> None:
    with _open(folder) as one:
        one.commit(Change("x", "x", (PutRow("records", "sub/b.txt", {"id": "sub/b.txt"}),)))
        with pytest.raises(RecordError, match=r"alice\.json: sub/b\.txt: the record can't be read"):
            one.open("sub/b.txt")


# Undo and redo


def test_undo_and_redo_go_across_documents(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        _tag(one, "sub/b.txt", "Bob")
        assert one.undo().summary == "PERSON “Bob”"
        assert (_words(one, "a.txt"), _words(one, "sub/b.txt")) == (["Anna"], [])
        one.undo()
        assert (_words(one, "a.txt"), _words(one, "sub/b.txt")) == ([], [])
        assert one.open("a.txt").record.status == "todo"
        assert one.redo().summary == "PERSON “Anna”"
        one.redo()
        assert (_words(one, "a.txt"), _words(one, "sub/b.txt")) == (["Anna"], ["Bob"])
        with pytest.raises(EditError, match="there is nothing to redo"):
            one.redo()


def test_undo_and_redo_go_across_restarts(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        _tag(one, "sub/b.txt", "Bob")
        before = one.record("sub/b.txt")
    for act, words in (("undo", []), ("redo", ["Bob"]), ("undo", [])):
        with _open(folder) as one:
            getattr(one, act)()
            assert _words(one, "sub/b.txt") == words
    with _open(folder) as one:
        assert one.undo().summary == "PERSON “Anna”"
        with pytest.raises(EditError, match="there is nothing to undo"):
            one.undo()
    with _open(folder) as one:
        one.redo()
        one.redo()
        record = one.record("sub/b.txt")
        assert record is not None
        assert before is not None
        assert replace(record, revision=0, updated="") == replace(before, revision=0, updated="")


def test_a_new_edit_ends_what_could_be_redone(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        one.undo()
        _tag(one, "a.txt", "Bob")
        with pytest.raises(EditError, match="there is nothing to redo"):
            one.redo()


def test_an_id_is_never_used_again_after_undo_and_redo(folder: Path) -> None:
    with _open(folder) as one:
        for words in ("Anna", "Bob"):
            _tag(one, "a.txt", words)
        used = {item.id for item in one.open("a.txt").record.mentions}
        one.undo()
        one.undo()
        one.redo()
        _tag(one, "a.txt", "likes", "ISSUE")
        assert one.open("a.txt").record.mentions[-1].id not in used


def test_undo_is_refused_after_the_file_was_edited_by_another_program(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        _tag(one, "a.txt", "Bob")
    with TinyDB(folder / "annotations" / "alice.json") as plain:
        plain.table("records").update({"revision": 40, "note": "from elsewhere"})
    with _open(folder) as one:
        for act in (one.undo, one.undo):
            with pytest.raises(EditError, match=r"revision 40, the history knows 2"):
                act()
        record = one.record("a.txt")
        assert record is not None
        assert record.note == "from elsewhere"
        assert len(record.mentions) == 2


def test_a_whole_record_can_be_put_taken_back_and_put_again(folder: Path) -> None:
    with _open(folder) as one:
        blank = one.open("a.txt").record
        row = msgspec.to_builtins(replace(blank, note="imported", next=9, created="t"))
        change = Change(
            "import",
            "imported",
            (PutRow("records", "a.txt", row),),
            (PutRow("records", "a.txt", None),),
        )
        commit = one.commit(change)
        assert sum(isinstance(operation, PutRow) for operation in commit.operations) == 1
        record = one.record("a.txt")
        assert record is not None
        assert (record.note, record.revision) == ("imported", 1)
        one.undo()
        assert one.record("a.txt") is None
        assert one.open("a.txt").record == blank
        one.redo()
        record = one.record("a.txt")
        assert record is not None
        assert (record.note, record.next) == ("imported", 9)
        kept = folder / "annotations" / "texts" / f"{record.sha256}.txt"
        assert kept.exists()


# What can't be saved


def test_a_read_only_project_refuses_every_commit_and_writes_nothing(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
    before = _tree(folder)
    with _open(folder, read_only=True) as one:
        assert one.read_only
        assert _words(one, "a.txt") == ["Anna"]
        for act in (lambda: _tag(one, "a.txt", "Bob"), lambda: one.undo()):
            with pytest.raises(ReadOnlyError):
                act()
        assert _words(one, "a.txt") == ["Anna"]
    assert _tree(folder) == before


def test_a_second_opening_is_read_only_and_says_why(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        with _open(folder) as second:
            assert second.read_only
            assert any("alice" in notice for notice in second.notices)
            assert _words(second, "a.txt") == ["Anna"]
            with pytest.raises(ReadOnlyError, match="alice"):
                _tag(second, "a.txt", "Bob")


def test_a_commit_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
        record = one.open("a.txt").record

        def full(*_: object, **__: object) -> None:
            raise CommitError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(one._store, "commit", full)
            for act in (lambda: _tag(one, "a.txt", "Bob"), one.undo):
                with pytest.raises(CommitError):
                    act()
        assert one.open("a.txt").record == record
        _tag(one, "a.txt", "Bob")
        assert _words(one, "a.txt") == ["Anna", "Bob"]
        one.undo()
        one.undo()
        assert _words(one, "a.txt") == []


# Annotators


@pytest.mark.parametrize("name", ["alice", "Åsa", "a.b-c_d+e@example.org", "7", "李雷", "x" * 80])
def test_a_name_that_can_be_a_file_s_is_taken(name: str) -> None:
    assert annotator_name(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "../a", "-x", ".hidden", "_", "a b", "a\nb", "a\x00", "x" * 81]
)
def test_a_name_that_can_not_be_a_file_s_is_refused(name: str) -> None:
    with pytest.raises(StandoffError, match="can't be an annotator's name"):
        annotator_name(name)


def test_the_name_is_the_given_one_else_the_environment_s_else_the_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "dom\\kim")
    monkeypatch.setenv("STANDOFF_ANNOTATOR", "bob")
    assert annotator_name("alice") == "alice"
    assert annotator_name() == "bob"
    monkeypatch.setenv("STANDOFF_ANNOTATOR", "")
    assert annotator_name() == "dom-kim"


def test_a_machine_without_a_login_name_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.delenv("STANDOFF_ANNOTATOR", raising=False)
    with pytest.raises(StandoffError, match="say --annotator NAME or set STANDOFF_ANNOTATOR"):
        annotator_name()


def test_annotators_do_not_see_each_other_s_work(folder: Path) -> None:
    with _open(folder) as one:
        _tag(one, "a.txt", "Anna")
    with open_project(folder, annotator="bob") as other:
        assert _words(other, "a.txt") == []
        _tag(other, "a.txt", "Bob")
    assert annotators(folder) == ["alice", "bob"]
    assert len(list((folder / "annotations" / "texts").iterdir())) == 1


# Anything at all


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(first=texts, second=texts, draw=st.data())
def test_any_work_is_sound_and_undone_to_the_last_step(
    tmp_path_factory: pytest.TempPathFactory, first: str, second: str, draw: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("project")
    lines = [{"id": "a", "text": first}, {"id": "b", "text": second}]
    path = folder / "docs.jsonl"
    path.write_bytes(b"\n".join(msgspec.json.encode(line) for line in lines))
    one = _open(path)
    before = _state(one)
    try:
        for _ in range(10):
            act = draw.draw(st.sampled_from(["edit", "edit", "edit", "undo", "redo", "reopen"]))
            if act == "reopen":
                one.close()
                one = _open(path)
            elif act == "edit":
                opened = one.open(draw.draw(st.sampled_from(["a", "b"])))
                try:
                    shared = one.project_entities()
                    change = draw_edit(draw, opened.record, opened.document.text, shared)
                except EditError:
                    continue
                one.commit(change)
            elif (one.history.to_undo if act == "undo" else one.history.to_redo) is not None:
                getattr(one, act)()
        for file in (folder / "annotations").glob("*.json"):
            assert [v for v in verify(file, one.corpus, None) if v.faults] == []
        while one.history.to_undo is not None:
            one.undo()
        assert dict(one.project_entities()) == {}
        for record, document in one.annotated():
            assert faults(record, document.text) == []
        assert _state(one) == before
    finally:
        one.close()


def _state(one: Project) -> dict[str, Record]:
    """The records as they look, whatever was done to come there."""
    looks = {}
    for document_id in one.ids:
        record = one.open(document_id).record
        looks[document_id] = replace(record, next=1, revision=0, created="", updated="")
    return looks
