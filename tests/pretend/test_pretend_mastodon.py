"""The pretend Mastodon servers behave as real ones do."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from backchannel.demo.networks import PretendNetworks
from support.recordings import START, STEP, RecordingBuilder

TULIP = "tulip.example"
ROSE = "rose.example"
DAY = timedelta(days=1)


class Server:
    """One server's API, with everything recorded already released."""

    def __init__(self, networks: PretendNetworks, client: httpx.AsyncClient, name: str = TULIP) -> None:
        self.base = networks.endpoints.mastodon[name]
        self._client = client

    async def get(self, path: str, **params: Any) -> httpx.Response:
        asked = {name.replace("__", "[]"): value for name, value in params.items()}
        return await self._client.get(f"{self.base}/api{path}", params=asked)

    async def timeline(self, tag: str = "tulipconf", **params: Any) -> list[str]:
        return [status["id"] for status in (await self.get(f"/v1/timelines/tag/{tag}", **params)).json()]


def many(count: int) -> RecordingBuilder:
    builder = RecordingBuilder()
    for number in range(count):
        builder.status(str(number), f"Post {number} #tulipconf")
    return builder


def ids(builder: RecordingBuilder, *keys: object, server: str = TULIP) -> list[str]:
    return [builder.local_id(str(key), server) for key in keys]


async def test_nothing_is_there_before_it_is_released(client: httpx.AsyncClient) -> None:
    builder = many(2)
    async with PretendNetworks(builder.build()) as networks:
        server = Server(networks, client)
        assert await server.timeline() == []
        networks.release(START)
        assert await server.timeline() == ids(builder, 0)


async def test_a_timeline_holds_what_is_public_and_still_tagged(client: httpx.AsyncClient) -> None:
    builder = (
        RecordingBuilder()
        .status("kept", "Kept #tulipconf")
        .status("unlisted", "Unlisted #tulipconf", visibility="unlisted")
        .status("private", "Private #tulipconf", visibility="private")
        .status("untagged", "Untagged soon #tulipconf")
        .status("tagged", "Tagged soon")
        .status("deleted", "Deleted soon #tulipconf")
        .edit("untagged", "Untagged")
        .edit("tagged", "Tagged #tulipconf")
        .delete("deleted")
    )
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        assert await Server(networks, client).timeline() == ids(builder, "tagged", "kept")


