"""What a whole annotation costs in keys, by kind, out of the logs that the tests type.

    python tests/benchmarks/bench_keys.py

SLATE, the nearest tool in a terminal, needs 4.6 keys for a mention at its measured best, and has
neither entities nor stances: its column is that figure times the mentions. `plan_keys.py` makes the
logs.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from annotations.scheme import default_scheme

KEYS = Path(__file__).parents[1] / "terminal" / "keys"
KINDS = ("motion", "label", "accept", "join", "stance", "done")
LABELS = {label.name for label in default_scheme().labels}
SLATE_A_MENTION = 4.6
_COUNTS = re.compile(r"(\d+) mentions? · (\d+) stances?")


def spent(log: Path) -> tuple[Counter[str], int, int]:
    """The keys of each kind in a log; how many mentions and stances it makes."""
    keys: Counter[str] = Counter()
    mentions = stances = 0
    for line in log.read_text("utf-8").splitlines():
        typed, _, made = line.partition("  # ")
        steps, found = typed.split(), _COUNTS.match(made)
        if line.startswith("#"):
            continue
        if found is None:
            keys["done"] += len(steps)
            continue
        after = int(found[1]), int(found[2])
        what = made[found.end() :].removeprefix(": ").split()[0]
        if after[1] > stances:
            keys["stance"] += len(steps)
        elif what in LABELS:
            keys["motion"] += len(steps) - 1
            keys["accept" if steps[-1] == "enter" else "label"] += 1
        else:
            keys["join"] += len(steps)
        mentions, stances = after
    return keys, mentions, stances


def main() -> None:
    """Print the table."""
    table = Table(title="Keys for a whole annotation")
    columns = ("article", "mentions", "stances", *KINDS, "in all", "SLATE, mentions alone")
    for name in columns:
        table.add_column(name, justify="left" if name == "article" else "right")
    for log in sorted(KEYS.glob("*.keys")):
        keys, mentions, stances = spent(log)
        kinds = (str(keys[kind]) for kind in KINDS)
        slate = f"{SLATE_A_MENTION * mentions:.0f}"
        table.add_row(log.stem, str(mentions), str(stances), *kinds, str(keys.total()), slate)
    Console().print(table)


if __name__ == "__main__":
    main()
