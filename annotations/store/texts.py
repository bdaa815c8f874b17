"""Texts that were annotated, kept under the SHA-256 of their UTF-8 bytes.

Those that were annotated here are a file each, those that came in together are in `packs`.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path

from annotations.annotator import TEXTS
from annotations.errors import CommitError, DamagedError
from annotations.store.checks import text_bytes
from annotations.store.disk import Disk, replace
from annotations.store.packs import check_packs, packed_text

_HASH = re.compile(r"[0-9a-f]{64}")


def text_path(folder: Path, sha256: str) -> Path:
    """Where a text is kept by itself; `folder` is the project's `annotations`."""
    return folder / TEXTS / f"{sha256}.txt"


def keep_text(folder: Path, text: str, disk: Disk | None = None) -> str:
    """Keep a text, on the disk on return, and give its SHA-256; one that is there already stays.

    It gets a file of its own also where a pack has it: a key press is not to look through packs.
    Raises CommitError when it can't be written, or has characters that are no Unicode text.
    """
    disk = disk or Disk()
    data = text_bytes(text)
    sha256 = hashlib.sha256(data).hexdigest()
    path = text_path(folder, sha256)
    try:
        # A rename is the last step, so that a file with this name is whole; a damaged one goes.
        if not path.exists() or disk.read(path) != data:
            disk.make_folder(path.parent)
            replace(disk, path, (data,))
        else:
            # It may be there without being safe: the call that wrote it may have been cut off.
            disk.sync_folder(path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommitError(
            f"not saved: the document's text could not be kept in {path.parent}: {reason}. "
            "Mend that and try again."
        ) from error
    return sha256


def kept_text(folder: Path, sha256: str, disk: Disk | None = None) -> str | None:
    """The text with this SHA-256, or None where it isn't kept.

    Raises DamagedError when the bytes are not those that were kept.
    """
    if not _HASH.fullmatch(sha256):
        return None
    path = text_path(folder, sha256)
    try:
        data = (disk or Disk()).read(path)
    except FileNotFoundError:
        return packed_text(folder, sha256)
    except OSError as error:
        raise DamagedError(f"{path}: the kept text can't be read: {error}.") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DamagedError(
            f"{path}: the kept text is damaged: it does not have the hash that it is named by. "
            "Bring it back from a copy; or delete it, and it is kept anew from the corpus."
        )
    return data.decode("utf-8")


def kept_size(folder: Path, sha256: str) -> int | None:
    """How many UTF-8 bytes a kept text has, or None where it isn't kept, or not as it was."""
    if not _HASH.fullmatch(sha256):
        return None
    with suppress(OSError):
        return text_path(folder, sha256).stat().st_size
    with suppress(DamagedError):
        text = packed_text(folder, sha256)
        return len(text.encode()) if text is not None else None
    return None


def check_texts(folder: Path) -> list[str]:
    """What is wrong with the kept texts: one line for each that is damaged."""
    faults = []
    for path in sorted((folder / TEXTS).glob("*.txt")):
        if not _HASH.fullmatch(path.stem):
            faults.append(f"{path}: not named by a SHA-256; nothing refers to it.")
            continue
        try:
            kept_text(folder, path.stem)
        except DamagedError as error:
            faults.append(str(error))
    return faults + check_packs(folder)
