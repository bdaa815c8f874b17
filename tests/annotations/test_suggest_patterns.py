"""Candidates by rules alone: names, dates and quotations in running text, and nothing absurd."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_samples import any_text, is_blank, texts

from annotations.suggest.base import PRECISE, Candidate
from annotations.suggest.dates import dates
from annotations.suggest.patterns import Patterns
from annotations.suggest.ranking import without_overlaps
from annotations.text import Segmentation, grapheme_spans

# Enough English for a text to be known as such, and without a name.
ENGLISH = " It is said that they are of the view that this would be for the good of all of them."


def found(text: str, *, after: str = ENGLISH) -> list[Candidate]:
    whole = text + after
    candidates = Patterns(Segmentation(whole)).suggest(whole, 0, len(whole))
    precise = without_overlaps(c for c in candidates if c.score >= PRECISE)
    return [c for c in precise if c.end <= len(text)]


def words(text: str, *, after: str = ENGLISH) -> list[str]:
    return [text[c.start : c.end] for c in found(text, after=after)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("they met Anna Smith in Leeds.", ["Anna Smith", "Leeds"]),
        ("they met J. R. Smith and George W. Carter.", ["J. R. Smith", "George W. Carter"]),
        ("they met Anna von der Mark and Ali bin Omar.", ["Anna von der Mark", "Ali bin Omar"]),
        ("they met Omar al-Fulan and O'Brien.", ["Omar al-Fulan", "O'Brien"]),
        ("they met Jean-Luc Dupont.", ["Jean-Luc Dupont"]),
        ("they met Émile Çelik and Ёлка Иванова.", ["Émile Çelik", "Ёлка Иванова"]),
        ("he left the U.S. for the EU and NATO.", ["U.S.", "EU", "NATO"]),
        ("an S-400, a COVID-19 test and AT&T.", ["S-400", "COVID-19", "AT&T"]),
        ("the Bank of Utopia and a man of Utopia.", ["Bank of Utopia", "Utopia"]),
        ("the Ministry of Trade and Industry.", ["Ministry of Trade and Industry"]),
        ("a firm like Smith & Sons.", ["Smith & Sons"]),
        ("they met Theresa May and Will Smith.", ["Theresa May", "Will Smith"]),
    ],
)
def test_names_are_found_with_their_particles_initials_and_joints(
    text: str, names: list[str]
) -> None:
    assert words(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("they met Foreign Minister Mevlüt Demir.", ["Mevlüt Demir"]),
        ("they met Utopian President Omar Fulan.", ["Utopian", "Omar Fulan"]),
        ("they met ACME Secretary General Jens Berg.", ["ACME", "Jens Berg"]),
        ("they met Mr. Smith and Dr Jones.", ["Smith", "Jones"]),
        ("they met Queen Anna and Crown Prince Ali bin Omar.", ["Anna", "Ali bin Omar"]),
        ("so the Prime Minister said to the President.", []),
        ("they met Martin Luther King.", ["Martin Luther King"]),
        ("a share of General Dynamics.", ["General Dynamics"]),
    ],
)
def test_titles_and_roles_are_no_part_of_a_name(text: str, names: list[str]) -> None:
    assert words(text) == names


@pytest.mark.parametrize("sign", ["'", "’"])
def test_a_possessive_ending_is_no_part_of_a_name(sign: str) -> None:
    assert words(f"they like Utopia{sign}s army and James{sign} plan.") == ["Utopia", "James"]


def test_a_possessive_joins_the_head_of_an_institution() -> None:
    assert words("they like the Teachers’ Union and St Mary’s Hospital.") == [
        "Teachers’ Union",
        "St Mary’s Hospital",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("pro-Utopian groups and Leeds-based firms.", ["Utopian", "Leeds"]),
        ("talks of Kyiv/Leeds and Franco-Utopian ties.", ["Kyiv", "Leeds", "Franco-Utopian"]),
    ],
)
def test_of_a_compound_the_part_with_the_capital_is_found(text: str, names: list[str]) -> None:
    assert words(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Protesters gathered there.",
        "Inflation rose.",
        "However, it rained. Then we left. I know.",
        "“Nothing works,” he said. “Water is short.” Water is here: water.",
        "• Open the door\n• Close the door",
        "It was NOT so.",
    ],
)
def test_a_capital_that_only_begins_a_sentence_makes_no_name(text: str) -> None:
    assert words(text) == []


def test_a_first_word_is_a_name_if_it_is_one_elsewhere() -> None:
    assert words("Fulan left. They like Fulan.") == ["Fulan", "Fulan"]
    assert words("Fulan, in short.") == []
    assert words("Fulan's plan fell.") == ["Fulan"]
    assert words("Omar Fulan left.") == ["Omar Fulan"]
    assert words("Fulan said so.") == ["Fulan"]


HEADLINE = "Council Rejects Plan For Northern Bridge Over River\n"


def test_in_a_headline_only_names_of_the_text_are_found() -> None:
    assert words(HEADLINE, after="") == []
    text = "Fulan Rejects Plan For Utopia Bridge Over River\nAll in Utopia said that Fulan left."
    assert words(text)[:2] == ["Fulan", "Utopia"]


def test_in_capitals_names_of_the_text_are_found() -> None:
    text = "FULAN REJECTS THE PLAN FOR A BRIDGE\nThey said that Fulan left."
    assert words(text) == ["FULAN", "Fulan"]


def test_a_byline_is_no_headline() -> None:
    assert words("By Anna Smith, Daily Courier\nIt rained.") == ["Anna Smith", "Daily Courier"]


def test_without_english_names_go_by_capitals_alone() -> None:
    text = "Gestern traf Anna Weber ihre Kollegin in Bonn. Dann fuhr sie nach Bonn zurück."
    assert [w for w in words(text, after="") if " " in w] == ["Anna Weber"]
    text = "Вчера Анна Белова приехала в город Тверь. Потом она уехала, а вчера шёл дождь."
    assert words(text, after="") == ["Анна Белова", "Тверь"]


def test_where_no_script_has_capitals_foreign_names_and_dates_are_found() -> None:
    assert words("昨日、ジョン・スミスがNATOを2022年5月3日に訪れた。", after="") == [
        "昨日",
        "ジョン・スミス",
        "NATO",
        "2022年5月3日",
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("they met Mr Smith.", "PERSON"),
        ("they met Anna Smith.", "PERSON"),
        ("they lived in Utopia.", "GPE"),
        ("the Ministry of Trade.", "ORG"),
        ("it joined NATO.", "ORG"),
        ("some Utopian troops.", "NORP"),
        ("the Blue River.", "LOC"),
        ("the Leeds Palace.", "FAC"),
        ("the Utopian War.", "EVENT"),
        ("it was on 3 May 2022.", "DATE"),
    ],
)
def test_what_stands_beside_a_name_proposes_its_label(text: str, label: str) -> None:
    assert [c.label for c in found(text)] == [label]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 3 May 2022", "3 May 2022"),
        ("on the 3rd of May", "3rd of May"),
        ("on May 3, 2022,", "May 3, 2022"),
        ("on Tuesday, 3 May 2022", "Tuesday, 3 May 2022"),
        ("from 3 to 5 May", "3 to 5 May"),
        ("on Friday's", "Friday"),
        ("late Friday", "late Friday"),
        ("on Monday night", "Monday night"),
        ("earlier this month", "earlier this month"),
        ("last week", "last week"),
        ("in the past two weeks", "past two weeks"),
        ("two weeks ago", "two weeks ago"),
        ("in 2014", "2014"),
        ("(2014)", "2014"),
        ("in mid-2014", "mid-2014"),
        ("the 1990s", "1990s"),
        ("in May", "May"),
        ("in the first quarter of 2022", "first quarter of 2022"),
        ("yesterday morning", "yesterday morning"),
        ("on 2022-05-03", "2022-05-03"),
        ("on 3.5.2022", "3.5.2022"),
        ("in 2014–2018", "2014–2018"),
    ],
)
def test_dates_are_found_whole(text: str, expected: str) -> None:
    assert [text[a:b] for a, b in dates(text, 0, len(text))] == [expected]


@pytest.mark.parametrize(
    "text",
    ["he may go", "the march of time", "12,000 people", "paid 2014 dollars", "1.2.3.4", "B2014x"],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert [text[a:b] for a, b in dates(text, 0, len(text))] == []


@pytest.mark.parametrize(
    "quoted", ["“so be it”", '"so be it"', "„so be it“", "«so be it»", "「so be it」"]
)
def test_a_short_quotation_is_proposed_for_cycling_alone(quoted: str) -> None:
    text = f"they said {quoted} and left"
    candidates = list(Patterns(Segmentation(text)).suggest(text, 0, len(text)))
    assert [text[c.start : c.end] for c in candidates] == ["so be it"]
    assert candidates[0].score < PRECISE


def test_a_long_quotation_is_none() -> None:
    text = "they said “that it would all be so very much better in the end” and left"
    assert list(Patterns(Segmentation(text)).suggest(text, 0, len(text))) == []


@any_text
@given(texts)
def test_whatever_the_text_proposals_lie_in_it_on_graphemes_without_blank_ends(text: str) -> None:
    edges = {0} | {end for _, end in grapheme_spans(text)}
    segmentation = Segmentation(text)
    extents = [c[:2] for c in Patterns(segmentation).suggest(text, 0, len(text))]
    for start, end in extents:
        assert 0 <= start < end <= len(text)
        assert {start, end} <= edges
        assert not any(map(is_blank, (text[start], text[end - 1])))


@any_text
@given(
    st.lists(
        st.sampled_from(["Fulan left.", "They saw Omar Fulan on 3 May.", "It is so."]), max_size=9
    )
)
def test_a_stretch_is_proposed_for_the_same_whatever_was_asked_before(lines: list[str]) -> None:
    text = "\n".join(lines)
    middle = text.find("\n", len(text) // 2) + 1
    patterns = Patterns(Segmentation(text))
    whole = set(patterns.suggest(text, 0, len(text)))
    fresh = Patterns(Segmentation(text))
    parts = {*fresh.suggest(text, middle, len(text)), *fresh.suggest(text, 0, middle)}
    assert {c[:2] for c in whole} == {c[:2] for c in parts}
