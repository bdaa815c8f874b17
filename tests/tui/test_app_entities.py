"""Entities by keys in the running app: one key joins, and what is shared is shown so."""

from __future__ import annotations

from pathlib import Path

from app_driver import running, write_project

DOCUMENTS = {"a.txt": "Anna Berg met Bob. Berg left.", "b.txt": "Berg again."}


async def test_one_key_after_a_tag_joins_the_likely_entity(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS)) as app:
        await app.press("shift+right", "p")
        await app.press("right", "right", "right", "right", "p")
        assert app.mentions() == [("Anna Berg", "PERSON"), ("Berg", "PERSON")]
        assert "= joins Anna Berg" in app.status
        await app.press("=")
        assert [entity.name for entity in app.saved().entities] == ["Anna Berg"]
        await app.press("ctrl+z")
        assert len(app.saved().entities) == 2


async def test_the_join_prompt_names_the_likely_and_finds_the_others(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), size=(120, 30)) as app:
        await app.press("shift+right", "p")
        await app.press("right", "right", "right", "right", "p", "left", "right", "=")
        assert "1 Anna Berg" in f"{app.status} {app.line('legend')}"
        await app.press("/", "a", "b")
        assert "[Anna Berg PERSON]" in f"{app.status} {app.line('legend')}"
        await app.press("enter")
        assert [entity.name for entity in app.saved().entities] == ["Anna Berg"]


async def test_shared_and_described_by_keys_and_known_in_the_next_document(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), size=(140, 30)) as app:
        await app.press("shift+right", "p")
        await app.press("right", "right", "right", "right", "p", "=")
        await app.press("ctrl+k", "Q", "7", "enter")
        await app.press("ctrl+o", "h", "i", "enter")
        await app.press("ctrl+l")
        (entity,) = app.saved().entities
        (ref,) = app.session.project.project_entities()
        assert (entity.kb, entity.note, entity.ref) == ("Q7", "hi", ref)
        assert "is one of the whole project" in app.status
        await app.press("ctrl+n", "p")
        (entity,) = app.record.entities
        assert (entity.name, entity.kb, entity.ref) == ("Anna Berg", "Q7", ref)


async def test_a_wrong_wikidata_id_is_said_and_can_be_mended_where_it_was_typed(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path, DOCUMENTS)) as app:
        await app.press("p")
        before = app.saved()
        await app.press("ctrl+k", "7", "enter")
        assert app.status == " Wikidata id of Anna, as Q43: 7 "
        assert app.line("legend").startswith(" “7” is no Wikidata id")
        assert app.saved() == before
        await app.press("home", "Q")
        assert "no Wikidata id" not in app.line("legend")
        await app.press("enter")
        assert app.saved().entities[0].kb == "Q7"
        assert app.field is None


async def test_escape_leaves_what_was_refused(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS)) as app:
        await app.press("p")
        before = app.saved()
        await app.press("ctrl+k", "7", "enter", "escape")
        assert app.field is None
        assert app.saved() == before
