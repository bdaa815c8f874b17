"""Which keys do what: the command table with the labels' keys and the user's, free of clashes."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from annotations.errors import StandoffError
from annotations.scheme import Scheme
from tui.commands import BY_NAME, COMMANDS, PRESETS, Command

PANES: tuple[str, ...] = ("reader", "list")
LABEL_PREFIX: dict[str, tuple[str, ...]] = {"default": (), "vim": (";",)}
MODIFIERS = frozenset(
    f"{side}_{name}"
    for side in ("left", "right")
    for name in ("shift", "control", "alt", "super", "hyper", "meta")
) | {"caps_lock", "num_lock", "scroll_lock", "iso_level3_shift", "iso_level5_shift"}

# What a plain xterm sends under one name and Textual may report under another.
_SAME: dict[str, str] = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+h": "backspace",
    "shift+enter": "enter",
    "shift+space": "space",
    "shift+backspace": "backspace",
    " ": "space",
}
_SHOWN: dict[str, str] = {
    "left": "←", "right": "→", "up": "↑", "down": "↓", "space": "Space", "enter": "Enter",
    "tab": "Tab", "escape": "Esc", "delete": "Del", "backspace": "⌫", "pagedown": "PgDn",
    "pageup": "PgUp", "home": "Home", "end": "End", "shift": "Shift", "ctrl": "Ctrl",
}  # fmt: skip
# The names of keys that are no printable characters; a character's own name is the character.
_NAMED = frozenset(
    {"left", "right", "up", "down", "home", "end", "pageup", "pagedown", "insert", "delete"}
    | {"space", "enter", "tab", "escape", "backspace"}
    | {f"f{number}" for number in range(1, 25)}
)
_HELD = frozenset({"alt", "ctrl", "shift"})
# A user may write keys as they are shown.
_WRITTEN = {shown.lower(): name for name, shown in _SHOWN.items()}


class KeymapError(StandoffError):
    """Keys that clash, can't be reached, or name no command."""


class Action(NamedTuple):
    """What keys resolve to: a command, and the label that it is about, if any."""

    command: str
    label: str = ""


class Binding(NamedTuple):
    """One way to give an action: the keys in order, in which pane, and where that is written."""

    keys: tuple[str, ...]
    action: Action
    pane: str
    source: str


class Keymap:
    """All bindings of one preset, with the labels of a scheme and the user's own keys."""

    def __init__(self, bindings: Iterable[Binding], preset: str = "default") -> None:
        self.preset = preset
        # Whether digits before a command are its count.
        self.digits_count = preset == "vim"
        self.bindings = tuple(bindings)
        self._actions: dict[str, dict[tuple[str, ...], Action]] = {pane: {} for pane in PANES}
        self._prefixes: dict[str, set[tuple[str, ...]]] = {pane: set() for pane in PANES}
        for binding in self.bindings:
            for pane in _panes(binding.pane):
                self._actions[pane][binding.keys] = binding.action
                for length in range(1, len(binding.keys)):
                    self._prefixes[pane].add(binding.keys[:length])

    def resolve(self, keys: tuple[str, ...], pane: str) -> Action | None:
        """The action of keys typed in a pane, or None."""
        return self._actions[pane].get(keys)

    def is_prefix(self, keys: tuple[str, ...], pane: str) -> bool:
        """True where more keys have to follow."""
        return keys in self._prefixes[pane]

    def continuations(self, keys: tuple[str, ...], pane: str) -> list[tuple[str, Action]]:
        """What may follow a prefix: the rest of the keys, as shown, and what they do."""
        size = len(keys)
        return [
            (show_keys(whole[size:]), action)
            for whole, action in self._actions[pane].items()
            if whole[:size] == keys and len(whole) > size
        ]

    def keys_of(self, command: str, label: str = "") -> list[str]:
        """The keys that give a command, as shown to people, the first the usual one.

        Without a label, those of `stack` are what stands before every label's key.
        """
        if command == "stack" and not label:
            before = (each.keys[:-1] for each in self.bindings if each.action.command == command)
            return [show_keys(keys) for keys in dict.fromkeys(before)]
        action = Action(command, label)
        return [show_keys(binding.keys) for binding in self.bindings if binding.action == action]


