"""Tagging many places at once: which are the same words, what is left out, what gives way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from domain_samples import made, mention_of, record, valid
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations import edits
from annotations.change import PutItem
from annotations.edits import Place, Taken
from annotations.errors import EditError
from annotations.model import Participant, Record
from annotations.scheme import default_scheme
from annotations.text import Extent, Segmentation, grapheme_spans, tokenise

SCHEME = default_scheme()
TEXT = (
    "Bern spoke. The Bern Accord was made in Bern, and Bernese people like Bern's lake. "
    "The Bern Accord holds."
)


def tagged(one: Record, words: str, label: str, nth: int = 0, text: str = TEXT) -> Record:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    end = start + len(words)
    change = edits.tag_over(one, text, start, end, label, SCHEME)
    return valid(edits.apply_change(one, change.operations), text)


def places(words: str, text: str = TEXT) -> list[Extent]:
    return list(edits.occurrences(Segmentation(text), words))


def with_others(one: Record, words: str, text: str = TEXT) -> Record:
    """The record after the others like the first mention of these words were tagged."""
    change = edits.tag_others(one, text, mention_of(one, words), places(words, text))
    return valid(edits.apply_change(one, change.operations), text)


def mentions(one: Record) -> list[tuple[str, str, int]]:
    found = [(m.text, m.label, m.start) for m in one.mentions]
    return sorted(found, key=lambda item: (item[2], -len(item[0])))


# The same words


def test_parts_of_words_are_no_places() -> None:
    starts = [start for start, _ in places("Bern")]
    assert [TEXT[start : start + 5] for start in starts] == [
        "Bern ", "Bern ", "Bern,", "Bern'", "Bern ",
    ]  # fmt: skip


def test_a_number_in_another_number_is_no_place() -> None:
    assert places("000", "1,000 and 000") == [(10, 13)]


def test_scripts_without_spaces_have_places_by_grapheme() -> None:
    assert places("北京", "北京和北京市") == [(0, 2), (3, 5)]
    assert places("タワー", "東京タワー") == [(2, 5)]
    assert places("タワ", "東京タワー") == []
    assert places("米", "米国は日米会談で、全米の米を、米。") == [(12, 13), (15, 16)]


def test_a_letter_without_its_combining_mark_is_no_place() -> None:
    assert places("Erdog", "Erdog\u0306an Erdog") == [(9, 14)]


@given(st.text("ab \u0301,", max_size=30), st.text("ab \u0301,", max_size=3))
def test_places_are_the_words_in_order_and_never_overlap(text: str, words: str) -> None:
    found = places(words, text)
    assert all(text[start:end] == words for start, end in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    bounds = {offset for span in grapheme_spans(text) for offset in span}
    assert {offset for place in found for offset in place} <= bounds


@given(
    st.lists(st.sampled_from([*"aB1éıא東タ \n,.:;!?()“”'’\"-·_", "\u0301", "\r\n"])).map("".join)
)
def test_places_begin_and_end_where_no_token_and_no_grapheme_goes_on(text: str) -> None:
    text += " ∎"  # so that every end of the text is there but once
    tokens = tokenise(text)
    graphemes = {offset for span in grapheme_spans(text) for offset in span}
    inside = {offset for start, end in tokens for offset in range(start + 1, end)}
    for offset in range(len(text)):
        is_edge = offset in graphemes and offset not in inside
        assert places(text[offset:], text) == [(offset, len(text))] * is_edge


# The others


def test_the_others_get_label_and_entity_and_say_where_they_come_from() -> None:
    one = with_others(tagged(record(TEXT), "Bern", "GPE"), "Bern")
    assert [text for text, _, _ in mentions(one)] == ["Bern"] * 5
    assert {m.label for m in one.mentions} == {"GPE"}
    assert len({m.entity for m in one.mentions}) == len(one.entities) == 1
    assert [m.origin for m in one.mentions] == ["manual"] + ["propagated"] * 4


def test_what_lies_in_or_over_another_mention_is_left_out() -> None:
    one = tagged(tagged(record(TEXT), "The Bern Accord", "EVENT"), "Bern's lake", "LOC")
    one = with_others(tagged(one, "Bern", "GPE"), "Bern")
    assert [start for text, _, start in mentions(one) if text == "Bern"] == [
        start for start, _ in (places("Bern")[i] for i in (0, 2, 4))
    ]


def test_the_words_between_fragments_are_free() -> None:
    one = made(record(TEXT), lambda r: edits.tag(r, TEXT, 0, 4, "ORG", SCHEME))
    fragment = TEXT.index("holds")
    one = made(one, lambda r: edits.add_fragment(r, TEXT, "m2", fragment, fragment + 5))
    assert edits.untagged(one, places("Bern")) == places("Bern")[1:]


def test_how_many_were_tagged_is_said() -> None:
    one = tagged(record(TEXT), "Bern", "GPE")
    change = edits.tag_others(one, TEXT, mention_of(one, "Bern"), places("Bern"))
    assert change.summary == "GPE “Bern”: 4 others like it"


def test_where_nothing_is_left_that_is_said() -> None:
    one = tagged(record(TEXT), "lake", "LOC")
    with pytest.raises(EditError, match="“lake” is nowhere else untagged"):
        edits.tag_others(one, TEXT, mention_of(one, "lake"), places("lake"))


def test_a_mention_in_pieces_has_no_others() -> None:
    one = tagged(record(TEXT), "Bern", "GPE")
    change = edits.add_fragment(one, TEXT, "m2", 5, 10)
    one = edits.apply_change(one, change.operations)
    one = made(one, lambda r: edits.add_fragment(r, TEXT, "m2", 12, 15))
    with pytest.raises(EditError, match="in pieces"):
        edits.tag_others(one, TEXT, "m2", places("Bern"))


# What gives way


def test_a_longer_mention_takes_the_place_of_propagated_ones_inside() -> None:
    one = with_others(tagged(record(TEXT), "Bern", "GPE"), "Bern")
    change = edits.tag_over(one, TEXT, *_extent("The Bern Accord"), "EVENT", SCHEME)
    assert change.summary == "EVENT “The Bern Accord” in the place of 1 inside it"
    after = valid(edits.apply_change(one, change.operations), TEXT)
    assert len(after.mentions) == len(one.mentions)
    assert replace(edits.apply_change(after, change.inverse), next=one.next) == one


def test_a_mention_made_by_hand_stays_inside_of_a_longer_one() -> None:
    one = tagged(record(TEXT), "Bern", "GPE", nth=1)
    one = tagged(one, "The Bern Accord", "EVENT")
    assert [text for text, _, _ in mentions(one)] == ["The Bern Accord", "Bern"]


def test_a_propagated_mention_that_a_note_or_a_stance_needs_stays() -> None:
    one = with_others(tagged(record(TEXT), "Bern", "GPE"), "Bern")
    inner = [m for m in one.mentions if m.start == places("Bern")[1][0]]
    noted = edits.apply_change(one, edits.set_note(one, inner[0].id, "why").operations)
    assert len(tagged(noted, "The Bern Accord", "EVENT").mentions) == 6
    entity = inner[0].entity
    assert entity
    stance = edits.add_stance(
        one,
        TEXT,
        holder=Participant(entity, inner[0].id),
        polarity="support",
        target=Participant("@public", None),
        evidence=[(0, 11)],
    )
    held = edits.apply_change(one, stance.operations)
    assert len(tagged(held, "The Bern Accord", "EVENT").mentions) == 6


def _inner(one: Record) -> str:
    """The propagated "Bern" in "The Bern Accord"."""
    return next(m.id for m in one.mentions if m.start == places("Bern")[1][0])


@pytest.mark.parametrize("how", ["retag", "boundary", "fragment", "split", "move", "note"])
def test_a_propagated_mention_that_was_corrected_by_hand_stays_inside_of_a_longer_one(
    how: str,
) -> None:
    one = with_others(tagged(record(TEXT), "Bern", "GPE"), "Bern")
    one = tagged(one, "lake", "LOC")
    inner, (start, end) = _inner(one), places("Bern")[1]
    other = next(e.id for e in one.entities if e.name == "lake")
    changes = {
        "retag": lambda: edits.retag(one, inner, "ORG", SCHEME),
        "boundary": lambda: edits.move_boundary(one, TEXT, inner, start, end + 2),
        "fragment": lambda: edits.add_fragment(one, TEXT, inner, end + 1, end + 3),
        "split": lambda: edits.split(one, inner),
        "move": lambda: edits.move_mention(one, inner, other),
        "note": lambda: edits.set_note(one, inner, "why"),
    }
    one = edits.apply_change(one, changes[how]().operations)
    mention = one.mention(inner)
    assert mention
    assert mention.origin == "manual"
    assert tagged(one, "The Bern Accord", "EVENT").mention(inner) == mention


def test_a_mention_that_grows_takes_the_place_of_propagated_ones_inside() -> None:
    one = with_others(tagged(record(TEXT), "Bern", "GPE"), "Bern")
    one = tagged(one, "Accord", "EVENT")
    inner, grown = _inner(one), mention_of(one, "Accord")
    start, end = _extent("The Bern Accord")
    for change in (
        edits.move_boundary(one, TEXT, grown, start, end),
        edits.add_fragment(one, TEXT, grown, start, end - 1),
    ):
        assert change.summary.endswith("is now “The Bern Accord” in the place of 1 inside it")
        after = valid(edits.apply_change(one, change.operations), TEXT)
        assert after.mention(inner) is None
        assert len(after.mentions) == len(one.mentions) - 1
        assert replace(edits.apply_change(after, change.inverse), next=one.next) == one


def test_a_target_that_is_tagged_by_choosing_it_takes_the_place_of_propagated_ones() -> None:
    one = with_others(tagged(record(TEXT), "Bern", "GPE"), "Bern")
    (entity,) = one.entities
    inner = next(m for m in one.mentions if m.start == places("Bern")[1][0])
    target = edits.NewMention(*_extent("The Bern Accord"), "ISSUE")
    for holder, left in ((Participant("@author"), 5), (Participant(entity.id, inner.id), 6)):
        change = edits.add_stance(
            one, TEXT, holder=holder, polarity="support", target=target, evidence=[(12, 43)]
        )
        after = valid(edits.apply_change(one, change.operations), TEXT)
        assert len(after.mentions) == left, "what the stance names stays"
        assert replace(edits.apply_change(after, change.inverse), next=one.next) == one


def test_propagating_a_longer_string_takes_the_place_of_shorter_ones_too() -> None:
    one = with_others(tagged(record(TEXT), "Bern", "GPE"), "Bern")
    one = tagged(one, "The Bern Accord", "EVENT")
    one = with_others(one, "The Bern Accord")
    assert [(text, label) for text, label, _ in mentions(one)] == [
        ("Bern", "GPE"), ("The Bern Accord", "EVENT"), ("Bern", "GPE"), ("Bern", "GPE"),
        ("The Bern Accord", "EVENT"),
    ]  # fmt: skip


def test_the_entity_of_what_gave_way_goes_with_its_last_mention() -> None:
    one = tagged(record(TEXT), "Bern", "GPE", nth=1)
    one = replace(one, mentions=tuple(replace(m, origin="propagated") for m in one.mentions))
    assert [e.name for e in tagged(one, "The Bern Accord", "EVENT").entities] == ["The Bern Accord"]


# All at once


def test_a_tag_with_its_others_is_one_change() -> None:
    one = record(TEXT)
    place = Place(*_extent("Bern"), "GPE", "suggestion:memory")
    change = edits.tag_everywhere(one, TEXT, place, places("Bern"), SCHEME)
    assert change.summary == "GPE “Bern” and 4 others like it"
    after = valid(edits.apply_change(one, change.operations), TEXT)
    assert [m.origin for m in after.mentions] == ["suggestion:memory"] + ["propagated"] * 4
    assert replace(edits.apply_change(after, change.inverse), next=one.next) == one


def test_a_tag_without_others_is_a_plain_tag() -> None:
    place = Place(*_extent("lake"), "LOC")
    change = edits.tag_everywhere(record(TEXT), TEXT, place, places("lake"), SCHEME)
    assert (change.command, change.summary) == ("tag", "LOC “lake”")


def test_several_places_are_tagged_each_with_its_label_and_those_that_overlap_left_out() -> None:
    one = tagged(record(TEXT), "The Bern Accord", "EVENT")
    wanted = [Place(0, 4, "GPE", "suggestion:patterns"), Place(*_extent("Bern Accord"), "ORG")]
    wanted.append(Place(*_extent("Bernese"), "NORP"))
    change = edits.tag_several(one, TEXT, wanted, SCHEME)
    assert change.summary == "2 mentions"
    after = valid(edits.apply_change(one, change.operations), TEXT)
    assert [(text, label) for text, label, _ in mentions(after)] == [
        ("Bern", "GPE"), ("The Bern Accord", "EVENT"), ("Bernese", "NORP"),
    ]  # fmt: skip
    assert {m.origin for m in after.mentions} == {"manual", "suggestion:patterns"}


def test_several_places_of_which_none_is_free_are_refused_in_words() -> None:
    one = tagged(record(TEXT), "Bern", "GPE")
    with pytest.raises(EditError, match="nothing untagged"):
        edits.tag_several(one, TEXT, [Place(0, 4, "GPE")], SCHEME)


def test_what_is_tagged_is_looked_through_once_for_many_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Record] = []
    begin = Taken.__init__

    def spy(taken: Taken, record: Record) -> None:
        made.append(record)
        begin(taken, record)

    monkeypatch.setattr(Taken, "__init__", spy)
    text = "Bern and Basel. " * 50
    wanted = [Place(*place, "GPE") for place in places("Bern", text)]
    change = edits.tag_several(record(text), text, wanted, SCHEME)
    assert change.summary == "50 mentions"
    assert len(made) == 1


def test_of_many_tagged_at_once_only_those_with_the_same_string_are_joined() -> None:
    text = "TROMSØ. The Norwegian Polar Agency (NPA) is in Tromsø, the NPA in बस्ती, बस्तियों."
    names = ["TROMSØ", "Norwegian Polar Agency", "NPA", "Tromsø", "NPA", "बस्ती", "बस्तियों"]
    wanted, at = [], 0
    for name in names:
        at = text.index(name, at)
        wanted.append(Place(at, at + len(name), "ORG"))
        at += len(name)
    change = edits.tag_several(record(text), text, wanted, SCHEME)
    after = edits.apply_change(record(text), change.operations)
    assert change.summary == "7 mentions"
    assert [entity.name for entity in after.entities] == list(dict.fromkeys(names))


def test_of_places_that_overlap_the_first_is_tagged() -> None:
    wanted = [Place(*_extent("Bern Accord"), "ORG"), Place(*_extent("The Bern"), "GPE")]
    change = edits.tag_several(record(TEXT), TEXT, wanted, SCHEME)
    assert change.summary == "GPE “The Bern”"


def test_others_in_a_long_document_take_no_time_by_the_square() -> None:
    text = "Bern and Basel. " * 2000
    one = record(text)
    change = edits.tag_everywhere(one, text, Place(0, 4, "GPE"), places("Bern", text), SCHEME)
    put = [o for o in change.operations if isinstance(o, PutItem) and o.items == "mentions"]
    assert len(put) == 2000


def _extent(words: str) -> Extent:
    start = TEXT.index(words)
    return start, start + len(words)
