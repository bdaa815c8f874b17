"""Making, changing and removing mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from annotations.antecedents import bearer
from annotations.change import Change
from annotations.edits.base import Edit, by_hand, stances_at, stances_of
from annotations.edits.checks import check_bounds, one_line, quote, spans_of, the_mention
from annotations.edits.room import make_room, replaced
from annotations.edits.shared import known_to_project, new_entity
from annotations.errors import EditError
from annotations.language.inflection import are_sure_forms, inflects
from annotations.model import Entity, Mention, Record, words_of
from annotations.project_entities import ProjectEntities
from annotations.scheme import Scheme


def tag(
    record: Record,
    text: str,
    start: int,
    end: int,
    label: str,
    scheme: Scheme,
    *,
    origin: str = "manual",
    shared: ProjectEntities | None = None,
) -> Change:
    """Make a mention of code points `start` to `end` (exclusive).

    It joins the entity of a mention with the same string and label. So it does, and the summary
    says it, where the other differs only by an inflection that makes no other name, or by its
    capital letters ("LUXEMBOURG"), and as an acronym in brackets behind it. Else it gets its own,
    that of the project where `shared` has the string with this label. A label that the scheme
    marks `entity = false` has none. Mentions may overlap and nest. Raises EditError for bounds
    outside of the text, for white space, and for what is tagged so already.
    """
    check_bounds(text, start, end)
    words = text[start:end]
    edit = Edit(record, shared)
    near = _near(record, words)
    alike = _alike(near, words, label)
    sure = None
    if not _shared(alike) and scheme.is_entity(label):
        sure = _sure_of(edit, text, (start, end), label, near)
    new_mention(edit, text, start, end, label, scheme, origin, alike, sure)
    edit.begin()
    # With the same string it goes without saying.
    joined = record.entity(sure)
    said = f" is {quote(joined.name)}" if joined else ""
    return edit.change("tag", f"{label} {quote(words)}{said}")


def new_mention(
    edit: Edit,
    text: str,
    start: int,
    end: int,
    label: str,
    scheme: Scheme,
    origin: str,
    alike: Sequence[Mention],
    sure: str | None = None,
) -> Mention:
    """Make a mention; `alike` are those with its words and its label.

    It is of the entity `sure`, else of theirs, else of a new one.
    """
    _check_new(alike, start, end, label)
    words = text[start:end]
    entity = sure or _entity_for(edit, alike, words, label, scheme, origin)
    new_id = edit.new_id(Mention)
    return edit.put(Mention(new_id, start, end, words, label, entity=entity, origin=origin))


def retag(
    record: Record,
    mention_id: str,
    label: str,
    scheme: Scheme,
    shared: ProjectEntities | None = None,
) -> Change:
    """Give a mention another label; its entity stays, where the label has one.

    An entity of this document alone, without other mentions, takes the new label too; one that
    nothing else needs gives way to the entity of what has the same string and label now, in the
    document or in the project. Where the label has no entity, stances keep the old one and lose
    the pointer to the mention. Raises EditError for a label that it, or another mention of the same
    span, has already.
    """
    old = the_mention(record, mention_id)
    if old.label == label:
        raise EditError(f"{quote(old.text)} is {label} already")
    words = words_of(old)
    alike = _alike(record.mentions, words, label)
    if old.fragments is None:
        _check_new(alike, old.start, old.end, label)
    edit = Edit(record, shared)
    entity: str | None = None
    if scheme.is_entity(label):
        entity = _entity_after(edit, old, alike, words, label)
        entity = entity or _entity_for(edit, alike, words, label, scheme, old.origin)
    else:
        _forget_in_stances(edit, old.id)
    edit.put(by_hand(old, label=label, entity=entity))
    kept = record.entity(entity)
    if entity != old.entity:
        edit.drop_idle(old.entity)
    elif kept and not kept.ref and kept.label == old.label and not _has_other_mentions(record, old):
        edit.put(replace(kept, label=label))
    return edit.change("retag", f"{old.label} {quote(old.text)} is now {label}")


def move_boundary(
    record: Record,
    text: str,
    mention_id: str,
    start: int,
    end: int,
    shared: ProjectEntities | None = None,
) -> Change:
    """Let a mention begin and end elsewhere; its label and its entity stay, its fragments go.

    An entity that bore the mention's old string as its name, and has no other mention, is renamed;
    one that nothing else needs gives way to the entity of what has the same string and label now,
    in the document or, among `shared`, in the project. What propagation put inside of it goes.
    Raises EditError for bounds that can't be, or that it or another with its label has already.
    """
    old = the_mention(record, mention_id)
    check_bounds(text, start, end)
    if (old.start, old.end) == (start, end) and old.fragments is None:
        raise EditError(f"{quote(old.text)} has these boundaries already")
    words = text[start:end]
    others = [m for m in _alike(record.mentions, words, old.label) if m.id != old.id]
    _check_new(others, start, end, old.label)
    edit = Edit(record, shared)
    entity_id = _entity_after(edit, old, others, words, old.label)
    edit.put(by_hand(old, start=start, end=end, text=words, entity=entity_id, fragments=None))
    gone = make_room(edit, [(start, end)])
    entity = record.entity(old.entity)
    if entity_id != old.entity:
        edit.drop_idle(old.entity)
    elif entity and _is_named_by(record, entity, old):
        edit.put(replace(entity, name=one_line(words)))
    said = f"{old.label} {quote(old.text)} is now {quote(words)}{replaced(gone)}"
    return edit.change("boundary", said)


def add_fragment(record: Record, text: str, mention_id: str, start: int, end: int) -> Change:
    """Add code points `start` to `end` (exclusive) to a mention, which may become discontinuous.

    Fragments that overlap or touch become one; a mention of one fragment is a plain one. An entity
    that bore the mention's words as its name, and has no other mention, is renamed. What
    propagation put inside of a fragment goes. Raises EditError for bounds that can't be, and for
    what is a part of the mention already.
    """
    old = the_mention(record, mention_id)
    check_bounds(text, start, end)
    pieces = _pieces(old)
    if any(first <= start and end <= last for first, last in pieces):
        raise EditError(f"{quote(text[start:end])} is a part of {quote(_said(old))} already")
    return _with_pieces(record, text, old, [*pieces, (start, end)])


def remove_fragment(record: Record, text: str, mention_id: str, start: int, end: int) -> Change:
    """Take a fragment out of a mention; where one is left, that is a plain mention.

    Raises EditError for bounds that are not those of a fragment of it.
    """
    old = the_mention(record, mention_id)
    pieces = _pieces(old)
    if old.fragments is None or (start, end) not in pieces:
        raise EditError(f"{start}-{end} is no fragment of {quote(_said(old))}")
    return _with_pieces(record, text, old, [piece for piece in pieces if piece != (start, end)])


def _pieces(mention: Mention) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in mention.fragments or (mention,)]


def _with_pieces(
    record: Record, text: str, old: Mention, pieces: Iterable[tuple[int, int]]
) -> Change:
    """The mention with these pieces, those that overlap or touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    first, last = merged[0][0], merged[-1][1]
    spans = spans_of(text, merged) if len(merged) > 1 else None
    new = by_hand(old, start=first, end=last, text=text[first:last], fragments=spans)
    for other in record.mentions:
        taken = (other.label, _pieces(other)) == (new.label, merged)
        if taken and other.id != old.id:
            raise EditError(f"{quote(_said(other))} is {other.label} already")
    edit = Edit(record)
    edit.put(new)
    gone = make_room(edit, merged)
    entity = record.entity(old.entity)
    if entity and _is_named_by(record, entity, old):
        edit.put(replace(entity, name=_said(new)))
    said = f"{old.label} {quote(_said(old))} is now {quote(_said(new))}{replaced(gone)}"
    return edit.change("fragment", said)


