"""Documents with whole records of every kind, for the tests of the table and sentence formats."""

from __future__ import annotations

from typing import Any

from domain_samples import texts
from hypothesis import strategies as st

from annotations.formats.base import Annotated, Fault
from annotations.model import (
    BASES,
    STATUSES,
    Document,
    Entity,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    faults,
    span_of,
    text_hash,
)

TIME = "2026-01-02T03:04:05Z"
_WORDS_LIST = (
    "",
    "a",
    "=1+1",
    "'q",
    "@author",
    "two\r\nlines",
    "tab\there",
    "شلام",
    "👩‍👩‍👧",
    '"',
    "-",
    "n/a",
)
_WORDS = st.sampled_from(_WORDS_LIST)
_NOTES = st.none() | _WORDS
_LABELS = st.sampled_from(["PERSON", "GPE", "two words", "=LABEL", "Größe", "a:b|c"])
_ATTRS = st.dictionaries(
    st.sampled_from(["a", "b c", "=d"]), st.none() | st.integers(-5, 5) | _WORDS, max_size=2
)
_ORIGINS = st.sampled_from(["manual", "import:brat", "propagated"])


@st.composite
def _spans(draw: st.DrawFn, text: str, least: int = 0, most: int = 3) -> list[Span]:
    """Sorted, disjoint spans; they may touch."""
    cuts = draw(
        st.lists(st.integers(0, len(text)), min_size=2 * least, max_size=2 * most).map(sorted)
    )
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [span_of(text, start, end) for start, end in pairs if start < end]


@st.composite
def annotated(draw: st.DrawFn, *, most: int = 4, distinct: bool = False) -> Annotated:
    """A document and a valid record of it, with whatever a record can hold.

    `distinct`: no two entities have the same name and no two mentions the same place and label, so
    that they can be told apart by content.
    """
    text = draw(texts)
    name = draw(st.sampled_from(["a.txt", "=b/ü.txt", "c#1"]))
    number = iter(range(1, 1000))
    names = iter(draw(st.permutations(_WORDS_LIST)) if distinct else ())
    entities = tuple(
        Entity(
            f"e{next(number)}",
            next(names) if distinct else draw(_WORDS),
            draw(_LABELS),
            draw(st.none() | st.just("Q1")),
            draw(st.none() | st.just("p1")),
            draw(_ORIGINS),
            draw(_ATTRS),
            draw(_NOTES),
        )
        for _ in range(draw(st.integers(0, most)))
    )
    known = [entity.id for entity in entities]
    mentions: list[Mention] = []
    places = set()
    for _ in range(draw(st.integers(0, most))):
        label = draw(_LABELS)
        spans = draw(_spans(text, 1))
        if spans and not (distinct and (tuple(spans), label) in places):
            places.add((tuple(spans), label))
            start, end = spans[0].start, spans[-1].end
            mentions.append(
                Mention(
                    f"m{next(number)}",
                    start,
                    end,
                    text[start:end],
                    label,
                    draw(st.sampled_from([None, *known])),
                    tuple(spans) if len(spans) > 1 else None,
                    draw(_ORIGINS),
                    draw(_ATTRS),
                    draw(_NOTES),
                )
            )
    built_in = ["@author", "@unknown", "@public"]
    slots = [Participant(entity) for entity in (*built_in, *known)]
    # More of those with a mention, which the formats have more to say about.
    slots += [Participant(m.entity, m.id) for m in mentions if m.entity] * 3
    stances = tuple(
        Stance(
            f"s{next(number)}",
            draw(st.sampled_from(slots)),
            draw(st.sampled_from(slots)),
            draw(st.sampled_from(["support", "oppose", "neutral", "mixed", "Positive", "odd"])),
            draw(st.sampled_from([None, 1, 2, 3])),
            tuple(draw(_spans(text))),
            tuple(draw(_spans(text))),
            tuple(draw(st.lists(st.sampled_from([*built_in, *known]), max_size=2))),
            draw(st.sampled_from([None, *BASES])),
            draw(_ORIGINS),
            draw(_ATTRS),
            draw(_NOTES),
        )
        for _ in range(draw(st.integers(0, most)))
    )
    ids = [mention.id for mention in mentions]
    relations = tuple(
        Relation(
            f"r{next(number)}",
            draw(_LABELS),
            draw(st.sampled_from(ids)),
            draw(st.sampled_from(ids)),
            draw(_ORIGINS),
            draw(_ATTRS),
        )
        for _ in range(draw(st.integers(0, most)) if ids else 0)
    )
    record = Record(
        id=name,
        sha256=text_hash(text),
        annotator=draw(st.sampled_from(["anna", "=bob"])),
        status=draw(st.sampled_from(STATUSES)),
        flagged=draw(st.booleans()),
        labels=tuple(draw(st.lists(_LABELS, max_size=2))),
        note=draw(_NOTES),
        guideline=draw(_NOTES),
        mentions=tuple(mentions),
        entities=entities,
        stances=stances,
        relations=relations,
        next=next(number),
        created=TIME,
        updated=TIME,
        revision=draw(st.integers(0, 9)),
    )
    assert faults(record, text) == []
    return record, Document(name, text, text_hash(text), draw(_WORDS), draw(_ATTRS))


def refuse(fault: Fault) -> None:
    """A report for what must have no fault."""
    raise AssertionError(fault)


class Faults(list[Fault]):
    """A report that keeps what it is told."""

    def __call__(self, fault: Fault) -> None:
        self.append(fault)

    @property
    def lines(self) -> list[str]:
        """Each fault as one line."""
        return [f"{where}: {what}" for where, what in self]


def without_ids(record: Record) -> list[Any]:
    """What a record says, with the things themselves in place of their ids."""
    mentions = {
        m.id: (m.start, m.end, m.text, m.label, m.fragments, m.entity and record.name_of(m.entity))
        for m in record.mentions
    }

    def side(slot: Participant) -> Any:
        return record.name_of(slot.entity), mentions.get(slot.mention or "")

    stances = [
        (side(s.holder), side(s.target), s.polarity, s.intensity, s.evidence, s.cue, s.attrs)
        for s in record.stances
    ]
    entities = [(e.name, e.label, e.kb) for e in record.entities]
    return [sorted(map(repr, each)) for each in (mentions.values(), entities, stances)]
