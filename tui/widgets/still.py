"""For widgets that seldom change: the strips of the last frame, until they are asked to repaint.

When two places of the screen change, Textual renders again every widget between them, whole, and
throws away what it finds unchanged. With three panes that is a third of what a key costs.
"""

from __future__ import annotations

from typing import Any, Self

from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


class Still(Widget):
    """A base for widgets that say by `refresh` when they look different, as all of Textual's do."""

    _still: tuple[Region, list[Strip]] | None = None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Repaint soon, as `Widget.refresh`; what was painted is forgotten."""
        self._still = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was painted in the old style."""
        self._still = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a part of the widget; those of the last time if nothing has changed."""
        if self._still is None or self._still[0] != crop:
            self._still = crop, self.painted(crop)
        return self._still[1]

    def painted(self, crop: Region) -> list[Strip]:
        """The strips of a part of the widget, painted anew."""
        return super().render_lines(crop)


class StillScreen(Still, Screen[Any]):
    """A Screen whose background isn't rendered again for changes elsewhere."""


class StillContainer(Still):
    """Holds widgets, one below the other, and isn't rendered again for changes in them."""

    DEFAULT_CSS = """
    StillContainer { width: 1fr; height: 1fr; layout: vertical; overflow: hidden hidden; }
    """
