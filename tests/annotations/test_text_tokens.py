"""What a token is, and that tokens and graphemes hold for any text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from text_samples import any_text, is_blank, texts

from annotations.text import Segmentation, grapheme_spans, tokenise, trim


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Russia's war", "Russia|'s|war"),
        ("Russia’s RUSSIA'S U.S.'s", "Russia|’s|RUSSIA|'S|U.S.|'s"),
        ("leaders’ meeting", "leaders|’|meeting"),
        ("Russia-Ukraine cease-fire", "Russia|-|Ukraine|cease|-|fire"),
        ("Feb. 3, 2022.", "Feb|.|3|,|2022|."),
        ("3,000.5 and U.S.-led, e.g. the", "3,000.5|and|U.S.|-|led|,|e.g.|the"),
        ("don't O'Brien o'clock he'll", "don't|O'Brien|o'clock|he|'ll"),
        ("Sana'a, Qur'an, Shi'ite", "Sana'a|,|Qur'an|,|Shi'ite"),
        ("Erdoğan'ın NATO'nun 2022'de", "Erdoğan|'ın|NATO|'nun|2022|'de"),
        ("l'Ukraine qu'il aujourd'hui dell'Unione", "l'|Ukraine|qu'|il|aujourd'hui|dell'|Unione"),
        ("'quoted' '90s", "'|quoted|'|'|90s"),
        ("(EPA Photo) $5m 20%", "(|EPA|Photo|)|$|5m|20|%"),
        ("他说乌克兰。", "他|说|乌|克|兰|。"),
        ("プーチンはITシステム", "プーチン|は|IT|システム"),
        ("สวัสดี ๒๕๖๕", "ส|วั|ส|ดี|๒๕๖๕"),
        ("مَرْحَبًا أوكرانيا؟", "مَرْحَبًا|أوكرانيا|؟"),
        ("हिन्दी में।", "हिन्दी|में|।"),
        ('צה״ל צה"ל', 'צה״ל|צה"ל'),
        ("می\u200cرود", "می\u200cرود"),
        ("👨‍👩‍👧🇹🇷🇺🇦👍🏽1️⃣", "👨‍👩‍👧|🇹🇷|🇺🇦|👍🏽|1️⃣"),
        ("inter\xadnational a\u200bb \ufeffc", "inter\xadnational|a|b|c"),
        ("e\u0301te\u0301 a\x00b", "e\u0301te\u0301|a|\x00|b"),
        (" \t\r\n\u3000\u2067\u2069\xa0", ""),
    ],
)
def test_a_text_has_the_tokens_a_person_would_select(text: str, tokens: str) -> None:
    assert words(text) == (tokens.split("|") if tokens else [])


@any_text
@given(texts)
@example(" \u200d")
@example("\u0600 a")
@example(" \u0301x")
def test_tokens_are_sorted_and_cover_every_visible_grapheme_once(text: str) -> None:
    found = iter(tokenise(text))
    token = next(found, None)
    for start, end in grapheme_spans(text):
        if token is not None and start >= token[1]:
            following = next(found, None)
            assert following is None or following[0] >= token[1]
            token = following
        if token is not None and start >= token[0]:
            assert end <= token[1], "a token ends inside a grapheme"
        else:
            assert token is None or end <= token[0], "a token starts inside a grapheme"
            assert is_blank(text[start:end]), "a visible grapheme is in no token"
    assert next(found, None) is None


@any_text
@given(texts)
def test_no_token_starts_or_ends_with_a_blank_or_is_empty(text: str) -> None:
    for start, end in tokenise(text):
        graphemes = grapheme_spans(text[start:end])
        assert graphemes
        assert not is_blank(text[start:end][slice(*graphemes[0])])
        assert not is_blank(text[start:end][slice(*graphemes[-1])])


@any_text
@given(texts)
def test_graphemes_join_to_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end in grapheme_spans(text)) == text


@any_text
@given(texts)
def test_trim_takes_blank_graphemes_off_both_ends_and_nothing_else(text: str) -> None:
    kept = [span for span in grapheme_spans(text) if not is_blank(text[slice(*span)])]
    start, end = trim(text, 0, len(text))
    if kept:
        assert (start, end) == (kept[0][0], kept[-1][1])
    else:
        assert start == end
    assert trim(text, start, end) == (start, end)


@any_text
@given(texts, st.data())
def test_tokens_in_a_long_text_are_those_of_the_whole_text(text: str, data: st.DataObject) -> None:
    long = (text + "\n") * (9000 // (len(text) + 1) + 1)
    segmentation = Segmentation(long)
    expected = tokenise(long)
    start = data.draw(st.integers(0, len(long)))
    end = data.draw(st.integers(start, len(long)))
    assert segmentation.tokens_in(0, len(long)) == expected
    inside = [token for token in expected if start <= token[0] and token[1] <= end]
    assert segmentation.tokens_in(start, end) == inside


@pytest.mark.parametrize("unit", ["x", "👨‍👩‍👧", "🇹🇷", "e\u0301", "\u0301", "ｶﾞ"])
def test_a_run_without_any_space_is_cut_only_between_graphemes(unit: str) -> None:
    text = unit * 9000
    segmentation = Segmentation(text)
    starts = {start for start, _ in grapheme_spans(text)} | {len(text)}
    tokens = segmentation.tokens_in(0, len(text))
    assert tokens[0][0] == 0
    assert tokens[-1][1] == len(text)
    assert starts.issuperset(edge for token in tokens for edge in token)
    assert sum(end - start for start, end in tokens) == len(text)
