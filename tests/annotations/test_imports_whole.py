"""An import is in as a whole or not at all, wherever a kill, a power cut or an error ends it."""

from __future__ import annotations

import errno
import random
import re
import shutil
import signal
import tracemalloc
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest
from store_disks import (
    FaultyDisk,
    KillingDisk,
    RecordingDisk,
    commit,
    states_after_power_cut,
    tag,
)

from annotations import edits
from annotations.errors import DamagedError, RefusedError, StandoffError
from annotations.formats.base import Format, Incoming, Report
from annotations.formats.draft import Draft
from annotations.imports.dataset import Outcome, import_dataset
from annotations.model import Document, span_of, text_hash
from annotations.project import annotators, open_project
from annotations.scheme import read_scheme
from annotations.store import open_store, placing, rows, settle
from annotations.store.disk import Disk
from annotations.store.lock import WriterLock
from annotations.store.packs import packed_text
from annotations.store.placing import FOLDER, Measure, Placing, clear, is_pending

TEXT = "Ankara backs Kyiv."
FINISHED = "An import that was interrupted has been finished: all of it is in."
View: TypeAlias = dict[str, Any]


def incoming(name: str, text: str, label: str, who: str, *, by_program: bool = False) -> Incoming:
    draft = Draft("import:toy")
    draft.mention([span_of(text, 0, 6)], label, text=text[:6])
    one = Document(name, text, text_hash(text), "A title")
    record = draft.record(name, one.sha256, who)
    if by_program:
        return Incoming(one, None, f"toy:{name}", predictions=record)
    return Incoming(one, record, f"toy:{name}")


COMING = [
    incoming("b.txt", "Ankara again.", "GPE", "anna"),
    incoming("new.txt", "Somebody said so.", "CITY", "anna"),
    incoming("new.txt", "Somebody said so.", "GPE", "bob"),
    incoming("new.txt", "Somebody said so.", "GPE", "model", by_program=True),
]


def toy(*given: Incoming) -> Format:
    def read(path: Path, report: Report) -> Iterator[Incoming]:
        yield from given

    return Format(
        "toy", "A toy", (".toy",), frozenset({"mentions"}), read=read, again=lambda *_: None
    )


def bring(root: Path, disk: Disk | None = None, report: Report = print) -> Outcome:
    return import_dataset(
        Path("data.toy"), root, toy(*COMING), report=report, add_labels=True, disk=disk
    )


def make(root: Path) -> Path:
    """A project with two texts, of which anna has tagged one."""
    root.mkdir()
    (root / "a.txt").write_text(TEXT)
    (root / "b.txt").write_text("Ankara again.")
    with open_project(root, annotator="anna") as opened:
        one = opened.open("a.txt")
        opened.commit(edits.tag(one.record, TEXT, 13, 17, "GPE", opened.scheme))
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make(tmp_path / "project")


def view(root: Path) -> View:
    """All that a project shows of what an import changes. Opening it settles what was cut off."""
    seen: View = {}
    with open_project(root, annotator="anna", read_only=True) as opened:
        # The journal may have half a line: that names the file that comes, and nothing is lost.
        said = [each for each in opened.notices if "that was never finished" not in each]
        assert said in ([], [FINISHED])
        seen["documents"] = list(opened.ids)
        seen["known"] = [each.sequence for each in opened.commits()]
        seen["remembered"] = sorted(row.id for row in opened.suggestions.rows())
    assert not (root / "annotations" / FOLDER).exists()
    assert not list(root.rglob("*.tmp"))
    seen["labels"] = read_scheme(root).label("CITY") is not None
    for who in annotators(root):
        with open_project(root, annotator=who, read_only=True) as opened:
            seen[who] = [
                (record.id, [(m.text, m.label) for m in record.mentions], document.text)
                for record, document in opened.annotated()
            ]
    programs = root / "annotations" / "predictions" / "model.json"
    store = open_store(programs, annotator="x", read_only=True)
    seen["model"] = sorted(store.keys("records"))
    seen["text"] = packed_text(root / "annotations", text_hash("Somebody said so."))
    return seen


