"""What the media proxy refuses: what may not be seen, what is no picture, and every way into our own house."""

import asyncio
from typing import Any

import httpx
import pytest

from backchannel.server.limits import Limits
from backchannel.server.media.pictures import key_of
from backchannel.server.site import Site
from backchannel.store.connect import Client
from support.picture_host import OK, PictureHost, a_picture, a_picture_host
from support.showing import card_of, paths, showing
from support.walls import Wall, a_wall


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
