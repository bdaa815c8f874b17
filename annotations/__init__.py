"""Stand-off annotation of texts: the domain and its data, without a terminal.

Everything that the annotator does can be done from a script, by the same road:

    from pathlib import Path
    from annotations import edits
    from annotations.project import open_project

    with open_project(Path("corpus"), annotator="alice") as project:
        opened = project.open("one.txt")
        start = opened.document.text.index("Ankara")
        project.commit(
            edits.tag(
                opened.record, opened.document.text, start, start + 6, "GPE", project.scheme
            )
        )
        for record, document in project.annotated():
            ...

`project` is the door, `edits` makes changes, `model` says what a record is, `formats` writes
datasets, `quality` checks and counts. Offsets are Unicode code points, 0-based, the end exclusive.
Every fault that a person can mend is a `StandoffError` with one clear message.
"""
