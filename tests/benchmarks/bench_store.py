"""What a commit and an opening cost, beside a raw append with fsync and beside other stores.

Run as a script. Every time stands beside its ratio to the floor taken in the same run: the same
bytes appended to a plain file and synced, in turn with the commits. Nothing here is a test.

    python tests/benchmarks/bench_store.py                 # a few seconds
    python tests/benchmarks/bench_store.py --full          # 100,000 records, 10,000 mentions
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage
from tinydb.table import Document

from annotations.change import Change, DeleteItem, PutItem, SetFields
from annotations.store.disk import Disk
from annotations.store.journalled import open_store
from annotations.store.rows import encode_row, number_of

WHEN = "2026-11-23T10:00:00Z"
OPEN = """
import sys, time
from pathlib import Path
from annotations.store import open_store
before = time.perf_counter()
store = open_store(Path(sys.argv[1]), annotator="alice")
took = time.perf_counter() - before
assert len(store.keys("records")) == int(sys.argv[2])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(took, int(peak.split()[1]) / 1024)
"""


def record(key: str, mentions: int) -> dict[str, Any]:
    """A record of so many mentions, and a stance for every ten of them."""
    return {
        "id": key,
        "status": "done",
        "mentions": [mention(n) for n in range(mentions)],
        "stances": [{"id": f"s{n}", "holder": "e1", "target": "e2"} for n in range(mentions // 10)],
        "next": mentions,
    }


def mention(number: int) -> dict[str, Any]:
    """One mention as it is saved."""
    start = number * 11
    return {"id": f"m{number}", "start": start, "end": start + 7, "text": "EU", "label": "ORG"}


def key(number: int) -> str:
    """The id of a document of the benchmark."""
    return f"articles/{number:06}.txt"


def write_snapshot(path: Path, records: int, mentions: int) -> None:
    """A file as a fold leaves it."""
    body = encode_row(record("KEY", mentions))
    numbers = sorted((number_of(key(n)), key(n)) for n in range(records))
    with path.open("wb") as stream:
        stream.write(b'{"records": {\n')
        for place, (number, name) in enumerate(numbers):
            line = b'"%d":%b' % (number, body.replace(b"KEY", name.encode(), 1))
            stream.write(line + (b",\n" if place < records - 1 else b"\n"))
        stream.write(b"}}\n")


def edit(number: int, name: str) -> Change:
    """A tag and its inverse, as the annotator makes it."""
    return Change(
        "tag",
        "tagged Erdogan",
        (
            PutItem("records", name, "mentions", mention(100_000 + number)),
            SetFields("records", name, {"next": number, "updated": WHEN}),
        ),
        (
            DeleteItem("records", name, "mentions", f"m{100_000 + number}"),
            SetFields("records", name, {"next": number - 1, "updated": WHEN}),
        ),
    )


class CountingDisk(Disk):
    """Counts the bytes that are written."""

    written = 0

    def write(self, descriptor: int, data: bytes) -> None:
        """Write, and count."""
        self.written += len(data)
        super().write(descriptor, data)


def timed(work: Callable[[], object]) -> float:
    """How long one call takes, in milliseconds."""
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000


def in_turn(
    folder: Path, size: int, work: Iterator[Callable[[], object]]
) -> tuple[float, float, float]:
    """Median milliseconds of the work and of the floor, and the ratio of the two."""
    floor, cost = [], []
    line = b"x" * size
    descriptor = os.open(folder / "floor", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def append() -> None:
        os.write(descriptor, line)
        os.fsync(descriptor)

    for step in work:
        floor.append(timed(append))
        cost.append(timed(step))
    os.close(descriptor)
    low, mid = statistics.median(floor), statistics.median(cost)
    return mid, low, mid / low


def show(name: str, *cells: str) -> None:
    """One line of the table."""
    print(f"{name:<44}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


def bench_commits(folder: Path, records: int, mentions: int, times: int) -> float:
    """Commits of one edit each in a file of so many records; gives the ratio to the floor."""
    path = folder / f"{records}-{mentions}.json"
    write_snapshot(path, records, mentions)
    disk = CountingDisk()
    store = open_store(path, annotator="alice", disk=disk)
    store.commit(edit(0, key(0)), annotator="alice", time=WHEN)
    before = disk.written
    store.commit(edit(1, key(0)), annotator="alice", time=WHEN)
    size = disk.written - before
    cost, floor, ratio = in_turn(
        folder,
        size,
        (
            lambda n=n: store.commit(edit(n, key(n % records)), annotator="alice", time=WHEN)
            for n in range(2, times + 2)
        ),
    )
    show(
        f"commit, {records:,} records of {mentions:,} mentions",
        f"{cost:.3f} ms",
        f"{floor:.3f} ms",
        f"{ratio:.2f}x",
        f"{size} bytes",
    )
    fold = timed(store.close)
    show("  fold at close", f"{fold:.0f} ms", "", "", f"{path.stat().st_size / 1e6:.1f} MB")
    return ratio


def bench_opening(folder: Path, records: int) -> None:
    """Open a folded file in a process of its own."""
    path = folder / f"{records}-50.json"
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(path), str(records)],
        capture_output=True,
        text=True,
        check=True,
    )
    took, memory = map(float, done.stdout.split())
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    show(f"open, {records:,} records", f"{took * 1000:.0f} ms", f"{memory:.0f} MB RSS", "", size)


def bench_long_document(folder: Path, edits: int) -> None:
    """The bytes that the edits of one long document write, pauses and the close included."""
    disk = CountingDisk()
    store = open_store(folder / "long.json", annotator="alice", disk=disk)
    before = time.perf_counter()
    for number in range(edits):
        store.commit(edit(number, "long.txt"), annotator="alice", time=WHEN)
        if number % 50 == 0:
            store.idle()
    store.close()
    took = time.perf_counter() - before
    whole = sum(len(encode_row(record("long.txt", n))) for n in range(0, edits, 100)) * 100
    show(
        f"{edits:,} edits of one document",
        f"{took:.1f} s",
        f"{disk.written / 1e6:.1f} MB",
        "",
        f"whole: {whole / 1e9:.1f} GB",
    )


def bench_others(folder: Path, records: int, times: int) -> None:
    """Stock TinyDB with and without its cache, and SQLite: one mention added to one record."""
    source = folder / f"{records}-50.json"
    size = 400
    number = number_of(key(0))

    def stock(storage: Any, name: str) -> None:
        copy = folder / "copy.json"
        copy.write_bytes(source.read_bytes())
        with TinyDB(copy, storage=storage) as db:
            table = db.table("records")
            found = table.get(doc_id=number)
            assert isinstance(found, Document)
            cost, floor, ratio = in_turn(
                folder,
                size,
                (
                    lambda n=n: table.update(
                        {"mentions": [*found["mentions"], mention(n)]}, doc_ids=[number]
                    )
                    for n in range(times)
                ),
            )
        show(f"{name}, {records:,} records", f"{cost:.2f} ms", f"{floor:.3f} ms", f"{ratio:,.1f}x")

    stock(JSONStorage, "stock JSONStorage")
    stock(CachingMiddleware(JSONStorage), "CachingMiddleware (not durable)")
    database = sqlite3.connect(folder / "copy.sqlite", isolation_level=None)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = full")
    database.execute("create table if not exists records (id text primary key, body text)")
    database.execute("delete from records")
    body = json.dumps(record(key(0), 50))
    database.execute("begin")
    database.executemany(
        "insert into records values (?, ?)", ((key(n), body) for n in range(records))
    )
    database.execute("commit")
    cost, floor, ratio = in_turn(
        folder,
        len(body),
        (
            lambda n=n: database.execute(
                "update records set body = ? where id = ?", (body + " " * (n % 9), key(n % records))
            )
            for n in range(times * 10)
        ),
    )
    show(
        f"SQLite WAL, whole record, {records:,} records",
        f"{cost:.3f} ms",
        f"{floor:.3f} ms",
        f"{ratio:.2f}x",
    )
    database.close()
    (folder / "copy.sqlite").unlink()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="the sizes of the budget")
    parser.add_argument("--records", type=int, nargs="+", help="numbers of records")
    parser.add_argument("--mentions", type=int, nargs="+", help="mentions in one large record")
    parser.add_argument("--commits", type=int, default=400, help="commits to time")
    parser.add_argument("--edits", type=int, help="edits of the one long document")
    parser.add_argument(
        "--others", type=int, default=1000, help="records for the other stores (0: leave them out)"
    )
    options = parser.parse_args()
    records = options.records or ([100, 100_000] if options.full else [100, 5_000])
    mentions = options.mentions or ([2_000, 10_000] if options.full else [2_000])
    edits = options.edits or (20_000 if options.full else 2_000)
    with tempfile.TemporaryDirectory(prefix="standoff-bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        show("", "median", "floor", "ratio", "size")
        ratios = [bench_commits(folder, number, 50, options.commits) for number in records]
        ratios += [bench_commits(folder, 10, number, options.commits) for number in mentions]
        show("flat within", "", "", f"{max(ratios) / min(ratios):.2f}x")
        for number in records:
            bench_opening(folder, number)
        bench_long_document(folder, edits)
        if options.others:
            write_snapshot(folder / f"{options.others}-50.json", options.others, 50)
            bench_others(folder, options.others, 10)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak of this process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
