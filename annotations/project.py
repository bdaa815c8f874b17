"""A folder with its corpus, scheme and annotators: the one door for terminal and scripts."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from annotations import drift
from annotations.annotator import ANNOTATIONS as ANNOTATIONS
from annotations.annotator import annotator_name as annotator_name
from annotations.annotator import annotators as annotators
from annotations.annotator import project_root as project_root
from annotations.change import Change, Commit, Operation, PutRow, SetFields, by_row
from annotations.corpus import Corpus, open_corpus
from annotations.edits import apply_change
from annotations.entity_book import EntityBook
from annotations.errors import EditError, ReadOnlyError, StandoffError
from annotations.history import History, made_again
from annotations.model import Document, Record, decode_record
from annotations.progress import Progress as Progress
from annotations.progress import ProgressBook
from annotations.project_entities import ProjectEntities
from annotations.reanchor import reanchor
from annotations.scheme import Scheme, read_scheme
from annotations.store import HeldStore, Store, open_store, settle
from annotations.suggest.sources import Suggestions


class Opened(msgspec.Struct, frozen=True):
    """A document with what the annotator said about it.

    `notice` is a sentence where the text shown is not the one that the file has now.
    """

    document: Document
    record: Record
    notice: str = ""


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
        notices: Sequence[str] = (),
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
        self._progress = ProgressBook(store)
        self._entities = EntityBook(store)
        self.suggestions = Suggestions(root, scheme, store, annotator)
        self._opened: Opened | None = None
        self._notices = list(notices)

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
        return [*self._notices, *self._store.notices, *self.corpus.problems]

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
        return self._progress.of(document_id)

    def unfinished(self, after: int) -> Iterator[str]:
        """The ids of the documents that are neither done nor skipped, those after a place first.

        The one at the place itself is not among them, nor what can't be read.
        """
        return self._progress.unfinished(self.ids, after)

    def record(self, document_id: str) -> Record | None:
        """What the annotator said about a document, or None."""
        opened = self._opened
        if opened and opened.document.id == document_id and self.progress(document_id).revision:
            return opened.record
        row = self._store.read("records", document_id)
        return decode_record(row, f"{self._store.path}: {document_id}") if row else None

    def project_entities(self) -> ProjectEntities:
        """The entities that documents share, by their ids, and by name and label.

        Rows that can't be read are left out; `standoff verify` names them.
        """
        return self._entities.entities()

    def open(self, document_id: str) -> Opened:
        """A document with its record: the saved one, or an empty one that is not saved yet.

        A document that was annotated is shown with the text that was annotated, also where the file
        has changed or is gone since. Raises CorpusError, RecordError or StoreError.
        """
        self._opened = self._load(document_id)
        return self._opened

    def peek(self, document_id: str) -> Opened:
        """As `open`, but the document that is open stays so, and is given as it was opened also
        where its file has changed since. Raises what `open` raises.
        """
        opened = self._opened
        return opened if opened and opened.document.id == document_id else self._load(document_id)

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
        document, notice = drift.shown(self.corpus, self.root / ANNOTATIONS, document_id, record)
        if record is None:
            return Opened(document, self._blank(document), notice)
        return Opened(document, record, notice or drift.first_fault(record, document))

    def _blank(self, document: Document) -> Record:
        return Record(
            id=document.id,
            sha256=document.sha256,
            annotator=self.annotator,
            guideline=self.scheme.guideline.version or None,
            created="",
            updated="",
        )

    def annotated(self, ids: Iterable[str] | None = None) -> Iterator[tuple[Record, Document]]:
        """Every saved record with its document, in the order of the corpus, the missing ones last;
        with `ids` those of these documents.

        Raises RecordError, CorpusError or StoreError at one that can't be read.
        """
        for document_id in [*self.ids, *self.missing] if ids is None else ids:
            record = self.record(document_id)
            if record is not None:
                yield (
                    record,
                    drift.shown(self.corpus, self.root / ANNOTATIONS, document_id, record)[0],
                )

    # What can be done

    def commit(self, change: Change) -> Commit:
        """Save a change; it is on disk on return.

        The first change to a document keeps its text beside the annotations. Every record that the
        change touches gets its next revision; what is tagged is remembered with it. Raises
        ReadOnlyError, CommitError or EditError: then nothing has changed.
        """
        return self._save(self.suggestions.remember(change))

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
        before = drift.as_annotated(self.root / ANNOTATIONS, record)
        change, said = reanchor(record, before.text, document)
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

    def warm(self) -> None:
        """Called when nobody waits: do now what the first edit and the first jump would wait for.

        Reads the history and the project's entities, and looks at the status of records. What
        can't be read is left for then.
        """
        if not self.read_only:
            with contextlib.suppress(StandoffError):
                self._history = self.history
        with contextlib.suppress(StandoffError):
            self.project_entities()
        self._progress.look_ahead()

    def follow_writer(self) -> bool:
        """Take over what another process has saved since, where this project only reads.

        True if there was anything new. It costs little where nothing was. Raises what `open`
        raises; then the open document stays as it was.
        """
        since = self._store.sequence
        if not self.read_only or not self._store.refresh():
            return False
        self._history = None
        self._entities.clear()
        self.suggestions.catch_up(since)
        self._progress.clear()
        opened, self._opened = self._opened, None
        if opened:
            try:
                self._opened = self._load(opened.document.id)
            except StandoffError:
                self._opened = opened
                raise
        return True

    def idle(self) -> None:
        """Called when the person pauses: a moment to save what is held, and for housekeeping."""
        if self._held and self.unsaved:
            self._held.retry()
        self._store.idle()
        self._progress.look_ahead()

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
            for key, record in records.items():
                history.check_revision(key, record.revision if record else None)
        new = {} if undoes or redoes else {k: made for k, made in rows.items() if not records[k]}
        operations = [*self._creations(new, now), *change.operations]
        for key, record in records.items():
            if _takes_away(rows[key][-1]):
                continue
            stamp = {"revision": record.revision + 1 if record else 1, "updated": now}
            operations.append(SetFields("records", key, stamp))
        saved = Change(change.command, change.summary, tuple(operations), change.inverse)
        opened = self._opened if self._opened and self._opened.document.id in rows else None
        gone = opened and _takes_away(rows[opened.document.id][-1])
        edited = apply_change(opened.record, operations) if opened and not gone else None
        commit = self._store.commit(
            saved, annotator=self.annotator, time=now, undoes=undoes, redoes=redoes
        )
        history.add(commit)
        self._progress.forget(rows)
        if opened:
            self._follow(opened, edited)
        self._entities.follow(commit.operations)
        self.suggestions.follow(commit.operations)
        return commit

    def _check_writable(self) -> None:
        if self.read_only:
            raise ReadOnlyError(" ".join(self._store.notices) or "the project is open for reading")

    def _creations(self, new: Mapping[str, Sequence[Operation]], now: str) -> list[Operation]:
        """What has to come before the first operations on documents, whose texts are kept now."""
        made: list[Operation] = []
        documents = [self.peek(key).document for key in new]
        for document in documents:
            blank = msgspec.structs.replace(self._blank(document), created=now, updated=now)
            if not isinstance(new[document.id][0], PutRow):
                drift.check_fits(apply_change(blank, new[document.id]), document)
                made.append(PutRow("records", document.id, msgspec.to_builtins(blank)))
        for document in documents:
            self._store.keep_text(document.text)
        return made

    def _follow(self, opened: Opened, record: Record | None) -> None:
        """Have the open document as it was saved; what is raised here would say that it wasn't."""
        self._opened = None
        if record is not None and record.sha256 == opened.document.sha256:
            self._opened = Opened(opened.document, record, opened.notice)
            # Known without reading the row again, which takes time in a long document.
            self._progress.note(record)
        elif record is not None:
            # Carried over to another text, or back: that one is shown, if it can be read.
            with contextlib.suppress(StandoffError):
                self._opened = self._load(record.id)


