"""A folder that `datasets.load_dataset` opens: Parquet files by part, and a dataset card.

    README.md                       the card: counts, labels, columns, the licence's place
    data/train.parquet ...          the documents whole, one a row (as in the format parquet)
    tokens/train.parquet ...        tokens and ner_tags (IOB2), what taggers are trained on

The parts train, dev and test get the usual names train, validation and test. `ner_tags` can hold
neither overlap nor fragments nor parts of tokens: of mentions that overlap the longest is taken.
The documents have everything, so that nothing is lost.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from annotations.errors import StandoffError
from annotations.formats.base import (
    FEATURES,
    Annotated,
    Format,
    Incoming,
    Outgoing,
    Parts,
    Report,
)
from annotations.formats.card import Config, Split, card
from annotations.formats.columns import Row, arrow, document_rows, read_rows, schema, write_rows
from annotations.model import Document, Mention, Record
from annotations.scheme import Scheme
from annotations.tokens import tokenise

CARD = "README.md"
DOCUMENTS = "data"
TOKENS = "tokens"
# What the library calls the parts. The whole, which has no name, is something to train on; "all"
# is a word of the library's own.
_USUAL = {"": "train", "dev": "validation", "valid": "validation", "val": "validation"} | {
    "all": "all_documents"
}
_NO_NAME = re.compile(r"\W+")


class Counts(NamedTuple):
    """What the card says of all parts together."""

    things: Counter[str]
    labels: Counter[str]
    polarities: Counter[str]
    relations: Counter[str]


def write_folder(parts: Parts, folder: Path, outgoing: Outgoing) -> None:
    """Write the parts as Parquet files with a card beside them.

    Each part is passed over twice: the tags have to be known before the first is written. Without
    text there are no tokens. A part without documents is left out where another has some, as the
    library can't load it. Raises StandoffError where pyarrow is missing, and where two parts
    would have one name.
    """
    names = _names(parts)
    counts = Counts(Counter(), Counter(), Counter(), Counter())
    sizes = {part: _count(documents(), counts) for part, documents in parts.items()}
    written = [part for part in parts if sizes[part]] or list(parts)[:1]
    tags = _tags(outgoing.scheme, counts.labels)
    configs = [Config(DOCUMENTS, _with_features(schema(), ()), ())]
    if outgoing.with_text:
        configs.append(Config(TOKENS, _with_features(_token_columns(), tags), tags))
    done = []
    for config in configs:
        (folder / config.name).mkdir(parents=True, exist_ok=True)
        splits = []
        for part in written:
            path = folder / config.name / f"{names[part]}.parquet"
            with path.open("wb") as out:
                rows = write_rows(
                    _config_rows(parts[part](), config, outgoing), out, config.columns
                )
            splits.append(Split(names[part], rows, path.stat().st_size))
        done.append(config._replace(splits=tuple(splits)))
    text = card(outgoing.scheme, done, counts.things, _tables(counts))
    (folder / CARD).write_bytes(text.encode())


def _config_rows(
    documents: Iterable[Annotated], config: Config, outgoing: Outgoing
) -> Iterator[Row]:
    if config.name == DOCUMENTS:
        return document_rows(documents, with_text=outgoing.with_text)
    return _token_rows(documents, config.tags)


def _names(parts: Iterable[str]) -> dict[str, str]:
    names = {part: _NO_NAME.sub("_", _USUAL.get(part, part)) for part in parts}
    for name, count in Counter(names.values()).items():
        if count > 1:
            raise StandoffError(f"two parts would have the name {name}; rename one of them")
    return names


def _count(documents: Iterable[Annotated], counts: Counts) -> int:
    before = counts.things["documents"]
    for record, _ in documents:
        counts.things.update(
            documents=1,
            mentions=len(record.mentions),
            entities=len(record.entities),
            stances=len(record.stances),
            relations=len(record.relations),
        )
        counts.labels.update(mention.label for mention in record.mentions)
        counts.polarities.update(stance.polarity for stance in record.stances)
        counts.relations.update(relation.label for relation in record.relations)
    return counts.things["documents"] - before


def _tables(counts: Counts) -> Mapping[str, Counter[str]]:
    return {
        "Labels of mentions": counts.labels,
        "Polarities of stances": counts.polarities,
        "Labels of relations": counts.relations,
    }


def _tags(scheme: Scheme, labels: Iterable[str]) -> tuple[str, ...]:
    """IOB2 tags: those of the scheme in its order, then those that it doesn't know."""
    known = [label.name for label in scheme.labels]
    every = [*known, *sorted(set(labels) - set(known))]
    return ("O", *(f"{mark}-{label}" for label in every for mark in "BI"))


