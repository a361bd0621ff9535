import pytest
from golden_summary import FOLDER, made


@pytest.mark.parametrize("name", ["index.html", "summary.md", "summary.json"])
def test_the_golden_archive_becomes_the_golden_summary(name: str) -> None:
    assert made()[name].decode() == (FOLDER / name).read_text(encoding="utf-8")
