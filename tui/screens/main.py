"""The annotator's screen: hands keys to the session and its changes to the panes."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.command import CommandPalette
from textual.containers import Container, Horizontal, Vertical
from textual.geometry import Offset

from annotations.model import Mention
from tui import legend
from tui.commands import BY_NAME
from tui.display import printable
from tui.field import Field
from tui.keymap import Action, Keymap, key_name
from tui.paint import Overlay, Palette
from tui.palette import palette_provider
from tui.pauses import Pauses
from tui.places import Places
from tui.screens.help import HelpScreen
from tui.session import Session, Update
from tui.typing_keys import KeyReader
from tui.widgets.documents import DocumentList
from tui.widgets.inspector import Inspector
from tui.widgets.line import Line
from tui.widgets.line_list import LineList
from tui.widgets.reader import Reader
from tui.widgets.still import StillScreen

if TYPE_CHECKING:
    from tui.app import StandoffApp

# Narrower than this, a side pane takes too much from the text and folds by itself.
_ROOM_FOR_ALL = 120
_ROOM_FOR_INSPECTOR = 96
_ROOM_FOR_DOCUMENTS = 72
_SMALLEST = (40, 10)
_IDLE_AFTER = 2.0


class MainScreen(StillScreen, inherit_bindings=False):
    """Three panes, the status line and the legend, around one session."""

    app: StandoffApp
    AUTO_FOCUS: ClassVar[str] = "#reader"

    def __init__(self, session: Session, keymap: Keymap, places: Places, pauses: Pauses) -> None:
        super().__init__()
        self.session = session
        self.keymap = keymap
        self._keys = KeyReader(keymap)
        self._places = places
        self._pauses = pauses
        self._folded: dict[str, bool] = {}
        self._field: Field | None = None
        self._shown_mention: Mention | None = None
        self._legend_made = (-1, Text())
        self._typed = 0.0
        self._warned = False
        session.leave = self._remember
        session.recall = places.of
        self._palette: Palette = {
            label.name: (label.hex, label.key) for label in session.scheme.labels
        }

    # The panes

    def compose(self) -> ComposeResult:
        with Container(id="too-small"):
            yield Line(id="small-message")
        with Vertical(id="all"):
            yield Line(id="heading")
            with Horizontal(id="panes"):
                yield DocumentList(id="documents")
                with Container(id="page"):
                    yield Reader(id="reader")
                yield Inspector(id="inspector")
            yield Line(id="status")
            yield Line(id="legend")

    def on_mount(self) -> None:
        self._reader = self.query_one("#reader", Reader)
        self._documents = self.query_one("#documents", DocumentList)
        self._inspector = self.query_one("#inspector", Inspector)
        self._heading = self.query_one("#heading", Line)
        self._status = self.query_one("#status", Line)
        self._legend = self.query_one("#legend", Line)
        self._fold()
        self._documents.show_project(
            self.session.project, self.session.position, self.session.unreadable
        )
        self.draw(self.session.take_update())
        self.set_interval(0.5, self._tick)
        self.call_after_refresh(self._pauses.start)

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < _SMALLEST[0] or event.size.height < _SMALLEST[1]
        self.set_class(small, "small")
        if small:
            width, height = _SMALLEST
            said = f"too small: {event.size.width}x{event.size.height}, needs {width}x{height}"
            self.query_one("#small-message", Line).show(Text(said, end=""))
        self._fold()
        self.call_after_refresh(self._redraw_words)

    def _redraw_words(self) -> None:
        self._heading.show(self._heading_text())
        self._show_words()
        self._inspector.show_soon(self.session)

    def _fold(self) -> None:
        width = self.size.width or self.app.size.width
        several = len(self.session.project.ids) > 1
        wanted = {
            "documents": width >= (_ROOM_FOR_DOCUMENTS if several else _ROOM_FOR_ALL),
            "inspector": width >= _ROOM_FOR_INSPECTOR,
        }
        for pane, shown in wanted.items():
            self.query_one(f"#{pane}").display = not self._folded.get(pane, not shown)
        if self.focused is None or not self.focused.display:
            self._focus("reader")

    def _focus(self, pane: str) -> None:
        # At once: `Widget.focus` comes after keys that wait already.
        self.set_focus(self.query_one(f"#{pane}"))

    def in_view(self) -> tuple[int, int]:
        """The offsets of the text that is on the screen."""
        return self._reader.in_view

    # Keys

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if not self.is_current:
            # It was on its way here when another screen came up.
            return
        self._pauses.key()
        self._typed = monotonic()
        if self._field:
            self._type_into(self._field, event)
        elif name := key_name(event.key, event.character):
            self.type_key(name)

    def _type_into(self, field: Field, event: events.Key) -> None:
        if event.key == "escape":
            self.session.perform(Action("cancel"))
        elif event.key == "enter":
            self.session.submit(field.value)
        else:
            field.press(event.key, event.character)
        self.draw(self.session.take_update())

    def type_key(self, name: str) -> None:
        """Do what a key means now, then draw what it changed."""
        if not self.session.press(name):
            self._command_key(name)
        self.draw(self.session.take_update())

    def _command_key(self, name: str) -> None:
        if name == "escape" and self._keys.clear():
            return
        pane = "list" if isinstance(self.focused, LineList) else "reader"
        try:
            action, count = self._keys.read(name, pane)
        except KeyError as error:
            keys = ", ".join(self.keymap.keys_of("help")[:1])
            self.session.say(f"{error.args[0]} does nothing here; {keys} shows all keys")
            return
        if action:
            self.perform(action, count)

    def perform(self, action: Action, count: int = 1) -> None:
        """Do a command: one of the screen's own, or the session's."""
        own = VIEW_COMMANDS.get(action.command)
        if own is None:
            self.session.perform(action, count)
            return
        self.session.say("")
        for _ in range(count):
            own(self)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if self._field:
            self._field.insert(event.text)
        else:
            self.session.say("pasted text is not typed as commands")
        self.draw(self.session.take_update())

    # Drawing

    def draw(self, update: Update) -> None:
        """Draw again what a key changed, and no more."""
        session = self.session
        if session.entry is None:
            self._field = None
        elif self._field is None or self._field.entry is not session.entry:
            self._field = Field(session.entry)
        if update.document:
            text = session.document.text
            self._reader.show(text, session.marks, self._palette, 0)
            session.rows = self._reader.rows
            self._documents.cursor = session.position
        for start, end in update.ranges:
            self._reader.refresh_range(start, end)
        session.page = max(1, self._reader.page_rows - 2)
        self._reader.overlay = self._overlay()
        self._show_words()
        if update.document or update.items:
            self._heading.show(self._heading_text())
        mention = session.mention_at_hand()
        if update.document or update.items or mention is not self._shown_mention:
            # It marks the entity of the mention at hand and shows the guideline of its label.
            self._shown_mention = mention
            self._inspector.show_soon(session)
        if update.progress - {session.document.id}:
            self._documents.refresh()
        elif update.progress:
            self._documents.refresh_items(session.position)

    def _overlay(self) -> Overlay:
        session, prompt = self.session, self.session.prompt
        evidence = tuple(prompt.evidence) if prompt else ()
        stance = session.record.stance(session.stance_at_hand) if session.stance_at_hand else None
        if not evidence and stance:
            evidence = tuple((span.start, span.end) for span in stance.evidence)
        mention, extent = session.mention_at_hand(), session.selection.extent
        return Overlay(
            selection=extent,
            head=session.selection.cursor,
            evidence=evidence,
            hits=session.hits,
            hints=dict(prompt.hints) if prompt else {},
            # A mention that is selected itself needs no mark of its own: without colours the two
            # would cancel out.
            current=mention.id if mention and extent != (mention.start, mention.end) else None,
        )

    def _show_words(self) -> None:
        session = self.session
        if self._field:
            text, column = self._field.shown(self.size.width)
            self._status.show(text)
            self._legend.show(Text(" Enter keeps it · Esc leaves it as it was", end=""))
            self.app.cursor_position = self._status.region.offset + Offset(column, 0)
            return
        prompt = session.prompt
        # During a prompt the labels' keys mean something else: it has both rows for itself.
        asked = legend.rows(prompt.line, self.size.width) if prompt else ("", "")
        trouble = session.trouble
        if trouble and not (self._warned and session.message):
            status = Text(f" {printable(trouble)}", style="bold reverse", end="")
        else:
            status = Text(f" {printable(session.message) or asked[0]}", end="")
        status.no_wrap, status.overflow = True, "ellipsis"
        self._status.show(status)
        if prompt:
            shown = " ".join(asked) if trouble or session.message else asked[1]
            self._legend.show(Text(f" {shown}", no_wrap=True, overflow="ellipsis", end=""))
        elif self._keys.waiting:
            pane = "list" if isinstance(self.focused, LineList) else "reader"
            pending = self._keys.pending
            more = self.keymap.continuations(pending, pane) if pending else []
            self._legend.show(legend.following(self._keys.waiting, more))
        else:
            self._legend.show(self._labels())

    def _labels(self) -> Text:
        """The legend, made once for each width."""
        width = self.size.width
        if self._legend_made[0] != width:
            made = legend.labels(self.keymap, self.session.scheme, width)
            self._legend_made = (width, made)
        return self._legend_made[1]

    def _heading_text(self) -> Text:
        session = self.session
        place = f"{session.position + 1}/{len(session.project.ids)}"
        title = session.document.title or session.document.id
        return legend.heading(
            session.record, title, place, self.size.width, read_only=session.project.read_only
        )

    # What the widgets report

    @on(Reader.Clicked)
    def _reader_clicked(self, event: Reader.Clicked) -> None:
        self._focus("reader")
        token = self.session.segmentation.token_at(event.offset)
        if event.extend:
            self.session.extend_to(event.offset)
        elif token:
            self.session.choose(token)
        self.draw(self.session.take_update())

    @on(Reader.RowsChanged)
    def _rows_changed(self, event: Reader.RowsChanged) -> None:
        self.session.rows = event.rows
        self.session.page = max(1, self._reader.page_rows - 2)
        self._reader.overlay = self._overlay()

    @on(LineList.Clicked)
    def _item_clicked(self, event: LineList.Clicked) -> None:
        event.source.focus()
        event.source.cursor = event.index
        self._open_item(event.source)
        self.draw(self.session.take_update())

    # Commands of the screen

    def _list(self) -> LineList:
        return self.focused if isinstance(self.focused, LineList) else self._documents

    def _step_item(self, step: int) -> None:
        chosen = self._list()
        chosen.step(step)
        self._item_at_hand(chosen)

    def _item_at_hand(self, chosen: LineList) -> None:
        line = self._inspector.item
        if chosen is self._inspector and line:
            self.session.stance_at_hand = line.id if line.kind == "stance" else None
            if line.kind == "stance":
                self.session.say("Enter goes to its words, Del removes it, # notes")

    def _open_item(self, chosen: LineList) -> None:
        if chosen is self._documents:
            if self.session.go_to(self.session.project.ids[chosen.cursor]):
                self._focus("reader")
            return
        line = self._inspector.item
        if line and line.kind == "stance":
            self.session.choose_stance(line.id)
        elif line and line.id:
            self._go_to_mention(line.id)

    def _go_to_mention(self, entity_id: str) -> None:
        """Select the entity's next mention after the selection, from the last on to the first."""
        mentions = self.session.record.mentions_of(entity_id)
        if not mentions:
            self.session.say("no mention of it in the text")
            return
        at = self.session.selection.start
        chosen = next((m for m in mentions if m.start > at), mentions[0])
        self.session.choose((chosen.start, chosen.end))

    def _next_pane(self) -> None:
        shown = [p for p in ("documents", "reader", "inspector") if self.query_one(f"#{p}").display]
        here = self.focused.id if self.focused and self.focused.id in shown else "reader"
        self._focus(shown[(shown.index(str(here)) + 1) % len(shown)])

    def _toggle(self, *panes: str) -> None:
        shown = any(self.query_one(f"#{pane}").display for pane in panes)
        for pane in panes:
            self._folded[pane] = shown
        self._fold()

    def _letters(self) -> None:
        self._reader.letters = not self._reader.letters

    def _theme(self) -> None:
        self.app.theme = self.app.other_theme()
        self.session.say(f"theme {self.app.theme}")

    def _show_help(self) -> None:
        self.app.push_screen(HelpScreen(self.keymap, self.session.scheme))

    def _show_palette(self) -> None:
        self.app.push_screen(CommandPalette(providers=[palette_provider(self)]))

    def _cancel(self) -> None:
        if self.focused is self._reader:
            self.session.perform(Action("cancel"))
        self._focus("reader")

    def _quit(self) -> None:
        unsaved = len(self.session.project.unsaved)
        if unsaved and not self._warned:
            self._warned = True
            keys = self.keymap.keys_of("quit")[0]
            self.session.say(
                f"{keys} again leaves with {legend.counted(unsaved, 'change')} not on disk"
            )
            return
        self.app.exit(0)

    # Between keys and at the end

    def _tick(self) -> None:
        self._pauses.tick()
        project = self.session.project
        if project.unsaved:
            project.idle()
            if not project.unsaved:
                self._warned = False
                self.session.say("all is on disk again")
            self._show_words()
        elif self._typed and monotonic() - self._typed > _IDLE_AFTER:
            self._typed = 0.0
            project.idle()

    def _remember(self) -> None:
        self._places.remember(self.session.document.id, self.session.selection.extent)

    def on_unmount(self) -> None:
        if self.session.document.id:
            self._remember()
        self._places.save(self.app.theme)


VIEW_COMMANDS: dict[str, Callable[[MainScreen], None]] = {
    "next_pane": MainScreen._next_pane,
    "toggle_documents": lambda screen: screen._toggle("documents"),
    "toggle_inspector": lambda screen: screen._toggle("inspector"),
    "focus_mode": lambda screen: screen._toggle("documents", "inspector"),
    "letters": MainScreen._letters,
    "theme": MainScreen._theme,
    "help": MainScreen._show_help,
    "palette": MainScreen._show_palette,
    "cancel": MainScreen._cancel,
    "quit": MainScreen._quit,
    "item_down": lambda screen: screen._step_item(1),
    "item_up": lambda screen: screen._step_item(-1),
    "item_page_down": lambda screen: screen._step_item(screen._list().page),
    "item_page_up": lambda screen: screen._step_item(-screen._list().page),
    "item_first": lambda screen: screen._step_item(-screen._list().count),
    "item_last": lambda screen: screen._step_item(screen._list().count),
    "item_open": lambda screen: screen._open_item(screen._list()),
}
assert VIEW_COMMANDS.keys() <= BY_NAME.keys()
