"""What every test starts from: no file, name or terminal setting of the person who runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

# Set on many a developer's machine, and each changes what the program shows.
_FOREIGN = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TEXTUAL_THEME", "COLUMNS", "LINES")


@pytest.fixture(autouse=True)
def _own_settings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Path = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("STANDOFF_STATE", str(settings / "places.json"))
    monkeypatch.setenv("STANDOFF_CACHE", str(settings / "cache"))
    monkeypatch.setenv("STANDOFF_KEYS", str(settings / "keys.toml"))
    monkeypatch.setenv("STANDOFF_ANNOTATOR", "anna")
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
