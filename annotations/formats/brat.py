"""brat: a folder of texts (.txt), each with its annotations beside it (.ann), and annotation.conf.

What stands for what: a mention is a T line; one over a line's end has a fragment in each line. The
mentions of an entity are together in a `*` line, its name and label are JSON in a note of the type
`Entity`, a Wikidata id is an N line. A stance is an event `Stance`: its trigger is the cue (where
there is none: the evidence, else holder, target or the first word, with the attribute NoCue),
its roles are Holder, Target, Evidence and Source (who reports it, outermost first), its attributes
Polarity, Intensity and Basis; ImplicitHolder and ImplicitTarget name the author, the public or
somebody unknown. Notes are AnnotatorNotes. What brat has no place for (labels with other than
ASCII letters, digits, "-" and "_", notes of several lines, an entity without a mention, titles,
document labels, the annotator) is JSON in notes of the type `Standoff`. Spans of nothing but blanks
are lost.

In files of others, attributes, links and further notes are kept in `attrs` and written again; an
event that is no stance (a `Stance` with a Polarity is one) is reported, its trigger is a mention.
A holder or target without an entity gets one by its words and label, an implicit one is @unknown.
brat itself counts in code points, as we do (Stenetorp et al. 2012; brat.nlplab.org/standoff.html).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from annotations.errors import StandoffError
from annotations.formats.base import FEATURES, Fault, Format, Incoming, Outgoing, Parts, Report
from annotations.formats.brat_read import incoming
from annotations.formats.brat_write import Names, annotation
from annotations.model import Document, Record
from annotations.scheme import Scheme

_CONFIGURATION = "annotation.conf"
_LONGEST = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"\\|?*\ud800-\udfff]|^\.|[. ]$')
_ANN_LINE = re.compile(rb"(?:[TEAMRN]\S+|#\S*|\*)\t\S+ \S")
# How many folders are looked into before a folder is taken for none of brat's.
_LOOKED_INTO = 100


def read_folder(folder: Path, report: Report) -> Iterator[Incoming]:
    """The documents of a folder and those below it, in the order of their names.

    A text without an .ann is no document of brat. A document's id is its path with `.txt`, or the
    one that was written beside it. Raises StandoffError for a folder with no such pair.
    """
    found = (folder / _CONFIGURATION).is_file()
    for text_path, ann_path in _pairs(folder, report):
        found = True
        if (one := _read_pair(folder, text_path, ann_path, report)) is not None:
            yield one
    if not found:
        raise StandoffError(f"{folder}: there is no .ann with its .txt, as brat has them")


def _pairs(folder: Path, report: Report) -> Iterator[tuple[Path, Path]]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        names = set(files)
        for name in sorted(files):
            if not name.endswith(".ann") or name.startswith("."):
                continue
            text = name.removesuffix(".ann") + ".txt"
            if text in names:
                yield Path(at, text), Path(at, name)
            else:
                report(Fault(str(Path(at, name)), f"there is no {text} beside it"))


def _read_pair(folder: Path, text_path: Path, ann_path: Path, report: Report) -> Incoming | None:
    try:
        data, ann = text_path.read_bytes(), ann_path.read_bytes()
    except OSError as error:
        report(Fault(str(error.filename or text_path), f"it can't be read: {error.strerror}"))
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        report(Fault(str(text_path), f"no UTF-8 at byte offset {error.start}; it is left out"))
        return None
    natural_id = text_path.relative_to(folder).as_posix()

    def is_own(document_id: str) -> bool:
        names = (_plain_name(document_id), _hashed_name(document_id))
        return f"/{natural_id}".endswith(tuple(f"/{name}" for name in names))

    return incoming(natural_id, is_own, text, ann, str(ann_path), report)


def write_folder(parts: Parts, folder: Path, outgoing: Outgoing) -> None:
    """Write each document as .txt and .ann, each part in its subfolder, annotation.conf at last.

    Raises StandoffError where texts are to be left out, which brat can't do without. OSErrors
    pass through.
    """
    if not outgoing.with_text:
        raise StandoffError("brat keeps each text beside its annotations; export it with the text")
    names = Names(outgoing.scheme)
    for part, documents in parts.items():
        (folder / part).mkdir(parents=True, exist_ok=True)
        for record, document in documents():
            path = _fresh(folder / part, document.id)
            natural_id = path.relative_to(folder).as_posix()
            ann = annotation(record, document, names, natural_id=natural_id)
            with path.open("xb") as out:
                out.write(document.text.encode())
            with path.with_suffix(".ann").open("xb") as out:
                out.write(ann.encode())
    (folder / _CONFIGURATION).write_bytes(names.configuration().encode())


def _fresh(folder: Path, document_id: str) -> Path:
    """A path for a document where none is yet: by its id, else by its id's hash as well."""
    path = folder / _plain_name(document_id)
    with suppress(FileExistsError, NotADirectoryError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() and not path.with_suffix(".ann").exists():
            return path
    return folder / _hashed_name(document_id)


def _plain_name(document_id: str) -> str:
    """A relative path for an id, ending in .txt, which every file system can hold."""
    stem = document_id.removesuffix(".txt")
    safe = [_UNSAFE.sub("_", part) or "_" for part in stem.split("/")]
    short = [part.encode()[:_LONGEST].decode(errors="ignore") for part in safe]
    return "/".join(short) + ".txt"


def _hashed_name(document_id: str) -> str:
    digest = hashlib.sha256(document_id.encode(errors="replace")).hexdigest()[:16]
    plain = _plain_name(document_id).replace("/", "_").removesuffix(".txt")
    return f"{plain.encode()[:_LONGEST].decode(errors='ignore')}~{digest}.txt"


def recognise(path: Path, head: bytes) -> bool:
    """True for a folder that has a pair of .txt and .ann somewhere."""
    if not path.is_dir():
        return False
    for count, (at, folders, files) in enumerate(os.walk(path)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        names = set(files)
        pairs = (n for n in sorted(names) if n.endswith(".ann") and f"{n[:-4]}.txt" in names)
        if (first := next(pairs, None)) is not None:
            return _is_annotation(Path(at, first))
        if count >= _LOOKED_INTO:
            return False
    return False


def _is_annotation(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            lines = file.read(1 << 16).removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError:
        return False
    first = next((line for line in lines if line.strip()), None)
    return first is None or _ANN_LINE.match(first) is not None


def again(record: Record, document: Document, scheme: Scheme) -> Incoming | None:
    """What reading gives of a document that was just written."""
    ann = annotation(record, document, Names(scheme), natural_id="")
    return incoming("", lambda _: True, document.text, ann.encode(), "", lambda fault: None)


FORMAT = Format(
    "brat",
    "brat standoff, a folder of .txt and .ann",
    (),
    frozenset(FEATURES),
    read=read_folder,
    write_folder=write_folder,
    recognise=recognise,
    again=again,
)
