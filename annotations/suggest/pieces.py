"""What of several words with capitals in a row is a name, and what only stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from annotations.language import english
from annotations.suggest import cues, german_cues
from annotations.suggest.casing import Casing, Token
from annotations.suggest.openers import COMMON, is_people
from annotations.text import Extent

# Small words that join the parts of a name, in the languages that write names in Latin script.
PARTICLES: Final = english.NAME_PARTICLES | {
    *("af", "al-din", "av", "ben", "bint", "den", "do", "dos", "e", "el", "et", "ibn", "i", "lo"),
    *("los", "las", "o", "op", "of", "te", "ten", "ter", "tot", "und", "vom", "vande", "vanden"),
    *("vander", "y", "zum", "zur", "'t"),
}
JOINING: Final = frozenset({"of", "for", "on", "and", "the", "in"})
# Last words of names to which a people's adjective before them belongs.
_HEADS: Final = (
    cues.INSTITUTIONS | cues.PLACES | cues.FACILITIES | cues.EVENTS | {"cross", "crescent"}
)
_ROLES: Final = cues.ROLES | cues.ROLE_PARTS | cues.WEAK_ROLES
_NO_NAMES: Final = cues.HONORIFICS | (cues.ROLE_PARTS - cues.PARTIES_AND_HOUSES)
# "Pro-Utopian": the part with the capital.
_PART: Final = regex.compile(r"(?:^|(?<=-))\p{Lu}[^-]*(?:-\p{Lu}[^-]*)*")
_ARABIC: Final = regex.compile(r"^(?:al|el|ul|as|an|ash|ad|ar)-\p{Lu}")
_AFTER_NAMES: Final = frozenset({"based", "led", "backed", "born", "made", "style", "wide", "run"})
_ROMAN: Final = regex.compile(r"^[IVX]+$")
_ACRONYM: Final = regex.compile(r" \((\p{Lu}{2,8})\)")
# A stop before a comma or a small letter ends no sentence.
_GOES_ON: Final = regex.compile(r"\.(?:,| \p{Ll})")


class Pieces:
    """Finds the names in runs of words with capitals. `english_here` as in `Names`."""

    def __init__(self, text: str, casing: Casing, *, english_here: bool) -> None:
        self._text = text
        self._casing = casing
        self._english = english_here
        self._of_nouns = not english_here and casing.is_of_nouns

    def names(self, run: Sequence[Token]) -> Iterator[Extent]:
        """The names in a run: roles before a person's name are none, and part it."""
        for piece in (part for part in self._without_roles(run) for part in self._nations(part)):
            while piece and piece[0].text.lower() in cues.HONORIFICS and len(piece) > 1:
                piece = piece[1:]
            while piece and piece[-1].text in PARTICLES | JOINING:
                piece = piece[:-1]
            if piece and (extent := self._trimmed(piece)):
                yield extent

    def _without_roles(self, run: Sequence[Token]) -> Iterator[list[Token]]:
        if not self._english:
            yield from self._without_noun_roles(run)
            return
        last_is_role = [False] * len(run)
        for index, word in enumerate(run):
            lower = word.text.lower()
            is_last = index + 1 == len(run)
            leads = index == 0 or run[index - 1].text.lower() in cues.ROLE_PARTS
            weak = lower in cues.WEAK_ROLES and not is_last and leads
            # "General Dynamics", but "General Anna Smith".
            weak = weak and (lower not in cues.ADJECTIVES or len(run) - index > 2)
            is_role = lower in cues.ROLES or weak or _is_double_role(lower)
            last_is_role[index] = is_role and not self._is_headed(run, index)
        for index in range(len(run) - 2, -1, -1):
            # Before a role: "Prime Minister"; after one: "Secretary General".
            if run[index].text.lower() in cues.ROLE_PARTS and last_is_role[index + 1]:
                last_is_role[index] = True
        for index in range(1, len(run)):
            if run[index].text.lower() in cues.ROLE_PARTS and last_is_role[index - 1]:
                last_is_role[index] = True
        # "Council President Anna Smith", but "the Council" alone is one.
        of_role = (cues.INSTITUTIONS | cues.DISTRICTS) - cues.PARTIES_AND_HOUSES
        if len(run) > 2 and last_is_role[1] and run[0].text.lower() in of_role:
            last_is_role[0] = True
        yield from _parted(run, last_is_role)

    def _without_noun_roles(self, run: Sequence[Token]) -> Iterator[list[Token]]:
        if not self._of_nouns:
            yield list(run)
            return
        lower = [word.text.lower() for word in run]
        apart = [german_cues.is_role(word) or word in german_cues.UNITS for word in lower]
        yield from _parted(run, apart)

    def _nations(self, piece: list[Token]) -> Iterator[list[Token]]:
        """The piece, without a people's adjective or noun that only stands before a name."""
        lower = [word.text.lower() for word in piece]
        capitals = sum(word.is_capital for word in piece)
        if (
            self._english
            and capitals > 2
            and capitals == len(piece)
            and self._is_apart(piece, lower)
        ):
            yield piece[:1]
            piece = piece[1:]
        yield piece

    def _is_apart(self, piece: Sequence[Token], lower: Sequence[str]) -> bool:
        first, last = lower[0], lower[-1]
        if not (first.endswith(cues.MEMBERS) or (is_people(first) and not first.endswith("ean"))):
            return False
        if acronym := _ACRONYM.match(self._text, piece[-1].end):
            # "the Utopian Water Board (WB)", "the Utopian Water Board (UWB)".
            return acronym[1] == "".join(word.text[0] for word in piece[1:])
        return last in cues.STATE_ORGANS or {last, last.rstrip("s")}.isdisjoint(_HEADS)

    def _is_headed(self, run: Sequence[Token], index: int) -> bool:
        """True for a role that is part of an institution's name: "Governors Council"."""
        lower = [word.text.lower() for word in run]
        if index + 1 == len(run):
            # "Board of Commissioners".
            head = lower[lower.index("of") - 1] if "of" in lower[1:] else ""
            return head in cues.INSTITUTIONS and lower[-1].endswith("s")
        rest = lower[index + 1 :]
        return bool(rest) and rest[-1] in cues.INSTITUTIONS and len(rest) == 1

    def _trimmed(self, piece: Sequence[Token]) -> Extent | None:
        """The extent of a name, or None where what is left is none."""
        start, end = piece[0].start, self._with_stop(piece[-1])
        if len(piece) > 1:
            return start, end
        word = piece[0]
        lower = word.text.lower()
        if len(word.text) < 2 and word.text.isascii():
            return None
        if self._english and lower in _NO_NAMES:
            return None
        if self._casing.is_common(word.text) and not word.text.isupper():
            return None
        if self._of_nouns and not self._stands_out(word.text):
            return None
        if _ROMAN.match(word.text) and len(word.text) < 4:
            return None
        if "-" in word.text and not _ARABIC.match(word.text):
            return self._capital_part(word)
        return start, end

    def _stands_out(self, word: str) -> bool:
        """True for a name where common nouns have capitals too: "AfD", a surname."""
        is_acronym = "-" not in word and sum(map(str.isupper, word)) > 1
        return is_acronym or word in self._casing.named

    def _with_stop(self, word: Token) -> int:
        """The end of a name's last word, with the stop where that shortens it: "Md.", "Inc."."""
        text, end = self._text, word.end
        if text[end : end + 1] != "." or not 1 < len(word.text) < 6:
            return end
        is_short = word.text.lower() in cues.SHORTENED or _GOES_ON.match(text, end) is not None
        return end + 1 if is_short and word.text.istitle() and word.text.isalpha() else end

    def _capital_part(self, word: Token) -> Extent | None:
        parts = word.text.split("-")
        if all(not part[:1].islower() for part in parts):
            return word.start, word.end
        if self._english and all(part.lower() in COMMON for part in parts):
            return None
        match = _PART.search(word.text)
        # At a sentence's head "Co-operation", but also "Leeds-based".
        surely = parts[-1] in _AFTER_NAMES or word.text[0].islower()
        if match is None or not (surely or not word.opens or self._is_known_part(match[0])):
            return None
        return word.start + match.start(), word.start + match.end()

    def _is_known_part(self, part: str) -> bool:
        return self._casing.is_name(part) or (len(part) > 1 and part.isupper())


def _is_double_role(lower: str) -> bool:
    """True for "director-general" and the like."""
    return "-" in lower and _ROLES.issuperset(lower.split("-"))


def _parted(run: Sequence[Token], is_role: Sequence[bool]) -> Iterator[list[Token]]:
    piece: list[Token] = []
    for word, apart in zip(run, is_role, strict=True):
        if apart:
            yield piece
            piece = []
        else:
            piece.append(word)
    yield piece
