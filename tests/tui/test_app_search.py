"""Searching all documents from the annotator: hits as they are found, going there, tagging them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from app_driver import Driver, key_event, on_disk, running, write_project

from annotations import edits
from annotations.edits import NewEntity, NewMention
from annotations.project import open_project
from tui.screens import search
from tui.screens.search import SearchScreen

WORDS = "Anna met Bob in Bonn. Bonn is old."
DOCUMENTS = {"a.txt": WORDS, "b.txt": WORDS, "c.txt": "北京\x1b[31m在 Bonn"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_project(tmp_path / "p", DOCUMENTS)


def screen(app: Driver) -> SearchScreen:
    found = app.app.screen
    assert isinstance(found, SearchScreen)
    return found


async def searched(app: Driver, pattern: str) -> None:
    """Open the search, type a pattern, and wait until all is found."""
    await app.press("f9")
    await app.press(*pattern)
    await done(app)


async def done(app: Driver) -> None:
    await app.until(lambda: screen(app).is_complete)
    await app.settle()


def lines(app: Driver) -> list[str]:
    pane = screen(app)._list
    drawn = [pane._draw(index, 100).plain for index in range(pane.count)]
    return [" ".join(line.split()) for line in drawn]


def mentions(root: Path, document: str) -> list[tuple[int, str]]:
    record = on_disk(root, document)
    return sorted((m.start, m.label) for m in record.mentions) if record else []


async def test_hits_of_all_documents_are_listed_with_their_context(folder: Path) -> None:
    async with running(folder, size=(100, 24)) as app:
        await searched(app, "bonn")
        assert lines(app) == [
            "a.txt Anna met Bob in Bonn. Bonn is old.",
            "a.txt Anna met Bob in Bonn. Bonn is old.",
            "b.txt Anna met Bob in Bonn. Bonn is old.",
            "b.txt Anna met Bob in Bonn. Bonn is old.",
            "c.txt 北京␛[31m在 Bonn",
        ]
        await app.seen("5 hits")


async def test_enter_goes_to_the_hit_in_its_document_and_the_key_comes_back(folder: Path) -> None:
    async with running(folder, size=(100, 24)) as app:
        await searched(app, "bonn")
        await app.press("down", "down", "down", "enter")
        assert app.app.screen is app.main
        assert (app.record.id, app.selected) == ("b.txt", "Bonn")
        assert app.session.selection.extent == (22, 26)
        await app.seen("4 of 5 hits; F9 goes back to them")
        await app.press("f9")
        await done(app)
        assert (len(lines(app)), screen(app)._list.cursor) == (5, 3)
        # The next pattern takes the place of the one before.
        await app.press(*"bob")
        await done(app)
        assert len(lines(app)) == 2


async def test_all_hits_are_tagged_as_one_commit_and_one_undo(folder: Path) -> None:
    async with running(folder, size=(140, 24)) as app:
        await searched(app, "bonn")
        await app.press("tab", "g")
        await app.seen("GPE: 5 places in 3 documents")
        assert mentions(folder, "a.txt") == [(16, "GPE"), (22, "GPE")]
        assert mentions(folder, "c.txt") == [(9, "GPE")]
        assert len(list(app.project.commits())) == 1
        await app.press("escape")
        # The open document shows it.
        assert [m.text for m in app.record.mentions] == ["Bonn", "Bonn"]
        await app.press("ctrl+z")
        assert [mentions(folder, name) for name in DOCUMENTS] == [[], [], []]


async def test_marked_hits_alone_are_tagged(folder: Path) -> None:
    async with running(folder, size=(140, 24)) as app:
        await searched(app, "bonn")
        # Space marks and goes on; a second one takes the mark away.
        await app.press("tab", "space", "down", "space", "space", "up", "space")
        assert [line[0] for line in lines(app)] == ["*", "a", "*", "b", "c"]
        await app.seen("tags the 2 marked")
        await app.press("g")
        await app.seen("GPE: 2 places in 2 documents")
        assert mentions(folder, "a.txt") == [(16, "GPE")]
        assert mentions(folder, "b.txt") == [(16, "GPE")]
        assert not [line for line in lines(app) if line.startswith("*")]


async def test_hits_in_a_mention_are_tagged_only_where_they_are_marked(folder: Path) -> None:
    with open_project(folder) as project:
        record = project.open("a.txt").record
        project.commit(edits.tag(record, WORDS, 0, 20, "EVENT", project.scheme))
    async with running(folder, size=(140, 24)) as app:
        await searched(app, "anna")
        await app.press("tab", "p")
        await app.seen("PERSON: 1 place in 1 document, 1 in or over a mention")
        assert mentions(folder, "a.txt") == [(0, "EVENT")]
        await app.press("space", "p")
        await app.seen("PERSON: 1 place in 1 document")
        assert mentions(folder, "a.txt") == [(0, "EVENT"), (0, "PERSON")]


async def test_what_is_tagged_so_already_is_left_out_and_counted(folder: Path) -> None:
    async with running(folder, size=(140, 24)) as app:
        await app.select("Bonn")
        await app.press("g")
        await searched(app, "bonn")
        await app.press("tab", "g")
        await app.seen("GPE: 4 places in 3 documents, 1 tagged so already")
        await app.press("g")
        await app.seen("nothing is left to tag as GPE, 5 tagged so already")
        await app.press("ctrl+z")
        await app.seen("undone: GPE: 4 places")
        assert mentions(folder, "a.txt") == [(16, "GPE")]


async def test_mentions_that_are_found_get_another_label(folder: Path) -> None:
    async with running(folder, size=(140, 24)) as app:
        await app.select("Bonn")
        await app.press("g")
        await searched(app, "label:GPE")
        assert len(lines(app)) == 1
        await app.press("tab", "o")
        await done(app)
        assert (lines(app), mentions(folder, "a.txt")) == ([], [(16, "ORG")])
        await app.seen("ORG: 1 place in 1 document")


async def test_the_keys_of_the_vim_preset_tag_too(folder: Path) -> None:
    async with running(folder, size=(140, 24), preset="vim") as app:
        await searched(app, "anna")
        await app.press("tab", ";", "p")
        await app.seen("PERSON: 2 places in 2 documents")


async def test_typing_goes_on_while_documents_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # After every document it waits until the next search begins or the test ends.
    monkeypatch.setattr(search, "_SLICE", -1.0)
    monkeypatch.setattr(search, "_BETWEEN", 60.0)
    monkeypatch.setattr(search, "_SHOWN_AFTER", -1.0)
    async with running(folder, size=(140, 24)) as app:
        await app.press("f9", *"bonn")
        await app.seen("1 of 3 documents read")
        assert len(lines(app)) == 2
        await app.press("tab", "g")
        await app.seen("not all is found yet")
        assert mentions(folder, "a.txt") == []
        monkeypatch.setattr(search, "_BETWEEN", 0.0)
        await app.press("tab", *" is")
        await done(app)
        assert screen(app)._view.typed == "bonn is"
        assert len(lines(app)) == 2


async def test_long_texts_are_searched_by_another_thread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_LONG", 0)
    async with running(folder) as app:
        await searched(app, "bonn")
        assert len(lines(app)) == 5


async def test_no_more_hits_are_listed_than_anybody_looks_through(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_MOST", 3)
    async with running(folder, size=(140, 24)) as app:
        await searched(app, "bonn")
        assert len(lines(app)) == 3
        await app.seen("the first 3 hits")


async def test_expressions_are_a_key_away_and_a_bad_one_is_said(folder: Path) -> None:
    async with running(folder, size=(140, 24)) as app:
        await searched(app, "(b.n+|bob")
        assert lines(app) == []
        await app.press("ctrl+r")
        await app.seen("no regular expression: missing )")
        await app.press(")")
        await done(app)
        assert len(lines(app)) == 7


async def test_stances_are_found_and_gone_to(tmp_path: Path) -> None:
    text = "Anna likes the plan. So it is."
    root = write_project(tmp_path / "p", {"a.txt": text})
    with open_project(root) as project:
        holder, target = NewMention(0, 4, "PERSON"), NewEntity("the plan", "ISSUE")
        said = edits.add_stance(
            project.open("a.txt").record,
            text,
            holder=holder,
            polarity="support",
            target=target,
            evidence=[(0, 20)],
        )
        project.commit(said)
    async with running(root, size=(140, 24)) as app:
        await app.press("ctrl+end")
        await searched(app, "holder:anna stance:support")
        assert lines(app) == ["a.txt Anna — support → the plan Anna likes the plan."]
        await app.press("tab", "g")
        await app.seen("1 not words that can be tagged")
        await app.press("enter")
        assert app.selected == "Anna likes the plan."
        assert app.session.stance_at_hand == app.record.stances[0].id


async def test_a_read_only_project_is_searched_and_not_tagged(folder: Path) -> None:
    async with running(folder, size=(140, 24), read_only=True) as app:
        await searched(app, "bonn")
        await app.press("tab", "g")
        await app.seen("reading")
        assert mentions(folder, "a.txt") == []


async def test_keys_typed_in_one_burst_reach_the_search(folder: Path) -> None:
    async with running(folder) as app:
        for key in ("f9", *"bob"):
            app.app.post_message(key_event(key))
        await app.settle()
        await app.until(lambda: isinstance(app.app.screen, SearchScreen))
        await done(app)
        assert len(lines(app)) == 2
        await app.press("escape")
        assert app.app.screen is app.main


@pytest.mark.parametrize("size", [(140, 40), (50, 12)])
async def test_no_control_reaches_the_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    hostile = "\x1b]0;x\x07\u202e\x9b31m needle \x1b[2J\u2066\u0085 [bold]"
    name = "a\x1b[31m\u202e.txt"
    async with running(write_project(tmp_path / "p", {name: hostile}), size=size) as app:
        await searched(app, "needle")
        assert len(lines(app)) == 1
        await app.press("tab", "space")
        for row in app.rows():
            assert not [c for c in row if unicodedata.category(c) in ("Cc", "Cf", "Cs")], row


async def test_names_that_there_are_not_are_told(folder: Path) -> None:
    async with running(folder, size=(140, 24)) as app:
        await searched(app, "label:FOO")
        await app.seen("the scheme has no label FOO")
        await app.press(*["backspace"] * 9, *"holdr:Anna")
        await done(app)
        await app.seen("there is no field holdr")
