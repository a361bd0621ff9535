"""What people are called: found by it while words of theirs are kept, and not a moment after they left."""

import pytest
from msgspec.structs import replace

from backchannel.clock import SystemClock
from backchannel.model.event import Policy
from backchannel.model.post import Post
from backchannel.model.sighting import AuthorChanged, Decision, Deleted, Entry
from backchannel.services.batch import SWEEP
from backchannel.services.deciding import Desk, Unknown
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from support.builders import a_post, an_author, an_event, minutes, seen
from support.path import curated, public_archive

EVENT = an_event()
ADA = an_author()
OUT = AuthorChanged(source="bluesky", author=ADA.id, changed_at=minutes(50), restrictions=("optout",))
CLOSED = replace(OUT, restrictions=None, status="deleted")
NOBOT = replace(OUT, restrictions=("nobot",))
FORGET = Decision(verb="forget-author", target=ADA.id, at=minutes(50), by="cleo")


def renamed(post: Post, handle: str) -> Post:
    return replace(post, version="2026-06-10T13:00:00.000Z", author=replace(post.author, handle=handle))


async def names(redis: Client) -> dict[str, str]:
    return {name: author async for name, author in Archive(redis, EVENT.slug).handles()}


@pytest.mark.parametrize("leaving", [OUT, CLOSED, NOBOT, FORGET], ids=["opt-out", "closed", "nobot", "forgotten"])
async def test_who_leaves_is_called_nothing_any_more_by_no_name_they_ever_had(redis: Client, leaving: Entry) -> None:
    post = a_post(1)
    await curated(redis, EVENT, [seen(post), seen(renamed(post, "Lovelace@garden.example"), after=30)])
    assert set(await names(redis)) == {"ada@garden.example", "lovelace@garden.example", "https://garden.example/@ada"}
    await curated(redis, EVENT, [leaving])
    assert await names(redis) == {}


async def test_who_closes_their_account_after_deleting_every_post_is_called_nothing(redis: Client) -> None:
    gone = Deleted(source="garden.example", id=a_post(1).id, seen_at=minutes(5), final=True)
    await curated(redis, EVENT, [seen(a_post(1)), gone])
    assert await names(redis)
    await curated(redis, EVENT, [CLOSED])
    assert await names(redis) == {}


async def test_a_handle_that_is_somebody_elses_by_now_stays_theirs(redis: Client) -> None:
    ben = renamed(a_post(2, author="ben"), ADA.handle)
    await curated(redis, EVENT, [seen(a_post(1)), seen(ben), CLOSED])
    assert await names(redis) == {ADA.handle: ben.author.id, "https://garden.example/@ben": ben.author.id}
    assert await Desk(redis, EVENT, SystemClock()).order("hide-author", ADA.handle, by="cleo") == ben.author.id


async def test_who_came_back_keeps_their_name_when_old_news_of_their_leaving_arrives(redis: Client) -> None:
    back, later = a_post(60, hashtags=("tulips", "optin")), a_post(70)
    await curated(redis, EVENT, [seen(a_post(1)), seen(back), seen(later)])
    await curated(redis, EVENT, [OUT])
    assert list(await public_archive(redis, EVENT)) == [later.id]
    assert ADA.handle in await names(redis)


async def test_among_many_posts_one_that_is_kept_keeps_the_name(redis: Client) -> None:
    many = [seen(a_post(number)) for number in range(SWEEP + 2)]
    await curated(redis, EVENT, many)
    await curated(redis, EVENT, [replace(NOBOT, changed_at=minutes(SWEEP + 0.5))])
    assert list(await public_archive(redis, EVENT)) == [a_post(SWEEP + 1).id]
    assert ADA.handle in await names(redis)


async def test_strictly_who_is_not_to_be_found_any_more_is_called_nothing(redis: Client) -> None:
    event = an_event(policy=Policy(strict=True))
    post = a_post(1)
    unlisted = replace(renamed(post, ADA.handle), author=replace(ADA, discoverable=False))
    await curated(redis, event, [seen(post, event=event), seen(unlisted, event=event)])
    assert await public_archive(redis, event) == {}
    assert await names(redis) == {}


@pytest.mark.parametrize(
    "called",
    [
        "ada@garden.example",
        "@Ada@garden.example",
        "https://garden.example/@ada",
        "https://garden.example/@Ada/",
        ADA.id,
    ],
)
async def test_a_person_is_found_by_handle_profile_and_id(redis: Client, called: str) -> None:
    await curated(redis, EVENT, [seen(a_post(1))])
    assert await Desk(redis, EVENT, SystemClock()).forget(called, by="cleo") == 1


@pytest.mark.parametrize("last", ["did:plc:ada", "ada.bsky.social"])
async def test_a_person_on_bluesky_is_found_by_their_page(redis: Client, last: str) -> None:
    ada = replace(ADA, id="did:plc:ada", handle="ada.bsky.social", url="https://bsky.app/profile/did:plc:ada")
    await curated(redis, EVENT, [seen(replace(a_post(1), author=ada))])
    desk = Desk(redis, EVENT, SystemClock())
    assert await desk.order("hide-author", f"https://bsky.app/profile/{last}", by="cleo") == ada.id
    with pytest.raises(Unknown):
        await desk.order("hide-author", "https://bsky.app/profile/ben.bsky.social", by="cleo")
