"""The subcommands that bring datasets in and out: export, import, convert, formats."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from annotations.errors import StandoffError
from tui.plain import counted, spelt_out
from tui.subcommands import Options, note, open_for_reading, say, standard_output

if TYPE_CHECKING:
    from annotations.formats.base import Annotated, Fault, Format, Outgoing, Parts, Reader
    from annotations.formats.loss import Tally
    from annotations.imports.dataset import Outcome
    from annotations.project import Project
    from annotations.scheme import Scheme

NAMED = 20
_Documents: TypeAlias = "Callable[[], Iterator[Annotated]]"
# What is in each part, as the last pass over it has counted.
_Totals: TypeAlias = dict[str, Counter[str]]
_Add: TypeAlias = Callable[[Mapping[str, Any]], None]


def formats(_: Options) -> int:
    """List the formats and what each carries."""
    from annotations.formats.recognition import known_formats
    from tui import reports

    reports.show_formats(list(known_formats()))
    return 0


# Out


def export(options: Options) -> int:
    """Write one annotator's records in a format, to a file, a folder, or standard output."""
    from annotations.formats import find_format
    from annotations.formats.base import Outgoing
    from annotations.formats.output import check_report, check_target
    from annotations.formats.recognition import check_replaced

    chosen = find_format(options.format)
    target = options.output if options.output != Path("-") else None
    is_folder = _check_writing(chosen, target, split=options.split is not None)
    totals: _Totals = {}
    with open_for_reading(options) as project:
        parts = _parts(project, options, totals)
        places = (project.root, project.corpus.root)
        if target and (warning := check_target(target, places, folder=is_folder)):
            note([warning])
        if target and not is_folder:
            check_replaced(target, chosen)
        if options.report:
            written = _written(chosen, project.scheme, target)
            check_report(options.report, None, written, places)
        head = {"format": chosen.name, "annotator": project.annotator}
        with _report(options.report, head, "losses") as add:
            tally = _losses(parts, chosen, project.scheme, add, strict=options.strict)
        outgoing = Outgoing(project.scheme, with_text=not options.without_text)
        _write(chosen, _watched(parts), target, outgoing, is_folder=is_folder)
    print(f"{_in_words(totals)} by {project.annotator}", file=sys.stderr)
    _say_losses(tally, chosen)
    return 0


def _check_writing(chosen: Format, target: Path | None, *, split: bool) -> bool:
    """Whether a folder will be written. Raises StandoffError for what can't be written so."""
    if chosen.write is None and chosen.write_folder is None:
        raise StandoffError(f"{chosen.name} is a format that is only read, not written")
    is_folder = split or chosen.write is None
    if is_folder and target is None:
        why = "a split" if split else chosen.name
        raise StandoffError(f"{why} needs a folder: say --output FOLDER")
    return is_folder


def _parts(project: Project, options: Options, totals: _Totals) -> dict[str, _Documents]:
    """The documents to be written, by parts."""
    from annotations.formats.splits import USUAL_SHARES, shares_of, split

    statuses = set(options.status.split(",")) if options.status else set()
    if options.split is None and not statuses:
        return {"": _tallied("", project.annotated, totals)}
    ids = [
        key
        for key in [*project.ids, *project.missing]
        if (found := project.progress(key)).revision
        and found.status in (statuses or {found.status})
    ]
    if options.split is None:
        return {"": _tallied("", lambda: project.annotated(ids), totals)}
    shares = shares_of(options.split) if options.split else project.scheme.splits or USUAL_SHARES
    part_of = split(ids, shares, options.seed)
    if not ids:
        raise StandoffError("there is no annotated document to split")
    there = set(part_of.values())
    filled = [name for name in shares if name in there]
    empty = [name for name, share in shares.items() if share and name not in filled]
    too_few = f"{counted(len(ids), 'document')} {'is' if len(ids) == 1 else 'are'} too few"
    note([f"{too_few} for a part {name}: it is not written" for name in empty])

    def documents(name: str) -> _Documents:
        chosen = [document_id for document_id in ids if part_of[document_id] == name]
        return _tallied(name, lambda: project.annotated(chosen), totals)

    return {name: documents(name) for name in filled}


