"""Prodigy's JSON Lines: one task a line, with spans, relations between tokens, and an answer.

Offsets are code points, `end` exclusive; `token_end` is the number of the last token, inclusive. A
relation's `head` and `child` are the last tokens of its spans, which `head_span` and `child_span`
repeat (https://prodi.gy/docs/api-interfaces).

Tasks without `answer` are predictions. Of an accepted task comes what is in it; one that was
rejected or ignored comes in as skipped, without annotations. What a choice task accepted, and the
`label` of a task without spans, are labels of the document. `_annotator_id`, else `_session_id`, is
the annotator. Tasks without an `id` of several annotators with one text are one document, whose
meta is that of the first of them.

Prodigy keeps keys that it does not know. Some are ours: `id` and `title` are the document's,
`tokens_by` and `options_by` say that tokens and options were made here, a relation with `stance`
stands for a stance between two mentions, and `standoff` holds the whole record wherever the rest of
the line does not give all of it (entities, stances, notes, mentions of several fragments). It
counts only as long as text, spans, relations, labels and answer are those it was written with; a
task that was changed in Prodigy is read without it, and that is said.

What a task has besides, its tokens too, is in the document's meta under `prodigy`, and is written
again; the task's own `meta` is the rest of the document's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import msgspec

from annotations.formats.base import (
    FEATURES,
    Annotated,
    Fault,
    Format,
    Incoming,
    Outgoing,
    Report,
)
from annotations.formats.draft import Draft
from annotations.formats.json_array import Found, first_names, objects
from annotations.formats.json_tasks import (
    OURS,
    check_text,
    continuous,
    extent,
    is_number,
    items,
    make_document,
    named,
    ordered,
    others,
    raw,
    shown_stances,
    written_id,
)
from annotations.formats.prodigy_tokens import fit, spacy_like
from annotations.formats.streams import of_file, read_back
from annotations.model import Document, Mention, Record, position, text_hash

ORIGIN = "import:prodigy"
_OWN = "prodigy"
# Say that the tokens, or what could be chosen, are not those of the task, which are kept, but ours,
# which are not.
_TOKENS_BY, _OPTIONS_BY = "tokens_by", "options_by"
_ACCEPT, _IGNORE = "accept", "ignore"
_ANSWERS = (_ACCEPT, "reject", _IGNORE)
# The keys of a task that are read, and those that are written anew besides.
_READ = frozenset(
    [
        "id",
        "title",
        "text",
        "meta",
        "spans",
        "relations",
        "answer",
        "accept",
        "flagged",
        OURS,
        "_annotator_id",
    ]
)
_REMADE = frozenset({"tokens", "options", _TOKENS_BY, _OPTIONS_BY})
_SPAN = frozenset(["start", "end", "token_start", "token_end", "label", "text"])
_RELATION = frozenset(["head", "child", "head_span", "child_span", "label", "stance"])

_Place: TypeAlias = tuple[Any, Any, Any]
_Marks: TypeAlias = tuple[list[str], list[str], list[str], bool, str]


def read(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The tasks of a file, one by one; what is not understood is reported item by item.

    Raises StandoffError where there is no JSON object in it.
    """
    names = _Names()
    for found in objects(stream, where, report):
        meta = _meta(found.value, found.place, report)
        document = make_document(found.value, meta, names.of(found), report)
        if document is not None:
            yield _incoming(found.value, document, found.place, report)


