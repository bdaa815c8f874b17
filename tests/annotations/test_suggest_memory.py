"""What is remembered: counted with every tag in the same commit, matched as whole words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suggest_samples import forget, learn

from annotations import edits, project
from annotations.change import Change
from annotations.errors import StandoffError
from annotations.project import Project, open_project
from annotations.store import open_store
from annotations.suggest import sources
from annotations.suggest.candidates import Candidates
from annotations.suggest.matching import Matcher, is_boundary
from annotations.suggest.memory import Memory, Remembered, size_of
from annotations.suggest.remembering import remember
from annotations.text import Segmentation

TEXT = "Kyiv met Leeds. Kyiv's mayor left Kyiv. In the Old Town of Kyivan Leeds it rained."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("Leeds and Kyiv.\n", encoding="utf-8")
    return tmp_path


def tag(opened: Project, start: int, end: int, label: str, **more: Any) -> Change:
    return edits.tag(opened.open_record, TEXT, start, end, label, opened.scheme, **more)


def counts(opened: Project) -> dict[str, dict[str, tuple[int, int]]]:
    return {row.id: row.totals for row in opened.suggestions.rows() if row.totals}


# Matching


def test_matches_are_whole_words_and_the_longest_of_what_starts_first() -> None:
    matcher = Matcher(["Kyiv", "Old Town", "Town", "Old Town of Kyiv", "Leeds"])
    found = [word for _, _, word in matcher.find(TEXT, 0, len(TEXT))]
    assert found == ["Kyiv", "Leeds", "Kyiv", "Kyiv", "Old Town", "Leeds"]


def test_what_begins_small_is_found_at_a_sentence_s_head_but_no_name_is_found_small() -> None:
    text = "Peace talks failed. The peace talks. polish the Polish."
    found = [text[a:b] for a, b, _ in Matcher(["peace talks", "Polish"]).find(text, 0, len(text))]
    assert found == ["Peace talks", "peace talks", "Polish"]


@pytest.mark.parametrize(
    ("text", "word", "count"),
    [
        ("東京都の東京タワー", "東京", 2),
        ("กรุงเทพมหานคร", "กรุงเทพ", 1),
        ("ka\u0301ka", "ka", 0),
        ("की", "क", 0),
        ("Erdoğan'ın Erdoğanlar", "Erdoğan", 1),
        ("x-ray ray", "ray", 2),
    ],
)
def test_word_boundaries_are_those_of_the_script(text: str, word: str, count: int) -> None:
    assert len(Matcher([word]).find(text, 0, len(text))) == count


@settings(deadline=None)
@given(
    st.text("ab -é東.", max_size=40),
    st.lists(st.text("ab -é東.", min_size=1, max_size=4), max_size=8, unique=True),
)
def test_matching_is_what_a_plain_search_finds(text: str, words: list[str]) -> None:
    words = [word.upper() for word in words]
    text = text.upper()
    expected = []
    at = 0
    while at < len(text):
        ends = [
            at + len(word)
            for word in words
            if text.startswith(word, at)
            and is_boundary(text, at)
            and is_boundary(text, at + len(word))
        ]
        if ends:
            expected.append((at, max(ends)))
        at = max(ends, default=at + 1)
    assert [m[:2] for m in Matcher(words).find(text, 0, len(text))] == expected


# Counting


def test_a_tag_is_remembered_in_its_own_commit_and_one_undo_takes_both_back(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        commit = opened.commit(tag(opened, 0, 4, "GPE"))
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}}
        assert {o.table for o in commit.operations} == {"records", "memory"}
        opened.commit(tag(opened, 16, 20, "GPE"))
        assert counts(opened) == {"Kyiv": {"GPE": (2, 0)}}
        opened.undo()
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}}
        opened.redo()
        assert counts(opened) == {"Kyiv": {"GPE": (2, 0)}}
        opened.undo()
        opened.undo()
        assert counts(opened) == {}
        assert opened.suggestions.rows() == []


def test_another_label_and_a_removal_are_counted(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "GPE"))
        mention = opened.open_record.mentions[0]
        opened.commit(edits.retag(opened.open_record, mention.id, "ORG", opened.scheme))
        assert counts(opened) == {"Kyiv": {"ORG": (1, 0)}}
        opened.commit(edits.remove_mention(opened.open_record, mention.id))
        assert counts(opened) == {}


def test_a_mention_counts_whatever_its_origin(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "ORG", origin="import:brat"))
        assert counts(opened) == {"Kyiv": {"ORG": (1, 0)}}
        mention = opened.open_record.mentions[0]
        opened.commit(edits.retag(opened.open_record, mention.id, "GPE", opened.scheme))
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}}
        opened.undo()
        opened.undo()
        assert counts(opened) == {}
        opened.commit(tag(opened, 9, 14, "GPE", origin="suggestion:memory"))
        assert counts(opened) == {"Leeds": {"GPE": (1, 0)}}


def test_a_change_that_was_counted_is_not_counted_again(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        change = opened.suggestions.remember(tag(opened, 0, 4, "GPE"))
        assert opened.suggestions.remember(change) is change
        opened.commit(change)
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}}


def test_a_rejection_is_a_commit_of_its_own_that_can_be_undone(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(opened.suggestions.reject("Kyiv", "GPE"))
        assert counts(opened) == {"Kyiv": {"GPE": (0, 1)}}
        assert opened.suggestions.memory.is_rejected("Kyiv")
        assert opened.record("a.txt") is None
        opened.undo()
        assert not opened.suggestions.memory.is_rejected("Kyiv")


def test_the_memory_is_there_after_a_restart_and_plain_tinydb_reads_it(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "GPE"))
    data = json.loads((folder / "annotations" / "anna.json").read_text("utf-8"))
    assert list(data["memory"].values()) == [{"id": "Kyiv", "labels": {"GPE": [1, 0]}}]
    with open_project(folder, annotator="anna") as opened:
        document = opened.open("b.txt").document
        candidates = opened.suggestions.candidates(document, Segmentation(document.text))
        opened.suggestions.prepare(wait=True)
        candidates.refresh()
        found = {c[:4] for c in candidates.within(0, 15)}
        assert (10, 14, "GPE", "memory") in found


def test_a_row_that_is_no_memory_is_left_out(folder: Path) -> None:
    path = folder / "annotations" / "anna.json"
    path.parent.mkdir()
    rows = {
        "1": {"id": "Kyiv", "labels": {"GPE": [1, 0]}},
        "2": {"id": "Leeds", "labels": {"GPE": [-1, 0]}},
        "3": {"id": "Rome", "labels": "GPE"},
    }
    path.write_text(json.dumps({"memory": rows}), encoding="utf-8")
    with open_project(folder, annotator="anna") as opened:
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}}
        opened.open("a.txt")
        opened.commit(tag(opened, 9, 14, "GPE"))
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}, "Leeds": {"GPE": (1, 0)}}


def test_long_strings_and_mere_signs_are_not_remembered(folder: Path) -> None:
    (folder / "c.txt").write_text("“…” " + "word " * 60, encoding="utf-8")
    with open_project(folder, annotator="anna") as opened:
        document = opened.open("c.txt").document
        for start, end in ((0, 3), (4, 300)):
            change = edits.tag(
                opened.open_record, document.text, start, end, "ISSUE", opened.scheme
            )
            opened.commit(change)
        assert counts(opened) == {}


STEPS = st.lists(
    st.tuples(st.sampled_from("taru"), st.integers(0, 5), st.sampled_from(["GPE", "ORG"])),
    max_size=12,
)
PLACES = ((0, 4), (9, 14), (16, 20), (34, 38), (47, 55), (66, 71))


@settings(deadline=None, max_examples=25)
@given(STEPS)
def test_what_is_counted_is_what_is_tagged_after_any_edits_and_undos(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("counted")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        for kind, place, label in steps:
            mentions = opened.open_record.mentions
            try:
                if kind == "t":
                    opened.commit(tag(opened, *PLACES[place], label))
                elif kind == "u":
                    opened.undo()
                elif mentions and kind == "a":
                    chosen = mentions[place % len(mentions)].id
                    opened.commit(edits.retag(opened.open_record, chosen, label, opened.scheme))
                elif mentions:
                    chosen = mentions[place % len(mentions)].id
                    opened.commit(edits.remove_mention(opened.open_record, chosen))
            except StandoffError:
                continue
        tagged: dict[str, dict[str, tuple[int, int]]] = {}
        for mention in opened.open_record.mentions:
            before = tagged.setdefault(mention.text, {}).get(mention.label, (0, 0))
            tagged[mention.text][mention.label] = (before[0] + 1, 0)
        assert counts(opened) == tagged
        own = opened.suggestions.memory
        assert {r.id: r.labels for r in own.rows() if r.labels} == tagged
        again = opened.suggestions.recount([opened.open_record])
        assert again.operations == ()


# Proposing


def test_what_was_rejected_more_often_than_accepted_is_proposed_no_more() -> None:
    memory = Memory([Remembered("Kyiv", {"GPE": (2, 1)}), Remembered("Leeds", {"GPE": (1, 1)})])
    memory.build()
    assert [c.label for c in memory.suggest(TEXT, 0, 16)] == ["GPE"]
    assert not memory.is_rejected("Leeds")
    memory = Memory([Remembered("Leeds", {"GPE": (0, 1), "ORG": (1, 1)})])
    assert memory.is_rejected("Leeds")


def test_the_label_is_the_one_that_was_given_most() -> None:
    memory = Memory([Remembered("Kyiv", {"GPE": (2, 0), "ORG": (3, 2), "": (0, 1)})])
    assert memory.label("Kyiv") == "GPE"


def test_what_is_learnt_is_proposed_at_once_beside_what_was_known() -> None:
    memory = Memory([Remembered("Kyiv", {"GPE": (1, 0)})])
    memory.build()
    before = memory.version
    learn(memory, "Leeds", "ORG")
    assert memory.version > before
    found = [(TEXT[c.start : c.end], c.label) for c in memory.suggest(TEXT, 0, 16)]
    assert sorted(found) == [("Kyiv", "GPE"), ("Leeds", "ORG")]
    forget(memory, "Kyiv")
    assert memory.label("Kyiv") == ""


def test_words_without_a_label_hide_no_shorter_ones() -> None:
    text = "the kyiv post and the kyiv post"
    known = Memory([Remembered("kyiv", {"GPE": (1, 0)}), Remembered("kyiv post", {"ORG": (1, 0)})])
    known.build()
    fresh = Memory()
    for memory in (known, fresh):
        if memory is fresh:
            learn(memory, "kyiv", "GPE")
            learn(memory, "kyiv post", "ORG")
        candidates = Candidates(Segmentation(text), memory=memory)
        assert [c.label for c in candidates.within(0, len(text))] == ["ORG", "ORG"]
        forget(memory, "kyiv post")
        assert [c[:3] for c in candidates.within(0, len(text))] == [(4, 8, "GPE"), (22, 26, "GPE")]
        learn(memory, "kyiv post", "ORG")
        assert [c.label for c in candidates.within(0, len(text))] == ["ORG", "ORG"]


def test_what_was_decided_while_the_memory_was_read_stays() -> None:
    memory = Memory()
    learn(memory, "Leeds", "ORG")
    forget(memory, "Kyiv")
    memory.load([Remembered("Kyiv", {"GPE": (1, 0)}), Remembered("Leeds", {"GPE": (9, 0)})])
    assert memory.label("Leeds") == "ORG"
    assert memory.is_rejected("Kyiv")


def test_a_reader_follows_the_writer_s_memory_without_reading_it_all_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_project(folder, annotator="anna") as writer:
        writer.open("a.txt")
        writer.commit(tag(writer, 0, 4, "GPE"))
        with open_project(folder, annotator="anna", read_only=True) as reader:
            reader.suggestions.prepare(wait=True)
            known = reader.suggestions.memory
            read: list[object] = []
            monkeypatch.setattr(known, "load", lambda *rows: read.append(rows))
            writer.commit(tag(writer, 9, 14, "ORG"))
            writer.commit(edits.set_flag(writer.open_record, True))
            assert reader.follow_writer()
            reader.suggestions.prepare(wait=True)
            assert (known.label("Kyiv"), known.label("Leeds")) == ("GPE", "ORG")
            assert read == []


def test_a_reader_reads_the_memory_again_where_more_than_commits_has_changed_it(
    folder: Path,
) -> None:
    with open_project(folder, annotator="anna") as writer:
        writer.open("a.txt")
        writer.commit(tag(writer, 0, 4, "GPE"))
    with open_project(folder, annotator="anna", read_only=True) as reader:
        reader.suggestions.prepare(wait=True)
        path = folder / "annotations" / "anna.json"
        data = json.loads(path.read_text("utf-8"))
        data["memory"]["2"] = {"id": "Leeds", "labels": {"ORG": [1, 0]}}
        path.write_text(json.dumps(data), encoding="utf-8")
        assert reader.follow_writer()
        reader.suggestions.prepare(wait=True)
        assert reader.suggestions.memory.label("Leeds") == "ORG"


@pytest.mark.parametrize("opted_in", [True, False])
def test_others_propose_only_where_the_project_opts_in(folder: Path, opted_in: bool) -> None:
    scheme = project.read_scheme(folder)
    assert not scheme.suggest.others
    from annotations.scheme import template

    setting = f"\n[suggest]\nothers = {str(opted_in).lower()}\n"
    (folder / "standoff.toml").write_text(template() + setting, encoding="utf-8")
    with open_project(folder, annotator="berta") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "GPE"))
    with open_project(folder, annotator="anna") as opened:
        opened.suggestions.prepare(wait=True)
        assert opened.suggestions.memory.label("Kyiv") == ("GPE" if opted_in else "")


# Merging and counting anew


def test_merging_adds_the_counts_up_and_can_be_undone(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "GPE"))
        rows = [Remembered("Kyiv", {"GPE": (2, 1)}), Remembered("Rome", {"GPE": (1, 0)})]
        opened.commit(opened.suggestions.merge(rows, folder / "there"))
        assert counts(opened) == {"Kyiv": {"GPE": (3, 1)}, "Rome": {"GPE": (1, 0)}}
        opened.undo()
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}}


def test_merging_the_same_file_again_takes_the_place_of_what_it_gave_before(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "GPE"))
        kyiv, rome = Remembered("Kyiv", {"GPE": (2, 1)}), Remembered("Rome", {"GPE": (1, 0)})
        opened.commit(opened.suggestions.merge([kyiv, rome], folder / "there"))
        assert opened.suggestions.merge([rome, kyiv], folder / "there").operations == ()
        opened.commit(opened.suggestions.merge([rome], folder / "there"))
        assert counts(opened) == {"Kyiv": {"GPE": (1, 0)}, "Rome": {"GPE": (1, 0)}}
        opened.commit(opened.suggestions.merge([rome], folder / "elsewhere"))
        assert counts(opened)["Rome"] == {"GPE": (2, 0)}
        assert opened.suggestions.memory.label("Rome") == "GPE"


def test_counting_anew_finds_what_was_tagged_and_keeps_what_was_rejected(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "GPE"))
        opened.commit(opened.suggestions.reject("Kyiv", "GPE"))
        rows = [Remembered("Kyiv", {"GPE": (7, 0)}), Remembered("Rome", {"GPE": (1, 0)})]
        opened.commit(opened.suggestions.merge(rows, folder / "there"))
        opened.undo()
        assert counts(opened) == {"Kyiv": {"GPE": (1, 1)}}
        record = opened.open_record
        opened.commit(opened.suggestions.recount([record, record]))
        assert counts(opened) == {"Kyiv": {"GPE": (2, 1)}}


def test_counting_anew_keeps_what_was_merged(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        opened.commit(tag(opened, 0, 4, "GPE"))
        rows = [Remembered("Kyiv", {"GPE": (7, 0)}), Remembered("Rome", {"GPE": (1, 0)})]
        opened.commit(opened.suggestions.merge(rows, folder / "there"))
        assert opened.suggestions.recount([opened.open_record]).operations == ()
        assert counts(opened) == {"Kyiv": {"GPE": (8, 0)}, "Rome": {"GPE": (1, 0)}}


def _nothing(path: Path) -> None:
    """No file at all."""


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (_nothing, "no such file"),
        (lambda path: path.write_text("not JSON"), "not a TinyDB file"),
        (lambda path: path.write_text("{}"), "holds no memory"),
        (lambda path: path.write_text('{"records": {}}'), "holds no memory"),
    ],
)
def test_a_file_that_is_no_memory_is_refused_saying_why(
    tmp_path: Path, write: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / "other.json"
    write(path)
    with pytest.raises(StandoffError, match=rf"other\.json: not merged: .*{why}"):
        sources.memory_to_merge(path, tmp_path, "anna")


def test_the_memory_of_another_project_is_that_of_the_same_annotator(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for root in (there, here):
        root.mkdir()
        (root / "a.txt").write_text(TEXT, encoding="utf-8")
    for name, label in (("anna", "GPE"), ("berta", "ORG")):
        with open_project(there, annotator=name) as opened:
            opened.open("a.txt")
            opened.commit(tag(opened, 0, 4, label))
    path, rows = sources.memory_to_merge(there, here, "anna")
    assert path == there / "annotations" / "anna.json"
    assert [row.label for row in rows] == ["GPE"]
    with pytest.raises(StandoffError, match="carla has no file there"):
        sources.memory_to_merge(there, here, "carla")
    with pytest.raises(StandoffError, match="anna's own memory"):
        sources.memory_to_merge(there, there, "anna")


def test_remembering_reads_no_more_than_the_rows_at_hand(folder: Path) -> None:
    with open_project(folder, annotator="anna") as opened:
        opened.open("a.txt")
        change = tag(opened, 0, 4, "GPE")
    store = open_store(folder / "annotations" / "anna.json", annotator="anna", read_only=True)
    asked: list[str] = []
    read = store.read
    store.read = lambda table, key: asked.append(key) or read(table, key)  # type: ignore[method-assign, func-returns-value]  # a spy
    remember(change, store)
    assert asked == ["Kyiv"]


def test_the_size_tells_proposed_rejected_and_tagged() -> None:
    rows = [Remembered("Kyiv", {"GPE": (2, 1)}), Remembered("Leeds", {"": (0, 1)})]
    size = size_of(rows)
    assert (size.strings, size.proposed, size.rejected, size.accepted) == (2, 1, 1, 2)
