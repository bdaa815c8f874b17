"""The entities that the documents of a project share, as an index in memory."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from annotations.model import ProjectEntity

_PREFIX: Final = "p"
# So long that two branches of a project, each with 100,000 entities, have a chance of about one in
# 28,000 to give one id to two.
_BYTES: Final = 6


class ProjectEntities(Mapping[str, ProjectEntity]):
    """The rows of the table `entities` by their ids, and who is called what.

    `put` and `remove` keep it up to date; each takes time with the names of one entity only.
    """

    def __init__(self, rows: Iterable[ProjectEntity] = ()) -> None:
        self._rows: dict[str, ProjectEntity] = {}
        self._called: dict[tuple[str, str], dict[str, None]] = {}
        self._mentioned: dict[str, dict[str, None]] = {}
        self._by_name: dict[tuple[str, str], ProjectEntity] = {}
        self._remembered: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._with_kb: dict[str, dict[str, None]] = {}
        for row in rows:
            self.put(row)

    def __getitem__(self, entity_id: str) -> ProjectEntity:
        return self._rows[entity_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def by_name(self) -> Mapping[tuple[str, str], ProjectEntity]:
        """The entity that has a string as its name or alias, by that string and its label.

        What two entities are called alike is not in it: a person has to say which is meant.
        """
        return self._by_name

    @property
    def remembered(self) -> Mapping[str, str]:
        """Strings that this annotator joined, each with the name of the entity that it is."""
        return self._remembered

    @property
    def folded(self) -> Mapping[str, str]:
        """The names of each entity, case-folded, with tabs between them: for searching."""
        return self._folded

    def new_id(self) -> str:
        """An id that no row has, nor had: it is drawn by lot.

        A number counted up would come again where its entity was undone, and would be another
        entity's in another branch of the project; records that name it would then be wrong, and
        nothing would tell.
        """
        while (new := f"{_PREFIX}{secrets.token_hex(_BYTES)}") in self._rows:
            pass
        return new

    def with_kb(self, kb: str | None) -> tuple[str, ...]:
        """The ids of the entities that have a Wikidata id, in the order of their coming."""
        return tuple(self._with_kb.get(kb, ())) if kb else ()

    def put(self, entity: ProjectEntity) -> None:
        """Take over a row, in the place of the one with its id."""
        self.remove(entity.id)
        self._rows[entity.id] = entity
        if entity.kb:
            self._with_kb.setdefault(entity.kb, {})[entity.id] = None
        names = dict.fromkeys((entity.name, *entity.aliases))
        self._folded[entity.id] = "\t".join(dict.fromkeys(map(folded, names)))
        for name in names:
            self._called.setdefault((name, entity.label), {})[entity.id] = None
            self._mentioned.setdefault(name, {})[entity.id] = None
            self._renew(name, entity.label)

    def remove(self, entity_id: str) -> None:
        """Forget a row; no matter if there is none."""
        entity = self._rows.pop(entity_id, None)
        if entity is None:
            return
        del self._folded[entity_id]
        if entity.kb:
            del self._with_kb[entity.kb][entity_id]
        for name in dict.fromkeys((entity.name, *entity.aliases)):
            del self._called[name, entity.label][entity_id]
            del self._mentioned[name][entity_id]
            self._renew(name, entity.label)

    def _renew(self, name: str, label: str) -> None:
        """Say anew who has a name, after one more or one less has it."""
        key = (name, label)
        called, mentioned = self._called[key], self._mentioned[name]
        if len(called) == 1:
            self._by_name[key] = self._rows[next(iter(called))]
        else:
            self._by_name.pop(key, None)
        if mentioned:
            self._remembered[name] = self._rows[next(reversed(mentioned))].name
        else:
            del self._remembered[name]


def folded(name: str) -> str:
    """A name without its case, in one line: as it is searched for."""
    return " ".join(name.casefold().split())
