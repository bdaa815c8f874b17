"""doccano's JSON Lines for sequence labelling: one text a line, with its spans.

Read are both shapes: `label` (or `labels`) with `[start, end, label]`, and `entities` with
`relations` between their ids; offsets are code points, the end exclusive. `cats`, and the strings
of a `label` of text classification, are labels of the document; `Comments` is its note. What a
program of another task (answers to a text) has as `label` can't be told from those. Every other key
is doccano's metadata, and the document's meta, and is written again. A JSON array is read as well.

Written is the shape with `entities` and `relations`, whose ids are numbers, each once in a record.
A stance between two mentions is a relation whose type is `stance:` and its polarity; read again, it
is a stance between entities that are called after those mentions. Mentions of several fragments,
entities, and all else about a stance are lost. `title` and `standoff` (annotator, status, flag)
stand beside the metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from annotations.formats.base import Annotated, Fault, Format, Incoming, Outgoing, Report
from annotations.formats.draft import Draft
from annotations.formats.json_array import first_names, objects
from annotations.formats.json_tasks import (
    OURS,
    STANCE,
    Ends,
    check_text,
    continuous,
    extent,
    items,
    make_document,
    named,
    ordered,
    others,
    record_head,
    shown_stances,
    take_head,
    written_id,
)
from annotations.formats.streams import of_file, read_back
from annotations.model import Document, Participant, Record, position

ORIGIN = "import:doccano"
# Names of columns are free in doccano. These are its own, and those of its examples.
_TEXT = ("text", "data", "column_data")
_LABELS = ("label", "labels", "entities", "cats", "column_label")
_COMMENTS = ("Comments", "comments")
_READ = frozenset(["id", "title", "relations", OURS, *_LABELS, *_COMMENTS])
_ENTITY = frozenset(["id", "start_offset", "end_offset", "label"])
_RELATION = frozenset(["id", "from_id", "to_id", "type"])
# Names that other tools' tasks have.
_FOREIGN = frozenset(
    [
        "spans",
        "tokens",
        "answer",
        "_input_hash",
        "mentions",
        "stances",
        "annotations",
        "predictions",
        "completions",
    ]
)
# What stands first in a list of labels: a string, a span, or an entity.
_labelled = re.compile(
    rb'"(?:label|labels|entities|cats|column_label)"\s*:\s*'
    rb'(?:"|\[\s*(?:\]|"|\[\s*\d+\s*,\s*\d+\s*,\s*"|\{[^{}]*"start_offset"))'
).search


def read(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The texts of a file, one by one; what is not understood is reported item by item.

    Raises StandoffError where there is no JSON object in it.
    """
    for found in objects(stream, where, report):
        task, place = found.value, found.place
        draft = Draft(ORIGIN)
        annotator = take_head(draft, task.get(OURS))
        column = next((key for key in _TEXT if isinstance(task.get(key), str)), "text")
        meta = others(task, _READ | {column})
        document = make_document(task | {"text": task.get(column)}, meta, found, report)
        if document is None:
            continue
        _take(task, document.text, draft, place, report)
        annotated = any(key in task for key in (*_LABELS, OURS))
        record = draft.record(document.id, document.sha256, annotator) if annotated else None
        yield Incoming(document, record, place)


def _take(task: dict[str, Any], text: str, draft: Draft, place: str, report: Report) -> None:
    """Put what a task has into the draft."""
    relations = list(items(task, "relations", "relation", place, report))
    stances = [one for _, one in relations if named(one.get("type")).startswith(STANCE)]
    ends = Ends(draft, {_key(one.get(role)) for one in stances for role in ("from_id", "to_id")})
    found: dict[str, tuple[str, str | None]] = {}
    for key in _LABELS:
        listed = task.get(key)
        if isinstance(listed, str):
            listed = [listed] if listed else []
        if listed is not None and not isinstance(listed, list):
            report(Fault(place, f"{key!r} is no list"))
            listed = None
        for number, item in enumerate(listed or (), 1):
            if isinstance(item, str) and item:
                if item not in draft.labels:
                    draft.labels.append(item)
                continue
            entity = _entity(item)
            span = extent(entity.get("start_offset"), entity.get("end_offset"), text)
            label = named(entity.get("label"))
            if span is None or not label:
                what = "it has no label" if span else "it is no label and no span with offsets"
                report(Fault(f"{place}, {key} {number}", what))
                continue
            own = _key(entity.get("id"))
            made = ends.entity(own, span.text, label) if "id" in entity else None
            attrs = others(entity, _ENTITY)
            mention = draft.mention([span], label, text=span.text, entity=made, attrs=attrs)
            if "id" in entity:
                found.setdefault(own, (mention, made))
    for here, relation in relations:
        _relate(relation, found, draft, here, report)
    comments = [named(one) for key in _COMMENTS for one in _listed(task, key)]
    draft.note = "\n".join(filter(None, comments)) or None


