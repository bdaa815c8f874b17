"""Texts that came in together are kept in one file, and whoever wants one finds it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import edits
from annotations.errors import DamagedError, RecordError
from annotations.formats import jsonl
from annotations.formats.base import Outgoing
from annotations.imports.dataset import import_dataset
from annotations.model import Document, Mention, Record, text_hash
from annotations.project import open_project
from annotations.scheme import default_scheme
from annotations.store.packs import check_packs, pack_line, pack_path, packed_text
from annotations.store.texts import check_texts, keep_text, kept_size, kept_text, text_path

TEXTS = ["Ankara backs Kyiv.\r\n", "\ufeffErdoğan 😀", 'e\u0301 "quoted" \\ \x1b', "\u2028مرحبا"]


def pack(folder: Path, name: str, *texts: str) -> Path:
    path = pack_path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(pack_line(text_hash(text), text) for text in texts))
    return path


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True, max_size=6))
def test_each_text_of_a_pack_comes_back_to_the_character(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("annotations")
    pack(folder, "one", *texts)
    assert [kept_text(folder, text_hash(text)) for text in texts] == texts
    assert [kept_size(folder, text_hash(text)) for text in texts] == [
        len(text.encode()) for text in texts
    ]
    assert check_texts(folder) == []


def test_several_packs_and_files_of_their_own_are_all_looked_at(tmp_path: Path) -> None:
    pack(tmp_path, "one", *TEXTS[:2])
    pack(tmp_path, "two", TEXTS[2])
    keep_text(tmp_path, TEXTS[3])
    assert [kept_text(tmp_path, text_hash(text)) for text in TEXTS] == TEXTS
    assert kept_text(tmp_path, text_hash("nowhere")) is None
    assert kept_size(tmp_path, text_hash("nowhere")) is None
    assert kept_text(tmp_path, "../packs/one") is None
    assert kept_size(tmp_path, "../packs/one") is None


def test_a_pack_that_comes_later_is_seen(tmp_path: Path) -> None:
    assert kept_text(tmp_path, text_hash(TEXTS[0])) is None
    path = pack(tmp_path, "one", TEXTS[1])
    assert kept_text(tmp_path, text_hash(TEXTS[0])) is None
    pack(tmp_path, "one", TEXTS[1], TEXTS[0])
    assert kept_text(tmp_path, text_hash(TEXTS[0])) == TEXTS[0]
    path.unlink()
    assert kept_text(tmp_path, text_hash(TEXTS[0])) is None


@pytest.mark.parametrize("damage", [(b"Kyiv", b"Kiev"), (b'"}', b'"'), (b"backs", b"b\xffcks")])
def test_a_damaged_line_is_named_and_the_others_serve(
    tmp_path: Path, damage: tuple[bytes, bytes]
) -> None:
    path = pack(tmp_path, "one", TEXTS[1], TEXTS[0], TEXTS[2])
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(*damage)
    path.write_bytes(b"".join(lines))
    with pytest.raises(DamagedError, match=r"one\.jsonl, line 2: the kept text is damaged"):
        kept_text(tmp_path, text_hash(TEXTS[0]))
    assert kept_size(tmp_path, text_hash(TEXTS[0])) is None
    assert kept_text(tmp_path, text_hash(TEXTS[2])) == TEXTS[2]
    (fault,) = check_texts(tmp_path)
    assert "one.jsonl, line 2" in fault
    # Another one that has it serves, whichever is looked at first.
    pack(tmp_path, "zwei", TEXTS[0])
    assert kept_text(tmp_path, text_hash(TEXTS[0])) == TEXTS[0]


def test_a_line_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    path = pack(tmp_path, "one", TEXTS[0])
    path.write_bytes(path.read_bytes() + b'{"text": "x"}\n')
    assert packed_text(tmp_path, text_hash("x")) is None
    (fault,) = check_packs(tmp_path)
    assert "line 2" in fault


# In a project


def source(folder: Path, *texts: str) -> Path:
    """An export with a mention in each text."""
    path = folder / "data.jsonl"
    with path.open("wb") as out:
        pairs = [
            (
                Record(
                    id=f"{number}.txt", sha256=text_hash(text), annotator="bob", next=2,
                    created="2026-01-02T03:04:05Z", updated="2026-01-02T03:04:05Z", revision=1,
                    mentions=(Mention("m1", 0, 3, text[:3], "DATE"),),
                ),
                Document(f"{number}.txt", text, text_hash(text), "A title"),
            )
            for number, text in enumerate(texts)
        ]  # fmt: skip
        jsonl.write(pairs, out, Outgoing(default_scheme()))
    return path


def bring(root: Path, path: Path) -> None:
    import_dataset(path, root, jsonl.FORMAT, report=lambda fault: pytest.fail(str(fault)))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    bring(tmp_path / "project", source(tmp_path, *TEXTS))
    return tmp_path / "project"


def packs(root: Path) -> list[Path]:
    return sorted((root / "annotations" / "texts" / "packs").iterdir())


def test_the_texts_of_an_import_are_one_file(project: Path) -> None:
    assert len(packs(project)) == 1
    assert list((project / "annotations" / "texts").glob("*.txt")) == []
    assert check_texts(project / "annotations") == []


def test_the_same_import_again_keeps_nothing_twice(project: Path, tmp_path: Path) -> None:
    before = packs(project)
    bring(project, tmp_path / "data.jsonl")
    bring(project, source(tmp_path, *TEXTS[::-1]))
    assert packs(project) == before
    bring(project, source(tmp_path, *TEXTS, "Another."))
    assert len(packs(project)) == 2


def test_an_import_keeps_anew_what_is_damaged(project: Path, tmp_path: Path) -> None:
    (path,) = packs(project)
    good = path.read_bytes()
    path.write_bytes(good.replace(b"Kyiv", b"Kiev"))
    bring(project, tmp_path / "data.jsonl")
    assert kept_text(project / "annotations", text_hash(TEXTS[0])) == TEXTS[0]
    for each in packs(project):
        each.unlink()
    bring(project, tmp_path / "data.jsonl")
    assert [each.read_bytes() for each in packs(project)] == [good]


def test_a_document_whose_corpus_file_is_gone_is_shown_and_exported(project: Path) -> None:
    (project / "data.jsonl").unlink()
    (project / "other.txt").write_text("Other.")
    with open_project(project, annotator="bob", read_only=True) as opened:
        shown = opened.open("0.txt")
        assert shown.document.text == TEXTS[0]
        assert "this is the text that was annotated" in shown.notice
        assert [document.text for _, document in opened.annotated()] == TEXTS


def test_a_document_that_moved_is_found_by_its_packed_text(project: Path) -> None:
    (project / "data.jsonl").unlink()
    (project / "moved.txt").write_bytes(TEXTS[0].encode())
    with open_project(project, annotator="bob") as opened:
        moved = opened.record("moved.txt")
        assert moved is not None
        assert moved.mentions[0].text == TEXTS[0][:3]


def test_a_text_that_changed_is_carried_over_from_its_packed_text(project: Path) -> None:
    (project / "data.jsonl").unlink()
    (project / "0.txt").write_bytes(f"Now {TEXTS[0]}".encode())
    with open_project(project, annotator="bob") as opened:
        opened.reanchor("0.txt")
        one = opened.record("0.txt")
    assert one is not None
    assert (one.mentions[0].start, one.mentions[0].text) == (4, TEXTS[0][:3])


def test_without_pack_and_corpus_the_place_to_look_at_is_named(project: Path) -> None:
    (project / "data.jsonl").unlink()
    shutil.rmtree(project / "annotations" / "texts")
    (project / "other.txt").write_text("Other.")
    with (
        open_project(project, annotator="bob", read_only=True) as opened,
        pytest.raises(RecordError, match=f"{text_hash(TEXTS[0])[:12]}…"),
    ):
        opened.open("0.txt")


def test_work_on_a_document_that_came_in_keeps_its_text_by_itself(project: Path) -> None:
    with open_project(project, annotator="anna") as opened:
        one = opened.open("0.txt")
        opened.commit(edits.tag(one.record, one.document.text, 0, 6, "GPE", opened.scheme))
    assert text_path(project / "annotations", text_hash(TEXTS[0])).exists()
