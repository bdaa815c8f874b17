"""The noun phrases that a stance could be about: found in English, no nonsense elsewhere."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_samples import any_text, is_blank, texts

from annotations.language.phrases import noun_phrases
from annotations.language.uncased import has_case
from annotations.text import Segmentation, grapheme_spans

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = Path(__file__).parents[2] / "seeds"

# In [[…]]: what somebody in the article holds a position on.
MATCH_REPORT = """\
Supporters of Norwich City have condemned the [[use of video referees]] after Saturday's 2-1 defeat
in Leeds. The club's manager, Daniel Farke, said he backed the [[introduction of goal-line
technology]] but rejected [[long video checks]]. "We want [[quicker decisions]]," he told reporters.
The players' union opposes a [[longer season]] and has threatened [[strike action]] over an
[[expanded World Cup]]. UEFA defended its [[plans for a new Champions League format]], while the
Premier League's chief executive called a [[European Super League]] a threat to domestic football.
Several clubs want the government to drop its [[proposed football regulator]]. Leeds captain Liam
Cooper praised the [[referee's handling of the match]], and Norwich fans booed [[ticket price
rises]]. Women's teams demand [[equal pay]] and better training facilities. The coach supports
banning [[gambling adverts on shirts]]."""
INTERVIEW = """\
Interviewer: Mayor Okafor, why do you oppose the [[new housing bill]]?
Okafor: I don't oppose [[affordable housing]], I oppose [[building on the green belt]]. The bill \
weakens [[environmental protections]]. My party has always defended [[tenants' rights]].
Interviewer: But residents want [[rent control]]. Will you support a [[rent freeze]]?
Okafor: We'd consider a [[temporary cap on rents]]. It's true that landlords hate the [[idea]], \
and the chamber of commerce thinks [[price controls]] discourage investment. I respect their \
[[concerns]].
Interviewer: What about the [[closure of the Elm Street library]]?
Okafor: That was a mistake. I'd like to reopen it. The council shouldn't save money on \
[[children's services]]. Our teachers deserve [[better salaries]], and I've promised \
[[smaller classes]]. I oppose [[raising the retirement age]] and back the \
[[nurses' right to strike]]."""
COURT_REPORT = """\
Kenya's Supreme Court rejected a [[challenge to the presidential election]] on Monday, ending weeks
of uncertainty. Opposition leader Raila Odinga disagreed with the [[ruling]] but respected the
[[court's independence]]. Church leaders appealed for [[calm]], and business groups applauded the
[[judges' decision to dismiss the case]]. Human Rights Watch deplored [[police violence against
protesters]]. Teachers who went on strike say they will not accept the [[proposed pay deal]]. Many
voters distrust [[electronic voting]]. The ruling party wants to scrap [[presidential term limits]],
a move that civil society groups fiercely resist. He also attacked the [[International Monetary
Fund]] and accused the electoral commission of ignoring [[voting irregularities]]."""


def phrases(text: str) -> list[str]:
    """The phrases of each sentence of a text, in order."""
    segmentation = Segmentation(text)
    return [
        text[start:end]
        for sentence in segmentation.sentences
        for start, end in noun_phrases(segmentation, *sentence)
    ]


def wanted(marked: str) -> tuple[str, list[str]]:
    """An article without its marks, and what stood between them."""
    marked = re.sub(r"\n(?=[a-zA-Z\[])(?!Okafor|Interviewer)", " ", marked)
    return re.sub(r"\[\[|\]\]", "", marked), re.findall(r"\[\[(.*?)\]\]", marked)


@pytest.mark.parametrize("marked", [MATCH_REPORT, INTERVIEW, COURT_REPORT])
def test_targets_of_an_article_are_found(marked: str) -> None:
    text, targets = wanted(marked)
    found = phrases(text)
    assert [target for target in targets if target not in found] == []


@pytest.mark.parametrize("marked", [MATCH_REPORT, INTERVIEW, COURT_REPORT])
def test_phrases_of_an_article_are_few(marked: str) -> None:
    text, _ = wanted(marked)
    assert len(phrases(text)) <= 0.45 * len(text.split())


def test_targets_of_the_reference_are_found() -> None:
    reference = SHARED / "reference" / "erdogan-zelenskyy.json"
    if not reference.exists():
        pytest.skip("the reference is not beside this checkout")
    known: dict[str, Any] = json.loads(reference.read_text("utf-8"))
    article = (SEEDS / known["document"]).read_bytes().decode()
    segmentation = Segmentation(article)
    spans = {one["id"]: (one["start"], one["end"]) for one in known["mentions"]}
    mentions = {one["id"]: one["mentions"] for one in known["entities"]}
    inside = missed = 0
    for stance in known["stances"]:
        (evidence,) = stance["evidence"]
        start, end = evidence["start"], evidence["end"]
        targets = {spans[one] for one in mentions[stance["target"]]}
        targets = {span for span in targets if start <= span[0] and span[1] <= end}
        inside += bool(targets)
        found = noun_phrases(segmentation, start, end)
        missed += bool(targets) and targets.isdisjoint(found)
        assert len(found) <= max(6, round(0.4 * len(article[start:end].split())) + 2)
    assert (inside, missed) == (17, 0)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The party said that a cease-fire is not needed.", ["party", "cease-fire"]),
        (
            "Also the very strict new laws on guns were backed by the senators.",
            ["strict new laws on guns", "strict new laws", "guns", "senators"],
        ),
        (
            "She rejected Moscow's annexation of Crimea.",
            [
                "Moscow's annexation of Crimea",
                "Moscow's annexation",
                "annexation of Crimea",
                "annexation",
                "Crimea",
            ],
        ),
        (
            "They want peace talks between Chad and Mali.",
            ["peace talks between Chad and Mali", "peace talks", "Chad", "Mali"],
        ),
        ("The minister (of health), the unions and he left.", ["minister", "health", "unions"]),
        ("The ban of last Friday lasted for two weeks.", ["ban"]),
        ("He defended the plan to tax sugar.", ["plan to tax sugar", "plan", "sugar"]),
    ],
)
def test_short_and_long_readings_the_longest_first(sentence: str, expected: list[str]) -> None:
    assert phrases(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("LEEDS — A night bus levy passed its first vote.", "night bus levy"),
        ("In 2020 the mayor, Ida Holt, called fuel rationing a success.", "fuel rationing"),
        ("The mayor called bus lanes a success.", "bus lanes"),
        ("She calls the fees disproportionate.", "fees"),
        ("The court found the fees unlawful.", "fees"),
        ("They rejected the so-called “rest day” bill.", "so-called “rest day” bill"),
        ("Reed & Cole fought the order.", "Reed & Cole"),
        (
            "He found the hospital disposal contract in Leeds.",
            "hospital disposal contract in Leeds",
        ),
        (
            "He backs the slow and deliberate removal of statues.",
            "slow and deliberate removal of statues",
        ),
        (
            "He backs the slow and deliberate removal of statues.",
            "deliberate removal of statues",
        ),
        (
            "They heard a complaint by Danish brewer Holm Beer and left.",
            "complaint by Danish brewer Holm Beer",
        ),
        ("A motion by Lindgren to ban fireworks failed.", "motion by Lindgren"),
        ("A call by Lindgren to ban fireworks failed.", "call by Lindgren to ban fireworks"),
        ("They signed a deal with Reed & Cole Roofing.", "deal with Reed & Cole Roofing"),
        ("They like the “right to rest” law.", "law"),
        ("He fears the “open door” policy of Oslo.", "“open door” policy of Oslo"),
        ('Nobody liked the "slow lane" plan.', '"slow lane" plan'),
        (
            "He hates the habit of asking guests to pay for water.",
            "habit of asking guests to pay for water",
        ),
        ("They fear a delay of three weeks.", "delay of three weeks"),
    ],
)
def test_one_phrase_is_found_with_all_that_belongs_to_it(sentence: str, whole: str) -> None:
    assert whole in phrases(sentence)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("LEEDS — The Hague was mentioned.", "The Hague"),
        ("In 2020 the mayor, Ida Holt, called fuel rationing a success.", "called fuel rationing"),
        ("She calls the fees disproportionate.", "fees disproportionate"),
        ("They wanted a vote by Friday.", "vote by Friday"),
        ("The tax was cut by Norway.", "tax was cut by Norway"),
        ("They expect a vote by noon.", "vote by noon"),
        ("They expect cuts by 2030 or so.", "cuts by 2030"),
        ("“It is unfair,” the mayor of Leeds said.", "“It is unfair,” the mayor"),
        ('He wrote "no more" and the letter was lost.', '"no more" and the letter'),
        ("Research & development needs money.", "Research & development needs"),
        ("The reporters Monday left the town of guests to pay.", "town of guests to pay"),
        ("A delay for three weeks is likely.", "delay for three weeks"),
        ("A march by nurses on Monday halted trams.", "Monday halted trams"),
    ],
)
def test_what_does_not_belong_to_a_phrase_is_left_out(sentence: str, wrong: str) -> None:
    assert wrong not in phrases(sentence)


