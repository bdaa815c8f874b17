"""The keymap: what the presets promise, the user's own keys, and the names of key events."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from annotations.errors import SchemeError
from annotations.scheme import Label, Scheme, default_scheme, read_scheme
from tui.actions import ACTIONS
from tui.commands import COMMANDS, PRESETS
from tui.keymap import (
    MODIFIERS,
    PANES,
    Action,
    Binding,
    KeymapError,
    build,
    capitals_of,
    clashes,
    command_keys,
    key_name,
    read_user_keys,
    reserved_keys,
    table,
    user_keys_path,
)
from tui.screens.main import LIST_STEPS, VIEW_COMMANDS
from tui.selection import MOTIONS

# What a plain xterm sends and tells apart, on any national layout.
ARROWS = ("left", "right", "up", "down", "home", "end")
PLAIN_XTERM = frozenset(
    set(string.ascii_letters + string.digits + string.punctuation)
    | {"space", "enter", "tab", "shift+tab", "escape", "backspace", "delete", "insert"}
    | {"pageup", "pagedown"}
    | {f"f{number}" for number in range(1, 13)}
    | {f"{held}{key}" for held in ("", "shift+", "ctrl+") for key in ARROWS}
    # Ctrl+I, M, J and H are Tab, Enter, Enter and Backspace; Ctrl+C is the terminal's.
    | {f"ctrl+{letter}" for letter in string.ascii_lowercase if letter not in "imjhc"}
)


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_free_of_clashes_with_the_built_in_scheme(preset: str) -> None:
    assert build(preset, default_scheme()).bindings


@pytest.mark.parametrize("preset", PRESETS)
def test_every_command_has_a_key_in_every_preset(preset: str) -> None:
    keymap = build(preset, default_scheme())
    given = {binding.action.command for binding in keymap.bindings}
    assert {command.name for command in COMMANDS} <= given


@pytest.mark.parametrize("preset", PRESETS)
def test_every_binding_resolves_where_its_pane_says(preset: str) -> None:
    keymap = build(preset, default_scheme())
    for binding in keymap.bindings:
        panes = PANES if binding.pane == "any" else (binding.pane,)
        for pane in panes:
            assert keymap.resolve(binding.keys, pane) == binding.action
            assert not keymap.is_prefix(binding.keys, pane)
            for length in range(1, len(binding.keys)):
                assert keymap.is_prefix(binding.keys[:length], pane)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_label_tags_and_stacks_by_keys(preset: str) -> None:
    keymap = build(preset, default_scheme())
    for label in default_scheme().labels:
        tag = (";", label.key) if preset == "vim" else (label.key,)
        assert keymap.resolve(tag, "reader") == Action("tag", label.name)
        assert keymap.resolve(("&", label.key), "reader") == Action("stack", label.name)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_capital_of_every_labels_key_tags_the_others_too(preset: str) -> None:
    keymap = build(preset, default_scheme())
    for label in default_scheme().labels:
        capital = label.key.upper()
        tag = (";", capital) if preset == "vim" else (capital,)
        assert keymap.resolve(tag, "reader") == Action("tag_all", label.name)


def test_a_capital_that_a_label_or_a_command_has_stays_theirs(tmp_path: Path) -> None:
    scheme = Scheme(labels=(Label("A", "a"), Label("B", "A"), Label("F", "f"), Label("1", "1")))
    user = read_user_keys(write(tmp_path, '[keys]\nflag = "F"\n'))
    assert capitals_of(scheme, "default", user) == {}
    keymap = build("default", scheme, user)
    assert keymap.resolve(("A",), "reader") == Action("tag", "B")
    assert keymap.resolve(("F",), "reader") == Action("flag")
    assert capitals_of(scheme, "vim", user) == {"F": "F"}, "behind the prefix it is free"


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_use_only_keys_that_a_plain_xterm_tells_apart(preset: str) -> None:
    for command in COMMANDS:
        for keys in command_keys(command, preset):
            for key in keys.split(" "):
                assert key in PLAIN_XTERM, f"{command.name}: {key}"


@pytest.mark.parametrize("preset", PRESETS)
def test_default_leaves_every_letter_and_digit_to_labels(preset: str) -> None:
    taken = set(reserved_keys(preset)) & set(string.ascii_letters + string.digits)
    assert not taken


def test_every_command_is_a_motion_an_action_or_the_screens_and_none_in_two() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    own = {*VIEW_COMMANDS, *LIST_STEPS} - {"cancel"}  # the screen's hands over to the session's
    assert set(names) | {"tag", "tag_all"} == MOTIONS.keys() | ACTIONS.keys() | own
    assert not MOTIONS.keys() & ACTIONS.keys()
    assert not MOTIONS.keys() & own
    assert not ACTIONS.keys() & own


def test_help_of_every_command_is_one_line_with_its_keys() -> None:
    for preset in PRESETS:
        rows = table(preset)
        assert [row.command for row in rows] == [command.name for command in COMMANDS]
        assert all(row.keys and row.help and "\n" not in row.help for row in rows)


def test_continuations_of_a_prefix_are_what_may_follow() -> None:
    keymap = build("default", default_scheme())
    following = dict(keymap.continuations(("ctrl+t",), "reader"))
    assert following == {
        "t": Action("status_todo"),
        "s": Action("status_started"),
        "d": Action("status_done"),
        "k": Action("status_skipped"),
    }
    assert len(keymap.continuations(("&",), "reader")) == len(default_scheme().labels)


def test_keys_are_shown_as_people_read_them() -> None:
    keymap = build("default", default_scheme())
    assert keymap.keys_of("status_done") == ["Ctrl+T d"]
    assert keymap.keys_of("extend_token") == ["Shift+→"]
    assert keymap.keys_of("remove") == ["Del", "⌫"]
    assert keymap.keys_of("tag", "PERSON") == ["p"]


# Clashes


def test_two_actions_on_the_same_keys_are_named_both() -> None:
    scheme = Scheme(labels=(Label("ANIMAL", key="/"),))
    with pytest.raises(KeymapError) as error:
        build("default", scheme)
    said = str(error.value)
    assert "search (preset default)" in said
    assert "the label ANIMAL (the scheme)" in said


def test_keys_that_another_begins_are_unreachable_and_both_are_named() -> None:
    long = Binding(("g", "g"), Action("document_start"), "reader", "here")
    short = Binding(("g",), Action("tag", "GPE"), "any", "there")
    (said,) = clashes([long, short])
    assert "can't be reached" in said
    assert "document_start (here)" in said
    assert "the label GPE (there)" in said


def test_same_keys_in_different_panes_do_not_clash() -> None:
    one = Binding(("j",), Action("row_down"), "reader", "x")
    other = Binding(("j",), Action("item_down"), "list", "x")
    assert not list(clashes([one, other]))
    assert list(clashes([one, other._replace(pane="any")]))


def test_label_on_a_commands_key_is_reported_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text('[[labels]]\nname = "ANIMAL"\nkey = "/"\n')
    with pytest.raises(SchemeError, match=r"standoff\.toml:3: ANIMAL: the command search"):
        read_scheme(tmp_path, reserved_keys("default"))
    assert read_scheme(tmp_path, reserved_keys("vim")).labels[0].key == "/"


# The user's own keys


def write(folder: Path, text: str) -> Path:
    path = folder / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_is_no_keys_of_ones_own(tmp_path: Path) -> None:
    user = read_user_keys(tmp_path / "keys.toml")
    assert user.preset is None
    assert not user.keys


def test_users_keys_take_the_place_of_the_presets(tmp_path: Path) -> None:
    path = write(tmp_path, 'preset = "vim"\n[keys]\nundo = ["f10", "Z"]\nquit = "Q q"\n')
    user = read_user_keys(path)
    assert user.preset == "vim"
    keymap = build("default", default_scheme(), user._replace(keys={"undo": user.keys["undo"]}))
    assert keymap.resolve(("Z",), "reader") == Action("undo")
    assert keymap.resolve(("ctrl+z",), "reader") is None
    assert user.keys["quit"] == ("Q q",)


def test_users_keys_may_be_written_as_they_are_shown(tmp_path: Path) -> None:
    path = write(tmp_path, '[keys]\nundo = ["Ctrl+U", "PgDn", "Shift+→", "⌫", "F12"]\n')
    assert read_user_keys(path).keys["undo"] == (
        "ctrl+u", "pagedown", "shift+right", "backspace", "f12",
    )  # fmt: skip


def test_users_keys_may_take_a_key_away(tmp_path: Path) -> None:
    user = read_user_keys(write(tmp_path, "[keys]\nflag = []\n"))
    assert build("default", default_scheme(), user).resolve(("!",), "reader") is None


@pytest.mark.parametrize("preset", PRESETS)
def test_the_stacking_key_has_keys_to_show_and_the_user_may_give_it_others(
    tmp_path: Path, preset: str
) -> None:
    assert build(preset, default_scheme()).keys_of("stack") == ["&"]
    user = read_user_keys(write(tmp_path, '[keys]\nstack = ["f12", "f10 x"]\n'))
    keymap = build(preset, default_scheme(), user)
    assert keymap.keys_of("stack") == ["F12", "F10 x"]
    assert keymap.keys_of("stack", "PERSON") == ["F12 p", "F10 x p"]
    assert keymap.resolve(("f12", "p"), "reader") == Action("stack", "PERSON")
    assert keymap.resolve(("f10", "x", "p"), "reader") == Action("stack", "PERSON")
    assert not keymap.is_prefix(("&",), "reader")


def test_users_stacking_key_that_a_command_has_clashes_and_names_their_file(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, '[keys]\nstack = "/"\n')
    with pytest.raises(KeymapError, match="can't be reached: / is search") as error:
        build("default", default_scheme(), read_user_keys(path))
    assert str(path) in str(error.value)


def test_labels_can_have_the_keys_that_the_user_took_from_commands_and_no_others(
    tmp_path: Path,
) -> None:
    user = read_user_keys(write(tmp_path, '[keys]\nsearch = "z"\nstack = "f12"\n'))
    reserved = reserved_keys("default", user)
    assert (reserved["z"], reserved["f12"]) == ("search", "stack")
    assert not {"/", "&"} & reserved.keys()
    assert reserved_keys("vim", user) == {}


def test_the_list_of_keys_has_the_users(tmp_path: Path) -> None:
    user = read_user_keys(write(tmp_path, '[keys]\nsearch = "f10 z"\nflag = []\n'))
    keys = {row.command: row.keys for row in table("default", user)}
    assert (keys["search"], keys["flag"], keys["undo"]) == (("F10 z",), (), ("Ctrl+Z",))


def test_clash_of_users_keys_names_their_file(tmp_path: Path) -> None:
    path = write(tmp_path, '[keys]\nundo = "ctrl+y"\n')
    with pytest.raises(KeymapError) as error:
        build("default", default_scheme(), read_user_keys(path))
    assert f"undo ({path})" in str(error.value)
    assert "redo (preset default)" in str(error.value)


def test_keys_that_are_one_in_a_terminal_clash(tmp_path: Path) -> None:
    user = read_user_keys(write(tmp_path, '[keys]\nundo = "ctrl+i"\n'))
    with pytest.raises(KeymapError, match=r"Tab is next_candidate|Tab is undo"):
        build("default", default_scheme(), user)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keys\n", "line 1"),
        ('colour = "red"\n', "there is no setting 'colour'"),
        ('preset = "emacs"\n', "there is no preset 'emacs'"),
        ("preset = 3\n", "there is no preset 3"),
        ("keys = 3\n", r"\[keys\] must be a table"),
        ('[keys]\nfly = "f"\n', "there is no command 'fly'; `standoff keys --json` names all"),
        ("[keys]\nundo = 3\n", "undo: write a key or a list of keys"),
        ('[keys]\nundo = " "\n', "undo: write a key or a list of keys"),
        ('[keys]\nundo = "pgdown"\n', "undo: there is no key 'pgdown'"),
        ('[keys]\nundo = "left_shift"\n', "undo: there is no key 'left_shift'"),
        ('[keys]\nundo = "ctrl+ctrl+u"\n', "undo: there is no key"),
        ('[keys]\nundo = "shift+a"\n', "undo: there is no key 'shift\\+a'"),
    ],
)
def test_faults_of_the_users_file_name_file_and_reason(
    tmp_path: Path, text: str, said: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(KeymapError, match=said) as error:
        read_user_keys(path)
    assert str(error.value).startswith(f"{path}: ")


def test_users_file_that_is_no_utf8_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(KeymapError, match=r"keys\.toml"):
        read_user_keys(path)


def test_environment_says_where_the_users_keys_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDOFF_KEYS", str(tmp_path / "mine.toml"))
    assert user_keys_path() == tmp_path / "mine.toml"
    monkeypatch.delenv("STANDOFF_KEYS")
    assert user_keys_path().name == "keys.toml"


# The names of key events


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("a", "a", "a"),
        ("A", "A", "A"),
        ("plus", "+", "+"),
        ("ampersand", "&", "&"),
        ("right_curly_bracket", "}", "}"),
        ("combining_acute_accent", "\u0301", "\u0301"),
        ("ğ", "ğ", "ğ"),
        ("space", " ", "space"),
        ("shift+space", " ", "space"),
        ("shift+enter", None, "enter"),
        ("shift+A", "A", "A"),
        ("shift+plus", "+", "+"),
        ("ctrl+i", None, "tab"),
        ("ctrl+m", None, "enter"),
        ("ctrl+j", "\n", "enter"),
        ("ctrl+h", None, "backspace"),
        ("tab", "\t", "tab"),
        ("enter", "\r", "enter"),
        ("escape", "\x1b", "escape"),
        ("backspace", "\x7f", "backspace"),
        ("ctrl+t", "\x14", "ctrl+t"),
        ("shift+left", None, "shift+left"),
        ("alt+x", "x", "alt+x"),
        ("f12", None, "f12"),
    ],
)
def test_key_events_get_the_names_of_the_table(key: str, character: str | None, name: str) -> None:
    assert key_name(key, character) == name


@pytest.mark.parametrize("key", sorted(MODIFIERS))
def test_a_modifier_alone_is_no_key(key: str) -> None:
    assert key_name(key, None) == ""
