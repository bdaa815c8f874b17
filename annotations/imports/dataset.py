"""Bringing a dataset into a project: documents to its corpus, annotations to its annotators' files.

All is read, checked and written aside first; then it is in, all of it in one step, and put in
place. Ctrl-C and a request to end wait until that is done; where an import is killed meanwhile, who
opens the project next does the rest: see `store.placing`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from annotations.annotator import ANNOTATIONS, annotator_name
from annotations.corpus import Corpus, open_corpus
from annotations.errors import CorpusError, StandoffError, StoreError
from annotations.formats.base import Fault, Format, Incoming, Reader, Report
from annotations.formats.intake import Intake
from annotations.imports.records import Newcomers
from annotations.imports.scheme_additions import IN_WORDS, Unknown, with_additions
from annotations.imports.staging import Staging, held_off, staging
from annotations.model import Document, Record
from annotations.scheme import SCHEME_FILE, Scheme, read_scheme
from annotations.store import kept_text
from annotations.store.disk import Disk
from annotations.store.placing import is_pending, settle

PREDICTIONS = "predictions"
_NOT_IN_NAMES = re.compile(r"[^\w.@+-]")


class Outcome(msgspec.Struct):
    """What an import brought.

    `documents` are new in `file`, `joined` were in the corpus before. `records` counts those of
    each annotator, `unchanged` those that were there just so, `predictions` those of each program.
    `unknown` counts the uses of what the scheme doesn't have, `added` is what it has now. `notices`
    are sentences on what else a person should know.
    """

    documents: int = 0
    joined: int = 0
    file: Path | None = None
    records: Counter[str] = msgspec.field(default_factory=Counter)
    unchanged: int = 0
    predictions: Counter[str] = msgspec.field(default_factory=Counter)
    faults: int = 0
    unknown: Unknown = msgspec.field(default_factory=Counter)
    added: list[str] = []
    notices: list[str] = []


class _Documents:
    """The documents of a project and those that come in: which is which."""

    def __init__(self, corpus: Corpus, annotations: Path, aside: Staging) -> None:
        self._corpus = corpus
        self._annotations = annotations
        self._aside = aside
        self._ids = set(corpus.ids)
        self._by_hash: dict[bytes, tuple[str, ...]] | None = None
        # The source's documents that have their own id in the project, and the ids of the others
        # there. There may be very many documents: each is in one of the two.
        self._same: set[str] = set()
        self._other: dict[str, str] = {}
        self._claimed: set[str] = set()
        self.new = self.joined = 0

    def with_text(self, incoming: Incoming) -> Incoming | None:
        """The same with its text, which the project has; None where it doesn't have it."""
        document = incoming.document
        there = self._load(document.id) if document.id in self._ids else None
        if there is None or (document.sha256 and there.sha256 != document.sha256):
            text = kept_text(self._annotations, document.sha256)
            known = self._with_hash(document.sha256)
            there = self._load(known[0]) if known else None
            if there is None and text is not None:
                there = replace(document, text=text)
        if there is None:
            return None
        found = replace(document, text=there.text, sha256=there.sha256)
        return incoming._replace(document=found, has_text=True)

    def place(self, document: Document, report: Callable[[str], None]) -> str:
        """The document's id in the project; one that is new there is written aside.

        Empty, and reported, where its title or meta are none that a corpus can hold.
        """
        if document.id in self._same:
            return document.id
        if document.id in self._other:
            return self._other[document.id]
        project_id = next(self._alike(document), "")
        if not project_id:
            project_id = self._fresh_name(document.id)
            try:
                line = _line(project_id, document)
            except (msgspec.MsgspecError, TypeError, ValueError, OverflowError) as error:
                report(f"{document.id!r} can't be saved: {error}")
                return ""
            if project_id != document.id:
                report(f"the project has another document {document.id!r}; this is {project_id!r}")
            self.new += 1
            self.joined -= 1
            self._aside.add_document(line)
        self.joined += 1
        if project_id == document.id:
            self._same.add(project_id)
        else:
            self._other[document.id] = project_id
            self._claimed.add(project_id)
        return project_id

    def _is_taken(self, project_id: str) -> bool:
        """Whether another document of the source has this id of the project."""
        return project_id in self._same or project_id in self._claimed

    def _fresh_name(self, name: str) -> str:
        """The name itself, or with a number after it where the project has it."""
        number, free = 1, name
        while free in self._ids or self._is_taken(free):
            number += 1
            free = f"{name}-{number}"
        return free

    def _alike(self, document: Document) -> Iterator[str]:
        """The ids in the corpus that a document may be: its own first, then those with its text.

        One that another document of the source is already is left out.
        """
        if document.id in self._ids and not self._is_taken(document.id):
            there = self._load(document.id)
            if there is not None and there.sha256 == document.sha256:
                yield document.id
        if self._corpus.ids:
            alike = self._with_hash(document.sha256)
            yield from (each for each in alike if not self._is_taken(each))

    def _load(self, document_id: str) -> Document | None:
        try:
            return self._corpus.load(document_id)
        except CorpusError:
            return None

    def _with_hash(self, sha256: str) -> Sequence[str]:
        """The corpus' ids of the texts with a hash; the whole corpus is read for it, once."""
        if self._by_hash is None:
            self._by_hash = {}
            for document_id in self._corpus.ids:
                if found := self._load(document_id):
                    digest = bytes.fromhex(found.sha256)
                    # One tuple takes half of what a list does.
                    self._by_hash[digest] = (*self._by_hash.get(digest, ()), document_id)
        return self._by_hash.get(_digest(sha256), ())


