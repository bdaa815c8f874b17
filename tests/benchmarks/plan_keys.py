"""Plans the keys that make a given annotation in the real program, and prints them as a log.

    python tests/benchmarks/plan_keys.py TEXT ANNOTATION.json [--scheme standoff.toml] > LOG

TEXT is one document, ANNOTATION a record of it (`mentions`, `entities`, `stances`). The hand goes
through the text once and takes for each thing the fewest keys that a search over the program's own
motions, candidates and hints finds; it doesn't look ahead. A line of the log is a step: its keys,
then the counts that the program shows afterwards and what was made.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from annotations.edits import occurrences
from annotations.project import open_project
from tui.app import StandoffApp, proposing
from tui.keymap import Action, build
from tui.plain import counted
from tui.selection import Selection

SIZE = (140, 45)
MOVES = {
    "next_candidate": "tab",
    "previous_candidate": "shift+tab",
    "next_phrase": ")",
    "previous_phrase": "(",
    "next_token": "right",
    "previous_token": "left",
    "row_down": "down",
    "row_up": "up",
    "row_start": "home",
    "row_end": "end",
    "next_sentence": "ctrl+right",
    "previous_sentence": "ctrl+left",
    "next_open_sentence": "\\",
    "cycle": "$",
    "grow": "+",
    "extend_token": "shift+right",
    "extend_token_back": "shift+left",
    "next_character": ".",
    "extend_character": ">",
    "extend_character_back": "<",
}
FARTHEST = 12


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

    def _after(self, at: Selection, move: str, smaller: list[Any]) -> Selection | None:
        session = self.session
        session.selection, session.smaller, session.goal = at, smaller, None
        session.grip = session.reading = session.readings = session.prompt = None
        session.perform(Action(move, ""))
        found = session.selection
        return None if found == at or session.prompt else found

    def route(self, goal: tuple[int, int]) -> list[str] | None:
        """The fewest keys from the selection to an extent, by motions and hints."""
        session = self.session
        kept = {
            name: getattr(session, name)
            for name in (
                "selection",
                "smaller",
                "goal",
                "grip",
                "reading",
                "readings",
                "prompt",
                "tagged",
                "offer",
                "message",
                "shown_stance",
                "recent",
            )
        }
        start = session.selection
        best: dict[Selection, int] = {start: 0}
        order = count()
        heap: list[tuple[int, int, Selection, list[str]]] = [(0, next(order), start, [])]
        for keys, found in self._hinted(goal):
            if len(keys) < best.get(found, 99):
                best[found] = len(keys)
                heapq.heappush(heap, (len(keys), next(order), found, keys))
        answer = None
        while heap:
            cost, _, at, keys = heapq.heappop(heap)
            if at.extent == goal:
                answer = keys
                break
            if cost >= FARTHEST or cost > best.get(at, 99):
                continue
            if abs(at.start - goal[0]) > 1200:
                continue
            for move, key in MOVES.items():
                if move == "cycle" and keys and keys[-1] == "$":
                    continue
                if "extend" in move and at.start != goal[0] and at.end != goal[1]:
                    continue
                found = self._after(at, move, [])
                if found and cost + 1 < best.get(found, 99):
                    best[found] = cost + 1
                    heapq.heappush(heap, (cost + 1, next(order), found, [*keys, key]))
            if len(best) > 1500:
                break
        for name, value in kept.items():
            setattr(session, name, value)
        return answer

    def _hinted(self, goal: tuple[int, int]) -> list[tuple[list[str], Selection]]:
        session = self.session
        start = session.selection
        found = []
        session.prompt = None
        session.perform(Action("hint", ""))
        shown = dict(session.prompt.hints) if session.prompt else {}
        for offset, code in shown.items():
            if not goal[0] - 60 <= offset < goal[1]:
                continue
            session.selection, session.prompt = start, None
            session.perform(Action("hint", ""))
            for letter in code:
                session.press(letter)
            first = session.selection
            found.append((["'", *code], first))
            if first.start == goal[0]:
                session.perform(Action("hint_end", ""))
                ends = dict(session.prompt.hints) if session.prompt else {}
                for spot, letters in ends.items():
                    if goal[0] <= spot < goal[1]:
                        session.selection, session.prompt = first, None
                        session.perform(Action("hint_end", ""))
                        for letter in letters:
                            session.press(letter)
                        found.append((["'", *code, '"', *letters], session.selection))
        session.selection, session.prompt = start, None
        return found

    async def select(self, goal: tuple[int, int]) -> list[str]:
        """Select an extent by keys; what was typed."""
        session = self.session
        typed: list[str] = []
        for _ in range(4):
            if session.selection.extent == goal:
                return typed
            keys = self.route(goal)
            if keys is None:
                text = session.document.text[slice(*goal)]
                raise SystemExit(f"no way to {text!r} {goal} from {session.selection}")
            if session.prompt:
                before = (session.selection, session.record.revision)
                await self.type(keys[0])
                if (session.selection, session.record.revision) == before and session.prompt:
                    # The prompt took the key: it has to be left first.
                    hinted = keys[0] in "'\""
                    if not hinted or "text" not in session.prompt.line:
                        await self.type("escape")
                        typed.append("escape")
                        keys = self.route(goal) or keys
                        await self.type(keys[0])
                await self.type(*keys[1:])
            else:
                await self.type(*keys)
            typed += keys
        if session.selection.extent != goal:
            raise SystemExit(f"lost on the way to {goal}: {typed} {session.selection}")
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
            raise SystemExit(f"{m} was not tagged: {session.message!r} {keys}")
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
                    raise SystemExit(f"no way to join {m['text']}: {session.prompt.line}")
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
        session = self.session
        evidence = group[0]["evidence"][0]
        sentence = (evidence["start"], evidence["end"])
        last = None
        for s in group:
            keys: list[str] = []
            if last != s["holder"]:
                keys += await self._begin(sentence)
                holder = s["holder"]["entity"] if isinstance(s["holder"], dict) else s["holder"]
                code = self._letter(self._participant(holder))
                if code is None:
                    raise SystemExit(f"no letter for the holder of {s}: {session.prompt.line}")
                await self.type(*code)
                keys += list(code)
            key = self.polarities[s["polarity"]]
            await self.type(key)
            keys.append(key)
            keys += await self._target(s, sentence)
            last = s["holder"]
            target = s["target"]["entity"] if isinstance(s["target"], dict) else s["target"]
            holder = last["entity"] if isinstance(last, dict) else last
            self.note(
                "stance",
                keys,
                f"{self.names.get(holder, holder)} {s['polarity']} "
                f"{self.names.get(target, target)}",
            )

    def _participant(self, wanted: str) -> str:
        return wanted if wanted.startswith("@") else self.entity[wanted]

    async def _begin(self, sentence: tuple[int, int]) -> list[str]:
        session = self.session
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
            goal = self._near(sentence)
            keys += await self.select(goal)
        raise SystemExit(f"no stance begins at {sentence}: {session.message}")

    def _near(self, sentence: tuple[int, int]) -> tuple[int, int]:
        """A token of the sentence that few keys go to."""
        tokens = self.session.segmentation.tokens_in(*sentence)
        routes = [(len(r), t) for t in (tokens[0], tokens[-1]) if (r := self.route(t)) is not None]
        return min(routes)[1]

    def _letter(self, entity: str) -> str | None:
        if entity.startswith("@"):
            return {"@author": "@", "@unknown": "?", "@public": "*"}.get(entity)
        for spot, code in self.session.prompt.hints.items():
            if self._means(spot, entity) or any(
                x.entity == entity and x.start == spot for x in self.session.record.mentions
            ):
                return code
        return None

    async def _target(self, s: dict[str, Any], sentence: tuple[int, int]) -> list[str]:
        session = self.session
        wanted = s["target"]["entity"] if isinstance(s["target"], dict) else s["target"]
        if wanted in self.entity or wanted.startswith("@"):
            code = self._letter(self._participant(wanted))
            if code is None:
                raise SystemExit(f"no letter for the target of {s}: {session.prompt.line}")
            await self.type(*code)
            return list(code)
        for m in self._claims(wanted, sentence):
            code = self._phrase(m)
            if code:
                await self.type(*code)
                self.entity[wanted] = self.mention(m).entity
                return list(code)
        raise SystemExit(f"no target for {s}")

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

    def _left_to_stances(self, stances: list[dict[str, Any]]) -> set[tuple[int, int, str]]:
        """The mentions that are made by choosing them as targets."""
        phrases: dict[tuple[int, int], list[tuple[int, int]]] = {}
        left = set()
        for s in stances:
            e = s["evidence"][0]
            sentence = (e["start"], e["end"])
            wanted = s["target"]["entity"] if isinstance(s["target"], dict) else s["target"]
            if wanted in self.entity:
                continue
            if any(m["entity"] == wanted and m["start"] < sentence[0] for m in self.left.values()):
                continue
            if sentence not in phrases:
                phrases[sentence] = list(self.session.phrases_for_hints([sentence]))
            for m in self._claims(wanted, sentence):
                if (m["start"], m["end"]) in phrases[sentence]:
                    left.add((m["start"], m["end"], m["label"]))
                    break
        return left

    # All of it

    async def work(self) -> None:
        stances = sorted(
            self.wanted["stances"],
            key=lambda s: (s["evidence"][0]["start"], str(s["holder"])),
        )
        groups: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for s in stances:
            e = s["evidence"][0]
            groups.setdefault((e["start"], e["end"]), []).append(s)
        for sentence, group in [*groups.items(), ((10**9, 10**9), [])]:
            while True:
                self.follow()
                delegated = self._left_to_stances(group) if group else set()
                todo = [
                    m
                    for key, m in self.left.items()
                    if m["start"] < sentence[1] and key not in delegated
                ]
                if not todo:
                    break
                m = min(todo, key=lambda m: (m["start"], -m["end"]))
                await self.tag(m)
                for other in self.mentions:
                    made = self.mention(other)
                    if made and made.entity and other["entity"] not in self.entity:
                        owners = set(self.entity.values())
                        if made.entity not in owners:
                            self.entity[other["entity"]] = made.entity
                await self._mend()
            if group:
                await self.stances(group)
        self.follow()
        assert not self.left, self.left

    async def _mend(self) -> None:
        """Entities that a join put into one have one id."""
        for m in self.mentions:
            made = self.mention(m)
            if made and m["entity"] and made.entity != self.entity.get(m["entity"]):
                have = self.session.record.entity(self.entity.get(m["entity"]))
                if have is None:
                    self.entity[m["entity"]] = made.entity


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
