"""Searching a project: what a pattern means, and what is found in texts and annotations."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import edits
from annotations.edits import NewEntity, NewMention
from annotations.errors import StandoffError
from annotations.project import Project, open_project
from annotations.quality import search as searching
from annotations.quality.search import Hit, parse_query, search

TEXT = "Turkey backs talks. Ankara opposes the sanctions against Russia."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three documents; in a.txt Turkey (also as Ankara) opposes sanctions."""
    for name, text in (("a.txt", TEXT), ("b.txt", TEXT), ("c.txt", "Die STRASSE\n  nach Ankara.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened = open_project(tmp_path, annotator="anna")
    opened.open("a.txt")

    def tag(words: str, label: str) -> None:
        at = TEXT.index(words)
        record = opened.open_record
        opened.commit(edits.tag(record, TEXT, at, at + len(words), label, opened.scheme))

    tag("Turkey", "GPE")
    tag("Ankara", "LOC")
    turkey, ankara = opened.open_record.mentions
    assert turkey.entity is not None
    assert ankara.entity is not None
    opened.commit(edits.join(opened.open_record, ankara.entity, turkey.entity))
    at = TEXT.index("Russia")
    opened.commit(
        edits.add_stance(
            opened.open_record,
            TEXT,
            holder=NewMention(at, at + 6, "GPE"),
            polarity="oppose",
            target=NewEntity("sanctions", "ISSUE"),
            evidence=[(20, len(TEXT))],
        )
    )
    yield opened
    opened.close()


def found(project: Project, pattern: str, **how: bool | Collection[str]) -> list[Hit]:
    """The hits of a pattern in the whole project."""
    places = how.get("places")
    query = parse_query(
        pattern,
        expressions=how.get("expressions") is True,
        places=None if isinstance(places, bool) else places,
    )
    return [hit for searched in search(project, query) for hit in searched.hits]


def where(hits: Collection[Hit]) -> list[tuple[str, str, str]]:
    return [(hit.document, hit.kind, hit.words) for hit in hits]


# Words


def test_words_are_found_in_any_case_by_unicodes_folding(project: Project) -> None:
    assert where(found(project, "straße")) == [("c.txt", "text", "STRASSE")]
    assert where(found(project, "ANKARA")) == [
        ("a.txt", "text", "Ankara"),
        ("b.txt", "text", "Ankara"),
        ("c.txt", "text", "Ankara"),
    ]


def test_any_white_space_may_stand_between_words(project: Project) -> None:
    (hit,) = found(project, "strasse  nach")
    assert (hit.words, hit.start, hit.end) == ("STRASSE nach", 4, 18)


def test_a_hit_has_its_place_and_its_context_in_one_line(project: Project) -> None:
    hit = found(project, "sanctions")[0]
    assert hit.extent == (TEXT.index("sanctions"), TEXT.index(" against"))
    assert hit.before + hit.words + hit.after == TEXT


def test_a_hit_takes_its_whole_graphemes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("cafe\u0301 noir", encoding="utf-8")
    with open_project(tmp_path, annotator="anna", read_only=True) as project:
        (hit,) = found(project, "cafe")
    assert hit.extent == (0, 5)


@given(st.text("aAßsİıi\u0301 \n中👩\u200d👧", min_size=1, max_size=30), st.data())
def test_what_stands_in_a_text_is_found_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    if not words.strip():
        return
    query = parse_query(f"x{words}x")
    assert query.words is not None
    hits = list(searching._in_text("a", f"x{text[:start]}x{words}x{text[end:]}", query.words))
    assert any(hit.extent and hit.extent[0] <= start + 1 < hit.extent[1] for hit in hits)


def test_a_text_full_of_hits_is_not_looked_through_before_they_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a " * 200_000, encoding="utf-8")
    with open_project(tmp_path, annotator="anna", read_only=True) as project:
        (searched,) = search(project, parse_query("a"))
        assert next(searched.hits).extent == (0, 1)
        assert next(searched.hits).extent == (2, 3)


# Fields


def test_a_label_finds_its_mentions_whole(project: Project) -> None:
    assert where(found(project, "label:gpe")) == [
        ("a.txt", "mention", "Turkey"),
        ("a.txt", "mention", "Russia"),
    ]
    assert found(project, "label:GP") == []


def test_an_entity_finds_its_mentions_by_a_part_of_its_name(project: Project) -> None:
    hits = found(project, "entity:turk")
    assert where(hits) == [("a.txt", "mention", "Turkey"), ("a.txt", "mention", "Ankara")]
    assert [hit.said for hit in hits] == ["GPE Turkey", "LOC Turkey"]


def test_an_entity_is_found_by_the_aliases_that_the_project_knows(project: Project) -> None:
    entity = project.open_record.mentions[0].entity
    assert entity is not None
    change = edits.share(project.open_record, entity, project.project_entities())
    project.commit(change)
    aliases = [a for e in project.project_entities().values() for a in e.aliases]
    assert "Ankara" in aliases
    assert len(found(project, "entity:ankara")) == 2


def test_an_entity_that_no_mention_shows_is_found_without_a_place(project: Project) -> None:
    (hit,) = found(project, "entity:sanctions")
    assert (hit.kind, hit.extent, hit.said) == ("entity", None, "ISSUE sanctions")


def test_stances_are_found_by_polarity_holder_and_target(project: Project) -> None:
    hits = found(project, "stance:oppose")
    assert [(hit.kind, hit.said) for hit in hits] == [("stance", "Russia — oppose → sanctions")]
    assert hits[0].words == TEXT[20:]
    assert found(project, "holder:russia target:sanctions") == hits
    assert found(project, "holder:sanctions") == []
    assert found(project, "entity:sanctions stance:oppose") == hits
    assert found(project, "stance:support") == []


def test_words_beside_fields_stand_in_the_mention_or_the_evidence(project: Project) -> None:
    assert where(found(project, "label:GPE turk")) == [("a.txt", "mention", "Turkey")]
    assert len(found(project, "stance:oppose against")) == 1
    assert found(project, "against stance:oppose nothing") == []


def test_a_value_of_several_words_is_quoted_and_text_is_a_field_too(project: Project) -> None:
    query = parse_query('entity:"United Nations" text:"label:x"')
    assert query.words is not None
    assert query.words.search("LABEL:X") is not None
    assert query.fields["entity"].search("united  nations") is not None
    assert parse_query("note:this").fields == {}


def test_places_say_where_words_are_looked_for(project: Project) -> None:
    kinds = [hit.kind for hit in found(project, "loc", places=["labels"])]
    assert kinds == ["mention"]
    assert [h.kind for h in found(project, "oppose", places=["stances"])] == ["stance"]
    assert [h.kind for h in found(project, "sanct", places=["entities", "stances"])] == [
        "entity",
        "stance",
    ]
    both = found(project, "turkey", places=["text", "entities"])
    assert [(h.document, h.kind) for h in both] == [
        ("a.txt", "text"),
        ("a.txt", "mention"),
        ("a.txt", "mention"),
        ("b.txt", "text"),
    ]


def test_annotations_of_a_document_that_is_gone_are_found(project: Project) -> None:
    (project.root / "a.txt").unlink()
    with open_project(project.root, annotator="anna", read_only=True) as later:
        assert where(found(later, "label:loc")) == [("a.txt", "mention", "Ankara")]


# Expressions, and what can't be searched for


def test_expressions_are_searched_in_texts_and_fields(project: Project) -> None:
    assert [h.words for h in found(project, r"\bs\w+s\b", expressions=True)] == ["sanctions"] * 2
    assert len(found(project, "label:(GPE|LOC)", expressions=True)) == 3
    assert found(project, r"x*", expressions=True) == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(a", "(a: no regular expression: missing )"),
        ("label:[", "[: no regular expression"),
        ("  ", "say what to search for"),
        ("label:", "nothing stands after label:, as in label:GPE"),
        ("label:A label:B", "label: stands in it twice"),
        ("label:A stance:b", "a stance has no label"),
        ("holdr:Anna", "there is no field holdr; fields are label, entity, stance, holder, target"),
        ("label:A Targets:b", "there is no field Targets"),
        ("polarity:support", "there is no field polarity"),
    ],
)
def test_what_can_not_be_searched_for_is_said_in_a_line(pattern: str, said: str) -> None:
    with pytest.raises(StandoffError) as raised:
        parse_query(pattern, expressions=True)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_field_says_already_where_to_search() -> None:
    with pytest.raises(StandoffError, match="says already where"):
        parse_query("label:GPE", places=["text"])


def test_an_expression_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_LONGEST", 0.05)
    (tmp_path / "a.txt").write_text("x" * 5000, encoding="utf-8")
    with (
        open_project(tmp_path, annotator="anna", read_only=True) as project,
        pytest.raises(StandoffError, match=r"a\.txt: the expression takes more than"),
    ):
        found(project, "(x+x+)+y", expressions=True)


def test_a_document_that_can_not_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\xfa needle")
    (tmp_path / "b.txt").write_text("needle", encoding="utf-8")
    with open_project(tmp_path, annotator="anna", read_only=True) as project:
        results = list(search(project, parse_query("needle")))
    assert "a.txt" in results[0].fault
    assert [hit.document for searched in results for hit in searched.hits] == ["b.txt"]


@pytest.mark.parametrize(
    "pattern", ["https://a.org", "12:30", "Bürger:innen", "note:this", "holdr: Anna", "(holdr:x)"]
)
def test_words_with_a_colon_that_are_like_no_field_are_words(pattern: str) -> None:
    query = parse_query(pattern)
    assert query.fields == {}
    assert query.words is not None
    assert query.words.search(pattern)


def test_what_looks_like_a_field_is_looked_for_as_words_in_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("say holdr:Anna here", encoding="utf-8")
    with open_project(tmp_path, annotator="anna", read_only=True) as project:
        assert [hit.words for hit in found(project, 'text:"holdr:Anna"')] == ["holdr:Anna"]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("label:FOO", "the scheme has no label FOO, only PERSON, "),
        ("label:g.e", "the scheme has no label g.e, only PERSON"),
        ("stance:suport entity:x", "the scheme has no polarity suport, only "),
        ("label:gpe", ""),
        ("stance:SUPPORT", ""),
        ("holder:FOO words", ""),
        ("FOO", ""),
    ],
)
def test_names_that_the_scheme_does_not_have_are_told(
    project: Project, pattern: str, said: str
) -> None:
    told = searching.unknown_names(parse_query(pattern), project.scheme)
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_an_expression_that_some_name_meets_is_known(project: Project) -> None:
    query = parse_query("label:(GPE|FOO)", expressions=True)
    assert searching.unknown_names(query, project.scheme) == ""
