"""Plans the keys that make a given annotation in the real program, and prints them as a log.

    python tests/benchmarks/plan_keys.py TEXT ANNOTATION.json [--scheme standoff.toml] > LOG

TEXT is one document, ANNOTATION a record of it (`mentions`, `entities`, `stances`). The hand goes
through the text once and takes for each thing the fewest keys that a search over the program's own
motions, candidates and hints finds. It looks ahead only to choose which of the next mentions to tag
first. Stances whose participants are named later are made when these are there. A line of the log
is a step: its keys, then the counts that the program shows afterwards and what was made.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

from plan_routes import FARTHEST, after_tag, route
from textual.pilot import Pilot

from annotations.edits import occurrences
from annotations.project import open_project
from tui.app import StandoffApp, proposing
from tui.finder import Finder
from tui.keymap import build
from tui.legend import asked
from tui.plain import counted
from tui.prompts.base import party_name
from tui.prompts.letters import brief
from tui.prompts.slots import ALSO

SIZE = (140, 45)
# So many of the mentions to come are looked at to find the best order.
AHEAD = 3


class Hand:
    """Types into the program, and says what it typed for what."""

    def __init__(self, app: StandoffApp, pilot: Pilot[int], wanted: dict[str, Any]) -> None:
        self.app, self.pilot, self.wanted = app, pilot, wanted
        self.screen = app.screen
        self.session = self.screen.session
        self.log: list[str] = []
        self.spent: Counter[str] = Counter()
        self.mentions = sorted(wanted["mentions"], key=lambda m: (m["start"], -m["end"]))
        self.names = {e["id"]: e.get("name", e["id"]) for e in wanted["entities"]}
        self.left = {(m["start"], m["end"], m["label"]): m for m in self.mentions}
        labels = self.session.scheme.labels
        self.keys = {label.name: label.key for label in labels}
        self.polarities = {p.name: p.key for p in self.session.scheme.polarities}
        self.entity: dict[str, str] = {}
        # What stances are to tag, and which of that has still to be joined.
        self.delegated: set[tuple[int, int]] = set()
        self.unjoined: dict[str, Any] | None = None

    # Typing

    async def type(self, *keys: str) -> None:
        for key in keys:
            self.screen.type_key(key)
            await self.pilot.pause()

    def note(self, kind: str, keys: list[str], words: str) -> None:
        """Write a step down. Of what makes a mention, the last key is the label's."""
        if kind == "label":
            self.spent["motion"] += len(keys) - 1
            kind = "accept" if keys[-1] == "enter" else kind
            self.spent[kind] += 1
        else:
            self.spent[kind] += len(keys)
        record = self.session.record
        counts = (
            f"{counted(len(record.mentions), 'mention')} · {counted(len(record.stances), 'stance')}"
        )
        self.log.append(f"{' '.join(keys)}  # {counts}: {words}")

    # The record

    def mention(self, m: dict[str, Any]) -> Any:
        found = [
            x
            for x in self.session.record.mentions
            if (x.start, x.end, x.label) == (m["start"], m["end"], m["label"])
        ]
        return found[0] if found else None

    def follow(self) -> None:
        """Cross off what the record has; what nobody wants must give way to what is to come."""
        for m in self.mentions:
            made = self.mention(m)
            if made:
                self.left.pop((m["start"], m["end"], m["label"]), None)
        for x in self.session.record.mentions:
            wanted = any(
                (m["start"], m["end"], m["label"]) == (x.start, x.end, x.label)
                for m in self.mentions
            )
            passing = any(m["start"] <= x.start and x.end <= m["end"] for m in self.left.values())
            assert wanted or passing, f"{x.text!r} {x.label} at {x.start} is not wanted"

    # Selecting

    async def select(self, goal: tuple[int, int]) -> list[str]:
        """Select an extent by keys; what was typed."""
        session = self.session
        typed: list[str] = []
        for _ in range(4):
            if session.selection.extent == goal:
                return typed
            keys = route(session, goal)
            if keys is None:
                text = session.document.text[slice(*goal)]
                raise self._stop(goal[0], f"no keys select “{text}”")
            if session.prompt:
                before = (session.selection, session.record.revision)
                await self.type(keys[0])
                if (session.selection, session.record.revision) == before and session.prompt:
                    # The prompt took the key: it has to be left first.
                    hinted = keys[0] in "'\""
                    if not hinted or "text" not in session.prompt.line:
                        await self.type("escape")
                        typed.append("escape")
                        keys = route(session, goal) or keys
                        await self.type(keys[0])
                await self.type(*keys[1:])
            else:
                await self.type(*keys)
            typed += keys
        if session.selection.extent != goal:
            raise self._stop(goal[0], f"these keys select something else: {' '.join(typed)}")
        return typed

    # Tagging

    def _suits(self, m: dict[str, Any]) -> bool:
        """Whether all other places of a mention's words are wanted alike: tag them at once."""
        places = list(occurrences(self.session.segmentation, m["text"]))
        others = 0
        for place in places:
            if place == (m["start"], m["end"]):
                continue
            over = [
                x for x in self.session.record.mentions if x.start < place[1] and place[0] < x.end
            ]
            if over:
                continue
            want = self.left.get((*place, m["label"]))
            if want is None:
                inside = [
                    n
                    for n in self.left.values()
                    if n["start"] <= place[0] and place[1] <= n["end"] and n["label"] != m["label"]
                ]
                if inside and (place[0], place[1]) != (inside[0]["start"], inside[0]["end"]):
                    # A longer mention to come takes the nested one away again.
                    continue
                return False
            if want["entity"] != m["entity"]:
                return False
            others += 1
        return others > 0

    async def tag(self, m: dict[str, Any]) -> None:
        session = self.session
        keys = await self.select((m["start"], m["end"]))
        key = self.keys[m["label"]]
        every = self._suits(m)
        key = key.upper() if every else key
        revision = session.record.revision
        await self.type(key)
        if session.record.revision == revision:
            await self.type("escape", key)
            keys.append("escape")
        keys.append(key)
        made = self.mention(m)
        if made is None:
            raise self._stop(m["start"], f"“{m['text']}” was not tagged by {' '.join(keys)}")
        self.note("label", keys, f"{m['label']} {m['text']}" + (" and the others" if every else ""))
        await self.join(m)

    async def join(self, m: dict[str, Any]) -> None:
        """Make the entity of a mention just tagged the wanted one."""
        if m["entity"] is None:
            return
        session, made = self.session, self.mention(m)
        want, have = self.entity.get(m["entity"]), made.entity
        owner = {mine: theirs for theirs, mine in self.entity.items()}
        if want == have:
            return
        if want is None:
            if have in owner:
                await self.type("=", "0")
                self.note("join", ["=", "0"], f"{m['text']}: an entity of its own")
            self.entity[m["entity"]] = self.mention(m).entity
            return
        keys = ["="]
        await self.type("=")
        if self.mention(m).entity != want and not session.prompt:
            # What was offered is another one.
            await self.type("=")
            keys.append("=")
        if self.mention(m).entity != want and session.prompt:
            likely = [e.id for e in getattr(session.prompt, "_likely", [])]
            if want in likely[:9]:
                at = likely.index(want)
                more = ["="] if at == 0 else [str(at + 1)]
            else:
                code = next(
                    (
                        code
                        for spot, code in session.prompt.hints.items()
                        if any(
                            x.entity == want and x.start <= spot < x.end
                            for x in session.record.mentions
                        )
                        and self._means(spot, want)
                    ),
                    None,
                )
                if code is None:
                    raise self._stop(m["start"], f"no keys join “{m['text']}”")
                more = list(code)
            await self.type(*more)
            keys += more
        now = self.mention(m).entity
        self.entity[m["entity"]] = now
        self.note("join", keys, f"{m['text']} is {session.record.name_of(now)}")

    def _means(self, spot: int, entity: str) -> bool:
        around = [x for x in self.session.record.mentions if x.start <= spot < x.end]
        inner = min(around, key=lambda x: x.end - x.start, default=None)
        return inner is not None and inner.entity == entity

    # Stances

    async def stances(self, group: list[dict[str, Any]]) -> None:
        """Make the stances of one sentence, in the order that takes the fewest keys."""
        before: dict[str, Any] | None = None
        for s in _ordered(group):
            if self.unjoined and self._delegated(s):
                await self._join_target()
                before = None
            holder = self._participant(_holder_of(s))
            if before and _position(s) == _position(before):
                await self.type(ALSO)
                keys = [ALSO, *await self._choose(s, holder, "the further holder")]
            else:
                keys = []
                if before is None or _holder_of(s) != _holder_of(before):
                    keys = await self._begin(s)
                    keys += await self._choose(s, holder, "the holder")
                key = self.polarities[s["polarity"]]
                await self.type(key)
                keys += [key, *await self._target(s)]
            self.note("stance", keys, _words(s, self.names))
            before = s
        await self._join_target()

    async def _join_target(self) -> None:
        """Join the target that was tagged with a stance to the entity that it is."""
        m, self.unjoined = self.unjoined, None
        if m:
            await self.join(m)

    async def _choose(self, s: dict[str, Any], entity: str, what: str) -> list[str]:
        keys = self._shortest(entity)
        if keys is None:
            raise self._no_stance(s, f"no keys choose {what}")
        await self.type(*keys)
        return keys

    def _no_stance(self, s: dict[str, Any], why: str) -> SystemExit:
        return self._stop(_evidence(s)[0], f"{why} in “{_words(s, self.names)}”")

    def _stop(self, offset: int, why: str) -> SystemExit:
        """What ends it: a sentence that says where it can't go on, and what the program says."""
        prompt = self.session.prompt
        said = prompt.line if prompt else self.session.message
        return SystemExit(f"{self.session.document.id}, at {offset}: {why} ({said})")

    def _participant(self, wanted: str) -> str:
        return wanted if wanted.startswith("@") else self.entity[wanted]

    async def _begin(self, s: dict[str, Any]) -> list[str]:
        session, sentence = self.session, _evidence(s)
        keys: list[str] = []
        before = session.prompt
        for _ in range(4):
            # What is tried in vain is not in the log: it must leave no trace.
            letters = dict(session.letters)
            await self.type("space")
            keys.append("space")
            if session.prompt and session.prompt is not before:
                if any(tuple(e) == sentence for e in session.prompt.evidence):
                    return keys
                await self.type("space")
                if session.prompt and any(tuple(e) == sentence for e in session.prompt.evidence):
                    return [*keys, "space"]
                await self.type("escape")
            elif session.prompt is before and before is not None:
                await self.type("escape")
                keys = [*keys[:-1], "escape"]
                before = None
                continue
            keys = keys[:-1]
            session.letters = letters
            keys += await self.select(self._near(sentence))
        raise self._no_stance(s, "no stance begins at the sentence")

    def _near(self, sentence: tuple[int, int]) -> tuple[int, int]:
        """A token of the sentence that few keys go to; evidence that is no sentence, as a whole."""
        if self.session.segmentation.sentence_at(sentence[0]) != sentence:
            return sentence
        tokens = self.session.segmentation.tokens_in(*sentence)
        ends = (tokens[0], tokens[-1])
        routes = [(len(r), t) for t in ends if (r := route(self.session, t)) is not None]
        return min(routes)[1]

    def _shortest(self, entity: str) -> list[str] | None:
        """The fewest keys that choose an entity in the slot that is asked for."""
        if entity.startswith("@"):
            return [{"@author": "@", "@unknown": "?", "@public": "!"}[entity]]
        prompt = self.session.prompt
        chooser = prompt._chooser
        last = prompt._last_holder if prompt.holder is None else None
        found = [["enter"]] if last and last.entity == entity else []
        found += [
            list(code)
            for code, (_, party) in chooser._letters._places.items()
            if getattr(party, "entity", "") == entity
        ]
        said = " ".join(asked(prompt.lines, SIZE[0], 2))
        found += [
            [key]
            for key, party in chooser._digits.items()
            if party.entity == entity and f"{key} {brief(party_name(self.session, party))}" in said
        ]
        return min(found, key=len, default=None) or self._by_name(entity)

    def _by_name(self, entity: str) -> list[str] | None:
        """The fewest letters of a name, and Tabs, that find an entity."""
        among = self.session.candidates()
        names = {name for one in among if one.entity == entity for name in one.names}
        found = []
        for typed in sorted({name[:end] for name in names for end in range(1, 9)}):
            finder = Finder(among)
            keys = ["space" if letter == " " else letter for letter in typed]
            for key in keys:
                finder.press(key)
            at = [one.entity for one in finder.found]
            if entity in at:
                found.append(["/", *keys, *["tab"] * at.index(entity), "enter"])
        return min(found, key=len, default=None)

    async def _target(self, s: dict[str, Any]) -> list[str]:
        wanted, m = _target_of(s), self._delegated(s)
        code = self._phrase(m) if m else None
        if m and code:
            await self.type(*code)
            self.delegated.discard((m["start"], m["end"]))
            known = self.entity.setdefault(wanted, self.mention(m).entity)
            self.unjoined = m if known != self.mention(m).entity else None
            return list(code)
        if wanted in self.entity or wanted.startswith("@"):
            return await self._choose(s, self._participant(wanted), "the target")
        raise self._no_stance(s, "no phrase has a letter for the target")

    def _phrase(self, m: dict[str, Any]) -> str | None:
        """The letters that tag a mention as the target."""
        prompt = self.session.prompt
        if (m["start"], m["end"]) not in [tuple(p) for p in prompt.phrases]:
            return None
        places = prompt._chooser._letters._places
        for code, (_, party) in places.items():
            if (getattr(party, "start", -1), getattr(party, "end", -1)) == (m["start"], m["end"]):
                return code
        return None

    def _claims(self, entity: str, sentence: tuple[int, int]) -> list[dict[str, Any]]:
        return [
            m
            for m in self.left.values()
            if m["entity"] == entity
            and m["label"] == self.session.scheme.claim_label
            and sentence[0] <= m["start"]
            and m["end"] <= sentence[1]
        ]

    def _delegated(self, s: dict[str, Any]) -> dict[str, Any] | None:
        """The mention that is tagged by choosing it as the target of a stance."""
        for m in self._claims(_target_of(s), _evidence(s)):
            if (m["start"], m["end"]) in self.delegated:
                return m
        return None

    def _is_passed(self, sentence: tuple[int, int], m: dict[str, Any]) -> bool:
        """Whether anything else of a sentence is to be tagged, or was tagged last."""
        tagged = self.session.record.mention(self.session.tagged or "")
        starts = [one["start"] for one in self.left.values() if one is not m]
        starts += [tagged.start] if tagged else []
        return any(sentence[0] <= start < sentence[1] for start in starts)

    def _left_to_stances(self, stances: list[dict[str, Any]]) -> set[tuple[int, int]]:
        """The mentions that are made by choosing them as targets, one for each target."""
        self.delegated = set()
        phrases: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for s in stances:
            sentence, wanted = _evidence(s), _target_of(s)
            if self._delegated(s) or any(
                m["entity"] == wanted and m["start"] < sentence[0] for m in self.left.values()
            ):
                continue
            if sentence not in phrases:
                phrases[sentence] = list(self.session.phrases_for_hints([sentence]))
            for m in self._claims(wanted, sentence):
                here = (m["start"], m["end"])
                # What is selected, or to be tagged everywhere, is tagged by its label's key, and so
                # is what there is to join where the hand would have to go for its stance alone.
                alone = wanted not in self.entity or (
                    not self._suits(m) and self._is_passed(sentence, m)
                )
                if here in phrases[sentence] and alone and here != self.session.selection.extent:
                    self.delegated.add(here)
                    break
        return self.delegated

    # All of it

    def _known(self, s: dict[str, Any]) -> bool:
        """Whether holder and target are there, or the target can be made with the stance."""
        target = _target_of(s)
        return all(
            one in self.entity or one.startswith("@") or (one == target and self._made_with(s))
            for one in (_holder_of(s), target)
        )

    def _made_with(self, s: dict[str, Any]) -> bool:
        phrases = self.session.phrases_for_hints([_evidence(s)])
        claims = self._claims(_target_of(s), _evidence(s))
        return any((m["start"], m["end"]) in phrases for m in claims)

    def _best(self, todo: list[dict[str, Any]]) -> dict[str, Any]:
        """Which mention to tag now, so that it and the next ones take the fewest keys."""
        ordered = sorted(todo, key=lambda m: (m["start"], -m["end"]))
        first, here = ordered[0], self.session.selection
        if here.extent == (first["start"], first["end"]) or len(ordered) == 1:
            return first
        near, beyond = ordered[:AHEAD], ordered[AHEAD : AHEAD + 1]
        known: dict[Any, int] = {}

        def cost(order: tuple[dict[str, Any], ...]) -> int:
            at, tagged, total = here, set[tuple[int, int]](), 0
            for m in (*order, *beyond):
                goal = (m["start"], m["end"])
                if (at, goal) not in known:
                    keys = route(self.session, goal, at)
                    known[at, goal] = 2 * FARTHEST if keys is None else len(keys)
                total += known[at, goal]
                at = after_tag(self.session, goal, tagged)
                tagged.add(goal)
            return total

        # Of orders that cost the same the first is that of the text.
        return min(permutations(near), key=cost)[0]

    async def work(self) -> None:
        """Make all of the annotation, a sentence after the other."""
        groups: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for s in sorted(self.wanted["stances"], key=lambda s: (_evidence(s), str(s["holder"]))):
            groups.setdefault(_evidence(s), []).append(s)
        later: list[dict[str, Any]] = []
        for sentence, group in [*groups.items(), ((10**9, 10**9), [])]:
            while True:
                self.follow()
                delegated = self._left_to_stances(group) if group else set()
                todo = [
                    m
                    for key, m in self.left.items()
                    if m["start"] < sentence[1] and key[:2] not in delegated
                ]
                if not todo:
                    break
                await self.tag(self._best(todo))
                self._own()
                self._mend()
            # What is named only later is said when it is there.
            for one in {_evidence(s): None for s in later}:
                ready = [s for s in later if _evidence(s) == one and self._known(s)]
                await self.stances(ready)
                later = [s for s in later if s not in ready]
            ready = [s for s in group if self._known(s)]
            later += [s for s in group if s not in ready]
            await self.stances(ready)
        self.follow()
        for s in later:
            raise self._no_stance(s, "holder or target is no mention and no phrase of the sentence")
        assert not self.left, self.left

    def _own(self) -> None:
        """Which entity each of the wanted ones is, of those that were made by a tag."""
        for other in self.mentions:
            made = self.mention(other)
            new = made and made.entity and other["entity"] not in self.entity
            if new and made.entity not in self.entity.values():
                self.entity[other["entity"]] = made.entity

    def _mend(self) -> None:
        """Entities that a join put into one have one id."""
        for m in self.mentions:
            made = self.mention(m)
            if made and m["entity"] and made.entity != self.entity.get(m["entity"]):
                have = self.session.record.entity(self.entity.get(m["entity"]))
                if have is None:
                    self.entity[m["entity"]] = made.entity


