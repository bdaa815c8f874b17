"""Searching all documents: a pattern to type, and the hits with what stands around them.

Documents are looked through in short slices between keys, long texts by another thread, so that
typing goes on meanwhile. From the list of hits some or all are tagged as one change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from rich.text import Text
from textual.app import ComposeResult
from textual.worker import Worker

from annotations.errors import StandoffError
from annotations.quality.search import (
    Hit,
    Query,
    documents,
    look_through,
    parse_query,
    unknown_names,
)
from annotations.quality.tagging import tag_hits
from tui.display import printable
from tui.field import Field
from tui.keymap import Action, key_name
from tui.kwic import hit_line
from tui.plain import counted
from tui.screens.typed_list import TypedListScreen
from tui.typing_keys import KeyReader
from tui.widgets.line import Line
from tui.widgets.line_list import LineList
from tui.workbench import TextEntry

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

# Seconds that a slice may take, those between two, and after how many the list is shown anew.
_SLICE, _BETWEEN, _SHOWN_AFTER = 0.006, 0.001, 0.1
# So long after a key the search begins: another may follow.
_SETTLE = 0.08
# Texts of more code points are looked through by another thread, and so is any by an expression.
_LONG: Final = 50_000
# More hits than anybody looks through.
_MOST: Final = 2_000
_Key: TypeAlias = tuple[str, int | None, str | None]


@dataclass
class SearchView:
    """How the search was left: what is typed, whether as an expression, which hit was chosen."""

    typed: str = ""
    expressions: bool = False
    chosen: _Key | None = None


class SearchScreen(TypedListScreen, inherit_bindings=False):
    """The pattern's line over the hits. Tab gives the keys to the hits: Space marks, labels tag."""

    CLOSING: ClassVar[frozenset[str]] = frozenset({"escape", "f9"})

    def __init__(self, main: MainScreen) -> None:
        self._main = main
        self._view = main.search_view
        entry = TextEntry("Search all", self._view.typed, lambda _: None, anew=True)
        super().__init__(Field(entry), Line(id="ledger-line"), LineList(id="ledger-list"))
        self._help = Line(id="ledger-signs")
        self._foot = Line(id="ledger-foot")
        self._keys = KeyReader(main.keymap)
        self._in_list = False
        self._searching: Worker[None] | None = None
        self._is_complete = True
        self._has_more = False
        self._hits: list[Hit] = []
        self._marked: set[int] = set()
        self._read = self._unreadable = 0
        self._shown = 0.0
        self._said = ""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is being looked for any more."""
        return self._is_complete

    @property
    def hits(self) -> list[Hit]:
        """What has been found so far."""
        return self._hits

    def compose(self) -> ComposeResult:
        yield self._line
        yield self._help
        yield self._list
        yield self._foot

    def on_mount(self) -> None:
        if self._view.typed:
            self._search()

    # Searching

    def _sift(self) -> None:
        if self._field.value != self._view.typed:
            self._view.typed, self._view.chosen = self._field.value, None
            self._search()
        self._show()

    def _search(self) -> None:
        """Begin anew with what is typed; what was being looked for is given up."""
        if self._searching:
            self._searching.cancel()
        self._hits, self._marked = [], set()
        self._read = self._unreadable = 0
        self._said, self._is_complete, self._has_more = "", True, False
        self._list.show(0, self._entry, 0)
        try:
            query = parse_query(self._view.typed, expressions=self._view.expressions)
        except StandoffError as error:
            self._said = str(error) if self._view.typed.strip() else ""
            return
        self._is_complete = False
        self._searching = self.run_worker(partial(self._look, query))

    async def _look(self, query: Query) -> None:
        """Look through one document after the other, and give the keys their turn."""
        await asyncio.sleep(_SETTLE)
        project = self._main.session.project
        until = monotonic() + _SLICE
        try:
            for document_id in documents(project):
                found = look_through(project, document_id, query)
                room = _MOST + 1 - len(self._hits)
                if found.size > _LONG or (found.size and self._view.expressions):
                    hits = await asyncio.to_thread(_taken, found.hits, room)
                else:
                    hits = _taken(found.hits, room)
                self._read += 1
                self._unreadable += bool(found.fault)
                self._hits += hits
                if len(self._hits) > _MOST:
                    self._has_more = True
                    del self._hits[_MOST:]
                    break
                if monotonic() > until:
                    self._show_some()
                    await asyncio.sleep(_BETWEEN)
                    until = monotonic() + _SLICE
            if not self._hits:
                self._said = self._said or unknown_names(query, project.scheme)
        except StandoffError as error:
            self._said = str(error)
        self._is_complete = True
        self._show_hits()

    def _show_some(self) -> None:
        if monotonic() - self._shown > _SHOWN_AFTER:
            self._show_hits()

    def _show_hits(self) -> None:
        self._shown = monotonic()
        chosen = self._view.chosen
        at = next((n for n, hit in enumerate(self._hits) if _key(hit) == chosen), None)
        self._list.show(len(self._hits), self._entry, at)
        self._show()

    # Keys

    def press(self, key: str, character: str | None) -> None:
        """Take a key: of the pattern, or, after Tab, of the hits."""
        if key == "tab":
            self._in_list = not self._in_list
            self._keys.clear()
            self._show()
        elif key == "ctrl+r":
            self._view.expressions = not self._view.expressions
            self._search()
            self._show()
        elif self._in_list and key not in (*self.CLOSING, *self.STEPS, *_OF_THE_LIST):
            self._act(key_name(key, character))
            self._show()
        else:
            super().press(key, character)

    def _keep(self) -> None:
        if self._hits:
            self._view.chosen = _key(self._hits[self._list.cursor])

    def _act(self, name: str) -> None:
        """Do what a key means for the hits."""
        self._said = ""
        if name == "space" and not self._keys.waiting:
            self._mark()
            return
        try:
            action, _ = self._keys.read(name, "reader")
        except KeyError as error:
            self.app.effort.unknown(str(error.args[0]))
            action = Action("cancel")
        if action is None:
            return
        if action.command in _DONE_HERE:
            self.app.effort.used(action.command)
        if action.command in ("tag", "tag_all"):
            self._tag(action.label)
        elif action.command == "repeat" and self._main.session.last_label:
            self._tag(self._main.session.last_label)
        elif action.command in ("undo", "redo"):
            self._main.session.perform(action)
            self._said = self._main.session.message
            self._refresh()
        else:
            self._said = "Space marks, a label's key tags; Tab goes back to the pattern"

    def _mark(self) -> None:
        """Mark the hit at the cursor, or take its mark away, and go on to the next."""
        if self._hits:
            at = self._list.cursor
            self._marked ^= {at}
            self._list.refresh_items(at)
            self._step(1)

    def _tag(self, label: str) -> None:
        """Tag the marked hits, all of them where none is marked."""
        session = self._main.session
        if not self._marked and not self._is_complete:
            self._said = "not all is found yet: mark hits, or wait"
            return
        hits = [self._hits[at] for at in sorted(self._marked)] or self._hits
        if not hits:
            self._said = "nothing is found that could be tagged"
            return
        chosen = bool(self._marked)
        made = session.edit(lambda: tag_hits(session.project, label, hits, chosen=chosen))
        self._said = session.message
        if made:
            session.last_label = label
            self._refresh()

    def _refresh(self) -> None:
        """Other things are tagged now: find anew what is looked for among annotations."""
        self._marked = set()
        said = self._said
        self._keep()
        if any(hit.kind != "text" for hit in self._hits):
            self._search()
            self._said = said
        else:
            self._list.refresh()

    def _choose(self) -> None:
        """Leave, and go to the hit at the cursor."""
        if not self._hits:
            return
        at, session = self._list.cursor, self._main.session
        hit = self._hits[at]
        self._keep()
        self.dismiss()
        session.end_prompt()
        if not session.go_to(hit.document):
            return
        if hit.extent and hit.extent[1] <= len(session.document.text):
            session.choose(hit.extent)
        if hit.kind == "stance":
            session.shown_stance = hit.item
        keys = self._main.keymap.keys_of("search_all")[0]
        session.say(f"{at + 1} of {counted(len(self._hits), 'hit')}; {keys} goes back to them")

    # Drawing

    def _show(self) -> None:
        super()._show()
        session = self._main.session
        if self._in_list:
            labels = ((self._main.keymap.keys_of("tag", x.name), x) for x in session.scheme.labels)
            named = (f"{keys[0]} {printable(label.name)}" for keys, label in labels if keys)
            shown = Text(f" {'  '.join(named)}")
        else:
            shown = Text(f" {_PATTERNS}")
        shown.no_wrap, shown.overflow, shown.end = True, "ellipsis", ""
        self._help.show(shown)
        foot = f" {printable(' · '.join(self._parts()))}"
        self._foot.show(Text(foot, no_wrap=True, overflow="ellipsis", end=""))

    def _parts(self) -> Iterator[str]:
        if self._said:
            yield self._said
        if self._view.typed.strip():
            found = counted(len(self._hits), "hit")
            yield f"the first {found}" if self._has_more else found
        if not self._is_complete:
            yield f"{self._read:,} of {len(self._main.session.project.ids):,} documents read"
        if self._unreadable:
            yield f"{counted(self._unreadable, 'document')} can't be read"
        if self._in_list:
            which = f"the {len(self._marked)} marked" if self._marked else "all"
            yield f"Space marks · a label's key tags {which} · Tab types on · Enter goes there"
        else:
            kind = "words" if self._view.expressions else "expressions"
            yield f"Enter goes there · Tab marks and tags · Ctrl+R {kind}"
        yield "Esc leaves"

    def _entry(self, index: int, width: int) -> Text:
        mark = "*" if index in self._marked else " "
        line = Text(f"{mark} ", style="", no_wrap=True, overflow="ellipsis", end="")
        return line.append_text(hit_line(self._hits[index], width - 2, printable))


_DONE_HERE = frozenset({"tag", "tag_all", "repeat", "undo", "redo"})
_OF_THE_LIST = frozenset({"enter", "pagedown", "pageup"})
_PATTERNS = "words, or label:GPE entity:Turkey, or stance:support holder:Turkey target:sanctions"


def _taken(hits: Iterator[Hit], most: int) -> list[Hit]:
    return list(islice(hits, most))


def _key(hit: Hit) -> _Key:
    return hit.document, hit.start, hit.item


def show_search(main: MainScreen) -> None:
    """Show the search of all documents over the annotator's screen, as it was left."""
    main.app.push_screen(SearchScreen(main), lambda _: main.draw(main.session.take_update()))
