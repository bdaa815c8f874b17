"""The whole reference annotation of the seed article, typed into the real program from nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from terminal import PATIENCE, STANDOFF, Terminal

from tui.plain import counted

ROOT = Path(__file__).parents[2]
LOG = Path(__file__).with_name("reference.keys")
SHARED = ROOT.parent / "shared" / "reference"
LABELS = ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "EVENT", "DATE", "ISSUE")


def steps() -> list[tuple[list[str], str]]:
    """The log: the keys of each step, and what they do."""
    lines = [line for line in LOG.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(keys.split(), words) for keys, _, words in (line.partition("  # ") for line in lines)]


def export(project: Path, *arguments: str) -> bytes:
    """The canonical export of a project."""
    command = [STANDOFF, "export", str(project), *arguments]
    return subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True).stdout


def content(line: bytes) -> tuple[Any, ...]:
    """What an export says, with entities told by where their mentions are instead of by ids."""
    record = json.loads(line)
    places = defaultdict(list)
    for mention in record["mentions"]:
        places[mention["entity"]].append((mention["start"], mention["end"]))
    name = {entity: tuple(sorted(found)) for entity, found in places.items()}
    mentions = sorted((m["start"], m["end"], m["label"]) for m in record["mentions"])
    stances = sorted(
        (
            name[s["holder"]["entity"]],
            s["polarity"],
            name[s["target"]["entity"]],
            tuple((e["start"], e["end"]) for e in s["evidence"]),
        )
        for s in record["stances"]
    )
    name.pop(None, None)
    return mentions, sorted(name.values()), stances


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The export after every step of the log was typed."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copytree(ROOT / "seeds", folder / "seeds", ignore=shutil.ignore_patterns("annotations"))
    mentions = stances = 0
    state = {"STANDOFF_STATE": str(folder / "state.json"), "STANDOFF_ANNOTATOR": "typist"}
    with Terminal([STANDOFF, str(folder / "seeds")], rows=45, environment=state) as terminal:
        terminal.seen("F1 help")
        for keys, words in steps():
            terminal.type(*keys)
            mentions += words.startswith(LABELS)
            stances += words.startswith("stance")
            counts = f"{counted(mentions, 'mention')} · {counted(stances, 'stance')}"
            terminal.seen(counts)
            if keys[-1] == "escape":
                # Esc and a key in one burst are Alt with that key, in every terminal.
                terminal.seen("F1 help")
        terminal.seen("✓ done")
        terminal.type("ctrl+q")
        terminal.ended()
    return export(folder / "seeds", "--annotator", "typist")


def test_the_typed_keys_make_the_reference_annotation(typed: bytes) -> None:
    assert content(typed) == content(export(ROOT / "seeds", "--annotator", "reference"))
    mentions, entities, stances = content(typed)
    keys = sum(len(keys) for keys, _ in steps())
    print(
        f"\n{keys} keys: {len(mentions)} mentions, {len(entities)} entities, {len(stances)} stances"
    )


def test_the_reference_scorer_finds_it_equal(typed: bytes, tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("the reference is not beside this checkout")
    (tmp_path / "typed.jsonl").write_bytes(typed)
    reference = SHARED / "erdogan-zelenskyy.json"
    said = subprocess.run(
        [sys.executable, SHARED / "score.py", tmp_path / "typed.jsonl", reference],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.strip().endswith("equal"), said.stdout
    assert said.returncode == 0


def test_a_stance_needs_at_most_five_keys_on_average() -> None:
    stances = [keys for keys, words in steps() if words.startswith("stance")]
    assert len(stances) == 17
    assert sum(map(len, stances)) <= 5 * len(stances)
