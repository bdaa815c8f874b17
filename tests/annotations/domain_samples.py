"""Texts, records and edits for the tests of the domain."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from annotations import edits
from annotations.change import Change
from annotations.model import (
    STATUSES,
    Document,
    Participant,
    Record,
    faults,
    text_hash,
)
from annotations.project_entities import ProjectEntities
from annotations.scheme import default_scheme
from annotations.text import Segmentation

TEXT = "Anna met Bob in Bonn. Anna likes the plan. Bob does not, said Carla on 3 May."
TIME = "2026-01-02T03:04:05Z"

# Names come twice and more, so that edits meet what earlier ones made.
_PIECES = (
    "Anna",
    "Bob",
    "Erdoğan",
    "Erdog\u0306an",
    "e\u0301\u0323x",
    "北京",
    "東京タワー",
    "👩‍👩‍👧",
    "🇺🇦",
    "שלום",
    "سلام",
    "\u202eabc\u202c",
    "สวัสดี",
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\t",
    " ",
    "\u00a0",
    "\x00",
    "\x1b[31m",
    "\ufeff",
    '"',
    "\\",
    "\u2028",
)
texts = st.lists(st.sampled_from(_PIECES), min_size=4, max_size=14).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=4, max_size=30
)
LABELS = ("PERSON", "GPE", "DATE", "ISSUE", "no such label")
POLARITIES = ("support", "oppose", "neutral")


def document(text: str = TEXT, document_id: str = "a.txt") -> Document:
    """A document with this text."""
    return Document(document_id, text, text_hash(text))


def record(text: str = TEXT, document_id: str = "a.txt") -> Record:
    """A record without items."""
    return Record(
        id=document_id, sha256=text_hash(text), annotator="anna", created=TIME, updated=TIME
    )


def made(one: Record, *changes: Callable[[Record], Change]) -> Record:
    """The record after changes, each made on the outcome of the one before."""
    for change in changes:
        one = edits.apply_change(one, change(one).operations)
    return one


def tagged(words: str, label: str = "PERSON", nth: int = 0) -> Callable[[Record], Change]:
    """The edit that tags the nth occurrence of words in TEXT."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return lambda one: edits.tag(one, TEXT, start, start + len(words), label, default_scheme())


def entity_named(one: Record, name: str) -> str:
    """The id of the one entity of this name."""
    (found,) = [entity.id for entity in one.entities if entity.name == name]
    return found


def mention_of(one: Record, words: str, nth: int = 0) -> str:
    """The id of the nth mention with these words, in the order of the text."""
    return sorted((m for m in one.mentions if m.text == words), key=lambda m: m.start)[nth].id


def removed(words: str) -> Callable[[Record], Change]:
    """The edit that removes the first mention with these words."""
    return lambda one: edits.remove_mention(one, mention_of(one, words))


def said(
    holder: str, polarity: str, target: str, *, nth: int = 0, at: str = "Anna likes the plan."
) -> Callable[[Record], Change]:
    """The edit that makes a stance between mentions with these words in TEXT."""
    start = TEXT.index(at)

    def change(one: Record) -> Change:
        slots = []
        for words in (holder, target):
            mention = one.mention(mention_of(one, words, nth))
            assert mention is not None
            assert mention.entity is not None
            slots.append(Participant(mention.entity, mention.id))
        return edits.add_stance(
            one,
            TEXT,
            holder=slots[0],
            polarity=polarity,
            target=slots[1],
            evidence=[(start, start + len(at))],
        )

    return change


def valid(one: Record, text: str = TEXT) -> Record:
    """The record, after a check that it has no fault."""
    assert faults(one, text) == []
    return one


def draw_record(draw: st.DataObject, text: str) -> Record:
    """A record with a few mentions and stances to begin with, entities shared among them."""
    one = record(text)
    for start in draw.draw(st.lists(st.integers(0, len(text) - 1), max_size=8, unique=True)):
        label = draw.draw(st.sampled_from(LABELS))
        if text[start].strip():
            change = edits.tag(one, text, start, start + 1, label, default_scheme())
            one = edits.apply_change(one, change.operations)
    for mention in one.mentions[1:]:
        before = one.mentions[0]
        if before.entity not in (None, mention.entity) and draw.draw(st.booleans()):
            change = edits.move_mention(one, mention.id, before.entity or "")
            one = edits.apply_change(one, change.operations)
    known = [mention for mention in one.mentions if mention.entity]
    for holder, target in pairwise(known):
        if holder.entity != target.entity and draw.draw(st.booleans()):
            change = edits.add_stance(
                one,
                text,
                holder=Participant(holder.entity or "", holder.id),
                polarity="support",
                target=Participant(target.entity or "", target.id),
                evidence=[(holder.start, holder.end)],
                attribution=[e.id for e in one.entities[-1:] if e.id != holder.entity],
            )
            one = edits.apply_change(one, change.operations)
    # Some are said to be entities of the project, which has them or has not.
    refs = st.sampled_from([None, None, None, "p0", "p1", "p99"])
    entities = [replace(entity, ref=draw.draw(refs)) for entity in one.entities]
    return replace(one, entities=tuple(entities))


