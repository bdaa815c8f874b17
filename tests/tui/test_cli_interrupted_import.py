"""Whatever command comes after an import that was cut off finishes it first, and says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotations.store.disk import Disk
from annotations.store.placing import FOLDER, Measure, Placing

SAID = "note: An import that was interrupted has been finished: all of it is in.\n"


@pytest.fixture
def interrupted(folder: Path) -> Path:
    """A project with an import of one document that was killed as soon as it was in."""
    annotations, disk = folder / "annotations", Disk()
    aside = annotations / FOLDER / "1"
    aside.parent.mkdir()
    aside.write_bytes(b'{"id": "new.txt", "title": "New", "text": "Kyiv again.", "meta": {}}\n')
    placing = Placing(annotations, disk)
    placing.add(aside, folder / "data.jsonl", Measure(*disk.measure(aside)))
    placing.commit()
    return folder


@pytest.mark.parametrize("command", ["verify", "stats", "export", "search"])
def test_a_subcommand_finishes_it_and_says_so_once(
    interrupted: Path, standoff: Any, command: str
) -> None:
    more = {"export": ["--format", "jsonl"], "search": ["Ankara"]}.get(command, [])
    said = standoff(command, interrupted, *more)
    assert said.code == 0
    assert said.err.count(SAID) == 1
    assert (interrupted / "data.jsonl").exists()
    assert not (interrupted / "annotations" / FOLDER).exists()
    assert SAID not in standoff(command, interrupted, *more).err


def test_the_next_import_finishes_it_and_goes_on(
    interrupted: Path, standoff: Any, tmp_path: Path
) -> None:
    source = tmp_path / "more.jsonl"
    source.write_text('{"text": "More.", "id": "more.txt"}\n')
    said = standoff("import", source, interrupted, "--format", "table")
    assert said.code == 0
    assert SAID in said.err
    assert (interrupted / "data.jsonl").exists()
    assert (interrupted / "more.jsonl").exists()
