"""What is no date, and dates in other languages than English."""

from __future__ import annotations

import pytest

from annotations.suggest.dates import dates


def found(text: str, *, english: bool) -> list[str]:
    return [text[a:b] for a, b in dates(text, 0, len(text), english=english)]


@pytest.mark.parametrize("text", ["at 7 p.m.", "before 8am", "from 10:48 a.m. on"])
def test_the_time_of_the_day_is_no_date(text: str) -> None:
    assert found(text, english=True) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("of that day-long strike", []),
        ("of last week-end", []),
        ("in the week of May 4-H Fair", []),
        ("on May 4 – a Sunday", ["May 4", "Sunday"]),
    ],
)
def test_no_date_ends_inside_of_a_compound(text: str, expected: list[str]) -> None:
    assert found(text, english=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Es war am Dienstag, dem 3. Mai 2022, und im Juli.",
            ["Dienstag, dem 3. Mai 2022", "Juli"],
        ),
        ("Seit Anfang Oktober, im Frühjahr 2019", ["Anfang Oktober", "Frühjahr 2019"]),
        ("C'était mardi, le 14 juillet 1998 ou en août.", ["mardi, le 14 juillet 1998", "août"]),
        ("Fue el lunes 3 de mayo de 2021.", ["lunes 3 de mayo de 2021"]),
        ("Era sabato 2 giugno 2018.", ["sabato 2 giugno 2018"]),
        ("Het was op 5 mei, een vrijdag.", ["5 mei", "vrijdag"]),
        ("Foi em 25 de abril de 1974.", ["25 de abril de 1974"]),
        ("Det var den 6 maj, en söndag.", ["6 maj", "söndag"]),
        ("To było 3 maja 1991 roku.", ["3 maja 1991 roku"]),
        ("Это было 9 мая 1945 года, в пятницу.", ["9 мая 1945 года", "пятницу"]),
        ("29 Ekim 1923 ve Haziran", ["29 Ekim 1923", "Haziran"]),
        # Other words of the same form.
        ("Maja liebt die marca und das Mars-Projekt.", []),
        ("Der Maimarkt und die Julia", []),
    ],
)
def test_months_and_weekdays_of_other_languages_are_dates(text: str, expected: list[str]) -> None:
    assert found(text, english=False) == expected


def test_in_english_no_other_languages_months_are_looked_for() -> None:
    assert found("the mayo, the Sommer 2019 fair and the Juli", english=True) == []
