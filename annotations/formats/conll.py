"""CoNLL, IOB2: a token a line with its tag, a blank line after each sentence (Tjong Kim Sang 2002).

What we write has TABs, a line `-DOCSTART-` before each document, and comments as CoNLL-U has them:
`# newdoc id = ` and before each sentence `# text = `, both as JSON. The sentences' texts joined are
the document, so that it comes back as it was. Tokens are split where mentions begin and end,
and a sentence goes on where a mention does. Of mentions that overlap the longest stays; those in
fragments, and those that begin or end with a blank, are left out. In labels blanks and "%" are
written as in URLs.

Files of others are read with two columns or more (token first, tag last; TABs or blanks between),
tagged with IOB1, IOB2, BIOES, BILOU or BMES: as in conlleval, a mention begins where its tag
can't go on what stands before. Without a text of their own the tokens are joined by blanks and the
sentences by line ends. Where a file marks no documents, each is 200 sentences long.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias
from urllib.parse import quote, unquote

from annotations.errors import StandoffError
from annotations.formats.base import Annotated, Fault, Format, Incoming, Outgoing, Report
from annotations.formats.draft import Draft
from annotations.formats.streams import check_not_utf16, of_file, read_back
from annotations.model import Document, Mention, Record, span_of, text_hash
from annotations.text import Segmentation
from annotations.tokens import Extent, tokenise

SENTENCES = 200
_START = "-DOCSTART-"
_COMMENT = re.compile(r"# +(\w[\w. ]*?)(?: *= ?(.*))?")
_TAG = re.compile(r"([BIESLUM])-(.+)")
_OUTSIDE = ("O", "_")
_RUN = re.compile(r"\S+")
_ODD = re.compile(r"[\s%\x00-\x1f\x7f-\x9f]")
# The tags of the first, an inner and the last token of a mention, and of one that is alone.
Tagging: TypeAlias = tuple[str, str, str, str]
IOB2: Tagging = ("B", "I", "I", "B")
BIOES: Tagging = ("B", "I", "E", "S")


# Writing


def write(
    documents: Iterable[Annotated], out: BinaryIO, outgoing: Outgoing, tagging: Tagging = IOB2
) -> None:
    """Write documents one after the other; the same ones give the same bytes.

    Raises StandoffError where texts are to be left out: CoNLL is made of their words.
    """
    if not outgoing.with_text:
        raise StandoffError("CoNLL is made of a text's words; export it with the text")
    for record, document in documents:
        out.write("".join(_written(record, document, tagging)).encode())


def _written(record: Record, document: Document, tagging: Tagging) -> Iterator[str]:
    text = document.text
    yield f"{_START}\tO\n\n# newdoc id = {_json(document.id)}\n"
    mentions, tokens = _chosen(record, text)
    starts = [start for start, _ in tokens]
    begins = _sentence_starts(text, mentions, tokens)
    for first, last in pairwise([*begins, len(text)]):
        inside = tokens[bisect_left(starts, first) : bisect_left(starts, last)]
        words = [text[start:end] for start, end in inside]
        tags = ["O"] * len(inside)
        yield f"# text = {_json(text[first:last])}\n"
        found = _places(text[first:last], words)
        if found == [(start - first, end - first) for start, end in inside]:
            held = [m for m in mentions if first <= m.start < last]
            _tag(tags, inside, held, tagging)
        yield from (f"{word}\t{tag}\n" for word, tag in zip(words, tags, strict=True))
        yield "\n"
    if not begins:
        yield "\n"


def _json(value: str) -> str:
    """A string as JSON in one line, whatever a reader takes for a line's end."""
    plain = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", plain)


def _chosen(record: Record, text: str) -> tuple[list[Mention], list[Extent]]:
    """The mentions that are written, in order, and the tokens, split at their bounds."""
    whole = (m for m in record.mentions if not m.fragments)
    fitting = (m for m in whole if not (text[m.start].isspace() or text[m.end - 1].isspace()))
    taken: list[Mention] = []
    for mention in sorted(fitting, key=lambda m: (m.start - m.end, m.start)):
        at = bisect_left(taken, mention.start, key=lambda m: m.start)
        before = taken[at - 1].end if at else 0
        after = taken[at].start if at < len(taken) else len(text)
        if before <= mention.start and mention.end <= after:
            taken.insert(at, mention)
    bounds = sorted({bound for m in taken for bound in (m.start, m.end)})
    tokens = tokenise(text)
    # Invisible characters are no tokens, but a mention may begin or end with them.
    unseen = [run for m in taken for run in _unseen(text, m, tokens)]
    whole_tokens = sorted([*tokens, *unseen]) if unseen else tokens
    return taken, _split(text, whole_tokens, bounds)


def _unseen(text: str, mention: Mention, tokens: list[Extent]) -> Iterator[Extent]:
    """What of a mention is neither white space nor a token."""
    place = mention.start
    first = max(0, bisect_left(tokens, (place, 0)) - 1)
    last = bisect_left(tokens, (mention.end, 0))
    for start, end in [*tokens[first:last], (mention.end, mention.end)]:
        yield from (run.span() for run in _RUN.finditer(text, place, max(place, start)))
        place = max(place, end)


def _split(text: str, tokens: list[Extent], bounds: list[int]) -> list[Extent]:
    """The tokens, those with bounds inside them in parts; what of one is white space goes."""
    within: dict[int, list[int]] = {}
    for bound in bounds:
        at = bisect_left(tokens, (bound, 0)) - 1
        if at >= 0 and bound < tokens[at][1]:
            within.setdefault(at, []).append(bound)
    parts: list[Extent] = []
    done = 0
    for at, cuts in within.items():
        start, end = tokens[at]
        edges = pairwise([start, *cuts, end])
        parts += tokens[done:at]
        parts += [(a, b) for a, b in edges if not text[a:b].isspace()]
        done = at + 1
    return parts + tokens[done:]


def _sentence_starts(text: str, mentions: list[Mention], tokens: list[Extent]) -> list[int]:
    """Where sentences start: none inside a mention or a token, the first at 0."""
    begins = [0] if text else []
    whole: list[Extent] = [(m.start, m.end) for m in mentions]
    for start, _ in Segmentation(text).sentences[1:]:
        inside = False
        for extents in (whole, tokens):
            at = bisect_left(extents, (start, 0)) - 1
            inside = inside or (at >= 0 and start < extents[at][1])
        if not inside:
            begins.append(start)
    return begins


def _tag(tags: list[str], tokens: list[Extent], mentions: list[Mention], tagging: Tagging) -> None:
    begin, inner, end, alone = tagging
    for mention in mentions:
        first = bisect_left(tokens, (mention.start, 0))
        last = bisect_left(tokens, (mention.end, 0)) - 1
        label = _ODD.sub(lambda odd: quote(odd[0], safe=""), mention.label)
        for place in range(first, last + 1):
            tags[place] = f"{inner}-{label}"
        tags[last] = f"{end}-{label}"
        tags[first] = f"{alone if first == last else begin}-{label}"


# Reading


