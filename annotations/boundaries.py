"""Where the sentences of a line begin, in what the finder of sentences gets wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from annotations.tokens import Extent

# A list's bullet or number: what stands after it has sentences like any other line.
_LEAD: Final = regex.compile(
    r"[•▪▫◦‣⁃∙●○■□▸►▶➤➢✓✔]\s*|\(?\p{L}\)\s+|\(?\d{1,2}\)\s+|\d{1,2}\.\s+(?=\p{Lu})"
)
# "Am 8. Oktober", "im 20. Jahrhundert": the stop makes an ordinal.
_ORDINAL: Final = regex.compile(r"(?<!\p{N}|\p{L}|[.,:-])\d{1,2}\.\s$")
_MONTHS_NOT_ENGLISH: Final = regex.compile(
    r"(?:Jan(?:uar|\.)|Jänner|Feb(?:ruar|\.)|März|Mai|Jun[io]|Jul[io]|Okt(?:ober|\.)|Dez(?:ember|\.))\b"
)
_MONTHS: Final = regex.compile(r"(?:April|August|September|November)\b")
_DAY_FOLLOWS: Final = regex.compile(r"\b(?:[Aa]m|[Vv]om|[Bb]is|[Zz]um|[Ss]eit|[Aa]b)\s\d{1,2}\.\s$")
_ARTICLE: Final = regex.compile(
    r"\b(?:[Dd]e[rmns]|[Dd]as|[Dd]ie|[Ii]m|[Bb]eim|[Zz]u[mr]|[Ii]ns)\s\d{1,2}\.\s$"
)
_BEFORE: Final = 12
# The one month that has no shorter form, and the verb.
_MAY: Final = regex.compile(r"(?<=[\p{L}\p{N},]\s)[Mm]ay\.\s+(?=\p{Lu})")


def after_lead(text: str, start: int, end: int) -> int:
    """Where a line goes on after its bullet or number; its start where it has none."""
    found = _LEAD.match(text, start, end)
    return found.end() if found else start


def is_inside(text: str, start: int, begin: int) -> bool:
    """True where no sentence begins at an offset of a line that starts at `start`: the stop before
    it makes an ordinal number.
    """
    before = text[max(start, begin - _BEFORE) : begin]
    if _ORDINAL.search(before) is None:
        return False
    if text[begin : begin + 1].islower() or _MONTHS_NOT_ENGLISH.match(text, begin):
        return True
    if _MONTHS.match(text, begin) and _DAY_FOLLOWS.search(before):
        return True
    return text[begin : begin + 1].isupper() and _ARTICLE.search(before) is not None


def parted(text: str, start: int, end: int) -> Iterator[Extent]:
    """The sentences of what was taken for one: "may." is no abbreviation.

    What is quoted or in brackets is not parted.
    """
    for found in _MAY.finditer(text, start, end):
        if _is_balanced(text[start : found.start()]):
            yield start, found.end()
            start = found.end()
    yield start, end


def _is_balanced(part: str) -> bool:
    pairs = (("“", "”"), ("(", ")"), ("«", "»"), ("「", "」"))
    same = all(part.count(opening) <= part.count(closing) for opening, closing in pairs)
    return same and part.count('"') % 2 == 0
