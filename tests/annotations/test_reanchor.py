"""Carrying a record over to a changed text: what is kept, what is listed, and the way back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import domain_samples as samples
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations import change, edits
from annotations.change import Change
from annotations.difference import Difference
from annotations.model import (
    Entity,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    faults,
    span_of,
)
from annotations.reanchor import reanchor

_QUICK = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_LONG = settings(_QUICK, max_examples=5000)


def _carry(record: Record, old: str, new: str) -> tuple[Record, list[str]]:
    """The record after it was carried over, and what was said; it is sound and can come back."""
    assert faults(record, old) == []
    made, said = reanchor(record, old, samples.document(new))
    after = _check(record, new, made)
    return after, said


def _check(record: Record, new: str, made: Change) -> Record:
    after = edits.apply_change(record, made.operations)
    assert faults(after, new) == []
    assert edits.apply_change(after, made.inverse) == record
    # Doing it twice is doing it once, and the JSON row goes the same way.
    assert edits.apply_change(after, made.operations) == after
    row = msgspec.json.decode(msgspec.json.encode(record))
    moved = change.apply_all(row, made.operations)
    assert moved == msgspec.json.decode(msgspec.json.encode(after))
    assert change.apply_all(moved, made.inverse) == row
    assert msgspec.json.decode(msgspec.json.encode(made), type=Change) == made
    return after


def _mention(number: int, text: str, words: str, **fields: Any) -> Mention:
    start = text.index(words)
    defaults: dict[str, Any] = {"label": "PERSON"}
    return Mention(f"m{number}", start, start + len(words), words, **{**defaults, **fields})


def _record(text: str, *words: str, **fields: Any) -> Record:
    """A record of a text with a mention for each of the words."""
    mentions = tuple(_mention(n, text, each) for n, each in enumerate(words, 1))
    return replace(samples.record(text), **{"mentions": mentions, "next": 90, **fields})


def _words(record: Record) -> list[str]:
    return [mention.text for mention in record.mentions]


def _spans(text: str, *words: str) -> tuple[Span, ...]:
    return tuple(span_of(text, text.index(w), text.index(w) + len(w)) for w in words)


# Mentions


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Anna met Bob.", "Yesterday Anna met Bob.", "Anna met Bob"),
        ("Anna met Bob.\nThey left.", "A title\n\nAnna met Bob.\nThey left.", "They left"),
        ("Anna met Bob.", "Anna met Bob in Bonn.", "Bob"),
        ("Anna met Bob in Bonn.", "Anna met Bob in Berlin.", "met"),
        ("Anna 👩‍👩‍👧 met Bob.", "👩‍👩‍👧👩‍👩‍👧 Anna 👩‍👩‍👧 met Bob.", "met Bob"),
        ("one\r\ntwo Bob\r\n", "one\ntwo Bob\n", "Bob"),
        ("one\r\n\r\ntwo Bob\r\n", "zero\r\n\r\none\r\n\r\ntwo Bob\r\n", "Bob"),
        ("東京タワーは高い。", "東京タワーはとても高い。", "東京タワー"),
        ("北京と東京", "南京と東京", "東京"),
        ("The old man saw the big dog", "The young man spotted the tiny dog", "man"),
    ],
)
def test_a_mention_whose_characters_are_all_kept_is_carried_without_a_word(
    old: str, new: str, words: str
) -> None:
    after, said = _carry(_record(old, words), old, new)
    assert (_words(after), said) == ([words], [])
    assert new[after.mentions[0].start : after.mentions[0].end] == words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We saw the EU and the US today.", "We saw the US today."),
        ("We saw the US today.", "We saw the EU and the US today."),
        ("We saw the US today.", "We saw the US and the EU today."),
        ("Mr US Inc, Mr EU Inc, the US Inc.", "Mr US Inc, the US Inc."),
    ],
)
def test_a_change_beside_a_mention_that_looks_like_it_leaves_the_mention_whole(
    old: str, new: str
) -> None:
    words = "the US" if "We" in old else "the US Inc"
    after, said = _carry(_record(old, words), old, new)
    assert (_words(after), said) == ([words], [])
    assert after.mentions[0].start == new.index(words)


def test_of_two_that_look_alike_only_the_one_is_taken_out_that_was() -> None:
    old, new = "We saw the EU and the US today.", "We saw the US today."
    after, said = _carry(_record(old, "the EU", "the US"), old, new)
    assert _words(after) == ["the US"]
    assert len(said) == 1


def test_mentions_go_along_with_a_paragraph_that_moved() -> None:
    first = "Anna Schmidt met Bob in Bonn on Monday."
    second = "Nothing at all was said about Carla, who was away."
    old, new = f"{first}\n\n{second}\n\nThe end.", f"{second}\n\nThe end.\n\n{first}"
    after, said = _carry(_record(old, "Anna Schmidt", "Bob", "Carla"), old, new)
    assert (_words(after), said) == (["Anna Schmidt", "Bob", "Carla"], [])


@pytest.mark.parametrize(
    ("old", "new", "words", "becomes"),
    [
        ("Erdogan met Merkel.", "Erdoğan met Merkel.", "Erdogan", "Erdoğan"),
        ("Then Erdogam left.", "Then Erdogan left.", "Erdogam", "Erdogan"),
        ("Then Rrdogan left.", "Then President Erdogan left.", "Rrdogan", "Erdogan"),
        ("Erdogan met Bob in Bonn.", "Then Erdoğan was in Bonn.", "Erdogan", "Erdoğan"),
        ("He saw teh dog.", "He saw the dog.", "teh", "the"),
        ("John Smith left.", "John Fitzgerald Smith left.", "John Smith", "John Fitzgerald Smith"),
        ("the United  States", "the United States", "United  States", "United States"),
        ("United\r\nStates", "United\nStates", "United\r\nStates", "United\nStates"),
    ],
)
def test_a_mention_that_was_mended_is_carried_and_listed(
    old: str, new: str, words: str, becomes: str
) -> None:
    after, said = _carry(_record(old, words), old, new)
    assert _words(after) == [becomes]
    start = old.index(words)
    shown, now = " ".join(words.split()), " ".join(becomes.split())
    assert said == [
        f"mention m1 PERSON “{shown}” at {start}-{start + len(words)}: it is now “{now}”"
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Anna met Bob.", "Anna met Carla.", "Bob"),
        ("Anna met Bob.", "Anna left.", "met Bob"),
        ("New York is large.", "New Jersey is large.", "New York"),
        ("Anna met Bob.", "", "Anna"),
        ("北京は大きい", "南京は大きい", "北京"),
        ("Then Maria met Bob.", "So Mario and they left.", "Maria met"),
        ("It is then that he left.", "Is less than before now.", "that"),
        ("Anna and Bob", "Bob and Anna", "Anna and Bob"),
        # The ends are there, but most of what was between them is not, or far too much is now.
        (
            "Anna loves big red apples from Bonn",
            "Anna wrote nothing else about Bonn",
            "Anna loves big red apples from Bonn",
        ),
        (
            "Anna Schmidt left.",
            "Anna, who was away and came back on Monday, met Schmidt left.",
            "Anna Schmidt",
        ),
    ],
)
def test_a_mention_that_is_gone_is_removed_and_listed(old: str, new: str, words: str) -> None:
    after, said = _carry(_record(old, words), old, new)
    start = old.index(words)
    assert after.mentions == ()
    assert said == [
        f"mention m1 PERSON “{words}” at {start}-{start + len(words)}: "
        "its words are no longer in the text"
    ]


def test_a_word_that_a_rewritten_sentence_has_by_chance_is_not_the_same_one() -> None:
    old = "In the year of the great war he wandered southward through deserts."
    new = "Because nobody ever asked whether he understood mathematics properly."
    after, said = _carry(_record(old, "he wandered"), old, new)
    assert after.mentions == ()
    start = old.index(" he ") + 1
    record = replace(_record(old), mentions=(Mention("m1", start, start + 2, "he", "PERSON"),))
    after, said = _carry(record, old, new)
    assert after.mentions == ()
    assert said == [
        f"mention m1 PERSON “he” at {start}-{start + 2}: "
        "its words are in the text, but their surroundings are not"
    ]


def test_what_is_lost_is_listed_in_the_order_of_the_text() -> None:
    old, new = "Anna met Bob and Carla.", "Nobody was there."
    _, said = _carry(_record(old, "Carla", "Anna", "Bob"), old, new)
    assert [line.split()[1] for line in said] == ["m2", "m3", "m1"]


def test_a_line_that_is_too_short_to_be_known_again_has_not_moved() -> None:
    long = "Nothing at all was said about Carla, who was away."
    old, new = f"So Bob.\n{long}\n", f"{long}\nSo Bob.\n"
    after, said = _carry(_record(old, "Bob", "Carla"), old, new)
    assert _words(after) == ["Carla"]
    assert said == [
        "mention m1 PERSON “Bob” at 3-6: its words are in the text, but their surroundings are not"
    ]


# Fragments


def _fragmented(text: str, *words: str) -> Record:
    parts = _spans(text, *words)
    start, end = parts[0].start, parts[-1].end
    mention = Mention("m1", start, end, text[start:end], "PERSON", fragments=parts)
    return replace(samples.record(text), mentions=(mention,), next=2)


def test_fragments_are_carried_each_and_the_words_between_may_change() -> None:
    old, new = "Anna and Bob Schmidt left.", "So Anna as well as her Bob Schmidt left."
    after, said = _carry(_fragmented(old, "Anna", "Schmidt"), old, new)
    assert said == []
    assert after.mentions[0].text == "Anna as well as her Bob Schmidt"
    assert after.mentions[0].fragments == _spans(new, "Anna", "Schmidt")


def test_a_mention_that_lost_a_fragment_is_removed() -> None:
    old, new = "Anna and Bob Schmidt left.", "Anna and Bob left."
    after, said = _carry(_fragmented(old, "Anna", "Schmidt"), old, new)
    assert after.mentions == ()
    assert said[0].endswith("its words are no longer in the text")


def test_fragments_that_changed_places_are_no_mention_any_more() -> None:
    first, second = "Anna Schmidt was in Bonn on Monday.", "Somebody else was there with Carla."
    old, new = f"{first}\n{second}\nThe end.", f"{second}\nThe end.\n{first}"
    after, said = _carry(_fragmented(old, "Anna", "Carla"), old, new)
    assert after.mentions == ()
    assert said[0].endswith("its parts no longer follow each other")


# What hangs on mentions


def _full(text: str) -> Record:
    """Anna supports the plan, Bob is related to Anna, and each is an entity."""
    mentions = (
        _mention(1, text, "Anna", entity="e5"),
        _mention(2, text, "Bob", entity="e6"),
        _mention(3, text, "the plan", label="ISSUE", entity="e7"),
    )
    entities = tuple(
        Entity(f"e{n}", name, "PERSON") for n, name in ((5, "Anna"), (6, "Bob"), (7, "the plan"))
    )
    stance = Stance(
        "s8",
        Participant("e5", "m1"),
        Participant("e7", "m3"),
        "support",
        evidence=_spans(text, "Anna likes the plan", "She said so"),
        cue=_spans(text, "likes"),
    )
    relation = Relation("r9", "SPOUSE_OF", "m1", "m2")
    return replace(
        samples.record(text),
        mentions=mentions,
        entities=entities,
        stances=(stance,),
        relations=(relation,),
        next=10,
    )


FULL = "Anna likes the plan. Bob was there. She said so."


def test_a_mention_takes_its_relations_and_its_idle_entity_with_it() -> None:
    after, said = _carry(_full(FULL), FULL, FULL.replace("Bob was there. ", ""))
    assert _words(after) == ["Anna", "the plan"]
    assert [entity.name for entity in after.entities] == ["Anna", "the plan"]
    assert after.relations == ()
    assert said == [
        "mention m2 PERSON “Bob” at 21-24: its words are no longer in the text",
        "relation r9 SPOUSE_OF: removed with m2",
        "entity e6 “Bob”: removed, nothing refers to it",
    ]


@pytest.mark.parametrize("worth", [{"kb": "Q1"}, {"note": "mine"}])
def test_an_entity_that_somebody_wrote_to_stays_without_mentions(worth: dict[str, str]) -> None:
    full = _full(FULL)
    entities = tuple(replace(e, **worth) if e.id == "e6" else e for e in full.entities)
    record = replace(full, entities=entities)
    after, _ = _carry(record, FULL, FULL.replace("Bob was there. ", ""))
    assert after.entities == entities


def test_an_entity_that_nothing_needed_before_is_none_of_our_business() -> None:
    old, new = "Anna met Bob.", "Anna met Carla."
    idle = Entity("e5", "Somebody", "PERSON")
    after, _ = _carry(_record(old, "Bob", entities=(idle,)), old, new)
    assert after.entities == (idle,)


def test_an_entity_that_bore_the_name_of_its_only_mention_gets_the_mended_one() -> None:
    old, new = "Erdogan left.", "Erdoğan left."
    named = Entity("e5", "Erdogan", "PERSON")
    mention = _mention(1, old, "Erdogan", entity="e5")
    after, _ = _carry(_record(old, mentions=(mention,), entities=(named,)), old, new)
    assert [entity.name for entity in after.entities] == ["Erdoğan"]
    other = replace(named, name="The president")
    after, _ = _carry(_record(old, mentions=(mention,), entities=(other,)), old, new)
    assert after.entities == (other,)


def test_a_stance_keeps_its_entity_where_the_mention_is_gone() -> None:
    new = FULL.replace("Anna likes", "Everybody certainly likes")
    after, said = _carry(_full(FULL), FULL, new)
    assert after.stances[0].holder == Participant("e5", None)
    assert after.stances[0].target == Participant("e7", "m3")
    assert [e.id for e in after.entities] == ["e5", "e6", "e7"]
    assert after.stances[0].evidence == _spans(new, "She said so")
    assert after.stances[0].cue == _spans(new, "likes")
    assert said[2:] == [
        "stance s8 Anna — support → the plan: its evidence “Anna likes the plan” at 0-19 "
        "is no longer in the text",
        "stance s8 Anna — support → the plan: the mention m1 of its holder is gone",
    ]


def test_evidence_that_was_mended_is_carried_and_listed() -> None:
    new = FULL.replace("Anna likes the plan", "Anna really likes the new plan")
    after, said = _carry(_full(FULL), FULL, new)
    assert [span.text for span in after.stances[0].evidence] == [
        "Anna really likes the new plan",
        "She said so",
    ]
    assert (
        "stance s8 Anna — support → the plan: its evidence “Anna likes the plan” at 0-19 "
        "is now “Anna really likes the new plan”"
    ) in said


def test_a_stance_without_any_evidence_left_is_removed_with_what_it_alone_needed() -> None:
    full = _full(FULL)
    record = replace(full, mentions=full.mentions[:2])
    stance = replace(full.stances[0], target=Participant("e7"))
    record = replace(record, stances=(stance,))
    after, said = _carry(record, FULL, "Bob was there.")
    assert (_words(after), after.stances) == (["Bob"], ())
    assert [entity.name for entity in after.entities] == ["Bob"]
    assert (
        "stance s8 Anna — support → the plan: removed, its evidence is no longer in the text: "
        "“Anna likes the plan” “She said so”"
    ) in said


def test_a_stance_that_never_had_evidence_stays() -> None:
    full = _full(FULL)
    record = replace(full, stances=(replace(full.stances[0], evidence=(), cue=()),))
    after, _ = _carry(record, FULL, "Bob was there.")
    assert [stance.id for stance in after.stances] == ["s8"]


def test_a_cue_that_is_gone_is_listed() -> None:
    after, said = _carry(_full(FULL), FULL, FULL.replace("likes", "wants"))
    assert after.stances[0].cue == ()
    assert any(line.endswith("its cue “likes” at 5-10 is no longer in the text") for line in said)


def test_what_is_said_of_the_document_stays_as_it_is() -> None:
    record = replace(
        _record("Anna met Bob.", "Bob"), status="done", flagged=True, labels=("x",), note="why"
    )
    after, _ = _carry(record, "Anna met Bob.", "Anna left.")
    assert (after.status, after.flagged, after.labels, after.note) == ("done", True, ("x",), "why")
    assert after.next == record.next


# Anything at all


def _draw_new_text(draw: st.DataObject, old: str) -> str:
    """The text after a few edits: taken out, put in, replaced, moved."""
    text = old
    for _ in range(draw.draw(st.integers(0, 5))):
        start = draw.draw(st.integers(0, len(text)))
        end = min(len(text), start + draw.draw(st.integers(0, 6)))
        put = draw.draw(st.sampled_from(["", "", "x", "Anna", "\r\n", "👩‍👩‍👧", "東京 ", " ", "ğ"]))
        cut, text = text[start:end], text[:start] + put + text[end:]
        if draw.draw(st.booleans()):
            place = draw.draw(st.integers(0, len(text)))
            text = text[:place] + cut + text[place:]
    return text


def _check_any(text: str, draw: st.DataObject) -> None:
    record = samples.draw_record(draw, text)
    new = _draw_new_text(draw, text)
    after, said = _carry(record, text, new)
    lost = len(record.mentions) - len(after.mentions)
    assert sum(line.startswith("mention") for line in said) >= lost
    kept = {m.id: m for m in after.mentions}
    for mention in record.mentions:
        words = kept[mention.id].text if mention.id in kept else None
        listed = any(line.startswith(f"mention {mention.id} ") for line in said)
        assert listed == (words != mention.text)


@_QUICK
@given(text=samples.texts, draw=st.data())
def test_whatever_was_edited_the_record_is_sound_and_can_come_back(
    text: str, draw: st.DataObject
) -> None:
    _check_any(text, draw)


@pytest.mark.exhaustive
@pytest.mark.timeout(1200)
@_LONG
@given(text=samples.texts, draw=st.data())
def test_whatever_was_edited_the_record_is_sound_and_can_come_back_at_length(
    text: str, draw: st.DataObject
) -> None:
    _check_any(text, draw)


@_QUICK
@given(text=samples.texts, draw=st.data())
def test_in_the_same_text_nothing_changes(text: str, draw: st.DataObject) -> None:
    record = samples.draw_record(draw, text)
    made, said = reanchor(record, text, samples.document(text))
    assert (made.operations, made.inverse, said) == ((), (), [])


_PIECES = ("👩‍👩‍👧{}", "Erdoğan{}", "東京{}", "e\u0301{}", "{}th")
_LINE_ENDS = ("\n", "\r\n", "\n\n", ". ", "。")


@_QUICK
@given(draw=st.data())
def test_spans_that_no_edit_touched_are_carried_as_they_are(draw: st.DataObject) -> None:
    """Words that come once, some of them replaced, taken out or put in; the others are found."""
    count = draw.draw(st.integers(4, 40))
    words = [draw.draw(st.sampled_from(_PIECES)).format(n) for n in range(count)]
    ends = [draw.draw(st.sampled_from((" ", " ", " ", *_LINE_ENDS))) for _ in words]
    touched = draw.draw(st.sets(st.integers(0, count - 1), max_size=4))
    # Two edits leave two words or more between them.
    touched = {n for n in touched if n - 1 not in touched and n - 2 not in touched}
    old = new = ""
    spans: list[tuple[int, int, int]] = []
    for n, (word, end) in enumerate(zip(words, ends, strict=True)):
        if n in touched:
            new += draw.draw(st.sampled_from(["", "New ", "Several new words "]))
        else:
            spans.append((len(old), len(new), len(word)))
            new += word + end
        old += word + end
    difference = Difference(old, new, [(start, start + length) for start, _, length in spans])
    for start, new_start, length in spans:
        assert difference.carry(start, start + length) == (new_start, new_start + length)


# Long texts


def _long_text(seed: int) -> list[str]:
    dice = random.Random(seed)
    words = ["".join(dice.choices("aeiousrtnl", k=dice.randint(2, 9))) for _ in range(3000)]
    return [" ".join(dice.choices(words, k=12)) for _ in range(4000)]


def _edited(lines: Sequence[str], seed: int) -> list[str]:
    dice, new = random.Random(seed), list(lines)
    for _ in range(20):
        place = dice.randrange(len(new))
        words = new[place].split(" ")
        words[dice.randrange(len(words))] = "changed"
        new[place] = " ".join(words)
    return new


@pytest.mark.parametrize("joint", ["\n", ". ", " "], ids=["lines", "sentences", "one long line"])
def test_in_a_long_text_with_a_few_edits_nearly_every_span_is_found(joint: str) -> None:
    lines = _long_text(1)
    old, new = joint.join(lines), joint.join(_edited(lines, 2))
    difference = Difference(old, new)
    starts = range(0, len(old) - 8, 101)
    found = [difference.carry(start, start + 8) for start in starts]
    assert sum(span is not None for span in found) >= len(found) - 20
    for start, span in zip(starts, found, strict=True):
        if span and new[slice(*span)] != old[start : start + 8]:
            assert "changed" in new[span[0] - 10 : span[1] + 10]


def test_a_text_of_few_words_that_come_again_and_again_is_compared_window_by_window() -> None:
    dice = random.Random(3)
    words = dice.choices(["ja", "nein", "ach", "so"], k=20_000)
    new = [*words[:5_000], "doch", *words[5_003:15_000], *words[15_001:]]
    difference = Difference(" ".join(words), " ".join(new))
    last = len(" ".join(words))
    shift = len(" ".join(new)) - last
    assert difference.carry(0, 40) == (0, 40)
    assert difference.carry(last - 40, last) == (last - 40 + shift, last + shift)
