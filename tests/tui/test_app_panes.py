"""Panes, screens and sizes of the running app: folding, focus, help, palette, tiny terminals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from app_driver import TEXT, Driver, key_event, on_disk, redrawn, running, write_project
from rich.cells import cell_len
from textual import events
from textual.geometry import Offset

from tui import room
from tui.commands import COMMANDS
from tui.screens.help import HelpScreen
from tui.screens.palette import PaletteScreen, found

WIDE = (140, 40)


def _shown(app: Driver) -> list[str]:
    return [name for name in ("documents", "inspector") if app.pane(name).display]


@pytest.mark.parametrize(
    ("width", "one", "several"),
    [
        (140, ["documents", "inspector"], ["documents", "inspector"]),
        (100, ["inspector"], ["documents", "inspector"]),
        (80, [], ["documents"]),
        (60, [], []),
    ],
)
async def test_side_panes_fold_where_the_text_needs_the_room(
    tmp_path: Path, width: int, one: list[str], several: list[str]
) -> None:
    async with running(write_project(tmp_path / "one"), size=(width, 24)) as app:
        assert _shown(app) == one
    documents = {"a.txt": TEXT, "b.txt": TEXT}
    async with running(write_project(tmp_path / "two", documents), size=(width, 24)) as app:
        assert _shown(app) == several


async def test_each_pane_is_folded_and_unfolded_by_a_key(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("f2")
        assert _shown(app) == ["inspector"]
        await app.press("f3")
        assert _shown(app) == []
        await app.press("f2", "f3")
        assert _shown(app) == ["documents", "inspector"]
        await app.press("f4")
        assert _shown(app) == []
        await app.until(lambda: app.reader.size.width > 130)
        await app.press("f4")
        assert _shown(app) == ["documents", "inspector"]


async def test_a_pane_is_shown_where_the_text_keeps_forty_columns(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(76, 20)) as app:
        await app.press("f3")
        assert _shown(app) == ["inspector"]
        await app.seen("Entities")
        await app.seen("Space begins one: who, how, toward")


@pytest.mark.parametrize("key", ["f2", "f3", "f4"])
async def test_without_room_a_pane_is_refused_in_words(tmp_path: Path, key: str) -> None:
    documents = {"a.txt": TEXT, "b.txt": TEXT}
    async with running(write_project(tmp_path, documents), size=(50, 12)) as app:
        await app.press(key)
        assert _shown(app) == []
        assert "no room: this takes" in app.status
        assert any("Anna met Bob" in row for row in app.rows()[1:])


async def test_the_pane_asked_for_takes_the_place_of_the_other(tmp_path: Path) -> None:
    documents = {"a.txt": TEXT, "b.txt": TEXT}
    async with running(write_project(tmp_path, documents)) as app:
        assert _shown(app) == ["documents"]
        await app.press("f3")
        assert _shown(app) == ["inspector"]
        assert "the documents gave way" in app.status
        await app.press("f2")
        assert _shown(app) == ["documents"]
        assert "the inspector gave way" in app.status
        await app.press("f4", "f4")
        assert len(_shown(app)) == 1
        assert app.main.query_one("#page").size.width >= 38
        await app.resize(140, 24)
        await app.until(lambda: _shown(app) == ["documents", "inspector"])


@pytest.mark.parametrize("width", range(40, 150, 3))
@pytest.mark.parametrize("asked", [{}, {"documents": True}, {"documents": True, "inspector": True}])
def test_the_text_keeps_forty_columns_at_every_width(width: int, asked: dict[str, bool]) -> None:
    panes = room.shown(width, asked, several=True)
    assert width - sum(room.PANE_COLUMNS[pane] for pane in panes) >= 40


async def test_the_inspector_is_wrapped_at_its_width_when_it_is_unfolded(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        for _ in range(3):
            await app.press("f3", "f3", "f3")
            await app.until(lambda: not app.main._inspector.due)
            assert "Space begins one: who, how, toward" in app.shown_in("inspector")[1]
            await app.press("f3")


async def test_f6_goes_round_the_panes_in_view(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        seen = []
        for _ in range(4):
            seen.append(app.focus)
            await app.press("f6")
        assert seen == ["reader", "inspector", "documents", "reader"]
        await app.press("f2")
        assert app.focus != "documents"


async def test_folding_the_pane_with_the_keys_gives_them_to_the_text(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("f6")
        assert app.focus == "inspector"
        await app.press("f3")
        assert app.focus == "reader"
        await app.press("p")
        assert app.mentions() == [("Anna", "PERSON")]


async def test_label_keys_work_from_every_pane(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("f6", "p")
        assert app.mentions() == [("Anna", "PERSON")]


async def test_help_shows_every_command_and_closes(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        for closing in ("escape", "f1", "q", "enter"):
            await app.press("f1")
            await app.until(lambda: isinstance(app.app.screen, HelpScreen))
            await app.seen("Move and select")
            await app.press(closing)
            await app.until(lambda: app.app.screen is app.main)
        await app.press("p")
        assert app.mentions() == [("Anna", "PERSON")], "keys are the text's again"


async def test_help_is_read_to_its_end_by_keys(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(80, 24)) as app:
        await app.press("f1")
        await app.until(lambda: isinstance(app.app.screen, HelpScreen))
        seen: set[str] = set()
        for _ in range(40):
            seen.update(row.strip(" │▅▇▁▂▃▄▆█▊▎╭╮╰╯─") for row in app.rows())
            await app.press("pagedown")
            await redrawn(app.app)
        said = "\n".join(seen)
        missing = [c.help for c in COMMANDS if " ".join(c.help.split()[:3]) not in said]
        assert missing == []


async def test_the_palette_runs_a_command_found_by_its_name(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "ctrl+p")
        await app.until(lambda: isinstance(app.app.screen, PaletteScreen))
        await app.press(*"flag")
        await app.seen("Flag it for another look")
        await app.press("enter")
        await app.until(lambda: app.app.screen is app.main)
        await app.until(lambda: app.record.flagged)
        assert app.saved().flagged
        assert "flagged" in app.status


async def test_keys_that_come_with_the_one_that_opens_the_palette_are_its_own(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path)) as app:
        for key in ("ctrl+p", *"flag", "enter", "o"):
            app.app.post_message(key_event(key))
        await app.until(lambda: bool(app.record.mentions))
        assert app.record.flagged
        assert app.mentions() == [("Anna", "ORG")], "the last key is the text's again"
        assert app.app.screen is app.main


async def test_the_palette_goes_by_keys_and_by_words_in_any_order(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("ctrl+p", *"next done")
        await app.seen("Done, and open the next to do")
        await app.press("ctrl+u", *"mark", "down", "down", "up", "enter")
        assert app.record.status == "started"
        await app.press("ctrl+p", *"no such thing", "enter")
        await app.until(lambda: isinstance(app.app.screen, PaletteScreen))
        await app.press("ctrl+u", *"theme")
        row = next(y for y, row in enumerate(app.rows()) if "Dark or light" in row)
        theme = app.app.theme
        await app.pilot.click(offset=Offset(20, row))
        await app.until(lambda: app.app.theme != theme)
        assert app.app.screen is app.main


def test_the_palette_finds_every_command_by_its_name() -> None:
    for command in COMMANDS:
        if command.pane != "list" and command.name not in ("palette", "stack"):
            assert found(command.name)[0] == command


async def test_escape_leaves_the_palette_without_a_change(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("ctrl+p")
        await app.until(lambda: isinstance(app.app.screen, PaletteScreen))
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.main)
        assert on_disk(tmp_path, "a.txt") is None


async def test_the_search_line_finds_steps_and_leaves(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("/")
        assert app.field is not None
        await app.words("anna")
        assert app.status.strip() == "“anna”: 1 of 2"
        await app.press("ctrl+g")
        assert app.session.selection.start == TEXT.index("Anna likes")
        await app.press("ctrl+g", "ctrl+r")
        assert app.session.selection.start == TEXT.index("Anna likes")
        await app.press("/")
        assert app.status.startswith(" Search: anna")
        await app.words("Bob")
        assert app.selected == "Bob", "what is typed replaces the old words"
        await app.press("/")
        await app.words("nowhere")
        assert "“nowhere” is not in this text" in app.status


async def test_what_may_follow_a_key_is_shown_while_it_waits(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(120, 24)) as app:
        await app.press("ctrl+t")
        assert app.line("legend").startswith(" Ctrl+T …")
        for said in ("Mark it done", "Mark it skipped", "Mark the document to do"):
            assert said in app.line("legend")
        await app.press("escape")
        assert "PERSON" in app.line("legend")
        await app.press("&")
        assert "PERSON" in app.line("legend")
        assert app.line("legend").startswith(" & …")


async def test_an_unknown_key_says_so_and_changes_nothing(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("z")
        assert app.status.strip() == "z does nothing here; F1 shows all keys"
        await app.press("ctrl+t", "z")
        assert "Ctrl+T z does nothing here" in app.status
        assert on_disk(tmp_path, "a.txt") is None
        assert "stance" in app.line("legend"), "nothing waits any more"


async def test_the_vim_preset_moves_by_letters_and_counts(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), preset="vim") as app:
        await app.press("2", "w")
        assert app.selected == "Bob"
        await app.press("e", "e", ";", "i", "b", "g", "g", ";", "p")
        assert app.mentions() == [("Anna", "PERSON"), ("Bob in Bonn", "ISSUE")]
        await app.press("2", "u")
        assert app.mentions() == []
        await app.press("U")
        assert app.mentions() == [("Bob in Bonn", "ISSUE")]
        await app.press("g")
        assert app.status.startswith(" g …")
        assert "Go to the row's end" in app.status
        assert app.line("legend").strip(), "both rows are used"
        await app.press("escape", "4")
        await app.press("escape", "w")
        assert app.session.selection.extent != (0, 4)


async def test_a_count_is_shown_while_it_is_typed(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), preset="vim") as app:
        await app.press("1", "2")
        assert "12" in app.line("legend")
        await app.press("escape")
        assert "12" not in app.line("legend")


async def test_forty_by_ten_works(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(40, 10)) as app:
        assert all(cell_len(row) == 40 for row in app.rows())
        await app.press("p", "right", "right", "p", "space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("Bob"), "escape")
        assert app.stances() == [("Anna", "support", "Bob")]
        assert any("Anna met Bob" in row for row in app.rows()[1:])
        assert "F1" in app.line("legend")
        await app.press("f1")
        await app.until(lambda: isinstance(app.app.screen, HelpScreen))
        await app.press("escape")
        await app.press("f3")
        assert "no room" in app.status


async def test_while_it_is_too_small_no_key_but_the_one_to_quit_does_anything(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.resize(30, 8)
        await app.press("p", "right", "/", "space", "f1", "ctrl+c")
        await app.post(events.Paste("words"))
        assert app.app.screen is app.main
        assert (app.session.entry, app.session.prompt) == (None, None)
        assert on_disk(tmp_path, "a.txt") is None
        assert app.selected == "Anna"
        await app.press("ctrl+q")
        assert app.app._exit


async def test_ctrl_c_says_which_key_quits(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(100, 24)) as app:
        await app.press("ctrl+c")
        assert app.status.strip() == "Ctrl+Q quits; everything is saved already"
    async with running(write_project(tmp_path), size=(160, 40)) as app:
        assert "Ctrl+Q quit" in app.line("legend")


async def test_a_list_with_the_keys_shows_its_own(tmp_path: Path) -> None:
    documents = {"a.txt": TEXT, "b.txt": TEXT}
    async with running(write_project(tmp_path, documents), size=WIDE) as app:
        await app.press("p", "f6")
        assert "Enter goes there" in app.line("legend")
        assert "PERSON" not in app.line("legend")
        await app.press("ctrl+home")
        assert "Ctrl+Home is no key here; it takes" in app.status
        for own in ("↑ ↓ lines", "Enter goes there", "Esc text", "Del removes", "# notes"):
            assert own in app.status
            assert own in app.line("legend")
        await app.press("f6")
        assert "Enter opens it" in app.line("legend")
        await app.press("escape")
        assert "PERSON" in app.line("legend")


async def test_a_jump_from_the_inspector_and_a_search_give_the_text_the_keys(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("p", "right")
        await app.seen("PERSON 1")
        await app.press("f6", "end", "enter")
        assert (app.focus, app.selected) == ("reader", "Anna")
        await app.press("f6", "/")
        await app.words("Bonn")
        assert (app.focus, app.selected) == ("reader", "Bonn")


async def test_where_there_is_nothing_to_go_to_the_list_keeps_the_keys(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.seen("Entities")
        await app.press("f6", "enter")
        assert app.focus == "inspector"


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_a_place_found_looks_other_than_the_selection(tmp_path: Path, theme: str) -> None:
    async with running(write_project(tmp_path)) as app:
        if app.app.theme != theme:
            await app.press("f8")
        await app.press("/")
        await app.words("anna")
        (_, selected), *_ = app.looks("nna met")
        (_, found), *_ = app.looks("nna likes")
        (_, plain), *_ = app.looks("met")
        assert "underline" in found
        backgrounds = [look.split(" on ")[-1] for look in (selected, found, plain)]
        assert len(set(backgrounds)) == 3


async def test_without_colours_a_place_found_is_not_reversed_and_the_selection_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "/")
        await app.words("nna")

        def is_reversed(words: str) -> bool:
            (_, look), *_ = app.looks(words)
            return "reverse" in look and "not reverse" not in look

        assert app.selected == "nna"
        assert is_reversed("nna")
        assert not is_reversed("nna likes")
        (_, found), *_ = app.looks("nna likes")
        assert "italic" in found


async def test_a_too_small_terminal_says_so_and_comes_back(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.press("p", "right", "right", "shift+right")
        await app.resize(30, 8)
        await app.seen("30x8")
        await app.seen("40x10")
        await app.resize(1, 1)
        await app.resize(80, 24)
        await app.until(lambda: any("Anna met Bob" in row for row in app.rows()[1:]))
        assert app.selected == "Bob in"
        await app.press("i")
        assert app.mentions() == [("Anna", "PERSON"), ("Bob in", "ISSUE")]


async def test_the_place_in_the_text_survives_a_resize(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {number} says a few words more." for number in range(200))
    async with running(write_project(tmp_path, {"a.txt": text})) as app:
        await app.select("Paragraph 120")
        assert any("Paragraph 120 " in row for row in app.rows())
        for size in ((40, 10), (140, 45), (61, 13)):
            await app.resize(*size)
            await app.until(lambda: any("Paragraph 120 " in row for row in app.rows()))
        assert app.selected == "Paragraph 120"


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_marks_are_told_from_the_text_in_both_themes(tmp_path: Path, theme: str) -> None:
    async with running(write_project(tmp_path)) as app:
        if app.app.theme != theme:
            await app.press("f8")
        assert app.app.theme == theme
        await app.select("Bonn")
        await app.press("g", "right", "o", "ctrl+home")
        assert len({str(app.looks(words)[0][1]) for words in ("Bonn", "likes")}) == 2


async def test_without_colours_marks_are_told_by_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(write_project(tmp_path)) as app:
        await app.press("p")
        await app.select("Bonn")
        await app.press("g", "ctrl+end")
        row = next(row for row in app.rows()[1:] if "Anna" in row)
        (_, plain), *_ = app.looks("met")
        (_, marked), *_ = app.looks("Bonn")
        await app.press("[", "[")
        assert app.selected == "Anna"
        assert all("reverse" in look and "not reverse" not in look for _, look in app.looks("Anna"))
        assert row.split("Anna")[1][:1] == "ᵖ", "the label's letter stands behind the mention"
        assert marked != plain
        for colour in re.findall("#([0-9a-f]{6})", plain + marked):
            assert len({colour[:2], colour[2:4], colour[4:]}) == 1, "greys alone are left"


async def test_letters_behind_mentions_are_shown_by_a_key(tmp_path: Path) -> None:
    async with running(write_project(tmp_path)) as app:
        await app.select("Bob")
        await app.press("g")
        before = [row for row in app.rows()[1:-3] if "Bob" in row]
        await app.press("f5")
        after = [row for row in app.rows()[1:-3] if "Bob" in row]
        assert before != after
        await app.press("f5")
        assert [row for row in app.rows()[1:-3] if "Bob" in row] == before


async def test_the_inspector_follows_the_mention_at_hand(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("p", "right", "right", "o")
        await app.seen("Guideline: ORG")
        await app.press("[")
        await app.seen("Guideline: PERSON")
        await app.press("right")
        await app.until(lambda: not any("Guideline: " in row for row in app.rows()))


async def test_keys_that_come_in_one_burst_go_to_the_pane_they_were_meant_for(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path), size=WIDE) as app:
        await app.press("p", "right")
        await app.seen("PERSON 1")
        for key in ("f6", "home", "enter", "escape", "o", "/", "B", "o", "b", "enter", "p"):
            app.app.post_message(key_event(key))
        await app.settle()
        assert app.mentions() == [("Anna", "ORG"), ("Bob", "PERSON")]
        assert app.focus == "reader"
