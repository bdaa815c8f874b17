"""The bar: only in a terminal, only where it takes long, and gone at the end."""

from __future__ import annotations

import io
import sys

import pytest

from tui import bar


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal on standard error; made in the test, as pytest changes the stream before it."""
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def test_a_bar_appears_where_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal_of(monkeypatch)
    monkeypatch.setattr(bar, "_PATIENCE", -1.0)
    with bar.bar("importing") as step:
        for _ in range(3):
            step()
    assert "importing" in shown.getvalue()
    assert "3/?" in shown.getvalue()
    # The cursor comes back, and the line is cleared.
    assert "\x1b[?25h" in shown.getvalue()
    assert shown.getvalue().rstrip().endswith("\x1b[2K")


def test_the_bar_goes_when_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal_of(monkeypatch)
    monkeypatch.setattr(bar, "_PATIENCE", -1.0)

    def failing() -> None:
        with bar.bar("importing") as step:
            step()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert "\x1b[?25h" in shown.getvalue()


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal_of(monkeypatch)
    monkeypatch.setattr(bar, "_PATIENCE", 1000.0)
    with bar.bar("importing") as step:
        step()
    assert shown.getvalue() == ""


def test_without_a_terminal_nothing_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bar, "_PATIENCE", -1.0)
    with bar.bar("importing") as step:
        step()
    assert capsys.readouterr().err == ""
