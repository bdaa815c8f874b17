"""Label Studio's JSON: tasks with annotations and predictions, for labelling plain text.

Read are arrays of tasks, tasks one a line, and single ones. The text is `data.text`, else what a
region names as its source; the rest of `data` is the document's meta, and the task's `meta` is in
it under `label-studio`. What else stands in a task, its annotations (ground truth, times) and its
predictions (score) is in it under `label-studio-fields`; it is written in its place again, or in
`data` where that annotation or prediction is not written. Only counts of annotations are left out.
Each annotation is a record of the one who completed it (mail address, else number), each prediction
one of its model's version. A cancelled annotation is a skipped document.

Offsets are code points in today's exports and UTF-16 units in older ones: those are taken that give
the words that the region states. Regions of HyperText, Paragraphs, images or sound are refused; an
annotation with no other regions is left out whole.
Choices for the whole text are labels of the document; `meta.text` of a region is its note; further
results of a region are in `attrs` by their `from_name`, as `{"type": …, "value": …}`. A relation
without labels is called `relation`; one that points left is turned round.

Written is an array, with the controls of the labelling configuration that stands beside it. Our
conventions: a text area `entity` of a region has the lines name, label and Wikidata id of its
entity; a stance between two regions is a relation labelled `stance:` and its polarity, and
`intensity:` and its degree; `standoff` in an annotation has annotator, status, flag and note.
Entities that have no region or the same three lines as another, mentions of several fragments,
evidence, cue and attribution are lost. What is read of a file without that text area has entities
only at the ends of stances, called after their words.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

import msgspec

from annotations.formats.base import Annotated, Format, Outgoing
from annotations.formats.json_array import first_names
from annotations.formats.json_tasks import (
    OURS,
    STANCE,
    check_text,
    continuous,
    is_number,
    ordered,
    raw,
    record_head,
    written_id,
)
from annotations.formats.label_studio_names import (
    ANNOTATION,
    ANNOTATION_FIELDS,
    BOTH_WAYS,
    DOCUMENT,
    ENTITY,
    FIELDS,
    INTENSITY,
    LABEL,
    OWN,
    PREDICTION_FIELDS,
    REGION,
    RELATION,
    TASK,
    TASK_FIELDS,
    TEXT,
    is_wikidata_id,
)
from annotations.formats.label_studio_read import read
from annotations.formats.streams import of_file, read_back
from annotations.model import Document, Entity, Mention, Record, position
from annotations.scheme import Scheme

CONFIGURATION = "label_config.xml"
_data_object = re.compile(rb'"data"\s*:\s*\{').search
# Results that may belong to a region beside its label.
_PER_REGION = frozenset(["choices", "rating", "textarea", "taxonomy", "number", "datetime"])


def write(documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing) -> None:
    """Write one array of tasks; records of one document that follow one another share a task.

    Raises StandoffError where the text is to be left out.
    """
    check_text(outgoing, OWN)
    before = b"[\n"
    for _, group in groupby(documents, key=lambda pair: pair[1].id):
        out.write(before + msgspec.json.encode(_task(list(group))))
        before = b",\n"
    out.write(b"\n]\n" if before == b",\n" else b"[]\n")


def _task(group: list[Annotated]) -> dict[str, Any]:
    document = group[0][1]
    number = written_id(document.id)
    task: dict[str, Any] = {"id": number if is_number(number) else _number_of(document.id)}
    fields = _fields(document)
    own = fields.pop(TASK_FIELDS, {})
    by_name = fields.pop(ANNOTATION_FIELDS, {})
    task["annotations"] = [
        _annotation(record, by_name.pop(record.annotator, {}))
        for record, _ in group
        if _is_annotated(record)
    ]
    # Those that are left have no annotation of their own to stand in.
    fields |= {ANNOTATION_FIELDS: by_name} if by_name else {}
    task["data"] = _data(document, fields)
    task["predictions"] = []
    task |= ordered(own, TASK)
    if document.meta.get(OWN):
        task["meta"] = raw(document.meta[OWN])
    return task


def _number_of(document_id: str) -> int:
    """A number for a task whose document has none: readers of Label Studio's exports ask for one.

    Always the same for the same id; of 52 bits, so that no two of one file meet, and JSON's numbers
    hold it.
    """
    return int(hashlib.sha256(document_id.encode()).hexdigest()[:13], 16)


def _fields(document: Document) -> dict[str, Any]:
    """What was kept of the fields of a task, by their kind; a copy to take from."""
    found = document.meta.get(FIELDS)
    if not isinstance(found, dict):
        return {}
    by_kind = {kind: dict(one) for kind, one in found.items() if isinstance(one, dict)}
    return by_kind if _are_fields(by_kind) else {}


def _are_fields(by_kind: dict[str, dict[str, Any]]) -> bool:
    kinds = {TASK_FIELDS, ANNOTATION_FIELDS, PREDICTION_FIELDS}
    annotations = by_kind.get(ANNOTATION_FIELDS, {}).values()
    return by_kind.keys() <= kinds and all(isinstance(one, dict) for one in annotations)


def _data(document: Document, fields: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {TEXT: document.text}
    if not is_number(written_id(document.id)):
        data["id"] = document.id
    if document.title:
        data["title"] = document.title
    meta = dict(document.meta)
    if meta.get(OWN):
        del meta[OWN]
    # What would be taken for the document's own when it is read.
    for name in ("id", "title"):
        if isinstance(meta.get(name), str) and meta[name]:
            del meta[name]
    if FIELDS in meta and _fields(document):
        del meta[FIELDS]
        meta |= {FIELDS: fields} if fields else {}
    return data | {name: value for name, value in ordered(meta).items() if name not in data}


def _is_annotated(record: Record) -> bool:
    """Whether anything was done: a document that nobody looked at is no annotation."""
    return (
        record.status != "todo"
        or record.flagged
        or bool(record.note or record.labels or record.mentions)
    )


def _annotation(record: Record, fields: dict[str, Any]) -> dict[str, Any]:
    annotation: dict[str, Any] = {}
    number = written_id(record.annotator)
    # A number is a user of the server that it came from; a name would make its import fail.
    if is_number(number):
        annotation["completed_by"] = number
    annotation["was_cancelled"] = record.status == "skipped"
    annotation["ground_truth"] = False
    annotation |= ordered(fields, ANNOTATION)
    annotation["result"] = list(_results(record))
    annotation[OURS] = record_head(record) | ({"note": record.note} if record.note else {})
    return annotation


def _results(record: Record) -> Iterator[dict[str, Any]]:
    shown = {mention.id: mention for mention in continuous(record)}
    entities = _told_apart(record.entities)
    for mention in sorted(shown.values(), key=position):
        yield from _region(mention, entities.get(mention.entity or ""))
    if record.labels:
        value = {"choices": record.labels}
        yield _result("labels", DOCUMENT, "choices", value)
    for one in record.relations:
        if one.head in shown and one.tail in shown and not one.label.startswith(STANCE):
            both = one.attrs.get("direction") == BOTH_WAYS
            yield _arrow(one.head, one.tail, [one.label], BOTH_WAYS if both else "right") | ordered(
                one.attrs, RELATION
            )
    for stance in record.stances:
        holder, target = stance.holder.mention, stance.target.mention
        if holder in shown and target in shown:
            degree = [f"{INTENSITY}{stance.intensity}"] if stance.intensity else []
            yield _arrow(
                holder or "", target or "", [STANCE + stance.polarity, *degree], "right"
            ) | ordered(stance.attrs, RELATION)


def _told_apart(entities: tuple[Entity, ...]) -> dict[str, list[str]]:
    """The lines that name each entity; those that would be taken for one another are left out."""
    lines = {entity.id: [entity.name] for entity in entities}
    for entity in entities:
        if entity.label and not is_wikidata_id(entity.label):
            lines[entity.id].append(entity.label)
        if entity.kb and is_wikidata_id(entity.kb):
            lines[entity.id].append(entity.kb)
    counts = Counter(map(tuple, lines.values()))
    return {own: said for own, said in lines.items() if said[0] and counts[tuple(said)] == 1}


def _region(mention: Mention, entity: list[str] | None) -> Iterator[dict[str, Any]]:
    """A mention with what belongs to it, all under one id."""
    place = {"start": mention.start, "end": mention.end}
    words = place | {"text": mention.text}
    further = {
        name: value for name, value in sorted(mention.attrs.items()) if _is_result(name, value)
    }
    region = _result(mention.id, LABEL, "labels", words | {"labels": [mention.label]})
    meta = mention.attrs.get("meta")
    if isinstance(meta, dict):
        meta = {name: value for name, value in meta.items() if name != "text"}
    if mention.note:
        meta = (meta if isinstance(meta, dict) else {}) | {"text": [mention.note]}
    if meta is not None and meta != {}:
        region["meta"] = raw(meta)
    yield region | ordered(mention.attrs, REGION | further.keys())
    for name, value in further.items():
        inner = words | value["value"]
        yield _result(mention.id, name, value["type"], raw(inner))
    if entity:
        yield _result(mention.id, ENTITY, "textarea", place | {"text": entity})


def _is_result(name: str, value: object) -> bool:
    """Whether an attribute is one of a region's further results."""
    return (
        name not in (LABEL, DOCUMENT, ENTITY)
        and name not in REGION
        and isinstance(value, dict)
        and value.keys() == {"type", "value"}
        and isinstance(value["type"], str)
        and value["type"] in _PER_REGION
        and isinstance(value["value"], dict)
    )