class _Names:
    """What the documents of tasks without ids are called, so that annotators share them."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def of(self, found: Found) -> Found:
        """A task under the name of the document that it is of.

        The first tasks of all annotators with one text are of one document, the second ones of
        another, and so on: an annotator may have had a text several times.
        """
        text = found.value.get("text")
        if not isinstance(text, str) or found.value.get("id") is not None:
            return found
        key = text_hash(text)
        names, one = self._names.setdefault(key, []), (_annotator(found.value), key)
        number = self._counts[one]
        self._counts[one] += 1
        if number == len(names):
            names.append(found.name)
        return found._replace(name=names[number])


def _annotator(task: dict[str, Any]) -> str:
    return named(task.get("_annotator_id")) or named(task.get("_session_id"))


def _meta(task: dict[str, Any], place: str, report: Report) -> dict[str, Any]:
    meta = task.get("meta")
    if meta is None:
        meta = {}
    elif not isinstance(meta, dict):
        report(Fault(place, "'meta' is no object"))
        meta = {}
    known = _READ | {"label"} if _has_own_label(task) else _READ
    rest = others(task, known)
    for made, by in (("tokens", _TOKENS_BY), ("options", _OPTIONS_BY)):
        if task.get(by) == OURS:
            del rest[by]
            rest.pop(made, None)
    if rest and _OWN in meta:
        report(Fault(place, f"{_OWN!r} in its meta gives way to the other keys of the task"))
    return meta | {_OWN: rest} if rest else meta


def _has_own_label(task: dict[str, Any]) -> bool:
    """Whether `label` is one of the whole text, as in a task of binary classification."""
    return "spans" not in task and "accept" not in task and bool(named(task.get("label")))


def _incoming(task: dict[str, Any], document: Document, place: str, report: Report) -> Incoming:
    answer = task.get("answer")
    annotator = _annotator(task)
    if answer is None:
        draft = _draft(task, document.text, place, report)
        record = draft.record(document.id, document.sha256, annotator)
        found = record.mentions or record.labels or record.relations
        return Incoming(document, None, place, record if found else None)
    kept = _kept(task, document, place, report)
    if kept is not None:
        return Incoming(
            document, msgspec.structs.replace(kept, id=document.id, annotator=annotator), place
        )
    draft = _answered(task, document.text, place, report)
    return Incoming(document, draft.record(document.id, document.sha256, annotator), place)


def _answered(task: dict[str, Any], text: str, place: str, report: Report) -> Draft:
    """What the task has, as far as its answer lets it count."""
    answer = task.get("answer")
    if answer == _ACCEPT:
        draft = _draft(task, text, place, report)
        draft.status = "done"
        return draft
    draft = Draft(ORIGIN)
    draft.status = "skipped" if answer in _ANSWERS else "started"
    draft.flagged = task.get("flagged") is True
    if answer not in _ANSWERS or any(task.get(key) for key in ("spans", "relations", "accept")):
        report(Fault(place, f"its answer is {answer!r}: its annotations are left out"))
    return draft


def _draft(task: dict[str, Any], text: str, place: str, report: Report) -> Draft:
    """What the task has by Prodigy's own keys."""
    draft = Draft(ORIGIN)
    draft.flagged = task.get("flagged") is True
    if isinstance(task.get("accept"), list):
        draft.labels = [str(choice) for choice in task["accept"]]
    elif _has_own_label(task):
        draft.labels = [task["label"]]
    spans: list[tuple[dict[str, Any], str]] = []
    for here, span in items(task, "spans", "span", place, report):
        found = extent(span.get("start"), span.get("end"), text, span.get("text"))
        label = named(span.get("label"))
        if found is None or not label:
            report(Fault(here, "it has no label" if found else "its start and end are no offsets"))
            continue
        made = draft.mention([found], label, text=found.text, attrs=others(span, _SPAN))
        spans.append((span, made))
    for here, relation in items(task, "relations", "relation", place, report):
        if "stance" in relation:
            continue
        ends = [_end(relation, role, spans) for role in ("head", "child")]
        label = named(relation.get("label"))
        if None in ends or not label:
            report(Fault(here, "an end of it is no span" if label else "it has no label"))
        else:
            head, tail = (end or "" for end in ends)
            draft.relation(label, head, tail, attrs=others(relation, _RELATION))
    return draft


def _end(
    relation: dict[str, Any], role: str, spans: list[tuple[dict[str, Any], str]]
) -> str | None:
    """The mention that a relation's end is: by its span, else by its token."""
    own = relation.get(f"{role}_span")
    place = _place(own) if isinstance(own, dict) else None
    token = relation.get(role)
    rules: tuple[Callable[[dict[str, Any]], bool], ...] = (
        lambda span: _place(span) == place,
        lambda span: place is not None and _place(span)[:2] == place[:2],
        lambda span: token is not None and span.get("token_end") == token,
        lambda span: (
            is_number(token)
            and is_number(first := span.get("token_start"))
            and is_number(last := span.get("token_end"))
            and first <= token <= last
        ),
    )
    found = (made for rule in rules for span, made in spans if rule(span))
    return next(found, None)


def _place(span: object) -> _Place:
    found = span if isinstance(span, dict) else {}
    return found.get("start"), found.get("end"), found.get("label")


def _kept(task: dict[str, Any], document: Document, place: str, report: Report) -> Record | None:
    """The record that stands beside the task, if the task is still the one it was written with."""
    if OURS not in task:
        return None
    try:
        record = msgspec.convert(task[OURS], Record)
    except msgspec.ValidationError as error:
        report(Fault(place, f"'standoff' is no record, and is left out: {error}"))
        return None
    if record.sha256 == document.sha256 and _marks_of(record) == _marks(task):
        return record
    report(
        Fault(place, "the task has changed: entities, stances and notes in 'standoff' are left out")
    )
    return None


def _marks(task: dict[str, Any]) -> _Marks:
    """What of a task a person may change in Prodigy."""
    relations = [one for one in _listed(task, "relations") if isinstance(one, dict)]
    return (
        sorted(repr(_place(span)) for span in _listed(task, "spans")),
        sorted(
            repr((one.get("label"), _place(one.get("head_span")), _place(one.get("child_span"))))
            for one in relations
        ),
        [str(choice) for choice in _listed(task, "accept")],
        task.get("flagged") is True,
        str(task.get("answer")),
    )


def _listed(task: dict[str, Any], name: str) -> list[Any]:
    found = task.get(name)
    return found if isinstance(found, list) else []


def _marks_of(record: Record) -> _Marks:
    """The same of the task that a record is written as."""
    places = {one.id: (one.start, one.end, one.label) for one in continuous(record)}
    return (
        sorted(map(repr, places.values())),
        sorted(
            repr((label, places[head], places[tail])) for head, label, tail, _ in _arrows(record)
        ),
        list(record.labels),
        record.flagged,
        _answer(record),
    )


