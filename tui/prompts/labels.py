"""Labels that are chosen by their keys: those of the document, put on and taken off."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence

from annotations.scheme import NamedLabel
from tui.keymap import show_keys
from tui.prompts.base import Desk
from tui.selection import Extent

_FREE = string.ascii_lowercase + string.digits + string.ascii_uppercase


def keys_of(labels: Sequence[NamedLabel], others: Iterable[str] = ()) -> dict[str, str]:
    """The name that each key stands for: the scheme's keys, else a letter of the name, else any.

    `others` are names that the scheme doesn't have. More names than keys leave the last without.
    """
    known = {label.name for label in labels}
    keys = {label.key: label.name for label in labels if label.key}
    without = [label.name for label in labels if not label.key]
    for name in (*without, *(other for other in others if other not in known)):
        own = [letter for letter in name.lower() if letter in _FREE]
        key = next((key for key in (*own, *_FREE) if key not in keys), "")
        if key:
            keys[key] = name
    return keys


class DocumentLabelsPrompt:
    """Puts labels on the document and takes them off, by their keys, until Esc or Enter."""

    hints: Mapping[int, str] = {}
    evidence: Sequence[Extent] = ()

    def __init__(self, desk: Desk, toggle: Callable[[str], None]) -> None:
        """`toggle` puts a label on the document, or takes it off."""
        self._desk = desk
        self._toggle = toggle
        # A label that is taken off keeps its key, so that it can be put on again.
        self._keys = keys_of(desk.scheme.document_labels, desk.record.labels)

    @property
    def line(self) -> str:
        known = {label.name for label in self._desk.scheme.document_labels}
        said = []
        for key, name in self._keys.items():
            sign = "✓" if name in self._desk.record.labels else " "
            mark = "" if name in known else " (not in the scheme)"
            said.append(f"{key} [{sign}] {name}{mark}")
        return f"Document labels: {'  '.join(said)} · Enter or Esc when done"

    def press(self, key: str) -> bool:
        if key in ("escape", "enter"):
            self._desk.end_prompt()
        elif name := self._keys.get(key):
            self._toggle(name)
        else:
            self._desk.say(f"no document label has the key {show_keys([key])}; Esc leaves")
        return True
