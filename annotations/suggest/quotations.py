"""Short quotations: titles, slogans and words that somebody is said to use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from annotations.text import Extent, tokenise, trim

_MOST_TOKENS: Final = 8
_MOST: Final = 120
_PAIRS: Final = (
    *('""', "“”", "„“", "„”", "””", "‘’", "‚‘", "``"),
    *("«»", "»«", "‹›", "「」", "『』", "《》", "〈〉", "〝〟"),
)
_QUOTED: Final = regex.compile(
    "|".join(
        rf"(?<![\p{{L}}\p{{N}}]){regex.escape(o)}([^\n{regex.escape(o + c)}]{{1,{_MOST}}})"
        rf"{regex.escape(c)}(?![\p{{L}}\p{{N}}])"
        if o in "\"'‘’”“`"
        else rf"{regex.escape(o)}([^\n{regex.escape(o + c)}]{{1,{_MOST}}}){regex.escape(c)}"
        for o, c in _PAIRS
    )
)
_OPENERS: Final = regex.compile(f"[{regex.escape(''.join(sorted({p[0] for p in _PAIRS})))}]")
_STOPS: Final = ".,;:!?。、，"


def quotations(text: str, start: int, end: int) -> Iterator[Extent]:
    """What stands in quotation marks between two offsets and is no longer than a few words.

    The marks are no part of it, nor is a stop before the closing one.
    """
    at = start
    while opener := _OPENERS.search(text, at, end):
        match = _QUOTED.match(text, opener.start(), end)
        if match is None:
            at = opener.end()
            continue
        at = match.end()
        first, last = trim(text, match.start() + 1, match.end() - 1)
        while first < last and text[last - 1] in _STOPS:
            last -= 1
        if first < last and len(tokenise(text, first, last)) <= _MOST_TOKENS:
            yield first, last