def _tallied(part: str, documents: _Documents, totals: _Totals) -> _Documents:
    """The same documents; each pass over them counts anew what is in them."""

    def each() -> Iterator[Annotated]:
        count = totals[part] = Counter()
        for record, document in documents():
            count["document"] += 1
            count["mention"] += len(record.mentions)
            count["stance"] += len(record.stances)
            yield record, document

    return each


def _in_words(totals: _Totals) -> str:
    things = ("document", "mention", "stance")
    return ", ".join(counted(sum(n[each] for n in totals.values()), each) for each in things)


def _watched(parts: Mapping[str, _Documents]) -> Parts:
    """The same with a bar for each pass."""
    from tui.bar import bar

    def watched(documents: _Documents) -> _Documents:
        def each() -> Iterator[Annotated]:
            with bar("writing") as step:
                for pair in documents():
                    yield pair
                    step()

        return each

    return {name: watched(documents) for name, documents in parts.items()}


def _write(
    chosen: Format, parts: Parts, target: Path | None, outgoing: Outgoing, *, is_folder: bool
) -> None:
    """Write the parts: all of it, or nothing."""
    from annotations.formats.output import whole_file, whole_folder

    companions = chosen.companions(outgoing.scheme) if chosen.companions else {}
    if is_folder:
        assert target is not None
        with whole_folder(target) as folder:
            if chosen.write_folder is not None:
                chosen.write_folder(parts, folder, outgoing)
                return
            assert chosen.write is not None
            for name, documents in parts.items():
                with (folder / f"{name}{chosen.endings[0]}").open("wb") as out:
                    chosen.write(documents(), out, outgoing)
            for name, data in companions.items():
                (folder / name).write_bytes(data)
        return
    assert chosen.write is not None
    with whole_file(target) if target else standard_output() as out:
        chosen.write(parts[""](), out, outgoing)
    if target is not None:
        for name, data in companions.items():
            with whole_file(_beside(target, name)) as out:
                out.write(data)


def _beside(target: Path, name: str) -> Path:
    """Where a companion of a file stands."""
    return target.with_name(f"{target.stem}.{name}")


def _written(chosen: Format, scheme: Scheme, target: Path | None) -> list[Path]:
    """What will be written: the target, if it isn't standard output, and its companions."""
    if target is None:
        return []
    names = chosen.companions(scheme) if chosen.companions else ()
    return [target, *(_beside(target, name) for name in names)]


def _losses(
    parts: Mapping[str, _Documents], chosen: Format, scheme: Scheme, add: _Add, *, strict: bool
) -> Tally:
    """Count what the format can't carry, before anything is written, and report each thing.

    Raises StandoffError where there is something and, `strict`, nothing may be.
    """
    from annotations.formats.loss import Tally, losses
    from tui.bar import bar

    tally = Tally()
    with bar("looking for losses") as step:
        for documents in parts.values() if chosen.again else ():
            for record, document in documents():
                found = losses(record, document, chosen, scheme)
                tally.add(found)
                for loss in found:
                    add(loss._asdict())
                step()
    if strict and tally.counts:
        _say_losses(tally, chosen)
        raise StandoffError(f"{chosen.name} can't carry all; nothing was written (--strict)")
    return tally


def _say_losses(tally: Tally, chosen: Format) -> None:
    if tally.counts:
        total = counted(tally.counts.total(), "thing")
        print(f"{total} could not be carried by {chosen.name}:", file=sys.stderr)
        for line in tally.in_words():
            print(spelt_out(f"  {line}"), file=sys.stderr)