def _relate(
    relation: dict[str, Any],
    found: dict[str, tuple[str, str | None]],
    draft: Draft,
    here: str,
    report: Report,
) -> None:
    head, tail = (found.get(_key(relation.get(role))) for role in ("from_id", "to_id"))
    label = named(relation.get("type"))
    polarity = label.removeprefix(STANCE)
    if head is None or tail is None or not polarity:
        report(
            Fault(here, "an end of it is no entity of the text" if polarity else "it has no type")
        )
    elif polarity != label:
        holder, target = (Participant(entity or "", mention) for mention, entity in (head, tail))
        draft.stance(holder, polarity, target, attrs=others(relation, _RELATION))
    else:
        draft.relation(label, head[0], tail[0], attrs=others(relation, _RELATION))


def _entity(item: object) -> dict[str, Any]:
    """A span of either shape as one with names; empty for what is none."""
    if isinstance(item, list) and len(item) >= 3:
        return dict(zip(("start_offset", "end_offset", "label"), item, strict=False))
    return item if isinstance(item, dict) else {}


def _key(found_id: object) -> str:
    """An id to look up by: a number and the same number as a string are one."""
    return str(found_id)


def _listed(task: dict[str, Any], key: str) -> list[Any]:
    found = task.get(key)
    return found if isinstance(found, list) else []


def write(documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing) -> None:
    """Write each record as one line. Raises StandoffError where the text is to be left out."""
    check_text(outgoing, "doccano")
    for record, document in documents:
        out.write(msgspec.json.encode(_task(record, document)) + b"\n")


def _task(record: Record, document: Document) -> dict[str, Any]:
    mentions = sorted(continuous(record), key=position)
    numbers = {mention.id: number for number, mention in enumerate(mentions)}
    relations: list[dict[str, Any]] = [
        {
            "from_id": numbers[one.head],
            "to_id": numbers[one.tail],
            "type": one.label,
            **ordered(one.attrs, _RELATION),
        }
        for one in record.relations
        # A type like that would come back as a stance.
        if one.head in numbers and one.tail in numbers and not one.label.startswith(STANCE)
    ]
    relations += [
        {"from_id": numbers[holder], "to_id": numbers[target], "type": STANCE + polarity}
        for holder, polarity, target in shown_stances(record)
    ]
    task: dict[str, Any] = {"id": written_id(document.id), "text": document.text}
    if document.title:
        task["title"] = document.title
    task["entities"] = [
        {
            "id": numbers[one.id],
            "start_offset": one.start,
            "end_offset": one.end,
            "label": one.label,
            **ordered(one.attrs, _ENTITY),
        }
        for one in mentions
    ]
    task["relations"] = [{"id": number} | one for number, one in enumerate(relations)]
    if record.labels:
        task["cats"] = record.labels
    if record.note:
        task["Comments"] = [record.note]
    task[OURS] = record_head(record)
    return task | ordered(document.meta, _READ | {"text"})


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first object has a text and labels as doccano has them."""
    names = first_names(head)
    ours = names & set(_TEXT) and names & set(_LABELS)
    return bool(ours) and not names & _FOREIGN and _labelled(head) is not None


FORMAT = Format(
    "doccano",
    "doccano's JSON Lines for sequence labelling",
    (".jsonl",),
    frozenset(["mentions", "overlap", "document labels", "text"]),
    frozenset(["stances", "relations", "notes", "attrs"]),
    read=of_file(read),
    write=write,
    recognise=recognise,
    again=read_back(write, read),
)
