"""A document that is a whole text file."""

from __future__ import annotations

import codecs
from pathlib import Path

from annotations.corpus.base import make_document, os_reason
from annotations.errors import CorpusError
from annotations.model import Document


def check_encoding(encoding: str | None) -> str | None:
    """Python's name of an encoding; None for UTF-8. Raises CorpusError for one it doesn't know."""
    if encoding is None:
        return None
    try:
        # Python takes no look at the codec where there is nothing to decode.
        bytes(4).decode(encoding)
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise CorpusError(
            f"there is no text encoding {encoding!r}; "
            "try for example --encoding cp1252, cp1254, windows-1251 or utf-16"
        ) from None
    return None if name == "utf-8" else name


def load_text(path: Path, document_id: str, encoding: str | None) -> Document:
    """The document that a text file holds, its characters exactly as they were decoded.

    `encoding` is a name from `check_encoding`. No newline is translated, a byte order mark stays
    where the codec leaves it. Raises CorpusError for a file that can't be read or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: the file can't be read: {os_reason(error)}") from error
    text = _decode(path, data, encoding)
    meta = {"encoding": encoding} if encoding else {}
    return make_document(document_id, text, str(path), title=None, meta=meta)


def _decode(path: Path, data: bytes, encoding: str | None) -> str:
    if encoding is None and (nul := data.find(b"\0")) >= 0:
        utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        advice = "try --encoding utf-16" if utf16 else "if it is text, try --encoding"
        raise CorpusError(f"{path}: it looks binary: a NUL byte at byte offset {nul}; {advice}")
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise CorpusError(
            f"{path}: not {encoding or 'UTF-8'} at byte offset {at}; "
            f"try --encoding with the encoding that it was written in, for example cp1252"
        ) from None
    if (nul := text.find("\0")) >= 0:
        raise CorpusError(
            f"{path}: it looks binary: a NUL character at offset {nul} when read as {encoding}; "
            "try another --encoding"
        )
    return text
