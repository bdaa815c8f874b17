"""Predictions: proposals kept in files, by `standoff suggest` or by an import.

`annotations/predictions/NAME.json` is an ordinary annotator's file whose annotator is the source;
the mentions of its records are the proposals, which count for the text with the record's hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotations.annotator import ANNOTATIONS
from annotations.errors import StandoffError
from annotations.model import Record, decode_record, text_hash
from annotations.store import open_store
from annotations.store.protocol import Store
from annotations.suggest.base import Candidate

FOLDER = "predictions"
_SCORE = 0.7
# A mention has a label; this one stands for none.
UNLABELLED = "?"
_OWN = "suggestion:"


def folder_of(root: Path) -> Path:
    """Where a project keeps its predictions."""
    return root / ANNOTATIONS / FOLDER


def file_of(root: Path, source: str) -> Path:
    """The file of a source's predictions; what can't be in a file's name becomes a hyphen."""
    return folder_of(root) / f"{re.sub(r'[^A-Za-z0-9_.@+-]', '-', source)}.json"


def sources(root: Path) -> list[str]:
    """The names of the sources that there are predictions of."""
    return sorted(path.stem for path in folder_of(root).glob("*.json"))


class Predictions:
    """The predictions of one source, as a slow source: its file is read when it is first asked."""

    def __init__(self, root: Path, source: str) -> None:
        self._path = file_of(root, source)
        self._store = open_store(self._path, annotator=source, read_only=True)
        self._visited = ""
        self._found: list[Candidate] = []

    def suggest(self, document_id: str, text: str, start: int, end: int) -> Iterable[Candidate]:
        """The proposals that start in the stretch. Raises StandoffError for a damaged record."""
        if self._visited != document_id:
            self._found = list(self._read(document_id, text))
            self._visited = document_id
        return [c for c in self._found if start <= c.start < end]

    def _read(self, document_id: str, text: str) -> Iterator[Candidate]:
        record = read_record(self._store, document_id)
        if record is None or record.sha256 != text_hash(text):
            return
        for mention in record.mentions:
            score = mention.attrs.get("score", _SCORE)
            score = score if isinstance(score, int | float) else _SCORE
            label = "" if mention.label == UNLABELLED else mention.label
            source = mention.origin.removeprefix(_OWN)
            yield Candidate(mention.start, mention.end, label, source, score)


def read_record(store: Store, document_id: str) -> Record | None:
    """The predictions for a document, or None. Raises StandoffError where they can't be read."""
    row = store.read("records", document_id)
    return decode_record(row, f"{store.path}: {document_id}") if row else None


def is_current(store: Store, document_id: str, sha256: str) -> bool:
    """True where there are predictions for this very text; what can't be read is made anew."""
    try:
        record = read_record(store, document_id)
    except StandoffError:
        return False
    return record is not None and record.sha256 == sha256
