"""The pretend Mastodon servers tell of accounts as real ones do (`accounts_controller.rb`, `AccountStatusesFilter`)."""

from typing import Any

import httpx
import pytest

from backchannel.demo.networks import PretendNetworks
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"


async def get(client: httpx.AsyncClient, networks: PretendNetworks, path: str, **params: Any) -> httpx.Response:
    return await client.get(f"{networks.endpoints.mastodon[TULIP]}/api/v1/accounts{path}", params=params)


async def posts(client: httpx.AsyncClient, networks: PretendNetworks, acct: str, **params: Any) -> list[str]:
    found = (await get(client, networks, "/lookup", acct=acct)).json()
    return [status["id"] for status in (await get(client, networks, f"/{found['id']}/statuses", **params)).json()]


def many(count: int) -> RecordingBuilder:
    builder = RecordingBuilder(servers=(TULIP,))
    for number in range(count):
        builder.status(str(number), f"Post {number}")
    return builder


@pytest.mark.parametrize("acct", ["ada", "@Ada", "ada@tulip.example", "@ada@Tulip.example"])
async def test_an_account_is_found_by_any_form_of_its_name(client: httpx.AsyncClient, acct: str) -> None:
    async with PretendNetworks(many(1).build()) as networks:
        found = (await get(client, networks, "/lookup", acct=acct)).json()
        assert (found["acct"], found["display_name"]) == ("ada", "Ada")


async def test_an_account_of_another_server_is_found_by_its_whole_name(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder(servers=(TULIP,)).status("ben", "Here", by=f"ben@{ROSE}")
    async with PretendNetworks(builder.build()) as networks:
        assert (await get(client, networks, "/lookup", acct=f"ben@{ROSE}")).json()["acct"] == f"ben@{ROSE}"
        assert (await get(client, networks, "/lookup", acct="ben")).status_code == 404


async def test_an_unknown_account_is_not_found(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(many(1).build()) as networks:
        for path, params in (("/lookup", {"acct": "nobody"}), ("/lookup", {}), ("/7/statuses", {})):
            answer = await get(client, networks, path, **params)
            assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


async def test_an_account_is_there_before_it_says_anything(client: httpx.AsyncClient) -> None:
    builder = many(1)
    async with PretendNetworks(builder.build()) as networks:
        assert await posts(client, networks, "ada") == []
        networks.release(START)
        assert await posts(client, networks, "ada") == [builder.local_id("0", TULIP)]


async def test_an_accounts_posts_can_be_had_without_replies_to_others_and_boosts(client: httpx.AsyncClient) -> None:
    builder = many(1).status("ask", "Where?", by="ben").status("more", "More", reply_to="0")
    builder.status("answer", "There", reply_to="ask").status("boost", "", reblog={"id": "1"})
    builder.status("quiet", "Psst", visibility="unlisted").status("secret", "Psst", visibility="private")
    builder.status("gone", "Oops").delete("gone")
    names = {builder.local_id(key, TULIP): key for key in ("0", "ask", "more", "answer", "boost", "quiet", "secret")}
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        everything = await posts(client, networks, "ada")
        own = await posts(client, networks, "ada", exclude_replies="true", exclude_reblogs="true")
        assert [names[found] for found in everything] == ["quiet", "boost", "answer", "more", "0"]
        assert [names[found] for found in own] == ["quiet", "more", "0"]


async def test_an_accounts_posts_come_in_pages(client: httpx.AsyncClient) -> None:
    builder = many(50)
    ids = [builder.local_id(str(number), TULIP) for number in range(50)]
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        assert await posts(client, networks, "ada") == ids[:29:-1]
        assert await posts(client, networks, "ada", limit=80) == ids[:9:-1]
        assert await posts(client, networks, "ada", min_id=ids[4], limit=2) == [ids[6], ids[5]]
        assert await posts(client, networks, "ada", max_id=ids[2]) == [ids[1], ids[0]]
        found = (await get(client, networks, "/lookup", acct="ada")).json()["id"]
        answer = await get(client, networks, f"/{found}/statuses", limit=2, exclude_replies="true", min_id="1")
        assert f"/{found}/statuses?limit=2&exclude_replies=true&max_id={ids[0]}" in answer.headers["link"]
        assert "max-age=15" in answer.headers["cache-control"]
