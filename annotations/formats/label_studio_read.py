"""Reading the tasks of Label Studio: what `label_studio` says of the format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, BinaryIO, NamedTuple

from annotations.formats.base import Fault, Incoming, Report
from annotations.formats.draft import Draft
from annotations.formats.json_array import Found, objects
from annotations.formats.json_tasks import (
    OURS,
    STANCE,
    Ends,
    extent,
    is_number,
    items,
    make_document,
    named,
    others,
    take_head,
)
from annotations.formats.label_studio_names import (
    ANNOTATION,
    ANNOTATION_FIELDS,
    BOTH_WAYS,
    ENTITY,
    FIELDS,
    INTENSITY,
    OWN,
    PREDICTION,
    PREDICTION_FIELDS,
    REGION,
    RELATION,
    TASK,
    TASK_FIELDS,
    UNNAMED,
    is_wikidata_id,
)
from annotations.model import Document, Participant, Record, Span
from annotations.text import from_utf16

ORIGIN = "import:label-studio"
# Regions of text in all its forms, of which those of plain text are read.
_REGIONS = ("labels", "hypertextlabels", "paragraphlabels")
_VARIABLE = re.compile(r"\$(\w+)")
_intensity = re.compile(rf"{INTENSITY}([123])").fullmatch


class _Region(NamedTuple):
    """What a labelled region became: its first mention, and its entity, if it has one."""

    mention: str
    entity: str | None


def read(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The documents of a file's tasks, one by one, once for each annotation; what is not understood
    is reported item by item.

    Raises StandoffError where there is no JSON object in it.
    """
    for found in objects(stream, where, report):
        document = _document(found, report)
        if document is not None:
            yield from _annotated(found.value, document, found.place, report)


def _document(found: Found, report: Report) -> Document | None:
    task, data = found.value, found.value.get("data")
    if not isinstance(data, dict):
        report(Fault(found.place, "it has no 'data': it is no task of Label Studio"))
        return None
    key = _text_key(task, data)
    if key is None:
        names = ", ".join(sorted(data)) or "nothing"
        report(Fault(found.place, f"its data has no plain text: there is {names}"))
        return None
    own_id = named(data.get("id"))
    named_here = {"id": own_id or task.get("id"), "title": data.get("title"), "text": data[key]}
    taken = {key, *(["id"] if own_id else ()), *(["title"] if named(data.get("title")) else ())}
    meta = others(data, frozenset(taken))
    if task.get("meta"):
        meta[OWN] = task["meta"]
    if fields := _fields(task, data.get(FIELDS)):
        if FIELDS in meta and not isinstance(meta[FIELDS], dict):
            report(Fault(found.place, f"{FIELDS!r} in its data gives way to what the task has"))
        meta[FIELDS] = fields
    return make_document(named_here, meta, found, report)


def _fields(task: dict[str, Any], kept: object) -> dict[str, Any]:
    """What has no other place of a task, its annotations and predictions, with what was kept in its
    data of such. Of several by one annotator the first counts, as the annotations themselves do.
    """
    found: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}
    new: dict[str, dict[str, Any]] = {TASK_FIELDS: others(task, TASK)}
    for kind, key, known, name in (
        (ANNOTATION_FIELDS, _annotations_key(task), ANNOTATION, _completed_by),
        (PREDICTION_FIELDS, "predictions", PREDICTION, _model),
    ):
        by_name: dict[str, Any] = {}
        for _, one in items(task, key, "", "", _unsaid):
            rest = others(one, known)
            # What the name says whole is no more than that.
            if not isinstance(rest.get("completed_by"), dict):
                rest.pop("completed_by", None)
            # It is what is written where nothing is said.
            if rest.get("ground_truth") is False:
                del rest["ground_truth"]
            by_name.setdefault(name(one), rest)
        new[kind] = {name: rest for name, rest in by_name.items() if rest}
    for kind, there in new.items():
        before = found.get(kind)
        if there:
            found[kind] = (before if isinstance(before, dict) else {}) | there
    return found


