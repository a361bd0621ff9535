import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.model.colour import WALL_ACCENT, WALL_GROUND, WALL_INK, contrast, mixed, most_readable, readable
from backchannel.server.theme import NIGHT, PAPER, READING, paper_sheet, wall_sheet
from backchannel.settings import Misconfigured, check_event
from backchannel.settings.checks import WELL_READABLE
from support.builders import an_event

FILE = 'name = "Tulips"\nhashtags = ["tulips"]\nstarts = 2026-06-10\nends = 2026-06-11\naccent = "{}"\n'
STATIC = Path(__file__).parents[2] / "web/static"
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
    tokens = (STATIC / "tokens.css").read_text("utf-8")
    assert f"--ground: {WALL_GROUND}" in tokens
    assert f"--ink: {WALL_INK}" in tokens
    assert f"--accent: {WALL_ACCENT}" in tokens


@given(colours, colours)
def test_any_colour_can_be_made_readable_on_paper_and_by_night(accent: str, ground: str) -> None:
    for on in (PAPER, NIGHT):
        assert contrast(readable(accent, on, READING), on) >= READING
    assert mixed(accent, ground, 0) == accent
    assert mixed(accent, ground, 1) == ground


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#1c5a41", PAPER, READING) == "#1c5a41"


@given(colours.filter(lambda colour: contrast(colour, WALL_INK) >= WELL_READABLE))
def test_every_shade_of_a_painted_wall_can_be_read(ground: str) -> None:
    sheet = wall_sheet(an_event(ground=ground))
    dark, lit, _ = (dict(re.findall(r"--([\w-]+): (#\w+)", rule)) for rule in sheet.splitlines())
    assert contrast(WALL_INK, dark["ground"]) >= WELL_READABLE
    assert contrast(dark["ink-2"], dark["ground"]) >= READING
    assert min(contrast(lit["ink"], lit["ground"]), contrast(lit["ink-2"], lit["ground"])) >= READING


def test_an_event_without_colours_changes_nothing() -> None:
    assert wall_sheet(an_event()) == paper_sheet(an_event()) == ""


def test_the_colours_that_accents_are_fitted_to_are_those_of_the_page() -> None:
    assert re.findall(r"--paper: ([^;]+);", (STATIC / "ink.css").read_text("utf-8")) == [PAPER, NIGHT]


def test_a_ground_that_is_too_light_and_an_accent_that_does_not_fit_refuse_to_start() -> None:
    for colours_, why in [
        ('#ff9fb2"\nground = "#2b1230', None),
        ('#ffc145"\nground = "#777777', "ground: .*too light for a wall's words"),
        ('#4a6a70"\nground = "#400020', "accent: .*too dark to be read"),
    ]:
        if why is None:
            assert check_event(FILE.format(colours_), Path("tulips.toml")).ground == "#2b1230"
        else:
            with pytest.raises(Misconfigured, match=why):
                check_event(FILE.format(colours_), Path("tulips.toml"))


def test_an_accent_that_cannot_be_read_refuses_to_start() -> None:
    assert check_event(FILE.format("#FF9FB2"), Path("tulips.toml")).accent == "#ff9fb2"
    for colour, why in [("#123456", "too dark to be read"), ("red", "is no colour")]:
        with pytest.raises(Misconfigured, match=f"tulips.toml:5: accent: .*{why}"):
            check_event(FILE.format(colour), Path("tulips.toml"))
