"""The rules of the house: which way imports run, what the domain loads, how long a file is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINES = 450
TERMINAL = {"textual", "rich", "rich_argparse", "tui"}
DOMAIN = "annotations"

# What each room of `annotations/` may import of the others. `project` sees them all.
_GROUND = {"errors", "change", "model"}
_WORDS = _GROUND | {"tokens", "text"}
_DOMAIN = _WORDS | {"scheme", "edits", "history", "corpus", "store", "suggest", "formats"}
_CARRYING = {"difference", "reanchor", "drift"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "folders": set(),
    "change": {"errors"},
    "model": {"errors", "change"},
    "tokens": _GROUND,
    "boundaries": {"tokens"},
    "text": _GROUND | {"tokens", "boundaries"},
    "language": {"tokens", "text"},
    "antecedents": {"change", "model", "language"},
    "source_names": set(),
    "scheme": _GROUND | {"source_names"},
    "project_entities": {"model"},
    "edits": _WORDS | {"scheme", "project_entities", "language", "antecedents"},
    "history": _GROUND,
    "corpus": _WORDS | {"annotator"},
    "store": _GROUND | {"scheme", "annotator", "folders"},
    "suggest": _WORDS | {"language", "source_names", "scheme", "edits", "store", "annotator"},
    "formats": _WORDS | {"scheme", "edits", "annotator", "corpus", "folders"},
    "difference": set(),
    "reanchor": _WORDS | {"difference", "edits"},
    "drift": _GROUND | {"corpus", "store", "annotator"},
    "progress": _GROUND | {"store"},
    "entity_book": _GROUND | {"store", "project_entities"},
    "annotator": {"errors"},
    "project": _DOMAIN | _CARRYING | {"annotator", "progress", "entity_book", "project_entities"},
    "everywhere": _WORDS | {"edits", "project"},
    "imports": _DOMAIN | {"project", "annotator", "folders", "entity_book", "project_entities"},
    # Quality works on whole projects, so that it stands above them; tui alone stands higher.
    "quality": _DOMAIN | {"project", "project_entities"},
}


@cache
def _files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _name(path: Path) -> str:
    """The dotted name of a module, or of the package that an `__init__.py` makes."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _modules(package: str) -> frozenset[str]:
    return frozenset(_name(path) for path in _files(package))


def _nodes(tree: ast.AST, *, types_too: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if not types_too and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _nodes(node, types_too=types_too)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path, *, types_too: bool = True) -> tuple[str, ...]:
    """The dotted names of what a file imports, wherever in it; for its types too, or not."""
    found: list[str] = []
    for node in _nodes(_tree(path), types_too=types_too):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written with their full names"
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


def _module_of(name: str, modules: Set[str]) -> str:
    """The module that an imported name is, or is in; '' for one of another package."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


@pytest.mark.parametrize("path", _files(DOMAIN), ids=_name)
def test_imports_in_the_domain_run_one_way(path: Path) -> None:
    modules = _modules(DOMAIN)
    _, _, inner = _name(path).partition(".")
    room = inner.split(".")[0]
    if not room:
        return
    assert room in MAY_IMPORT, f"{path}: say in MAY_IMPORT where {room} stands"
    for name in imports(path):
        below = _module_of(name, modules).partition(".")[2].split(".")[0]
        assert below in MAY_IMPORT[room] | {room, ""}, f"{path} imports {name}"


def test_the_table_of_rooms_has_no_circle() -> None:
    placed: set[str] = set()
    rooms = dict(MAY_IMPORT)
    while rooms:
        ready = [room for room, below in rooms.items() if below <= placed]
        assert ready, f"a circle among {sorted(rooms)}"
        placed.update(ready)
        for room in ready:
            del rooms[room]


@pytest.mark.parametrize("package", [DOMAIN, "tui"])
def test_modules_import_each_other_without_circles(package: str) -> None:
    names = _modules(package)
    edges: dict[str, set[str]] = {}
    for path in _files(package):
        found = imports(path, types_too=False)
        edges[_name(path)] = {_module_of(name, names) for name in found} - {""}
    while edges:
        free = [name for name, below in edges.items() if not below & edges.keys()]
        assert free, f"a circle among {sorted(edges)}"
        for name in free:
            del edges[name]


@pytest.mark.parametrize("path", _files(DOMAIN), ids=_name)
def test_the_domain_imports_no_terminal(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & TERMINAL


@pytest.mark.parametrize("module", ["annotations", "annotations.project", "annotations.formats"])
def test_the_domain_loads_without_a_terminal_library(module: str) -> None:
    program = f"import sys, {module}; print(*sorted({TERMINAL!r} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


@pytest.mark.parametrize("path", [*_files(DOMAIN), *_files("tui")], ids=_name)
def test_a_file_is_not_too_long_and_says_what_it_is(path: Path) -> None:
    source = path.read_text("utf-8")
    lines = source.count("\n")
    assert lines <= LINES, f"{path} has more than {LINES} lines: split it"
    assert ast.get_docstring(_tree(path)), f"{path} has no line that says what it is"


# What no file may hold. The parts are joined here, so that this file doesn't hold them.
BANNED = {
    "unfinished work": r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + "Error",
    "an except that takes all": r"^\s*except\s*:",
    "a test that doesn't run": r"\bmark\.(skip|x" + r"fail)|pytest\.x" + r"fail\(",
    "an ignore without code and reason": r"#\s*type:\s*ignore(?!\[[\w, -]+\]\s+#\s+\S)",
    "a lint rule put off without code": r"#\s*no" + r"qa(?!: [A-Z]+\d+)",
    "a place of one machine": r"/wor" + r"k/(main|shared)|/tmp/v" + "env",
}


def breaches(source: str) -> list[str]:
    """What of `BANNED` a source holds."""
    return [name for name, found in BANNED.items() if re.search(found, source, re.MULTILINE)]


@pytest.mark.parametrize("package", [DOMAIN, "tui", "tests"])
def test_nothing_is_put_off_or_silenced(package: str) -> None:
    found = {str(path): breaches(path.read_text("utf-8")) for path in _files(package)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "x = 1  # TO" + "DO: later",
        "try:\n    pass\nexcept:\n    pass",
        "@pytest.mark.x" + "fail",
        "x: int = y  # type: " + "ignore",
        "x: int = y  # type: " + "ignore[misc]",
        "import x  # no" + "qa",
        "open('/wor" + "k/main')",
    ],
)
def test_what_is_put_off_or_silenced_is_noticed(source: str) -> None:
    assert len(breaches(source)) == 1


def test_a_breach_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text(
        "def f():\n    import textual.app\n    from annotations import project\n"
        "if TYPE_CHECKING:\n    import rich\n"
    )
    assert [*imports(path)] == ["textual.app", "annotations.project", "rich"]
    assert [*imports(path, types_too=False)] == ["textual.app", "annotations.project"]
    modules = {"annotations", "annotations.project"}
    assert _module_of("annotations.project.open_project", modules) == "annotations.project"
    assert _module_of("textual.app", modules) == ""
