"""A folder with its corpus, scheme and annotators: the one door for terminal and scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from annotations import drift
from annotations.annotator import ANNOTATIONS as ANNOTATIONS
from annotations.annotator import annotator_name as annotator_name
from annotations.annotator import annotators as annotators
from annotations.change import Change, Commit, Operation, PutRow, SetFields, by_row
from annotations.corpus import Corpus, open_corpus
from annotations.edits import apply_change
from annotations.errors import (
    CorpusError,
    EditError,
    ReadOnlyError,
    RecordError,
    StandoffError,
)
from annotations.history import History, made_again
from annotations.model import Document, Record, Status, decode_record, faults
from annotations.reanchor import reanchor
from annotations.scheme import Scheme, read_scheme
from annotations.store import HeldStore, Store, kept_text, open_store


class Opened(msgspec.Struct, frozen=True):
    """A document with what the annotator said about it.

    `notice` is a sentence where the text shown is not the one that the file has now.
    """

    document: Document
    record: Record
    notice: str = ""


class Progress(msgspec.Struct, frozen=True):
    """How far a document is, for lists."""

    status: Status = "todo"
    flagged: bool = False
    revision: int = 0


class Project:
    """An open project, as one annotator.

    Use it as a context manager, or call `close`: a clean close leaves the annotator's file folded.
    """

    def __init__(
        self,
        root: Path,
        corpus: Corpus,
        scheme: Scheme,
        store: Store,
        annotator: str,
        *,
        whole: bool = True,
    ):
        """`whole` is false where the corpus is one file of the folder, not all there is."""
        self.root = root
        self._whole = whole
        self.corpus = corpus
        self.scheme = scheme
        self.annotator = annotator
        self._store = store
        self._held = store if isinstance(store, HeldStore) else None
        self._history: History | None = None
        self._progress: dict[str, Progress] = {}
        self._opened: Opened | None = None
        self._notices: list[str] = []

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What there is

    @property
    def read_only(self) -> bool:
        """True when nothing can be saved; `notices` say why."""
        return self._store.read_only

    @property
    def notices(self) -> list[str]:
        """What a person should know about how the project opened, a sentence each."""
        return [*self._store.notices, *self._notices, *self.corpus.problems]

    @property
    def ids(self) -> Sequence[str]:
        """The ids of the documents, in the order of the corpus."""
        return self.corpus.ids

    @property
    def missing(self) -> list[str]:
        """The ids of annotated documents whose file or line is no longer in the corpus."""
        annotated = set(self._store.keys("records")) if self._whole else set()
        # A set of all that there is would take long to make in a corpus of a million.
        return sorted(annotated.difference(self.corpus.ids)) if annotated else []

    def changed(self) -> list[str]:
        """The ids of annotated documents whose text is another one now; see `drift.changed`."""
        return drift.changed(self.corpus, self._store)

    def moved(self) -> list[tuple[str, str]]:
        """The old and new ids of annotated documents that have another name now; `drift.moved`."""
        return drift.moved(self.corpus, self._store, self.missing)

    def progress(self, document_id: str) -> Progress:
        """How far a document is."""
        if document_id not in self._progress:
            row = self._store.read("records", document_id)
            try:
                found = msgspec.json.decode(row, type=Progress) if row else Progress()
            except msgspec.DecodeError as error:
                raise RecordError(f"{document_id}: the record can't be read: {error}") from error
            self._progress[document_id] = found
        return self._progress[document_id]

    def record(self, document_id: str) -> Record | None:
        """What the annotator said about a document, or None."""
        if (
            self._opened
            and self._opened.document.id == document_id
            and self.progress(document_id).revision
        ):
            return self._opened.record
        row = self._store.read("records", document_id)
        return decode_record(row, f"{self._store.path}: {document_id}") if row else None

    def open(self, document_id: str) -> Opened:
        """A document with its record: the saved one, or an empty one that is not saved yet.

        A document that was annotated is shown with the text that was annotated, also where the file
        has changed or is gone since. Raises CorpusError, RecordError or StoreError.
        """
        self._opened = self._load(document_id)
        return self._opened

    @property
    def open_record(self) -> Record:
        """The record of the document that was opened last, with every commit since.

        Raises EditError where no document is open.
        """
        if self._opened is None:
            raise EditError("no document is open")
        return self._opened.record

    def _load(self, document_id: str) -> Opened:
        record = self.record(document_id)
        document, notice = self._document(document_id, record)
        if record is None:
            return Opened(document, self._blank(document), notice)
        return Opened(document, record, notice or _faults(record, document))

    def _document(self, document_id: str, record: Record | None) -> tuple[Document, str]:
        try:
            document = self.corpus.load(document_id)
        except CorpusError as error:
            if record is None:
                raise
            return self._kept(record), f"{error}; this is the text that was annotated"
        if record is None or record.sha256 == document.sha256:
            return document, ""
        notice = f"{document_id} has changed since it was annotated; this is the text as it was"
        return self._kept(record, document), notice

    def _kept(self, record: Record, now: Document | None = None) -> Document:
        text = kept_text(self.root / ANNOTATIONS, record.sha256)
        if text is None:
            raise RecordError(
                f"{record.id}: the text that was annotated is neither in the corpus nor in "
                f"{self.root / ANNOTATIONS / 'texts'} ({record.sha256[:12]}….txt)"
            )
        if now is None:
            return Document(record.id, text, record.sha256, title=record.id)
        return Document(record.id, text, record.sha256, now.title, now.meta)

    def _blank(self, document: Document) -> Record:
        return Record(
            id=document.id,
            sha256=document.sha256,
            annotator=self.annotator,
            guideline=self.scheme.guideline.version or None,
            created="",
            updated="",
        )

    def annotated(self) -> Iterator[tuple[Record, Document]]:
        """Every saved record with its document, in the order of the corpus, the missing ones last.

        Raises RecordError, CorpusError or StoreError at one that can't be read.
        """
        for document_id in [*self.ids, *self.missing]:
            record = self.record(document_id)
            if record is not None:
                yield record, self._document(document_id, record)[0]

    # What can be done

    def commit(self, change: Change) -> Commit:
        """Save a change; it is on disk on return.

        The first change to a document keeps its text beside the annotations. Every record that the
        change touches gets its next revision. Raises ReadOnlyError, CommitError or EditError: then
        nothing has changed.
        """
        return self._save(change)

    def reanchor(self, document_id: str, *, dry_run: bool = False) -> list[str]:
        """Carry a document's annotations over to its text as it is now, as one change.

        Gives a sentence for each thing that was lost or changed; see `reanchor.reanchor`. With
        `dry_run` nothing is saved. Raises EditError where there are no annotations, and what `open`
        and `commit` raise.
        """
        record = self.record(document_id)
        if record is None:
            raise EditError(f"{document_id} has no annotations by {self.annotator}")
        document = self.corpus.load(document_id)
        if record.sha256 == document.sha256:
            return []
        change, said = reanchor(record, self._kept(record).text, document)
        if not dry_run:
            self._check_writable()
            self._store.keep_text(document.text)
            self.commit(change)
        return said

    def rebind(self) -> list[tuple[str, str]]:
        """Give the records of documents that moved their new ids, and return what `moved` found.

        One commit for each. It can't be undone, and neither can what was done under the old id.
        """
        pairs = self.moved()
        for old, new in pairs:
            record = self.record(old)
            if record is not None:
                self.commit(drift.move(record, new))
        return pairs

    def follow_moved(self) -> None:
        """Rebind what moved, or find it where nothing can be saved; `notices` say so."""
        missing = self.missing
        if not missing:
            return
        if len(drift.unannotated(self.corpus, self._store)) > drift.LOOKED_THROUGH:
            self._notices.append(drift.too_many(missing))
            return
        try:
            pairs = self.moved() if self.read_only else self.rebind()
            self._notices += drift.in_words(pairs, done=not self.read_only)
        except StandoffError as error:
            self._notices.append(f"what moved could not be followed: {error}")

    def undo(self) -> Commit:
        """Take back the last change that was not taken back yet, in whatever document it was.

        Returns the commit that was taken back. Raises EditError where there is none or where the
        record was changed by somebody else since.
        """
        commit = self.history.to_undo
        if commit is None:
            raise EditError("there is nothing to undo")
        change = Change("undo", f"undone: {commit.summary}", commit.inverse)
        self._save(change, undoes=commit.sequence)
        return commit

    def redo(self) -> Commit:
        """Make again what was undone last; the counterpart of `undo`."""
        commit = self.history.to_redo
        if commit is None:
            raise EditError("there is nothing to redo")
        change = Change("redo", f"made again: {commit.summary}", made_again(commit))
        self._save(change, redoes=commit.sequence)
        return commit

    @property
    def history(self) -> History:
        """What can be undone and redone, read off the file when it is first needed."""
        if self._history is None:
            self._history = History(reversed(list(self._store.history())))
        return self._history

    def commits(self) -> Iterator[Commit]:
        """The commits that are still known, the newest first."""
        return self._store.history()

    @property
    def unsaved(self) -> tuple[Commit, ...]:
        """The commits that are not on disk yet; only a project opened with `hold` has any."""
        return self._held.unsaved if self._held else ()

    @property
    def trouble(self) -> str:
        """Why they are not, in a sentence."""
        return self._held.trouble if self._held else ""

    def idle(self) -> None:
        """Called when the person pauses: a moment to save what is held, and for housekeeping."""
        if self._held and self.unsaved:
            self._held.retry()
        self._store.idle()

    def close(self) -> None:
        """Fold and let go of the annotator's file."""
        self._store.close()

    def _save(
        self, change: Change, *, undoes: int | None = None, redoes: int | None = None
    ) -> Commit:
        self._check_writable()
        history, now = self.history, timestamp()
        rows = {key: made for (t, key), made in by_row(change.operations).items() if t == "records"}
        records: dict[str, Record | None] = {key: self.record(key) for key in rows}
        if undoes is not None or redoes is not None:
            self._refuse_foreign(records)
        operations: list[Operation] = []
        for key, record in records.items():
            if record is None and undoes is None and redoes is None:
                creation = self._creation(key, now)
                if not isinstance(rows[key][0], PutRow):
                    operations.append(creation)
        operations.extend(change.operations)
        for key, record in records.items():
            if _takes_away(rows[key][-1]):
                continue
            stamp = {"revision": record.revision + 1 if record else 1, "updated": now}
            operations.append(SetFields("records", key, stamp))
        saved = Change(change.command, change.summary, tuple(operations), change.inverse)
        commit = self._store.commit(
            saved, annotator=self.annotator, time=now, undoes=undoes, redoes=redoes
        )
        history.add(commit)
        self._follow(commit, rows)
        return commit

    def _check_writable(self) -> None:
        if self.read_only:
            raise ReadOnlyError(" ".join(self._store.notices) or "the project is open for reading")

    def _creation(self, document_id: str, now: str) -> PutRow:
        opened = self._opened
        if opened is None or opened.document.id != document_id:
            opened = self._load(document_id)
        self._store.keep_text(opened.document.text)
        blank = msgspec.structs.replace(self._blank(opened.document), created=now, updated=now)
        return PutRow("records", document_id, msgspec.to_builtins(blank))

    def _refuse_foreign(self, records: Mapping[str, Record | None]) -> None:
        for key, record in records.items():
            known, found = self.history.revision(key), record.revision if record else None
            if known != found:
                raise EditError(
                    f"{key} was changed by another program since (revision {found or 'none'}, the "
                    f"history knows {known or 'none'}): undo and redo stop here"
                )

    def _follow(self, commit: Commit, rows: Mapping[str, Sequence[Operation]]) -> None:
        for key in rows:
            self._progress.pop(key, None)
        opened = self._opened
        if opened is None or opened.document.id not in rows:
            return
        if _takes_away(rows[opened.document.id][-1]):
            self._opened = None
        else:
            record = apply_change(opened.record, commit.operations)
            if record.sha256 != opened.document.sha256:
                # Carried over to another text, or back: that one is shown from now on.
                self._opened = None
                self._opened = self._load(record.id)
                return
            self._opened = Opened(opened.document, record, opened.notice)
            # Known without reading the row again, which takes time in a long document.
            progress = Progress(record.status, record.flagged, record.revision)
            self._progress[record.id] = progress


