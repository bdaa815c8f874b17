"""Making, changing and removing mentions."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from annotations.change import Change
from annotations.edits.base import Edit
from annotations.edits.checks import check_bounds, one_line, quote, the_mention
from annotations.errors import EditError
from annotations.model import Entity, Mention, Participant, Record, Stance
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
) -> Change:
    """Make a mention of code points `start` to `end` (exclusive).

    It joins the entity of a mention with the same string and label, else it gets its own; a label
    that the scheme marks `entity = false` has none. Mentions may overlap and nest. Raises EditError
    for bounds outside of the text, for white space, and for what is tagged so already.
    """
    check_bounds(text, start, end)
    words = text[start:end]
    alike = _alike(record, words, label)
    _check_new(alike, start, end, label)
    edit = Edit(record)
    entity = _entity_for(edit, alike, words, label, scheme, origin)
    edit.put(Mention(edit.new_id(Mention), start, end, words, label, entity=entity, origin=origin))
    edit.begin()
    return edit.change("tag", f"{label} {quote(words)}")


def retag(record: Record, mention_id: str, label: str, scheme: Scheme) -> Change:
    """Give a mention another label; its entity stays, where the label has one.

    An entity without other mentions takes the new label too. Where the label has no entity, stances
    keep the old one and lose the pointer to the mention. Raises EditError for a label that it, or
    another mention of the same span, has already.
    """
    old = the_mention(record, mention_id)
    if old.label == label:
        raise EditError(f"{quote(old.text)} is {label} already")
    alike = _alike(record, old.text, label)
    if old.fragments is None:
        _check_new(alike, old.start, old.end, label)
    edit = Edit(record)
    entity: str | None = None
    if scheme.is_entity(label):
        entity = old.entity or _entity_for(edit, alike, old.text, label, scheme, old.origin)
    else:
        _forget_in_stances(edit, old.id)
    edit.put(replace(old, label=label, entity=entity))
    kept = record.entity(entity)
    if kept and kept.label == old.label and not _has_other_mentions(record, old):
        edit.put(replace(kept, label=label))
    if entity != old.entity:
        edit.drop_idle(old.entity)
    return edit.change("retag", f"{old.label} {quote(old.text)} is now {label}")


def move_boundary(record: Record, text: str, mention_id: str, start: int, end: int) -> Change:
    """Let a mention begin and end elsewhere; its label and its entity stay, its fragments go.

    An entity that bore the mention's old string as its name, and has no other mention, is renamed.
    Raises EditError for bounds that can't be, or that it or another with its label has already.
    """
    old = the_mention(record, mention_id)
    check_bounds(text, start, end)
    if (old.start, old.end) == (start, end) and old.fragments is None:
        raise EditError(f"{quote(old.text)} has these boundaries already")
    words = text[start:end]
    _check_new((m for m in record.mentions if m.id != old.id), start, end, old.label)
    edit = Edit(record)
    edit.put(replace(old, start=start, end=end, text=words, fragments=None))
    entity = record.entity(old.entity)
    if entity and entity.name == one_line(old.text) and not _has_other_mentions(record, old):
        edit.put(replace(entity, name=one_line(words)))
    return edit.change("boundary", f"{old.label} {quote(old.text)} is now {quote(words)}")


def remove_mention(record: Record, mention_id: str) -> Change:
    """Take a mention away, and its entity where nothing else needs that.

    Stances keep their entities and lose only the pointer to the mention; relations from or to the
    mention go with it.
    """
    old = the_mention(record, mention_id)
    edit = Edit(record)
    for relation in record.relations:
        if mention_id in (relation.head, relation.tail):
            edit.delete(relation)
    _forget_in_stances(edit, mention_id)
    edit.delete(old)
    edit.drop_idle(old.entity)
    return edit.change("remove", f"removed {old.label} {quote(old.text)}")


def stances_at(record: Record, mention_id: str) -> list[Stance]:
    """The stances whose holder or target is shown by this very mention."""
    return [s for s in record.stances if mention_id in (s.holder.mention, s.target.mention)]


def _alike(record: Record, words: str, label: str) -> list[Mention]:
    return [m for m in record.mentions if m.text == words and m.label == label]


def _check_new(mentions: Iterable[Mention], start: int, end: int, label: str) -> None:
    for one in mentions:
        if one.start == start and one.end == end and one.label == label and not one.fragments:
            raise EditError(f"{quote(one.text)} is {label} already")


def _entity_for(
    edit: Edit, alike: list[Mention], words: str, label: str, scheme: Scheme, origin: str
) -> str | None:
    """The entity of what has the same string and label, else a new one."""
    if not scheme.is_entity(label):
        return None
    for mention in alike:
        if mention.entity:
            return mention.entity
    return edit.put(Entity(edit.new_id(Entity), one_line(words), label, origin=origin)).id


def _has_other_mentions(record: Record, mention: Mention) -> bool:
    return any(m.entity == mention.entity and m.id != mention.id for m in record.mentions)


def _forget_in_stances(edit: Edit, mention_id: str) -> None:
    for stance in stances_at(edit.record, mention_id):
        edit.put(
            replace(
                stance,
                holder=_without_mention(stance.holder, mention_id),
                target=_without_mention(stance.target, mention_id),
            )
        )


def _without_mention(slot: Participant, mention_id: str) -> Participant:
    return replace(slot, mention=None) if slot.mention == mention_id else slot
