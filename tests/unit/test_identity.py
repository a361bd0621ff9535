"""Which events of one slug may be the same: an event may be moved before it is over, and has other editions after."""

from datetime import date

import pytest

from backchannel.model.identity import identity, is_exactly, may_become
from support.builders import an_event

BEFORE, AFTER = date(2026, 6, 9), date(2026, 6, 12)
HELD = identity(an_event())  # 10 and 11 June 2026


@pytest.mark.parametrize(
    ("starts", "ends", "today"),
    [
        (date(2026, 6, 11), date(2026, 6, 12), BEFORE),  # corrected a day before
        (date(2026, 9, 1), date(2026, 9, 2), BEFORE),  # put off
        (date(2026, 6, 10), date(2026, 6, 12), AFTER),  # a day longer, written late
        (date(2026, 6, 9), date(2026, 6, 11), date(2027, 1, 1)),
    ],
)
def test_an_event_may_be_dated_otherwise(starts: date, ends: date, today: date) -> None:
    assert may_become(HELD, an_event(name="Tulip Days", starts=starts, ends=ends), today)


@pytest.mark.parametrize(
    ("starts", "ends", "today"),
    [
        (date(2027, 6, 9), date(2027, 6, 10), AFTER),  # next year's
        (date(2026, 7, 10), date(2026, 7, 10), AFTER),  # next month's
        (date(2025, 6, 10), date(2025, 6, 11), BEFORE),  # last year's
    ],
)
def test_what_is_over_does_not_become_another_edition(starts: date, ends: date, today: date) -> None:
    assert not may_become(HELD, an_event(starts=starts, ends=ends), today)


def test_hashtags_alone_go_on_for_as_long_as_somebody_asks() -> None:
    held = identity(an_event(name="#tulips"))
    again = an_event(name="#tulips", starts=date(2026, 8, 1), ends=date(2026, 8, 4))
    assert may_become(held, again, date(2026, 8, 1))


def test_only_the_days_make_it_sure_enough_to_erase() -> None:
    assert is_exactly(HELD, an_event(name="Called otherwise"))
    assert not is_exactly(HELD, an_event(ends=date(2026, 6, 12)))
