"""The index of the project's entities: always as if it were made anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.model import ProjectEntity
from annotations.project_entities import ProjectEntities

NAMES = st.sampled_from(["Anna", "Ann", "Bob", "Bonn"])
ROWS = st.builds(
    ProjectEntity,
    id=st.sampled_from(["p1", "p2", "p30", "other"]),
    name=NAMES,
    label=st.sampled_from(["PERSON", "GPE"]),
    kb=st.sampled_from([None, "Q7", "Q8"]),
    aliases=st.lists(NAMES, max_size=3).map(tuple),
)


def names(row: ProjectEntity) -> set[str]:
    return {row.name, *row.aliases}


@given(st.lists(st.one_of(ROWS, st.sampled_from(["p1", "p2", "p30", "p99"])), max_size=12))
def test_names_are_those_of_the_rows_after_any_changes(steps: list[ProjectEntity | str]) -> None:
    index = ProjectEntities()
    rows: dict[str, ProjectEntity] = {}
    for step in steps:
        if isinstance(step, str):
            index.remove(step)
            rows.pop(step, None)
        else:
            index.put(step)
            rows[step.id] = step
    assert dict(index) == rows
    for name in ("Anna", "Ann", "Bob", "Bonn"):
        for label in ("PERSON", "GPE"):
            found = [r for r in rows.values() if name in names(r) and r.label == label]
            wanted = found[0] if len(found) == 1 else None
            assert index.by_name.get((name, label)) == wanted
        owners = {row.name for row in rows.values() if name in names(row)}
        assert (index.remembered.get(name) in owners) == bool(owners)
    assert index.new_id() not in rows
    with_id = [row.id for row in rows.values() if row.kb == "Q7"]
    assert sorted(index.with_kb("Q7")) == sorted(with_id)
    assert index.with_kb(None) == ()


def test_an_id_is_given_once_also_where_it_was_taken_back_or_by_another_branch() -> None:
    """Two indexes of the same rows, as two branches have them: neither knows what was given."""
    rows = [ProjectEntity(f"p{number}", "Anna", "PERSON") for number in range(100)]
    branches = ProjectEntities(rows), ProjectEntities(rows)
    given = [branch.new_id() for branch in branches for _ in range(5000)]
    assert len({*given, *(row.id for row in rows)}) == 10_100
    assert {(new[0], len(new)) for new in given} == {("p", 13)}


def test_an_id_that_a_row_has_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["00", "00", "01"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(drawn))
    assert ProjectEntities([ProjectEntity("p00", "A", "ORG")]).new_id() == "p01"
