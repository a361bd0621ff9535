"""The pages are whole: nothing is told twice on one of them, and every heading is one."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))

DECISIONS = ROOT / "docs/decisions"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
each_decision = pytest.mark.parametrize("decision", sorted(DECISIONS.glob("0*.md")), ids=lambda page: page.stem)


def prose(page: Path) -> str:
    """The page without its code blocks, in which anything may stand."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def tables(text: str) -> Iterator[list[str]]:
    """The first cells of each table's rows."""
    for table in re.findall(r"(?:^\|.*\n)+", f"{text}\n", re.MULTILINE):
        yield [re.split(r"(?<!\\)\|", row)[1].strip() for row in table.splitlines()]


def sections(text: str) -> list[str]:
    return re.split(r"^#+ .*$", text, flags=re.MULTILINE)


def twice(words: list[str]) -> list[str]:
    return [word for word, times in Counter(words).items() if times > 1 and word]


@each_page
def test_no_table_has_two_rows_of_one_name(page: Path) -> None:
    assert [row for table in tables(prose(page)) for row in twice(table)] == []


@each_page
def test_no_section_begins_two_paragraphs_with_the_same_words(page: Path) -> None:
    leads = [re.findall(r"^(?:- )?\*\*(.+?)\*\*", section, re.MULTILINE) for section in sections(prose(page))]
    assert [lead for section in leads for lead in twice(section)] == []


@each_page
def test_no_section_says_the_same_line_twice(page: Path) -> None:
    lines = [line for section in sections(prose(page)) for line in twice(section.splitlines()) if "---" not in line]
    assert lines == []


@each_page
def test_every_heading_stands_after_an_empty_line(page: Path) -> None:
    assert re.findall(r"^.+\n(#+ .+)$", prose(page), re.MULTILINE) == []


def test_decisions_are_numbered_without_a_gap_but_for_those_that_are_explained() -> None:
    given = [int(page.name[:3]) for page in DECISIONS.glob("0*.md")]
    unused = [int(number) for number in re.findall(r"The number (\d{3}) was", prose(DECISIONS / "README.md"))]
    assert sorted([*given, *unused]) == list(range(1, max(given) + 1))


@each_decision
def test_every_decision_is_listed_by_its_title(decision: Path) -> None:
    number, title = re.findall(r"^# (\d{3}) (.+)$", prose(decision), re.MULTILINE)[0]
    assert decision.name.startswith(number)
    assert f"| {number} | [{title}]({decision.name}) |" in prose(DECISIONS / "README.md").splitlines()


@each_decision
def test_every_decision_has_the_same_parts(decision: Path) -> None:
    leads = re.findall(r"^\*\*(\w+)\.\*\*", prose(decision), re.MULTILINE)
    assert leads == ["Context", "Decision", "Consequence"]
