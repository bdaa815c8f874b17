"""The words of an English sentence with their classes: a light tagger of rules and tables.

Classes are one letter each: those of `english.CLASSES`, and n noun, N name, # number, v verb,
g verb in -ing, w name of a day or month, ' the sign of a possessive, . punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from annotations.language import english
from annotations.text import Extent, Segmentation

_CURRENCY: Final = "$€£¥"
_JOINERS: Final = "-‐‑–/&"
# After these a capital letter says nothing.
_OPENERS: Final = frozenset(":.?!…•*\"“”„«»'‘")
OPENING_QUOTES: Final = frozenset('"“„«')
# After these, neither does one of a function word: "LEEDS — A new tax".
_DASHES: Final = frozenset("—–-")
# How far back an infinitive may stand that "and" joins another to.
_NEAR: Final = 16
# How far on a clause's verb is looked for.
_FAR: Final = 40
_CAPITAL_SHARE: Final = 0.9
_OPEN: Final = "xaNk#w"
_CLASS_OF: Final = {
    word: name for name, words in reversed(english.CLASSES.items()) for word in words
}
_COPULAS: Final = frozenset({"seem", "become", "remain", "appear", "feel"})


class Word(NamedTuple):
    """A word: its offsets, its text with plain apostrophes, and that in lower case."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_capital(self) -> bool:
        """True where the first letter is a capital."""
        return self.text[0].isupper()

    @property
    def is_plain(self) -> bool:
        """True where it begins with a letter or a digit: a word and no sign."""
        return self.text[0].isalnum()


def words_of(segmentation: Segmentation, start: int, end: int) -> list[Word]:
    """The words between two offsets: the tokens, with those of one compound joined.

    A compound is held together by hyphens, slashes or an ampersand without spaces ("cease-fire"),
    by a currency or percent sign, or by the stop of a title or initial ("Mr.").
    """
    text = segmentation.text
    spans: list[Extent] = []
    tokens = segmentation.tokens_in(start, end)
    for index, (first, last) in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if spans and spans[-1][1] == first and _goes_on(text, spans[-1], (first, last), after):
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    plain = ((span, text[slice(*span)].replace("’", "'")) for span in spans)
    return [Word(*span, word, word.lower()) for span, word in plain]


def _goes_on(text: str, before: Extent, token: Extent, after: Extent | None) -> bool:
    """True where a token belongs to the word that ends where it starts."""
    word, here = text[slice(*before)], text[slice(*token)]
    if here in _JOINERS:
        return word[-1].isalnum() and after is not None and _touches(text, token, after)
    if word[-1] in _JOINERS and len(word) > 1:
        return True
    if here == "%":
        return word[-1].isdigit()
    if word in _CURRENCY:
        return here[0].isdigit()
    if here == "." and after is not None:
        short = word.lower() in english.TITLES or (len(word) == 1 and word.isupper())
        return short and (text[after[0]].isupper() or text[after[0]].isdigit())
    return False


def _touches(text: str, token: Extent, after: Extent) -> bool:
    return after[0] == token[1] and text[after[0]].isalnum()


def word_classes(words: Sequence[Word]) -> str:
    """The classes of a sentence's words, one letter a word."""
    return _Tagger(words).tags()


def _bases(word: str) -> list[str]:
    """The plain forms that an English word may be an inflected one of."""
    found = [word]
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            found += [stem, stem + "e"] if ending in ("ed", "ing") else [stem]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            if stem.endswith("i"):
                found.append(stem[:-1] + "y")
    return found


def _is_form(word: str, verbs: frozenset[str]) -> bool:
    return any(base in verbs for base in _bases(word))


def _is_past(word: str) -> bool:
    return word.endswith("ed") and len(word) > 4 and word not in english.ED_NOT_VERBS


def _is_ing(word: str) -> bool:
    long = word.endswith("ing") and len(word) > 5
    return long and word not in english.ING_NOUNS


def is_plural(word: str) -> bool:
    """True for what looks like a plural, by its ending."""
    return word.endswith("s") and len(word) > 3 and not word.endswith(english.S_NOT_PLURAL)


