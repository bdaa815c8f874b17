"""Prompts by themselves: what they offer, and what each key means to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.model import Entity, Mention, Participant, Record, Span, Stance
from annotations.scheme import Polarity, Scheme, default_scheme
from tui.hints import LETTERS
from tui.prompts import (
    CharacterPrompt,
    EditStancePrompt,
    JoinPrompt,
    StancePrompt,
    entity_hints,
)
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
        self.said = ""
        self.ended = False
        self._near = near

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
    """Takes the stances that a prompt makes."""

    def __init__(self, *, refuse: bool = False) -> None:
        self.stances: list[tuple[str, str, str, int | None]] = []
        self.refuse = refuse

    def __call__(
        self, holder: Participant, polarity: Polarity, target: Participant, intensity: int | None
    ) -> bool:
        if not self.refuse:
            self.stances.append((holder.entity, polarity.name, target.entity, intensity))
        return not self.refuse


def stance_prompt(count: int = 3, *, refuse: bool = False) -> tuple[StancePrompt, Desk, Made]:
    desk, made = Desk(many(count)), Made(refuse=refuse)
    return StancePrompt(desk, [(0, 30)], made), desk, made


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
    assert desk.said == f"no hint is {first} left; Esc leaves"
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


@given(st.lists(st.sampled_from([*LETTERS[:4], *"@?!+-0*123x", "enter", "left", "backspace"])))
def test_no_keys_break_the_prompt_or_make_half_a_stance(keys: list[str]) -> None:
    prompt, desk, made = stance_prompt()
    for key in keys:
        stays = prompt.press(key)
        assert stays or desk.ended
        assert prompt.line
        if desk.ended:
            break
    for holder, polarity, target, intensity in made.stances:
        assert holder
        assert target
        assert polarity in {p.name for p in default_scheme().polarities}
        assert intensity in (None, 1, 2, 3)


# Changing a stance


def edit_prompt(scheme: Scheme | None = None) -> tuple[EditStancePrompt, Desk, list[Any]]:
    desk = Desk(many(3), scheme=scheme)
    changes: list[Any] = []
    stance = Stance(
        "s1", Participant("e0"), Participant("e1"), "support", evidence=(Span(0, 4, "Name"),)
    )
    desk.record = record(many(3), [stance])
    return (
        EditStancePrompt(desk, stance, lambda **f: changes.append(f), lambda: (5, 9)),
        desk,
        changes,
    )


def test_keys_of_the_menu_set_slots() -> None:
    prompt, desk, changes = edit_prompt()
    for key in ("-", "2", "n", "e", "h", "@"):
        assert prompt.press(key)
    assert changes == [
        {"polarity": "oppose"}, {"intensity": 2}, {"intensity": None}, {"evidence": [(5, 9)]},
        {"holder": Participant("@author")},
    ]  # fmt: skip
    assert not desk.ended


def test_polarity_with_a_menus_letter_leaves_the_capital_to_the_menu() -> None:
    scheme = Scheme(polarities=(Polarity("hostile", key="h"), Polarity("tame", key="-")))
    prompt, _, changes = edit_prompt(scheme)
    assert "H holder" in prompt.line
    prompt.press("h")
    prompt.press("H")
    prompt.press("?")
    assert changes == [{"polarity": "hostile"}, {"holder": Participant("@unknown")}]


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
    assert desk.said == "no hint is ?; Esc leaves"
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