def _is_named_by(record: Record, entity: Entity, mention: Mention) -> bool:
    """Whether an entity has its name from this mention alone; one of the project has its own."""
    return (
        not entity.ref
        and entity.name == _said(mention)
        and not _has_other_mentions(record, mention)
    )


def _said(mention: Mention) -> str:
    """A mention's own words in one line, without those between its fragments."""
    return one_line(words_of(mention))


def remove_mention(
    record: Record, mention_id: str, shared: ProjectEntities | None = None
) -> Change:
    """Take a mention away, and its entity where nothing else needs that.

    An entity with a Wikidata id goes only where the project keeps that, among `shared`. Stances
    keep their entities and lose only the pointer to the mention; relations from or to the
    mention go with it.
    """
    old = the_mention(record, mention_id)
    edit = Edit(record, shared)
    for relation in record.relations:
        if mention_id in (relation.head, relation.tail):
            edit.delete(relation)
    _forget_in_stances(edit, mention_id)
    edit.delete(old)
    edit.drop_idle(old.entity)
    return edit.change("remove", f"removed {old.label} {quote(old.text)}{_left_bare(edit, old)}")


def _left_bare(edit: Edit, gone: Mention) -> str:
    """What is said where stances name an entity that lost its last mention."""
    if gone.entity is None or _has_other_mentions(edit.record, gone):
        return ""
    count = len(stances_of(edit.record, gone.entity))
    if not count:
        return ""
    name = quote(edit.record.name_of(gone.entity))
    named = "a stance names" if count == 1 else f"{count} stances name"
    return f"; {named} {name}, which has no mention now"


