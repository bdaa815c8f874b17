"""The index of the project's entities: always as if it were made anew."""

from __future__ import annotations

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


def test_an_id_that_was_taken_back_is_not_given_again() -> None:
    index = ProjectEntities([ProjectEntity("p7", "Anna", "PERSON")])
    index.remove("p7")
    assert index.new_id() == "p8"


def test_a_number_of_another_program_that_is_too_long_is_no_number() -> None:
    assert ProjectEntities([ProjectEntity("p" + "9" * 5000, "A", "ORG")]).new_id() == "p1"
