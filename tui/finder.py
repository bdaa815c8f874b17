"""Finding an entity by typing a part of its name: the candidates, and which of them match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, overload

from annotations.model import ProjectEntity, Record, words_of
from annotations.project_entities import ProjectEntities, folded

_SHOWN: Final = 5
_STEPS: Final = {"down": 1, "tab": 1, "up": -1, "shift+tab": -1}
# What is searched is one text: a line for each candidate, its names with tabs between them.
_NAME, _LINE = "\t", "\n"


class Candidate(NamedTuple):
    """An entity that may be meant: of the document (`entity` is its id), else of the project
    (`shared` is its id there). `names` are all its names, case-folded.
    """

    name: str
    label: str
    names: tuple[str, ...]
    entity: str = ""
    shared: str = ""


class Candidates(Sequence[Candidate]):
    """The entities of a document, then those of the project that the document has not.

    Those of the project may be very many: each is made when it is asked for.
    """

    def __init__(self, here: Sequence[Candidate], shared: ProjectEntities) -> None:
        self._here = here
        self._rows = shared
        others = dict(shared.folded)
        for candidate in here:
            others.pop(candidate.shared, None)
        self._others = list(others)
        self.text = _text([*(_NAME.join(one.names) for one in here), *others.values()])

    def __len__(self) -> int:
        return len(self._here) + len(self._others)

    @overload
    def __getitem__(self, at: int) -> Candidate: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Candidate]: ...

    def __getitem__(self, at: int | slice) -> Candidate | Sequence[Candidate]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        here = len(self._here)
        return self._here[at] if at < here else _of_project(self._rows[self._others[at - here]])


def candidates(record: Record, shared: ProjectEntities | None = None) -> Candidates:
    """The entities that can be found by typing, in a document of a project."""
    names: dict[str, dict[str, None]] = {e.id: {folded(e.name): None} for e in record.entities}
    for mention in record.mentions:
        if mention.entity in names:
            names[mention.entity][folded(words_of(mention))] = None
    here = [
        Candidate(entity.name, entity.label, tuple(names[entity.id]), entity.id, entity.ref or "")
        for entity in record.entities
    ]
    return Candidates(here, shared if shared is not None else ProjectEntities())


def _of_project(entity: ProjectEntity) -> Candidate:
    names = dict.fromkeys(folded(name) for name in (entity.name, *entity.aliases))
    return Candidate(entity.name, entity.label, tuple(names), shared=entity.id)


def _text(lines: Iterable[str]) -> str:
    return f"{_LINE}{_LINE.join(lines)}{_LINE}"


def matching(typed: str, among: Sequence[Candidate], most: int = _SHOWN) -> list[Candidate]:
    """The candidates that match what is typed, the best first, at most `most`.

    Case is no difference. Best is a name that begins so, then one with a word that begins so, then
    one that holds it anywhere, then one that has its characters in this order; among equals, the
    order of the candidates.
    """
    wanted = folded(typed)
    if not wanted:
        return list(among[:most])
    text = among.text if isinstance(among, Candidates) else _text(map(_joined, among))
    found: dict[int, None] = {}
    for pattern in _patterns(wanted):
        for line in _lines(pattern, text):
            if len(found) == most:
                break
            found[line] = None
    return [among[line] for line in found]


def _joined(candidate: Candidate) -> str:
    return _NAME.join(candidate.names)


def _patterns(wanted: str) -> Iterator[str]:
    """What to look for, the best first."""
    whole = re.escape(wanted)
    yield f"[{_NAME}{_LINE}]{whole}"
    yield f" {whole}"
    yield whole
    letters = [re.escape(letter) for letter in wanted if letter != " "]
    between = (f"[^{letter}{_NAME}{_LINE}]*{letter}" for letter in letters[1:])
    yield "".join((letters[0], *between))


def _lines(pattern: str, text: str) -> Iterator[int]:
    """The numbers of the lines that hold a pattern, each once, from 0."""
    compiled, line, counted, at = re.compile(pattern), 0, 1, 0
    while hit := compiled.search(text, at):
        # The line's end before a name belongs to the line before.
        start = hit.start() + hit.group().startswith(_LINE)
        line += text.count(_LINE, counted, start)
        yield line
        end = text.index(_LINE, start)
        line, counted, at = line + 1, end + 1, end


class Finder:
    """A name that is being typed, with the best matches; one of them is chosen, the first at first.

    It takes keys as the prompts get them.
    """

    def __init__(self, among: Sequence[Candidate], leave_out: str = "") -> None:
        """`leave_out` is the id of an entity of the document that is not meant."""
        self._among = among
        self._leave_out = leave_out
        self._at = 0
        self.typed = ""
        self._find("")

    @property
    def chosen(self) -> Candidate | None:
        """The match that Enter takes; None where nothing matches."""
        return self.found[self._at] if self.found else None

    @property
    def line(self) -> str:
        """What is typed, and the matches; the chosen one stands in brackets."""
        shown = (
            f"[{one.name} {one.label}]" if at == self._at else f"{one.name} {one.label}"
            for at, one in enumerate(self.found)
        )
        return f"/{self.typed}▏ {'  '.join(shown) or 'no entity has such a name'}"

    def press(self, key: str) -> bool:
        """Take a key that types or chooses. False for any other, and for a backspace too many."""
        if key in _STEPS:
            if self.found:
                self._at = (self._at + _STEPS[key]) % len(self.found)
            return True
        if key == "backspace":
            if not self.typed:
                return False
            self._find(self.typed[:-1])
            return True
        character = " " if key == "space" else key
        if len(character) != 1:
            return False
        self._find(self.typed + character)
        return True

    def _find(self, typed: str) -> None:
        self.typed, self._at = typed, 0
        found = matching(typed, self._among, _SHOWN + 1)
        others = (one for one in found if not one.entity or one.entity != self._leave_out)
        self.found = list(others)[:_SHOWN]
