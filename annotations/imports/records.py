"""One annotator's records that come in: which may, with which entities, and how they are saved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
from msgspec.structs import asdict, replace

from annotations.change import Table
from annotations.edits.checks import one_line
from annotations.entity_book import EntityBook
from annotations.errors import ReadOnlyError
from annotations.formats.base import CANONICAL, Format
from annotations.imports.staging import Staging
from annotations.model import Entity, Mention, ProjectEntity, Record, decode_record, words_of
from annotations.project import timestamp
from annotations.project_entities import ProjectEntities
from annotations.scheme import Scheme
from annotations.store import encode_row, open_store
from annotations.store.coming import Coming
from annotations.suggest import remembering


class Newcomers:
    """Records on their way to one annotator's file, written aside until they are saved."""

    def __init__(
        self,
        path: Path,
        annotator: str,
        scheme: Scheme,
        chosen: Format,
        aside: Staging,
        *,
        may_replace: bool,
    ) -> None:
        """`may_replace`: records that are there already may give way, as those of programs do.

        `count` records are new, `unchanged` ones were there just as they come.
        """
        self._path = path
        self._store = open_store(path, annotator=annotator, disk=aside.disk)
        self.annotator = annotator
        self._scheme = scheme
        # The canonical form was decoded as what it is, and says itself which mention has no entity.
        self._is_canonical = chosen.name == CANONICAL
        self._has_entities = chosen.again is None
        self._may_replace = may_replace
        self._shared = EntityBook(self._store).entities()
        self._refs: dict[str, str] = {}
        self._new_shared: dict[str, ProjectEntity] = {}
        self._aside = aside
        self._rows: Coming | None = None
        # What the annotator will have tagged, by string and label; programs remember nothing.
        self._tagged: Counter[tuple[str, str]] = Counter()
        self._now = timestamp()
        self.count = self.unchanged = 0

    def check_writable(self) -> None:
        """Raises ReadOnlyError, saying why, where nothing can be saved."""
        if self._store.read_only:
            raise ReadOnlyError(" ".join(self._store.notices))

    def add(self, record: Record) -> str:
        """Take a record, one for each document; or a sentence why not: there is human work on the
        document already.

        One that is there just as it comes is counted as unchanged.
        """
        key = record.id
        row = self._store.read("records", key)
        there = decode_record(row, f"{self._store.path}: {key}") if row else None
        new = self._complete(record)
        if there is not None and not self._may_replace:
            if _content(there) == _content(new):
                self.unchanged += 1
                return ""
            if not _is_blank(there):
                return f"{key} has annotations by {self.annotator} already; they are left alone"
        if there is not None:
            new = replace(new, revision=there.revision + 1, next=max(new.next, there.next))
        try:
            encoded = encode_row(asdict(new))
            if not self._is_canonical:
                # What a reader makes is as good as its code; what is saved must be a record.
                msgspec.json.decode(encoded, type=Record)
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError) as error:
            return f"{key} can't be saved: {error}"
        self._put("records", key, encoded)
        if not self._may_replace:
            remembering.count(self._tagged, new)
        self.count += 1
        return ""

    def finish(self) -> None:
        """Have the file on the disk as it will be. Raises StoreError; nothing has changed yet."""
        if self._rows is None:
            return
        for key, entity in self._new_shared.items():
            self._put("entities", key, encode_row(msgspec.to_builtins(entity)))
        for words, counts in remembering.counted_rows(self._store, self._tagged):
            self._put("memory", words, encode_row(counts))
        self._aside.finish_rows(self._path, self._store, self._rows)

    def close(self) -> None:
        """Let go of the file."""
        if self._rows is not None:
            self._rows.close()
        self._store.close()

    def _put(self, table: Table, key: str, row: bytes) -> None:
        try:
            if self._rows is None:
                self._rows = self._store.coming(self._aside.free_path())
            self._rows.put(table, key, row)
        except OSError as error:
            raise self._aside.failed(error) from error

    def _complete(self, record: Record) -> Record:
        """A record as it will be saved."""
        # Others that carry entities may come from a program or a hand that has none.
        if not (self._is_canonical or (self._has_entities and record.entities)):
            record = with_entities(record, self._scheme, self._shared)
        if any(entity.ref for entity in record.entities):
            record = replace(record, entities=tuple(map(self._own, record.entities)))
        if record.created and record.updated and record.revision > 0:
            return record
        return replace(
            record,
            created=record.created or self._now,
            updated=record.updated or self._now,
            revision=max(record.revision, 1),
        )

    def _own(self, entity: Entity) -> Entity:
        """An entity that is one of another project's, as one of this project's.

        It keeps its reference where the project has none of that id, or just that entity.
        """
        if entity.ref is None:
            return entity
        ref = self._refs.get(entity.ref)
        if ref is None:
            there = self._shared.get(entity.ref)
            if there and (there.name, there.label) != (entity.name, entity.label):
                there = self._shared.by_name.get((entity.name, entity.label))
                ref = there.id if there else self._shared.new_id()
            else:
                ref = entity.ref
            self._refs[entity.ref] = ref
            if ref not in self._shared:
                new = ProjectEntity(ref, entity.name, entity.label, entity.kb)
                self._new_shared[ref] = new
                self._shared.put(new)
        return replace(entity, ref=ref)


def with_entities(record: Record, scheme: Scheme, shared: ProjectEntities | None = None) -> Record:
    """The record with an entity for each mention without one whose label has entities, as tagging
    gives it: the same string with the same label is the same entity, the project's where that is
    among `shared`.
    """
    bare = [m for m in record.mentions if m.entity is None and scheme.is_entity(m.label)]
    if not bare:
        return record
    known: dict[tuple[str, str], str] = {}
    for mention in record.mentions:
        if mention.entity is not None:
            known.setdefault((words_of(mention), mention.label), mention.entity)
    number, entities = record.next, list(record.entities)
    mentions: list[Mention] = []
    for mention in record.mentions:
        if mention.entity is None and scheme.is_entity(mention.label):
            key = (words_of(mention), mention.label)
            if key not in known:
                entity = _entity(f"e{number}", mention, shared)
                number += 1
                known[key] = entity.id
                entities.append(entity)
            mention = replace(mention, entity=known[key])
        mentions.append(mention)
    return replace(record, mentions=tuple(mentions), entities=tuple(entities), next=number)


def _entity(entity_id: str, mention: Mention, shared: ProjectEntities | None) -> Entity:
    name = one_line(words_of(mention)) or mention.text
    row = shared.by_name.get((name, mention.label)) if shared is not None else None
    if row is None:
        return Entity(entity_id, name, mention.label, origin=mention.origin)
    return Entity(entity_id, row.name, row.label, row.kb, row.id, mention.origin)


def _content(record: Record) -> Record:
    """A record without what says nothing of its document."""
    return replace(record, created="", updated="", revision=0, next=1, annotator="", guideline=None)


def _is_blank(record: Record) -> bool:
    """Whether nobody has said anything in a record."""
    items = record.mentions or record.entities or record.stances or record.relations
    said = items or record.labels or record.note or record.flagged
    return not said and record.status in ("todo", "started")
