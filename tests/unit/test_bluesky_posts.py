"""Records and views become posts."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.curation import consent
from backchannel.model.body import Link, plain
from backchannel.model.post import Media, Post, Preview
from backchannel.sources.bluesky import embeds, lenient
from backchannel.sources.bluesky.mark import Mark, from_local_id
from backchannel.sources.bluesky.posts import Hydrated, post_of
from backchannel.sources.bluesky.record import Record
from backchannel.sources.bluesky.times import microseconds
from backchannel.sources.bluesky.views import PostView, ProfileView
from support.builders import NOON, an_event

SAMPLES = Path(__file__).parents[2] / "../shared/data/samples/bluesky"
ADA = "did:plc:ada"
URI = f"at://{ADA}/app.bsky.feed.post/3k"
QUOTED = "at://did:plc:ben/app.bsky.feed.post/3j"
MARK = Mark(version="3rev", cid="bafy", witnessed_us=microseconds(NOON))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def record(**fields: Any) -> Record:
    read = lenient.fit(
        {"$type": "app.bsky.feed.post", "text": "Hi", "createdAt": "2026-06-10T11:59:59Z"} | fields, Record
    )
    assert read is not None
    return read


def hydrated(profile: dict[str, Any] | None = None, **fields: Any) -> Hydrated:
    person = {"did": ADA, "handle": "ada.example", "displayName": "Ada"} | (profile or {})
    view = lenient.fit({"uri": URI, "cid": "bafy", "author": person} | fields, PostView)
    author = lenient.fit(person, ProfileView)
    assert view is not None
    assert author is not None
    return Hydrated(view, author)


def post(told: Record | None = None, seen: Hydrated | None = None, mark: Mark = MARK) -> Post:
    return post_of(URI, told or record(), mark, now=NOON, hydrated=seen or hydrated())


def label(val: str, **fields: Any) -> dict[str, Any]:
    return {"val": val, "src": "did:plc:labeler", "uri": URI} | fields


def test_a_post_has_its_names_and_addresses() -> None:
    made = post(record(langs=["pt-BR", "en"]))
    assert (made.id, made.version, made.network, made.language) == (URI, "3rev", "bluesky", "pt-BR")
    assert made.url == "https://bsky.app/profile/did:plc:ada/post/3k"
    assert (made.author.id, made.author.url) == (ADA, "https://bsky.app/profile/did:plc:ada")
    assert (made.author.handle, made.author.name) == ("ada.example", "Ada")


def test_an_invalid_handle_is_none() -> None:
    assert post(seen=hydrated({"handle": "handle.invalid"})).author.handle == ""


def test_a_post_is_never_younger_than_when_it_was_seen() -> None:
    assert post(record(createdAt="2030-01-01T00:00:00Z")).created_at == NOON
    assert post(record(createdAt="2001-01-01T00:00:00Z")).created_at == datetime(2001, 1, 1, tzinfo=UTC)
    assert post(record(createdAt="tomorrow")).created_at == NOON
    assert post(record(createdAt="0001-01-01T00:00:00Z")).created_at == NOON
    assert post(record(createdAt="1969-12-31T00:00:00Z")).created_at == NOON


def test_an_edit_is_dated() -> None:
    edited = Mark("3rev", "bafy", microseconds(NOON), microseconds(NOON) + 60_000_000)
    assert post().edited_at is None
    assert post(mark=edited).edited_at == NOON + timedelta(minutes=1)


@given(
    st.builds(
        Mark,
        st.from_regex(r"[a-z2-7]{0,13}", fullmatch=True),
        st.just("bafy"),
        st.integers(1, 2**52),
        st.none() | st.integers(1, 2**52),
    )
)
def test_a_mark_survives_being_kept(mark: Mark) -> None:
    assert from_local_id(mark.local_id) == mark
    assert " " not in mark.local_id


def test_a_post_that_came_another_way_has_an_empty_mark() -> None:
    assert from_local_id("") == Mark()


def test_a_reply_names_what_it_answers() -> None:
    assert post(record(reply={"parent": {"uri": QUOTED}, "root": {"uri": QUOTED}})).reply_to == QUOTED
    assert post(record(reply={"parent": {"uri": "javascript:x"}})).reply_to is None


def test_labels_are_the_records_own_the_posts_and_the_accounts() -> None:
    told = record(labels={"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "nudity"}]})
    author = {"labels": [label("spam", uri=ADA), label("impersonation", uri=f"at://{ADA}/app.bsky.actor.profile/self")]}
    assert post(told, hydrated(author, labels=[label("!warn")])).labels == ("nudity", "!warn", "spam")


def test_labels_that_were_taken_back_ran_out_or_meant_another_version_do_not_count() -> None:
    gone = [
        label("porn"),
        label("porn", neg=True),
        label("gore", exp="2026-06-10T11:00:00Z"),
        label("spam", cid="bafyother"),
        label("sexual", exp="2026-06-10T13:00:00Z"),
    ]
    assert post(seen=hydrated(labels=gone)).labels == ("sexual",)


IMAGE = {
    "alt": "A tulip",
    "image": {"$type": "blob", "ref": {"$link": "bafypic"}},
    "aspectRatio": {"width": 4, "height": 3},
}
ON_CDN = "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ada/bafypic"


def test_pictures_have_the_appviews_addresses() -> None:
    shown = {"alt": "A tulip", "fullsize": "https://cdn.example/full", "thumb": "https://cdn.example/thumb"}
    view = {"$type": "app.bsky.embed.images#view", "images": [shown, {"alt": "no address"}, 7]}
    told = record(embed={"$type": "app.bsky.embed.images", "images": [IMAGE]})
    (picture,) = post(told, hydrated(embed=view)).media
    assert picture == Media(
        kind="image", url="https://cdn.example/full", preview="https://cdn.example/thumb", alt="A tulip"
    )


def test_pictures_of_another_version_are_the_records_own() -> None:
    view = {"$type": "app.bsky.embed.images#view", "images": [{"alt": "", "fullsize": "https://cdn.example/other"}]}
    told = record(embed={"$type": "app.bsky.embed.images", "images": [IMAGE]})
    (picture,) = post(told, hydrated(cid="bafyolder", embed=view)).media
    assert (picture.url, picture.alt, picture.width, picture.height) == (ON_CDN, "A tulip", 4, 3)


@pytest.mark.parametrize("name", ["items", "media"])
def test_a_gallery_is_pictures(name: str) -> None:
    shown = {
        "$type": "app.bsky.embed.gallery#viewImage",
        "fullsize": "https://cdn.example/1",
        "thumbnail": "https://cdn.example/t",
        "alt": "One",
    }
    (picture,) = post(seen=hydrated(embed={"$type": "app.bsky.embed.gallery#view", name: [shown]})).media
    assert (picture.url, picture.preview, picture.alt) == ("https://cdn.example/1", "https://cdn.example/t", "One")


def test_a_video_has_its_playlist_and_words() -> None:
    told = record(embed={"$type": "app.bsky.embed.video", "video": {"ref": {"$link": "bafyvid"}}, "alt": "Wind"})
    (video,) = post(told).media
    assert (video.kind, video.alt) == ("video", "Wind")
    assert video.url == "https://video.bsky.app/watch/did%3Aplc%3Aada/bafyvid/playlist.m3u8"


def test_sensitive_labels_cover_the_pictures() -> None:
    told = record(embed={"$type": "app.bsky.embed.images", "images": [IMAGE]}, labels={"values": [{"val": "sexual"}]})
    assert [media.sensitive for media in post(told).media] == [True]


def test_a_link_has_its_title() -> None:
    card = {"uri": "https://garden.example/bulbs", "title": "Bulbs\u202e", "thumb": "https://cdn.example/t"}
    view = {"$type": "app.bsky.embed.external#view", "external": card}
    made = post(seen=hydrated(embed=view))
    assert made.links == (Preview(url="https://garden.example/bulbs", title="Bulbs", image="https://cdn.example/t"),)
    card["uri"] = "javascript:alert(1)"
    assert post(seen=hydrated(embed=view)).links == ()


def test_a_quote_with_a_picture_is_both() -> None:
    told = {
        "$type": "app.bsky.embed.recordWithMedia",
        "record": {"$type": "app.bsky.embed.record", "record": {"uri": QUOTED, "cid": "x"}},
        "media": {"$type": "app.bsky.embed.images", "images": [IMAGE]},
    }
    made = post(record(embed=told))
    assert (made.quote_of, len(made.media)) == (QUOTED, 1)


@pytest.mark.parametrize("kind", ["viewDetached", "viewNotFound", "viewBlocked"])
def test_a_quote_that_was_taken_back_is_none(kind: str) -> None:
    told = record(embed={"$type": "app.bsky.embed.record", "record": {"uri": QUOTED}})
    gone = {"$type": "app.bsky.embed.record#view", "record": {"$type": f"app.bsky.embed.record#{kind}", "uri": QUOTED}}
    assert post(told).quote_of == QUOTED
    assert post(told, hydrated(embed=gone)).quote_of is None


@given(JSON)
def test_no_embed_raises(embed: object) -> None:
    embeds.read(embed, ADA)
    for kind in ("images", "video", "external", "record", "recordWithMedia", "gallery"):
        told = {"$type": f"app.bsky.embed.{kind}", "images": embed, "media": embed, "record": embed, "external": embed}
        embeds.read(told, ADA)


@given(
    st.dictionaries(st.sampled_from(["text", "facets", "tags", "langs", "reply", "labels", "embed", "createdAt"]), JSON)
)
def test_whatever_a_record_holds_it_makes_a_post(fields: dict[str, Any]) -> None:
    made = post_of(URI, record(**fields), MARK, now=NOON)
    assert made.text == plain(made.body)
    assert made.created_at <= NOON


def test_what_does_not_fit_is_left_out_and_the_rest_kept() -> None:
    facets: list[Any] = [{"index": {"byteStart": 0, "byteEnd": 2}, "features": []}, {"index": 3}, None]
    told = record(text="Hi", facets=facets, tags=["tulips", 5], langs="en", labels=[])
    assert (told.text, len(told.facets), told.tags, told.langs) == ("Hi", 1, ("tulips",), ())
    assert lenient.read(b"[1]", Record) is None
    assert lenient.read(b"{", Record) is None
    assert lenient.fit({"uri": URI}, PostView) is None


def test_without_the_appview_nothing_is_known_of_the_author_but_who_it_is() -> None:
    bare = post_of(URI, record(), MARK, now=NOON)
    assert (bare.author.id, bare.author.name, bare.author.handle, bare.author.avatar) == (ADA, "", "", None)


@pytest.mark.shared
def test_a_real_author_who_asks_not_to_be_shown_is_understood() -> None:
    first = _real_views()[0]
    worn = first.author.label_names(NOON)
    assert consent.restrictions((), worn) == ("no-unauthenticated",)
    assert first.label_names(NOON) == ()


@pytest.mark.shared
def test_real_views_become_posts() -> None:
    made = [_made(view) for view in _real_views()]
    assert [one.quote_of is not None for one in made] == [False, True, False]
    assert [[media.kind for media in one.media] for one in made] == [[], [], ["video"]]
    assert made[1].counts.reposts == 7


@pytest.mark.shared
def test_a_real_link_is_placed_by_its_bytes() -> None:
    answer = json.loads((SAMPLES / "appview_getPosts.json").read_text())
    views = [lenient.fit(told, PostView) for told in answer["body"]["posts"]]
    links = [part for view in views if view for part in _made(view).body if isinstance(part, Link)]
    assert links
    assert all(link.text == link.text.strip() != "" for link in links)


def _real_views() -> list[PostView]:
    lines = (SAMPLES / "bsky_postviews_appview_real.jsonl").read_bytes().splitlines()
    return [view for view in (lenient.read(line, PostView) for line in lines) if view]


def _made(view: PostView) -> Post:
    told = lenient.fit(view.record, Record)
    assert told is not None
    mark = Mark("3rev", view.cid, microseconds(NOON))
    made = post_of(view.uri, told, mark, now=NOON, hydrated=Hydrated(view, view.author))
    assert consent.posted(an_event(hashtags=made.hashtags or ("x",)), made, source="bluesky", local_id="", seen_at=NOON)
    return made
