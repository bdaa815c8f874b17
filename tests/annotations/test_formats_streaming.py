"""Reading, checking, comparing and writing hold one document at a time, however many there are."""

from __future__ import annotations

import filecmp
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.formats.base import Annotated, Format, Incoming, Outgoing
from annotations.formats.conversion import annotated
from annotations.formats.jsonl import FORMAT
from annotations.formats.loss import Tally, losses
from annotations.model import Document, Mention, Record, text_hash
from annotations.scheme import default_scheme

SIZE = 100_000


def pairs(count: int) -> Iterator[Annotated]:
    for number in range(count):
        text = f"{number} ".ljust(SIZE, "x")
        mention = Mention("m1", 0, 1, text[:1], "CARDINAL")
        record = Record(
            id=f"{number}.txt", sha256=text_hash(text), annotator="a", created="", updated="",
            mentions=(mention,), next=2,
        )  # fmt: skip
        yield record, Document(record.id, text, record.sha256)


def peak(folder: Path, count: int) -> int:
    """The most bytes that are held while so many documents are written, read and converted."""
    source, target = folder / "source.jsonl", folder / "target.jsonl"
    assert FORMAT.read is not None
    assert FORMAT.write is not None
    outgoing = Outgoing(default_scheme())
    back = Format("x", "", (), frozenset(), again=lambda r, d, s: Incoming(d, r, ""))
    tally = Tally()
    tracemalloc.start()
    try:
        with source.open("wb") as out:
            FORMAT.write(pairs(count), out, outgoing)
        read = FORMAT.read(source, print)
        with target.open("wb") as out:
            FORMAT.write(
                (
                    pair
                    for pair in annotated(read, print, annotator=None, several=False)
                    if not tally.add(losses(*pair, back, outgoing.scheme))
                ),
                out,
                outgoing,
            )
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert filecmp.cmp(target, source, shallow=False)
    assert not tally.counts
    return most


def test_memory_does_not_grow_with_the_documents(tmp_path: Path) -> None:
    few, many = peak(tmp_path, 5), peak(tmp_path, 60)
    assert many < few + 3 * SIZE


@pytest.mark.exhaustive
def test_memory_does_not_grow_with_a_gigabyte(tmp_path: Path) -> None:
    few, many = peak(tmp_path, 5), peak(tmp_path, 10_000)
    # What grows is what notices an id that comes twice: some hundred bytes a document.
    assert many < few + 10_000 * 1_000
