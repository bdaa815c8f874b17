"""The dataset card of a folder for the Hugging Face library: YAML for it, Markdown for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from annotations.formats.columns import arrow
from annotations.scheme import Scheme

_SIZES = (("n<1K", 1_000), ("1K<n<10K", 10_000), ("10K<n<100K", 100_000), ("100K<n<1M", 10**6))


class Split(NamedTuple):
    """One file: what the library calls the part, how many rows and bytes it has."""

    name: str
    rows: int
    size: int


class Config(NamedTuple):
    """A way to load the folder: the folder of its files, its columns, and the tags, if any."""

    name: str
    columns: Any
    tags: tuple[str, ...]
    splits: tuple[Split, ...] = ()


def card(
    scheme: Scheme,
    configs: list[Config],
    things: Counter[str],
    tables: Mapping[str, Counter[str]],
) -> str:
    """The card's text. The first of `configs` is what is loaded where none is named."""
    front = [
        "---",
        "license: unknown",
        "task_categories:",
        "- token-classification",
        "tags:",
        "- stance-detection",
        "- named-entity-recognition",
        "size_categories:",
        f"- {_size(things['documents'])}",
        "configs:",
    ]
    for config in configs:
        front.append(f"- config_name: {config.name}")
        if config is configs[0]:
            front.append("  default: true")
        front.append("  data_files:")
        for split in config.splits:
            front.append(f"  - split: {_quoted(split.name)}")
            front.append(f"    path: {_quoted(f'{config.name}/{split.name}.parquet')}")
    front.append("dataset_info:")
    for config in configs:
        front += _information(config)
    return "\n".join([*front, "---", "", *_body(scheme, configs, things, tables)]) + "\n"


def _size(documents: int) -> str:
    return next((name for name, limit in _SIZES if documents < limit), "n>1M")


def _information(config: Config) -> Iterator[str]:
    yield f"- config_name: {config.name}"
    yield "  features:"
    for field in config.columns:
        if field.name == "ner_tags":
            yield from ("  - name: ner_tags", "    list:", "      class_label:", "        names:")
            for number, tag in enumerate(config.tags):
                yield f"          '{number}': {_quoted(tag)}"
        else:
            yield from _feature(field, "  ")
    yield "  splits:"
    for split in config.splits:
        yield f"  - name: {_quoted(split.name)}"
        yield f"    num_bytes: {split.size}"
        yield f"    num_examples: {split.rows}"
    total = sum(split.size for split in config.splits)
    yield f"  download_size: {total}"
    yield f"  dataset_size: {total}"


def _feature(field: Any, indent: str) -> Iterator[str]:
    """A column as `datasets` writes its features in YAML: a list of names with types."""
    types = arrow().types
    yield f"{indent}- name: {field.name}"
    kind, word = field.type, "struct"
    if types.is_list(kind):
        kind, word = kind.value_type, "list"
    if types.is_struct(kind):
        yield f"{indent}  {word}:"
        for inner in kind:
            yield from _feature(inner, f"{indent}  ")
    elif word == "list":
        yield f"{indent}  list: {kind}"
    else:
        yield f"{indent}  dtype: {kind}"


def _quoted(text: str) -> str:
    """A string in YAML's double quotes: those of JSON, with what can't be printed escaped."""
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}"
        for letter in json.dumps(text, ensure_ascii=False)
    )


def _body(
    scheme: Scheme,
    configs: list[Config],
    things: Counter[str],
    tables: Mapping[str, Counter[str]],
) -> Iterator[str]:
    yield f"# {_plain(scheme.name) or 'Annotated documents'}"
    yield ""
    yield "Documents annotated with Standoff: entities, their mentions, and stances (who holds what"
    yield "position toward what, and with which words)."
    yield ""
    yield "Licence: not stated. Put the licence of the texts and of the annotations here, and its"
    yield "identifier in `license:` above."
    yield ""
    yield "```python"
    yield "from datasets import load_dataset"
    yield ""
    yield 'documents = load_dataset("path/of/this/folder")'
    if len(configs) > 1:
        yield f'tokens = load_dataset("path/of/this/folder", "{configs[1].name}")'
    yield "```"
    yield ""
    yield "## Counts"
    yield ""
    yield from _table(("part", "documents"), ((s.name, s.rows) for s in configs[0].splits))
    yield from _table(("all parts", "count"), things.items())
    for title, counted in tables.items():
        if counted:
            rows = ((f"`{_plain(name)}`", count) for name, count in sorted(counted.items()))
            yield from (f"### {title}", "")
            yield from _table(("name", "count"), rows)
    yield "## Columns"
    yield ""
    yield "Offsets (`start`, `end`) are Unicode code points of `text`, counted from 0, the end"
    yield "exclusive. `meta` and `attrs` are JSON in a string. A stance's `holder` and `target`"
    yield "name entities of the same row; `@author`, `@unknown` and `@public` are built in."
    if len(configs) > 1:
        yield ""
        yield "In `tokens`, `ner_tags` are IOB2. They leave out what such tags can't hold: of"
        yield "mentions that overlap all but the longest, discontinuous ones, and those that begin"
        yield "or end inside a token. `starts` are the tokens' offsets."


def _table(head: tuple[str, str], rows: Iterable[tuple[str, int]]) -> Iterator[str]:
    yield f"| {head[0]} | {head[1]} |"
    yield "|---|---:|"
    for name, count in rows:
        yield f"| {name} | {count} |"
    yield ""


def _plain(text: str) -> str:
    """A name on one line that ends no cell of a table and no code."""
    return " ".join(text.replace("|", "\\|").replace("`", "'").split())
