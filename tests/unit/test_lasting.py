"""A trouble that lasts is a few lines in the log, and none of them is missing."""

import logging
from datetime import timedelta

import pytest

from backchannel.sources.lasting import Lasting
from support.builders import NOON

HOUR, QUARTER = timedelta(hours=1), timedelta(seconds=15)


def trouble() -> Lasting:
    return Lasting(logging.getLogger("tulips"), "server=tulip.example")


def test_it_is_told_at_once_then_ever_more_seldom_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    lasting = trouble()
    for tries in range(240):
        lasting.goes_on("does not answer", NOON + tries * QUARTER)
    lasting.is_over(NOON + HOUR)
    lasting.is_over(NOON + HOUR)
    assert caplog.messages == [
        "server=tulip.example trouble='does not answer'",
        "server=tulip.example trouble='does not answer' lasts=0:01:00 tries=5",
        "server=tulip.example trouble='does not answer' lasts=0:03:00 tries=13",
        "server=tulip.example trouble='does not answer' lasts=0:07:00 tries=29",
        "server=tulip.example trouble='does not answer' lasts=0:15:00 tries=61",
        "server=tulip.example trouble='does not answer' lasts=0:31:00 tries=125",
        "server=tulip.example trouble=over after=1:00:00 tries=240",
    ]


def test_what_comes_and_goes_all_the_time_is_told_as_seldom(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    lasting = trouble()
    for tries in range(240):
        lasting.goes_on("is silent", NOON + tries * QUARTER)
        lasting.is_over(NOON + tries * QUARTER + timedelta(seconds=1))
    assert len([said for said in caplog.messages if "is silent" in said]) == 6
    assert len([said for said in caplog.messages if "trouble=over" in said]) == 6


def test_after_a_calm_it_is_a_new_trouble(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    lasting = trouble()
    for at in (NOON, NOON + timedelta(minutes=1), NOON + HOUR):
        lasting.goes_on("is silent", at)
        lasting.is_over(at)
    lasting.goes_on("is silent", NOON + HOUR + QUARTER)
    assert len([said for said in caplog.messages if "is silent" in said]) == 3


def test_a_day_of_it_is_a_line_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    lasting = trouble()
    for tries in range(24 * 60):
        lasting.goes_on("is silent", NOON + timedelta(minutes=tries))
    assert len(caplog.messages) == 29
