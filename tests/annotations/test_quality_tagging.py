"""Tagging what a search found: one change, one undo, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations import edits
from annotations.edits import NewEntity
from annotations.errors import EditError
from annotations.model import Participant, faults
from annotations.project import Project, open_project
from annotations.quality.search import Hit, parse_query, search
from annotations.quality.tagging import tag_hits

TEXT = "Turkey met Russia. Turkey left."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with open_project(tmp_path, annotator="anna") as opened:
        yield opened


def found(project: Project, pattern: str) -> list[Hit]:
    return [hit for one in search(project, parse_query(pattern)) for hit in one.hits]


def tag(project: Project, document: str, start: int, end: int, label: str) -> None:
    record = project.open(document).record
    project.commit(edits.tag(record, TEXT, start, end, label, project.scheme))


def mentions(project: Project, document: str) -> list[tuple[int, str]]:
    record = project.record(document)
    if record is None:
        return []
    assert faults(record, TEXT) == []
    return sorted((mention.start, mention.label) for mention in record.mentions)


def test_hits_in_several_documents_are_one_commit_and_one_undo(project: Project) -> None:
    commits = len(list(project.commits()))
    project.commit(tag_hits(project, "GPE", found(project, "turkey")))
    assert len(list(project.commits())) == commits + 1
    for name in ("a.txt", "b.txt", "c.txt"):
        assert mentions(project, name) == [(0, "GPE"), (19, "GPE")]
    undone = project.undo()
    assert undone.summary == "GPE: 6 places in 3 documents"
    assert [mentions(project, name) for name in ("a.txt", "b.txt", "c.txt")] == [[], [], []]


def test_places_with_the_same_words_are_one_entity(project: Project) -> None:
    project.commit(tag_hits(project, "GPE", found(project, "turkey")))
    record = project.record("a.txt")
    assert record is not None
    assert len({mention.entity for mention in record.mentions}) == 1


def test_what_is_tagged_so_already_is_left_out_and_counted(project: Project) -> None:
    tag(project, "a.txt", 0, 6, "GPE")
    tag(project, "b.txt", 0, 6, "ORG")
    change = tag_hits(project, "GPE", found(project, "turkey"))
    assert change.summary == (
        "GPE: 4 places in 3 documents, 1 tagged so already, 1 tagged otherwise"
    )
    project.commit(change)
    assert mentions(project, "b.txt") == [(0, "ORG"), (19, "GPE")]


def test_some_of_the_hits_are_tagged_and_no_others(project: Project) -> None:
    hits = found(project, "turkey")
    project.commit(tag_hits(project, "GPE", [hits[1], hits[4]]))
    assert mentions(project, "a.txt") == [(19, "GPE")]
    assert mentions(project, "b.txt") == []
    assert mentions(project, "c.txt") == [(0, "GPE")]


def test_hits_that_are_mentions_get_the_label(project: Project) -> None:
    tag(project, "a.txt", 0, 6, "ORG")
    tag(project, "b.txt", 11, 17, "ORG")
    project.commit(tag_hits(project, "GPE", found(project, "label:org")))
    assert mentions(project, "a.txt") == [(0, "GPE")]
    assert mentions(project, "b.txt") == [(11, "GPE")]


def test_nothing_left_to_tag_is_said_with_the_reasons(project: Project) -> None:
    tag(project, "a.txt", 11, 17, "GPE")
    with pytest.raises(EditError, match="nothing is left to tag as GPE, 1 tagged so already"):
        tag_hits(project, "GPE", found(project, "russia")[:1])
    record = project.open("a.txt").record
    entity = record.mentions[0].entity
    assert entity is not None
    project.commit(
        edits.add_stance(
            record,
            TEXT,
            holder=Participant(entity),
            polarity="support",
            target=NewEntity("peace", "ISSUE"),
            evidence=[(0, 18)],
        )
    )
    with pytest.raises(EditError, match="1 not words that can be tagged"):
        tag_hits(project, "GPE", found(project, "stance:support"))


def test_a_hit_whose_mention_is_gone_since_is_left_out(project: Project) -> None:
    tag(project, "a.txt", 0, 6, "ORG")
    hits = found(project, "label:org")
    project.undo()
    with pytest.raises(EditError, match="1 gone since"):
        tag_hits(project, "GPE", hits)


def test_what_was_propagated_inside_of_a_longer_hit_gives_way(project: Project) -> None:
    tag(project, "a.txt", 0, 6, "GPE")
    record = project.open("a.txt").record
    project.commit(edits.tag_others(record, TEXT, record.mentions[0].id, [(19, 25)]))
    project.commit(tag_hits(project, "EVENT", found(project, "turkey left")[:1]))
    assert mentions(project, "a.txt") == [(0, "GPE"), (19, "EVENT")]


def test_words_in_or_over_a_mention_are_left_out_and_counted(
    project: Project,
) -> None:
    tag(project, "a.txt", 0, 17, "EVENT")
    change = tag_hits(project, "GPE", found(project, "turkey"))
    assert change.summary == "GPE: 5 places in 3 documents, 1 in or over a mention"
    project.commit(change)
    assert mentions(project, "a.txt") == [(0, "EVENT"), (19, "GPE")]
    with pytest.raises(EditError, match="ISSUE, 3 in or over a mention"):
        tag_hits(project, "ISSUE", found(project, "russia. turkey"))


def test_parts_of_words_are_left_out_and_counted_unless_they_were_chosen(project: Project) -> None:
    with pytest.raises(EditError, match="nothing is left to tag as GPE, 6 a part of a word"):
        tag_hits(project, "GPE", found(project, "urke"))
    project.commit(tag_hits(project, "GPE", found(project, "urke")[:1], chosen=True))
    assert mentions(project, "a.txt") == [(1, "GPE")]


def test_hits_that_were_chosen_may_lie_in_a_mention(project: Project) -> None:
    tag(project, "a.txt", 0, 17, "EVENT")
    project.commit(tag_hits(project, "GPE", found(project, "turkey")[:1], chosen=True))
    assert mentions(project, "a.txt") == [(0, "EVENT"), (0, "GPE")]


def test_an_open_document_that_changed_is_tagged_as_it_is_shown(project: Project) -> None:
    project.open("a.txt")
    (project.root / "a.txt").write_text("Now: " + TEXT, encoding="utf-8")
    project.commit(tag_hits(project, "GPE", found(project, "turkey")))
    assert mentions(project, "a.txt") == [(0, "GPE"), (19, "GPE")]
