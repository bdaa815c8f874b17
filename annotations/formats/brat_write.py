"""A record as the lines of an .ann file of brat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotations.formats import brat_lines as lines
from annotations.formats.brat_lines import Carried, EntityNote
from annotations.model import (
    BUILT_IN_ENTITIES,
    Document,
    Entity,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
)
from annotations.scheme import Scheme
from annotations.tokens import Extent, tokenise

_ORDER = ("T", "*", "E", "R", "A", "N", "#")
_VALUE = re.compile(r"\S+")
_REFERENCE = re.compile(r"\S+:\S+")
_ROLE = re.compile(r"[^\s:]+")


class Names:
    """The names that lines use, for annotation.conf: the scheme's, and those that come up."""

    def __init__(self, scheme: Scheme) -> None:
        self.labels = dict.fromkeys(lines.name_of(label.name) for label in scheme.labels)
        self.relations = dict.fromkeys(lines.name_of(label.name) for label in scheme.relations)
        self.groups = {lines.EQUIV: None}
        polarities = [lines.name_of(polarity.name) for polarity in scheme.polarities]
        built_in = [lines.implicit(entity) for entity in BUILT_IN_ENTITIES]
        self.attributes: dict[str, dict[str, None]] = {
            "Polarity": dict.fromkeys(polarities),
            "Intensity": dict.fromkeys("123"),
            "Basis": dict.fromkeys(("statement", "action", "inferred")),
            lines.NO_CUE: {},
            **{name: dict.fromkeys(built_in) for name in lines.IMPLICIT.values()},
        }

    def configuration(self) -> str:
        """The text of annotation.conf."""
        attributes = []
        for name, values in self.attributes.items():
            choice = "|".join(value for value in values if not re.search(r"[|,]", value))
            target = "<EVENT>" if name in lines.STANCE_ATTRIBUTES else "<ANY>"
            attributes.append(f"{name}\tArg:{target}" + (f", Value:{choice}" if choice else ""))
        ends = "Arg1:<ENTITY>, Arg2:<ENTITY>"
        sections: dict[str, Sequence[str]] = {
            "entities": [*dict.fromkeys([*self.labels, lines.EVIDENCE])],
            "relations": [
                *(f"{name}\t{ends}" for name in self.relations),
                *(f"{name}\t{ends}, <REL-TYPE>:symmetric-transitive" for name in self.groups),
                "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>",
            ],
            "events": [
                f"{lines.STANCE}\tHolder?:<ENTITY>, Target?:<ENTITY>, "
                f"{lines.EVIDENCE}*:{lines.EVIDENCE}, {lines.SOURCE}*:<ENTITY>"
            ],
            "attributes": attributes,
        }
        blocks = ("\n".join([f"[{name}]", *rows]) + "\n" for name, rows in sections.items())
        return "\n".join(blocks)


def annotation(record: Record, document: Document, names: Names, *, natural_id: str) -> str:
    """The text of an .ann file. `natural_id` is what the file's place says of the document's id."""
    return _Writing(record, document.text, names).whole(document, natural_id)


