"""Key latency of the reader against a trivial Textual app, both in a real terminal of 140x45.

    python tests/benchmarks/bench_reader.py [--megabytes 1] [--mentions 10000] [--times 200]
    python tests/benchmarks/bench_reader.py --ready TEXT --keys move=l page=f -- standoff PATH

Without a command it drives the small app of reader_app.py. With one it drives that: `--ready` is a
text that the screen shows when it can be used, `--keys` names each action and its keys (Python
escapes such as \\x1b[C are read; of several keys with commas between them the last is measured).

A key's latency is from its byte written to the last byte of the frame that it causes.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from pty_drive import Latency, Terminal, measure, percentile  # noqa: E402  # after the path
from reader_app import make_text  # noqa: E402

from tui.rows import Rows  # noqa: E402

APP = str(HERE / "reader_app.py")
KEYS = ("move=l", "page=f", "tag=t")


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
    parser.add_argument("--ready", default="READY", help="text on the screen that is ready")
    parser.add_argument("--keys", nargs="+", default=KEYS, metavar="NAME=KEY", help="actions")
    parser.add_argument("command", nargs="*", help="the program to drive, after --")
    options = parser.parse_args()
    command = options.command or [
        sys.executable,
        APP,
        "reader",
        str(options.megabytes),
        str(options.mentions),
    ]
    path = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {"PYTHONPATH": path}
    with (
        Terminal([sys.executable, APP, "floor"], environment=environment) as floor,
        Terminal(command, environment=environment) as own,
    ):
        print(f"first paint, trivial app  {floor.wait_for('READY'):.2f} s")
        print(f"first paint, {' '.join(command)[-48:]}  {own.wait_for(options.ready):.2f} s")
        text = make_text(options.megabytes)
        start = perf_counter()
        count = len(Rows(text, 88))
        took = (perf_counter() - start) * 1e3
        print(f"wrap of {len(text):,} characters: {count:,} rows, {took:.1f} ms\n")
        print("ms            p50      p95      p99  first p50  x floor    bytes")
        for number, option in enumerate(options.keys):
            name, keys = parse_keys(option)
            measure([(floor, [b"x"]), (own, keys)], 10)
            base, results = measure([(floor, [b"x"]), (own, keys)], options.times)
            if number == 0:
                print(line("floor", base, base))
            print(line(name, results, base))


if __name__ == "__main__":
    main()
