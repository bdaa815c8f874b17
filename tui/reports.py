"""Tables for people: the scheme, the statistics, the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from annotations.history import Entry
from annotations.quality.statistics import Statistics
from annotations.scheme import Scheme
from tui.keymap import Row
from tui.plain import printable


def show_scheme(scheme: Scheme) -> None:
    """Labels and polarities with their keys, and what else may be tagged."""
    labels = [
        (
            Text(label.key),
            Text(label.name, style=label.hex),
            "" if label.entity else "no entity",
            label.guideline,
        )
        for label in scheme.labels
    ]
    polarities = [
        (polarity.key, polarity.name, f"{polarity.sign:+d}" if polarity.sign else "0",
         polarity.guideline)
        for polarity in scheme.polarities
    ]  # fmt: skip
    version = f", guideline {scheme.guideline.version}" if scheme.guideline.version else ""
    _show(f"Scheme {scheme.name or 'without a name'}{version}", ("key", "label", "", ""), labels)
    _show("", ("key", "polarity", "sign", ""), polarities)
    for title, named in (
        ("relation", scheme.relations),
        ("document label", scheme.document_labels),
    ):
        if named:
            _show("", (title, ""), [(each.name, each.guideline) for each in named])


def show_statistics(found: Statistics, annotator: str) -> None:
    """Documents by status, then labels, polarities and who stands where."""
    totals = [
        ("documents", found.documents),
        *((f"  {status}", number) for status, number in found.statuses.items()),
        ("  flagged", found.flagged),
        ("mentions", found.mentions),
        ("entities", found.entities),
        ("stances", found.stances),
        ("relations", found.relations),
    ]
    _show(f"By {annotator}", ("", "count"), _counts(totals))
    for title, counts in (
        ("label", found.labels),
        ("polarity", found.polarities),
        ("document label", found.document_labels),
    ):
        if counts:
            _show("", (title, "count"), _counts(counts.items()))
    if found.positions:
        rows = [(p.holder, p.polarity, p.target, str(p.count)) for p in found.positions]
        _show("", ("holder", "polarity", "target", "count"), rows)


def show_keys(rows: Iterable[Row], preset: str) -> None:
    """Every command with its keys, by group."""
    shown: list[tuple[str, ...]] = []
    group = ""
    for row in rows:
        shown.append((row.group if row.group != group else "", ", ".join(row.keys), row.help))
        group = row.group
    _show(f"Keys, preset {preset}", ("", "keys", ""), shown)


def show_history(entries: Iterable[Entry], annotator: str) -> None:
    """What was done, the newest first."""
    rows = [
        (
            entry.time[:16].replace("T", " "),
            entry.annotator,
            entry.command,
            ", ".join(entry.documents),
            entry.summary,
            "undone" if entry.undone else "",
        )
        for entry in entries
    ]
    _show(f"History of {annotator}", ("time (UTC)", "who", "command", "document", "what", ""), rows)


def _counts(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(name, str(number)) for name, number in pairs]


def _show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for name in columns:
        table.add_column(name, justify="right" if name == "count" else "left")
    for row in rows:
        # As Text, brackets in names are no markup.
        table.add_row(*(c if isinstance(c, Text) else Text(printable(c)) for c in row))
    Console().print(table)
