"""Curate on a real Redis: the copies of a post are one post, whatever happens to any of them, in any order."""

import pytest

from backchannel.clock import SystemClock
from backchannel.model.record import Ruling
from backchannel.model.sighting import AuthorChanged, Decision, Entry, Posted
from backchannel.services.deciding import Desk
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.keys import Keys
from backchannel.summary.archive_file import withheld_by_reason
from support.builders import a_post, an_event, minutes, seen
from support.copies import (
    ADAS_DID,
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
from support.path import curated

EVENT = an_event()
MINE, THERE = a_post(1), on_bluesky(1)
PAIRS = {
    "cross-posts": ((here(1), there(1)), MINE.id),
    "bridged to Bluesky": ((seen(MINE), bridged_there(1)), MINE.id),
    "bridged to Mastodon": ((there(1), bridged_here(1)), THERE.id),
}
either = pytest.mark.parametrize(("pair", "displayed"), PAIRS.values(), ids=PAIRS)
orders = pytest.mark.parametrize("reverse", [False, True], ids=["in order", "reversed"])


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


@pytest.mark.parametrize("address", [THERE.url, "https://bsky.app/profile/ada.bsky.social/post/1", MINE.url, MINE.id])
async def test_a_moderator_finds_the_post_by_the_address_of_any_copy(redis: Client, address: str) -> None:
    await curated(redis, EVENT, [here(1), there(1)])
    await Desk(redis, EVENT, SystemClock()).order("hide", address, by="cleo")
    await curated(redis, EVENT, [seen(a_post(9, author="ben"))])
    assert list(await shown(redis)) == [a_post(9, author="ben").id]


async def test_forgetting_an_author_takes_what_bridges_made_of_their_posts(redis: Client) -> None:
    await curated(redis, EVENT, [there(1), bridged_here(1)])
    assert await Desk(redis, EVENT, SystemClock()).forget("ada.bsky.social", by="cleo") == 1
    await curated(redis, EVENT, [bridged_here(2), there(2)])
    assert {ruling.state for ruling in (await rulings(redis)).values()} == {"gone"}


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
