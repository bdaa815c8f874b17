"""A corpus of files: the texts and JSONL files of a folder, or one of them alone."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotations.annotator import ANNOTATIONS, TEXTS
from annotations.corpus.base import Corpus, os_reason
from annotations.corpus.files import check_encoding, load_text
from annotations.corpus.jsonl import JsonlFile
from annotations.errors import CorpusError
from annotations.model import Document

TEXT_ENDINGS = (".txt", ".md")
JSONL_ENDING = ".jsonl"

# The row that stands for a document that is a whole file.
_WHOLE_FILE = -1


def open_corpus(path: Path, *, encoding: str | None = None, may_be_empty: bool = False) -> Corpus:
    """Open a folder, one text file or one JSONL file.

    A folder gives its .txt, .md and .jsonl files at any depth, sorted by their path; hidden files
    and folders and its own `annotations` folder are left out, and those of projects inside of it:
    any folder of that name with kept texts or an annotator's file in it. Any single file that isn't
    .jsonl is read as text, whatever its ending. `encoding` is that of the text files (UTF-8 if
    None); JSONL is always UTF-8. With `may_be_empty` a folder that has no documents, or isn't
    there, is a corpus without any, whose `problems` say so. Nothing is written.

    Raises CorpusError for a path without anything, a folder without documents, an unknown
    encoding, and a single file that is empty or can't be read.
    """
    codec = check_encoding(encoding)
    path = Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links
    try:
        if path.is_dir():
            return _open_folder(path, codec, may_be_empty)
        if path.is_file():
            return _open_file(path, codec)
        there = path.exists()
    except OSError as error:
        raise CorpusError(f"{path}: it can't be opened: {os_reason(error)}") from error
    if there:
        raise CorpusError(f"{path}: it is neither a file nor a folder")
    problem = f"{path}: there is no such file or folder"
    if not may_be_empty:
        raise CorpusError(problem)
    corpus = FileCorpus(path, codec)
    corpus.note(problem)
    return corpus


class FileCorpus:
    """The documents of some files below one folder. See `Corpus`."""

    def __init__(self, root: Path, encoding: str | None) -> None:
        self._root = root
        self._encoding = encoding
        self._ids: list[str] = []
        # For each id the row among those of all JSONL files, one after another.
        self._rows: dict[str, int] = {}
        self._jsonl: list[JsonlFile] = []
        self._first_rows: list[int] = []
        self._rows_so_far = 0
        self._problems: list[str] = []

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self._root

    @property
    def ids(self) -> Sequence[str]:
        """The documents' ids, in order."""
        return self._ids

    @property
    def problems(self) -> list[str]:
        """What was left out, and why."""
        return [*self._problems, *(line for file in self._jsonl for line in file.problems)]

    def __len__(self) -> int:
        return len(self._ids)

    def size(self, document_id: str) -> int | None:
        """How many bytes a file in UTF-8 has; None for other documents, see `Corpus.size`."""
        if self._encoding or self._rows.get(document_id) != _WHOLE_FILE:
            return None
        try:
            return os.stat(f"{self._root}/{document_id}").st_size  # noqa: PTH116  # much faster
        except OSError:
            return None

    def load(self, document_id: str) -> Document:
        """The document with this id; see `Corpus.load`."""
        row = self._rows.get(document_id)
        if row is None:
            raise CorpusError(f"{self._root}: there is no document {document_id!r}")
        if row == _WHOLE_FILE:
            return load_text(self._root / document_id, document_id, self._encoding)
        file, own_row = self._locate(row)
        return file.load(own_row, document_id)

    def note(self, problem: str) -> None:
        """Add a problem that was found while looking for files."""
        self._problems.append(problem)

    def add_text(self, name: str) -> None:
        """Add the text file with this path below the root."""
        if name in self._rows:
            self.note(
                f"{self._root / name}: its id is also that of {self._place(name)}; "
                "the file is left out: rename it or change the other id"
            )
            return
        self._rows[name] = _WHOLE_FILE
        self._ids.append(name)

    def add_jsonl(self, name: str) -> None:
        """Add the lines of the JSONL file with this path below the root."""
        file = JsonlFile(self._root / name, name)
        self._jsonl.append(file)
        self._first_rows.append(self._rows_so_far)
        found = file.index()
        first, rows = self._rows_so_far, self._rows
        self._rows_so_far += len(found)
        new = dict(zip(found, range(first, self._rows_so_far), strict=True))
        if len(new) == len(found) and rows.keys().isdisjoint(new):
            # The usual way: a million are there at once, where one by one takes a second.
            if rows:
                rows.update(new)
            else:
                self._rows = new
            self._ids += found
            return
        for row, document_id in enumerate(found):
            if rows.setdefault(document_id, first + row) == first + row:
                self._ids.append(document_id)
            else:
                file.leave_out(
                    row, f"the id {document_id!r} is also that of {self._place(document_id)}"
                )

    def _place(self, document_id: str) -> str:
        row = self._rows[document_id]
        if row == _WHOLE_FILE:
            return str(self._root / document_id)
        file, own_row = self._locate(row)
        return file.place(own_row)

    def _locate(self, row: int) -> tuple[JsonlFile, int]:
        index = bisect_right(self._first_rows, row) - 1
        return self._jsonl[index], row - self._first_rows[index]


