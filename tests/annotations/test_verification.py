"""Every fault of what was saved is found and named, none ends the check, nothing is modified."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotations import edits
from annotations.corpus import open_corpus
from annotations.model import Participant
from annotations.project import open_project
from annotations.quality.verification import Verdict, verify
from annotations.scheme import Scheme, default_scheme

TEXT = "Ankara backs Kyiv.\n"
Break = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents, both annotated by alice and folded."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with open_project(tmp_path, annotator="alice") as project:
        for name in project.ids:
            annotate(project, name)
    return tmp_path


def annotate(project: Any, name: str) -> None:
    for start, end in ((0, 6), (13, 17)):
        opened = project.open(name)
        change = edits.tag(opened.record, TEXT, start, end, "GPE", project.scheme)
        project.commit(change)
    one, other = project.open(name).record.mentions
    project.commit(
        edits.add_stance(
            project.open(name).record,
            TEXT,
            holder=Participant(one.entity, one.id),
            polarity="support",
            target=Participant(other.entity, other.id),
            evidence=[(0, 18)],
        )
    )


def spoil(folder: Path, document: str, change: Break) -> None:
    """Change a saved record behind the store's back, as an editor or a bad merge would."""
    path = folder / "annotations" / "alice.json"
    data = json.loads(path.read_text("utf-8"))
    for row in data["records"].values():
        if row["id"] == document:
            change(row)
    path.write_text(json.dumps(data), encoding="utf-8")
    path.with_name("alice.json.journal").unlink()


def verdicts(
    folder: Path, scheme: Scheme | None = None, *, with_corpus: bool = True
) -> list[Verdict]:
    corpus = open_corpus(folder) if with_corpus else None
    return list(verify(folder / "annotations" / "alice.json", corpus, scheme or default_scheme()))


def faults_of(folder: Path, document: str) -> list[str]:
    return [fault for v in verdicts(folder) if v.document == document for fault in v.faults]


def test_what_the_program_saved_has_no_faults(folder: Path) -> None:
    assert [(v.document, v.faults, v.kept) for v in verdicts(folder)] == [
        ("a.txt", (), False),
        ("b.txt", (), False),
    ]


def _set(where: str, **fields: Any) -> Break:
    """Change fields of the first item of a list, or of the row itself (an empty name)."""
    return lambda row: (row[where][0] if where else row).update(fields)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_set("mentions", start=1), r"mention m\d+: 1-6 says 'Ankara', the text has 'nkara'"),
        (_set("mentions", end=900), r"mention m\d+: 0-900 is no span of a text of 19"),
        (_set("mentions", text="Kyiv"), r"says 'Kyiv', the text has 'Ankara'"),
        (_set("mentions", entity="e99"), r"there is no entity e99"),
        (_set("mentions", label="CITY"), r"the scheme has no label 'CITY': mention m\d+"),
        (_set("entities", label="CITY"), r"the scheme has no label 'CITY': entity e\d+"),
        (_set("entities", ref="p7"), r"the project has no entity p7"),
        (_set("stances", polarity="love"), r"the scheme has no polarity 'love': stance s\d+"),
        (_set("stances", holder={"entity": "e99"}), r"its holder e99 is no entity"),
        (_set("stances", evidence=[{"start": 0, "end": 2, "text": "x"}]), r"evidence: 0-2 says"),
        (_set("", labels=["talks"]), r"the scheme has no document label 'talks'"),
        (_set("", next=1), r"is not below `next` \(1\)"),
        (_set("", status="ready"), r"can't be read.*ready"),
        (_set("", mentions="none"), r"can't be read"),
        (_set("", surprise=1), r"can't be read.*surprise"),
        (_set("", sha256="0" * 64), r"the text has changed.*is not kept"),
        (lambda row: row["mentions"].append(row["mentions"][0]), r"is used 2 times"),
        (lambda row: row.pop("sha256"), r"can't be read.*sha256"),
    ],
)  # fmt: skip
def test_each_fault_is_named_and_the_next_record_is_still_checked(
    folder: Path, change: Break, said: str
) -> None:
    spoil(folder, "a.txt", change)
    found = faults_of(folder, "a.txt")
    assert any(re.search(said, fault) for fault in found), found
    assert [v.document for v in verdicts(folder)][-2:] == ["a.txt", "b.txt"]
    assert faults_of(folder, "b.txt") == []


def test_a_relation_label_that_the_scheme_lacks_is_a_fault(folder: Path) -> None:
    def relate(row: dict[str, Any]) -> None:
        head, tail = (mention["id"] for mention in row["mentions"])
        row["relations"] = [{"id": "r90", "label": "NEAR", "head": head, "tail": tail}]
        row["next"] = 91

    spoil(folder, "a.txt", relate)
    assert faults_of(folder, "a.txt") == ["the scheme has no relation label 'NEAR': relation r90"]


