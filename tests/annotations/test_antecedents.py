"""Which entities a mention may refer to: names that go together, and what is never offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from domain_samples import record, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.antecedents import Antecedents, is_common
from annotations.language.names import name_of, score
from annotations.model import Entity, Mention, Record, Span, words_of

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


def likely_entities(
    one: Record, wanted: Mention, remembered: Mapping[str, str] | None = None
) -> list[Entity]:
    return Antecedents(one).likely(wanted, remembered)


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
        ("TfH", "Trains for Holm"),
        ("Radweg", "geplanter Radweg am Hafen"),
        ("ODH", "Oslo Department of Health"),
        ("ODOH", "Oslo Department of Health"),
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
        ("Streit am Hafen", "Radweg am Hafen"),
        ("DOO", "Oslo Department of Health"),
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


def test_a_people_is_offered_its_country_before_another_people() -> None:
    one = with_entities(("Ukrainian", "NORP"), ("Turkey", "GPE"), ("Russian", "NORP"))
    assert offered(one, "Turkish", "NORP")[0] == "Turkey"


def test_an_entity_is_known_by_all_its_mentions() -> None:
    one = with_entities(("Turkey", "GPE"), others=[("Ankara", "GPE", 1)])
    assert offered(one, "ANKARA", "ORG") == ["Turkey"]


def test_a_discontinuous_mention_is_known_by_its_own_words() -> None:
    one = with_entities(("Bob Ray", "PERSON"), ("Anna", "PERSON"))
    apart = replace(
        one.mentions[1],
        text="Anna and Bob Ray",
        fragments=(Span(100, 104, "Anna"), Span(109, 116, "Berg Ray")),
    )
    one = replace(one, mentions=(one.mentions[0], apart))
    assert offered(one, "Bob") == ["Bob Ray"]
    wanted = replace(
        mention("Bob and Anna"), fragments=(Span(5000, 5000, "x"), Span(5008, 5012, "Anna"))
    )
    assert [entity.name for entity in likely_entities(one, wanted)] == ["Anna"]


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


def test_of_inflected_names_the_one_that_begins_more_alike_is_first() -> None:
    one = with_entities(("Norvia", "GPE"), ("Norvik", "GPE"))
    assert offered(one, "Norvian", "NORP") == ["Norvia", "Norvik"]
    one = with_entities(("Norvik", "GPE"), ("Norvia", "GPE"))
    assert offered(one, "Norviks", "NORP") == ["Norvik", "Norvia"]


def test_a_common_noun_is_rather_what_is_talked_of_most_than_what_was_named_last() -> None:
    others = [("bus lane", "ISSUE", 1), ("bus lane", "ISSUE", 1)]
    named = (("bus lane", "ISSUE"), ("night tax", "ISSUE"), ("free ferry", "ISSUE"))
    one = with_entities(*named, others=[*others, ("night tax", "ISSUE", 2)])
    assert offered(one, "scheme", "ISSUE") == ["bus lane", "night tax", "free ferry"]
    # Not so a name, and what was mentioned once is not talked of most.
    assert offered(one, "Scheme", "ISSUE") == ["night tax", "bus lane", "free ferry"]
    assert offered(one, "scheme", "ISSUE", 250)[0] == "bus lane"
    alone = with_entities(*named)
    assert offered(alone, "scheme", "ISSUE") == ["free ferry", "night tax", "bus lane"]
    # A like name goes before.
    assert offered(one, "ferry", "ISSUE")[0] == "free ferry"


@pytest.mark.parametrize("words", ["plan", "the plan", "Monday’s plan", "2020 Oslo vote", "été"])
def test_a_common_noun_is_known_by_the_small_letter_of_its_last_word(words: str) -> None:
    assert is_common(words)


@pytest.mark.parametrize("words", ["Anna", "the Hague", "Gulf War", "2020", "乌克兰", "", " ", "…"])
def test_a_name_and_what_has_no_small_letters_is_no_common_noun(words: str) -> None:
    assert not is_common(words)


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


# The index, and what it stands for

WORDS = st.sampled_from(["Anna", "Anna Berg", "Berg", "the plan", "plans", "AB", "Bonn", "Ann"])
LABELS = st.sampled_from(["PERSON", "GPE"])
DRAWN_ENTITIES = st.lists(st.tuples(WORDS, LABELS), min_size=1, max_size=20)
DRAWN_MENTIONS = st.lists(
    st.tuples(st.integers(0, 30), WORDS, LABELS, st.integers(0, 22), st.booleans()), max_size=30
)


def drawn(
    entities: list[tuple[str, str]], mentions: list[tuple[int, str, str, int, bool]]
) -> Record:
    """A record; mentions may be discontinuous, have no entity (0) or one that isn't there."""
    return replace(
        record(),
        entities=tuple(Entity(f"e{n}", *one) for n, one in enumerate(entities, 1)),
        mentions=tuple(
            Mention(
                f"m{100 + at}",
                start,
                start + 20,
                "Carla and " + words if apart else words,
                label,
                f"e{own}" if own else None,
                (Span(start, start + 1, words), Span(start + 2, start + 3, "x")) if apart else None,
            )
            for at, (start, words, label, own, apart) in enumerate(mentions)
        ),
    )


