"""What one annotator tagged and rejected before, string by string, with counts.

The rows are in the table `memory` of the annotator's own file: `{"id": "Kyiv", "labels": {"GPE":
[3, 0]}}` says that "Kyiv" is tagged GPE three times and was never rejected as that. Every mention
of the annotator's own records counts, whatever its origin, imported ones too; one that is removed
or gets another label counts no longer. What was merged out of other files is kept beside it, file
by file: `"merged": {"../other/annotations/anna.json": {"GPE": [7, 1]}}`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, TypeAlias

import msgspec
from msgspec import Meta

from annotations.change import Operation, PutRow, Table
from annotations.suggest.base import Candidate

if TYPE_CHECKING:
    from annotations.suggest.matching import Match, Matcher

TABLE: Table = "memory"
SOURCE = "memory"
_SCORE = 0.9

_Count = Annotated[int, Meta(ge=0)]
Counts: TypeAlias = dict[str, tuple[int, int]]


class Remembered(msgspec.Struct, frozen=True):
    """A row: for each label how often the string was accepted and rejected with it.

    `labels` are the annotator's own counts, `merged` those out of other files, by their paths.
    """

    id: Annotated[str, Meta(min_length=1)]
    labels: dict[str, tuple[_Count, _Count]] = {}
    merged: dict[str, dict[str, tuple[_Count, _Count]]] = {}

    @property
    def totals(self) -> Counts:
        """All counts of each label."""
        found = self.labels
        for labels in self.merged.values():
            found = added(found, labels)
        return found

    @property
    def accepted(self) -> int:
        """How often it was tagged, whatever the label."""
        return sum(accepted for accepted, _ in self.totals.values())

    @property
    def rejected(self) -> int:
        """How often it was rejected."""
        return sum(rejected for _, rejected in self.totals.values())

    @property
    def label(self) -> str:
        """The label to propose: the one that was accepted most, where that outweighs rejections."""
        if self.accepted <= self.rejected:
            return ""
        counts = {label: pair for label, pair in self.totals.items() if label and pair[0]}
        return max(
            counts, key=lambda label: (counts[label][0] - counts[label][1], label), default=""
        )


class Memory:
    """The rows of one annotator, those of others beside them, and where their strings stand.

    `version` grows with every change of what is proposed. The matcher of all strings is made by
    `build` or `load`, which belong in another thread; for what is learnt meanwhile and afterwards
    there is a small one.
    """

    def __init__(self, rows: Iterable[Remembered] = (), others: Iterable[Remembered] = ()) -> None:
        self._mutex = threading.Lock()
        self._rows = {row.id: row for row in rows}
        self._others = {row.id: row for row in others}
        self._labels = _labels(self._rows, self._others)
        self._matcher: Matcher | None = None
        self._known: Collection[str] = ()
        # What was decided since the beginning, and what of it the large matcher lacks.
        self._decided: set[str] = set()
        self._fresh: dict[str, None] = {}
        self._small: Matcher | None = None
        self._in_small = 0
        # What the matchers have and is not to be proposed now.
        self._silent: set[str] = set()
        self.version = 0
        # The version of the last build, and the string that each version since then is about.
        self._built = 0
        self._since: list[str] = []

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> Iterator[Remembered]:
        """All rows of the annotator's own."""
        return iter(self._rows.values())

    def build(self) -> None:
        """Make the matcher of all strings to be proposed. The interpreter stands still meanwhile:
        20 ms for 20,000 strings.
        """
        with self._mutex:
            words = list(self._labels)
        matcher = _matcher(words)
        known = frozenset(words)
        with self._mutex:
            self._matcher, self._known = matcher, known
            self._fresh = {word: None for word in self._fresh if word not in known}
            self._silent = {w for w in (*words, *self._fresh) if w not in self._labels}
            self._small = None
            self.version += 1
            self._built, self._since = self.version, []

    def load(self, rows: Iterable[Remembered], others: Iterable[Remembered] = ()) -> None:
        """Take in rows that were read, and build; what was decided since the beginning stays."""
        read = {row.id: row for row in rows}
        of_others = {row.id: row for row in others}
        labels = _labels(read, of_others)
        with self._mutex:
            kept = {word: self._rows.get(word) for word in self._decided}
            self._rows, self._others, self._labels = read, of_others, labels
            for word, row in kept.items():
                self._put(word, row)
        self.build()

    # Asking

    def label(self, words: str) -> str:
        """The label that was given to these words; "" where none is to be proposed."""
        return self._labels.get(words, "")

    def rejected(self, words: str) -> int:
        """How often these words were rejected."""
        row = self._rows.get(words)
        return row.rejected if row is not None else 0

    def is_rejected(self, words: str) -> bool:
        """True for what was rejected more often than accepted."""
        row = self._rows.get(words)
        return row is not None and row.rejected > row.accepted

    def decided_since(self, version: int) -> list[str] | None:
        """The strings of which something else is said than at a version; None where that may be
        any, because all were read or built anew.
        """
        with self._mutex:
            at = version - self._built
            return self._since[at:] if at >= 0 else None

    def is_fresh(self, words: str) -> bool:
        """True for a string that the large matcher lacks."""
        return words in self._fresh

    def known_places(self, text: str, start: int, end: int) -> list[Match]:
        """Where strings of the large matcher stand in a stretch: the longest of what starts
        first, but none that is not to be proposed.
        """
        return self._matcher.find(text, start, end, self._silent) if self._matcher else []

    def fresh_places(self, text: str, start: int, end: int) -> dict[int, tuple[int, str]]:
        """Where strings that it lacks start in a stretch: the longest of each start, but none that
        is not to be proposed.
        """
        fresh = self._fresh
        if not fresh:
            return {}
        if self._small is None or self._in_small != len(fresh):
            self._small, self._in_small = _matcher(fresh), len(fresh)
        return self._small.starting(text, start, end, self._silent)

    def proposed(self, places: Iterable[Match]) -> list[Candidate]:
        """What is proposed for places: nothing where the string has no label."""
        labels = self._labels
        return [
            Candidate(first, last, label, SOURCE, _SCORE)
            for first, last, words in places
            if (label := labels.get(words))
        ]

    def suggest(self, text: str, start: int, end: int) -> list[Candidate]:
        """Where remembered strings stand in a stretch: the longest of what starts first."""
        from annotations.suggest.matching import apart

        fresh = apart(self.fresh_places(text, start, end))
        return self.proposed([*self.known_places(text, start, end), *fresh])

    # Following

    def follow(self, operations: Iterable[Operation]) -> None:
        """Take over what was saved."""
        for operation in operations:
            if operation.table == TABLE and isinstance(operation, PutRow):
                row = None
                if operation.row is not None:
                    with contextlib.suppress(msgspec.ValidationError):
                        row = msgspec.convert(operation.row, Remembered)
                self._take(operation.key, row)

    def _take(self, words: str, row: Remembered | None) -> None:
        with self._mutex:
            before = self._said_of(words)
            self._put(words, row)
            self._decided.add(words)
            if words not in self._known:
                self._fresh[words] = None
            if self._said_of(words) != before:
                self.version += 1
                self._since.append(words)

    def _said_of(self, words: str) -> tuple[str, int, bool]:
        """All that a candidate hangs on."""
        return self.label(words), self.rejected(words), self.is_rejected(words)

    def _put(self, words: str, row: Remembered | None) -> None:
        if row is None:
            self._rows.pop(words, None)
        else:
            self._rows[words] = row
        label = _label(row, self._others.get(words))
        if label:
            self._labels[words] = label
            self._silent.discard(words)
        else:
            self._labels.pop(words, None)
            self._silent.add(words)


