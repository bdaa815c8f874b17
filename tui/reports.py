"""Tables for people: the scheme, the statistics, the keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from annotations.formats.base import FEATURES, Format
from annotations.history import Entry
from annotations.model import STATUSES
from annotations.quality.statistics import Statistics
from annotations.scheme import Scheme
from tui.commands import BY_NAME
from tui.display import tail
from tui.effort import Effort
from tui.keymap import Row, read_user_keys, table, user_keys_path
from tui.plain import counted, spelt_out


def show_scheme(scheme: Scheme, capitals: Mapping[str, str] | None = None) -> None:
    """Labels and polarities with their keys, and what else may be tagged.

    `capitals` has for a label the letter that tags every place of the words.
    """
    labels = [
        (
            f"{label.key} {(capitals or {}).get(label.name, '')}".strip(),
            Text(spelt_out(label.name), style=label.hex),
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
    _show(
        f"Scheme {scheme.name or 'without a name'}{version}",
        ("key", "label", "", "guideline"),
        labels,
    )
    _show("", ("key", "polarity", "sign", "guideline"), polarities)
    for title, named in (
        ("relation", scheme.relations),
        ("document label", scheme.document_labels),
    ):
        if named:
            _show("", (title, "guideline"), [(each.name, each.guideline) for each in named])


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
        ("contradictions", found.contradictions),
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


def show_all_statistics(found: Mapping[str, Statistics]) -> None:
    """A column for each annotator: documents by status, labels, polarities."""
    table = Table(title=Text("By annotator", style="table.title"), title_justify="left")
    table.box = box.SIMPLE_HEAD
    table.add_column("")
    for annotator in found:
        table.add_column(Text(spelt_out(annotator)), justify="right")

    def add(name: str, counts: Iterable[int]) -> None:
        table.add_row(Text(spelt_out(name)), *map(str, counts))

    everyone = found.values()
    add("documents", (one.documents for one in everyone))
    for status in STATUSES:
        add(f"  {status}", (one.statuses[status] for one in everyone))
    for name in ("flagged", "mentions", "entities", "stances", "relations", "contradictions"):
        add(name, (getattr(one, name) for one in everyone))
    for title, kinds in (
        ("label", [one.labels for one in everyone]),
        ("polarity", [one.polarities for one in everyone]),
        ("document label", [one.document_labels for one in everyone]),
    ):
        totals: Counter[str] = Counter()
        for kind in kinds:
            totals.update(kind)
        if totals:
            table.add_section()
            table.add_row(Text(title, style="bold"))
        for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
            add(f"  {name}", (kind.get(name, 0) for kind in kinds))
    Console().print(table)


def show_formats(formats: Iterable[Format]) -> None:
    """Every format with its endings, whether it is read and written, and what it carries."""
    rows = []
    for one in formats:
        ways = ("read" * bool(one.read), "write" * bool(one.write or one.write_folder))
        some = [f"{name}*" if name in one.partly else name for name in FEATURES]
        carried = [name for name in some if name.rstrip("*") in one.carries | one.partly]
        rows.append(
            (
                one.name,
                one.title,
                " ".join(one.endings) or "folder",
                ", ".join(filter(None, ways)),
                "all" if len(carried) == len(FEATURES) and not one.partly else ", ".join(carried),
            )
        )
    _show("Formats (* in some cases)", ("format", "what", "files", "ways", "carries"), rows)


def show_keys(rows: Iterable[Row], preset: str) -> None:
    """Every command with its keys, by group."""
    shown: list[tuple[str, ...]] = []
    group = ""
    for row in rows:
        shown.append((row.group if row.group != group else "", ", ".join(row.keys), row.help))
        group = row.group
    _show(f"Keys, preset {preset}", ("", "keys", "what they do"), shown)


def show_effort(found: Effort) -> None:
    """Keys and seconds for each mention and stance; the shortcuts that serve, and those missed."""

    def each(total: float, count: int) -> str:
        return f"{total / count:.1f}" if count else ""

    made = [
        ("mentions", found.mentions, found.mention_keys, found.mention_seconds),
        ("stances", found.stances, found.stance_keys, found.stance_seconds),
    ]
    rows = [
        (name, str(count), each(keys, count), each(seconds, count))
        for name, count, keys, seconds in made
    ]
    minutes = f"{counted(found.keys, 'key')} in {found.seconds / 60:.1f} min without pauses"
    _show(f"Effort: {minutes}", ("", "count", "keys each", "seconds each"), rows)
    user = read_user_keys(user_keys_path())
    keys = {row.command: ", ".join(row.keys) for row in table(user.preset or "default", user)}
    keys |= {"tag": "a label's key", "tag_all": "its capital"}
    for title, counts in (
        ("used most, by a key", found.used),
        ("run by the palette or the mouse, though a key does it", found.sought),
    ):
        if most := Counter(counts).most_common(_MOST_SHOWN):
            shown = [(str(n), keys.get(name, ""), _help(name)) for name, n in most]
            _show(title.capitalize(), ("count", "keys", "what they do"), shown)
    if most := Counter(found.unknown).most_common(_MOST_SHOWN):
        _show("Meant nothing", ("count", "keys"), [(str(n), name) for name, n in most])


# Of each table so many rows.
_MOST_SHOWN = 15


def _help(command: str) -> str:
    known = BY_NAME.get(command)
    return (
        known.help
        if known
        else {"tag_all": "Tag the selection and its others"}.get(command, "Tag the selection")
    )


def show_history(entries: Iterable[Entry], annotator: str, console: Console | None = None) -> None:
    """What was done, the newest first.

    In a terminal what was done gets the room: times are short, and of documents the end is shown,
    or nothing where all was in one. Elsewhere every line is whole, without a frame.
    """
    console, entries = console or Console(), list(entries)
    if not console.is_terminal:
        _print_history(entries)
        return
    documents = {name for entry in entries for name in entry.documents}
    several, undone = len(documents) > 1, [""] if any(entry.undone for entry in entries) else []
    title = f"History of {annotator}" + ("" if several else "".join(f" in {d}" for d in documents))
    rows = [
        (
            entry.time[5:16].replace("T", " "),
            entry.command,
            *([_end(", ".join(entry.documents), _DOCUMENT_CELLS)] if several else []),
            entry.summary,
            *(["undone" if entry.undone else ""] if undone else []),
        )
        for entry in entries
    ]
    columns = ("UTC", "command", *(["document"] if several else []), "what", *undone)
    _show(title, columns, rows, console)


# What the end of a document's id may take in a table of several.
_DOCUMENT_CELLS = 14


def _end(text: str, cells: int) -> str:
    return text if cell_len(text) <= cells else f"…{tail(text, cells - 1)}"


def _print_history(entries: Sequence[Entry]) -> None:
    rows = [("time (UTC)", "who", "command", "document", "what", "")]
    for entry in entries:
        when, documents = entry.time[:16].replace("T", " "), ", ".join(entry.documents)
        undone = "undone" if entry.undone else ""
        rows.append((when, entry.annotator, entry.command, documents, entry.summary, undone))
    shown = [[spelt_out(" ".join(cell.split())) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        padded = (cell + " " * (n - cell_len(cell)) for cell, n in zip(row, widths, strict=True))
        print("  ".join(padded).rstrip())


def _counts(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(name, str(number)) for name, number in pairs]


def _show(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    console: Console | None = None,
) -> None:
    # As Text, brackets in names are no markup.
    heading = Text(spelt_out(title), style="table.title") if title else None
    table = Table(title=heading, title_justify="left", box=box.SIMPLE_HEAD)
    for name in columns:
        # What was done may go on in the next row; times and commands are shown whole.
        whole = name in ("UTC", "command", "document", "format", "keys", "")
        table.add_column(name, justify="right" if name == "count" else "left", no_wrap=whole)
    for row in rows:
        table.add_row(*(c if isinstance(c, Text) else Text(spelt_out(c)) for c in row))
    (console or Console()).print(table)