def plainly(one: Record, wanted: Mention, remembered: dict[str, str]) -> list[str]:
    """The likely entities by what is said of them, looking at everything."""
    memory = name_of(remembered.get(words_of(wanted), "")).folded
    ranked = []
    label = wanted.label
    for entity in one.entities:
        own = [m for m in one.mentions if m.entity == entity.id]
        names = {(entity.name, entity.label), *((words_of(m), m.label) for m in own)}
        best = max(
            score(name_of(words_of(wanted)), name, memory) + 15 * (label == wanted.label)
            for name, label in names
        )
        before = [wanted.start - m.start for m in own if m.start <= wanted.start]
        after = [m.start - wanted.start for m in own if m.start > wanted.start]
        place = (0, min(before)) if before else (1, min(after)) if after else (2, 0)
        if best and entity.id != wanted.entity:
            count = (entity.label == label) + sum(m.label == label for m in own)
            often = count if len(own) > 1 and best <= 15 and is_common(wanted.text) else 0
            ranked.append(((-best, place, len(entity.id)), count, often, entity.id))
    ranked.sort()
    # Of those without a like name the one most talked of is first.
    others = [row for row in ranked if row[0][0] >= -15]
    most = max((count for _, count, _, _ in others), default=0)
    first = [row for row in others if row[1] == most and row[2]][:1]
    after = [row for row in others if row not in first]
    like = [row for row in ranked if row[0][0] < -15]
    return [entity_id for *_, entity_id in (*like, *first, *after)][:9]


@pytest.mark.parametrize("few", [0, 64])
@settings(max_examples=200, deadline=None)
@given(
    states=st.lists(st.tuples(DRAWN_ENTITIES, DRAWN_MENTIONS), min_size=1, max_size=4),
    start=st.integers(0, 30),
    words=WORDS,
    label=LABELS,
    own=st.sampled_from([None, "e1", "e2"]),
    memory=st.sampled_from([{}, {"Anna": "Bonn"}, {"Bonn": "the plan"}]),
)
def test_the_index_finds_what_looking_at_everything_finds(
    few: int,
    states: list[tuple[list[tuple[str, str]], list[tuple[int, str, str, int, bool]]]],
    start: int,
    words: str,
    label: str,
    own: str | None,
    memory: dict[str, str],
) -> None:
    """Also where many have the label, and after it followed the record from state to state."""
    wanted = mention(words, label, start, own)
    index = Antecedents()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotations.antecedents._FEW", few)
        for entities, mentions in states:
            one = drawn(entities, mentions)
            index.follow(one)
            likely = index.likely(wanted, memory)
            assert [entity.id for entity in likely] == plainly(one, wanted, memory)
            alone = replace(wanted, label="-")
            for entity in one.entities:
                alike = entity.id in plainly(one, alone, memory)
                if len(one.entities) <= 9:
                    assert index.is_alike(wanted, entity.id, memory) == alike


def test_a_damaged_record_that_has_an_id_twice_is_followed() -> None:
    one = with_entities(("Anna", "PERSON"), ("Bonn", "GPE"))
    first, second = one.mentions
    twice = replace(one, mentions=(first, replace(second, id=first.id), second))
    index = Antecedents(one)
    for state in (twice, one, replace(one, mentions=(second,)), twice, replace(one, mentions=())):
        index.follow(state)
        assert [e.name for e in index.likely(mention("Anna"))] == ["Anna", "Bonn"]


def test_another_document_is_followed_as_if_it_were_the_first() -> None:
    index = Antecedents(with_entities(("Anna Berg", "PERSON"), ("Bonn", "GPE")))
    other = replace(with_entities(("Carla", "PERSON")), id="b.txt")
    index.follow(other)
    assert [e.name for e in index.likely(mention("Berg", "PERSON"))] == ["Carla"]


def test_of_many_mentioned_in_one_place_the_first_made_are_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("annotations.antecedents._FEW", 0)
    words = "ABCDEFGHIJKL"
    one = drawn(
        [(letter * 3, "GPE") for letter in words],
        [(10, letter * 3, "GPE", own, False) for own, letter in enumerate(words, 1)],
    )
    likely = likely_entities(one, mention("zzz", "GPE", 20))
    assert [entity.id for entity in likely] == [f"e{number}" for number in range(1, 10)]
