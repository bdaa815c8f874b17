"""What the inspector says, and how its cursor goes from item to item."""

from __future__ import annotations

import pytest

from annotations.model import Entity, Mention, Participant, Record, Stance
from annotations.scheme import default_scheme
from tui.inspector import Line, lines, next_item

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
    found = lines(RECORD, default_scheme(), label)
    return [(line.text, line.right) for line in found if line.kind == kind]


def test_the_stances_stand_by_holder_with_sign_and_intensity() -> None:
    assert said("holder") == [("Anna", "1"), ("the author of the text", "1")]
    assert said("stance") == [("+ plan", "2"), ("· plan", "mixed")]


def test_the_entities_stand_by_the_number_of_their_mentions() -> None:
    assert said("entity") == [("Anna", "PERSON 2"), ("plan", "ISSUE 1")]


def test_the_guideline_is_that_of_the_label_at_hand() -> None:
    assert ("Guideline: GPE", "g") in said("heading", "GPE")
    assert ("Guideline", "version 1") in said("heading")


def test_the_guideline_is_wrapped_to_the_pane_and_not_where_the_file_breaks() -> None:
    texts = [line.text for line in lines(RECORD, default_scheme(), width=20) if line.kind == "text"]
    assert max(map(len, texts)) <= 20
    wide = [line.text for line in lines(RECORD, default_scheme(), width=500) if line.kind == "text"]
    assert len(wide) < len(default_scheme().guideline.text.strip().splitlines())


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
