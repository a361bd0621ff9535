"""The follow page's answers: real Redis, real curate, real web process, no browser."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from backchannel.model.body import Hashtag, Link, Mention, Words
from backchannel.model.post import Copy, Media, Poll, PollOption, Preview
from backchannel.server.limits import Limits
from backchannel.server.media.pictures import key_of
from backchannel.server.places import place, written
from backchannel.store.archive import Place
from backchannel.store.connect import Client
from support.builders import a_post, an_event, minutes
from support.pages import served
from support.screens import ids, screen
from support.walls import Wall, a_wall

PICTURE = Media(kind="image", url="https://garden.example/1.png", alt="A tulip in frost.", width=800, height=600)


async def page(wall: Wall, path: str, status: int = 200) -> str:
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        answer = await browser.get(path)
    assert answer.status_code == status
    return answer.text


async def posts(wall: Wall, query: str = "") -> dict[str, Any]:
    return json.loads(await page(wall, f"/tulips/posts{query}"))


def address(number: int, author: str = "ada") -> str:
    return f"/tulips/posts/{key_of(a_post(number, author=author).id)}"


async def test_a_reader_without_javascript_has_everything_there_is_to_a_post(wall: Wall) -> None:
    ben = a_post(1, author="ben", text="Quoted words.")
    poll = Poll(options=(PollOption(text="Red", votes=3), PollOption(text="Blue", votes=1)))
    body = (
        Words("See "),
        Link("the guide", "https://printroom.example/a"),
        Mention("@ben", "https://garden.example/@ben"),
        Hashtag("#Tulips", "tulips"),
    )
    preview = Preview(url="https://printroom.example/guide", title="A guide")
    whole = a_post(
        2, body=body, media=(PICTURE,), poll=poll, links=(preview,), quote_of=ben.id, reply_to=ben.id, language="nl"
    )
    await wall.hear(ben, whole)
    shown = await page(wall, "/tulips/follow")
    for words in ("Quoted words.", "A tulip in frost.", "Red", "75", "A guide", "In answer to", "Dutch", "12:02"):
        assert words in shown
    assert 'href="https://printroom.example/a" target="_blank" rel="noopener noreferrer nofollow ugc"' in shown
    assert 'href="https://garden.example/@ben"' in shown
    assert f'href="{address(2)}"' in shown
    assert "1 post" not in shown
    assert "2 posts from 2 people" in shown


async def test_every_word_of_a_long_post_is_there(wall: Wall) -> None:
    text = "tulip " * 1_000
    await wall.hear(a_post(1, text=text))
    assert text.strip() in await page(wall, "/tulips/follow")


async def test_what_a_warning_covers_is_closed_and_its_pictures_are_not_there(wall: Wall) -> None:
    await wall.hear(a_post(1, text="The butler did it.", warning="spoiler", media=(PICTURE,)))
    shown = await page(wall, "/tulips/follow")
    inside = shown.split('<details class="cover">')[1].split("</details>")[0]
    assert "Content warning: <bdi>spoiler</bdi>" in inside
    assert "The butler did it." in inside
    assert "A tulip in frost." in inside
    assert "/media/" not in shown.split("<template")[0]


async def test_a_hidden_post_is_on_no_page_and_in_no_conversation(wall: Wall) -> None:
    await wall.hear(a_post(1, text="The first."), a_post(2, text="Spam!", author="mallory", reply_to=a_post(1).id))
    assert "Spam!" in await page(wall, address(1))
    await wall.order("hide", a_post(2, author="mallory").id)
    for path in ("/tulips/follow", "/tulips/posts", address(1)):
        shown = await page(wall, path)
        assert "Spam!" not in shown
        assert "mallory" not in shown
    assert "Spam!" not in await page(wall, address(2, "mallory"), 404)


async def test_a_post_sent_along_names_no_hidden_post(wall: Wall) -> None:
    hidden, middle = a_post(1, author="mallory"), a_post(2, quote_of=a_post(1, author="mallory").id)
    await wall.hear(hidden, middle)
    await wall.order("hide", hidden.id)
    async with screen(wall, view="follow") as ada:
        await ada.next("snapshot")
        await wall.hear(a_post(3, author="ben", reply_to=middle.id))
        along, put = await ada.next("put"), await ada.next("put")
    assert (along["post"]["id"], put["post"]["reply_to"]) == (middle.id, middle.id)
    assert "mallory" not in "".join(ada.heard)


async def test_a_post_sent_along_keeps_the_names_of_public_posts(wall: Wall) -> None:
    await wall.hear(a_post(1), a_post(2, quote_of=a_post(1).id))
    async with screen(wall, view="follow") as ada:
        await ada.next("snapshot")
        await wall.hear(a_post(3, reply_to=a_post(2).id))
        assert (await ada.next("put"))["post"]["quote_of"] == a_post(1).id


async def test_followers_hear_more_than_walls_and_both_hear_everything(wall: Wall) -> None:
    async with screen(wall) as hall, screen(wall, view="follow") as home:
        for each in (hall, home):
            await each.next("snapshot")
        await wall.hear(a_post(1, text="Bang!", warning="loud"))
        seen, read = (await hall.next("put"))["post"], (await home.next("put"))["post"]
        await wall.delete(a_post(1))
        assert (await hall.next("drop"))["id"] == (await home.next("drop"))["id"] == a_post(1).id
    assert seen.keys() == {"id", "network", "url", "author", "created_at", "warning"}
    assert (read["body"][0]["text"], read["key"], len(read["mark"])) == ("Bang!", key_of(a_post(1).id), 12)


async def test_pages_hold_every_post_once_even_of_one_moment(redis: Client) -> None:
    crowd = [replace(a_post(number, author="ben"), created_at=minutes(9)) for number in range(20, 27)]
    written_down = [*(a_post(number) for number in range(1, 6)), *crowd]
    async with a_wall(redis, limits=Limits(page=3)) as wall:
        await wall.hear(*written_down)
        found: list[str] = []
        older = "start"
        while older:
            answer = await posts(wall, "" if older == "start" else f"?before={older}")
            found += ids(answer)
            older = answer["older"]
    assert sorted(found) == sorted(post.id for post in written_down)
    assert found[-5:] == [a_post(number).id for number in range(5, 0, -1)]


async def test_the_snapshot_and_the_pages_meet_without_a_gap(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(page=3, snapshot=4)) as wall:
        await wall.hear(*(a_post(number) for number in range(1, 8)))
        async with screen(wall, view="follow") as ada:
            snapshot = await ada.next("snapshot")
        rest = await posts(wall, f"?before={snapshot['older']}")
    assert ids(snapshot) + ids(rest) == [a_post(number).id for number in range(7, 0, -1)]
    assert rest["older"]


async def test_posts_from_before_there_were_networks_stand_last_and_break_no_page(redis: Client) -> None:
    zero, ago = datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 7, 20, tzinfo=UTC)
    event, limits = an_event(timezone="America/New_York"), Limits(page=2)
    async with a_wall(redis, event=event, limits=limits) as wall:
        await wall.hear(a_post(1, created_at=zero), a_post(2, created_at=ago), a_post(3), a_post(4))
        assert "Bulbs want frost." in await page(wall, "/tulips/follow")
        newest = await posts(wall)
        older = await posts(wall, f"?before={newest['older']}")
        assert [*ids(newest), *ids(older)] == [a_post(number).id for number in (4, 3, 2, 1)]


async def test_only_wanted_posts_are_looked_for_further_back(redis: Client) -> None:
    bluesky = Copy(id="at://did:plc:ada/app.bsky.feed.post/1", network="bluesky", url="https://bsky.app/x")
    async with a_wall(redis, limits=Limits(page=2)) as wall:
        await wall.hear(a_post(1, language="nb-NO"), a_post(2, language="en", copies=(bluesky,)))
        await wall.hear(*(a_post(number, language="en") for number in range(3, 12)))
        assert ids(await posts(wall, "?language=nb")) == [a_post(1).id]
        assert ids(await posts(wall, "?network=bluesky")) == [a_post(2).id]
        assert (await posts(wall, "?language=fr"))["posts"] == []
        assert 'href="/tulips/follow?language=en"' in await page(wall, "/tulips/follow?language=nb")


async def test_a_post_stands_in_its_conversation(wall: Wall) -> None:
    await wall.hear(a_post(1, text="A question."), a_post(2, author="ben", text="An answer.", reply_to=a_post(1).id))
    ben = a_post(2, author="ben").id
    await wall.hear(
        a_post(3, text="Thanks.", reply_to=ben),
        a_post(4, author="chidi", text="Another answer.", reply_to=a_post(1).id),
        a_post(5, author="chidi", text="Elsewhere."),
    )
    order = ["A question.", "An answer.", "Thanks.", "Another answer."]
    for number, author in ((1, "ada"), (2, "ben")):
        shown = (await page(wall, address(number, author))).split("<template")[0]
        places = [shown.find(words) for words in order if words in shown]
        assert places == sorted(places)
        assert "Elsewhere." not in shown
    assert "3 replies" in await page(wall, address(1))
    assert "Wednesday 10 June 2026, 12:01" in await page(wall, address(1))


async def test_a_reply_that_is_deleted_or_edited_away_leaves_the_conversation(wall: Wall) -> None:
    await wall.hear(a_post(1), a_post(2, reply_to=a_post(1).id), a_post(3, reply_to=a_post(1).id))
    assert "2 replies" in await page(wall, address(1))
    await wall.delete(a_post(2))
    await wall.hear(replace(a_post(3), version="2026-06-10T13:00:00.000Z"))
    assert "0 replies" in await page(wall, address(1))
    assert await wall.archive.replies(a_post(1).id, 9) == []


async def test_posts_that_answer_each_other_end_nobody_s_patience(wall: Wall) -> None:
    await wall.hear(a_post(1, reply_to=a_post(2).id), a_post(2, reply_to=a_post(1).id))
    assert "1 reply" in await page(wall, address(1))


@pytest.mark.parametrize(
    "path",
    [
        "/crocus/follow",
        "/crocus/posts",
        "/tulips/follow?before=x",
        "/tulips/posts?before=1",
        "/tulips/follow?before=x&hour=y",
    ],
)
async def test_what_is_no_event_or_place_is_answered_in_a_sentence(wall: Wall, path: str) -> None:
    assert "no page" in await page(wall, path, 404)


@pytest.mark.parametrize("key", ["x", "%F0%9F%8C%B7", "Z" * 3_000, "aHR0cDovL25vd2hlcmUv"])
async def test_an_unknown_post_has_a_page_that_says_so(wall: Wall, key: str) -> None:
    assert "This post is not here" in await page(wall, f"/tulips/posts/{key}", 404)


def test_a_place_is_read_as_it_was_written() -> None:
    here = Place(1781092800.123456, "https://garden.example/users/ada/statuses/1")
    assert place(written(here)) == here
    assert [place(word) for word in ("", "nan-", "1e9-x", "-1-x", "1-!", "1" * 13 + "-")] == [None] * 6


@pytest.mark.parametrize("path", ["/tulips/follow", "/tulips/posts", address(1)])
def test_a_store_that_can_not_be_reached_is_said(path: str) -> None:
    answer = served(an_event()).get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "try again" in answer.text
