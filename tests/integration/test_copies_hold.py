"""What holds for all copies of a post: wishes, policies, backups, any order; and a conversation's context."""

from collections.abc import Sequence

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.curation.copies import groups
from backchannel.model.codec import decode
from backchannel.model.event import Policy
from backchannel.model.record import Record, Ruling
from backchannel.model.sighting import AuthorChanged, Entry
from backchannel.services.archiving import archive_lines
from backchannel.services.importing import entries
from backchannel.store.archive import NOW, Archive
from backchannel.store.connect import Client
from backchannel.store.keys import Keys
from backchannel.summary.archive_file import Line, read, write
from support.builders import a_post, an_author, an_event, minutes, seen
from support.copies import (
    BRIDGED_ACTOR,
    BRIDGED_DID,
    bridged_here,
    bridged_there,
    deleted,
    here,
    hide,
    on_bluesky,
    on_the_wall,
    rulings,
    shown,
    there,
)
from support.path import curated, public_archive

EVENT = an_event()
MINE, THERE = a_post(1), on_bluesky(1)


async def test_opting_out_on_one_account_withdraws_the_linked_one_past_and_future(redis: Client) -> None:
    out = there(5, text="Leave me out.", hashtags=("tulips", "optout"))
    await curated(redis, EVENT, [here(1), here(2, text="Only here."), there(3, text="Only there."), out, here(9)])
    assert await shown(redis) == {}
    assert {ruling.reasons for ruling in (await rulings(redis)).values()} == {("optout",)}
    await curated(redis, EVENT, [seen(a_post(9, author="ben"))])
    assert len(await shown(redis)) == 1


async def test_opting_in_opens_what_is_posted_after_it_and_nothing_that_was_covered(redis: Client) -> None:
    back = here(20, text="I am back.", hashtags=("tulips", "optin"))
    story = [here(1), here(5, hashtags=("tulips", "optout")), here(6, text="Hm."), back, here(21, text="Hello again.")]
    await curated(redis, EVENT, story)
    assert list(await shown(redis)) == [a_post(21).id]
    assert b"I am back" not in b"".join(await redis.call("HVALS", Keys(EVENT.slug).posts))


async def test_in_strict_mode_only_the_discoverable_and_those_who_opted_in_are_shown(redis: Client) -> None:
    strict = an_event(policy=Policy(strict=True))
    shy = an_author("ben", discoverable=False)
    posts = [a_post(n, author="ben", text=f"Post {n}.") for n in (1, 9)]
    told = [here(1), *(seen(replace(post, author=shy)) for post in posts)]
    told.insert(2, seen(replace(a_post(5, author="ben", hashtags=("tulips", "optin")), author=shy)))
    await curated(redis, strict, told)
    assert set(await shown(redis)) == {MINE.id, posts[1].id}
    assert (await rulings(redis))[posts[0].id] == Ruling("withheld", ("not-discoverable",))
    assert b"Post 1" not in b"".join(await redis.call("HVALS", Keys(EVENT.slug).posts))
    known = await Archive(redis, EVENT.slug).known("garden.example")
    assert any(posts[0].id in line for line in known)  # looked at again, should its author change their mind


async def test_a_conversations_context_is_kept_and_never_public(redis: Client) -> None:
    question = a_post(1, hashtags=(), text="Which bulbs?")
    await curated(redis, EVENT, [seen(question, context=True), seen(a_post(2))])
    assert await shown(redis) == {a_post(2).id: []}
    record = await Archive(redis, EVENT.slug).record(question.id)
    assert record is not None
    assert (record.ruling, record.post) == (Ruling("context"), question)
    assert await on_the_wall(redis) == {a_post(2).id}
    _, public = await archive_lines(redis, EVENT)
    assert b"Which bulbs" not in b"".join(write((await archive_lines(redis, EVENT))[0], public))


async def test_a_reply_to_a_copy_is_told_as_a_reply_to_what_is_displayed(redis: Client) -> None:
    answer = seen(a_post(3, author="ben", reply_to=THERE.id, quote_of=THERE.id))
    await curated(redis, EVENT, [here(1), there(1), answer])
    _, lines = await archive_lines(redis, EVENT)
    posts = {line.post.id: line.post for line in lines if isinstance(line, Line)}
    assert (posts[answer.post.id].reply_to, posts[answer.post.id].quote_of) == (MINE.id, MINE.id)


