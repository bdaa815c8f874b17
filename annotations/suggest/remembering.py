"""What is written into the memory: by tagging, rejecting, importing, merging and counting anew."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

import msgspec

from annotations.change import Change, DeleteItem, Operation, PutItem, PutRow
from annotations.errors import StandoffError
from annotations.model import Mention, Record, words_of
from annotations.store.protocol import Store
from annotations.suggest.memory import TABLE, Counts, Remembered, counted

# Longer strings never come again; names and phrases are shorter.
_LONGEST = 120
# By their strings, each row as it is before and after a change.
_Rows: TypeAlias = dict[str, tuple[Remembered | None, Remembered]]


def read_rows(store: Store) -> Iterator[Remembered]:
    """The rows of a file's memory; those that can't be read are left out."""
    for key in list(store.keys(TABLE)):
        row = _read(store, key)
        if row is not None:
            yield row


def _read(store: Store, words: str) -> Remembered | None:
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, StandoffError):
        data = store.read(TABLE, words)
        row = msgspec.json.decode(data, type=Remembered) if data else None
        if row is not None and row.id == words:
            return row
    return None


def is_memorable(words: str) -> bool:
    """True for what may come again: no long text, and not a mere sign."""
    return 0 < len(words) <= _LONGEST and any(map(str.isalnum, words))


def remember(change: Change, store: Store) -> Change:
    """The change with what it adds to the memory, so that one undo takes both back.

    Every mention that it makes counts for its string and label, every one that it takes away or
    alters counts no longer. A change that touches the memory already is given back as it is.
    """
    if any(operation.table == TABLE for operation in change.operations):
        return change
    counts: Counter[tuple[str, str]] = Counter()
    counts.update(_tagged(change.operations))
    counts.subtract(_tagged(change.inverse))
    return _with_counts(change, store, _accepted(counts))


def reject(words: str, label: str, store: Store) -> Change:
    """Remember that words were rejected as a candidate for a label ("" for none), and no more.

    A string that was rejected more often than accepted is proposed by no source any more.
    """
    said = words if len(words) <= 40 else f"{words[:39]}…"
    change = Change("reject", f"no candidate: “{said}”", ())
    return _with_counts(change, store, {(words, label): (0, 1)})


def _tagged(operations: Iterable[Operation]) -> Iterator[tuple[str, str]]:
    """String and label of the mentions as the operations leave them; the last one counts."""
    last: dict[tuple[str, str], tuple[str, str] | None] = {}
    for operation in operations:
        if isinstance(operation, PutItem) and operation.items == "mentions":
            mention = msgspec.convert(operation.item, Mention)
            last[operation.key, mention.id] = _key_of(mention)
        elif isinstance(operation, DeleteItem) and operation.items == "mentions":
            last[operation.key, operation.id] = None
    return (key for key in last.values() if key is not None)


def _key_of(mention: Mention) -> tuple[str, str] | None:
    """What a mention counts for: its string and its label."""
    words = words_of(mention)
    counts = mention.fragments is None and is_memorable(words)
    return (words, mention.label) if counts else None


def count(counts: Counter[tuple[str, str]], record: Record) -> None:
    """Add what the mentions of a record may count for: strings with labels.

    Most come again and again: which of them are memorable is looked at when they are saved.
    """
    counts.update(
        [
            (mention.text, mention.label)
            for mention in record.mentions
            if mention.fragments is None and len(mention.text) <= _LONGEST
        ]
    )


def counted_rows(
    store: Store, counts: Mapping[tuple[str, str], int]
) -> Iterator[tuple[str, dict[str, object]]]:
    """The rows that have these counts of mentions added to what the store has, by their keys.

    They are made one by one: there may be very many.
    """
    for words, keys in groupby(sorted(counts), key=itemgetter(0)):
        labels = {label: (counts[words, label], 0) for _, label in keys}
        if is_memorable(words):
            yield words, _row(counted(_read(store, words) or Remembered(words), labels))


def _accepted(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], tuple[int, int]]:
    return {key: (number, 0) for key, number in counts.items() if number and is_memorable(key[0])}


def _with_counts(
    change: Change, store: Store, counts: Mapping[tuple[str, str], tuple[int, int]]
) -> Change:
    return _with_rows(change, _with_added(store, counts))


def _with_added(store: Store, counts: Mapping[tuple[str, str], tuple[int, int]]) -> _Rows:
    """The rows of these strings with the counts added to the annotator's own."""
    added: dict[str, Counts] = {}
    for (words, label), pair in counts.items():
        added.setdefault(words, {})[label] = pair
    before = {words: _read(store, words) for words in added}
    return {
        words: (before[words], counted(before[words] or Remembered(words), labels))
        for words, labels in added.items()
    }


def _with_rows(change: Change, rows: _Rows) -> Change:
    """The change with the rows as they are after it, where that differs; empty ones go."""
    operations, inverse = list(change.operations), list(change.inverse)
    for words, (before, after) in rows.items():
        if after != (before or Remembered(words)):
            is_empty = not (after.labels or after.merged)
            operations.append(PutRow(TABLE, words, None if is_empty else _row(after)))
            inverse.append(PutRow(TABLE, words, _row(before) if before else None))
    return msgspec.structs.replace(change, operations=tuple(operations), inverse=tuple(inverse))


def _row(row: Remembered) -> dict[str, object]:
    # Written out, not by msgspec: pairs read back as lists, and what is empty is left out.
    fields: dict[str, object] = {"id": row.id, "labels": _lists(row.labels)}
    if row.merged:
        fields["merged"] = {source: _lists(labels) for source, labels in row.merged.items()}
    return fields


def _lists(labels: Counts) -> dict[str, list[int]]:
    return {label: list(pair) for label, pair in labels.items()}


def merged(change: Change, store: Store, rows: Iterable[Remembered], source: str) -> Change:
    """The change that puts the rows' own counts beside those that the store has.

    They take the place of what was merged out of the same source before.
    """
    given = {row.id: row.labels for row in rows if row.labels}
    there = {row.id: row for row in read_rows(store) if source in row.merged or row.id in given}
    new: _Rows = {}
    for words in {**there, **given}:
        row = there.get(words) or Remembered(words)
        kept = {name: labels for name, labels in row.merged.items() if name != source}
        if words in given:
            kept[source] = given[words]
        new[words] = there.get(words), msgspec.structs.replace(row, merged=kept)
    return _with_rows(change, new)


def recounted(change: Change, store: Store, records: Iterable[Record]) -> Change:
    """The change that makes the annotator's own counts of what was accepted those of the mentions
    of these records. What was rejected, and what was merged, stays.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for record in records:
        count(counts, record)
    for row in read_rows(store):
        for label, (accepted, _) in row.labels.items():
            counts[row.id, label] -= accepted
    return _with_counts(change, store, _accepted(counts))
