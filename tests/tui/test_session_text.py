"""Finding in the text: characters, the search, and what any script needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from session_driver import Driver, write_documents

from annotations.project import open_project
from tui.actions import ACTIONS
from tui.rows import Rows
from tui.selection import MOTIONS

Open = Callable[[str], Driver]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens a session on a text."""
    with ExitStack() as stack:

        def open_text(text: str) -> Driver:
            write_documents(tmp_path, {"a.jsonl": json.dumps({"id": "a", "text": text}) + "\n"})
            return Driver(stack.enter_context(open_project(tmp_path, annotator="anna")))

        yield open_text


def found(driver: Driver) -> list[str]:
    return [driver.session.document.text[start:end] for start, end in driver.session.hits]


def search(driver: Driver, pattern: str) -> list[str]:
    driver.do("search")
    driver.submit(pattern)
    return found(driver)


# Characters


def test_find_extends_to_the_character_and_until_to_before_it(opened: Open) -> None:
    driver = opened("one two, three, four")
    driver.do("find_character")
    driver.press(",")
    assert driver.selected == "one two,"
    driver.do("until_character")
    driver.press(",")
    assert driver.selected == "one two, three"


def test_a_count_finds_that_place_of_the_character(opened: Open) -> None:
    driver = opened("one two, three, four")
    driver.do("find_character", count=2)
    driver.press(",")
    assert driver.selected == "one two, three,"
    driver.choose("one")
    driver.do("until_character", count=2)
    driver.press(",")
    assert driver.selected == "one two, three"


def test_a_character_that_is_not_there_is_said_and_nothing_moves(opened: Open) -> None:
    driver = opened("one two")
    driver.do("find_character")
    assert driver.press("x") == "no 'x' further on"
    driver.do("find_character", count=3)
    assert driver.press("o") == "no 'o' further on"
    assert driver.selected == "one"


def test_found_characters_are_whole_graphemes(opened: Open) -> None:
    text = "a be\u0301d 👩‍👩‍👧!"
    driver = opened(text)
    driver.do("find_character")
    driver.press("e")
    assert driver.selected == "a be\u0301"
    driver.do("until_character")
    driver.press("!")
    assert driver.selected == "a be\u0301d 👩‍👩‍👧"


def test_find_from_a_selection_extended_backward_goes_on_from_its_end(opened: Open) -> None:
    driver = opened("a b c d, e")
    driver.choose("c")
    driver.do("extend_token_back")
    driver.do("find_character")
    driver.press(",")
    assert driver.selected == "c d,"


# Searching


def test_search_selects_the_next_place_and_goes_round(opened: Open) -> None:
    driver = opened("plan A, plan B, plan C")
    driver.choose("A")
    assert search(driver, "plan") == ["plan"] * 3
    assert driver.session.message == "“plan”: 2 of 3"
    assert driver.do("next_hit") == "“plan”: 3 of 3"
    assert driver.do("next_hit") == "“plan”: 1 of 3"
    assert driver.do("previous_hit") == "“plan”: 3 of 3"
    assert driver.do("previous_hit", count=2) == "“plan”: 1 of 3"


def test_stepping_from_between_places_goes_to_the_nearest_that_way(opened: Open) -> None:
    driver = opened("plan A, plan B")
    search(driver, "plan")
    driver.choose("A")
    assert driver.do("next_hit") == "“plan”: 2 of 2"
    driver.choose("A")
    assert driver.do("previous_hit") == "“plan”: 1 of 2"


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("Straße STRASSE strasse", "strasse", ["Straße", "STRASSE", "strasse"]),
        ("Straße STRASSE strasse", "Stra", ["Stra"]),
        ("İstanbul Istanbul istanbul", "istanbul", ["İstanbul", "Istanbul", "istanbul"]),
        ("İstanbul istanbul", "İ", ["İ"]),
        ("ΣΊΣΥΦΟΣ σίσυφος", "σίσυφος", ["ΣΊΣΥΦΟΣ", "σίσυφος"]),
        ("a.c abc a+c", "a.c", ["a.c"]),
        ("cafe\u0301 cafe", "cafe", ["cafe\u0301", "cafe"]),
        ("北京市", "京", ["京"]),
        ("قال سلام", "سلام", ["سلام"]),
        ("👩‍👩‍👧 👧", "👧", ["👩‍👩‍👧", "👧"]),
    ],
)
def test_search_finds_any_script_by_whole_graphemes(
    opened: Open, text: str, pattern: str, expected: list[str]
) -> None:
    assert search(opened(text), pattern) == expected


