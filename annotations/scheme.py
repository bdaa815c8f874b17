"""What may be tagged: labels, polarities, their keys and colours, read from `standoff.toml`."""

from __future__ import annotations

import math
import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from annotations.errors import SchemeError
from annotations.source_names import unknown_sources

SCHEME_FILE = "standoff.toml"
COLOURS: dict[str, str] = {
    "blue": "#4c8dff",
    "teal": "#1fb5a8",
    "green": "#4cb55a",
    "olive": "#a3a82e",
    "gold": "#d9a514",
    "orange": "#ec8a36",
    "red": "#ec5f5f",
    "pink": "#ec6bb0",
    "purple": "#a678f0",
    "brown": "#b5835a",
    "cyan": "#3fb2e0",
    "grey": "#8e98a4",
}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_Name = Annotated[str, Meta(min_length=1)]
# The keys that the prompts of a stance hold, and for what: no polarity can have them.
STANCE_KEYS: dict[str, str] = {
    **dict.fromkeys("123", "an intensity"),
    "a": "who reports it",
    "b": "the basis",
    "c": "the cue",
    "e": "the evidence",
    "E": "more evidence",
    "h": "the holder",
    "n": "no intensity",
    "r": "less evidence",
    "s": "swapping holder and target",
    "t": "the target",
    "&": "a further holder",
}
# The label of what stances are about, where a scheme has it and names no other.
_USUAL_TARGET = "ISSUE"
# What a terminal obeys instead of showing it: controls, and those of the direction of writing.
_CONTROLS = "\x00-\x1f\x7f-\x9f"
_in_name = re.compile(f"[{_CONTROLS}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]").search
# A guideline is running text: it has lines, tabs, and words that are written from right to left.
_in_text = re.compile(f"(?![\t\n\r])[{_CONTROLS}\u202a-\u202e]").search


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label of mentions. `key` is one character; `entity` is false for what refers to nothing."""

    name: _Name
    key: str = ""
    colour: str = "grey"
    guideline: str = ""
    entity: bool = True

    @property
    def hex(self) -> str:
        """The colour as `#rrggbb`."""
        return COLOURS.get(self.colour, self.colour)


class Polarity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place on the scale of stances; `sign` is 1 (for), -1 (against) or 0."""

    name: _Name
    key: str
    sign: Literal[-1, 0, 1] = 0
    guideline: str = ""


class NamedLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label of relations or of whole documents; `key` is its key in the prompt that asks."""

    name: _Name
    guideline: str = ""
    key: str = ""


class Guideline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text that tells annotators what to do, and its version."""

    version: str = ""
    text: str = ""


class CorpusSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the documents are (relative to the project) and how their bytes are read."""

    path: str = "."
    encoding: str | None = None


class SuggestSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where candidates come from.

    `sources` are `patterns`, `memory`, `predictions`, `spacy` and the names of plug-ins; None is
    all that are installed, an empty list none. `others` lets what other annotators of the project
    tagged count too. `spacy` names the model.
    """

    sources: tuple[_Name, ...] | None = None
    others: bool = False
    spacy: str = ""

    def uses(self, source: str) -> bool:
        """True where candidates of this source are wanted."""
        return self.sources is None or source in self.sources


