"""brat: what is written comes back, what others wrote comes in, and bioc reads what we write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from bioc import brat as oracle
from domain_samples import document as document_of
from domain_samples import record as record_of
from format_records import Faults, annotated, refuse
from hypothesis import given
from hypothesis import strategies as st
from record_contents import contents

from annotations.errors import StandoffError
from annotations.formats.base import Annotated, Incoming, Outgoing
from annotations.formats.brat import FORMAT, again, read_folder, recognise, write_folder
from annotations.formats.brat_lines import joined, name_of, pieces
from annotations.formats.intake import Intake
from annotations.model import (
    Document,
    Entity,
    Mention,
    Participant,
    Record,
    Relation,
    Span,
    Stance,
    faults,
    span_of,
    text_hash,
)
from annotations.scheme import default_scheme
from annotations.tokens import Extent

TEXT = "😊 Ankara backs\r\nKyiv’s integrity. שלום, Москва.\nIt “does”."
SCHEME = default_scheme()


def written(folder: Path, *documents: Annotated, part: str = "") -> Path:
    write_folder({part: lambda: documents}, folder, Outgoing(SCHEME))
    return folder


def put(folder: Path, text: str, ann: str, name: str = "a") -> Path:
    (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    (folder / f"{name}.ann").write_text(ann, encoding="utf-8", newline="")
    return folder


def read(folder: Path, faults: Faults | None = None) -> list[Incoming]:
    return list(read_folder(folder, refuse if faults is None else faults))


def only(folder: Path, faults: Faults | None = None) -> Record:
    """The one record of a folder, which fits its text."""
    (incoming,) = read(folder, faults)
    assert incoming.record is not None
    return incoming.record


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return span_of(text, start, start + len(words))


def mention(item_id: str, words: str, label: str, entity: str | None = None) -> Mention:
    span = at(words)
    return Mention(item_id, span.start, span.end, span.text, label, entity)


def worked() -> Annotated:
    """A record with each kind of item, as a person may have made it."""
    document = document_of(TEXT)
    fragments = (at("Kyiv"), at("integrity"))
    claim = Mention(
        *("m3", fragments[0].start, fragments[1].end, "Kyiv’s integrity", "ISSUE", "e3"), fragments
    )
    record = msgspec.structs.replace(
        record_of(TEXT),
        mentions=(
            mention("m1", "Ankara", "GPE", "e1"),
            mention("m2", "Москва", "GPE", "e2"),
            claim,
            mention("m4", "It", "GPE", "e1"),
        ),
        entities=(
            Entity("e1", "Turkey", "GPE", "Q43", note="the state"),
            Entity("e2", "Russia", "GPE"),
            Entity("e3", "integrity", "ISSUE"),
            Entity("e4", "a claim without words", "ISSUE"),
        ),
        stances=(
            Stance(
                *("s5", Participant("e1", "m1"), Participant("e3", "m3"), "support", 2),
                evidence=(at("Ankara backs\r\nKyiv’s integrity."),),
                cue=(at("backs"),),
                attribution=("e2",),
                basis="statement",
                note="first line\nsecond",
            ),
            Stance("s6", Participant("@author"), Participant("e4"), "a bit against"),
        ),
        relations=(Relation("r7", "PART_OF", "m3", "m1"),),
        labels=("diplomacy",),
        next=8,
    )
    assert faults(record, TEXT) == []
    return record, document


# Writing and reading again


def blank(text: str, spans: Iterable[Span | Mention]) -> bool:
    """True for spans that no line of brat can show."""
    words = (re.split("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]", span.text) for span in spans)
    return not any(word.strip() for line in words for word in line)


def carried(record: Record, text: str) -> Record:
    """The record without what brat can't hold: spans that are nothing but blanks."""
    lost = {m.id for m in record.mentions if blank(text, m.fragments or (m,))}
    stances = (
        msgspec.structs.replace(
            stance,
            holder=stance.holder.without(lost),
            target=stance.target.without(lost),
            evidence=tuple(span for span in stance.evidence if not blank(text, (span,))),
            cue=() if blank(text, stance.cue) else stance.cue,
        )
        for stance in record.stances
    )
    return msgspec.structs.replace(
        record,
        mentions=tuple(m for m in record.mentions if m.id not in lost),
        stances=tuple(stances) if text.strip() else (),
        relations=tuple(r for r in record.relations if not {r.head, r.tail} & lost),
    )


