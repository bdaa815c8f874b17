"""Keys as they are typed: sequences, counts, and what they mean in a pane."""

from __future__ import annotations

from tui.keymap import Action, Keymap, show_keys

_MOST = 100_000
_DIGITS = len(str(_MOST))


class KeyReader:
    """Collects keys until they make an action, or can't make one any more.

    In the vim preset digits before a command are its count; those after the sixth change nothing.
    """

    def __init__(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self.pending: tuple[str, ...] = ()
        self._digits = ""

    def read(self, key: str, pane: str) -> tuple[Action | None, int]:
        """Take a key typed in a pane: the action and its count, or None while keys are pending.

        Raises KeyError with the keys, as shown, where they mean nothing.
        """
        if self._is_digit(key):
            # Python refuses to read a number of thousands of digits, which a stuck key types.
            self._digits = (self._digits + key)[:_DIGITS]
            return None, 1
        keys = (*self.pending, key)
        action = self.keymap.resolve(keys, pane)
        if action is None and self.keymap.is_prefix(keys, pane):
            self.pending = keys
            return None, 1
        count = min(int(self._digits or "1"), _MOST)
        self.clear()
        if action is None:
            raise KeyError(show_keys(keys))
        return action, count

    def clear(self) -> bool:
        """Forget what was typed so far; says whether there was anything."""
        typed = bool(self.pending or self._digits)
        self.pending, self._digits = (), ""
        return typed

    @property
    def waiting(self) -> str:
        """What was typed so far, as shown; empty if nothing."""
        return f"{self._digits} {show_keys(self.pending)}".strip()

    def _is_digit(self, key: str) -> bool:
        counts = self.keymap.digits_count and not self.pending
        return counts and key.isascii() and key.isdigit() and (key != "0" or bool(self._digits))