def _faults(record: Record, document: Document) -> str:
    """The first fault of a record against its text, in a sentence; empty where there is none."""
    found = faults(record, document.text)
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{record.id}: {found[0]}{more}; `standoff verify` lists all" if found else ""


def _takes_away(operation: Operation) -> bool:
    return isinstance(operation, PutRow) and operation.row is None


def timestamp() -> str:
    """Now, in UTC, to the second, as ISO 8601 with a Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def project_root(path: Path) -> Path:
    """The project's folder: the folder itself, or the one that a file is in.

    Raises CorpusError where there is nothing at the path.
    """
    if path.is_dir():
        return path
    if path.exists():
        return path.parent
    raise CorpusError(f"{path}: there is no such file or folder")


def open_project(
    path: Path,
    *,
    annotator: str | None = None,
    read_only: bool = False,
    encoding: str | None = None,
    reserved: Mapping[str, str] | None = None,
    hold: bool = False,
) -> Project:
    """Open a folder, one document or one JSONL corpus as an annotator.

    Nothing is written before the first commit; but annotations of a document that moved go with it,
    if it isn't opened read-only. `reserved` are the keys that labels can't have.
    With `hold`, commits that can't be saved are kept in memory, see `Project.unsaved`, and tried
    again; without, they raise CommitError.
    Raises CorpusError, SchemeError or StoreError.
    """
    root = project_root(path)
    scheme = read_scheme(root, reserved)
    source = root / scheme.corpus.path if path.is_dir() else path
    corpus = open_corpus(source, encoding=encoding or scheme.corpus.encoding)
    name = annotator_name(annotator)
    file = root / ANNOTATIONS / f"{name}.json"

    def open_file() -> Store:
        return open_store(file, annotator=name, read_only=read_only)

    store = HeldStore(open_file) if hold else open_file()
    project = Project(root, corpus, scheme, store, name, whole=path.is_dir())
    project.follow_moved()
    return project