@given(annotated())
def test_a_record_comes_back_but_for_spans_of_blanks(one: Annotated) -> None:
    record, document = one
    incoming = again(record, document, SCHEME)
    assert incoming is not None
    assert incoming.record is not None
    assert faults(incoming.record, document.text) == []
    assert contents(incoming.record) == contents(carried(record, document.text))
    assert incoming.document == document


@given(annotated())
def test_what_was_read_is_written_the_same_once_more(one: Annotated) -> None:
    first = again(*one, SCHEME)
    assert first is not None
    assert first.record is not None
    second = again(first.record, first.document, SCHEME)
    assert second is not None
    assert second.record == first.record


def test_each_item_is_told_in_brats_own_words(tmp_path: Path) -> None:
    written(tmp_path, worked())
    lines = (tmp_path / "a.ann").read_text("utf-8").split("\n")
    for line in (
        "T1\tGPE 2 8\tAnkara",
        "T3\tISSUE 16 20;23 32\tKyiv integrity",
        "*\tEquiv T1 T4",
        "N1\tReference T1 Wikidata:Q43\tTurkey",
        "A1\tPolarity E1 support",
        "A2\tIntensity E1 2",
        "A3\tBasis E1 statement",
        "A4\tPolarity E2 a_bit_against",
        "A5\tNoCue E2",
        "A6\tImplicitHolder E2 author",
        "R1\tPART_OF Arg1:T3 Arg2:T1",
    ):
        assert line in lines
    event = next(line for line in lines if line.startswith("E1\t"))
    assert re.fullmatch(r"E1\tStance:T\d Holder:T1 Target:T3 Evidence:T\d Source:T2", event)
    assert any(line.endswith("\tAnkara backs Kyiv’s integrity.") for line in lines)
    assert any(line.endswith("AnnotatorNotes E1\tfirst line second") for line in lines)


def test_who_annotated_comes_back(tmp_path: Path) -> None:
    record, document = worked()
    (tmp_path / "ours").mkdir()
    folder = written(
        tmp_path / "ours", (msgspec.structs.replace(record, annotator="anna@example.org"), document)
    )
    assert only(folder).annotator == "anna@example.org"
    (tmp_path / "theirs").mkdir()
    put(tmp_path / "theirs", TEXT, "T1\tGPE 2 8\tAnkara\n")
    assert only(tmp_path / "theirs").annotator == ""


def test_the_text_stays_byte_for_byte(tmp_path: Path) -> None:
    record, document = worked()
    written(tmp_path, (record, document))
    assert (tmp_path / "a.txt").read_bytes() == TEXT.encode()
    assert contents(only(tmp_path)) == contents(record)


def test_the_same_records_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(tmp_path / name, worked())
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_the_configuration_declares_what_is_used(tmp_path: Path) -> None:
    record, document = worked()
    odd = msgspec.structs.replace(record.mentions[1], label="two words", attrs={"Mood": "grim"})
    mentions = (record.mentions[0], odd, *record.mentions[2:])
    written(tmp_path, (msgspec.structs.replace(record, mentions=mentions), document))
    configuration = (tmp_path / "annotation.conf").read_text("utf-8")
    sections = dict(re.findall(r"\[(\w+)\]\n(.*?)(?:\n\n|\Z)", configuration, re.DOTALL))
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    assert {"PERSON", "GPE", "two_words", "Evidence"} <= set(sections["entities"].split("\n"))
    assert "PART_OF\tArg1:<ENTITY>, Arg2:<ENTITY>" in sections["relations"]
    assert sections["events"].startswith("Stance\tHolder?:<ENTITY>")
    assert "support|oppose|neutral|mixed|unclear|a_bit_against" in sections["attributes"]
    assert "Mood\tArg:<ANY>, Value:grim" in sections["attributes"]


@pytest.mark.parametrize("part", ["train", "dev"])
def test_a_part_is_a_subfolder_and_ids_survive_it(tmp_path: Path, part: str) -> None:
    record, document = worked()
    written(tmp_path, (record, document), part=part)
    assert (tmp_path / part / "a.ann").is_file()
    assert only(tmp_path).id == "a.txt"


IDS = [
    *("a.txt", "a", "b/a.txt", "A.txt", "corpus.jsonl#1", "corpus.jsonl#2", "../up.txt"),
    *("/srv/x.txt", "c:\\x", "a.txt/b.txt", "a.ann/c.txt", "x" * 400, "x" * 401, ".", ".."),
    *("a/.hidden.txt", "a\nb", "ü/ß.txt", "b//a.txt", "~", "name. "),
]


