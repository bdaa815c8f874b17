"""Bringing a dataset into a project: what comes in, what is left alone, all of it or none."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest
from format_records import Faults, annotated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations import edits
from annotations.errors import CommitError, StandoffError, StoreError
from annotations.formats import jsonl
from annotations.formats.base import Annotated, Fault, Format, Incoming, Outgoing, Report
from annotations.formats.draft import Draft
from annotations.imports.dataset import Outcome, import_dataset
from annotations.imports.records import with_entities
from annotations.imports.staging import held_off
from annotations.model import Document, Entity, Mention, Record, span_of, text_hash
from annotations.project import annotators, open_project
from annotations.scheme import default_scheme, read_scheme, template
from annotations.store import open_store
from annotations.store.journalled import JournalledStore
from annotations.store.placing import Placing

TEXT = "Ankara 🇹🇷 backs Kyiv. So it says.\r\n"


def document(name: str = "a.txt", text: str = TEXT) -> Document:
    return Document(name, text, text_hash(text), "A title", {"source": "x"})


def drafted(
    *found: tuple[int, int, str], name: str = "a.txt", text: str = TEXT, annotator: str = ""
) -> Incoming:
    """A document with mentions, as a reader without entities gives it."""
    draft = Draft("import:toy")
    for start, end, label in found:
        draft.mention([span_of(text, start, end)], label, text=text[start:end])
    one = document(name, text)
    return Incoming(one, draft.record(name, one.sha256, annotator), f"toy:{name}")


def toy(*incoming: Incoming | Fault) -> Format:
    """A format that reads just these, whatever the source is."""

    def read(path: Path, report: Report) -> Iterator[Incoming]:
        for each in incoming:
            if isinstance(each, Fault):
                report(each)
            else:
                yield each

    return Format(
        "toy", "A toy", (".toy",), frozenset({"mentions"}), read=read, again=lambda *_: None
    )


def bring(root: Path, chosen: Format, source: Path = Path("data.toy"), **more: Any) -> Outcome:
    more.setdefault("report", Faults())
    return import_dataset(source, root, chosen, **more)


def export(root: Path, annotator: str) -> bytes:
    out = io.BytesIO()
    with open_project(root, annotator=annotator, read_only=True) as project:
        jsonl.write(project.annotated(), out, Outgoing(project.scheme))
    return out.getvalue()


def files(root: Path) -> dict[str, bytes]:
    """What is in a folder, without empty lock files."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a text that anna has tagged."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.txt").write_bytes(TEXT.encode())
    (root / "b.txt").write_bytes(b"Kyiv again.")
    tag(root, "anna", "a.txt", 0, 6)
    return root


def tag(root: Path, who: str, name: str, start: int, end: int) -> None:
    with open_project(root, annotator=who) as opened:
        one = opened.open(name)
        opened.commit(edits.tag(one.record, one.document.text, start, end, "GPE", opened.scheme))


def record(root: Path, who: str, name: str = "a.txt") -> Record:
    with open_project(root, annotator=who, read_only=True) as opened:
        found = opened.record(name)
    assert found is not None
    return found


# What comes in


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(annotated(), st.booleans())
def test_an_export_that_is_imported_is_exported_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, pair: Annotated, without_text: bool
) -> None:
    root = tmp_path_factory.mktemp("fresh")
    one, of = pair
    # The project's entities are not in the export: without references there is nothing to find.
    one = replace(one, annotator="anna", revision=max(one.revision, 1))
    of = replace(of, title=of.title or "A title")
    for with_text in (True, not without_text):
        out = io.BytesIO()
        jsonl.write([(one, of)], out, Outgoing(default_scheme(), with_text=with_text))
        source = root / "export.data"
        source.write_bytes(out.getvalue())
        told = Faults()
        bring(root / "project", jsonl.FORMAT, source, report=told)
        assert told == []
    again = io.BytesIO()
    with open_project(root / "project", annotator="anna", read_only=True) as opened:
        assert opened.notices == []
        jsonl.write(opened.annotated(), again, Outgoing(opened.scheme))
    exported = io.BytesIO()
    jsonl.write([(one, of)], exported, Outgoing(default_scheme()))
    assert again.getvalue() == exported.getvalue()


