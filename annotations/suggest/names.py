"""Names in running text, by their capital letters and by what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from annotations.language import english
from annotations.suggest import cues
from annotations.suggest.casing import Casing, Token, line_kind, lines, tokens
from annotations.text import Extent

# Small words that join the parts of a name, in the languages that write names in Latin script.
_PARTICLES: Final = english.NAME_PARTICLES | {
    *("af", "al-din", "av", "ben", "bint", "den", "do", "dos", "e", "el", "et", "ibn", "i", "lo"),
    *("los", "las", "o", "op", "of", "te", "ten", "ter", "tot", "und", "vom", "vande", "vanden"),
    *("vander", "y", "zum", "zur", "'t"),
}
_OF: Final = frozenset({"of"})
_JOINING: Final = frozenset({"of", "for", "on", "and", "the", "in"})
_FUNCTION: Final = frozenset().union(*(english.CLASSES[c] for c in "dqpotcmsbrk")) | cues.PRONOUNS
# Written in capitals these are names; other function words are only said with force.
_ALSO_ACRONYMS: Final = frozenset({"us", "who", "it"})
_MONTHS_AND_NAMES: Final = frozenset({"may", "april", "june", "august"})
_VERBS_AND_NAMES: Final = frozenset({"Will", "May", "Can"})
# Common nouns that stand before a name and belong to it.
_LEADING: Final = frozenset(
    {"lake", "mount", "cape", "fort", "port", "river", "gulf", "saint", "san", "santa", "new"}
)
# Heads that a possessive joins to the rest of a name: "Teachers' Union", "King's College".
_OWNED: Final = cues.INSTITUTIONS | cues.FACILITIES | {"gate", "point", "island"}
_OWNERS: Final = frozenset({"'s ", "’s ", "' ", "’ "})
_COMMON: Final = english.VERBS | english.NOUNS_OR_VERBS | english.PASTS | english.CLASSES["a"]
# Endings of words that are hardly ever names.
_COMMON_ENDINGS: Final = (
    *english.NOUN_ENDINGS, "ing", "ly", "ed", "ers", "ors", "ists", "ments", "tions", "able",
    "ous", "ful", "ive", "less",
)  # fmt: skip
_GAP: Final = regex.compile(r"[ \u00a0\u202f\u2009\u00ad]{1,2}|\.[ \u00a0]|[ \u00a0]?&[ \u00a0]?")
_DOT: Final = regex.compile(r"\.[ \u00a0]")
_SIMPLE: Final = frozenset(" \u00a0\u202f\u2009")
# "Ankara-based", "pro-Russian": the part with the capital.
_PART: Final = regex.compile(r"(?:^|(?<=-))\p{Lu}[^-]*(?:-\p{Lu}[^-]*)*")
_ARABIC: Final = regex.compile(r"^(?:al|el|ul|as|an|ash|ad|ar)-\p{Lu}")
_AFTER_NAMES: Final = frozenset({"based", "led", "backed", "born", "made", "style", "wide", "run"})
_ROMAN: Final = regex.compile(r"^[IVX]+$")


class Names:
    """Finds names in a text, line by line, with what its casing says.

    `english_here` says whether English words may be judged by what they are.
    """

    def __init__(self, text: str, casing: Casing, *, english_here: bool) -> None:
        self._text = text
        self._casing = casing
        self._english = english_here

    def find(self, start: int, end: int) -> Iterator[Extent]:
        """The names between two offsets, in order, without overlaps."""
        for first, last in lines(self._text, start, end):
            words = tokens(self._text, first, last)
            kind = line_kind(self._text, words, first, last)
            is_name = self._names_in_title if kind else self._names_in_text
            for run in self._runs(words, is_name(words), title=bool(kind)):
                yield from self._parts(run)

    # Which words are parts of names

    def _names_in_text(self, words: Sequence[Token]) -> list[bool]:
        found = [self._may_be_name(word) for word in words]
        for index in range(1, len(words)):
            before, word = words[index - 1], words[index]
            # "Theresa May", "Will Smith": by themselves they are other words.
            if word.text.lower() in _MONTHS_AND_NAMES and found[index - 1]:
                found[index] = self._joined(before, word)
            elif before.text in _VERBS_AND_NAMES and found[index] and not before.opens:
                found[index - 1] = self._joined(before, word)
        for index, word in enumerate(words):
            if found[index] and word.opens and not self._is_known(word):
                follows = index + 1 < len(words) and found[index + 1]
                follows = follows and self._joined(word, words[index + 1])
                found[index] = self._opens_with_name(word, words, index, follows=follows)
        return found

    def _may_be_name(self, word: Token) -> bool:
        if not word.is_capital:
            return False
        text, lower = word.text, word.text.lower()
        if len(text) == 1:
            return text.isupper() and text != "I"
        if lower.rstrip(".") in english.CALENDAR and text.isalpha():
            return False
        if self._english and lower in _FUNCTION:
            return text.isupper() and lower in _ALSO_ACRONYMS
        return not (text[0].isdigit() and text[1:].islower())

    def _is_known(self, word: Token) -> bool:
        """True for a word that has a capital elsewhere too, or is an acronym."""
        text = word.text
        if text[0].islower() or (len(text) > 1 and text.isupper()):
            return True
        if any(map(str.isupper, text[1:])) and not text.isupper() and "-" not in text:
            return True
        return self._casing.is_name(text)

    def _opens_with_name(
        self, word: Token, words: Sequence[Token], index: int, *, follows: bool
    ) -> bool:
        """True where the first word of a sentence is more likely a name than not."""
        lower = word.text.lower()
        if follows and lower in _LEADING:
            return True
        if self._casing.is_common(word.text) or (self._english and lower in _COMMON):
            return False
        if len(word.text) == 1:
            return follows
        if follows:
            return not self._english or not (lower.endswith("ly") or lower in english.CLASSES["a"])
        if not self._english:
            return False
        if lower.endswith(_COMMON_ENDINGS) or (lower.endswith("s") and not lower.endswith("ss")):
            return False
        following = words[index + 1].text.lower() if index + 1 < len(words) else ""
        owner = self._text[word.end : word.end + 2] in ("'s", "’s")
        return owner or following in cues.SPEECH or not word.text.isascii()

    def _names_in_title(self, words: Sequence[Token]) -> list[bool]:
        """In a headline only what is a name elsewhere; of capitals alone whatever its case."""
        known = self._casing.inside
        return [
            word.is_capital
            and word.text.lower() not in _FUNCTION
            and any(
                known[form] and self._casing.is_name(form)
                for form in (word.text, word.text.capitalize(), word.text.title())
            )
            for word in words
        ]

    # Runs of them

    def _joined(self, before: Token, after: Token) -> bool:
        """True where nothing but a space, a stop of an initial or an ampersand stands between."""
        gap = self._text[before.end : after.start]
        if gap in _SIMPLE:
            return True
        if gap in _OWNERS:
            last = after.text.lower()
            return self._english and last in _OWNED and not self._text[before.start].islower()
        if not _GAP.fullmatch(gap):
            return False
        short = len(before.text) == 1 or before.text.lower() in cues.HONORIFICS | english.TITLES
        return not _DOT.fullmatch(gap) or short

    def _runs(
        self, words: Sequence[Token], is_name: Sequence[bool], *, title: bool
    ) -> Iterator[list[Token]]:
        run: list[Token] = []
        index = 0
        while index < len(words):
            word = words[index]
            if is_name[index] and (not run or self._joined(run[-1], word)):
                run.append(word)
            elif run and (taken := self._bridge(words, is_name, index, run)):
                run += words[index : index + taken + 1]
                index += taken
            else:
                if run:
                    yield run
                run = [word] if is_name[index] else []
            index += 1
        if run:
            yield run

    def _bridge(
        self, words: Sequence[Token], is_name: Sequence[bool], index: int, run: Sequence[Token]
    ) -> int:
        """How many small words join the run to a further part of the name; 0 for none."""
        at = index
        while at < len(words) and at - index < 3 and not is_name[at]:
            if not self._joined(words[at - 1], words[at]):
                return 0
            at += 1
        if at == index or at >= len(words) or not is_name[at]:
            return 0
        if not self._joined(words[at - 1], words[at]):
            return 0
        between = [word.text for word in words[index:at]]
        if any(word.lower() != word for word in between):
            return 0
        lower = [word.text.lower() for word in run]
        if _PARTICLES.issuperset(between) and not _OF.intersection(between):
            # "e", "y" and "i" also join two names.
            return at - index
        if not (self._english and _JOINING.issuperset(between)):
            return 0
        return at - index if self._is_of_institution(lower, between) else 0

    def _is_of_institution(self, run: Sequence[str], between: Sequence[str]) -> bool:
        last = run[-1].rstrip("s")
        if between[0] in ("of", "for", "on"):
            heads = {last, run[-1], *([run[-1][:-3] + "y"] if run[-1].endswith("ies") else [])}
            return not heads.isdisjoint(cues.HEADS_OF) and run[-1] not in cues.ROLES
        # "Ministry of Trade and Industry"; the "of" is in the run by now.
        has_of = any(joint in ("of", "for", "on") for joint in run)
        return between == ["and"] and has_of and not cues.INSTITUTIONS.isdisjoint(run)

    # What of a run is a name

    def _parts(self, run: Sequence[Token]) -> Iterator[Extent]:
        """The names in a run: roles before a person's name are none, and part it."""
        for piece in self._without_roles(run):
            while piece and piece[0].text.lower() in cues.HONORIFICS and len(piece) > 1:
                piece = piece[1:]
            while piece and piece[-1].text in _PARTICLES | _JOINING:
                piece = piece[:-1]
            if piece and (extent := self._trimmed(piece)):
                yield extent

    def _without_roles(self, run: Sequence[Token]) -> Iterator[list[Token]]:
        if not self._english:
            yield list(run)
            return
        last_is_role = [False] * len(run)
        for index, word in enumerate(run):
            lower = word.text.lower()
            is_last = index + 1 == len(run)
            leads = index == 0 or run[index - 1].text.lower() in cues.ROLE_PARTS
            weak = lower in cues.WEAK_ROLES and not is_last and leads
            # "General Dynamics", but "General Anna Smith".
            weak = weak and (lower not in cues.ADJECTIVES or len(run) - index > 2)
            last_is_role[index] = (lower in cues.ROLES or weak) and not self._is_headed(run, index)
        for index in range(len(run) - 2, -1, -1):
            # Before a role: "Prime Minister"; after one: "Secretary General".
            if run[index].text.lower() in cues.ROLE_PARTS and last_is_role[index + 1]:
                last_is_role[index] = True
        for index in range(1, len(run)):
            if run[index].text.lower() in cues.ROLE_PARTS and last_is_role[index - 1]:
                last_is_role[index] = True
        piece: list[Token] = []
        for word, is_role in zip(run, last_is_role, strict=True):
            if is_role:
                yield piece
                piece = []
            else:
                piece.append(word)
        yield piece

    def _is_headed(self, run: Sequence[Token], index: int) -> bool:
        """True for a role that is part of an institution's name: "Governors Council"."""
        rest = [word.text.lower() for word in run[index + 1 :]]
        return bool(rest) and rest[-1] in cues.INSTITUTIONS and len(rest) == 1

    def _trimmed(self, piece: Sequence[Token]) -> Extent | None:
        """The extent of a name, or None where what is left is none."""
        start, end = piece[0].start, piece[-1].end
        if len(piece) > 1:
            return start, end
        word = piece[0]
        lower = word.text.lower()
        if len(word.text) < 2 and word.text.isascii():
            return None
        if self._english and (lower in cues.ROLE_PARTS or lower in cues.HONORIFICS):
            return None
        if self._casing.is_common(word.text) and not word.text.isupper():
            return None
        if not self._english and self._casing.is_of_nouns and not word.text.isupper():
            return None
        if _ROMAN.match(word.text) and len(word.text) < 4:
            return None
        if "-" in word.text and not _ARABIC.match(word.text):
            return self._capital_part(word)
        return start, end

    def _capital_part(self, word: Token) -> Extent | None:
        parts = word.text.split("-")
        if all(not part[:1].islower() for part in parts):
            return word.start, word.end
        if self._english and all(part.lower() in _COMMON for part in parts):
            return None
        match = _PART.search(word.text)
        # At a sentence's head "Co-operation", but also "Leeds-based".
        surely = parts[-1] in _AFTER_NAMES or word.text[0].islower()
        if match is None or not (surely or not word.opens or self._is_known_part(match[0])):
            return None
        return word.start + match.start(), word.start + match.end()

    def _is_known_part(self, part: str) -> bool:
        return self._casing.is_name(part) or (len(part) > 1 and part.isupper())
