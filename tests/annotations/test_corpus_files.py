"""Folders and text files as corpora."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus import open_corpus
from annotations.corpus.base import TITLE_LENGTH, first_line
from annotations.errors import CorpusError
from annotations.model import text_hash
from annotations.tokens import grapheme_spans


def write(path: Path, content: str | bytes = "Some text.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def failure(path: Path, encoding: str | None = None) -> str:
    with pytest.raises(CorpusError) as caught:
        open_corpus(path, encoding=encoding)
    return str(caught.value)


def load_failure(root: Path, document_id: str, encoding: str | None = None) -> str:
    with pytest.raises(CorpusError) as caught:
        open_corpus(root, encoding=encoding).load(document_id)
    return str(caught.value)


def test_a_folder_gives_its_documents_sorted_without_hidden_ones_and_annotations(
    tmp_path: Path,
) -> None:
    for name in (
        "b.txt",
        "a/z.md",
        "a/deep/er/x.TXT",
        "README.md",
        "a/annotations/kept.txt",
        "annotations/left-out.txt",
        ".hidden.txt",
        "a/.hidden/left-out.txt",
        "picture.png",
        "notes.txt.bak",
    ):
        write(tmp_path / name)
    write(tmp_path / "c.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
    corpus = open_corpus(tmp_path)
    expected = [
        "README.md",
        "a/annotations/kept.txt",
        "a/deep/er/x.TXT",
        "a/z.md",
        "b.txt",
        "c.jsonl#1",
        "c.jsonl#2",
    ]
    assert list(corpus.ids) == expected
    assert len(corpus) == len(expected)
    assert corpus.root == tmp_path
    assert corpus.problems == []
    assert [corpus.load(name).id for name in expected] == expected


def test_one_file_is_a_corpus_in_the_project_of_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "other.txt")
    corpus = open_corpus(write(tmp_path / "one.md", "# Title\n\nText."))
    assert (corpus.root, list(corpus.ids)) == (tmp_path, ["one.md"])
    assert corpus.load("one.md").text == "# Title\n\nText."


def test_a_file_of_another_ending_is_read_as_text_when_it_is_named(tmp_path: Path) -> None:
    corpus = open_corpus(write(tmp_path / "article.html", "<p>Text</p>"))
    assert corpus.load("article.html").text == "<p>Text</p>"


def test_a_relative_path_still_works_after_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "project" / "a.txt", "Here.")
    monkeypatch.chdir(tmp_path)
    corpus = open_corpus(Path("project"))
    monkeypatch.chdir("/")
    assert corpus.load("a.txt").text == "Here."


@pytest.mark.parametrize(
    "text",
    ["a\r\nb\rc\n", "\ufeffmark", "e\u0301 \u00e9", "👨‍👩‍👧\u2028\x1b[31m", "no line end", "\n\n"],
)
def test_a_text_is_exactly_what_the_file_holds(tmp_path: Path, text: str) -> None:
    document = open_corpus(write(tmp_path / "a.txt", text)).load("a.txt")
    assert document.text == text
    assert document.sha256 == text_hash(text)
    assert document.meta == {}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\ufeff\n \r\n  Headline \r\nMore", "Headline"),
        ("One\u2028Two", "One"),
        ("x" * 119 + "e\u0301" + "y", "x" * 119),
        ("x" * 200, "x" * 120),
        ("\u0301" * 200, "\u0301" * 120),
        (" \n ", ""),
    ],
)
def test_the_title_is_the_first_line_that_is_not_blank(
    tmp_path: Path, text: str, title: str
) -> None:
    assert open_corpus(write(tmp_path / "a.txt", text)).load("a.txt").title == title


_PIECES = st.sampled_from(
    ["a", " ", "é", "e\u0301", "\u0301", "👩‍👩‍👧", "🇹🇷", "\u200d", "\u0600", "क्षि"]
)


@given(st.integers(90, 125), st.lists(_PIECES, max_size=40).map("".join))
def test_a_long_title_ends_with_its_last_whole_grapheme(before: int, end: str) -> None:
    text = "a" * before + end
    ends = [end for _, end in grapheme_spans(text[: TITLE_LENGTH + 1]) if end <= TITLE_LENGTH]
    expected = text if len(text) <= TITLE_LENGTH else text[: ends[-1]]
    assert first_line(text) == first_line(f"\n {text}\nMore") == expected.rstrip()


def test_another_encoding_is_read_and_recorded(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Erdoğan".encode("cp1254"))
    document = open_corpus(tmp_path, encoding="windows-1254").load("a.txt")
    assert (document.text, document.meta) == ("Erdoğan", {"encoding": "cp1254"})
    write(tmp_path / "a.txt", "Erdoğan".encode("utf-16"))
    assert open_corpus(tmp_path, encoding="utf-16").load("a.txt").text == "Erdoğan"
    write(tmp_path / "a.txt", "Erdoğan")
    assert open_corpus(tmp_path, encoding="UTF8").load("a.txt").meta == {}


def test_a_file_that_is_not_utf8_names_the_byte_and_the_way_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "né".encode("cp1252"))
    message = load_failure(tmp_path, "a.txt")
    assert str(path) in message
    assert "not UTF-8 at byte offset 1" in message
    assert "--encoding" in message


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"\x89PNG\r\n\x00", "byte offset 6"),
        ("text".encode("utf-16"), "--encoding utf-16"),
    ],
)
def test_a_file_with_nul_bytes_looks_binary(tmp_path: Path, content: bytes, advice: str) -> None:
    message = load_failure(write(tmp_path / "a.txt", content), "a.txt")
    assert "looks binary" in message
    assert advice in message


def test_a_binary_file_looks_binary_in_any_one_byte_encoding(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"\x89PNG\x00")
    assert "looks binary" in load_failure(tmp_path, "a.txt", encoding="latin-1")


@pytest.mark.parametrize("encoding", ["no-such", "base64", "undefined", "", "nul\0"])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    write(tmp_path / "a.txt")
    assert "no text encoding" in failure(tmp_path, encoding=encoding)


def test_a_wrong_encoding_names_the_byte(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "é")
    assert "not ascii at byte offset 0" in load_failure(tmp_path, "a.txt", encoding="ascii")


def test_an_unknown_id_is_an_error_in_words(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    assert "no document '../a.txt'" in load_failure(tmp_path, "../a.txt")


def test_a_file_that_vanished_is_an_error_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    corpus = open_corpus(tmp_path)
    path.unlink()
    with pytest.raises(CorpusError, match=r"a\.txt: the file can't be read: No such file"):
        corpus.load("a.txt")


def test_a_missing_path_is_an_error_that_names_it(tmp_path: Path) -> None:
    assert (
        failure(tmp_path / "nothing") == f"{tmp_path / 'nothing'}: there is no such file or folder"
    )


def test_a_folder_without_documents_says_what_was_looked_for(tmp_path: Path) -> None:
    write(tmp_path / "annotations" / "a.txt")
    assert "looked for .txt, .md and .jsonl" in failure(tmp_path)
    write(tmp_path / "empty.txt", "")
    assert "empty.txt: the file is empty" in failure(tmp_path)


def test_annotations_of_a_project_inside_are_no_documents(tmp_path: Path) -> None:
    write(tmp_path / "inner" / "a.txt")
    write(tmp_path / "inner" / "annotations" / "alice.json", "{}")
    write(tmp_path / "inner" / "annotations" / "texts" / "0123.txt")
    write(tmp_path / "kept" / "annotations" / "texts" / "0123.txt")
    write(tmp_path / "torn" / "annotations" / "alice.json.journal")
    write(tmp_path / "torn" / "annotations" / "export.jsonl", '{"text": "Some text."}')
    write(tmp_path / "essays" / "annotations" / "on-notes.txt")
    assert list(open_corpus(tmp_path).ids) == ["essays/annotations/on-notes.txt", "inner/a.txt"]


@pytest.mark.parametrize("name", ["", "gone"])
def test_a_corpus_that_may_be_empty_says_that_it_is(tmp_path: Path, name: str) -> None:
    corpus = open_corpus(tmp_path / name, may_be_empty=True)
    assert list(corpus.ids) == []
    (problem,) = corpus.problems
    assert problem.startswith(f"{tmp_path / name}: ")
    with pytest.raises(CorpusError, match=r"there is no document 'a\.txt'"):
        corpus.load("a.txt")


def test_an_empty_file_is_left_out_and_named(tmp_path: Path) -> None:
    empty = write(tmp_path / "empty.txt", "")
    write(tmp_path / "a.txt")
    corpus = open_corpus(tmp_path)
    assert list(corpus.ids) == ["a.txt"]
    assert corpus.problems == [f"{empty}: the file is empty; it is left out"]
    assert "the file is empty" in failure(empty)


def test_a_pipe_is_refused_and_skipped_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "neither a file nor a folder" in failure(tmp_path / "pipe.txt")
    write(tmp_path / "a.txt")
    assert list(open_corpus(tmp_path).ids) == ["a.txt"]


def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    root = tmp_path / "project"
    outside = tmp_path / "outside"
    write(root / "sub" / "a.txt")
    write(outside / "b.txt")
    (root / "sub" / "up").symlink_to(root)
    (root / "self").symlink_to(root / "self")
    (root / "over").symlink_to(outside)
    (root / "again").symlink_to(root / "sub")
    (outside / "back").symlink_to(root)
    (outside / "round").symlink_to(outside)
    assert list(open_corpus(root).ids) == ["over/b.txt", "sub/a.txt"]


def test_a_link_to_a_file_is_a_document_and_a_broken_one_is_named(tmp_path: Path) -> None:
    root = tmp_path / "project"
    write(tmp_path / "real.txt", "Linked.")
    root.mkdir()
    (root / "linked.txt").symlink_to(tmp_path / "real.txt")
    (root / "broken.txt").symlink_to(tmp_path / "nowhere")
    corpus = open_corpus(root)
    assert list(corpus.ids) == ["linked.txt"]
    assert corpus.load("linked.txt").text == "Linked."
    assert corpus.problems == [
        f"{root / 'broken.txt'}: it can't be read: No such file or directory"
    ]


def test_a_name_that_is_no_utf8_is_left_out_and_named(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).write_text("Text")
    corpus = open_corpus(tmp_path)
    assert list(corpus.ids) == ["a.txt"]
    assert len(corpus.problems) == 1
    assert "is not UTF-8; rename the file" in corpus.problems[0]
    corpus.problems[0].encode()


def test_opening_writes_nothing_and_reads_no_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "né".encode("cp1252"))
    before = path.stat()
    assert open_corpus(tmp_path).problems == []
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]
    assert path.stat().st_mtime_ns == before.st_mtime_ns
