"""Searching a whole project: words in texts, mentions, entities and stances, each in its context.

A pattern is words, which are looked for as they stand, or fields: `label:GPE`, `entity:Turkey`,
`stance:support`, `holder:Turkey target:sanctions`. Documents are looked through one after the
other, so that a project of any size takes the memory of its largest document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from typing import Final, Literal, NamedTuple, TypeAlias

import msgspec
import regex

from annotations.errors import StandoffError
from annotations.model import (
    BUILT_IN_ENTITIES,
    Entity,
    Mention,
    ProjectEntity,
    Record,
    Stance,
    position,
    words_of,
)
from annotations.project import Project
from annotations.scheme import Scheme
from annotations.text import Extent, Segmentation, in_context

Place: TypeAlias = Literal["text", "labels", "entities", "stances"]
PLACES: Final = ("text", "labels", "entities", "stances")
# Field of a pattern: what of a mention or a stance it is about.
_MENTION_FIELDS: Final = ("label", "entity")
_STANCE_FIELDS: Final = ("stance", "holder", "target")
FIELDS: Final = (*_MENTION_FIELDS, *_STANCE_FIELDS, "text")

_CONTEXT: Final = 120
# No expression may hold up the search of one text for longer, in seconds.
_LONGEST: Final = 5.0
# Of what an expression is too slow for, so many characters are said.
_NAMED: Final = 40
_fields = regex.compile(
    rf'(?<!\S)({"|".join(FIELDS)}):(?:"([^"]*)"|(\S*))', regex.IGNORECASE
).finditer

# Words as "Bürger:innen" are looked for; what is so like a field, or is one elsewhere, is a slip.
_LIKE_A_FIELD: Final = 0.7
_NO_FIELDS: Final = ("polarity", "mention", "evidence")
_like_fields = regex.compile(r"(?<!\S)(\p{L}++):(?=[^\s/])").finditer

_Test: TypeAlias = "regex.Pattern[str]"


class Query(msgspec.Struct, frozen=True):
    """What is looked for: a test for the words, one for each field, and where the words may be."""

    words: _Test | None
    fields: Mapping[str, _Test]
    places: frozenset[str]
    # The values of the fields, as they were typed.
    typed: Mapping[str, str] = {}

    @property
    def reads_text(self) -> bool:
        """Whether the texts themselves are looked through."""
        return not self.fields and "text" in self.places

    @property
    def reads_records(self) -> bool:
        """Whether annotations are looked through."""
        return bool(self.fields) or self.places != {"text"}


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A place that was found, with what stands around it in one line.

    `start` and `end` are code points, the end exclusive; both are null for an entity without a
    mention and a stance without evidence. `item` is the id of the mention, the entity or the
    stance, and null for words of the text. `said` names what the words are: label and entity of a
    mention, holder, polarity and target of a stance.
    """

    document: str
    kind: Literal["text", "mention", "entity", "stance"]
    start: int | None
    end: int | None
    before: str
    words: str
    after: str
    item: str | None = None
    said: str = ""

    @property
    def extent(self) -> Extent | None:
        """The code points of the words, if the text has them."""
        return None if self.start is None or self.end is None else (self.start, self.end)


class Searched(NamedTuple):
    """A document that is looked through as its hits are taken.

    `fault` says why it can't be read; it has no hits then. Taking hits raises StandoffError where
    an expression takes too long. Once this is made, nothing more is read: another thread may take
    them. `size` is the length of the text in code points, 0 where it isn't needed.
    """

    document_id: str
    hits: Iterator[Hit]
    fault: str = ""
    size: int = 0


# Reading a pattern


