"""Adding to a `standoff.toml` what a dataset brought and the scheme doesn't have."""

from __future__ import annotations

import string
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec

from annotations.errors import SchemeError
from annotations.scheme import (
    SCHEME_FILE,
    STANCE_KEYS,
    Scheme,
    examine,
    template,
)

# How often each name was used that the scheme lacks, by its table in the file and itself.
Unknown: TypeAlias = Counter[tuple[str, str]]
IN_WORDS: dict[str, str] = {
    "labels": "label",
    "polarities": "polarity",
    "relations": "relation label",
    "document_labels": "document label",
}


class Additions(NamedTuple):
    """What came of adding names: what the file will be (None where no name could be added), the
    names in it, and why each of the others, by its table and itself, can't be in a scheme.
    """

    text: str | None
    added: list[str]
    refused: dict[tuple[str, str], str]


class _Block(NamedTuple):
    """The lines of one name; `is_own` where the file is not asked for it but needs it."""

    table: str
    name: str
    lines: str
    is_own: bool = False


def with_additions(
    root: Path, scheme: Scheme, unknown: Unknown, reserved: Mapping[str, str], aside: Path
) -> Additions:
    """The project's scheme with new names; `aside` is where it may be tried out.

    Where the project has no file, the built-in scheme begins it. Each label and polarity gets a
    free key, one of its own letters if there is one; `reserved` are those that commands hold.
    Raises SchemeError where nothing can be added to the file as it is.
    """
    path = root / SCHEME_FILE
    source = path.read_bytes().decode("utf-8-sig") if path.exists() else template()
    names = {table: sorted(name for kind, name in unknown if kind == table) for table in IN_WORDS}
    blocks: list[_Block] = []
    for table, taken in (
        ("labels", {*(label.key for label in scheme.labels), *reserved}),
        ("polarities", {*(one.key for one in scheme.polarities), *STANCE_KEYS}),
    ):
        if table == "polarities" and names[table] and "[[polarities]]" not in source:
            # The built-in scale goes where a file has one of its own.
            blocks += [
                _block(table, one.name, one.key, one.sign)._replace(is_own=True)
                for one in scheme.polarities
            ]
        for name in names[table]:
            key = _free_key(name, taken)
            taken.add(key)
            blocks.append(_block(table, name, key))
    for table in ("relations", "document_labels"):
        blocks += [_block(table, name) for name in names[table]]
    refused: dict[tuple[str, str], str] = {}
    before = source.rstrip("\n") + "\n\n"
    while True:
        text = before + "\n".join(block.lines for block in blocks)
        aside.write_text(text, "utf-8", newline="")
        _, faults = examine(aside, reserved)
        if not faults:
            break
        # Where the file has no place for blocks, none of the names is to blame.
        bad = _faulty(blocks, before.count("\n") + 1, faults, aside) if _is_toml(text) else {}
        if not bad:
            why = faults[0].replace(str(aside), str(path))
            raise SchemeError(f"names can't be added to the scheme: {why}; add them yourself")
        refused |= bad
        blocks = [block for block in blocks if (block.table, block.name) not in bad]
    added = [name for table in IN_WORDS for name in names[table] if (table, name) not in refused]
    return Additions(text if added else None, added, refused)


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _faulty(
    blocks: Sequence[_Block], line: int, faults: Iterable[str], file: Path
) -> dict[tuple[str, str], str]:
    """The blocks that faults of the file are in, by table and name, with what the fault says.

    `line` is the one where the first block begins, from 1.
    """
    at: dict[int, _Block] = {}
    for block in blocks:
        count = block.lines.count("\n")
        at |= dict.fromkeys(range(line, line + count), block)
        line += count + 1
    found: dict[tuple[str, str], str] = {}
    for fault in faults:
        number, _, why = fault.removeprefix(f"{file}:").partition(": ")
        block_there = at.get(int(number)) if number.isdecimal() else None
        if block_there is not None and not block_there.is_own:
            found.setdefault((block_there.table, block_there.name), why)
    return found


def _block(table: str, name: str, key: str = "", sign: int = 0) -> _Block:
    lines = [f"[[{table}]]", f"name = {_quoted(name)}"]
    if key:
        lines.append(f"key = {_quoted(key)}")
    if sign:
        lines.append(f"sign = {sign}")
    return _Block(table, name, "\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, too, but for the delete character."""
    encoded: bytes = msgspec.json.encode(text)
    return encoded.decode().replace("\x7f", "\\u007f")


def _free_key(name: str, taken: Collection[str]) -> str:
    """A key that is not taken, a letter of the name if there is one; empty where none is left."""
    own = (c for c in name.lower() + name.upper() if c.isascii() and c.isalnum())
    keys: Iterable[str] = (*own, *string.ascii_letters, *string.digits)
    return next((key for key in keys if key not in taken), "")
