"""What is asked of folders beside what the standard library has."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk: a rename is not safe before.

    Windows can't be asked, and needn't be. Raises OSError.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refused_folder(error: OSError) -> Path | None:
    """The folder in which nothing may be written, where that is what an error says of a new file.

    That is what a person can mend, rather than the name that the file was to have for a while.
    """
    if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS) or not error.filename:
        return None
    return Path(os.fsdecode(error.filename)).parent
