"""The shapes of what is known of one language, and of a word that was read with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, eq=False)
class Grammar:
    """The closed classes of one language; words as `key_of` writes them.

    - `script` is the name of its script in Unicode; `spaced` says that spaces part its words.
    - `function` words part phrases: adpositions, conjunctions, pronouns, auxiliaries, the verbs
      that news is told with. `agent` are those that follow who acts, `links` those inside of names
      ("of"), `light` the verbs that make one with the word before.
    - `roles` say what somebody is and `firms` what a company is, beside a name: before it, or
      behind it where `roles_before` is false; `offices` before a role say of what it is. `heads`
      say what a name is of, by label; they begin it where `before` is true, else they end it. A
      person's name has up to `name_words` words, but for `particles` that go on with the next one
      ("Ben"), or one of `person_endings`.
    - `forms` are endings, each with what the word ends with that it is an inflection of.
    - `endings` are no part of a word's stem, nor of a name where `cut` is true; a phrase ends with
      one of `closing`. `prefixes` are words written together with the next, `article` is such a
      one too. `subject_first`: what has no article behind one that has it is likely a verb.
    - `verbal` is a pattern that hardly any words but verbs have, `participle` one that they have
      before one of `light`; `solid` are words that only look as if a function word was in them.
    - `months` and `days` make dates, and so do `units` beside `near`: "last week".
    """

    script: str
    function: frozenset[str] = frozenset()
    agent: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    heads: Mapping[str, str] = field(default_factory=dict)
    before: bool = False
    roles_before: bool = True
    name_words: int = 3
    person_endings: tuple[str, ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    endings: frozenset[str] = frozenset()
    cut: bool = False
    closing: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    article: str = ""
    subject_first: bool = False
    verbal: str = ""
    participle: str = ""
    solid: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    spaced: bool = True


NONE = Grammar("")


def key_of(word: str) -> str:
    """A word as the tables have it: letters and their signs in one order (Unicode's form C)."""
    return unicodedata.normalize("NFC", word) if not word.isascii() else word.lower()


def words(text: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(map(key_of, text.split()))


def heads(**labels: str) -> dict[str, str]:
    """The label of each head in a table."""
    return {key_of(word): label for label, listed in labels.items() for word in listed.split()}


class Piece(NamedTuple):
    """A word or a sign: its offsets, its key, and its kind in one letter.

    c a word of a phrase, h one that a name is of, r what somebody is, o
    what a company is, f a function word, a one that
    follows who acts, # a number, D a date, . a sign. Of the parts of
    dates w is a month, d a day, n and u are the words of "last week".
    """

    start: int
    end: int
    key: str
    kind: str
