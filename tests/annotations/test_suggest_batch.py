"""Predictions for a whole corpus: written in batches, resumable, and shown as candidates."""

from __future__ import annotations

from pathlib import Path

import pytest
from suggest_samples import learn, settle

from annotations import edits
from annotations.errors import CorpusError, ReadOnlyError, StandoffError
from annotations.model import Document, Record, decode_record
from annotations.project import open_project, timestamp
from annotations.store import open_store
from annotations.suggest import batch
from annotations.suggest.base import Candidate
from annotations.suggest.batch import ByPatterns, Made, Predicting, SourceError
from annotations.suggest.predictions import file_of, sources
from annotations.text import Segmentation

TEXT = "They say that Anna Smith of the ACME Group is in Leeds.\n"


class Given:
    """Proposes the same for every document, and fails where it is told to."""

    def __init__(self, *candidates: Candidate, fails_at: str = "") -> None:
        self.name = "given"
        self.asked: list[str] = []
        self._candidates = candidates
        self._fails_at = fails_at

    def propose(self, document: Document) -> list[Candidate]:
        if document.id == self._fails_at:
            raise SourceError("suggester given: it broke")
        self.asked.append(document.id)
        return list(self._candidates)


LEEDS = Candidate(49, 54, "GPE", "given", 0.7)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def predict(folder: Path, proposer: batch.Proposer, *, again: bool = False) -> Made:
    with open_project(folder, annotator="anna", read_only=True) as opened:
        labels = [label.name for label in opened.scheme.labels]
        predicting = Predicting(folder, proposer, labels=labels, guideline="1", now=timestamp)
        return predicting.run(opened.ids, opened.corpus.load, again=again)


def predicted(folder: Path, source: str, document_id: str) -> Record | None:
    store = open_store(file_of(folder, source), annotator=source, read_only=True)
    row = store.read("records", document_id)
    return decode_record(row, document_id) if row else None


def test_every_document_gets_a_record_of_the_proposals(folder: Path) -> None:
    made = predict(folder, ByPatterns())
    assert (made.documents, made.proposals, made.faults) == (4, 12, [])
    record = predicted(folder, "patterns", "a.txt")
    assert record is not None
    assert [m.text for m in record.mentions] == ["Anna Smith", "ACME Group", "Leeds"]
    assert {m.origin for m in record.mentions} == {"suggestion:patterns"}
    assert record.annotator == "patterns"
    assert sources(folder) == ["patterns"]


def test_documents_that_have_predictions_for_their_text_are_passed_over(folder: Path) -> None:
    predict(folder, Given(LEEDS))
    (folder / "b.txt").write_text(TEXT + "More.\n", encoding="utf-8")
    proposer = Given(LEEDS)
    made = predict(folder, proposer)
    assert proposer.asked == ["b.txt"]
    assert (made.documents, made.passed) == (1, 3)
    assert predict(folder, Given(LEEDS), again=True).documents == 4


def test_a_run_that_breaks_off_keeps_what_it_made_and_the_next_goes_on(folder: Path) -> None:
    made = predict(folder, Given(LEEDS, fails_at="c.txt"))
    assert made.faults == ["suggester given: it broke"]
    proposer = Given(LEEDS)
    predict(folder, proposer)
    assert proposer.asked == ["c.txt", "d.txt"]


def test_an_interrupted_run_keeps_what_it_made(folder: Path) -> None:
    class Interrupted(Given):
        def propose(self, document: Document) -> list[Candidate]:
            if document.id == "c.txt":
                raise KeyboardInterrupt
            return super().propose(document)

    with pytest.raises(KeyboardInterrupt):
        predict(folder, Interrupted(LEEDS))
    proposer = Given(LEEDS)
    predict(folder, proposer)
    assert proposer.asked == ["c.txt", "d.txt"]


def test_a_document_that_can_t_be_read_is_named_and_the_rest_goes_on(folder: Path) -> None:
    with open_project(folder, annotator="anna", read_only=True) as opened:

        def load(document_id: str) -> Document:
            if document_id == "b.txt":
                raise CorpusError("b.txt: unreadable")
            return opened.corpus.load(document_id)

        predicting = Predicting(folder, Given(LEEDS), labels=["GPE"], guideline=None, now=timestamp)
        made = predicting.run(opened.ids, load)
    assert (made.documents, made.faults) == (3, ["b.txt: unreadable"])


def test_commits_are_made_in_batches(folder: Path) -> None:
    for number in range(120):
        (folder / f"n{number:03}.txt").write_text(TEXT, encoding="utf-8")
    predict(folder, Given(LEEDS))
    store = open_store(file_of(folder, "given"), annotator="given", read_only=True)
    assert len(store.keys("records")) == 124
    assert len(list(store.history())) == 3


def test_human_work_is_never_touched(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(edits.tag(opened.open_record, TEXT, 49, 54, "ORG", opened.scheme))
    before = (folder / "annotations" / "anna.json").read_bytes()
    predict(folder, ByPatterns())
    assert (folder / "annotations" / "anna.json").read_bytes() == before
    assert [path.name for path in folder.glob("annotations/*.json")] == ["anna.json"]


def test_predictions_that_somebody_else_writes_are_refused(folder: Path) -> None:
    predict(folder, Given(LEEDS))
    store = open_store(file_of(folder, "given"), annotator="given")
    try:
        with pytest.raises(ReadOnlyError):
            predict(folder, Given(LEEDS), again=True)
    finally:
        store.close()


def shown(folder: Path, name: str) -> list[Candidate]:
    with open_project(folder, annotator="anna") as opened:
        document = opened.open(name).document
        candidates = opened.suggestions.candidates(document, Segmentation(document.text))
        opened.suggestions.prepare(wait=True)
        candidates.refresh()
        candidates.within(0, len(document.text))
        settle(candidates)
        return candidates.within(0, len(document.text))


def test_predictions_are_candidates_of_the_text_that_they_were_made_for(folder: Path) -> None:
    odd = Candidate(0, 8, "GONE", "given", 0.95)
    predict(folder, Given(LEEDS, odd))
    (folder / "b.txt").write_text("So " + TEXT, encoding="utf-8")
    assert Candidate(0, 8, "", "given", 0.95) in shown(folder, "a.txt")
    assert {c.source for c in shown(folder, "b.txt")} == {"patterns"}


def test_damaged_predictions_are_told_and_the_rest_goes_on(folder: Path) -> None:
    predict(folder, Given(LEEDS))
    file_of(folder, "given").write_text("{broken", encoding="utf-8")
    assert [c.source for c in shown(folder, "a.txt")] == ["patterns"] * 3


def test_the_sources_are_those_of_the_settings_or_those_named(folder: Path) -> None:
    with open_project(folder, annotator="anna", read_only=True) as opened:
        (one,) = batch.proposers(opened.suggestions, None)
        assert one.name == "patterns"
        with pytest.raises(StandoffError, match="nothing is remembered yet"):
            batch.proposers(opened.suggestions, ["memory"])
        learn(opened.suggestions.memory, "Leeds", "GPE")
        names = [p.name for p in batch.proposers(opened.suggestions, None)]
        assert names == ["patterns", "memory"]
        (one,) = batch.proposers(opened.suggestions, ["memory"])
        assert [c[:3] for c in one.propose(opened.corpus.load("a.txt"))] == [(49, 54, "GPE")]
        with pytest.raises(StandoffError, match="no source nowhere; there are patterns, memory"):
            batch.proposers(opened.suggestions, ["nowhere"])
