"""Tagging many places at once: the others of a string, what is proposed, and what gives way."""

from __future__ import annotations

import string
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import regex

from annotations.change import Change
from annotations.edits.base import Edit, apply_change
from annotations.edits.checks import check_bounds, quote, the_mention
from annotations.edits.mentions import new_mention, tag
from annotations.edits.room import PROPAGATED, gives_way, make_room, replaced
from annotations.errors import EditError
from annotations.language.wholes import is_behind_prefix, is_part, is_with_particle
from annotations.model import Mention, Record, words_of
from annotations.project_entities import ProjectEntities
from annotations.scheme import Scheme
from annotations.text import Extent, Segmentation


class Place(NamedTuple):
    """What is to be tagged: code points, the end exclusive; with which label; who proposed it."""

    start: int
    end: int
    label: str
    origin: str = "manual"


def occurrences(segmentation: Segmentation, words: str) -> Iterator[Extent]:
    """Where a text has these words, from the start on; what is no whole words is left out.

    Places do not overlap each other. Case is a difference.
    """
    text, size = segmentation.text, len(words)
    at = text.find(words) if words else -1
    while at >= 0:
        is_whole = is_whole_words(segmentation, (at, at + size))
        if is_whole:
            yield at, at + size
        at = text.find(words, at + (size if is_whole else 1))


def is_whole_words(segmentation: Segmentation, place: Extent) -> bool:
    """Whether a place begins and ends where no token and no grapheme goes on.

    Tokens of Han are single characters, but one of them beside another is mostly a part of a word;
    for more of them, and in Thai, see `annotations.language.wholes`. A particle or a preposition
    that is written together with a word is no part of it.
    """
    start, end = place
    text = segmentation.text
    if end - start == 1 and _AMID_HAN.match(text, start):
        return False
    first = _is_edge(segmentation, start)
    if not first and (token := segmentation.token_at(start)):
        first = text[start].isalpha() and is_behind_prefix(text, token, start, end)
    last = first and _is_edge(segmentation, end)
    if first and not last and (token := segmentation.token_at(end)):
        last = token[0] <= start and is_with_particle(text, (start, token[1]), end)
    return first and last and not is_part(text, start, end)


_HAN: Final = r"[\p{Han}&&\p{L}]"
_AMID_HAN: Final = regex.compile(rf"(?V1)(?<={_HAN}){_HAN}|{_HAN}(?={_HAN})")
# No token of letters goes over these.
_OPENING: Final = frozenset("([{“«„")
_CLOSING: Final = frozenset(",;:!?)]}”»…")
# Between two of these a token always goes on.
_LETTERS: Final = frozenset(string.ascii_letters)


def _is_edge(segmentation: Segmentation, offset: int) -> bool:
    """Whether no token and no grapheme goes over an offset."""
    text = segmentation.text
    if offset in (0, len(text)):
        return True
    before, after = text[offset - 1], text[offset]
    # By far the most are known without finding the tokens around.
    if after.isalnum() and (before.isspace() or (before in _OPENING and after.isalpha())):
        return True
    if before.isalnum() and (after.isspace() or (after in _CLOSING and before.isalpha())):
        return True
    if before in _LETTERS and after in _LETTERS:
        return False
    grapheme, token = segmentation.grapheme_at(offset), segmentation.token_at(offset)
    return (grapheme is None or grapheme[0] == offset) and (
        token is None or not token[0] < offset < token[1]
    )


def untagged(record: Record, places: Iterable[Extent]) -> list[Extent]:
    """The places that no mention overlaps, but for those that would give way to a longer one."""
    return list(filter(Taken(record).is_free, places))


def _apart(places: Iterable[Extent]) -> list[Extent]:
    """The places in order, without those that overlap an earlier one."""
    apart: list[Extent] = []
    for place in sorted(places):
        if not apart or apart[-1][1] <= place[0]:
            apart.append(place)
    return apart


class Taken:
    """The words that mentions hold, by where they are."""

    def __init__(self, record: Record) -> None:
        pieces = (
            (span.start, span.end, mention)
            for mention in record.mentions
            for span in mention.fragments or (mention,)
        )
        self._pieces = sorted(pieces, key=lambda piece: piece[:2])
        self._starts = [start for start, _, _ in self._pieces]
        # The farthest end up to each piece: a search backwards stops where none reaches.
        self._reach = list(accumulate((end for _, end, _ in self._pieces), max))

    def over(self, place: Extent) -> Iterator[Mention]:
        """The mentions that hold a character of a place."""
        start, end = place
        at = bisect_left(self._starts, end) - 1
        while at >= 0 and self._reach[at] > start:
            if self._pieces[at][1] > start:
                yield self._pieces[at][2]
            at -= 1

    def is_free(self, place: Extent) -> bool:
        """Whether no mention holds a character of it, but those that would give way."""
        return all(gives_way(mention, place) for mention in self.over(place))


