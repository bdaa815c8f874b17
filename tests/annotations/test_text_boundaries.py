"""Where sentences begin after bullets, ordinals and the month of May."""

from __future__ import annotations

import pytest

from annotations.text import Segmentation


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in Segmentation(text).sentences]


@pytest.mark.parametrize("lead", ["• ", "▪ ", "◦ ", "●", "- ", "(a) ", "b) ", "3) ", "2. ", "12. "])
def test_a_lists_lead_belongs_to_its_first_sentence_and_hides_no_other(lead: str) -> None:
    assert sentences(f"{lead}Opened the lock. Roe said no. It rained.") == [
        f"{lead}Opened the lock.",
        "Roe said no.",
        "It rained.",
    ]


@pytest.mark.parametrize(
    "parts",
    [
        ["It opened on 3 May.", "Crowds came."],
        ["He may.", "Nobody knows."],
        ["They met Theresa May.", "Crowds came."],
        ["It opened on 3 Dec. with songs.", "Crowds came."],
        ["It is as it may be.", "Crowds came."],
        ["“They may. They might,” she said.", "Crowds came."],
    ],
)
def test_may_is_no_abbreviation(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["Am 3. Oktober wird gefeiert.", "Dann nicht mehr."],
        ["Sie kam am 5. August.", "Es regnete."],
        ["Im 19. Jahrhundert war das so.", "Heute nicht."],
        ["Es war der 2. Versuch.", "Er gelang."],
        ["Es ging um Platz 5.", "Dann war Schluss."],
        ["He was the last of 10.", "August was cold."],
        ["They won 3 of 5.", "October was cold."],
    ],
)
def test_the_stop_of_an_ordinal_ends_no_sentence(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts
