"""What export and import in the canonical form cost, beside the same bytes through msgspec.

Run as a script. The floor is taken in the same run: each line of the export is decoded to a struct
and encoded again, and written to a file. Every measure runs in a process of its own, so that the
peak of its memory is its own. Nothing here is a test.

    python tests/benchmarks/bench_formats.py                   # 20,000 documents
    python tests/benchmarks/bench_formats.py --documents 100000
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from annotations.formats.base import Annotated, Outgoing
from annotations.formats.intake import Intake
from annotations.formats.jsonl import FORMAT, write
from annotations.formats.output import whole_file
from annotations.imports.dataset import import_dataset
from annotations.model import (
    Document,
    Entity,
    ExportedDocument,
    Mention,
    Participant,
    Record,
    Relation,
    Stance,
    span_of,
    text_hash,
)
from annotations.project import open_project
from annotations.scheme import default_scheme

WORDS = ("Ankara", "Kyiv", "Erdoğan", "backs", "said", "the", "integrity", "of", "on", "NATO")
TIME = "2026-11-23T10:00:00Z"


def annotated(number: int) -> Annotated:
    """A document of about 3,000 characters with 40 items, always the same for the same number."""
    chance = random.Random(number)
    words = [*(chance.choice(WORDS) for _ in range(500)), str(number)]
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    text = " ".join(words)
    entities = tuple(Entity(f"e{n + 1}", words[n], "GPE") for n in range(10))
    mentions = tuple(
        Mention(
            f"m{n + 11}",
            starts[n * 20],
            starts[n * 20] + len(words[n * 20]),
            words[n * 20],
            "GPE",
            f"e{n % 10 + 1}",
        )
        for n in range(24)
    )
    stances = tuple(
        Stance(
            f"s{n + 35}",
            Participant(f"e{n + 1}", f"m{n + 11}"),
            Participant(f"e{n + 2}"),
            "support",
            evidence=(span_of(text, starts[n * 20], starts[n * 20 + 9]),),
        )
        for n in range(4)
    )
    relations = (Relation("r39", "NEAR", "m11", "m12"), Relation("r40", "NEAR", "m13", "m14"))
    record = Record(
        id=f"{number:06}.txt",
        sha256=text_hash(text),
        annotator="bench",
        status="done",
        mentions=mentions,
        entities=entities,
        stances=stances,
        relations=relations,
        next=41,
        created=TIME,
        updated=TIME,
        revision=40,
    )
    return record, Document(record.id, text, record.sha256, "A title", {"source": "bench"})


def through_msgspec(folder: Path) -> Iterator[str]:
    """The floor: each line to a struct and back to bytes, and to a file."""
    decoder, encoder = msgspec.json.Decoder(ExportedDocument), msgspec.json.Encoder()
    with (folder / "all.jsonl").open("rb") as lines, whole_file(folder / "floor.jsonl") as out:
        for line in lines:
            out.write(encoder.encode(decoder.decode(line)) + b"\n")
    yield "floor: the same bytes through msgspec"


def export(folder: Path) -> Iterator[str]:
    """From the project to a file, as `standoff export` does."""
    with open_project(folder / "project", annotator="bench", read_only=True) as project:
        yield "opening the project"
        with whole_file(folder / "exported.jsonl") as out:
            write(project.annotated(), out, Outgoing(project.scheme))
    yield "export"


def reading(folder: Path) -> Iterator[str]:
    """Reading and checking, without a project."""
    assert FORMAT.read is not None
    intake = Intake(print)
    for incoming in FORMAT.read(folder / "all.jsonl", print):
        intake.checked(incoming)
    yield "import: reading and checking"


def importing(folder: Path) -> Iterator[str]:
    """Into a new project: corpus, annotations, kept texts, all on the disk."""
    import_dataset(folder / "all.jsonl", folder / "new", FORMAT, report=print)
    yield "import: into a new project, on the disk"


STEPS: dict[str, Callable[[Path], Iterator[str]]] = {
    step.__name__: step for step in (through_msgspec, export, reading, importing)
}


def measure(name: str, folder: Path) -> None:
    """Run one step in this process and print its parts: what, seconds, megabytes at the peak."""
    before = time.perf_counter()
    for what in STEPS[name](folder):
        took = time.perf_counter() - before
        peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # noqa: PTH123, SIM115
        print(f"{what}\t{took}\t{int(peak.split()[1]) / 1024}", flush=True)
        before = time.perf_counter()


def in_own_process(step: str, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Run one step; what its parts are, seconds, megabytes."""
    home = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, "--folder", folder],
        capture_output=True,
        text=True,
        check=True,
        cwd=home,
        env={"PYTHONPATH": str(home)},
    )
    for line in done.stdout.splitlines():
        what, seconds, peak = line.split("\t")
        yield what, float(seconds), float(peak)


def run(documents: int, repeat: int) -> None:
    """Make the data, measure each step, print the table; of several runs the best counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "all.jsonl").open("wb") as out:
            pairs = (annotated(number) for number in range(documents))
            write(pairs, out, Outgoing(default_scheme()))
        size = (folder / "all.jsonl").stat().st_size / 1e6
        import_dataset(folder / "all.jsonl", folder / "project", FORMAT, report=print)
        print(f"{documents:,} documents, {size:.0f} MB")
        print(f"{'':44}{'seconds':>9}{'MB/s':>8}{'x floor':>9}{'peak MB':>9}")
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(repeat):
            for step in STEPS:
                shutil.rmtree(folder / "new", ignore_errors=True)
                for what, seconds, peak in in_own_process(step, folder):
                    found.setdefault(what, []).append((seconds, peak))
        floor = min(next(iter(found.values())))[0]
        for what, runs in found.items():
            seconds, peak = min(runs)
            ratio, speed = seconds / floor, size / seconds
            print(f"{what:44}{seconds:9.2f}{speed:8.0f}{ratio:9.2f}{peak:9.0f}")
        same = (folder / "exported.jsonl").read_bytes() == (folder / "all.jsonl").read_bytes()
        print(f"the export is {'' if same else 'NOT '}byte for byte what was imported")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        measure(options.step, options.folder)
    else:
        run(options.documents, options.repeat)


if __name__ == "__main__":
    main()