@pytest.fixture
def outcomes(project: Path, tmp_path: Path) -> tuple[View, View]:
    """What a project shows before the import and after it."""
    before = view(project)
    done = shutil.copytree(project, tmp_path / "done")
    bring(done)
    after = view(done)
    assert after["documents"] == ["a.txt", "b.txt", "new.txt"]
    assert (len(before["anna"]), len(after["anna"])) == (1, 3)
    assert before["known"] == after["known"] == [1]
    assert after["bob"] == [("new.txt", [("Somebo", "GPE")], "Somebody said so.")]
    assert (before["labels"], after["labels"]) == (False, True)
    assert (before["text"], after["text"]) == (None, "Somebody said so.")
    return before, after


def killed(work: Callable[[], object]) -> bool:
    """Run something in another process; whether it was killed there."""
    process = get_context("fork").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


def steps_of(root: Path) -> int:
    disk = FaultyDisk()
    copy = shutil.copytree(root, root.with_name("counted"))
    bring(copy, disk)
    shutil.rmtree(copy)
    return len(disk.steps)


def kill_at(root: Path, step: int) -> Path:
    """A copy of the project in which an import was killed at a step of the disk."""
    copy = shutil.copytree(root, root.with_name(f"killed-{step}"))
    assert killed(lambda: bring(copy, KillingDisk(step)))
    return copy


# Kills


def test_a_kill_at_each_system_call_leaves_all_or_nothing(
    project: Path, outcomes: tuple[View, View]
) -> None:
    before, after = outcomes
    count = steps_of(project)
    found = []
    for step in range(count):
        copy = kill_at(project, step)
        is_in = is_pending(copy / "annotations")
        seen = view(copy)
        assert seen in (before, after), step
        assert seen == after or not is_in, step
        found.append(seen == after)
        shutil.rmtree(copy)
    # Once it is in, it stays in; and both happen.
    assert found == sorted(found)
    assert found[0] is False
    assert 5 < sum(found) < count - 5
    assert not killed(lambda: bring(project, KillingDisk(count + 1)))


def half_in(root: Path) -> list[Path]:
    """Copies of the project, killed at each step from which all is in until all is in place."""
    copies: list[Path] = []
    for step in reversed(range(steps_of(root))):
        copy = kill_at(root, step)
        if is_pending(copy / "annotations"):
            copies.insert(0, copy)
        elif copies:
            break
    return copies


def _kill_who_finishes(root: Path, after: View, chosen: Callable[[list[Path]], list[Path]]) -> int:
    kills = 0
    for copy in chosen(half_in(root)):
        step = 0
        while True:
            again = shutil.copytree(copy, root.with_name("again"))
            disk = KillingDisk(step)
            was_killed = killed(lambda again=again, disk=disk: settle(again / "annotations", disk))
            assert view(again) == after
            shutil.rmtree(again)
            if not was_killed:
                break
            kills += 1
            step += 1
    return kills


def test_who_is_killed_while_finishing_leaves_it_to_the_next(
    project: Path, outcomes: tuple[View, View]
) -> None:
    assert _kill_who_finishes(project, outcomes[1], lambda copies: copies[:1]) > 10


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_who_is_killed_while_finishing_anywhere_leaves_it_to_the_next(
    project: Path, outcomes: tuple[View, View]
) -> None:
    assert _kill_who_finishes(project, outcomes[1], lambda copies: copies) > 100


def test_after_a_kill_the_same_import_says_what_it_found_and_all_is_there(
    project: Path, outcomes: tuple[View, View]
) -> None:
    copies = half_in(project)
    for copy in (copies[0], copies[-1]):
        outcome = bring(copy)
        assert (outcome.notices, outcome.unchanged) == ([FINISHED], 3)
        assert view(copy) == outcomes[1]


def test_what_is_only_written_aside_is_cleared_away_without_a_word(project: Path) -> None:
    folder = project / "annotations" / FOLDER
    folder.mkdir()
    (folder / "1").write_text("half")
    with open_project(project, annotator="anna") as opened:
        assert opened.notices == []
    assert not folder.exists()


# Power cuts