def test_search_for_nothing_forgets_what_was_found(opened: Open) -> None:
    driver = opened("plan")
    search(driver, "plan")
    assert search(driver, "") == []
    assert driver.do("next_hit") == "nothing was searched: / searches"


def test_search_for_what_is_not_there_says_so(opened: Open) -> None:
    driver = opened("plan")
    assert search(driver, "war") == []
    assert driver.session.message == "“war” is not in this text"
    assert driver.selected == "plan"


def test_escape_drops_the_line_then_the_places_then_the_extent(opened: Open) -> None:
    driver = opened("plan and plan")
    search(driver, "plan")
    driver.do("extend_token")
    driver.do("search")
    driver.do("cancel")
    assert driver.session.entry is None
    assert driver.session.hits
    driver.do("cancel")
    assert not driver.session.hits
    assert driver.selected == "plan and"
    driver.do("cancel")
    assert driver.selected == "and"


# Any text


@pytest.mark.parametrize("text", [" ", "\n\n \t", "\ufeff", "\x00", "a", "👩‍👩‍👧", "\u0301"])
def test_every_command_works_in_the_smallest_texts(opened: Open, text: str) -> None:
    driver = opened(text)
    for command in [*MOTIONS, *ACTIONS]:
        for start in (False, True):
            if start and text:
                driver.session.choose((0, len(text)))
            driver.do(command, "PERSON" if command in ("tag", "stack") else "")
            driver.session.prompt = driver.session.entry = None
            driver.check()


def test_nothing_is_tagged_in_a_text_without_words(opened: Open) -> None:
    driver = opened(" \n ")
    assert driver.do("tag", "PERSON") == "there is nothing to tag: the text has no words"
    driver.do("next_character")
    assert driver.do("tag", "PERSON") == "nothing but white space is selected"
    assert driver.on_disk() is None


@pytest.mark.parametrize(
    ("text", "steps", "expected"),
    [
        ("北京大学 is old", 0, "北"),
        ("قال الرئيس", 1, "الرئيس"),
        ("see 👩‍👩‍👧 now", 1, "👩‍👩‍👧"),
        ("Erdog\u0306an spoke", 0, "Erdog\u0306an"),
    ],
)
def test_tokens_of_any_script_are_tagged_as_they_stand(
    opened: Open, text: str, steps: int, expected: str
) -> None:
    driver = opened(text)
    driver.do("next_token", count=steps) if steps else None
    driver.do("tag", "PERSON")
    assert driver.mentions() == [(expected, "PERSON")]
    start = text.index(expected)
    assert driver.at(start, start + len(expected))


def test_last_token_is_the_end_and_says_so(opened: Open) -> None:
    driver = opened("one two")
    driver.do("document_end")
    assert driver.selected == "two"
    assert driver.do("next_token") == "no further"
    assert driver.do("extend_token") == "no further"
    assert driver.do("next_mention") == "no mention further on"
    assert driver.do("previous_mention") == "no mention before"
    assert driver.selected == "two"


def test_column_is_kept_over_shorter_rows_and_set_anew_by_other_motions(opened: Open) -> None:
    driver = opened("aaa bbb ccc\n   xx\naaa bbb ccc\n")
    driver.session.rows = Rows(driver.session.document.text, 80)
    driver.choose("ccc")
    driver.do("row_down")
    assert driver.selected == "xx"
    driver.do("row_down")
    assert driver.session.selection.extent == (26, 29)
    driver.do("document_start")
    driver.do("row_down", count=2)
    assert driver.session.selection.extent == (18, 21)
    driver.do("row_up", count=2)
    assert driver.session.selection.extent == (0, 3)


def test_count_stops_where_nothing_moves_any_more(opened: Open) -> None:
    driver = opened("one two three")
    assert driver.do("next_token", count=10**9) == "no further"
    assert driver.selected == "three"


def test_page_goes_by_rows_to_the_ends(opened: Open) -> None:
    driver = opened("\n".join(f"row{n}" for n in range(50)))
    driver.session.page = 10
    driver.do("page_down")
    assert driver.selected == "row10"
    driver.do("page_down", count=9)
    assert driver.selected == "row49"
    driver.do("page_up", count=9)
    assert driver.selected == "row0"


def test_dragging_extends_to_the_token_under_the_mouse(opened: Open) -> None:
    driver = opened("one two three")
    driver.session.choose((4, 7))
    driver.session.extend_to(9)
    assert driver.selected == "two three"
    driver.session.extend_to(1)
    assert driver.selected == "one two"
    driver.session.extend_to(10**6)
    assert driver.selected == "two three"
