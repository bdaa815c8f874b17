"""What capital letters say in a text: which words have them where no sentence begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import regex

from annotations.language import english
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
# After these a capital letter says nothing: a sentence, a quotation or a list begins.
_OPENED: Final = regex.compile(r"(?:^|[\n.?!:;…•*|»«“”„\"‘‹「『(\[–—]\s*|(?<=\s)['’-]\s?)$")
_STOPPED: Final = regex.compile(
    r"[\p{Lu}]\.\s$|\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Lt|Col|Gov)\.\s$"
)
_BEFORE: Final = 8
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

    def add(self, text: str, start: int, end: int) -> Casing:
        """Count the words between two offsets, and give this back."""
        for first, last in lines(text, start, end):
            words = tokens(text, first, last)
            kind = line_kind(text, words, first, last)
            self.small.update([w.text for w in words if w.text.islower()])
            if not kind:
                capitals = [w for w in words if not w.opens and not w.text.islower()]
                self.inside.update(
                    [w.text for w in capitals if w.text[0].isalpha() and w.is_capital]
                )
        return self

    def update(self, other: Casing) -> None:
        """Add what is known of another stretch."""
        self.inside.update(other.inside)
        self.small.update(other.small)

    @property
    def is_of_nouns(self) -> bool:
        """True for a text whose common nouns have capitals."""
        inside, small = self.inside.total(), self.small.total()
        return inside > _NOUN_SHARE * (inside + small) and inside > 40

    def is_name(self, word: str) -> bool:
        """True for a word that has its capital inside of sentences, and more often than not."""
        return self.inside[word] > self.small[word.lower()]

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


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of a line. A possessive ending is no part of them; a hyphen is."""
    found: list[Token] = []
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        word = match[0]
        if word[-1:] in "sS" and (owner := _OWNER.search(word)):
            last -= len(word) - owner.start()
            word = word[: owner.start()]
        # Of small words nobody asks it.
        found.append(Token(first, last, word, not word.islower() and _opens(text, start, first)))
    return found


def _opens(text: str, start: int, offset: int) -> bool:
    if offset > start and text[offset - 1] == " " and text[offset - 2].isalnum():
        return False
    before = text[max(start, offset - _BEFORE) : offset]
    if offset - start <= _BEFORE and not before.strip():
        return True
    return _OPENED.search(before) is not None and _STOPPED.search(before) is None


def line_kind(text: str, words: Sequence[Token], start: int, end: int) -> str:
    """`title` for a line whose words all have capitals, `capitals` for one of capital letters
    alone; "" for running text.
    """
    content = [w for w in words if w.text[0].isalpha() and w.text not in _SMALL]
    is_long = len(content) > 1 and sum(len(w.text) for w in content) > _CAPITALS_LEAST
    if is_long and all(w.text.upper() == w.text for w in content):
        return "capitals" if any(w.text.lower() != w.text for w in content) else ""
    # "By Anna Smith, Daily Paper": a byline is no headline.
    if words and words[0].text == "By":
        return ""
    if len(content) < _TITLE_LEAST or _LINE_END.search(text, max(start, end - _BEFORE), end):
        return ""
    capitals = sum(word.is_capital for word in content)
    return "title" if capitals >= _TITLE_SHARE * len(content) else ""