GERMAN = "Das ist nicht neu, und die Stadt weiß es mit der Zeit. "


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("Sie fordern eine schnelle Lösung.", "schnelle Lösung"),
        ("Die Partei lehnt höhere Gebühren ab.", "höhere Gebühren"),
        ("Wir begrüßen den Verzicht auf neue Straßen.", "Verzicht auf neue Straßen"),
        ("Er will den geplanten Radweg am Hafen.", "geplanten Radweg am Hafen"),
        ("Sie verteidigt den Abriss des alten Theaters.", "Abriss des alten Theaters"),
    ],
)
def test_german_nouns_have_their_adjectives_and_a_complement(sentence: str, whole: str) -> None:
    assert whole in phrases(GERMAN + sentence)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Die Eltern verlangten Radwege.", "verlangten Radwege"),
        ("„Nein“, sagte Weber.", "sagte Weber"),
        ("Weil sie wollen Hilfe.", "wollen Hilfe"),
        ("Gestern begrüßten sie laute Musik.", "sie laute Musik"),
    ],
)
def test_a_german_verb_is_no_adjective(sentence: str, wrong: str) -> None:
    assert wrong not in phrases(GERMAN + sentence)


def test_in_other_languages_small_words_join_nothing() -> None:
    text = "Le projet de la ville de Lyon est un échec pour le maire. Nous aimons Lyon im Sommer."
    assert "Lyon im Sommer" not in phrases(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Critics say that Paris opposes new sanctions and wants the release of prisoners.",
        "PARIS OPPOSES THE NEW SANCTIONS AND WANTS THE RELEASE OF PRISONERS",
        "Paris Opposes the New Sanctions and Wants the Release of Prisoners",
    ],
)
def test_capital_letters_of_a_headline_mislead_nobody(sentence: str) -> None:
    found = [phrase.lower() for phrase in phrases(sentence)]
    assert {"paris", "new sanctions", "release of prisoners"} <= set(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Die Regierung lehnt die Sanktionen ab. Bundeskanzler Olaf Scholz will Hilfe.",
            ["Regierung", "Sanktionen", "Bundeskanzler Olaf Scholz", "Hilfe"],
        ),
        ("Le président s'oppose à la réforme, selon Le Monde.", ["Le Monde"]),
        ("De regering is tegen de sancties van Brussel.", ["Brussel"]),
        ("Türkiye yaptırımlara karşı çıktı.", ["Türkiye"]),
        ("Президент Путин отверг санкции.", ["Президент Путин"]),
        ("قال الرئيس إن تركيا تعارض العقوبات الدولية.", ["تركيا", "العقوبات الدولية"]),
        ("俄罗斯反对国际制裁。", ["俄罗斯", "国际制裁"]),
        ("ウクライナは制裁を求めた。", ["ウクライナ", "制裁"]),
        ("รัสเซียต่อต้านการคว่ำบาตร", ["รัสเซีย", "ต้านการคว่ำบาตร"]),
        ("", []),
        ("  \n ", []),
        ("…?!", []),
    ],
)
def test_other_languages_give_capital_letters_or_what_function_words_leave(
    text: str, expected: list[str]
) -> None:
    assert phrases(text) == expected


