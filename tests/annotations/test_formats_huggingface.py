"""The folder for `datasets.load_dataset`: really loaded, without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml
from domain_samples import TEXT, document, made, record, said, tagged
from format_records import annotated, refuse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations import edits
from annotations.errors import StandoffError
from annotations.formats import find_format
from annotations.formats.base import Annotated, Outgoing, Parts
from annotations.scheme import default_scheme

HUGGINGFACE = find_format("huggingface")
_LOAD = """
import json, sys
from datasets import load_dataset
for line in sys.stdin:
    folder, *name = json.loads(line)
    found = load_dataset(folder, *name)
    print(json.dumps({
        "rows": {part: list(rows) for part, rows in found.items()},
        "features": {part: repr(rows.features) for part, rows in found.items()},
    }), flush=True)
"""


def sample(name: str, nth: int = 0) -> Annotated:
    one = made(
        record(document_id=name),
        tagged("Anna"),
        tagged("Anna", nth=1),
        tagged("Bonn", "GPE"),
        tagged("the plan", "an ISSUE: new"),
        said("Anna", "support", "the plan"),
    )
    return one, document(document_id=name)


def written(folder: Path, parts: dict[str, list[Annotated]], *, with_text: bool = True) -> Path:
    def passes(part: str) -> Iterable[Annotated]:
        return iter(parts[part])

    fresh: Parts = {part: lambda part=part: passes(part) for part in parts}
    folder.mkdir(exist_ok=True)
    assert HUGGINGFACE.write_folder is not None
    HUGGINGFACE.write_folder(fresh, folder, Outgoing(default_scheme(), with_text))
    return folder


class Load(Protocol):
    """What the library makes of a folder, of the configuration of a name."""

    def __call__(self, folder: Path, *name: str) -> Any: ...


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """The library in one process of its own, as its settings are global and it is slow to start."""
    home = tmp_path_factory.mktemp("home")
    offline = dict.fromkeys(("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"), "1")
    caches = {"HF_HOME": str(home), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", _LOAD],
        env={**os.environ, **offline, **caches},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        asked, answers = process.stdin, process.stdout
        assert asked is not None
        assert answers is not None

        def load(folder: Path, *name: str) -> Any:
            asked.write(json.dumps([str(folder), *name]) + "\n")
            asked.flush()
            answer = answers.readline()
            assert answer, "the library refused it, and said why on standard error"
            return json.loads(answer)

        yield load


def test_the_library_loads_parts_and_features_at_first_try(tmp_path: Path, loaded: Load) -> None:
    parts = {"train": [sample("a"), sample("b")], "dev": [sample("c")], "test": [sample("d")]}
    folder = written(tmp_path / "set", parts)
    found = loaded(folder)
    rows = found["rows"]
    assert {part: [row["id"] for row in each] for part, each in rows.items()} == {
        "train": ["a", "b"],
        "validation": ["c"],
        "test": ["d"],
    }
    row = rows["train"][0]
    (stance,) = row["stances"]
    names = {entity["id"]: entity["name"] for entity in row["entities"]}
    assert names[stance["holder"]["entity"]] == "Anna"
    assert names[stance["target"]["entity"]] == "the plan"
    assert row["text"] == TEXT
    for mention in row["mentions"]:
        assert row["text"][mention["start"] : mention["end"]] == mention["text"]
    assert "'start': Value('int64')" in found["features"]["train"]


def test_the_library_loads_tokens_with_their_tags_by_name(tmp_path: Path, loaded: Load) -> None:
    folder = written(tmp_path / "set", {"": [sample("a")]})
    found = loaded(folder, "tokens")
    (row,) = found["rows"]["train"]
    card = yaml.safe_load((folder / "README.md").read_text("utf-8").split("---")[1])
    (tags,) = (
        feature["list"]["class_label"]["names"]
        for info in card["dataset_info"]
        for feature in info["features"]
        if feature["name"] == "ner_tags"
    )
    assert next(iter(tags.values())) == "O"
    named = [tags[str(number)] for number in row["ner_tags"]]
    assert dict(zip(row["starts"], named, strict=True)) == {
        start: {0: "B-PERSON", 22: "B-PERSON", 16: "B-GPE"}.get(start, "O")
        if start not in (TEXT.index("the plan"), TEXT.index("plan."))
        else ("B-" if TEXT[start] == "t" else "I-") + "an ISSUE: new"
        for start in row["starts"]
    }
    assert "ClassLabel(names=['O', 'B-PERSON'" in found["features"]["train"]


def test_of_overlapping_mentions_the_longest_is_tagged(tmp_path: Path, loaded: Load) -> None:
    one = made(
        record(),
        tagged("Bob in Bonn", "EVENT"),
        tagged("Bonn", "GPE"),
        lambda r: edits.tag(r, TEXT, 1, 3, "PERSON", default_scheme()),
    )
    folder = written(tmp_path / "set", {"": [(one, document())]})
    (row,) = loaded(folder, "tokens")["rows"]["train"]
    tagged_tokens = [t for t, tag in zip(row["tokens"], row["ner_tags"], strict=True) if tag]
    assert tagged_tokens == ["Bob", "in", "Bonn"]


def test_parts_without_documents_are_left_out(tmp_path: Path, loaded: Load) -> None:
    folder = written(tmp_path / "set", {"train": [sample("a")], "dev": [], "test": []})
    assert list(loaded(folder)["rows"]) == ["train"]


def test_nothing_at_all_is_still_a_folder_that_says_so(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", {"train": [], "test": []})
    assert "| train | 0 |" in (folder / "README.md").read_text("utf-8")
    assert HUGGINGFACE.read is not None
    assert list(HUGGINGFACE.read(folder, refuse)) == []


def test_without_text_there_are_no_tokens_either(tmp_path: Path, loaded: Load) -> None:
    folder = written(tmp_path / "set", {"": [sample("a")]}, with_text=False)
    assert not (folder / "tokens").exists()
    assert loaded(folder)["rows"]["train"][0]["text"] is None


def test_the_card_has_counts_labels_and_a_place_for_the_licence(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", {"train": [sample("a")], "dev": [sample("b")]})
    card = (folder / "README.md").read_text("utf-8")
    front = yaml.safe_load(card.split("---")[1])
    assert front["license"] == "unknown"
    assert front["configs"][0]["default"] is True
    (data, tokens) = front["dataset_info"]
    assert [split["num_examples"] for split in data["splits"]] == [1, 1]
    assert [split["num_examples"] for split in tokens["splits"]] == [1, 1]
    for line in ("| mentions | 8 |", "| stances | 2 |", "| `PERSON` | 4 |", "| `support` | 2 |"):
        assert line in card


def test_names_that_yaml_would_take_for_something_else_stay_names(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", {"yes": [sample("a")], "1": [sample("b")]})
    front = yaml.safe_load((folder / "README.md").read_text("utf-8").split("---")[1])
    assert [file["split"] for file in front["configs"][0]["data_files"]] == ["yes", "1"]


def test_two_parts_of_one_name_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(StandoffError, match="two parts would have the name validation"):
        written(tmp_path / "set", {"dev": [], "validation": []})


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(documents=st.lists(annotated(), min_size=1, max_size=3))
def test_everything_comes_back_and_the_card_is_yaml(
    tmp_path: Path, documents: list[Annotated]
) -> None:
    folder = written(tmp_path / "set", {"": documents})
    assert HUGGINGFACE.read is not None
    assert HUGGINGFACE.recognise is not None
    back = [(one.record, one.document) for one in HUGGINGFACE.read(folder, refuse)]
    assert back == documents
    assert HUGGINGFACE.recognise(folder, b"")
    front = yaml.safe_load((folder / "README.md").read_text("utf-8").split("\n---\n")[0])
    names = front["dataset_info"][1]["features"][-1]["list"]["class_label"]["names"]
    labels = {m.label for one, _ in documents for m in one.mentions}
    assert {f"B-{label}" for label in labels} <= set(names.values())


def test_a_folder_without_parquet_is_one_clear_error(tmp_path: Path) -> None:
    assert HUGGINGFACE.read is not None
    with pytest.raises(StandoffError, match="there are no Parquet files"):
        list(HUGGINGFACE.read(tmp_path, refuse))
