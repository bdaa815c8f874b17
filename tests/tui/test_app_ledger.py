"""The ledger of the project on the screen: cells, filter, order, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from app_driver import Driver, key_event, running, write_project

from annotations import edits
from annotations.edits import NewEntity, NewMention
from annotations.project import Project, open_project
from tui.screens import ledger
from tui.screens.ledger import LedgerScreen

WORDS = "Anna likes the plan. Bob does not."
SAID = (
    ("a.txt", "Anna", "support", "the plan", (0, 20)),
    ("a.txt", "Bob", "oppose", "the plan", (21, 34)),
    ("b.txt", "Anna", "support", "the plan", (0, 20)),
    ("b.txt", "Anna", "oppose", "the plan", (21, 34)),
)


def annotate(project: Project, said: Sequence[tuple[str, str, str, str, tuple[int, int]]]) -> None:
    for document, holder, polarity, target, extent in said:
        project.open(document)
        at = WORDS.index(holder)
        project.commit(
            edits.add_stance(
                project.open_record,
                WORDS,
                holder=NewMention(at, at + len(holder), "PERSON"),
                polarity=polarity,
                target=NewEntity(target, "ISSUE"),
                evidence=[extent],
            )
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = write_project(tmp_path / "p", {"a.txt": WORDS, "b.txt": WORDS, "c.txt": WORDS})
    with open_project(root, annotator="anna") as project:
        annotate(project, SAID)
    return root


def screen(app: Driver) -> LedgerScreen:
    found = app.app.screen
    assert isinstance(found, LedgerScreen)
    return found


async def opened(app: Driver) -> None:
    await app.press("f7")
    await app.until(lambda: isinstance(app.app.screen, LedgerScreen) and screen(app).is_complete)
    await app.settle()


def lines(app: Driver) -> list[str]:
    """The lines of the ledger, with single spaces."""
    pane = screen(app)._list
    drawn = [pane._draw(index, 100).plain for index in range(pane.count)]
    return [" ".join(line.split()) for line in drawn]


async def test_the_ledger_counts_over_all_documents_and_flags_contradictions(folder: Path) -> None:
    async with running(folder) as app:
        await opened(app)
        assert lines(app) == [
            "+ Anna — support → the plan 2 !",
            "− Anna — oppose → the plan 1 !",
            "− Bob — oppose → the plan 1",
        ]
        await app.seen("3 lines · ! 1 contradiction")
        await app.press("escape")
        assert app.app.screen is app.main


@pytest.mark.parametrize("width", [80, 140])
async def test_the_ledger_says_what_its_columns_mean(folder: Path, width: int) -> None:
    async with running(folder, size=(width, 24)) as app:
        await opened(app)
        await app.seen("+ for  − against  · neither")
        await app.seen("of intensity 2")
        await app.seen("! contradict")


async def test_a_holder_without_a_mention_is_marked_in_the_ledger_and_found_by_the_mark(
    folder: Path,
) -> None:
    async with running(folder, size=(140, 24)) as app:
        await app.select("Bob")
        await app.press("delete")
        await opened(app)
        assert lines(app)[2] == "− Bob ∅ — oppose → the plan 1"
        await app.seen("∅ no mention of the holder")
        await app.press("∅")
        assert lines(app) == ["− Bob ∅ — oppose → the plan 1"]


async def test_the_evidence_of_a_cell_says_what_else_is_said_of_its_stance(folder: Path) -> None:
    async with running(folder, size=(140, 24)) as app:
        await app.press("ctrl+s", "b", "3", "escape")
        await opened(app)
        await app.press(*"support", "enter")
        await app.seen("1 of 2: Anna — support → the plan (3, statement) · Enter the next")
        await app.press("enter")
        await app.seen("2 of 2: Anna — support → the plan · Enter the next")


async def test_what_is_typed_filters_and_tab_changes_the_order(folder: Path) -> None:
    async with running(folder) as app:
        await opened(app)
        await app.press(*"opp")
        assert [line[2:6] for line in lines(app)] == ["Anna", "Bob "]
        await app.press(*" bob")
        assert lines(app) == ["− Bob — oppose → the plan 1"]
        await app.press(*["backspace"] * 7, "tab")
        assert [line.split(" —")[0] for line in lines(app)] == ["− Anna", "+ Anna", "− Bob"]
        await app.press(*"no such thing")
        assert lines(app) == []
        await app.press("enter", "down", "escape")
        assert app.app.screen is app.main


async def test_enter_opens_the_evidence_and_enter_again_the_next(folder: Path) -> None:
    async with running(folder) as app:
        await opened(app)
        await app.press("enter")
        assert (app.record.id, app.selected) == ("a.txt", "Anna likes the plan.")
        await app.seen("1 of 2: Anna — support → the plan")
        await app.press("enter")
        assert (app.record.id, app.selected) == ("b.txt", "Anna likes the plan.")
        await app.seen("2 of 2")
        await app.press("enter")
        assert app.record.id == "a.txt"
        # Another key does what it always does, and the prompt is gone.
        await app.press("right")
        assert app.session.prompt is None
        assert app.selected != "Anna likes the plan."


async def test_escape_goes_back_to_the_ledger_as_it_was_left(folder: Path) -> None:
    async with running(folder) as app:
        await opened(app)
        await app.press(*"oppose", "down", "enter")
        await app.until(lambda: app.selected == "Bob does not.")
        await app.press("escape")
        await app.until(lambda: isinstance(app.app.screen, LedgerScreen))
        assert lines(app)[screen(app)._list.cursor] == "− Bob — oppose → the plan 1"
        assert len(lines(app)) == 2


async def test_contradictions_between_documents_are_marked_and_found_by_typing(
    tmp_path: Path,
) -> None:
    root = write_project(tmp_path / "p", {"a.txt": WORDS, "b.txt": WORDS})
    with open_project(root) as project:
        annotate(project, [SAID[0], SAID[1], SAID[3]])
    async with running(root, size=(120, 36), proposes=True) as app:
        await opened(app)
        await app.seen("≠ 1 between documents")
        await app.press("!")
        assert lines(app) == [
            "− Anna — oppose → the plan 1 ≠",
            "+ Anna — support → the plan 1 ≠",
        ]
        await app.press("backspace", "≠")
        assert len(lines(app)) == 2


async def test_keys_are_answered_while_many_records_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every record takes a slice of its own, and the next one waits until the test lets it come.
    monkeypatch.setattr(ledger, "_SLICE", -1.0)
    monkeypatch.setattr(ledger, "_BETWEEN", 60.0)
    monkeypatch.setattr(ledger, "_SHOWN_AFTER", -1.0)
    async with running(folder) as app:
        await app.press("f7")
        await app.seen("1 of 3 documents read")
        await app.press(*"bob")
        await app.seen("Ledger: bob")
        assert lines(app) == []
        screen(app)._read_on()
        await app.seen("2 of 3 documents read")
        screen(app)._read_on()
        await app.until(lambda: screen(app).is_complete)
        assert lines(app) == ["− Bob — oppose → the plan 1"]


async def test_many_cells_are_put_in_order_beside_the_keys(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_FEW", 0)
    async with running(folder) as app:
        await opened(app)
        assert len(lines(app)) == 3
        await app.seen("3 lines")


async def test_a_project_without_stances_says_so(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await opened(app)
        await app.seen("there are no stances yet")
        await app.press("enter", "escape")
        assert app.app.screen is app.main


async def test_keys_typed_in_one_burst_reach_the_ledger_and_come_back(folder: Path) -> None:
    async with running(folder) as app:
        for key in ("f7", *"bob"):
            app.app.post_message(key_event(key))
        await app.settle()
        await app.until(
            lambda: isinstance(app.app.screen, LedgerScreen) and screen(app).is_complete
        )
        assert lines(app) == ["− Bob — oppose → the plan 1"]


RELATED = """
[[labels]]
name = "PERSON"
key = "p"
[[relations]]
name = "KNOWS"
"""


async def test_relations_of_the_mention_at_hand_stand_in_the_inspector(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"standoff.toml": RELATED, "a.txt": WORDS})
    async with running(root, size=(140, 40)) as app:
        await app.select("Bob")
        await app.press("p")
        await app.select("Anna")
        await app.press("p", "%")
        await app.seen("“Anna” — KNOWS → a letter in the text")
        await app.press("f")
        await app.until(lambda: " → Bob" in "\n".join(app.shown_in("inspector")))
        await app.press("f6", "end", "enter")
        assert app.selected == "Bob"
        await app.until(lambda: " ← Anna" in "\n".join(app.shown_in("inspector")))
        await app.press("f6", "end")
        await app.seen("Enter goes to its other mention")
        await app.press("delete")
        await app.until(lambda: "Relations" not in "\n".join(app.shown_in("inspector")))
        assert app.saved().relations == ()
        await app.press("ctrl+z")
        assert len(app.saved().relations) == 1
