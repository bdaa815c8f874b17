"""Plain text and Markdown: a file, or a folder of files, as documents without annotations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from annotations.formats.base import Format, Reader
from annotations.formats.corpora import are_texts, read_texts, settled


def configured(settings: Mapping[str, str]) -> Reader:
    """A reader for files in another encoding."""
    _, encoding = settled(settings, columns=False)
    return partial(read_texts, encoding=encoding)


FORMAT = Format(
    "text",
    "Plain text or Markdown, a file or a folder of files",
    (".txt", ".md"),
    frozenset({"text"}),
    read=read_texts,
    recognise=are_texts,
    configured=configured,
    reads_folders=True,
)
