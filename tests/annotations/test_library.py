"""The package is usable without the terminal, as its documentation says."""

from __future__ import annotations

import textwrap
from pathlib import Path

import annotations
from annotations.project import open_project


def test_the_example_of_the_documentation_runs(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.txt").write_text("In Ankara they talk.", encoding="utf-8")
    source = annotations.__doc__ or ""
    example = source[source.index("    from pathlib") : source.index("`project` is the door")]
    code = textwrap.dedent(example).replace('Path("corpus")', f"Path({str(corpus)!r})")
    exec(compile(code, "example", "exec"), {})
    with open_project(corpus, annotator="alice", read_only=True) as project:
        (mention,) = project.open("one.txt").record.mentions
        assert (mention.start, mention.end, mention.text) == (3, 9, "Ankara")
