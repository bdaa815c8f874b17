"""Names in running text, by their capital letters and by what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from annotations.language import english
from annotations.suggest import cues, german_cues
from annotations.suggest.casing import Casing, Token, is_byline, line_kind, lines, tokens
from annotations.suggest.openers import Openers
from annotations.suggest.pieces import JOINING, PARTICLES, Pieces
from annotations.text import Extent

# Of texts whose common nouns have capitals these join two nouns, not two parts of a name.
_NOUN_JOINTS: Final = frozenset(
    {*("und", "zu", "zum", "zur", "der", "den", "dem", "des", "die", "das", "vom")}
)
_FUNCTION: Final = frozenset().union(*(english.CLASSES[c] for c in "dqpotcmsbrk")) | cues.PRONOUNS
# "Earth Hour", "Morning Times": part of a name after one.
_ALSO_LAST: Final = english.CLASSES["k"]
_CONTRACTED: Final = regex.compile(r"['’](?:d|ll|ve|re|m|t)$")
# A number that is no score, no range and no clock's.
_NUMBER: Final = regex.compile(r"\d{1,4}(?![-–:.,]?\d|[-–])")
# Written in capitals these are names; other function words are only said with force.
_ALSO_ACRONYMS: Final = frozenset({"us", "who", "it"})
_MONTHS_AND_NAMES: Final = frozenset({"may", "april", "june", "august"})
_VERBS_AND_NAMES: Final = frozenset({"Will", "May", "Can"})
# Heads that a possessive joins to the rest of a name: "Teachers' Union", "King's College".
_OWNED: Final = cues.INSTITUTIONS | cues.FACILITIES | {"gate", "point", "island"}
_OWNERS: Final = frozenset({"'s ", "’s ", "' ", "’ "})
_GAP: Final = regex.compile(r"[ \u00a0\u202f\u2009\u00ad]{1,2}|\.[ \u00a0]|[ \u00a0]?&[ \u00a0]?")
_DOT: Final = regex.compile(r"\.[ \u00a0]")
_SIMPLE: Final = frozenset(" \u00a0\u202f\u2009")


class Names:
    """Finds names in a text, line by line, with what its casing says.

    `english_here` says whether English words may be judged by what they are.
    """

    def __init__(self, text: str, casing: Casing, *, english_here: bool) -> None:
        self._text = text
        self._casing = casing
        self._english = english_here
        self._of_nouns = not english_here and casing.is_of_nouns
        self._pieces = Pieces(text, casing, english_here=english_here)
        self._openers = Openers(text, casing, english_here=english_here)

    def find(self, start: int, end: int) -> Iterator[Extent]:
        """The names between two offsets, in order, without overlaps."""
        for first, last in lines(self._text, start, end):
            words = tokens(self._text, first, last)
            kind = line_kind(self._text, words, first, last)
            if not self._english:
                words = words[is_byline(words) :]
                if self._of_nouns:
                    # Such a line is no headline for having capitals.
                    kind = kind.replace("title", "")
                    words = tuple(_without_role(word) for word in words)
            is_name = self._names_in_title if kind else self._names_in_text
            for run in self._runs(words, is_name(words)):
                yield from self._pieces.names(run)

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
            elif before.text[-1].isdigit() and word.text in cues.TIME_ZONES:
                found[index] = False
            elif found[index - 1] and self._goes_with(before, word):
                found[index] = True
        for index, word in enumerate(words):
            if found[index] and word.opens:
                follows = index + 1 < len(words) and found[index + 1]
                follows = follows and self._joined(word, words[index + 1])
                if self._openers.is_known(word, follows=follows):
                    continue
                found[index] = self._openers.is_name(words, index, found, follows=follows)
        return found

    def _goes_with(self, before: Token, word: Token) -> bool:
        """True for what is part of a name after one alone: "Local 614", "Earth Hour"."""
        if not self._english or self._text[before.end : word.start] not in _SIMPLE:
            return False
        if word.text.isdigit():
            is_number = _NUMBER.match(self._text, word.start) is not None
            return is_number and before.is_capital and before.text.lower() in cues.NUMBERED
        return word.is_capital and word.text.lower() in _ALSO_LAST

    def _may_be_name(self, word: Token) -> bool:
        if not word.is_capital:
            return False
        text, lower = word.text, word.text.lower()
        if len(text) == 1:
            return text.isupper() and text != "I"
        if _CONTRACTED.search(lower):
            return False
        if lower.rstrip(".") in english.CALENDAR and text.isalpha():
            return False
        if self._english and lower in _FUNCTION:
            return text.isupper() and lower in _ALSO_ACRONYMS
        return not (text[0].isdigit() and text[1:].islower())

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
            return self._english and self._is_owned(before, after, gap)
        if not _GAP.fullmatch(gap):
            return False
        short = len(before.text) == 1 or before.text.lower() in cues.HONORIFICS | english.TITLES
        return not _DOT.fullmatch(gap) or short

    def _is_owned(self, before: Token, after: Token, gap: str) -> bool:
        if after.text.lower() not in _OWNED or before.text[0].islower():
            return False
        # "Utopia's Ministry of Water" and "EU's Court" are two names, "Teachers' Union" is one.
        if "s" in gap and self._text.startswith(" of ", after.end):
            return False
        return not (len(before.text) > 1 and before.text.isupper())

    def _runs(self, words: Sequence[Token], is_name: Sequence[bool]) -> Iterator[list[Token]]:
        run: list[Token] = []
        index = 0
        while index < len(words):
            word = words[index]
            if is_name[index] and (
                not run
                or self._joined(run[-1], word)
                or self._is_listed(run, words, is_name, index)
            ):
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

    def _is_listed(
        self, run: Sequence[Token], words: Sequence[Token], is_name: Sequence[bool], index: int
    ) -> bool:
        """True for "Labour" in "the Ministry of Health, Labour and Welfare"."""
        if not self._english or self._text[run[-1].end : words[index].start] != ", ":
            return False
        parts = [word.text.lower() for word in run]
        joint = next((at for at, part in enumerate(parts) if part in ("of", "for")), 0)
        if not joint or parts[joint - 1] not in cues.LISTING:
            return False
        while index + 1 < len(words) and is_name[index] and self._is_once(words[index]):
            gap = self._text[words[index].end : words[index + 1].start]
            if gap != ", ":
                is_end = words[index + 1].text == "and" and index + 2 < len(words)
                return is_end and is_name[index + 2] and self._is_once(words[index + 2])
            index += 1
        return False

    def _is_once(self, word: Token) -> bool:
        """True for a word that is no acronym and no name elsewhere too."""
        return not word.text.isupper() and self._casing.last[word.text] < 2

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
        if self._of_nouns and self._joins_nouns(words, index, at):
            return 0
        if PARTICLES.issuperset(between) and "of" not in between:
            # "e", "y" and "i" also join two names.
            return at - index
        if not (self._english and JOINING.issuperset(between)):
            return 0
        if between == ["and"] and len(run) == 1 and self._is_paired(words, is_name, index):
            return at - index
        return at - index if self._is_of_institution(lower, between) else 0

    def _joins_nouns(self, words: Sequence[Token], index: int, after: int) -> bool:
        """True for "in Höhe von Millionen" and "von der ABC", not for "mit Anna von Berg"."""
        before = words[index - 2].text.lower() if index > 1 else ""
        is_noun = words[index].text in _NOUN_JOINTS or before in german_cues.BEFORE_NOUNS
        return is_noun or words[after].text.isupper()

    def _is_paired(self, words: Sequence[Token], is_name: Sequence[bool], index: int) -> bool:
        """True for the "and" in "the Food and Drug Administration"."""
        before = words[index - 2] if index > 1 else None
        if before is None or before.text.lower() != "the" or not self._is_once(words[index - 1]):
            return False
        last = index + 1
        while last + 1 < len(words) and is_name[last + 1]:
            if not self._joined(words[last], words[last + 1]):
                break
            last += 1
        is_long = last > index + 1 and self._is_once(words[index + 1])
        return is_long and words[last].text.lower() in cues.INSTITUTIONS

    def _is_of_institution(self, run: Sequence[str], between: Sequence[str]) -> bool:
        last = run[-1].rstrip("s")
        if between == ["for"] and not cues.INSTITUTIONS.isdisjoint(run) and "of" in run:
            # "Court of Arbitration for Sport".
            return True
        if between == ["of", "the"] and not cues.INSTITUTIONS.isdisjoint(run) and "of" in run:
            # "Court of Justice of the Utopian Union".
            return True
        if between == ["for"] and len(run) == 1 and last in cues.ROLE_PARTS:
            # "Transport for Leeds".
            return True
        if between[0] in ("of", "for", "on"):
            heads = {last, run[-1], *([run[-1][:-3] + "y"] if run[-1].endswith("ies") else [])}
            return not heads.isdisjoint(cues.HEADS_OF) and run[-1] not in cues.ROLES
        # "Ministry of Trade and Industry"; the "of" is in the run by now.
        has_of = any(joint in ("of", "for", "on") for joint in run)
        return between == ["and"] and has_of and not cues.INSTITUTIONS.isdisjoint(run)


def _without_role(word: Token) -> Token:
    """Of "ABC-Abgeordnete" the part that is a name."""
    head, hyphen, role = word.text.rpartition("-")
    if hyphen and german_cues.is_role(role.lower()):
        return Token(word.start, word.start + len(head), head, word.opens)
    return word
