"""What is remembered between runs, and that no state of its file stands in the way of work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tui.places import Places


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "places.json"


def places(file: Path, project: Path | None = None, who: str = "anna") -> Places:
    return Places(project or file.parent, who, file)


def test_a_place_and_the_theme_are_there_again(file: Path) -> None:
    one = places(file)
    assert (one.of("a.txt"), one.last, one.theme) == (None, "", "")
    one.remember("a.txt", (3, 7))
    one.remember("b.txt", (0, 1))
    one.remember("a.txt", (5, 6))
    one.save("dark")
    again = places(file)
    assert (again.of("a.txt"), again.of("b.txt")) == ((5, 6), (0, 1))
    assert (again.last, again.theme) == ("a.txt", "dark")


def test_another_annotator_or_project_has_places_of_its_own(file: Path, tmp_path: Path) -> None:
    one, other = places(file), places(file, who="bob")
    one.remember("a.txt", (3, 7))
    other.remember("a.txt", (1, 2))
    one.save()
    other.save("light")
    assert places(file).of("a.txt") == (3, 7)
    assert places(file, who="bob").of("a.txt") == (1, 2)
    assert places(file, tmp_path).of("a.txt") is None
    assert places(file, tmp_path).theme == "light"


def test_only_so_many_places_are_kept_the_newest(file: Path) -> None:
    one = places(file)
    for number in range(2_100):
        one.remember(f"{number}.txt", (0, 1))
    one.save()
    again = places(file)
    assert again.of("99.txt") is None
    assert again.of("100.txt") == again.of("2099.txt") == (0, 1)


DAMAGED = {
    "cut off": b'{"theme": "da',
    "no UTF-8": b'{"theme": "\xff"}',
    "nested too deep": b"[" * 200_000,
    "nested too deep inside": b'{"theme": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "a list": b"[]",
    "nothing": b"",
    "another theme": b'{"theme": 3}',
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_passed_over_and_made_anew(file: Path, data: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(data)
    one = places(file)
    assert (one.of("a.txt"), one.last, one.theme) == (None, "", "")
    one.remember("a.txt", (3, 7))
    one.save("dark")
    assert (places(file).of("a.txt"), places(file).theme) == ((3, 7), "dark")


@pytest.mark.parametrize(
    "mine",
    [3, [], {"last": 3}, {"places": []}, {"places": {"a.txt": [1]}}, {"places": {"a.txt": [-1, 2]}},
     {"places": {"a.txt": "x"}}, {"places": None}],
    ids=str,
)  # fmt: skip
def test_an_entry_of_another_shape_is_passed_over_and_the_others_stay(
    file: Path, mine: object
) -> None:
    other = places(file, who="bob")
    other.remember("a.txt", (1, 2))
    other.save()
    everything = json.loads(file.read_bytes())
    everything[f"{file.parent.resolve()}\nanna"] = mine
    file.write_text(json.dumps(everything), encoding="utf-8")
    one = places(file)
    assert (one.of("a.txt"), one.last) == (None, "")
    one.remember("a.txt", (3, 7))
    one.save()
    assert places(file).of("a.txt") == (3, 7)
    assert places(file, who="bob").of("a.txt") == (1, 2)


def test_a_file_that_can_not_be_reached_is_no_reason_to_break_off(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "places.json", tmp_path / "folder"):
        one = places(path, tmp_path)
        one.remember("a.txt", (3, 7))
        one.save("dark")
        assert one.of("a.txt") == (3, 7)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("name", ["Gülşen", os.fsdecode(b"caf\xe9")], ids=["UTF-8", "no UTF-8"])
def test_a_project_may_have_any_name(file: Path, tmp_path: Path, name: str) -> None:
    one = places(file, tmp_path / name)
    one.remember("a.txt", (3, 7))
    one.save()
    assert places(file, tmp_path / name).of("a.txt") == (3, 7)