def _result(own: str, name: str, kind: str, value: object) -> dict[str, Any]:
    return {"id": own, "from_name": name, "to_name": TEXT, "type": kind, "value": value}


def _arrow(head: str, tail: str, labels: list[str], direction: str) -> dict[str, Any]:
    return {
        "from_id": head,
        "to_id": tail,
        "type": "relation",
        "direction": direction,
        "labels": labels,
    }


def configuration(scheme: Scheme) -> Mapping[str, bytes]:
    """The labelling configuration that the tasks are for, with the labels of a scheme."""
    labels = [
        f"    <Label value={quoteattr(label.name)} background={quoteattr(label.hex)}/>"
        for label in scheme.labels
    ]
    arrows = [label.name for label in scheme.relations]
    arrows += [STANCE + polarity.name for polarity in scheme.polarities]
    arrows += [f"{INTENSITY}{degree}" for degree in (1, 2, 3)] if scheme.polarities else []
    relations = [f"    <Relation value={quoteattr(name)}/>" for name in arrows]
    choices = [f"    <Choice value={quoteattr(label.name)}/>" for label in scheme.document_labels]
    lines = [
        "<View>",
        *_element(f'Labels name="{LABEL}" toName="{TEXT}"', labels),
        *_element("Relations", relations),
        f'  <Text name="{TEXT}" value="${TEXT}" granularity="symbol"/>',
        f'  <TextArea name="{ENTITY}" toName="{TEXT}" perRegion="true" editable="true"/>',
        *_element(f'Choices name="{DOCUMENT}" toName="{TEXT}" choice="multiple"', choices),
        "</View>",
    ]
    return {CONFIGURATION: ("\n".join(lines) + "\n").encode()}


def _element(tag: str, inner: list[str]) -> list[str]:
    """An element with what is in it, none where nothing is."""
    return [f"  <{tag}>", *inner, f"  </{tag.split()[0]}>"] if inner else []


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first object is a task: it has `data`, and `annotations` or `predictions`."""
    names = first_names(head)
    results = {"annotations", "predictions", "completions"}
    if "data" in names:
        return bool(names & results or names == {"data"}) and _data_object(head) is not None
    # The data of a long task may stand behind what `head` has of it.
    before = results | {"id", "file_upload", "drafts"}
    return bool(names & results) and names <= before and b'"result"' in head


FORMAT = Format(
    OWN,
    "Label Studio's JSON tasks, with a labelling configuration",
    (".json",),
    frozenset(["mentions", "overlap", "document labels", "text"]),
    frozenset(["entities", "kb", "stances", "intensity", "relations", "notes", "attrs"]),
    read=of_file(read),
    write=write,
    companions=configuration,
    recognise=recognise,
    again=read_back(write, read),
)