def parse_query(
    pattern: str, *, expressions: bool = False, places: Collection[str] | None = None
) -> Query:
    """What a pattern means.

    Words may stand in any case (by Unicode's full folding: ß is ss) and with any white space
    between them; a line may end there. `FIELD:VALUE` or `FIELD:"SEVERAL WORDS"` asks for
    mentions (label, entity) or stances (stance, holder, target); what is left are words in
    them. With `expressions` words and values are regular expressions. `places` says where words
    without a field are looked for, the texts without it. Raises StandoffError for a pattern that
    asks for nothing, for what can't be together, and for a faulty expression.
    """
    found: dict[str, str] = {}
    rest, at = "", 0
    for match in _fields(pattern):
        name, value = match[1].lower(), match[2] if match[2] is not None else match[3]
        if not value.strip():
            raise StandoffError(f"{pattern}: nothing stands after {name}:, as in {_AS_IN[name]}")
        if name in found:
            raise StandoffError(f"{pattern}: {name}: stands in it twice")
        found[name] = value
        rest, at = f"{rest}{pattern[at : match.start()]} ", match.end()
    rest += pattern[at:]
    _check_fields(rest)
    # An expression may begin or end with a blank; beside fields blanks only keep things apart.
    words = f"{rest.strip()} {found.pop('text', '')}".strip() if found else rest
    if not words.strip() and not found:
        raise StandoffError("say what to search for")
    if found and places is not None:
        raise StandoffError(f"{pattern}: {min(found)}: says already where to search")
    if "label" in found and not found.keys().isdisjoint(_STANCE_FIELDS):
        raise StandoffError(f"{pattern}: a stance has no label: leave label: out")
    return Query(
        _test(words, expressions) if words.strip() else None,
        {name: _test(value, expressions) for name, value in found.items()},
        frozenset(("text",) if places is None else places),
        found,
    )


def _check_fields(words: str) -> None:
    """Raises StandoffError where what is left as words was most likely meant as a field."""
    for match in _like_fields(words):
        name = match[1].lower()
        if name in _NO_FIELDS or get_close_matches(name, FIELDS, 1, _LIKE_A_FIELD):
            raise StandoffError(
                f"there is no field {match[1]}; fields are {', '.join(FIELDS)}; "
                f"""as words: text:"{match[1]}:…\""""
            )


def unknown_names(query: Query, scheme: Scheme) -> str:
    """Which label or polarity a query asks for that no name of the scheme meets; "" for none.

    Annotations may have it nevertheless: say it where nothing was found.
    """
    named = {
        "label": ("label", [label.name for label in scheme.labels]),
        "stance": ("polarity", [polarity.name for polarity in scheme.polarities]),
    }
    for field, (what, names) in named.items():
        test = query.fields.get(field)
        if test and not any(_meets(test, name, whole=True) for name in names):
            only = f", only {', '.join(names)}" if names else ""
            return f"the scheme has no {what} {query.typed[field]}{only}"
    return ""


_AS_IN: Final = {
    "label": "label:GPE",
    "entity": 'entity:"United Nations"',
    "stance": "stance:support",
    "holder": "holder:Turkey",
    "target": "target:sanctions",
    "text": 'text:"label:GPE"',
}


