"""The media proxy as a browser meets it: real Redis, real curate, real web process, and a real host of pictures."""

import asyncio
from io import BytesIO

import httpx
import pytest
from msgspec.structs import replace
from PIL import Image

from backchannel.clock import SystemClock
from backchannel.model.post import Media, Preview
from backchannel.server.followed import Followed
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.media.pictures import MOST, key_of, post_id_of
from support.builders import a_post, an_author
from support.picture_host import PictureHost, a_picture
from support.showing import card_of, paths, showing
from support.walls import Wall


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


async def test_only_the_first_pictures_and_those_with_something_to_see_are_shown(wall: Wall, host: PictureHost) -> None:
    media = [Media(kind="image", url=host.url(f"/{index}"), alt=str(index)) for index in range(6)]
    film = Media(kind="video", url=host.url("/film.mp4"), preview=host.url("/poster"), alt="film")
    sound = Media(kind="audio", url=host.url("/sound.mp3"))
    post = a_post(media=(sound, film, *media))
    await wall.hear(post)
    shown = (await card_of(wall, post)).media
    assert [medium.alt for medium in shown] == ["film", "0", "1", "2"]
    assert len(shown) == MOST


@pytest.mark.parametrize("post_id", ["https://garden.example/@ada/1", "at://did:plc:ada/app.bsky.feed.post/3k", "ü🌷"])
def test_a_key_leads_back_to_its_post(post_id: str) -> None:
    assert post_id_of(key_of(post_id)) == post_id
    assert key_of(post_id).replace("-", "").replace("_", "").isalnum()


async def test_a_post_that_leaves_the_wall_takes_its_pictures_out_of_memory(wall: Wall, host: PictureHost) -> None:
    post, covered = showing(host.put("/bulbs", a_picture())), showing(host.put("/frost", a_picture()), number=2)
    await wall.hear(post, covered)
    hub = Hub([Followed(wall.event, wall.archive, wall.log)], clock=SystemClock(), limits=Limits(coverage=0.05))
    running = asyncio.create_task(hub.run())
    channel = await hub.channel(wall.event.slug, "wall")
    assert channel is not None
    while not (await channel.read(None)).cursor:
        await asyncio.sleep(0.005)
    for each in (post, covered):
        hub.shelf.put(each.id, b"picture", (wall.event.slug, each.id))
    await wall.delete(post)
    await wall.hear(replace(covered, warning="spoiler", version="2026-06-10T13:00:00.000Z"))
    async with asyncio.timeout(60):
        while hub.shelf.bytes:
            await asyncio.sleep(0.005)
    running.cancel()
