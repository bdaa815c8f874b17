"""Helpers for the tests of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from annotations import edits, project

ROOT = Path(__file__).parents[2]
TEXT = "Ankara backs Kyiv.\n"
COMMAND = "import sys; from tui.cli import main; sys.exit(main())"


class Said:
    """What a run of the command gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def annotate(root: Path, who: str, *names: str) -> None:
    with project.open_project(root, annotator=who) as opened:
        for name in names:
            document = opened.open(name)
            change = edits.tag(document.record, document.document.text, 0, 6, "GPE", opened.scheme)
            opened.commit(change)


def state(root: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(root.rglob("*"))
    }


def spawn(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        env=os.environ | variables,
    )