def _power_cuts(tmp_path: Path, *, every: int, **left_out: bool) -> Iterator[str]:
    """What each state that a power cut may leave is once settled: "before", "after", "wrong"."""
    root = tmp_path / "project"
    disk = RecordingDisk(root=root, **left_out)
    store = open_store(root / "annotations" / "anna.json", annotator="anna", disk=disk)
    commit(store, tag(1))
    store.close()
    bring(root, disk)
    disk.acknowledge(1)
    log = [step for step in disk.log if step[0] != "sync_folder" or step[1] is not None]
    for number, (answered, state) in enumerate(states_after_power_cut(log, random.Random(7))):
        if number % every:
            continue
        found = _tables(tmp_path / "cut", state)
        if found == 5:
            yield "after"
        else:
            yield "before" if found == 0 and answered != 1 else "wrong"


def _tables(root: Path, state: dict[str, bytes]) -> int:
    """How many of the five things that the import brings are there, once it was settled."""
    shutil.rmtree(root, ignore_errors=True)
    for name, data in state.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folder = root / "annotations"
    folder.mkdir(parents=True, exist_ok=True)
    said = settle(folder, Quick())
    if said not in ([], [FINISHED]):
        return -1
    try:
        counts = []
        for name in ("anna", "bob", "predictions/model"):
            store = open_store(folder / f"{name}.json", annotator="x", read_only=True)
            counts.append(any(key != "a.txt" for key in store.keys("records")))
        pack = packed_text(folder, text_hash("Somebody said so.")) is not None
        return sum([*counts, pack, (root / "data.jsonl").exists()])
    except StandoffError:
        return -1


class Quick(Disk):
    """A disk that syncs nothing."""

    def sync(self, descriptor: int) -> None:
        """Nothing."""

    def sync_folder(self, folder: Path) -> None:
        """Nothing."""


def test_a_power_cut_leaves_all_or_nothing(tmp_path: Path) -> None:
    found = Counter(_power_cuts(tmp_path, every=7))
    assert found.keys() == {"before", "after"}
    assert found.total() > 100


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_every_power_cut_leaves_all_or_nothing(tmp_path: Path) -> None:
    found = Counter(_power_cuts(tmp_path, every=1))
    assert found.keys() == {"before", "after"}
    assert found.total() > 1000


@pytest.mark.parametrize("left_out", ["folders", "files"])
def test_without_the_syncs_a_power_cut_would_leave_a_part(tmp_path: Path, left_out: str) -> None:
    assert "wrong" in _power_cuts(tmp_path, every=3, **{left_out: False})


# Errors of the disk


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_an_error_at_each_system_call_leaves_all_or_nothing_and_says_which(
    project: Path, outcomes: tuple[View, View], code: int
) -> None:
    before, after = outcomes
    said = set()
    for step in range(steps_of(project)):
        copy = shutil.copytree(project, project.with_name("failing"))
        try:
            bring(copy, FaultyDisk({step}, code))
            is_in = True
            said.add("done")
        except StandoffError as error:
            is_in = "all of it is in" in str(error)
            said.add("in" if is_in else "not")
        except OSError:
            is_in = False
        assert view(copy) == (after if is_in else before), step
        shutil.rmtree(copy)
    assert {"in", "not"} <= said


# Somebody else


def pending(project: Path) -> Path:
    """The project, its import killed when all was in and nothing in its place."""
    return kill_at(project, _first_in(project))


def test_what_was_changed_meanwhile_is_kept_aside_and_said(
    project: Path, outcomes: tuple[View, View]
) -> None:
    root = pending(project)
    file = root / "annotations" / "anna.json"
    mine = file.read_bytes().replace(b"Kyiv", b"KYIV")
    file.write_bytes(mine)
    (root / "data.jsonl").write_bytes(b"mine\n")
    with open_project(root, annotator="anna", read_only=True) as opened:
        assert opened.notices == [
            FINISHED,
            "anna.json had been changed meanwhile; that state is in anna.json.before-import-1 "
            "beside it.",
            "data.jsonl had been changed meanwhile; that state is in data.jsonl.before-import-1 "
            "beside it.",
        ]
    assert view(root) == outcomes[1]
    assert (root / "annotations" / "anna.json.before-import-1").read_bytes() == mine
    assert (root / "data.jsonl.before-import-1").read_bytes() == b"mine\n"
    kept = root / "annotations" / "anna.json.before-import-1"
    assert list(open_store(kept, annotator="anna", read_only=True).keys("records")) == ["a.txt"]


