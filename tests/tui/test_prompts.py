"""Prompts by themselves: what they offer, and what each key means to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.edits import NewEntity, NewMention
from annotations.model import Document, Entity, Mention, Participant, Record, Span, Stance
from annotations.scheme import STANCE_KEYS, Scheme, default_scheme
from tui.commands import SELECTING_KEYS
from tui.finder import Candidate, candidates
from tui.hints import LETTERS
from tui.prompts import (
    CharacterPrompt,
    EditStancePrompt,
    JoinPrompt,
    StanceDraft,
    StancePrompt,
    entity_hints,
)
from tui.prompts.edit_stance import EDIT_KEYS
from tui.prompts.letters import Letters
from tui.prompts.slots import ALSO
from tui.selection import Extent

WORDS = "abcdefghijklmnopqrstuvwxyz"


def mention(number: int, start: int, text: str, entity: str | None) -> Mention:
    return Mention(f"m{number}", start, start + len(text), text, "PERSON", entity=entity)


def record(mentions: Sequence[Mention], stances: Sequence[Stance] = ()) -> Record:
    names = sorted({m.entity for m in mentions if m.entity}, key=lambda e: (len(e), e))
    return Record(
        id="a.txt", sha256="0" * 64, annotator="anna", created="", updated="",
        mentions=tuple(mentions), stances=tuple(stances), next=999,
        entities=tuple(Entity(name, name.upper(), "PERSON") for name in names),
    )  # fmt: skip


class Desk:
    """What prompts need, with nothing behind it."""

    def __init__(
        self, mentions: Sequence[Mention] = (), near: int = 0, scheme: Scheme | None = None
    ) -> None:
        self.record = record(mentions)
        self.scheme = scheme or default_scheme()
        self.letters: dict[str, str] = {}
        self.digits_count = False
        self.said = ""
        self.ended = False
        self._near = near
        self.document = Document("a.txt", "Name of all " * 80, "")
        self.phrases: list[Extent] = []
        self.selection: Extent = (5, 7)

    @property
    def mention_counts(self) -> Counter[str]:
        return Counter(m.entity for m in self.record.mentions if m.entity)

    def selected(self) -> Extent:
        return self.selection

    def candidates(self) -> Sequence[Candidate]:
        return candidates(self.record)

    def phrases_for_hints(self, evidence: Sequence[Extent]) -> list[Extent]:
        return self.phrases

    def mentions_for_hints(self, evidence: Sequence[Extent]) -> list[Mention]:
        def cost(one: Mention) -> tuple[bool, int]:
            outside = not any(start <= one.start < end for start, end in evidence)
            return (outside, abs(one.start - self._near))

        return sorted(self.record.mentions, key=cost)

    def cursor(self) -> int:
        return self._near

    def say(self, message: str) -> None:
        self.said = message

    def end_prompt(self) -> None:
        self.ended = True


def many(count: int) -> list[Mention]:
    return [mention(n, 10 * n, "Name", f"e{n}") for n in range(count)]


# Hints


def test_each_entity_has_one_hint_on_its_nearest_mention() -> None:
    mentions = [mention(1, 0, "Anna", "e1"), mention(2, 50, "Anna", "e1")]
    assert entity_hints(Desk(mentions, near=45), ()).shown == {50: "f"}
    assert entity_hints(Desk(mentions, near=45), [(0, 10)]).shown == {0: "f"}


def test_mentions_without_entity_and_the_one_left_out_have_no_hint() -> None:
    mentions = [mention(1, 0, "May", None), mention(2, 9, "Anna", "e1"), mention(3, 19, "B", "e2")]
    assert list(entity_hints(Desk(mentions), (), leave_out="e1").shown) == [19]


def test_entities_whose_mentions_begin_together_have_a_hint_each() -> None:
    mentions = [
        mention(1, 0, "Turkish president", "e1"),
        mention(2, 0, "Turkish", "e2"),
        mention(3, 8, "president", "e3"),
        mention(4, 8, "president", "e4"),
    ]
    hints = entity_hints(Desk(mentions), ())
    chosen = set()
    for _, code in hints.shown.items():
        found = hints.press(code)
        assert found is not None
        chosen.add(found.entity)
    assert chosen == {"e1", "e2", "e3", "e4"}
    assert {0, 8} < set(hints.shown)


@given(st.integers(0, 80))
def test_every_entity_is_reached_also_with_more_than_there_are_letters(count: int) -> None:
    mentions = many(count)
    hints = entity_hints(Desk(mentions), ())
    assert len(hints.shown) == count
    for offset, code in hints.shown.items():
        assert [hints.press(letter) for letter in code[:-1]] == [None] * (len(code) - 1)
        found = hints.press(code[-1])
        assert found is not None
        assert found.start == offset


# A stance


class Made:
    """Takes the stances that a prompt makes, and the changes of those."""

    def __init__(self, *, refuse: bool = False) -> None:
        self.drafts: list[StanceDraft] = []
        self.changes: list[tuple[str, dict[str, Any]]] = []
        self.refuse = refuse

    def __call__(self, draft: StanceDraft) -> str | None:
        if self.refuse:
            return None
        self.drafts.append(draft)
        return f"s{len(self.drafts)}"

    def change(self, stance_id: str, **fields: Any) -> None:
        self.changes.append((stance_id, fields))

    @property
    def stances(self) -> list[tuple[str, str, str, int | None]]:
        return [(name(d.holder), d.polarity.name, name(d.target), d.intensity) for d in self.drafts]


def name(party: object) -> str:
    if isinstance(party, Participant):
        return party.entity
    return party.name if isinstance(party, NewEntity) else str(party)


def stance_prompt(
    count: int = 3, *, refuse: bool = False, phrases: Sequence[Extent] = ()
) -> tuple[StancePrompt, Desk, Made]:
    desk, made = Desk(many(count)), Made(refuse=refuse)
    desk.phrases = list(phrases)
    return StancePrompt(desk, [(0, 30)], made, made.change), desk, made


def test_hints_of_two_letters_choose_holder_and_target() -> None:
    prompt, desk, made = stance_prompt(40)
    for key in (*prompt.hints[390], "+"):
        assert prompt.press(key)
    assert len(prompt.hints[380]) == 2
    for key in prompt.hints[380]:
        prompt.press(key)
    assert made.stances == [("e39", "support", "e38", None)]
    assert not desk.ended


def test_half_typed_hint_is_taken_back_by_backspace() -> None:
    prompt, desk, _ = stance_prompt(40)
    prompt.press(prompt.hints[390][0])
    assert 0 not in prompt.hints
    prompt.press("backspace")
    assert 0 in prompt.hints
    assert not desk.ended


def test_wrong_second_letter_is_said_and_forgotten() -> None:
    prompt, desk, _ = stance_prompt(40)
    first = prompt.hints[390][0]
    prompt.press(first)
    prompt.press("left")
    assert desk.said == f"{first} ← chooses nothing here; Esc leaves"
    assert 0 in prompt.hints


def test_intensity_belongs_to_one_stance() -> None:
    prompt, _, made = stance_prompt()
    for key in ("@", "+", "2", "3", prompt_letter(0), "-", prompt_letter(1)):
        prompt.press(key)
    assert made.stances == [("@author", "support", "e0", 3), ("@author", "oppose", "e1", None)]


def prompt_letter(place: int) -> str:
    """The letter of the nth nearest hint."""
    return LETTERS[place]


def test_refused_stance_leaves_the_target_to_be_chosen_again() -> None:
    prompt, desk, _ = stance_prompt(refuse=True)
    for key in ("@", "+", "f"):
        prompt.press(key)
    assert "toward what?" in prompt.line
    prompt.press("escape")
    assert desk.ended
    assert desk.said == "no stance made"


@given(
    st.lists(st.sampled_from([*LETTERS[:4], *"@?!+-0*1239xabc/E&", "enter", "left", "backspace"]))
)
def test_no_keys_break_the_prompt_or_make_half_a_stance(keys: list[str]) -> None:
    prompt, desk, made = stance_prompt(phrases=[(12, 16)])
    for key in keys:
        made_before = len(made.drafts)
        taken = prompt.press(key)
        # What it does not take is a motion, or comes behind a stance; it makes nothing.
        assert taken or key in SELECTING_KEYS or made.drafts
        assert taken or len(made.drafts) == made_before
        assert all(prompt.lines)
        if desk.ended:
            break
    for holder, polarity, target, intensity in made.stances:
        assert holder
        assert target
        assert polarity in {p.name for p in default_scheme().polarities}
        assert intensity in (None, 1, 2, 3)


# Letters


def test_letters_are_the_same_in_every_step_of_a_command() -> None:
    prompt, _, made = stance_prompt(5, phrases=[(12, 16)])
    at_first = dict(prompt.hints)
    assert len(at_first) == 5
    prompt.press(at_first[0])
    prompt.press("+")
    later = dict(prompt.hints)
    assert set(later) == {*at_first, 12}
    assert {offset: later[offset] for offset in at_first} == at_first
    prompt.press(later[20])
    prompt.press("-")
    assert dict(prompt.hints) == later
    assert made.stances == [("e0", "support", "e2", None)]


def test_an_entity_keeps_its_letter_when_the_hand_and_the_evidence_have_gone_on() -> None:
    desk = Desk(many(5), near=0)
    first = dict(Letters(desk, [(0, 30)]).shown("", phrases=True))
    desk.record, desk._near = record(many(8)), 60
    later = Letters(desk, [(40, 80)]).shown("", phrases=True)
    assert {offset: later[offset] for offset in first} == first
    assert len(set(later.values())) == 8


def test_letters_that_stay_cost_no_key() -> None:
    count = 40
    desk = Desk(many(count), near=0)
    before = Letters(desk, [(0, 30)]).shown("", phrases=True)
    desk._near = 10 * count
    evidence = [(10 * count - 50, 10 * count)]
    kept = Letters(desk, evidence).shown("", phrases=True)
    desk.letters = {}
    anew = Letters(desk, evidence).shown("", phrases=True)
    assert {at: len(code) for at, code in kept.items()} == {
        at: len(code) for at, code in anew.items()
    }
    single = {at: code for at, code in before.items() if len(code) == 1}
    stayed = [at for at, code in kept.items() if single.get(at) == code]
    both = [at for at in single if len(kept[at]) == 1]
    assert set(stayed) == set(both) != set()


def test_holder_typed_as_its_own_target_says_why_not() -> None:
    prompt, desk, made = stance_prompt()
    for key in (prompt_letter(0), "+", prompt_letter(0)):
        prompt.press(key)
    assert desk.said == "“E0” can't be holder and target both"
    assert made.drafts == []
    assert "toward what?" in prompt.line


def test_evidences_mentions_come_before_its_phrases_and_those_before_what_is_in_view() -> None:
    desk = Desk([mention(1, 5, "Name", "e1"), mention(2, 45, "Name", "e2")], near=40)
    desk.phrases = [(12, 16), (20, 30)]
    shown = Letters(desk, [(0, 30)]).shown("", phrases=True)
    assert sorted(shown, key=lambda at: LETTERS.index(shown[at])) == [5, 20, 12, 45]


def test_phrases_that_begin_together_stand_apart_and_are_named() -> None:
    desk = Desk([mention(1, 0, "Name", "e1")])
    # "Name of all Name", "Name of all", and "of all Name of all" with "of all".
    desk.phrases = [(0, 16), (0, 11), (5, 23), (5, 11)]
    letters = Letters(desk, [(0, 30)])
    shown = letters.shown("", phrases=True)
    found = {letters.find(code): offset for offset, code in shown.items()}
    assert len(found) == 5
    assert found[Participant("e1", "m1")] == 0
    assert found[NewMention(5, 23, "ISSUE")] == 5
    assert found[NewMention(0, 16, "ISSUE")] == 12
    assert found[NewMention(0, 11, "ISSUE")] == 8
    told = letters.told_apart()
    for start, end in desk.phrases:
        code = shown[found[NewMention(start, end, "ISSUE")]]
        assert f"{code} “{desk.document.text[start:end]}”" in told


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=30, unique=True))
def test_no_two_hints_stand_together_and_each_chooses_one_thing(spans: list[Extent]) -> None:
    desk = Desk(many(4))
    desk.phrases = sorted({(start, start + length) for start, length in spans})
    letters = Letters(desk, [(0, 100)])
    shown = letters.shown("", phrases=True)
    assert len({letters.find(code) for code in shown.values()}) == len(shown)


def test_phrase_can_be_a_target_and_no_holder() -> None:
    prompt, desk, made = stance_prompt(1, phrases=[(12, 16)])
    prompt.press(prompt_letter(1))
    assert desk.said == "“Name” is not tagged: it can be a target, and nothing else yet"
    for key in ("@", "+", prompt_letter(1)):
        prompt.press(key)
    assert made.drafts[0].target == NewMention(12, 16, "ISSUE")


def test_without_labels_of_entities_no_phrase_and_no_claim_is_offered() -> None:
    desk = Desk(many(1), scheme=Scheme(polarities=default_scheme().polarities))
    desk.phrases = [(12, 16)]
    made = Made()
    prompt = StancePrompt(desk, [(0, 30)], made, made.change)
    for key in ("@", "+", "/", *"+plan", "enter"):
        prompt.press(key)
    assert made.drafts == []
    assert desk.said.startswith("no entity has such a name")


# Names


def test_a_name_is_found_while_it_is_typed_and_enter_takes_the_first() -> None:
    prompt, _, made = stance_prompt(12)
    for key in ("/", *"1", "tab", "enter", "+", "/", *"e2"):
        prompt.press(key)
    assert "[E2 PERSON]" in prompt.line
    prompt.press("enter")
    assert made.stances == [("e10", "support", "e2", None)]


def test_in_a_name_all_keys_are_letters() -> None:
    prompt, _, made = stance_prompt()
    for key in ("@", "+", "/", *"1a b@?", "space", "3"):
        prompt.press(key if key != " " else "space")
    assert "/1a b@? 3▏" in prompt.line
    prompt.press("enter")
    assert made.drafts[0].target == NewEntity("1a b@? 3", "ISSUE")
    assert made.drafts[0].intensity is None


def test_what_no_entity_is_called_makes_a_claim_and_a_plus_before_it_always_does() -> None:
    prompt, _, made = stance_prompt()
    for key in ("@", "+", "/", *"peace"):
        prompt.press(key)
    assert "Enter makes a new claim “peace”" in prompt.line
    for key in ("enter", "-", "/", *"+e1"):
        prompt.press(key)
    assert "Enter makes a new claim “e1”" in prompt.line
    prompt.press("enter")
    assert [d.target for d in made.drafts] == [
        NewEntity("peace", "ISSUE"),
        NewEntity("e1", "ISSUE"),
    ]


def test_a_holder_is_found_and_never_made() -> None:
    prompt, desk, _ = stance_prompt()
    for key in ("/", *"zzz", "enter"):
        prompt.press(key)
    assert desk.said == "no entity has such a name: ⌫ takes a letter back"
    assert prompt.holder is None
    for _ in range(4):
        prompt.press("backspace")
    assert prompt.line.startswith("Stance: who? A letter")
    assert not desk.ended


# What else is said


def test_optional_keys_before_the_polarity_and_the_line_says_them() -> None:
    prompt, desk, made = stance_prompt()
    desk.selection = (5, 7)
    for key in (prompt_letter(0), "2", "a", "@", "a", prompt_letter(1), "b", "b", "c"):
        prompt.press(key)
    assert "E0 (2, via @author › E1, action, cue “of”): + support" in prompt.line
    for key in ("+", prompt_letter(2)):
        prompt.press(key)
    (draft,) = made.drafts
    assert (draft.intensity, draft.attribution, draft.basis) == (2, ("@author", "e1"), "action")
    assert draft.cue == ((5, 7),)


def test_what_is_set_is_for_one_stance() -> None:
    prompt, _, made = stance_prompt()
    for key in ("@", "b", "c", "+", prompt_letter(0), "-", prompt_letter(1)):
        prompt.press(key)
    assert made.drafts[0].basis == "statement"
    assert (made.drafts[1].basis, made.drafts[1].cue) == (None, ())


def test_basis_goes_round_to_none() -> None:
    prompt, _, made = stance_prompt()
    for key in ("@", "b", "b", "b", "b", "+", prompt_letter(0)):
        prompt.press(key)
    assert made.drafts[0].basis is None


@pytest.mark.parametrize(
    ("selection", "why"),
    [((0, 30), "all of the evidence"), ((28, 34), "outside of the evidence")],
)
def test_a_cue_is_a_part_of_the_evidence(selection: Extent, why: str) -> None:
    prompt, desk, made = stance_prompt()
    desk.selection = selection
    for key in ("@", "c"):
        prompt.press(key)
    assert why in desk.said
    for key in ("+", prompt_letter(0)):
        prompt.press(key)
    assert made.drafts[0].cue == ()


def test_the_holder_does_not_report_itself_and_nobody_reports_twice() -> None:
    prompt, desk, _ = stance_prompt()
    for key in (prompt_letter(0), "a", prompt_letter(0)):
        prompt.press(key)
    assert desk.said == "“E0” holds this stance: it needs no reporter"
    for key in ("@", "a", "@"):
        prompt.press(key)
    assert desk.said == "“@author” is named as reporting it already"


def test_who_reports_it_is_left_by_backspace() -> None:
    prompt, _, _ = stance_prompt()
    for key in ("@", "a"):
        prompt.press(key)
    assert "who reports it?" in prompt.line
    prompt.press("backspace")
    assert "+ support" in prompt.line


# Changing a stance


def edit_prompt() -> tuple[EditStancePrompt, Desk, list[Any]]:
    desk = Desk(many(3))
    changes: list[Any] = []

    def change(stance_id: str, **fields: Any) -> None:
        assert stance_id == "s1"
        changes.append(fields)

    stance = Stance(
        "s1", Participant("e0"), Participant("e1"), "support",
        evidence=(Span(0, 12, ""), Span(24, 36, "")),
    )  # fmt: skip
    desk.record = record(many(3), [stance])
    return EditStancePrompt(desk, stance, change), desk, changes


def test_keys_of_the_menu_set_slots() -> None:
    prompt, desk, changes = edit_prompt()
    for key in (*"-2neh@t?a@a0bcs",):
        assert prompt.press(key)
    assert changes == [
        {"polarity": "oppose"}, {"intensity": 2}, {"intensity": None}, {"evidence": [(5, 7)]},
        {"holder": Participant("@author")}, {"target": Participant("@unknown")},
        {"attribution": ["@author"]}, {"attribution": []}, {"basis": "statement"},
        {"cue": [(5, 7)]}, {"holder": Participant("e1"), "target": Participant("e0")},
    ]  # fmt: skip
    assert not desk.ended


def test_the_change_names_its_stance_and_says_what_comes_next() -> None:
    prompt, _, _ = edit_prompt()
    assert prompt.line.startswith("E0 — support → E1 · Change: h holder")
    prompt.press("h")
    assert prompt.line.startswith("E0 — support → E1 · the holder: A letter in the text")
    prompt.press("backspace")
    prompt.press("a")
    assert "who reports it: A letter in the text" in prompt.line
    assert "0 nobody" in prompt.line


@pytest.mark.parametrize(("slot", "other"), [("h", 10), ("t", 0)])
def test_choosing_the_other_participant_swaps_the_two(slot: str, other: int) -> None:
    prompt, _, changes = edit_prompt()
    prompt.press(slot)
    prompt.press(prompt.hints[other])
    assert changes == [{"holder": Participant("e1"), "target": Participant("e0")}]


def test_letters_are_the_same_for_holder_and_target_of_a_change() -> None:
    prompt, _, _ = edit_prompt()
    prompt.press("h")
    at_first = dict(prompt.hints)
    prompt.press("backspace")
    prompt.press("t")
    assert prompt.hints == at_first


@pytest.mark.parametrize(
    ("selection", "evidence"),
    [
        ((14, 18), [(0, 12), (24, 36), (14, 18)]),
        ((10, 20), [(24, 36), (0, 20)]),
        ((10, 30), [(0, 36)]),
    ],
)
def test_evidence_is_added_and_grows_where_it_is_touched(
    selection: Extent, evidence: list[Extent]
) -> None:
    prompt, desk, changes = edit_prompt()
    desk.selection = selection
    prompt.press("E")
    assert changes == [{"evidence": evidence}]


def test_words_that_are_evidence_are_not_added() -> None:
    prompt, desk, changes = edit_prompt()
    prompt.press("E")
    assert "evidence already" in desk.said
    assert changes == []


def test_the_evidence_that_the_selection_is_in_is_removed_but_never_the_last() -> None:
    prompt, desk, changes = edit_prompt()
    prompt.press("r")
    assert changes == [{"evidence": [(24, 36)]}]
    desk.selection = (14, 18)
    prompt.press("r")
    assert "in no evidence" in desk.said
    desk.selection = (0, 40)
    prompt.press("r")
    assert "these are the last" in desk.said
    assert len(changes) == 1


def test_no_polarity_can_have_a_key_that_a_prompt_holds() -> None:
    assert set(STANCE_KEYS) == EDIT_KEYS | {ALSO}


def test_stance_that_is_gone_ends_the_change() -> None:
    prompt, desk, changes = edit_prompt()
    desk.record = record([])
    assert prompt.evidence == []
    assert prompt.press("h")
    assert desk.ended
    assert changes == []


# Joining


def join_prompt(count: int) -> tuple[JoinPrompt, Desk, list[Any]]:
    desk = Desk(many(count))
    chosen: list[Any] = []
    prompt = JoinPrompt(desk, desk.record.mentions[0], lambda e, alone: chosen.append((e, alone)))
    return prompt, desk, chosen


def test_own_entity_has_no_hint_to_join() -> None:
    prompt, _, _ = join_prompt(3)
    assert list(prompt.hints) == [10, 20]


@pytest.mark.parametrize(("first", "second"), [(False, True), (True, False), (True, True)])
def test_capital_anywhere_in_a_code_means_this_mention_alone(first: bool, second: bool) -> None:
    prompt, desk, chosen = join_prompt(40)
    code = prompt.hints[390]
    for letter, capital in zip(code, (first, second), strict=True):
        prompt.press(letter.upper() if capital else letter)
    assert chosen == [("e39", True)]
    assert desk.ended


def test_small_letters_mean_all_mentions_also_after_a_capital_that_missed() -> None:
    prompt, desk, chosen = join_prompt(40)
    code = prompt.hints[390]
    prompt.press(code[0].upper())
    prompt.press("left")
    assert desk.said
    for letter in code:
        prompt.press(letter)
    assert chosen == [("e39", False)]


def test_zero_and_escape_and_what_is_no_hint() -> None:
    prompt, desk, chosen = join_prompt(3)
    assert prompt.press("?")
    assert desk.said == "? chooses nothing here; Esc leaves"
    prompt.press("escape")
    assert desk.ended
    assert chosen == []
    prompt, desk, chosen = join_prompt(3)
    prompt.press("0")
    assert chosen == [(None, True)]


# A character


@pytest.mark.parametrize(
    ("key", "found", "taken"),
    [("x", ["x"], True), ("space", [" "], True), ("escape", [], True), ("left", [], False)],
)
def test_character_prompt_takes_one_character(key: str, found: list[str], taken: bool) -> None:
    desk = Desk()
    characters: list[str] = []
    prompt = CharacterPrompt(desk, characters.append, "Select on to")
    assert prompt.press(key) is taken
    assert characters == found
    assert desk.ended


# What is said


def test_a_holder_that_has_to_be_made_does_not_report_itself_and_is_no_target() -> None:
    prompt, desk, made = stance_prompt()
    prompt.holder, prompt._chooser = NewEntity("Dora", "PERSON", "p1"), None
    for slot, why in (("a", "holds this stance"), ("+", "can't be holder and target both")):
        prompt.press(slot)
        assert prompt._chooser
        prompt._chooser._choose(NewEntity("Dora", "PERSON", "p1"))
        assert desk.said.startswith(f"“Dora” {why}")
        prompt.press("backspace")
    assert made.drafts == []


def test_enter_is_said_once_and_just_as_it_works_while_a_name_is_typed() -> None:
    prompt, _, made = stance_prompt(12)
    for key in ("@", "+", prompt_letter(0), "-", "/"):
        prompt.press(key)
    for key, enter in (
        ("1", "Enter takes “E1”, Tab goes to the next, + before it makes a claim"),
        ("1", "Enter takes “E11”, + before it makes a claim"),
        ("x", "Enter makes a new claim “11x”"),
        *[("backspace", "Enter takes")] * 2,
        ("backspace", "Enter takes “E0”"),
        ("+", "type the claim's words: Enter takes nothing"),
        ("1", "Enter makes a new claim “1”"),
    ):
        prompt.press(key)
        for line in prompt.lines:
            assert enter in line
            assert line.count("Enter") == 1
            assert "1 2 3" not in line
    prompt.press("enter")
    assert made.drafts[-1].target == NewEntity("1", "ISSUE")


def test_every_step_names_its_keys_in_each_of_its_lines() -> None:
    prompt, desk, made = stance_prompt()
    for key, keys in (
        ("", "@ ? ! / Esc"),
        (prompt_letter(0), "+ - 0 * ? 1 2 3 a b c ⌫ Esc"),
        ("a", "@ ? ! / ⌫ Esc"),
        ("backspace", "+ - 0 * ? 1 2 3 a b c ⌫ Esc"),
        ("+", "@ ? ! / 1 2 3 ⌫ Esc"),
    ):
        if key:
            prompt.press(key)
        for line in prompt.lines:
            assert [one for one in keys.split() if one not in line] == []
    prompt.press(prompt_letter(1))
    stance = Stance(
        "s1", Participant("e0"), Participant("e1"), "support", evidence=(Span(0, 30, ""),)
    )
    desk.record = record(many(3), [stance])
    assert len(made.drafts) == 1
    for line in prompt.lines:
        said = f"{line} ".replace("123", "1 2 3").replace("+-0*?", "+ - 0 * ?")
        wanted = ["+", "-", "0", "*", "?", "1", "2", "3", "a", "b", "c", "#", "Del", "Esc"]
        assert [one for one in wanted if f"{one} " not in said] == []


def test_every_line_of_a_change_names_its_keys() -> None:
    prompt, _, _ = edit_prompt()
    for line in prompt.lines:
        said = f"{line} ".replace("123n", "1 2 3 n").replace("+-0*?", "+ - 0 * ?")
        said = said.replace("eEr", "e E r")
        wanted = [*"htseErabcn", *"+-0*?123", "Del", "Esc"]
        assert [one for one in wanted if f"{one} " not in said] == []
    for slot in "hta":
        prompt.press(slot)
        for line in prompt.lines:
            assert [one for one in ("@", "?", "!", "/", "⌫", "Esc") if one not in line] == []
        prompt.press("backspace")
