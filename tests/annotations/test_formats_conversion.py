"""From format to format: whose work goes on, and what is said of the rest."""

from __future__ import annotations

from format_records import Faults

from annotations.formats.base import Incoming
from annotations.formats.conversion import annotated
from annotations.formats.draft import Draft
from annotations.model import Document, Record, span_of, text_hash

TEXT = "Ankara backs Kyiv."


def incoming(name: str, *, by: str | None = None, proposed: bool = False) -> Incoming:
    """A document with one mention of an annotator, or a program."""
    document = Document(name, TEXT, text_hash(TEXT))

    def record(annotator: str) -> Record:
        draft = Draft("import:toy")
        draft.mention([span_of(TEXT, 0, 6)], "GPE", text=TEXT[:6])
        return draft.record(name, document.sha256, annotator)

    own = record(by) if by is not None else None
    return Incoming(document, own, name, record("model") if proposed else None)


def taken(
    *source: Incoming, annotator: str | None = None, several: bool = False
) -> tuple[list[tuple[str, str]], list[str]]:
    """The documents that go on, each with its annotator, and what is said."""
    told = Faults()
    found = annotated(source, told, annotator=annotator, several=several)
    return [(record.id, record.annotator) for record, _ in found], [one.what for one in told]


def test_a_document_that_nobody_annotated_goes_on_empty() -> None:
    assert taken(incoming("a"), incoming("b", by="anna")) == ([("a", ""), ("b", "anna")], [])


def test_a_document_with_proposals_alone_is_left_out_and_said() -> None:
    found, said = taken(incoming("a", proposed=True), incoming("b", by="anna", proposed=True))
    assert found == [("b", "anna")]
    assert said == [
        "'a': what model proposed is left out",
        "'b': what model proposed is left out",
        "'a' has nothing but what was proposed, and is left out",
    ]


def test_annotations_that_come_after_the_proposals_go_on() -> None:
    found, said = taken(incoming("a", proposed=True), incoming("b"), incoming("a", by="anna"))
    assert found == [("b", ""), ("a", "anna")]
    assert said == ["'a': what model proposed is left out"]


def test_of_several_annotators_one_goes_on_or_all() -> None:
    source = [incoming("a", by="anna"), incoming("a", by="bob")]
    found, said = taken(*source)
    assert found == [("a", "anna")]
    assert said == ["'a': what bob annotated is left out; say --annotator"]
    assert taken(*source, annotator="bob") == ([("a", "bob")], [])
    assert taken(*source, several=True) == ([("a", "anna"), ("a", "bob")], [])
