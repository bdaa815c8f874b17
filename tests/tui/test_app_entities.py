"""Entities by keys in the running app: one key joins, and what is shared is shown so."""

from __future__ import annotations

from pathlib import Path

from app_driver import running, write_project

DOCUMENTS = {"a.txt": "Anna Berg met Bob. Berg left.", "b.txt": "Berg again."}


async def test_enter_after_a_tag_joins_the_likely_entity(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS)) as app:
        await app.press("shift+right", "p")
        await app.press("right", "right", "right", "right", "p")
        assert app.mentions() == [("Anna Berg", "PERSON"), ("Berg", "PERSON")]
        assert "Enter: it is “Anna Berg”" in app.status
        await app.press("enter")
        assert [entity.name for entity in app.saved().entities] == ["Anna Berg"]
        await app.press("ctrl+z")
        assert len(app.saved().entities) == 2


async def test_the_join_prompt_names_the_likely_and_finds_the_others(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), size=(120, 30)) as app:
        await app.press("shift+right", "p")
        await app.press("right", "right", "right", "right", "p", "=")
        assert "1 Anna Berg" in f"{app.status} {app.line('legend')}"
        await app.press("/", "a", "b")
        assert "[Anna Berg PERSON]" in f"{app.status} {app.line('legend')}"
        await app.press("enter")
        assert [entity.name for entity in app.saved().entities] == ["Anna Berg"]


async def test_shared_and_described_by_keys_and_known_in_the_next_document(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), size=(140, 30)) as app:
        await app.press("shift+right", "p")
        await app.press("right", "right", "right", "right", "p", "enter")
        await app.press("ctrl+k", "Q", "7", "enter")
        await app.press("ctrl+o", "h", "i", "enter")
        await app.press("ctrl+l")
        (entity,) = app.saved().entities
        assert (entity.kb, entity.note, entity.ref) == ("Q7", "hi", "p1")
        assert "is one of the whole project" in app.status
        await app.press("ctrl+n", "p")
        (entity,) = app.record.entities
        assert (entity.name, entity.kb, entity.ref) == ("Anna Berg", "Q7", "p1")


async def test_a_wrong_wikidata_id_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS)) as app:
        await app.press("p")
        before = app.saved()
        await app.press("ctrl+k", "7", "enter")
        assert "is no Wikidata id" in app.status
        assert app.saved() == before