class _Import:
    """One import while it is running."""

    def __init__(
        self,
        root: Path,
        chosen: Format,
        annotator: str | None,
        scheme: Scheme,
        aside: Staging,
        stack: ExitStack,
        report: Report,
    ) -> None:
        self.outcome = Outcome()
        self._root = root
        self._format = chosen
        self._annotator = annotator
        self._scheme = scheme
        self._aside = aside
        self._stack = stack
        self._report = report
        self._folder = root / scheme.corpus.path
        corpus = open_corpus(
            self._folder, encoding=scheme.corpus.encoding, may_be_empty=not self._folder.is_file()
        )
        self._documents = _Documents(corpus, root / ANNOTATIONS, aside)
        self._intake = Intake(self.fault)
        self._newcomers: dict[tuple[str, bool], Newcomers] = {}
        self._known = {table: {each.name for each in getattr(scheme, table)} for table in IN_WORDS}

    def fault(self, fault: Fault) -> None:
        """Count a fault, and tell it."""
        self.outcome.faults += 1
        self._report(fault)

    def take(self, incoming: Incoming) -> None:
        """Take one document with what was annotated in it."""
        where, found = incoming.where, incoming
        if not incoming.has_text:
            with_text = self._documents.with_text(incoming)
            if with_text is None:
                why = f"the project doesn't have the text of {incoming.document.id!r}"
                self.fault(Fault(where, why))
                return
            found = with_text
        checked = self._intake.checked(self._signed(found))
        if checked is None:
            return
        document = checked.document
        project_id = self._documents.place(document, lambda what: self.fault(Fault(where, what)))
        if not project_id:
            return
        if checked.record is not None:
            self._add(checked.record, document, project_id, where)
        if checked.predictions is not None:
            self._add(checked.predictions, document, project_id, where, predicted=True)

    def _signed(self, incoming: Incoming) -> Incoming:
        """The same with names of annotators and programs that can be those of files."""
        record, predictions = incoming.record, incoming.predictions
        if record is not None:
            name = self._annotator or _file_name(record.annotator) or annotator_name(None)
            if record.annotator != name:
                record = replace(record, annotator=name)
        if predictions is not None:
            name = _file_name(predictions.annotator) or self._format.name
            predictions = replace(predictions, annotator=name)
        return incoming._replace(record=record, predictions=predictions)

    def _add(
        self,
        record: Record,
        document: Document,
        project_id: str,
        where: str,
        *,
        predicted: bool = False,
    ) -> None:
        newcomers = self._newcomers_of(record.annotator, predicted=predicted)
        refused = newcomers.add(
            record if record.id == project_id else replace(record, id=project_id)
        )
        if refused:
            self.fault(Fault(where, refused))
            return
        if not predicted:
            self._aside.keep_text(document.sha256, document.text)
        self._count(record)

    def _newcomers_of(self, annotator: str, *, predicted: bool) -> Newcomers:
        key = (annotator, predicted)
        if key not in self._newcomers:
            folder = self._root / ANNOTATIONS / (PREDICTIONS if predicted else "")
            path = folder / f"{annotator}.json"
            found = Newcomers(
                path,
                annotator,
                self._scheme,
                self._format,
                self._aside,
                may_replace=predicted,
            )
            self._stack.callback(found.close)
            found.check_writable()
            self._newcomers[key] = found
        return self._newcomers[key]

    def _count(self, record: Record) -> None:
        """Count what the scheme doesn't have."""
        labels = {mention.label for mention in record.mentions}
        bare = {entity.label for entity in record.entities if entity.label} - labels
        for table, names in (
            ("labels", labels | bare),
            ("polarities", {stance.polarity for stance in record.stances}),
            ("relations", {relation.label for relation in record.relations}),
            ("document_labels", set(record.labels)),
        ):
            for name in names - self._known[table]:
                self.outcome.unknown[table, name] += _uses(record, table, name)

    def add_names(self, reserved: Mapping[str, str]) -> str | None:
        """The scheme with what it lacks; a name that can't be in a scheme is a fault."""
        unknown = self.outcome.unknown
        found = with_additions(self._root, self._scheme, unknown, reserved, self._aside.free_path())
        for (table, name), why in found.refused.items():
            del unknown[table, name]
            what = f"the {IN_WORDS[table]} {name!r} came in but isn't in the scheme: {why}"
            self.fault(Fault(str(self._root / SCHEME_FILE), what))
        self.outcome.added = found.added
        return found.text

    def finish(self, source: Path, new_scheme: str | None) -> Outcome:
        """Put all in place."""
        outcome = self.outcome
        outcome.documents, outcome.joined = self._documents.new, self._documents.joined
        if outcome.documents:
            if self._folder.is_file():
                raise StandoffError(
                    f"{self._folder}: the project's corpus is this one file, so that no documents "
                    "can be added; put them there yourself, or import into another project"
                )
            outcome.file = _free_file(self._folder, source)
        # What tells documents apart is done with, and the rows have to be sorted yet.
        del self._documents, self._intake
        self._aside.finish_texts()
        for (annotator, predicted), newcomers in self._newcomers.items():
            self._finish(newcomers)
            counter = outcome.predictions if predicted else outcome.records
            if newcomers.count:
                counter[annotator] += newcomers.count
            outcome.unchanged += newcomers.unchanged
        if outcome.file is not None:
            self._aside.finish_documents(outcome.file)
        if new_scheme is not None:
            self._aside.write(new_scheme, self._root / SCHEME_FILE)
        with held_off() as came:
            outcome.notices += self._aside.place()
            if came:
                self._report(Fault(str(source), "interrupted too late: all of it has come in"))
        return outcome

    def _finish(self, newcomers: Newcomers) -> None:
        try:
            newcomers.finish()
        except StoreError as error:
            why = str(error).removesuffix(".")
            raise StoreError(f"{why}. Nothing has come in; import again.") from error


