"""Which documents are for training and which for testing: the same every time."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping

from annotations.errors import StandoffError

_USUAL: dict[int, tuple[str, ...]] = {2: ("train", "test"), 3: ("train", "dev", "test")}
# What shares may add up to: other sums are slips of the hand.
_WHOLES = (100, 10, 1)
USUAL_SHARES: dict[str, float] = {"train": 80, "dev": 10, "test": 10}


def shares_of(text: str) -> dict[str, float]:
    """The shares that `80/10/10` (train, dev, test) or `80/20` (train, test) means.

    They are of 100, of 10 or of 1. Raises StandoffError for anything else.
    """
    try:
        numbers = [float(part) for part in text.split("/")]
    except ValueError:
        numbers = []
    names = _USUAL.get(len(numbers), ())
    if not names or not all(0 <= n < math.inf for n in numbers) or not sum(numbers):
        raise StandoffError(
            f"{text!r} is no split: write shares as 80/10/10 (train, dev, test) or 80/20"
        )
    total = sum(numbers)
    if not any(math.isclose(total, whole) for whole in _WHOLES):
        raise StandoffError(
            f"{text!r}: the shares add up to {total:g}, not to 100 (or to 10, or to 1)"
        )
    return dict(zip(names, numbers, strict=True))


def split(ids: Iterable[str], shares: Mapping[str, float], seed: int) -> dict[str, str]:
    """The name of the part for each document's id, which seed and ids alone decide.

    The ids are put in the order of a hash and cut, so that the counts are those that the shares ask
    for, to within one document (largest remainder). But where there are documents enough, each
    share has one at least, out of the largest part. Shares are relative: 8/1/1 is 80/10/10.
    """
    ordered = sorted(dict.fromkeys(ids), key=lambda name: (_rank(seed, name), name))
    total = sum(shares.values())
    exact = {name: len(ordered) * share / total for name, share in shares.items()}
    counts = {name: math.floor(number) for name, number in exact.items()}
    # Stable: of equal remainders the part that is named first gets the document.
    by_remainder = sorted(exact, key=lambda name: counts[name] - exact[name])
    for name in by_remainder[: len(ordered) - sum(counts.values())]:
        counts[name] += 1
    for name in (name for name, share in shares.items() if share and not counts[name]):
        largest = max(counts, key=lambda part: counts[part])
        if counts[largest] > 1:
            counts[largest] -= 1
            counts[name] += 1
    names = (name for name, count in counts.items() for _ in range(count))
    return dict(zip(ordered, names, strict=True))


def _rank(seed: int, document_id: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{document_id}".encode("utf-8", "surrogatepass")).digest()
