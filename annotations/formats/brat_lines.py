"""What lines of brat are made of: names, spans in fragments, and notes for what brat has no place.

Lines of brat hold names of ASCII letters, digits, "-" and "_", spans without a line break, and
notes of one line. What doesn't fit is written in the nearest form that does, and its exact form
beside it, as JSON in a note of the type `Standoff`. When it is read, the exact form holds only as
long as it still gives what brat's own line says, so that an edit made in brat is never undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from annotations.model import BASES, Basis, Status
from annotations.tokens import Extent

STANCE = "Stance"
EVIDENCE = "Evidence"
SOURCE = "Source"
NOTE = "AnnotatorNotes"
# Types of notes with JSON of ours, and the name that stands for the document as their target.
CARRIED = "Standoff"
ENTITY = "Entity"
DOCUMENT = "document"
NO_CUE = "NoCue"
IMPLICIT = {"Holder": "ImplicitHolder", "Target": "ImplicitTarget"}
STANCE_ATTRIBUTES = frozenset({"Polarity", "Intensity", "Basis", NO_CUE, *IMPLICIT.values()})
EQUIV = "Equiv"
RELATION_ENDS = ("Arg1", "Arg2")
WIKIDATA = "Wikidata"

# Keys of `attrs` under which lines are kept that we have no field for.
NORMALIZATIONS = "normalizations"
NOTES = "notes"
ROLES = "roles"
EQUIV_TYPE = "equiv"

NAME = re.compile(r"[A-Za-z0-9_-]+")
WIKIDATA_ID = re.compile(r"Q[1-9][0-9]*")
# All that some program takes for the end of a line, and the tab, which parts the columns.
_BREAKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_BREAK = re.compile(f"[{_BREAKS}]")
_Value = TypeVar("_Value")


class Carried(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """The JSON of a `Standoff` note: exact forms, and what brat has no place for.

    `holder`, `target` and `attribution` name entities by the ids in their `Entity` notes. From
    `id` on the fields are of a whole document.
    """

    label: str | None = None
    spans: list[Extent] | None = None
    note: str | None = None
    attrs: dict[str, Any] = {}
    polarity: str | None = None
    holder: str | None = None
    target: str | None = None
    attribution: list[str] | None = None
    id: str | None = None
    annotator: str = ""
    title: str = ""
    meta: dict[str, Any] = {}
    labels: list[str] = []
    status: Status = "started"
    flagged: bool = False


class EntityNote(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """The JSON of an `Entity` note, on any one mention of the entity (or on the document)."""

    id: str
    name: str
    label: str
    kb: str | None = None
    note: str | None = None
    attrs: dict[str, Any] = {}


def encode(carried: Carried | EntityNote) -> str:
    """The JSON, the same every time, without any character that may end a line."""
    json = msgspec.json.encode(carried, order="deterministic").decode()
    return _BREAK.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def name_of(label: str) -> str:
    """A name that brat can have: blanks become "_", other strange characters their code."""
    if NAME.fullmatch(label):
        return label
    return "".join(map(_plain, label))


def _plain(character: str) -> str:
    if NAME.fullmatch(character):
        return character
    return "_" if character.isspace() else f"u{ord(character):04X}"


def flat(note: str) -> str:
    """A note in one line."""
    return _BREAK.sub(" ", note).strip()


def exact(stated: str, carried: str | None, form: Callable[[str], str]) -> str:
    """The exact string beside one that a line states, if it still belongs to it."""
    return carried if carried is not None and form(carried) == stated else stated


def unlike(value: str, form: Callable[[str], str]) -> str | None:
    """The string, where its form in a line is another one."""
    return None if form(value) == value else value


def pieces(text: str, spans: Iterable[Extent]) -> list[Extent]:
    """The fragments in which brat can hold spans: sorted, none overlapping another.

    None has a line break or tab in it, or is blank. Blank spans alone give none.
    """
    whole: list[Extent] = []
    for start, end in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    lines = (found for span in whole for found in _LINE.finditer(text, *span))
    return [found.span() for found in lines if found[0].strip()]


def joined(text: str, fragments: Iterable[Extent]) -> list[Extent]:
    """The spans that fragments were: those that only a line's end parts are one again."""
    whole: list[Extent] = []
    for start, end in fragments:
        gap = text[whole[-1][1] : start] if whole else ""
        if gap.isspace() and _BREAK.search(gap):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def fits(text: str, spans: Sequence[Extent], fragments: Sequence[Extent]) -> bool:
    """True for exact spans that still give these fragments."""
    in_text = all(0 <= start < end <= len(text) for start, end in spans)
    return in_text and pieces(text, spans) == list(fragments)


def numbered(role: str, targets: Sequence[_Value]) -> list[tuple[str, _Value]]:
    """Roles as brat counts them: Source, Source2, Source3."""
    return [(role if n == 1 else f"{role}{n}", target) for n, target in enumerate(targets, 1)]


def implicit(entity: str) -> str:
    """The value of an attribute that names a built-in entity."""
    return entity.removeprefix("@")


def as_basis(value: str) -> Basis | None:
    """The basis of this name, or None."""
    return next((basis for basis in BASES if basis == value), None)
