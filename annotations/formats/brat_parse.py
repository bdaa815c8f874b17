"""The lines of an .ann file of brat, parsed one by one, not yet put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from annotations.formats.base import Fault, Report
from annotations.model import Span

_FRAGMENTS = re.compile(r"\d{1,18} \d{1,18}(?:;\d{1,18} \d{1,18})*")
_PAIR = re.compile(r"([^\s:]+):(\S+)")
Pairs: TypeAlias = list[tuple[str, str]]


class Stretch(NamedTuple):
    """A T line: its fragments in the order of the text, with what it says stands there."""

    ident: str
    kind: str
    fragments: list[Span]
    line: int


class Event(NamedTuple):
    """An E line: the id of its trigger, and roles with the ids of their targets."""

    ident: str
    kind: str
    trigger: str
    roles: Pairs
    line: int


class Arrow(NamedTuple):
    """An R line: two ends, each with its role."""

    ident: str
    kind: str
    ends: Pairs
    line: int


class Group(NamedTuple):
    """A `*` line: what is equivalent."""

    kind: str
    members: list[str]
    line: int


class About(NamedTuple):
    """A line about another one: an attribute (A, M), a link (N) or a note (#).

    `value` is the attribute's, None for a binary one, or the link's reference; `text` is the last
    column.
    """

    ident: str
    kind: str
    target: str
    value: str | None
    text: str
    line: int


class Lines:
    """All lines of a file by what they are; those about another stand under its id."""

    def __init__(self) -> None:
        self.stretches: dict[str, Stretch] = {}
        self.events: list[Event] = []
        self.arrows: list[Arrow] = []
        self.groups: list[Group] = []
        self.attributes: dict[str, list[About]] = {}
        self.links: dict[str, list[About]] = {}
        self.notes: dict[str, list[About]] = {}

    def left(self) -> Iterator[About]:
        """The lines about others that nobody has taken out."""
        for table in (self.attributes, self.links, self.notes):
            for rows in table.values():
                yield from rows


class Classes:
    """Mentions joined into classes (union-find); the root of each is its first mention."""

    def __init__(self, idents: Iterable[str]) -> None:
        self.parents = {ident: ident for ident in idents}
        self.joined: list[list[str]] = []
        self._place = {ident: place for place, ident in enumerate(self.parents)}

    def root(self, ident: str) -> str:
        """The first mention of this one's class."""
        while self.parents[ident] != ident:
            self.parents[ident] = self.parents[self.parents[ident]]
            ident = self.parents[ident]
        return ident

    def join(self, members: list[str]) -> None:
        """Make one class of the classes that these are in."""
        self.joined.append(members)
        roots = sorted({self.root(ident) for ident in members}, key=self._place.__getitem__)
        for root in roots[1:]:
            self.parents[root] = roots[0]


def parse(data: bytes, text: str, where: str, report: Report) -> Lines:
    """The lines of a file; those that can't be understood are reported.

    `text` is the document's: a T line without a last column gets its words from there.
    """
    found = Lines()
    idents: set[str] = set()
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            line = raw.decode().removesuffix("\r")
        except UnicodeDecodeError as error:
            report(Fault(f"{where}:{number}", f"byte {error.start} is no UTF-8; it is left out"))
            continue
        if not line.strip():
            continue
        columns = line.split("\t", 2)
        ident = columns[0]
        parser = _PARSERS.get(ident[:1])
        if ident != "*" and ident in idents:
            report(Fault(f"{where}:{number}", f"the id {ident} is there already; it is left out"))
        elif parser is None or len(columns) < 2 or not parser(found, columns, number, text):
            report(Fault(f"{where}:{number}", f"it is no line of brat: {line[:80]!r}"))
        idents.add(ident)
    return found


def _stretch(found: Lines, columns: list[str], line: int, text: str) -> bool:
    kind, _, where = columns[1].strip().partition(" ")
    if not kind or not _FRAGMENTS.fullmatch(where):
        return False
    extents = [(int(start), int(end)) for start, end in map(str.split, where.split(";"))]
    if any(start > end for start, end in extents):
        return False
    surface = columns[2] if len(columns) > 2 else None
    spans = []
    at = 0
    whole = surface is None or len(surface) == sum(e - s + 1 for s, e in extents) - 1
    for number, (start, end) in enumerate(extents):
        if surface is None:
            stated = text[start:end]
        elif whole:
            stated = surface[at : at + end - start]
        else:
            # It can't be told which words are whose: they are refused where texts are compared.
            stated = surface if number == 0 else text[start:end]
        spans.append(Span(start, end, stated))
        at += end - start + 1
    spans.sort(key=lambda span: (span.start, span.end))
    found.stretches[columns[0]] = Stretch(columns[0], kind, spans, line)
    return True


def _pairs(words: list[str]) -> Pairs | None:
    matches = [_PAIR.fullmatch(word) for word in words]
    pairs = [(match[1], match[2]) for match in matches if match]
    return pairs if len(pairs) == len(words) else None


def _event(found: Lines, columns: list[str], line: int, text: str) -> bool:
    pairs = _pairs(columns[1].split())
    if not pairs:
        return False
    (kind, trigger), *roles = pairs
    found.events.append(Event(columns[0], kind, trigger, roles, line))
    return True


def _arrow(found: Lines, columns: list[str], line: int, text: str) -> bool:
    kind, *words = columns[1].split() or [""]
    ends = _pairs(words)
    if not ends or len(ends) != 2:
        return False
    found.arrows.append(Arrow(columns[0], kind, ends, line))
    return True


def _group(found: Lines, columns: list[str], line: int, text: str) -> bool:
    kind, *members = columns[1].split() or [""]
    if len(members) < 2:
        return False
    found.groups.append(Group(kind, members, line))
    return True


def _attribute(found: Lines, columns: list[str], line: int, text: str) -> bool:
    words = columns[1].split()
    if len(words) not in (2, 3):
        return False
    kind, target, value = (*words, None)[:3]
    about = About(columns[0], str(kind), str(target), value, "", line)
    found.attributes.setdefault(about.target, []).append(about)
    return True


def _link(found: Lines, columns: list[str], line: int, text: str) -> bool:
    words = columns[1].split()
    if len(words) != 3 or ":" not in words[2]:
        return False
    kind, target, reference = words
    said = columns[2] if len(columns) > 2 else ""
    about = About(columns[0], kind, target, reference, said, line)
    found.links.setdefault(target, []).append(about)
    return True


def _note(found: Lines, columns: list[str], line: int, text: str) -> bool:
    words = columns[1].split()
    if len(words) != 2:
        return False
    kind, target = words
    said = columns[2] if len(columns) > 2 else ""
    found.notes.setdefault(target, []).append(About(columns[0], kind, target, None, said, line))
    return True


_PARSERS: dict[str, Callable[[Lines, list[str], int, str], bool]] = {
    "T": _stretch,
    "E": _event,
    "R": _arrow,
    "*": _group,
    "A": _attribute,
    "M": _attribute,
    "N": _link,
    "#": _note,
}
