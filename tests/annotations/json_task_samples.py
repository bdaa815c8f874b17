"""Records of every kind, and the steps of a test that writes them as tasks and reads them again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import domain_samples
from hypothesis import strategies as st

from annotations.formats.base import Fault, Format, Incoming, Outgoing, StreamReader
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
from annotations.scheme import default_scheme

OUTGOING = Outgoing(default_scheme())
NAMES = ("PERSON", "GPE", "no such label", "a|b, \"c\" <d> & 'e'", "إنسان 😊", "stance:x", "0")
_free = st.dictionaries(
    st.sampled_from(["start", "text", "label", "id", "score", "type", "meta", "é"]),
    st.none() | st.integers(-3, 3) | st.text('a"<é😊', max_size=2) | st.just({"b": [1], "a": 2.5}),
    max_size=3,
)
_names = st.sampled_from(NAMES)
_notes = st.none() | st.sampled_from(["why", "line\nbreak 😊"])


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Record, Document]:
    """A sound record of a text with anything in it: nested, touching, equal and parted mentions."""
    text = draw(domain_samples.texts)
    meta = draw(_free)
    if draw(st.booleans()):
        meta["prodigy"] = {"_input_hash": 7, "config": draw(_free)}
    title = draw(st.sampled_from(["", "A title 😊"]))
    document_id = draw(st.sampled_from(["a.txt", "7", "007", "für/1 b.txt"]))
    document = Document(document_id, text, text_hash(text), title, meta)
    offsets = st.integers(0, len(text))
    cuts = st.lists(offsets, min_size=2, max_size=4, unique=True).map(sorted)
    number = iter(range(1, 100))
    entities = [
        Entity(
            f"e{next(number)}",
            draw(st.sampled_from(["Anna", "Bonn", "the plan", ""])),
            draw(st.sampled_from(["PERSON", "GPE", ""])),
            draw(st.sampled_from([None, "Q42"])),
            attrs=draw(_free),
            note=draw(_notes),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    own = st.sampled_from([None, *(entity.id for entity in entities)])
    mentions = []
    for _ in range(draw(st.integers(0, 5))):
        borders = draw(cuts)
        pieces = [span_of(text, *pair) for pair in zip(borders[::2], borders[1::2], strict=False)]
        fragments = tuple(pieces) if len(pieces) > 1 else None
        start, end = pieces[0].start, pieces[-1].end
        mentions.append(
            Mention(
                f"m{next(number)}",
                start,
                end,
                text[start:end],
                draw(_names),
                draw(own),
                fragments,
                attrs=draw(_free),
                note=draw(_notes),
            )
        )
    ends = [
        *(Participant(mention.entity, mention.id) for mention in mentions if mention.entity),
        *(Participant(entity.id) for entity in entities),
        Participant("@author"),
    ]
    words = st.lists(cuts.map(lambda pair: span_of(text, pair[0], pair[1])), max_size=1).map(tuple)
    stances = [
        Stance(
            f"s{next(number)}",
            draw(st.sampled_from(ends)),
            draw(st.sampled_from(ends)),
            draw(st.sampled_from(["support", "a b"])),
            draw(st.sampled_from([None, 1, 3])),
            draw(words),
            draw(words),
            draw(st.sampled_from([(), ("@author",)])),
            draw(st.sampled_from([None, *BASES])),
            attrs=draw(_free),
            note=draw(_notes),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    relations = [
        Relation(
            f"r{next(number)}",
            draw(_names),
            draw(st.sampled_from(mentions)).id,
            draw(st.sampled_from(mentions)).id,
            attrs=draw(_free),
        )
        for _ in range(draw(st.integers(0, 3)) if mentions else 0)
    ]
    record = Record(
        id=document_id,
        sha256=document.sha256,
        annotator=draw(st.sampled_from(["anna", "7", "b@example.org"])),
        status=draw(st.sampled_from(STATUSES)),
        flagged=draw(st.booleans()),
        labels=tuple(draw(st.lists(_names, max_size=2, unique=True))),
        note=draw(_notes),
        mentions=tuple(mentions),
        entities=tuple(entities),
        stances=tuple(stances),
        relations=tuple(relations),
        next=next(number),
        created="",
        updated="",
    )
    assert faults(record, text) == []
    return record, document


def sample(text: str, *mentions: tuple[str, str], **fields: Any) -> tuple[Record, Document]:
    """A record with mentions of the first occurrences of these words, ids m1, m2 and so on."""
    spans = [(Span(text.index(w), text.index(w) + len(w), w), label) for w, label in mentions]
    document = Document("a.txt", text, text_hash(text))
    made = tuple(
        Mention(f"m{number}", span.start, span.end, span.text, label)
        for number, (span, label) in enumerate(spans, 1)
    )
    values: dict[str, Any] = {
        "id": "a.txt",
        "sha256": document.sha256,
        "annotator": "anna",
        "status": "done",
        "mentions": made,
        "next": 100,
        "created": "",
        "updated": "",
    }
    return Record(**values | fields), document


def written(chosen: Format, *documents: tuple[Record, Document]) -> bytes:
    """The bytes of documents in a format."""
    out = BytesIO()
    assert chosen.write is not None
    chosen.write(documents, out, OUTGOING)
    return out.getvalue()


def back(
    read: StreamReader, data: bytes | str | Iterable[Any], where: str = "in.jsonl"
) -> tuple[list[Incoming], list[Fault]]:
    """What is read out of bytes, of a text, or of objects, one a line; with the faults."""
    if isinstance(data, str):
        data = data.encode()
    elif not isinstance(data, bytes):
        data = "\n".join(json.dumps(one) for one in data).encode()
    reported: list[Fault] = []
    return list(read(BytesIO(data), where, reported.append)), reported


def spans(record: Record | None) -> list[tuple[int, int, str, str]]:
    """Place, words and label of a record's mentions."""
    assert record is not None
    return [(m.start, m.end, m.text, m.label) for m in record.mentions]


def arrows(record: Record | None) -> list[tuple[str, str, str]]:
    """The relations of a record, with the words of their ends."""
    assert record is not None
    words = {mention.id: mention.text for mention in record.mentions}
    return [(words[one.head], one.label, words[one.tail]) for one in record.relations]
