"""How a table of words is written: in one string, with blanks between them."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a table, as they stand there."""
    return frozenset(text.split())
