"""What capital letters say in a text: which words have them where no sentence begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import regex

from annotations.language import english
from annotations.suggest import cues, german_cues
from annotations.tokens import Extent

# A line with so many capitals is a headline in title case: its capitals say nothing.
_TITLE_SHARE: Final = 0.85
_TITLE_LEAST: Final = 4
# Letters in a line of capitals: fewer may be an acronym or two.
_CAPITALS_LEAST: Final = 10
# In a text where so many words inside sentences have capitals they are a rule of the language's
# grammar, as in German.
_NOUN_SHARE: Final = 0.25
# Letters of scripts that part words by spaces.
SPACED: Final = (
    r"[[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
)
_WORD: Final = regex.compile(
    r"(?V1)(?:\p{Lu}\.){2,}(?![\p{L}\p{M}\p{N}])"
    rf"|{SPACED}+(?:(?:['’.&]|-)(?=[\p{{L}}\p{{N}}]){SPACED}+)*+"
)
_OWNER: Final = regex.compile("['’](?:s|S)$")
# "Leeds-based" is Leeds; before a district, a bracket or a comma lets one know "R-Leeds", a party.
_COMPOUND: Final = regex.compile(
    r"(\p{Lu}.*)-(?:based|led|backed|born|made|style|wide|run|area|bound|owned|funded|controlled)"
)
_PARTY: Final = regex.compile(r"[DIR]-(?=\p{Lu}\p{Ll})")
# After these a capital letter says nothing: a sentence, a quotation or a list begins. A bracket
# begins one only where none goes on.
_OPENED: Final = regex.compile(
    r"(?:^|[\n.?!:…•▪◦‣*|»«“”„\"‘‹「『\[–—]\s*|(?:^|[.?!…\n]\s?)\(|(?<=\s)['’-]\s?)$"
)
_STOPPED: Final = regex.compile(
    r"[\p{Lu}]\.\s$|\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Lt|Col|Gov)\.\s$"
)
_BEFORE: Final = 8
_YEAR: Final = regex.compile(r"\b(?:1[4-9]|20)\d\d\b")
_LINE_END: Final = regex.compile(r"[.!?。！？।…][\"'”’»)\]]*\s*$")
_SMALL: Final = (
    english.CLASSES["o"]
    | english.CLASSES["p"]
    | {
        *("a", "an", "and", "as", "nor", "or", "than", "the", "to", "via", "vs"),
        *(
            "da",
            "das",
            "de",
            "den",
            "der",
            "des",
            "die",
            "do",
            "du",
            "e",
            "en",
            "et",
            "la",
            "le",
            "les",
        ),
        *("und", "von", "y"),
    }
)


class Token(NamedTuple):
    """A word: its offsets, its text, and whether its capital says nothing where it stands."""

    start: int
    end: int
    text: str
    opens: bool

    @property
    def is_capital(self) -> bool:
        """True where it begins with a capital letter, or has one within: "iPhone", "al-Assad"."""
        return self.text[0].isupper() or any(map(str.isupper, self.text))


class Casing:
    """What is known of the words of a stretch: how often each has a capital inside of sentences."""

    def __init__(self) -> None:
        self.inside: Counter[str] = Counter()
        self.small: Counter[str] = Counter()
        # Of those inside, how often no further capital follows: "Digital Rights" is one of Rights.
        self.last: Counter[str] = Counter()
        # Names by what stands before them, of texts whose common nouns have capitals too.
        self.named: set[str] = set()

    def add(self, text: str, start: int, end: int) -> Casing:
        """Count the words between two offsets, and give this back."""
        running: list[Sequence[Token]] = []
        for first, last in lines(text, start, end):
            words = tokens(text, first, last)
            kind = line_kind(text, words, first, last)
            self.small.update([w.text for w in words if w.text.islower()])
            if kind != "capitals":
                running.append(words)
            if not kind:
                capitals = [
                    w
                    for w in words
                    if not w.opens and not w.text.islower() and w.text[0].isalpha() and w.is_capital
                ]
                self.inside.update([w.text for w in capitals])
                self.last.update([w.text for w in capitals if not _goes_on(text, w.end)])
        if self._has_many_capitals():
            for line in running:
                self.named.update(_beside_roles(text, line))
                self.named.update(_places(text, line))
        return self

    def update(self, other: Casing) -> None:
        """Add what is known of another stretch."""
        self.inside.update(other.inside)
        self.small.update(other.small)
        self.last.update(other.last)
        self.named |= other.named

    @property
    def is_of_nouns(self) -> bool:
        """True for a text whose common nouns have capitals."""
        return self._has_many_capitals() and self.inside.total() > 40

    def _has_many_capitals(self) -> bool:
        inside, small = self.inside.total(), self.small.total()
        return inside > _NOUN_SHARE * (inside + small)

    def is_name(self, word: str) -> bool:
        """True for a word that has its capital inside of sentences, and more often than not."""
        return self.inside[word] > self.small[word.lower()]

    def is_known(self, word: str) -> bool:
        """True for a name that is more than the first part of others."""
        return self.last[word] > 0 and self.is_name(word)

    def is_common(self, word: str) -> bool:
        """True for a word that is also written small, and not less often."""
        small = self.small[word.lower()]
        return small > 0 and small >= self.inside[word]


def lines(text: str, start: int, end: int) -> Iterator[Extent]:
    """The lines between two offsets."""
    while start < end:
        last = text.find("\n", start, end)
        last = end if last < 0 else last
        yield start, last
        start = last + 1


# What was counted around a stretch is looked through for names right after.
@lru_cache(maxsize=1024)
def tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The words of a line. A possessive ending is no part of them; a hyphen is, but for that of
    "Leeds-based".
    """
    found: list[Token] = []
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        word = match[0]
        if word[-1:] in "sS" and (owner := _OWNER.search(word)):
            last -= len(word) - owner.start()
            word = word[: owner.start()]
        if "-" in word and not word.islower():
            if compound := _COMPOUND.fullmatch(word):
                word = compound[1]
                last = first + len(word)
            elif _PARTY.match(word) and text[max(0, first - 2) : first].endswith((", ", "(")):
                word = word[2:]
                first += 2
        # Of small words nobody asks it.
        found.append(Token(first, last, word, not word.islower() and _opens(text, start, first)))
    return tuple(found)