def _test(value: str, expressions: bool) -> _Test:
    source = value if expressions else r"\s+".join(map(regex.escape, value.split()))
    try:
        return regex.compile(source, regex.IGNORECASE | regex.FULLCASE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise StandoffError(f"{value}: no regular expression: {error}") from error


def _meets(test: _Test, words: str, *, whole: bool = False) -> bool:
    """Whether words hold what is looked for, or are just that. Raises StandoffError."""
    try:
        look = test.fullmatch if whole else test.search
        return look(words, timeout=_LONGEST) is not None
    except TimeoutError as error:
        raise _too_slow(words[:_NAMED]) from error


def _too_slow(where: str) -> StandoffError:
    return StandoffError(
        f"{where}: the expression takes more than {_LONGEST:.0f} s here: make it simpler"
    )


# Looking through documents


def search(project: Project, query: Query) -> Iterator[Searched]:
    """Look through every document of a project, in the order of the corpus, the missing ones last.

    What is annotated is searched in the text that was annotated. The hits of each are found as
    they are taken, those of the text first. A document that can't be read is named and passed over.
    """
    for document_id in documents(project):
        yield look_through(project, document_id, query)


def documents(project: Project) -> Iterator[str]:
    """The ids of all that is searched; which are missing is found out when it is their turn."""
    yield from project.ids
    yield from project.missing


def look_through(project: Project, document_id: str, query: Query) -> Searched:
    """The hits in one document; see `search`."""
    try:
        if not query.reads_text:
            # Most documents of a large corpus have no record: their texts aren't needed.
            record = project.record(document_id)
            if record is None or not any(_items(record, query, project.project_entities())):
                return Searched(document_id, iter(()))
        opened = project.peek(document_id)
    except StandoffError as error:
        return Searched(document_id, iter(()), str(error))
    text, record = opened.document.text, opened.record
    found: list[Iterator[Hit]] = []
    if query.reads_text and query.words:
        found.append(_in_text(document_id, text, query.words))
    if query.reads_records:
        found.append(_items(record, query, project.project_entities(), text))
    return Searched(document_id, chain(*found), size=len(text))


def _in_text(document_id: str, text: str, words: _Test) -> Iterator[Hit]:
    segmentation = Segmentation(text)
    last = None
    for start, end in _spans(words, text, document_id):
        extent = _whole(segmentation, start, end)
        if extent != last:
            yield _hit(document_id, text, extent)
        last = extent


def _spans(words: _Test, text: str, where: str) -> Iterator[Extent]:
    """Where a test is met; never empty. Raises StandoffError where that takes too long."""
    try:
        for match in words.finditer(text, concurrent=True, timeout=_LONGEST):
            if match.end() > match.start() and not match[0].isspace():
                yield match.span()
    except TimeoutError as error:
        raise _too_slow(where) from error


def _whole(segmentation: Segmentation, start: int, end: int) -> Extent:
    """A place with all of the graphemes that it begins and ends in: no accent is left behind."""
    text = segmentation.text
    if text[start].isascii() and (end == len(text) or text[end].isascii()):
        return start, end
    first, last = segmentation.grapheme_at(start), segmentation.grapheme_at(end - 1)
    return (first[0], last[1]) if first and last else (start, end)


def _items(
    record: Record, query: Query, shared: Mapping[str, ProjectEntity], text: str | None = None
) -> Iterator[Hit]:
    """The mentions, entities and stances that are meant; without a text, their context is empty."""
    named = _Names(record, shared)
    for kind, meant in _ITEM_KINDS.items():
        yield from (_shown(record, kind, item, text) for item in meant(record, query, named))


class _Names:
    """What the entities of a record are called."""

    def __init__(self, record: Record, shared: Mapping[str, ProjectEntity]) -> None:
        self._record = record
        self._shared = shared

    def of(self, entity_id: str) -> tuple[str, ...]:
        """The entity's name, and the names and aliases of the project's entity that it is."""
        if entity_id in BUILT_IN_ENTITIES:
            return entity_id, BUILT_IN_ENTITIES[entity_id]
        entity = self._record.entity(entity_id)
        if entity is None:
            return (entity_id,)
        shared = self._shared.get(entity.ref or "")
        return (entity.name, *((shared.name, *shared.aliases) if shared else ()))

    def meets(self, test: _Test | None, *entity_ids: str | None) -> bool:
        """Whether one of these entities is called so; true without a test."""
        if test is None:
            return True
        names = chain.from_iterable(self.of(each) for each in entity_ids if each)
        return any(_meets(test, name) for name in names)


def _mentions(record: Record, query: Query, named: _Names) -> Iterable[Mention]:
    label, entity = (query.fields.get(name) for name in _MENTION_FIELDS)

    def is_meant(mention: Mention) -> bool:
        if query.fields:
            return (
                (label is None or _meets(label, mention.label, whole=True))
                and named.meets(entity, mention.entity)
                and _says(query, [words_of(mention)])
            )
        return _is_name(query, "labels", mention.label) or (
            "entities" in query.places and named.meets(query.words, mention.entity)
        )

    if not query.fields.keys().isdisjoint(_STANCE_FIELDS):
        return ()
    return sorted(filter(is_meant, record.mentions), key=position)


def _bare_entities(record: Record, query: Query, named: _Names) -> Iterable[Entity]:
    """The entities that are meant and that no mention shows."""
    if query.fields:
        by_name_alone = query.fields.keys() == {"entity"} and query.words is None
        test = query.fields["entity"] if by_name_alone else None
    else:
        test = query.words if "entities" in query.places else None
    if test is None:
        return ()
    shown = {mention.entity for mention in record.mentions}
    return (e for e in record.entities if e.id not in shown and named.meets(test, e.id))


def _stances(record: Record, query: Query, named: _Names) -> Iterable[Stance]:
    polarity, holder, target = (query.fields.get(name) for name in _STANCE_FIELDS)
    entity = query.fields.get("entity")

    def is_meant(stance: Stance) -> bool:
        ends = stance.holder.entity, stance.target.entity
        if not query.fields:
            return _is_name(query, "stances", stance.polarity) or named.meets(query.words, *ends)
        return (
            (polarity is None or _meets(polarity, stance.polarity, whole=True))
            and named.meets(holder, ends[0])
            and named.meets(target, ends[1])
            and named.meets(entity, *ends)
            and _says(query, [span.text for span in (*stance.evidence, *stance.cue)])
        )

    if query.fields:
        are_wanted = not query.fields.keys().isdisjoint(_STANCE_FIELDS)
    else:
        are_wanted = "stances" in query.places
    return filter(is_meant, record.stances) if are_wanted else ()


_ITEM_KINDS: Mapping[
    Literal["mention", "entity", "stance"],
    Callable[[Record, Query, _Names], Iterable[Mention | Entity | Stance]],
] = {"mention": _mentions, "entity": _bare_entities, "stance": _stances}


def _is_name(query: Query, place: Place, name: str) -> bool:
    """Whether the words are this name of the scheme, and are looked for among such names."""
    return (
        place in query.places and query.words is not None and _meets(query.words, name, whole=True)
    )


def _says(query: Query, pieces: Iterable[str]) -> bool:
    """Whether one of these has the words; true where there are no words."""
    test = query.words
    return test is None or any(_meets(test, piece) for piece in pieces)


# What is shown


def _shown(
    record: Record,
    kind: Literal["mention", "entity", "stance"],
    item: Mention | Entity | Stance,
    text: str | None,
) -> Hit:
    extent: Extent | None = None
    if isinstance(item, Mention):
        extent = item.start, item.end
        said = " ".join(filter(None, [item.label, item.entity and record.name_of(item.entity)]))
    elif isinstance(item, Stance):
        if item.evidence:
            extent = item.evidence[0].start, item.evidence[0].end
        ends = (BUILT_IN_ENTITIES.get(e, record.name_of(e)) for e in _ends(item))
        said = f" — {item.polarity} → ".join(ends)
    else:
        said = f"{item.label} {item.name}"
    if text is None or extent is None or extent[1] > len(text):
        return Hit(
            document=record.id, kind=kind, start=None, end=None,
            before="", words="", after="", item=item.id, said=said,
        )  # fmt: skip
    found = _hit(record.id, text, extent)
    return msgspec.structs.replace(found, kind=kind, item=item.id, said=said)


def _ends(stance: Stance) -> tuple[str, str]:
    return stance.holder.entity, stance.target.entity


def _hit(document_id: str, text: str, extent: Extent) -> Hit:
    before, words, after = in_context(text, extent, _CONTEXT)
    return Hit(
        document=document_id, kind="text", start=extent[0], end=extent[1],
        before=before, words=words, after=after,
    )  # fmt: skip
