"""What a key acts on follows from the pane that has the keys and the line at its cursor."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from app_driver import TEXT, Driver, key_event, running, write_project
from textual.geometry import Offset

from tui.screens.help import HelpScreen

WIDE = (140, 40)


@asynccontextmanager
async def _with_stances(folder: Path) -> AsyncIterator[Driver]:
    """Anna, Bob and the plan with two stances of Anna; Bob is selected in the text."""
    async with running(write_project(folder, {"a.txt": TEXT, "b.txt": "x"}), size=WIDE) as app:
        await app.press("p", "right", "right", "p")
        await app.select("the plan")
        await app.press("i")
        await app.select("likes")
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "-")
        await app.press(app.hint("Bob"), "escape")
        await app.select("Bob")
        await app.until(lambda: not app.main._inspector.due)
        yield app


def _at_cursor(app: Driver) -> str:
    return app.shown_in("inspector")[app.pane("inspector").cursor].strip().split("  ")[0]


async def test_after_a_stance_is_removed_the_key_removes_what_the_cursor_is_on(
    tmp_path: Path,
) -> None:
    async with _with_stances(tmp_path) as app:
        mentions = app.mentions()
        await app.press("f6", "home", "down")
        assert _at_cursor(app) == "+ the plan"
        await app.press("delete")
        await app.until(lambda: not app.main._inspector.due)
        assert _at_cursor(app) == "− Bob"
        assert app.session.stance_at_hand == app.record.stances[0].id
        await app.press("delete")
        assert app.stances() == []
        await app.until(lambda: not app.main._inspector.due)
        await app.press("delete", "delete")
        assert app.mentions() == mentions


async def test_two_keys_in_one_burst_remove_one_stance_and_no_mention(tmp_path: Path) -> None:
    async with _with_stances(tmp_path) as app:
        mentions = app.mentions()
        for key in ("f6", "home", "down", "delete", "delete"):
            app.app.post_message(key_event(key))
        await app.settle()
        assert app.mentions() == mentions
        assert len(app.stances()) == 1


async def test_coming_back_to_the_inspector_its_line_is_at_hand_again(tmp_path: Path) -> None:
    async with _with_stances(tmp_path) as app:
        mentions = app.mentions()
        await app.press("f6", "home", "down", "escape", "right", "left")
        assert app.session.stance_at_hand is None
        assert app.selected == "Bob"
        await app.press("f6")
        assert _at_cursor(app) == "+ the plan"
        assert "Del removes it" in app.status
        await app.press("delete")
        assert app.stances() == [("Anna", "oppose", "Bob")]
        assert app.mentions() == mentions


async def test_on_the_line_of_an_entity_the_key_removes_nothing_and_says_why(
    tmp_path: Path,
) -> None:
    async with _with_stances(tmp_path) as app:
        before = app.record
        await app.press("f6", "end", "delete")
        assert _at_cursor(app) in ("Anna", "Bob", "the plan")
        assert "is named by 1 stance: change or remove them first" in app.status
        assert app.record == before


async def test_in_the_list_of_documents_keys_of_the_text_do_nothing(tmp_path: Path) -> None:
    async with _with_stances(tmp_path) as app:
        before = app.record
        await app.press("f6", "f6")
        assert app.focus == "documents"
        for key in ("delete", "o", ";", "#", "=", "ctrl+e", "space"):
            await app.press(key)
            assert "the list of documents has the keys" in app.status, key
        assert app.record == before
        await app.press("escape", "delete")
        assert len(app.record.mentions) == len(before.mentions) - 1


async def test_a_count_is_for_steps_and_not_for_commands_of_the_screen(tmp_path: Path) -> None:
    documents = {f"{name}.txt": "x" for name in "abcdef"}
    async with running(write_project(tmp_path, documents), size=WIDE, preset="vim") as app:
        await app.press("3", "f1")
        await app.until(lambda: isinstance(app.app.screen, HelpScreen))
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.main)
        await app.press("2", "f2")
        assert not app.pane("documents").display
        await app.press("f2", "f6", "f6", "3", "j", "enter")
        assert app.record.id == "d.txt"


def _refuse(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    patch.setattr(os, "fsync", refuse)


async def test_a_count_does_not_leave_with_changes_that_are_not_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(write_project(tmp_path), preset="vim", size=WIDE) as app:
        with monkeypatch.context() as patch:
            _refuse(patch)
            await app.press(";", "p", "2", "ctrl+q")
            assert "again leaves with 1 change not on disk" in app.status
            assert app.app._exit is False


async def test_leaving_warns_again_of_what_was_done_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        with monkeypatch.context() as patch:
            _refuse(patch)
            await app.press("p", "ctrl+q")
            assert "again leaves with 1 change not on disk" in app.status
            await app.press("right", "o", "ctrl+q")
            assert "again leaves with 2 changes not on disk" in app.status
            await app.press("right", "ctrl+q")
            assert "again leaves with 2 changes not on disk" in app.status
            assert app.app._exit is False


async def test_without_colours_the_letters_are_hidden_by_the_first_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "right")
        assert any("Annaᵖ" in row for row in app.rows())
        await app.press("f5")
        assert not any("Annaᵖ" in row for row in app.rows())
        await app.press("f5")
        assert any("Annaᵖ" in row for row in app.rows())


async def test_a_click_throws_away_nothing_that_is_half_typed(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, {"a.txt": TEXT, "b.txt": "x"}), size=WIDE) as app:
        await app.press("p", "#", *"half")
        row = next(y for y, row in enumerate(app.rows()) if "Anna met" in row and y)
        column = app.rows()[row].index("Bob")
        places = (
            app.pane("documents").region.offset + Offset(4, 1),
            Offset(column, row),
            app.pane("inspector").region.offset + Offset(3, 4),
        )
        for place in places:
            await app.pilot.click(offset=place)
            await app.settle()
            assert app.field is not None
            assert "not while this is typed" in app.line("legend")
            assert app.focus == "reader"
        await app.words(" done")
        assert app.record.id == "a.txt"
        assert app.saved().mentions[0].note == "half done"
