"""What the inspector says, and how its cursor goes from item to item."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from annotations.model import Entity, Mention, Participant, Record, Span, Stance
from annotations.scheme import default_scheme
from tui.inspector import DETAIL_INDENT, Line, guideline, items, next_item

RECORD = Record(
    id="a.txt",
    sha256="0" * 64,
    annotator="anna",
    created="",
    updated="",
    next=9,
    mentions=(
        Mention("m1", 0, 4, "Anna", "PERSON", entity="e1"),
        Mention("m2", 9, 13, "plan", "ISSUE", entity="e2"),
        Mention("m3", 20, 24, "Anna", "PERSON", entity="e1"),
    ),
    entities=(Entity("e1", "Anna", "PERSON"), Entity("e2", "plan", "ISSUE")),
    stances=(
        Stance("s4", Participant("e1"), Participant("e2"), "support", intensity=2),
        Stance("s5", Participant("@author"), Participant("e2"), "mixed"),
    ),
)


def said(kind: str, label: str = "") -> list[tuple[str, str]]:
    scheme = default_scheme()
    found = [*items(RECORD, scheme, {"e1": 2, "e2": 1}), *guideline(scheme, label)]
    return [(line.text, line.right) for line in found if line.kind == kind]


def test_the_stances_stand_by_holder_with_sign_and_intensity() -> None:
    assert said("holder") == [("Anna", "1"), ("the author of the text", "1")]
    assert said("stance") == [("+ plan", "2"), ("· plan", "mixed")]


def test_what_stances_name_and_no_mention_shows_is_marked_and_who_reports_them_is_said() -> None:
    reported = replace(RECORD.stances[0], attribution=("@author", "e2"))
    record = replace(RECORD, stances=(reported, RECORD.stances[1]))
    found = items(record, default_scheme(), {"e2": 1})
    assert [line.text for line in found if line.kind == "holder"] == [
        "Anna ∅",
        "the author of the text",
    ]
    shown = [(line.kind, line.text) for line in found]
    assert ("detail", "via the author of the text ›") in shown
    assert shown[shown.index(("holder", "Anna ∅")) + 1] == ("detail", "∅ no mention in the text")
    assert "· plan ∅" in [line.text for line in items(record, default_scheme(), {"e1": 1})]


def test_the_entities_stand_by_the_number_of_their_mentions() -> None:
    assert said("entity") == [("Anna", "PERSON 2"), ("plan", "ISSUE 1")]


def test_a_shared_entity_is_marked_and_its_wikidata_id_is_shown() -> None:
    anna = replace(RECORD.entities[0], ref="p1", kb="Q7")
    record = replace(RECORD, entities=(anna, RECORD.entities[1]))
    found = items(record, default_scheme(), {"e1": 2, "e2": 1})
    assert [(line.text, line.right) for line in found if line.kind == "entity"] == [
        ("◆ Anna", "Q7 PERSON 2"),
        ("plan", "ISSUE 1"),
    ]


def test_notes_are_marked_and_that_of_the_document_is_shown() -> None:
    mentions = (replace(RECORD.mentions[0], note="who?"), *RECORD.mentions[1:])
    stances = (replace(RECORD.stances[0], note="irony"), RECORD.stances[1])
    record = replace(RECORD, note="Look again", mentions=mentions, stances=stances)
    found = [line.text for line in items(record, default_scheme(), {"e1": 2, "e2": 1})]
    assert found[:2] == ["Note", "Look again"]
    assert "Annaⁿ" in found
    assert "plan" in found, "what has no note carries no mark"
    assert found.count("+ planⁿ") == 1
    assert "· plan" in found


def test_the_guideline_is_that_of_the_label_at_hand() -> None:
    assert ("Guideline: GPE", "g") in said("heading", "GPE")
    assert ("Guideline", "version 1") in said("heading")


def test_the_guideline_is_wrapped_to_the_pane_and_not_where_the_file_breaks() -> None:
    def wrapped(width: int) -> list[str]:
        return [line.text for line in guideline(default_scheme(), "", width) if line.kind == "text"]

    texts = wrapped(20)
    assert max(map(len, texts)) <= 20
    assert len(wrapped(500)) < len(default_scheme().guideline.text.strip().splitlines())


LIST = [
    Line("heading", ""),
    Line("stance", "", id="s1"),
    Line("text", ""),
    Line("entity", "", id="e1"),
    Line("text", ""),
]


@pytest.mark.parametrize(
    ("at", "step", "there"),
    [(0, 1, 1), (1, 1, 3), (3, 1, 3), (3, -1, 1), (1, -1, 1), (3, -99, 1), (0, 99, 3)],
)
def test_the_cursor_goes_from_item_to_item(at: int, step: int, there: int) -> None:
    assert next_item(LIST, at, step) == there


def test_where_there_is_no_item_the_cursor_stays_at_the_top() -> None:
    assert next_item([Line("heading", ""), Line("text", "")], 0, 1) == 0


def test_contradicting_stances_are_marked_and_counted() -> None:
    against = Stance("s6", Participant("e1"), Participant("e2"), "oppose")
    record = replace(RECORD, stances=(*RECORD.stances, against))
    found = items(record, default_scheme(), {"e1": 2, "e2": 1})
    assert [(line.text, line.right) for line in found if line.kind == "stance"] == [
        ("+ plan", "2 !"),
        ("− plan", "!"),
        ("· plan", "mixed"),
    ]
    assert found[0] == Line("heading", "Stances", "3 · 1 contradiction")


def test_stances_that_agree_stand_in_one_line_with_their_number() -> None:
    again = replace(RECORD.stances[0], id="s6")
    weaker = replace(again, id="s7", intensity=1)
    record = replace(RECORD, stances=(*RECORD.stances, again, weaker))
    found = items(record, default_scheme(), {"e1": 2, "e2": 1})
    assert [(line.text, line.right, line.id) for line in found if line.kind == "stance"] == [
        ("+ plan", "2 2×", "s4"),
        ("+ plan", "1", "s7"),
        ("· plan", "mixed", "s5"),
    ]
    assert [line.right for line in found if line.kind == "holder"] == ["3", "1"]


def test_what_else_is_said_of_a_stance_stands_below_it_and_fits_the_pane() -> None:
    cue = (Span(5, 12, "opposed"),)
    unknown = Stance(
        "s6", Participant("@unknown"), Participant("e2"), "oppose", attribution=("e1", "@author"),
        basis="statement", cue=cue, note="irony",
    )  # fmt: skip
    again = replace(unknown, id="s7")
    record = replace(RECORD, stances=(*RECORD.stances, unknown, again))
    found = items(record, default_scheme(), {"e1": 2, "e2": 1}, 34)
    holder = next(at for at, line in enumerate(found) if line.text.startswith("somebody"))
    below = [line for line in found[holder:] if line.kind == "detail"]
    assert max(len(line.text) for line in below) <= 34 - DETAIL_INDENT
    said = " ".join(line.text for line in below)
    assert said == "via Anna › the author of the text · statement · cue “opposed” · ⁿ irony"
    assert [line.kind for line in found if line.id == "s6"] == ["stance"]


def test_stances_that_agree_have_their_details_together_and_a_long_note_is_cut() -> None:
    first = replace(RECORD.stances[0], basis="statement", cue=(Span(0, 1, "a"),))
    second = replace(first, id="s6", basis="action", cue=(Span(2, 3, "b"),))
    third = replace(first, id="s7", note="very long " * 40)
    record = replace(RECORD, stances=(first, second, third))
    found = items(record, default_scheme(), {"e1": 2, "e2": 1}, 34)
    details = [line.text for line in found if line.kind == "detail"]
    assert details[0] == "statement, action · cue “a”,"
    assert details[1] == "“b”"
    assert len(details) == 5
    assert details[-1].endswith("…")


def test_a_stance_of_which_nothing_else_is_said_has_no_line_below_it() -> None:
    assert said("detail") == []
