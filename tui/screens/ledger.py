"""The ledger of the whole project: who stands how toward what, each cell with its evidence.

It reads the records in short slices between keys, so that no key waits for many documents.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult

from annotations.errors import StandoffError
from annotations.model import BUILT_IN_ENTITIES
from annotations.project import Project
from annotations.quality.ledger import Cell, Ledger, by_name
from tui.display import printable
from tui.field import Field
from tui.inspector import BARE, CONTRADICTED, SIGNS
from tui.legend import SIGN_STYLES, asked
from tui.plain import counted
from tui.prompts import EvidencePrompt
from tui.prompts.slots import described
from tui.screens.typed_list import TypedListScreen
from tui.selection import Extent
from tui.session import Session
from tui.widgets.line import Line
from tui.widgets.line_list import LineList
from tui.workbench import TextEntry

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

# Seconds that a slice may take, those between two, and after how many the count is shown anew.
_SLICE, _BETWEEN, _SHOWN_AFTER = 0.006, 0.001, 0.1
_RIGHT_CELLS = 24
# So many cells are put in order at once; more of them beside the keys.
_FEW = 2000


@dataclass
class LedgerView:
    """How the ledger was left: what is typed, how it is sorted, which cell was chosen."""

    typed: str = ""
    by_name: bool = False
    chosen: tuple[str, str, str] | None = None


class LedgerScreen(TypedListScreen, inherit_bindings=False):
    """A line to filter by, and the cells; Enter opens the evidence of one, Esc leaves."""

    CLOSING = frozenset({"escape", "f7"})

    def __init__(self, project: Project, view: LedgerView, choose: Callable[[Cell], None]) -> None:
        """`choose` opens the evidence of a cell, after the screen is closed."""
        field = Field(TextEntry("Ledger", view.typed, lambda _: None))
        super().__init__(field, Line(id="ledger-line"), LineList(id="ledger-list"))
        self._project = project
        self._view = view
        self._choose_cell = choose
        self._signs = Line(id="ledger-signs")
        self._foot = Line(id="ledger-foot")
        self._ledger = Ledger(project.scheme)
        self._ids = [*project.ids, *project.missing]
        self._waiting: Iterator[str] = iter(self._ids)
        self._read = 0
        self._unreadable = 0
        self._shown = 0.0
        self._complete = False
        self._all: list[tuple[str, Cell]] = []
        self._cells: list[Cell] = []

    @property
    def is_complete(self) -> bool:
        """Whether all records have been read and their cells are shown."""
        return self._complete

    def compose(self) -> ComposeResult:
        yield self._line
        yield self._signs
        yield self._list
        yield self._foot

    def on_mount(self) -> None:
        self._read_on()

    # Reading

    def _read_on(self) -> None:
        """Read records for a moment; the rest waits for the keys that came meanwhile."""
        until = monotonic() + _SLICE
        for document_id in self._waiting:
            self._read += 1
            try:
                record = self._project.record(document_id)
            except StandoffError:
                self._unreadable += 1
                record = None
            if record is not None:
                self._ledger.add(record)
            if monotonic() > until:
                break
        if self._read < len(self._ids):
            self.set_timer(_BETWEEN, self._read_on)
            if monotonic() - self._shown > _SHOWN_AFTER:
                self._shown = monotonic()
                self._show()
            return
        if len(self._ledger) > _FEW:
            self.run_worker(self._finish_beside())
        else:
            self._finish(self._made())

    async def _finish_beside(self) -> None:
        # Nothing is added any more, so that another thread may look through it.
        self._finish(await asyncio.to_thread(self._made))

    def _made(self) -> list[tuple[str, Cell]]:
        return [(_words(cell), cell) for cell in self._ledger.cells()]

    def _finish(self, made: list[tuple[str, Cell]]) -> None:
        self._all, self._complete = made, True
        self._sift()

    def _sift(self) -> None:
        """Show the cells that hold what is typed, with the one that was chosen at the cursor."""
        self._view.typed = self._field.value
        words = self._field.value.casefold().split()
        self._cells = [cell for held, cell in self._all if all(word in held for word in words)]
        if self._view.by_name:
            self._cells.sort(key=by_name)
        keys = [_key(cell) for cell in self._cells]
        at = keys.index(self._view.chosen) if self._view.chosen in keys else 0
        self._list.show(len(self._cells), self._entry, at)
        self._show()

    # Keys

    def press(self, key: str, character: str | None) -> None:
        """Take a key: Tab changes the order, the others are the line's and the list's."""
        if key == "tab":
            self._view.by_name = not self._view.by_name
            self._sift()
        else:
            super().press(key, character)

    def _keep(self) -> None:
        if self._cells:
            self._view.chosen = _key(self._cells[self._list.cursor])

    def _choose(self) -> None:
        if self._cells:
            self._keep()
            self.dismiss()
            self._choose_cell(self._cells[self._list.cursor])

    # Drawing

    def _show(self) -> None:
        super()._show()
        signs, _ = asked(_SIGNS_SAID, self.size.width, 1)
        self._signs.show(Text(f" {signs}", no_wrap=True, overflow="ellipsis", end=""))
        self._foot.show(Text(f" {self._said()}", no_wrap=True, overflow="ellipsis", end=""))

    def _said(self) -> str:
        if not self.is_complete:
            return f"{self._read:,} of {len(self._ids):,} documents read · Esc leaves"
        order = "count" if self._view.by_name else "name"
        found = [counted(len(self._cells), "line")]
        if self._ledger.contradictions:
            found.append(f"{CONTRADICTED} {counted(self._ledger.contradictions, 'contradiction')}")
        if across := sum(cell.across and cell.sign > 0 for _, cell in self._all):
            found.append(f"{ACROSS} {across} between documents")
        if self._unreadable:
            found.append(f"{counted(self._unreadable, 'document')} can't be read")
        if not self._all:
            found = ["there are no stances yet; Space in the text begins one"]
        keys = f"Type to filter · Tab sorts by {order} · Enter its evidence · Esc leaves"
        return " · ".join((*found, keys))

    def _entry(self, index: int, width: int) -> Text:
        return ledger_line(self._cells[index], width)


# Marks a holder who is for a target in one document and against it in another.
ACROSS = "≠"
# What the columns of a line say.
_FOR = f"{SIGNS[1]} for  {SIGNS[-1]} against  {SIGNS[0]} neither"
_SIGNS_SAID = (
    f"{_FOR} · 2:4 four of intensity 2 · then all · {CONTRADICTED} contradiction · "
    f"{ACROSS} between documents · {BARE} no mention of the holder",
    f"{_FOR}  2:4 four of intensity 2  then all  {CONTRADICTED} contradicts  "
    f"{ACROSS} between documents",
)


def ledger_line(cell: Cell, width: int) -> Text:
    """A cell in `width` cells: sign, holder, polarity, target, how strong, how often."""
    strengths = " ".join(f"{n}:{often}" for n, often in enumerate(cell.intensities, 1) if often)
    mark = f" {_flag(cell) or ' '}"
    right = f" {strengths}  {cell.count}{mark} "
    room = max(1, width - max(cell_len(right), min(_RIGHT_CELLS, width // 3)))
    sign = f" {SIGNS[cell.sign]} "
    bare = f" {BARE}" if cell.unshown else ""
    left = f"{sign}{_name(cell.holder)}{bare} — {printable(cell.polarity)} → {_name(cell.target)}"
    if cell_len(left) > room:
        left = set_cell_size(left, room - 1) + "…"
    right = right.rjust(width - room)
    text = Text(set_cell_size(left, room) + right, no_wrap=True, end="")
    text.stylize(SIGN_STYLES[cell.sign], 1, len(sign) - 1)
    if _flag(cell):
        text.stylize("bold", len(text) - 3)
    return text


def _name(name: str) -> str:
    return printable(" ".join(BUILT_IN_ENTITIES.get(name, name).split()))


def _flag(cell: Cell) -> str:
    """The mark of a cell that something contradicts: in a document, or between documents alone."""
    return CONTRADICTED if cell.contradictions else ACROSS if cell.across else ""


def _words(cell: Cell) -> str:
    """What the filter looks through; `!` finds both kinds of contradictions."""
    parts = (BUILT_IN_ENTITIES.get(name, name) for name in (cell.holder, cell.target))
    found = (_flag(cell), CONTRADICTED) if _flag(cell) else ()
    flags = (*found, *([BARE] if cell.unshown else []))
    return " ".join((*parts, cell.polarity, SIGNS[cell.sign], *flags)).casefold()


def _key(cell: Cell) -> tuple[str, str, str]:
    return (cell.holder, cell.target, cell.polarity)


def show_ledger(main: MainScreen) -> None:
    """Show the project's ledger over the annotator's screen, as it was left."""

    def choose(cell: Cell) -> None:
        follow_evidence(main.session, cell, back=lambda: show_ledger(main))
        main.draw(main.session.take_update())

    main.app.push_screen(LedgerScreen(main.session.project, main.ledger_view, choose))


def follow_evidence(session: Session, cell: Cell, *, back: Callable[[], None]) -> None:
    """Go to the first place that shows a cell; a prompt goes on from there."""

    def show(at: int) -> list[Extent]:
        document_id, stance_id = cell.evidence[at]
        if not session.go_to(document_id):
            session.prompt = prompt
            return []
        prompt.detail = ""
        # Another document ends the prompts of the one before.
        session.prompt = prompt
        stance = session.record.stance(stance_id)
        if stance is None:
            session.say("this stance is gone since; Esc makes the ledger anew")
            return []
        length = len(session.document.text)
        found = [(span.start, span.end) for span in stance.evidence if span.end <= length]
        if found:
            session.choose(found[0])
        session.say("")
        session.shown_stance = stance_id
        prompt.detail = described(
            session,
            intensity=stance.intensity,
            attribution=stance.attribution,
            basis=stance.basis,
            cue=[(cue.start, cue.end) for cue in stance.cue],
            note=stance.note,
        )
        return found

    said = f"{_name(cell.holder)} — {printable(cell.polarity)} → {_name(cell.target)}"
    prompt = EvidencePrompt(session, said, len(cell.evidence), show, back)
    prompt.begin()
