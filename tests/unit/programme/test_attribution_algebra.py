"""What must hold for any programme and any post."""

from collections.abc import Sequence
from datetime import timedelta

from attribution_stage import SESSIONS, SLIDES, attributed, link, programme, said, session
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.model.post import Post
from backchannel.model.programme import Session
from backchannel.programme.attribution.index import Index
from backchannel.programme.attribution.values import Attribution
from support.builders import an_event, minutes

INDEX = Index(programme(), an_event())
WORDS = [
    "quiet",
    "looms",
    "noisy",
    "heddles",
    "weaving",
    "mills",
    "bulbs",
    "frost",
    "winter",
    "planting",
    "bees",
    "hum",
    "hives",
    "pollen",
    "gardens",
    "remember",
    "today",
    "coffee",
    "great",
    "talk",
    "#TulipsFrost",
    "#QuietLooms",
    "@fay@garden.example",
    "@goro.example",
    "Inés",
    "Núñez",
    "花村織江",
    "Room",
    "1",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
TIMES = st.integers(-200, 1700).map(minutes)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    parts = (draw(TEXTS), *([link(SLIDES)] if draw(st.booleans()) else []))
    return said(*parts, at=draw(TIMES))


@given(post=posts(), order=st.permutations(SESSIONS))
def test_the_order_of_sessions_does_not_matter(post: Post, order: Sequence[Session]) -> None:
    shuffled = Index(programme(sorted(SESSIONS, key=order.index)), an_event())
    assert attributed(post, shuffled) == attributed(post, INDEX)


@given(several=st.lists(posts(), max_size=6), data=st.data())
def test_the_order_of_posts_does_not_matter(several: list[Post], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(several))))
    apart = {number: attributed(several[number], INDEX) for number in order}
    fresh = Index(programme(), an_event())
    assert [apart[number] for number in range(len(several))] == [attributed(post, fresh) for post in several]


@given(post=posts(), weeks=st.sampled_from([-3, -1, 1, 2]))
def test_a_session_of_another_week_changes_nothing(post: Post, weeks: int) -> None:
    stranger = session(
        "far", "Zithers unlimited", weeks * 7 * 1440, room="Room 1", abstract="Zithers, and how they are tuned."
    )
    more = Index(programme([*SESSIONS, stranger]), an_event())
    assert attributed(post, more) == attributed(post, INDEX)


@given(post=posts(), decided=st.lists(st.sampled_from([one.id for one in SESSIONS]), max_size=2, unique=True))
def test_a_decision_is_final_whatever_the_post_says(post: Post, decided: list[str]) -> None:
    thread = Attribution(sessions=("bees",))
    assert attributed(post, INDEX, decided=decided, thread=thread).sessions == tuple(decided)


@given(post=posts())
def test_scores_are_shares_and_labels_are_at_most_two(post: Post) -> None:
    found = attributed(post, INDEX)
    assert 0 <= found.score <= 1
    assert -1 <= found.margin <= found.score
    assert len(found.sessions) <= 2
    assert not (found.sessions and found.slot)
    assert {evidence.session for evidence in found.evidence} == set(found.sessions)


@given(text=st.text(max_size=80))
def test_any_text_is_attributed_without_trouble(text: str) -> None:
    assert attributed(said(text), INDEX).score >= 0


@given(post=posts(), hours=st.integers(-600, 600))
def test_moving_post_and_programme_together_changes_nothing(post: Post, hours: int) -> None:
    by = timedelta(hours=hours)
    moved = [replace(one, starts=one.starts + by, ends=one.ends + by) for one in SESSIONS]
    later = replace(post, created_at=post.created_at + by)
    assert attributed(later, Index(programme(moved), an_event())) == attributed(post, INDEX)
