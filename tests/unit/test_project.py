"""What the project says of itself: every library that is imported is declared, with why it is needed."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NEEDED = PROJECT["project"]["dependencies"]
FOR_WORK = PROJECT["dependency-groups"]["dev"]


def names(requirements: list[str]) -> set[str]:
    """The distributions, spelt alike."""
    return {plainly(re.split(r"[\[<>=;]", requirement)[0]) for requirement in requirements}


def plainly(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(room: str) -> set[str]:
    """The distributions that the modules of a folder import."""
    ours = {"backchannel", room}
    roots = {name.partition(".")[0] for path in (ROOT / room).rglob("*.py") for name in _imports(path)}
    found = distributions()
    return {plainly(found[root][0]) for root in roots - ours - set(sys.stdlib_module_names) if root in found}


@cache
def distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_the_product_imports_no_library_that_it_does_not_declare() -> None:
    assert imported("backchannel") - names(NEEDED) == set()


@pytest.mark.parametrize("room", ["tests", "bench"])
def test_tests_and_benches_import_no_library_that_is_not_declared(room: str) -> None:
    assert imported(room) - names(NEEDED) - names(FOR_WORK) == set()


def test_every_library_that_is_declared_says_why() -> None:
    lines = [
        line for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines() if re.match(r'    "[^"]+",', line)
    ]
    unexplained = [
        line for line in lines if "#" not in line and names([line.split('"')[1]]) & names([*NEEDED, *FOR_WORK])
    ]
    assert unexplained == []
