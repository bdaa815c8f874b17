"""A record in the making, for what reads other formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from annotations.model import (
    Basis,
    Entity,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    Status,
)


class Draft:
    """Collects the items of one document, numbers them, and gives the record.

    It checks nothing: offsets, surface texts and unknown ids are looked at in one place, when all
    that a source has comes in. `origin` is that of every item: `import:<format>` for annotations.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.labels: list[str] = []
        self.note: str | None = None
        self.status: Status = "started"
        self.flagged = False
        self._next = 1
        self._mentions: list[Mention] = []
        self._entities: list[Entity] = []
        self._stances: list[Stance] = []
        self._relations: list[Relation] = []

    def _id(self, prefix: str) -> str:
        number, self._next = self._next, self._next + 1
        return f"{prefix}{number}"

    def mention(
        self,
        spans: Sequence[Span],
        label: str,
        *,
        text: str,
        entity: str | None = None,
        attrs: dict[str, Any] | None = None,
        note: str | None = None,
    ) -> str:
        """Add a mention of these spans (more than one: discontinuous); its id.

        `text` is what stands between its outer bounds.
        """
        fragments = tuple(spans) if len(spans) > 1 else None
        item_id = self._id("m")
        start, end = spans[0].start, spans[-1].end
        self._mentions.append(
            Mention(
                item_id, start, end, text, label, entity, fragments, self.origin, attrs or {}, note
            )
        )
        return item_id

    def entity(
        self,
        name: str,
        label: str,
        *,
        kb: str | None = None,
        attrs: dict[str, Any] | None = None,
        note: str | None = None,
    ) -> str:
        """Add an entity; its id."""
        item_id = self._id("e")
        self._entities.append(
            Entity(item_id, name, label, kb, None, self.origin, attrs or {}, note)
        )
        return item_id

    def stance(
        self,
        holder: Participant,
        polarity: str,
        target: Participant,
        *,
        intensity: int | None = None,
        evidence: Iterable[Span] = (),
        cue: Iterable[Span] = (),
        attribution: Iterable[str] = (),
        basis: Basis | None = None,
        attrs: dict[str, Any] | None = None,
        note: str | None = None,
    ) -> str:
        """Add a stance; its id."""
        item_id = self._id("s")
        self._stances.append(
            Stance(
                item_id,
                holder,
                target,
                polarity,
                intensity,
                tuple(evidence),
                tuple(cue),
                tuple(attribution),
                basis,
                self.origin,
                attrs or {},
                note,
            )
        )
        return item_id

    def relation(
        self, label: str, head: str, tail: str, *, attrs: dict[str, Any] | None = None
    ) -> str:
        """Add a relation between two mentions; its id."""
        item_id = self._id("r")
        self._relations.append(Relation(item_id, label, head, tail, self.origin, attrs or {}))
        return item_id

    def record(self, document_id: str, sha256: str, annotator: str = "") -> Record:
        """The record of what was added. `created` and `updated` are left to who saves it."""
        return Record(
            id=document_id,
            sha256=sha256,
            annotator=annotator,
            status=self.status,
            flagged=self.flagged,
            labels=tuple(self.labels),
            note=self.note,
            mentions=tuple(self._mentions),
            entities=tuple(self._entities),
            stances=tuple(self._stances),
            relations=tuple(self._relations),
            next=self._next,
            created="",
            updated="",
        )
