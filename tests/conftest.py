"""What every test starts from: no file, name or terminal setting of the person who runs it."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Set on many a developer's machine, and each changes what the program shows.
_FOREIGN = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TEXTUAL_THEME", "COLUMNS", "LINES")
# With it each program that a test starts would compile all of this one anew.
_SLOW = ("PYTHONDONTWRITEBYTECODE",)

# The same examples in each run, however slow the machine is: what fails is what was changed, and
# not the day's luck. Tests that need more examples say so, and take the rest from here; those that
# need many are for the long run alone. New faults are found by the other profile, whose examples
# are different each time: `pytest --hypothesis-profile searching`.
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ordinary", _UNHURRIED, max_examples=25, derandomize=True)
settings.register_profile("searching", _UNHURRIED, max_examples=1000, derandomize=False)
settings.load_profile("ordinary")


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """What runs in the background of a shell is started with Ctrl+C switched off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _disk_without_waits() -> Iterator[None]:
    """A power cut is played by the tests' own disks: none of them needs this machine's to be asked.

    What a test starts as a program of its own does ask it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(autouse=True, scope="module")
def _what_stays_is_set_aside() -> None:
    """Modules, tests and caches are not looked through at each collection of what a test leaves."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for each test: pytest's own way lists all that there are to find the next number."""
    root = tmp_path_factory.mktemp("settings")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_settings(_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = next(_folders)
    folder.mkdir()
    monkeypatch.setenv("STANDOFF_STATE", str(folder / "places.json"))
    monkeypatch.setenv("STANDOFF_CACHE", str(folder / "cache"))
    monkeypatch.setenv("STANDOFF_KEYS", str(folder / "keys.toml"))
    monkeypatch.setenv("STANDOFF_ANNOTATOR", "anna")
    for name in _FOREIGN + _SLOW:
        monkeypatch.delenv(name, raising=False)
