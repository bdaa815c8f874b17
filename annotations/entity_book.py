"""The project's entities as one annotator's file has them, read when they are first asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import msgspec

from annotations.change import Operation
from annotations.errors import StandoffError
from annotations.model import ProjectEntity
from annotations.project_entities import ProjectEntities
from annotations.store import Store


class EntityBook:
    """Keeps the index of the table `entities`, and follows what is saved."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._entities: ProjectEntities | None = None

    def entities(self) -> ProjectEntities:
        """The index; it is always the same one, until `clear`. What can't be read is left out."""
        if self._entities is None:
            self._entities = ProjectEntities()
            for key in self._store.keys("entities"):
                self._read(self._entities, key)
        return self._entities

    def follow(self, operations: Iterable[Operation]) -> None:
        """Take over what was saved."""
        if self._entities is not None:
            for key in {o.key: None for o in operations if o.table == "entities"}:
                self._read(self._entities, key)

    def clear(self) -> None:
        """Read everything again when it is asked for: the file has changed."""
        self._entities = None

    def _read(self, entities: ProjectEntities, key: str) -> None:
        entity: ProjectEntity | None = None
        with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, StandoffError):
            row = self._store.read("entities", key)
            entity = msgspec.json.decode(row, type=ProjectEntity) if row else None
        if entity is not None and entity.id == key:
            entities.put(entity)
        else:
            entities.remove(key)
