"""The annotator's screen: hands keys to the session and its changes to the panes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from annotations.model import Mention
from tui import legend
from tui.commands import BY_NAME
from tui.field import Field
from tui.keymap import Action, Keymap, key_name
from tui.paint import Palette
from tui.pauses import Pauses
from tui.places import Places
from tui.plain import counted
from tui.screens.between_keys import BetweenKeys
from tui.screens.everywhere import show_everywhere
from tui.screens.help import HelpScreen
from tui.screens.laid_over import overlay_of
from tui.screens.ledger import LedgerView, show_ledger
from tui.screens.palette import PaletteScreen
from tui.screens.search import SearchView, show_search
from tui.screens.side_panes import SidePanes
from tui.screens.typed_list import TypedListScreen
from tui.screens.words import Words
from tui.selection import Selection
from tui.session import Session, Update
from tui.typing_keys import KeyReader
from tui.widgets.documents import DocumentList
from tui.widgets.inspector import Inspector
from tui.widgets.line import Line
from tui.widgets.line_list import LIST_STEPS, LineList
from tui.widgets.reader import Reader
from tui.widgets.still import StillContainer, StillScreen
from tui.workbench import DOCUMENTS, INSPECTOR, READER

if TYPE_CHECKING:
    from tui.app import StandoffApp

_SMALLEST = (40, 10)


class MainScreen(StillScreen, inherit_bindings=False):
    """Three panes, the status line and the legend, around one session."""

    app: StandoffApp
    AUTO_FOCUS: ClassVar[str] = f"#{READER}"

    def __init__(self, session: Session, keymap: Keymap, places: Places, pauses: Pauses) -> None:
        super().__init__()
        self.session = session
        self.keymap = keymap
        self._keys = KeyReader(keymap)
        self._places = places
        self._between_keys = BetweenKeys(self, pauses)
        self._field: Field | None = None
        self._shown_at_hand: tuple[Mention | None, str | None] = (None, None)
        # Why the first document to be opened was not.
        self.refused = ""
        # Of how many changes that are not on disk the last command, to quit, has warned.
        self._warned_of = 0
        self.ledger_view, self.search_view = LedgerView(), SearchView()
        self._words = Words(session, self._keys)
        self._documents = DocumentList(id=DOCUMENTS)
        self._reader = Reader(id=READER)
        self._inspector = Inspector(session, id=INSPECTOR)
        self._side = SidePanes({DOCUMENTS: self._documents, INSPECTOR: self._inspector})
        self._reader.proposed.find = session.proposals.shown
        session.leave = self._remember
        session.recall = places.of
        self._palette: Palette = {
            label.name: (label.hex, label.key) for label in session.scheme.labels
        }

    # The panes

    def compose(self) -> ComposeResult:
        with StillContainer(id="too-small"):
            yield Line(id="small-message")
        with StillContainer(id="all"):
            yield self._words.heading
            with StillContainer(id="panes"):
                yield self._documents
                with StillContainer(id="page"):
                    yield self._reader
                yield self._inspector
            yield self._words.status
            yield self._words.legend

    def on_mount(self) -> None:
        self._fold()
        self._documents.show_project(
            self.session.project, self.session.position, self.session.unreadable
        )
        self.draw(self.session.take_update())
        self._between_keys.start()

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < _SMALLEST[0] or event.size.height < _SMALLEST[1]
        self.set_class(small, "small")
        if small:
            width, height = _SMALLEST
            said = f"too small: {event.size.width}x{event.size.height}, needs {width}x{height}"
            self.query_one("#small-message", Line).show(Text(said, end=""))
        self._fold()
        self.call_after_refresh(self.redraw_words)

    def redraw_words(self) -> None:
        self._words.show_heading(self.size.width)
        self.show_words()
        self._inspector.show_soon(anew=False)

    def _fold(self) -> None:
        self._side.fit(self._width, several=self._several)
        self._keep_focus()

    @property
    def _width(self) -> int:
        return self.size.width or self.app.size.width

    @property
    def _several(self) -> bool:
        return len(self.session.project.ids) > 1

    def _keep_focus(self) -> None:
        """Give the keys of a pane that was folded to the text."""
        if self.focused is None or not self.focused.display:
            self._focus(READER)
        self._inspector.show_soon(anew=False)

    def _focus(self, pane: str) -> None:
        # At once: `Widget.focus` comes after keys that wait already.
        self.set_focus(self.query_one(f"#{pane}"))

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Give the keys to a pane; what commands act on changes with it."""
        super().set_focus(widget, scroll_visible, from_app_focus)
        self._choose_item()

    def _choose_item(self) -> None:
        self.session.choose_item(self._pane, self._inspector.line)

    @property
    def _pane(self) -> str:
        return str(self.focused.id) if self.focused else READER

    @property
    def notices(self) -> list[str]:
        """What the annotator should know of this project; help lists it."""
        session = self.session
        return [*filter(None, [self.refused]), *session.project.notices, *session.faults]

    def in_view(self) -> tuple[int, int]:
        """The offsets of the text that is on the screen."""
        return self._reader.in_view

    # Keys

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.app.effort.key()
        if not self.is_active:
            # It was on its way here when another screen came up.
            if isinstance(self.app.screen, TypedListScreen):
                self.app.screen.press(event.key, event.character)
            return
        self._between_keys.key()
        if self.has_class("small"):
            # Nobody sees what any other key would do.
            self._quit_blindly(key_name(event.key, event.character))
        elif self._field:
            self._type_into(self._field, event)
        elif name := key_name(event.key, event.character):
            self.type_key(name)

    def _quit_blindly(self, name: str) -> None:
        self._keys.clear()
        action = self.keymap.resolve((name,), self._keys_pane)
        if action and action.command == "quit":
            self._quit()

    def _type_into(self, field: Field, event: events.Key) -> None:
        if event.key == "escape":
            self.session.perform(Action("cancel"))
        elif event.key == "enter":
            before = self.session.selection
            self.session.submit(field.value)
            self._follow_to_text(before)
        else:
            self.session.say("")
            field.press(event.key, event.character)
        self.draw(self.session.take_update())

    def type_key(self, name: str) -> None:
        """Do what a key means now, then draw what it changed."""
        if self._keys.waiting or not self.session.press(name):
            self._command_key(name)
        self.draw(self.session.take_update())

    def _command_key(self, name: str) -> None:
        if name == "escape" and self._keys.clear():
            return
        try:
            action, count = self._keys.read(name, self._keys_pane)
        except KeyError as error:
            self.app.effort.unknown(str(error.args[0]))
            saved = not self.session.project.unsaved
            said = legend.unusable(self.keymap, str(error.args[0]), self._pane, saved=saved)
            self.session.say(said)
            return
        if action:
            self.app.effort.used(action.command)
            self.perform(action, count)

    @property
    def _keys_pane(self) -> str:
        return "list" if isinstance(self.focused, LineList) else "reader"

    def perform(self, action: Action, count: int = 1) -> None:
        """Do a command: one of the screen's own, or the session's.

        A count is for the session and for steps in a list; all else of the screen is done once.
        """
        if action.command != "quit":
            self._warned_of = 0
        if own := VIEW_COMMANDS.get(action.command):
            self.session.say("")
            own(self)
        elif step := LIST_STEPS.get(action.command):
            self.session.say("")
            self._step_item(step(self._list(), count))
        else:
            before = self.session.selection
            self.session.perform(action, count)
            if action.command not in ("undo", "redo"):
                self._follow_to_text(before)

    def _follow_to_text(self, before: Selection) -> None:
        """Give the text the keys where a command of a list selected in it, or asks about it."""
        session, stance_id = self.session, self.session.shown_stance
        if session.prompt or (session.pane == INSPECTOR and session.selection != before):
            self._focus(READER)
            # The pane was left, but the prompt is still about the stance that was chosen there.
            session.shown_stance = stance_id

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.session.leave_off()
        if self.has_class("small"):
            return
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
        self._reader.overlay = overlay_of(self.session)
        self.show_words()
        if update.document or update.items:
            self._words.show_heading(self.size.width)
        mention, stance = session.mention_at_hand(), session.stance_at_hand
        moved = mention is not self._shown_at_hand[0] or stance != self._shown_at_hand[1]
        anew = update.document or update.items
        if anew or moved or self._inspector.due:
            # It marks the entity at hand and shows the guideline of its label or polarity.
            self._shown_at_hand = (mention, stance)
            self._inspector.show_soon(anew=anew)
        if update.all_progress or update.progress - {session.document.id}:
            self._documents.refresh()
        elif update.progress:
            self._documents.refresh_items(session.position)
        self.show_proposed()

    def show_proposed(self) -> None:
        """Draw again the words in view that are proposed now, or no more."""
        self._reader.refresh_proposed()

    def show_words(self) -> None:
        width = self.size.width
        if self._field:
            self.app.cursor_position = self._words.show_field(self._field, width)
        else:
            self._words.show(width, self._keys_pane, warned=self._warned_of > 0)

    # What the widgets report

    @on(Reader.Clicked)
    def _reader_clicked(self, event: Reader.Clicked) -> None:
        if self._is_typing():
            return
        self.session.leave_off()
        self._focus(READER)
        self.app.effort.sought("hint")
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
        self._reader.overlay = overlay_of(self.session)

    @on(LineList.Clicked)
    def _item_clicked(self, event: LineList.Clicked) -> None:
        if self._is_typing():
            return
        self.session.leave_off()
        event.source.cursor = event.index
        self._focus(str(event.source.id))
        self.app.effort.sought("item_open")
        self._open_item()
        self.draw(self.session.take_update())

    def _is_typing(self) -> bool:
        """Whether a line of text is asked for; a click must not throw away what is typed."""
        if self._field:
            self.session.say("not while this is typed")
            self.show_words()
        return self._field is not None

    @on(Inspector.Shown)
    def _inspector_shown(self) -> None:
        # The cursor may stand on another line now.
        self._choose_item()
        self._reader.overlay = overlay_of(self.session)

    # Commands of the screen

    def _list(self) -> LineList:
        return self.focused if isinstance(self.focused, LineList) else self._documents

    def _step_item(self, step: int) -> None:
        self._list().step(step)
        self._choose_item()
        self.session.say(self.session.describe_item())

    def _open_item(self) -> None:
        if self._pane == INSPECTOR:
            if self.session.open_item():
                self._focus(READER)
        elif self.session.go_to(self.session.project.ids[self._documents.cursor]):
            self._focus(READER)

    def _next_pane(self) -> None:
        shown = [p for p in (DOCUMENTS, READER, INSPECTOR) if self.query_one(f"#{p}").display]
        here = self._pane if self._pane in shown else READER
        self._focus(shown[(shown.index(here) + 1) % len(shown)])
        self.session.say(self.session.describe_item())

    def _toggle(self, *panes: str) -> None:
        self.session.say(self._side.toggle(panes, self._width, several=self._several))
        self._keep_focus()

    def _letters(self) -> None:
        self._reader.toggle_letters()

    def _theme(self) -> None:
        self.app.theme = self.app.other_theme()
        self.session.say(f"theme {self.app.theme}")

    def _show_help(self) -> None:
        notices = [*self.notices, *self.app.effort.notices]
        self.app.push_screen(HelpScreen(self.keymap, self.session.scheme, notices))

    def _show_palette(self) -> None:
        self.app.push_screen(PaletteScreen(self.keymap, self._run))

    def _run(self, command: str) -> None:
        self.app.effort.sought(command)
        self.perform(Action(command))
        self.draw(self.session.take_update())

    def _cancel(self) -> None:
        if self.focused is self._reader:
            self.session.perform(Action("cancel"))
        self._focus(READER)

    def _quit(self) -> None:
        unsaved = len(self.session.project.unsaved)
        if unsaved and unsaved != self._warned_of:
            self._warned_of = unsaved
            keys = self.keymap.keys_of("quit")[0]
            self.session.say(f"{keys} again leaves with {counted(unsaved, 'change')} not on disk")
            return
        self.app.exit(0)

    # Between keys and at the end

    def all_is_saved(self) -> None:
        """What was held in memory is on disk at last."""
        self._warned_of = 0
        self.session.say("all is on disk again")

    def _remember(self) -> None:
        self._places.remember(self.session.document.id, self.session.selection.extent)

    def on_unmount(self) -> None:
        if self.session.document.id:
            self._remember()
        self._places.save(self.app.theme)
        self.app.effort.stop()


VIEW_COMMANDS: dict[str, Callable[[MainScreen], None]] = {
    "next_pane": MainScreen._next_pane,
    "toggle_documents": lambda screen: screen._toggle(DOCUMENTS),
    "toggle_inspector": lambda screen: screen._toggle(INSPECTOR),
    "focus_mode": lambda screen: screen._toggle(DOCUMENTS, INSPECTOR),
    "letters": MainScreen._letters,
    "theme": MainScreen._theme,
    "help": MainScreen._show_help,
    "palette": MainScreen._show_palette,
    "ledger": show_ledger,
    "search_all": show_search,
    "accept_project": show_everywhere,
    "cancel": MainScreen._cancel,
    "quit": MainScreen._quit,
    "item_open": MainScreen._open_item,
}
assert VIEW_COMMANDS.keys() | LIST_STEPS.keys() <= BY_NAME.keys()
