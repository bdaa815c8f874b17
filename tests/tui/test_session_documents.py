"""Documents: going between them, status, undo across them, and projects that can't be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from session_driver import TEXT, Driver, write_documents

from annotations.change import Change, PutItem, PutRow
from annotations.errors import CommitError, DamagedError
from annotations.project import Project, open_project
from tui.actions import ACTIONS
from tui.app import proposing
from tui.keymap import Action
from tui.selection import MOTIONS

DOCUMENTS = {"a.txt": TEXT, "b.txt": "Second text.", "c.txt": "Third text.", "d.txt": "Fourth."}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with open_project(write_documents(tmp_path, DOCUMENTS), annotator="anna") as opened:
        yield opened


@pytest.fixture
def driver(project: Project) -> Driver:
    return Driver(project)


def here(driver: Driver) -> str:
    return driver.session.document.id


# Going between documents


def test_next_and_previous_stop_at_the_ends(driver: Driver) -> None:
    assert driver.do("previous_document") == "this is the first document"
    driver.do("next_document", count=2)
    assert (here(driver), driver.session.position) == ("c.txt", 2)
    assert driver.do("next_document", count=9) == "this is the last document"
    assert here(driver) == "d.txt"
    assert driver.do("next_document") == "this is the last document"
    driver.do("previous_document")
    assert here(driver) == "c.txt"


def test_documents_that_cannot_be_read_are_passed_over(driver: Driver, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "d.txt").unlink()
    assert driver.do("next_document").startswith("passed over: ")
    assert "b.txt" in driver.session.message
    assert here(driver) == "c.txt"
    assert "d.txt" in driver.do("next_document")
    assert here(driver) == "c.txt"
    assert driver.do("previous_document").startswith("passed over: ")
    assert here(driver) == "a.txt"


def test_document_that_cannot_be_read_leaves_the_one_before(driver: Driver, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\xff")
    driver.choose("Bob")
    assert not driver.session.go_to("b.txt")
    assert "b.txt" in driver.session.message
    assert (here(driver), driver.selected) == ("a.txt", "Bob")
    driver.do("tag", "PERSON")
    assert driver.on_disk() == driver.record


def test_place_in_a_document_is_left_and_recalled(driver: Driver) -> None:
    places = {}

    def leave() -> None:
        places[here(driver)] = driver.session.selection.extent

    driver.session.leave, driver.session.recall = leave, places.get
    driver.choose("Carla")
    driver.do("next_document")
    assert driver.selected == "Second"
    driver.do("previous_document")
    assert driver.selected == "Carla"


@pytest.mark.parametrize("place", [(0, 999), (-1, 3), (5, 5), (9, 3)])
def test_remembered_place_that_is_no_span_is_forgotten(
    driver: Driver, place: tuple[int, int]
) -> None:
    assert driver.session.open("b.txt", place)
    assert driver.selected == "Second"


def test_session_without_a_document_makes_no_edit(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "x"})
    with open_project(tmp_path, annotator="anna") as project:
        (tmp_path / "a.txt").write_bytes(b"\xff\xfe\xff")
        driver = Driver(project)
        assert here(driver) == ""
        for command in [*MOTIONS, *ACTIONS]:
            driver.session.perform(Action(command, "PERSON" if command == "tag" else ""))
        assert driver.do("flag") == "no document is open"
    assert not (tmp_path / "annotations").exists()


class CountedIds(Sequence[str]):
    """A long list of ids that counts how often it is looked into."""

    def __init__(self, ids: list[str]) -> None:
        self.ids, self.looks = ids, 0

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, place: int) -> str:  # type: ignore[override]  # slices are not asked for
        self.looks += 1
        return self.ids[place]


def test_position_is_known_without_searching_a_long_list(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = CountedIds([*DOCUMENTS, *(f"z{n}.txt" for n in range(100_000))])
    monkeypatch.setattr(Project, "ids", property(lambda _: ids))
    for _ in range(3):
        driver.do("next_document")
        driver.do("next_token")
        driver.session.take_update()
    assert driver.session.position == 3
    assert ids.looks < 30


# Status


def test_done_and_next_goes_through_what_is_to_do(driver: Driver) -> None:
    assert driver.do("done_and_next") == "a.txt is done"
    assert here(driver) == "b.txt"
    driver.do("status_skipped")
    driver.do("done_and_next")
    driver.do("done_and_next")
    assert here(driver) == "d.txt"
    assert driver.do("done_and_next") == "d.txt is done; no document is left to do"
    statuses = [driver.project.progress(document_id).status for document_id in DOCUMENTS]
    assert statuses == ["done", "done", "done", "done"]


def test_next_undone_goes_round_and_passes_over_what_cannot_be_read(
    driver: Driver, tmp_path: Path
) -> None:
    driver.do("done_and_next")
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\xff")
    driver.do("next_undone")
    assert here(driver) == "d.txt"
    assert "c.txt" in driver.session.message
    driver.do("next_undone")
    assert here(driver) == "b.txt"
    driver.session.go_to("d.txt")
    driver.do("status_done")
    driver.session.go_to("b.txt")
    assert "c.txt" in driver.do("next_undone")
    assert here(driver) == "b.txt"


def test_last_one_to_do_is_said(driver: Driver) -> None:
    for _ in range(3):
        driver.do("done_and_next")
    assert driver.do("next_undone") == "this is the last document to do"


def test_same_status_again_is_said_and_not_saved(driver: Driver) -> None:
    driver.do("status_done")
    assert driver.do("status_done") == "the document is done already"
    assert driver.record.revision == 1


def test_update_names_the_documents_whose_progress_changed(driver: Driver) -> None:
    driver.session.take_update()
    driver.do("flag")
    update = driver.session.take_update()
    assert update.progress == {"a.txt"}
    assert not update.document
    driver.do("next_document")
    driver.session.take_update()
    driver.do("undo")
    update = driver.session.take_update()
    assert update.document
    assert "a.txt" in update.progress
    assert driver.session.take_update().ranges == []


# Undo and redo


def test_undo_goes_to_the_document_that_it_changes(driver: Driver) -> None:
    driver.tag("Carla")
    driver.do("next_document")
    driver.tag("Second")
    driver.do("undo")
    assert (here(driver), driver.mentions()) == ("b.txt", [])
    driver.do("undo")
    assert (here(driver), driver.mentions(), driver.selected) == ("a.txt", [], "Carla")
    driver.do("redo")
    assert driver.mentions() == [("Carla", "PERSON")]
    driver.do("redo")
    assert (here(driver), driver.selected) == ("b.txt", "Second")


def test_undo_in_a_document_that_cannot_be_shown_is_made_and_said(
    driver: Driver, tmp_path: Path
) -> None:
    driver.do("flag")
    driver.do("next_document")
    (tmp_path / "a.txt").unlink()
    for kept in (tmp_path / "annotations" / "texts").iterdir():
        kept.unlink()
    said = driver.do("undo")
    assert said.startswith("undone: flagged (")
    assert here(driver) == "b.txt"


def test_nothing_to_undo_or_redo_is_said(driver: Driver) -> None:
    assert driver.do("undo", count=3) == "there is nothing to undo"
    assert driver.do("redo") == "there is nothing to redo"


def test_counts_undo_and_redo_as_often(driver: Driver) -> None:
    for words in ("Anna", "Bob", "Carla"):
        driver.tag(words)
    driver.do("undo", count=2)
    assert driver.mentions() == [("Anna", "PERSON")]
    driver.do("redo", count=9)
    assert len(driver.mentions()) == 3


def test_undo_of_a_boundary_selects_what_is_back(driver: Driver) -> None:
    driver.tag("Bob")
    driver.do("extend_token", count=2)
    driver.do("boundary")
    driver.do("undo")
    assert driver.selected == "Bob"
    assert driver.session.mention_at_hand() is not None
    driver.do("redo")
    assert driver.selected == "Bob in Bonn"


def test_undo_when_the_mention_at_hand_vanishes_leaves_none_at_hand(driver: Driver) -> None:
    driver.tag("Bob")
    driver.do("extend_token")
    driver.do("undo")
    assert driver.session.mention_at_hand() is None
    assert driver.do("boundary").startswith("nothing is proposed for these words")


def test_undo_of_a_join_stays_at_the_mention(driver: Driver) -> None:
    driver.tag("Anna")
    driver.tag("Anna", nth=1)
    driver.tag("Bob")
    driver.choose("Anna", 1)
    driver.do("join")
    driver.press(*driver.hint("Bob"))
    driver.do("undo")
    assert driver.session.selection.extent == (22, 26)


def test_undo_across_a_restart(tmp_path: Path) -> None:
    write_documents(tmp_path, DOCUMENTS)
    with open_project(tmp_path, annotator="anna") as project:
        Driver(project).tag("Bob")
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        assert driver.mentions() == [("Bob", "PERSON")]
        driver.do("undo")
        assert driver.mentions() == []
        assert driver.on_disk() == driver.record


# Projects that can't be written


def test_read_only_project_says_why_and_changes_nothing(tmp_path: Path) -> None:
    write_documents(tmp_path, DOCUMENTS)
    with open_project(tmp_path, annotator="anna") as first:
        made = Driver(first)
        made.tag("Anna")
        made.tag("Bob")
        made.choose("likes")
        made.do("stance")
        made.press("@", "+", *made.hint("Anna"))
        before = made.on_disk()
        with open_project(tmp_path, annotator="anna") as second:
            assert second.read_only
            driver = Driver(second)
            reason = " ".join(second.notices)
            assert reason
            driver.choose("Anna")
            for command in sorted(ACTIONS):
                driver.session.go_to("a.txt")
                driver.choose("Anna")
                driver.session.perform(
                    Action(command, "ORG" if command in ("tag", "stack") else "")
                )
                edits = command in {
                    "tag", "stack", "remove", "join", "rename", "note", "stance", "flag", "undo",
                    "redo", "document_note", "status_done", "status_skipped", "done_and_next",
                }  # fmt: skip
                if edits:
                    assert driver.session.message == reason, command
                    assert driver.session.entry is None
                    assert driver.session.prompt is None
                driver.session.prompt = driver.session.entry = None
            driver.session.go_to("a.txt")
            assert driver.record == before
    with open_project(tmp_path, annotator="anna", read_only=True) as third:
        assert third.record("a.txt") == before


def test_a_session_that_only_reads_follows_the_one_that_writes(tmp_path: Path) -> None:
    write_documents(tmp_path, DOCUMENTS)
    with (
        open_project(tmp_path, annotator="anna") as first,
        open_project(tmp_path, annotator="anna", read_only=True) as second,
    ):
        writer, reader = Driver(first), Driver(second)
        reader.choose("plan")
        reader.session.take_update()
        assert not reader.session.follow_writer()
        writer.tag("Anna")
        writer.tag("Bob")
        assert reader.session.follow_writer()
        update = reader.session.take_update()
        assert (update.items, update.all_progress, update.document) == (True, True, False)
        assert update.ranges == [(0, len(TEXT))]
        reader.check()
        assert reader.record == writer.record
        assert reader.selected == "plan"
        # What is saved in another document leaves this one as it is.
        writer.session.go_to("b.txt")
        writer.tag("Second")
        assert reader.session.follow_writer()
        update = reader.session.take_update()
        assert (update.items, update.all_progress, update.ranges) == (False, True, [])
        # While a prompt waits for a key nothing moves under it.
        writer.session.go_to("a.txt")
        reader.do("until_character")
        before = reader.record
        writer.do("undo")
        writer.do("undo")
        assert not reader.session.follow_writer()
        assert reader.record is before
        reader.press("n")
        assert reader.session.follow_writer()
        reader.check()
        assert reader.mentions() == [("Anna", "PERSON")]


def test_what_a_session_can_not_follow_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_documents(tmp_path, DOCUMENTS)
    with open_project(tmp_path, annotator="anna", read_only=True) as project:
        reader = Driver(project)

        def damaged(_: Project) -> bool:
            raise DamagedError("anna.json is damaged")

        monkeypatch.setattr(Project, "follow_writer", damaged)
        assert reader.session.follow_writer()
        assert reader.session.message == "anna.json is damaged"


def test_commit_that_fails_is_said_and_changes_nothing(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.tag("Anna")
    before = driver.record

    def full(self: Project, change: Change) -> None:
        raise CommitError("anna.json: no space left on device; free some and press the key again")

    with monkeypatch.context() as patched:
        patched.setattr(Project, "commit", full)
        driver.choose("Bob")
        assert "no space left" in driver.do("tag", "PERSON")
        assert driver.record == before
    driver.do("tag", "PERSON")
    assert driver.mentions() == [("Anna", "PERSON"), ("Bob", "PERSON")]
    assert driver.on_disk() == driver.record


def test_undo_of_a_whole_record_shows_the_document_as_new(driver: Driver) -> None:
    driver.tag("Anna")
    row = msgspec.to_builtins(driver.record)
    driver.session.go_to("b.txt")
    row["id"], row["sha256"] = "b.txt", driver.record.sha256
    row["mentions"], row["entities"] = [], []
    put, away = PutRow("records", "b.txt", row), PutRow("records", "b.txt", None)
    driver.project.commit(Change("import", "imported", (put,), (away,)))
    driver.session.open("b.txt")
    assert driver.record.status == "started"
    assert driver.do("undo") == "undone: imported"
    assert (here(driver), driver.record.status, driver.record.revision) == ("b.txt", "todo", 0)
    driver.do("tag", "PERSON")
    assert driver.on_disk() == driver.record


def test_mentions_outside_of_the_text_are_neither_shown_nor_stumbled_over(
    driver: Driver,
) -> None:
    driver.tag("Anna")
    for number, start, end in ((50, 70, 900), (51, 5, 5), (52, 800, 900)):
        item = {"id": f"m{number}", "start": start, "end": end, "text": "?", "label": "ORG"}
        put = PutItem("records", "a.txt", "mentions", item)
        driver.project.commit(Change("import", "imported", (put,)))
    assert driver.session.open("a.txt")
    assert list(driver.session.mentions) == [(0, 4)]
    for command in MOTIONS:
        driver.session.perform(Action(command))
    driver.session.choose((0, 4))
    driver.session.perform(Action("remove"))
    assert list(driver.session.mentions) == []


# Whatever is typed

KEYS = [*"fjdksF@?!+-0*123enx", "enter", "escape", "backspace", "space", "left"]
STEP = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(KEYS)),
    st.tuples(st.sampled_from([*MOTIONS, *ACTIONS]), st.just("")),
    st.tuples(st.sampled_from(["tag", "stack"]), st.sampled_from(["PERSON", "GPE", "DATE"])),
    st.tuples(st.just("submit"), st.sampled_from(["", "Bob", "a note", " "])),
    st.tuples(st.just("undo"), st.just("")),
    st.tuples(st.just("redo"), st.just("")),
)
NUMBERS = count()


def type_all(folder: Path, steps: list[tuple[str, str]]) -> None:
    folder = folder / str(next(NUMBERS))
    texts = {"a.txt": TEXT, "b.txt": "北京 👩‍👩‍👧 Erdog\u0306an.\n\n قال سلام", "c.txt": " "}
    with open_project(write_documents(folder, texts), annotator="anna") as project:
        driver = Driver(project, propose=proposing(project))
        for what, argument in steps:
            if what == "press":
                driver.session.press(argument)
            elif what == "submit":
                driver.session.submit(argument)
            else:
                label = argument or ("LOC" if what in ("tag", "tag_all", "stack") else "")
                driver.session.perform(Action(what, label))
            driver.check()
        records = {document_id: project.record(document_id) for document_id in texts}
        for document_id, record in records.items():
            assert driver.on_disk(document_id) == record
    with open_project(folder, annotator="anna", read_only=True) as again:
        assert {document_id: again.record(document_id) for document_id in texts} == records


TYPED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(TYPED, max_examples=40)
@given(st.lists(STEP, max_size=25))
def test_whatever_is_typed_screen_record_and_disk_agree(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    type_all(tmp_path, steps)


@pytest.mark.exhaustive
@settings(TYPED, max_examples=1000)
@given(st.lists(STEP, min_size=20, max_size=80))
def test_however_long_it_is_typed_screen_record_and_disk_agree(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    type_all(tmp_path, steps)