class _Writing:
    """One .ann file in the making."""

    def __init__(self, record: Record, text: str, names: Names) -> None:
        self._record = record
        self._text = text
        self._names = names
        self._lines: defaultdict[str, list[str]] = defaultdict(list)
        # What was written of the record: the T of a mention, those of an entity, of an evidence.
        self._mentions: dict[str, str] = {}
        self._entities: defaultdict[str, list[str]] = defaultdict(list)
        self._evidence: dict[Extent, str] = {}
        # Spans that the T line alone would not give back, until they are written.
        self._exact: dict[str, list[Extent]] = {}

    def whole(self, document: Document, natural_id: str) -> str:
        record = self._record
        self._document(document, natural_id)
        written = [(mention, self._mention(mention)) for mention in record.mentions]
        for entity in record.entities:
            self._entity(entity)
        # An entity's own link to Wikidata comes before the other links of its mentions.
        for mention, ident in written:
            if ident:
                carried = Carried(label=lines.unlike(mention.label, lines.name_of))
                self._end(ident, carried, mention.attrs, mention.note)
        for stance in record.stances:
            self._stance(stance)
        for relation in record.relations:
            self._relation(relation)
        for ident in list(self._exact):
            self._carry(ident, Carried())
        return "".join(f"{line}\n" for kind in _ORDER for line in self._lines[kind])

    def _line(self, kind: str, body: str) -> str:
        ident = f"{kind}{len(self._lines[kind]) + 1}"
        self._lines[kind].append(f"{ident}\t{body}")
        return ident

    def _note(self, kind: str, target: str, text: str) -> None:
        self._line("#", f"{kind} {target}\t{text}")

    def _carry(self, target: str, carried: Carried) -> None:
        carried.spans = self._exact.pop(target, None)
        if carried != Carried():
            self._note(lines.CARRIED, target, lines.encode(carried))

    def _document(self, document: Document, natural_id: str) -> None:
        record = self._record
        carried = Carried(
            id=None if document.id == natural_id else document.id,
            annotator=record.annotator,
            title=document.title,
            meta=document.meta,
            labels=list(record.labels),
            note=record.note,
            status=record.status,
            flagged=record.flagged,
        )
        self._carry(lines.DOCUMENT, carried)

    def _stretch(self, name: str, spans: Sequence[Extent]) -> str | None:
        """A T line; None for spans that no line can hold."""
        text = self._text
        fragments = lines.pieces(text, spans)
        if not fragments:
            return None
        where = ";".join(f"{start} {end}" for start, end in fragments)
        surface = " ".join(text[start:end] for start, end in fragments)
        ident = self._line("T", f"{name} {where}\t{surface}")
        if lines.joined(text, fragments) != list(spans):
            self._exact[ident] = list(spans)
        return ident

    def _mention(self, mention: Mention) -> str | None:
        name = lines.name_of(mention.label)
        ident = self._stretch(name, _extents(mention.fragments or (mention,)))
        if ident:
            self._names.labels[name] = None
            self._mentions[mention.id] = ident
            if mention.entity:
                self._entities[mention.entity].append(ident)
        return ident

    def _entity(self, entity: Entity) -> None:
        members = self._entities[entity.id]
        attrs = dict(entity.attrs)
        if len(members) > 1:
            kind = attrs.get(lines.EQUIV_TYPE)
            if isinstance(kind, str) and kind != lines.EQUIV and lines.NAME.fullmatch(kind):
                del attrs[lines.EQUIV_TYPE]
            else:
                kind = lines.EQUIV
            self._names.groups[kind] = None
            self._lines["*"].append(f"*\t{kind} {' '.join(members)}")
        kb = entity.kb
        if members and kb and lines.WIKIDATA_ID.fullmatch(kb):
            name = lines.flat(entity.name) or kb
            self._line("N", f"Reference {members[0]} {lines.WIKIDATA}:{kb}\t{name}")
            kb = None
        note = EntityNote(entity.id, entity.name, entity.label, kb, entity.note, attrs)
        self._note(lines.ENTITY, (members or [lines.DOCUMENT])[0], lines.encode(note))

    def _stance(self, stance: Stance) -> None:
        evidence = [ident for span in _extents(stance.evidence) if (ident := self._shown(span))]
        trigger = self._stretch(lines.STANCE, _extents(stance.cue))
        has_cue = trigger is not None
        for spans in () if trigger else self._instead_of_cue(stance):
            if trigger := self._stretch(lines.STANCE, spans):
                break
        if trigger is None:
            return
        carried = Carried(polarity=lines.unlike(stance.polarity, lines.name_of))
        roles = self._slot("Holder", stance.holder) + self._slot("Target", stance.target)
        roles += lines.numbered(lines.EVIDENCE, evidence)
        carried.holder = self._bare(stance.holder)
        carried.target = self._bare(stance.target)
        sources = [self._entities[entity] for entity in stance.attribution]
        if all(sources):
            roles += lines.numbered(lines.SOURCE, [idents[0] for idents in sources])
        else:
            carried.attribution = list(stance.attribution)
        words = [f"{lines.STANCE}:{trigger}", *(f"{role}:{target}" for role, target in roles)]
        ident = self._line("E", " ".join(words))
        self._attribute("Polarity", ident, lines.name_of(stance.polarity))
        if stance.intensity is not None:
            self._attribute("Intensity", ident, str(stance.intensity))
        if stance.basis is not None:
            self._attribute("Basis", ident, stance.basis)
        if not has_cue:
            self._attribute(lines.NO_CUE, ident, True)
        for role, slot in (("Holder", stance.holder), ("Target", stance.target)):
            if slot.entity in BUILT_IN_ENTITIES:
                self._attribute(lines.IMPLICIT[role], ident, lines.implicit(slot.entity))
        self._end(ident, carried, stance.attrs, stance.note, lines.STANCE_ATTRIBUTES)

    def _shown(self, span: Extent) -> str | None:
        """The T of a stretch of evidence; stances may share it."""
        if span not in self._evidence:
            ident = self._stretch(lines.EVIDENCE, [span])
            if ident is None:
                return None
            self._evidence[span] = ident
        return self._evidence[span]

    def _instead_of_cue(self, stance: Stance) -> Iterable[list[Extent]]:
        """Where an event may be hung up that has no cue, the best place first."""
        yield from ([span] for span in _extents(stance.evidence))
        for slot in (stance.holder, stance.target):
            if slot.mention and (mention := self._record.mention(slot.mention)):
                yield _extents(mention.fragments or (mention,))
        yield tokenise(self._text)[:1]
        words = re.search(r"\S+", self._text)
        yield [words.span()] if words else []

    def _slot(self, role: str, slot: Participant) -> list[tuple[str, str]]:
        own = self._mentions.get(slot.mention or "")
        idents = [own] if own else self._entities[slot.entity]
        return [(role, idents[0])] if idents else []

    def _bare(self, slot: Participant) -> str | None:
        """The entity of a slot that points to no mention of it."""
        if slot.entity in BUILT_IN_ENTITIES or slot.mention in self._mentions:
            return None
        return slot.entity

    def _relation(self, relation: Relation) -> None:
        ends = [self._mentions.get(end) for end in (relation.head, relation.tail)]
        if None in ends:
            return
        name = lines.name_of(relation.label)
        self._names.relations[name] = None
        attrs = dict(relation.attrs)
        roles: Sequence[str] = lines.RELATION_ENDS
        own = attrs.get(lines.ROLES)
        are_roles = isinstance(own, list) and all(_is(_ROLE, role) for role in own)
        if isinstance(own, list) and are_roles and len(own) == 2 and own != list(roles):
            del attrs[lines.ROLES]
            roles = own
        body = " ".join(f"{role}:{end}" for role, end in zip(roles, ends, strict=True))
        ident = self._line("R", f"{name} {body}")
        carried = Carried(label=lines.unlike(relation.label, lines.name_of))
        self._end(ident, carried, attrs, None)

    def _end(
        self,
        ident: str,
        carried: Carried,
        attrs: Mapping[str, Any],
        note: str | None,
        reserved: frozenset[str] = frozenset(),
    ) -> None:
        """The lines about an item: its note, its attributes, and what neither can hold."""
        if note is not None:
            if line := lines.flat(note):
                self._note(lines.NOTE, ident, line)
            carried.note = note if line != note or not line else None
        for name, value in attrs.items():
            taken = name not in reserved and self._own_lines(ident, name, value, note is not None)
            if not taken:
                carried.attrs = {**carried.attrs, name: value}
        self._carry(ident, carried)

    def _own_lines(self, ident: str, name: str, value: Any, has_note: bool) -> bool:
        """Write an attribute as lines of brat; False where none can hold it."""
        if name == lines.NORMALIZATIONS and _rows(value, ("type", "id", "text"), _REFERENCE):
            for row in value:
                self._line("N", f"{row['type']} {ident} {row['id']}\t{row['text']}")
            return True
        if name == lines.NOTES and _rows(value, ("type", "text")):
            first_is_note = value[0]["type"] == lines.NOTE and not has_note
            ours = {lines.CARRIED, lines.ENTITY}
            if any(row["type"] in ours for row in value) or (first_is_note and ident[0] != "R"):
                return False
            for row in value:
                self._note(row["type"], ident, row["text"])
            return True
        if name in (lines.NORMALIZATIONS, lines.NOTES) or not lines.NAME.fullmatch(name):
            return False
        values = value if isinstance(value, list) and len(value) > 1 else [value]
        if not all(one is True or _is(_VALUE, one) for one in values):
            return False
        for one in values:
            self._attribute(name, ident, one)
        return True

    def _attribute(self, name: str, ident: str, value: str | bool) -> None:
        known = self._names.attributes.setdefault(name, {})
        if value is True:
            self._line("A", f"{name} {ident}")
        else:
            known[str(value)] = None
            self._line("A", f"{name} {ident} {value}")


def _extents(spans: Iterable[Span | Mention]) -> list[Extent]:
    return [(span.start, span.end) for span in spans]


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _rows(value: Any, keys: tuple[str, ...], reference: re.Pattern[str] = _VALUE) -> bool:
    """True for a list of objects with these keys alone, which a line each can hold."""
    patterns = {"type": _VALUE, "id": reference}
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and set(row) == set(keys) for row in value)
        and all(
            _is(patterns[key], row[key])
            if key in patterns
            else isinstance(row[key], str) and lines.flat(row[key]) == row[key] != ""
            for row in value
            for key in keys
        )
    )
