"""Stances by keys in the running app: four keys, further targets, changing, removing, undoing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from app_driver import TEXT, Driver, key_event, running, write_project

PLAN = TEXT.index("Anna likes"), TEXT.index(" Bob does")


@asynccontextmanager
async def _tagged(folder: Path, size: tuple[int, int] = (120, 30)) -> AsyncIterator[Driver]:
    """Anna, Bob and the plan are tagged; the selection is on the plan's sentence."""
    async with running(write_project(folder), size=size) as app:
        await app.press("p", "right", "right", "p")
        await app.select("the plan")
        await app.press("i")
        await app.select("likes")
        yield app


async def test_a_stance_takes_four_keys(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        assert "Stance: who?" in app.status
        await app.press(app.hint("Anna"))
        assert "Anna: " in app.status
        assert "+ support" in app.status
        await app.press("+")
        assert "toward what?" in app.status
        await app.press(app.hint("the plan"))
        assert app.stances() == [("Anna", "support", "the plan")]
        (stance,) = app.saved().stances
        assert [(span.start, span.end) for span in stance.evidence] == [PLAN]
        assert stance.evidence[0].text == "Anna likes the plan."
        assert stance.holder.mention == app.mention("Anna").id
        assert "Anna — support → the plan" in app.status


async def test_further_targets_follow_from_the_same_holder(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "-")
        await app.press("2")
        await app.press(app.hint("Bob"))
        assert app.stances() == [("Anna", "support", "the plan"), ("Anna", "oppose", "Bob")]
        assert [s.intensity for s in app.record.stances] == [None, 2]
        await app.press("right")
        assert app.selected == "the"
        assert app.session.prompt is not None, "the hand may go to the cue"
        await app.press("ctrl+right")
        assert app.selected.startswith("Bob does")
        assert app.session.prompt is None, "going on to other words ends the stance"


@pytest.mark.parametrize("preset", ["default", "vim"])
async def test_a_key_and_a_letter_make_the_stance_of_a_further_holder(
    tmp_path: Path, preset: str
) -> None:
    async with _tagged(tmp_path, size=(80, 24)) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "-")
        await app.press(app.hint("the plan"))
        bob = app.record.entities[1]
        await app.press("escape")
    async with running(tmp_path, size=(80, 24), preset=preset) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"))
        assert "& who else" in f"{app.status} {app.line('legend')}"
        await app.press("&")
        assert "who else?" in f"{app.status} {app.line('legend')}"
        await app.press(app.hint("Bob"))
        assert "Bob — support → the plan" in app.status
        assert app.saved().stances[-1].holder.entity == bob.id
        await app.press("ctrl+z", "ctrl+z")
        assert app.stances() == [("Anna", "oppose", "the plan")]


async def test_in_the_vim_preset_digits_after_a_stance_are_a_count(tmp_path: Path) -> None:
    async with _tagged(tmp_path):
        pass
    async with running(tmp_path, size=(120, 30), preset="vim") as app:
        await app.select("Anna", nth=1)
        await app.press("space")
        await app.press(app.hint("Anna"), "1", "+")
        await app.press(app.hint("the plan"))
        start = app.session.selection.start
        assert "ntensity" not in f"{app.status} {app.line('legend')}"
        await app.press("2", "w")
        assert app.saved().stances[-1].intensity == 1
        words = app.session.document.text[start : app.session.selection.start].split()
        assert len(words) == 2
        await app.press("S", "3")
        assert app.saved().stances[-1].intensity == 3
        await app.press("escape", "f1")
        await app.seen("Digits are counts; 1 2 3 are the intensity")


async def test_who_is_scrolled_out_of_view_is_chosen_by_a_digit(tmp_path: Path) -> None:
    text = "Dora came.\n" + "Nothing was said.\n" * 60 + "Anna likes the plan.\n"
    async with running(write_project(tmp_path, {"a.txt": text}), size=(80, 24)) as app:
        await app.press("p")
        await app.select("plan")
        await app.press("i", "space")
        assert "not in view: 4 Dora" in f"{app.status} {app.line('legend')}"
        await app.press("4", "+")
        await app.press(app.hint("plan"))
        assert [(s.holder.entity, s.polarity) for s in app.saved().stances] == [("e1", "support")]


