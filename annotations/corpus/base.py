"""What every corpus offers, and what documents of every kind of file have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import regex

from annotations.errors import CorpusError
from annotations.model import Document, text_hash
from annotations.text import grapheme_spans

TITLE_LENGTH = 120
# Of a line that is longer, the character after the last one that a title may have.
_FIRST_LINE = regex.compile(
    rf"[^\s\ufeff\x00-\x1f][^\n\r\v\f\x85\u2028\u2029]{{0,{TITLE_LENGTH}}}+"
)


class Corpus(Protocol):
    """Documents in a fixed order, each loaded when it is asked for.

    `root` is the project's folder. `problems` are messages about what was left out, found when
    the corpus was opened.
    """

    @property
    def root(self) -> Path: ...

    @property
    def ids(self) -> Sequence[str]: ...

    @property
    def problems(self) -> list[str]: ...

    def __len__(self) -> int: ...

    def size(self, document_id: str) -> int | None:
        """How many UTF-8 bytes the document's text has; None where only reading it would tell."""
        ...

    def load(self, document_id: str) -> Document:
        """The document with this id, as its file has it now.

        Raises CorpusError for an unknown id and for a file that can't be read, is no text, or
        has changed so that its documents are no longer where they were.
        """
        ...


def make_document(
    document_id: str, text: str, where: str, *, title: str | None, meta: Mapping[str, Any]
) -> Document:
    """A document with its hash and a title. `where` names the place in the CorpusError that a text
    with half a surrogate pair raises: no file could hold it.
    """
    try:
        sha256 = text_hash(text)
    except UnicodeEncodeError as error:
        raise CorpusError(
            f"{where}: half a surrogate pair at character {error.start}, which is no text; "
            "mend the file or leave it out"
        ) from None
    return Document(document_id, text, sha256, title or first_line(text), dict(meta))


def first_line(text: str) -> str:
    """The first line that is not blank, cut to 120 code points at the end of a grapheme."""
    match = _FIRST_LINE.search(text)
    line = match.group() if match else ""
    if len(line) <= TITLE_LENGTH or line[-2:].isascii():
        # No grapheme of one line has two ASCII characters.
        return line[:TITLE_LENGTH].rstrip()
    ends = [end for _, end in grapheme_spans(line) if end <= TITLE_LENGTH]
    return line[: ends[-1] if ends else TITLE_LENGTH].rstrip()


def os_reason(error: OSError) -> str:
    """An operating system's error in its own words, without number and path."""
    return error.strerror or str(error)
