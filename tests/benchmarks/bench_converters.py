"""Converting Label Studio's tasks, beside Label Studio's own converter, where that installs.

Run as a script; nothing here is a test. The same tasks go through both, each in a process of its
own, without its start; the best of several runs counts. Ours reads back what it wrote, to report
what was lost: theirs does not.

    python -m venv PEERS && PEERS/bin/pip install label-studio-sdk doccano-transformer
    python tests/benchmarks/bench_converters.py --peers PEERS/bin/python [--documents 2000]

doccano's converter (doccano-transformer 1.0.2, its last) imports a part of spaCy that spaCy 3 has
no more, so that it installs and does not run on a Python of today; what it says is printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_formats import annotated

from annotations.formats.base import Outgoing
from annotations.formats.label_studio import CONFIGURATION, configuration, write
from annotations.scheme import default_scheme

_OURS = """
import sys, time
from tui.cli import main
begun = time.perf_counter()
main(["convert", "tasks.json", sys.argv[1], "--from", "label-studio", "--to", sys.argv[2]])
print("took", time.perf_counter() - begun, file=sys.stderr)
"""
_THEIRS = """
import sys, time
from pathlib import Path
from label_studio_sdk.converter import Converter
converter = Converter(Path(sys.argv[2]).read_text(), None)
begun = time.perf_counter()
getattr(converter, sys.argv[1])("tasks.json", "theirs", is_dir=False)
print("took", time.perf_counter() - begun, file=sys.stderr)
"""
_DOCCANO = "import doccano_transformer.datasets"
# What both can write: their method, our file and format.
_TARGETS = {
    "JSON": ("convert_to_json_min", "ours.jsonl", "jsonl"),
    "CoNLL": ("convert_to_conll2003", "ours.conll", "conll"),
}


def seconds(python: str, program: str, folder: Path, *arguments: str) -> float:
    """How long a program says that it took, in seconds.

    Raises RuntimeError with the last line of what it says where it fails.
    """
    home = str(Path(__file__).parents[2])
    done = subprocess.run(
        [python, "-c", program, *arguments],
        cwd=folder,
        env={"PYTHONPATH": home} if program == _OURS else {},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr.strip().splitlines() or [""]
    took = [line for line in said if line.startswith("took ")]
    if done.returncode or not took:
        raise RuntimeError(said[-1])
    return float(took[-1].split()[1])


def best(repeat: int, python: str, program: str, folder: Path, *arguments: str) -> float:
    """The least of several runs."""
    return min(seconds(python, program, folder, *arguments) for _ in range(repeat))


def run(documents: int, repeat: int, peers: str) -> None:
    """Make the tasks, convert them by both, print the table."""
    scheme = default_scheme()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "tasks.json").open("wb") as out:
            write((annotated(number) for number in range(documents)), out, Outgoing(scheme))
        (folder / CONFIGURATION).write_bytes(configuration(scheme)[CONFIGURATION])
        size = (folder / "tasks.json").stat().st_size / 1e6
        print(f"{documents:,} tasks, {size:.0f} MB{'ours':>14}{'theirs':>9}{'x':>7}  seconds")
        for target, (method, file, form) in _TARGETS.items():
            ours = best(repeat, sys.executable, _OURS, folder, file, form)
            try:
                theirs = best(repeat, peers, _THEIRS, folder, method, CONFIGURATION)
            except RuntimeError as error:
                print(f"to {target:22}{ours:9.2f}  Label Studio's converter: {error}")
                continue
            print(f"to {target:22}{ours:9.2f}{theirs:9.2f}{ours / theirs:7.2f}")
        try:
            seconds(peers, f"{_DOCCANO}\nimport sys; print('took 0', file=sys.stderr)", folder)
        except RuntimeError as error:
            print(f"doccano's converter: {error}")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", required=True, help="a Python that has the converters")
    options = parser.parse_args()
    run(options.documents, options.repeat, options.peers)


if __name__ == "__main__":
    main()