class Scheme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that `standoff.toml` says."""

    name: str = ""
    guideline: Guideline = Guideline()
    corpus: CorpusSettings = CorpusSettings()
    suggest: SuggestSettings = SuggestSettings()
    labels: tuple[Label, ...] = ()
    polarities: tuple[Polarity, ...] = ()
    relations: tuple[NamedLabel, ...] = ()
    document_labels: tuple[NamedLabel, ...] = ()
    splits: dict[str, float] = {}
    target_label: str = ""

    def label(self, name: str) -> Label | None:
        """The label of this name, or None."""
        return next((label for label in self.labels if label.name == name), None)

    def polarity(self, name: str) -> Polarity | None:
        """The polarity of this name, or None."""
        return next((polarity for polarity in self.polarities if polarity.name == name), None)

    def is_entity(self, label: str) -> bool:
        """True where mentions with this label refer to an entity; unknown labels do."""
        known = self.label(label)
        return known is None or known.entity

    @property
    def claim_label(self) -> str:
        """The label of what a stance prompt tags as its target: `target_label`, else ISSUE, else
        the last label of entities; empty where no label has entities.
        """
        entities = [label.name for label in self.labels if label.entity]
        wanted = self.target_label or _USUAL_TARGET
        return wanted if wanted in entities else (entities or [""])[-1]


def template() -> str:
    """The text of the built-in `news` scheme, which is also what a new project starts with."""
    return Path(__file__).with_name(SCHEME_FILE).read_text("utf-8")


@cache
def default_scheme() -> Scheme:
    """The built-in `news` scheme."""
    return msgspec.convert(tomllib.loads(template()), Scheme)


def read_scheme(folder: Path, reserved: Mapping[str, str] | None = None) -> Scheme:
    """The scheme of a project: its `standoff.toml`, or the built-in one where there is no file.

    `reserved` maps keys that labels can't have to the commands that hold them.
    Raises SchemeError with every fault, one a line, each with file and line.
    """
    path = folder / SCHEME_FILE
    if not path.exists():
        return default_scheme()
    scheme, faults = examine(path, reserved or {})
    if scheme is None or faults:
        raise SchemeError("\n".join(faults))
    return scheme


def examine(path: Path, reserved: Mapping[str, str]) -> tuple[Scheme | None, list[str]]:
    """A scheme out of a file with all its faults; None where it has no readable shape."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(source)
    except OSError as error:
        return None, [f"{path}: can't be read: {error.strerror}"]
    except UnicodeDecodeError as error:
        return None, [f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8"]
    except tomllib.TOMLDecodeError as error:
        return None, [f"{path}:{_error_line(error, source)}: {error}"]
    lines = _Lines(source)
    shape = list(_shape_faults(data, lines))
    if shape:
        return None, [f"{path}:{line}: {fault}" for line, fault in sorted(shape)]
    scheme = msgspec.convert(data, Scheme)
    if not scheme.polarities:
        scheme = msgspec.structs.replace(scheme, polarities=default_scheme().polarities)
    faults = sorted(_faults(scheme, lines, reserved))
    return scheme, [f"{path}:{line}: {fault}" for line, fault in faults]


def _error_line(error: tomllib.TOMLDecodeError, source: str) -> int:
    """The line of a TOML error, which has it in its words alone before Python 3.14."""
    found = re.search(r"\(at line (\d+), column \d+\)", str(error))
    return int(found[1]) if found else source.count("\n", 0, len(source.rstrip())) + 1


class _Lines:
    """Where things stand in a TOML file: tomllib gives values without their lines."""

    _HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?")
    _KEY = re.compile(r"\s*([\w-]+)\s*=")
    _LONG = re.compile(r'"""(?:\\.|.)*?"""|\'\'\'.*?\'\'\'', re.DOTALL)

    def __init__(self, source: str) -> None:
        self._at: dict[tuple[str, int, str], int] = {}
        table, count = "", {"": 0}
        # What looks like a header inside a long string is none; its lines still count.
        source = self._LONG.sub(lambda found: "\n" * found[0].count("\n"), source)
        for number, line in enumerate(source.split("\n"), 1):
            if header := self._HEADER.match(line):
                table = header[1]
                count[table] = count.get(table, -1) + 1
                self._at.setdefault((table, count[table], ""), number)
            elif key := self._KEY.match(line):
                self._at.setdefault((table, count[table], key[1]), number)

    def find(self, table: str, index: int = 0, key: str = "") -> int:
        """The line of a key, else of its block, else of the table, else 1."""
        for place in ((table, index, key), (table, index, ""), ("", 0, table)):
            if place in self._at:
                return self._at[place]
        return 1


_BLOCKS: dict[str, type[msgspec.Struct]] = {
    "labels": Label,
    "polarities": Polarity,
    "relations": NamedLabel,
    "document_labels": NamedLabel,
}
_TABLES: dict[str, type[msgspec.Struct]] = {
    "guideline": Guideline,
    "corpus": CorpusSettings,
    "suggest": SuggestSettings,
}


def _shape_faults(data: Mapping[str, Any], lines: _Lines) -> Iterator[tuple[int, str]]:
    for field in data.keys() - set(Scheme.__struct_fields__):
        known = ", ".join(Scheme.__struct_fields__)
        yield lines.find(field), f"there is no setting {field!r} (there are {known})"
    for table, kind in _BLOCKS.items():
        blocks = data.get(table, [])
        if not isinstance(blocks, list):
            yield lines.find(table), f"write [[{table}]] with two brackets, one block each"
            continue
        for index, block in enumerate(blocks):
            yield from _block_faults(table, index, block, kind, lines)
    for table, kind in _TABLES.items():
        if table in data and not isinstance(data[table], dict):
            yield lines.find(table), f"write [{table}] and its settings below it"
        else:
            yield from _setting_faults(table, table, 0, data.get(table, {}), kind, lines)
    rest = {name: data[name] for name in ("name", "target_label", "splits") if name in data}
    for name, value in rest.items():
        try:
            msgspec.convert({name: value}, Scheme)
        except msgspec.ValidationError as error:
            yield lines.find(name), f"{name}: {_plain(error)}"
        else:
            for said in value if name == "splits" else [value]:
                yield from _control_faults(name, "name", said, lines.find(name))


def _block_faults(
    table: str, index: int, block: Any, kind: type[msgspec.Struct], lines: _Lines
) -> Iterator[tuple[int, str]]:
    if not isinstance(block, dict):
        yield lines.find(table, index), f"a block of {table} must be a table with a name"
        return
    name = block.get("name", "")
    nameless = isinstance(name, str) and not name.strip()
    if nameless:
        yield lines.find(table, index), f"block {index + 1} of {table} has no name"
        block = {field: value for field, value in block.items() if field != "name"}
    what = f"{table} {index + 1 if nameless else name}"
    if kind is Polarity and not block.get("key"):
        yield lines.find(table, index), f"{what} has no key"
        block = {field: value for field, value in block.items() if field != "key"}
    yield from _setting_faults(what, table, index, block, kind, lines)


def _setting_faults(
    what: str,
    table: str,
    index: int,
    block: Mapping[str, Any],
    kind: type[msgspec.Struct],
    lines: _Lines,
) -> Iterator[tuple[int, str]]:
    """What is wrong with each setting of a block; `what` names the block."""
    for field in block.keys() - set(kind.__struct_fields__):
        known = ", ".join(kind.__struct_fields__)
        yield lines.find(table, index, field), f"{what}: no setting {field!r} (there are {known})"
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for field, value in block.items():
        if field in types:
            try:
                msgspec.convert(value, types[field])
            except msgspec.ValidationError as error:
                yield lines.find(table, index, field), f"{what}, {field}: {_plain(error)}"
                continue
            if field != "key":
                # What a key may be is told when all have their shape.
                line = lines.find(table, index, field)
                yield from _control_faults(f"{what}, {field}", field, value, line)


def _control_faults(what: str, field: str, value: Any, line: int) -> Iterator[tuple[int, str]]:
    """The first control character in a setting, which would be no text on the screen."""
    search = _in_text if field in ("guideline", "text", "version") else _in_name
    if isinstance(value, str) and (found := search(value)):
        where, code = f"character {found.start() + 1}", f"U+{ord(found[0]):04X}"
        yield line, f"{what}: {where} is the control character {code}; delete it"


_WORDS = {
    "str": "a string",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "array": "a list",
}


def _plain(error: msgspec.ValidationError) -> str:
    """What msgspec says, with the words of TOML for those of Python."""
    said = str(error).split(" - at ")[0].replace("Expected", "expected")
    said = said.replace(" | null", "").replace("Invalid enum value", "there is no value")
    return re.sub(r"`(\w+)`", lambda found: _WORDS.get(found[1], found[0]), said)


def _faults(
    scheme: Scheme, lines: _Lines, reserved: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    for table in _BLOCKS:
        seen: dict[str, int] = {}
        for index, block in enumerate(getattr(scheme, table)):
            line = lines.find(table, index, "name")
            if block.name in seen:
                yield line, f"{block.name} is there already, in line {seen[block.name]}"
            seen.setdefault(block.name, line)
    if not scheme.labels:
        yield lines.find("labels"), "there are no labels; write a [[labels]] block for each"
    yield from _key_faults("labels", scheme.labels, lines, reserved)
    yield from _key_faults("polarities", scheme.polarities, lines, {}, STANCE_KEYS)
    yield from _key_faults("relations", scheme.relations, lines, {})
    yield from _key_faults("document_labels", scheme.document_labels, lines, {})
    yield from _target_faults(scheme, lines)
    yield from _suggest_faults(scheme.suggest, lines)
    for index, label in enumerate(scheme.labels):
        if label.colour not in COLOURS and not _HEX.fullmatch(label.colour):
            line = lines.find("labels", index, "colour")
            names = ", ".join(COLOURS)
            yield line, f'{label.name}: unknown colour {label.colour!r} ({names}, or "#rrggbb")'
    for name, share in scheme.splits.items():
        if not 0 <= share < math.inf:
            line = lines.find("splits", 0, name)
            yield line, f"split {name}: a share is a number from 0 up, not {share:g}"
    if scheme.splits and not any(scheme.splits.values()):
        yield lines.find("splits"), "all shares of the splits are 0"
    if not _is_encoding(scheme.corpus.encoding):
        line = lines.find("corpus", 0, "encoding")
        yield line, f"unknown encoding {scheme.corpus.encoding!r}; write one as utf-8 or cp1252"


def _suggest_faults(settings: SuggestSettings, lines: _Lines) -> Iterator[tuple[int, str]]:
    sources = settings.sources or ()
    line = lines.find("suggest", 0, "sources")
    for name in dict.fromkeys(name for name in sources if sources.count(name) > 1):
        yield line, f"suggest, sources: {name} is named twice"
    unknown, known = unknown_sources(sources)
    for name in unknown:
        yield line, f"suggest, sources: there is no source {name!r}; there are {', '.join(known)}"
    if "spacy" in sources and not settings.spacy:
        yield line, 'suggest, sources: name the model of spaCy too: spacy = "en_core_web_sm"'


def _target_faults(scheme: Scheme, lines: _Lines) -> Iterator[tuple[int, str]]:
    name = scheme.target_label
    label = scheme.label(name)
    if name and (label is None or not label.entity):
        why = "no label of this scheme" if label is None else "a label without entities"
        names = ", ".join(label.name for label in scheme.labels if label.entity) or "none"
        yield lines.find("target_label"), f"target_label: {name} is {why}; there are {names}"


def _is_encoding(name: str | None) -> bool:
    try:
        "a".encode(name or "utf-8")
    except (LookupError, ValueError):
        return False
    return True


def _key_faults(
    table: str,
    blocks: Sequence[Label | Polarity | NamedLabel],
    lines: _Lines,
    reserved: Mapping[str, str],
    prompted: Mapping[str, str] | None = None,
) -> Iterator[tuple[int, str]]:
    """Keys that are none, that two have, that commands (`reserved`) or prompts hold."""
    holders: dict[str, str] = {}
    prompted = prompted or {}
    used = {block.key for block in blocks} | reserved.keys() | prompted.keys()
    free = " ".join(c for c in string.ascii_letters + string.digits if c not in used)
    for index, block in enumerate(blocks):
        line = lines.find(table, index, "key")
        if not block.key:
            continue
        if len(block.key) != 1 or not block.key.isprintable() or block.key.isspace():
            yield line, f"{block.name}: a key is one printable character, not {block.key!r}"
        elif block.key in holders:
            yield line, f"{block.name}: {holders[block.key]} has the key {block.key}; free: {free}"
        elif block.key in reserved:
            command = reserved[block.key]
            yield line, f"{block.name}: the command {command} has the key {block.key}; free: {free}"
        elif block.key in prompted:
            what = f"in a stance's prompt {block.key} is for {prompted[block.key]}"
            yield line, f"{block.name}: {what}; free: {free}"
        holders.setdefault(block.key, block.name)
