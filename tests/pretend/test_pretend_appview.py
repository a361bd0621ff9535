"""The pretend AppView behaves as the real one does."""

from typing import Any

import httpx
import pytest

from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import iso
from support.recordings import RecordingBuilder

Json = dict[str, Any]
BEN = "ben.example"
ADA = "ada.example"
IMAGES = {
    "$type": "app.bsky.embed.images",
    "images": [
        {
            "alt": "A tulip",
            "aspectRatio": {"width": 4, "height": 3},
            "image": {"$type": "blob", "ref": {"$link": "bafkreitulip"}, "mimeType": "image/jpeg", "size": 9},
        }
    ],
}


class Reader:
    """The AppView's queries, with everything recorded already released."""

    def __init__(self, networks: PretendNetworks, client: httpx.AsyncClient) -> None:
        self._base = networks.endpoints.appview
        self._client = client

    async def ask(self, query: str, **params: Any) -> httpx.Response:
        return await self._client.get(f"{self._base}/xrpc/app.bsky.{query}", params=params)

    async def posts(self, *uris: str) -> list[Json]:
        return (await self.ask("feed.getPosts", uris=uris)).json()["posts"]

    async def profiles(self, *actors: str) -> list[Json]:
        return (await self.ask("actor.getProfiles", actors=actors)).json()["profiles"]

    async def thread(self, uri: str, **params: Any) -> Json:
        return (await self.ask("feed.getPostThread", uri=uri, **params)).json()["thread"]


def refused(answer: httpx.Response, error: str) -> bool:
    return answer.status_code == 400 and answer.json()["error"] == error


