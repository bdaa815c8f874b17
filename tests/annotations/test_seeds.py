"""The worked example: whole, readable with plain TinyDB, and equal to the reference."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.corpus import open_corpus
from annotations.formats.base import Outgoing
from annotations.formats.jsonl import write
from annotations.project import open_project
from annotations.quality.verification import verify
from annotations.scheme import examine, template
from tui.keymap import reserved_keys

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
SHARED = Path(os.environ.get("STANDOFF_SHARED", ROOT.parent / "shared"))
SAVED = SEEDS / "annotations" / "reference.json"
ARTICLE = "000_45dc96f4cd72d57e.txt"


def test_the_scheme_has_no_faults_and_carries_the_guideline() -> None:
    for preset in ("default", "vim"):
        scheme, faults = examine(SEEDS / "standoff.toml", reserved_keys(preset))
        assert faults == []
    assert scheme is not None
    assert scheme.guideline.version
    assert len(scheme.guideline.text) > 500
    assert all(label.guideline for label in scheme.labels)


def test_the_scheme_is_the_built_in_one_but_for_its_guideline(tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text(template(), encoding="utf-8")
    built_in, _ = examine(tmp_path / "standoff.toml", {})
    own, _ = examine(SEEDS / "standoff.toml", {})
    assert built_in is not None
    assert own is not None
    for one, other in ((own.labels, built_in.labels), (own.polarities, built_in.polarities)):
        assert [(x.name, x.key) for x in one] == [(x.name, x.key) for x in other]


def test_verification_finds_nothing() -> None:
    scheme, _ = examine(SEEDS / "standoff.toml", {})
    found = list(verify(SAVED, open_corpus(SEEDS), scheme))
    assert [(v.document, v.faults, v.kept) for v in found] == [(ARTICLE, (), False)]


def test_the_article_is_finished() -> None:
    with open_project(SEEDS, annotator="reference", read_only=True) as project:
        ((record, document),) = project.annotated()
    assert record.status == "done"
    assert record.guideline == project.scheme.guideline.version
    assert (len(record.mentions), len(record.entities), len(record.stances)) == (84, 29, 17)
    assert all(entity.name.strip() for entity in record.entities)
    for stance in record.stances:
        for slot in (stance.holder, stance.target):
            inside = [
                mention.id
                for mention in record.mentions_of(slot.entity)
                if any(s.start <= mention.start and mention.end <= s.end for s in stance.evidence)
            ]
            assert slot.mention in inside or (slot.mention is None and not inside)
    assert document.text.startswith("Erdoğan, Zelenskyy")


def test_plain_tinydb_reads_the_file(tmp_path: Path) -> None:
    copy = tmp_path / "reference.json"
    shutil.copy(SAVED, copy)
    with TinyDB(copy, access_mode="r") as database:
        assert database.tables() == {"records"}
        (row,) = database.table("records").all()
    assert row["id"] == ARTICLE
    assert len(row["mentions"]) == 84


def test_the_article_is_the_shared_one_byte_for_byte() -> None:
    shared = SHARED / "seeds" / ARTICLE
    if not shared.exists():
        pytest.skip("the shared folder isn't here")
    assert (SEEDS / ARTICLE).read_bytes() == shared.read_bytes()


def test_the_export_equals_the_reference(tmp_path: Path) -> None:
    score = SHARED / "reference" / "score.py"
    if not score.exists():
        pytest.skip("the shared folder isn't here")
    export = tmp_path / "export.jsonl"
    with (
        open_project(SEEDS, annotator="reference", read_only=True) as project,
        export.open("wb") as out,
    ):
        write(project.annotated(), out, Outgoing(project.scheme))
    done = subprocess.run(
        [sys.executable, score, "--full", export, score.with_name("erdogan-zelenskyy.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("equal")
    assert "differ" not in done.stdout
    assert done.returncode == 0


def test_git_takes_the_worked_example_and_nothing_else_of_the_annotations(tmp_path: Path) -> None:
    # git's own answer, in a copy of the rules, so that it holds outside a clone as well.
    shutil.copy(ROOT / ".gitignore", tmp_path)
    folder = tmp_path / "seeds" / "annotations"
    (folder / "texts").mkdir(parents=True)
    kept = [f"texts/{path.name}" for path in (SEEDS / "annotations" / "texts").iterdir()]
    wanted = {"reference.json", *kept}
    working = ("json.lock", "json.journal", "history", "json.tmp")
    others = [f"{name}.{end}" for name in ("reference", "alice") for end in working]
    for name in (*wanted, "alice.json", *others):
        (folder / name).touch()
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    listed = subprocess.run(
        ["git", "-C", tmp_path, "ls-files", "-o", "--exclude-standard", "seeds"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert set(listed) == {f"seeds/annotations/{name}" for name in wanted}


def test_the_saved_file_has_no_trace_of_a_session() -> None:
    rows = json.loads(SAVED.read_text("utf-8"))["records"].values()
    assert {row["annotator"] for row in rows} == {"reference"}
    assert len({row["created"] for row in rows} | {row["updated"] for row in rows}) == 1
