"""Candidates of a spaCy model, with a small stand-in for the library."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType, SimpleNamespace

import pytest

from annotations.errors import StandoffError
from annotations.suggest.spacy import SpacySuggester, spacy_source

TEXT = "Headline of Leeds\nThe Blue Sea and Anna’s 5 boats."


class Model:
    """Finds given words, as a spaCy pipeline with entities does."""

    def __init__(
        self, words: dict[str, str], names: tuple[str, ...] = ("tok2vec", "parser", "ner")
    ):
        self.pipe_names = list(names)
        self.enabled: list[str] = []
        self.texts: list[str] = []
        self._words = words

    def select_pipes(self, *, enable: list[str]) -> None:
        self.enabled = enable

    def pipe(self, texts: Iterable[str]) -> Iterator[SimpleNamespace]:
        for text in texts:
            self.texts.append(text)
            ents = [
                SimpleNamespace(start_char=at, end_char=at + len(word), label_=label)
                for word, label in self._words.items()
                if (at := text.find(word)) >= 0
            ]
            yield SimpleNamespace(ents=ents)


def install(monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
    library = ModuleType("spacy")

    def load(name: str) -> Model:
        if name != "some_model":
            raise OSError(f"[E050] Can't find model '{name}'")
        return model

    library.load = load  # type: ignore[attr-defined]  # made here
    monkeypatch.setitem(sys.modules, "spacy", library)


def test_entities_are_candidates_line_by_line_without_articles_and_possessives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Model({"Leeds": "GPE", "The Blue Sea": "LOC", "Anna’s": "PER", "5": "CARDINAL"})
    install(monkeypatch, model)
    suggester = SpacySuggester("some_model")
    found = [(TEXT[c.start : c.end], c.label) for c in suggester.suggest(TEXT, 0, len(TEXT))]
    assert found == [("Leeds", "GPE"), ("Blue Sea", "LOC"), ("Anna", "PERSON")]
    assert suggester.name == "spacy:some_model"
    assert model.texts == TEXT.split("\n")
    assert model.enabled == ["tok2vec", "ner"]


def test_a_missing_extra_is_one_line_with_the_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(StandoffError, match=r"pip install 'standoff\[spacy\]'") as caught:
        SpacySuggester("some_model")
    assert "\n" not in str(caught.value)


def test_a_missing_model_is_named_with_the_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Model({}))
    with pytest.raises(StandoffError, match="pip install other-model"):
        SpacySuggester("other_model")


def test_a_model_without_names_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Model({}, ("tagger",)))
    with pytest.raises(StandoffError, match="finds no names"):
        SpacySuggester("some_model")


def test_the_model_is_loaded_when_it_is_first_asked_and_its_fault_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    source = spacy_source("some_model")
    visit = source.begin("a", TEXT)
    assert source.take_faults() == []
    visit.ask(0, len(TEXT))
    while visit.is_busy:
        pass
    (fault,) = source.take_faults()
    assert fault.startswith("suggester spacy:some_model: spaCy is not installed")
