"""What is remembered between runs: the place in every document, and the theme."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
from platformdirs import user_state_path

from tui.selection import Extent

_MOST = 2_000


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
        self._key = f"{project.resolve()}\n{annotator}"
        self._all = self._read()
        mine = self._all.get(self._key)
        self._mine: dict[str, Any] = mine if isinstance(mine, dict) else {}

    def of(self, document_id: str) -> Extent | None:
        """Where a document was left: the selected code points, or None."""
        places = self._mine.get("places", {})
        place = places.get(document_id) if isinstance(places, dict) else None
        if isinstance(place, list) and len(place) == 2 and all(type(n) is int for n in place):
            return (place[0], place[1])
        return None

    @property
    def last(self) -> str:
        """The document that was open last, or an empty string."""
        return str(self._mine.get("last", ""))

    @property
    def theme(self) -> str:
        """The theme that was chosen last, in whatever project."""
        return str(self._all.get("theme", ""))

    def remember(self, document_id: str, place: Extent) -> None:
        """Note where a document is left."""
        places = dict(self._mine.get("places", {}))
        places.pop(document_id, None)
        places[document_id] = list(place)
        while len(places) > _MOST:
            del places[next(iter(places))]
        self._mine = {"last": document_id, "places": places}

    def save(self, theme: str = "") -> None:
        """Write it down; what other windows wrote in the meantime stays."""
        everything = self._read()
        everything[self._key] = self._mine
        if theme:
            everything["theme"] = theme
        temporary = self._file.with_name(f"{self._file.name}.{os.getpid()}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(msgspec.json.encode(everything))
            temporary.replace(self._file)
        except OSError:
            temporary.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.DecodeError):
            return {}