def _answer(record: Record) -> str:
    return _ACCEPT if record.status in ("started", "done") else _IGNORE


def _arrows(record: Record) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Relations, and stances that can be shown as such: head, label, tail, and further keys."""
    shown = {mention.id for mention in continuous(record)}
    for one in record.relations:
        if one.head in shown and one.tail in shown:
            yield one.head, one.label, one.tail, ordered(one.attrs, _RELATION)
    for holder, polarity, target in shown_stances(record):
        yield holder, polarity, target, {"stance": True}


def write(documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing) -> None:
    """Write each record as one task. Raises StandoffError where the text is to be left out."""
    check_text(outgoing, _OWN)
    choices = [label.name for label in outgoing.scheme.document_labels]
    for record, document in documents:
        out.write(msgspec.json.encode(_task(record, document, choices)) + b"\n")


def _task(record: Record, document: Document, choices: list[str]) -> dict[str, Any]:
    kept = document.meta.get(_OWN)
    own: dict[str, Any] = kept if isinstance(kept, dict) and not kept.keys() & _READ else {}
    task: dict[str, Any] = {"id": written_id(document.id), "answer": _answer(record)}
    if record.annotator:
        task["_annotator_id"] = record.annotator
    if document.title:
        task["title"] = document.title
    task["text"] = document.text
    task |= ordered(own, _REMADE)
    meta = ordered(document.meta, frozenset({_OWN} if own else ()))
    if meta:
        task["meta"] = meta
    mentions = sorted(continuous(record), key=position)
    starts, ends = {one.start for one in mentions}, {one.end for one in mentions}
    tokens: list[dict[str, Any]] = own.get("tokens") or []
    if not fit(tokens, document.text, starts, ends):
        tokens = spacy_like(document.text, starts, ends)
        task[_TOKENS_BY] = OURS
    spans = {one.id: _span(one, tokens) for one in mentions}
    task["tokens"] = tokens
    task["spans"] = list(spans.values())
    relations = [
        {
            "head": spans[head]["token_end"],
            "child": spans[tail]["token_end"],
            "head_span": spans[head],
            "child_span": spans[tail],
            "label": label,
            **extra,
        }
        for head, label, tail, extra in _arrows(record)
    ]
    if relations:
        task["relations"] = relations
    options = own.get("options")
    if record.labels or options is not None:
        task |= _choice(record.labels, choices, options)
        if options is None:
            task[_OPTIONS_BY] = OURS
    if record.flagged:
        task["flagged"] = True
    if _essence(_plain(task, document)) != _essence(record):
        task[OURS] = raw(record)
    return task


def _plain(task: dict[str, Any], document: Document) -> Record:
    """What comes back of a task by Prodigy's own keys."""
    # Values that are already JSON are decoded on the way.
    again = msgspec.json.decode(msgspec.json.encode({**task, "tokens": None}))
    draft = _answered(again, document.text, "", lambda fault: None)
    return draft.record(document.id, document.sha256)


def _essence(record: Record) -> object:
    """What of a record must come back, without ids; None for what only `standoff` can hold."""
    if record.entities or record.stances or record.note:
        return None
    order = sorted(record.mentions, key=position)
    numbers = {mention.id: number for number, mention in enumerate(order)}
    return (
        record.status,
        record.flagged,
        record.labels,
        [msgspec.structs.replace(one, id="m", origin=ORIGIN) for one in order],
        [(numbers[one.head], one.label, numbers[one.tail], one.attrs) for one in record.relations],
    )


def _span(mention: Mention, tokens: list[dict[str, Any]]) -> dict[str, Any]:
    first = bisect_left(tokens, mention.start, key=lambda token: token["start"])
    last = bisect_left(tokens, mention.end, key=lambda token: token["end"])
    return {
        "start": mention.start,
        "end": mention.end,
        "token_start": first,
        "token_end": last,
        "label": mention.label,
        "text": mention.text,
        **ordered(mention.attrs, _SPAN),
    }


def _choice(labels: tuple[str, ...], choices: list[str], options: object) -> dict[str, Any]:
    """The options of a choice task, and which of them were taken."""
    listed = [one for one in options if isinstance(one, dict)] if isinstance(options, list) else []
    ids = {str(one.get("id")): one.get("id") for one in listed}
    more = [
        name for name in dict.fromkeys([*(() if listed else choices), *labels]) if name not in ids
    ]
    return {
        "options": [raw(one) for one in listed] + [{"id": name, "text": name} for name in more],
        "accept": [ids.get(label, label) for label in labels],
    }


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first object has what only Prodigy's tasks have."""
    names = first_names(head)
    if {"data", "stances"} & names or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return False
    return bool(names & {"_input_hash", "_task_hash", "_view_id"}) or (
        "text" in names and bool(names & {"spans", "answer", "accept"}) and "entities" not in names
    )


FORMAT = Format(
    "prodigy",
    "Prodigy's JSON Lines, one task a line",
    (".jsonl",),
    frozenset(FEATURES),
    read=of_file(read),
    write=write,
    recognise=recognise,
    again=read_back(write, read),
)