def key_name(key: str, character: str | None) -> str:
    """The name under which the table knows a key event; empty for one that is no key of its own.

    Textual has long names for printable characters; the table has the characters. Terminals that
    speak the kitty protocol report a bare Shift: that is no key.
    """
    if key in MODIFIERS:
        return ""
    if character and character.isprintable() and len(key.split("+")) == 1 and key != "space":
        return _SAME.get(character, character)
    if character and key.startswith("shift+") and character.isprintable() and character != " ":
        return character
    return _SAME.get(key, key)


def show_keys(keys: Iterable[str]) -> str:
    """Keys as people read them: `Ctrl+T D`."""
    return " ".join(_show_key(key) for key in keys)


def _show_key(key: str) -> str:
    if len(key) == 1:
        return key
    parts = [_SHOWN.get(part, part.upper()) for part in key.split("+")]
    return "+".join(parts)


def command_keys(command: Command, preset: str, user: UserKeys | None = None) -> tuple[str, ...]:
    """The keys of a command, as the table writes them: the user's own, else the preset's."""
    if user and command.name in user.keys:
        return user.keys[command.name]
    return command.vim if preset == "vim" else command.default


def reserved_keys(preset: str, user: UserKeys | None = None) -> dict[str, str]:
    """The single keys that commands hold where labels are tagged, with the commands' names."""
    check_preset(preset)
    if LABEL_PREFIX[preset]:
        return {}
    return {
        keys.split(" ")[0]: command.name
        for command in COMMANDS
        for keys in command_keys(command, preset, user)
        if command.pane != "list"
    }


class Row(NamedTuple):
    """A row of the list of keys."""

    group: str
    command: str
    keys: tuple[str, ...]
    help: str


def table(preset: str, user: UserKeys | None = None) -> list[Row]:
    """All commands with the keys that a preset or the user gives them, for `standoff keys`."""
    check_preset(preset)
    return [
        Row(
            command.group,
            command.name,
            tuple(show_keys(keys.split(" ")) for keys in command_keys(command, preset, user)),
            command.help,
        )
        for command in COMMANDS
    ]


