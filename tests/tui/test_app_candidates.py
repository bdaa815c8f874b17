"""Candidates in the running app: seen dim, walked, accepted, hinted, tagged in all documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driver import Driver, on_disk, running, write_project

from tui.keymap import Action
from tui.screens.everywhere import EverywhereScreen

TEXT = (
    "Yesterday Maria Silva met Tom Becker in Lisbon. Later Maria Silva went to Porto.\n"
    "In Lisbon nobody knew, and Tom Becker left for Porto on 3 May 2021.\n"
)
DOCUMENTS = {"a.txt": TEXT, "b.txt": "Then Tom Becker came to Lisbon again.", "c.txt": "No more."}


async def proposed(app: Driver, words: str) -> None:
    """Wait until the words are drawn as a candidate."""
    await app.until(lambda: "italic" in app.looks(words)[0][1])


async def test_candidates_are_drawn_apart_and_no_longer_when_tagged(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await proposed(app, "Maria Silva")
        assert "italic" not in app.looks(" met ")[0][1]
        await app.press("tab", "p")
        assert "italic" not in app.looks("Maria Silva")[0][1]
        await app.press("ctrl+z", "right", "right")
        assert "italic" in app.looks("Maria Silva")[0][1]


async def test_without_colours_candidates_are_told_from_text_and_mentions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await proposed(app, "Tom Becker")
        await app.press("tab", "p")
        mention, candidate = app.looks("Maria Silva")[0][1], app.looks("Tom Becker")[0][1]
        assert "underline" in mention
        assert "italic" not in mention
        assert mention != candidate != app.looks("knew")[0][1]


async def test_tab_and_a_label_tag_and_go_on_and_enter_accepts(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True, size=(120, 30)) as app:
        await app.press("tab")
        assert app.selected == "Maria Silva"
        assert "Enter accepts, a label's key tags, Del rejects" in app.status
        await app.press("p")
        assert app.selected == "Tom Becker"
        assert "PERSON “Maria Silva” · : 1 other → " in app.status
        await app.press(":")
        assert app.mentions() == [("Maria Silva", "PERSON")] * 2
        await app.press("P")
        assert [text for text, _ in app.mentions()].count("Tom Becker") == 2
        assert app.selected == "Lisbon"
        await app.press("ctrl+z")
        assert [text for text, _ in app.mentions()].count("Tom Becker") == 0
        assert app.selected == "Tom Becker"


async def test_keys_typed_ahead_are_each_done_on_what_the_one_before_selected(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await app.press("tab", "p", "p", "g")
        assert app.mentions() == [
            ("Maria Silva", "PERSON"), ("Tom Becker", "PERSON"), ("Lisbon", "GPE"),
        ]  # fmt: skip


async def test_del_rejects_a_candidate_and_it_is_drawn_no_more(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await proposed(app, "Lisbon")
        await app.press("tab", "tab", "tab")
        assert app.selected == "Lisbon"
        await app.press("delete")
        assert app.selected != "Lisbon"
        await app.until(lambda: "italic" not in app.looks("Lisbon")[0][1])
        assert app.record.mentions == ()
        await app.press("ctrl+z")
        await proposed(app, "Lisbon")


async def test_hints_are_painted_chosen_and_gone(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await proposed(app, "Lisbon")
        await app.press("'")
        code = app.hint("Lisbon")
        assert "Select: a letter in the text" in app.status
        assert not any("met Tom Becker in Lisbon" in row for row in app.rows())
        await app.press(*code)
        assert app.selected == "Lisbon"
        assert any("met Tom Becker in Lisbon" in row for row in app.rows())
        await app.press('"', *app_code(app, "Later"))
        assert app.selected == "Lisbon. Later"


def app_code(app: Driver, words: str) -> str:
    """The letters that would stand on the first place of words after the end-hint key."""
    app.session.perform(Action("hint_end"))
    code = app.hint(words)
    app.session.prompt = None
    return code


async def test_a_capital_that_a_label_has_is_that_labels(tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text(
        '[[labels]]\nname = "PERSON"\nkey = "p"\n[[labels]]\nname = "PLACE"\nkey = "P"\n'
    )
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await app.press("tab", "P")
        assert app.mentions() == [("Maria Silva", "PLACE")]


async def test_the_vim_preset_has_it_all_on_keys_of_its_own(tmp_path: Path) -> None:
    root = write_project(tmp_path, DOCUMENTS)
    async with running(root, preset="vim", proposes=True) as app:
        await app.press("tab", ";", "p", "o")
        assert app.mentions() == [("Maria Silva", "PERSON")] * 2
        await app.press(";", "P")
        assert [text for text, _ in app.mentions()].count("Tom Becker") == 2
        await app.press("x")
        assert "no candidate: “Lisbon”" in app.status
        await app.press("'")
        await app.press(*app.hint("nobody"))
        assert app.selected == "nobody"


async def test_switched_off_by_the_scheme_nothing_is_proposed_and_a_label_stays(
    tmp_path: Path,
) -> None:
    (tmp_path / "standoff.toml").write_text(
        '[suggest]\nsources = []\n\n[[labels]]\nname = "PERSON"\nkey = "p"\n'
    )
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await app.press("tab")
        assert "switches candidates on" in app.status
        await app.press("right", "p")
        assert app.selected == "Maria"


# All documents


async def test_these_words_are_tagged_in_all_documents_after_a_look(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True, size=(100, 24)) as app:
        await app.press("tab", "tab", "ctrl+x")
        screen = app.app.screen
        assert isinstance(screen, EverywhereScreen)
        await app.until(lambda: screen.is_complete)
        await app.seen("Tag “Tom Becker” as PERSON in all documents")
        await app.seen("3 places in 2 documents · Enter tags all, as one change")
        assert any(row.lstrip().startswith("b.txt") and "Then Tom Becker came" in row
                   for row in app.rows())  # fmt: skip
        await app.press("enter")
        assert app.mentions() == [("Tom Becker", "PERSON")] * 2
        other = on_disk(tmp_path, "b.txt")
        assert other
        assert [m.text for m in other.mentions] == ["Tom Becker"]
        assert app.shown_in("documents")[1].startswith("◐")
        await app.press("ctrl+z")
        assert app.record.mentions == ()
        other = on_disk(tmp_path, "b.txt")
        assert other
        assert other.mentions == ()


async def test_esc_leaves_the_look_and_nothing_is_tagged(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS), proposes=True) as app:
        await app.press("tab", "ctrl+x", "escape")
        await app.until(lambda: app.app.screen is app.main)
        assert app.record.mentions == ()


async def test_a_look_whose_places_are_gone_since_says_so_and_goes_nowhere(tmp_path: Path) -> None:
    documents = {"a.txt": "Tom Becker met Maria Silva.", "b.txt": "Then Tom Becker came."}
    async with running(write_project(tmp_path, documents), proposes=True) as app:
        await app.select("Tom Becker")
        await app.press("p")
        await app.select("Tom Becker")
        await app.press("ctrl+x")
        screen = app.app.screen
        assert isinstance(screen, EverywhereScreen)
        await app.until(lambda: screen.is_complete)
        (tmp_path / "b.txt").write_text("Then somebody else came.", encoding="utf-8")
        await app.press("enter")
        assert "nothing is left to tag, 1 gone since" in app.status
        assert app.selected == "Tom Becker"


async def test_without_a_label_to_tag_with_the_look_says_what_to_select(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, DOCUMENTS)) as app:
        await app.press("ctrl+x")
        assert "no label is proposed for these words: tag them, then this key" in app.status


async def test_the_search_for_a_document_to_tag_in_goes_on_between_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.workbench.AT_A_KEY", 0.0)
    empty = {f"b{number}.txt": "no more of it. " * 300 for number in range(5)}
    documents = {"a.txt": TEXT, **empty, "z.txt": DOCUMENTS["b.txt"]}
    async with running(write_project(tmp_path, documents), proposes=True) as app:
        await app.press("@")
        await app.until(lambda: app.session.document.id == "z.txt")
        assert app.selected == "Tom Becker"
        await app.press("p")
        assert app.mentions() == [("Tom Becker", "PERSON")]


async def test_words_that_no_label_is_proposed_for_are_not_tagged_with_the_last_one(
    tmp_path: Path,
) -> None:
    words = "Tom Becker saw the grey tram line."
    documents = {"a.txt": f"{words} The grey tram line was late.", "b.txt": words}
    async with running(write_project(tmp_path, documents), proposes=True) as app:
        await app.select("Tom Becker")
        await app.press("d")
        for words in ("grey tram line", "saw"):
            await app.select(words)
            await app.press("ctrl+x")
            assert app.app.screen is app.main
            assert "no label is proposed for these words: tag them, then this key" in app.status
        assert app.mentions() == [("Tom Becker", "DATE")]
        await app.select("grey tram line")
        await app.press("d", "ctrl+x")
        await app.seen("Tag “grey tram line” as DATE in all documents")
