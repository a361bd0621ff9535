from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.mastodon.budget import JITTER, LONGEST_BACKOFF, LONGEST_PAUSE, Budget, Kind, seconds_until
from backchannel.sources.mastodon.policy import Policy
from support.builders import NOON

POLICY = Policy()
FULL = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "299"}
LOW = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "29"}


def a_budget(chance: float = 1.0) -> Budget:
    return Budget(POLICY, NOON, lambda: chance)


def sent_within(budget: Budget, kind: Kind, seconds: float) -> int:
    """How many requests go out in that time if every permission is used at once."""
    now, count = NOON, 0
    while (wait := budget.wait(kind, now)) <= (NOON + timedelta(seconds=seconds) - now).total_seconds():
        now += timedelta(seconds=wait)
        budget.take(kind, now)
        count += 1
    return count


@pytest.mark.parametrize(("kind", "seconds", "most"), [("paging", 900, 320), ("other", 300, 330), ("other", 0, 30)])
def test_no_more_goes_out_than_the_rate_allows(kind: Kind, seconds: float, most: int) -> None:
    assert most - 2 <= sent_within(a_budget(), kind, seconds) <= most


def test_little_left_halves_the_pace_until_there_is_more() -> None:
    budget = a_budget()
    budget.answered("other", LOW)
    assert sent_within(budget, "other", 60) == 31
    budget.answered("other", FULL)
    assert budget.wait("other", NOON + timedelta(seconds=61)) == 0


@pytest.mark.parametrize("headers", [{}, {"x-ratelimit-limit": "many", "x-ratelimit-remaining": "9" * 5000}])
def test_a_server_that_tells_no_limit_is_asked_at_our_own_pace(headers: dict[str, str]) -> None:
    budget = a_budget()
    budget.answered("other", headers)
    assert sent_within(budget, "other", 0) == 30


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("2026-06-10T12:04:00.405840Z", 240),
        ("2026-06-10T12:04:00", 240),
        (str(NOON.timestamp() + 240), 240),
        ("240", 240),
        ("2026-06-10T11:00:00Z", 1),
        ("2099-01-01T00:00:00Z", LONGEST_PAUSE),
        ("inf", 60),
        ("soon", 60),
        ("9" * 5000, 60),
        ("0001-01-01T00:00:00+14:00", 1),
        ("", 60),
    ],
)
@pytest.mark.parametrize("kind", ["paging", "other"])
def test_after_429_nothing_goes_out_until_the_reset(reset: str, seconds: float, kind: Kind) -> None:
    budget = a_budget(chance=0.5)
    until = budget.limited({"x-ratelimit-reset": reset}, NOON)
    assert (until - NOON).total_seconds() == pytest.approx(seconds + JITTER / 2, abs=0.5)
    assert budget.wait(kind, NOON) == pytest.approx(seconds + JITTER / 2, abs=0.5)
    assert budget.wait(kind, until) == 0


def test_retry_after_is_understood_where_no_reset_is_told() -> None:
    assert a_budget(chance=0).limited({"retry-after": "30"}, NOON) == NOON + timedelta(seconds=30)


def test_failures_in_a_row_keep_us_away_longer_up_to_two_minutes() -> None:
    budget, now, waits = a_budget(), NOON, list[float]()
    for _ in range(9):
        budget.failed(now)
        waits.append(budget.wait("paging", now))
        now += timedelta(seconds=waits[-1])
    assert waits == [2, 4, 8, 16, 32, 64, LONGEST_BACKOFF, LONGEST_BACKOFF, LONGEST_BACKOFF]


def test_a_failure_after_a_healthy_minute_is_a_first_one() -> None:
    budget = a_budget()
    for seconds in range(5):
        budget.failed(NOON + timedelta(seconds=seconds))
    later = NOON + timedelta(minutes=5)
    budget.failed(later)
    assert budget.wait("other", later) == 2


@given(st.text())
def test_any_reset_is_a_number_of_seconds(reset: str) -> None:
    assert isinstance(seconds_until(reset, NOON), float)


@given(st.lists(st.tuples(st.sampled_from(["take", "fail", "limit", "low", "full"]), st.floats(0, 500))))
def test_there_is_always_an_end_to_waiting(steps: list[tuple[str, float]]) -> None:
    budget, now = a_budget(), NOON
    for step, seconds in steps:
        match step:
            case "take":
                now += timedelta(seconds=budget.wait("other", now))
                assert budget.wait("other", now) == 0
                budget.take("other", now)
            case "fail":
                budget.failed(now)
            case "limit":
                budget.limited({"x-ratelimit-reset": str(seconds)}, now)
            case _:
                budget.answered("other", LOW if step == "low" else FULL)
        now += timedelta(seconds=seconds)
        assert 0 <= budget.wait("other", now) <= LONGEST_PAUSE + JITTER
