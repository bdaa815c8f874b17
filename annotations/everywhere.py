"""Tagging the same words in all documents of a project, as one change over many records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from annotations import edits
from annotations.change import Change, PutItem
from annotations.edits import Place
from annotations.errors import EditError, StandoffError
from annotations.project import Project
from annotations.text import Extent, Segmentation, in_context

_CONTEXT = 80
# In a script without spaces finding so many takes one or two milliseconds.
_AT_ONCE = 16


class Found(NamedTuple):
    """A place of some words in a document, with what stands around it in one line."""

    document_id: str
    extent: Extent
    before: str
    words: str
    after: str


class Part(NamedTuple):
    """Some of what was found in a document, and whether that is the last of it.

    `found` is None where the document can't be read.
    """

    found: list[Found] | None
    is_last: bool


def find(project: Project, words: str) -> Iterator[Part]:
    """For each document of the project, in order, where these words stand untagged.

    A document with many places comes in parts, so that whoever asks can do something in between.
    What is tagged already, or overlaps what is, is left out, and so is what begins or ends inside
    of a token.
    """
    for document_id in project.ids:
        try:
            opened = project.peek(document_id)
        except StandoffError:
            yield Part(None, is_last=True)
            continue
        text = opened.document.text
        places = edits.occurrences(Segmentation(text), words) if words in text else iter(())
        is_last = False
        while not is_last:
            some = list(islice(places, _AT_ONCE))
            is_last = len(some) < _AT_ONCE
            free = edits.untagged(opened.record, some)
            found = [Found(document_id, one, *in_context(text, one, _CONTEXT)) for one in free]
            yield Part(found, is_last)


def tag_all(
    project: Project,
    words: str,
    label: str,
    places: Mapping[str, Sequence[Extent]],
    origin: str = "manual",
) -> Change:
    """Tag these places of documents, where these words were found: one change, one undo.

    In each document the first has the given origin and the others are propagated from it. A place
    that has other words now or is tagged since is left out; the summary counts what was tagged and
    what was not. Raises EditError, with the counts, where nothing is left to tag, and what
    `Project.peek` raises.
    """
    changes: list[Change] = []
    count, left_out = 0, Counter[str]()
    shared = project.project_entities()
    for document_id, wanted in places.items():
        opened = project.peek(document_id)
        text = opened.document.text
        standing = [place for place in wanted if text[slice(*place)] == words]
        left_out["gone since"] += len(wanted) - len(standing)
        free = edits.untagged(opened.record, standing)
        made = 0
        if free:
            first = Place(*free[0], label, origin)
            changes.append(
                edits.tag_everywhere(opened.record, text, first, free, project.scheme, shared)
            )
            made = len({*_new_mentions(changes[-1])})
        left_out["tagged since"] += len(standing) - made
        count += made
    said = "".join(f", {number} {why}" for why, number in left_out.items() if number)
    if not changes:
        raise EditError(f"nothing is left to tag{said}")
    where = f"{len(changes)} document{'s'[: len(changes) > 1]}"
    return edits.merged(
        "propagate", f"{label}: {count} place{'s'[: count > 1]} in {where}{said}", *changes
    )


def _new_mentions(change: Change) -> Iterator[str]:
    for operation in change.operations:
        if isinstance(operation, PutItem) and operation.items == "mentions":
            yield operation.item["id"]
