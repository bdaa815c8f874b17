"""Big JSON files read one object at a time: the elements of an array, or one object after another.

Nothing but the element at hand is held in memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import msgspec

from annotations.errors import StandoffError
from annotations.formats.base import Fault, Report
from annotations.formats.streams import UTF16, check_not_utf16, is_utf16

CHUNK = 1 << 18
# Longer than any document: what grows beyond it is a file with a quote or a bracket missing.
LONGEST = 1 << 28
_BLANKS = b" \t\r\n"
_BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
# From inside a string to its end, or to where the bytes at hand end. Written so that there is one
# way to match only: what has no end is given up at once.
_INSIDE = rb'[^"\\]*(?:\\.[^"\\]*)*'
_string = re.compile(_INSIDE, re.DOTALL).match
# Over whole strings and all else that is no bracket, and, between elements, no comma: to the next
# byte that matters, which is a quote only where the bytes end within a string. What is nested goes
# by with all that is innermost, tokens by the ten thousand: what was matched is never tried again.
_FLAT = rb'(?:[^"\[\]{}]++|"' + _INSIDE + rb'")*+'
_nested = re.compile(rb"(?:" + _FLAT + rb"[\[{]" + _FLAT + rb"[\]}])*+" + _FLAT, re.DOTALL).match
_separate = re.compile(rb'(?:[^"\[\]{},]+|"' + _INSIDE + rb'")*', re.DOTALL).match
# The next bracket or quote.
_structural = re.compile(rb'["\[\]{}]').search
_blanks = re.compile(rb"[ \t\r\n]*").match
# What stands before the first object, be it alone or in an array.
_before = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n\[]*").match
# The name of a member, if it stands where a name stands.
_name = re.compile(rb'"(' + _INSIDE + rb')"[ \t\r\n]*:', re.DOTALL).match


class _Window:
    """A part of a stream: the bytes from the beginning of the element at hand on.

    Each refill reads at least as much as is kept, so that copying stays in proportion.
    """

    def __init__(self, stream: BinaryIO, where: str, chunk: int, longest: int = LONGEST) -> None:
        self.bytes = b""
        self.start = 0
        self.line = 1
        self._counted = 0
        self._stream = stream
        self._where = where
        self._chunk = chunk
        self._longest = longest

    def begin(self, at: int) -> None:
        """Let what follows from here on be the element at hand."""
        self.line += self.bytes.count(b"\n", self._counted, at)
        self.start = self._counted = at

    def more(self, at: int) -> int | None:
        """Read on; where the position `at` is now. None at the end of the stream."""
        kept = len(self.bytes) - self.start
        if kept > self._longest:
            raise self.error(
                f"more than {self._longest >> 20} MiB without an end; is a quote missing?"
            )
        found = self._stream.read(max(self._chunk, kept))
        if not found:
            return None
        self.bytes = self.bytes[self.start :] + found
        at -= self.start
        self.start = self._counted = 0
        return at

    def after_blanks(self, at: int) -> int | None:
        """Where the next byte is that is no blank; None where none follows."""
        place: int | None = at
        while place is not None:
            match = _blanks(self.bytes, place)
            place = match.end() if match else place
            if place < len(self.bytes):
                return place
            self.begin(place)
            place = self.more(place)
        return None

    def error(self, what: str) -> StandoffError:
        return StandoffError(f"{self._where}:{self.line}: {what}")


def whole_elements(stream: BinaryIO, where: str, report: Report) -> Iterator[tuple[int, bytes]]:
    """The elements of a JSON array as `elements` gives them; an end that comes too early, or more
    after it, is reported.

    Raises StandoffError where there is no element at all.
    """
    good = False
    try:
        for found in elements(stream, where):
            good = True
            yield found
    except StandoffError as error:
        if not good:
            raise
        report(_as_fault(error, where))


def _as_fault(error: StandoffError, where: str) -> Fault:
    """What stopped the reading of a file, of which some was read."""
    at, _, what = str(error).removeprefix(f"{where}:").partition(": ")
    return Fault(f"{where}:{at}", what)


def elements(stream: BinaryIO, where: str, chunk: int = CHUNK) -> Iterator[tuple[int, bytes]]:
    """The elements of a JSON array, each with the line it begins in (from 1) and its bytes.

    Only strings and brackets are looked at: an element may turn out to be no JSON. `where` is the
    file's name for the StandoffError that says in which line the bytes are no array, or end early.
    """
    window = _Window(stream, where, chunk)
    at = _opening(window)
    window.begin(at or 0)
    if at is None or window.bytes[at : at + 1] != b"[":
        raise window.error("it is no JSON array")
    at += 1
    empty = True
    while True:
        begin = window.after_blanks(at)
        if begin is None:
            raise window.error("the JSON array has no end; is the file cut off?")
        window.begin(begin)
        if empty and window.bytes[begin : begin + 1] == b"]":
            at = begin + 1
            break
        empty = False
        end = _end_of_element(window)
        yield window.line, window.bytes[window.start : end].rstrip(_BLANKS)
        closed = window.bytes[end : end + 1] == b"]"
        at = end + 1
        window.begin(at)
        if closed:
            break
    rest = window.after_blanks(at)
    if rest is not None:
        window.begin(rest)
        raise window.error("something follows after the end of the JSON array")


def values(stream: BinaryIO, where: str, chunk: int = CHUNK) -> Iterator[tuple[int, bytes]]:
    """The JSON objects that stand one after the other, each with its first line and its bytes.

    Unlike JSON Lines, one may take many lines. Errors are those of `elements`.
    """
    window = _Window(stream, where, chunk)
    begin = _opening(window)
    while begin is not None:
        window.begin(begin)
        if window.bytes[begin : begin + 1] != b"{":
            raise window.error("it is no JSON object")
        at = begin + 1
        end = _end_of_nested(window, at)
        yield window.line, window.bytes[window.start : end]
        window.begin(end)
        begin = window.after_blanks(end)


def _opening(window: _Window) -> int | None:
    """Where the first byte is that is neither a byte order mark nor blank."""
    window.more(0)
    while len(window.bytes) < len(codecs.BOM_UTF8) and window.more(0) is not None:
        pass
    if is_utf16(window.bytes):
        raise window.error(UTF16)
    mark = len(codecs.BOM_UTF8) if window.bytes.startswith(codecs.BOM_UTF8) else 0
    return window.after_blanks(mark)


def _end_of_element(window: _Window) -> int:
    """Where the comma or the bracket is that ends the element at hand."""
    at = window.start
    while True:
        match = _separate(window.bytes, at)
        at = match.end() if match else at
        found = window.bytes[at : at + 1]
        if not found:
            at = _refilled(window, at)
        elif found in b",]":
            return at
        elif found == b"}":
            window.begin(at)
            raise window.error("a } that closes nothing")
        else:
            inside = _end_of_string if found == b'"' else _end_of_nested
            at = inside(window, at + 1)


def _end_of_nested(window: _Window, at: int) -> int:
    """Behind the bracket that closes the one just before `at`."""
    depth = 1
    while depth:
        match = _nested(window.bytes, at)
        at = match.end() if match else at
        found = window.bytes[at : at + 1]
        if not found:
            at = _refilled(window, at)
            continue
        at += 1
        if found == b'"':
            at = _end_of_string(window, at)
        else:
            depth += 1 if found in b"[{" else -1
    return at


def _end_of_string(window: _Window, at: int) -> int:
    """Behind the quote that ends the string which `at` is in."""
    while True:
        match = _string(window.bytes, at)
        at = match.end() if match else at
        if window.bytes[at : at + 1] == b'"':
            return at + 1
        # Here the bytes end, or they do after a lone backslash, which needs its other half.
        at = _refilled(window, at)


def _refilled(window: _Window, at: int) -> int:
    place = window.more(at)
    if place is None:
        raise window.error("what begins here has no end; is the file cut off?")
    return place


class Found(NamedTuple):
    """An object of a file: where it is, a name that no other of the file has, and itself."""

    place: str
    name: str
    value: dict[str, Any]


def objects(stream: BinaryIO, where: str, report: Report) -> Iterator[Found]:
    """The objects of a file: of an array, of JSON Lines, or one after the other over many lines.

    `where` is the file's path. What is no object is reported with its place, and so is an end that
    comes too early. Raises StandoffError where there is no object at all.
    """
    good = bad = 0
    try:
        kind, found = _raw(stream, where)
        for number, (line, raw) in enumerate(found, 1):
            place = f"{where}:{line}" if kind is _lines else f"{where}:{line}, item {number}"
            decoded = _decoded(raw, place, report)
            good += decoded is not None
            bad += decoded is None
            if decoded is not None:
                own = line if kind is _lines else number
                yield Found(place, f"{Path(where).name}#{own}", decoded)
    except StandoffError as error:
        if not good:
            raise
        report(_as_fault(error, where))
    if bad and not good:
        raise StandoffError(f"{where}: there is no JSON object in it")


_Raw: TypeAlias = Iterator[tuple[int, bytes]]


def _raw(stream: BinaryIO, where: str) -> tuple[Callable[..., _Raw], _Raw]:
    """How a file is read, and what is found so."""
    head = stream.read(CHUNK)
    stream.seek(0)
    check_not_utf16(head, where)
    first = head.removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS)
    line, _, following = first.partition(b"\n")
    kind: Callable[..., _Raw] = _lines
    if first.startswith(b"["):
        kind = elements
    # An object of many lines has a name in its second; a broken line is followed by an object.
    elif not line.rstrip(_BLANKS).endswith(b"}") and following.lstrip(_BLANKS).startswith(b'"'):
        kind = values
    return kind, kind(stream, where)


def _lines(stream: BinaryIO, where: str) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        if len(line) == LONGEST:
            raise StandoffError(f"{where}:{number}: a line of more than {LONGEST >> 20} MiB")
        found = (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip(_BLANKS)
        if found:
            yield number, found


def _decoded(found: bytes, place: str, report: Report) -> dict[str, Any] | None:
    try:
        decoded = msgspec.json.decode(found)
    except _BROKEN as error:
        report(Fault(place, f"not JSON: {error}"))
        return None
    if isinstance(decoded, dict):
        return decoded
    report(Fault(place, "no JSON object"))
    return None


def _start_of(head: bytes) -> int:
    match = _before(head)
    return match.end() if match else 0


def first_names(head: bytes) -> frozenset[str]:
    """The names of the members of the first object, alone or in an array, as far as `head` goes."""
    text, begin = head, _start_of(head)
    names: set[str] = set()
    if text[begin : begin + 1] != b"{":
        return frozenset()
    at, depth = begin + 1, 1
    while depth and (match := _structural(text, at)):
        found, at = match.group(), match.end()
        if found == b'"':
            name = _name(text, at - 1) if depth == 1 else None
            if name:
                names.add(name.group(1).decode("utf-8", "replace"))
            string = _string(text, at)
            at = (string.end() if string else at) + 1
        else:
            depth += 1 if found in b"[{" else -1
            inner = _nested(text, at) if depth > 1 else None
            at = inner.end() if inner else at
    return frozenset(names)


def first_object(head: bytes, stream: BinaryIO, longest: int) -> bytes:
    """The first bytes of a file, with the whole of its first object if it begins with JSON.

    `head` are the bytes that were read of the stream, which stands behind them. An object that
    takes more than about `longest` bytes is cut there, and one without an end at the file's.
    """
    begin = _start_of(head)
    if head[begin : begin + 1] != b"{":
        return head
    window = _Window(stream, "", CHUNK, longest)
    window.bytes = head
    # From the first byte on: what stands before the object is kept with it.
    with suppress(StandoffError):
        _end_of_nested(window, begin + 1)
    return window.bytes
