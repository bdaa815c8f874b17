"""What is kept of large JSONL files from one run to the next: never wrong, never in the way."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from annotations.corpus import index_cache, open_corpus
from annotations.corpus.jsonl import JsonlFile
from annotations.errors import CorpusError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache's folder; every file is worth keeping, and settled."""
    monkeypatch.setenv("STANDOFF_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(index_cache, "WORTH_KEEPING", 1)
    monkeypatch.setattr(index_cache, "SETTLED", 0)
    return tmp_path / "cache"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with a line that is broken, an empty one, and ids of all kinds."""
    (tmp_path / "corpus").mkdir()
    lines: list[Any] = [
        {"id": "first", "text": "One."},
        "broken",
        {"text": "Zwei: größer."},
        {"id": 17, "text": "Three."},
        {"id": "first", "text": "Twice."},
        {"id": "füñf 五", "text": "Five."},
    ]
    encoded = [line if line == "broken" else json.dumps(line) for line in lines]
    path = tmp_path / "corpus" / "a.jsonl"
    path.write_text("\ufeff" + "\n\n".join(encoded) + "\n", encoding="utf-8")
    return path


def _seen(path: Path) -> tuple[list[str], list[str], list[str]]:
    corpus = open_corpus(path)
    ids = list(corpus.ids)
    return ids, [corpus.load(each).text for each in ids], corpus.problems


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read line by line."""
    names: list[str] = []
    original = JsonlFile._read

    def counting(self: JsonlFile, file: Any) -> list[str]:
        names.append(self.name)
        return original(self, file)

    monkeypatch.setattr(JsonlFile, "_read", counting)
    return names


def test_a_kept_index_gives_what_reading_the_file_gives(path: Path, read: list[str]) -> None:
    first = _seen(path)
    assert first[0] == ["first", "a.jsonl#5", "17", "füñf 五"]
    assert len(first[2]) == 2
    assert _seen(path) == first
    assert read == ["a.jsonl"]


def test_a_file_of_rows_only_is_kept_without_its_lines(path: Path, read: list[str]) -> None:
    path.write_text("".join(json.dumps({"text": f"{n}"}) + "\n" for n in range(1000)))
    first = _seen(path)
    assert _seen(path) == first
    assert (len(read), len(first[0]), first[1][999]) == (1, 1000, "999")


def test_problems_beyond_those_named_are_counted_from_the_cache_too(
    path: Path, read: list[str]
) -> None:
    path.write_text('{"id": "x", "text": "One"}\n' * 3 + "broken\n" * 150)
    first = _seen(path)
    assert first[2][-1] == f"{path}: 52 more lines are left out"
    assert _seen(path) == first
    assert len(read) == 1


def test_nothing_is_kept_in_the_project(path: Path, folder: Path) -> None:
    _seen(path)
    assert [each.name for each in path.parent.iterdir()] == ["a.jsonl"]
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o077 == 0, "others may read the ids"


def test_a_small_file_is_not_kept(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache, "WORTH_KEEPING", path.stat().st_size + 1)
    _seen(path)
    assert not folder.exists()


def test_a_file_that_was_just_written_to_is_not_kept(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache, "SETTLED", 10**15)
    _seen(path)
    assert not folder.exists()


def test_a_changed_file_is_read_anew(path: Path, read: list[str]) -> None:
    _seen(path)
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"first", b"third"))
    # Size and time as they were: the system's own time of change still tells, in its ticks.
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert _seen(path)[0][0] == "third"
    path.write_bytes(path.read_bytes() + b'{"id": "more", "text": "More."}\n')
    assert _seen(path)[0][-1] == "more"
    assert len(read) == 3


def test_a_file_in_the_place_of_another_is_read_anew(path: Path, read: list[str]) -> None:
    _seen(path)
    other = path.with_name("other")
    other.write_text('{"id": "other", "text": "Other."}\n')
    other.replace(path)
    assert _seen(path)[0] == ["other"]
    assert len(read) == 2


def test_one_file_in_two_corpora_has_the_ids_of_each(path: Path, read: list[str]) -> None:
    for _ in range(2):
        assert "a.jsonl#5" in _seen(path)[0]
        assert "corpus/a.jsonl#5" in _seen(path.parent.parent)[0]
    assert read == ["a.jsonl", "corpus/a.jsonl"]


def test_any_damage_to_what_is_kept_is_passed_over(path: Path, folder: Path) -> None:
    first = _seen(path)
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    dice = random.Random(5)
    damaged = [whole[:size] for size in (0, 1, 8, 9, 10, 200, len(whole) - 1)]
    damaged += [whole + b"x", b"\n" * 40, b"not of ours", bytes(len(whole))]
    for place in [*range(20), *dice.sample(range(len(whole)), 60)]:
        damaged.append(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    for data in damaged:
        kept.write_bytes(data)
        assert _seen(path) == first
    assert kept.read_bytes() == whole, "it is made anew"


def test_an_older_format_is_made_anew(
    path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _seen(path)
    monkeypatch.setattr(index_cache, "_VERSION", 2)
    assert _seen(path) == _seen(path) == first
    assert len(read) == 2


def test_a_cache_that_can_not_be_used_is_passed_over_in_silence(
    path: Path, folder: Path, read: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write_text("a file where the folder would be")
    first = _seen(path)
    assert _seen(path) == first
    folder.unlink()
    folder.mkdir()
    (folder / index_cache._place(path, "a.jsonl").name).mkdir()
    assert _seen(path) == first
    assert len(read) == 3
    assert not list(folder.glob("*.tmp"))
    assert capsys.readouterr() == ("", "")


def test_a_full_disk_leaves_nothing_behind(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _seen(path)
    (kept,) = folder.iterdir()
    kept.unlink()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert _seen(path) == first
    assert list(folder.iterdir()) == []


def test_ids_that_a_line_can_not_hold_are_not_kept(path: Path, folder: Path) -> None:
    path.write_text(json.dumps({"id": "a\nb", "text": "One."}) + "\n")
    assert _seen(path)[0] == ["a\nb"]
    assert not folder.exists()


def test_the_cache_is_bounded_and_those_used_last_stay(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache, "MOST_FILES", 3)
    paths = [path.with_name(f"{name}.jsonl") for name in "bcde"]
    for age, each in enumerate([path, *paths]):
        each.write_bytes(path.read_bytes())
        _seen(each)
        kept = index_cache._place(each, each.name)
        os.utime(kept, (1000 + age, 1000 + age))
        if age == 2:
            # Used again, it is the newest of all.
            _seen(path)
        (folder / "not of ours.txt").write_text("stays")
    left = {each.name for each in folder.iterdir()} - {"not of ours.txt"}
    assert left == {index_cache._place(each, each.name).name for each in (path, paths[2], paths[3])}
    monkeypatch.setattr(index_cache, "MOST_BYTES", 1)
    paths[0].write_bytes(path.read_bytes() + b"\n")
    _seen(paths[0])
    assert [each.name for each in folder.iterdir()] == ["not of ours.txt"]


def test_a_row_that_is_another_document_now_is_an_error_and_never_that_document(
    path: Path,
) -> None:
    corpus = open_corpus(path)
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"first", b"third"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(CorpusError, match="has changed since it was opened"):
        corpus.load("first")
