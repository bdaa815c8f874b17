"""What a format is, and the registry of those that there are."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import BinaryIO, NamedTuple, Protocol

from annotations.errors import StandoffError
from annotations.model import Document, Record

# Names of formats with the modules that have them, each as `FORMAT`; a module loads on use.
FORMATS: dict[str, str] = {"jsonl": "annotations.formats.jsonl"}


class Writer(Protocol):
    """Writes annotated documents one after the other, without holding them in memory."""

    def __call__(
        self, documents: Iterable[tuple[Record, Document]], out: BinaryIO, *, with_text: bool
    ) -> None: ...


class Format(NamedTuple):
    """A way to write annotated documents as bytes.

    `endings` are those of its files, the usual one first, each with its dot.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    write: Writer


def find_format(name: str) -> Format:
    """The format of this name. Raises StandoffError where there is none."""
    if name not in FORMATS:
        raise StandoffError(f"there is no format {name!r}; there are: {', '.join(FORMATS)}")
    found: Format = import_module(FORMATS[name]).FORMAT
    return found