def _token_columns() -> Any:
    pa = arrow()
    strings, numbers = pa.list_(pa.string()), pa.list_(pa.int64())
    return pa.schema(
        [("id", pa.string()), ("tokens", strings), ("starts", numbers), ("ner_tags", numbers)]
    )


def _token_rows(documents: Iterable[Annotated], tags: Iterable[str]) -> Iterator[Row]:
    numbers = {tag: number for number, tag in enumerate(tags)}
    for record, document in documents:
        extents = tokenise(document.text)
        found = _tagged(record, document, extents)
        values = {
            "id": document.id,
            "tokens": [document.text[start:end] for start, end in extents],
            "starts": [start for start, _ in extents],
            "ner_tags": [numbers[tag] for tag in found],
        }
        yield Row(values, 4 * len(document.text))


def _tagged(record: Record, document: Document, extents: list[tuple[int, int]]) -> list[str]:
    """One tag a token. Of mentions that overlap the longest, then the first, gets its tokens."""
    tags = ["O"] * len(extents)
    starts = {start: number for number, (start, _) in enumerate(extents)}
    ends = {end: number for number, (_, end) in enumerate(extents)}

    def longest(mention: Mention) -> tuple[int, int]:
        return mention.start - mention.end, mention.start

    for mention in sorted(record.mentions, key=longest):
        first, last = starts.get(mention.start), ends.get(mention.end)
        if mention.fragments or first is None or last is None:
            continue
        if all(tag == "O" for tag in tags[first : last + 1]):
            tags[first : last + 1] = [f"I-{mention.label}"] * (last + 1 - first)
            tags[first] = f"B-{mention.label}"
    return tags


def _with_features(columns: Any, tags: tuple[str, ...]) -> Any:
    """The columns with the metadata that the library `datasets` reads its features from."""
    features = {field.name: feature(field.type) for field in columns}
    if tags:
        features["ner_tags"] = {"feature": {"names": tags, "_type": "ClassLabel"}, "_type": "List"}
    return columns.with_metadata({"huggingface": json.dumps({"info": {"features": features}})})


def feature(kind: Any) -> dict[str, Any]:
    """A type of pyarrow as a feature of `datasets`."""
    types = arrow().types
    if types.is_list(kind):
        return {"feature": feature(kind.value_type), "_type": "List"}
    if types.is_struct(kind):
        return {field.name: feature(field.type) for field in kind}
    return {"dtype": str(kind), "_type": "Value"}


def read(path: Path, report: Report) -> Iterator[Incoming]:
    """The documents of all parts. Raises StandoffError for a folder that has none."""
    files = sorted((path / DOCUMENTS).glob("*.parquet"))
    if not files:
        raise StandoffError(f"{path}: there are no Parquet files in {path / DOCUMENTS}")
    for file in files:
        try:
            with file.open("rb") as stream:
                yield from read_rows(stream, str(file), report)
        except OSError as error:
            raise StandoffError(f"{file}: it can't be read: {error.strerror or error}") from error


def recognise(path: Path, start: bytes) -> bool:
    """Whether a folder has a card and documents in Parquet."""
    return (path / CARD).is_file() and any((path / DOCUMENTS).glob("*.parquet"))


FORMAT = Format(
    "huggingface",
    "A folder for datasets.load_dataset: Parquet by part, with a dataset card",
    (),
    frozenset(FEATURES),
    read=read,
    write_folder=write_folder,
    recognise=recognise,
)
