"""Three whole articles, annotated by typed keys in the real program from nothing.

The logs in `keys/` are made by `benchmarks/plan_keys.py`: a step a line, its keys, then what the
heading counts afterwards and what was made.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from terminal import STANDOFF, Terminal

from tui import cli

ROOT = Path(__file__).parents[2]
KEYS = Path(__file__).with_name("keys")
SHARED = ROOT.parent / "shared" / "reference"
SEED = "seed"
ARTICLES = (SEED, "interview", "hindi")


class Step(NamedTuple):
    """Keys to type, and what the screen shows then."""

    keys: list[str]
    counts: str
    words: str


@cache
def steps(article: str) -> list[Step]:
    """The log of an article."""
    lines = (KEYS / f"{article}.keys").read_text("utf-8").splitlines()
    found = (line.partition("  # ") for line in lines if not line.startswith("#"))
    return [Step(keys.split(), *_parted(words)) for keys, _, words in found]


def _parted(words: str) -> tuple[str, str]:
    counts, _, made = words.partition(": ")
    return counts, made


def is_stance(before: Step, step: Step) -> bool:
    """Whether a step made a stance."""
    return before.counts.partition(" · ")[2] != step.counts.partition(" · ")[2]


def export(project: Path, annotator: str) -> bytes:
    """The canonical export of a project, by the command in this process."""
    with TemporaryDirectory() as folder:
        out = Path(folder, "export.jsonl")
        arguments = ["export", str(project), "--annotator", annotator, "--output", str(out)]
        assert cli.main(arguments) == 0
        return out.read_bytes()


def content(record: dict[str, Any]) -> tuple[Any, ...]:
    """What a record says, with entities told by where their mentions are instead of by ids."""
    places = defaultdict(list)
    for mention in record["mentions"]:
        places[mention["entity"]].append((mention["start"], mention["end"]))
    name = {entity: tuple(sorted(found)) for entity, found in places.items()}
    name.pop(None, None)
    mentions = sorted((m["start"], m["end"], m["label"]) for m in record["mentions"])
    stances = sorted(
        (
            name[_entity(s["holder"])],
            s["polarity"],
            name[_entity(s["target"])],
            tuple((e["start"], e["end"]) for e in s["evidence"]),
        )
        for s in record["stances"]
    )
    return mentions, sorted(name.values()), stances


def _entity(slot: Any) -> str:
    return slot["entity"] if isinstance(slot, dict) else slot


@cache
def wanted(article: str) -> dict[str, Any]:
    """The annotation that the keys are to make."""
    if article == SEED:
        found: dict[str, Any] = json.loads(export(ROOT / "seeds", "reference"))
        return found
    annotated = ROOT / "tests" / "articles" / f"{article}.json"
    return dict(json.loads(annotated.read_text("utf-8")))


@pytest.fixture(scope="module", params=ARTICLES)
def typed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An article, and its export after every step of its log was typed."""
    article = request.param
    folder = tmp_path_factory.mktemp("typed")
    project = folder / "project"
    if article == SEED:
        shutil.copytree(ROOT / "seeds", project, ignore=shutil.ignore_patterns("annotations"))
    else:
        project.mkdir()
        shutil.copy(ROOT / "tests" / "articles" / f"{article}.txt", project)
    state = {"STANDOFF_STATE": str(folder / "state.json"), "STANDOFF_ANNOTATOR": "typist"}
    with Terminal([STANDOFF, str(project)], rows=45, environment=state) as terminal:
        terminal.seen("F1 help")
        for step in steps(article):
            terminal.type(*step.keys)
            terminal.seen(f"✓ {step.counts}" if step.counts == "done" else step.counts)
        terminal.type("ctrl+q")
        terminal.ended()
    return article, export(project, "typist")


def test_the_typed_keys_make_the_whole_annotation(typed: tuple[str, bytes]) -> None:
    article, line = typed
    made = content(json.loads(line))
    assert made == content(wanted(article))
    keys = sum(len(step.keys) for step in steps(article))
    mentions, entities, stances = map(len, made)
    print(f"\n{article}: {keys} keys: {mentions} mentions, {entities} entities, {stances} stances")


def test_the_reference_scorer_finds_it_equal(typed: tuple[str, bytes], tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("the reference is not beside this checkout")
    article, line = typed
    (tmp_path / "typed.jsonl").write_bytes(line)
    reference = SHARED / "erdogan-zelenskyy.json"
    if article != SEED:
        reference = ROOT / "tests" / "articles" / f"{article}.json"
    said = subprocess.run(
        [sys.executable, SHARED / "score.py", tmp_path / "typed.jsonl", reference],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.strip().endswith("equal"), said.stdout
    assert said.returncode == 0


@pytest.mark.parametrize("article", ARTICLES)
def test_a_stance_needs_at_most_five_keys_on_average(article: str) -> None:
    log = steps(article)
    stances = [step for before, step in pairwise(log) if is_stance(before, step)]
    stances = [step for step in stances if step.counts != "done"]
    assert len(stances) == len(wanted(article)["stances"])
    assert sum(len(step.keys) for step in stances) <= 5 * len(stances)


@pytest.mark.parametrize(("article", "budget"), [(SEED, 200), ("interview", 180), ("hindi", 200)])
def test_a_whole_annotation_needs_no_more_keys_than_its_budget(article: str, budget: int) -> None:
    assert sum(len(step.keys) for step in steps(article)) <= budget
