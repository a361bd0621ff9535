from backchannel.model.event import Coverage, Heard
from backchannel.model.ledger import GapLine, ledger, line
from support.builders import NOON, minutes


def heard(**facts: object) -> Heard:
    told: dict[str, object] = {"since": NOON, "until": minutes(60), **facts}
    return Heard(**told)  # pyright: ignore[reportArgumentType] - each test gives what the field wants


def test_a_source_is_as_it_says_unless_it_is_silent_or_in_trouble() -> None:
    def state(at: float = 61, **facts: object) -> tuple[str, str]:
        found = line(Coverage(source="garden.example", heard=heard(**facts)), minutes(at))
        return found.state, found.why

    assert state() == ("live", "")
    assert state(mode="polling") == ("polling", "")
    assert state(mode="live", degraded="It lists only its own.") == ("degraded", "It lists only its own.")
    assert state(degraded="It is slow.", trouble="It refuses.", trouble_at=minutes(58)) == ("down", "It refuses.")
    assert state(at=64, mode="polling") == ("down", "Nothing has been heard from it.")


def test_a_line_tells_the_lag_the_gaps_and_what_was_dropped() -> None:
    gaps = ((minutes(40), minutes(46), "outage", True), (minutes(10), minutes(16), "outage", False))
    found = line(Coverage(source="garden.example", heard=heard(dropped=3), gaps=gaps), minutes(61))
    assert (found.lag, found.seen, found.dropped, found.since) == (60.0, 90, 3, NOON)
    assert found.gaps == (
        GapLine(minutes(10), minutes(16), "outage", filled=False),
        GapLine(minutes(40), minutes(46), "outage", filled=True),
    )


def test_a_ledger_is_in_the_order_of_names() -> None:
    coverage = [Coverage(source=name, heard=heard()) for name in ("meadow.example", "bluesky")]
    assert [each.source for each in ledger(coverage, minutes(60))] == ["bluesky", "meadow.example"]
