# SPDX-License-Identifier: MIT
"""The house: a room imports only from rooms to its left, and nothing imports in a circle."""

from __future__ import annotations

import ast
import re

from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import tthc_index


#: From left to right; `docs/architecture.md` draws it.
ROOMS = (
    "errors",
    "text",
    "rules",
    "scoring",
    "results",
    "portal",
    "dossiers",
    "files",
    "documents",
    "plot",
    "conformance",
    "examples",
    "testing",
    "cli",
    "__main__",
)

SOURCE = Path(tthc_index.__file__).parent
PAGE = Path(__file__).parent.parent / "docs" / "architecture.md"
FILES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in SOURCE.rglob("*.py")
    if path != SOURCE / "__init__.py"
}


def imports(module: str) -> Iterator[tuple[str, str]]:
    """The modules of this package that a module imports anywhere, and the name it takes of each."""
    path = FILES[module]
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            parts = [*above, *(node.module or "").split(".")]
            whole = ".".join(filter(None, parts)).removeprefix("tthc_index").lstrip(".")
            if node.level or (node.module or "").partition(".")[0] == "tthc_index":
                for alias in node.names:
                    inner = f"{whole}.{alias.name}".lstrip(".")
                    yield (inner if inner in FILES else whole), alias.name


def test_every_file_is_in_a_room() -> None:
    assert {module.partition(".")[0] for module in FILES} == set(ROOMS)


@pytest.mark.parametrize("module", FILES)
def test_imports_come_from_the_left(module: str) -> None:
    room = module.partition(".")[0]
    left = {*ROOMS[: ROOMS.index(room) + 1]}

    assert {one for one, _ in imports(module) if one.partition(".")[0] not in left} == set()


@pytest.mark.parametrize("module", FILES)
def test_nothing_private_is_imported(module: str) -> None:
    assert [name for _, name in imports(module) if name.startswith("_")] == []


def test_nothing_imports_in_a_circle() -> None:
    """Raises CycleError if anything does."""
    graph = {module: {one for one, _ in imports(module)} - {module} for module in FILES}

    assert len([*TopologicalSorter(graph).static_order()]) >= len(FILES)


@pytest.mark.skipif(not PAGE.is_file(), reason="the pages are not beside an installed library")
class TestPage:
    """The page that draws the house draws this one."""

    def test_names_every_room_in_order(self) -> None:
        rooms = PAGE.read_text("utf-8").partition("\n## The rooms\n")[2]

        assert tuple(re.findall(r"^\| `(\w+)` \|", rooms, re.MULTILINE)[: len(ROOMS)]) == ROOMS

    def test_names_every_file(self) -> None:
        page = PAGE.read_text("utf-8")

        assert [file for file in FILES if f"`{file.split('.')[-1]}`" not in page] == []