def test_a_language_that_is_known_not_to_be_english_is_not_cut_as_english() -> None:
    text = "The Hague and the city of Utrecht."
    assert noun_phrases(Segmentation(text, "nl"), 0, len(text)) == [(4, 9), (26, 33)]


def test_no_phrase_goes_over_the_end_of_a_line() -> None:
    text = "Row over a\nnew tax on sugar and the health of the\r\n\r\nchildren"
    found = noun_phrases(Segmentation(text), 0, len(text))
    assert [text[slice(*span)] for span in found] == [
        "Row",
        "new tax on sugar",
        "new tax",
        "sugar",
        "health",
        "children",
    ]


def test_phrases_lie_between_the_offsets() -> None:
    text = "They back the tax on sugar. We fear the new rules of the game."
    segmentation = Segmentation(text)
    start = text.index("We")
    found = noun_phrases(segmentation, start, len(text))
    assert [text[slice(*span)] for span in found] == [
        "new rules of the game",
        "new rules",
        "game",
    ]
    assert noun_phrases(segmentation, 5, 5) == []
    assert noun_phrases(segmentation, 14, 17) == [(14, 17)]


ENGLISH = [
    "the ", "The ", "of ", "and ", "to ", "between ", "that ", "minister ", "Anna ", "'s ", "s' ",
    "opposes ", "backed ", "raising ", "new ", "quickly ", "plan ", "tax", "-", ", ", ". ", "(",
    "5 ", "$", "%", "Monday ", "Mr. ", "\"", "is ", "‘", "’ ", "\u200d", "e\u0301", "北京", "سلام ",
    "\n",
]  # fmt: skip
english_texts = st.lists(st.sampled_from(ENGLISH), max_size=40).map("".join)


@any_text
@given(st.one_of(english_texts, texts), st.data())
def test_phrases_are_inside_on_token_edges_ordered_and_few(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    segmentation = Segmentation(text)
    found = noun_phrases(segmentation, start, end)
    tokens = segmentation.tokens_in(start, end)
    begins, ends = {token[0] for token in tokens}, {token[1] for token in tokens}
    if has_case(text, start, end):
        assert all(first in begins and last in ends for first, last in found)
    assert all(start <= first < last <= end for first, last in found)
    keys = [(first, -last) for first, last in found]
    assert all(one < two for one, two in pairwise(keys))
    assert len(found) <= max(6, round(0.4 * len(tokens)))
    for first, last in found:
        phrase = text[first:last]
        edges = grapheme_spans(phrase)
        assert not is_blank(phrase[slice(*edges[0])])
        assert not is_blank(phrase[slice(*edges[-1])])
        assert any(character.isalpha() for character in phrase)
        assert not re.search(r"[;:?!()\n]|,(?!\d)", phrase)