@contextmanager
def _report(path: Path | None, head: Mapping[str, Any], name: str) -> Iterator[_Add]:
    """A JSON file with a list in it, written as it grows; it is whole also where something fails.

    Gives what to call for each thing. Without a path nothing is written.
    """
    if path is None:
        yield lambda _: None
        return
    import msgspec

    from annotations.formats.output import whole_file

    failure: StandoffError | None = None
    count = 0
    with whole_file(path) as out:
        out.write(msgspec.json.encode(head)[:-1] + b',"%b":[' % name.encode())

        def add(thing: Mapping[str, Any]) -> None:
            nonlocal count
            out.write((b",\n" if count else b"\n") + msgspec.json.encode(thing))
            count += 1

        try:
            yield add
        except StandoffError as error:
            failure = error
        out.write(b'\n],"count":%d}\n' % count)
    if failure is not None:
        raise failure


# In


class _Faults:
    """What was not understood: all of it goes to the report, the first is said."""

    def __init__(self, add: _Add) -> None:
        self._add = add
        self.count = 0
        self.left_alone = 0

    def report(self, fault: Fault) -> None:
        """Take one."""
        self.count += 1
        self.left_alone += fault.what.endswith("left alone")
        self._add(fault._asdict())
        if self.count <= NAMED:
            print(spelt_out(f"{fault.where}: {fault.what}"), file=sys.stderr)

    def conclude(self) -> None:
        """Say how many more there were."""
        if self.count > NAMED:
            print(f"and {self.count - NAMED} more like these", file=sys.stderr)


def _source_format(source: Path, name: str | None) -> Format:
    """The format of a source: the one that is named, else the one that it shows, which is said."""
    from annotations.formats import find_format
    from annotations.formats.recognition import check_kind, recognised

    if name is None:
        found = recognised(source)
        print(spelt_out(f"{source}: read as {found.name} ({found.title})"), file=sys.stderr)
        return found
    found = find_format(name)
    check_kind(source, found)
    return found


def _reader(chosen: Format, options: Options) -> Reader:
    settings = dict(options.column or ())
    if options.encoding:
        settings["encoding"] = options.encoding
    if settings and chosen.configured is None:
        said = "--column" if options.column else "--encoding"
        raise StandoffError(
            f"{chosen.name} has no columns or encodings to choose; leave {said} out"
        )
    assert chosen.read is not None
    return chosen.configured(settings) if settings and chosen.configured else chosen.read


def import_(options: Options) -> int:
    """Bring a dataset into a project."""
    from annotations.formats.output import check_report
    from annotations.imports.dataset import import_dataset
    from tui import keymap
    from tui.bar import bar

    chosen = _source_format(options.source, options.format)
    reader = _reader(chosen, options)
    user = keymap.read_user_keys(keymap.user_keys_path())
    reserved = keymap.reserved_keys(user.preset or "default", user) if options.add_labels else {}
    if options.report:
        check_report(options.report, options.source, (), [options.project])
    head = {"source": str(options.source), "format": chosen.name}
    with _report(options.report, head, "faults") as add, bar("importing") as step:
        faults = _Faults(add)
        try:
            outcome = import_dataset(
                options.source,
                options.project,
                chosen,
                reader=reader,
                annotator=options.annotator,
                report=faults.report,
                strict=options.strict,
                add_labels=options.add_labels,
                reserved=reserved,
                step=step,
            )
        finally:
            faults.conclude()
    _say_outcome(outcome, options, faults.left_alone)
    return 0


