"""The smallest app around the reader, and an app with nothing in it: what bench_reader.py drives.

    python reader_app.py reader MEGABYTES MENTIONS
    python reader_app.py floor

Keys of the first: `l` moves by a word, `f` a page, `t` tags the word, `q` quits.
"""

from __future__ import annotations

import random
import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from tui.marks import Mark, MarkIndex
from tui.paint import Overlay
from tui.pauses import Pauses
from tui.widgets.reader import Reader
from tui.widgets.still import Still, StillScreen

PALETTE = {
    "PERSON": ("#4c9be8", "p"),
    "GPE": ("#6cbf6c", "g"),
    "ORG": ("#e0a030", "o"),
    "EVENT": ("#e06c75", "e"),
}
SENTENCE = (
    "the president of Turkey told Zelenskyy that talks with Russia over the war in Ukraine would "
    "go on in Antalya as “planned” while sanctions café naïve Erdoğan said earlier this month"
)


def make_text(megabytes: float) -> str:
    """A text of that many million characters, in paragraphs, the same every time."""
    chance = random.Random(7)
    words = SENTENCE.split()
    paragraphs = []
    size = 0
    while size < megabytes * 1e6:
        paragraph = " ".join(chance.choices(words, k=chance.randint(20, 160))) + ".\n"
        paragraphs.append(paragraph)
        size += len(paragraph)
    return "".join(paragraphs)


def make_marks(text: str, count: int) -> MarkIndex:
    """Marks over the whole text; some long, a third of them placed to overlap."""
    chance = random.Random(11)
    marks = MarkIndex()
    labels = list(PALETTE)
    start = 0
    for number in range(count):
        if number % 3 != 1:
            start = chance.randrange(len(text) - 400)
        length = chance.randint(100, 300) if chance.random() < 0.07 else chance.randint(4, 24)
        mark = Mark(start + number % 3, start + length, f"m{number}", chance.choice(labels))
        marks.replace(mark.id, [mark])
    return marks


class FloorApp(App[None]):
    """A key changes one line: what Textual itself costs."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit")]

    def compose(self) -> ComposeResult:
        yield Static("READY 0", id="line")

    def on_key(self) -> None:
        self.count = getattr(self, "count", 0) + 1
        self.query_one("#line", Static).update(f"READY {self.count}", layout=False)


class StillStatic(Still, Static):
    """A line of text that isn't rendered again for changes elsewhere."""


class ReaderApp(App[None]):
    """Three panes, the middle one the reader."""

    CSS = "StillStatic { width: 24; } #line { dock: bottom; height: 1; width: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit")]

    def __init__(self, megabytes: float, mentions: int) -> None:
        super().__init__()
        self.text = make_text(megabytes)
        self.marks = make_marks(self.text, mentions)
        self.pauses = Pauses()
        self.selection = (0, self.text.find(" "))

    def get_default_screen(self) -> StillScreen:
        return StillScreen(id="_default")

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield StillStatic("documents")
            yield Reader()
            yield StillStatic("entities")
        yield StillStatic("READY", id="line")

    def on_mount(self) -> None:
        self.reader = self.query_one(Reader)
        self.line = self.query_one("#line", Static)
        self.reader.show(self.text, self.marks, PALETTE)
        self.call_after_refresh(self.pauses.start)
        self.set_interval(0.5, self.pauses.tick)

    def select(self, start: int) -> None:
        end = min(
            (
                place
                for place in (self.text.find(" ", start), self.text.find("\n", start))
                if place > 0
            ),
            default=len(self.text),
        )
        self.selection = (start, end)
        self.reader.overlay = Overlay(selection=self.selection, head=end - 1)
        self.line.update(f"READY {start}", layout=False)

    def on_key(self, event: object) -> None:
        self.pauses.key()
        key = getattr(event, "key", "")
        start, end = self.selection
        if key == "l":
            self.select(end + 1)
        elif key == "f":
            rows = self.reader.rows
            row, column = rows.cell_of(start)
            self.select(rows.offset_at(row + self.reader.page_rows, column))
        elif key == "t":
            touched = self.marks.replace(f"new{start}", [Mark(start, end, f"new{start}", "EVENT")])
            if touched is not None:
                self.reader.refresh_range(*touched)
            self.select(end + 1)


if __name__ == "__main__":
    if sys.argv[1] == "floor":
        FloorApp().run()
    else:
        ReaderApp(float(sys.argv[2]), int(sys.argv[3])).run()