def test_every_id_gets_files_of_its_own_inside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    texts = {document_id: f"text of {n}" for n, document_id in enumerate(IDS)}
    written(folder, *((record_of(t, i), document_of(t, i)) for i, t in texts.items()))
    assert list(tmp_path.iterdir()) == [folder]
    assert {one.document.id: one.document.text for one in read(folder)} == texts


def test_an_id_of_another_file_is_not_taken(tmp_path: Path) -> None:
    written(tmp_path, (record_of("x", "a#1"), document_of("x", "a#1")))
    (ann,) = tmp_path.glob("*.ann")
    for path in (ann, ann.with_suffix(".txt")):
        path.rename(path.with_stem("copy"))
    assert only(tmp_path).id == "copy.txt"


def test_without_the_text_brat_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StandoffError, match="with the text"):
        write_folder({}, tmp_path, Outgoing(SCHEME, with_text=False))


@given(st.text(min_size=1))
def test_a_name_is_one_that_brat_takes(label: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", name_of(label))


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_fragments_are_in_order_and_hold_no_line_break(text: str, spans: list[Extent]) -> None:
    good = [(start, end) for start, end in spans if start < end <= len(text)]
    found = pieces(text, good)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(len(text[start:end].splitlines()) == 1 for start, end in found)
    covered = {place for start, end in good for place in range(start, end)}
    shown = {place for start, end in found for place in range(start, end)}
    assert shown <= covered
    assert all(text[place].isspace() for place in covered - shown)


def test_a_span_over_lines_is_split_and_put_together() -> None:
    text = "New\r\nYork City"
    assert pieces(text, [(0, 9)]) == [(0, 3), (5, 9)]
    assert joined(text, [(0, 3), (5, 9)]) == [(0, 9)]
    assert joined(text, [(0, 3), (10, 14)]) == [(0, 3), (10, 14)]


# What others wrote


def test_coreference_links_and_attributes_of_others_come_in(tmp_path: Path) -> None:
    ann = (
        "T1\tGPE 0 6\tAnkara\r\nT2\tGPE 7 13\tTurkey\nT3\tGPE 14 18\tKyiv\n"
        "*\tAlias T1 T2\nN1\tReference T3 Wikidata:Q1899\tKiev\nA1\tNamed T1\nM1\tMood T1 grim\n"
        "N2\tReference T1 Wikipedia:802\tAnkara\n#1\tAnnotatorNotes T1\tthe town\n"
        "#2\tNormalization T1\tx\nR1\tIn Inner:T1 Outer:T2\t\n#3\tAnnotatorNotes R1\tsure?\n"
    )
    record = only(put(tmp_path, "Ankara Turkey Kyiv", ann))
    one, other, third = record.mentions
    assert one.entity == other.entity
    assert [(e.name, e.label, e.kb) for e in record.entities] == [
        ("Ankara", "GPE", None),
        ("Kiev", "GPE", "Q1899"),
    ]
    assert third.entity == record.entities[1].id
    assert one.note == "the town"
    assert one.attrs == {
        "Named": True,
        "Mood": "grim",
        "normalizations": [{"type": "Reference", "id": "Wikipedia:802", "text": "Ankara"}],
        "notes": [{"type": "Normalization", "text": "x"}],
    }
    assert record.relations[0].attrs == {
        "roles": ["Inner", "Outer"],
        "notes": [{"type": "AnnotatorNotes", "text": "sure?"}],
    }
    written(tmp_path / "out", (record, document_of("Ankara Turkey Kyiv")))
    lines = (tmp_path / "out" / "a.ann").read_text("utf-8").split("\n")
    for line in (
        *("*\tAlias T1 T2", "A1\tNamed T1", "A2\tMood T1 grim", "R1\tIn Inner:T1 Outer:T2"),
        *("N1\tReference T3 Wikidata:Q1899\tKiev", "N2\tReference T1 Wikipedia:802\tAnkara"),
    ):
        assert line in lines
    assert contents(only(tmp_path / "out")) == contents(record)


def test_a_stance_of_another_hand_comes_in(tmp_path: Path) -> None:
    ann = (
        "T1\tGPE 0 6\tAnkara\nT2\tStance 7 12\tbacks\nT3\tGPE 13 17\tKyiv\nT4\tGPE 19 25\tAnkara\n"
        "E1\tStance:T2 Holder:T1 Target:T3 Evidence:T5\nT5\tEvidence 0 17\tAnkara backs Kyiv\n"
        "A1\tPolarity E1 support\nA2\tIntensity E1 3\nE2\tStance:T2 Target:T4\n"
        "A3\tPolarity E2 oppose\nA4\tBasis E2 rumour\nA5\tHedged E2\n"
    )
    found = Faults()
    record = only(put(tmp_path, "Ankara backs Kyiv. Ankara", ann), found)
    assert [m.text for m in record.mentions] == ["Ankara", "Kyiv", "Ankara"]
    assert [e.name for e in record.entities] == ["Ankara", "Kyiv"]
    first, second = record.stances
    assert (first.polarity, first.intensity, record.name_of(first.holder.entity)) == (
        *("support", 3, "Ankara"),
    )
    assert first.evidence == (Span(0, 17, "Ankara backs Kyiv"),)
    assert first.cue == second.cue == (Span(7, 12, "backs"),)
    assert (second.holder, second.attrs) == (Participant("@unknown"), {"Hedged": True})
    assert found.lines == [f"{tmp_path / 'a.ann'}:9: E2: there is no basis rumour"]


def test_an_event_that_is_no_stance_is_reported_and_its_trigger_comes_in(tmp_path: Path) -> None:
    ann = (
        "T1\tOrg 0 3\tAcme\nT2\tMerge 5 11\tmerges\nE1\tMerge:T2 Org:T1\n"
        "A1\tNegation E1\n#1\tAnnotatorNotes E1\tnote\n"
        "E2\tStance:T2 Holder:T1\nR1\tIs Arg1:T1 Arg2:E1\n"
    )
    found = Faults()
    record = only(put(tmp_path, "Acme merges", ann), found)
    assert [m.label for m in record.mentions] == ["Org", "Merge"]
    assert not record.stances
    said = "\n".join(found.lines)
    for words in ("E1 is an event Merge", "E2 has no Polarity", "A1 is about E1", "#1 is about E1"):
        assert words in said
    assert "R1 Is: E1 is no mention" in said
    assert len(found) == 5


def test_what_is_no_line_of_brat_is_told_by_file_and_line(tmp_path: Path) -> None:
    ann = (
        "T1\tGPE 0 6\tAnkara\nT1\tGPE 7 12\tbacks\nT2\tGPE x y\tz\nT3\tGPE 9 2\tz\n\nhello\n"
        "A1\tFar T9\nR1\tIn Arg1:T1\n*\tEquiv T1 T9\nT4 GPE 0 6 Ankara\nE1\t\n"
    )
    found = Faults()
    record = only(put(tmp_path, "Ankara backs", ann), found)
    assert [m.text for m in record.mentions] == ["Ankara"]
    lines = sorted(int(where.rsplit(":", 1)[1]) for where, _ in found)
    assert lines == [2, 3, 4, 6, 7, 8, 9, 10, 11]


def test_words_that_differ_from_the_text_stay_as_they_are_stated(tmp_path: Path) -> None:
    ann = (
        "T1\tGPE 0 6\tANKARA\nT2\tGPE 0 2;4 6\tAn ra\n"
        "T3\tGPE 0 2;4 6\tAn other\nT4\tGPE 3 99\tara\n"
    )
    first, good, odd, far = only(put(tmp_path, "Ankara", ann)).mentions
    assert first.text == "ANKARA"
    assert good.fragments == (Span(0, 2, "An"), Span(4, 6, "ra"))
    assert odd.fragments is not None
    assert odd.fragments[0].text == "An other"
    assert (far.end, far.text) == (99, "ara")


def test_an_edit_made_in_brat_holds_against_the_exact_form(tmp_path: Path) -> None:
    record, document = worked()
    odd = msgspec.structs.replace(record.mentions[1], label="two words", note="a\nb")
    record = msgspec.structs.replace(record, mentions=(record.mentions[0], odd), stances=())
    record = msgspec.structs.replace(record, relations=())
    written(tmp_path, (record, document))
    path = tmp_path / "a.ann"
    ann = path.read_text("utf-8").replace("\ttwo_words ", "\tORG ")
    path.write_text(re.sub(r"(AnnotatorNotes T2\t).*", r"\1mended", ann), encoding="utf-8")
    mended = only(tmp_path).mentions[1]
    assert (mended.label, mended.note) == ("ORG", "mended")


def test_a_text_without_annotations_and_the_reverse_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path, "x", "")
    (tmp_path / "b.txt").write_text("no document of brat")
    (tmp_path / "c.ann").write_text("T1\tX 0 1\tx\n")
    put(tmp_path, "y", "", "d")
    (tmp_path / "d.txt").write_bytes(b"\xff")
    found = Faults()
    assert [one.document.id for one in read(tmp_path, found)] == ["a.txt"]
    assert [Path(where).name for where, _ in found] == ["c.ann", "d.txt"]


