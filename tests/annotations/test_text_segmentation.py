"""Moving through a text by paragraph, sentence, token and grapheme."""

import json
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_samples import any_text, is_blank, texts

import annotations.text as text_module
from annotations.text import Extent, Segmentation, grapheme_spans, tokenise

SHARED = Path(__file__).parents[3] / "shared"
UNITS = ("paragraph", "sentence", "token", "grapheme")

Find = Callable[[int], Extent | None]


def finders(segmentation: Segmentation, unit: str) -> tuple[Find, Find, Find]:
    return (
        getattr(segmentation, f"{unit}_at"),
        getattr(segmentation, f"next_{unit}"),
        getattr(segmentation, f"previous_{unit}"),
    )


def spans(segmentation: Segmentation, unit: str) -> list[Extent]:
    """Every span of a unit, found without the methods that move."""
    if unit == "token":
        return tokenise(segmentation.text)
    if unit == "grapheme":
        return grapheme_spans(segmentation.text)
    return list(segmentation.paragraphs if unit == "paragraph" else segmentation.sentences)


def strings(text: str, found: list[Extent]) -> list[str]:
    return [text[start:end] for start, end in found]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\f", "\v"])
def test_each_line_that_is_not_blank_is_a_paragraph(newline: str) -> None:
    text = newline.join(["\ufeffHeadline", "", "  First. Second. ", " \t", "Last", ""])
    segmentation = Segmentation(text)
    assert strings(text, list(segmentation.paragraphs)) == ["Headline", "First. Second.", "Last"]
    assert strings(text, list(segmentation.sentences)) == ["Headline", "First.", "Second.", "Last"]


def test_sentences_end_at_stops_and_not_at_abbreviations() -> None:
    text = "He met Mr. Smith of the U.S. on Feb. 3. 😊 Then he left! 他说。她走了。 نعم. لا؟ ربما."
    assert strings(text, list(Segmentation(text).sentences)) == [
        "He met Mr. Smith of the U.S. on Feb. 3.",
        "😊 Then he left!",
        "他说。",
        "她走了。",
        "نعم.",
        "لا؟",
        "ربما.",
    ]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The president said that he would go.", "It was on Feb. 3 in the U.S. Congress.", "Why?"],
        ['"It is over. He has left. Nobody knows," the minister said.', "She was not there."],
        ["He said (it was in 2022. In spring.) no more.", "It rained in Kyiv."],
        ["“It is over. He’s gone,” she said.", "It rained in Kyiv."],
        ["他说俄罗斯和乌克兰将继续谈判。", "她走了！", "为什么？"],
        ["Он сказал, что война продолжается.", "Это все."],
    ],
)
def test_a_long_line_has_the_sentences_that_it_has_as_short_lines(sentences: list[str]) -> None:
    generator = random.Random(7)
    expected = generator.choices(sentences, k=3000)
    space = "" if "。" in sentences[0] else " "
    text = space.join(expected)
    assert strings(text, list(Segmentation(text).sentences)) == expected


def test_no_sentence_depends_on_how_far_into_a_long_line_it_is() -> None:
    for shift in range(40):
        expected = [f"It rained{'x' * shift}.", *["Then J. R. R. Tolkien left."] * 700]
        text = " ".join(expected)
        assert strings(text, list(Segmentation(text).sentences)) == expected


@pytest.mark.parametrize("stop", ["!\ufe0f ", "?\u200d ", "。\u0301", "‼\ufe0f "])
def test_a_stop_keeps_the_marks_that_stand_on_it(stop: str) -> None:
    text = f"Yes{stop}No. Maybe."
    starts = {start for start, _ in grapheme_spans(text)}
    assert {start for start, _ in Segmentation(text).sentences} <= starts


def test_a_long_line_without_any_stop_is_one_sentence() -> None:
    text = "word " * 5000 + "end"
    assert list(Segmentation(text).sentences) == [(0, len(text))]


@any_text
@given(texts)
def test_paragraphs_and_sentences_are_sorted_trimmed_and_whole_graphemes(text: str) -> None:
    segmentation = Segmentation(text)
    edges = {0, len(text)} | {start for start, _ in grapheme_spans(text)}
    for found in (segmentation.paragraphs, segmentation.sentences):
        assert all(first[1] <= second[0] for first, second in pairwise(found))
        for start, end in found:
            graphemes = strings(text, [(s, e) for s, e in grapheme_spans(text) if start <= s < end])
            assert {start, end} <= edges
            assert not is_blank(graphemes[0])
            assert not is_blank(graphemes[-1])


@any_text
@given(texts)
def test_every_sentence_is_in_one_paragraph_and_no_visible_character_is_lost(text: str) -> None:
    segmentation = Segmentation(text)
    for start, end in segmentation.sentences:
        paragraph = segmentation.paragraph_at(start)
        assert paragraph is not None
        assert paragraph[0] <= start < end <= paragraph[1]
    inside = {at for start, end in segmentation.sentences for at in range(start, end)}
    lost = [g for g in grapheme_spans(text) if g[0] not in inside and not is_blank(text[slice(*g)])]
    assert lost == []


