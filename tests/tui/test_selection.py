"""Motions: whatever is selected stays inside the text, and going back undoes going on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotations.text as text_module
from annotations.text import Segmentation, tokenise
from tui.rows import Rows
from tui.selection import (
    EXTENDING,
    MOTIONS,
    Extent,
    Ground,
    Selection,
    _ends,
    _tokens,
    grow,
    reading_order,
    select,
)

PIECES = (
    "Anna", "Erdog\u0306an", "e\u0301x", "北京", "東京タワー", "👩‍👩‍👧", "🇺🇦", "שלום", "سلام",
    "state-of-the-art", "x" * 50, "\r\n", "\n\n", "\t", "\u00a0", "\x00", "\ufeff", ".", "“", "3,5",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["", " ", "\n", " \n\t ", "a", "\u0301"]),
)


def ground(text: str, mentions: list[tuple[int, int]] | None = None, width: int = 12) -> Ground:
    ordered = sorted(mentions or [], key=reading_order)
    return Ground(Segmentation(text), Rows(text, width), ordered, page=3, goal=4)


def first(on: Ground) -> Selection:
    return select(on.segmentation.token_at(0) or (0, 0))


def mentions_in(text: str) -> st.SearchStrategy[list[tuple[int, int]]]:
    if not text:
        return st.just([])
    pair = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return st.lists(pair.map(lambda p: (min(p), max(p))).filter(lambda p: p[0] < p[1]), max_size=6)


@given(st.data(), st.lists(st.sampled_from([*sorted(MOTIONS), "grow"]), max_size=25))
def test_motions_keep_the_selection_inside_the_text(data: st.DataObject, names: list[str]) -> None:
    text = data.draw(texts)
    on = ground(text, data.draw(mentions_in(text)))
    at = first(on)
    for name in names:
        if name == "grow":
            moved = grow(at, on.segmentation, on.mentions)
        else:
            moved = MOTIONS[name](at, on)
        if moved is None:
            continue
        assert 0 <= moved.start < moved.end <= len(text), (name, at)
        if name == "grow":
            assert moved.start <= at.start
            assert at.end <= moved.end
            assert moved.extent != at.extent
        elif name == "extend_other_end":
            assert moved.extent == at.extent
        elif name in EXTENDING:
            # A unit may first be split, so that its end can move; its other end stays.
            assert moved.anchor[0] >= at.anchor[0]
            assert moved.anchor[1] <= at.anchor[1] or at.anchor == (0, 0)
        else:
            assert moved.anchor == moved.head
        at = moved


@given(texts)
def test_next_and_previous_token_are_each_others_way_back(text: str) -> None:
    on = ground(text)
    at = first(on)
    while (after := MOTIONS["next_token"](at, on)) is not None:
        assert at.end <= after.start
        assert MOTIONS["previous_token"](after, on) == at
        at = after


@given(texts)
def test_next_and_previous_character_are_each_others_way_back(text: str) -> None:
    on = ground(text)
    start = on.segmentation.grapheme_at(0)
    at = select(start or (0, 0))
    while (after := MOTIONS["next_character"](at, on)) is not None:
        assert after.start == at.end
        assert MOTIONS["previous_character"](after, on) == at
        at = after
    assert at.end == len(text)


@given(texts)
def test_extending_by_tokens_covers_all_that_was_passed(text: str) -> None:
    on = ground(text)
    at = start = first(on)
    steps = 0
    while (wider := MOTIONS["extend_token"](at, on)) is not None:
        assert wider.start == start.start
        assert wider.end > at.end
        at, steps = wider, steps + 1
    last = on.segmentation.previous_token(len(text))
    assert last is None or at.end == last[1]
    for _ in range(steps):
        narrower = MOTIONS["extend_token_back"](at, on)
        assert narrower is not None
        at = narrower
    assert at.extent == start.extent


@given(texts, st.integers(0, 40))
def test_extending_backward_and_on_again_comes_back(text: str, offset: int) -> None:
    on = ground(text)
    token = on.segmentation.token_at(offset)
    if token is None:
        return
    at = select(token)
    back = MOTIONS["extend_token_back"](at, on)
    if back is None:
        return
    assert (back.start, back.end) == (back.head[0], token[1])
    again = MOTIONS["extend_token"](back, on)
    assert again is not None
    assert again.extent == token


def test_extending_from_inside_a_token_first_takes_the_rest_of_it() -> None:
    on = ground("un-Turkish people")
    at = select((3, 4))
    assert Segmentation("un-Turkish people").token_at(3) != (3, 4)
    wider = MOTIONS["extend_token"](at, on)
    assert wider is not None
    token = on.segmentation.token_at(3)
    assert token is not None
    assert wider.extent == (3, token[1])
    further = MOTIONS["extend_token"](wider, on)
    assert further is not None
    assert further.extent == (3, 17)
    back = MOTIONS["extend_token_back"](further, on)
    assert back is not None
    assert back.extent == (3, token[1])


def test_drawing_back_from_inside_a_token_takes_its_beginning() -> None:
    on = ground("one Turkish")
    wider = MOTIONS["extend_token_back"](select((6, 7)), on)
    assert wider is not None
    assert wider.extent == (4, 7)


def test_extending_a_selection_of_several_tokens_moves_its_last_end() -> None:
    on = ground("a b c d e")
    at = select((2, 7))  # a mention, say: b c d
    wider, narrower = MOTIONS["extend_token"](at, on), MOTIONS["extend_token_back"](at, on)
    assert wider is not None
    assert wider.extent == (2, 9)
    assert narrower is not None
    assert narrower.extent == (2, 5)


def test_extending_by_characters_goes_by_graphemes() -> None:
    text = "ge\u0301x 👩‍👩‍👧y"
    on = ground(text)
    at = select((0, 1))
    wider = MOTIONS["extend_character"](at, on)
    assert wider is not None
    assert wider.extent == (0, 3)
    assert text[wider.start : wider.end] == "ge\u0301"


def test_rows_down_and_up_pass_over_blank_rows() -> None:
    on = ground("one\n\n\ntwo\n")
    down = MOTIONS["row_down"](select((0, 3)), on)
    assert down == select((6, 9))
    assert down is not None
    assert MOTIONS["row_up"](down, on) == select((0, 3))
    assert MOTIONS["row_down"](down, on) is None


def test_page_at_the_end_selects_the_last_token() -> None:
    on = ground("one\ntwo\n\n")
    assert MOTIONS["page_down"](select((0, 3)), on) == select((4, 7))
    assert MOTIONS["page_up"](select((4, 7)), on) == select((0, 3))


def test_ends_of_a_row_within_a_token_longer_than_the_row_are_that_token() -> None:
    on = ground("x" * 50, width=10)
    assert MOTIONS["row_start"](select((0, 50)), on) == select((0, 50))
    assert MOTIONS["row_end"](select((0, 50)), on) == select((0, 50))


def test_mentions_are_walked_in_reading_order_the_outer_first() -> None:
    mentions = [(4, 7), (0, 3), (0, 7), (0, 3)]
    on = ground("abc def ghi", mentions)
    at = select((8, 11))
    walked = []
    while (before := MOTIONS["previous_mention"](at, on)) is not None:
        walked.append(before.extent)
        at = before
    assert walked == [(4, 7), (0, 3), (0, 7)]
    assert MOTIONS["next_mention"](at, on) == select((0, 3))


@given(st.data())
def test_the_ends_of_a_selection_are_its_first_and_its_last_token_so_far_as_they_lie_in_it(
    data: st.DataObject,
) -> None:
    text = data.draw(texts.filter(bool))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    inside = [token for token in tokenise(text) if token[0] < end and start < token[1]]
    expected = select((start, end))
    if inside:
        expected = Selection((start, min(inside[0][1], end)), (max(inside[-1][0], start), end))
    assert _ends((start, end), _tokens(ground(text))) == expected


@pytest.mark.parametrize(("text", "extent"), [("Erdog\u0306an", (4, 5)), ("北京 e\u0301x", (3, 4))])
def test_a_selection_that_ends_inside_a_grapheme_takes_the_rest_of_it_first(
    text: str, extent: Extent
) -> None:
    on, at = ground(text), select(extent)
    whole = MOTIONS["extend_character"](at, on)
    assert whole is not None
    assert whole.extent == (extent[0], extent[1] + 1)
    further = MOTIONS["extend_character"](whole, on)
    assert further is not None
    assert further.extent == (extent[0], extent[1] + 2)
    for expected in (whole.extent, extent):
        back = MOTIONS["extend_character_back"](further, on)
        assert back is not None
        assert back.extent == expected
        further = back


def test_a_selection_that_starts_inside_a_grapheme_takes_its_beginning_first() -> None:
    on = ground("Erdog\u0306an")
    before = MOTIONS["extend_character_back"](select((5, 6)), on)
    assert before is not None
    assert before.extent == (4, 6)
    again = MOTIONS["extend_character"](before, on)
    assert again is not None
    assert again.extent == (5, 6)


def test_drawing_in_an_end_leaves_the_other_one_inside_its_grapheme() -> None:
    on = ground("Erdog\u0306an")
    narrower = MOTIONS["extend_character_back"](select((5, 7)), on)
    assert narrower is not None
    assert narrower.extent == (5, 6)


@pytest.mark.parametrize("extent", [(5, 17), (0, 13), (5, 13), (5, 18), (0, 11)])
def test_exchanging_the_ends_leaves_a_selection_that_ends_inside_tokens_as_it_is(
    extent: Extent,
) -> None:
    turned = MOTIONS["extend_other_end"](select(extent), ground("un-Turkish people here"))
    assert turned is not None
    assert turned.extent == extent


@given(st.data(), st.sampled_from(["token", "character"]))
def test_extending_whatever_is_selected_and_back_again_comes_back(
    data: st.DataObject, unit: str
) -> None:
    text = data.draw(texts)
    tokens = tokenise(text)
    if not tokens:
        return
    # Blanks at an end of what is selected would be left out on the way back.
    first, last = (data.draw(st.sampled_from(tokens)) for _ in "12")
    start = data.draw(st.integers(first[0], first[1] - 1))
    end = data.draw(st.integers(last[0] + 1, last[1]))
    if start >= end:
        return
    at, on = select((start, end)), ground(text)
    turned = MOTIONS["extend_other_end"](at, on)
    for begin, there, back in ((at, "", "_back"), (turned, "_back", "")):
        wider = begin and MOTIONS[f"extend_{unit}{there}"](begin, on)
        if begin and wider:
            assert wider.extent != begin.extent
            assert wider.start <= begin.start
            assert wider.end >= begin.end
            again = MOTIONS[f"extend_{unit}{back}"](wider, on)
            assert again is not None
            assert again.extent == begin.extent


@pytest.mark.parametrize("name", ["extend_token", "extend_token_back"])
def test_extending_from_all_of_a_long_text_looks_at_its_ends_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "One sentence. And another one.\n\n" * 10_000
    on, read = ground(text), list[int]()

    def counted(text: str, start: int = 0, end: int | None = None) -> list[Extent]:
        read.append((end or len(text)) - start)
        return tokenise(text, start, end)

    monkeypatch.setattr(text_module, "tokenise", counted)
    MOTIONS[name](select((0, len(text))), on)
    assert 0 < sum(read) < 10_000


@pytest.mark.parametrize("text", ["", " ", "\n \t\n", "\ufeff"])
def test_no_motion_fails_in_a_text_without_words(text: str) -> None:
    on = ground(text)
    for name, motion in MOTIONS.items():
        moved = motion(first(on), on)
        assert moved is None or moved.end <= len(text), name


def test_growing_goes_by_token_mention_sentence_paragraph_and_all() -> None:
    text = "Anna Bly met Bob. He left.\nNext one."
    segmentation = Segmentation(text)
    at = select((1, 2))
    grown = []
    while (larger := grow(at, segmentation, [(0, 8)])) is not None:
        grown.append(text[larger.start : larger.end])
        at = larger
    assert grown == ["Anna", "Anna Bly", "Anna Bly met Bob.", "Anna Bly met Bob. He left.", text]