def test_a_folder_of_something_else_is_none_of_brats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert not recognise(tmp_path, b"")
    with pytest.raises(StandoffError, match=r"no \.ann"):
        read(tmp_path)
    (tmp_path / "sub").mkdir()
    put(tmp_path / "sub", "x", "T1\tX 0 1\tx\n")
    assert recognise(tmp_path, b"")
    assert not recognise(tmp_path / "sub" / "a.txt", b"x")


def test_an_export_of_no_documents_is_read_as_none(tmp_path: Path) -> None:
    assert read(written(tmp_path)) == []


# An independent reader


@given(annotated())
def test_bioc_reads_what_we_write(one: Annotated) -> None:
    record, document = one
    from annotations.formats.brat_write import Names, annotation

    found = oracle.loads_ann(annotation(record, document, Names(SCHEME), natural_id="a.txt"))
    kept = carried(record, document.text)
    spans = {
        ident: [(span.begin, span.end) for span in sorted(entity.locations)]
        for ident, entity in ((entity.id, entity) for entity in found.entities)
    }
    texts = {entity.id: entity.text for entity in found.entities}
    for ident, fragments in spans.items():
        shown = " ".join(document.text[start:end] for start, end in fragments)
        assert texts[ident].rstrip() == shown.rstrip()
    kinds = {entity.id: entity.type for entity in found.entities}
    expected = [
        (name_of(m.label), pieces(document.text, [(s.start, s.end) for s in m.fragments or (m,)]))
        for m in kept.mentions
    ]
    idents = [f"T{number}" for number in range(1, len(expected) + 1)]
    assert [(kinds[ident], spans[ident]) for ident in idents] == expected
    places = {m.id: ident for m, ident in zip(kept.mentions, idents, strict=True)}
    assert [(r.type, r.arguments["Arg1"], r.arguments["Arg2"]) for r in found.relations] == [
        (name_of(r.label), places[r.head], places[r.tail]) for r in kept.relations
    ]
    assert len(found.events) == len(kept.stances)
    for event, stance in zip(found.events, kept.stances, strict=True):
        assert event.type == kinds[event.trigger_id] == "Stance"
        for role, slot in (("Holder", stance.holder), ("Target", stance.target)):
            if slot.mention:
                assert event.arguments[role] == places[slot.mention]
        evidence = [role for role in event.arguments if role.startswith("Evidence")]
        assert len(evidence) == len(stance.evidence)


