"""One person's own page: public posts alone, for those who may be found; for all others there is nobody."""

import httpx
import pytest
from msgspec.structs import replace

from backchannel.model.body import Hashtag, Words
from backchannel.model.post import Media
from backchannel.server.articles import person_path
from support.builders import a_post, an_author
from support.walls import Wall

ADA = "/tulips/people/ada@garden.example"
HIDING = an_author("ada", discoverable=False)


async def test_the_page_and_the_file_have_what_is_public(wall: Wall, browser: httpx.AsyncClient) -> None:
    tag = Hashtag("#Tulips", "tulips")
    await wall.hear(
        a_post(1, text="Bulbs want frost."),
        a_post(2, text="x", body=(Words("And patience. "), tag), reply_to=a_post(1).id),
        a_post(3, author="ben", text="Words of Ben."),
    )
    page, draft = await browser.get(ADA), await browser.get(f"{ADA}/draft.md")
    for text in (page.text, draft.text):
        assert "Bulbs want frost." in text
        assert "And patience." in text
        assert "Words of Ben." not in text
    assert "#Tulips" not in page.text
    assert "12:01 to 12:02" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert draft.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("handle", ["@Ada@Garden.Example", "ADA@garden.example", "ada%40garden.example"])
async def test_a_handle_may_be_written_in_any_way(wall: Wall, browser: httpx.AsyncClient, handle: str) -> None:
    await wall.hear(a_post(1))
    assert (await browser.get(f"/tulips/people/{handle}")).status_code == 200


async def test_all_who_are_not_to_be_found_get_the_same_answer(wall: Wall, browser: httpx.AsyncClient) -> None:
    unknown = await browser.get(ADA)
    await wall.hear(a_post(1, author="ben"), a_post(2, text="Not for lists.", author="x"))
    hiding = replace(a_post(2), author=HIDING)
    await wall.hear(hiding)
    undiscoverable = await browser.get(ADA)
    await wall.order("hide", a_post(1, author="ben").id)
    hidden = await browser.get("/tulips/people/ben@garden.example")
    for answer in (unknown, undiscoverable, hidden):
        assert (answer.status_code, answer.text) == (404, unknown.text)
    assert "would rather not be found" in unknown.text
    for handle in ("ada@garden.example", "ben@garden.example", "nobody"):
        assert (await browser.get(f"/tulips/people/{handle}/draft.md")).status_code == 404
    assert (await browser.get("/tulips/people/")).status_code == 404
    assert (await browser.get(f"/nowhere{ADA.removeprefix('/tulips')}")).status_code == 404
    assert (await browser.get(f"/tulips/people/{'a' * 5000}")).status_code == 404


async def test_the_profile_as_it_was_last_seen_decides(wall: Wall, browser: httpx.AsyncClient) -> None:
    await wall.hear(a_post(1))
    assert (await browser.get(ADA)).status_code == 200
    await wall.hear(replace(a_post(2), author=HIDING))
    assert (await browser.get(ADA)).status_code == 404


async def test_a_deleted_post_leaves_the_page(wall: Wall, browser: httpx.AsyncClient) -> None:
    await wall.hear(a_post(1, text="Stays."), a_post(2, text="Goes."))
    await wall.delete(a_post(2))
    page = (await browser.get(ADA)).text
    assert "Stays." in page
    assert "Goes." not in page


async def test_who_is_answered_is_named_only_while_that_is_public(wall: Wall, browser: httpx.AsyncClient) -> None:
    question = a_post(1, author="ben", text="How cold?")
    await wall.hear(question, a_post(2, text="Below nine.", reply_to=question.id))
    assert "In answer to Ben." in (await browser.get(ADA)).text
    await wall.order("hide", question.id)
    page = (await browser.get(ADA)).text
    assert "Below nine." in page
    assert "Ben" not in page


async def test_pictures_come_from_us(wall: Wall, browser: httpx.AsyncClient) -> None:
    picture = Media(kind="image", url="https://garden.example/1.png", alt="Frost.")
    await wall.hear(a_post(1, media=(picture,)), a_post(2, media=(picture,), warning="Cold"))
    page = (await browser.get(ADA)).text
    assert 'src="/tulips/media/' in page
    assert page.count("<figure") == 1
    assert 'src="https://' not in page


async def test_only_ones_own_posts_lead_there(wall: Wall, browser: httpx.AsyncClient) -> None:
    await wall.hear(a_post(1), replace(a_post(2, author="ben"), author=an_author("ben", discoverable=False)))
    feed = (await browser.get("/tulips/follow")).text
    assert f'href="{ADA}"' in feed
    assert "/people/ben" not in feed
    for path in ("/tulips/", "/tulips/wall"):
        assert "/people/" not in (await browser.get(path)).text


def test_a_strange_handle_stays_within_its_place() -> None:
    assert person_path("tulips", an_author(handle="../../x?y#z@garden.example")) == (
        "/tulips/people/..%2F..%2Fx%3Fy%23z@garden.example"
    )