def _opens(text: str, start: int, offset: int) -> bool:
    if offset > start and text[offset - 1] == " " and text[offset - 2].isalnum():
        return False
    before = text[max(start, offset - _BEFORE) : offset]
    if before.endswith("; "):
        # In a line of credits each part begins anew: "(Reporting by …; Editing by …)".
        return text[start] == "("
    if offset - start <= _BEFORE and not before.strip():
        return True
    return _OPENED.search(before) is not None and _STOPPED.search(before) is None


def is_byline(words: Sequence[Token]) -> bool:
    """True for a line that begins by saying whose work something is."""
    if len(words) > 1 and words[1].text == "by":
        return words[0].text.endswith(("ing", "ed", "en"))
    return bool(words) and words[0].text in cues.BYLINES


def _goes_on(text: str, end: int) -> bool:
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


def _beside_roles(text: str, words: Sequence[Token]) -> Iterator[str]:
    """The last name in "Bürgermeisterin Anna Weber" and ", Anna Weber,"; "Bonns Bürgermeister"."""
    for index, word in enumerate(words):
        if text[max(0, word.start - 2) : word.start] == ", " and _goes_on(text, word.end):
            last = index + 1
            if last < len(words) and text[words[last].end : words[last].end + 1] == ",":
                yield words[last].text
        if not (word.text[0].isupper() and german_cues.is_role(word.text.lower())):
            continue
        last = index
        while last < len(words) - 1 and last < index + 2 and _goes_on(text, words[last].end):
            last += 1
        if last > index:
            yield words[last].text
        before = words[index - 1] if index else word
        if before.text.endswith("s") and _goes_on(text, before.end) and before.text[0].isupper():
            yield before.text


def _places(text: str, words: Sequence[Token]) -> Iterator[str]:
    """Kassel in "in Kassel", where common nouns have capitals too but seldom stand so."""
    for before, word in pairwise(words):
        if before.text in ("in", "In") and word.text[0].isupper() and word.start == before.end + 1:
            lower = word.text.lower()
            is_noun = lower in german_cues.NO_PLACES or lower.endswith(german_cues.NOUN_ENDINGS)
            if not is_noun and not _goes_on(text, word.end):
                yield word.text


def line_kind(text: str, words: Sequence[Token], start: int, end: int) -> str:
    """`title` for a line whose words all have capitals, `capitals` for one of capital letters
    alone; "" for running text.
    """
    content = [w for w in words if w.text[0].isalpha() and w.text not in _SMALL]
    is_long = len(content) > 1 and sum(len(w.text) for w in content) > _CAPITALS_LEAST
    if is_long and all(w.text.upper() == w.text for w in content):
        return "capitals" if any(w.text.lower() != w.text for w in content) else ""
    # "By Anna Smith, Daily Paper" is no headline, nor "(Reporting by Anna Smith in Leeds)".
    if text.startswith("(", start) or is_byline(words):
        return ""
    if len(content) < _TITLE_LEAST or _LINE_END.search(text, max(start, end - _BEFORE), end):
        return ""
    # "Ministry of Water, Leeds, Tuesday, 4 June 2024".
    if _YEAR.search(text, start, end) and any(w.text.lower() in english.CALENDAR for w in words):
        return ""
    capitals = sum(word.is_capital for word in content)
    return "title" if capitals >= _TITLE_SHARE * len(content) else ""