async def test_what_happens_on_one_server_leaves_the_other_alone(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder().server(TULIP).status("hello", "Hello #tulipconf").server(ROSE).seen("hello")
    builder.server(TULIP).edit("hello", "Edited #tulipconf").server(ROSE).delete("hello")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        assert await Server(networks, client, ROSE).timeline() == []
        (status,) = (await Server(networks, client).get("/v1/timelines/tag/tulipconf")).json()
        assert "Edited" in status["content"]
        assert status["edited_at"]
        assert status["uri"] == builder.uri("hello")


async def test_a_page_has_twenty_statuses_and_never_more_than_forty(client: httpx.AsyncClient) -> None:
    builder = many(45)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        assert await server.timeline() == ids(builder, *range(44, 24, -1))
        assert await server.timeline(limit=80) == ids(builder, *range(44, 4, -1))
        assert await server.timeline(limit=3) == ids(builder, 44, 43, 42)


async def test_min_id_gives_the_page_just_above_and_since_id_the_newest(client: httpx.AsyncClient) -> None:
    builder = many(10)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        (third,) = ids(builder, 3)
        assert await server.timeline(min_id=third, limit=2) == ids(builder, 5, 4)
        assert await server.timeline(since_id=third, limit=2) == ids(builder, 9, 8)
        assert await server.timeline(max_id=third, limit=2) == ids(builder, 2, 1)
        assert await server.timeline(max_id=ids(builder, 6)[0], min_id=third) == ids(builder, 5, 4)


async def test_ids_are_ordered_as_numbers_not_as_text(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder()
    for number in ("9", "10"):
        builder.status(number, "Hello #tulipconf")
    recording = builder.build()
    renamed = tuple(event._replace(id=key) for event, key in zip(recording.mastodon, ("9", "10"), strict=True))
    statuses = tuple(
        e._replace(status=e.status._replace(id=e.id, raw=b'"%b"' % e.id.encode())) for e in renamed if e.status
    )
    async with PretendNetworks(recording._replace(mastodon=statuses)) as networks:
        networks.release(builder.now)
        page = await Server(networks, client).get("/v1/timelines/tag/tulipconf", min_id="9")
        assert page.json() == ["10"]


async def test_the_link_header_forgets_all_but_local_limit_and_only_media(client: httpx.AsyncClient) -> None:
    builder = many(3)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        page = await server.get("/v1/timelines/tag/tulipconf", any__="other", local="true", remote="", limit=2)
        newest, oldest = ids(builder, 2, 1)
        here = f"{server.base}/api/v1/timelines/tag/tulipconf?limit=2&local=true"
        assert page.headers["link"] == f'<{here}&max_id={oldest}>; rel="next", <{here}&min_id={newest}>; rel="prev"'
        empty = await server.get("/v1/timelines/tag/tulipconf", max_id="1")
        assert "link" not in empty.headers


@pytest.mark.parametrize("tag", ["TulipConf", "%23tulipconf", "TÚLIPCONF"])
async def test_a_tag_may_be_written_in_any_way(client: httpx.AsyncClient, tag: str) -> None:
    builder = many(1)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        assert await Server(networks, client).timeline(tag) == ids(builder, 0)


async def test_other_tags_widen_and_narrow_a_timeline(client: httpx.AsyncClient) -> None:
    builder = (
        RecordingBuilder()
        .status("both", "#tulipconf #day1")
        .status("one", "#tulipconf")
        .status("other", "#day1")
        .status("fifth", "#five")
    )
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        assert await server.timeline(any__=["day1"]) == ids(builder, "other", "one", "both")
        assert await server.timeline(all__=["Day1"]) == ids(builder, "both")
        assert await server.timeline(none__=["day1"]) == ids(builder, "one")
        assert await server.timeline(any__=["a", "b", "c", "five"]) == ids(builder, "one", "both")


async def test_an_unknown_tag_is_empty_whatever_is_added(client: httpx.AsyncClient) -> None:
    builder = many(1)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        assert await Server(networks, client).timeline("never", any__=["tulipconf"]) == []


async def test_a_timeline_can_be_narrowed_to_a_place_or_to_media(client: httpx.AsyncClient) -> None:
    builder = (
        RecordingBuilder()
        .status("local", "Local #tulipconf", by="ada")
        .status("remote", "Remote #tulipconf", by=f"ben@{ROSE}")
        .status("photo", "Photo #tulipconf", media_attachments=[{"id": "1", "type": "image"}])
    )
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        assert await server.timeline(local="true") == ids(builder, "photo", "local")
        assert await server.timeline(remote="true") == ids(builder, "remote")
        assert await server.timeline(only_media="true") == ids(builder, "photo")


async def test_a_batch_leaves_out_what_is_missing_and_takes_twenty(client: httpx.AsyncClient) -> None:
    builder = many(3).delete("1")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        found = await server.get("/v1/statuses", id__=ids(builder, 0, 1, 2))
        assert [status["id"] for status in found.json()] == ids(builder, 0, 2)
        assert (await server.get("/v1/statuses", id__=[str(number) for number in range(21)])).status_code == 422


async def test_a_missing_status_is_not_found(client: httpx.AsyncClient) -> None:
    builder = many(1).status("private", "For friends", visibility="private")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        assert (await server.get(f"/v1/statuses/{ids(builder, 0)[0]}")).json()["id"] == ids(builder, 0)[0]
        for missing in ("1", *ids(builder, "private")):
            answer = await server.get(f"/v1/statuses/{missing}")
            assert answer.status_code == 404
            assert answer.json() == {"error": "Record not found"}
            assert (await server.get(f"/v1/statuses/{missing}/context")).status_code == 404


async def test_a_context_has_what_stands_above_and_below(client: httpx.AsyncClient) -> None:
    builder = (
        RecordingBuilder()
        .status("root", "Root #tulipconf")
        .status("middle", "Middle", reply_to="root")
        .status("gone", "Gone", reply_to="middle")
        .status("leaf", "Leaf", reply_to="middle")
        .status("below", "Below", reply_to="leaf")
        .delete("gone")
    )
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        context = (await Server(networks, client).get(f"/v1/statuses/{ids(builder, 'middle')[0]}/context")).json()
        assert [status["id"] for status in context["ancestors"]] == ids(builder, "root")
        assert [status["id"] for status in context["descendants"]] == ids(builder, "leaf", "below")


async def test_a_long_thread_is_cut_at_twenty_steps(client: httpx.AsyncClient) -> None:
    builder = many(1)
    for number in range(1, 50):
        builder.status(str(number), "On and on", reply_to=str(number - 1))
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        server = Server(networks, client)
        down = (await server.get(f"/v1/statuses/{ids(builder, 0)[0]}/context")).json()
        up = (await server.get(f"/v1/statuses/{ids(builder, 49)[0]}/context")).json()
        assert [status["id"] for status in down["descendants"]] == ids(builder, *range(1, 21))
        assert [status["id"] for status in up["ancestors"]] == ids(builder, *range(9, 49))


async def test_requests_are_limited_on_the_released_clock(client: httpx.AsyncClient) -> None:
    builder = many(1)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(START)
        server = Server(networks, client)
        answers = [await server.get("/v2/instance") for _ in range(301)]
        assert answers[0].headers["x-ratelimit-remaining"] == "299"
        assert answers[-2].status_code == 200
        refused = answers[-1]
        assert refused.status_code == 429
        assert refused.json() == {"error": "Too many requests"}
        assert refused.headers["x-ratelimit-limit"] == "300"
        assert refused.headers["x-ratelimit-remaining"] == "0"
        assert refused.headers["x-ratelimit-reset"] == "2026-05-04T09:05:00.000000Z"
        networks.release(START + 5 * STEP)
        assert (await server.get("/v2/instance")).headers["x-ratelimit-remaining"] == "299"


async def test_paging_is_limited_by_the_quarter_of_an_hour(client: httpx.AsyncClient) -> None:
    builder = many(1)
    async with PretendNetworks(builder.build()) as networks:
        server = Server(networks, client)
        for minute in (0, 6):
            networks.release(START + minute * STEP)
            answers = [await server.get("/v1/timelines/tag/tulipconf", min_id="1") for _ in range(150)]
            assert answers[-1].status_code == 200
        refused = await server.get("/v1/timelines/tag/tulipconf", min_id="1")
        assert refused.status_code == 429
        assert refused.headers["x-ratelimit-reset"] == "2026-05-04T09:15:00.000000Z"
        assert (await server.get("/v1/timelines/tag/tulipconf")).status_code == 200


async def test_an_instance_tells_who_it_is_and_who_may_read(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(many(1).build()) as networks:
        server = Server(networks, client)
        told = (await server.get("/v2/instance")).json()
        assert told["domain"] == TULIP
        assert told["version"] == "4.5.0"
        assert told["configuration"]["timelines_access"]["hashtag_feeds"] == {"local": "public", "remote": "public"}
        assert told["configuration"]["urls"]["streaming"] == server.base.replace("http", "ws")