def _open_file(path: Path, encoding: str | None) -> FileCorpus:
    corpus = FileCorpus(path.parent, encoding)
    if problem := _name_problem(path.name):
        raise CorpusError(f"{path.parent}: {problem}")
    if path.stat().st_size == 0:
        raise CorpusError(f"{path}: the file is empty")
    if path.suffix.lower() != JSONL_ENDING:
        corpus.add_text(path.name)
        return corpus
    corpus.add_jsonl(path.name)
    if not len(corpus):
        found = corpus.problems
        raise CorpusError("\n".join([f"{path}: no line of it is a document", *found[:1]]))
    return corpus


def _open_folder(root: Path, encoding: str | None, may_be_empty: bool) -> FileCorpus:
    corpus = FileCorpus(root, encoding)
    for name in sorted(_documents_below(root, corpus)):
        if not name.lower().endswith(JSONL_ENDING):
            corpus.add_text(name)
            continue
        try:
            corpus.add_jsonl(name)
        except CorpusError as error:
            corpus.note(str(error))
    if not len(corpus):
        problem = f"{root}: no document in it; looked for .txt, .md and .jsonl"
        if not may_be_empty:
            raise CorpusError("\n".join([problem, *corpus.problems[:1]]))
        corpus.note(problem)
    return corpus


def _documents_below(root: Path, corpus: FileCorpus) -> Iterator[str]:
    """The files that may hold documents, as paths below the root with '/'.

    A link to a folder is followed, but not into the root, whose files are found anyway, and no
    folder is read twice: so links in a circle come to an end.
    """
    real_root = os.path.realpath(root)
    seen = {_identity(os.stat(root))}  # noqa: PTH116  # strings are much faster for 100,000 files
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                found = list(entries)
        except OSError as error:
            corpus.note(f"{root / folder}: the folder can't be read: {os_reason(error)}")
            continue
        for entry in found:
            if entry.name.startswith("."):
                continue
            name = folder + entry.name
            try:
                if entry.is_dir():
                    own = entry.name == ANNOTATIONS and (not folder or _is_made_by_us(entry.path))
                    if not own and not _is_known(entry, seen, real_root):
                        folders.append(f"{name}/")
                elif _may_hold_documents(entry, root, corpus):
                    yield name
            except OSError as error:
                corpus.note(f"{root / name}: it can't be read: {os_reason(error)}")


def _is_made_by_us(folder: str) -> bool:
    """Whether a folder called `annotations` is one of a project, not of documents."""
    with os.scandir(folder) as entries:
        return any(
            entry.name == TEXTS or entry.name.endswith((".json", ".json.journal"))
            for entry in entries
        )


def _is_known(entry: os.DirEntry[str], seen: set[tuple[int, int]], real_root: str) -> bool:
    if entry.is_symlink():
        target = Path(os.path.realpath(entry.path))
        if target.is_relative_to(real_root):
            return True
    identity = _identity(entry.stat())
    known = identity in seen
    seen.add(identity)
    return known


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _may_hold_documents(entry: os.DirEntry[str], root: Path, corpus: FileCorpus) -> bool:
    if not entry.name.lower().endswith((*TEXT_ENDINGS, JSONL_ENDING)):
        return False
    if not entry.is_file():
        # A link that leads nowhere is worth a word; a pipe or a socket is no document.
        entry.stat()
        return False
    if problem := _name_problem(entry.path):
        corpus.note(f"{root}: {problem}; the file is left out")
        return False
    if entry.stat().st_size == 0:
        corpus.note(f"{entry.path}: the file is empty; it is left out")
        return False
    return True


def _name_problem(name: str) -> str | None:
    """Why a file's name can't be an id: ids are saved as UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return f"the name {os.fsencode(name)!r} is not UTF-8; rename the file"
    return None
