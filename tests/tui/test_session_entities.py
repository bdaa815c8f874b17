"""Entities by keys: the likely one offered, joining by digit or name, on a real project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from session_driver import Driver, write_documents

from annotations import edits
from annotations.change import Change, PutRow
from annotations.model import Participant
from annotations.project import open_project
from tui.inspector import Line
from tui.workbench import INSPECTOR

TEXT = (
    "Recep Tayyip Erdoğan met Vladimir Putin in Moscow. Erdoğan and Putin spoke. "
    "The talks in Ankara went on, the president said. Erdoğan left."
)
OTHER = "Ankara and Putin again. Turkey opposed it. Ankara too."


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    write_documents(tmp_path, {"a.txt": TEXT, "b.txt": OTHER, "c.txt": "Ankara and Moscow."})
    with open_project(tmp_path, annotator="anna") as project:
        yield Driver(project)


def tag(driver: Driver, words: str, label: str = "PERSON", nth: int = 0) -> str:
    """Tag words; what the session said."""
    driver.choose(words, nth)
    return driver.do("tag", label)


def hints(driver: Driver) -> list[str]:
    assert driver.session.prompt
    return list(driver.session.prompt.hints.values())


def row_id(driver: Driver) -> str:
    """The id of the one entity that the project has."""
    (only,) = driver.project.project_entities()
    return only


def names(driver: Driver) -> list[str]:
    return [entity.name for entity in driver.record.entities]


# The offer


def test_the_likely_entity_is_offered_after_a_tag_and_one_key_joins(driver: Driver) -> None:
    tag(driver, "Recep Tayyip Erdoğan")
    tag(driver, "Vladimir Putin")
    said = tag(driver, "Erdoğan", nth=1)
    assert said == "PERSON “Erdoğan” · = joins Recep Tayyip Erdoğan · : 1 other"
    assert driver.do("join") == "“Erdoğan” is “Recep Tayyip Erdoğan”"
    assert names(driver) == ["Recep Tayyip Erdoğan", "Vladimir Putin"]
    driver.do("undo")
    assert names(driver) == ["Recep Tayyip Erdoğan", "Vladimir Putin", "Erdoğan"]
    driver.do("redo")
    assert names(driver) == ["Recep Tayyip Erdoğan", "Vladimir Putin"]


def test_what_has_the_same_string_joins_by_itself_and_nothing_is_offered(driver: Driver) -> None:
    tag(driver, "Recep Tayyip Erdoğan")
    tag(driver, "Erdoğan", nth=1)
    driver.do("join")
    assert tag(driver, "Erdoğan", nth=2) == "PERSON “Erdoğan”"
    assert names(driver) == ["Recep Tayyip Erdoğan"]


def test_a_name_that_is_like_none_is_offered_nothing(driver: Driver) -> None:
    tag(driver, "Recep Tayyip Erdoğan")
    assert tag(driver, "Vladimir Putin") == "PERSON “Vladimir Putin”"
    assert "is tagged; Shift and an arrow extend it" in driver.do("boundary")
    assert names(driver) == ["Recep Tayyip Erdoğan", "Vladimir Putin"]


def test_a_common_noun_is_offered_who_was_named_last(driver: Driver) -> None:
    tag(driver, "Recep Tayyip Erdoğan")
    tag(driver, "Putin", nth=1)
    said = tag(driver, "the president")
    assert said.endswith("= joins Putin")


@pytest.mark.parametrize(
    ("acronym", "said", "keys"),
    [
        ("PSS", "ORG “PSS” is “Polar Ski Society”", []),
        ("KPS", "ORG “KPS” · = joins Polar Ski Society", ["join"]),
        ("PS", "ORG “PS” · = joins Polar Ski Society", ["join"]),
    ],
)
def test_what_stands_in_brackets_is_joined_where_it_is_sure_else_offered(
    tmp_path: Path, acronym: str, said: str, keys: list[str]
) -> None:
    text = f"The Ski Club wrote to the Polar Ski Society ({acronym}). The {acronym} wrote back."
    write_documents(tmp_path, {"a.txt": text})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        tag(driver, "Polar Ski Society", "ORG")
        tag(driver, "Ski Club", "ORG")
        assert tag(driver, acronym, "ORG").startswith(said)
        for key in keys:
            driver.do(key)
        tag(driver, acronym, "ORG", nth=1)
        assert names(driver) == ["Polar Ski Society", "Ski Club"]


def test_one_undo_takes_back_an_acronym_that_was_joined_by_itself(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "The Polar Ski Society (PSS) and others."})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        tag(driver, "Polar Ski Society", "ORG")
        tag(driver, "PSS", "ORG")
        driver.do("undo")
        assert [mention.text for mention in driver.record.mentions] == ["Polar Ski Society"]


def test_an_acronym_that_was_joined_by_itself_is_made_its_own_again(tmp_path: Path) -> None:
    write_documents(tmp_path, {"a.txt": "The Polar Ski Society (PSS) and others."})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        tag(driver, "Polar Ski Society", "ORG")
        tag(driver, "PSS", "ORG")
        driver.do("join")
        driver.press("0")
        assert names(driver) == ["Polar Ski Society", "PSS"]


@pytest.mark.parametrize(
    ("text", "first", "second", "label"),
    [
        ("أوكرانيا ثم تركيا", "أوكرانيا", "تركيا", "GPE"),
        ("乌克兰和土耳其", "乌克兰", "土耳其", "GPE"),
        ("The Black Sea lies south of it.", "Black Sea", "sout", "LOC"),
        ("They met at the summit, said Anna.", "Anna", "summit", "PERSON"),
    ],
)
def test_without_evidence_nothing_is_offered(
    tmp_path: Path, text: str, first: str, second: str, label: str
) -> None:
    write_documents(tmp_path, {"a.txt": text})
    with open_project(tmp_path, annotator="anna") as project:
        driver = Driver(project)
        tag(driver, first, label)
        assert "=" not in tag(driver, second, label)
        assert driver.session.offer is None


@pytest.mark.parametrize("between", ["next_token", "undo", "tag"])
def test_the_offer_ends_with_the_next_command(driver: Driver, between: str) -> None:
    tag(driver, "Recep Tayyip Erdoğan")
    tag(driver, "Erdoğan", nth=1)
    driver.do(between, "PERSON")
    driver.choose("Erdoğan", 1)
    before = driver.record
    driver.do("join")
    assert driver.record == before


def test_enter_on_an_extended_selection_moves_the_boundary_in_spite_of_an_offer(
    driver: Driver,
) -> None:
    tag(driver, "Recep Tayyip Erdoğan")
    tag(driver, "Erdoğan", nth=1)
    driver.do("extend_token")
    driver.do("boundary")
    assert ("Erdoğan and", "PERSON") in driver.mentions()


# The join prompt


@pytest.mark.parametrize("key", ["=", "1"])
def test_a_likely_entity_is_joined_by_one_more_key(driver: Driver, key: str) -> None:
    tag(driver, "Vladimir Putin")
    tag(driver, "Recep Tayyip Erdoğan")
    tag(driver, "Erdoğan", nth=1)
    driver.do("cancel")  # what is offered
    driver.do("join")
    assert driver.session.prompt
    assert "1 Recep Tayyip Erdoğan  2 Vladimir Putin" in driver.session.prompt.line
    driver.press(key)
    assert driver.session.prompt is None
    assert names(driver) == ["Vladimir Putin", "Recep Tayyip Erdoğan"]


def test_enter_takes_nothing_of_the_list_and_says_what_does(driver: Driver) -> None:
    tag(driver, "Vladimir Putin")
    tag(driver, "Recep Tayyip Erdoğan")
    before = driver.record
    driver.do("join")
    assert driver.press("enter") == "Enter takes nothing here: = or 1 takes “Vladimir Putin”"
    assert driver.session.prompt
    assert driver.record == before


def test_the_second_likely_entity_has_the_second_digit(driver: Driver) -> None:
    tag(driver, "Vladimir Putin")
    tag(driver, "Recep Tayyip Erdoğan")
    tag(driver, "Erdoğan", nth=1)
    driver.do("cancel")
    driver.do("join")
    assert "go to 2" in driver.press("7")
    driver.press("2")
    assert names(driver) == ["Vladimir Putin", "Recep Tayyip Erdoğan"]
    assert driver.record.mentions[2].entity == driver.record.entities[0].id


def test_without_a_likely_entity_the_digit_says_so_and_the_prompt_stays(driver: Driver) -> None:
    tag(driver, "Moscow", "GPE")
    before = driver.record
    driver.do("join")
    assert "no entity is likely here" in driver.press("=")
    assert driver.session.prompt
    assert driver.record == before


def test_any_entity_is_found_by_typing_in_the_join_prompt(driver: Driver) -> None:
    tag(driver, "Vladimir Putin")
    tag(driver, "Moscow", "GPE")
    tag(driver, "Ankara", "GPE")
    driver.choose("Moscow")
    driver.do("join")
    driver.press("/", "v", "d", "space", "p")
    assert driver.session.prompt
    assert driver.session.prompt.line.startswith("/vd p▏ [Vladimir Putin PERSON] · Enter takes")
    assert driver.session.prompt.hints == {}
    driver.press("enter")
    assert names(driver) == ["Vladimir Putin", "Ankara"]


def test_nothing_found_by_typing_changes_nothing_and_backspace_goes_back(driver: Driver) -> None:
    tag(driver, "Vladimir Putin")
    tag(driver, "Moscow", "GPE")
    before = driver.record
    driver.do("join")
    driver.press("/")
    assert driver.session.prompt
    # One entity can be found: there is no next.
    assert driver.session.prompt.line.endswith("] · Enter takes [ ] · Esc leaves")
    driver.press("z")
    assert "Enter" not in driver.session.prompt.line
    driver.press("enter")
    assert driver.session.message.startswith("no entity has such a name")
    driver.press("backspace", "backspace")
    assert driver.session.prompt
    assert "a letter in the text" in driver.session.prompt.line
    driver.press("escape")
    assert driver.record == before


def test_what_stands_inside_of_a_mention_is_not_offered_as_the_same(driver: Driver) -> None:
    tag(driver, "Putin")
    assert tag(driver, "Vladimir Putin in Moscow", "EVENT") == "EVENT “Vladimir Putin in Moscow”"
    assert "Putin" not in tag(driver, "Vladimir Putin", "PERSON").partition("=")[2]


# Wikidata ids, names and notes


def at_ankara(driver: Driver) -> None:
    tag(driver, "Ankara", "GPE")
    driver.choose("Ankara")


def test_a_wikidata_id_is_given_and_an_empty_one_takes_it_away(driver: Driver) -> None:
    at_ankara(driver)
    driver.do("kb")
    assert driver.session.entry
    assert driver.session.entry.title == "Wikidata id of Ankara, as Q43"
    driver.submit("Q3640")
    assert driver.record.entities[0].kb == "Q3640"
    driver.do("undo")
    assert driver.record.entities[0].kb is None
    driver.do("redo")
    driver.do("kb")
    driver.submit("")
    assert driver.record.entities[0].kb is None


def test_what_is_no_wikidata_id_is_refused_in_words(driver: Driver) -> None:
    at_ankara(driver)
    before = driver.record
    driver.do("kb")
    assert driver.submit("Ankara") == (
        "“Ankara” is no Wikidata id: those are Q and a number, as Q43"
    )
    assert driver.record == before == driver.on_disk()


def test_an_answer_that_is_refused_can_be_mended_and_one_left_as_it_was_is_done(
    driver: Driver,
) -> None:
    at_ankara(driver)
    driver.do("kb")
    entry = driver.session.entry
    driver.submit("P31")
    assert driver.session.entry is entry
    assert "is no Wikidata id" in driver.session.message
    driver.submit("https://www.wikidata.org/wiki/Q3640")
    assert driver.session.entry is None
    assert driver.record.entities[0].kb == "Q3640"
    driver.do("kb")
    assert driver.submit("Q3640") == "“Ankara” says that already"
    assert driver.session.entry is None


def test_an_id_that_another_entity_has_is_said_with_the_key_that_joins(driver: Driver) -> None:
    for words in ("Ankara", "Moscow"):
        tag(driver, words, "GPE")
        driver.do("kb")
        said = driver.submit("Q649")
    assert said == "“Moscow”: Wikidata Q649; “Ankara” has this id too: = joins them"
    driver.do("join")
    assert driver.session.prompt
    assert "1 Ankara" in driver.session.prompt.line
    driver.press("=")
    assert names(driver) == ["Ankara"]


@pytest.mark.parametrize(("command", "typed"), [("rename", "Moskva"), ("kb", "Q649")])
def test_an_entity_that_names_what_the_project_lacks_is_refused_until_it_is_shared_anew(
    driver: Driver, command: str, typed: str
) -> None:
    at_ankara(driver)
    driver.do("share")
    gone = row_id(driver)
    driver.project.commit(Change("test", "gone", (PutRow("entities", gone, None),)))
    before = driver.record
    driver.do(command)
    said = driver.submit(typed)
    assert said.startswith(f"“Ankara” names {gone}, which the project does not have: Ctrl+L")
    assert driver.record == before == driver.on_disk()
    driver.do("cancel")
    assert driver.do("share") == "“Ankara” is one of the whole project"
    assert driver.record.entities[0].ref == row_id(driver) != gone
    driver.do(command)
    driver.submit(typed)
    assert driver.session.entry is None
    assert typed in (driver.record.entities[0].name, driver.record.entities[0].kb)


def test_a_note_on_the_entity_is_another_than_that_on_the_mention(driver: Driver) -> None:
    at_ankara(driver)
    driver.do("entity_note")
    driver.submit("the government")
    driver.do("note")
    driver.submit("first time")
    assert driver.record.entities[0].note == "the government"
    assert driver.record.mentions[0].note == "first time"
    driver.do("undo")
    driver.do("undo")
    assert driver.record.entities[0].note is None


@pytest.mark.parametrize("command", ["kb", "entity_note", "share", "rename", "join"])
def test_a_mention_without_an_entity_has_nothing_to_describe(driver: Driver, command: str) -> None:
    tag(driver, "left", "DATE")
    before = driver.record
    assert "DATE “left” has no entity to" in driver.do(command)
    assert driver.session.entry is None
    assert driver.record == before


@pytest.mark.parametrize("command", ["kb", "entity_note", "share", "rename"])
def test_on_the_line_of_a_stance_there_is_no_entity_to_describe(
    driver: Driver, command: str
) -> None:
    at_ankara(driver)
    before = driver.record
    driver.session.choose_item(INSPECTOR, Line("heading", "Stances"))
    assert driver.do(command).startswith("there is nothing to ")
    assert driver.session.entry is None
    assert driver.record == before


# Refused, and the record as it was


def test_an_entity_joined_to_itself_is_refused(driver: Driver) -> None:
    tag(driver, "Erdoğan", nth=1)
    tag(driver, "Erdoğan", nth=2)
    before = driver.record
    own = before.entities[0].id
    said = driver.session.edit(lambda: edits.join(before, own, own))
    assert said is None
    assert driver.session.message == "“Erdoğan” is that entity already"
    driver.do("join")
    assert hints(driver) == []
    driver.press("/", "e", "enter")
    assert driver.session.message.startswith("no entity has such a name")
    assert driver.record == before == driver.on_disk()


def test_two_wikidata_ids_are_not_joined(driver: Driver) -> None:
    for words, kb in (("Ankara", "Q3640"), ("Moscow", "Q649")):
        tag(driver, words, "GPE")
        driver.do("kb")
        driver.submit(kb)
    before = driver.record
    driver.do("join")
    driver.press("/", "a", "n", "enter")
    assert driver.session.message == (
        "“Moscow” is Q649 and “Ankara” is Q3640: two things; take one of the ids off to join them"
    )
    assert driver.record == before == driver.on_disk()


def test_an_entity_that_a_stance_names_is_not_removed(driver: Driver) -> None:
    tag(driver, "Erdoğan", nth=1)
    tag(driver, "Ankara", "GPE")
    one, other = driver.record.entities
    driver.session.edit(
        lambda: edits.add_stance(
            driver.record,
            TEXT,
            holder=Participant(one.id),
            polarity="oppose",
            target=Participant(other.id),
            evidence=[(0, 10)],
        )
    )
    driver.do("remove")
    assert driver.mentions() == [("Erdoğan", "PERSON")]
    driver.session.choose_item(INSPECTOR, Line("entity", "Ankara", id=other.id))
    before = driver.record
    assert driver.do("remove") == "“Ankara” is named by 1 stance: change or remove them first"
    assert driver.record == before == driver.on_disk()


def test_an_entity_that_nothing_needs_any_more_is_removed_from_the_inspector(
    driver: Driver,
) -> None:
    at_ankara(driver)
    driver.do("entity_note")
    driver.submit("x")
    driver.do("remove")
    entity = driver.record.entities[0]
    driver.session.choose_item(INSPECTOR, Line("entity", "Ankara", id=entity.id))
    assert driver.do("remove") == "removed entity “Ankara”"
    assert names(driver) == []
    driver.do("undo")
    assert driver.record.entities == (entity,)


# The whole project


def test_turkey_is_the_same_turkey_in_the_next_document(driver: Driver) -> None:
    at_ankara(driver)
    driver.do("rename")
    driver.submit("Turkey")
    assert driver.do("share") == "“Turkey” is one of the whole project"
    driver.session.go_to("b.txt")
    said = tag(driver, "Ankara", "GPE")
    assert said == "GPE “Ankara” · Turkey of the project · : 1 other"
    assert [(e.name, e.ref) for e in driver.record.entities] == [("Turkey", row_id(driver))]
    tag(driver, "Turkey", "GPE")
    assert len(driver.record.entities) == 1
    driver.do("undo", count=2)
    assert names(driver) == []


def test_sharing_again_makes_it_the_documents_own(driver: Driver) -> None:
    at_ankara(driver)
    driver.do("share")
    assert driver.do("share") == "“Ankara” is of this document alone again"
    assert driver.record.entities[0].ref is None
    driver.do("undo")
    assert driver.record.entities[0].ref == row_id(driver)
    driver.do("undo")
    assert dict(driver.project.project_entities()) == {}


def test_a_new_name_and_id_go_to_the_project_and_come_back(driver: Driver) -> None:
    at_ankara(driver)
    driver.do("share")
    driver.do("rename")
    driver.submit("Turkey")
    driver.do("kb")
    driver.submit("Q43")
    shared = driver.project.project_entities()
    row = shared[row_id(driver)]
    assert (row.name, row.kb) == ("Turkey", "Q43")
    driver.do("undo")
    driver.do("undo")
    row = shared[row_id(driver)]
    assert (row.name, row.kb) == ("Ankara", None)


def test_an_entity_that_only_the_project_has_is_found_in_the_join_prompt(driver: Driver) -> None:
    at_ankara(driver)
    driver.do("share")
    driver.session.go_to("b.txt")
    tag(driver, "Turkey", "GPE")
    driver.do("join")
    driver.press("/", "a", "n", "k", "enter")
    assert [(e.name, e.ref) for e in driver.record.entities] == [("Ankara", row_id(driver))]
    assert driver.project.project_entities()[row_id(driver)].aliases == ("Ankara", "Turkey")
    driver.do("undo")
    assert driver.project.project_entities()[row_id(driver)].aliases == ("Ankara",)
    assert [e.name for e in driver.record.entities] == ["Turkey"]


def test_what_was_joined_before_is_offered_in_the_next_document(driver: Driver) -> None:
    tag(driver, "Ankara", "GPE")
    tag(driver, "Moscow", "GPE")
    driver.do("join")
    driver.press("/", "a", "n", "k", "enter")
    driver.do("share")
    # "Moscow" is nothing like "Ankara", and the label is another: only memory has it.
    driver.session.go_to("c.txt")
    tag(driver, "Ankara", "GPE")
    assert tag(driver, "Moscow", "ORG").endswith("= joins Ankara")
