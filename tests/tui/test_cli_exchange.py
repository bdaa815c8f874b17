"""export, import, convert and formats, as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from command_line import COMMAND, ROOT, TEXT, annotate, spawn, state
from msgspec.structs import replace

from annotations import edits, project
from annotations.formats import base, jsonl
from annotations.formats.base import FEATURES, Fault, Format, Incoming
from annotations.formats.draft import Draft
from annotations.formats.streams import of_file, read_back
from annotations.model import Document, Participant, Record, span_of, text_hash

TOY = "#toy\n"


def _read(stream: BinaryIO, where: str, report: base.Report) -> Iterator[Incoming]:
    """A toy format: a line a document, whose first word is a mention; `!` is not understood."""
    for number, line in enumerate(stream.read().decode().splitlines()[1:], 2):
        if line.startswith("!"):
            report(Fault(f"{where}:{number}", line))
            continue
        name, _, text = line.partition(" ")
        text = text.replace("\\n", "\n")
        draft = Draft("import:toy")
        if found := re.match(r"\w+", text):
            draft.mention([span_of(text, 0, found.end())], "GPE", text=found[0])
        sha256 = text_hash(text)
        record = draft.record(name, sha256)
        yield Incoming(Document(name, text, sha256), record, f"{where}:{number}")


def _write(documents: Any, out: BinaryIO, outgoing: base.Outgoing) -> None:
    out.write(TOY.encode())
    for record, document in documents:
        text = document.text.replace("\n", "\\n") if outgoing.with_text else ""
        out.write(f"{record.id} {text}\n".encode())


FORMAT = Format(
    "toy",
    "A toy",
    (".toy",),
    frozenset({"mentions"}),
    read=of_file(_read),
    write=_write,
    companions=lambda scheme: {"labels.txt": scheme.labels[0].name.encode()},
    recognise=lambda path, head: head.startswith(TOY.encode()),
    again=read_back(_write, _read),
)


def _write_parts(parts: base.Parts, folder: Path, outgoing: base.Outgoing) -> None:
    for name, documents in parts.items():
        # Twice, as formats do that need the labels first.
        count = len(list(documents()))
        ids = " ".join(record.id for record, _ in documents())
        (folder / f"part-{name}").write_text(f"{count} {ids}", encoding="utf-8")


FOLDER = Format("toys", "Toys", (), frozenset(FEATURES), write_folder=_write_parts)
READ_ONLY = Format("fixed", "Only read", (".x",), frozenset(), read=FORMAT.read)


class _Toys:
    """A module with formats, as the registry imports it."""

    def __init__(self, found: Format) -> None:
        self.FORMAT = found


@pytest.fixture(autouse=True)
def _with_toys(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in (FORMAT, FOLDER, READ_ONLY):
        monkeypatch.setitem(base.FORMATS, found.name, found.name)
        monkeypatch.setitem(sys.modules, found.name, _Toys(found))


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A project of twenty documents, annotated by alice."""
    root = tmp_path / "many"
    root.mkdir()
    names = [f"{number:02}.txt" for number in range(20)]
    for name in names:
        (root / name).write_text(f"{TEXT}{name}", encoding="utf-8")
    annotate(root, "alice", *names)
    return root


def toy(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([TOY.rstrip(), *lines, ""]), encoding="utf-8")
    return path


# formats


def test_formats_lists_each_with_what_it_does(standoff: Any) -> None:
    said = standoff("formats")
    assert said.code == 0
    (row,) = [line for line in said.lines if line.split()[:1] == ["jsonl"]]
    assert ".jsonl" in row
    assert "read, write" in row
    assert "all" in row
    for name in base.FORMATS:
        assert f" {name} " in said.out


# export