class _Sentence:
    """Tokens with their tags and lines, and the text that a comment gives them."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.tags: list[tuple[str, int]] = []
        self.text: str | None = None
        self.is_exact = False
        self.line = 0


class _Piece(NamedTuple):
    """A document on its way: its id if it has one, its sentences, and whether the file marks it.

    `unread` are the lines of it that are no UTF-8: without them it has another text.
    """

    document_id: str | None
    sentences: list[_Sentence]
    line: int
    is_marked: bool
    unread: list[int]


def read_stream(stream: BinaryIO, where: str, report: Report) -> Iterator[Incoming]:
    """The documents of a file. Raises StandoffError for a file without a single tag."""
    untagged: bool | None = None
    for piece in _pieces(stream, where, report):
        tags = (tag for sentence in piece.sentences for tag, _ in sentence.tags)
        untagged = untagged is not False and piece.document_id is None and not any(tags)
        if not piece.unread:
            yield _incoming(piece, where, report)
    if untagged:
        raise StandoffError(f"{where}: no line has a token and its tag, as CoNLL has them")


def _pieces(stream: BinaryIO, where: str, report: Report) -> Iterator[_Piece]:
    piece = _Piece(None, [], 1, False, [])
    sentence = _Sentence()
    good = set(_OUTSIDE)
    for number, line in _lines(stream, where, report):
        word, _, tag = line.partition("\t") if line else ("", "", "")
        if tag in good and _is_plain_word(word):
            # Nearly every line is one of these.
            sentence.words.append(word)
            sentence.tags.append((tag, number))
            sentence.line = sentence.line or number
            continue
        if line is None or _is_torn(line, f"{where}:{number}", report):
            piece.unread.append(number)
            continue
        comment = None if "\t" in line else _COMMENT.fullmatch(line)
        kind, value = (comment[1], comment[2]) if comment else ("", None)
        is_start = line.split(maxsplit=1)[:1] == [_START] or kind.startswith("newdoc")
        is_end = is_start or not line.strip()
        if (is_end or (kind == "text" and sentence.line)) and sentence.line:
            piece.sentences.append(sentence)
            sentence = _Sentence()
        if is_start:
            if piece.sentences or piece.document_id is not None:
                yield piece
            piece = _Piece(_unquoted(value) if value else None, [], number, True, [])
        elif is_end:
            if not piece.is_marked and len(piece.sentences) >= SENTENCES:
                yield piece
                piece = _Piece(None, [], number + 1, False, [])
        elif kind == "text" and value is not None:
            sentence.text, sentence.is_exact = _unquoted(value), value.startswith('"')
            sentence.line = number
        elif comment is None or (value is None and not kind.startswith("newpar")):
            _add_token(sentence, line, number, where, report)
            if _TAG.fullmatch(tag) and tag == tag.strip():
                good.add(tag)
    if sentence.line:
        piece.sentences.append(sentence)
    if piece.sentences or piece.document_id is not None:
        yield piece


def _is_plain_word(word: str) -> bool:
    """Whether a column is a word as it stands, and no mark of a document."""
    return word.isprintable() and word[:1].strip() != "" and not word.startswith(_START)


def _lines(stream: BinaryIO, where: str, report: Report) -> Iterator[tuple[int, str | None]]:
    """The lines with their numbers; None for one that is no UTF-8, which is reported."""
    for number, raw in enumerate(stream, 1):
        if number == 1:
            check_not_utf16(raw, where)
        data = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        try:
            yield number, data.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError as error:
            what = f"byte {error.start} is no UTF-8; the document that it is in is left out"
            report(Fault(f"{where}:{number}", what))
            yield number, None


def _is_torn(line: str, place: str, report: Report) -> bool:
    """Whether a line has a NUL and is no token with a tag; that is reported."""
    if "\0" not in line:
        return False
    columns = _columns(line)
    if len(columns) > 1 and (columns[-1] in _OUTSIDE or _TAG.fullmatch(columns[-1])):
        return False
    report(Fault(place, "a NUL byte, which no text has; the document that it is in is left out"))
    return True


def _columns(line: str) -> list[str]:
    columns = line.split("\t") if "\t" in line else line.split()
    while columns and not columns[-1].strip():
        columns.pop()
    return [*columns[:-1], columns[-1].strip()] if columns else []


def _unquoted(value: str) -> str:
    """The value of a comment: a JSON string, or as it stands."""
    try:
        found = json.loads(value) if value.startswith('"') else value
    except ValueError:
        return value
    return found if isinstance(found, str) else value


def _add_token(sentence: _Sentence, line: str, number: int, where: str, report: Report) -> None:
    columns = _columns(line)
    word, tag = (columns[0], columns[-1]) if columns else ("", "")
    if not word.strip():
        report(Fault(f"{where}:{number}", "there is no token; the line is left out"))
        return
    if len(columns) < 2:
        report(Fault(f"{where}:{number}", f"the token {word[:40]!r} has no tag"))
        tag = ""
    elif tag not in _OUTSIDE and not _TAG.fullmatch(tag):
        report(Fault(f"{where}:{number}", f"{tag[:40]!r} is no tag of IOB or BIOES"))
        tag = ""
    sentence.words.append(word)
    sentence.tags.append((tag, number))
    sentence.line = sentence.line or number


def _incoming(piece: _Piece, where: str, report: Report) -> Incoming:
    draft = Draft("import:conll")
    text = ""
    found: list[tuple[int, int, str]] = []
    before: _Sentence | None = None
    for sentence in piece.sentences:
        if before and not (before.is_exact and sentence.is_exact):
            text += "\n"
        before = sentence
        stated = sentence.text
        places = None if stated is None else _places(stated, sentence.words)
        if stated is not None and places is None:
            report(Fault(f"{where}:{sentence.line}", "its tokens don't fit its text"))
            if sentence.is_exact:
                # The text is what it says; only where its mentions are can't be told.
                text += stated
                continue
        if stated is None or places is None:
            stated = " ".join(sentence.words)
            places = _joined_places(sentence.words)
        for first, last, label in _mentions(tag for tag, _ in sentence.tags):
            name = unquote(label) if sentence.is_exact else label
            found.append((len(text) + places[first][0], len(text) + places[last][1], name))
        text += stated
    for start, end, label in found:
        draft.mention([span_of(text, start, end)], label, text=text[start:end])
    document_id = piece.document_id or f"{Path(where).name}#{piece.line}"
    document = Document(document_id, text, text_hash(text))
    record = draft.record(document_id, document.sha256)
    return Incoming(document, record, f"{where}:{piece.line}")


def _places(text: str, words: list[str]) -> list[Extent] | None:
    """Where the words stand in a text, one after the other; None where something lies between."""
    places = []
    at = 0
    for word in words:
        start = text.find(word, at)
        if start < 0:
            return None
        between = text[at:start]
        if between not in ("", " ") and any(map(str.isalnum, between)):
            return None
        at = start + len(word)
        places.append((start, at))
    return None if any(map(str.isalnum, text[at:])) else places


def _joined_places(words: list[str]) -> list[Extent]:
    places = []
    at = 0
    for word in words:
        places.append((at, at + len(word)))
        at += len(word) + 1
    return places


def _mentions(tags: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """The first token, the last one and the label of each mention, as conlleval finds them."""
    start, label, is_open = 0, "", False
    place = -1
    for place, tag in enumerate(tags):
        match = None if tag in _OUTSIDE else _TAG.fullmatch(tag)
        prefix, name = (match[1], match[2]) if match else ("", "")
        goes_on = is_open and prefix in ("I", "M", "E", "L") and name == label
        if is_open and not goes_on:
            yield start, place - 1, label
        if match and not goes_on:
            start, label = place, name
        is_open = match is not None
        if prefix in ("E", "L", "S", "U"):
            yield start, place, label
            is_open = False
    if is_open:
        yield start, place, label


# The format


def recognise(path: Path, head: bytes, ends_are_told: bool = False) -> bool:
    """True for a file of which nearly every line is a token with a tag.

    `ends_are_told` asks for one that tells the ends of mentions (BIOES, BILOU), else for another.
    """
    if path.is_dir():
        return False
    whole = head if len(head) < 1 << 16 else head[: head.rfind(b"\n") + 1]
    lines = [line for line in whole.decode(errors="replace").split("\n") if line.strip()]
    rows = [line for line in lines if not (_COMMENT.fullmatch(line) and " = " in line)]
    tags = [columns[-1] for line in rows if len(columns := line.split()) > 1]
    good = [tag for tag in tags if tag in _OUTSIDE or _TAG.fullmatch(tag)]
    if not good or 10 * len(good) < 9 * len(rows):
        return False
    return ends_are_told == any(tag[:2] in ("E-", "S-", "L-", "U-") for tag in good)


def conll_format(name: str, title: str, tagging: Tagging) -> Format:
    """The format with these tags; both read what is tagged with either."""
    written: Callable[[Iterable[Annotated], BinaryIO, Outgoing], None]
    written = partial(write, tagging=tagging)
    return Format(
        name,
        title,
        (".conll", ".iob", ".bio"),
        frozenset({"text"}),
        frozenset({"mentions"}),
        read=of_file(read_stream),
        write=written,
        recognise=partial(recognise, ends_are_told=tagging == BIOES),
        again=read_back(written, read_stream),
    )


FORMAT = conll_format("conll", "CoNLL with IOB2 tags, a token a line", IOB2)
