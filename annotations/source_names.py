"""What the sources of candidates are called: those that come along, and installed plug-ins."""

from __future__ import annotations

from typing import Final

BUILT_IN: Final = ("patterns", "memory", "predictions", "spacy")
# The group of entry points that plug-ins name their suggesters in.
GROUP: Final = "standoff.suggesters"


def unknown_sources(names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The names that no source has, each once; and, if there are any, the names that there are."""
    unknown = [name for name in dict.fromkeys(names) if name not in BUILT_IN]
    if not unknown:
        # Looking for plug-ins takes a while, and most projects name none.
        return [], list(BUILT_IN)
    from importlib.metadata import entry_points

    known = [*BUILT_IN, *sorted({entry.name for entry in entry_points(group=GROUP)})]
    return [name for name in unknown if name not in known], known
