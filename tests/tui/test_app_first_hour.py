"""What somebody new to the annotator tries first, with candidates on."""

from __future__ import annotations

from pathlib import Path

from app_driver import running, write_project

TEXT = (
    "Turkey said on Monday that Ukraine must talk with the United Nations. "
    "Ukraine opposes the plan of Recep Tayyip Erdoğan. Later Maria Silva went to Porto.\n"
)
WIDE = (120, 36)


async def test_del_right_after_a_stance_removes_it_though_a_candidate_is_selected(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path, {"a.txt": TEXT}), proposes=True, size=WIDE) as app:
        await app.select("Turkey")
        await app.press("g")
        await app.select("Ukraine")
        await app.press("g", "]", "[", "space")
        await app.press(*app.hint("Turkey"), "-", *app.hint("Ukraine"))
        assert app.stances() == [("Turkey", "oppose", "Ukraine")]
        # The inspector comes a moment after the last key, and may not change what is at hand.
        await app.until(lambda: not app.main._inspector.due)
        await app.settle()
        await app.press("delete")
        assert app.stances() == []
        assert ("Ukraine", "GPE") in app.mentions()


async def test_the_cue_is_chosen_by_every_way_of_selecting_and_the_stance_waits_on(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path, {"a.txt": TEXT}), proposes=True, size=WIDE) as app:
        await app.press("g")
        await app.select("Ukraine")
        await app.press("g")
        await app.select("Turkey")
        await app.press("space")
        await app.press(*app.hint("Turkey"))
        asking = app.session.prompt
        await app.press("'")
        await app.press(*app.hint("must"), "c")
        assert app.session.prompt is asking
        assert "cue “must”" in app.status
        await app.press("c", '"')
        await app.press(*app.hint("talk"), "c")
        assert "cue “must talk”" in app.status
        await app.press("c", "/", *"said", "enter", "c")
        assert "cue “said”" in app.status
        await app.press("c", ")", "$", "'", "escape", "/", "escape")
        assert app.session.prompt is asking
        await app.press("-")
        await app.press(*app.hint("Ukraine"))
        assert app.stances() == [("Turkey", "oppose", "Ukraine")]
        await app.press("'")
        await app.press(*app.hint("must"), "c")
        assert [cue.text for cue in app.record.stances[0].cue] == ["must"]
        await app.press("'")
        await app.press(*app.hint("Recep"))
        assert app.session.prompt is None
        assert app.selected == "Recep Tayyip Erdoğan"


async def test_a_change_of_a_stance_waits_while_its_evidence_is_selected_by_letters(
    tmp_path: Path,
) -> None:
    async with running(write_project(tmp_path, {"a.txt": TEXT}), proposes=True, size=WIDE) as app:
        await app.press("g")
        await app.select("Ukraine")
        await app.press("g")
        await app.select("Turkey")
        await app.press("space")
        await app.press(*app.hint("Turkey"), "-", *app.hint("Ukraine"), "escape", "ctrl+s", "'")
        await app.press(*app.hint("opposes"), "e")
        assert [span.text for span in app.record.stances[0].evidence] == ["opposes"]
        await app.press("delete")
        assert app.stances() == []


async def test_what_was_undone_is_accepted_again_by_enter(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, {"a.txt": TEXT}), proposes=True, size=WIDE) as app:
        await app.press("tab", "tab", "tab")
        assert app.selected == "United Nations"
        await app.press("enter", "ctrl+z")
        assert app.selected == "United Nations"
        await app.press("enter")
        assert app.mentions() == [("United Nations", "ORG")]


async def test_going_into_a_mention_by_arrows_and_enter_leaves_it_whole(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, {"a.txt": TEXT}), proposes=True, size=WIDE) as app:
        await app.press("tab", "tab", "tab", "enter", "[", "right", "left")
        assert app.selected == "Nations"
        await app.press("enter")
        assert app.mentions() == [("United Nations", "ORG")]
        assert "inside ORG “United Nations”: + selects it" in app.status


async def test_letters_of_who_holds_a_stance_stand_on_mentions_alone(tmp_path: Path) -> None:
    async with running(write_project(tmp_path, {"a.txt": TEXT}), proposes=True, size=WIDE) as app:
        await app.press("g", "space")
        assert app.session.prompt
        assert list(app.session.prompt.hints) == [0]
        code = app.hint("Turkey")
        await app.press("escape", "]")
        await app.select("Ukraine")
        await app.press("g", "[", "[", "space")
        assert app.hint("Turkey") == code


async def test_where_nothing_can_be_saved_nobody_is_asked_to_tag(tmp_path: Path) -> None:
    async with running(write_project(tmp_path), read_only=True, proposes=True, size=WIDE) as app:
        assert app.status.strip() == "open for reading: nothing is saved; F1 shows all keys"
