"""Forms of one word in scripts without capital letters: known by endings, joined without a key."""

from __future__ import annotations

import pytest
from domain_samples import record
from msgspec.structs import replace

from annotations.antecedents import Antecedents
from annotations.change import Change
from annotations.edits import apply_change, tag
from annotations.language.inflection import are_forms, are_sure_forms
from annotations.model import Entity, Mention, Record
from annotations.scheme import default_scheme

FORMS = [
    ("समझौता", "समझौते"),
    ("पुराना समझौता", "पुराने समझौते"),
    ("बस्ती", "बस्तियों"),
    ("ბაზარი", "ბაზარში"),
    ("ბერიძე", "ბერიძემ"),
    ("المشروع", "مشروع"),
    ("השביתה", "שביתה"),
]


@pytest.mark.parametrize(("one", "other"), FORMS)
def test_inflections_and_articles_are_forms_of_one_word(one: str, other: str) -> None:
    assert are_forms(one, other)
    assert are_forms(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("समझौता", "समझौता"),
        ("कमला", "कमल"),
        ("نادر کاظم", "نادر کاظمی"),
        ("שביתה", "שביתה ארוכה"),
        ("strike", "strikes"),
        ("北京", "北京人"),
        ("", "एक"),
    ],
)
def test_other_words_are_no_forms(one: str, other: str) -> None:
    assert not are_forms(one, other)


def tagged(text: str, *wanted: tuple[str, str]) -> Record:
    """A record in which words of a text were tagged one after another, each behind the last."""
    made: Record = replace(record(), mentions=(), entities=(), stances=(), relations=())
    start = 0
    for words, label in wanted:
        start = text.index(words, start)
        change: Change = tag(made, text, start, start + len(words), label, default_scheme())
        made = apply_change(made, change.operations)
        start += len(words)
    return made


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("पुराना समझौता", "पुराने समझौते"),
        ("बस्ती", "बस्तियों"),
        ("ბაზარი", "ბაზარში"),
    ],
)
def test_a_sure_form_with_the_same_label_joins_without_a_key(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        assert are_sure_forms(first, second)
        made = tagged(f"{first}, {second}.", (first, "ISSUE"), (second, "ISSUE"))
        assert len({mention.entity for mention in made.mentions}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Halevi and Levi, Raje and Raja, al-Hasan and Hasan are two persons each.
        ("הלוי", "לוי"),
        ("राजे", "राजा"),
        ("वसुंधरा राजे", "वसुंधरा राजा"),
        ("الحسن", "حسن"),
        ("الحسن العلي", "حسن علي"),
        ("المشروع", "مشروع"),
        ("الالماس", "الماس"),
        ("הכהן", "כהן"),
        ("सीता", "सीते"),
        ("ბერიძე", "ბერიძემ"),
        ("সোনা", "সোনার"),
    ],
)
@pytest.mark.parametrize("label", ["PERSON", "ISSUE"])
def test_what_an_article_or_a_letter_tells_apart_is_joined_by_nobody(
    one: str, other: str, label: str
) -> None:
    for first, second in ((one, other), (other, one)):
        assert not are_sure_forms(first, second)
        made = tagged(f"{first}, {second}.", (first, label), (second, label))
        assert len({mention.entity for mention in made.mentions}) == 2


@pytest.mark.parametrize(("words", "name"), [("الحسن", "حسن"), ("राजे", "राजा"), ("לוי", "הלוי")])
def test_a_form_that_is_not_sure_is_offered(words: str, name: str) -> None:
    assert is_offered(words, name)


def test_a_form_with_another_label_gets_an_entity_of_its_own() -> None:
    made = tagged("पुराना बाज़ारा, पुराने बाज़ारे", ("पुराना बाज़ारा", "ORG"), ("पुराने बाज़ारे", "FAC"))
    assert len(made.entities) == 2


def test_where_two_entities_have_a_form_none_is_joined() -> None:
    text = "समझौता समझौते समझौतों"
    made = tagged(text, ("समझौता", "ISSUE"))
    entity = replace(made.entities[0], id="e900")
    other = Mention("m900", 7, 13, "समझौते", "ISSUE", "e900")
    both = replace(made, mentions=(*made.mentions, other), entities=(*made.entities, entity))
    start = text.index("समझौतों")
    change = tag(both, text, start, len(text), "ISSUE", default_scheme())
    after = apply_change(both, change.operations)
    new = next(mention for mention in after.mentions if mention.start == start)
    assert new.entity not in {made.entities[0].id, "e900"}


# What is offered at one key


def is_offered(words: str, name: str, label: str = "PERSON", other: str = "PERSON") -> bool:
    entity = Entity("e1", name, other)
    first = Mention("m1", 0, len(name), name, other, "e1")
    book = Antecedents(replace(record(), mentions=(first,), entities=(entity,)))
    mention = Mention("m2", 500, 500 + len(words), words, label, None)
    return book.is_alike(mention, "e1")


@pytest.mark.parametrize(
    ("words", "name", "label"),
    [
        ("大森", "大森茂", "PERSON"),
        ("林", "林志明", "PERSON"),
        ("박", "박정민", "PERSON"),
        ("協会", "日本灯台協会", "ORG"),
        ("マリナーズ", "青浜マリナーズ", "ORG"),
        ("المكتبة", "مكتبة الميناء", "FAC"),
        ("رابطة", "الرابطة", "ORG"),
        ("भाजपा", "भारतीय जनता पार्टी", "ORG"),
        ("रापनि", "राज्य परिवहन निगम", "ORG"),
        ("समझौते", "समझौता", "ISSUE"),
        ("भारतीय", "भारत", "NORP"),
        ("สมชาย", "สมชาย วงศ์ดี", "PERSON"),
    ],
)
def test_short_names_and_forms_are_offered_their_antecedent(
    words: str, name: str, label: str
) -> None:
    assert is_offered(words, name, label, label)


@pytest.mark.parametrize(
    ("words", "label", "name", "other"),
    [
        ("北京", "GPE", "北京大学", "ORG"),
        ("京都", "GPE", "東京都庁前", "FAC"),
        ("भारत", "GPE", "भारत सरकार", "ORG"),
        ("जनता", "NORP", "भारतीय जनता पार्टी", "ORG"),
    ],
)
def test_what_only_begins_or_stands_in_a_name_of_another_kind_is_not_offered(
    words: str, label: str, name: str, other: str
) -> None:
    assert not is_offered(words, name, label, other)
