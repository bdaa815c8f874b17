"""The subcommands without a screen: what each gives, and that none changes the project."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import TEXT, annotate, state

from annotations import edits, project
from annotations.formats import jsonl
from annotations.history import Entry
from annotations.scheme import Guideline, Label, NamedLabel, Polarity, Scheme, template
from tui import commands, reports

# init and scheme


def test_init_writes_a_scheme_that_has_no_faults(standoff: Any, tmp_path: Path) -> None:
    new = tmp_path / "deep" / "project"
    said = standoff("init", new)
    assert said.code == 0
    assert (new / "standoff.toml").read_text("utf-8") == template()
    assert standoff("scheme", new).code == 0


def test_init_lets_git_leave_out_working_files_and_nothing_else(
    standoff: Any, folder: Path
) -> None:
    assert standoff("init", folder).code == 0
    annotate(folder, "bob", "b.txt")
    for left in ("journal", "lock", "tmp", "damaged-1", "salvaged-1", "foreign-2"):
        (folder / "annotations" / f"bob.json.{left}").touch()
        (folder / "annotations" / f"bob.json.journal.{left}").touch()
    (folder / "annotations" / "bob.history").touch()
    for kept in ("annotations/bob.json", "annotations/bob.json.journal", "data.jsonl"):
        (folder / f"{kept}.before-import-1").touch()
    subprocess.run(["git", "init", "-q", folder], check=True)
    listed = subprocess.run(
        ["git", "-C", folder, "ls-files", "-o", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    kept = sorted(f"annotations/texts/{p.name}" for p in folder.glob("annotations/texts/*"))
    own = [".gitignore", "a.txt", "annotations/alice.json", "annotations/bob.json"]
    assert listed == [*own, *kept, "b.txt", "standoff.toml"]


def test_init_overwrites_nothing_and_says_what_it_left(standoff: Any, tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text("mine", encoding="utf-8")
    said = standoff("init", tmp_path)
    assert said.code == 0
    assert (tmp_path / "standoff.toml").read_text("utf-8") == "mine"
    assert said.lines == [
        f"{tmp_path / 'standoff.toml'}: is there already; left as it is",
        f"{tmp_path / '.gitignore'}: written",
    ]


def test_init_refuses_a_file(standoff: Any, folder: Path) -> None:
    said = standoff("init", folder / "a.txt")
    assert (said.code, said.err) == (
        1,
        f"standoff: {folder / 'a.txt'}: it is a file; name a folder\n",
    )
    assert (folder / "a.txt").read_text("utf-8") == TEXT


def test_scheme_names_every_fault(standoff: Any, tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text(
        '[[labels]]\nname = "A"\nkey = "x"\n[[labels]]\nname = "B"\nkey = "x"\ncolour = "mud"\n',
        encoding="utf-8",
    )
    said = standoff("scheme", tmp_path)
    assert said.code == 1
    assert len(said.lines) == 2
    assert "standoff.toml:6: B: A has the key x" in said.lines[0]
    assert "standoff.toml:7: B: unknown colour 'mud'" in said.lines[1]


def test_scheme_knows_the_keys_of_the_preset(standoff: Any, tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text('[[labels]]\nname = "A"\nkey = "."\n', encoding="utf-8")
    said = standoff("scheme", tmp_path)
    assert said.code == 1
    assert "the command next_character has the key ." in said.out
    assert standoff("scheme", tmp_path, "--preset", "vim").code == 0


def test_scheme_names_and_titles_are_no_markup(standoff: Any, tmp_path: Path) -> None:
    (tmp_path / "standoff.toml").write_text(
        'name = "[/x]"\n[guideline]\nversion = "[bold]1"\n'
        '[[labels]]\nname = "[/y]"\nkey = "["\nguideline = "[/z]"\n'
        '[[document_labels]]\nname = "[/d]"\n',
        encoding="utf-8",
    )
    said = standoff("scheme", tmp_path, "--preset", "vim")
    assert said.code == 0
    for shown in ("[/x],", "[bold]1", "[/y]", "[/z]", "[/d]"):
        assert shown in said.out


def test_tables_spell_out_what_a_terminal_would_obey(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    bad = "a\x1b[31mb\u202ec"
    label, plain = Label(bad, bad, guideline=bad), NamedLabel(bad, bad)
    polarity = Polarity(bad, bad, guideline=bad)
    reports.show_scheme(
        Scheme(
            name=bad,
            guideline=Guideline(version=bad),
            labels=(label,),
            polarities=(polarity,),
            relations=(plain,),
            document_labels=(plain,),
        )
    )
    entry = Entry(
        sequence=1, time=bad, annotator=bad, command=bad, documents=(bad,), summary=bad,
        undone=False, undoes=None, redoes=None,
    )  # fmt: skip
    reports.show_history([entry], bad)
    shown = capsys.readouterr().out
    assert not {"\x1b", "\u202e"} & set(shown)
    assert shown.count("a\\x1b") >= 12


def test_scheme_and_keys_go_by_the_users_own_keys(
    standoff: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "standoff.toml").write_text('[[labels]]\nname = "A"\nkey = "z"\n', encoding="utf-8")
    assert standoff("scheme", tmp_path).code == 0
    own = tmp_path / "keys.toml"
    own.write_text('[keys]\nsearch = "z"\n', encoding="utf-8")
    monkeypatch.setenv("STANDOFF_KEYS", str(own))
    said = standoff("scheme", tmp_path)
    assert (said.code, "the command search has the key z" in said.out) == (1, True)
    rows = json.loads(standoff("keys", "--json").out)
    assert next(row["keys"] for row in rows if row["command"] == "search") == ["z"]
    own.write_text('preset = "vim"\n', encoding="utf-8")
    assert standoff("scheme", tmp_path).code == 0
    assert "preset vim" in standoff("keys").out
    assert "preset default" in standoff("keys", "--preset", "default").out
    own.write_text("[keys\n", encoding="utf-8")
    for command in (("scheme", tmp_path), ("keys",)):
        said = standoff(*command)
        assert said.code == 1
        assert said.err.startswith(f"standoff: {own}: ")


def test_scheme_shows_labels_keys_and_polarities(standoff: Any, tmp_path: Path) -> None:
    said = standoff("scheme", tmp_path)
    assert said.code == 0
    assert "there is none, so the built-in scheme serves" in said.out
    for shown in ("PERSON", "ISSUE", "no entity", "support", "A person's name"):
        assert shown in said.out


# export


def test_export_goes_on_when_every_document_is_gone(standoff: Any, folder: Path) -> None:
    before = standoff("export", folder).out
    for name in ("a.txt", "b.txt"):
        (folder / name).unlink()
    said = standoff("export", folder)
    assert said.code == 0
    assert json.loads(said.out)["text"] == TEXT
    assert json.loads(said.out)["mentions"] == json.loads(before)["mentions"]
    assert f"note: {folder}: no document in it" in said.err
    assert standoff("stats", folder, "--json").code == 0
    assert standoff("reanchor", folder, "--annotator", "alice").code == 0


def test_export_gives_standard_output_and_a_summary_beside_it(standoff: Any, folder: Path) -> None:
    said = standoff("export", folder)
    line = json.loads(said.out)
    jsonschema.Draft202012Validator(jsonl.json_schema()).validate(line)
    assert (line["id"], line["annotator"], line["text"]) == ("a.txt", "alice", TEXT)
    assert said.err == "1 document, 1 mention, 0 stances by alice\n"


def test_export_is_the_same_from_run_to_run_and_in_a_file(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    first = standoff("export", folder).out
    target = tmp_path / "out.jsonl"
    said = standoff("export", folder, "--output", target)
    assert said.out == ""
    assert standoff("export", folder).out == first == target.read_text("utf-8")


def test_export_leaves_the_text_out_on_request(standoff: Any, folder: Path) -> None:
    line = json.loads(standoff("export", folder, "--without-text").out)
    assert "text" not in line
    assert line["sha256"]


def test_reading_commands_change_nothing_in_the_project(standoff: Any, folder: Path) -> None:
    before = state(folder)
    for command in ("export", "verify", "stats", "scheme"):
        assert standoff(command, folder).code == 0
    assert state(folder) == before


def test_export_works_beside_an_annotator_at_work(standoff: Any, folder: Path) -> None:
    with project.open_project(folder, annotator="alice") as busy:
        document = busy.open("b.txt")
        busy.commit(edits.tag(document.record, TEXT, 13, 17, "GPE", busy.scheme))
        said = standoff("export", folder)
    assert [json.loads(line)["id"] for line in said.lines] == ["a.txt", "b.txt"]


def test_export_of_one_file_gives_that_document(standoff: Any, folder: Path) -> None:
    annotate(folder, "alice", "b.txt")
    said = standoff("export", folder / "b.txt")
    assert [json.loads(line)["id"] for line in said.lines] == ["b.txt"]


def test_export_reads_files_in_the_given_encoding(standoff: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Erdoğan için".encode("cp1254"))
    with project.open_project(tmp_path, annotator="me", encoding="cp1254") as turkish:
        document = turkish.open("a.txt")
        text = document.document.text
        turkish.commit(edits.tag(document.record, text, 0, 7, "PERSON", turkish.scheme))
    said = json.loads(standoff("export", tmp_path, "--encoding", "cp1254").out)
    assert (said["text"], said["meta"]) == ("Erdoğan için", {"encoding": "cp1254"})
    # Without it the file can't be read, and the text that was annotated serves.
    assert json.loads(standoff("export", tmp_path).out)["text"] == "Erdoğan için"


def test_the_annotator_is_the_only_one_or_oneself_or_asked_for(standoff: Any, folder: Path) -> None:
    assert "by alice" in standoff("export", folder).err
    annotate(folder, "bob", "a.txt")
    said = standoff("export", folder)
    assert said.code == 1
    assert "--annotator with one of: alice, bob" in said.err
    annotate(folder, "me", "a.txt")
    assert "by me" in standoff("export", folder).err
    assert "by bob" in standoff("export", folder, "--annotator", "bob").err


def test_an_annotator_who_did_nothing_is_an_error_with_those_who_did(
    standoff: Any, folder: Path
) -> None:
    for command in ("export", "verify", "stats"):
        said = standoff(command, folder, "--annotator", "carol")
        assert said.code == 1
        assert "nothing by 'carol'; there is something by: alice" in said.err
    assert not (folder / "annotations" / "carol.json").exists()


def test_a_name_that_leads_out_of_the_folder_is_refused(standoff: Any, folder: Path) -> None:
    said = standoff("export", folder, "--annotator", "../alice")
    assert said.code == 1
    assert "can't be an annotator's name" in said.err


def test_export_of_nothing_says_so(standoff: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    said = standoff("export", tmp_path)
    assert (said.code, said.out) == (1, "")
    assert "nobody has annotated anything here yet" in said.err


def test_an_unknown_format_is_an_error_with_the_known_ones(standoff: Any, folder: Path) -> None:
    said = standoff("export", folder, "--format", "yaml")
    assert said.code == 1
    assert "There are: jsonl" in said.err


def test_export_never_writes_over_the_project(standoff: Any, folder: Path) -> None:
    before = state(folder)
    for name in ("a.txt", "annotations/alice.json"):
        said = standoff("export", folder, "--output", folder / name)
        assert said.code == 1
        assert name in said.err
    assert state(folder) == before


def test_export_into_a_folder_or_nowhere_is_one_message(
    standoff: Any, folder: Path, tmp_path: Path
) -> None:
    for target, why in ((tmp_path, "name a file"), (tmp_path / "no" / "x", "no such folder")):
        said = standoff("export", folder, "--output", target)
        assert said.code == 1
        assert why in said.err
        assert len(said.err.splitlines()) == 1


# verify, schema, stats, keys


def test_verify_checks_everybody(standoff: Any, folder: Path) -> None:
    annotate(folder, "bob", "a.txt", "b.txt")
    assert standoff("verify", folder).lines == ["3 records verified, no faults"]
    said = standoff("verify", folder, "--annotator", "bob")
    assert said.lines == ["2 records verified, no faults"]


def test_verify_names_file_document_and_fault_and_exits_with_1(standoff: Any, folder: Path) -> None:
    annotate(folder, "bob", "b.txt")
    path = folder / "annotations" / "alice.json"
    path.write_text(path.read_text("utf-8").replace('"start":0', '"start":1'), encoding="utf-8")
    path.with_name("alice.json.journal").unlink()
    said = standoff("verify", folder)
    assert said.code == 1
    assert said.lines == [
        f"{path}: a.txt: mention m2: 1-6 says 'Ankara', the text has 'nkara'",
        "2 records verified, 1 fault",
    ]


def test_a_fault_is_one_line_whatever_the_name_of_the_document(
    standoff: Any, tmp_path: Path
) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": "a\\nb", "text": "Ankara"}\n', encoding="utf-8")
    annotate(tmp_path, "me", "a\nb")
    (tmp_path / "standoff.toml").write_text('[[labels]]\nname = "A"\n', encoding="utf-8")
    said = standoff("verify", tmp_path)
    assert len(said.lines) == 2
    assert "a\\nb: the scheme has no label 'GPE'" in said.out


def test_verify_reports_damage_to_the_file_itself(standoff: Any, folder: Path) -> None:
    path = folder / "annotations" / "alice.json"
    path.write_bytes(path.read_bytes()[:-40])
    said = standoff("verify", folder)
    assert said.code == 1
    assert "alice.json" in said.lines[0]


def test_schema_prints_the_schema(standoff: Any) -> None:
    found = json.loads(standoff("schema").out)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["title"] == jsonl.json_schema()["title"]
    assert found["$defs"].keys() == jsonl.json_schema()["$defs"].keys()


def test_stats_as_json_and_as_a_table(standoff: Any, folder: Path) -> None:
    found = json.loads(standoff("stats", folder, "--json").out)
    assert (found["documents"], found["annotated"], found["mentions"]) == (2, 1, 1)
    assert found["statuses"] == {"todo": 1, "started": 1, "done": 0, "skipped": 0}
    assert found["labels"] == {"GPE": 1}
    assert found["contradictions"] == 0
    table = standoff("stats", folder).out
    for shown in ("By alice", "documents", "started", "GPE", "contradictions"):
        assert shown in table


def test_stats_of_several_stand_side_by_side(standoff: Any, folder: Path) -> None:
    annotate(folder, "bob", "a.txt", "b.txt")
    said = standoff("stats", folder)
    assert said.code == 0
    rows = {line.split()[0]: line.split()[1:] for line in said.lines if line.split()}
    assert rows["alice"] == ["bob"]
    assert rows["mentions"] == ["1", "2"]
    assert rows["GPE"] == ["1", "2"]
    assert rows["started"] == ["1", "2"]
    one = standoff("stats", folder, "--annotator", "bob").out
    assert "By bob" in one
    assert "alice" not in one


def test_a_misspelt_command_is_named(standoff: Any, folder: Path) -> None:
    for given in (("exprt", folder), ("exprt",)):
        said = standoff(*given)
        assert said.code == 1
        assert said.err == (
            "standoff: exprt: there is no such file or folder; did you mean export?\n"
        )


def test_stats_of_a_project_that_nobody_annotated_are_all_todo(
    standoff: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    found = json.loads(standoff("stats", tmp_path, "--json").out)
    assert (found["documents"], found["statuses"]["todo"]) == (1, 1)
    assert not (tmp_path / "annotations").exists()


def test_stats_count_documents_that_are_gone(standoff: Any, folder: Path) -> None:
    (folder / "a.txt").unlink()
    found = json.loads(standoff("stats", folder, "--json").out)
    assert (found["documents"], found["annotated"], found["mentions"]) == (2, 1, 1)


@pytest.mark.parametrize("preset", commands.PRESETS)
def test_keys_lists_every_command(standoff: Any, preset: str) -> None:
    rows = json.loads(standoff("keys", "--preset", preset, "--json").out)
    assert [row["command"] for row in rows] == [command.name for command in commands.COMMANDS]
    table = standoff("keys", "--preset", preset).out
    assert all(command.help in table for command in commands.COMMANDS)


def test_every_key_is_shown_whole_in_80_columns(
    standoff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = standoff("keys").out
    for row in json.loads(standoff("keys", "--json").out):
        assert all(keys in shown for keys in row["keys"]), row
    assert max(map(len, shown.splitlines())) <= 80