def import_dataset(
    source: Path,
    root: Path,
    chosen: Format,
    *,
    reader: Reader | None = None,
    annotator: str | None = None,
    report: Report,
    strict: bool = False,
    add_labels: bool = False,
    reserved: Mapping[str, str] | None = None,
    step: Callable[[], None] = lambda: None,
    disk: Disk | None = None,
) -> Outcome:
    """Bring what is at `source`, in a format, into the project at `root`, made if it isn't there.

    Annotations become records of `annotator`, else of who the source names, else of oneself. A
    record that has human work in it is never touched: what comes in for it is reported. `report`
    gets each thing that was not understood; `step` is called after each document. `strict` lets
    nothing come in where anything is reported. `add_labels` adds what the scheme lacks to
    `standoff.toml`; `reserved` are the keys that labels can't have there.

    Raises StandoffError, OSError or KeyboardInterrupt: then the project is as it was. Two cases are
    otherwise, and said: an interruption while all is put in place comes when that is done, and
    after an error there all is in, and put in place when the project is opened the next time.
    """
    if root.exists() and not root.is_dir():
        raise StandoffError(f"{root}: it is a file; name the project's folder")
    name = annotator_name(annotator) if annotator is not None else None
    read = reader or chosen.read
    assert read is not None, "check_kind refuses formats that can't be read"
    disk = disk or Disk()
    notices = settle(root / ANNOTATIONS, disk)
    if is_pending(root / ANNOTATIONS):
        raise StandoffError(" ".join(notices))
    scheme = read_scheme(root)
    with ExitStack() as stack:
        aside = stack.enter_context(staging(root, disk))
        running = _Import(root, chosen, name, scheme, aside, stack, report)
        for incoming in _read(read, source, running.fault):
            running.take(incoming)
            step()
        outcome = running.outcome
        outcome.notices += notices
        new_scheme = None
        if add_labels and outcome.unknown:
            new_scheme = running.add_names(reserved or {})
        if strict and outcome.faults:
            raise StandoffError(
                f"{source}: nothing was imported (--strict): "
                + ("a thing was" if outcome.faults == 1 else f"{outcome.faults} things were")
                + " not understood"
            )
        return running.finish(source, new_scheme)


