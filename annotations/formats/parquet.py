"""Parquet: one document a row, with typed columns, lists and structs; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from annotations.errors import StandoffError
from annotations.formats.base import FEATURES, Annotated, Format, Outgoing
from annotations.formats.columns import (
    document_rows,
    is_ours,
    open_parquet,
    read_rows,
    schema,
    write_rows,
)
from annotations.formats.streams import of_file

MAGIC = b"PAR1"


def write(documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing) -> None:
    """Write documents in groups of rows, so that memory stays flat.

    Raises StandoffError where pyarrow is missing.
    """
    write_rows(document_rows(documents, with_text=outgoing.with_text), out, schema())


def recognise(path: Path, start: bytes) -> bool:
    """Whether a file is Parquet with our columns; without pyarrow any Parquet is taken for it."""
    if not start.startswith(MAGIC):
        return False
    try:
        with path.open("rb") as stream:
            return is_ours(open_parquet(stream, str(path)))
    except StandoffError:
        return True


FORMAT = Format(
    "parquet",
    "Parquet, one document a row",
    (".parquet",),
    frozenset(FEATURES),
    read=of_file(read_rows),
    write=write,
    recognise=recognise,
)
