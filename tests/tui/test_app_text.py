"""Texts of all kinds in the running app: scripts, control characters, markup, nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driver import running, write_project
from rich.cells import cell_len
from textual import events

SAMPLES = {
    "arabic": ("قال الرئيس في باريس.", "الرئيس"),
    "hebrew": ("הנשיא דיבר בירושלים.", "דיבר"),
    "chinese": ("北京和東京是城市。", "東京"),
    "emoji": ("Die 👩‍👩‍👧 Familie kam. 🇺🇦 auch.", "👩‍👩‍👧"),
    "combining": ("Erdog\u0306an e\u0301\u0323x sprach.", "Erdog\u0306an"),
    "thai": ("สวัสดีชาวโลก", "สวัสดี"),
}


@pytest.mark.parametrize("name", SAMPLES)
async def test_words_of_every_script_are_tagged_by_code_points(tmp_path: Path, name: str) -> None:
    text, words = SAMPLES[name]
    async with running(write_project(tmp_path, {"a.txt": text})) as app:
        assert all(cell_len(row) == 80 for row in app.rows())
        await app.press("/")
        await app.post(events.Paste(words))
        await app.press("enter", "escape", "p")
        (mention,) = app.saved().mentions
        assert (mention.start, mention.end) == (text.index(words), text.index(words) + len(words))
        assert mention.text == words
        assert app.app._exception is None
        assert all(cell_len(row) == 80 for row in app.rows())


async def test_the_cursor_goes_through_any_text_by_whole_graphemes(tmp_path: Path) -> None:
    text = SAMPLES["emoji"][0]
    async with running(write_project(tmp_path, {"a.txt": text})) as app:
        seen = []
        for _ in range(6):
            await app.press(".")
            seen.append(app.selected)
        assert "👩‍👩‍👧" in seen


async def test_control_characters_never_reach_the_terminal(tmp_path: Path) -> None:
    text = "Red \x1b[31mAnna\x1b[0m\x07 and \u202eboB\u202c \x9b31m end."
    async with running(write_project(tmp_path, {"a.txt": text}), size=(140, 24)) as app:
        await app.select("Anna")
        await app.press("p")
        await app.seen("PERSON 1")
        await app.press("shift+right", "shift+right", "i")
        await app.seen("ISSUE 1")
        shown = "".join(app.rows())
        assert not set(shown) & set("\x1b\x07\x00\x9b\u202e\u202c")
        assert "␛" in shown
        assert app.saved().mentions[0].text == "Anna"


@pytest.mark.parametrize(
    "words", ["[bold]", "[/]Anna", "[@click=app.quit]", "[red]Anna[/red]", "\\[Anna"]
)
async def test_markup_in_a_text_is_text(tmp_path: Path, words: str) -> None:
    text = f"{words} Anna met Bob."
    async with running(write_project(tmp_path, {"a.txt": text}), size=(140, 24)) as app:
        assert words in app.line("heading")
        await app.press("/")
        await app.words(words)
        assert words in app.status
        await app.press("i", "#")
        await app.words(words)
        assert words in app.status
        await app.until(lambda: any(words in line for line in app.shown_in("inspector")))
        assert sum(words in row for row in app.rows()) >= 3


async def test_a_name_with_an_escape_character_is_shown_safely(tmp_path: Path) -> None:
    documents = {
        "a\x1b[31m[red].txt": "Text.",
        "b.jsonl": '{"text": "T.", "title": "x\\u001b[2Jy"}',
    }
    async with running(write_project(tmp_path, documents), size=(100, 24)) as app:
        assert not any("\x1b" in row for row in app.rows())
        assert any("[red].txt" in row for row in app.rows())
        await app.press("}")
        assert "x␛[2Jy" in app.line("heading")


@pytest.mark.parametrize("text", ["\n", " ", "\n\n \t\n", "\u200b", "."])
async def test_a_text_without_words_is_no_trouble(tmp_path: Path, text: str) -> None:
    async with running(write_project(tmp_path, {"a.txt": text, "b.txt": "Anna."})) as app:
        await app.press("right", "left", "down", "up", "+", "-", "ctrl+right", "ctrl+down")
        await app.press("shift+right", ">", "end", "ctrl+end", "pagedown", "tab", "enter", "delete")
        await app.press("space", "escape", "=", "ctrl+s", "p", "escape", "ctrl+z", "}")
        assert app.app._exception is None
        assert app.selected == "Anna"


async def test_a_very_long_line_and_line_breaks_of_all_kinds(tmp_path: Path) -> None:
    text = "word " * 5000 + "\r\nAnna\rBob\u2028Carla\x85end\n"
    async with running(write_project(tmp_path, {"a.txt": text})) as app:
        await app.select("Carla")
        await app.press("p")
        assert app.saved().mentions[0].start == text.index("Carla")
        assert any("Carla" in row for row in app.rows())
        assert all(cell_len(row) == 80 for row in app.rows())
