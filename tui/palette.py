"""The command palette, out of the command table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.commands import COMMANDS
from tui.keymap import Action

if TYPE_CHECKING:
    from tui.screens.main import MainScreen


def palette_provider(screen: MainScreen) -> type[Provider]:
    """The provider of a screen's commands: each by name and help, its keys beside it."""

    def entries() -> Iterator[tuple[str, str, Callable[[], None]]]:
        for command in COMMANDS:
            if command.pane != "list" and command.name not in ("palette", "stack"):
                keys = ", ".join(screen.keymap.keys_of(command.name))
                yield command.help, f"{command.name}  {keys}", _runner(screen, command.name)

    class Commands(Provider):
        """The commands of the annotator."""

        async def discover(self) -> Hits:
            for title, said, run in entries():
                yield DiscoveryHit(title, run, help=said)

        async def search(self, query: str) -> Hits:
            matcher = self.matcher(query)
            for title, said, run in entries():
                score = matcher.match(f"{title} {said}")
                if score > 0:
                    yield Hit(score, matcher.highlight(title), run, help=said)

    return Commands


def _runner(screen: MainScreen, name: str) -> Callable[[], None]:
    def run() -> None:
        screen.perform(Action(name))
        screen.draw(screen.session.take_update())

    return run
