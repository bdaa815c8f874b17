"""JSONL files as corpora."""

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.corpus import open_corpus
from annotations.errors import CorpusError
from annotations.model import text_hash

Value = dict[str, Any]


def write(path: Path, *lines: Value | bytes) -> Path:
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(encoded) + b"\n")
    return path


def test_a_line_gives_id_title_text_and_meta(tmp_path: Path) -> None:
    line = {"id": "n1", "title": "A title", "text": "Text.\r\nMore.", "meta": {"source": "AP"}}
    document = open_corpus(write(tmp_path / "a.jsonl", line)).load("n1")
    assert (document.id, document.title, document.text) == ("n1", "A title", "Text.\r\nMore.")
    assert document.meta == {"source": "AP"}
    assert document.sha256 == text_hash("Text.\r\nMore.")


def test_other_fields_are_kept_in_meta_and_meta_goes_first(tmp_path: Path) -> None:
    line = {"text": "x", "url": "u", "date": [2022, 3], "meta": {"url": "own"}}
    document = open_corpus(write(tmp_path / "a.jsonl", line)).load("a.jsonl#1")
    assert document.meta == {"url": "own", "date": [2022, 3]}


def test_a_line_without_id_is_named_by_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "sub"
    folder.mkdir()
    write(
        folder / "a.jsonl", {"text": "1"}, b"", {"text": "3", "id": None}, {"text": "4", "id": ""}
    )
    corpus = open_corpus(tmp_path)
    assert list(corpus.ids) == ["sub/a.jsonl#1", "sub/a.jsonl#3", "sub/a.jsonl#4"]
    assert corpus.load("sub/a.jsonl#4").text == "4"
    assert corpus.problems == []
    assert list(open_corpus(folder / "a.jsonl").ids) == ["a.jsonl#1", "a.jsonl#3", "a.jsonl#4"]


def test_a_number_serves_as_an_id(tmp_path: Path) -> None:
    assert open_corpus(write(tmp_path / "a.jsonl", {"text": "x", "id": 17})).load("17").text == "x"


def test_the_title_falls_back_to_the_first_line(tmp_path: Path) -> None:
    line = {"text": "\nHeadline\nMore", "title": None}
    assert open_corpus(write(tmp_path / "a.jsonl", line)).load("a.jsonl#1").title == "Headline"


