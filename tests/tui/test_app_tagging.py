"""Mentions and entities by keys in the running app: what the screen says and what the disk has."""

from __future__ import annotations

from pathlib import Path

from app_driver import on_disk, running, write_project
from tinydb import TinyDB


async def test_one_key_tags_the_selection_and_it_is_on_disk(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        assert app.selected == "Anna"
        assert on_disk(tmp_path, "a.txt") is None
        await app.press("p")
        saved = app.saved()
        assert saved == app.record
        assert [(m.start, m.end, m.text, m.label) for m in saved.mentions] == [
            (0, 4, "Anna", "PERSON")
        ]
        assert [(e.name, e.label) for e in saved.entities] == [("Anna", "PERSON")]
        assert "PERSON “Anna”" in app.status
        assert "started" in app.line("heading")
        assert "1 mention " in app.line("heading")


async def test_plain_tinydb_reads_the_file_after_a_clean_close(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "right", "right", "p")
    with TinyDB(tmp_path / "annotations" / "anna.json") as database:
        (row,) = database.table("records").all()
    assert [m["text"] for m in row["mentions"]] == ["Anna", "Bob"]
    assert row["id"] == "a.txt"


async def test_a_label_key_on_an_exact_mention_changes_its_label(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "o")
        assert app.mentions() == [("Anna", "ORG")]
        assert "PERSON “Anna” is now ORG" in app.status
        await app.press("o")
        assert "“Anna” is ORG already" in app.status
        assert app.mentions() == [("Anna", "ORG")]


async def test_the_stacking_key_tags_once_more(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "&", "o")
        assert app.mentions() == [("Anna", "PERSON"), ("Anna", "ORG")]


async def test_a_longer_selection_nests(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "right", "left", "shift+right", "shift+right", "i")
        assert app.mentions() == [("Anna met Bob", "ISSUE"), ("Anna", "PERSON")]


async def test_a_mention_of_the_same_words_and_label_is_the_same_entity(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p")
        await app.select("Anna", nth=1)
        await app.press("p")
        assert len(app.record.entities) == 1
        assert "PERSON “Anna”" in app.status
        assert app.mention("Anna").entity == app.mention("Anna", 1).entity


async def test_a_date_has_no_entity(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.select("3 May")
        await app.press("d")
        assert app.mentions() == [("3 May", "DATE")]
        assert app.record.entities == ()
        await app.press("=")
        assert "has no entity to join" in app.status
        assert app.session.prompt is None


async def test_repeat_tags_with_the_last_label(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press(";")
        assert "no label was used yet" in app.status
        await app.press("g", "right", "right", ";")
        assert app.mentions() == [("Anna", "GPE"), ("Bob", "GPE")]


async def test_delete_removes_the_mention_at_hand(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "right", "delete")
        assert "no mention is selected" in app.status
        assert app.mentions() == [("Anna", "PERSON")]
        await app.press("left", "backspace")
        assert app.mentions() == []
        assert app.record.entities == ()
        assert "removed PERSON “Anna”" in app.status


async def test_enter_moves_the_boundary_to_the_selection(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "enter")
        assert "is tagged; Shift and an arrow extend it" in app.status
        await app.press("shift+right")
        assert "Enter moves its boundary here" in app.status
        await app.press("enter")
        assert app.mentions() == [("Anna met", "PERSON")]
        assert [e.name for e in app.record.entities] == ["Anna met"]
        await app.press("<", "enter")
        assert app.mentions() == [("Anna me", "PERSON")]


async def test_a_label_key_after_extending_from_a_mention_tags_anew(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "shift+right", "i")
        assert app.mentions() == [("Anna met", "ISSUE"), ("Anna", "PERSON")]


async def test_a_hint_joins_two_entities(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "right", "right", "p", "=")
        assert "“Bob” is:" in app.status
        await app.press(app.hint("Anna"))
        assert app.mention("Bob").entity == app.mention("Anna").entity
        assert [e.name for e in app.saved().entities] == ["Anna"]
        await app.press("=", "0")
        assert app.mention("Bob").entity != app.mention("Anna").entity
        assert sorted(e.name for e in app.saved().entities) == ["Anna", "Bob"]


async def test_a_capital_joins_this_mention_alone(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p")
        await app.select("Anna", nth=1)
        await app.press("p")
        await app.select("Bob")
        await app.press("p")
        await app.select("Anna", nth=1)
        await app.press("=")
        await app.press(app.hint("Bob").upper())
        assert app.mention("Anna", 1).entity == app.mention("Bob").entity
        assert app.mention("Anna").entity != app.mention("Bob").entity
        assert app.saved() == app.record


async def test_an_entity_is_named(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "ctrl+e")
        assert app.status.startswith(" The entity's name: Anna")
        await app.words(" Kern")
        assert [e.name for e in app.saved().entities] == ["Anna Kern"]
        assert app.focus == "reader"


async def test_escape_leaves_a_field_without_a_change(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "ctrl+e", "x", "escape")
        assert [e.name for e in app.saved().entities] == ["Anna"]
        assert app.focus == "reader"
        assert app.field is None
        await app.press("o")
        assert app.mentions() == [("Anna", "ORG")]


async def test_notes_on_a_mention_and_on_the_document(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "#")
        await app.words("the first one")
        assert app.saved().mentions[0].note == "the first one"
        await app.press("right", "left")
        assert "note: the first one" in app.status
        await app.press("ctrl+a")
        await app.words("read twice")
        assert app.saved().note == "read twice"
        assert "read twice" in app.status


async def test_every_edit_is_undone_and_made_again(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "o", "shift+right", "enter", "delete")
        assert app.mentions() == []
        stages = []
        for _ in range(4):
            await app.press("ctrl+z")
            assert "undone: " in app.status
            stages.append(app.mentions() if on_disk(tmp_path, "a.txt") else [])
        assert stages == [
            [("Anna met", "ORG")],
            [("Anna", "ORG")],
            [("Anna", "PERSON")],
            [],
        ]
        await app.press("ctrl+z")
        assert "there is nothing to undo" in app.status
        for expected in ([("Anna", "PERSON")], [("Anna", "ORG")], [("Anna met", "ORG")], []):
            await app.press("ctrl+y")
            assert "made again: " in app.status
            assert app.mentions() == expected
        await app.press("ctrl+y")
        assert "there is nothing to redo" in app.status


async def test_a_mention_is_shown_and_gone_again(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        bare = app.looks("Bonn")
        await app.select("Bonn")
        await app.press("g", "ctrl+home", "escape")
        assert app.looks("Bonn") != bare
        await app.press("ctrl+z", "ctrl+home")
        assert app.looks("Bonn") == bare
