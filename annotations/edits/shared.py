"""Entities of the whole project: making them, and saying that one of a document is one of them.

A change here may touch both tables, the record's and the project's: it is one commit and one undo.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit
from annotations.edits.checks import one_line, quote, the_entity
from annotations.errors import EditError
from annotations.model import Entity, ProjectEntity, Record, words_of
from annotations.project_entities import ProjectEntities


def share(record: Record, entity_id: str, shared: ProjectEntities) -> Change:
    """Make a document's entity one of the whole project, or of this document alone again.

    It becomes the project's entity of the same Wikidata id, else that of the same name and label
    where there is one that may be the same, else a new one; the strings of its mentions become
    aliases. One that names an entity which the project does not have is mended so. Raises
    EditError for what is built in, and where another entity of the document is that one of the
    project already.
    """
    entity = the_entity(record, entity_id)
    edit = Edit(record, shared)
    if entity.ref in shared:
        edit.put(replace(entity, ref=None))
        return edit.change("share", f"{quote(entity.name)} is of this document alone again")
    row = _same_thing(entity, shared)
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
        teach(edit, kept)
    if row.name != entity.name:
        return edit.change("share", f"{quote(entity.name)} is {quote(row.name)} of the project")
    return edit.change("share", f"{quote(entity.name)} is one of the whole project")


def _same_thing(entity: Entity, shared: ProjectEntities) -> ProjectEntity | None:
    """The project's entity that a document's is, as far as Wikidata ids, name and label tell."""
    row = shared.by_name.get((entity.name, entity.label))
    alike = shared.with_kb(entity.kb)
    if alike:
        return row if row and row.id in alike else shared[alike[0]]
    return None if row and row.kb and entity.kb else row


def row_of(entity: Entity, shared: ProjectEntities | None) -> ProjectEntity | None:
    """The project's entity that a document's is; None for one of its document alone.

    Raises EditError where the document names one that the project does not have: to do something
    to it would make more of what can't be true.
    """
    if shared is None or not entity.ref:
        return None
    row = shared.get(entity.ref)
    if row is None:
        raise EditError(
            f"{quote(entity.name)} names {entity.ref}, which the project does not have: "
            "Ctrl+L makes it one of the project anew"
        )
    return row


def teach(edit: Edit, entity: Entity) -> None:
    """Let the project's entity know the strings that one of its document's mentions has, and a
    Wikidata id that it lacks; nothing where the entity is of its document alone.
    """
    row = row_of(entity, edit.shared)
    if row is not None:
        new = dict.fromkeys((*row.aliases, *_strings(edit.record, entity)))
        edit.put_shared(replace(row, aliases=tuple(new), kb=row.kb or entity.kb), row)


def describe_shared(edit: Edit, entity: Entity, said: dict[str, str | None]) -> bool:
    """Set the same fields of the project's entity; says whether that made a difference."""
    row = row_of(entity, edit.shared)
    new = replace(row, **said) if row else None
    if row is None or new is None or new == row:
        return False
    edit.put_shared(new, row)
    return True


def new_entity(edit: Edit, words: str, label: str, origin: str) -> Entity:
    """The entity of a new mention: the project's where that has the words as a name or alias with
    this label, else a new one of this document alone.
    """
    known = known_to_project(edit, words, label, origin)
    return known or edit.put(Entity(edit.new_id(Entity), one_line(words), label, origin=origin))


def known_to_project(edit: Edit, words: str, label: str, origin: str) -> Entity | None:
    """The document's entity that is the project's with these words as a name or alias and this
    label; it is made where the document has none, and None where the project has none.
    """
    row = edit.shared.by_name.get((one_line(words), label)) if edit.shared else None
    if row is None:
        return None
    return entity_of(edit.record, row) or edit.put(
        Entity(edit.new_id(Entity), row.name, row.label, row.kb, row.id, origin)
    )


def entity_of(record: Record, row: ProjectEntity) -> Entity | None:
    """The document's entity that is this one of the project; the first, should there be more."""
    return next((entity for entity in record.entities if entity.ref == row.id), None)


def known_kb(entity: Entity, shared: ProjectEntities | None) -> str | None:
    """An entity's Wikidata id, its own or that of the project's entity; EditError as `row_of`."""
    row = row_of(entity, shared)
    return entity.kb or (row.kb if row else None)


def still_two(one: Entity, other: str | None, shared: ProjectEntities | None) -> str:
    """What is said where a document's entity was one of the project and is another of it now."""
    if not (one.ref and other) or one.ref == other:
        return ""
    rows = (shared.get(ref) if shared else None for ref in (one.ref, other))
    names = " and ".join(quote(row.name) for row in rows if row)
    return f"; the project still has two{': ' if names else ''}{names}"


def same_id_elsewhere(
    record: Record, entity: Entity, kb: str | None, shared: ProjectEntities | None
) -> str:
    """What is said where other entities have the Wikidata id that one was given."""
    if kb is None:
        return ""
    told = next(_others_with(record, entity, kb, shared), "")
    return f"; {told} has this id too: = joins them" if told else ""


def _others_with(
    record: Record, entity: Entity, kb: str, shared: ProjectEntities | None
) -> Iterator[str]:
    """The names of the entities that have a Wikidata id, those of the document first."""
    alike = shared.with_kb(kb) if shared else ()
    for other in record.entities:
        if other.id != entity.id and (other.kb == kb or other.ref in alike):
            yield quote(other.name)
    for row_id in alike:
        if shared and row_id != entity.ref:
            yield f"{quote(shared[row_id].name)} of the project"


def _strings(record: Record, entity: Entity) -> tuple[str, ...]:
    """How an entity is mentioned, each string once and in one line, in the order of the text."""
    return tuple(dict.fromkeys(one_line(words_of(m)) for m in record.mentions_of(entity.id)))
