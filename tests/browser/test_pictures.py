"""Pictures on the wall in a real browser: ours alone are asked for, and hostile ones are harmless.

Every page here fails its test if it asks a third party, reports a violation of its policy, or logs an error.
"""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from msgspec.structs import replace
from playwright.async_api import Locator, expect

from backchannel.model.post import Media, Poll, PollOption, Post, Preview
from backchannel.server.limits import Limits
from backchannel.server.site import Site
from backchannel.store.connect import Client
from support.builders import a_post, an_author
from support.chromium import Watched
from support.picture_host import PictureHost, a_picture, a_picture_host
from support.walls import Wall, a_wall

pytestmark = pytest.mark.browser

HOSTILE = (
    "https://x.example/1.png' onerror='alert(1)",
    "javascript:alert(1)",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "//mallory.example/1.png",
    "http://[",
    "",
)


@pytest.fixture
async def host() -> AsyncIterator[PictureHost]:
    async with a_picture_host() as opened:
        yield opened


@pytest.fixture
async def wall(redis: Client, host: PictureHost) -> AsyncIterator[Wall]:
    limits, site = Limits(beat=0.5, coverage=0.1, retry=0.1), Site(allowed_hosts=frozenset({host.host}))
    async with a_wall(redis, limits=limits, site=site) as opened:
        yield opened


def with_pictures(number: int, *media: Media, text: str = "Look.") -> Post:
    return a_post(number, text=text, media=media)


def a_photograph(host: PictureHost, path: str, alt: str = "Tulips in frost") -> Media:
    return Media(kind="image", url=host.put(path, a_picture(900, 600)), alt=alt, focus=(0.5, 0.5))


async def is_painted(image: Locator) -> bool:
    return await image.evaluate("image => image.decode().then(() => image.naturalWidth > 0, () => false)")


async def test_a_picture_a_face_and_a_links_picture_are_painted(wall: Wall, host: PictureHost, page: Watched) -> None:
    face = an_author("ada", avatar=host.put("/face", a_picture()))
    link = Preview(url="https://printroom.example/", title="A guide", image=host.put("/guide", a_picture()))
    await wall.hear(
        replace(with_pictures(1, a_photograph(host, "/1")), author=face),
        replace(a_post(2, text="Read.", links=(link,)), author=face),
    )
    await page.open(wall.url)
    await expect(page.find(".slot .avatar.seen .face")).to_have_count(2)
    await expect(page.find(".picture.seen img")).to_have_attribute("alt", "Tulips in frost")
    await expect(page.find(".picture.seen .alt-mark")).to_be_visible()
    for image in await page.find(".slot img").all():
        assert await is_painted(image)
    assert await page.find(".picture img").evaluate("image => getComputedStyle(image).objectPosition") == "75% 25%"


async def test_several_pictures_stand_in_equal_columns(wall: Wall, host: PictureHost, page: Watched) -> None:
    await wall.hear(with_pictures(1, *(a_photograph(host, f"/{number}") for number in range(6))))
    await page.open(wall.url)
    await expect(page.find(".picture.seen")).to_have_count(4)
    boxes = [await figure.bounding_box() for figure in await page.find(".picture").all()]
    assert len({(round(box["width"]), round(box["y"])) for box in boxes if box}) == 1
    assert len({box["x"] for box in boxes if box}) == 4


async def test_a_picture_that_can_not_be_had_is_told_in_words(wall: Wall, host: PictureHost, page: Watched) -> None:
    lost = Media(kind="image", url=host.url("/nowhere"), alt="A lighthouse")
    faceless = an_author("ada", avatar=host.url("/nobody"))
    await wall.hear(replace(with_pictures(1, lost), author=faceless))
    await page.open(wall.url)
    await expect(page.find(".lost .lost-words")).to_have_text("A lighthouse")
    await expect(page.find(".lost img")).to_be_hidden()
    await expect(page.find(".slot .avatar")).to_have_text("A")


async def test_hostile_addresses_of_pictures_are_harmless(wall: Wall, page: Watched) -> None:
    posts = [
        replace(
            with_pictures(
                number, Media(kind="image", url=url, alt="<img src=x onerror=alert(1)>"), text=f"No {number}."
            ),
            author=an_author("mallory", avatar=url),
            links=(Preview(url="https://mallory.example/", title="x", image=url),),
        )
        for number, url in enumerate(HOSTILE)
    ]
    await wall.hear(*posts)
    await page.open(wall.url)
    await expect(page.find(".slot .lost").first).to_be_attached()
    sources = await page.find("img").evaluate_all("images => images.map((image) => image.getAttribute('src') ?? '')")
    assert all(source == "" or source.startswith("/tulips/") for source in sources)
    await expect(page.find("[onerror], [onload]")).to_have_count(0)


