from datetime import UTC, date, datetime

import pytest

from backchannel.summary import wording


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 5, 14), date(2026, 5, 14), "14 May 2026"),
        (date(2026, 5, 14), date(2026, 5, 15), "14 and 15 May 2026"),
        (date(2026, 5, 14), date(2026, 5, 17), "14 to 17 May 2026"),
        (date(2026, 5, 30), date(2026, 6, 2), "30 May to 2 June 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 December 2025 to 2 January 2026"),
    ],
)
def test_days_are_said_as_people_say_them(first: date, last: date, said: str) -> None:
    assert wording.days(first, last) == said


def test_a_span_names_a_day_once_if_it_can() -> None:
    start, end = datetime(2026, 5, 14, 14, 10, tzinfo=UTC), datetime(2026, 5, 14, 14, 52, tzinfo=UTC)
    assert wording.span(start, end) == "on Thursday 14 May from 14:10 to 14:52"
    assert wording.span(start, end.replace(day=15)) == "from Thursday 14 May 14:10 to Friday 15 May 14:52"


@pytest.mark.parametrize(("number", "said"), [(0, "0 people"), (1, "1 person"), (1284, "1,284 people")])
def test_people_are_counted(number: int, said: str) -> None:
    assert wording.counted(number, "person") == said


def test_small_numbers_are_words_and_lists_end_in_and() -> None:
    assert (wording.spelled(20), wording.spelled(21)) == ("twenty", "21")
    assert (wording.listed([]), wording.listed(["a"]), wording.listed(["a", "b", "c"])) == ("", "a", "a, b and c")
