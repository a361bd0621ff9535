from datetime import timedelta

from backchannel.model.event import Coverage, Heard
from backchannel.server.coverage import source_health
from backchannel.server.frames import SourceHealth
from support.builders import NOON, minutes


def health(*gaps: tuple[float, float, bool], now: float = 60, trouble: float | None = None) -> SourceHealth:
    heard = Heard(since=NOON, until=minutes(60))
    if trouble is not None:
        heard = Heard(since=NOON, until=minutes(60), trouble="It refuses us.", trouble_at=minutes(trouble))
    known = tuple((minutes(start), minutes(end), "outage", filled) for start, end, filled in gaps)
    coverage = Coverage(source="garden.example", heard=heard, gaps=known)
    return source_health(coverage, minutes(now), quiet=timedelta(minutes=3).total_seconds())


def test_a_source_that_was_always_heard_is_live_and_whole() -> None:
    found = health()
    assert (found.state, found.since, found.seen, found.trouble) == ("live", NOON, 100, "")


def test_gaps_count_once_and_only_while_they_are_not_filled() -> None:
    assert health((10, 25, False), (20, 25, False), (40, 50, True)).seen == 75


def test_a_short_gap_is_never_rounded_away() -> None:
    assert health((10, 10.1, False)).seen == 99


def test_a_source_in_trouble_is_stale_since_the_trouble_began() -> None:
    found = health(trouble=58)
    assert (found.state, found.since, found.trouble) == ("stale", minutes(58), "It refuses us.")


def test_a_source_that_says_nothing_for_long_is_stale_and_the_silence_counts() -> None:
    found = health(now=80)
    assert (found.state, found.since, found.seen) == ("stale", minutes(60), 75)
    assert found.trouble
    assert health(now=62).state == "live"


def test_a_source_heard_for_no_time_yet_has_missed_nothing() -> None:
    coverage = Coverage(source="bluesky", heard=Heard(since=NOON, until=NOON))
    assert source_health(coverage, NOON, quiet=60).seen == 100
