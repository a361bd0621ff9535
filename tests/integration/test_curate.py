"""Curate on a real Redis: one writer, every entry once, every index true."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.clock import SystemClock
from backchannel.model.codec import decode, decode_entry
from backchannel.model.event import Policy
from backchannel.model.record import Record
from backchannel.model.sighting import AuthorChanged, Decision, Deleted, Entry, LinkSeen
from backchannel.services.batch import SWEEP
from backchannel.services.curate import Curate
from backchannel.services.outbox import StreamOutbox
from backchannel.store.archive import NOW, Archive
from backchannel.store.commit import Committer, Fenced, Part, Write
from backchannel.store.connect import Client
from backchannel.store.erase import erase_event
from backchannel.store.ingest import Ingest
from backchannel.store.keys import Keys
from backchannel.store.lease import Lease
from backchannel.store.wall import WallLog
from support.builders import a_post, an_author, an_event, minutes, seen
from support.path import curated, curating, public_archive

EVENT = an_event()
KEYS = Keys(EVENT.slug)


async def wall(redis: Client) -> list[tuple[str, str]]:
    return [(entry.verb, entry.post_id) for entry in await WallLog(redis, EVENT.slug).after("0-0")]


async def test_a_new_post_is_archived_and_put_on_the_wall(redis: Client) -> None:
    post = a_post(1)
    await curated(redis, EVENT, [seen(post)])
    assert await public_archive(redis, EVENT) == {post.id: post}
    assert await wall(redis) == [("put", post.id)]
    assert await Archive(redis, EVENT.slug).numbers() == (1, 1)


async def test_the_same_post_from_two_servers_is_one(redis: Client) -> None:
    post = a_post(1)
    await curated(redis, EVENT, [seen(post), seen(post, source="meadow.example"), seen(post)])
    assert await wall(redis) == [("put", post.id)]
    archive = Archive(redis, EVENT.slug)
    assert await archive.known("garden.example") == [f"garden.example-1 {post.id}"]
    assert await archive.known("meadow.example") == [f"meadow.example-1 {post.id}"]


async def test_an_edit_replaces_the_words_and_an_older_one_does_not(redis: Client) -> None:
    new = a_post(1, text="Bulbs want cold.", version="2026-06-10T12:09:00.000Z")
    await curated(redis, EVENT, [seen(new), seen(a_post(1))])
    assert await public_archive(redis, EVENT) == {new.id: new}


async def test_a_deleted_post_leaves_a_bare_tombstone_and_never_returns(redis: Client) -> None:
    post = a_post(1, text="A word to forget.")
    gone = Deleted(source="garden.example", id=post.id, seen_at=minutes(9), final=True)
    await curated(redis, EVENT, [seen(post), gone, seen(post, after=30)])
    assert await wall(redis) == [("put", post.id), ("drop", post.id)]
    assert await public_archive(redis, EVENT) == {}
    for key in await redis.call("KEYS", "*"):
        kind = await redis.call("TYPE", key)
        if kind == b"hash":
            assert b"forget" not in b"".join(await redis.call("HVALS", key))
    (record,) = [decode(raw, Record) for raw in await redis.call("HVALS", KEYS.posts)]
    assert record.post is None
    assert record.presence == {}
    assert await Archive(redis, EVENT.slug).known("garden.example") == []


async def test_a_post_the_foreign_server_lost_is_hidden_until_it_returns(redis: Client) -> None:
    post = a_post(1)
    lost = Deleted(source="meadow.example", id=post.id, seen_at=minutes(9), final=False)
    await curated(redis, EVENT, [seen(post, source="meadow.example"), lost])
    assert await public_archive(redis, EVENT) == {}
    await curated(redis, EVENT, [seen(post, source="meadow.example", after=20)])
    assert await public_archive(redis, EVENT) == {post.id: post}


async def test_an_opt_out_takes_everything_of_its_author_and_keeps_no_word(redis: Client) -> None:
    out = a_post(3, text="Please leave me out.", hashtags=("tulips", "optout"))
    late = a_post(2, text="Said before, seen later.")
    await curated(redis, EVENT, [seen(a_post(1)), seen(a_post(9, author="ben")), seen(out), seen(late)])
    assert [post.author.name for post in (await public_archive(redis, EVENT)).values()] == ["Ben"]
    stored = b"".join(await redis.call("HVALS", KEYS.posts))
    assert b"leave me out" not in stored
    assert b"seen later" not in stored


async def test_a_profile_restriction_covers_what_was_there_and_not_what_comes_after_it_is_lifted(redis: Client) -> None:
    ada = an_author().id
    restricted = AuthorChanged(source="bluesky", author=ada, changed_at=minutes(5), restrictions=("nobot",))
    lifted = AuthorChanged(source="bluesky", author=ada, changed_at=minutes(6), restrictions=())
    await curated(redis, EVENT, [seen(a_post(1)), restricted, lifted, seen(a_post(7))])
    assert list(await public_archive(redis, EVENT)) == [a_post(7).id]


async def test_a_deactivated_author_is_hidden_and_comes_back(redis: Client) -> None:
    away = AuthorChanged(source="bluesky", author=an_author().id, changed_at=minutes(5), status="deactivated")
    back = AuthorChanged(source="bluesky", author=an_author().id, changed_at=minutes(6), status="active")
    await curated(redis, EVENT, [seen(a_post(1)), away])
    assert await public_archive(redis, EVENT) == {}
    await curated(redis, EVENT, [back])
    assert list(await public_archive(redis, EVENT)) == [a_post(1).id]


async def test_bots_are_hidden_unless_a_human_shows_them(redis: Client) -> None:
    bot = replace(a_post(1), author=an_author(bot=True))
    await curated(redis, EVENT, [seen(bot)])
    assert await public_archive(redis, EVENT) == {}
    await curated(redis, EVENT, [Decision(verb="show", target=bot.id, at=minutes(2), by="cleo")])
    assert list(await public_archive(redis, EVENT)) == [bot.id]


async def test_a_changed_policy_rules_on_everything_anew(redis: Client) -> None:
    german, rude = a_post(1, text="Zwiebeln brauchen Frost.", language="de"), a_post(2, text="Such RÜDE bulbs!")
    await curated(redis, EVENT, [seen(german), seen(rude), seen(a_post(3, text="Prude, not rudeish: prudent."))])
    strict = an_event(policy=Policy(languages=("en",), words=("rude",)))
    await curated(redis, strict, [seen(a_post(4))])
    assert set(await public_archive(redis, strict)) == {a_post(3).id, a_post(4).id}
    await curated(redis, an_event(policy=Policy(words=("prudent",))), [seen(a_post(5))])
    assert set(await public_archive(redis, EVENT)) == {german.id, rude.id, a_post(4).id, a_post(5).id}
    assert await Archive(redis, EVENT.slug).numbers() == (4, 1)


async def test_hiding_and_pinning_reach_the_wall_and_the_audit(redis: Client) -> None:
    post = a_post(1)
    orders = [Decision(verb=verb, target=post.id, at=minutes(at), by="cleo") for at, verb in enumerate(["pin", "hide"])]
    await curated(redis, EVENT, [seen(post), *orders])
    assert await wall(redis) == [("put", post.id), ("pin", post.id), ("drop", post.id), ("unpin", post.id)]
    assert await redis.call("XLEN", KEYS.audit) == 2
    assert await Archive(redis, EVENT.slug).pins() == []


async def test_an_author_erase_larger_than_one_step_is_whole(redis: Client) -> None:
    many = [seen(a_post(number)) for number in range(SWEEP + 20)]
    gone = AuthorChanged(source="bluesky", author=an_author().id, changed_at=minutes(5), status="deleted")
    await curated(redis, EVENT, [*many, gone, seen(a_post(9000))])
    assert await public_archive(redis, EVENT) == {}
    records = [decode(raw, Record) for raw in await redis.call("HVALS", KEYS.posts)]
    assert len(records) == SWEEP + 21
    assert all(record.post is None and record.deleted for record in records)
    assert await Archive(redis, EVENT.slug).numbers() == (0, 0)


async def test_a_link_that_cannot_be_curated_is_parked_without_its_address(redis: Client) -> None:
    await redis.call("SET", KEYS.links, "no hash")
    found = LinkSeen(
        post=a_post(1).id, url="https://bulbs.example/", final="https://frost.example/", title="Cold", at=minutes(1)
    )
    await curated(redis, EVENT, [found])
    ((_, fields),) = await redis.call("XRANGE", KEYS.parked, "-", "+")
    assert decode_entry(fields[1]) == replace(found, url="", final="", title="")


async def test_an_entry_that_cannot_be_read_is_parked_and_the_rest_goes_on(redis: Client) -> None:
    await redis.call("XADD", KEYS.ingest, "*", "entry", b'{"kind":"nonsense"}')
    await curated(redis, EVENT, [seen(a_post(1))])
    assert list(await public_archive(redis, EVENT)) == [a_post(1).id]
    parked = await redis.call("XRANGE", KEYS.parked, "-", "+")
    assert len(parked) == 1
    assert b"Invalid value 'nonsense'" in parked[0][1][3]


async def test_whoever_lost_the_lease_writes_nothing(redis: Client) -> None:
    lease = Lease(redis, KEYS.lease)
    assert await lease.take()
    assert not await Lease(redis, KEYS.lease).take()
    await Ingest(redis, EVENT.slug).add(seen(a_post(1)))
    (waiting,) = await Ingest(redis, EVENT.slug).head(9)
    committer = Committer(redis, lease=KEYS.lease, ingest=KEYS.ingest)
    part = Part(waiting.id, [Write("HSET", KEYS.posts, ("a", "b"))])
    with pytest.raises(Fenced):
        await committer.commit("somebody else", [part])
    assert await redis.call("EXISTS", KEYS.posts) == 0
    await committer.commit(lease.token, [part, part])
    assert await redis.call("HGETALL", KEYS.posts) == [b"a", b"b"]
    assert await redis.call("XLEN", KEYS.ingest) == 0


async def test_two_curates_share_the_work_without_doing_it_twice(redis: Client) -> None:
    ingest = Ingest(redis, EVENT.slug)
    for number in range(60):
        await ingest.add(seen(a_post(number)))
    async with asyncio.timeout(60), curating(redis, EVENT), curating(redis, EVENT):
        while await ingest.length():
            await asyncio.sleep(0.002)
    assert len(await wall(redis)) == 60


async def test_curate_takes_over_from_one_that_vanished_without_a_word(redis: Client) -> None:
    await redis.call("SET", KEYS.lease, "a dead one", "PX", 300)
    await curated(redis, EVENT, [seen(a_post(1))])
    assert list(await public_archive(redis, EVENT)) == [a_post(1).id]


async def test_curate_goes_on_after_its_lease_was_taken_away(redis: Client) -> None:
    ingest = Ingest(redis, EVENT.slug)
    task = asyncio.create_task(Curate(redis, EVENT, SystemClock()).run())
    async with asyncio.timeout(60):
        while not await redis.call("EXISTS", KEYS.lease):
            await asyncio.sleep(0.002)
        await redis.call("SET", KEYS.lease, "another", "PX", 200)
        await ingest.add(seen(a_post(1)))
        while await ingest.length():
            await asyncio.sleep(0.002)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert list(await public_archive(redis, EVENT)) == [a_post(1).id]


async def test_a_source_is_told_which_of_its_posts_are_context(redis: Client) -> None:
    outbox = StreamOutbox(redis, EVENT, SystemClock())
    question, answer = seen(a_post(1, hashtags=()), context=True), seen(a_post(2))
    for entry in (question, answer):
        await Ingest(redis, EVENT.slug).add(entry)
    waiting = await outbox.known("garden.example")
    assert {known.id: known.context for known in waiting} == {question.post.id: True, answer.post.id: False}
    await curated(redis, EVENT, [seen(a_post(3))])
    assert set(waiting) < set(await outbox.known("garden.example"))
    await curated(redis, EVENT, [seen(a_post(1, version="2026-06-10T12:09:00.000Z"))])  # an edit brings the hashtag
    assert not any(known.context for known in await outbox.known("garden.example"))


def _story() -> list[Entry]:
    ada = an_author().id
    return [
        seen(a_post(1)),
        seen(a_post(1, text="Bulbs want cold.", version="2026-06-10T12:09:00.000Z"), source="meadow.example"),
        seen(a_post(2, author="ben")),
        seen(a_post(4, author="ben", text="And me."), after=3),
        Deleted(source="garden.example", id=a_post(2, author="ben").id, seen_at=minutes(9), final=True),
        AuthorChanged(source="bluesky", author=ada, changed_at=minutes(5), status="deactivated"),
        AuthorChanged(source="bluesky", author=ada, changed_at=minutes(6), status="active"),
        Decision(verb="pin", target=a_post(1).id, at=minutes(8), by="cleo"),
        seen(a_post(5, author="mallory"), restrictions=("nobot",)),
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(_story()), twice=st.lists(st.sampled_from(_story()), max_size=4))
async def test_the_store_too_ends_the_same_in_any_order(redis: Client, order: list[Entry], twice: list[Entry]) -> None:
    await redis.call("FLUSHALL")
    await curated(redis, EVENT, [*order, *twice])
    archive = Archive(redis, EVENT.slug)
    shown = await public_archive(redis, EVENT)
    assert {post.text for post in shown.values()} == {"Bulbs want cold.", "And me."}
    assert [place.post_id for place in await archive.older(NOW, 9)] == [
        a_post(4).id.replace("ada", "ben"),
        a_post(1).id,
    ]
    assert await archive.pins() == [a_post(1).id]
    assert await archive.numbers() == (2, 2)


async def test_erasing_an_event_holds_the_lease_to_its_end(redis: Client) -> None:
    await curated(redis, EVENT, [seen(a_post(number)) for number in range(3)])
    assert await erase_event(redis, EVENT.slug, "eraser") == 3
    assert await redis.call("KEYS", "bc:*") == [KEYS.lease.encode()]
    assert await redis.call("GET", KEYS.lease) == b"eraser"
    assert not await Lease(redis, KEYS.lease).take()