def check_preset(preset: str) -> None:
    """Raises KeymapError for a preset that there isn't."""
    if preset not in PRESETS:
        raise KeymapError(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")


class UserKeys(NamedTuple):
    """What the user's own file says: a preset, and keys for commands."""

    path: Path
    preset: str | None = None
    keys: Mapping[str, tuple[str, ...]] = {}


def user_keys_path() -> Path:
    """Where the user's own keys are: STANDOFF_KEYS, else `keys.toml` where settings live."""
    if given := os.environ.get("STANDOFF_KEYS"):
        return Path(given)
    from platformdirs import user_config_path

    return user_config_path("standoff") / "keys.toml"


def read_user_keys(path: Path) -> UserKeys:
    """The user's own keys; nothing where there is no file.

    The file has `preset = "vim"` and a table `[keys]`: command names with a key or a list of keys.
    Raises KeymapError with file and reason.
    """
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return UserKeys(path)
    except (OSError, ValueError) as error:
        raise KeymapError(f"{path}: {error}") from error
    unknown = data.keys() - {"preset", "keys"}
    if unknown:
        raise KeymapError(f"{path}: there is no setting {min(unknown)!r} (there are preset, keys)")
    preset, keys = data.get("preset"), data.get("keys", {})
    if preset is not None:
        try:
            check_preset(preset)
        except KeymapError as error:
            raise KeymapError(f"{path}: {error}") from error
    if not isinstance(keys, dict):
        raise KeymapError(f"{path}: [keys] must be a table of command names")
    own: dict[str, tuple[str, ...]] = {}
    for name, value in keys.items():
        if name not in BY_NAME:
            raise KeymapError(
                f"{path}: there is no command {name!r}; `standoff keys --json` names all"
            )
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(
            isinstance(v, str) and v.strip() for v in values
        ):
            raise KeymapError(f"{path}: {name}: write a key or a list of keys, each in quotes")
        try:
            own[name] = tuple(_sequence(value) for value in values)
        except KeymapError as error:
            raise KeymapError(f"{path}: {name}: {error}") from error
    return UserKeys(path, preset, own)


def _sequence(written: str) -> str:
    """Keys as the table writes them; KeymapError for one that no key event is called by."""
    return " ".join(_written_key(key) for key in written.split())


def _written_key(written: str) -> str:
    if len(written) == 1 and written.isprintable() and written not in _WRITTEN:
        return written
    *held, key = [_WRITTEN.get(part, part) for part in written.lower().split("+")]
    known = key in _NAMED or (held and len(key) == 1 and "shift" not in held)
    if not known or not set(held) <= _HELD or len(set(held)) < len(held):
        raise KeymapError(
            f"there is no key {written!r}; write a character, a name as pageup or f7, and ctrl+ "
            "or shift+ before it"
        )
    return "+".join((*sorted(held), key))


def build(preset: str, scheme: Scheme, user: UserKeys | None = None) -> Keymap:
    """The keymap of a preset with a scheme's labels and the user's own keys.

    Raises KeymapError where two actions have the same keys or one's keys begin another's; the
    message names both.
    """
    check_preset(preset)
    bindings = [*_command_bindings(preset, user), *_label_bindings(preset, scheme, user)]
    faults = list(clashes(bindings))
    if faults:
        raise KeymapError("\n".join(faults))
    return Keymap(bindings, preset)


def _command_bindings(preset: str, user: UserKeys | None) -> Iterator[Binding]:
    for command in COMMANDS:
        if command.name == "stack":
            # Its keys stand before those of the labels, so they are with them.
            continue
        source = _source(command.name, user, f"preset {preset}")
        for written in command_keys(command, preset, user):
            yield Binding(_keys(written), Action(command.name), command.pane, source)


def _source(command: str, user: UserKeys | None, otherwise: str) -> str:
    return str(user.path) if user and command in user.keys else otherwise


def _keys(written: str) -> tuple[str, ...]:
    return tuple(_SAME.get(key, key) for key in written.split(" "))


def _label_bindings(preset: str, scheme: Scheme, user: UserKeys | None) -> Iterator[Binding]:
    prefix = LABEL_PREFIX[preset]
    capitals = capitals_of(scheme, preset, user)
    source = _source("stack", user, "the scheme")
    stacking = command_keys(BY_NAME["stack"], preset, user)
    for label in scheme.labels:
        if label.key:
            yield Binding((*prefix, label.key), Action("tag", label.name), "any", "the scheme")
            if capital := capitals.get(label.name):
                keys = (*prefix, capital)
                yield Binding(keys, Action("tag_all", label.name), "any", "the scheme")
            for written in stacking:
                keys = (*_keys(written), label.key)
                yield Binding(keys, Action("stack", label.name), "any", source)


def capitals_of(scheme: Scheme, preset: str, user: UserKeys | None = None) -> dict[str, str]:
    """For each label whose key has a capital letter that is free: that letter, by the label's name.

    It tags every other place of the words too. Where a label or a command has it, it is theirs.
    """
    taken = {label.key for label in scheme.labels} | reserved_keys(preset, user).keys()
    capitals = ((label, label.key.upper()) for label in scheme.labels)
    return {
        label.name: capital
        for label, capital in capitals
        if len(capital) == 1 and capital not in taken
    }


def clashes(bindings: Iterable[Binding]) -> Iterator[str]:
    """Every pair of bindings of which one could never be reached, in words."""
    known: dict[tuple[str, tuple[str, ...]], Binding] = {}
    bindings = tuple(bindings)
    said = set()
    for binding in bindings:
        for pane in _panes(binding.pane):
            other = known.setdefault((pane, binding.keys), binding)
            if other.action != binding.action and (other, binding) not in said:
                said.add((other, binding))
                yield (
                    f"{show_keys(binding.keys)} is {_said(other)} and {_said(binding)}: "
                    "give one of them another key"
                )
    for binding in bindings:
        for pane in _panes(binding.pane):
            for length in range(1, len(binding.keys)):
                shorter = known.get((pane, binding.keys[:length]))
                if shorter and (shorter, binding) not in said:
                    said.add((shorter, binding))
                    yield (
                        f"{show_keys(binding.keys)}, {_said(binding)}, can't be reached: "
                        f"{show_keys(shorter.keys)} is {_said(shorter)}"
                    )


def _said(binding: Binding) -> str:
    action = binding.action
    what = f"the label {action.label}" if action.label else action.command
    return f"{what} ({binding.source})"


def _panes(pane: str) -> tuple[str, ...]:
    return PANES if pane == "any" else (pane,)