def _labels(rows: Mapping[str, Remembered], others: Mapping[str, Remembered]) -> dict[str, str]:
    """The words to be proposed, with their labels."""
    words = rows.keys() | others.keys()
    found = ((word, _label(rows.get(word), others.get(word))) for word in words)
    return {word: label for word, label in found if label}


def _label(own: Remembered | None, other: Remembered | None) -> str:
    """The label that a word has; the annotator's own row counts before that of others."""
    row = own if own is not None and (own.accepted or own.rejected) else other
    return row.label if row is not None else ""


def _matcher(words: Iterable[str]) -> Matcher:
    # Loaded when candidates are asked for, not with the project.
    from annotations.suggest.matching import Matcher

    return Matcher(words)


class Size(msgspec.Struct, frozen=True):
    """How much a memory holds: strings, those to be proposed and rejected, and all acceptances."""

    strings: int
    proposed: int
    rejected: int
    accepted: int


def size_of(rows: Iterable[Remembered]) -> Size:
    """The size of a memory."""
    kept = list(rows)
    return Size(
        strings=len(kept),
        proposed=sum(bool(row.label) for row in kept),
        rejected=sum(row.rejected > row.accepted for row in kept),
        accepted=sum(row.accepted for row in kept),
    )


def together(rows: Iterable[Remembered]) -> list[Remembered]:
    """Rows of several memories with the counts of one string added up."""
    found: dict[str, Remembered] = {}
    for row in rows:
        found[row.id] = counted(found.get(row.id) or Remembered(row.id), row.totals)
    return list(found.values())


def counted(row: Remembered, counts: Counts) -> Remembered:
    """A row with counts added to the annotator's own."""
    return msgspec.structs.replace(row, labels=added(row.labels, counts))


def added(labels: Counts, counts: Counts) -> Counts:
    """Both together; none falls below nothing, and a label without any is left out."""
    found = dict(labels)
    for label, (accepted, rejected) in counts.items():
        before = found.get(label, (0, 0))
        found[label] = max(0, before[0] + accepted), max(0, before[1] + rejected)
    return {label: pair for label, pair in found.items() if any(pair)}
