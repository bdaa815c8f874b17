"""What went on in a corpus since it was annotated: texts that changed, documents that moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from annotations.change import Change, PutRow
from annotations.corpus import Corpus
from annotations.errors import CorpusError, RecordError
from annotations.model import Record
from annotations.store import Store

# To open a project is not to wait: reading so many documents takes about a second.
LOOKED_THROUGH = 5_000


class _Hash(msgspec.Struct):
    sha256: str


def changed(corpus: Corpus, store: Store) -> list[str]:
    """The ids of annotated documents whose text is not the one that was annotated.

    One that can't be read is among them. Reads them all. Raises RecordError or StoreError.
    """
    annotated = set(store.keys("records"))
    return [
        document_id
        for document_id in corpus.ids
        if document_id in annotated
        and _annotated_hash(store, document_id) != _hash_now(corpus, document_id)
    ]


def unannotated(corpus: Corpus, store: Store) -> list[str]:
    """The ids of the documents without a record."""
    annotated = set(store.keys("records"))
    return [document_id for document_id in corpus.ids if document_id not in annotated]


def moved(corpus: Corpus, store: Store, missing: Iterable[str]) -> list[tuple[str, str]]:
    """The old and new ids of the missing documents that are in the corpus under another name.

    A new one has no record and the text of the missing one, and no other does, on either side.
    Reads every document without a record if one is missing. Raises RecordError or StoreError.
    """
    gone: dict[str, list[str]] = {}
    for document_id in missing:
        gone.setdefault(_annotated_hash(store, document_id), []).append(document_id)
    found: dict[str | None, list[str]] = {}
    for document_id in unannotated(corpus, store) if gone else ():
        found.setdefault(_hash_now(corpus, document_id), []).append(document_id)
    return sorted(
        (olds[0], found[sha256][0])
        for sha256, olds in gone.items()
        if len(olds) == len(found.get(sha256, ())) == 1
    )


def move(record: Record, new_id: str) -> Change:
    """The change that gives a record another document's id. It has no inverse."""
    row = msgspec.to_builtins(msgspec.structs.replace(record, id=new_id))
    put = (PutRow("records", record.id, None), PutRow("records", new_id, row))
    return Change("move", f"{record.id} moved to {new_id}", put)


def in_words(pairs: Sequence[tuple[str, str]], *, done: bool) -> list[str]:
    """A sentence for each document that moved, whose annotations did too or, not `done`, would."""
    outcome = "moved along" if done else "will move along when it is opened for writing"
    return [f"{old} moved to {new}: its annotations {outcome}" for old, new in pairs]


def too_many(missing: Sequence[str]) -> str:
    """Why documents that may have moved were not looked for."""
    return (
        f"{missing[0]} is not in the corpus, with {len(missing) - 1} more that are annotated; "
        "there are too many new documents to look for them now: `standoff reanchor` does"
    )


def _annotated_hash(store: Store, document_id: str) -> str:
    row = store.read("records", document_id)
    try:
        return msgspec.json.decode(row or b"{}", type=_Hash).sha256
    except msgspec.DecodeError as error:
        raise RecordError(
            f"{store.path}: {document_id}: the record can't be read: {error}"
        ) from error


def _hash_now(corpus: Corpus, document_id: str) -> str | None:
    try:
        return corpus.load(document_id).sha256
    except CorpusError:
        return None