async def test_a_post_comes_with_its_author_record_and_counts(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder().profile(BEN, name="Ben", labels=["!no-unauthenticated"])
    builder.bluesky_post("hi", "Hi #tulipconf").counts("hi", likeCount=3, repostCount=2).bluesky_post(
        "re", "Re", reply_to="hi"
    )
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        (post,) = await Reader(networks, client).posts(builder.uri("hi"))
        author = post["author"]
        assert (author["did"], author["handle"], author["displayName"]) == (builder.did(BEN), BEN, "Ben")
        assert [label["val"] for label in author["labels"]] == ["!no-unauthenticated"]
        assert post["record"]["text"] == "Hi #tulipconf"
        assert (post["likeCount"], post["repostCount"], post["replyCount"], post["quoteCount"]) == (3, 2, 1, 0)
        assert post["indexedAt"] == "2026-05-04T09:00:00.000Z"
        assert post["labels"] == []
        assert "embed" not in post


async def test_a_post_is_there_from_its_create_to_its_delete(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    born, uri = builder.now, builder.uri("hi")
    changed = builder.bluesky_update("hi", "Changed #tulipconf").now
    deleted = builder.bluesky_delete("hi").now
    async with PretendNetworks(builder.build()) as networks:
        reader = Reader(networks, client)
        assert await reader.posts(uri) == []
        networks.release(born)
        (first,) = await reader.posts(uri)
        networks.release(changed)
        (second,) = await reader.posts(uri)
        assert second["record"]["text"] == "Changed #tulipconf"
        assert second["cid"] != first["cid"]
        assert second["indexedAt"] == iso(born)
        networks.release(deleted)
        assert await reader.posts(uri) == []


async def test_pictures_have_addresses_in_the_view(client: httpx.AsyncClient) -> None:
    card = {"uri": "https://talks.example/", "title": "Talks", "thumb": {"ref": {"$link": "bafkreithumb"}}}
    builder = (
        RecordingBuilder()
        .bluesky_post("images", "Look", record={"embed": IMAGES})
        .bluesky_post("card", "Read", record={"embed": {"$type": "app.bsky.embed.external", "external": card}})
        .bluesky_post("video", "Watch", record={"embed": {"$type": "app.bsky.embed.video", "video": card["thumb"]}})
        .bluesky_post("new", "New", record={"embed": {"$type": "app.bsky.embed.hologram"}})
    )
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        uris = [builder.uri(key) for key in ("images", "card", "video", "new")]
        images, external, video, unknown = await Reader(networks, client).posts(*uris)
        (image,) = images["embed"]["images"]
        assert images["embed"]["$type"] == "app.bsky.embed.images#view"
        assert image["fullsize"] == f"https://cdn.example/img/feed_fullsize/plain/{builder.did(BEN)}/bafkreitulip"
        assert image["alt"] == "A tulip"
        assert image["aspectRatio"] == {"width": 4, "height": 3}
        assert external["embed"]["external"]["thumb"].endswith("/bafkreithumb")
        assert video["embed"]["playlist"].endswith("/bafkreithumb/playlist.m3u8")
        assert "embed" not in unknown


async def test_missing_posts_and_profiles_are_left_out_silently(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        reader = Reader(networks, client)
        uri, did = builder.uri("hi"), builder.did(BEN)
        assert [post["uri"] for post in await reader.posts(f"{uri}x", uri, uri)] == [uri]
        assert [profile["did"] for profile in await reader.profiles("did:plc:nobody", did)] == [did]


@pytest.mark.parametrize(("query", "name"), [("feed.getPosts", "uris"), ("actor.getProfiles", "actors")])
async def test_a_batch_holds_twenty_five(client: httpx.AsyncClient, query: str, name: str) -> None:
    async with PretendNetworks(RecordingBuilder().build()) as networks:
        reader = Reader(networks, client)
        assert (await reader.ask(query, **{name: ["did:plc:nobody"] * 25})).status_code == 200
        assert refused(await reader.ask(query, **{name: ["did:plc:nobody"] * 26}), "InvalidRequest")
        assert refused(await reader.ask(query), "InvalidRequest")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("deactivated", "AccountDeactivated"),
        ("takendown", "AccountTakedown"),
        ("suspended", "AccountTakedown"),
        ("deleted", "InvalidRequest"),
    ],
)
async def test_an_account_that_is_away_takes_its_posts_along(
    client: httpx.AsyncClient, status: str, error: str
) -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    gone = builder.account(BEN, active=False, status=status).now
    builder.account(BEN, active=True)
    did, uri = builder.did(BEN), builder.uri("hi")
    async with PretendNetworks(builder.build()) as networks:
        reader = Reader(networks, client)
        networks.release(gone)
        assert await reader.posts(uri) == await reader.profiles(did) == []
        assert refused(await reader.ask("actor.getProfile", actor=did), error)
        networks.release(builder.now)
        assert bool(await reader.posts(uri)) == (status != "deleted")
        assert (await reader.ask("actor.getProfile", actor=BEN)).json()["did"] == did


@pytest.mark.parametrize("status", ["throttled", "desynchronized"])
async def test_a_relays_trouble_hides_nobody(client: httpx.AsyncClient, status: str) -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").account(BEN, active=False, status=status)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        assert len(await Reader(networks, client).posts(builder.uri("hi"))) == 1


async def test_nobody_has_no_profile(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(RecordingBuilder().build()) as networks:
        answer = await Reader(networks, client).ask("actor.getProfile", actor="nobody.example")
        assert refused(answer, "InvalidRequest")
        assert answer.json()["message"] == "Profile not found"


async def test_profiles_change_with_the_log(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder().profile(BEN, description="Here for the talks.").bluesky_post("hi", "Hi #tulipconf")
    builder.profile_record(BEN, name="Ben B.", description="#nobot", labels=["!no-unauthenticated"])
    renamed = builder.identity(BEN, "ben.new.example").now
    builder.profile_record(BEN, name="Ben")
    async with PretendNetworks(builder.build()) as networks:
        reader = Reader(networks, client)
        assert (await reader.profiles(builder.did(BEN)))[0]["description"] == "Here for the talks."
        networks.release(renamed)
        (profile,) = await reader.profiles(builder.did(BEN))
        assert (profile["handle"], profile["displayName"], profile["description"]) == (
            "ben.new.example",
            "Ben B.",
            "#nobot",
        )
        (label,) = profile["labels"]
        assert (label["val"], label["src"]) == ("!no-unauthenticated", builder.did(BEN))
        networks.release(builder.now)
        (post,) = await reader.posts(builder.uri("hi"))
        assert post["author"]["labels"] == []
        assert post["author"]["displayName"] == "Ben"


async def test_a_record_that_breaks_its_lexicon_is_not_indexed(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder().bluesky_post("bad", "Bad #tulipconf", record={"reply": "nonsense"})
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        assert await Reader(networks, client).posts(builder.uri("bad")) == []


async def test_a_profile_that_breaks_its_lexicon_changes_nothing(client: httpx.AsyncClient) -> None:
    builder = RecordingBuilder().profile(BEN, name="Ben").profile_record(BEN, name=7)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        (profile,) = await Reader(networks, client).profiles(builder.did(BEN))
        assert profile["displayName"] == "Ben"


def a_thread() -> RecordingBuilder:
    return (
        RecordingBuilder()
        .profile(ADA, labels=["!no-unauthenticated"])
        .bluesky_post("root", "Root #tulipconf")
        .bluesky_post("middle", "Middle", reply_to="root")
        .bluesky_post("leaf", "Leaf", reply_to="middle")
        .bluesky_post("hidden", "Hidden", reply_to="middle", by=ADA)
        .bluesky_post("under", "Under", reply_to="hidden")
    )


async def test_a_thread_goes_up_and_down(client: httpx.AsyncClient) -> None:
    builder = a_thread()
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        thread = await Reader(networks, client).thread(builder.uri("middle"))
        assert thread["$type"] == "app.bsky.feed.defs#threadViewPost"
        assert thread["post"]["uri"] == builder.uri("middle")
        assert thread["parent"]["post"]["uri"] == builder.uri("root")
        assert [reply["post"]["uri"] for reply in thread["replies"]] == [builder.uri("leaf")]
        assert thread["replies"][0]["replies"] == []


async def test_a_thread_goes_no_further_than_asked(client: httpx.AsyncClient) -> None:
    builder = a_thread()
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        reader = Reader(networks, client)
        shallow = await reader.thread(builder.uri("root"), depth=1)
        assert "replies" not in shallow["replies"][0]
        assert "replies" not in await reader.thread(builder.uri("root"), depth=0)
        low = await reader.thread(builder.uri("leaf"), parentHeight=1)
        assert low["parent"]["post"]["uri"] == builder.uri("middle")
        assert "parent" not in low["parent"]
        assert refused(await reader.ask("feed.getPostThread", uri=builder.uri("root"), depth=1001), "InvalidRequest")


async def test_a_thread_says_which_parent_is_not_there(client: httpx.AsyncClient) -> None:
    builder = a_thread().bluesky_delete("root")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        reader = Reader(networks, client)
        for child, parent in (("middle", "root"), ("under", "hidden")):
            above = (await reader.thread(builder.uri(child)))["parent"]
            assert above["$type"] == "app.bsky.feed.defs#notFoundPost"
            assert above["uri"] == builder.uri(parent)
        for missing in ("root", "hidden"):
            assert refused(await reader.ask("feed.getPostThread", uri=builder.uri(missing)), "NotFound")
