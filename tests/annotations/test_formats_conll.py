"""CoNLL: the text comes back whole, mentions where tags can hold them, files of others come in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from domain_samples import document as document_of
from domain_samples import record as record_of
from format_records import Faults, annotated, refuse
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.errors import StandoffError
from annotations.formats import conll, conll_bioes
from annotations.formats.base import Annotated, Format, Incoming, Outgoing
from annotations.formats.conll import read_stream
from annotations.model import Mention, Record, faults
from annotations.scheme import default_scheme

SCHEME = default_scheme()
BOTH = pytest.mark.parametrize("chosen", [conll.FORMAT, conll_bioes.FORMAT], ids=lambda f: f.name)


def written(chosen: Format, *documents: Annotated) -> str:
    out = io.BytesIO()
    assert chosen.write is not None
    chosen.write(documents, out, Outgoing(SCHEME))
    return out.getvalue().decode()


def read(data: str | bytes, found: Faults | None = None) -> list[Incoming]:
    raw = data.encode() if isinstance(data, str) else data
    report = refuse if found is None else found
    return list(read_stream(io.BytesIO(raw), "some.conll", report))


def spans(record: Record | None) -> list[tuple[int, int, str]]:
    assert record is not None
    return [(m.start, m.end, m.label) for m in record.mentions]


def tagged(text: str, *mentions: tuple[str, str]) -> Annotated:
    """A record with mentions of these words, the first occurrence of each, with their labels."""
    found = []
    for number, (words, label) in enumerate(mentions, 1):
        start = text.index(words)
        found.append(Mention(f"m{number}", start, start + len(words), words, label))
    record = msgspec.structs.replace(record_of(text), mentions=tuple(found), next=len(mentions) + 1)
    assert faults(record, text) == []
    return record, document_of(text)


def words(one: Incoming) -> list[tuple[str, str]]:
    assert one.record is not None
    return [(m.text, m.label) for m in one.record.mentions]


def rows(data: str) -> list[str]:
    """The lines of tokens."""
    return [row for row in data.split("\n") if "\t" in row and not row.startswith("-DOCSTART-")]


# What is written


def test_iob2_begins_each_mention_with_b() -> None:
    data = written(conll.FORMAT, tagged("New York, Kyiv", ("New York", "GPE"), ("Kyiv", "GPE")))
    assert rows(data) == ["New\tB-GPE", "York\tI-GPE", ",\tO", "Kyiv\tB-GPE"]


def test_bioes_tells_the_ends() -> None:
    text = "the New York Times, Kyiv"
    one = tagged(text, ("New York Times", "ORG"), ("Kyiv", "GPE"))
    assert rows(written(conll_bioes.FORMAT, one)) == [
        *("the\tO", "New\tB-ORG", "York\tI-ORG", "Times\tE-ORG", ",\tO", "Kyiv\tS-GPE"),
    ]


def test_the_comments_hold_the_id_and_the_text_of_each_sentence() -> None:
    data = written(conll.FORMAT, tagged("Anna left.\r\nBob\u2028stayed. ", ("Bob", "PERSON")))
    assert data.startswith('-DOCSTART-\tO\n\n# newdoc id = "a.txt"\n# text = "Anna left.\\r\\n"\n')
    assert '# text = "Bob\\u2028' in data
    assert not re.search("[\r\x0b\x0c\x85\u2028]", data)


@BOTH
@given(one=annotated())
@example(one=tagged("\u200da", ("a", "X")))
@example(one=tagged("👩\u200d👩 x", ("\u200d", "X")))
@example(one=tagged("Dubbz\ufeff is", ("Dubbz\ufeff", "X")))
@example(one=tagged("", *()))
@example(one=tagged(" \n ", *()))
def test_the_text_comes_back_and_no_mention_is_wrong(chosen: Format, one: Annotated) -> None:
    record, document = one
    (incoming,) = read(written(chosen, one))
    assert incoming.document.text == document.text
    assert incoming.document.id == document.id
    assert incoming.record is not None
    assert faults(incoming.record, document.text) == []
    found = spans(incoming.record)
    assert set(found) <= set(spans(record))
    assert all(a[1] <= b[0] for a, b in pairwise(found))


@BOTH
@given(one=annotated())
def test_a_mention_is_left_out_only_where_no_tag_can_hold_it(
    chosen: Format, one: Annotated
) -> None:
    record, document = one
    text = document.text
    (incoming,) = read(written(chosen, one))
    found = spans(incoming.record)
    for mention in record.mentions:
        edges = (mention.start, mention.end - 1)
        if mention.fragments or any(text[edge].isspace() for edge in edges):
            continue
        here = (mention.start, mention.end, mention.label)
        assert here in found or any(
            start < mention.end
            and mention.start < end
            and end - start >= mention.end - mention.start
            for start, end, _ in found
        )


@given(annotated())
def test_bioes_is_well_formed_in_every_sentence(one: Annotated) -> None:
    data = written(conll_bioes.FORMAT, one)
    for block in data.split("\n\n"):
        tags = [row.rsplit("\t", 1)[1] for row in rows(block)]
        assert re.fullmatch("(O|S|BI*E)*", "".join(tag[0] for tag in tags))
        for before, after in pairwise(tags):
            if after[0] in "IE":
                assert before[1:] == after[1:]


@given(annotated())
def test_the_same_record_gives_the_same_bytes_again(one: Annotated) -> None:
    data = written(conll.FORMAT, one)
    (incoming,) = read(data)
    assert incoming.record is not None
    assert written(conll.FORMAT, (incoming.record, incoming.document)) == data


def test_a_token_is_split_where_a_mention_ends_in_it() -> None:
    one = tagged("pro-Ukrainian Ukraine2022", ("Ukrainian", "NORP"), ("Ukraine2", "GPE"))
    data = written(conll.FORMAT, one)
    assert rows(data)[-2:] == ["Ukraine2\tB-GPE", "022\tO"]
    assert words(read(data)[0]) == [("Ukrainian", "NORP"), ("Ukraine2", "GPE")]


def test_the_longest_of_overlapping_mentions_stays() -> None:
    one = tagged("the New York Times", ("York", "GPE"), ("New York Times", "ORG"), ("the New", "X"))
    assert words(read(written(conll.FORMAT, one))[0]) == [("New York Times", "ORG")]


def test_a_mention_over_the_end_of_a_sentence_keeps_it_in_one() -> None:
    one = tagged("He left.\nShe stayed.", ("left.\nShe", "X"))
    data = written(conll_bioes.FORMAT, one)
    tags = [row.split("\t")[1] for row in rows(data)]
    assert tags == ["O", "B-X", "I-X", "E-X", "O", "O"]
    assert words(read(data)[0]) == [("left.\nShe", "X")]


def test_labels_of_any_kind_come_back() -> None:
    labels = ["two words", "50%", "a%20b", "B-X", "\t", "Größe", "\x85"]
    text = " ".join("abcdefg")
    one = tagged(text, *zip("abcdefg", labels, strict=True))
    data = written(conll.FORMAT, one)
    assert [label for _, label in words(read(data)[0])] == labels
    assert all(len(row.split()) == 2 for row in rows(data))


def test_without_the_text_conll_is_refused() -> None:
    with pytest.raises(StandoffError, match="with the text"):
        conll.write([], io.BytesIO(), Outgoing(SCHEME, with_text=False))


# What others wrote


@pytest.mark.parametrize(
    "tags",
    [
        "I-A I-A O I-B B-B I-A",
        "B-A I-A O B-B B-B B-A",
        "B-A E-A O S-B S-B S-A",
        "B-A L-A O U-B U-B U-A",
        "B-A E-A O S-B B-B S-A",
    ],
    ids=["IOB1", "IOB2", "BIOES", "BILOU", "mended"],
)
def test_each_way_of_tagging_is_read(tags: str) -> None:
    data = "".join(f"w{n}\t{tag}\n" for n, tag in enumerate(tags.split()))
    (one,) = read(data)
    assert words(one) == [("w0 w1", "A"), ("w3", "B"), ("w4", "B"), ("w5", "A")]
    assert one.document.text == "w0 w1 w2 w3 w4 w5"


def test_columns_may_be_parted_by_blanks_and_documents_by_docstart() -> None:
    data = (
        "-DOCSTART- -X- -X- O\r\n\r\nEU NNP I-NP I-ORG\r\n# # I-NP O\r\n\r\n. . O O\r\n\r\n"
        "-DOCSTART- -X- O O\n\nKyiv NNP I-NP I-LOC"
    )
    one, other = read(data)
    assert (one.document.id, one.document.text) == ("some.conll#1", "EU #\n.")
    assert (other.document.id, other.document.text) == ("some.conll#8", "Kyiv")
    assert (words(one), words(other)) == ([("EU", "ORG")], [("Kyiv", "LOC")])


def test_a_line_with_one_tab_ends_a_sentence() -> None:
    (one,) = read("a\tB-X\n\t\nb\tI-X\n\t\n")
    assert one.document.text == "a\nb"
    assert words(one) == [("a", "X"), ("b", "X")]


def test_a_token_that_is_a_number_sign_is_no_comment() -> None:
    (one,) = read("#\tO\n# O\n#tag\tB-X\n# = O\n")
    assert one.document.text == "# # #tag #"


def test_comments_of_conll_u_give_id_and_text() -> None:
    data = (
        "# newdoc id = n01\n# sent_id = 1\n# text = They don't.\nThey\tO\ndo\tO\nn't\tO\n.\tO\n\n"
        "# newpar\n# text = Kyiv does\nKyiv\tB-GPE\ndoes\tO\n"
    )
    (one,) = read(data)
    assert (one.document.id, one.document.text) == ("n01", "They don't.\nKyiv does")
    assert words(one) == [("Kyiv", "GPE")]


def test_a_text_that_its_tokens_dont_fit_is_reported() -> None:
    found = Faults()
    exact, raw = read(
        '# newdoc id = "a"\n# text = "Kyiv  is."\nKiev\tB-GPE\n\n'
        "# newdoc id = b\n# text = Kyiv is\nKyiv\tB-GPE\n",
        found,
    )
    assert (exact.document.text, words(exact)) == ("Kyiv  is.", [])
    assert (raw.document.text, words(raw)) == ("Kyiv", [("Kyiv", "GPE")])
    assert found.lines == [
        "some.conll:2: its tokens don't fit its text",
        "some.conll:6: its tokens don't fit its text",
    ]


def test_what_is_no_token_with_a_tag_is_told_by_line() -> None:
    found = Faults()
    (one,) = read(b"a\tB-X\nword\nb\tX-Y\n\tO\nc\tI-X\n", found)
    assert one.document.text == "a word b c"
    assert words(one) == [("a", "X"), ("c", "X")]
    assert [where for where, _ in found] == [f"some.conll:{line}" for line in (2, 3, 4)]


@pytest.mark.parametrize(
    ("line", "what"),
    [(b"we\xffnt\tO", "byte 2 is no UTF-8"), (b"\0\0\0", "a NUL byte, which no text has")],
)
def test_a_document_with_a_line_that_can_not_be_read_is_left_out_whole(
    line: bytes, what: str
) -> None:
    """Without the line its text would be another one."""
    start = b"-DOCSTART-\tO\n\n"
    found = Faults()
    parts = (b"A\tO\n\n", b"B\tO\n" + line + b"\n\n", b"C\tO\n")
    ones = read(start + start.join(parts), found)
    assert [one.document.text for one in ones] == ["A", "C"]
    assert found.lines == [f"some.conll:8: {what}; the document that it is in is left out"]


def test_utf_16_is_told() -> None:
    with pytest.raises(StandoffError, match=r"some\.conll: it is UTF-16; save it as UTF-8"):
        read("a\tB-X\n".encode("utf-16"), Faults())


def test_a_file_without_a_tag_is_no_conll() -> None:
    with pytest.raises(StandoffError, match=r"some\.conll: no line has a token and its tag"):
        read("just a text\nof two lines\n", Faults())
    assert read("") == []


def test_a_long_file_without_documents_is_parted() -> None:
    ones = read("".join(f"w{n}\tB-X\n\n" for n in range(450)))
    assert [len(words(one)) for one in ones] == [200, 200, 50]
    assert [one.document.id for one in ones] == [f"some.conll#{n}" for n in (1, 401, 801)]
    assert len(read("-DOCSTART- O\n\n" + "w\tO\n\n" * 450)) == 1


def test_reading_holds_one_document_at_a_time() -> None:
    taken = []

    class Lines(io.BytesIO):
        def __iter__(self) -> Iterator[bytes]:
            for number in range(3):
                taken.append(number)
                yield from (b"-DOCSTART- O\n", b"\n", b"a\tO\n", b"\n")

    documents = read_stream(Lines(), "x", refuse)
    next(documents)
    assert taken == [0, 1]


# Which files are ours


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("a\tO\nb\tB-X\n", "conll"),
        ("a NN I-NP O\n\nb NN I-NP I-X\n", "conll"),
        ("a\tO\nb\tS-X\n", "conll-bioes"),
        ("a,O\nb,B-X\n", None),
        ("some text\nB-2 is a plane\n", None),
        ('{"text": "a O"}\n', None),
        ("#FORMAT=WebAnno TSV 3.3\n\n1-1\t0-2\ta\t_\t\n", None),
        ("", None),
    ],
)
def test_a_file_is_known_by_its_tags(tmp_path: Path, head: str, name: str | None) -> None:
    known = [
        chosen.name
        for chosen in (conll.FORMAT, conll_bioes.FORMAT)
        if chosen.recognise and chosen.recognise(tmp_path / "x", head.encode())
    ]
    assert known == ([name] if name else [])


@given(st.text())
def test_any_file_is_read_or_refused_in_words(data: str) -> None:
    raw = data.encode("utf-8", "ignore")
    with suppress(StandoffError):
        for one in read(raw, Faults()):
            assert one.record is not None
            assert faults(one.record, one.document.text) == []
