"""Which row stands at the top so that what matters is in view."""

from __future__ import annotations

_MARGIN = 2


def top_row(top: int, height: int, head: int, around: tuple[int, int]) -> int:
    """The row to put at the top of a pane of `height` rows, now at `top`, to show the row `head`.

    Two rows above and below the head stay in view where there is room, and so do all rows from the
    first to the last of `around` if they fit. A far jump puts the head at a third of the height.
    """
    margin = min(_MARGIN, (height - 1) // 2)
    lowest, highest = head - height + 1 + margin, head - margin
    first, last = around
    if first <= head <= last < first + height:
        whole = (last - height + 1, first)
        lowest, highest = max(lowest, whole[0]), min(highest, whole[1])
        if lowest > highest:
            lowest, highest = whole
    if lowest <= top <= highest:
        return top
    near = lowest if top < lowest else highest
    return near if abs(near - top) < height else head - height // 3
