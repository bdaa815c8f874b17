"""Folders where a lock or a sync can't be trusted: network mounts and folders of sync programs."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

_NETWORK = {
    "nfs": "NFS",
    "nfs4": "NFS",
    "cifs": "CIFS",
    "smb3": "SMB",
    "smbfs": "SMB",
    "fuse.sshfs": "sshfs",
    "fuse.rclone": "rclone",
    "9p": "9P",
    "afs": "AFS",
}
_SYNC_FOLDERS = re.compile(
    r"^(dropbox|onedrive|google ?drive|icloud ?drive|nextcloud|owncloud|mobile documents)\b", re.I
)
_SYNC_MARKERS = {
    ".dropbox": "Dropbox",
    ".sync_folder": "Nextcloud",
    "._sync_": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
}
_MOUNTS = Path("/proc/self/mountinfo")


def warnings(folder: Path) -> list[str]:
    """What to know about keeping annotations in this folder, as far as it can be told.

    A network mount is known from `/proc/self/mountinfo` (Linux); a synchronised folder from its
    name or from the mark that its program leaves in it.
    """
    found = []
    network = network_mount(folder)
    if network:
        found.append(
            f"{folder} is on a network drive ({network}), where locks can't be trusted: "
            "open it in one window on one machine only."
        )
    program = sync_program(folder)
    if program:
        found.append(
            f"{folder} is kept in step by {program}, which may bring back an older file: "
            "let it finish before you open the project on another machine."
        )
    return found


def network_mount(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of network file system that holds a folder, None if it is local or not known."""
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return None
    best, kind = -1, ""
    for line in lines:
        # proc(5): the mount point is the fifth field, the file system's type follows " - ".
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[4]))
        if len(point.parts) >= best and (point == folder or point in folder.parents):
            best, kind = len(point.parts), after.split()[0]
    return _NETWORK.get(kind)


def sync_program(folder: Path) -> str | None:
    """The program that synchronises a folder, None if nothing says so."""
    for each in (folder, *folder.parents):
        named = _SYNC_FOLDERS.match(each.name)
        if named:
            return "iCloud Drive" if named[1].lower() == "mobile documents" else each.name
        for marker, program in _SYNC_MARKERS.items():
            # A folder above that may not be looked into is no reason not to open this one.
            with contextlib.suppress(OSError):
                if (each / marker).exists():
                    return program
    return None
