"""Nothing that a scheme, a record or a file's name holds is obeyed by the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from app_driver import Driver, redrawn, write_project

from annotations import edits
from annotations.model import Participant
from annotations.project import Project, open_project
from annotations.scheme import Guideline, Label, NamedLabel, Polarity, Scheme
from tui.app import StandoffApp
from tui.keymap import build
from tui.pauses import Pauses
from tui.screens.help import HelpScreen
from tui.screens.ledger import LedgerScreen
from tui.screens.main import MainScreen
from tui.screens.palette import PaletteScreen

EVIL = "\x1b[31m\u202e\x07\u2066\x9b2J\u200f"
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NAME = f"a{EVIL}.txt"
TEXT = f"Anna{EVIL} met Bob."

SCHEME = Scheme(
    name=f"news{EVIL}",
    guideline=Guideline(f"1{EVIL}", f"Tag all.{EVIL}"),
    labels=(
        Label(f"PERSON{EVIL}", "p", "blue", f"Who{EVIL}"),
        Label(f"ORG{EVIL}", "\x1b", "teal", EVIL),
        Label(f"GPE{EVIL}", "\u202e", "red", EVIL),
    ),
    polarities=(Polarity(f"for{EVIL}", "+", 0, EVIL), Polarity(f"no{EVIL}", "\x07", -1)),
    relations=(NamedLabel(EVIL, EVIL),),
    document_labels=(NamedLabel(EVIL, EVIL),),
)


def _annotate(project: Project) -> None:
    """Two mentions, a stance and notes, each with what a terminal would obey."""
    person, text = SCHEME.labels[0].name, project.open(NAME).document.text

    def record() -> edits.Record:
        return project.open(NAME).record

    bob = text.index("Bob")
    project.commit(edits.tag(record(), text, 0, bob - 5, person, SCHEME))
    project.commit(edits.tag(record(), text, bob, bob + 3, person, SCHEME))
    one, other = (mention.entity or "" for mention in record().mentions)
    project.commit(edits.describe_entity(record(), other, name=f"Bob{EVIL}"))
    project.commit(
        edits.add_stance(
            record(),
            text,
            holder=Participant(one),
            polarity=SCHEME.polarities[0].name,
            target=Participant(other),
            evidence=[(0, len(text))],
        )
    )
    for item in (None, record().mentions[0].id, one, record().stances[0].id):
        project.commit(edits.set_note(record(), item, f"said{EVIL}"))


@asynccontextmanager
async def _running(folder: Path, size: tuple[int, int]) -> AsyncIterator[Driver]:
    with open_project(write_project(folder, {NAME: TEXT, f"b{EVIL}.txt": "x"})) as project:
        # No file can say this; a scheme of another origin might.
        project.scheme = SCHEME
        _annotate(project)
        app = StandoffApp(project, build("default", SCHEME))
        app.pauses = Pauses(enabled=False)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot, project)
            await driver.until(lambda: any(isinstance(s, MainScreen) for s in app.screen_stack))
            await redrawn(app)
            yield driver


def _check(app: Driver, where: str) -> None:
    for row in app.rows():
        found = [c for c in row if unicodedata.category(c) in ("Cc", "Cs") or c in BIDI]
        assert not found, (where, row)


@pytest.mark.parametrize("size", [(140, 40), (60, 14)])
async def test_no_control_reaches_the_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    async with _running(tmp_path, size) as app:
        _check(app, "main")
        await app.press("]")
        await app.until(lambda: app.session.mention_at_hand() is not None)
        await app.press("f5")
        if size[0] > 100:
            await app.seen("Guideline: PERSON")
        for keys in (["&"], ["escape"], ["space"], ["f", "escape"], ["="], ["escape"]):
            await app.press(*keys)
            _check(app, f"after {keys}")
        for keys in (["ctrl+e"], ["escape"], ["ctrl+a"], ["escape"], ["f6"], ["down"], ["down"]):
            await app.press(*keys)
            _check(app, f"after {keys}")
        await app.press("delete")
        _check(app, "what was removed")
        await app.press("ctrl+z")
        for keys in (["escape", "]", "%"], ["f"], ["*"], ["3"], ["escape"], ["]"]):
            await app.press(*keys)
            _check(app, f"after {keys}")
        assert [len(app.record.relations), len(app.record.labels)] == [1, 1]
        await app.press("f7")
        await app.until(lambda: isinstance(app.app.screen, LedgerScreen))
        await app.until(lambda: app.app.screen.is_complete)  # type: ignore[attr-defined]  # it is
        _check(app, "ledger")
        await app.press("enter")
        await app.seen("1 of 1")
        _check(app, "evidence")
        await app.press("right")
        await app.press("ctrl+p")
        await app.until(lambda: isinstance(app.app.screen, PaletteScreen))
        _check(app, "palette")
        await app.press("escape", "f1")
        await app.until(lambda: isinstance(app.app.screen, HelpScreen))
        for _ in range(12):
            _check(app, "help")
            await app.press("pagedown")
            await redrawn(app.app)
