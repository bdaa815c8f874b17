"""The letters of a stance command: given once, and the same until its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from annotations.edits.stances import NewMention, Party
from annotations.model import Participant
from tui.hints import codes
from tui.prompts.base import Desk
from tui.prompts.hinting import entity_spots, spots_in
from tui.selection import Extent

# Of long words so many characters are named, from their beginning and their end; of a name fewer.
_NAMED, _BRIEF = (16, 16), (8, 7)


class Letters:
    """Which letters choose what, and where they stand.

    The entities of the evidence have the cheapest letters, then its phrases that are not tagged,
    then the entities in view; of each kind the nearest come first. Two never stand together. An
    entity that had a letter before in the document has it again, where that costs no key.
    """

    def __init__(self, desk: Desk, evidence: Sequence[Extent]) -> None:
        self._text = desk.document.text
        mentions = entity_spots(desk, evidence)
        phrases = desk.phrases_for_hints(evidence) if desk.scheme.claim_label else []
        near = desk.cursor()
        places: list[tuple[int, int, int, Party]] = []
        for offset, mention in mentions.items():
            assert mention.entity is not None
            outside = not any(start <= offset < end for start, end in evidence)
            party = Participant(mention.entity, mention.id)
            places.append((2 if outside else 0, abs(offset - near), offset, party))
        for offset, (start, end) in _phrase_spots(self._text, phrases, set(mentions)):
            phrase = NewMention(start, end, desk.scheme.claim_label)
            places.append((1, abs(offset - near), offset, phrase))
        places.sort(key=lambda place: place[:3])
        found = [(offset, party) for *_, offset, party in places]
        self._places = _given(found, codes(len(places)), desk.letters)

    @property
    def entities(self) -> set[str]:
        """The entities that have letters."""
        return {_entity(party) for _, party in self._places.values()} - {""}

    def shown(self, typed: str, *, phrases: bool) -> Mapping[int, str]:
        """What to paint: at each offset the letters that are still to type."""
        return {
            offset: code[len(typed) :]
            for code, (offset, party) in self._places.items()
            if code.startswith(typed) and (phrases or not isinstance(party, NewMention))
        }

    def phrases(self, typed: str) -> list[Extent]:
        """The words that go on so and are not tagged yet."""
        return [
            (party.start, party.end)
            for code, (_, party) in self._places.items()
            if code.startswith(typed) and isinstance(party, NewMention)
        ]

    def find(self, typed: str) -> Party | None:
        """What these letters choose; None where more letters have to follow.

        Raises KeyError where no code goes on so.
        """
        if typed in self._places:
            return self._places[typed][1]
        if not any(code.startswith(typed) for code in self._places):
            raise KeyError(typed)
        return None

    def told_apart(self) -> str:
        """The phrases that begin where another one or a mention does, each with its letters.

        What stands at one offset is seen; how far each of several goes has to be said.
        """
        at_start: dict[int, list[tuple[str, Party]]] = {}
        for code, (offset, party) in self._places.items():
            start = party.start if isinstance(party, NewMention) else offset
            at_start.setdefault(start, []).append((code, party))
        said = []
        for _, group in sorted(at_start.items()):
            for code, party in group:
                if len(group) > 1 and isinstance(party, NewMention):
                    said.append(f"{code} “{short(self._text[party.start : party.end])}”")
        return ", ".join(said)


def _given(
    places: Sequence[tuple[int, Party]], free: Sequence[str], known: dict[str, str]
) -> dict[str, tuple[int, Party]]:
    """The places by their codes, the first ones with those of one letter.

    `known` has the letter of each entity that had one in the document, and learns those of others:
    they get letters that no other entity had, as long as there are such.
    """
    single = [code for code in free if len(code) == 1]
    given: dict[str, tuple[int, Party]] = {}
    new: list[tuple[int, Party]] = []
    for place in places[: len(single)]:
        letter = known.get(_entity(place[1]))
        if letter in single and letter not in given:
            given[letter] = place
        else:
            new.append(place)
    taken = set(known.values())
    left = sorted((code for code in single if code not in given), key=taken.__contains__)
    for place, letter in zip(new, left, strict=False):
        given[letter] = place
        if entity := _entity(place[1]):
            known[entity] = letter
    return given | dict(zip(free[len(single) :], places[len(single) :], strict=False))


def _entity(party: Party) -> str:
    """The entity that a letter stands for; empty for what has to be made."""
    return party.entity if isinstance(party, Participant) else ""


def short(words: str, most: tuple[int, int] = _NAMED) -> str:
    """Words on one row; of many the beginning and the end."""
    flat, (begin, end) = " ".join(words.split()), most
    return flat if len(flat) <= begin + end + 1 else f"{flat[:begin]}…{flat[-end:]}"


def brief(name: str) -> str:
    """A name on one row, where several have to find room."""
    return short(name, _BRIEF)


def _phrase_spots(
    text: str, phrases: Sequence[Extent], taken: set[int]
) -> Iterator[tuple[int, Extent]]:
    """Where each phrase's hint stands: the longest at their start, the others at their last word,
    or where else in them is room.
    """
    rest: list[Extent] = []
    for start, group in groupby(sorted(phrases, key=lambda p: (p[0], -p[1])), lambda p: p[0]):
        for phrase in group:
            if start in taken:
                rest.append(phrase)
            else:
                taken.add(start)
                yield start, phrase
    for start, end in rest:
        spots = list(spots_in(text[start:end], start))
        begin = [spot for spot in spots if spot > start and text[spot - 1].isspace()]
        for spot in (*reversed(begin), *spots):
            if spot not in taken:
                taken.add(spot)
                yield spot, (start, end)
                break
