"""Key latency of the reader against a trivial Textual app, both in a real terminal of 140x45.

    python tests/benchmarks/bench_reader.py [--megabytes 1] [--mentions 10000] [--times 200]
    python tests/benchmarks/bench_reader.py --project FOLDER [--off]
    python tests/benchmarks/bench_reader.py --ready TEXT --keys move=l page=f -- standoff PATH

Without a command it drives the small app of reader_app.py. With `--project` it drives the annotator
on a copy of a folder that make_project.py made, with candidates on, or `--off`: to the next token,
a page, to the next candidate, tagging that goes on to the one after, and tagging words that were
never tagged. With a command it drives that: `--ready` is a text that the screen shows when it can
be used, `--keys` names each action and its keys (escapes such as \\x1b[C are read; of several
keys with commas between them the last is measured).

A key's latency is from its byte written to the last byte of the frame that it causes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from pty_drive import Latency, Terminal, measure, percentile  # noqa: E402  # after the path
from reader_app import make_text  # noqa: E402

from tui.rows import Rows  # noqa: E402

APP = str(HERE / "reader_app.py")
KEYS = ("move=l", "page=f", "tag=t")
# Shift and the arrow extends the selection: words side by side that nobody tagged as one.
ANNOTATOR_KEYS = (
    r"move=\x1b[C",
    r"page=\x1b[6~",
    r"next=\t",
    r"tag=\t,i",
    r"new=\x1b[C,\x1b[C,\x1b[1;2C,\x1b[1;2C,i",
)
ANNOTATOR = (
    "import sys; from tui.cli import main; sys.exit(main(['--annotator', 'bench', *sys.argv[1:]]))"
)
SWITCHED_OFF = "[suggest]\nsources = []\n"


def copied(project: Path, into: Path, *, off: bool) -> Path:
    """A copy of a project in a new folder, with candidates or without."""
    folder = into / "project"
    shutil.copytree(project, folder)
    if off:
        (folder / "standoff.toml").write_text(SWITCHED_OFF)
    return folder


def parse_keys(option: str) -> tuple[str, list[bytes]]:
    """`move=\\x1b[C,l` as its name and the bytes of its keys."""
    name, _, keys = option.partition("=")
    if not keys:
        raise SystemExit(f"--keys wants NAME=KEY[,KEY...], not {option!r}")
    return name, [key.encode().decode("unicode_escape").encode() for key in keys.split(",")]


def line(name: str, results: list[Latency], floor: list[Latency]) -> str:
    """One row of the table."""
    own = [result.last for result in results]
    base = [result.last for result in floor]
    middle = percentile(own, 0.5)
    size = int(percentile([result.size for result in results], 0.5))
    return (
        f"{name:<10}{middle:>9.2f}{percentile(own, 0.95):>9.2f}{percentile(own, 0.99):>9.2f}"
        f"{percentile([result.first for result in results], 0.5):>11.2f}"
        f"{middle / percentile(base, 0.5):>9.2f}{size:>9}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=1.0, help="size of the text")
    parser.add_argument("--mentions", type=int, default=10_000, help="how many marks it has")
    parser.add_argument("--times", type=int, default=200, help="key presses for each action")
    parser.add_argument("--starts", type=int, default=5, help="starts for the first paint")
    parser.add_argument("--ready", default="READY", help="text on the screen that is ready")
    parser.add_argument("--project", type=Path, help="a folder made by make_project.py")
    parser.add_argument("--off", action="store_true", help="with --project: without candidates")
    parser.add_argument("--keys", nargs="+", metavar="NAME=KEY", help="actions")
    parser.add_argument("command", nargs="*", help="the program to drive, after --")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        compare(options, Path(folder))


def first_paint(command: Sequence[str], ready: str, environment: Mapping[str, str]) -> float:
    """Seconds from a program's start until a text is on its screen."""
    with Terminal(command, environment=environment) as terminal:
        return terminal.wait_for(ready)


def compare(options: argparse.Namespace, folder: Path) -> None:
    """Drive both programs and print the table; `folder` is for what they write."""
    command = options.command or [
        sys.executable,
        APP,
        "reader",
        str(options.megabytes),
        str(options.mentions),
    ]
    keys = options.keys or KEYS
    if options.project:
        project = copied(options.project, folder, off=options.off)
        command = [sys.executable, "-c", ANNOTATOR, str(project)]
        options.ready, keys = "all keys", options.keys or ANNOTATOR_KEYS
    path = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {"PYTHONPATH": path, "XDG_STATE_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    trivial = [sys.executable, APP, "floor"]
    paints = [
        [
            first_paint(trivial, "READY", environment),
            first_paint(command, options.ready, environment),
        ]
        for _ in range(options.starts)
    ]
    base, own = (percentile(seconds, 0.5) for seconds in zip(*paints, strict=True))
    print(f"first paint {own:.2f} s, a trivial app's {base:.2f} s, {own / base:.2f} times")
    with (
        Terminal(trivial, environment=environment) as floor,
        Terminal(command, environment=environment) as own_terminal,
    ):
        floor.wait_for("READY")
        own_terminal.wait_for(options.ready)
        text = make_text(options.megabytes)
        start = perf_counter()
        count = len(Rows(text, 88))
        took = (perf_counter() - start) * 1e3
        print(f"wrap of {len(text):,} characters: {count:,} rows, {took:.1f} ms\n")
        print("ms            p50      p95      p99  first p50  x floor    bytes")
        for number, option in enumerate(keys):
            name, pressed = parse_keys(option)
            measure([(floor, [b"x"]), (own_terminal, pressed)], 10)
            base, results = measure([(floor, [b"x"]), (own_terminal, pressed)], options.times)
            if number == 0:
                print(line("floor", base, base))
            print(line(name, results, base))


if __name__ == "__main__":
    main()