async def test_author_unknown_and_public_need_no_mention(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        for key, entity in (("@", "@author"), ("?", "@unknown"), ("!", "@public")):
            await app.press("space", key, "+")
            await app.press(app.hint("the plan"), "escape")
            assert app.saved().stances[-1].holder.entity == entity
        assert len(app.record.stances) == 3


async def test_enter_takes_the_holder_of_the_last_stance(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Bob"), "-")
        await app.press(app.hint("Anna"), "escape", "space")
        assert "Enter Bob" in app.status
        await app.press("enter", "+")
        await app.press(app.hint("the plan"))
        assert app.stances()[-1] == ("Bob", "support", "the plan")


async def test_a_wrong_key_says_so_and_keeps_what_is_half_typed(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space", "z")
        assert "z chooses nothing here" in app.status
        await app.press(app.hint("Anna"), "x")
        assert "no polarity has the key x" in app.status
        assert "+ support" in app.line("legend")
        await app.press("+")
        await app.press(app.hint("the plan"))
        assert app.stances() == [("Anna", "support", "the plan")]


async def test_backspace_goes_one_step_back_and_escape_leaves(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "-", "backspace", "+", "backspace", "backspace")
        assert "who?" in app.status
        await app.press("escape")
        assert "no stance made" in app.status
        assert app.session.prompt is None
        assert app.saved().stances == ()


async def test_a_selection_is_the_evidence(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("shift+right", "space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"))
        assert [span.text for span in app.saved().stances[0].evidence] == ["likes the"]


async def test_hints_are_painted_and_gone_after(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("ctrl+home", "right")
        plain = app.looks("met")
        await app.press("space")
        letter = app.hint("Anna")
        assert any(f"{letter}nna met" in row for row in app.rows())
        await app.press("escape")
        assert any("Anna met" in row for row in app.rows()[1:])
        assert app.looks("met") == plain


async def test_each_slot_of_a_stance_is_changed(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "escape", "ctrl+s")
        assert "Change: h holder" in app.status
        await app.press("-")
        assert app.stances() == [("Anna", "oppose", "the plan")]
        await app.press("3")
        assert app.saved().stances[0].intensity == 3
        await app.press("n")
        assert app.saved().stances[0].intensity is None
        await app.press("h")
        assert "the holder: A letter in the text" in app.status
        await app.press(app.hint("Bob"))
        assert app.stances() == [("Bob", "oppose", "the plan")]
        await app.press("t")
        await app.press("@")
        assert app.saved().stances[0].target.entity == "@author"
        await app.press("e")
        assert [span.text for span in app.saved().stances[0].evidence] == ["likes"]
        await app.press("enter")
        assert app.session.prompt is None
        for _ in range(6):
            await app.press("ctrl+z")
        assert app.stances() == [("Anna", "support", "the plan")]


async def test_without_a_stance_here_the_changing_key_says_so(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("ctrl+s")
        assert "no stance is shown by these words" in app.status


async def test_a_stance_is_undone_and_made_again(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "escape", "ctrl+z")
        assert "undone: Anna — support → the plan" in app.status
        assert app.stances() == []
        await app.press("ctrl+y")
        assert app.stances() == [("Anna", "support", "the plan")]


async def test_a_bare_shift_does_not_abort_a_prompt(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        for name in ("left_shift", "right_control", "caps_lock", "left_alt"):
            await app.post(key_event(name))
        assert "who?" in app.status
        await app.press(app.hint("Anna"))
        await app.post(key_event("left_shift"))
        await app.press("+")
        await app.post(key_event("right_shift"))
        await app.press(app.hint("the plan"))
        assert app.stances() == [("Anna", "support", "the plan")]


async def test_a_resize_keeps_what_is_half_typed(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"))
        await app.resize(60, 14)
        assert "+ support" in app.status
        await app.press("+")
        await app.resize(140, 40)
        await app.press(app.hint("the plan"))
        assert app.stances() == [("Anna", "support", "the plan")]


async def test_the_ledger_shows_stances_and_works_by_keys(tmp_path: Path) -> None:
    async with _tagged(tmp_path, size=(140, 40)) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "-", "2")
        await app.press(app.hint("Bob"), "escape")
        await app.seen("+ the plan")
        await app.seen("− Bob")
        await app.press("ctrl+home", "f6")
        assert app.focus == "inspector"
        await app.press("end", "home", *["down"] * 20)
        await _to_line(app, "+ the plan")
        assert "Enter goes to its words, Del removes it" in app.status
        await app.press("#")
        await app.words("said so")
        assert [s.note for s in app.saved().stances] == ["said so", None]
        assert app.focus == "inspector"
        await app.until(lambda: not app.main._inspector.due)
        await app.press("enter")
        assert app.selected == "Anna likes the plan."
        assert "Anna — support → the plan" in app.status
        assert app.focus == "reader"
        await app.press("f6")
        await _to_line(app, "− Bob")
        await app.press("delete")
        assert app.stances() == [("Anna", "support", "the plan")]
        assert "removed Anna — oppose (2) → Bob" in app.status


async def test_enter_on_an_entity_goes_to_its_mentions_in_turn(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(140, 40)) as app:
        await app.press("p")
        await app.select("Anna", nth=1)
        await app.press("p")
        await app.seen("PERSON 2")
        await app.press("f6")
        await _to_line(app, "Anna")
        await app.press("escape")
        starts = []
        for _ in range(3):
            await app.press("f6", "enter")
            starts.append(app.session.selection.start)
        assert starts == [0, TEXT.index("Anna likes"), 0]


async def _to_line(app: Driver, words: str) -> None:
    """Move down the inspector to the line with these words."""
    await app.press("home")
    inspector = app.pane("inspector")
    for _ in range(inspector.count):
        if words in app.shown_in("inspector")[inspector.cursor]:
            return
        await app.press("down")
    raise AssertionError(f"no line {words!r}: {app.shown_in('inspector')}")


async def test_a_prompt_has_both_rows_and_keeps_its_words_in_a_narrow_terminal(
    tmp_path: Path,
) -> None:
    async with _tagged(tmp_path, size=(40, 10)) as app:
        await app.press("space")
        said = f"{app.status} {app.line('legend')}"
        assert "Stance: who?" in app.status
        assert "PERSON" not in said
        await app.press(app.hint("Anna"))
        said = f"{app.status} {app.line('legend')}"
        assert "+ support  - oppose" in said
        assert "? unclear" in said
        assert "123 a b c" in said
        await app.press("escape")
        assert "p" in app.line("legend")


async def test_a_name_with_control_characters_is_safe_in_a_prompt(tmp_path: Path) -> None:
    text = {"a.txt": "An\x1b[31mna met Bob."}
    async with running(write_project(tmp_path, text), size=(140, 24)) as app:
        await app.press("+", "p")
        await app.select("Bob")
        await app.press("p", "space")
        await app.press(app.session.prompt.hints[0] if app.session.prompt else "")
        assert "met Bob." in app.status
        assert "\x1b" not in app.status
        await app.press("x")
        assert "no polarity has the key x" in app.status
        await app.press("+")
        assert "met Bob." in app.status
        assert "\x1b" not in f"{app.status} {app.line('legend')}"


async def test_a_target_that_is_not_tagged_is_chosen_in_the_prompt(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), size=(120, 30)) as app:
        await app.press("p")
        await app.select("likes")
        await app.press("space", "@")
        plain = app.looks("lan.")
        await app.press("+")
        assert app.looks("lan.") != plain, "how far the phrase goes is shown"
        await app.press(app.hint("plan"))
        assert app.stances() == [("@author", "support", "plan")]
        assert ("plan", "ISSUE") in app.mentions()
        assert "ISSUE “plan” tagged" in app.status
        await app.press("escape", "ctrl+z")
        assert app.saved().stances == ()
        assert app.mentions() == [("Anna", "PERSON")]


async def test_letters_typed_ahead_choose_what_they_stood_on(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        holder, target = app.hint("Anna"), app.hint("the plan")
        for key in (holder, "+", target):
            app.app.post_message(key_event(key))
        await app.settle()
        assert app.stances() == [("Anna", "support", "the plan")]


async def test_a_name_is_typed_in_the_prompt_and_a_claim_is_made_of_it(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space", "/", *"bo")
        assert "/bo▏ [Bob PERSON]" in app.status
        await app.press("enter", "-", "/", *"tax cut")
        said = f"{app.status} {app.line('legend')}"
        assert "Enter makes a new claim “tax cut”" in said
        await app.press("enter")
        assert app.stances() == [("Bob", "oppose", "tax cut")]


async def test_removing_right_after_a_stance_removes_it_and_elsewhere_none(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "escape", "delete")
        assert "removed Anna — support → the plan" in app.status
        assert app.stances() == []
        await app.press("ctrl+z", "delete")
        assert "no mention is selected" in app.status
        assert app.stances() == [("Anna", "support", "the plan")]


async def test_a_labels_key_right_after_a_stance_is_refused_and_behind_a_motion_tags(
    tmp_path: Path,
) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"))
        mentions = app.mentions()
        for key in ("g", "G", "z"):
            await app.press(key)
            assert app.mentions() == mentions
            assert app.session.prompt is not None
        await app.press("left", "g")
        assert ("Anna", "GPE") in app.mentions()
        assert app.session.prompt is None


async def test_a_key_that_waits_for_another_is_no_key_of_the_prompt(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "escape", "ctrl+s", "ctrl+t")
        assert "Mark it started" in f"{app.status} {app.line('legend')}"
        await app.press("s")
        assert app.record.status == "started"
        assert app.stances() == [("Anna", "support", "the plan")]


WIDE, NARROW = (100, 24), (80, 24)
_OPTIONS = ("123 intensity", "a via", "b basis", "c cue")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_every_key_behind_a_stance_is_seen_with_and_without_a_message(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with _tagged(tmp_path, size) as app:

        def said() -> str:
            return f"{app.status} {app.line('legend')}"

        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "2", "b", "a", "@", "c")
        assert "Anna — support (2) → the plan · via @author · statement" in app.status
        for key in ("c", "z"):
            await app.press(key)
            seen = said()
            for words in ("+-0*?", *_OPTIONS, "# note", "Del removes", "Esc"):
                assert words in seen
        assert "z does nothing here" in app.status
        await app.press("ctrl+s")
        for key in ("c", "z"):
            await app.press(key)
            seen = said()
            for words in ("h ", "t ", "s swap", "+-0*?", "123n", "eEr", *_OPTIONS[1:], "Del"):
                assert words in seen


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_what_enter_does_with_a_typed_name_is_said_and_nothing_else_of_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with _tagged(tmp_path, size) as app:
        await app.press("space", "@", "+")
        await app.press(app.hint("the plan"), "escape", "space", "/")
        for key, enter in (
            ("b", "Enter takes “Bob”"),
            ("q", "no entity has such a name: Enter takes nothing"),
            ("backspace", "Enter takes “Bob”"),
        ):
            await app.press(key)
            said = f"{app.status} {app.line('legend')}"
            assert enter in said
            assert said.count("Enter") == 1
            assert "Tab" not in said
            assert "1 2 3" not in said
        await app.press("backspace")
        said = f"{app.status} {app.line('legend')}"
        assert "Enter takes “Anna”, Tab goes to the next" in said


async def test_the_changing_key_again_goes_to_the_next_stance(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space", "@", "+")
        await app.press(app.hint("the plan"), "-")
        await app.press(app.hint("Bob"), "escape")
        await app.press("ctrl+s")
        assert "@author — oppose → Bob" in app.status
        await app.press("ctrl+s")
        assert "@author — support → the plan" in app.status
        await app.press("s")
        assert app.stances()[0] == ("the plan", "support", "@author")


async def test_the_selection_moves_while_a_stance_is_changed(tmp_path: Path) -> None:
    async with _tagged(tmp_path) as app:
        await app.press("space", "@", "+")
        await app.press(app.hint("the plan"), "escape", "ctrl+s", "left", "c", "right", "e")
        (stance,) = app.saved().stances
        assert [span.text for span in stance.evidence] == ["likes"]
        assert stance.cue == (), "a cue that is no evidence any more goes"
        assert app.session.prompt is not None


async def test_changing_a_stance_from_the_inspector_leaves_the_keys_with_the_text(
    tmp_path: Path,
) -> None:
    async with _tagged(tmp_path, size=(140, 40)) as app:
        await app.press("space")
        await app.press(app.hint("Anna"), "+")
        await app.press(app.hint("the plan"), "escape")
        await app.seen("+ the plan")
        await app.press("ctrl+home", "f6", "home")
        await _to_line(app, "+ the plan")
        await app.press("ctrl+s")
        assert app.focus == "reader"
        assert app.session.prompt is not None
        await app.press("-", "enter")
        assert app.stances() == [("Anna", "oppose", "the plan")]
        await app.press("escape")
        assert app.focus == "reader"
