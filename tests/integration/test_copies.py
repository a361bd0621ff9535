"""Curate on a real Redis: the copies of a post are one post, whatever happens to any of them, in any order."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.curation.copies import groups
from backchannel.model.codec import decode
from backchannel.model.event import Policy
from backchannel.model.record import Record, Ruling
from backchannel.model.sighting import AuthorChanged, Decision, Deleted, Entry, Posted
from backchannel.services.archiving import archive_lines
from backchannel.services.importing import entries
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.keys import Keys
from backchannel.store.wall import WallLog
from backchannel.summary.archive_file import Line, read, withheld_by_reason, write
from support.builders import a_post, an_author, an_event, minutes, seen
from support.copies import (
    ADAS_DID,
    BRIDGED_ACTOR,
    BRIDGED_DID,
    bridged_here,
    bridged_there,
    here,
    on_bluesky,
    there,
)
from support.path import curated, public_archive

EVENT = an_event()
MINE, THERE = a_post(1), on_bluesky(1)
PAIRS = {
    "cross-posts": ((here(1), there(1)), MINE.id),
    "bridged to Bluesky": ((seen(MINE), bridged_there(1)), MINE.id),
    "bridged to Mastodon": ((there(1), bridged_here(1)), THERE.id),
}
either = pytest.mark.parametrize(("pair", "displayed"), PAIRS.values(), ids=PAIRS)
orders = pytest.mark.parametrize("reverse", [False, True], ids=["in order", "reversed"])


async def shown(redis: Client) -> dict[str, list[str]]:
    """Each public post, and the copies it is shown with."""
    return {post.id: [copy.id for copy in post.copies] for post in (await public_archive(redis, EVENT)).values()}


async def rulings(redis: Client) -> dict[str, Ruling]:
    return {record.id: record.ruling async for record in Archive(redis, EVENT.slug).all()}


async def on_the_wall(redis: Client) -> set[str]:
    """What a screen shows that followed the wall from the beginning."""
    standing: set[str] = set()
    for entry in await WallLog(redis, EVENT.slug).after("0-0"):
        if entry.verb == "put":
            standing.add(entry.post_id)
        elif entry.verb == "drop":
            standing.discard(entry.post_id)
    return standing


def hide(target: str, verb: str = "hide") -> Decision:
    return Decision(verb=verb, target=target, at=minutes(50), by="cleo")


def deleted(post_id: str) -> Deleted:
    return Deleted(source="x", id=post_id, seen_at=minutes(40), final=True)


@either
@orders
async def test_copies_are_one_post_and_the_native_and_earliest_is_displayed(
    redis: Client, pair: tuple[Posted, Posted], displayed: str, reverse: bool
) -> None:
    await curated(redis, EVENT, pair[::-1] if reverse else pair)
    (copy,) = {posted.post.id for posted in pair} - {displayed}
    assert await shown(redis) == {displayed: [copy]}
    assert await on_the_wall(redis) == {displayed}
    assert (await rulings(redis))[copy] == Ruling("hidden", ("copy",))
    assert await Archive(redis, EVENT.slug).numbers() == (1, 1)


@either
@pytest.mark.parametrize("at", [0, 1], ids=["the first", "the second"])
async def test_hiding_any_copy_hides_all_and_showing_any_brings_all_back(
    redis: Client, pair: tuple[Posted, Posted], displayed: str, at: int
) -> None:
    target = pair[at].post
    await curated(redis, EVENT, [*pair, hide(target.id)])
    assert {ruling.reasons for ruling in (await rulings(redis)).values()} == {("moderator",)}
    other = Decision(verb="show", target=pair[1 - at].post.id, at=minutes(51), by="cleo")
    await curated(redis, EVENT, [other])
    assert list(await shown(redis)) == [displayed]
    await curated(redis, EVENT, [Decision(verb="hide-author", target=target.author.id, at=minutes(52), by="cleo")])
    assert await shown(redis) == {}


@either
async def test_a_pin_on_any_copy_holds_for_the_post_and_moves_with_what_is_displayed(
    redis: Client, pair: tuple[Posted, Posted], displayed: str
) -> None:
    (copy,) = {posted.post.id for posted in pair} - {displayed}
    await curated(redis, EVENT, [*pair, hide(copy, "pin")])
    assert await Archive(redis, EVENT.slug).pins() == [displayed]
    await curated(redis, EVENT, [Decision(verb="unpin", target=displayed, at=minutes(51), by="cleo")])
    assert await Archive(redis, EVENT.slug).pins() == []


@either
@orders
@pytest.mark.parametrize("at", [0, 1], ids=["the first", "the second"])
async def test_who_asks_not_to_be_shown_on_one_network_is_not_on_the_other(
    redis: Client, pair: tuple[Posted, Posted], displayed: str, reverse: bool, at: int
) -> None:
    del displayed
    asked = AuthorChanged(source="x", author=pair[at].post.author.id, changed_at=minutes(30), restrictions=("nobot",))
    told: list[Entry] = [*pair, asked]
    await curated(redis, EVENT, told[::-1] if reverse else told)
    assert set((await rulings(redis)).values()) == {Ruling("withheld", ("nobot",))}
    stored = b"".join(await redis.call("HVALS", Keys(EVENT.slug).posts))
    assert b"Bulbs" not in stored
    records = [record async for record in Archive(redis, EVENT.slug).all()]
    assert withheld_by_reason(records) == {"nobot": 1}


@orders
async def test_a_wish_that_was_there_before_binds_the_copy_though_no_word_was_let_in(
    redis: Client, reverse: bool
) -> None:
    pair = [here(1), there(1, restrictions=("nobot",))]
    await curated(redis, EVENT, pair[::-1] if reverse else pair)
    assert {ruling.reasons for ruling in (await rulings(redis)).values()} == {("nobot",)}


@orders
async def test_blueskys_logged_out_setting_binds_blueskys_copies_alone(redis: Client, reverse: bool) -> None:
    pair = [here(1), there(1, restrictions=("no-unauthenticated",))]
    await curated(redis, EVENT, pair[::-1] if reverse else pair)
    assert await shown(redis) == {MINE.id: []}
    assert (await rulings(redis))[THERE.id] == Ruling("withheld", ("no-unauthenticated",))


@orders
async def test_deleting_a_bridged_original_takes_its_copies_too(redis: Client, reverse: bool) -> None:
    for pair, original in ((PAIRS["bridged to Bluesky"]), (PAIRS["bridged to Mastodon"])):
        await redis.call("FLUSHALL")
        told: list[Entry] = [*pair, deleted(original)]
        await curated(redis, EVENT, told[::-1] if reverse else told)
        assert set((await rulings(redis)).values()) == {Ruling("gone", ("deleted",))}
        assert b"Bulbs" not in b"".join(await redis.call("HVALS", Keys(EVENT.slug).posts))


async def test_a_deleted_account_takes_the_bridges_copies_too(redis: Client) -> None:
    gone = AuthorChanged(source="x", author=ADAS_DID, changed_at=minutes(30), status="deleted")
    await curated(redis, EVENT, [there(1), bridged_here(1), gone, bridged_here(2), there(2)])
    assert {ruling.state for ruling in (await rulings(redis)).values()} == {"gone"}


@either
@orders
async def test_deleting_a_bridges_copy_or_a_cross_post_takes_that_copy_alone(
    redis: Client, pair: tuple[Posted, Posted], displayed: str, reverse: bool
) -> None:
    (copy,) = {posted.post.id for posted in pair} - {displayed}
    told: list[Entry] = [*pair, deleted(copy)]
    await curated(redis, EVENT, told[::-1] if reverse else told)
    assert await shown(redis) == {displayed: []}


async def test_when_the_displayed_cross_post_is_deleted_the_other_takes_its_place(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), there(1), hide(MINE.id, "pin"), deleted(MINE.id)])
    assert await shown(redis) == {THERE.id: []}
    assert await on_the_wall(redis) == {THERE.id}
    assert await Archive(redis, EVENT.slug).pins() == [THERE.id]


async def test_a_hidden_cross_post_stays_hidden_when_its_author_deletes_the_copy_that_was_hidden(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), there(1), hide(MINE.id), deleted(MINE.id)])
    assert (await rulings(redis))[THERE.id] == Ruling("hidden", ("moderator",))


async def test_one_original_may_have_several_bridged_copies_and_any_may_come_first(redis: Client) -> None:
    rest = on_bluesky(7, did=BRIDGED_DID, handle="ada.garden.example.ap.brid.gy", text="…the rest of it.")
    second = seen(rest, source="bluesky", original=MINE.url)
    await curated(redis, EVENT, [second, bridged_there(1), seen(MINE)])
    assert await shown(redis) == {MINE.id: sorted([bridged_there(1).post.id, second.post.id])}
    await curated(redis, EVENT, [deleted(MINE.id)])
    assert await shown(redis) == {}


async def test_accounts_that_do_not_link_to_each_other_are_two_people(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), there(1, accounts=())])
    assert set(await shown(redis)) == {MINE.id, THERE.id}


async def test_a_link_that_is_found_later_joins_what_was_posted_before(redis: Client) -> None:
    before = [here(1), here(2), there(1, accounts=()), there(2, accounts=()), there(30, accounts=())]
    await curated(redis, EVENT, before)
    assert len(await shown(redis)) == 5
    await curated(redis, EVENT, [there(31)])
    assert await shown(redis) == {
        MINE.id: [THERE.id],
        a_post(2).id: [on_bluesky(2).id],
        on_bluesky(30).id: [],
        on_bluesky(31).id: [],
    }
    assert await on_the_wall(redis) == set(await shown(redis))


async def test_an_edit_parts_no_copies(redis: Client) -> None:
    edited = here(1, text="Bulbs want cold.", version="2026-06-10T12:09:00.000Z", after=9)
    await curated(redis, EVENT, [here(1), edited, there(1)])
    assert await shown(redis) == {MINE.id: [THERE.id]}


async def test_other_words_or_ten_minutes_make_two_posts(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), there(1, text="Bulbs need frost."), there(20)])
    assert await shown(redis) == {MINE.id: [], THERE.id: [], on_bluesky(20).id: []}


async def test_the_same_words_twice_are_paired_one_to_one_by_time(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), here(4), there(4), there(1), there(7)])
    assert await shown(redis) == {
        MINE.id: [THERE.id],
        a_post(4).id: [on_bluesky(4).id],
        on_bluesky(7).id: [],
    }


async def test_a_post_nearer_in_time_takes_the_place_of_one_that_was_paired_before_it_came(redis: Client) -> None:
    await curated(redis, EVENT, [here(1), there(4), here(4)])
    assert await shown(redis) == {MINE.id: [], a_post(4).id: [on_bluesky(4).id]}


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
        indexes = await archive.newest(9), await archive.pins(), await archive.numbers()
        ends.append((kept, told_of, await shown(redis), indexes))
        assert await on_the_wall(redis) == set(await shown(redis))
    assert ends[0] == ends[1]
