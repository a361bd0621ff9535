"""`essay` as a person uses it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from backchannel.cli import app
from backchannel.model.record import Ruling
from backchannel.services.archiving import save
from backchannel.summary.archive_file import Line
from unit.summary.summary_posts import header, post


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "tools.jsonl"
    save(path, header(), [Line(post("Quietly done."), Ruling("shown"))])
    return path


def test_a_draft_goes_to_the_terminal_or_into_a_file(archive: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["essay", "@Ada@brook.example", str(archive)])
    assert (told.exit_code, told.stdout.splitlines()[0]) == (0, "# What I wrote down at Quiet Tools 2026")
    CliRunner().invoke(app, ["essay", "ada@brook.example", str(archive), "--out", str(tmp_path / "draft.md")])
    assert (tmp_path / "draft.md").read_text() == told.stdout


def test_somebody_unknown_gets_a_sentence(archive: Path) -> None:
    told = CliRunner().invoke(app, ["essay", "ben@brook.example", str(archive)])
    assert told.exit_code == 2
    assert "Quiet Tools 2026 has no public posts by ben@brook.example" in told.output