def _say_outcome(outcome: Outcome, options: Options, left_alone: int) -> None:
    from annotations.imports.dataset import PREDICTIONS
    from annotations.imports.scheme_additions import IN_WORDS

    if outcome.documents:
        say(f"{counted(outcome.documents, 'new document')} in {outcome.file}")
    if outcome.joined:
        say(f"{counted(outcome.joined, 'document')} in the corpus already")
    for name, count in outcome.records.items():
        say(f"{counted(count, 'document')} annotated by {name}; this can't be undone key by key")
    if outcome.unchanged:
        say(f"{counted(outcome.unchanged, 'document')} annotated just so before")
    for name, count in outcome.predictions.items():
        say(f"{counted(count, 'document')} with candidates, annotations/{PREDICTIONS}/{name}.json")
    if not (outcome.documents or outcome.joined):
        say("nothing came in")
    for notice in outcome.notices:
        say(notice)
    if left_alone:
        say(f"{counted(left_alone, 'document')} annotated by the same person before: left alone")
    if not_understood := outcome.faults - left_alone:
        said = "was" if not_understood == 1 else "were"
        say(f"{counted(not_understood, 'thing')} {said} not understood, and left out")
    for (table, name), count in sorted(outcome.unknown.items()):
        what = f"{IN_WORDS[table]} {name}: used {counted(count, 'time')}, "
        say(what + ("added to the scheme" if outcome.added else "not in the scheme"))
    if outcome.unknown and not outcome.added:
        say("--add-labels adds them to standoff.toml")


# From one to the other


def convert(options: Options) -> int:
    """Read one format and write another, without a project."""
    from annotations.formats import find_format
    from annotations.formats.base import CANONICAL, Outgoing
    from annotations.formats.output import check_report
    from annotations.formats.recognition import check_replaced

    source, target = options.source, options.target
    if os.path.realpath(source) == os.path.realpath(target):
        raise StandoffError(f"{target}: it is the source itself; name another target")
    incoming, chosen = _source_format(source, options.source_format), find_format(options.to)
    is_folder = _check_writing(chosen, target, split=False)
    if not is_folder:
        check_replaced(target, chosen)
    outgoing = Outgoing(_scheme_of(options.scheme))
    reader = _reader(incoming, options)
    totals: _Totals = {}
    if options.report:
        check_report(options.report, source, _written(chosen, outgoing.scheme, target))
    head = {"source": str(source), "from": incoming.name, "to": chosen.name}
    with _report(options.report, head, "things") as add:
        faults = _Faults(add)
        passes = _Passes(reader, options, faults, several=chosen.name == CANONICAL)
        parts: dict[str, _Documents] = {"": _tallied("", passes.documents, totals)}
        try:
            tally = _losses(parts, chosen, outgoing.scheme, add, strict=options.strict)
            _write(chosen, _watched(parts), target, outgoing, is_folder=is_folder)
        finally:
            faults.conclude()
    say(f"{_in_words(totals)} from {incoming.name} to {chosen.name}")
    _say_losses(tally, chosen)
    return 0


class _Passes:
    """The documents of a source, as often as they are asked for; faults are told once."""

    def __init__(self, reader: Reader, options: Options, faults: _Faults, *, several: bool) -> None:
        self._reader = reader
        self._options = options
        self._faults = faults
        self._several = several
        self._is_first = True

    def documents(self) -> Iterator[Annotated]:
        """One pass. Raises StandoffError at its end where something was wrong and may not be."""
        from annotations.formats.conversion import annotated

        report = self._faults.report if self._is_first else _untold
        self._is_first = False
        source, annotator = self._options.source, self._options.annotator
        found = self._reader(source, report)
        yield from annotated(found, report, annotator=annotator, several=self._several)
        if self._options.strict and self._faults.count:
            raise StandoffError(f"{source}: not all was understood; nothing was written (--strict)")


def _untold(_: Fault) -> None:
    """It has been said."""


def _scheme_of(path: Path | None) -> Scheme:
    """The scheme in a file, else the built-in one. Raises SchemeError."""
    from annotations.errors import SchemeError
    from annotations.scheme import default_scheme, examine

    if path is None:
        return default_scheme()
    found, faults = examine(path, {})
    if found is None or faults:
        raise SchemeError("\n".join(faults))
    return found
