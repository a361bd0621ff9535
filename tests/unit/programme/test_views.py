"""What is on, what comes next, who runs late: at any moment, over midnight, and when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.model.programme import Programme, Shift
from backchannel.programme.shifting import late, shifted
from backchannel.programme.times import in_utc
from backchannel.programme.views import at_venue, by_day, in_room, next_at, on_at
from support.schedules import a_programme, a_session, at

PROGRAMME = a_programme(
    a_session(1, starts=10),
    a_session(2, starts=11, lasts=0.5),
    a_session(3, starts=10.5, lasts=2, room="Shed"),
    a_session(4, starts=12, cancelled=True),
    a_session(5, starts=23.5),
    a_session(6, starts=9, day=11),
)


def ids(sessions: tuple[object, ...]) -> list[str]:
    return [str(getattr(session, "id", "")) for session in sessions]


def test_what_is_on_has_begun_and_has_not_ended() -> None:
    assert ids(on_at(PROGRAMME, at(9.9))) == []
    assert ids(on_at(PROGRAMME, at(10))) == ["s1"]
    assert ids(on_at(PROGRAMME, at(11))) == ["s3", "s2"]
    assert ids(on_at(PROGRAMME, at(12.4))) == ["s3"]  # the one that was cancelled is not on


def test_what_comes_next_is_told_for_each_room() -> None:
    assert ids(next_at(PROGRAMME, at(10))) == ["s3", "s2"]
    assert ids(next_at(PROGRAMME, at(10), within=timedelta(minutes=30))) == ["s3"]
    assert ids(next_at(PROGRAMME, at(11.2))) == ["s5"]
    assert ids(next_at(PROGRAMME, at(9, 11))) == []


def test_a_room_has_its_own_programme() -> None:
    assert ids(in_room(PROGRAMME, "Shed")) == ["s3"]


def test_what_begins_after_midnight_belongs_to_the_evening_before() -> None:
    night = a_programme(a_session(1, starts=23.5), a_session(2, starts=25), a_session(3, starts=28))
    assert {day: ids(sessions) for day, sessions in by_day(night).items()} == {
        date(2026, 6, 10): ["s1", "s2"],
        date(2026, 6, 11): ["s3"],
    }
    assert ids(on_at(night, at(0.2, 11))) == ["s1"]


def test_a_room_that_runs_late_moves_what_is_on_and_what_follows_until_it_rests() -> None:
    shift = Shift(room="Glasshouse", minutes=20, since=at(10.5))
    moved = {session.id: (session.starts, session.ends) for session in shifted(PROGRAMME, [shift]).sessions}
    assert moved["s1"] == (at(10), at(11) + timedelta(minutes=20))
    assert moved["s2"] == (at(11) + timedelta(minutes=20), at(11.5) + timedelta(minutes=20))
    assert moved["s3"] == (at(10.5), at(12.5))  # another room
    assert moved["s5"] == (at(23.5), at(24.5))  # the room has stood empty since noon
    assert ids(on_at(shifted(PROGRAMME, [shift]), at(11.1))) == ["s1", "s3"]


def test_lateness_is_told_while_there_is_something_to_be_late() -> None:
    shift = Shift(room="Glasshouse", minutes=20, since=at(10.5))
    assert late(PROGRAMME, [shift], at(10)) == {}
    assert late(PROGRAMME, [shift], at(11)) == {"Glasshouse": 20}
    assert late(PROGRAMME, [shift], at(14)) == {}


def test_a_room_on_time_again_changes_nothing() -> None:
    assert shifted(PROGRAMME, [Shift(room="Glasshouse", minutes=0, since=at(10))]) is PROGRAMME


@given(minutes=st.integers(-10_000, 10_000), since=st.floats(0, 48), room=st.sampled_from(["Glasshouse", "Shed", "?"]))
def test_whatever_shift_every_session_stays_and_keeps_its_order_in_its_room(
    minutes: int, since: float, room: str
) -> None:
    ran = shifted(PROGRAMME, [Shift(room=room, minutes=minutes, since=at(since))])
    assert sorted(ids(ran.sessions)) == sorted(ids(PROGRAMME.sessions))
    assert all(session.starts <= session.ends for session in ran.sessions)
    assert [each.starts for each in ran.sessions] == sorted(each.starts for each in ran.sessions)


ZONES = st.sampled_from(
    ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Pacific/Apia"]
)


WALL_CLOCK = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001 - the venue's, without an offset


@given(zone=ZONES, moment=WALL_CLOCK, minutes=st.integers(1, 600))
def test_at_every_moment_of_a_session_it_is_on_whatever_the_clocks_do(
    zone: str, moment: datetime, minutes: int
) -> None:
    starts = in_utc(moment, ZoneInfo(zone))
    ends = starts + timedelta(minutes=minutes)
    session = replace(a_session(), starts=starts, ends=ends)
    alone = a_programme(session, timezone=zone)
    assert on_at(alone, starts) == on_at(alone, ends - timedelta(seconds=1)) == (session,)
    assert on_at(alone, ends) == on_at(alone, starts - timedelta(seconds=1)) == ()
    assert at_venue(alone, starts).astimezone(UTC) == starts
    (day,) = by_day(alone)
    wall = at_venue(alone, starts).replace(tzinfo=None)
    assert datetime.combine(day, time(4)) <= wall < datetime.combine(day + timedelta(days=1), time(4))


@given(zone=ZONES, moment=WALL_CLOCK)
def test_a_wall_clock_time_is_read_as_the_venue_reads_it(zone: str, moment: datetime) -> None:
    place = ZoneInfo(zone)
    told = in_utc(moment, place).astimezone(place).replace(tzinfo=None)
    skipped = moment.replace(tzinfo=place).astimezone(UTC).astimezone(place).replace(tzinfo=None) != moment
    assert skipped or told == moment
    assert abs(told - moment) <= timedelta(days=1)  # Apia left out a whole day


def test_an_empty_programme_has_nothing_on() -> None:
    empty: Programme = a_programme()
    assert on_at(empty, at(10)) == next_at(empty, at(10)) == ()
    assert by_day(empty) == {}
