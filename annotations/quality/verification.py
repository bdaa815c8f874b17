"""Holding what was saved against the texts, the scheme and itself. Nothing is modified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from annotations.change import Table
from annotations.corpus import Corpus
from annotations.errors import CorpusError, StandoffError, StoreError
from annotations.model import ProjectEntity, Record, decode_record, faults
from annotations.scheme import Scheme
from annotations.store import Store, open_store
from annotations.store.salvage import check
from annotations.store.texts import kept_text

_NAMED = 5


class Verdict(msgspec.Struct, frozen=True):
    """What verification found in one record, or in the file as a whole (`document` is empty).

    `kept` is true where the record was held against the kept text, because the corpus has another
    one now or none.
    """

    file: Path
    document: str
    faults: tuple[str, ...] = ()
    kept: bool = False


def verify(file: Path, corpus: Corpus | None, scheme: Scheme | None) -> Iterator[Verdict]:
    """Check one annotator's file: first as a file, then each record in it, a verdict for each.

    A record's faults are those of its offsets, strings, hash and ids, what the scheme doesn't
    have, and a text that is neither in the corpus nor kept. A fault never ends the check. Without
    a corpus the kept texts serve; without a scheme its names aren't checked.
    """
    found = check(file)
    try:
        store = open_store(file, annotator=file.stem, read_only=True)
    except StoreError as error:
        yield Verdict(file, "", tuple(found) or (str(error),))
        return
    try:
        projects, wrong = _project_entities(store)
        if found or wrong:
            yield Verdict(file, "", (*found, *wrong))
        for key in _in_order(store, corpus):
            yield _verdict(store, key, corpus, scheme, projects)
    finally:
        store.close()


def _in_order(store: Store, corpus: Corpus | None) -> list[str]:
    """The annotated documents in the order of the corpus, those it lacks last."""
    keys = set(store.keys("records"))
    present = [key for key in corpus.ids if key in keys] if corpus else []
    return [*present, *sorted(keys.difference(present))]


def _verdict(
    store: Store, key: str, corpus: Corpus | None, scheme: Scheme | None, projects: set[str]
) -> Verdict:
    try:
        record = decode_record(_row(store, "records", key), "its row")
    except StandoffError as error:
        return Verdict(store.path, key, (str(error),))
    found: list[str] = []
    if record.id != key:
        found.append(f"its row is that of {record.id!r}")
    text, kept, why = _text_of(record, corpus, store.path.parent)
    if text is None:
        found.append(why)
    else:
        found += faults(record, text)
    if scheme is not None:
        found += scheme_faults(record, scheme)
    found += [
        f"entity {entity.id}: the project has no entity {entity.ref}"
        for entity in record.entities
        if entity.ref is not None and entity.ref not in projects
    ]
    return Verdict(store.path, key, tuple(found), kept)


def _row(store: Store, table: Table, key: str) -> bytes:
    return store.read(table, key) or b""


def _text_of(
    record: Record, corpus: Corpus | None, annotations: Path
) -> tuple[str | None, bool, str]:
    """The text that was annotated, whether it had to be the kept one, and why there is none."""
    why = "the corpus has no such document"
    try:
        document = corpus.load(record.id) if corpus is not None else None
        if document is not None and document.sha256 == record.sha256:
            return document.text, False, ""
        why = "the text has changed" if document is not None else why
    except CorpusError as error:
        why = str(error)
    try:
        text = kept_text(annotations, record.sha256)
    except StoreError as error:
        return None, False, f"{why}, and {error}"
    if text is None:
        short = record.sha256[:12]
        return None, False, f"{why}, and the text that was annotated ({short}…) is not kept"
    return text, True, ""


def scheme_faults(record: Record, scheme: Scheme) -> list[str]:
    """The labels and polarities in a record that its scheme doesn't have, one sentence each."""
    labels = {label.name for label in scheme.labels}
    tables: tuple[tuple[str, set[str], list[tuple[str, str]]], ...] = (
        ("label", labels, [(m.label, f"mention {m.id}") for m in record.mentions]),
        ("label", labels, [(e.label, f"entity {e.id}") for e in record.entities]),
        (
            "polarity",
            {polarity.name for polarity in scheme.polarities},
            [(s.polarity, f"stance {s.id}") for s in record.stances],
        ),
        (
            "relation label",
            {label.name for label in scheme.relations},
            [(r.label, f"relation {r.id}") for r in record.relations],
        ),
        (
            "document label",
            {label.name for label in scheme.document_labels},
            [(label, "the document") for label in record.labels],
        ),
    )
    found: dict[tuple[str, str], list[str]] = {}
    for kind, known, uses in tables:
        for name, holder in uses:
            if name not in known:
                found.setdefault((kind, name), []).append(holder)
    return [
        f"the scheme has no {kind} {name!r}: {_list(holders)}"
        for (kind, name), holders in found.items()
    ]


def _list(holders: list[str]) -> str:
    more = len(holders) - _NAMED
    return ", ".join(holders[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _project_entities(store: Store) -> tuple[set[str], list[str]]:
    """The ids of the project's entities, and what is wrong with their rows."""
    ids: set[str] = set()
    wrong: list[str] = []
    for key in store.keys("entities"):
        ids.add(key)
        try:
            entity = msgspec.json.decode(_row(store, "entities", key), type=ProjectEntity)
        except (msgspec.DecodeError, UnicodeDecodeError, StoreError) as error:
            wrong.append(f"the project's entity {key!r} can't be read: {error}")
            continue
        if entity.id != key:
            wrong.append(f"the project's entity {key!r} is in the row of {entity.id!r}")
    return ids, wrong