def _evidence(s: dict[str, Any]) -> tuple[int, int]:
    return (s["evidence"][0]["start"], s["evidence"][0]["end"])


def _holder_of(s: dict[str, Any]) -> str:
    return _entity(s["holder"])


def _target_of(s: dict[str, Any]) -> str:
    return _entity(s["target"])


def _entity(slot: Any) -> str:
    return str(slot["entity"] if isinstance(slot, dict) else slot)


def _position(s: dict[str, Any]) -> tuple[str, str]:
    return (s["polarity"], _target_of(s))


def _words(s: dict[str, Any], names: dict[str, str]) -> str:
    holder, target = _holder_of(s), _target_of(s)
    return f"{names.get(holder, holder)} {s['polarity']} {names.get(target, target)}"


def _ordered(group: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stances of a sentence so that the fewest begin anew; orders of six are tried."""

    def cost(order: tuple[dict[str, Any], ...]) -> int:
        return sum(
            _holder_of(one) != _holder_of(other) and _position(one) != _position(other)
            for one, other in pairwise(order)
        )

    return [*min(permutations(group[:6]), key=cost), *group[6:]]


async def plan(text: Path, annotation: Path, scheme: Path | None) -> Hand:
    """The hand after its work, in a fresh project of this one text."""
    wanted = json.loads(annotation.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STANDOFF_STATE"] = str(Path(folder) / "state.json")
        project = Path(folder) / "project"
        project.mkdir()
        shutil.copy(text, project / text.name)
        if scheme:
            shutil.copy(scheme, project / "standoff.toml")
        with open_project(project, annotator="typist", hold=True) as opened:
            keymap = build("default", opened.scheme)
            app = StandoffApp(opened, keymap, propose=proposing(opened))
            async with app.run_test(size=SIZE) as pilot:
                await pilot.pause()
                hand = Hand(app, pilot, wanted)
                await hand.work()
                return hand


def main() -> None:
    """Print the log; the keys of each kind go to standard error."""
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("text", type=Path)
    parser.add_argument("annotation", type=Path)
    parser.add_argument("--scheme", type=Path)
    options = parser.parse_args()
    hand = asyncio.run(plan(options.text, options.annotation, options.scheme))
    print(
        f"# {options.text.name}, a step a line: its keys, then the counts shown and what it made."
    )
    print("\n".join([*hand.log, "ctrl+t d  # done"]))
    spent = ", ".join(f"{keys} {kind}" for kind, keys in sorted(hand.spent.items()))
    print(f"{hand.spent.total() + 2} keys: {spent}, 2 done", file=sys.stderr)


if __name__ == "__main__":
    main()
