"""A record out of the lines of an .ann file of brat."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from annotations.formats import brat_lines as lines
from annotations.formats.base import Fault, Incoming, Report
from annotations.formats.brat_lines import Carried, EntityNote
from annotations.formats.brat_parse import About, Arrow, Classes, Event, Group, Stretch, parse
from annotations.formats.draft import Draft
from annotations.model import BUILT_IN_ENTITIES, Document, Participant, Span, text_hash

_NUMBER = re.compile(r"(?<=\D)\d+$")
_Kind = TypeVar("_Kind", Carried, EntityNote)
_ROLES = ("Holder", "Target", lines.EVIDENCE, lines.SOURCE)


def incoming(
    natural_id: str,
    is_own: Callable[[str], bool],
    text: str,
    ann: bytes,
    where: str,
    report: Report,
) -> Incoming:
    """The document and its record. `where` is the .ann file's name for faults.

    `natural_id` is the id that the file's place gives. A carried id counts only if a document of
    this id would be written to a file of this name, which `is_own` tells.
    """
    return _Reading(text, ann, where, report).whole(natural_id, is_own)


class _Reading:
    """One .ann file, on its way to a record."""

    def __init__(self, text: str, ann: bytes, where: str, report: Report) -> None:
        self._text = text
        self._where = where
        self._report = report
        self._lines = parse(ann, text, where, report)
        self._draft = Draft("import:brat")
        self._mentions: dict[str, tuple[str, str | None]] = {}
        self._by_note: dict[str, str] = {}
        self._kept: dict[str, Carried] = {}
        # Where each item of the draft was found.
        self._at: dict[str, int] = {}

    def whole(self, natural_id: str, is_own: Callable[[str], bool]) -> Incoming:
        text, found = self._text, self._lines
        head = self._carried(lines.DOCUMENT)
        draft = self._draft
        draft.status, draft.flagged = head.status, head.flagged
        draft.labels, draft.note = list(head.labels), head.note
        stances = [event for event in found.events if self._is_stance(event)]
        stretches = self._mentioned(stances)
        entities = self._entities(stretches, stances)
        for ident, stretch in stretches.items():
            self._mention(stretch, entities.get(ident))
        for event in stances:
            self._stance(event)
        for arrow in found.arrows:
            self._relation(arrow)
        for about in found.left():
            self._fault(about.line, f"{about.ident} is about {about.target}, which did not come in")
        document_id = head.id if head.id and is_own(head.id) else natural_id
        sha256 = text_hash(text)
        document = Document(document_id, text, sha256, head.title, head.meta)
        record = draft.record(document_id, sha256, head.annotator)
        return Incoming(document, record, self._where, lines=self._at)

    def _fault(self, line: int, what: str) -> None:
        self._report(Fault(f"{self._where}:{line}", what))

    def _carried(self, ident: str) -> Carried:
        """What a `Standoff` note has about a line; a note that is none of ours stays a note."""
        for row in self._lines.notes.get(ident, []):
            if row.kind == lines.CARRIED and (carried := _decoded(row, Carried)):
                self._lines.notes[ident].remove(row)
                return carried
        return Carried()

    # What is a stance, and what a mention

    def _is_stance(self, event: Event) -> bool:
        rows = self._lines.attributes.get(event.ident, [])
        has_polarity = any(row.kind == "Polarity" and row.value for row in rows)
        trigger = self._lines.stretches.get(event.trigger)
        if event.kind == lines.STANCE and has_polarity and trigger:
            return True
        if event.kind == lines.STANCE:
            why = "no Polarity" if trigger else f"no trigger {event.trigger}"
            what = f"the stance {event.ident} has {why}"
        else:
            what = f"{event.ident} is an event {event.kind}, which is no stance"
        roles = ", ".join(f"{role} {target}" for role, target in event.roles) or "no roles"
        rest = f"its trigger {event.trigger} is a mention" if trigger else "it is left out"
        self._fault(event.line, f"{what} ({roles}); {rest}")
        return False

    def _mentioned(self, stances: list[Event]) -> dict[str, Stretch]:
        """The T lines that are mentions: all but the triggers and the evidence of stances."""
        found = self._lines
        used = {end for arrow in found.arrows for _, end in arrow.ends}
        used.update(member for group in found.groups for member in group.members)
        shown: set[str] = set()
        for event in stances:
            for role, target in event.roles:
                (shown if _role(role) == lines.EVIDENCE else used).add(target)
        aside = {event.trigger for event in stances} | {
            ident
            for ident in shown
            if ident in found.stretches and found.stretches[ident].kind == lines.EVIDENCE
        }
        hidden = aside - used
        return {ident: row for ident, row in found.stretches.items() if ident not in hidden}

    def _spans(self, stretch: Stretch, carried: Carried) -> list[Span]:
        """The spans of a T line; those that its text doesn't fit are left as it states them."""
        text, fragments = self._text, stretch.fragments
        if any(text[span.start : span.end] != span.text for span in fragments):
            return fragments
        extents = [(span.start, span.end) for span in fragments]
        if carried.spans and lines.fits(text, carried.spans, extents):
            spans = carried.spans
        else:
            spans = lines.joined(text, extents)
        return [Span(start, end, text[start:end]) for start, end in spans]

    def _mention(self, stretch: Stretch, entity: str | None) -> None:
        ident = stretch.ident
        carried = self._carried(ident)
        spans = self._spans(stretch, carried)
        text = spans[0].text if len(spans) == 1 else self._text[spans[0].start : spans[-1].end]
        label = lines.exact(stretch.kind, carried.label, lines.name_of)
        note, attrs = self._about(ident, carried)
        added = self._draft.mention(spans, label, text=text, entity=entity, attrs=attrs, note=note)
        self._at[added] = stretch.line
        self._mentions[ident] = (added, entity)

    def _about(self, ident: str, carried: Carried) -> tuple[str | None, dict[str, Any]]:
        """The note and the attributes of an item, out of the lines about it."""
        found = self._lines
        attrs = dict(carried.attrs)
        values: dict[str, list[str | bool]] = {}
        for row in found.attributes.pop(ident, []):
            values.setdefault(row.kind, []).append(True if row.value is None else row.value)
        attrs.update((name, rows if len(rows) > 1 else rows[0]) for name, rows in values.items())
        if links := found.links.pop(ident, []):
            attrs[lines.NORMALIZATIONS] = [
                {"type": row.kind, "id": row.value, "text": row.text} for row in links
            ]
        notes = [{"type": row.kind, "text": row.text} for row in found.notes.pop(ident, [])]
        note = carried.note if carried.note is not None and not lines.flat(carried.note) else None
        if not ident.startswith("R") and notes and notes[0]["type"] == lines.NOTE:
            note = lines.exact(notes.pop(0)["text"], carried.note, lines.flat)
        if notes:
            attrs[lines.NOTES] = notes
        return note, attrs

    # Entities

    def _entities(self, stretches: dict[str, Stretch], stances: list[Event]) -> dict[str, str]:
        """Add the entities; which T belongs to which. `*` lines, `Entity` notes and links to
        Wikidata make them, and what takes part in a stance has one in any case.
        """
        classes = Classes(stretches)
        kinds: dict[str, str] = {}
        for group in self._lines.groups:
            if self._join(classes, group) and group.kind != lines.EQUIV:
                kinds[group.members[0]] = group.kind
        kinds = {classes.root(member): kind for member, kind in kinds.items()}
        grouped = {classes.root(ident) for group in classes.joined for ident in group}
        notes = self._entity_notes(classes)
        links = self._wikidata(classes)
        found: dict[str, str] = {}
        for ident, stretch in stretches.items():
            root = classes.root(ident)
            if root not in found and root in grouped | notes.keys() | links.keys():
                found[root] = self._entity(
                    stretch, notes.get(root), links.get(root), kinds.get(root)
                )
        entities = {
            ident: found[root] for ident in stretches if (root := classes.root(ident)) in found
        }
        for note in self._standing_alone():
            self._by_note[note.id] = self._draft.entity(
                note.name, note.label, kb=note.kb, attrs=note.attrs, note=note.note
            )
        self._participants(stretches, stances, entities)
        return entities

    def _join(self, classes: Classes, group: Group) -> bool:
        missing = [member for member in group.members if member not in classes.parents]
        if missing:
            self._fault(group.line, f"* {group.kind}: {', '.join(missing)} is no mention")
            return False
        classes.join(group.members)
        return True

    def _entity_notes(self, classes: Classes) -> dict[str, EntityNote]:
        notes: dict[str, EntityNote] = {}
        for ident in classes.parents:
            for row in list(self._lines.notes.get(ident, [])):
                note = _decoded(row, EntityNote) if row.kind == lines.ENTITY else None
                if note is None:
                    continue
                self._lines.notes[ident].remove(row)
                if notes.setdefault(classes.root(ident), note) is not note:
                    self._fault(row.line, f"{ident} has two entities; {note.name} is left out")
        return notes

    def _wikidata(self, classes: Classes) -> dict[str, tuple[str, str]]:
        """The links of classes to Wikidata, each with its name; further ones stay links."""
        found: dict[str, tuple[str, str]] = {}
        rows = sorted(
            (row for ident in classes.parents for row in self._lines.links.get(ident, [])),
            key=lambda row: row.line,
        )
        for row in rows:
            base, _, item = (row.value or "").partition(":")
            if base != lines.WIKIDATA or not lines.WIKIDATA_ID.fullmatch(item):
                continue
            root = classes.root(row.target)
            if found.setdefault(root, (item, row.text))[0] == item:
                self._lines.links[row.target].remove(row)
        return found

    def _entity(
        self,
        first: Stretch,
        note: EntityNote | None,
        link: tuple[str, str] | None,
        kind: str | None,
    ) -> str:
        kb, name = link or (None, "")
        if note is None:
            note = EntityNote("", name or self._surface(first), first.kind)
        attrs = note.attrs | ({lines.EQUIV_TYPE: kind} if kind else {})
        added = self._draft.entity(
            note.name, note.label, kb=kb or note.kb, attrs=attrs, note=note.note
        )
        if note.id:
            self._by_note[note.id] = added
        return added

    def _surface(self, stretch: Stretch) -> str:
        return " ".join(span.text for span in stretch.fragments)

    def _standing_alone(self) -> list[EntityNote]:
        """The entities that have no mention; their notes are about the document."""
        rows = self._lines.notes.pop(lines.DOCUMENT, [])
        read = [
            (row, _decoded(row, EntityNote) if row.kind == lines.ENTITY else None) for row in rows
        ]
        if rest := [row for row, note in read if note is None]:
            self._lines.notes[lines.DOCUMENT] = rest
        return [note for _, note in read if note is not None]

    def _participants(
        self, stretches: dict[str, Stretch], stances: list[Event], entities: dict[str, str]
    ) -> None:
        """Give who takes part in stances an entity, one for each string with a label."""
        named: dict[tuple[str, str], str] = {}
        for event in stances:
            for role, ident in event.roles:
                stretch = stretches.get(ident)
                if stretch is None or ident in entities or _role(role) == lines.EVIDENCE:
                    continue
                what = (self._surface(stretch), stretch.kind)
                if what not in named:
                    named[what] = self._draft.entity(*what)
                entities[ident] = named[what]

    # Stances and relations

    def _stance(self, event: Event) -> None:
        found = self._lines
        carried = self._carried(event.ident)
        said: dict[str, str | None] = {}
        rest = []
        for row in found.attributes.pop(event.ident, []):
            is_valued = row.value is not None
            known = row.kind in lines.STANCE_ATTRIBUTES and row.kind not in said
            if known and is_valued == (row.kind != lines.NO_CUE):
                said[row.kind] = row.value
            else:
                rest.append(row)
        if rest:
            found.attributes[event.ident] = rest
        slots = self._slots(event)
        intensity, basis = said.get("Intensity"), said.get("Basis")
        if intensity not in (None, "1", "2", "3"):
            self._fault(event.line, f"{event.ident}: the intensity {intensity} is none of 1, 2, 3")
            intensity = None
        if basis is not None and lines.as_basis(basis) is None:
            self._fault(event.line, f"{event.ident}: there is no basis {basis}")
            basis = None
        trigger = found.stretches[event.trigger]
        spans = self._spans(trigger, self._shared(event.trigger))
        note, attrs = self._about(event.ident, carried)
        added = self._draft.stance(
            self._participant(event, "Holder", slots, said, carried.holder),
            lines.exact(str(said["Polarity"]), carried.polarity, lines.name_of),
            self._participant(event, "Target", slots, said, carried.target),
            intensity=int(intensity) if intensity else None,
            evidence=[
                span
                for ident in slots[lines.EVIDENCE]
                for span in self._spans(found.stretches[ident], self._shared(ident))
            ],
            cue=() if lines.NO_CUE in said else spans,
            attribution=self._attribution(event, slots[lines.SOURCE], carried.attribution),
            basis=lines.as_basis(basis) if basis else None,
            attrs=attrs,
            note=note,
        )
        self._at[added] = event.line

    def _shared(self, ident: str) -> Carried:
        """What is carried about a T line that several stances may use."""
        if ident in self._mentions:
            return Carried()
        if ident not in self._kept:
            self._kept[ident] = self._carried(ident)
        return self._kept[ident]

    def _slots(self, event: Event) -> dict[str, list[str]]:
        """The T lines in each role; what can't take part is reported."""
        slots: dict[str, list[str]] = {role: [] for role in _ROLES}
        for name, ident in event.roles:
            role = _role(name)
            is_single = role in ("Holder", "Target")
            known = self._lines.stretches if role == lines.EVIDENCE else self._mentions
            if role not in slots:
                self._fault(event.line, f"{event.ident}: a stance has no role {name} ({ident})")
            elif ident not in known:
                self._fault(event.line, f"{event.ident}: its {name} {ident} is no span of the text")
            elif is_single and slots[role]:
                self._fault(event.line, f"{event.ident}: a second {role} {ident} is left out")
            else:
                slots[role].append(ident)
        return slots

    def _participant(
        self,
        event: Event,
        role: str,
        slots: dict[str, list[str]],
        said: dict[str, str | None],
        carried: str | None,
    ) -> Participant:
        """Who stands in a role: a mention, an entity without one, a built-in one, or unknown."""
        bare = self._by_note.get(carried or "")
        if slots[role]:
            mention, entity = self._mentions[slots[role][0]]
            if entity:
                return Participant(entity, None if bare == entity else mention)
        if bare:
            return Participant(bare)
        stated = said.get(lines.IMPLICIT[role])
        if stated and f"@{stated}" not in BUILT_IN_ENTITIES:
            self._fault(event.line, f"{event.ident}: there is no built-in entity {stated}")
        return Participant(f"@{stated}" if f"@{stated}" in BUILT_IN_ENTITIES else "@unknown")

    def _attribution(
        self, event: Event, sources: list[str], carried: list[str] | None
    ) -> list[str]:
        if sources:
            return [entity for ident in sources if (entity := self._mentions[ident][1])]
        found = []
        for name in carried or []:
            entity = name if name in BUILT_IN_ENTITIES else self._by_note.get(name)
            if entity:
                found.append(entity)
            else:
                self._fault(event.line, f"{event.ident}: there is no entity {name}, its source")
        return found

    def _relation(self, arrow: Arrow) -> None:
        ends = [self._mentions.get(ident) for _, ident in arrow.ends]
        if ends[0] is None or ends[1] is None:
            what = ", ".join(ident for _, ident in arrow.ends if ident not in self._mentions)
            self._fault(arrow.line, f"{arrow.ident} {arrow.kind}: {what} is no mention")
            return
        carried = self._carried(arrow.ident)
        _, attrs = self._about(arrow.ident, carried)
        roles = [role for role, _ in arrow.ends]
        if roles != list(lines.RELATION_ENDS):
            attrs[lines.ROLES] = roles
        label = lines.exact(arrow.kind, carried.label, lines.name_of)
        added = self._draft.relation(label, ends[0][0], ends[1][0], attrs=attrs)
        self._at[added] = arrow.line


def _role(name: str) -> str:
    """A role without its number: Evidence for Evidence2."""
    return _NUMBER.sub("", name)


def _decoded(row: About, kind: type[_Kind]) -> _Kind | None:
    try:
        return msgspec.json.decode(row.text, type=kind)
    except msgspec.DecodeError:
        return None
