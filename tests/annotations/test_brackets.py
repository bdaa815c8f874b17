"""Acronyms that a text introduces in brackets: what they stand behind and what they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.language.brackets import before_brackets, stands_for


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("NPA", "Norwegian Polar Agency"),
        ("BfH", "Bund für Hafenbau"),
        ("BHfS", "Bund für Häfen für Segler"),
        ("EMA", "the European Medicines Agency"),
        ("CDU", "Christlich-Demokratische Union"),
        ("ÖAW", "Österreichische Akademie der Wissenschaften"),
        ("É.U.A.", "États-Unis d’Amérique"),
        ("BoS", "Bank of Scotland"),
        ("NATO", "North Atlantic Treaty Organization"),
    ],
)
def test_an_acronym_stands_for_the_name_with_its_initials(acronym: str, name: str) -> None:
    assert stands_for(acronym, name)


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("WA", "Washington"),
        ("OR", "Portland"),
        ("NPA", "Polar Agency"),
        # A state or a code behind a town, a party behind a person.
        ("OK", "Oklahoma City"),
        ("VA", "Virginia Beach"),
        ("MC", "Manchester City"),
        ("NATO", "Natalie Orton"),
        ("BBC", "Bob Becker"),
        ("GOP", "George Opitz"),
        ("LAB", "Lisa Abbott"),
        # Likely, but not sure.
        ("EU", "European Union"),
        ("BKA", "Bundeskriminalamt"),
        ("CHS", "Centers for Health & Safety Studies"),
        ("NPA", "Agency Norwegian Polar Agency"),
        ("APN", "Norwegian Polar Agency"),
        ("Norway", "Norwegian Way Society"),
        ("N A", "Norwegian Agency"),
        ("N", "Norway"),
        ("", "Norway"),
        ("NPA", ""),
    ],
)
def test_other_words_stand_for_no_name(acronym: str, name: str) -> None:
    assert not stands_for(acronym, name)


@given(st.text(max_size=12), st.text(max_size=30))
def test_any_words_may_be_asked_about(acronym: str, name: str) -> None:
    assert stands_for(acronym, name) in (True, False)


def test_brackets_hold_one_name_and_nothing_else() -> None:
    text = "the Polar Agency (NPA) of Oslo (NPA, say they)（NPA）"
    assert before_brackets(text, 18, 21) == 16
    assert before_brackets(text, 18, 20) is None
    assert before_brackets(text, 32, 35) is None
    assert before_brackets(text, 4, 9) is None
    assert before_brackets(text, 0, 3) is None
    assert before_brackets("(NPA)", 1, 4) is None
    assert before_brackets("極地庁（NPA）", 4, 7) == 3