def test_the_format_says_that_it_is_one_of_folders() -> None:
    assert (FORMAT.name, FORMAT.endings, FORMAT.write) == ("brat", (), None)


def test_a_document_of_the_reader_has_the_hash_of_its_text(tmp_path: Path) -> None:
    (one,) = read(put(tmp_path, "\ufeffx\r\ny", ""))
    assert one.document == Document("a.txt", "\ufeffx\r\ny", text_hash("\ufeffx\r\ny"))


def test_what_does_not_fit_the_text_is_told_with_its_line(tmp_path: Path) -> None:
    ann = (
        "T1\tGPE 0 6\tAnkara\nT2\tGPE 13 17\tKiev\nR1\tNear Arg1:T1 Arg2:T2\n"
        "T3\tStance 7 12\tbecks\nE1\tStance:T3 Holder:T1\nA1\tPolarity E1 support\n"
    )
    found = Faults()
    intake = Intake(found)
    for each in read(put(tmp_path, "Ankara backs Kyiv.", ann), found):
        intake.checked(each)
    file = tmp_path / "a.ann"
    assert [fault.where.partition(",")[0] for fault in found] == [f"{file}:{n}" for n in (2, 5, 3)]
    assert found.lines[0].endswith("mention m3: 13-17 says 'Kiev', the text has 'Kyiv'")
