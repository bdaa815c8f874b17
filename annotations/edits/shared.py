"""Entities of the whole project: making them, and saying that one of a document is one of them.

A change here may touch both tables, the record's and the project's: it is one commit and one undo.
"""

from __future__ import annotations

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit
from annotations.edits.checks import one_line, quote, the_entity
from annotations.errors import EditError
from annotations.model import Entity, ProjectEntity, Record
from annotations.project_entities import ProjectEntities


def share(record: Record, entity_id: str, shared: ProjectEntities) -> Change:
    """Make a document's entity one of the whole project, or of this document alone again.

    It becomes the project's entity of the same name and label where there is one that may be the
    same, else a new one; the strings of its mentions become aliases. Raises EditError for what is
    built in, and where another entity of the document is that one of the project already.
    """
    entity = the_entity(record, entity_id)
    edit = Edit(record)
    if entity.ref in shared:
        edit.put(replace(entity, ref=None))
        return edit.change("share", f"{quote(entity.name)} is of this document alone again")
    row = shared.by_name.get((entity.name, entity.label))
    if row is None or (row.kb and entity.kb and row.kb != entity.kb):
        row = None
    other = entity_of(record, row) if row else None
    if other:
        raise EditError(
            f"{quote(other.name)} of this document is that one of the project already: "
            f"join {quote(entity.name)} to it"
        )
    new_id = row.id if row else shared.new_id()
    kb = entity.kb or (row.kb if row else None)
    kept = edit.put(replace(entity, ref=new_id, kb=kb))
    if row is None:
        row = ProjectEntity(new_id, entity.name, entity.label, kb, _strings(record, entity))
        edit.put_shared(row, None)
    else:
        teach(edit, kept, shared)
    return edit.change("share", f"{quote(entity.name)} is one of the whole project")


def teach(edit: Edit, entity: Entity, shared: ProjectEntities | None) -> None:
    """Let the project's entity know the strings that one of its document's mentions has, and a
    Wikidata id that it lacks; nothing where the entity is of its document alone.
    """
    row = shared.get(entity.ref or "") if shared else None
    if row is not None:
        new = dict.fromkeys((*row.aliases, *_strings(edit.record, entity)))
        edit.put_shared(replace(row, aliases=tuple(new), kb=row.kb or entity.kb), row)


def describe_shared(
    edit: Edit, entity: Entity, shared: ProjectEntities | None, said: dict[str, str | None]
) -> bool:
    """Set the same fields of the project's entity; says whether that made a difference."""
    row = shared.get(entity.ref or "") if shared else None
    new = replace(row, **said) if row else None
    if row is None or new is None or new == row:
        return False
    edit.put_shared(new, row)
    return True


def new_entity(
    edit: Edit, words: str, label: str, origin: str, shared: ProjectEntities | None
) -> Entity:
    """The entity of a new mention: the project's where that has the words as a name or alias with
    this label, else a new one of this document alone.
    """
    row = shared.by_name.get((one_line(words), label)) if shared else None
    if row is None:
        return edit.put(Entity(edit.new_id(Entity), one_line(words), label, origin=origin))
    return entity_of(edit.record, row) or edit.put(
        Entity(edit.new_id(Entity), row.name, row.label, row.kb, row.id, origin)
    )


def entity_of(record: Record, row: ProjectEntity) -> Entity | None:
    """The document's entity that is this one of the project; the first, should there be more."""
    return next((entity for entity in record.entities if entity.ref == row.id), None)


def known_kb(entity: Entity, shared: ProjectEntities | None) -> str | None:
    """An entity's Wikidata id, its own or that of the project's entity."""
    row = shared.get(entity.ref or "") if shared else None
    return entity.kb or (row.kb if row else None)


def _strings(record: Record, entity: Entity) -> tuple[str, ...]:
    """How an entity is mentioned, each string once and in one line, in the order of the text."""
    return tuple(dict.fromkeys(one_line(m.text) for m in record.mentions_of(entity.id)))