@pytest.mark.parametrize("unit", UNITS)
@any_text
@given(text=texts, data=st.data())
def test_at_next_and_previous_find_what_they_promise(
    unit: str, text: str, data: st.DataObject
) -> None:
    segmentation = Segmentation(text)
    at, following, preceding = finders(segmentation, unit)
    every = spans(segmentation, unit)
    offset = data.draw(st.integers(-1, len(text) + 1))
    holding = [span for span in every if span[1] > offset]
    assert at(offset) == (holding[0] if holding else every[-1] if every else None)
    assert following(offset) == next((span for span in every if span[0] >= offset), None)
    before = [span for span in every if span[1] <= offset]
    assert preceding(offset) == (before[-1] if before else None)


@pytest.mark.parametrize("unit", UNITS)
@any_text
@given(text=texts)
def test_next_and_previous_undo_each_other(unit: str, text: str) -> None:
    segmentation = Segmentation(text)
    _, following, preceding = finders(segmentation, unit)
    walked = []
    here = following(0)
    while here is not None:
        walked.append(here)
        here = following(here[1])
    assert walked == spans(segmentation, unit)
    for first, second in pairwise(walked):
        assert preceding(second[0]) == first


@pytest.mark.parametrize("unit", UNITS)
def test_an_empty_text_has_nothing(unit: str) -> None:
    assert [find(0) for find in finders(Segmentation(""), unit)] == [None, None, None]


def test_moving_is_the_same_far_into_a_long_text() -> None:
    generator = random.Random(11)
    parts = [
        "Russia's ",
        "U.S. ",
        "他说。",
        "👨‍👩‍👧",
        "e\u0301",
        "\r\n",
        "🇹🇷",
        "سلام ",
        "word " * 9,
    ]
    text = "".join(generator.choices(parts, k=12000))
    segmentation = Segmentation(text)
    for unit in ("token", "grapheme"):
        _, following, preceding = finders(segmentation, unit)
        every = spans(segmentation, unit)
        for index in generator.sample(range(1, len(every) - 1), 300):
            assert following(every[index][0]) == every[index]
            assert following(every[index][1]) == every[index + 1]
            assert preceding(every[index][0]) == every[index - 1]


def test_a_key_press_tokenises_only_around_the_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(text: str, start: int = 0, end: int | None = None) -> list[Extent]:
        read.append((end or len(text)) - start)
        return tokenise(text, start, end)

    monkeypatch.setattr(text_module, "tokenise", counted)
    text = "One sentence of a text without any line end. " * 20_000
    segmentation = Segmentation(text)
    for offset in range(500_000, 500_400):
        segmentation.next_token(offset)
        segmentation.previous_token(offset)
        segmentation.token_at(offset)
    assert len(read) <= 2
    assert sum(read) < 20_000


def test_a_key_press_finds_sentences_only_around_the_offset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []
    find = text_module._sentences

    def counted(text: str, start: int, end: int, language: str) -> Iterator[Extent]:
        read.append(end - start)
        return find(text, start, end, language)

    monkeypatch.setattr(text_module, "_sentences", counted)
    text = "One sentence. And another one.\n\n" * 20_000
    segmentation = Segmentation(text)
    for offset in range(300_000, 300_100):
        segmentation.next_sentence(offset)
        segmentation.previous_sentence(offset)
        segmentation.sentence_at(offset)
    assert 0 < len(read) <= 7
    assert sum(read) < 300


def test_the_cache_of_a_long_text_stays_bounded() -> None:
    text = "word " * 200_000
    segmentation = Segmentation(text)
    for offset in range(0, len(text), 1000):
        segmentation.token_at(offset)
        segmentation.grapheme_at(offset)
    assert len(segmentation._tokens) <= 256
    assert len(segmentation._graphemes) <= 256
    many = Segmentation("One. Two.\n" * 1000)
    for start, _ in many.paragraphs:
        assert many.sentence_at(start) == (start, start + 4)
    assert len(many._sentences) <= 256


def reference() -> tuple[str, dict[str, Any]] | None:
    worked = SHARED / "reference" / "erdogan-zelenskyy.json"
    if not worked.is_file():
        return None
    found = json.loads(worked.read_text())
    article = SHARED / "seeds" / found["document"]
    return article.read_bytes().decode(), found


def test_each_evidence_of_the_worked_article_is_exactly_one_sentence() -> None:
    worked = reference()
    if worked is None:
        pytest.skip("the reference annotation is not here")
    text, record = worked
    sentences = set(Segmentation(text).sentences)
    evidence = [(e["start"], e["end"]) for s in record["stances"] for e in s["evidence"]]
    assert len(evidence) > 10
    assert [span for span in evidence if span not in sentences] == []


def test_each_mention_of_the_worked_article_is_a_row_of_whole_tokens() -> None:
    worked = reference()
    if worked is None:
        pytest.skip("the reference annotation is not here")
    text, record = worked
    starts, ends = (set(edges) for edges in zip(*tokenise(text), strict=True))
    assert len(record["mentions"]) > 50
    assert all(m["start"] in starts and m["end"] in ends for m in record["mentions"])
