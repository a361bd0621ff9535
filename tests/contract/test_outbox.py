"""What a source is promised of its outbox: the one that tests give it, and the real one, before and after curate."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from backchannel.clock import TurnedClock
from backchannel.model.sighting import AuthorChanged, Deleted, Posted
from backchannel.services.outbox import StreamOutbox
from backchannel.sources.source import KnownPost, Outbox
from backchannel.store.connect import Client
from support.builders import NOON, a_post, an_author, an_event, minutes, seen
from support.outbox import MemoryOutbox
from support.path import curated

SOURCE, OTHER = "garden.example", "meadow.example"
MOMENT = timedelta(microseconds=1)


class Kind(NamedTuple):
    """An outbox, another of the same event, and what has everything ruled on that was committed."""

    outbox: Outbox
    again: Outbox
    settle: Callable[[], Awaitable[None]]


async def nothing() -> None:
    """Nobody curates, or nobody needs to."""


@pytest.fixture(params=["in memory", "in the stream", "curated"])
def kind(request: pytest.FixtureRequest, redis: Client) -> Kind:
    if request.param == "in memory":
        outbox = MemoryOutbox(an_event())
        return Kind(outbox, outbox, nothing)
    outbox, again = (StreamOutbox(redis, an_event(), TurnedClock(NOON)) for _ in range(2))
    return Kind(outbox, again, (lambda: curated(redis, an_event(), [])) if request.param == "curated" else nothing)


def local(*posts: Posted) -> list[KnownPost]:
    return [KnownPost(posted.local_id, posted.post.id, posted.context) for posted in posts]


async def test_a_source_that_was_never_heard_has_neither_cursor_nor_mark(kind: Kind) -> None:
    assert (await kind.outbox.cursor(SOURCE), await kind.outbox.heard_until(SOURCE)) == (None, None)


async def test_cursor_and_mark_come_back_as_they_were_committed(kind: Kind) -> None:
    await kind.outbox.commit(SOURCE, [], cursor="7", heard=minutes(3))
    await kind.outbox.commit(SOURCE, [seen(a_post(1))])
    await kind.outbox.commit(OTHER, [], cursor="9")
    await kind.settle()
    assert (await kind.again.cursor(SOURCE), await kind.again.heard_until(SOURCE)) == ("7", minutes(3))
    assert await kind.again.cursor(OTHER) == "9"


async def test_what_was_heard_once_stays_heard(kind: Kind) -> None:
    await kind.outbox.commit(SOURCE, [], heard=minutes(3))
    await kind.outbox.commit(SOURCE, [], heard=minutes(2))
    assert await kind.again.heard_until(SOURCE) == minutes(3)


async def test_known_posts_are_those_of_the_source_with_its_own_ids_for_them(kind: Kind) -> None:
    tagged, context = seen(a_post(1)), seen(a_post(2, hashtags=()), context=True)
    await kind.outbox.commit(SOURCE, [tagged, context])
    await kind.outbox.commit(OTHER, [seen(a_post(3), source=OTHER)])
    await kind.settle()
    assert sorted(await kind.outbox.known(SOURCE)) == local(tagged, context)


async def test_posts_are_known_from_the_moment_that_is_asked_for_on(kind: Kind) -> None:
    early, late = seen(a_post(1)), seen(a_post(2))
    await kind.outbox.commit(SOURCE, [early, late])
    await kind.settle()
    assert await kind.outbox.known(SOURCE, late.post.created_at) == local(late)
    assert await kind.outbox.known(SOURCE, late.post.created_at + MOMENT) == []


async def test_an_edit_is_the_same_post(kind: Kind) -> None:
    edited = a_post(1, text="Bulbs want snow.", version="2026-06-10T12:05:00.000Z")
    await kind.outbox.commit(SOURCE, [seen(a_post(1)), seen(edited)])
    await kind.settle()
    assert await kind.outbox.known(SOURCE) == local(seen(edited))


async def test_a_post_that_is_only_missing_may_still_change(kind: Kind) -> None:
    posted = seen(a_post(1))
    await kind.outbox.commit(SOURCE, [posted])
    await kind.settle()
    await kind.outbox.commit(SOURCE, [Deleted(source=SOURCE, id=posted.post.id, seen_at=minutes(5), final=False)])
    await kind.settle()
    assert await kind.outbox.known(SOURCE) == local(posted)


async def test_the_authors_of_a_source_are_known_whatever_became_of_their_posts(kind: Kind) -> None:
    ada, ben = seen(a_post(1)), seen(a_post(2, author="ben"))
    await kind.outbox.commit(SOURCE, [ada, ben])
    await kind.settle()
    await kind.outbox.commit(SOURCE, [Deleted(source=SOURCE, id=ada.post.id, seen_at=minutes(5), final=True)])
    await kind.settle()
    assert await kind.outbox.known_authors(SOURCE) == {an_author("ada").id, an_author("ben").id}
    assert await kind.outbox.known_authors(OTHER) == set()


async def test_the_posts_of_an_author_are_told_whichever_source_saw_them(kind: Kind) -> None:
    mine, elsewhere = a_post(1), a_post(2)
    await kind.outbox.commit(SOURCE, [seen(mine), seen(a_post(3, author="ben"))])
    await kind.outbox.commit(OTHER, [seen(mine, source=OTHER), seen(elsewhere, source=OTHER)])
    await kind.settle()
    assert sorted(await kind.outbox.posts_of(mine.author.id)) == [mine.id, elsewhere.id]


@pytest.mark.parametrize("kind", ["in memory", "curated"], indirect=True)
async def test_what_is_gone_for_good_is_not_known_any_more(kind: Kind) -> None:
    ada, ben = seen(a_post(1)), seen(a_post(2, author="ben"))
    await kind.outbox.commit(SOURCE, [ada, ben])
    gone = Deleted(source=SOURCE, id=ada.post.id, seen_at=minutes(5), final=True)
    left = AuthorChanged(source=SOURCE, author=ben.post.author.id, changed_at=minutes(6), status="deleted")
    await kind.outbox.commit(SOURCE, [gone, left])
    await kind.settle()
    assert await kind.outbox.known(SOURCE) == []
    assert await kind.outbox.posts_of(ada.post.author.id) == []
    assert await kind.outbox.posts_of(ben.post.author.id) == []
