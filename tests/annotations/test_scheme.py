"""The scheme: what `standoff.toml` may say, and every fault of one with its line."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from annotations.errors import SchemeError
from annotations.scheme import (
    COLOURS,
    SCHEME_FILE,
    Label,
    Scheme,
    default_scheme,
    examine,
    read_scheme,
    template,
)

LABEL = '[[labels]]\nname = "PERSON"\nkey = "p"\n'


def _write(folder: Path, source: str | bytes) -> Path:
    path = folder / SCHEME_FILE
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return path


def _faults(folder: Path, source: str | bytes, reserved: dict[str, str] | None = None) -> list[str]:
    path = _write(folder, source)
    _, faults = examine(path, reserved or {})
    assert all(fault.startswith(str(path)) for fault in faults)
    return [fault.removeprefix(str(path)) for fault in faults]


# What serves without a file, and the file that `init` writes


def test_without_a_file_the_news_scheme_serves(tmp_path: Path) -> None:
    scheme = read_scheme(tmp_path)
    assert scheme is default_scheme()
    assert " ".join(label.name for label in scheme.labels) == (
        "PERSON NORP FAC ORG GPE LOC EVENT DATE ISSUE"
    )
    assert [label.name for label in scheme.labels if not label.entity] == ["DATE"]
    names = [polarity.name for polarity in scheme.polarities]
    assert names == ["support", "oppose", "neutral", "mixed", "unclear"]
    assert [polarity.sign for polarity in scheme.polarities] == [1, -1, 0, 0, 0]


def test_the_template_is_the_built_in_scheme_and_has_no_fault(tmp_path: Path) -> None:
    path = _write(tmp_path, template())
    assert examine(path, {}) == (default_scheme(), [])
    assert read_scheme(tmp_path) == default_scheme()


def test_every_setting_of_the_template_is_commented_somewhere() -> None:
    for field in Scheme.__struct_fields__:
        assert field in template()


def test_a_scheme_without_polarities_has_the_built_in_scale(tmp_path: Path) -> None:
    _write(tmp_path, LABEL)
    assert read_scheme(tmp_path).polarities == default_scheme().polarities


def test_a_label_needs_only_a_name(tmp_path: Path) -> None:
    _write(tmp_path, '[[labels]]\nname = "X"\n')
    assert read_scheme(tmp_path).labels == (Label("X", "", "grey", "", True),)


@pytest.mark.parametrize(
    ("labels", "named", "label"),
    [
        ("A ISSUE B", "", "ISSUE"),
        ("A ISSUE B", "A", "A"),
        ("A B", "", "B"),
        ("A -ISSUE", "", "A"),
        ("-A -B", "", ""),
    ],
)
def test_targets_are_tagged_with_the_label_that_is_named_for_it_else_issue_else_the_last(
    labels: str, named: str, label: str
) -> None:
    made = tuple(Label(word.strip("-"), entity=word[0] != "-") for word in labels.split())
    assert Scheme(labels=made, target_label=named).claim_label == label


def test_colours_have_names_or_numbers() -> None:
    assert Label("A", colour="blue").hex == COLOURS["blue"]
    assert Label("A", colour="#a1B2c3").hex == "#a1B2c3"


def test_labels_and_polarities_are_found_by_name() -> None:
    scheme = default_scheme()
    assert scheme.label("ORG") == scheme.labels[3]
    assert scheme.label("org") is None
    assert scheme.polarity("oppose") == scheme.polarities[1]
    assert scheme.polarity("hates") is None


def test_a_label_that_the_scheme_does_not_have_is_taken_for_an_entity() -> None:
    assert default_scheme().is_entity("PERSON")
    assert not default_scheme().is_entity("DATE")
    assert default_scheme().is_entity("gone since")


def test_a_full_scheme_is_read(tmp_path: Path) -> None:
    source = (
        'name = "x"\n[guideline]\nversion = "2"\ntext = """\n[[labels]]\nname = 3\n"""\n'
        '[corpus]\npath = "articles"\nencoding = "cp1252"\n[splits]\ntrain = 80\ndev = 20.5\n'
        f'{LABEL}[[relations]]\nname = "PART_OF"\n[[document_labels]]\nname = "war"\n'
        '[[polarities]]\nname = "for"\nkey = "+"\nsign = 1\n'
    )
    _write(tmp_path, "\ufeff" + source.replace("\n", "\r\n"))
    scheme = read_scheme(tmp_path)
    assert (scheme.name, scheme.guideline.version) == ("x", "2")
    assert (scheme.corpus.path, scheme.corpus.encoding) == ("articles", "cp1252")
    assert scheme.splits == {"train": 80.0, "dev": 20.5}
    assert scheme.relations[0].name == "PART_OF"
    assert scheme.document_labels[0].name == "war"
    assert [polarity.name for polarity in scheme.polarities] == ["for"]


# Faults


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("labels = [\n", ":1: "),
        ("a = 1\na = 2\n", ":2: Cannot overwrite a value (at line 2, column 6)"),
        (b'name = "\xff"\n', ": byte 8 is no UTF-8; save the file as UTF-8"),
        ("", ":1: there are no labels; write a [[labels]] block for each"),
        (f"colour = 1\n{LABEL}", ":1: there is no setting 'colour' (there are name, guideline,"),
        (f"name = 3\n{LABEL}", ":1: name: expected a string, got a whole number"),
        (f"{LABEL}[labels2]\n", ":4: there is no setting 'labels2'"),
        ('[labels]\nname = "A"\n', ":1: write [[labels]] with two brackets, one block each"),
        ("labels = [3]\n", ":1: a block of labels must be a table with a name"),
        (f'{LABEL}[[labels]]\nkey = "q"\n', ":4: block 2 of labels has no name"),
        (f'{LABEL}[[labels]]\nname = " "\n', ":4: block 2 of labels has no name"),
        (f'{LABEL}shortcut = "p"\n', ":4: labels PERSON: no setting 'shortcut' (there are name,"),
        (f"{LABEL}colour = 4\n", ":4: labels PERSON, colour: expected a string, got a whole num"),
        (f'{LABEL}entity = "no"\n', ":4: labels PERSON, entity: expected true or false, got a st"),
        (f'{LABEL}colour = "bleu"\n', ":4: PERSON: unknown colour 'bleu' (blue, teal, green,"),
        (f'{LABEL}colour = "#12345"\n', ":4: PERSON: unknown colour '#12345'"),
        (f'{LABEL}[[labels]]\nname = "PERSON"\n', ":5: PERSON is there already, in line 2"),
        (f'{LABEL}[[labels]]\nname = "B"\nkey = "p"\n', ":6: B: PERSON has the key p; free: a b"),
        (f'{LABEL}[[labels]]\nname = "B"\nkey = "q"\n', ":6: B: the command quit has the key q;"),
        ('[[labels]]\nname = "B"\nkey = "qq"\n', ":3: B: a key is one printable character, not"),
        ('[[labels]]\nname = "B"\nkey = "\\t"\n', ":3: B: a key is one printable character, not"),
        ('[[labels]]\nname = "B"\nkey = " "\n', ":3: B: a key is one printable character, not"),
        (f'{LABEL}[[polarities]]\nname = "for"\n', ":4: polarities for has no key"),
        (
            f'{LABEL}[[polarities]]\nname = "for"\nkey = "+"\nsign = 2\n',
            ":7: polarities for, sign: there is no value 2",
        ),
        (
            f'{LABEL}[[polarities]]\nname = "a"\nkey = "+"\n'
            '[[polarities]]\nname = "b"\nkey = "+"\n',
            ":9: b: a has the key +; free: ",
        ),
        (
            f'{LABEL}[[polarities]]\nname = "for"\nkey = "2"\n',
            ":6: for: in a stance's prompt 2 is for an intensity; free: d f g i",
        ),
        (
            f'{LABEL}[[polarities]]\nname = "for"\nkey = "h"\n',
            ":6: for: in a stance's prompt h is for the holder; free: d f g i",
        ),
        (f'target_label = "ISSUE"\n{LABEL}', ":1: target_label: ISSUE is no label of this scheme;"),
        (
            f'target_label = "DATE"\n{LABEL}[[labels]]\nname = "DATE"\nentity = false\n',
            ":1: target_label: DATE is a label without entities; there are PERSON",
        ),
        (f"target_label = 2\n{LABEL}", ":1: target_label: expected a string, got"),
        (f'{LABEL}[[relations]]\nname = "R"\ncolour = "red"\n', ":6: relations R: no setting"),
        (
            f'{LABEL}[[relations]]\nname = "R"\nkey = "r"\n[[relations]]\nname = "S"\nkey = "r"\n',
            ":9: S: R has the key r; free:",
        ),
        (
            f'{LABEL}[[document_labels]]\nname = "war"\nkey = "ww"\n',
            ":6: war: a key is one printable character",
        ),
        (f"{LABEL}[guideline]\nversion = 2\n", ":5: guideline, version: expected a string, got a"),
        (f'guideline = "be exact"\n{LABEL}', ":1: write [guideline] and its settings below it"),
        (f'{LABEL}[corpus]\nfolder = "x"\n', ":5: corpus: no setting 'folder' (there are path,"),
        (f'{LABEL}[corpus]\nencoding = "utf-9"\n', ":5: unknown encoding 'utf-9'; write one as"),
        (f'{LABEL}[corpus]\nencoding = "rot13"\n', ":5: unknown encoding 'rot13'; write one as"),
        (f"{LABEL}[splits]\ntrain = -1\n", ":5: split train: a share is a number from 0 up, not"),
        (f"{LABEL}[splits]\ntrain = nan\n", ":5: split train: a share is a number from 0 up, not"),
        (f"{LABEL}[splits]\ntrain = 0\n", ":4: all shares of the splits are 0"),
        (f'{LABEL}[splits]\ntrain = "x"\n', ":4: splits: expected a number, got a string"),
        (f'name = "a\\u001b"\n{LABEL}', ":1: name: character 2 is the control character U+001B"),
        (f'{LABEL}[splits]\n"a\\u0007" = 1\n', ":4: splits: character 2 is the control charac"),
        ('[[labels]]\nname = "A\\u202e"\n', ":2: labels A\u202e, name: character 2 is the control"),
        (f'{LABEL}guideline = "\\u001b[2J"\n', ":4: labels PERSON, guideline: character 1 is the"),
        (f'{LABEL}[guideline]\ntext = "a\\u009b"\n', ":5: guideline, text: character 2 is the c"),
        (f'{LABEL}[[relations]]\nname = "\\u2066"\n', ":5: relations \u2066, name: character 1"),
        ('[[labels]]\nname = "B"\nkey = "\\u001b"\n', ":3: B: a key is one printable character"),
        ('[[labels]]\nname = "B"\nkey = "\\u202e"\n', ":3: B: a key is one printable character"),
    ],
)
def test_each_fault_is_named_with_file_line_and_reason(
    tmp_path: Path, source: str | bytes, fault: str
) -> None:
    (found,) = _faults(tmp_path, source, {"q": "quit"})
    assert found.startswith(fault)
    with pytest.raises(SchemeError) as caught:
        read_scheme(tmp_path, {"q": "quit"})
    assert fault in str(caught.value)


def test_a_guideline_has_lines_tabs_and_marks_of_direction(tmp_path: Path) -> None:
    source = f'{LABEL}guideline = "a\\tb\\u200f"\n[guideline]\ntext = "a\\r\\n\\nb\\u200e"\n'
    assert _faults(tmp_path, source) == []


def test_all_faults_are_named_in_the_order_of_their_lines(tmp_path: Path) -> None:
    source = (
        f'{LABEL}colour = "x"\n[[labels]]\nname = "B"\nkey = "p"\n[[labels]]\nname = "B"\n'
        "[splits]\na = -1\nb = 1\n"
    )
    lines = [int(fault.split(":")[1]) for fault in _faults(tmp_path, source)]
    assert lines == [4, 7, 9, 11]


def test_what_looks_like_a_block_in_a_long_text_moves_no_line(tmp_path: Path) -> None:
    source = (
        '[guideline]\ntext = """\n[[labels]]\nname = "A"\nkey = "x"\n"""\n'
        "version = '''\n[[labels]]\n'''\n"
        f'{LABEL}[[labels]]\nname = "B"\nkey = "p"\n'
    )
    (fault,) = _faults(tmp_path, source)
    assert fault.startswith(":15: B: PERSON has the key p")


def test_the_free_keys_are_those_that_no_label_and_no_command_has(tmp_path: Path) -> None:
    source = f'{LABEL}[[labels]]\nname = "B"\nkey = "p"\n[[labels]]\nname = "C"\nkey = "a"\n'
    (fault,) = _faults(tmp_path, source, {"q": "quit", "ctrl+x": "cut"})
    free = fault.partition("free: ")[2].split()
    assert set(free) == set(string.ascii_letters + string.digits) - {"p", "a", "q"}


def test_polarities_may_have_keys_that_commands_hold(tmp_path: Path) -> None:
    source = f'{LABEL}[[polarities]]\nname = "for"\nkey = "+"\n'
    assert _faults(tmp_path, source, {"+": "grow"}) == []


def test_labels_without_keys_do_not_clash(tmp_path: Path) -> None:
    assert _faults(tmp_path, '[[labels]]\nname = "A"\n[[labels]]\nname = "B"\n') == []


def test_a_scheme_that_can_not_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / SCHEME_FILE).mkdir()
    with pytest.raises(SchemeError, match=r"standoff\.toml: can't be read: "):
        read_scheme(tmp_path)
