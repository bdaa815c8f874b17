"""The canonical export: one record a line, the same every time, as its schema says."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import edits
from annotations.change import Change, PutItem
from annotations.errors import StandoffError
from annotations.formats import FORMATS, find_format
from annotations.formats.base import Outgoing
from annotations.formats.jsonl import is_export, json_schema, write
from annotations.formats.output import check_target, whole_file, whole_folder
from annotations.model import Document, Participant, Record, text_hash
from annotations.project import open_project
from annotations.scheme import default_scheme

TEXT = "Ankara 🇹🇷 backs Kyiv. ‮So it says.\r\n"


def worked(text: str = TEXT, document_id: str = "a.txt") -> tuple[Record, Document]:
    """A record with something in each of its lists, and its document."""
    document = Document(document_id, text, text_hash(text), "Ankara", {"encoding": "cp1254"})
    record = Record(
        id=document_id, sha256=document.sha256, annotator="alice", created="", updated=""
    )
    scheme = default_scheme()
    for start, end in ((0, 6), (16, 20)):
        change = edits.tag(record, text, start, end, "GPE", scheme)
        record = edits.apply_change(record, change.operations)
    one, other = record.mentions
    change = edits.add_stance(
        record,
        text,
        holder=Participant(str(one.entity), one.id),
        polarity="support",
        target=Participant(str(other.entity)),
        evidence=[(0, 21)],
        intensity=2,
        attribution=["@author"],
    )
    return edits.apply_change(record, change.operations), document


def exported(*documents: tuple[Record, Document], with_text: bool = True) -> bytes:
    out = io.BytesIO()
    write(documents, out, Outgoing(default_scheme(), with_text=with_text))
    return out.getvalue()


def test_a_line_is_the_record_joined_with_its_document() -> None:
    record, document = worked()
    line = json.loads(exported((record, document)))
    assert (line["id"], line["text"], line["title"], line["meta"]) == (
        "a.txt",
        TEXT,
        "Ankara",
        {"encoding": "cp1254"},
    )
    assert [m["text"] for m in line["mentions"]] == ["Ankara", "Kyiv"]
    assert line["stances"][0]["holder"] == {
        "entity": record.mentions[0].entity,
        "mention": record.mentions[0].id,
    }
    assert line["stances"][0]["attribution"] == ["@author"]


def test_every_field_of_the_record_leaves() -> None:
    record, document = worked()
    line = json.loads(exported((record, document)))
    assert set(Record.__struct_fields__) | {"title", "text", "meta"} == set(line)


def test_the_same_records_give_the_same_bytes() -> None:
    assert exported(worked(), worked(TEXT * 2)) == exported(worked(), worked(TEXT * 2))


def test_a_fold_changes_no_byte_of_the_export(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8", newline="")
    with open_project(tmp_path, annotator="alice") as project:
        opened = project.open("a.txt")
        text, scheme = opened.document.text, project.scheme
        project.commit(edits.tag(opened.record, text, 0, 6, "GPE", scheme))
        (mention,) = project.open("a.txt").record.mentions
        item = msgspec.to_builtins(mention) | {"attrs": {"z": 1, "a": {"y": 2, "b": 3}}}
        put = PutItem("records", "a.txt", "mentions", item)
        project.commit(Change("import", "what another format brought", (put,)))
        before = exported(*project.annotated())
        with open_project(tmp_path, annotator="alice", read_only=True) as beside:
            assert exported(*beside.annotated()) == before
    with open_project(tmp_path, annotator="alice", read_only=True) as folded:
        assert exported(*folded.annotated()) == before


def test_each_record_is_one_line_even_with_line_breaks_in_the_text() -> None:
    data = exported(worked(), worked(TEXT.replace(" ", "\n")))
    assert data.count(b"\n") == 2
    assert data.endswith(b"}\n")


def test_without_text_the_text_alone_is_missing() -> None:
    full, bare = (json.loads(exported(worked(), with_text=flag)) for flag in (True, False))
    assert full.pop("text") == TEXT
    assert bare == full


@given(st.text(min_size=21), st.booleans())
def test_every_export_validates_against_the_schema(tail: str, with_text: bool) -> None:
    text = TEXT + tail.encode("utf-8", "ignore").decode()
    line = json.loads(exported(worked(text), with_text=with_text))
    jsonschema.Draft202012Validator(json_schema()).validate(line)
    assert line.get("text", text) == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "ready"),
        ("sha256", "abc"),
        ("format", 2),
        ("next", 0),
        ("mentions", [{"id": "m1", "start": -1, "end": 2, "text": "", "label": "X"}]),
        ("surprise", 1),
    ],
)
def test_the_schema_refuses_what_is_no_record(field: str, value: object) -> None:
    line = json.loads(exported(worked()))
    line[field] = value
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(line)


def test_the_schema_is_one_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$schema"].endswith("2020-12/schema")


def test_writing_holds_one_document_at_a_time() -> None:
    out, alive = io.BytesIO(), []

    def documents() -> Iterator[tuple[Record, Document]]:
        for number in range(3):
            pair = worked(f"{TEXT}{number}")
            alive.append(out.tell())
            yield pair

    write(documents(), out, Outgoing(default_scheme()))
    assert alive[0] == 0
    assert 0 < alive[1] < alive[2] < out.tell()


def test_an_export_is_known_as_one() -> None:
    assert is_export(exported(worked()))
    assert is_export(exported(worked(), with_text=False))
    assert not is_export(b'{"id": "1", "text": "a document"}\n')
    assert not is_export(b"\xff\n")


def test_the_registry_finds_every_format_under_its_name() -> None:
    for name in FORMATS:
        found = find_format(name)
        assert found.name == name
        assert all(ending.startswith(".") for ending in found.endings)


def test_an_unknown_format_is_one_sentence_with_the_known_ones() -> None:
    with pytest.raises(StandoffError, match=r"no format 'yaml'.*jsonl"):
        find_format("yaml")


# A file is there whole, or not at all


def test_a_file_that_fails_halfway_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")

    def fail() -> None:
        with whole_file(target) as out:
            out.write(b"new and half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_seen_under_the_name_before_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with whole_file(target) as out:
        out.write(b"half")
        out.flush()
        assert not target.exists()
    assert target.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == [target]


def test_a_replaced_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    with whole_file(link) as out:
        out.write(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with whole_file(pipe) as out:
            out.write(b"through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="name a file"), whole_file(tmp_path):
        pass


def test_a_write_that_fails_names_the_file(tmp_path: Path) -> None:
    for opened in (whole_file, whole_folder):
        target = tmp_path / "x"
        with pytest.raises(OSError, match="No space left") as caught, opened(target):
            raise OSError(28, "No space left on device")
        assert caught.value.filename == str(target)
        with (
            pytest.raises(FileNotFoundError, match="there is no such folder") as caught,
            opened(tmp_path / "nowhere" / "x"),
        ):
            pass
        assert caught.value.filename == str(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_an_export_never_replaces_a_file_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"text": "Ankara"}\n', encoding="utf-8")
    (tmp_path / "annotations").mkdir()
    for name in ("corpus.jsonl", "annotations/alice.json", "annotations/new.jsonl"):
        with pytest.raises(StandoffError, match=name):
            check_target(tmp_path / name, [tmp_path])


def test_an_export_may_replace_an_older_export(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert "will take it for documents" in check_target(target, [tmp_path])
    target.write_bytes(exported(worked()))
    assert "will take it for documents" in check_target(target, [tmp_path])
    assert check_target(tmp_path / "out.json", [tmp_path]) == ""
    assert check_target(tmp_path / "other" / "out.jsonl", [tmp_path / "project"]) == ""


def test_formats_know_no_terminal_library() -> None:
    import subprocess

    code = (
        "import sys, annotations.formats.jsonl, annotations.formats.output;"
        "print({'rich', 'textual', 'tui'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
