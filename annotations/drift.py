"""What went on in a corpus since it was annotated: texts that changed, documents that moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from annotations.annotator import TEXTS
from annotations.change import Change, PutRow
from annotations.corpus import Corpus
from annotations.errors import CorpusError, EditError, RecordError
from annotations.model import Document, Record, faults
from annotations.store import Store, kept_size, kept_text

# To open a project is not to wait: reading so many documents takes about a second.
LOOKED_THROUGH = 5_000


class _Hash(msgspec.Struct):
    sha256: str


def shown(
    corpus: Corpus, folder: Path, document_id: str, record: Record | None
) -> tuple[Document, str]:
    """A document with the text that was annotated, and a sentence where its file has another now.

    `folder` is the project's `annotations`. Raises CorpusError, RecordError or StoreError.
    """
    try:
        document = corpus.load(document_id)
    except CorpusError as error:
        if record is None:
            raise
        return as_annotated(folder, record), f"{error}; this is the text that was annotated"
    if record is None or record.sha256 == document.sha256:
        return document, ""
    notice = f"{document_id} has changed since it was annotated; this is the text as it was"
    return as_annotated(folder, record, document), notice


def as_annotated(folder: Path, record: Record, now: Document | None = None) -> Document:
    """A document with the kept text of its record, with title and meta as they are `now`.

    Raises RecordError where the text is not kept, DamagedError where its bytes are not as kept.
    """
    text = kept_text(folder, record.sha256)
    if text is None:
        raise RecordError(
            f"{record.id}: the text that was annotated is neither in the corpus nor in "
            f"{folder / TEXTS} ({record.sha256[:12]}…): bring the one or the other back from "
            "a copy"
        )
    if now is None:
        return Document(record.id, text, record.sha256, title=record.id)
    return Document(record.id, text, record.sha256, now.title, now.meta)


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
    If one is missing, reads the documents without a record, but none of which the corpus knows that
    it is longer or shorter than all that are missing. Raises RecordError or StoreError.
    """
    gone: dict[str, list[str]] = {}
    for document_id in missing:
        gone.setdefault(_annotated_hash(store, document_id), []).append(document_id)
    new = unannotated(corpus, store) if gone else []
    sizes = {kept_size(store.path.parent, sha256) for sha256 in gone} if new else set()
    found: dict[str | None, list[str]] = {}
    for document_id in new:
        size = corpus.size(document_id) if None not in sizes else None
        if size is not None and size not in sizes:
            continue
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
    more = f", with {len(missing) - 1} more that are annotated" if len(missing) > 1 else ""
    return (
        f"{missing[0]} is not in the corpus{more}; there are too many new documents to look for "
        f"{'them' if more else 'it'} now: `standoff reanchor` does"
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


def check_fits(record: Record, document: Document) -> None:
    """Raises EditError where what was annotated in a record stands otherwise in the document."""
    if faults(record, document.text):
        raise EditError(
            f"{record.id} has another text than the one that was annotated just now; nothing is "
            "saved: look at it again"
        )


def first_fault(record: Record, document: Document) -> str:
    """The first fault of a record against its text, in a sentence; empty where there is none."""
    found = faults(record, document.text)
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{record.id}: {found[0]}{more}; `standoff verify` lists all" if found else ""
