"""The panes beside the text: folded by hand, or where there is no room for them."""

from __future__ import annotations

from collections.abc import Mapping

from textual.widget import Widget

from tui.room import needed, shown


class SidePanes:
    """The side panes by their names, and what the annotator asked of them."""

    def __init__(self, panes: Mapping[str, Widget]) -> None:
        self._panes = panes
        # Those that were folded or unfolded by hand, the last asked for last.
        self._asked: dict[str, bool] = {}

    @property
    def shown(self) -> set[str]:
        """The names of the panes that are shown."""
        return {name for name, pane in self._panes.items() if pane.display}

    def fit(self, width: int, *, several: bool) -> None:
        """Show the panes that there is room for in `width` columns; see `room.shown`."""
        wanted = shown(width, self._asked, several=several)
        for name, pane in self._panes.items():
            pane.display = name in wanted

    def toggle(self, names: tuple[str, ...], width: int, *, several: bool) -> str:
        """Fold the panes if one of them is shown, else show them; says what had no room."""
        before = self.shown
        unfold = not before & set(names)
        columns = min(map(needed, names))
        if unfold and width < columns:
            return f"no room: this takes {columns} columns, and there are {width}"
        for name in names:
            self._asked.pop(name, None)
            self._asked[name] = unfold
        self.fit(width, several=several)
        gone = before - self.shown
        return f"no room for both: the {gone.pop()} gave way" if unfold and gone else ""