def test_byte_order_mark_and_crlf_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "One"}\r\n{"text": "Two"}')
    corpus = open_corpus(path)
    assert [corpus.load(name).text for name in corpus.ids] == ["One", "Two"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"text": "cut', "not JSON"),
        (b"no json", "not JSON"),
        (b'{"text": "a"} {"text": "b"}', "not JSON"),
        (b'["text"]', "Expected `object`"),
        (b'{"id": "x"}', "missing required field `text`"),
        (b'{"text": 7}', "Expected `str`, got `int`"),
        (b'{"text": null}', "Expected `str`, got `null`"),
        (b'{"text": "a", "id": [1]}', "$.id"),
        (b'{"text": "a", "title": 1}', "$.title"),
        (b'{"text": "a", "meta": 1}', "$.meta"),
        (b'{"text": ""}', "its text is empty"),
        (b'{"text": "\\ud800 and more text"}', "half a surrogate pair"),
        (b'{"text": "a", "other": "\\udc00 and more"}', "half a surrogate pair"),
        (b'{"text": "n\xe9"}', "not UTF-8 at byte 11 of the line"),
        (b'{"text": "a", "other": "\xe9"}', "not UTF-8 at byte 24 of the line"),
        (b'{"text": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_a_broken_line_is_named_and_the_others_open(tmp_path: Path, line: bytes, why: str) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "One"}, line, {"text": "Three"})
    corpus = open_corpus(path)
    assert list(corpus.ids) == ["a.jsonl#1", "a.jsonl#3"]
    assert corpus.load("a.jsonl#3").text == "Three"
    assert len(corpus.problems) == 1
    assert corpus.problems[0].startswith(f"{path}, line 2: ")
    assert why in corpus.problems[0]
    assert "Traceback" not in corpus.problems[0]
    assert len(corpus.problems[0]) < 400


def test_a_file_of_broken_lines_only_is_refused_with_the_first_reason(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"body": "One"}, {"body": "Two"})
    with pytest.raises(CorpusError) as caught:
        open_corpus(path)
    assert "no line of it is a document" in str(caught.value)
    assert "line 1" in str(caught.value)


def test_thousands_of_broken_lines_are_counted_not_listed(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", {"text": "One"}, *[b"broken"] * 3000)
    problems = open_corpus(tmp_path).problems
    assert len(problems) == 101
    assert problems[-1] == f"{tmp_path / 'a.jsonl'}: 2900 more lines are left out"


def test_a_duplicate_id_keeps_the_first_and_names_both_places(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", {"id": "x", "text": "first"}, b"broken", {"id": "x", "text": "2"})
    write(tmp_path / "b.jsonl", {"id": "y", "text": "other"}, {"id": "x", "text": "third"})
    corpus = open_corpus(tmp_path)
    assert list(corpus.ids) == ["x", "y"]
    assert corpus.load("x").text == "first"
    assert corpus.load("y").text == "other"
    _, same_file, other_file = corpus.problems
    first = f"the id 'x' is also that of {tmp_path / 'a.jsonl'}, line 1"
    assert same_file == f"{tmp_path / 'a.jsonl'}, line 3: {first}; the line is left out"
    assert other_file == f"{tmp_path / 'b.jsonl'}, line 2: {first}; the line is left out"


def test_an_id_that_is_a_files_name_is_a_duplicate_in_either_order(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("The file.")
    write(tmp_path / "a.jsonl", {"id": "b.txt", "text": "The line."})
    corpus = open_corpus(tmp_path)
    assert corpus.load("b.txt").text == "The line."
    assert [f"{tmp_path / 'a.jsonl'}, line 1" in problem for problem in corpus.problems] == [True]
    assert f"{tmp_path / 'b.txt'}" in corpus.problems[0]
    (tmp_path / "a.jsonl").rename(tmp_path / "c.jsonl")
    corpus = open_corpus(tmp_path)
    assert len(corpus) == 1
    assert corpus.load("b.txt").text == "The file."
    assert f"is also that of {tmp_path / 'b.txt'};" in corpus.problems[0]


def test_a_file_that_changed_is_an_error_and_never_another_document(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "One"}, {"text": "Two"})
    corpus = open_corpus(path)
    write(path, {"text": "New"}, {"text": "One"}, {"text": "Two"})
    with pytest.raises(CorpusError, match="has changed since it was opened; open it again"):
        corpus.load("a.jsonl#1")


def test_a_change_of_the_same_length_is_noticed_by_its_time(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "One"})
    corpus = open_corpus(path)
    before = path.stat()
    write(path, {"text": "Two"})
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))
    with pytest.raises(CorpusError, match="has changed"):
        corpus.load("a.jsonl#1")


def test_a_jsonl_file_that_vanished_is_an_error_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "One"})
    corpus = open_corpus(path)
    path.unlink()
    with pytest.raises(CorpusError, match="the file can't be read: No such file"):
        corpus.load("a.jsonl#1")


texts = st.lists(st.text(min_size=1), min_size=1, max_size=20)


@settings(deadline=None)
@given(found=texts, ascii_only=st.booleans())
def test_every_text_comes_back_exactly_from_its_place(
    tmp_path_factory: pytest.TempPathFactory, found: list[str], ascii_only: bool
) -> None:
    path = tmp_path_factory.mktemp("corpus") / "a.jsonl"
    lines = [json.dumps({"text": text}, ensure_ascii=ascii_only).encode() for text in found]
    corpus = open_corpus(write(path, *lines))
    assert [corpus.load(name).text for name in reversed(corpus.ids)] == found[::-1]
    assert corpus.problems == []


def write_many(path: Path, count: int) -> None:
    with path.open("w") as file:
        for number in range(count):
            file.write(json.dumps({"id": f"d{number}", "text": f"Text {number}."}) + "\n")


@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.exhaustive)])
def test_any_document_of_a_large_file_comes_from_its_place(tmp_path: Path, count: int) -> None:
    write_many(tmp_path / "a.jsonl", count)
    corpus = open_corpus(tmp_path)
    assert len(corpus) == count
    for number in range(0, count, count // 50):
        assert corpus.load(corpus.ids[number]).text == f"Text {number}."


def test_opening_holds_no_text_in_memory(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", *[{"text": "word " * 20_000}] * 200)
    tracemalloc.start()
    try:
        corpus = open_corpus(tmp_path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(corpus) == 200
    # The file has 20 MB; its buffer 1 MB, one line with its text a fifth of one.
    assert peak < 4_000_000