def draw_edit(
    draw: st.DataObject, one: Record, text: str, shared: ProjectEntities | None = None
) -> Change:
    """Any edit with any arguments; many of them can't be made and raise EditError.

    `shared` are the project's entities that the edits may meet.
    """
    known = shared if shared is not None else ProjectEntities()

    def span() -> tuple[int, int]:
        if draw.draw(st.integers(0, 9)) == 9:
            return draw.draw(st.tuples(st.integers(-2, 40), st.integers(-2, 40)))
        start = draw.draw(st.integers(0, len(text) - 1))
        return start, min(len(text), start + draw.draw(st.integers(1, 8)))

    def among(*choices: str) -> str:
        return draw.draw(st.sampled_from(choices))

    mention = among(*[m.id for m in one.mentions] * 3, "m0")
    entity = among(*[e.id for e in one.entities] * 3, "@author", "e0")
    stance = among(*[s.id for s in one.stances] * 3, "s0")

    relation = among(*[r.id for r in one.relations] * 3, "r0")

    def slot() -> Participant:
        choices = [(m.entity, m.id) for m in one.mentions if m.entity]
        bare = [(e.id, None) for e in one.entities]
        options = [("@author", None), ("@unknown", None), *choices, *bare]
        return Participant(*draw.draw(st.sampled_from(options)))

    def fragment(item_id: str) -> tuple[int, int]:
        held = one.mention(item_id)
        fragments = (held.fragments or ()) if held else ()
        bounds = [(piece.start, piece.end) for piece in fragments]
        return draw.draw(st.sampled_from(bounds or [span()]))

    def places(item_id: str) -> list[tuple[int, int]]:
        held = one.mention(item_id)
        return list(edits.occurrences(Segmentation(text), held.text)) if held else []

    def new_stance() -> Change:
        return edits.add_stance(
            one,
            text,
            holder=slot(),
            polarity=among(*POLARITIES),
            target=slot(),
            evidence=[span()],
            intensity=draw.draw(st.sampled_from([None, 1, 2, 3, 4])),
            attribution=draw.draw(st.sampled_from([(), ("@author",), (entity,)])),
            shared=known,
        )

    def changed_stance() -> Change:
        fields: dict[str, Callable[[], Any]] = {
            "holder": slot,
            "target": slot,
            "polarity": lambda: among(*POLARITIES),
            "intensity": lambda: 2,
            "basis": lambda: among("statement", "action", "inferred"),
            "attribution": lambda: [entity],
            "evidence": lambda: [span(), span()],
            "cue": lambda: [span()],
        }
        name = among(*fields)
        return edits.change_stance(one, text, stance, shared=known, **{name: fields[name]()})

    scheme = default_scheme()
    kinds: dict[str, Callable[[], Change]] = {
        "join": lambda: edits.join(one, entity, among(*(e.id for e in one.entities), "e0"), known),
        "join one of the project": lambda: edits.join_shared(
            one, entity, among(*known, "p0"), known
        ),
        "share": lambda: edits.share(one, entity, known),
        "share another": lambda: edits.share(one, entity, known),
        "remove entity": lambda: edits.remove_entity(one, entity),
        "move": lambda: edits.move_mention(one, mention, entity, known),
        "split": lambda: edits.split(one, mention),
        "relation": lambda: edits.add_relation(
            one, mention, among(*[m.id for m in one.mentions] * 3, "m0"), among("IN", "OF", "")
        ),
        "relabel": lambda: edits.relabel_relation(one, relation, among("IN", "OF")),
        "remove relation": lambda: edits.remove_relation(one, relation),
        "stance": new_stance,
        "another stance": new_stance,
        "a third stance": new_stance,
        "change stance": changed_stance,
        "change it again": changed_stance,
        "remove stance": lambda: edits.remove_stance(one, stance, known),
        "tag": lambda: edits.tag(one, text, *span(), among(*LABELS), scheme, shared=known),
        "tag over": lambda: edits.tag_over(
            one, text, *span(), among(*LABELS), scheme, shared=known
        ),
        "tag others": lambda: edits.tag_others(one, text, mention, places(mention), known),
        "tag everywhere": lambda: edits.tag_everywhere(
            one, text, edits.Place(*span(), "GPE"), places(mention), scheme, known
        ),
        "tag several": lambda: edits.tag_several(
            one, text, [edits.Place(*span(), among(*LABELS), "suggestion:x")] * 2, scheme, known
        ),
        "tag again": lambda: edits.tag(one, text, *span(), "PERSON", scheme, origin="import:x"),
        "retag": lambda: edits.retag(one, mention, among(*LABELS), scheme, known),
        "boundary": lambda: edits.move_boundary(one, text, mention, *span(), known),
        "fragment": lambda: edits.add_fragment(one, text, mention, *span()),
        "another fragment": lambda: edits.add_fragment(one, text, mention, *span()),
        "take fragment": lambda: edits.remove_fragment(one, text, mention, *fragment(mention)),
        "remove": lambda: edits.remove_mention(one, mention, known),
        "describe": lambda: edits.describe_entity(
            one,
            entity,
            shared=known,
            **{among("name", "kb"): among("Q1", "q22", "wikidata.org/wiki/Q22", " ", "x")},
        ),
        "note": lambda: edits.set_note(
            one, draw.draw(st.sampled_from([None, mention, entity, stance])), among("", "why", "🙂")
        ),
        "status": lambda: edits.set_status(one, among(*STATUSES)),
        "flag": lambda: edits.set_flag(one, draw.draw(st.booleans())),
        "labels": lambda: edits.set_labels(one, draw.draw(st.lists(st.sampled_from("abc")))),
    }
    # Most draws should be edits that can be made.
    idle = () if one.stances else ("change stance", "change it again", "remove stance")
    return kinds[among(*(kind for kind in kinds if kind not in idle))]()