async def test_what_is_covered_asks_for_no_picture(wall: Wall, host: PictureHost, page: Watched) -> None:
    face = an_author("ada", avatar=host.put("/face", a_picture()))
    await wall.hear(replace(with_pictures(1, a_photograph(host, "/1")), author=face, warning="flashing light"))
    await page.open(wall.url)
    await expect(page.find(".warning")).to_contain_text("flashing light")
    await expect(page.find(".slot img")).to_have_count(0)
    assert host.asked == {}


async def test_a_film_shows_its_poster_and_that_it_is_one(wall: Wall, host: PictureHost, page: Watched) -> None:
    film = Media(kind="video", url=host.url("/film"), preview=host.put("/poster", a_picture()), alt="A press running")
    await wall.hear(with_pictures(1, film))
    await page.open(wall.url)
    await expect(page.find(".picture.seen .play")).to_be_visible()
    assert host.asked == {"/poster": 1}


async def test_a_poll_shows_its_answers_and_their_share(wall: Wall, page: Watched) -> None:
    options = (PollOption(text="Tulips <b>", votes=3), PollOption(text="Crocuses", votes=1))
    await wall.hear(a_post(1, text="Which?", poll=Poll(options=options)))
    await page.open(wall.url)
    await expect(page.find(".option")).to_have_text(["Tulips <b> 75\u202f%", "Crocuses 25\u202f%"])
    bars = await page.find(".option-bar i").evaluate_all("bars => bars.map((bar) => bar.offsetWidth)")
    assert bars[0] == pytest.approx(3 * bars[1], abs=2)


async def test_a_new_pictures_card_moves_no_other_when_it_loads(wall: Wall, host: PictureHost, page: Watched) -> None:
    host.open.clear()
    await wall.hear(with_pictures(1, a_photograph(host, "/1")), a_post(2), a_post(3, author="ben"))
    await page.open(wall.url)
    await expect(page.find(".slot .card")).to_have_count(3)
    before = [await card.bounding_box() for card in await page.find(".slot .card").all()]
    host.open.set()
    await expect(page.find(".picture.seen")).to_have_count(1)
    assert [await card.bounding_box() for card in await page.find(".slot .card").all()] == before


@pytest.mark.parametrize("newest", ["pictures", "links"])
@pytest.mark.parametrize("size", [(390, 844), (1080, 1920), (1280, 960), (3840, 2160)])
async def test_no_card_leaves_its_slot_on_any_screen(
    wall: Wall, host: PictureHost, page: Watched, *, size: tuple[int, int], newest: str
) -> None:
    link = Preview(url="https://printroom.example/", title="A guide to " + "brittle paper " * 20)
    long = "Slides, data and the notebook are online, and everything may be used. " * 6
    first = 30 if newest == "pictures" else 1
    await page.page.set_viewport_size({"width": size[0], "height": size[1]})
    await wall.hear(
        *(with_pictures(first + number, a_photograph(host, f"/{number}"), text=long) for number in range(3)),
        *(a_post(number, text=long, links=(link,)) for number in range(10, 14)),
        *(a_post(number, text="Two lines, and then the link " * 2, links=(link,)) for number in range(14, 18)),
        *(a_post(number, text="Short.", author="ben") for number in range(18, 24)),
    )
    await page.open(wall.url)
    await expect(page.find(f"[data-more={'pictures' if newest == 'pictures' else 'preview'}]").first).to_be_visible()
    overflowing = """cards => cards.filter((card) => card.scrollHeight > card.clientHeight + 1
        || card.scrollWidth > card.clientWidth + 1).map((card) => card.innerText)"""
    assert await page.find(".slot:not(.measure) .card").evaluate_all(overflowing) == []
    assert not await page.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("scheme", "ground"), [("dark", "rgb(13, 36, 41)"), ("light", "rgb(243, 244, 238)")])
async def test_the_page_to_scan_is_readable_on_a_phone_in_both_themes(
    wall: Wall, page: Watched, scheme: Literal["dark", "light"], ground: str
) -> None:
    await page.page.set_viewport_size({"width": 360, "height": 740})
    await page.page.emulate_media(color_scheme=scheme)
    await page.page.goto(f"http://{wall.address}/tulips/")
    await expect(page.find("h1")).to_have_text("Join in with #tulips")
    assert await page.find("body").evaluate("body => getComputedStyle(body).backgroundColor") == ground
    assert not await page.page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_the_code_to_scan_is_drawn(wall: Wall, page: Watched) -> None:
    await page.open(wall.url)
    assert await is_painted(page.find(".join:not(.reread) .code"))
