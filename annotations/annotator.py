"""Who annotates, and who has, in which folder: names that are also names of files."""

from __future__ import annotations

import getpass
import os
import re
from pathlib import Path

from annotations.errors import CorpusError, StandoffError

# The folder of a project that annotations are in, and the one in it for the annotated texts.
ANNOTATIONS = "annotations"
TEXTS = "texts"
ANNOTATOR_VARIABLE = "STANDOFF_ANNOTATOR"
_NAME = re.compile(r"[^\W_][\w.@+-]{0,79}")


def annotator_name(given: str | None = None) -> str:
    """Who annotates: the given name, else the environment's STANDOFF_ANNOTATOR, else the login.

    Raises StandoffError for a name that can't be a file's.
    """
    name = given if given is not None else os.environ.get(ANNOTATOR_VARIABLE) or _login()
    if not _NAME.fullmatch(name):
        raise StandoffError(
            f"{name!r} can't be an annotator's name: use a letter or digit, then letters, digits "
            "and . _ - + @ (say --annotator NAME)"
        )
    return name


def _login() -> str:
    try:
        return re.sub(r"[^\w.@+-]", "-", getpass.getuser())
    except (OSError, KeyError):
        raise StandoffError(
            f"this machine knows no login name; say --annotator NAME or set {ANNOTATOR_VARIABLE}"
        ) from None


def annotators(root: Path) -> list[str]:
    """The names of all who have annotated in a project.

    A file whose name can't be an annotator's is none: copying makes such, as `._alice.json`.
    """
    names = (file.stem for file in (root / ANNOTATIONS).glob("*.json"))
    return sorted(name for name in names if _NAME.fullmatch(name))


def project_root(path: Path) -> Path:
    """The project's folder: the folder itself, or the one that a file is in.

    Raises CorpusError where there is nothing at the path.
    """
    if path.is_dir():
        return path
    if path.exists():
        return path.parent
    raise CorpusError(f"{path}: there is no such file or folder")
