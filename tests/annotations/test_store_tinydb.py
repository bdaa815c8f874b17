"""TinyDB's public methods on our tables do what they do on TinyDB's own, and each write is safe."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_disks import FaultyDisk, QuickDisk, commit, crash, mentions, reopen, tag
from tinydb import Query, TinyDB, operations, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from annotations.errors import CommitError, ReadOnlyError
from annotations.store.tinydb import JournalledTable, JournalledTinyDB

User = Query()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[JournalledTinyDB]:
    with JournalledTinyDB(tmp_path / "alice.json", disk=QuickDisk()) as opened:
        yield opened


def _fill(db: TinyDB) -> Table:
    table = db.table("records")
    table.insert_multiple([{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"n": 3, "tags": ["x", "y"]}])
    return table


# Each step is made on stock TinyDB and on ours; what it gives must be the same.
STEPS: dict[str, Callable[[TinyDB, Table], Any]] = {
    "insert": lambda db, t: t.insert({"id": "c", "deep": {"x": [1, {"y": None}]}}),
    "insert a mapping": lambda db, t: t.insert(os._Environ({}, str, str, str, str)),
    "insert with a number": lambda db, t: t.insert(Document({"id": "d"}, doc_id=50)),
    "insert after a number": lambda db, t: (
        t.insert(Document({"id": "d"}, doc_id=50)),
        t.insert({}),
    ),
    "insert multiple": lambda db, t: t.insert_multiple({"n": n} for n in range(4)),
    "insert multiple numbered": lambda db, t: t.insert_multiple(
        [Document({"n": 1}, doc_id=9), Document({"n": 2}, doc_id=10)]
    ),
    "all": lambda db, t: t.all(),
    "iterate": lambda db, t: [(d.doc_id, d) for d in t],
    "length": lambda db, t: (len(t), len(db)),
    "search": lambda db, t: t.search(User.n >= 2),
    "search twice": lambda db, t: (t.search(User.n >= 2), t.search(User.n >= 2)),
    "search any": lambda db, t: t.search(User.tags.any(["x"])),
    "search all": lambda db, t: t.search(User.tags.all(["x", "z"])),
    "search test": lambda db, t: t.search(User.n.test(lambda n: n % 2 == 1)),
    "search regular expression": lambda db, t: t.search(User.id.matches("[ab]")),
    "search one of": lambda db, t: t.search(User.n.one_of([1, 3])),
    "search logic": lambda db, t: t.search((User.n == 1) | ~(User.n < 3)),
    "search exists": lambda db, t: t.search(User.id.exists()),
    "search fragment": lambda db, t: t.search(Query().fragment({"n": 2})),
    "search map": lambda db, t: t.search(User.n.map(lambda n: n * 2) == 4),
    "search noop": lambda db, t: t.search(Query().noop()),
    "get": lambda db, t: t.get(User.n == 2),
    "get nothing": lambda db, t: t.get(User.n == 20),
    "get by number": lambda db, t: (t.get(doc_id=2), t.get(doc_id=20)),
    "get by numbers": lambda db, t: t.get(doc_ids=[1, 3, 9]),
    "contains": lambda db, t: (t.contains(User.n == 2), t.contains(doc_id=1), t.contains(doc_id=7)),
    "count": lambda db, t: t.count(User.n > 1),
    "update": lambda db, t: t.update({"n": 9}, User.id == "a"),
    "update all": lambda db, t: t.update({"new": True}),
    "update by function": lambda db, t: t.update(operations.increment("n"), User.n >= 2),
    "update delete field": lambda db, t: t.update(operations.delete("n"), doc_ids=[1]),
    "update nested": lambda db, t: t.update(
        lambda d: d["tags"].append("z"), where("tags").exists()
    ),
    "update numbers": lambda db, t: t.update({"m": 1}, doc_ids=[1, 2]),
    "update id": lambda db, t: t.update({"id": "z"}, User.id == "a"),
    "swap ids": lambda db, t: t.update_multiple(
        [({"id": "b"}, User.n == 1), ({"id": "a"}, User.n == 2)]
    ),
    "update nothing": lambda db, t: t.update({"n": 9}, User.id == "q"),
    "upsert known": lambda db, t: t.upsert({"id": "a", "n": 7}, User.id == "a"),
    "upsert new": lambda db, t: t.upsert({"id": "q", "n": 7}, User.id == "q"),
    "upsert numbered": lambda db, t: t.upsert(Document({"n": 7}, doc_id=2)),
    "remove": lambda db, t: t.remove(User.n <= 2),
    "remove numbers": lambda db, t: t.remove(doc_ids=[1, 3]),
    "truncate": lambda db, t: t.truncate(),
    "insert after truncate": lambda db, t: (t.truncate(), t.insert({"id": "a"})),
    "drop table": lambda db, t: db.drop_table("records"),
    "drop missing table": lambda db, t: db.drop_table("entities"),
    "drop tables": lambda db, t: db.drop_tables(),
    "tables": lambda db, t: db.tables(),
    "two tables": lambda db, t: (db.table("entities").insert({"id": "e"}), db.tables()),
    "clear cache": lambda db, t: (t.search(User.n == 1), t.clear_cache(), t.search(User.n == 1)),
    "write whole": lambda db, t: db.storage.write(
        {"records": {"1": {"id": "a", "n": 5}, "8": {"id": "h"}}}
    ),
}


# A table that was emptied has no name with us, and a row whose id changes comes last: these differ.
STEPS_IN_ANY_ORDER = sorted(set(STEPS) - {"tables", "two tables", "update id", "swap ids"})


def _stock() -> TinyDB:
    stock = TinyDB(storage=MemoryStorage)
    stock.default_table_name = "records"
    return stock


def _state(db: TinyDB) -> dict[str, dict[int, Any]]:
    found = {name: {d.doc_id: dict(d) for d in db.table(name)} for name in db.tables()}
    return {name: documents for name, documents in found.items() if documents}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_does_what_it_does_in_stock_tinydb(db: JournalledTinyDB, name: str) -> None:
    stock = _stock()
    given_back = [STEPS[name](each, _fill(each)) for each in (db, stock)]
    assert given_back[0] == given_back[1]
    assert _state(db) == _state(stock)
    # What it did is on the disk: a process that is killed here would leave it.
    crash(db.storage.store)
    with JournalledTinyDB(db.storage.store.path) as again:
        assert _state(again) == _state(stock)
    with TinyDB(db.storage.store.path, access_mode="r") as plain:
        assert _state(plain) == _state(stock)


@settings(max_examples=60, deadline=None)
@given(names=st.lists(st.sampled_from(STEPS_IN_ANY_ORDER), max_size=6))
def test_steps_in_any_order_do_what_they_do_in_stock_tinydb(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    path = tmp_path_factory.mktemp("steps") / "alice.json"
    stock = _stock()
    ours = JournalledTinyDB(path, disk=QuickDisk())
    for name in names:
        given_back = []
        for each in (ours, stock):
            try:
                given_back.append(STEPS[name](each, each.table("records")))
            except (ValueError, KeyError) as error:
                given_back.append(type(error))
        assert given_back[0] == given_back[1]
        assert _state(ours) == _state(stock)
        # A cached search of the stock table may hand out documents that were changed in place.
        stock.table("records").clear_cache()
    ours.close()
    with JournalledTinyDB(path) as again:
        assert _state(again) == _state(stock)


def test_each_write_is_one_commit_of_the_rows_that_it_touched(db: JournalledTinyDB) -> None:
    table = _fill(db)
    table.update({"n": 9}, User.id == "a")
    table.update({"n": 9}, User.id == "a")
    commits = list(db.storage.store.history())
    assert [each.sequence for each in commits] == [2, 1]
    assert commits[0].command == "tinydb:write"
    assert [each.key for each in commits[0].operations] == ["a"]
    assert [each.key for each in commits[1].operations] == ["a", "b", "#3"]
    assert commits[0].inverse[0].row == {"id": "a", "n": 1}


def test_documents_are_nobody_elses_objects(db: JournalledTinyDB) -> None:
    table = _fill(db)
    table.all()[2]["tags"].append("z")
    table.search(User.n == 3)[0]["tags"].append("z")
    assert table.get(User.n == 3)["tags"] == ["x", "y"]


def test_an_update_that_raises_half_way_changes_nothing(db: JournalledTinyDB) -> None:
    table = _fill(db)

    def fail_at_two(document: dict[str, Any]) -> None:
        document["n"] += 1
        if document["n"] == 3:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        table.update(fail_at_two)
    assert [each["n"] for each in table] == [1, 2, 3]


@pytest.mark.parametrize(
    ("bad", "error"), [({"n": float("nan")}, ValueError), ({"n": {1, 2}}, TypeError)]
)
def test_what_json_can_not_hold_is_refused(
    db: JournalledTinyDB, bad: dict[str, Any], error: type[Exception]
) -> None:
    table = _fill(db)
    with pytest.raises(error):
        table.insert(bad)
    assert len(table) == 3


def test_a_write_that_fails_is_not_there(tmp_path: Path) -> None:
    disk = FaultyDisk()
    db = JournalledTinyDB(tmp_path / "alice.json", disk=disk)
    table = _fill(db)
    disk.failing = {len(disk.steps) + 1}
    with pytest.raises(CommitError):
        table.insert({"id": "c"})
    assert len(table) == 3
    table.insert({"id": "c"})
    assert len(table) == 4
    db.close()


def test_a_second_opening_reads_and_does_not_write(tmp_path: Path) -> None:
    with JournalledTinyDB(tmp_path / "alice.json") as db:
        _fill(db)
        with JournalledTinyDB(tmp_path / "alice.json", annotator="bob") as second:
            assert len(second.table("records")) == 3
            with pytest.raises(ReadOnlyError):
                second.table("records").insert({"id": "c"})


def test_commits_and_tinydb_see_each_other(db: JournalledTinyDB) -> None:
    table = db.table("records")
    store = db.storage.store
    assert table.search(User.id == "a.txt") == []
    commit(store, tag(1))
    found = table.search(User.id == "a.txt")
    assert [each["mentions"][0]["id"] for each in found] == ["m1"]
    table.update(operations.set("mentions", []), User.id == "a.txt")
    assert mentions(store) == []
    commit(store, tag(2))
    assert mentions(store) == ["m2"]


def test_tables_of_other_programs_are_kept_and_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "alice.json"
    with TinyDB(path) as stock:
        stock.table("their own").insert({"x": 1})
    store = reopen(path)
    commit(store, tag(1))
    store.close()
    with JournalledTinyDB(path) as db:
        assert db.table("their own").all() == [{"x": 1}]
        with pytest.raises(CommitError, match="only records, entities and memory are"):
            db.table("their own").insert({"x": 2})
    with TinyDB(path, access_mode="r") as stock:
        assert stock.table("their own").all() == [{"x": 1}]


def test_tinydb_still_reads_and_writes_through_two_methods_alone() -> None:
    """If this fails, a new TinyDB reaches past the methods that we give other bodies."""
    reaching = {
        name
        for name, member in vars(Table).items()
        if (code := getattr(getattr(member, "fget", member), "__code__", None)) is not None
        and "_storage" in code.co_names
    }
    assert reaching == {"__init__", "__repr__", "storage", "_read_table", "_update_table"}
    ours = {name for name, member in vars(JournalledTable).items() if inspect.isfunction(member)}
    assert ours == {"__init__", "_read_table", "_update_table"}
