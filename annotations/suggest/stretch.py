"""Where remembered strings stand in a stretch of a text, kept up with what is decided."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.suggest.base import Candidate
from annotations.suggest.matching import Match, Matcher, apart
from annotations.suggest.memory import Memory
from annotations.text import Extent


class Stretch:
    """The places of a memory's strings between two offsets.

    They are found once; afterwards only the strings are looked for of which something else is said.
    """

    def __init__(self, memory: Memory, text: str, start: int, end: int) -> None:
        """`end` is exclusive. Nothing is looked at before `follow`."""
        self.start, self.end = start, end
        self._memory = memory
        self._text = text
        self._version = -1
        self._known: list[Match] = []
        self._fresh: dict[int, tuple[int, str]] = {}

    def follow(self) -> list[Extent]:
        """Take over what was decided since. The places that this may concern."""
        # Asked first: what another thread decides meanwhile is for the next time.
        version = self._memory.version
        if version == self._version:
            return []
        words = self._memory.decided_since(self._version)
        self._version = version
        where = (self._text, self.start, self.end)
        if words is None:
            self._known = self._memory.known_places(*where)
            self._fresh = self._memory.fresh_places(*where)
            return [(self.start, self.end)]
        places = {one: list(self._occurrences(one)) for one in set(words)}
        here = [one for one, found in places.items() if found]
        fresh = [one for one in here if self._memory.is_fresh(one)]
        if len(fresh) < len(here):
            self._known = self._memory.known_places(*where)
        if not all(map(self._memory.label, fresh)):
            # What they hid before is there again.
            self._fresh = self._memory.fresh_places(*where)
        elif fresh:
            for start, found in Matcher(fresh).starting(*where).items():
                self._take(start, *found)
        return [place for one in here for place in places[one]]

    def _occurrences(self, words: str) -> Iterator[Extent]:
        """Where a string stands, within words too: a plug-in may propose it anywhere."""
        for form in {words, words[:1].upper() + words[1:]}:
            at = self._text.find(form, self.start, self.end)
            while at >= 0:
                yield at, at + len(form)
                at = self._text.find(form, at + 1, self.end)

    def _take(self, start: int, end: int, words: str) -> None:
        """Note a place of a string, unless a longer one starts there."""
        known = self._fresh.get(start, (0, ""))
        # Of a string and the same with a small letter the one that stands there counts.
        if end > known[0] or (end == known[0] and words == self._text[start:end]):
            self._fresh[start] = (end, words)

    def candidates(self) -> list[Candidate]:
        """What the memory proposes here."""
        return self._memory.proposed([*self._known, *apart(self._fresh)])
