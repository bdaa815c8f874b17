"""What is proposed in scripts without capital letters: stops, their bounds, and phrases."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.language import chunks
from annotations.language.grammars import GRAMMARS, key_of
from annotations.language.phrases import noun_phrases
from annotations.language.uncased import has_case
from annotations.suggest.candidates import Candidates
from annotations.suggest.patterns import Patterns
from annotations.text import Segmentation, grapheme_spans


def stops(text: str) -> list[str]:
    segmentation = Segmentation(text)
    candidates = Candidates(segmentation, [Patterns(segmentation)])
    return [text[c.start : c.end] for c in candidates.within(0, len(text))]


def labels(text: str) -> dict[str, str]:
    segmentation = Segmentation(text)
    candidates = Candidates(segmentation, [Patterns(segmentation)])
    return {text[c.start : c.end]: c.label for c in candidates.within(0, len(text))}


def phrases(text: str) -> list[str]:
    return [text[a:b] for a, b in noun_phrases(Segmentation(text), 0, len(text))]


# A person's name beside what the person is

PERSONS = [
    ("महापौर कमला जोशी ने कहा।", "कमला जोशी"),
    ("শহরের মেয়র শিউলি রহমান বলেন।", "শিউলি রহমান"),
    ("وقال وزير المياه الجديد كريم سلمان إن الماء قليل.", "كريم سلمان"),
    ("شهردار نادر کاظمی گفت که هوا پاک است.", "نادر کاظمی"),
    ("דוברת הוועד, תמר לביא, הודיעה כי לא.", "תמר לביא"),
    ("მინისტრმა ლევან ბერიძემ თქვა.", "ლევან ბერიძემ"),
    ("오늘 이순자 회장은 반대했다.", "이순자"),
    ("昨日、北川洋子市長は反対した。", "北川洋子"),
    ("市长林国栋说。", "林国栋"),
]


@pytest.mark.parametrize(("text", "name"), PERSONS)
def test_a_name_beside_what_somebody_is_is_a_stop_without_it(text: str, name: str) -> None:
    assert labels(text)[name] == "PERSON"


def test_who_acts_is_a_stop_even_where_nothing_says_what_they_are() -> None:
    assert labels("कल कमला जोशी ने गाया।")["कमला जोशी"] == "PERSON"


def test_a_longer_name_is_found_by_the_short_one_that_acts_elsewhere() -> None:
    text = "यह बात पड़ोसन कमला जोशी को पता थी। फिर जोशी ने गाया।"
    assert "कमला जोशी" in stops(text)


# Heads

HEADED = [
    ("यह राज्य शिक्षक संघ को दिया गया।", "राज्य शिक्षक संघ", "ORG"),
    ("কাল সবুজ নদী দেখা যাবে।", "সবুজ নদী", "LOC"),
    ("في جامعة صفوان أمس.", "جامعة صفوان", "ORG"),
    ("در دانشگاه صفا است.", "دانشگاه صفا", "ORG"),
    ("הוא היה על גשר הרכבת אתמול.", "גשר הרכבת", "FAC"),
    ("და მწვანე პარტია არის.", "მწვანე პარტია", "ORG"),
    ("이는 푸른대학교에서 했다.", "푸른대학교", "ORG"),
    ("それは青浜銀行である。", "青浜銀行", "ORG"),
    ("他在南湖大学。", "南湖大学", "ORG"),
]


@pytest.mark.parametrize(("text", "name", "label"), HEADED)
def test_a_name_with_a_head_is_a_stop_with_its_label(text: str, name: str, label: str) -> None:
    assert labels(text)[name] == label


def test_a_company_is_named_by_what_stands_beside_the_word_for_it() -> None:
    assert labels("कल कंपनी होशिको से बात हुई।")["होशिको"] == "ORG"


# What comes back


def test_words_that_come_back_are_stops_and_function_words_are_none() -> None:
    text = "सोनपुर में गर्मी है। नाव सोनपुर तक जाएगी। पेड़ भी है।"
    assert stops(text).count("सोनपुर") == 2
    assert {"में", "है", "तक", "भी"}.isdisjoint(stops(text))


def test_a_row_of_words_that_comes_back_is_one_stop_with_what_links_it() -> None:
    text = "यहाँ पुल की मरम्मत कब होगी? आज पुल की मरम्मत से उम्मीद है।"
    assert stops(text).count("पुल की मरम्मत") == 2


def test_a_verb_s_own_noun_is_no_stop_though_it_comes_back() -> None:
    text = "विधेयक पारित किया। नियम पारित हुआ। बजट पारित किया।"
    assert "पारित" not in stops(text)


def test_words_come_back_in_other_cases_too() -> None:
    text = "მშენებლობა და წყალი. ახლა მშენებლობას და ხეს."
    assert {"მშენებლობა", "მშენებლობას"} <= set(stops(text))


def test_korean_words_come_back_without_their_particles() -> None:
    text = "통행료는 비싸다. 그러나 통행료를 냈다."
    assert stops(text).count("통행료") == 2


@pytest.mark.parametrize("text", ["호랑이를 봤다. 호랑이가 왔다.", "사과를 샀다. 사과가 크다."])
def test_a_last_syllable_is_no_particle_where_its_form_does_not_fit(text: str) -> None:
    assert {"호랑이", "사과"} & set(stops(text))


def test_arabic_words_come_back_without_the_words_written_with_them() -> None:
    text = "زارت سعاد البلدة. وقال كريم وسعاد كلاما."
    assert stops(text).count("سعاد") == 2


def test_strings_that_come_back_are_stops_where_no_spaces_part_words() -> None:
    assert stops("彼は住民投票を求め、住民投票を待つ。").count("住民投票") == 2
    assert stops("他赞成拥堵费，她说拥堵费太高。").count("拥堵费") == 2


def test_a_noun_of_a_verb_is_one_word_with_the_kana_inside() -> None:
    text = "建て替えに反対する。建て替えを急ぐ。"
    assert stops(text).count("建て替え") == 2


def test_a_word_that_holds_a_character_of_function_words_is_whole() -> None:
    assert "和平广场" in stops("他在和平广场。她在和平广场。")


def test_both_a_name_and_its_short_form_in_brackets_are_stops() -> None:
    assert {"नीला दीपक", "नीदी"} <= set(stops("यहाँ नीला दीपक (नीदी) से मिले।"))


# Dates

DATES = [
    ("वह 12 मार्च को आया।", "12 मार्च"),
    ("वह मार्च 2024 में आया।", "मार्च 2024"),
    ("वह पिछले सप्ताह आया।", "पिछले सप्ताह"),
    ("वह सोमवार को आया।", "सोमवार"),
    ("সে ৭ মে থেকে আছে।", "৭ মে"),
    ("جاء في الأسبوع الماضي.", "الأسبوع الماضي"),
    ("جاء في 10 فبراير.", "10 فبراير"),
    ("او هفته گذشته آمد.", "هفته گذشته"),
    ("הוא בא ב12 במאי.", "12 במאי"),
    ("ის გასულ კვირას იყო.", "გასულ კვირას"),
    ("ის 2021 წელს იყო.", "2021 წელს"),
    ("그는 내년 3월부터 있다.", "내년 3월"),
    ("그는 지난주 왔다.", "지난주"),
    ("彼は先月、帰った。", "先月"),
    ("彼は5月12日に帰った。", "5月12日"),
    ("他去年来。", "去年"),
    ("เขามาเมื่อวันจันทร์", "วันจันทร์"),
]


@pytest.mark.parametrize(("text", "date"), DATES)
def test_dates_are_found_whole_and_labelled(text: str, date: str) -> None:
    assert labels(text)[date] == "DATE"


# Phrases


def test_phrases_are_what_stands_between_function_words() -> None:
    text = "लंबी सड़क पर नीली गाड़ी और छोटा घर है।"
    assert phrases(text) == ["लंबी सड़क", "नीली गाड़ी", "छोटा घर"]


def test_no_phrase_ends_with_a_participle_before_its_auxiliary() -> None:
    assert phrases("वे नीली गाड़ी चलाते हैं।") == ["नीली गाड़ी"]


def test_the_end_of_a_phrase_can_be_hinted_at_by_itself() -> None:
    text = "वहाँ लंबी नीली सड़क है।"
    segmentation = Segmentation(text)
    found = Candidates(segmentation, [Patterns(segmentation)]).phrases(0, len(text))
    assert [text[a:b] for a, b in found] == ["लंबी नीली सड़क", "नीली सड़क", "सड़क"]


def test_no_phrase_goes_over_a_sign_or_the_end_of_a_line() -> None:
    for text in ("लंबी सड़क, नीली गाड़ी", "लंबी सड़क\nनीली गाड़ी"):
        assert phrases(text) == ["लंबी सड़क", "नीली गाड़ी"]


def test_in_a_language_that_is_not_known_short_words_of_many_sentences_part_phrases() -> None:
    # Telugu letters in made-up words: there is no table for the script.
    text = "కకకక తా రరరర. మమమమ తా లలలల. పపపప తా సససస. గగగగ తా నననన. జజజజ తా వవవవ."
    assert "కకకక" in phrases(text)
    assert not any("తా" in phrase.split() for phrase in phrases(text))


def test_scripts_with_capital_letters_are_left_to_their_own_rules() -> None:
    text = "Leeds is Leeds and Leeds is here."
    assert has_case(text, 0, len(text))
    assert not has_case("ენისკარი აქ არის", 0, 16)


# The tables


def test_the_words_of_the_tables_are_written_as_they_are_looked_up() -> None:
    for grammar in GRAMMARS:
        for field in dataclasses.fields(grammar):
            listed = getattr(grammar, field.name)
            if isinstance(listed, frozenset | dict):
                assert all(key_of(word) == word and word for word in listed), field.name


SAMPLES = [text for text, *_ in (*PERSONS, *HEADED, *DATES)]


@given(st.lists(st.sampled_from(SAMPLES), max_size=6), st.text(max_size=8))
def test_whatever_the_text_what_is_found_lies_on_whole_characters(
    samples: list[str], more: str
) -> None:
    text = more.join(samples)
    edges = {0} | {end for _, end in grapheme_spans(text)}
    for place in chunks.found(text, 0, len(text)):
        assert 0 <= place.start < place.end <= len(text)
        assert {place.start, place.end} <= edges
        assert text[place.start : place.end].strip() == text[place.start : place.end]


# Bounds of names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("وقال الوزير سمير أبو زيد إن الماء قليل.", "سمير أبو زيد"),
        ("قالت المتحدثة باسمها ليلى حداد إن الماء قليل.", "ليلى حداد"),
        ("אמר השר משה בן דוד כי לא.", "משה בן דוד"),
        ("मुख्यमंत्री के. राजन ने कहा।", "के. राजन"),
        ("नगर के विदेश मंत्री कमला जोशी ने कहा।", "कमला जोशी"),
    ],
)
def test_particles_and_initials_are_part_of_a_name_and_offices_are_not(
    text: str, name: str
) -> None:
    assert labels(text)[name] == "PERSON"


def test_what_a_role_is_of_before_a_link_is_a_stop() -> None:
    assert "मलयगिरि" in stops("कल मलयगिरि के मुख्यमंत्री आए।")
    assert "मलयगिरि" in stops("कल मलयगिरि के विदेश मंत्री आए।")


def test_an_office_before_a_role_is_no_stop_however_often_it_comes_back() -> None:
    assert "विदेश" not in stops("विदेश मंत्री आए। फिर विदेश सचिव बोले। विदेश मंत्री गए।")


def test_rows_that_come_back_are_known_by_their_forms() -> None:
    text = "वहाँ बड़ा समझौता टूटा। यहाँ बड़े समझौते पर बात हुई।"
    assert {"बड़ा समझौता", "बड़े समझौते"} <= set(stops(text))


def test_a_year_alone_is_a_date_also_behind_a_preposition() -> None:
    assert labels("यह 1974 में बना।")["1974"] == "DATE"
    assert labels("זה קרה ב2023 שם.")["2023"] == "DATE"


def test_words_that_may_have_a_preposition_on_them_are_phrases_without_it() -> None:
    segmentation = Segmentation("הם גרים בחיפה שנים.")
    candidates = Candidates(segmentation, [Patterns(segmentation)])
    found = [segmentation.text[a:b] for a, b in candidates.phrases(0, len(segmentation.text))]
    assert "חיפה" in " ".join(found).split()


def test_what_stands_beside_a_row_that_comes_back_is_a_phrase() -> None:
    segmentation = Segmentation("जनदल संयुक्त गश्त चाहता। फिर संयुक्त गश्त हुई।")
    found = chunks.phrases(segmentation, 0, len(segmentation.text), ends=True)
    assert "जनदल" in [segmentation.text[a:b] for a, b in found]


def test_thai_stops_begin_and_end_with_syllables() -> None:
    text = "วังโรงไฟฟ้าขยะ และของโรงไฟฟ้าขยะ"
    assert "โรงไฟฟ้าขยะ" in stops(text)
    assert not any(stop.startswith("งโ") for stop in stops(text))
    assert labels("เมื่อวันที่ 5 มีนาคม เขา")["วันที่ 5 มีนาคม"] == "DATE"