def mention_of_entity(edit: Edit, text: str, start: int, end: int, label: str) -> Mention:
    """The mention of code points `start` to `end` (exclusive) with this label and an entity.

    It is made where there is none, and joins the entity of the same string and label, as with
    `tag`. Raises EditError for bounds outside of the text and for white space.
    """
    check_bounds(text, start, end)
    words = text[start:end]
    alike = _alike(edit.record.mentions, words, label)
    here = next((m for m in alike if (m.start, m.end) == (start, end) and not m.fragments), None)
    if here and here.entity:
        return here
    entity = _shared(alike) or new_entity(edit, words, label, "manual").id
    if here:
        return edit.put(replace(here, entity=entity))
    return edit.put(Mention(edit.new_id(Mention), start, end, words, label, entity=entity))


def _near(record: Record, words: str) -> list[Mention]:
    """The mentions that begin as some words do, and those in pieces: all that may be like them,
    but for what stands before brackets.
    """
    # A form has at least two letters of the word. Every tag looks here at all mentions, and of
    # what tells the most of them apart, comparing whole strings takes the least time.
    first = words[: 2 if inflects(words) else 1]
    last = first + "\U0010ffff" * len(words)
    return [m for m in record.mentions if first <= m.text < last or m.fragments]


def _alike(mentions: Iterable[Mention], words: str, label: str) -> list[Mention]:
    """The mentions with a string and a label, in the order of their ids."""
    # Of ten thousand mentions nearly all have another text: that is looked at first.
    return [
        m
        for m in mentions
        if (m.text == words or m.fragments) and m.label == label and words_of(m) == words
    ]


def _check_new(mentions: Iterable[Mention], start: int, end: int, label: str) -> None:
    for one in mentions:
        if one.start == start and one.end == end and one.label == label and not one.fragments:
            raise EditError(f"{quote(one.text)} is {label} already")


def _entity_for(
    edit: Edit,
    alike: Sequence[Mention],
    words: str,
    label: str,
    scheme: Scheme,
    origin: str,
) -> str | None:
    """The entity of what has the same string and label, else a new one."""
    if not scheme.is_entity(label):
        return None
    return _shared(alike) or new_entity(edit, words, label, origin).id


def _sure_of(
    edit: Edit,
    text: str,
    place: tuple[int, int],
    label: str,
    near: Sequence[Mention],
) -> str | None:
    """The entity of a new mention by what the text itself says: it is an acronym in brackets, the
    same in capital letters, or an inflection; None where the project knows these words.
    """
    words = text[slice(*place)]
    known = edit.shared.by_name.get((one_line(words), label)) if edit.shared else None
    if known:
        return None
    there = bearer(edit.record.mentions, text, *place, label)
    return there or _in_capitals(near, words, label) or _inflected(near, words, label)


# A shorter word in capital letters may be an acronym.
_SHORTEST_IN_CAPITALS = 5


def _in_capitals(mentions: Iterable[Mention], words: str, label: str) -> str | None:
    """The entity of mentions with a label that differ only in one being in capital letters."""
    if len(words) < _SHORTEST_IN_CAPITALS or not words[0].isupper():
        return None
    is_upper, upper = words.isupper(), words.upper()
    same = {
        m.entity
        for m in mentions
        if len(m.text) == len(words)
        and m.label == label
        and m.entity
        and m.text.isupper() != is_upper
        and m.text.upper() == upper
        and m.text[0] == words[0]
        and not m.fragments
    }
    return same.pop() if len(same) == 1 else None


def _entity_after(
    edit: Edit, old: Mention, alike: Sequence[Mention], words: str, label: str
) -> str | None:
    """The entity of a mention after a correction that made it like some others."""
    record = edit.record
    entity = record.entity(old.entity)
    if entity is None or entity.name != _said(old):
        return old.entity
    described = entity.kb or entity.ref or entity.note or entity.attrs
    if described or _has_other_mentions(record, old) or stances_of(record, entity.id):
        return old.entity
    there = _shared(alike)
    if there is None:
        known = known_to_project(edit, words, label, old.origin)
        there = known.id if known else old.entity
    return there


def _shared(alike: Sequence[Mention]) -> str | None:
    """The entity of mentions that have the same string and label."""
    return next((mention.entity for mention in alike if mention.entity), None)


def _has_other_mentions(record: Record, mention: Mention) -> bool:
    return any(m.entity == mention.entity and m.id != mention.id for m in record.mentions)


def _forget_in_stances(edit: Edit, mention_id: str) -> None:
    for stance in stances_at(edit.record, mention_id):
        edit.put(
            replace(
                stance,
                holder=stance.holder.without((mention_id,)),
                target=stance.target.without((mention_id,)),
            )
        )


def _inflected(mentions: Iterable[Mention], words: str, label: str) -> str | None:
    """The entity of the mentions with a label that are surely forms of some words, if it is one
    alone.
    """
    if not inflects(words):
        return None
    found = {
        m.entity
        for m in mentions
        if m.label == label and m.entity and not m.fragments and are_sure_forms(words, m.text)
    }
    return found.pop() if len(found) == 1 else None
