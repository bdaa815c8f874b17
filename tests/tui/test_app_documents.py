"""Documents in the running app: the list, statuses, going from one to the next, places, faults."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from app_driver import TEXT, on_disk, running, write_project
from textual import events
from textual.geometry import Offset

from annotations import edits
from annotations.errors import CorpusError, StandoffError
from annotations.project import open_project
from tui import app as tui_app
from tui.screens.help import HelpScreen

THREE = {"a.txt": "Anna met Bob.", "b.txt": "Bonn is old.", "c.txt": "Carla said so."}


async def test_the_list_shows_each_document_with_its_status(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE), size=(100, 20)) as app:
        assert app.shown_in("documents") == ["·  a.txt", "·  b.txt", "·  c.txt"]
        await app.press("p")
        assert app.shown_in("documents")[0] == "◐  a.txt"
        await app.press("!")
        assert app.shown_in("documents")[0] == "◐⚑ a.txt"
        assert app.saved().flagged
        assert "⚑" in app.line("heading")
        await app.press("!")
        assert not app.saved().flagged


@pytest.mark.parametrize(
    ("key", "status", "sign"),
    [("d", "done", "✓"), ("k", "skipped", "–"), ("s", "started", "◐")],
)
async def test_a_status_is_set_by_two_keys(
    tmp_path: Path, key: str, status: str, sign: str
) -> None:
    async with running(write_project(tmp_path, THREE), size=(100, 20)) as app:
        await app.press("ctrl+t", key)
        assert app.saved().status == status
        assert f"todo → {status}" in app.status
        assert app.shown_in("documents")[0] == f"{sign}  a.txt"
        await app.press("ctrl+t", "t")
        assert app.saved().status == "todo"
        await app.press("ctrl+z")
        assert app.saved().status == status


async def test_done_and_next_goes_through_all_documents(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE), size=(100, 20)) as app:
        await app.press("p", "ctrl+d")
        assert app.record.id == "b.txt"
        assert app.saved("a.txt").status == "done"
        await app.press("ctrl+t", "k", "ctrl+n")
        assert app.record.id == "c.txt"
        await app.press("ctrl+d")
        assert "c.txt is done; no document is left to do" in app.status
        assert [app.saved(name).status for name in THREE] == ["done", "skipped", "done"]
        assert app.shown_in("documents") == ["✓  a.txt", "–  b.txt", "✓  c.txt"]


async def test_braces_step_through_the_documents_and_keep_the_places(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE)) as app:
        await app.press("right", "right", "}")
        assert app.selected == "Bonn"
        assert "2/3" in app.line("heading")
        await app.press("right", "{")
        assert app.selected == "Bob"
        await app.press("{")
        assert "this is the first document" in app.status
        await app.press("}", "}", "}")
        assert "this is the last document" in app.status
        assert app.record.id == "c.txt"


async def test_the_documents_pane_works_by_keys(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE), size=(100, 20)) as app:
        await app.press("f6", "f6")
        assert app.focus == "documents"
        await app.press("down", "down", "down", "up")
        assert app.pane("documents").cursor == 1
        assert app.record.id == "a.txt"
        await app.press("enter")
        assert app.record.id == "b.txt"
        assert app.focus == "reader"
        await app.press("f6", "f6", "home", "escape")
        assert app.focus == "reader"
        assert app.record.id == "b.txt"


async def test_a_long_list_scrolls_with_its_cursor(tmp_path: Path) -> None:
    documents = {f"{number:03}.txt": f"Text {number}." for number in range(60)}
    async with running(write_project(tmp_path, documents), size=(100, 20)) as app:
        await app.press("f6", "f6", "end")
        assert any("059.txt" in row for row in app.rows())
        await app.press("pageup", "enter")
        assert app.record.id == f"{59 - app.pane('documents').page:03}.txt"
        await app.press("f6", "f6", "home")
        assert any("000.txt" in row for row in app.rows())


async def test_undo_goes_to_the_document_that_was_changed(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE)) as app:
        await app.press("p", "}", "g", "}", "ctrl+z")
        assert app.record.id == "b.txt"
        assert app.mentions() == []
        await app.press("ctrl+z")
        assert app.record.id == "a.txt"
        assert app.mentions() == []
        await app.press("ctrl+y")
        assert app.mentions() == [("Anna", "PERSON")]


async def test_undo_reaches_back_over_a_restart(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "o")
    async with running(tmp_path) as app:
        assert app.mentions() == [("Anna", "ORG")]
        await app.press("ctrl+z")
        assert app.mentions() == [("Anna", "PERSON")]


async def test_the_place_and_the_theme_are_remembered(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE)) as app:
        await app.press("right", "right", "}", "right", "right", "f8", "ctrl+q")
        assert app.app.return_code == 0
    assert not (tmp_path / "annotations").exists(), "reading writes nothing into the project"
    async with running(tmp_path) as app:
        assert app.record.id == "b.txt"
        assert app.selected == "old"
        assert app.app.theme == "textual-light"
        await app.press("{")
        assert app.selected == "Bob"


async def test_a_document_that_cant_be_read_is_in_the_list_and_says_why(tmp_path: Path) -> None:
    write_project(tmp_path, THREE)
    (tmp_path / "b.txt").write_bytes(b"Bonn \xff is old.")
    async with running(tmp_path, size=(100, 20)) as app:
        await app.press("f6", "f6", "down", "enter")
        assert app.record.id == "a.txt"
        assert "b.txt" in app.status
        assert "5" in app.status, "the offset of the byte"
        assert "--encoding" in app.status
        await app.press("escape", "}")
        assert app.record.id == "c.txt"
        assert "passed over" in app.status
        await app.press("p")
        assert app.mentions() == [("Carla", "PERSON")]


async def test_a_document_that_vanishes_under_way_says_so(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE)) as app:
        (tmp_path / "b.txt").unlink()
        (tmp_path / "c.txt").unlink()
        await app.press("}")
        assert app.record.id == "a.txt"
        assert "c.txt" in app.status
        await app.press("p")
        assert app.mentions() == [("Anna", "PERSON")]


async def test_a_changed_text_is_told_and_the_old_one_shown(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE)) as app:
        await app.press("p", "ctrl+q")
    write_project(tmp_path, {"a.txt": "Nobody is here."})
    async with running(tmp_path) as app:
        assert app.session.document.text == "Anna met Bob."
        assert "a.txt has changed since it was annotated" in app.status
        assert any("Anna met Bob." in row for row in app.rows())
        await app.press("right", "right", "p")
        assert app.mentions() == [("Anna", "PERSON"), ("Bob", "PERSON")]


async def test_a_broken_line_is_told_and_the_others_open(tmp_path: Path) -> None:
    write_project(tmp_path, {"n.jsonl": '{"text": "Anna."}\n{"text": 3}\n{"text": "Bob."}\n'})
    async with running(tmp_path, size=(120, 20)) as app:
        assert "n.jsonl" in app.status
        assert "line 2" in app.status
        assert len(app.project.ids) == 2
        await app.press("}")
        assert app.selected == "Bob"


async def test_a_folder_without_documents_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no document in it"):
        open_project(tmp_path)


async def test_a_project_whose_documents_are_all_gone_opens_and_says_so(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, {"a.txt": "Anna met Bob."})) as app:
        await app.press("p")
    (tmp_path / "a.txt").unlink()
    async with running(tmp_path, size=(120, 24)) as app:
        assert "no document in it" in app.status
        for key in ("right", "p", "space", "/", "escape", "tab", "delete", "}", "ctrl+d", "ctrl+z"):
            await app.press(key)
        assert app.status


async def test_a_read_only_project_says_so_at_every_edit(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), read_only=True) as app:
        assert "READ ONLY" in app.line("heading")
        for keys in (["p"], ["ctrl+t", "d"], ["!"], ["ctrl+z"], ["ctrl+a"], ["ctrl+d"]):
            await app.press("right", *keys)
            assert "read" in app.status.lower(), keys
            assert app.field is None
        await app.press("right", "/", *"Bonn", "enter")
        assert app.selected == "Bonn"
    assert not (tmp_path / "annotations").exists()


async def test_a_second_opening_says_who_holds_the_file(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p")
        async with running(tmp_path, size=(120, 20)) as second:
            assert "READ ONLY" in second.line("heading")
            assert "process " in second.status
            assert second.record.mentions[0].text == "Anna"
            await second.press("delete")
            assert second.record.mentions[0].text == "Anna"
        assert app.saved().mentions[0].text == "Anna"


async def test_a_window_that_only_reads_shows_what_the_other_one_saves(tmp_path: Path) -> None:
    write_project(tmp_path, THREE)
    with open_project(tmp_path) as writer:
        record = writer.open("a.txt").record
        async with running(tmp_path, read_only=True, size=(120, 20)) as app:
            plain = app.looks("Bob")
            await app.press("ctrl+right")
            selected = app.selected
            writer.commit(edits.tag(record, THREE["a.txt"], 9, 12, "PERSON", writer.scheme))
            writer.commit(edits.set_status(writer.open("c.txt").record, "done"))
            await app.until(lambda: app.looks("Bob") != plain)
            await app.until(lambda: app.shown_in("documents")[2].startswith("✓"))
            assert app.shown_in("documents")[0].startswith("◐")
            assert app.mentions() == [("Bob", "PERSON")]
            await app.until(lambda: any("Bob" in line for line in app.shown_in("inspector")))
            assert app.selected == selected
            await app.press("]")
            assert app.selected == "Bob"


async def test_what_cant_be_saved_is_said_until_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with running(write_project(tmp_path), size=(140, 24)) as app:
        await app.press("p")
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            await app.press("right", "right", "p")
            assert "No space left on device" in app.status
            assert "Bob" in app.status, "what is not on disk is named"
            await app.press("right")
            assert "No space left on device" in app.status
            await app.press("ctrl+q")
            assert "Ctrl+Q again leaves with 1 change not on disk" in app.status
        await app.press("ctrl+end", "left", "d")
        assert "No space" not in app.status
        assert app.mentions() == [("Anna", "PERSON"), ("Bob", "PERSON"), ("May", "DATE")]


async def test_what_is_held_is_saved_without_a_key_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with running(write_project(tmp_path), size=(140, 24)) as app:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            await app.press("p")
            assert "No space left on device" in app.status
        await app.until(lambda: "all is on disk again" in app.status)
        assert app.mentions() == [("Anna", "PERSON")]


async def test_a_click_selects_a_token_and_opens_a_document(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, THREE), size=(100, 20)) as app:
        row = next(y for y, row in enumerate(app.rows()) if "Anna met" in row and y)
        column = app.rows()[row].index("met")
        await app.pilot.click(offset=Offset(column, row))
        await app.until(lambda: app.selected == "met")
        await app.pilot.click("#documents", offset=(4, 2))
        await app.until(lambda: app.record.id == "c.txt")


async def test_pasted_text_is_not_taken_for_commands(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.post(events.Paste("pgpgpg"))
        assert "pasted text is not typed as commands" in app.status
        assert on_disk(tmp_path, "a.txt") is None
        await app.press("/")
        await app.post(events.Paste("Bonn"))
        await app.press("enter")
        assert app.selected == "Bonn"
        assert TEXT.index("Bonn") == app.session.selection.start


async def test_where_no_document_can_be_read_every_key_is_answered(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Bonn \xff is old.")
    async with running(tmp_path, size=(120, 24)) as app:
        assert "a.txt" in app.status
        assert "byte" in app.status
        for keys in (["p"], ["ctrl+t", "d"], ["!"], ["ctrl+a"], ["ctrl+d"]):
            await app.press(*keys)
            assert "no document is open" in app.status, keys
        await app.press(
            "right", "shift+right", "space", "escape", "=", "ctrl+s", "/", *"x", "enter"
        )
        await app.press("down", "pagedown", "tab", "+", "-", "delete", "enter", "ctrl+z", "ctrl+n")
        assert app.app._exception is None
        assert app.shown_in("documents") == ["!  a.txt"]
    assert not (tmp_path / "annotations").exists()


def _unreadable(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"\x00\xff\xfe\x00 no text")
    return folder


def test_a_small_folder_of_nothing_that_can_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StandoffError, match=r"none of 2 documents can be read: .*a\.txt"):
        tui_app.run(_unreadable(tmp_path / "two", "a.txt", "b.txt"))
    with pytest.raises(StandoffError, match=r"a\.txt"):
        tui_app.run(_unreadable(tmp_path / "one", "a.txt"))


async def test_several_notices_are_counted_and_listed_in_full_in_help(tmp_path: Path) -> None:
    folder = _unreadable(tmp_path, "a.txt")
    write_project(folder, {"b.txt": TEXT})
    (folder / "c.txt").symlink_to(folder / "nowhere.txt")
    async with running(folder, size=(120, 40)) as app:
        notices = app.main.notices
        assert len(notices) == 2
        assert app.status.startswith(" 2 notices, listed at the top of F1: ")
        await app.press("f1")
        await app.until(lambda: isinstance(app.app.screen, HelpScreen))
        await app.seen("Notices")
        said = " ".join(" ".join(row.strip(" │▁▂▃▄▅▆▇█▎▊") for row in app.rows()).split())
        for notice in notices:
            assert " ".join(notice.split()) in said
