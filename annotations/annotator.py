"""Who annotates, and who has: names that are also names of files."""

from __future__ import annotations

import getpass
import os
import re
from pathlib import Path

from annotations.errors import StandoffError

ANNOTATIONS = "annotations"  # the folder of a project that they are in
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
    """The names of all who have annotated in a project."""
    return sorted(file.stem for file in (root / ANNOTATIONS).glob("*.json"))