def tag_over(
    record: Record,
    text: str,
    start: int,
    end: int,
    label: str,
    scheme: Scheme,
    *,
    origin: str = "manual",
    shared: ProjectEntities | None = None,
) -> Change:
    """Tag as `tag` does; what propagation put inside of the new mention goes.

    A propagated mention stays where a note, a stance or a relation needs it. Raises EditError as
    `tag` does.
    """
    made = tag(record, text, start, end, label, scheme, origin=origin, shared=shared)
    edit = Edit(apply_change(record, made.operations), shared)
    gone = make_room(edit, [(start, end)])
    return merged("tag", f"{made.summary}{replaced(gone)}", made, edit.change("", ""))


def tag_others(
    record: Record,
    text: str,
    mention_id: str,
    places: Sequence[Extent],
    shared: ProjectEntities | None = None,
) -> Change:
    """Tag places as a mention is: with its label, for its entity. Their origin is `propagated`.

    Places with other words are left out, and what is tagged already or overlaps what is or an
    earlier place; the summary counts what was tagged. Raises EditError where nothing is left.
    """
    like = the_mention(record, mention_id)
    if like.fragments:
        raise EditError(f"{quote(like.text)} is in pieces: no other place is like it")
    alike = (place for place in places if text[slice(*place)] == like.text)
    wanted = _apart(untagged(record, alike))
    if not wanted:
        raise EditError(f"{quote(like.text)} is nowhere else untagged in this document")
    edit = Edit(record, shared)
    gone = make_room(edit, wanted)
    for start, end in wanted:
        words, new_id = text[start:end], edit.new_id(Mention)
        edit.put(
            Mention(new_id, start, end, words, like.label, entity=like.entity, origin=PROPAGATED)
        )
    said = f"{like.label} {quote(like.text)}: {len(wanted)} other{'s'[: len(wanted) > 1]} like it"
    return edit.change("propagate", f"{said}{replaced(gone)}")


def tag_everywhere(
    record: Record,
    text: str,
    place: Place,
    others: Sequence[Extent],
    scheme: Scheme,
    shared: ProjectEntities | None = None,
) -> Change:
    """Tag a place and others with its words as one change; see `tag_over` and `tag_others`."""
    start, end, label, origin = place
    first = tag_over(record, text, start, end, label, scheme, origin=origin, shared=shared)
    if not others:
        # Looking at what is tagged takes long where that is much.
        return first
    after = apply_change(record, first.operations)
    rest = untagged(after, (other for other in others if text[slice(*other)] == text[start:end]))
    if not rest:
        return first
    made = after.mentions[-1]
    more = tag_others(after, text, made.id, rest, shared)
    count = f"{len(rest)} other{'s'[: len(rest) > 1]} like it"
    return merged("propagate", f"{first.summary} and {count}", first, more)


def tag_several(
    record: Record,
    text: str,
    places: Sequence[Place],
    scheme: Scheme,
    shared: ProjectEntities | None = None,
) -> Change:
    """Tag several places, each with its own label, as one change.

    What is tagged already, or overlaps what is or an earlier place, is left out. Raises EditError
    where nothing is left.
    """
    free: dict[Extent, Place] = {}
    taken = Taken(record)
    for place in places:
        if taken.is_free(place[:2]):
            free.setdefault(place[:2], place)
    if not free:
        raise EditError("nothing untagged is proposed here")
    return tag_places(record, text, [free[extent] for extent in _apart(free)], scheme, shared)


def tag_places(
    record: Record,
    text: str,
    places: Sequence[Place],
    scheme: Scheme,
    shared: ProjectEntities | None = None,
) -> Change:
    """Tag all of these places as one change, each as `tag_over` does, whatever is there.

    Only the same string joins an entity: a summary of many could not say what else was joined.
    What is tagged is looked through once, however many they are. Raises EditError as `tag` does.
    """
    edit = Edit(record, shared)
    alike: dict[tuple[str, str], list[Mention]] = {}
    for mention in record.mentions:
        alike.setdefault((words_of(mention), mention.label), []).append(mention)
    for start, end, label, origin in places:
        check_bounds(text, start, end)
        same = alike.setdefault((text[start:end], label), [])
        same.append(new_mention(edit, text, start, end, label, scheme, origin, same))
    edit.begin()
    gone = make_room(edit, [place[:2] for place in places])
    count = len(places)
    what = f"{places[0].label} {quote(text[slice(*places[0][:2])])}" if count == 1 else ""
    said = what or f"{count} mentions"
    return edit.change("tag" if count == 1 else "accept", f"{said}{replaced(gone)}")


def merged(command: str, summary: str, *changes: Change) -> Change:
    """Changes that were made one on the other as one, with one way back."""
    return Change(
        command,
        summary,
        tuple(operation for change in changes for operation in change.operations),
        tuple(operation for change in reversed(changes) for operation in change.inverse),
    )