def _takes_away(operation: Operation) -> bool:
    return isinstance(operation, PutRow) and operation.row is None


def timestamp() -> str:
    """Now, in UTC, to the second, as ISO 8601 with a Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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

    Nothing is written before the first commit, but an import that was cut off is finished, and
    annotations of a document that moved go with it; with `read_only` that is not looked for. Where
    there are annotations, a folder without documents opens too: their texts are kept. `reserved`
    are the keys that labels can't have. With `hold`, commits that can't be saved are kept in
    memory, see `Project.unsaved`, and tried again; without, they raise CommitError.
    Raises CorpusError, SchemeError or StoreError.
    """
    root = project_root(path)
    notices = settle(root / ANNOTATIONS)
    scheme = read_scheme(root, reserved)
    source = root / scheme.corpus.path if path.is_dir() else path
    corpus = open_corpus(
        source,
        encoding=encoding or scheme.corpus.encoding,
        may_be_empty=path.is_dir() and bool(annotators(root)),
    )
    name = annotator_name(annotator)
    file = root / ANNOTATIONS / f"{name}.json"
    open_file = partial(open_store, file, annotator=name, read_only=read_only)
    store: Store = HeldStore(open_file) if hold else open_file()
    project = Project(root, corpus, scheme, store, name, whole=path.is_dir(), notices=notices)
    if not read_only:
        project.follow_moved()
    return project
