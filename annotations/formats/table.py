"""Tables with a column of texts: CSV, TSV, JSONL and Parquet, documents without annotations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from annotations.formats.base import Format, Reader
from annotations.formats.corpora import TABLE_ENDINGS, is_table, read_table, settled


def configured(settings: Mapping[str, str]) -> Reader:
    """A reader for columns of these names, and for files in another encoding."""
    columns, encoding = settled(settings, columns=True)
    return partial(read_table, columns=columns, encoding=encoding)


FORMAT = Format(
    "table",
    "A table with a column of texts: CSV, TSV, JSONL or Parquet",
    TABLE_ENDINGS,
    frozenset({"text"}),
    read=read_table,
    recognise=is_table,
    configured=configured,
)
