"""What is remembered between runs: the place in every document, and the theme."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from platformdirs import user_state_path

from tui.selection import Extent

_MOST = 2_000
_Offset = Annotated[int, msgspec.Meta(ge=0)]
_Read = TypeVar("_Read")


class _Mine(msgspec.Struct):
    """What is remembered of one project and annotator."""

    last: str = ""
    places: dict[str, tuple[_Offset, _Offset]] = {}


def state_file() -> Path:
    """Where it is kept: STANDOFF_STATE, else `places.json` in the user's state folder."""
    given = os.environ.get("STANDOFF_STATE")
    return Path(given) if given else user_state_path("standoff") / "places.json"


class Places:
    """The last places in the documents of one project and annotator.

    Nothing that matters is in it: a file that can't be read or written is passed over.
    """

    def __init__(self, project: Path, annotator: str, file: Path | None = None) -> None:
        self._file = file or state_file()
        # A folder's name need not be UTF-8; JSON is.
        folder = os.fsencode(project.resolve()).decode("utf-8", "backslashreplace")
        self._key = f"{folder}\n{annotator}"
        everything = self._read()
        self._mine = _decoded(everything.get(self._key), _Mine) or _Mine()
        self._theme = _decoded(everything.get("theme"), str) or ""

    def of(self, document_id: str) -> Extent | None:
        """Where a document was left: the selected code points, or None."""
        return self._mine.places.get(document_id)

    @property
    def last(self) -> str:
        """The document that was open last, or an empty string."""
        return self._mine.last

    @property
    def theme(self) -> str:
        """The theme that was chosen last, in whatever project."""
        return self._theme

    def remember(self, document_id: str, place: Extent) -> None:
        """Note where a document is left."""
        places = self._mine.places
        places.pop(document_id, None)
        places[document_id] = place
        while len(places) > _MOST:
            del places[next(iter(places))]
        self._mine.last = document_id

    def save(self, theme: str = "") -> None:
        """Write it down; what other windows wrote in the meantime stays."""
        everything = self._read()
        everything[self._key] = msgspec.Raw(msgspec.json.encode(self._mine))
        if theme:
            everything["theme"] = msgspec.Raw(msgspec.json.encode(theme))
        temporary = self._file.with_name(f"{self._file.name}.{os.getpid()}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(msgspec.json.encode(everything))
            temporary.replace(self._file)
        except OSError:
            with suppress(OSError):
                temporary.unlink()

    def _read(self) -> dict[str, msgspec.Raw]:
        try:
            data = self._file.read_bytes()
        except OSError:
            return {}
        return _decoded(data, dict[str, msgspec.Raw]) or {}


def _decoded(data: bytes | msgspec.Raw | None, kind: type[_Read]) -> _Read | None:
    """What JSON says, or None where it is damaged, nested too deep, or another thing."""
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
