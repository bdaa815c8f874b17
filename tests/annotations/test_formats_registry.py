"""The registry: every format keeps its word, plug-ins join it, and files are told apart."""

from __future__ import annotations

import io
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from format_records import annotated
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats import base, find_format
from annotations.formats.base import FEATURES, FORMATS, Annotated, Format, Outgoing, format_names
from annotations.formats.loss import losses
from annotations.formats.recognition import known_formats, recognised
from annotations.model import (
    Document,
    Entity,
    Mention,
    Participant,
    Record,
    Stance,
    text_hash,
)
from annotations.scheme import default_scheme

NAMES = list(FORMATS)
PLUGGED = Format("plugged", "A plug-in", (".plug",), frozenset({"mentions"}))


@pytest.mark.parametrize("name", NAMES)
def test_a_format_says_what_it_does(name: str) -> None:
    found = find_format(name)
    assert found.name == name
    assert found.title
    assert found.carries | found.partly <= set(FEATURES)
    assert not found.carries & found.partly
    assert found.read or found.write or found.write_folder
    assert bool(found.endings) or not found.write
    assert found.read is None or found.recognise is not None
    # What is written and not read back is a promise that everything is carried.
    writes = found.write or found.write_folder
    assert not writes or found.again or found.carries == frozenset(FEATURES)


@pytest.mark.parametrize("name", [n for n in NAMES if find_format(n).write])
@settings(deadline=None, max_examples=25)
@given(pair=annotated())
def test_every_format_takes_any_record_and_nothing_comes_back_wrong(
    name: str, pair: Annotated
) -> None:
    found = find_format(name)
    record, document = pair
    out = io.BytesIO()
    assert found.write is not None
    found.write([pair], out, Outgoing(default_scheme()))
    again = io.BytesIO()
    found.write([pair], again, Outgoing(default_scheme()))
    assert out.getvalue() == again.getvalue()
    mentions = {mention.id for mention in record.mentions}
    for loss in losses(record, document, found, default_scheme()):
        assert loss.what != "an added mention"
        assert (loss.item in mentions, loss.what) != (True, "label")


@pytest.mark.parametrize("name", [n for n in NAMES if find_format(n).write])
def test_every_format_writes_nothing_at_all_and_a_record_of_nothing(name: str) -> None:
    found = find_format(name)
    assert found.write is not None
    found.write([], io.BytesIO(), Outgoing(default_scheme()))
    text = "x"
    record = Record(id="a", sha256=text_hash(text), annotator="a", created="", updated="")
    document = Document("a", text, record.sha256)
    found.write([(record, document)], io.BytesIO(), Outgoing(default_scheme()))


@given(
    st.binary(max_size=200)
    | st.sampled_from([b"{", b"[", b"[{", b'{"text":', b"PAR1", b"\xef\xbb\xbf", b"a\tb\n", b"\0"]),
    st.sampled_from(["x", "x.txt", "x.json", "x.jsonl", "x.csv", "x.tsv", "x.conll", "x.parquet"]),
)
@settings(deadline=None, max_examples=60)
def test_no_format_stumbles_over_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(head)
    for found in known_formats():
        if found.recognise is not None:
            assert found.recognise(path, head) in (True, False)


@pytest.mark.parametrize("name", [n for n in NAMES if find_format(n).write and find_format(n).read])
def test_what_a_format_writes_is_recognised_as_that(name: str, tmp_path: Path) -> None:
    found = find_format(name)
    text = "Ankara backs Kyiv. It does so."
    record = Record(
        id="a.txt",
        sha256=text_hash(text),
        annotator="a",
        created="",
        updated="",
        next=9,
        mentions=(
            Mention("m1", 0, 6, "Ankara", "GPE", "e3"),
            Mention("m2", 13, 17, "Kyiv", "GPE", "e4"),
        ),
        entities=(Entity("e3", "Ankara", "GPE"), Entity("e4", "Kyiv", "GPE")),
        stances=(Stance("s5", Participant("@author"), Participant("e4", "m2"), "support"),),
    )
    path = tmp_path / f"out{found.endings[0]}"
    assert found.write is not None
    with path.open("wb") as out:
        found.write(
            [(record, Document("a.txt", text, record.sha256))], out, Outgoing(default_scheme())
        )
    if name == "conll-bioes":
        # It is read by the same reader, which takes each scheme of tags.
        assert recognised(path).name in ("conll", "conll-bioes")
    else:
        assert recognised(path).name == name


# Plug-ins


def _plug(monkeypatch: pytest.MonkeyPatch, *values: str) -> None:
    entries = EntryPoints(
        EntryPoint(name, value, "standoff.formats")
        for name, value in (each.split("=") for each in values)
    )
    monkeypatch.setattr(base, "_plug_ins", lambda: entries)


def test_a_plug_in_joins_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    _plug(monkeypatch, f"plugged={__name__}:PLUGGED")
    monkeypatch.setattr(EntryPoint, "load", lambda self: PLUGGED)
    assert format_names() == [*FORMATS, "plugged"]
    assert find_format("plugged") is PLUGGED


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no.such.module:FORMAT", r"can't be loaded: No module named 'no'"),
        ("annotations.formats.base:FEATURES", "is no annotations.formats.Format"),
    ],
)
def test_a_broken_plug_in_is_one_sentence_and_the_others_work(
    monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    _plug(monkeypatch, f"broken={value}")
    with pytest.raises(StandoffError, match=f"the format broken .*{said}"):
        find_format("broken")
    assert [found.name for found in known_formats()] == NAMES
