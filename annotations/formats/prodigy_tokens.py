"""The tokens of a Prodigy task."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Any

from annotations.formats.json_tasks import is_number
from annotations.tokens import tokenise


def spacy_like(text: str, starts: Collection[int], ends: Collection[int]) -> list[dict[str, Any]]:
    """The tokens of a text, so that one begins at each of `starts`, and one ends at each of `ends`.

    Joined, with a space after those with `ws`, they are the text: blanks beyond that are tokens
    too, as in spaCy.
    """
    words = [(0, 0), *tokenise(text), (len(text), len(text))]
    cuts = {offset for word in words for offset in word} | {*starts, *ends}
    cuts |= {end + 1 for (_, end), (start, _) in pairwise(words) if end < start}
    tokens: list[dict[str, Any]] = []
    for start, end in pairwise(sorted(cuts)):
        piece = text[start:end]
        inside = start not in starts and end not in ends
        if piece == " " and inside and tokens and not tokens[-1]["ws"]:
            tokens[-1]["ws"] = True
        else:
            token = {"text": piece, "start": start, "end": end, "id": len(tokens), "ws": False}
            tokens.append(token)
    return tokens


def fit(tokens: object, text: str, starts: set[int], ends: set[int]) -> bool:
    """Whether tokens are in order, are words of the text, and have all these borders."""
    if not isinstance(tokens, list) or not tokens:
        return False
    last = 0
    for number, token in enumerate(tokens):
        if not isinstance(token, dict) or token.get("id") != number:
            return False
        start, end = token.get("start"), token.get("end")
        if not (is_number(start) and is_number(end) and last <= start < end):
            return False
        if token.get("text") != text[start:end]:
            return False
        last = end
    return starts <= {token["start"] for token in tokens} and ends <= {t["end"] for t in tokens}
