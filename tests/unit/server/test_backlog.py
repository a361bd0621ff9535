from hypothesis import given
from hypothesis import strategies as st

from backchannel.server.backlog import Backlog


def filled(limit: int = 10) -> Backlog:
    backlog = Backlog(limit)
    backlog.restart("5-0")
    for number, subject in enumerate(["a", "b", "a", "c"], 6):
        backlog.append(subject, f"{number}-0", f"{subject}{number}")
    return backlog


def test_a_reader_gets_what_came_after_its_cursor() -> None:
    backlog = filled()
    assert backlog.since(backlog.newest) == []
    assert backlog.since(backlog.newest - 1) == ["c9"]


def test_of_every_subject_only_the_newest_frame_is_kept() -> None:
    backlog = filled()
    assert backlog.after("5-0") == ["b7", "a8", "c9"]
    assert backlog.get("a") == "a8"
    assert backlog.get("d") is None


def test_a_position_says_where_to_go_on() -> None:
    backlog = filled()
    assert backlog.after("8-0") == ["c9"]
    assert backlog.after("9-0") == []


def test_a_position_that_changed_nothing_can_be_resumed_too() -> None:
    backlog = filled()
    backlog.reach("12-0")
    assert backlog.after("11-0") == []


def test_a_position_outside_the_log_cannot_be_resumed() -> None:
    backlog = filled()
    for position in ("4-0", "10-0", "", "6", "x-y", "6-0-0", "²-0", "9" * 30 + "-0"):
        assert backlog.after(position) is None, position


def test_whoever_is_too_slow_has_lost_the_thread() -> None:
    backlog = filled(limit=2)
    assert backlog.after("5-0") is None
    assert backlog.since(1) is None
    assert backlog.after("7-0") == ["a8", "c9"]


def test_a_restart_forgets_every_word_and_every_reader() -> None:
    backlog = filled()
    cursor = backlog.newest
    backlog.restart("1-0")
    assert backlog.since(cursor) is None
    assert backlog.get("a") is None
    assert backlog.after("1-0") == []


steps = st.lists(st.one_of(st.tuples(st.just("append"), st.integers(0, 5)), st.just("read")), max_size=60)


@given(steps, st.integers(1, 8))
def test_a_reader_that_is_served_ends_with_the_newest_of_every_subject(
    history: list[tuple[str, int] | str], limit: int
) -> None:
    backlog = Backlog(limit)
    backlog.restart("0-0")
    cursor, seen, truth = backlog.newest, dict[str, str](), dict[str, str]()
    for number, step in enumerate([*history, "read"]):
        if isinstance(step, tuple):
            subject, text = str(step[1]), f"{step[1]} {number}"
            truth[subject] = text
            backlog.append(subject, f"{number + 1}-0", text)
        else:
            frames = backlog.since(cursor)
            seen = dict(truth) if frames is None else seen | {text.split()[0]: text for text in frames}
            cursor = backlog.newest
    assert seen == truth