def _annotations_key(task: dict[str, Any]) -> str:
    """Older exports say `completions`."""
    return "annotations" if "annotations" in task else "completions"


def _completed_by(annotation: dict[str, Any]) -> str:
    """The annotator of an annotation: the one that we wrote, else who completed it."""
    head = annotation.get(OURS)
    own = named(head.get("annotator")) if isinstance(head, dict) else ""
    return own or _annotator(annotation.get("completed_by"))


def _model(prediction: dict[str, Any]) -> str:
    model = prediction.get("model_version")
    return str(model) if model is not None else ""


def _text_key(task: dict[str, Any], data: dict[str, Any]) -> str | None:
    """Which of the data is the text: `text`, else what a labelled region names as its source."""
    if isinstance(data.get("text"), str):
        return "text"
    for result in _all_results(task):
        if result.get("type") == "labels":
            variable = _VARIABLE.fullmatch(named(result.get("source")))
            if variable and isinstance(data.get(variable[1]), str):
                return variable[1]
    return None


def _all_results(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("annotations", "completions", "predictions"):
        for _, one in items(task, key, "", "", _unsaid):
            yield from (result for _, result in items(one, "result", "", "", _unsaid))


def _unsaid(fault: Fault) -> None:
    """It is said where the same is read for good."""


def _annotated(
    task: dict[str, Any], document: Document, place: str, report: Report
) -> Iterator[Incoming]:
    """The document with each annotation and prediction: a pair of them at a time."""
    if task.get("drafts"):
        report(Fault(place, "drafts are left out"))
    records = [
        _record(one, document, here, report)
        for here, one in items(task, _annotations_key(task), "annotation", place, report)
    ]
    predictions = [
        _prediction(one, document, here, report)
        for here, one in items(task, "predictions", "prediction", place, report)
    ]
    pairs = list(zip_longest(records, [one for one in predictions if one is not None]))
    for record, predicted in pairs or [(None, None)]:
        yield Incoming(document, record, place, predicted)


def _is_of_markup(annotation: dict[str, Any]) -> bool:
    """Whether all regions of an annotation have offsets that are none of plain text."""
    found = [
        "startOffset" in _value(one)
        for _, one in items(annotation, "result", "", "", _unsaid)
        if named(one.get("type")) in _REGIONS
    ]
    return bool(found) and all(found)


def _record(
    annotation: dict[str, Any], document: Document, place: str, report: Report
) -> Record | None:
    """The record of an annotation; None, and a fault, where nothing of it can be placed."""
    if _is_of_markup(annotation):
        what = (
            "its offsets are into HTML or a dialogue, and can't be read: label the document as "
            "plain text (a Text tag) and export that; it comes in without this annotation"
        )
        report(Fault(place, what))
        return None
    draft = Draft(ORIGIN)
    draft.status = "done"
    found = annotation.get(OURS)
    head = found if isinstance(found, dict) else {}
    take_head(draft, head)
    draft.note = named(head.get("note")) or None
    # What we wrote as skipped says so itself, and is read like the rest.
    if annotation.get("was_cancelled") is True and head.get("status") != "skipped":
        draft.status = "skipped"
        if annotation.get("result"):
            report(Fault(place, "it was cancelled: what is in it is left out"))
    else:
        _Results(draft, document.text, report).take(annotation, place)
    return draft.record(document.id, document.sha256, _completed_by(annotation))


def _prediction(
    prediction: dict[str, Any], document: Document, place: str, report: Report
) -> Record | None:
    draft = Draft(ORIGIN)
    _Results(draft, document.text, report).take(prediction, place)
    record = draft.record(document.id, document.sha256, _model(prediction))
    return record if record.mentions or record.labels or record.relations else None


def _annotator(found: object) -> str:
    """Who completed an annotation: the mail address, else the user's number."""
    if isinstance(found, dict):
        found = named(found.get("email")) or found.get("id")
    return str(found) if is_number(found) or isinstance(found, str) else ""


class _Named(NamedTuple):
    """What a region says of its entity."""

    name: str
    label: str = ""
    kb: str | None = None


class _Results:
    """Puts the results of one annotation into a draft."""

    def __init__(self, draft: Draft, text: str, report: Report) -> None:
        self._draft = draft
        self._text = text
        self._report = report
        self._regions: dict[str, _Region] = {}
        self._entities: dict[_Named, str] = {}

    def take(self, annotation: dict[str, Any], place: str) -> None:
        """Take all that is understood."""
        results = list(items(annotation, "result", "result", place, self._report))
        relations = [(here, one) for here, one in results if one.get("type") == "relation"]
        regions = [(here, one) for here, one in results if one.get("type") == "labels"]
        of_regions: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for here, one in results:
            if one.get("type") not in ("relation", "labels"):
                of_regions.setdefault(_id(one), []).append((here, one))
        ends = Ends(
            self._draft,
            {
                named(one.get(role))
                for _, one in relations
                if any(label.startswith(STANCE) for label in _labels(one.get("labels")))
                for role in ("from_id", "to_id")
            },
        )
        units = self._units([one for _, one in regions])
        for here, one in regions:
            further = of_regions.pop(_id(one), []) if _id(one) else []
            self._region(here, one, further, ends, units)
        for left in of_regions.values():
            for here, one in left:
                self._whole(here, one)
        for here, one in relations:
            self._relation(here, one)

    def _units(self, regions: list[dict[str, Any]]) -> tuple[bool, ...]:
        """Whether offsets are UTF-16 units: the guess that fits more regions comes first."""
        if self._text.isascii() or max(self._text) <= "\uffff":
            return (False,)
        fits = [
            sum(self._span(_value(one), is_utf16) is not None for one in regions)
            for is_utf16 in (False, True)
        ]
        return (False, True) if fits[0] >= fits[1] else (True, False)

    def _span(self, value: dict[str, Any], is_utf16: bool) -> Span | None:
        """The span of a region, if its offsets in these units give its words."""
        start, end, stated = value.get("start"), value.get("end"), value.get("text")
        if is_utf16 and is_number(start) and is_number(end):
            try:
                start, end = from_utf16(self._text, start), from_utf16(self._text, end)
            except ValueError:
                return None
        found = extent(start, end, self._text)
        if found is None or "startOffset" in value:
            return None
        return found if not isinstance(stated, str) or found.text == stated else None

    def _region(
        self,
        here: str,
        region: dict[str, Any],
        further: list[tuple[str, dict[str, Any]]],
        ends: Ends,
        units: tuple[bool, ...],
    ) -> None:
        value = _value(region)
        labels = _labels(value.get("labels"))
        spans = (self._span(value, is_utf16) for is_utf16 in units)
        span = next((span for span in spans if span is not None), None)
        if span is None or not labels:
            self._report(
                Fault(here, _why(value, self._text) if span is None else "it has no label")
            )
            for place, _ in further:
                self._report(Fault(place, "the region that it belongs to is left out"))
            return
        attrs, note = _described(region)
        entity = None
        for place, one in further:
            own, name = _entity(one), named(one.get("from_name"))
            if own is not None and entity is None:
                entity = self._entities.get(own) or self._draft.entity(
                    own.name, own.label or labels[0], kb=own.kb
                )
                self._entities[own] = entity
            elif name and name not in attrs:
                attrs[name] = _further(one)
            else:
                self._report(Fault(place, "it has no from_name of its own"))
        source_id = _id(region)
        entity = entity or ends.entity(source_id, span.text, labels[0])
        mentions = [
            self._draft.mention(
                [span], label, text=span.text, entity=entity, attrs=attrs, note=note
            )
            for label in labels
        ]
        if source_id:
            self._regions.setdefault(source_id, _Region(mentions[0], entity))

    def _whole(self, here: str, result: dict[str, Any]) -> None:
        """A result that belongs to no region: labels of the document, or nothing we know."""
        value, kind = _value(result), named(result.get("type"))
        if kind == "choices" and "start" not in value and "x" not in value:
            for label in _labels(value.get("choices")):
                if label not in self._draft.labels:
                    self._draft.labels.append(label)
        else:
            self._report(Fault(here, f"a result of the type {kind!r} is not understood"))

    def _relation(self, here: str, relation: dict[str, Any]) -> None:
        head, tail = (self._regions.get(named(relation.get(role))) for role in ("from_id", "to_id"))
        if head is None or tail is None:
            self._report(Fault(here, "an end of it is no region that was read"))
            return
        if relation.get("direction") == "left":
            head, tail = tail, head
        attrs = others(relation, RELATION)
        if relation.get("direction") == BOTH_WAYS:
            attrs["direction"] = BOTH_WAYS
        labels = _labels(relation.get("labels")) or [UNNAMED]
        polarities = [label.removeprefix(STANCE) for label in labels if label.startswith(STANCE)]
        degrees = [match for match in map(_intensity, labels) if match] if polarities else []
        for polarity in filter(None, polarities):
            self._draft.stance(
                Participant(head.entity or "", head.mention),
                polarity,
                Participant(tail.entity or "", tail.mention),
                intensity=int(degrees[0][1]) if degrees else None,
                attrs=attrs,
            )
        said = {match.string for match in degrees}
        for label in labels:
            if not label.startswith(STANCE) and label not in said:
                self._draft.relation(label, head.mention, tail.mention, attrs=attrs)


def _described(region: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The attributes of a region that are no results of their own, and its note."""
    attrs, meta = others(region, REGION), region.get("meta")
    if not isinstance(meta, dict):
        return (attrs if meta is None else attrs | {"meta": meta}), None
    said = meta.get("text")
    note = "\n".join(_labels([said] if isinstance(said, str) else said)) or None
    rest = others(meta, frozenset(["text"] if note else ()))
    return (attrs | {"meta": rest} if rest else attrs), note


def _further(result: dict[str, Any]) -> dict[str, Any]:
    """A result of a region without what it repeats of the region."""
    kind = named(result.get("type"))
    repeated = {"start", "end"} if kind == "textarea" else {"start", "end", "text"}
    return {"type": kind, "value": others(_value(result), frozenset(repeated))}


def _why(value: dict[str, Any], text: str) -> str:
    """Why a region can't be read."""
    found = extent(value.get("start"), value.get("end"), text)
    if found is None or "startOffset" in value:
        return (
            "its offsets are not those of plain text (HyperText, Paragraphs and media have others)"
        )
    return f"it says {value.get('text')!r}, the text has {found.text!r} there"


def _entity(result: dict[str, Any]) -> _Named | None:
    """The entity that a result of a region names; None for any other result."""
    lines = _value(result).get("text")
    if result.get("from_name") != ENTITY or result.get("type") != "textarea":
        return None
    match lines if _labels(lines) == lines else None:
        case [name]:
            return _Named(name)
        case [name, last] if is_wikidata_id(last):
            return _Named(name, kb=last)
        case [name, label]:
            return _Named(name, label)
        case [name, label, last] if is_wikidata_id(last):
            return _Named(name, label, last)
    return None


def _value(result: dict[str, Any]) -> dict[str, Any]:
    value = result.get("value")
    return value if isinstance(value, dict) else {}


def _labels(found: object) -> list[str]:
    """The strings of a list that are not empty."""
    return [one for one in found if named(one)] if isinstance(found, list) else []


def _id(result: dict[str, Any]) -> str:
    return named(result.get("id"))