def test_where_it_can_not_be_finished_the_project_opens_for_reading_and_says_so(
    project: Path, outcomes: tuple[View, View], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = pending(project)

    def refused(self: WriterLock, annotator: str, patience: float = 0) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(root))

    with monkeypatch.context() as patched:
        patched.setattr(WriterLock, "acquire", refused)
        with open_project(root, annotator="anna", read_only=True) as opened:
            (notice,) = opened.notices
            assert notice.startswith("An import was interrupted and can't be finished now (")
            assert "Permission denied" in notice
            assert opened.open("a.txt").record.mentions
        with pytest.raises(StandoffError, match="can't be finished now"):
            bring(root)
    assert view(root) == outcomes[1]


def test_nobody_writes_to_an_annotators_file_before_it_is_finished(project: Path) -> None:
    root = pending(project)
    store = open_store(root / "annotations" / "anna.json", annotator="anna")
    assert store.read_only
    assert "an import was interrupted" in store.notices[0]
    for name in ("bob", "predictions/model"):
        new = open_store(root / "annotations" / f"{name}.json", annotator="bob")
        with pytest.raises(RefusedError, match="an import was interrupted"):
            commit(new, tag(1))
    assert not (root / "annotations" / "bob.json").exists()


def test_of_two_who_open_it_at_once_one_finishes_and_both_see_all(
    project: Path, outcomes: tuple[View, View]
) -> None:
    root = pending(project)
    processes = [get_context("fork").Process(target=_opened, args=(root,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert view(root) == outcomes[1]


def _opened(root: Path) -> None:
    with open_project(root, annotator="bob", read_only=True) as opened:
        assert opened.notices in ([], [FINISHED])
        assert list(opened.ids) == ["a.txt", "b.txt", "new.txt"]
        record = opened.record("new.txt")
        assert record is not None
        assert len(record.mentions) == 1


def test_a_project_is_opened_beside_an_import_that_is_still_reading(project: Path) -> None:
    def read(path: Path, report: Report) -> Iterator[Incoming]:
        yield COMING[0]
        with open_project(project, annotator="bob") as opened:
            assert (list(opened.ids), opened.notices) == (["a.txt", "b.txt"], [])
        yield from COMING[1:]

    chosen = toy()._replace(read=read)
    import_dataset(Path("data.toy"), project, chosen, report=print)
    assert annotators(project) == ["anna", "bob"]


def test_a_project_that_was_moved_after_a_kill_is_finished_where_it_is(
    project: Path, outcomes: tuple[View, View], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = project.with_name("link")
    link.symlink_to(project)
    monkeypatch.chdir(project.parent)
    for number, root in enumerate((Path("project"), link)):
        assert killed(lambda root=root: bring(root, KillingDisk(_first_in(project))))
        moved = shutil.copytree(project, project.with_name(f"moved-{number}"))
        shutil.rmtree(project / "annotations" / FOLDER)
        before = sorted(project.rglob("*"))
        assert view(moved) == outcomes[1]
        assert sorted(project.rglob("*")) == before


def _first_in(root: Path) -> int:
    """The step of an import after which all is in."""

    def is_in(step: int) -> bool:
        copy = kill_at(root, step)
        found = is_pending(copy / "annotations") or (copy / "data.jsonl").exists()
        shutil.rmtree(copy)
        return found

    return bisect_left(range(steps_of(root)), True, key=is_in)


# What a list may say


def write_list(root: Path, *moves: tuple[str, str, bytes], before: bytes | None = None) -> Path:
    """A folder of an import that is in, with its files: their names, where they go, their bytes."""
    folder = root / "annotations" / FOLDER
    folder.mkdir(parents=True)
    listed = []
    for aside, target, data in moves:
        if "\0" not in aside:
            (folder / aside).write_bytes(data)
        there = None if before is None else measure(before)
        listed.append({"aside": aside, "target": target, "now": measure(data), "before": there})
    (folder / "list.json").write_bytes(msgspec.json.encode(listed))
    return folder


def measure(data: bytes) -> Measure:
    return Measure(len(data), zlib.crc32(data))


def files(root: Path) -> dict[str, bytes]:
    """What is in the files below a folder."""
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_file_that_is_missing_and_not_in_its_place_is_named(project: Path) -> None:
    moves = (("1", "one.jsonl", b"1\n"), ("2", "two.jsonl", b"2\n"))
    for number, found in enumerate((None, b"another\n")):
        root = shutil.copytree(project, project.with_name(f"missing-{number}"))
        folder = write_list(root, *moves)
        (folder / "2").unlink()
        if found is not None:
            (root / "two.jsonl").write_bytes(found)
        (notice,) = settle(root / "annotations")
        assert f"{folder / '2'} is damaged: it is gone" in notice
        assert not (root / "one.jsonl").exists()
        with open_project(root, annotator="anna") as opened:
            assert opened.read_only
            assert opened.open("a.txt").record.mentions


def test_a_file_that_is_missing_because_it_is_in_its_place_is_no_fault(project: Path) -> None:
    folder = write_list(project, ("1", "one.jsonl", b"1\n"), ("2", "two.jsonl", b"2\n"))
    (folder / "1").rename(project / "one.jsonl")
    assert settle(project / "annotations") == [FINISHED]
    assert (project / "two.jsonl").read_bytes() == b"2\n"


@pytest.mark.parametrize("gone_at", ["commit", "place"])
def test_who_puts_files_in_place_looks_for_each_of_them(project: Path, gone_at: str) -> None:
    folder = project / "annotations" / FOLDER
    folder.mkdir()
    putting = Placing(project / "annotations", Disk())
    for name in ("1", "2"):
        (folder / name).write_bytes(b"{}\n")
        putting.add(folder / name, project / f"{name}.jsonl", measure(b"{}\n"))
    if gone_at == "place":
        putting.commit()
    (folder / "2").unlink()
    with pytest.raises(DamagedError, match=re.escape(str(folder / "2"))):
        getattr(putting, gone_at)()
    assert putting.is_in() == (gone_at == "place")
    assert not (project / "1.jsonl").exists()


def test_a_list_never_comes_back_once_all_is_in_place(tmp_path: Path) -> None:
    root = tmp_path / "project"
    disk = RecordingDisk(root=root)
    bring(root, disk)
    steps = [(step[0], str(step[1])) for step in disk.log if len(step) > 1]
    gone = next(i for i, step in enumerate(steps) if step[0] == "unlink" and "list.json" in step[1])
    assert any(name == "sync_folder" and FOLDER in path for name, path in steps[gone:])


@pytest.mark.parametrize("target", ["../outside/old.jsonl", "../outside/new.jsonl"])
@pytest.mark.parametrize("is_corpus", [True, False])
def test_outside_only_new_files_of_the_corpus_are_written(
    project: Path, target: str, is_corpus: bool
) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "old.jsonl").write_bytes(b"precious\n")
    if is_corpus:
        scheme = '[corpus]\npath = "../outside"\n[[labels]]\nname = "GPE"\n'
        (project / "standoff.toml").write_text(scheme)
    write_list(project, ("1", target, b"evil\n"))
    (notice,) = settle(project / "annotations")
    if is_corpus and "new" in target:
        assert notice == FINISHED
        assert files(outside) == {"old.jsonl": b"precious\n", "new.jsonl": b"evil\n"}
        return
    assert "is outside of the project" in notice
    assert files(outside) == {"old.jsonl": b"precious\n"}


@pytest.mark.parametrize(
    ("link", "name", "before"),
    [
        ("annotations/anna.json", "file.json", None),
        ("annotations/anna.json", "file.json", b"not that"),
        ("annotations/anna.json", ".bashrc", b"precious"),
        ("annotations/anna.json", "missing.json", None),
        ("anna.json", "file.json", b"precious"),
    ],
)
def test_through_a_link_only_an_annotators_file_that_was_there_is_written(
    tmp_path: Path, link: str, name: str, before: bytes | None
) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    outside.mkdir()
    for each in ("file.json", ".bashrc"):
        (outside / each).write_bytes(b"precious")
    there = files(outside)
    write_list(root, ("1", link, b"evil"), before=before)
    (root / link).symlink_to(outside / name)
    (notice,) = settle(root / "annotations")
    assert "is outside of the project" in notice
    assert files(outside) == there


@pytest.mark.parametrize(
    ("aside", "target"), [("1", "a\0.json"), ("\0", "a.json"), ("1", "annotations/loop/a.json")]
)
def test_names_that_no_file_has_are_told_and_not_raised(
    tmp_path: Path, aside: str, target: str
) -> None:
    folder = write_list(tmp_path, (aside, target, b"x"))
    (tmp_path / "annotations" / "loop").symlink_to(tmp_path / "annotations" / "loop")
    (notice,) = settle(tmp_path / "annotations")
    assert f"{folder / 'list.json'} is damaged" in notice


# Links


def linked(project: Path) -> Path:
    """The project, anna's file a link to one elsewhere, which comes back."""
    elsewhere = project.parent / "elsewhere"
    elsewhere.mkdir()
    for path in list((project / "annotations").glob("anna.*")):
        path.rename(elsewhere / path.name)
    (project / "annotations" / "anna.json").symlink_to(elsewhere / "anna.json")
    return elsewhere / "anna.json"


def test_a_link_to_an_annotators_file_stays_a_link(
    project: Path, outcomes: tuple[View, View]
) -> None:
    there = linked(project)
    assert bring(project).notices == []
    assert (project / "annotations" / "anna.json").readlink() == there
    assert view(project) == outcomes[1]


def test_what_was_cut_off_is_finished_through_the_link(
    project: Path, outcomes: tuple[View, View], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = linked(project)
    before = there.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(Placing, "place", lambda self: [])
        bring(project)
    assert there.read_bytes() == before
    # Nobody writes to it meanwhile, wherever it is.
    store = open_store(project / "annotations" / "anna.json", annotator="anna")
    assert store.read_only
    assert view(project) == outcomes[1]
    assert (project / "annotations" / "anna.json").readlink() == there
    assert there.read_bytes() != before


def test_a_file_that_may_not_be_written_is_said_in_whole_sentences(project: Path) -> None:
    there = linked(project)
    there = there.rename(there.with_name("anna"))
    (project / "annotations" / "anna.json").unlink()
    (project / "annotations" / "anna.json").symlink_to(there)
    with pytest.raises(StandoffError) as raised:
        bring(project)
    assert "is outside of the project. Nothing has come in; import again." in str(raised.value)
    assert not is_pending(project / "annotations")


# Clearing away


@pytest.mark.parametrize("vanishes", [1, 10])
def test_who_waits_makes_the_folder_anew_where_another_takes_it_away(
    project: Path, outcomes: tuple[View, View], monkeypatch: pytest.MonkeyPatch, vanishes: int
) -> None:
    acquire = WriterLock.acquire
    folder = project / "annotations" / FOLDER
    left = vanishes

    def waited(self: WriterLock, annotator: str, patience: float = 0) -> None:
        nonlocal left
        if annotator == "import" and left:
            left -= 1
            folder.rmdir()
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(folder))
        acquire(self, annotator, patience)

    with monkeypatch.context() as patched:
        patched.setattr(WriterLock, "acquire", waited)
        if vanishes > 1:
            with pytest.raises(FileNotFoundError):
                bring(project)
        else:
            bring(project)
    assert view(project) == outcomes[vanishes == 1]


def test_nothing_is_cleared_away_where_a_link_leads_to(project: Path) -> None:
    outside = project.parent / "outside"
    (outside / "more").mkdir(parents=True)
    for name in ("mine", "more/mine"):
        (outside / name).write_bytes(b"precious")
    folder = project / "annotations" / FOLDER
    folder.symlink_to(outside)
    settle(project / "annotations")
    assert files(outside).items() >= {"mine": b"precious", "more/mine": b"precious"}.items()
    folder.unlink()
    folder.mkdir()
    (folder / "more").symlink_to(outside)
    assert settle(project / "annotations") == []
    assert not folder.exists()
    assert files(outside).items() >= {"mine": b"precious", "more/mine": b"precious"}.items()


def test_the_lock_goes_last_and_who_comes_then_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / FOLDER
    (folder / "more").mkdir(parents=True)
    for name in ("1", "2", "list.json", "writer.lock", "zz", "more/1"):
        (folder / name).touch()
    unlink = Path.unlink
    left: list[list[str]] = []

    def watched(path: Path, missing_ok: bool = False) -> None:
        unlink(path, missing_ok=missing_ok)
        if path.name == "writer.lock":
            left.append([each.name for each in folder.iterdir()])
            # Who waited for the lock has it now.
            for name in ("writer.lock", "1"):
                (folder / name).touch()

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", watched)
        clear(folder)
    assert left == [[]]
    assert sorted(each.name for each in folder.iterdir()) == ["1", "writer.lock"]
    clear(folder)
    assert not folder.exists()


def test_a_damaged_file_is_named_and_nothing_is_put_in_place(project: Path) -> None:
    root = pending(project)
    folder = root / "annotations" / FOLDER
    listed = msgspec.json.decode((folder / "list.json").read_bytes())
    damaged = folder / next(m["aside"] for m in listed if m["target"] == "data.jsonl")
    damaged.write_bytes(damaged.read_bytes()[:-1] + b" ")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    (notice,) = settle(root / "annotations")
    assert f"{damaged} is damaged" in notice
    assert f"delete the folder {folder} to give that import up" in notice
    after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert {path: after[path] for path in before if path.suffix != ".lock"} == {
        path: data for path, data in before.items() if path.suffix != ".lock"
    }


@pytest.mark.parametrize(
    ("aside", "target"),
    [
        ("1", "../outside.json"),
        ("1", "/etc/outside.toml"),
        ("1", ".bashrc"),
        ("../a.txt", "standoff.toml"),
        ("list.json", "standoff.toml"),
    ],
)
def test_a_list_that_came_with_a_project_can_not_write_elsewhere(
    project: Path, aside: str, target: str
) -> None:
    folder = project / "annotations" / FOLDER
    folder.mkdir()
    (folder / "1").write_bytes(b"x")
    size, crc = Disk().measure(folder / "1")
    move = {"aside": aside, "target": target, "now": {"size": size, "crc": crc}}
    (folder / "list.json").write_bytes(msgspec.json.encode([move]))
    (notice,) = settle(project / "annotations")
    assert "is outside of the project" in notice
    assert (project / "a.txt").read_text() == TEXT
    assert not (project.parent / "outside.json").exists()
    with pytest.raises(DamagedError, match="is outside of the project"):
        Placing(project / "annotations", Disk()).add(
            folder / "1", project.parent / "outside.json", Measure(size, crc)
        )


@pytest.mark.parametrize("data", [b"", b"[1]", b'[{"aside":"1"}]', b"\xff"])
def test_a_list_that_can_not_be_read_is_named(project: Path, data: bytes) -> None:
    folder = project / "annotations" / FOLDER
    folder.mkdir()
    (folder / "list.json").write_bytes(data)
    (notice,) = settle(project / "annotations")
    assert f"{folder / 'list.json'} is damaged" in notice
    with open_project(project, annotator="anna") as opened:
        assert opened.read_only


def test_files_go_to_another_disk_whole(project: Path, outcomes: tuple[View, View]) -> None:
    class Across(Disk):
        """A disk on which no file can be renamed out of the folder."""

        def rename(self, source: Path, target: Path) -> None:
            if source.parent != target.parent:
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            super().rename(source, target)

    assert bring(project, Across()).notices == []
    assert view(project) == outcomes[1]


# Memory


def peak(folder: Path, count: int, size: int) -> int:
    """The most bytes that an import of so many documents holds, each with a text of that size."""

    def read(path: Path, report: Report) -> Iterator[Incoming]:
        for number in range(count):
            yield incoming(f"{number}.txt", f"{number} ".ljust(size, "x"), "GPE", "bob")

    chosen = toy()._replace(read=read)
    # What is loaded and remembered once is not to count.
    import_dataset(Path("data.toy"), folder / f"first-{count}", toy(*COMING), report=print)
    tracemalloc.start()
    try:
        import_dataset(Path("data.toy"), folder / f"many-{count}", chosen, report=print)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_import_holds_neither_the_texts_nor_the_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 20_000
    # What waits to be written is a megabyte a file, which would hide what grows.
    monkeypatch.setattr(placing, "_BUFFER", 10_000)
    monkeypatch.setattr(rows, "CHUNK", 10_000)
    few, many = peak(tmp_path, 300, size), peak(tmp_path, 1_500, size)
    # Ids, hashes, and what each has for the memory of what was tagged.
    assert many < few + 1_200 * 1_000


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_an_imports_memory_stays_flat_over_100000_documents(tmp_path: Path) -> None:
    few, many = peak(tmp_path, 20_000, 50), peak(tmp_path, 100_000, 50)
    assert many < few + 80_000 * 600
