"""How often all known posts of an event are looked at again."""

from datetime import timedelta

import pytest

from backchannel.model.event import over, recheck_every
from backchannel.sources.pace import Pace
from support.builders import NOON, an_event

USUAL = timedelta(minutes=30)
END = over(an_event())


@pytest.mark.parametrize(
    ("after", "every"),
    [
        (timedelta(days=-1), USUAL),
        (timedelta(0), timedelta(days=1)),
        (timedelta(days=29), timedelta(days=1)),
        (timedelta(days=30), timedelta(days=7)),
        (timedelta(days=300), timedelta(days=7)),
    ],
)
def test_seldom_when_it_is_over_and_more_seldom_after_a_month(after: timedelta, every: timedelta) -> None:
    assert recheck_every(an_event(), END + after, USUAL) == every


def test_whoever_asks_more_seldom_than_that_is_left_alone() -> None:
    assert recheck_every(an_event(), END, timedelta(days=2)) == timedelta(days=2)


def test_an_event_that_was_never_looked_at_is_due_and_then_not_for_a_while() -> None:
    pace, event = Pace(USUAL.total_seconds()), an_event()
    assert pace.is_due(event, NOON)
    pace.looked(event, NOON)
    assert not pace.is_due(event, NOON + USUAL / 2)
    assert pace.is_due(event, NOON + USUAL)
    pace.looked(event, END)
    assert not pace.is_due(event, END + timedelta(hours=23))
    assert pace.is_due(event, END + timedelta(hours=24))


def test_at_a_start_only_events_that_are_over_are_due_at_once() -> None:
    assert not Pace(1800, [an_event()], NOON).is_due(an_event(), NOON)
    assert Pace(1800, [an_event()], END).is_due(an_event(), END)
