from hypothesis import given
from hypothesis import strategies as st

from backchannel.clock import TurnedClock
from backchannel.server.limits import Limits
from backchannel.server.media.shelf import OVERHEAD, Shelf
from support.builders import NOON, minutes

ADA, BEN = ("tulips", "ada"), ("tulips", "ben")


def a_shelf(size: int = 10**6, clock: TurnedClock | None = None) -> Shelf:
    return Shelf(clock or TurnedClock(NOON), Limits(pictures=size, picture_kept=3_600, picture_missing=60))


def test_a_picture_goes_with_the_last_post_that_shows_it() -> None:
    shelf = a_shelf()
    shelf.put("face", b"face", ADA)
    shelf.put("map", b"map", ADA)
    assert shelf.get("face", BEN) == b"face"
    shelf.forget(*ADA)
    assert shelf.get("map", BEN) is None
    assert shelf.get("face", BEN) == b"face"
    shelf.forget(*BEN)
    assert shelf.get("face", ADA) is None
    assert shelf.bytes == 0


def test_a_picture_is_kept_an_hour_and_a_missing_one_a_minute() -> None:
    clock = TurnedClock(NOON)
    shelf = a_shelf(clock=clock)
    shelf.put("map", b"map", ADA)
    shelf.put("gone", b"", ADA)
    assert shelf.get("gone", ADA) == b""
    clock.turn(minutes(2))
    assert (shelf.get("gone", ADA), shelf.get("map", ADA)) == (None, b"map")
    clock.turn(minutes(61))
    assert shelf.get("map", ADA) is None


def test_the_picture_that_nobody_asked_for_longest_makes_room() -> None:
    shelf = a_shelf(3 * (100 + 2 * OVERHEAD))
    for mark in ("a", "b", "c"):
        shelf.put(mark, bytes(100), ADA)
    shelf.get("a", ADA)
    shelf.put("d", bytes(100), ADA)
    assert [mark for mark in "abcd" if shelf.get(mark, ADA)] == ["a", "c", "d"]


def test_a_picture_too_large_for_the_shelf_is_not_kept() -> None:
    shelf = a_shelf(1_200)
    shelf.put("map", bytes(2_000), ADA)
    assert (shelf.get("map", ADA), shelf.bytes) == (None, 0)


marks, holders = st.sampled_from("abcd"), st.sampled_from([ADA, BEN])
steps = st.lists(st.tuples(st.sampled_from(["put", "get", "forget"]), marks, holders), max_size=60)


@given(steps, st.integers(1_000, 6_000))
def test_the_shelf_never_holds_more_than_its_limit_and_ends_empty(
    history: list[tuple[str, str, tuple[str, str]]], limit: int
) -> None:
    shelf = a_shelf(limit)
    for verb, mark, holder in history:
        if verb == "put":
            shelf.put(mark, bytes(500), holder)
        elif verb == "get":
            shelf.get(mark, holder)
        else:
            shelf.forget(*holder)
        assert 0 <= shelf.bytes <= limit
    shelf.forget(*ADA)
    shelf.forget(*BEN)
    assert shelf.bytes == 0
