"""What every test starts from: no file, name or terminal setting of the person who runs it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Set on many a developer's machine, and each changes what the program shows.
_FOREIGN = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TEXTUAL_THEME", "COLUMNS", "LINES")

# Tests that need more examples say so, and those that need many are for the long run alone.
settings.register_profile("ordinary", max_examples=25)
settings.load_profile("ordinary")


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """What runs in the background of a shell is started with Ctrl+C switched off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_settings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("STANDOFF_STATE", str(folder / "places.json"))
    monkeypatch.setenv("STANDOFF_CACHE", str(folder / "cache"))
    monkeypatch.setenv("STANDOFF_KEYS", str(folder / "keys.toml"))
    monkeypatch.setenv("STANDOFF_ANNOTATOR", "anna")
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