def _read(read: Reader, source: Path, report: Report) -> Iterator[Incoming]:
    """What a reader gives. One of a plug-in may raise what it likes; it is told with its file."""
    try:
        yield from read(source, report)
    except UnicodeDecodeError as error:
        raise StandoffError(
            f"{source}: not {error.encoding} at byte offset {error.start} of what was read; save "
            "it as UTF-8"
        ) from error


def _uses(record: Record, table: str, name: str) -> int:
    """How often a record uses a name of a table of the scheme; a label of an entity alone once."""
    if table == "polarities":
        return sum(stance.polarity == name for stance in record.stances)
    if table == "relations":
        return sum(relation.label == name for relation in record.relations)
    if table == "document_labels":
        return record.labels.count(name)
    return sum(mention.label == name for mention in record.mentions) or 1


def _line(document_id: str, document: Document) -> bytes:
    """A document as a line of a JSONL corpus. Raises TypeError, or what msgspec does, for none."""
    if not (isinstance(document.title, str) and isinstance(document.meta, dict)):
        # A reader of a plug-in may give what it likes.
        raise TypeError("its title is no string, or its meta no object")
    line = {"id": document_id, "title": document.title, "text": document.text}
    return msgspec.json.encode(line | {"meta": document.meta})


def _digest(sha256: str) -> bytes:
    """A hash in half of what its digits take; what is none has no bytes."""
    try:
        return bytes.fromhex(sha256)
    except ValueError:
        return b""


@lru_cache(maxsize=1024)
def _file_name(name: str) -> str:
    """A name that can be that of an annotator's file, as like the given one as can be."""
    return _NOT_IN_NAMES.sub("-", name).lstrip("_.@+-")[:80]


def _free_file(folder: Path, source: Path) -> Path:
    """The name of a new corpus file, after the source's."""
    stem = source.resolve().stem.lstrip(".") or "import"
    number, name = 1, stem
    while (folder / f"{name}.jsonl").exists():
        number += 1
        name = f"{stem}-{number}"
    return folder / f"{name}.jsonl"