def test_a_new_project_gets_its_documents_and_annotations(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "project"
    found = bring(root, toy(drafted((0, 6, "GPE"))), annotator="bob")
    assert (found.documents, found.joined, dict(found.records)) == (1, 0, {"bob": 1})
    assert found.file == root / "data.jsonl"
    with open_project(root, annotator="bob", read_only=True) as opened:
        assert list(opened.ids) == ["a.txt"]
        shown = opened.open("a.txt")
    assert shown.notice == ""
    assert shown.document == document()
    assert shown.record.mentions[0].text == "Ankara"
    assert shown.record.created == shown.record.updated != ""
    assert shown.record.revision == 1
    assert not list(root.rglob("*.tmp"))


def test_imported_work_can_be_gone_on_with(tmp_path: Path) -> None:
    bring(tmp_path, toy(drafted((0, 6, "GPE"))), annotator="bob")
    with open_project(tmp_path, annotator="bob") as opened:
        one = opened.open("a.txt")
        opened.commit(edits.tag(one.record, TEXT, 16, 20, "GPE", opened.scheme))
        opened.undo()
    assert [m.text for m in record(tmp_path, "bob").mentions] == ["Ankara"]


def test_a_document_that_is_there_is_joined_by_id_and_text(project: Path) -> None:
    found = bring(project, toy(drafted((16, 20, "GPE"))), annotator="bob")
    assert (found.documents, found.joined, found.file) == (0, 1, None)
    assert [m.text for m in record(project, "bob").mentions] == ["Kyiv"]
    assert not list(project.glob("*.jsonl"))


def test_a_document_that_is_there_under_another_name_is_joined_by_its_text(project: Path) -> None:
    found = bring(project, toy(drafted((16, 20, "GPE"), name="x/other.txt")), annotator="bob")
    assert (found.documents, found.joined) == (0, 1)
    assert record(project, "bob").id == "a.txt"


def test_of_two_with_one_text_each_gets_its_own_document(project: Path) -> None:
    one, other = (drafted((0, 6, "GPE"), name=name) for name in ("x.txt", "y.txt"))
    told = Faults()
    found = bring(project, toy(one, other), annotator="bob", report=told)
    assert (found.documents, found.joined, told) == (1, 1, [])
    assert record(project, "bob", "y.txt").mentions
    assert bring(project, toy(one, other), annotator="bob").unchanged == 2


def test_another_text_under_a_known_id_gets_an_id_of_its_own_and_that_is_said(
    project: Path,
) -> None:
    told = Faults()
    changed = drafted((0, 4, "GPE"), text="Kyiv is a city.")
    found = bring(project, toy(changed), annotator="bob", report=told)
    assert told.lines == ["toy:a.txt: the project has another document 'a.txt'; this is 'a.txt-2'"]
    assert found.documents == 1
    assert record(project, "bob", "a.txt-2").mentions[0].text == "Kyiv"
    assert bring(project, toy(changed), annotator="bob").unchanged == 1


def test_a_document_whose_place_another_took_gets_its_own_once(project: Path) -> None:
    chosen = toy(drafted((0, 6, "GPE"), name="x.txt"), drafted((16, 20, "GPE"), name="a.txt"))
    assert bring(project, chosen, annotator="bob").documents == 1
    again = bring(project, chosen, annotator="bob")
    assert (again.documents, again.unchanged) == (0, 2)


def test_documents_without_annotations_come_in_alone(project: Path) -> None:
    new = Incoming(document("c.txt", "New."), None, "toy:1")
    found = bring(project, toy(new, new._replace(document=document("d.txt", "Too."))))
    assert (found.documents, dict(found.records)) == (2, {})
    assert annotators(project) == ["anna"]
    with open_project(project, annotator="anna", read_only=True) as opened:
        assert list(opened.ids) == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_a_corpus_file_is_never_written_over(project: Path) -> None:
    (project / "data.jsonl").write_bytes(b'{"text": "mine"}\n')
    found = bring(project, toy(drafted(name="c.txt", text="New.")), annotator="bob")
    assert found.file == project / "data-2.jsonl"
    assert (project / "data.jsonl").read_bytes() == b'{"text": "mine"}\n'


def test_the_corpus_folder_of_the_scheme_gets_the_documents(tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text(
        template() + '\n[corpus]\npath = "articles"\n', encoding="utf-8"
    )
    found = bring(tmp_path, toy(drafted((0, 6, "GPE"))), annotator="bob")
    assert found.file == tmp_path / "articles" / "data.jsonl"
    assert record(tmp_path, "bob").mentions


def test_without_its_text_an_export_finds_that_in_the_project(project: Path) -> None:
    line = export(project, "anna")
    bare = {k: v for k, v in msgspec.json.decode(line).items() if k != "text"}
    source = project.parent / "bare.jsonl"
    moved = bare | {"id": "elsewhere.txt"}
    gone = bare | {"sha256": "0" * 64, "id": "gone.txt"}
    source.write_bytes(b"\n".join(map(msgspec.json.encode, (bare, moved, gone))))
    told = Faults()
    found = bring(project, jsonl.FORMAT, source, annotator="bob", report=told)
    assert (dict(found.records), found.documents) == ({"bob": 2}, 1)
    assert record(project, "bob", "elsewhere.txt").mentions == record(project, "anna").mentions
    assert record(project, "bob").mentions == record(project, "anna").mentions
    assert [fault.what for fault in told] == ["the project doesn't have the text of 'gone.txt'"]


# Whose


def test_annotations_go_to_whom_the_source_names(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("STANDOFF_ANNOTATOR", "me")
    found = bring(
        tmp_path,
        toy(
            drafted((0, 6, "GPE"), annotator="carla"),
            drafted((0, 6, "ORG"), annotator="dev/eloper 1@x.org"),
            drafted((0, 6, "GPE"), name="b.txt", text=TEXT + "b"),
        ),
    )
    assert dict(found.records) == {"carla": 1, "dev-eloper-1@x.org": 1, "me": 1}
    assert annotators(tmp_path) == ["carla", "dev-eloper-1@x.org", "me"]
    assert record(tmp_path, "carla").annotator == "carla"
    assert found.documents == 2


def test_a_given_annotator_gets_all_and_a_second_record_of_one_document_is_said(
    tmp_path: Path,
) -> None:
    told = Faults()
    one = drafted((0, 6, "GPE"), annotator="carla")
    other = drafted((0, 6, "ORG"), annotator="dan")
    found = bring(tmp_path, toy(one, other), annotator="bob", report=told)
    assert dict(found.records) == {"bob": 1}
    assert told.lines == [
        "toy:a.txt: 'a.txt' is there twice, annotated by bob; the first one counts"
    ]


def test_human_work_is_left_alone_and_said(project: Path) -> None:
    before = files(project / "annotations")
    told = Faults()
    found = bring(project, toy(drafted((16, 20, "ORG"))), annotator="anna", report=told)
    assert told.lines == ["toy:a.txt: a.txt has annotations by anna already; they are left alone"]
    assert dict(found.records) == {}
    assert files(project / "annotations") == before


def test_the_same_again_changes_nothing_and_is_no_fault(project: Path) -> None:
    chosen = toy(drafted((16, 20, "ORG")), drafted((0, 4, "GPE"), name="c", text="Kyiv."))
    bring(project, chosen, annotator="bob")
    before = files(project)
    told = Faults()
    found = bring(project, chosen, annotator="bob", report=told)
    assert (found.unchanged, found.documents, told) == (2, 0, [])
    assert files(project) == before


def test_what_comes_in_is_remembered_as_what_is_tagged_is(project: Path) -> None:
    tag(project, "anna", "b.txt", 0, 4)
    text = f"{TEXT}More."
    coming = drafted((0, 6, "GPE"), (16, 20, "GPE"), name="n.txt", text=text, annotator="anna")
    for _ in range(2):
        bring(project, toy(coming))
        with open_project(project, annotator="anna") as opened:
            rows = {row.id: row.labels for row in opened.suggestions.rows()}
            assert rows == {"Ankara": {"GPE": (2, 0)}, "Kyiv": {"GPE": (2, 0)}}
            records = [record for record, _ in opened.annotated()]
            assert opened.suggestions.recount(records).operations == ()
    with open_project(project, annotator="anna") as opened:
        first = opened.open("n.txt").record.mentions[0]
        opened.commit(edits.remove_mention(opened.open_record, first.id))
        rows = {row.id: row.labels for row in opened.suggestions.rows()}
        assert rows == {"Ankara": {"GPE": (1, 0)}, "Kyiv": {"GPE": (2, 0)}}


def test_a_record_that_says_nothing_gives_way(project: Path) -> None:
    with open_project(project, annotator="anna") as opened:
        opened.undo()
    empty = record(project, "anna")
    assert empty.mentions == ()
    bring(project, toy(drafted((16, 20, "GPE"))), annotator="anna")
    new = record(project, "anna")
    assert [m.text for m in new.mentions] == ["Kyiv"]
    assert new.revision > empty.revision
    assert new.next >= empty.next


def test_other_records_of_the_annotator_stay(project: Path) -> None:
    before = record(project, "anna")
    bring(project, toy(drafted((0, 4, "GPE"), name="b.txt", text="Kyiv again.")), annotator="anna")
    assert record(project, "anna") == before
    assert record(project, "anna", "b.txt").mentions[0].text == "Kyiv"


def test_predictions_become_candidates_of_their_program(project: Path) -> None:
    proposed = drafted((0, 6, "GPE"), annotator="model v1/2")
    one = proposed._replace(record=None, predictions=proposed.record)
    found = bring(project, toy(one))
    assert dict(found.predictions) == {"model-v1-2": 1}
    assert annotators(project) == ["anna"]
    path = project / "annotations" / "predictions" / "model-v1-2.json"
    store = open_store(path, annotator="x", read_only=True)
    row = store.read("records", "a.txt")
    assert row is not None
    kept = msgspec.json.decode(row, type=Record)
    assert (kept.annotator, kept.mentions[0].text) == ("model-v1-2", "Ankara")
    assert list(store.keys("memory")) == []
    # A program's later word takes the place of the earlier one.
    later = drafted((16, 20, "GPE"), annotator="model v1/2")
    bring(project, toy(later._replace(record=None, predictions=later.record)))
    store = open_store(path, annotator="x", read_only=True)
    kept = msgspec.json.decode(store.read("records", "a.txt") or b"", type=Record)
    assert kept.mentions[0].text == "Kyiv"


# Entities


def test_mentions_get_the_entities_that_tagging_gives(tmp_path: Path) -> None:
    text = "Ankara, Ankara, Ankara in May"
    found = [(0, 6, "GPE"), (8, 14, "GPE"), (16, 22, "ORG"), (26, 29, "DATE")]
    bring(tmp_path, toy(drafted(*found, text=text)), annotator="bob")
    one = record(tmp_path, "bob")
    first, second, other, date = one.mentions
    assert first.entity == second.entity != other.entity is not None
    assert date.entity is None
    assert [(e.name, e.label) for e in one.entities] == [("Ankara", "GPE"), ("Ankara", "ORG")]


def test_mentions_of_a_project_entity_are_of_that_one(project: Path) -> None:
    with open_project(project, annotator="anna") as opened:
        one = opened.open("a.txt").record
        entity = one.entities[0]
        described = edits.describe_entity(one, entity.id, name="Turkey", kb="Q43")
        opened.commit(described)
        opened.commit(edits.share(opened.open_record, entity.id, opened.project_entities()))
    bring(project, toy(drafted((0, 6, "GPE"), name="c.txt", text="Ankara!")), annotator="anna")
    (new,) = record(project, "anna", "c.txt").entities
    assert (new.name, new.kb, new.ref) == ("Turkey", "Q43", record(project, "anna").entities[0].ref)


def test_references_to_another_projects_entities_become_this_projects(tmp_path: Path) -> None:
    def made(name: str, ref: str, called: str) -> Incoming:
        text = f"{name} is a text"
        entity = Entity("e2", called, "GPE", "Q1", ref)
        mention = Mention("m1", 0, 1, text[:1], "GPE", "e2")
        one = Record(
            id=name, sha256=text_hash(text), annotator="bob", created="", updated="", next=3,
            mentions=(mention,), entities=(entity,),
        )  # fmt: skip
        return Incoming(document(name, text), one, name)

    bring(tmp_path, toy(made("a", "p1", "Turkey"), made("b", "p1", "Turkey")))
    bring(tmp_path, toy(made("c", "p1", "Syria"), made("d", "p1", "Syria")))
    refs = [record(tmp_path, "bob", name).entities[0].ref for name in "abcd"]
    assert refs[0] == refs[1] == "p1"
    assert refs[2] == refs[3] != "p1"
    with open_project(tmp_path, annotator="bob", read_only=True) as opened:
        shared = opened.project_entities()
        assert {shared[ref or ""].name for ref in refs} == {"Turkey", "Syria"}


@given(annotated())
def test_giving_entities_changes_nothing_else(pair: Annotated) -> None:
    one = pair[0]
    new = with_entities(one, default_scheme())
    assert replace(new, entities=(), mentions=(), next=1) == replace(
        one, entities=(), mentions=(), next=1
    )
    assert new.entities[: len(one.entities)] == one.entities
    assert [replace(m, entity=None) for m in new.mentions] == [
        replace(m, entity=None) for m in one.mentions
    ]
    for before, after in zip(one.mentions, new.mentions, strict=True):
        assert before.entity is None or after.entity == before.entity
        assert (after.entity is not None) == (
            before.entity is not None or default_scheme().is_entity(after.label)
        )


# What the scheme doesn't have


def test_unknown_names_come_in_and_are_counted(tmp_path: Path) -> None:
    found = bring(tmp_path, toy(drafted((0, 6, "CITY"), (16, 20, "CITY"), (0, 4, "GPE"))))
    assert dict(found.unknown) == {("labels", "CITY"): 2}
    assert not (tmp_path / "standoff.toml").exists()


def test_unknown_names_are_added_to_the_scheme_on_request(tmp_path: Path) -> None:
    mine = template() + "\n# The end, without a line's end"
    (tmp_path / "standoff.toml").write_text(mine, encoding="utf-8")
    odd = 'A "b"\\c ü'
    found = bring(
        tmp_path,
        toy(drafted((0, 6, "CITY"), (16, 20, odd))),
        annotator="bob",
        add_labels=True,
        reserved={"c": "copy"},
    )
    assert found.added == [odd, "CITY"]
    assert (tmp_path / "standoff.toml").read_text("utf-8").startswith(mine)
    scheme = read_scheme(tmp_path)
    label = scheme.label("CITY")
    assert label is not None
    assert label.key not in ("", "c")
    assert scheme.label(odd) is not None
    assert bring(tmp_path, toy(drafted((0, 6, "CITY"))), annotator="eve").unknown == {}


def test_without_a_scheme_file_the_built_in_one_is_the_beginning(tmp_path: Path) -> None:
    one = drafted((0, 6, "CITY"))
    assert one.record is not None
    labelled = one._replace(record=replace(one.record, labels=("good",)))
    bring(tmp_path, toy(labelled), add_labels=True)
    scheme = read_scheme(tmp_path)
    assert [label.name for label in scheme.labels][-1] == "CITY"
    assert [label.name for label in scheme.document_labels][-1] == "good"
    assert scheme.polarities == default_scheme().polarities


def test_of_new_names_those_that_no_scheme_can_have_are_reported_and_the_others_added(
    tmp_path: Path,
) -> None:
    bad, told = "A\x01B", Faults()
    one = drafted((0, 6, "CITY"), (16, 20, bad), (16, 20, "TOWN"))
    assert one.record is not None
    labelled = one._replace(record=replace(one.record, labels=("good", bad)))
    found = bring(tmp_path, toy(labelled), annotator="bob", add_labels=True, report=told)
    assert found.added == ["CITY", "TOWN", "good"]
    assert (found.faults, dict(found.records)) == (2, {"bob": 1})
    assert all(found.unknown[key] for key in found.unknown)
    assert ("labels", bad) not in found.unknown
    kinds = ("label", "document label")
    for kind, fault in zip(kinds, told, strict=True):
        assert fault.what.startswith(f"the {kind} {bad!r} came in but isn't in the scheme: ")
        assert "U+0001" in fault.what
    scheme = read_scheme(tmp_path)
    assert scheme.label("CITY")
    assert scheme.label("TOWN")
    assert len(record(tmp_path, "bob").mentions) == 3
    alone = drafted((0, 6, bad))
    found = bring(tmp_path, toy(alone), annotator="eve", add_labels=True)
    assert (found.added, dict(found.records)) == ([], {"eve": 1})
    with pytest.raises(StandoffError, match="nothing was imported"):
        bring(tmp_path, toy(alone), annotator="carl", add_labels=True, strict=True)


def test_a_scheme_that_can_not_be_added_to_is_left_and_nothing_comes_in(tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text(
        'labels = [{name = "A", key = "a"}]\n', encoding="utf-8"
    )
    before = files(tmp_path)
    with pytest.raises(
        StandoffError, match=r"names can't be added to the scheme: .*standoff\.toml"
    ):
        bring(tmp_path, toy(drafted((0, 6, "CITY"))), add_labels=True)
    assert files(tmp_path) == before


# All or nothing


BAD = Fault("toy:9", "what is this?")


def test_strict_lets_nothing_in_where_anything_is_wrong(project: Path) -> None:
    before, told = files(project), Faults()
    chosen = toy(drafted((16, 20, "GPE")), drafted((0, 4, "X"), name="c", text="New."), BAD)
    with pytest.raises(StandoffError, match=r"nothing was imported \(--strict\): a thing was not"):
        bring(project, chosen, annotator="bob", strict=True, report=told)
    assert (files(project), told) == (before, [BAD])
    assert bring(project, chosen, annotator="bob").faults == 1
    assert record(project, "bob").mentions


def test_strict_holds_for_what_is_left_alone_too(project: Path) -> None:
    with pytest.raises(StandoffError, match="nothing was imported"):
        bring(project, toy(drafted((16, 20, "ORG"))), annotator="anna", strict=True)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), StandoffError("no"), OSError(28, "full")])
def test_an_import_that_breaks_off_leaves_the_project_as_it_was(
    project: Path, error: BaseException
) -> None:
    def read(path: Path, report: Report) -> Iterator[Incoming]:
        yield drafted((16, 20, "CITY"), annotator="bob")
        yield drafted((0, 4, "GPE"), name="c.txt", text="New.", annotator="anna")
        raise error

    before = files(project)
    with pytest.raises(type(error)):
        bring(project, toy()._replace(read=read), add_labels=True)
    assert files(project) == before
    new = project.parent / "new"
    with pytest.raises(type(error)):
        bring(new, toy()._replace(read=read))
    assert not new.exists()


def test_where_the_file_can_not_be_saved_the_project_is_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise CommitError("no space is left.")

    before = files(project)
    monkeypatch.setattr(JournalledStore, "write_with", full)
    with pytest.raises(StoreError, match=r"no space is left\. Nothing has come in; import again"):
        bring(project, toy(drafted((0, 4, "GPE"), name="c.txt", text="New.")), annotator="anna")
    assert files(project) == before


def test_an_annotator_at_work_elsewhere_is_named_and_nothing_comes_in(project: Path) -> None:
    before = files(project)
    with (
        open_project(project, annotator="anna"),
        pytest.raises(StoreError, match=r"anna.json is open in process \d+"),
    ):
        bring(project, toy(drafted((0, 4, "GPE"), name="c", text="New.")), annotator="anna")
    assert files(project) == before


_FULL = """
import resource, sys
from pathlib import Path
from annotations.imports import dataset as imports
from annotations.errors import StandoffError
from annotations.formats import jsonl
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    imports.import_dataset(Path(sys.argv[1]), Path(sys.argv[2]), jsonl.FORMAT, report=print)
except StandoffError as error:
    print(error)
"""


@pytest.mark.parametrize("size", [500, 400_000])
def test_where_the_disk_is_full_nothing_is_left_and_that_is_said(project: Path, size: int) -> None:
    """`size` is how many bytes a file may have: too few for the texts, and for the corpus file."""
    texts = [f"{number} {'a' * 1000}" for number in range(300)]
    pairs = []
    for number, text in enumerate(texts):
        one = drafted((0, 1, "DATE"), name=f"{number}.x", text=text, annotator="anna")
        assert one.record is not None
        pairs.append((one.record, replace(one.document, meta={"of": text})))
    source = project.parent / "data.jsonl"
    with source.open("wb") as out:
        jsonl.write(pairs, out, Outgoing(default_scheme()))
    before = files(project)
    done = subprocess.run(
        [sys.executable, "-c", _FULL, source, project, str(size)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    where = project / "annotations"
    said = f"{where}: nothing was imported: File too large. Mend that and import again"
    assert done.stdout.splitlines() == [said]
    assert files(project) == before
    assert not (where / "import.tmp").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_while_all_is_put_in_place_waits_until_it_is(
    project: Path, monkeypatch: Any, number: signal.Signals
) -> None:
    place = Placing.place

    def interrupted(self: Placing) -> list[str]:
        signal.raise_signal(number)
        return place(self)

    monkeypatch.setattr(Placing, "place", interrupted)
    one = drafted((0, 4, "GPE"), name="c", text="New.", annotator="bob")
    other = drafted((0, 4, "GPE"), name="c", text="New.", annotator="carl")
    told = Faults()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            bring(project, toy(one, other), report=told)
        assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(record(project, "bob", "c").mentions) == 1
    assert len(record(project, "carl", "c").mentions) == 1
    assert [fault.what for fault in told] == ["interrupted too late: all of it has come in"]
    assert not (project / "annotations" / "import.tmp").exists()


def test_an_error_is_told_even_where_an_interruption_was_held_off() -> None:
    def broken() -> None:
        with held_off():
            signal.raise_signal(signal.SIGINT)
            raise StandoffError("broken")

    with pytest.raises(StandoffError, match="broken"):
        broken()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_import_in_another_thread_holds_no_signal_off(project: Path) -> None:
    with ThreadPoolExecutor() as pool:
        pool.submit(bring, project, toy(drafted((16, 20, "GPE"))), annotator="bob").result()
    assert record(project, "bob").mentions


def test_two_imports_at_a_time_are_refused(project: Path) -> None:
    def read(path: Path, report: Report) -> Iterator[Incoming]:
        with pytest.raises(StandoffError, match="another import is running"):
            bring(project, toy(drafted((16, 20, "GPE"))), annotator="bob")
        yield drafted((16, 20, "GPE"))

    bring(project, toy()._replace(read=read), annotator="bob")
    assert record(project, "bob").mentions


def test_a_file_is_no_project_and_one_file_no_corpus_to_add_to(project: Path) -> None:
    with pytest.raises(StandoffError, match="it is a file; name the project's folder"):
        bring(project / "a.txt", toy())
    (project / "standoff.toml").write_text(
        template() + '\n[corpus]\npath = "a.txt"\n', encoding="utf-8"
    )
    with pytest.raises(StandoffError, match=r"the project's corpus is this one file"):
        bring(project, toy(drafted((0, 4, "GPE"), name="c", text="New.")), annotator="bob")
    assert annotators(project) == ["anna"]


def test_what_a_reader_makes_wrong_is_no_record(project: Path) -> None:
    one = drafted((16, 20, "GPE"))
    assert one.record is not None
    (mention,) = one.record.mentions
    odd = replace(one.record, mentions=(replace(mention, attrs={"x": object()}),))
    other = drafted(name="b.txt", text="Kyiv again.")
    note = replace(other.record or one.record, note=7)
    told = Faults()
    found = bring(
        project,
        toy(one._replace(record=odd), other._replace(record=note)),
        annotator="bob",
        report=told,
    )
    assert dict(found.records) == {}
    assert ["can't be saved" in fault.what for fault in told] == [True, True]


def test_a_document_that_no_corpus_can_hold_is_left_out(project: Path) -> None:
    good = Incoming(document("c", "New."), None, "toy:1")
    odd = [
        good._replace(document=replace(document("d", "Odd."), meta={"x": object()})),
        good._replace(document=replace(document("e", "Odd too."), title=7)),
    ]
    told = Faults()
    found = bring(project, toy(good, *odd), report=told)
    assert found.documents == 1
    assert ["can't be saved" in fault.what for fault in told] == [True, True]
    with open_project(project, annotator="anna", read_only=True) as opened:
        assert (list(opened.ids), opened.notices) == (["a.txt", "b.txt", "c"], [])
