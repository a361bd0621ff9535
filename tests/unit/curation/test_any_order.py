"""Any permutation and duplication of the same sightings ends in the same public archive and wall (invariant 3)."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from backchannel.curation.decide import blank, meet, ruled, subject
from backchannel.curation.effects import is_pinned, public
from backchannel.model.event import Policy
from backchannel.model.post import Post
from backchannel.model.record import Record, Register
from backchannel.model.sighting import AuthorChanged, Decision, Deleted, Entry
from support.builders import a_post, an_author, minutes, seen

POSTS = (1, 2, 3)
PEOPLE = ("ada", "ben")
SOURCES = ("garden.example", "meadow.example", "dune.example")

numbers = st.sampled_from(POSTS)
times = st.integers(5, 60)


def author_of(number: int) -> str:
    return PEOPLE[number % 2]


@st.composite
def postings(draw: st.DrawFn) -> Entry:
    number, version = draw(numbers), draw(st.integers(0, 2))
    tags = draw(st.sampled_from([("tulips",), ("tulips",), (), ("tulips", "optout")]))
    post = a_post(
        number,
        author=author_of(number),
        text=f"{number}.{version} {draw(st.sampled_from('xyz'))}",
        version=f"2026-06-10T12:0{version}:00.000Z",
        hashtags=tags,
        created_at=minutes(number + draw(st.sampled_from([0, 0, 0, 1]))),  # clocks differ
    )
    profile = draw(st.sampled_from([(), (), (), ("nobot",)]))
    return seen(post, source=draw(st.sampled_from(SOURCES)), after=draw(times), restrictions=profile)


@st.composite
def deletions(draw: st.DrawFn) -> Entry:
    source = draw(st.sampled_from(SOURCES))
    number = draw(numbers)
    post_id = a_post(number, author=author_of(number)).id
    return Deleted(source=source, id=post_id, seen_at=minutes(draw(times)), final=source == SOURCES[0])


@st.composite
def changes(draw: st.DrawFn) -> Entry:
    return AuthorChanged(
        source="garden.example",
        author=an_author(draw(st.sampled_from(PEOPLE))).id,
        changed_at=minutes(draw(times)),
        status=draw(st.sampled_from(["", "active", "deactivated", "deleted"])),
        restrictions=draw(st.sampled_from([None, (), ("nobot",)])),
    )


@st.composite
def decisions(draw: st.DrawFn) -> Entry:
    verb = draw(st.sampled_from(["hide", "show", "pin", "unpin", "hide-author", "show-author"]))
    number = draw(numbers)
    target = an_author(author_of(number)).id if verb.endswith("author") else a_post(number, author=author_of(number)).id
    return Decision(verb=verb, target=target, at=minutes(draw(times)), by="cleo")


entries = st.lists(postings() | postings() | deletions() | changes() | decisions(), max_size=14)


def played(entries: Sequence[Entry]) -> dict[str, tuple[Post, bool]]:
    """What the public reads after these entries: each shown post, and whether it is pinned."""
    records: dict[str, Record] = {}
    registers: dict[str, Register] = {}
    for entry in entries:
        about = subject(entry)
        outcome = meet(entry, records.get(about.post, blank(about.post)), registers, Policy())
        records[about.post], registers[outcome.register.id] = outcome
        records = {record.id: record for record in ruled(records.values(), registers, Policy())}
    shown = {post_id: public(record) for post_id, record in records.items() if post_id}
    return {post_id: (post, is_pinned(records[post_id])) for post_id, post in shown.items() if post is not None}


@given(entries, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_end_in_the_same_public_archive(entries: list[Entry], chance: Random) -> None:
    again = entries + chance.sample(entries, len(entries) // 2)
    chance.shuffle(again)
    assert played(again) == played(entries)


@given(entries)
def test_what_is_shown_always_has_words_and_the_hashtag(entries: list[Entry]) -> None:
    for post, _ in played(entries).values():
        assert post.text
        assert "tulips" in post.hashtags
        assert "optout" not in post.hashtags