def test_labels_that_vanished_from_the_scheme_are_listed_together(folder: Path) -> None:
    bare = Scheme(labels=(), polarities=default_scheme().polarities)
    first = verdicts(folder, bare)[0]
    (fault,) = first.faults
    assert fault.startswith("the scheme has no label 'GPE': mention m")
    assert fault.count("mention") == 2
    assert fault.count("entity") == 2


def test_many_holders_of_one_fault_are_shortened(folder: Path) -> None:
    def repeat(row: dict[str, Any]) -> None:
        row["mentions"] = [
            row["mentions"][0] | {"id": f"m{n}", "label": "CITY"} for n in range(20, 40)
        ]
        row["stances"] = []
        row["next"] = 40

    spoil(folder, "a.txt", repeat)
    assert faults_of(folder, "a.txt") == [
        "the scheme has no label 'CITY': mention m20, mention m21, mention m22, mention m23, "
        "mention m24 and 15 more"
    ]


def test_a_changed_text_is_no_fault_while_the_old_one_is_kept(folder: Path) -> None:
    (folder / "a.txt").write_text("Something else.", encoding="utf-8")
    assert [(v.document, v.faults, v.kept) for v in verdicts(folder)] == [
        ("a.txt", (), True),
        ("b.txt", (), False),
    ]


def test_a_missing_text_is_no_fault_while_it_is_kept(folder: Path) -> None:
    (folder / "a.txt").unlink()
    assert [(v.document, v.faults, v.kept) for v in verdicts(folder)] == [
        ("b.txt", (), False),
        ("a.txt", (), True),
    ]


def test_a_text_neither_in_the_corpus_nor_kept_is_a_fault(folder: Path) -> None:
    (folder / "a.txt").unlink()
    for kept in (folder / "annotations" / "texts").iterdir():
        kept.unlink()
    (fault,) = faults_of(folder, "a.txt")
    assert "there is no document 'a.txt'" in fault
    assert "is not kept" in fault


def test_a_damaged_kept_text_is_a_fault(folder: Path) -> None:
    (folder / "a.txt").write_text("Something else.", encoding="utf-8")
    for kept in (folder / "annotations" / "texts").iterdir():
        kept.write_bytes(b"not what was kept")
    (fault,) = faults_of(folder, "a.txt")
    assert "damaged" in fault


def test_without_a_corpus_the_kept_texts_serve(folder: Path) -> None:
    assert [(v.faults, v.kept) for v in verdicts(folder, with_corpus=False)] == [
        ((), True),
        ((), True),
    ]


def test_without_a_scheme_everything_else_is_checked(folder: Path) -> None:
    spoil(folder, "a.txt", _set("mentions", label="CITY", start=1))
    file = folder / "annotations" / "alice.json"
    first = next(verify(file, open_corpus(folder), None))
    assert len(first.faults) == 1
    assert "says 'Ankara'" in first.faults[0]


def test_a_file_that_is_no_tinydb_file_is_one_fault(folder: Path) -> None:
    file = folder / "annotations" / "alice.json"
    file.write_bytes(b"not json at all")
    file.with_name("alice.json.journal").unlink()
    (verdict,) = verdicts(folder)
    assert (verdict.file, verdict.document) == (file, "")
    assert len(verdict.faults) == 1
    assert "alice.json" in verdict.faults[0]


def test_a_row_without_an_id_is_a_fault_and_the_others_are_checked(folder: Path) -> None:
    spoil(folder, "a.txt", lambda row: row.pop("id"))
    found = verdicts(folder)
    assert [v.document for v in found if not v.faults] == ["b.txt"]
    assert any("id" in fault for v in found for fault in v.faults)


def test_a_bad_project_entity_is_a_fault(folder: Path) -> None:
    path = folder / "annotations" / "alice.json"
    data = json.loads(path.read_text("utf-8"))
    data["entities"] = {"1": {"id": "p1", "name": 5, "label": "GPE"}}
    path.write_text(json.dumps(data), encoding="utf-8")
    path.with_name("alice.json.journal").unlink()
    whole = [fault for v in verdicts(folder) if not v.document for fault in v.faults]
    assert any("entity 'p1' can't be read" in fault for fault in whole)


def test_checking_changes_no_file(folder: Path) -> None:
    spoil(folder, "a.txt", _set("mentions", start=1))
    before = state(folder)
    verdicts(folder)
    assert state(folder) == before


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }
