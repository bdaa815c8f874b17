"""Suggesters of other packages, by the entry point `standoff.suggesters`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from annotations.source_names import GROUP
from annotations.suggest.base import Suggester
from annotations.suggest.slow import SlowSource


class Told:
    """A Suggester as a slow source asks it: without the document's name."""

    def __init__(self, suggester: Suggester) -> None:
        self._suggester = suggester

    def suggest(self, document_id: str, text: str, start: int, end: int) -> Iterable[Any]:
        """What the suggester gives."""
        return self._suggester.suggest(text, start, end)


def installed() -> list[SlowSource]:
    """The installed plug-ins, each once; none is loaded before it is asked."""
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    return [SlowSource(name, partial(_load, entry)) for name, entry in sorted(found.items())]


def _load(entry: EntryPoint) -> Told:
    """The plug-in's suggester: what the entry point names, or what calling that gives."""
    thing: Any = entry.load()
    suggester = thing() if isinstance(thing, type) or not hasattr(thing, "suggest") else thing
    return Told(suggester)
