"""Which entities a mention may refer to: names that go together, and what is never offered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from domain_samples import record, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.antecedents import likely_entities
from annotations.model import Entity, Mention, Record

Named = tuple[str, str]


def with_entities(*named: Named, others: Sequence[tuple[str, str, int]] = ()) -> Record:
    """A record of entities (name, label), each mentioned once by its name, in this order.

    `others` are further mentions: words, label and the number of their entity.
    """
    entities = tuple(Entity(f"e{n}", name, label) for n, (name, label) in enumerate(named, 1))
    said = [(name, label, n) for n, (name, label) in enumerate(named, 1)] + list(others)
    mentions = tuple(
        Mention(f"m{100 + at}", 100 * at, 100 * at + len(words), words, label, f"e{n}")
        for at, (words, label, n) in enumerate(said)
    )
    return replace(record(), mentions=mentions, entities=entities, next=1000)


def mention(
    words: str, label: str = "GPE", start: int = 5000, entity: str | None = None
) -> Mention:
    return Mention("m900", start, start + len(words), words, label, entity)


def offered(one: Record, words: str, label: str = "GPE", start: int = 5000) -> list[str]:
    return [entity.name for entity in likely_entities(one, mention(words, label, start))]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Erdoğan", "Recep Tayyip Erdoğan"),
        ("Recep Tayyip Erdoğan", "Erdoğan"),
        ("Erdogan’s", "Recep Tayyip Erdoğan"),
        ("Maria", "Maria da Silva"),
        ("EU", "European Union"),
        ("European Union", "EU"),
        ("U.N.", "United Nations"),
        ("USA", "United States of America"),
        ("Turkish", "Turkey"),
        ("Ukrainian", "Ukraine"),
        ("talks", "peace talks"),
        ("talks", "peace talks between Ukraine and Russia"),
        ("EUROPEAN UNION", "European Union"),
        ("annexation of Crimea", "Crimea annexation"),
        ("Britain’s school meals", "school meals"),
        ("the levy", "Levy"),
    ],
)
def test_names_that_go_together_are_offered(words: str, name: str) -> None:
    one = with_entities((name, "A"), ("Qwerty Uiop", "A"))
    assert offered(one, words, "B") == [name]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ukraine", "Ukraine conflict"),
        ("Iran", "Iraq"),
        ("2021", "2020"),
        ("Mali", "Malawi"),
        ("talks", "talks shop"),
        ("UN", "unity"),
        ("of", "Bank of England"),
        ("北京", "京都"),
        ("تركيا", "روسيا"),
        ("...", "!"),
    ],
)
def test_names_of_different_things_are_not_offered(words: str, name: str) -> None:
    assert offered(with_entities((name, "A")), words, "B") == []


def test_the_better_the_names_match_the_earlier_they_are_offered() -> None:
    names = ["Turkish coffee", "Turkish", "Turkey", "Angela Turkey", "turkey"]
    one = with_entities(*((name, "A") for name in names))
    found = offered(one, "Turkey", "B")
    assert found[:3] == ["turkey", "Turkey", "Angela Turkey"]
    assert found[3:] == ["Turkish"]


def test_an_entity_is_known_by_all_its_mentions() -> None:
    one = with_entities(("Turkey", "GPE"), others=[("Ankara", "GPE", 1)])
    assert offered(one, "ANKARA", "ORG") == ["Turkey"]


def test_the_same_label_is_preferred() -> None:
    one = with_entities(("Jordan River", "GPE"), ("Michael Jordan", "PERSON"))
    assert offered(one, "Jordan", "PERSON")[0] == "Michael Jordan"
    one = with_entities(("Anna Smith", "GPE"), ("John Smith", "PERSON"))
    assert offered(one, "Smith", "GPE") == ["Anna Smith", "John Smith"]
    assert offered(one, "Smith", "PERSON") == ["John Smith", "Anna Smith"]


def test_the_nearest_before_is_preferred() -> None:
    one = with_entities(("Anna Smith", "PERSON"), ("John Smith", "PERSON"), ("Ida Smith", "PERSON"))
    assert offered(one, "Smith", "PERSON", 150) == ["John Smith", "Anna Smith", "Ida Smith"]
    assert offered(one, "Smith", "PERSON", 50) == ["Anna Smith", "John Smith", "Ida Smith"]


def test_after_like_names_come_those_with_the_same_label() -> None:
    one = with_entities(("storm", "EVENT"), ("election", "EVENT"), ("elections", "ISSUE"))
    assert offered(one, "vote", "EVENT") == ["election", "storm"]
    assert offered(one, "Elections", "EVENT") == ["elections", "election", "storm"]


def test_what_was_joined_before_is_offered_first() -> None:
    one = with_entities(("Moscow Times", "ORG"), ("Russia", "GPE"))
    wanted = mention("Moscow", "ORG")
    assert likely_entities(one, wanted)[0].name == "Moscow Times"
    for known in ({"Moscow": "russia"}, {"moscow": "Russia"}):
        assert likely_entities(one, wanted, known)[0].name == "Russia"
    assert likely_entities(one, wanted, {"Moscow": "Soviet Union"})[0].name == "Moscow Times"


def test_the_same_name_is_before_what_was_joined() -> None:
    one = with_entities(("Russia", "GPE"), ("Moscow", "GPE"))
    found = likely_entities(one, mention("Moscow"), {"Moscow": "Russia"})
    assert [entity.name for entity in found] == ["Moscow", "Russia"]


def test_its_own_entity_is_never_offered_and_nine_at_most() -> None:
    one = with_entities(*((f"Anna {letter}a", "PERSON") for letter in "BCDFGHJKLMNP"))
    found = likely_entities(one, mention("Anna", "PERSON", entity="e12"))
    assert len(found) == 9
    assert "e12" not in {entity.id for entity in found}
    assert found[0].id == "e11"


def test_an_entity_without_mentions_is_offered_last_of_equals() -> None:
    one = with_entities(("Anna Smith", "PERSON"), ("John Smith", "PERSON"))
    one = replace(one, mentions=one.mentions[:1])
    assert offered(one, "Smith", "PERSON") == ["Anna Smith", "John Smith"]


@settings(deadline=None)
@given(st.lists(st.tuples(texts, st.sampled_from("ABC")), max_size=12), texts, st.integers(0, 2000))
def test_any_names_give_entities_of_the_record_once(
    named: list[Named], words: str, start: int
) -> None:
    one = with_entities(*named)
    own = one.entities[0].id if one.entities else None
    found = likely_entities(one, mention(words, "A", start, own), {words: words[:3]})
    assert len(found) <= 9
    assert len({entity.id for entity in found}) == len(found)
    assert all(entity in one.entities[1:] for entity in found)
    assert found == likely_entities(one, mention(words, "A", start, own), {words: words[:3]})
