"""The media proxy as a browser meets it: real Redis, real curate, real web process, and a real host of pictures."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from PIL import Image

from backchannel.clock import SystemClock
from backchannel.model.post import Media, Post, Preview
from backchannel.server.cards import Card, card
from backchannel.server.followed import Followed
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.media.pictures import MOST, key_of, post_id_of
from backchannel.server.site import Site
from backchannel.store.connect import Client
from support.builders import a_post, an_author
from support.picture_host import OK, PictureHost, a_picture, a_picture_host
from support.walls import Wall, a_wall

LIMITS = Limits(picture_seconds=0.4, picture_bytes=100_000, picture_pixels=1_000_000, coverage=0.05)


@pytest.fixture
async def host() -> AsyncIterator[PictureHost]:
    async with a_picture_host() as opened:
        yield opened


@pytest.fixture
async def wall(redis: Client, host: PictureHost) -> AsyncIterator[Wall]:
    async with a_wall(redis, limits=LIMITS, site=Site(allowed_hosts=frozenset({host.host}))) as opened:
        yield opened


@pytest.fixture
async def browser(wall: Wall) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as client:
        yield client


def showing(*urls: str, **facts: Any) -> Post:
    return a_post(media=tuple(Media(kind="image", url=url) for url in urls), **facts)


async def card_of(wall: Wall, post: Post) -> Card:
    made = card(await wall.archive.record(post.id), wall.event.slug)
    assert made is not None
    return made


async def paths(wall: Wall, post: Post) -> list[str]:
    return [medium.src for medium in (await card_of(wall, post)).media]


async def test_a_picture_is_shown_small_and_by_us(wall: Wall, host: PictureHost, browser: httpx.AsyncClient) -> None:
    post = showing(host.put("/bulbs", a_picture(1400, 700)))
    await wall.hear(post)
    [path] = await paths(wall, post)
    answer = await browser.get(path)
    assert Image.open(BytesIO(answer.content)).size == (1120, 560)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-cache"


async def test_faces_and_links_have_pictures_too(wall: Wall, host: PictureHost, browser: httpx.AsyncClient) -> None:
    author = an_author("ada", avatar=host.put("/face", a_picture(300, 200)))
    link = Preview(url="https://printroom.example/", title="Guide", image=host.put("/guide", a_picture(300, 200)))
    post = replace(a_post(links=(link,)), author=author)
    await wall.hear(post)
    made = await card_of(wall, post)
    assert made.preview is not None
    for path, side in ((made.author.avatar, 192), (made.preview.image, 256)):
        assert Image.open(BytesIO((await browser.get(path)).content)).size == (side, side)


async def test_the_host_learns_nothing_of_who_looks(wall: Wall, host: PictureHost, browser: httpx.AsyncClient) -> None:
    post = showing(host.put("/bulbs?size=1", a_picture()))
    await wall.hear(post)
    [path] = await paths(wall, post)
    await browser.get(
        path, headers={"Cookie": "a=1", "Referer": wall.url, "User-Agent": "Ada's", "X-Forwarded-For": "1"}
    )
    [head] = host.requests
    assert head.startswith("GET /bulbs?size=1 ")
    assert {line.split(":")[0].lower() for line in head.splitlines()[1:] if line} == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "connection",
    }
    assert f"Host: {host.host}" in head
    assert "Backchannel" in head


async def test_many_screens_cost_the_host_one_request(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient
) -> None:
    post = showing(host.put("/bulbs", a_picture()))
    await wall.hear(post)
    [path] = await paths(wall, post)
    answers = await asyncio.gather(*(browser.get(path) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    again = await browser.get(path, headers={"If-None-Match": answers[0].headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert host.asked == {"/bulbs": 1}


async def test_a_picture_is_gone_the_moment_its_post_is(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient
) -> None:
    post = showing(host.put("/bulbs", a_picture()))
    await wall.hear(post)
    [path] = await paths(wall, post)
    tag = (await browser.get(path)).headers["etag"]
    await wall.order("hide", post.id)
    assert (await browser.get(path)).status_code == 404
    assert (await browser.get(path, headers={"If-None-Match": tag})).status_code == 404
    await wall.order("show", post.id)
    assert (await browser.get(path)).status_code == 200
    assert host.asked["/bulbs"] == 2  # what we had of it was thrown away
    await wall.delete(post)
    assert (await browser.get(path)).status_code == 404


async def test_a_post_hidden_while_its_picture_is_fetched_is_not_shown(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient
) -> None:
    post = showing(host.put("/bulbs", a_picture()))
    await wall.hear(post)
    [path] = await paths(wall, post)
    host.open.clear()
    asking = asyncio.create_task(browser.get(path))
    while not host.asked:
        await asyncio.sleep(0.001)
    await wall.order("hide", post.id)
    host.open.set()
    assert (await asking).status_code == 404


@pytest.mark.parametrize("facts", [{"warning": "spoiler"}, {"labels": ("some-new-label",)}])
async def test_what_is_covered_has_no_picture_anywhere(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient, facts: dict[str, Any]
) -> None:
    open_post = showing(host.put("/open", a_picture()))
    await wall.hear(open_post)
    [path] = await paths(wall, open_post)
    covered = showing(host.put("/covered", a_picture()), number=2, **facts)
    await wall.hear(covered)
    made = await card_of(wall, covered)
    assert (made.media, made.author.avatar) == ((), "")
    answer = await browser.get(path.replace(key_of(open_post.id), key_of(covered.id)))
    assert (answer.status_code, host.asked["/covered"]) == (404, 0)


async def test_what_can_not_be_had_is_asked_for_once_and_leaves_no_error(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient
) -> None:
    urls = [
        host.put("/page", b"<html><script>alert(1)</script></html>"),
        host.put("/drawing", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        host.put("/huge", bytes(200_000)),
        host.put("/wide", a_picture(2_000, 1_000)),
        host.url("/nowhere"),
        host.put("/short", a_picture(), status=OK, headers="Content-Length: 100000\r\n"),
        host.redirect("/round", host.url("/round")),
        "http://127.0.0.1:1/refused",
        "http://[::1/broken",
    ]
    for number, url in enumerate(urls):
        post = showing(url, number=number)
        await wall.hear(post)
        [path] = await paths(wall, post)
        for _ in range(2):
            answer = await browser.get(path)
            assert (answer.status_code, answer.content) == (204, b""), url
    assert host.asked == {"/page": 1, "/drawing": 1, "/huge": 1, "/wide": 1, "/nowhere": 1, "/short": 1, "/round": 4}


async def test_a_host_that_never_answers_is_given_up(wall: Wall, host: PictureHost, browser: httpx.AsyncClient) -> None:
    post = showing(host.put("/slow", a_picture()))
    await wall.hear(post)
    [path] = await paths(wall, post)
    host.open.clear()
    assert (await browser.get(path)).status_code == 204


async def test_nobody_is_led_into_our_own_house(wall: Wall, host: PictureHost, browser: httpx.AsyncClient) -> None:
    async with a_picture_host() as inside:
        secret = inside.put("/secret", a_picture())
        urls = [
            secret,
            secret.replace("127.0.0.1", "localhost"),
            secret.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
            secret.replace("127.0.0.1", "2130706433"),
            secret.replace("127.0.0.1", "0x7f.1"),
            host.redirect("/there", secret),
            host.redirect("/twice", host.redirect("/then", "http://localhost/secret")),
            host.redirect("/file", "file:///etc/hostname"),
            "http://localhost/secret",
            "http://localhost.localdomain/secret",
        ]
        for number, url in enumerate(urls):
            post = showing(url, number=number)
            await wall.hear(post)
            [path] = await paths(wall, post)
            assert (await browser.get(path)).status_code == 204, url
        assert inside.asked == {}


async def test_a_redirect_to_where_we_may_go_is_followed(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient
) -> None:
    host.put("/new", a_picture())
    post = showing(host.redirect("/old", "/new"))
    await wall.hear(post)
    [path] = await paths(wall, post)
    assert (await browser.get(path)).status_code == 200


async def test_where_the_whole_picture_is_too_large_its_preview_is_shown(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient
) -> None:
    preview = host.put("/preview", a_picture(90, 60))
    post = a_post(media=(Media(kind="image", url=host.put("/huge", bytes(200_000)), preview=preview),))
    await wall.hear(post)
    [path] = await paths(wall, post)
    assert Image.open(BytesIO((await browser.get(path)).content)).size == (90, 60)


async def test_more_pictures_at_once_than_we_can_wait_for_are_asked_to_come_again(
    redis: Client, host: PictureHost
) -> None:
    limits, site = Limits(picture_waiting=1), Site(allowed_hosts=frozenset({host.host}))
    async with a_wall(redis, limits=limits, site=site) as wall:
        post = showing(host.put("/one", a_picture()), host.put("/two", a_picture()))
        await wall.hear(post)
        one, two = await paths(wall, post)
        async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
            host.open.clear()
            asking = asyncio.create_task(browser.get(one))
            while not host.asked:
                await asyncio.sleep(0.001)
            busy = await browser.get(two)
            host.open.set()
            assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
            assert (await asking).status_code == 200
            assert (await browser.get(two)).status_code == 200


async def test_only_the_first_pictures_and_those_with_something_to_see_are_shown(wall: Wall, host: PictureHost) -> None:
    media = [Media(kind="image", url=host.url(f"/{index}"), alt=str(index)) for index in range(6)]
    film = Media(kind="video", url=host.url("/film.mp4"), preview=host.url("/poster"), alt="film")
    sound = Media(kind="audio", url=host.url("/sound.mp3"))
    post = a_post(media=(sound, film, *media))
    await wall.hear(post)
    shown = (await card_of(wall, post)).media
    assert [medium.alt for medium in shown] == ["film", "0", "1", "2"]
    assert len(shown) == MOST


@pytest.mark.parametrize(
    "path",
    [
        "/tulips/media/x/0",
        "/tulips/media/%F0%9F%8C%B7/0",
        "/tulips/media/" + "A" * 5_000 + "/0",
        "/crocus/media/{key}/0",
        "/tulips/media/{key}/7",
        "/tulips/media/{key}/link",
        "/tulips/media/{key}/..%2f0",
    ],
)
async def test_an_address_that_was_made_up_is_answered_with_404(
    wall: Wall, host: PictureHost, browser: httpx.AsyncClient, path: str
) -> None:
    post = showing(host.put("/bulbs", a_picture()))
    await wall.hear(post)
    assert (await browser.get(path.format(key=key_of(post.id)))).status_code == 404
    assert host.asked == {}


@pytest.mark.parametrize("post_id", ["https://garden.example/@ada/1", "at://did:plc:ada/app.bsky.feed.post/3k", "ü🌷"])
def test_a_key_leads_back_to_its_post(post_id: str) -> None:
    assert post_id_of(key_of(post_id)) == post_id
    assert key_of(post_id).replace("-", "").replace("_", "").isalnum()


async def test_a_post_that_leaves_the_wall_takes_its_pictures_out_of_memory(wall: Wall, host: PictureHost) -> None:
    post, covered = showing(host.put("/bulbs", a_picture())), showing(host.put("/frost", a_picture()), number=2)
    await wall.hear(post, covered)
    hub = Hub([Followed(wall.event, wall.archive, wall.log)], clock=SystemClock(), limits=LIMITS)
    running = asyncio.create_task(hub.run())
    channel = hub.channel(wall.event.slug, "wall")
    assert channel is not None
    while not (await channel.read(None)).cursor:
        await asyncio.sleep(0.005)
    for each in (post, covered):
        hub.shelf.put(each.id, b"picture", (wall.event.slug, each.id))
    await wall.delete(post)
    await wall.hear(replace(covered, warning="spoiler", version="2026-06-10T13:00:00.000Z"))
    async with asyncio.timeout(5):
        while hub.shelf.bytes:
            await asyncio.sleep(0.005)
    running.cancel()
