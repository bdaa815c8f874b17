"""A further holder of the stance just made; and participants that are not on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from session_driver import Driver, write_documents

from annotations.project import open_project
from tui import legend
from tui.finder import folded

SENTENCE = "Anna, Bob and Carla oppose the plan, says Reuters."
TEXT = f"Dora chairs the Board. Emil met Dora and the Board. {SENTENCE} Frida left."
NAMES = ("Anna", "Bob", "Carla", "Reuters", "Emil", "Frida", "Dora", "Board")
HERE = (TEXT.index(SENTENCE), TEXT.index(" Frida"))


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    """Only one sentence is on the screen; Dora and the Board have two mentions each elsewhere."""
    write_documents(tmp_path, {"a.txt": TEXT})
    with open_project(tmp_path, annotator="anna") as project:
        made = Driver(project, view=HERE)
        for name in NAMES:
            made.tag(name)
        made.tag("Dora", nth=1)
        made.tag("Board", nth=1)
        made.tag("plan", "ISSUE")
        made.choose("oppose")
        yield made


def opposes(driver: Driver, holder: str = "Anna") -> None:
    """A holder opposes the plan: a stance, and its prompt waits."""
    driver.do("stance")
    driver.press(*driver.hint(holder), "-")
    driver.press(*driver.hint("plan"))


def also(driver: Driver, holder: str) -> str:
    """So does another one; what was said."""
    driver.press("&")
    return driver.press(*driver.hint(holder))


def shown(driver: Driver, width: int) -> list[str]:
    """What the prompt says on two rows."""
    assert driver.session.prompt
    return list(legend.asked(driver.session.prompt.lines, width, 2))


def holders(driver: Driver) -> list[str]:
    return [driver.record.name_of(stance.holder.entity) for stance in driver.record.stances]


# A further holder


def test_one_key_and_a_letter_make_the_stance_of_a_further_holder(driver: Driver) -> None:
    opposes(driver)
    assert also(driver, "Bob") == "Bob — oppose → plan"
    also(driver, "Carla")
    assert driver.stances() == [(name, "oppose", "plan") for name in ("Anna", "Bob", "Carla")]
    assert len({(stance.target, stance.evidence) for stance in driver.record.stances}) == 1
    assert driver.record.stances[1].holder.mention == driver.record.mentions[1].id
    assert driver.on_disk() == driver.record


def test_each_is_a_commit_of_its_own_and_undone_by_one_undo(driver: Driver) -> None:
    opposes(driver)
    revision = driver.record.revision
    also(driver, "Bob")
    assert driver.record.revision == revision + 1
    also(driver, "Carla")
    assert driver.record.revision == revision + 2
    driver.do("undo")
    assert holders(driver) == ["Anna", "Bob"]
    driver.do("undo")
    assert holders(driver) == ["Anna"]
    driver.do("redo")
    assert holders(driver) == ["Anna", "Bob"]


def test_what_was_said_of_the_stance_is_said_of_the_further_one_but_not_its_note(
    driver: Driver,
) -> None:
    opposes(driver)
    driver.press("2", "b", "a")
    driver.press(*driver.hint("Reuters"))
    driver.press("c")
    driver.do("note")
    driver.submit("sure of it")
    driver.do("edit_stance")
    driver.do("cancel")
    opposes(driver, "Bob")
    driver.press("3", "b", "a")
    driver.press(*driver.hint("Reuters"))
    driver.do("next_token")
    driver.do("previous_token")
    driver.press("c")
    assert driver.record.stances[1].cue
    also(driver, "Carla")
    first, second = driver.record.stances[1:]
    for slot in ("polarity", "target", "intensity", "attribution", "basis", "cue", "evidence"):
        assert getattr(first, slot) == getattr(second, slot), slot
    assert second.intensity == 3
    assert second.note is None


def test_the_optional_keys_are_then_for_the_further_holders_stance(driver: Driver) -> None:
    opposes(driver)
    also(driver, "Bob")
    driver.press("3")
    assert [stance.intensity for stance in driver.record.stances] == [None, 3]


def test_a_further_position_is_the_last_holders(driver: Driver) -> None:
    opposes(driver)
    also(driver, "Bob")
    driver.press("+", "@")
    assert driver.stances()[2] == ("Bob", "support", "@author")


def test_who_holds_it_already_is_refused_in_words(driver: Driver) -> None:
    opposes(driver)
    also(driver, "Bob")
    before = driver.record
    assert also(driver, "Anna") == "“Anna” holds it already"
    assert driver.press(*driver.hint("Bob")) == "“Bob” holds it already"
    assert driver.press(*driver.hint("plan")) == "“plan” can't be holder and target both"
    assert driver.record == before
    driver.press(*driver.hint("Carla"))
    assert holders(driver) == ["Anna", "Bob", "Carla"]


def test_who_reports_it_is_no_further_holder(driver: Driver) -> None:
    opposes(driver)
    driver.press("a")
    driver.press(*driver.hint("Reuters"))
    assert "“Reuters” reports it" in also(driver, "Reuters")
    assert holders(driver) == ["Anna"]


@pytest.mark.parametrize("leave", ["escape", "backspace"])
def test_leaving_makes_no_further_stance(driver: Driver, leave: str) -> None:
    opposes(driver)
    before = driver.record
    driver.press("&", leave)
    assert driver.record == before
    assert (driver.session.prompt is None) == (leave == "escape")
    if leave == "backspace":
        assert "& who else" in shown(driver, 140)[0] + shown(driver, 140)[1]


def test_author_public_and_a_name_are_further_holders_too(driver: Driver) -> None:
    opposes(driver)
    driver.press("&", "@", "&", "!", "&", "/", "e", "m", "i", "enter")
    assert holders(driver) == ["Anna", "@author", "@public", "Emil"]


def test_a_contradiction_of_a_further_holder_is_said(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Bob"), "+")
    driver.press(*driver.hint("plan"))
    opposes(driver)
    assert "! contradicts: Bob — support → plan" in also(driver, "Bob")


def test_without_a_stance_the_key_makes_nothing(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna"))
    assert driver.press("&") == "no polarity has the key &"
    driver.press("-")
    assert "chooses nothing" in driver.press("&")
    driver.press(*driver.hint("plan"))
    driver.do("undo")
    assert driver.session.prompt is None
    assert driver.record.stances == ()


def test_behind_a_motion_the_key_is_about_the_words(driver: Driver) -> None:
    opposes(driver)
    driver.do("next_token")
    assert not driver.session.press("&")
    assert "& who else" not in " ".join(shown(driver, 140))
    driver.do("stack", "ISSUE")
    assert driver.session.prompt is None


@pytest.mark.parametrize("width", [80, 100, 120, 140])
def test_the_prompt_names_the_key_and_then_what_is_asked(driver: Driver, width: int) -> None:
    opposes(driver)
    said = " ".join(shown(driver, width))
    assert "& who else" in said
    assert "Esc" in said
    driver.press("&")
    said = " ".join(shown(driver, width))
    assert "Anna — oppose → plan" in said
    assert "who else? " in said
    assert "Esc" in said


# Who is not in view


def test_digits_stand_for_those_out_of_view_by_their_mentions(driver: Driver) -> None:
    driver.do("stance")
    for width in (80, 100, 140):
        said = " ".join(shown(driver, width))
        assert "not in view: 4 Dora, 5 Board, 6 Emil, 7 Frida" in said
        assert "a letter" in said.lower()
    driver.press("5", "-")
    driver.press(*driver.hint("plan"))
    assert driver.stances() == [("Board", "oppose", "plan")]
    assert driver.record.stances[0].holder.mention is None
    assert driver.on_disk() == driver.record


def test_recent_holders_have_the_first_digits_and_the_last_one_enter_too(driver: Driver) -> None:
    for digit in ("7", "7"):
        driver.do("stance")
        driver.press(digit, "-")
        driver.press(*driver.hint("plan"), "escape")
    assert holders(driver) == ["Frida", "Emil"]
    driver.do("stance")
    said = " ".join(shown(driver, 80))
    assert "not in view: 4 Emil, 5 Frida, 6 Dora, 7 Board" in said
    assert "Enter Emil" in said


def test_in_the_step_of_the_target_three_digits_are_the_intensity(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna"), "-")
    assert "not in view: 4 Dora, 5 Board, 6 Emil, 7 Frida" in " ".join(shown(driver, 80))
    driver.press("1")
    assert driver.record.stances == ()
    driver.press("5")
    assert driver.stances() == [("Anna", "oppose", "Board")]
    assert driver.record.stances[0].intensity == 1


def test_digits_stay_until_the_end_and_who_can_not_be_chosen_is_not_named(driver: Driver) -> None:
    driver.do("stance")
    driver.press("4", "-")
    assert "not in view: 5 Board, 6 Emil" in " ".join(shown(driver, 80))
    assert "can't be holder and target both" in driver.press("4")
    driver.press("5", "&")
    assert "not in view: 6 Emil, 7 Frida" in " ".join(shown(driver, 80))
    driver.press("6", "&")
    assert driver.press("4") == "“Dora” holds it already"
    driver.press("7")
    assert holders(driver) == ["Dora", "Emil", "Frida"]


def test_digits_name_who_reports_it_and_the_slots_of_a_change(driver: Driver) -> None:
    opposes(driver)
    driver.press("a", "5")
    (stance,) = driver.record.stances
    assert [driver.record.name_of(source) for source in stance.attribution] == ["Board"]
    driver.press("escape")
    driver.do("edit_stance")
    driver.press("h", "6", "t", "6")
    assert driver.stances() == [("Emil", "oppose", "Dora")]
    driver.press("a", "0")
    assert driver.record.stances[0].attribution == ()


def test_one_two_and_three_are_the_intensity_at_every_step_and_choose_nobody(
    driver: Driver,
) -> None:
    driver.do("stance")
    assert driver.press("2") == "2 chooses nothing here; Esc leaves"
    opposes(driver)
    for key, strength in (("&", 2), ("a", 3)):
        driver.press(key)
        for width in (80, 100, 140):
            said = " ".join(shown(driver, width)).replace("1 2 3", "123")
            assert "123 intensity" in said
            assert "Esc" in said
        driver.press(str(strength))
        assert driver.stances() == [("Anna", "oppose", "plan")]
        assert driver.record.stances[0].intensity == strength
        assert driver.record.stances[0].attribution == ()
        driver.press("backspace")
    driver.press("&", "1")
    driver.press(*driver.hint("Bob"))
    assert [one.intensity for one in driver.record.stances] == [1, 1]
    driver.do("edit_stance")
    for slot in "hta":
        driver.press(slot)
        assert driver.press("1") == "1 chooses nothing here; Esc leaves"
        driver.press("backspace")


def test_where_digits_are_counts_they_are_none_of_a_stance_that_is_made(driver: Driver) -> None:
    driver.session.digits_count = True
    driver.do("stance")
    driver.press(*driver.hint("Anna"))
    for key in ("", "-"):
        driver.press(*key)
        assert "123 intensity" in " ".join(shown(driver, 80)).replace("1 2 3", "123")
    driver.press("2")
    driver.press(*driver.hint("plan"))
    assert driver.record.stances[0].intensity == 2
    for width in (80, 100, 120, 140):
        assert "ntensity" not in " ".join(shown(driver, width))
    for digit in "123":
        assert not driver.session.press(digit)
    for key in "&a":
        driver.press(key)
        assert "ntensity" not in " ".join(shown(driver, 80))
        assert driver.press("1") == "1 chooses nothing here; Esc leaves"
        driver.press("backspace")
    assert [one.intensity for one in driver.record.stances] == [2]
    driver.press("+", "3")
    driver.press(*driver.hint("Bob"))
    assert [one.intensity for one in driver.record.stances] == [2, 3]


@pytest.mark.parametrize("width", [80, 100, 120, 140])
def test_no_two_dots_stand_in_a_row(driver: Driver, width: int) -> None:
    opposes(driver)
    driver.press("&")
    assert "· ·" not in " ".join(shown(driver, width))
    assert driver.session.prompt
    assert all("· ·" not in line for line in driver.session.prompt.lines)


def test_a_digit_that_nobody_has_chooses_nothing(driver: Driver) -> None:
    driver.do("stance")
    assert driver.press("9") == "9 chooses nothing here; Esc leaves"
    driver.press("escape")
    everything = Driver(driver.project)
    everything.choose("oppose")
    everything.do("stance")
    assert "not in view" not in " ".join(shown(everything, 80))
    assert everything.press("1") == "1 chooses nothing here; Esc leaves"
    assert driver.record.stances == ()


def test_long_names_leave_room_for_others_and_for_the_keys(tmp_path: Path) -> None:
    names = [f"Commission of Inquiry {number}" for number in range(101, 113)]
    text = f"{'. '.join(names)}. Anna likes the plan."
    write_documents(tmp_path, {"a.txt": text})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project, view=(text.index("Anna"), len(text)))
        for words in (*names, "Anna", "plan"):
            driver.tag(words)
        driver.do("stance")
        above, below = shown(driver, 80)
        assert "4 Commissi…iry 101, 5 Commissi…iry 102" in above
        assert len(above) < 80
        assert "Esc" in below
        driver.press("9", "+")
        driver.press(*driver.hint("plan"))
        assert holders(driver) == [names[5]]


def test_a_name_that_went_with_its_stance_has_no_digit_any_more(driver: Driver) -> None:
    driver.do("stance")
    driver.press(*driver.hint("Anna"), "-", "/", *"+levy", "enter", "escape")
    assert folded("levy") in [folded(entity.name) for entity in driver.record.entities]
    driver.do("stance")
    driver.press(*driver.hint("Bob"), "-")
    assert "4 levy" in " ".join(shown(driver, 80))
    driver.press("4")
    assert driver.stances()[1] == ("Bob", "oppose", "levy")


def test_what_stances_are_about_is_nobody_who_holds_one(tmp_path: Path) -> None:
    text = "The toll rose. Emil left town. Anna opposes the plan."
    write_documents(tmp_path, {"a.txt": text})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project, view=(text.index("Anna"), len(text)))
        driver.tag("toll", "ISSUE")
        driver.tag("Emil")
        driver.tag("town", "GPE")
        driver.tag("Anna")
        driver.tag("plan", "ISSUE")
        driver.choose("opposes")
        driver.do("stance")
        said = " ".join(shown(driver, 120))
        assert "4 Emil" in said or "5 Emil" in said
        assert "toll" not in said
        driver.press(*driver.hint("Anna"), "-")
        assert "toll" in " ".join(shown(driver, 120))
        driver.press(*driver.hint("plan"), "escape")
        # Now that a person holds something, persons come into question alone.
        driver.do("stance")
        said = " ".join(shown(driver, 120))
        assert "4 Emil" in said
        assert "town" not in said
