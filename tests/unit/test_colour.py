from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.model.colour import contrast, most_readable
from backchannel.settings import Misconfigured, check_event
from backchannel.settings.checks import WALL_GROUND

FILE = 'name = "Tulips"\nhashtags = ["tulips"]\nstarts = 2026-06-10\nends = 2026-06-11\naccent = "{}"\n'
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21.0001


@given(colours)
def test_black_or_white_can_always_be_read(ground: str) -> None:
    assert contrast(most_readable(ground, ("#000000", "#ffffff")), ground) >= 4.5


def test_known_contrasts() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21
    assert round(contrast("#ffc145", WALL_GROUND), 1) == 10


def test_the_ground_that_accents_are_measured_on_is_the_walls() -> None:
    tokens = Path(__file__).parents[2] / "web/static/tokens.css"
    assert f"--ground: {WALL_GROUND}" in tokens.read_text("utf-8")


def test_an_accent_that_cannot_be_read_refuses_to_start() -> None:
    assert check_event(FILE.format("#FF9FB2"), Path("tulips.toml")).accent == "#ff9fb2"
    for colour, why in [("#123456", "too dark to be read"), ("red", "is no colour")]:
        with pytest.raises(Misconfigured, match=f"tulips.toml:5: accent: .*{why}"):
            check_event(FILE.format(colour), Path("tulips.toml"))
