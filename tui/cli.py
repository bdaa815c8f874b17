"""The `standoff` command: where it begins and how it fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from annotations.errors import StandoffError
from tui.plain import VERSION, spelt_out

# As shells say it: 128 and the number of the signal.
INTERRUPTED = 130
BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process if None); the exit code.

    0 for done, 1 for a fault, which is said in words on standard error, 130 when interrupted, 141
    when nobody reads the output on. Wrong usage raises SystemExit(2), as argparse does.
    """
    try:
        try:
            return _run(list(sys.argv[1:] if arguments is None else arguments))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _give_up_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except StandoffError as error:
        return _fail(str(error))
    except OSError as error:
        _give_up_output()
        reason = error.strerror or str(error)
        return _fail(f"{error.filename}: {reason}" if error.filename else reason)


def _run(given: Sequence[str]) -> int:
    if given == ["--version"]:
        print(f"standoff {VERSION}")
        return 0
    for stream in (sys.stdout, sys.stderr):
        # Characters that the terminal's encoding lacks are no reason to break off.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # not in TextIO
    # Parsing costs as much as starting Python; the version doesn't need it.
    from tui import parsers

    return parsers.run(given)


def _give_up_output() -> None:
    """Where standard output takes no more, forget the rest: Python would complain at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> int:
    print(f"standoff: {spelt_out(message)}", file=sys.stderr)
    return 1
