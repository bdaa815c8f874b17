"""Tagging what a search found, in all of its documents, as one change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from annotations import edits
from annotations.change import Change
from annotations.edits import Place
from annotations.errors import EditError
from annotations.project import Opened, Project
from annotations.project_entities import ProjectEntities
from annotations.quality.search import Hit
from annotations.text import Extent, Segmentation


def tag_hits(project: Project, label: str, hits: Iterable[Hit], *, chosen: bool = False) -> Change:
    """Tag hits with a label: one change over all of their documents, one undo.

    Words of the text become mentions, as a label's key makes them; a hit that is a mention gets
    the label. Left out and counted in the summary is what is tagged so already, tagged otherwise,
    gone since, or no place of a text. Where a person has not `chosen` the hits one by one, so are
    parts of words, and words in a mention or over a part of one. Raises EditError, with the counts,
    where nothing is left, and what `Project.peek` raises.
    """
    by_document: dict[str, list[Hit]] = {}
    for hit in hits:
        by_document.setdefault(hit.document, []).append(hit)
    left_out: Counter[str] = Counter()
    changes: list[Change] = []
    count, shared = 0, project.project_entities()
    for document_id, wanted in by_document.items():
        document = _Document(project.peek(document_id), label, chosen=chosen)
        usable = document.usable(wanted, left_out)
        if usable:
            changes.append(document.tag(usable, project, shared))
            count += len(usable)
    said = "".join(f", {number} {why}" for why, number in left_out.items())
    if not changes:
        raise EditError(f"nothing is left to tag as {label}{said}")
    places = f"{count} place{'s'[: count > 1]}"
    where = f"{len(changes)} document{'s'[: len(changes) > 1]}"
    return edits.merged("tag", f"{label}: {places} in {where}{said}", *changes)


class _Document:
    """A document whose hits are to be tagged, with what is tagged there, looked up once."""

    def __init__(self, opened: Opened, label: str, *, chosen: bool) -> None:
        self._text, self._record = opened.document.text, opened.record
        self._label = label
        self._chosen = chosen
        self._segmentation = Segmentation(self._text)
        self._taken = edits.Taken(self._record)
        self._labels: dict[Extent, set[str]] = {}
        for mention in self._record.mentions:
            if mention.fragments is None:
                extent = (mention.start, mention.end)
                self._labels.setdefault(extent, set()).add(mention.label)

    def usable(self, hits: Iterable[Hit], left_out: Counter[str]) -> list[Hit]:
        """The hits that can be tagged; why the others can't be is counted."""
        found: list[Hit] = []
        for hit in hits:
            why = self._why_not(hit)
            if why:
                left_out[why] += 1
            elif hit.extent is not None:
                self._labels.setdefault(hit.extent, set()).add(self._label)
                found.append(hit)
        return found

    def _why_not(self, hit: Hit) -> str:
        """Why a hit is left out; empty for one that can be tagged."""
        if hit.kind not in ("text", "mention"):
            return "not words that can be tagged"
        if hit.extent is None or " ".join(self._text[slice(*hit.extent)].split()) != hit.words:
            return "gone since"
        here = self._labels.get(hit.extent, set())
        if hit.kind == "mention":
            mention = self._record.mention(hit.item or "")
            if mention is None or (mention.start, mention.end) != hit.extent:
                return "gone since"
            return "tagged so already" if self._label in (mention.label, *here) else ""
        if here:
            return "tagged so already" if self._label in here else "tagged otherwise"
        if self._chosen:
            return ""
        if not self._taken.is_free(hit.extent):
            return "in or over a mention"
        whole = edits.is_whole_words(self._segmentation, hit.extent)
        return "" if whole else "a part of a word"

    def tag(self, hits: Sequence[Hit], project: Project, shared: ProjectEntities) -> Change:
        """The change that tags usable hits."""
        label, scheme, record = self._label, project.scheme, self._record
        changes: list[Change] = []
        for hit in hits:
            if hit.item is not None:
                changes.append(edits.retag(record, hit.item, label, scheme, shared))
                record = edits.apply_change(record, changes[-1].operations)
        places = [Place(*hit.extent, label) for hit in hits if hit.item is None and hit.extent]
        if places:
            changes.append(edits.tag_places(record, self._text, places, scheme, shared))
        return edits.merged("tag", "", *changes)