def test_export_in_a_format_says_what_it_could_not_carry(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    target, report = tmp_path / "out.toy", tmp_path / "lost.json"
    said = standoff("export", folder, "-f", "toy", "-o", target, "--report", report)
    assert said.code == 0
    assert target.read_text("utf-8") == f"{TOY}a.txt Ankara backs Kyiv.\\n\n"
    assert said.err.splitlines() == [
        "1 document, 1 mention, 0 stances by alice",
        "1 thing could not be carried by toy:",
        "  entity: 1 (a.txt e1)",
    ]
    told = json.loads(report.read_bytes())
    assert (told["format"], told["annotator"], told["count"]) == ("toy", "alice", 1)
    assert {"document": "a.txt", "item": "e1", "what": "entity"} in told["losses"]
    assert (tmp_path / "out.labels.txt").read_text("utf-8") == "PERSON"


def test_a_lossless_export_has_an_empty_report(standoff: Any, folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "lost.json"
    said = standoff("export", folder, "--report", report, "--strict")
    assert (said.code, said.err) == (0, "1 document, 1 mention, 0 stances by alice\n")
    assert json.loads(report.read_bytes())["losses"] == []


@pytest.mark.parametrize("is_there", [True, False])
def test_strict_writes_nothing_where_something_would_be_lost(
    standoff: Any, folder: Path, tmp_path: Path, is_there: bool
) -> None:
    target, report = tmp_path / "out.toy", tmp_path / "lost.json"
    if is_there:
        target.write_bytes(b"#toy\nold")
    arguments = ("export", folder, "-f", "toy", "--strict", "--report", report)
    said = standoff(*arguments, "-o", target)
    assert said.code == 1
    assert said.err.endswith("standoff: toy can't carry all; nothing was written (--strict)\n")
    assert "entity: 1" in said.err
    if is_there:
        assert target.read_bytes() == b"#toy\nold"
    assert target.exists() == is_there
    assert json.loads(report.read_bytes())["count"] == 1
    assert standoff(*arguments).out == ""


def test_export_of_one_status_leaves_the_others_out(standoff: Any, many: Path) -> None:
    with project.open_project(many, annotator="alice") as opened:
        for name, status in (("03.txt", "done"), ("05.txt", "skipped"), ("04.txt", "done")):
            opened.commit(edits.set_status(opened.open(name).record, status))  # type: ignore[arg-type]  # a literal

    def ids(*more: str) -> list[str]:
        return [json.loads(line)["id"] for line in standoff("export", many, *more).lines]

    assert ids("--status", "done") == ["03.txt", "04.txt"]
    assert ids("--status", "done,skipped") == ["03.txt", "04.txt", "05.txt"]
    assert len(ids("--status", "started")) == 17
    assert standoff("export", many, "--status", "finished").code == 2


def _split(folder: Path) -> dict[str, list[str]]:
    return {
        path.name: [json.loads(line)["id"] for line in path.read_bytes().splitlines()]
        for path in sorted(folder.iterdir())
    }


def test_a_split_is_exact_and_the_same_every_time(
    standoff: Any, many: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        said = standoff("export", many, "--split", "80/10/10", "--seed", "7", "-o", tmp_path / name)
        assert (said.code, said.err) == (0, "20 documents, 20 mentions, 0 stances by alice\n")
    first = _split(tmp_path / "one")
    assert {name: len(ids) for name, ids in first.items()} == {
        "dev.jsonl": 2,
        "test.jsonl": 2,
        "train.jsonl": 16,
    }
    assert sorted(name for ids in first.values() for name in ids) == [
        f"{number:02}.txt" for number in range(20)
    ]
    assert all(ids == sorted(ids) for ids in first.values())
    assert _split(tmp_path / "two") == first
    other = tmp_path / "other"
    assert standoff("export", many, "--split", "--seed", "8", "-o", other).code == 0
    assert _split(other) != first


def test_a_split_without_numbers_is_the_schemes(standoff: Any, many: Path, tmp_path: Path) -> None:
    (many / "standoff.toml").write_text(
        '[splits]\nlearn = 3\nhold = 1\n[[labels]]\nname = "GPE"\nkey = "g"\n', encoding="utf-8"
    )
    assert standoff("export", many, "--split", "-o", tmp_path / "out").code == 0
    counts = {name: len(ids) for name, ids in _split(tmp_path / "out").items()}
    assert counts == {"hold.jsonl": 5, "learn.jsonl": 15}


def test_a_format_of_folders_gets_the_parts(standoff: Any, many: Path, tmp_path: Path) -> None:
    said = standoff("export", many, "-f", "toys", "--split", "90/10", "-o", tmp_path / "out")
    assert (said.code, said.err) == (0, "20 documents, 20 mentions, 0 stances by alice\n")
    assert (tmp_path / "out" / "part-train").read_text("utf-8").startswith("18 ")
    assert standoff("export", many, "-f", "toys", "-o", tmp_path / "all").code == 0
    assert (tmp_path / "all" / "part-").read_text("utf-8").startswith("20 00.txt 01.txt ")


def test_a_folder_that_is_there_is_never_replaced(
    standoff: Any, many: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    assert standoff("export", many, "-f", "toys", "-o", target).code == 0
    before = state(target)
    said = standoff("export", many, "-f", "toys", "-o", target)
    assert said.code == 1
    assert "a folder with something in it already; name a new folder" in said.err
    assert state(target) == before
    (tmp_path / "file").touch()
    said = standoff("export", many, "--split", "-o", tmp_path / "file")
    assert (said.code, "there is a file already" in said.err) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "many", "out"]


def test_a_folder_that_fails_halfway_is_not_there(
    standoff: Any, many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(parts: base.Parts, folder: Path, outgoing: base.Outgoing) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "toys", _Toys(FOLDER._replace(write_folder=failing)))
    assert standoff("export", many, "-f", "toys", "-o", tmp_path / "out").code == 130
    assert [path.name for path in tmp_path.iterdir()] == ["many"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-f", "toys"), "toys needs a folder: say --output FOLDER"),
        (("--split",), "a split needs a folder: say --output FOLDER"),
        (("--split", "1/2/3/4", "-o", "out"), "'1/2/3/4' is no split"),
        (("-f", "fixed"), "fixed is a format that is only read, not written"),
        (("-f", "jsnol"), "there is no format 'jsnol'; did you mean jsonl? There are: jsonl, "),
    ],
)
def test_what_can_not_be_exported_is_one_sentence(
    standoff: Any, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    found = standoff("export", folder, *arguments)
    assert found.code == 1
    assert said in found.err
    assert found.err.count("\n") == 1


def test_a_folder_inside_the_project_is_warned_of_and_never_among_annotations(
    standoff: Any, folder: Path
) -> None:
    said = standoff("export", folder, "-f", "toys", "-o", folder / "annotations" / "out")
    assert (said.code, "that folder is for what was annotated" in said.err) == (1, True)
    said = standoff("export", folder, "-f", "toys", "-o", folder / "out")
    assert said.code == 0
    assert "is inside the project, which will take it for documents" in said.err


@pytest.mark.parametrize("shares", ["98/1/1", "80/10/10"])
def test_a_small_split_has_a_document_for_each_share(
    standoff: Any, folder: Path, tmp_path: Path, shares: str
) -> None:
    (folder / "c.txt").write_text(TEXT, encoding="utf-8")
    annotate(folder, "alice", "b.txt", "c.txt")
    arguments = ("export", folder, "--annotator", "alice", "--split", shares)
    said = standoff(*arguments, "-o", tmp_path / "out")
    assert (said.code, "too few" in said.err) == (0, False)
    assert [len(ids) for ids in _split(tmp_path / "out").values()] == [1, 1, 1]


def test_a_part_without_documents_is_said_and_not_written(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    said = standoff("export", folder, "--split", "80/10/10", "-o", tmp_path / "out")
    assert said.code == 0
    assert list(_split(tmp_path / "out")) == ["train.jsonl"]
    for part in ("dev", "test"):
        assert f"1 document is too few for a part {part}: it is not written" in said.err


def test_a_share_of_nothing_is_left_out_in_silence(
    standoff: Any, many: Path, tmp_path: Path
) -> None:
    said = standoff("export", many, "--split", "80/0/20", "-o", tmp_path / "out")
    assert (said.code, "dev" in said.err) == (0, False)
    assert set(_split(tmp_path / "out")) == {"train.jsonl", "test.jsonl"}


def test_a_split_of_nothing_is_one_sentence(standoff: Any, folder: Path, tmp_path: Path) -> None:
    said = standoff("export", folder, "--status", "skipped", "--split", "-o", tmp_path / "out")
    assert (said.code, said.err) == (1, "standoff: there is no annotated document to split\n")
    assert not (tmp_path / "out").exists()


# --report


def test_a_report_replaces_an_earlier_report_alone(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    source, report = toy(tmp_path / "data.toy", "a Ankara.", "!x"), tmp_path / "report.json"
    target = tmp_path / "out.jsonl"
    report.touch()
    for arguments in (
        ("export", folder, "-f", "toy", "-o", tmp_path / "out.toy"),
        ("import", source, tmp_path / "p"),
        ("convert", source, target, "--to", "jsonl"),
        ("convert", source, target, "--to", "jsonl"),
    ):
        assert standoff(*arguments, "--report", report).code == 0
    assert json.loads(report.read_bytes())["count"] == 1
    assert standoff("convert", source, target, "--to", "jsonl", "--report", "/dev/null").code == 0


@pytest.mark.parametrize("command", ["export", "import", "convert"])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("project/annotations/alice.json", "that folder is for what was annotated"),
        ("project/annotations/new.json", "that folder is for what was annotated"),
        ("project/a.txt", "it is there already, and no report"),
        ("mine.json", "it is there already, and no report"),
        ("link.json", "that folder is for what was annotated"),
        ("data.toy", "it is"),
        ("out.toy", "name another file"),
        ("out.labels.txt", "name another file"),
    ],
)
def test_a_report_never_takes_the_place_of_anything_else(
    standoff: Any, folder: Path, tmp_path: Path, command: str, path: str, said: str
) -> None:
    source, target = toy(tmp_path / "data.toy", "a Ankara."), tmp_path / "out.toy"
    (tmp_path / "mine.json").write_text('{"source":"mine"}\n', encoding="utf-8")
    (tmp_path / "link.json").symlink_to(folder / "annotations" / "alice.json")
    if command == "import":
        target.write_text("mine", encoding="utf-8")
        (tmp_path / "out.labels.txt").write_text("mine", encoding="utf-8")
    arguments: dict[str, tuple[object, ...]] = {
        "export": (folder, "-f", "toy", "-o", target),
        "import": (source, folder),
        "convert": (source, target, "--to", "toy"),
    }
    files = [file for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".lock"]
    before = {file: file.read_bytes() for file in files}
    found = standoff(command, *arguments[command], "--report", tmp_path / path)
    assert (found.code, said in found.err.splitlines()[-1]) == (1, True)
    assert {file: file.read_bytes() for file in before} == before
    assert (tmp_path / "out.toy").exists() is (command == "import")


def test_a_report_may_lie_in_a_folder_of_that_name_that_is_no_projects(
    standoff: Any, tmp_path: Path
) -> None:
    source = toy(tmp_path / "data.toy", "a Ankara.")
    report = tmp_path / "annotations" / "report.json"
    report.parent.mkdir()
    target = tmp_path / "out.jsonl"
    said = standoff("convert", source, target, "--to", "jsonl", "--report", report)
    assert (said.code, report.exists()) == (0, True)


# import


def test_an_import_says_what_the_format_is_and_what_came_in(standoff: Any, tmp_path: Path) -> None:
    source = toy(tmp_path / "data.toy", "a Ankara backs.", "b Kyiv too.")
    root = tmp_path / "new"
    said = standoff("import", source, root)
    assert said.code == 0
    assert said.err == f"{source}: read as toy (A toy)\n"
    assert said.lines == [
        f"2 new documents in {root / 'data.jsonl'}",
        "2 documents annotated by me; this can't be undone key by key",
    ]
    (first, _) = (json.loads(line) for line in standoff("export", root).lines)
    assert (first["id"], first["mentions"][0]["text"], first["annotator"]) == ("a", "Ankara", "me")
    assert first["entities"][0]["name"] == "Ankara"
    assert standoff("verify", root).code == 0
    again = standoff("import", source, root, "--format", "toy")
    assert again.err == ""
    assert again.lines == [
        "2 documents in the corpus already",
        "2 documents annotated just so before",
    ]


def test_an_import_of_nothing_says_so(standoff: Any, tmp_path: Path) -> None:
    said = standoff("import", toy(tmp_path / "data.toy"), tmp_path / "p")
    assert (said.code, said.lines) == (0, ["nothing came in"])
    assert not (tmp_path / "p").exists()


def test_an_import_names_what_it_did_not_understand(standoff: Any, tmp_path: Path) -> None:
    wrong = [f"!{number}" for number in range(25)]
    source = toy(tmp_path / "data.toy", "a Ankara.", *wrong)
    report = tmp_path / "report.json"
    said = standoff("import", source, tmp_path / "p", "--annotator", "bob", "--report", report)
    assert said.code == 0
    assert said.err.count("data.toy:") == 21
    assert f"{source}:3: !0\n" in said.err
    assert said.err.endswith("and 5 more like these\n")
    assert said.lines[-1] == "25 things were not understood, and left out"
    told = json.loads(report.read_bytes())
    assert (told["source"], told["format"], told["count"]) == (str(source), "toy", 25)
    assert told["faults"][0] == {"where": f"{source}:3", "what": "!0"}


def test_a_strict_import_lets_nothing_in_and_still_reports(standoff: Any, tmp_path: Path) -> None:
    source, report = toy(tmp_path / "data.toy", "a Ankara.", "!x"), tmp_path / "report.json"
    said = standoff("import", source, tmp_path / "p", "--strict", "--report", report)
    assert said.code == 1
    assert said.err.endswith("nothing was imported (--strict): a thing was not understood\n")
    assert not (tmp_path / "p").exists()
    assert json.loads(report.read_bytes())["count"] == 1


def test_unknown_labels_are_said_once_and_may_be_added(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    (folder / "standoff.toml").write_text('[[labels]]\nname = "X"\nkey = "q"\n', encoding="utf-8")
    source = toy(tmp_path / "data.toy", "a Ankara.", "b Kyiv.")
    said = standoff("import", source, folder)
    assert said.lines[-2:] == [
        "label GPE: used 2 times, not in the scheme",
        "--add-labels adds them to standoff.toml",
    ]
    said = standoff("import", source, folder, "--annotator", "bob", "--add-labels")
    assert said.lines[-1] == "label GPE: used 2 times, added to the scheme"
    checked = standoff("scheme", folder)
    assert (checked.code, "GPE" in checked.out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.toy", "p"), "missing.toy: there is no such file or folder"),
        (("missing.toy", "p", "-f", "toy"), "missing.toy: there is no such file or folder"),
        (("empty.toy", "p"), "empty.toy: the file is empty"),
        (("odd.bin", "p"), "odd.bin: its format is not known; say --format with one of: jsonl"),
        ((".", "p", "-f", "jsonl"), "it is a folder; jsonl is a format of single files"),
        (("odd.bin", "p", "-f", "toys"), "toys is a format that is only written, not read"),
        (("data.toy", "p", "-f", "tuy"), "there is no format 'tuy'; did you mean toy"),
        (("data.toy", "data.toy"), "it is a file; name the project's folder"),
        (("data.toy", "p", "--annotator", "../x"), "'../x' can't be an annotator's name"),
        (("data.toy", "p", "--column", "text=body"), "toy has no columns or encodings to choose"),
        (("odd.bin", "p", "-f", "jsonl"), "odd.bin: no line of it is one of a canonical export"),
        (("odd.bin", "p", "-f", "toy"), "odd.bin: not utf-8 at byte offset 1"),
    ],
)
def test_what_can_not_be_imported_is_one_sentence(
    standoff: Any, tmp_path: Path, monkeypatch: Any, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    toy(tmp_path / "data.toy", "a Ankara.")
    (tmp_path / "empty.toy").touch()
    (tmp_path / "odd.bin").write_bytes(b"\x01\xff\xfe")
    before = state(tmp_path)
    found = standoff("import", *arguments)
    assert found.code == 1
    assert said in found.err.splitlines()[-1]
    assert state(tmp_path) == before


def test_settings_reach_a_format_that_has_them(
    standoff: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, str]] = []

    def configured(settings: Any) -> base.Reader:
        seen.append(dict(settings))
        assert FORMAT.read is not None
        return FORMAT.read

    monkeypatch.setitem(sys.modules, "toy", _Toys(FORMAT._replace(configured=configured)))
    source = toy(tmp_path / "data.toy", "a Ankara.")
    columns = ("--column", "text=body", "--column", "id=uid", "--encoding", "cp1252")
    assert standoff("import", source, tmp_path / "p", *columns).code == 0
    assert seen == [{"text": "body", "id": "uid", "encoding": "cp1252"}]
    assert standoff("import", source, tmp_path / "p", "--column", "body").code == 2


def test_an_import_leaves_an_annotator_at_work_alone(standoff: Any, folder: Path) -> None:
    source = toy(folder.parent / "data.toy", "c Kyiv.")
    with project.open_project(folder, annotator="alice") as busy:
        busy.commit(edits.set_flag(busy.open("a.txt").record, True))
        before = state(folder)
        said = standoff("import", source, folder, "--annotator", "alice")
        assert (said.code, "alice.json is open in process" in said.err) == (1, True)
        assert state(folder).keys() == before.keys()


def test_an_import_counts_what_it_left_alone_apart(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    source = toy(tmp_path / "data.toy", f"a.txt {TEXT}".replace("\n", "\\n"), "!x")
    said = standoff("import", source, folder, "--annotator", "alice")
    assert said.code == 0
    assert "1 document annotated by the same person before: left alone" in said.out.splitlines()
    assert "1 thing was not understood, and left out" in said.out.splitlines()


# convert


def test_convert_reads_one_format_and_writes_another(standoff: Any, tmp_path: Path) -> None:
    source = toy(tmp_path / "data.toy", "a Ankara backs.", "!x", "b Kyiv too.")
    target = tmp_path / "out.jsonl"
    said = standoff("convert", source, target, "--from", "toy", "--to", "jsonl")
    assert said.code == 0
    assert said.err == f"{source}:3: !x\n"
    assert said.out == "2 documents, 2 mentions, 0 stances from toy to jsonl\n"
    lines = [json.loads(line) for line in target.read_bytes().splitlines()]
    assert [(line["id"], line["text"]) for line in lines] == [
        ("a", "Ankara backs."),
        ("b", "Kyiv too."),
    ]
    back = tmp_path / "back.toy"
    said = standoff("convert", target, back, "--to", "toy")
    assert said.err == f"{target}: read as jsonl (Canonical JSON Lines, one document a line)\n"
    assert back.read_text("utf-8").splitlines()[1:] == ["a Ankara backs.", "b Kyiv too."]


def test_convert_reports_losses_and_strict_writes_nothing(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    source, target, report = (tmp_path / name for name in ("a.jsonl", "a.toy", "report.json"))
    assert standoff("export", folder, "-o", source).code == 0
    said = standoff("convert", source, target, "--to", "toy", "--report", report)
    assert (said.code, "  entity: 1 (a.txt e1)" in said.err) == (0, True)
    assert [thing["what"] for thing in json.loads(report.read_bytes())["things"]] == [
        "entity",
    ]
    target.unlink()
    said = standoff("convert", source, target, "--to", "toy", "--strict")
    assert (said.code, target.exists()) == (1, False)
    broken = toy(tmp_path / "data.toy", "a Ankara.", "!x")
    said = standoff("convert", broken, target, "--to", "jsonl", "--strict")
    assert (said.code, target.exists()) == (1, False)
    assert said.err.endswith("not all was understood; nothing was written (--strict)\n")


def test_convert_to_a_folder_and_with_a_scheme(standoff: Any, tmp_path: Path) -> None:
    source = toy(tmp_path / "data.toy", "a Ankara.", "!x", "b Kyiv.")
    said = standoff("convert", source, tmp_path / "out", "--to", "toys")
    assert (said.code, said.err.count("!x")) == (0, 1)
    assert said.out.startswith("2 documents, 2 mentions")
    assert (tmp_path / "out" / "part-").read_text("utf-8") == "2 a b"
    scheme = tmp_path / "own.toml"
    scheme.write_text('[[labels]]\nname = "CITY"\nkey = "c"\n', encoding="utf-8")
    target = tmp_path / "copy.toy"
    assert standoff("convert", source, target, "--to", "toy", "--scheme", scheme).code == 0
    assert (tmp_path / "copy.labels.txt").read_text("utf-8") == "CITY"
    scheme.write_text("[[labels]]\n", encoding="utf-8")
    said = standoff("convert", source, target, "--to", "toy", "--scheme", scheme)
    assert (said.code, "own.toml:1: " in said.err) == (1, True)


def test_convert_never_writes_over_its_source(standoff: Any, tmp_path: Path) -> None:
    source = toy(tmp_path / "data.toy", "a Ankara.")
    before = state(tmp_path)
    said = standoff("convert", source, tmp_path / "." / "data.toy", "--to", "jsonl")
    assert (said.code, "it is the source itself" in said.err) == (1, True)
    assert state(tmp_path) == before


def test_of_several_annotators_convert_takes_one_but_for_the_canonical_form(
    standoff: Any, tmp_path: Path
) -> None:
    source = tmp_path / "both.jsonl"
    text = "Ankara."
    document = Document("a", text, text_hash(text), "T")
    with source.open("wb") as out:
        records = [
            Record(id="a", sha256=document.sha256, annotator=who, created="", updated="")
            for who in ("ann", "bob")
        ]
        scheme = base.Outgoing(jsonl_scheme())
        jsonl.write([(record, document) for record in records], out, scheme)
    said = standoff("convert", source, tmp_path / "x.jsonl", "--to", "jsonl")
    assert said.out.startswith("2 documents")
    assert (tmp_path / "x.jsonl").read_bytes() == source.read_bytes()
    said = standoff("convert", source, tmp_path / "x.toy", "--to", "toy")
    assert "both.jsonl:2: 'a': what bob annotated is left out; say --annotator" in said.err
    assert said.out.startswith("1 document, ")
    said = standoff("convert", source, tmp_path / "y.toy", "--to", "toy", "--annotator", "bob")
    assert ("left out" in said.err, said.out.startswith("1 document, ")) == (False, True)


def jsonl_scheme() -> Any:
    from annotations.scheme import default_scheme

    return default_scheme()


def test_convert_leaves_out_what_has_no_text_and_what_programs_proposed(
    standoff: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare.jsonl"
    assert standoff("export", folder, "--without-text", "-o", bare).code == 0
    said = standoff("convert", bare, tmp_path / "x.toy", "--to", "toy")
    assert "'a.txt' comes without its text; import it into its project" in said.err
    assert said.out.startswith("0 documents")

    def proposing(path: Path, report: base.Report) -> Iterator[Incoming]:
        assert FORMAT.read is not None
        for incoming in FORMAT.read(path, report):
            assert incoming.record is not None
            proposed = replace(incoming.record, annotator="model")
            yield incoming._replace(record=None, predictions=proposed)

    monkeypatch.setitem(sys.modules, "toy", _Toys(FORMAT._replace(read=proposing)))
    source = toy(tmp_path / "data.toy", "a Ankara.")
    said = standoff("convert", source, tmp_path / "x.jsonl", "--from", "toy", "--to", "jsonl")
    assert "'a': what model proposed is left out" in said.err
    said = standoff("import", source, folder)
    assert "1 document with candidates, annotations/predictions/model.json" in said.lines


# The whole road, in processes of their own


def test_a_dataset_goes_out_and_in_again_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    with project.open_project(folder, annotator="alice") as opened:
        one = opened.open("b.txt")
        opened.commit(edits.tag(one.record, TEXT, 13, 17, "GPE", opened.scheme))
        record = opened.open_record
        stance = edits.add_stance(
            record,
            TEXT,
            holder=Participant("@author"),
            polarity="support",
            target=Participant(str(record.mentions[0].entity), record.mentions[0].id),
            evidence=[(0, 18)],
        )
        opened.commit(stance)
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert spawn("export", folder, "-o", first).returncode == 0
    assert spawn("import", first, tmp_path / "new").returncode == 0
    assert spawn("export", tmp_path / "new", "--annotator", "alice", "-o", second).returncode == 0
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("command", ["export", "import", "convert"])
def test_data_goes_in_and_out_without_the_screen(
    folder: Path, tmp_path: Path, standoff: Any, command: str
) -> None:
    source = tmp_path / "one.jsonl"
    assert standoff("export", folder, "-o", source).code == 0
    arguments = {
        "export": ("export", folder),
        "import": ("import", source, tmp_path / "new"),
        "convert": ("convert", source, tmp_path / "two.jsonl", "--to", "jsonl"),
    }[command]
    program = COMMAND.replace("sys.exit(main())", "main(sys.argv[1:])") + (
        "; print({'textual', 'rich', 'spacy', 'pyarrow'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "set()"