def _is_adjective(word: str) -> bool:
    return len(word) > 4 and word.endswith(english.ADJECTIVE_ENDINGS)


class _Tagger:
    """Gives each word its class, from left to right; neighbours decide on what is open."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        content = [w for w in words if w.text[0].isalpha() and w.lower not in _CLASS_OF]
        capitals = sum(word.is_capital for word in content)
        # A headline in title case says nothing about names.
        self.is_title = len(content) > 3 and capitals >= _CAPITAL_SHARE * len(content)
        self.is_title |= len(words) > 2 and all(word.text == word.text.upper() for word in words)
        # A headline or caption has no stop, and its verb hardly more than its place.
        self.is_line = bool(words) and words[-1].is_plain
        # True after a single quotation mark: the next one may close it and makes no owner.
        self.is_quoted = False
        self.raw: list[str] = []
        for index in range(len(words)):
            self.raw.append(self._look_up(index))
        self.raw += [".", "."]
        self.done: list[str] = []

    def tags(self) -> str:
        for index, raw in enumerate(self.raw[: len(self.words)]):
            rule = {"x": self._open, "a": self._listed_adjective}.get(raw)
            self.done.append(rule(index) if rule else raw)
        return "".join(self.done)

    def _look_up(self, index: int) -> str:
        """The class of a word by itself; x where its neighbours must decide."""
        word = self.words[index]
        if word.text[0] == "'":
            return self._apostrophe(index)
        if word.text == "&" and 0 < index < len(self.words) - 1:
            beside = self.words[index - 1], self.words[index + 1]
            return "N" if all(word.is_capital for word in beside) and not self.is_title else "c"
        if not (word.is_plain or (word.text[0] in _CURRENCY and len(word.text) > 1)):
            return "."
        if not word.text[0].isalpha():
            return "a" if "-" in word.text and word.text[-1].isalpha() else "#"
        if word.is_capital and word.lower.rstrip(".") in english.CALENDAR:
            return "w"
        known = _CLASS_OF.get(word.lower, "")
        before = self.words[index - 1].text if index else "."
        opens = before in _OPENERS or (bool(known) and before in _DASHES)
        is_inside = word.is_capital and not opens
        is_acronym = len(word.text) > 1 and word.text.isupper()
        if not self.is_title and ((is_inside and word.lower != "i") or (is_acronym and not known)):
            return "N"
        if known or word.lower.endswith("n't"):
            return known or "m"
        if word.lower.endswith("ly") and word.lower not in english.LY_NOT_ADVERBS:
            return "r"
        return "x"

    def _apostrophe(self, index: int) -> str:
        """A possessive sign, a shortened auxiliary, or a quotation mark."""
        word = self.words[index]
        if index == 0 or self.words[index - 1].end != word.start:
            self.is_quoted = True
            return "."
        if word.lower == "'s":
            return "m" if self.raw[-1] in "sb" else "'"
        if len(word.text) > 1:
            return "m"
        owner = self.words[index - 1].lower[-1] in "sxz" and not self.is_quoted
        followed = index + 1 < len(self.words) and self.words[index + 1].start > word.end
        return "'" if owner and followed else "."

    def _before(self) -> str:
        """The class before the word at hand, adverbs left out."""
        return next((tag for tag in reversed(self.done) if tag != "r"), ".")

    def _word_before(self, index: int) -> str:
        at = index - 1
        while at > 0 and self.done[at] == "r":
            at -= 1
        return self.words[at].lower if at >= 0 else ""

    def _is_sure(self, index: int) -> bool:
        """True for a form of a verb that is hardly ever a noun."""
        lower = self.words[index].lower
        listed = _is_form(lower, english.VERBS) or lower in english.PASTS
        return self.raw[index] == "x" and listed and lower not in english.ING_NOUNS

    def _is_sure_past(self, index: int) -> bool:
        """True for a past or present form that ends a phrase before it."""
        if self._is_sure(index):
            return True
        lower = self.words[index].lower
        return _is_past(lower) and _is_form(lower, english.NOUNS_OR_VERBS)

    def _has_verb(self) -> bool:
        """True where the clause at hand had its verb."""
        for tag in reversed(self.done):
            if tag in "vm":
                return True
            if tag in ".b":
                return False
        return False

    def _verb_follows(self, index: int) -> bool:
        """True where a word that is surely a verb comes before the clause's end."""
        for at in range(index + 1, min(len(self.words), index + _FAR)):
            raw, lower = self.raw[at], self.words[at].lower
            if raw in ".bts" or (raw == "c" and self.raw[at + 1] == "m"):
                return False
            sure = self._is_sure(at) and not _is_ing(lower) and self.raw[at - 1] not in "dqp"
            if raw == "m" or sure:
                return True
        return False

    def _listed_adjective(self, index: int) -> str:
        ends = self.raw[index + 1] not in _OPEN + "c'g" and self._word_after(index) not in _OPENERS
        return "n" if ends and self._before() in "d'" else "a"

    def _open(self, index: int) -> str:
        word, before, after = self.words[index], self._before(), self.raw[index + 1]
        if word.is_capital and after == "N" and not self.is_title:
            return "N"
        strict = self._is_sure(index)
        if before in "d'a#k" or (before == "q" and not strict):
            return self._in_phrase(index)
        if before == "t":
            return "v" if self._is_infinitive(index, strict) else self._noun(index)
        if before == "s":
            return "v"
        if before == "m" and self._is_after_auxiliary(index, strict):
            return "v"
        if _is_past(word.lower):
            return self._past(index, strict)
        if _is_ing(word.lower):
            return self._ing(index, strict)
        if strict or self._is_finite(index):
            return "v"
        return self._noun(index)

    def _in_phrase(self, index: int) -> str:
        """After a determiner, an owner or an adjective: no verb."""
        lower, after = self.words[index].lower, self.raw[index + 1]
        if _is_past(lower) and self._before() in "a#k" and after not in _OPEN:
            return "v"
        if _is_past(lower) or _is_ing(lower):
            # "the so-called “rest day” bill"
            goes_on = after in _OPEN or self._word_after(index) in OPENING_QUOTES
            return "a" if goes_on else "n"
        return self._noun(index)

    def _is_infinitive(self, index: int, strict: bool) -> bool:
        lower = self.words[index].lower
        if strict and not _is_ing(lower):
            return True
        takes_noun = index > 1 and self.words[index - 2].lower in english.TAKES_TO_NOUN
        if lower in english.NOUNS_OR_VERBS:
            return not takes_noun or self.raw[index + 1] in "dq"
        plain = not (is_plural(lower) or _is_adjective(lower) or _is_ing(lower))
        return plain and not takes_noun and not lower.endswith(english.NOUN_ENDINGS)

    def _is_after_auxiliary(self, index: int, strict: bool) -> bool:
        lower = self.words[index].lower
        auxiliary = self._word_before(index)
        modal = auxiliary.removesuffix("n't") in english.MODALS
        return modal or strict or _is_past(lower) or _is_ing(lower)

    def _past(self, index: int, strict: bool) -> str:
        """A form in -ed: an adjective before a noun, where no noun stands before it."""
        before, after = self._before(), self.raw[index + 1]
        if after not in "xak" or before in "nNb'" or (before == "w" and not self._has_verb()):
            return "v"
        if before == "c":
            joined = self.done[-2:-1] == ["a"] or not self._has_verb()
            return "a" if joined else "v"
        if before == "." and index > 0:
            # What is said of a name stands between commas, or is its verb behind them.
            return "v" if strict or self.done[-2:-1] == ["N"] else "a"
        return "a"

    def _ing(self, index: int, strict: bool) -> str:
        """A form in -ing: a noun after a singular noun ("carbon pricing"), else a verb."""
        if self._before() == "g" and self.raw[index + 1] in "xN":
            return "a"
        if "-" in self._word_before(index) and self.raw[index + 1] in "xk":
            return "n"
        compound = self._before() == "n" and not is_plural(self._word_before(index))
        open_here = self.raw[index + 1] not in "dqNtps" or self._is_judged(index)
        return "n" if compound and not strict and open_here else "g"

    def _is_judged(self, index: int) -> bool:
        """True for the last word of what is called something, before "a" or "an"."""
        return self._word_after(index) in ("a", "an") and self._is_behind(index, english.JUDGING)

    def _is_verdict(self, index: int) -> bool:
        """True for an adjective that says how something is found, behind that."""
        lower = self.words[index].lower
        by_form = lower.endswith(english.VERDICT_ENDINGS) or lower.startswith(english.NEGATIONS)
        if not by_form or self.done[-1:] not in (["n"], ["N"]):
            return False
        return self._is_behind(index, english.JUDGING | english.FINDING)

    def _is_behind(self, index: int, verbs: frozenset[str]) -> bool:
        """Whether one of some verbs stands before the phrase at hand, which has a word already."""
        at = index - 1
        while at >= 0 and self.done[at] in "danN'#q":
            at -= 1
        if not 0 <= at < index - 1:
            return False
        return self.done[at] == "v" and _is_form(self.words[at].lower, verbs)

    def _is_finite(self, index: int) -> bool:
        """True for a word that its neighbours make the verb of the clause."""
        lower, before, after = self.words[index].lower, self._before(), self.raw[index + 1]
        if after in "dq" and before not in "povgmc" and (before != "." or index > 0):
            return not (lower.endswith(english.NOUN_ENDINGS) or self._is_judged(index))
        if after in "dq" and before == "c" and self._has_verb():
            return not is_plural(lower) and not lower.endswith(english.NOUN_ENDINGS)
        if before == "c" and "tv" in "".join(self.done[-_NEAR:]):
            return lower in english.NOUNS_OR_VERBS and after in "xa"
        if before == "b" and self._word_before(index) == "but":
            return lower in english.NOUNS_OR_VERBS and after in "xaN#"
        if before not in "nN" or self._has_verb():
            return False
        singular = before == "N" or not is_plural(self._word_before(index))
        if lower in english.NOUNS_OR_VERBS:
            return self.done[-1] == "r" or (not singular and after in "xaN#t" + "p" * self.is_line)
        if not singular and not is_plural(lower):
            return self._is_plain_verb(index)
        if not (is_plural(lower) and singular) or self._verb_follows(index):
            return False
        following = self._word_after(index)
        if _is_form(lower, english.NOUNS_OR_VERBS):
            return after not in ".'mv" and following != "of"
        if lower in english.S_BEFORE_NOUN:
            return False
        if following in english.PARTICLES and self.raw[index + 2] == ".":
            return True
        return after in "Na" or (after == "x" and (is_plural(following) or self.is_line))

    def _is_plain_verb(self, index: int) -> bool:
        """After a plural noun, an unknown word that can't go on with the phrase."""
        lower, following = self.words[index].lower, self._word_after(index)
        if lower.endswith(english.NOUN_ENDINGS) or self._verb_follows(index):
            return False
        adjective = self.raw[index + 1] == "a" or (
            self.raw[index + 1] == "x" and _is_adjective(following)
        )
        return self.done[-1] == "r" or adjective or following in english.AFTER_VERB

    def _word_after(self, index: int) -> str:
        return self.words[index + 1].lower if index + 1 < len(self.words) else ""

    def _noun(self, index: int) -> str:
        """A noun, or an adjective by its ending."""
        lower, after = self.words[index].lower, self.raw[index + 1]
        if not (_is_adjective(lower) or ("-" in lower and _is_past(lower))):
            return "n"
        if after in _OPEN and not self._is_sure_past(index + 1):
            return "a"
        following = self.words[index + 2].lower if index + 2 < len(self.words) else ""
        if after == "c" and (_is_adjective(following) or _is_past(following)):
            return "a"
        if after == "c" and self.raw[index + 2 : index + 3] == ["a"]:
            return "a"
        if self._is_verdict(index):
            return "a"
        copula = _is_form(self._word_before(index), _COPULAS) or self._before() == "m"
        copula = copula or self._word_before(index) == "as"
        return "a" if copula or self.done[-1:] == ["r"] else "n"
