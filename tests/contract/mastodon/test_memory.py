import pytest

from backchannel.sources.mastodon.cursor import Mark, dump, load
from backchannel.sources.mastodon.memory import Memory
from backchannel.sources.source import KnownPost
from support.builders import NOON


def test_a_cursor_comes_back_as_it_was() -> None:
    marks = {
        "tulips": Mark(since=NOON, floor=NOON, snowflake=116 << 50),
        "bulbs": Mark(since=NOON, floor=NOON, newest=NOON),
    }
    assert load(dump(marks)) == marks
    assert load(None) == {}


@pytest.mark.parametrize("cursor", ["{", "[]", '{"tulips": 7}', "1555514822000000"])
def test_a_cursor_we_did_not_write_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        load(cursor)


def test_a_mark_never_moves_back() -> None:
    assert Mark(since=NOON, floor=NOON, snowflake=9).reaching(7).snowflake == 9


def test_the_memory_forgets_the_longest_untold_and_stays_small() -> None:
    memory = Memory(longest=2)
    for post, fingerprint in (("a", 1), ("b", 2), ("a", 1), ("c", 3)):
        memory.told(post, fingerprint)
    assert [memory.is_news(post, fingerprint) for post, fingerprint in (("a", 1), ("b", 2), ("c", 3))] == [
        False,
        True,
        False,
    ]


def test_ids_nobody_needs_are_not_kept() -> None:
    memory = Memory(longest=2)
    memory.learn([KnownPost("1", "https://garden.example/1"), KnownPost("x" * 5000, "y")])
    assert memory.ids == {"1": "https://garden.example/1"}