async def test_hidden_by_default_holds_for_every_copy(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), there(1, labels=("spam",))])
    assert {ruling.reasons for ruling in (await rulings(redis)).values()} == {("spam",)}


async def test_a_backup_brings_groups_back_and_a_public_file_its_copies(redis: Client) -> None:
    story: Sequence[Entry] = [
        here(1),
        there(1),
        there(2),
        bridged_here(2),
        deleted(on_bluesky(2).id),
        hide(MINE.id, "pin"),
    ]
    await curated(redis, EVENT, story)
    again = an_event(slug="again")
    header, lines = read(write(*(await archive_lines(redis, EVENT, full=True))))
    await curated(redis, again, entries(header, lines))
    records = [{r.id: r async for r in Archive(redis, event.slug).all()} for event in (EVENT, again)]
    assert records[1] == records[0]
    third = an_event(slug="third")
    header, lines = read(write(*(await archive_lines(redis, EVENT))))
    await curated(redis, third, entries(header, lines))
    copies = {post.id: [copy.id for copy in post.copies] for post in (await public_archive(redis, third)).values()}
    assert copies == await shown(redis)
    await curated(redis, third, [there(1)])
    assert set(await public_archive(redis, third)) == {MINE.id}


async def test_a_changed_policy_keeps_groups_whole(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), there(1), here(2), there(2)])
    before = await shown(redis)
    other = seen(a_post(9, author="ben", text="Spades."))
    await curated(redis, an_event(policy=Policy(words=("bulbs",))), [other])
    assert set(await shown(redis)) == {other.post.id}
    await curated(redis, EVENT, [other])
    assert await shown(redis) == before | {other.post.id: []}


def _story() -> list[Entry]:
    return [
        here(1),
        here(1, text="Bulbs want cold.", version="2026-06-10T12:09:00.000Z", after=9),
        there(1),
        here(4),
        there(4),
        there(7, accounts=()),
        bridged_there(4),
        bridged_here(7),
        there(12, text="Only there."),
        deleted(on_bluesky(4).id),
        deleted(on_bluesky(12).id),
        hide(bridged_here(7).post.id),
        hide(on_bluesky(1).id, "pin"),
        AuthorChanged(source="x", author=BRIDGED_DID, changed_at=minutes(2), status="deactivated"),
        AuthorChanged(source="x", author=BRIDGED_ACTOR, changed_at=minutes(2), restrictions=("noindex",)),
        seen(a_post(9, author="ben")),
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(_story()), twice=st.lists(st.sampled_from(_story()), max_size=4))
async def test_any_order_ends_in_the_same_groups_and_indexes(
    redis: Client, order: list[Entry], twice: list[Entry]
) -> None:
    ends: list[object] = []
    for told in (_story(), [*order, *twice]):
        await redis.call("FLUSHALL")
        await curated(redis, EVENT, told)
        archive = Archive(redis, EVENT.slug)
        records = [decode(raw, Record) for raw in await redis.call("HVALS", Keys(EVENT.slug).posts)]
        registers = {register.id: register async for register in archive.all_registers()}
        kept = {tuple(sorted({record.id, *record.group})) for record in records}
        assert kept == {tuple(ids) for ids in groups(records, registers)}
        told_of = {record.id: (record.ruling, record.pinned) for record in records}
        indexes = await archive.older(NOW, 9), await archive.pins(), await archive.numbers()
        ends.append((kept, told_of, await shown(redis), indexes))
        assert await on_the_wall(redis) == set(await shown(redis))
    assert ends[0] == ends[1]


async def test_a_post_whose_author_took_the_hashtag_out_is_no_context_in_any_order(redis: Client) -> None:
    post = a_post(1)
    later = a_post(1, hashtags=(), version="2026-06-10T13:00:00.000Z")
    context = msgspec.structs.replace(seen(later, after=60, event=EVENT), context=True, withheld=(), post=later)
    for told in ([seen(post), context], [context, seen(post)]):
        await redis.call("FLUSHALL")
        await curated(redis, EVENT, told)
        record = await Archive(redis, EVENT.slug).record(post.id)
        assert record is not None
        assert (record.ruling, record.post) == (Ruling("withheld", ("untagged",)), None)
