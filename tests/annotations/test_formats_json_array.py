"""JSON arrays and objects read one at a time."""

from __future__ import annotations

import json
import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats.base import Fault
from annotations.formats.json_array import elements, first_names, objects, values

TRICKY = [
    {"text": 'a "quoted" \\ back\\\\slash', "n": [1, [2, {"x": "]}"}]]},
    "[{,}]",
    {"": "", "é😊": "\u2028 \n\r\t \x00"},
    12.5,
    None,
    [],
    {},
    "\\",
    [[["deep", {"a": {"b": [","]}}]]],
]
any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(['"', "\\", "[", "]", "{", "}", ",", '\\"', "\\\\"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text('ab"\\[]{},:', max_size=3), inner),
    max_leaves=12,
)


def read(text: str | bytes, chunk: int = 7) -> list[tuple[int, Any]]:
    stream = BytesIO(text.encode() if isinstance(text, str) else text)
    return [(line, json.loads(found)) for line, found in elements(stream, "x.json", chunk)]


def all_objects(text: bytes) -> tuple[list[dict[str, Any]], list[str], list[Fault]]:
    faults: list[Fault] = []
    found = list(objects(BytesIO(text), "d/x.json", faults.append))
    return [one.value for one in found], [f"{one.place} {one.name}" for one in found], faults


@pytest.mark.parametrize("indent", [None, 0, 3])
@pytest.mark.parametrize("escaped", [True, False])
def test_elements_are_whole_wherever_a_chunk_ends(indent: int | None, escaped: bool) -> None:
    text = json.dumps(TRICKY, indent=indent, ensure_ascii=escaped)
    for chunk in range(1, len(text.encode()) + 2):
        assert [found for _, found in read(text, chunk)] == TRICKY


@given(st.lists(any_json, max_size=4), st.integers(1, 40), st.sampled_from([None, 1]))
def test_any_array_comes_back_element_by_element(
    array: list[Any], chunk: int, indent: int | None
) -> None:
    assert [found for _, found in read(json.dumps(array, indent=indent), chunk)] == array


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.text("ab", max_size=2), any_json), max_size=4))
def test_objects_of_many_lines_follow_one_another(found: list[dict[str, Any]]) -> None:
    text = "\n".join(json.dumps(one, indent=1) for one in found).encode()
    for chunk in (1, 5, 1000):
        back = values(BytesIO(text), "x", chunk)
        assert [json.loads(raw) for _, raw in back] == found


def test_each_element_has_the_line_where_it_begins() -> None:
    text = '\ufeff\n[ 1,\n\n  {"a":\n 2}\n , "x"\n,\n3 ]\n\n'
    for chunk in range(1, 40):
        stream = BytesIO(text.encode())
        assert list(elements(stream, "x", chunk)) == [
            (2, b"1"),
            (4, b'{"a":\n 2}'),
            (6, b'"x"'),
            (8, b"3"),
        ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "no JSON array"),
        ("\n\n{}", 3, "no JSON array"),
        ("[", 1, "no end"),
        ("[1,\n2", 2, "no end"),
        ("[1,\n2,\n", 3, "no end"),
        ('[\n"abc', 2, "no end"),
        ('[\n{"a": [1}', 2, "no end"),
        ("[1]\n\n2", 3, "follows"),
        ("[1\n}", 2, "closes nothing"),
    ],
)
def test_what_is_no_array_is_said_with_its_line(text: str, line: int, what: str) -> None:
    for chunk in (1, 2, 100):
        with pytest.raises(StandoffError, match=rf"^x\.json:{line}: .*{what}"):
            read(text, chunk)


def test_memory_stays_flat_over_a_long_array() -> None:
    one = json.dumps({"text": "word " * 100, "n": [1, 2]}).encode()

    class Endless(BytesIO):
        """An array of 20,000 elements (10 MB) made while it is read."""

        left = 20_000

        def read(self, size: int | None = -1, /) -> bytes:
            if not self.left:
                return b""
            begin = b"[" if self.left == 20_000 else b""
            self.left -= 100
            return begin + b",".join([one] * 100) + (b"," if self.left else b"]")

    tracemalloc.start()
    count = sum(1 for _ in elements(Endless(), "x"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 3_000_000


def test_a_long_string_of_escapes_is_read_across_chunks() -> None:
    text = "\\n\n" * 100_000 + '"'
    assert read(json.dumps([text, 1]), 1000) == [(1, text), (1, 1)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (b'[{"a": 1}, {"b": 2}]', ["d/x.json:1, item 1 x.json#1", "d/x.json:1, item 2 x.json#2"]),
        (b'{"a": 1}\n\n{"b": 2}\n', ["d/x.json:1 x.json#1", "d/x.json:3 x.json#3"]),
        (b'\xef\xbb\xbf{"a": 1}\r\n{"b": 2}', ["d/x.json:1 x.json#1", "d/x.json:2 x.json#2"]),
        (
            b'{\n "a": 1\n}\n{\n "b": 2\n}\n',
            ["d/x.json:1, item 1 x.json#1", "d/x.json:4, item 2 x.json#2"],
        ),
    ],
)
def test_objects_come_with_their_places_out_of_arrays_lines_and_pretty_print(
    text: bytes, places: list[str]
) -> None:
    assert all_objects(text) == ([{"a": 1}, {"b": 2}], places, [])


def test_what_is_no_object_is_reported_and_the_others_come() -> None:
    text = b'{"a": 1\n{"b": 2}\n[3]\n{"c": "\xff"}\n{"d": "\\ud800"}\n{"e": 5}'
    found, _, faults = all_objects(text)
    assert found == [{"b": 2}, {"e": 5}]
    assert [fault.where for fault in faults] == [f"d/x.json:{line}" for line in (1, 3, 4, 5)]


def test_an_array_that_is_cut_off_gives_what_is_whole() -> None:
    found, _, faults = all_objects(b'[{"a": 1},\n{"b": 2},\n{"c": ')
    assert found == [{"a": 1}, {"b": 2}]
    assert [fault.where for fault in faults] == ["d/x.json:3"]


@pytest.mark.parametrize("text", [b"hello", b"1\n2", b"[1, 2]", b'{"a": '])
def test_a_file_without_an_object_is_refused(text: bytes) -> None:
    with pytest.raises(StandoffError, match=r"x\.json"):
        all_objects(text)


def test_the_names_of_the_first_object_are_found_in_a_part_of_it() -> None:
    one = b'[\n{"text": "a \\"b\\": c", "spans": [{"inner": 1}], "x\\"y": 2, "end": {"z": 3}},'
    one += b' {"w": 1}]'
    assert first_names(one) == {"text", "spans", 'x\\"y', "end"}
    assert first_names(one[: one.index(b"inner") + 3]) == {"text", "spans"}
    for cut in range(len(one)):
        assert first_names(one[:cut]) <= first_names(one)
    assert first_names(b"[[1]]") == first_names(b"text") == frozenset()
