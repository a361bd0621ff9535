"""The forms that other programs read: each is what those programs expect, and names only who wants to be found."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any, cast

import feedparser
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from msgspec.structs import replace
from PIL import Image, ImageChops
from summary_posts import EVENT, MORNING, ROOT, STATIC, TEMPLATES, author, header, lines, post
from test_overlay import HEADER, MANY

from backchannel.model.post import Post
from backchannel.summary.organised import Edition
from backchannel.summary.render import announcing
from backchannel.summary.render.announcing import announcement, picture_words
from backchannel.summary.render.formats import FORMATS, Site
from backchannel.summary.render.picture import SIZE, picture
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.render.schema import schema
from backchannel.summary.render.starter_pack import MOST, YOU
from backchannel.summary.render.tables import FOLLOW_HEADER
from backchannel.summary.summary import compile_archive, compile_summary
from backchannel.summary.values import Summary

RENDERER = Renderer(TEMPLATES, STATIC)
DORA = author("Dora", id="did:plc:dora", handle="dora.example", url="https://bsky.app/profile/did:plc:dora")
SHY = author("Shy", discoverable=False)
SEEN = [*MANY, post("On Bluesky", DORA, 40), post("Not to be found", SHY, 41)]

# The required fields and limits of app.bsky.graph.{list,listitem,starterpack}, as in their lexicons.
LEXICONS: dict[str, dict[str, Any]] = {
    "app.bsky.graph.list": {
        "required": ["name", "purpose", "createdAt"],
        "properties": {
            "$type": {"const": "app.bsky.graph.list"},
            "name": {"type": "string", "minLength": 1, "maxLength": 64},
            "purpose": {"const": "app.bsky.graph.defs#referencelist"},
            "description": {"type": "string", "maxLength": 300},
            "createdAt": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"},
        },
        "additionalProperties": False,
    },
    "app.bsky.graph.listitem": {
        "required": ["subject", "list", "createdAt"],
        "properties": {
            "$type": {"const": "app.bsky.graph.listitem"},
            "subject": {"type": "string", "pattern": "^did:[a-z]+:[a-zA-Z0-9._:%-]+$"},
            "list": {"type": "string", "pattern": "^at://did:[a-z]+:[^/]+/app.bsky.graph.list/[2-7a-z]{13}$"},
            "createdAt": {"type": "string"},
        },
        "additionalProperties": False,
    },
    "app.bsky.graph.starterpack": {
        "required": ["name", "list", "createdAt"],
        "properties": {
            "$type": {"const": "app.bsky.graph.starterpack"},
            "name": {"type": "string", "minLength": 1, "maxLength": 50},
            "list": {"type": "string", "pattern": "^at://did:[a-z]+:[^/]+/app.bsky.graph.list/[2-7a-z]{13}$"},
            "description": {"type": "string", "maxLength": 300},
            "createdAt": {"type": "string"},
        },
        "additionalProperties": False,
    },
}


def summary_of(*posts: Post, **changes: Any) -> Summary:
    return compile_summary(replace(HEADER, **changes), lines(posts or SEEN, {MANY[4].id: "wool"}))


def files(summary: Summary, site: Site | None = None) -> dict[str, bytes]:
    return RENDERER.render(summary, compile_archive(HEADER, lines(SEEN)).insights, site)


def parsed(raw: bytes) -> Any:
    return cast("Any", feedparser).parse(raw)


def validate(value: object, by: dict[str, Any]) -> None:
    cast("Any", jsonschema.Draft202012Validator(by)).validate(value)


def rows(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode(), newline="")))


def test_the_published_schema_is_that_of_the_program() -> None:
    assert (ROOT / "docs/summary.schema.json").read_bytes() == schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize("posts", [(), (post("One"),), tuple(SEEN)], ids=["none", "one", "many"])
def test_the_json_is_as_its_schema_says(posts: tuple[Post, ...]) -> None:
    made = RENDERER.render(compile_summary(HEADER, lines(posts)))["summary.json"]
    validate(json.loads(made), json.loads(schema()))


def test_the_schema_refuses_what_is_no_summary() -> None:
    told = json.loads(files(summary_of())["summary.json"])
    del told["highlights"]
    with pytest.raises(jsonschema.ValidationError, match="highlights"):
        validate(told, json.loads(schema()))


def test_the_links_are_a_table_by_rfc_4180() -> None:
    raw = files(summary_of())["resources.csv"]
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\r\n") == len(rows(raw)) == len(MANY) + 1
    assert rows(raw)[0][:3] == ["title", "address", "kind"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_no_cell_is_a_formula(name: str) -> None:
    raw = files(summary_of(post("Nice", replace(author("Ben"), name=name))))["people.csv"]
    (row,) = rows(raw)[1:]
    assert all(cell[:1] not in {"=", "+", "-", "@", "\t", "＝"} for cell in row)
    assert row[1] == "ben@brook.example"


def test_the_list_to_follow_is_what_mastodon_imports() -> None:
    raw = files(summary_of())["mastodon-follow.csv"]
    assert raw.splitlines()[0].decode() == "Account address,Show boosts,Notify on new posts,Languages"
    told = rows(raw)
    assert tuple(told[0]) == FOLLOW_HEADER
    assert told[1:] == sorted(told[1:])
    assert all(re.fullmatch(r"[\w.-]+@[\w.-]+", row[0]) and row[1:] == ["true", "false", ""] for row in told[1:])
    assert len(told) == len(MANY) + 1


def test_no_list_has_who_does_not_want_to_be_found() -> None:
    made = files(summary_of())
    for name in ("people.csv", "mastodon-follow.csv", "bluesky-starter-pack.json", "feeds.opml"):
        assert b"shy" not in made[name].lower()
        assert b"dora" in made[name].lower() or name == "mastodon-follow.csv"


def test_every_record_of_the_starter_pack_is_as_its_lexicon_says() -> None:
    body = json.loads(files(summary_of(*SEEN, event=replace(EVENT, name="A name " * 20)))["bluesky-starter-pack.json"])
    assert body.keys() == {"repo", "writes"}
    for write in body["writes"]:
        assert write["$type"] == "com.atproto.repo.applyWrites#create"
        assert write["value"]["$type"] == write["collection"]
        validate(write["value"], LEXICONS[write["collection"]])
    kinds = [write["collection"].rpartition(".")[2] for write in body["writes"]]
    assert kinds == ["list", "listitem", "starterpack"]
    of_list = f"at://{body['repo']}/app.bsky.graph.list/{body['writes'][0]['rkey']}"
    assert {write["value"]["list"] for write in body["writes"][1:]} == {of_list}
    assert body["repo"] == YOU


def test_a_starter_pack_is_one_request_that_the_network_takes() -> None:
    people = [replace(DORA, id=f"did:plc:p{n}", handle=f"p{n}.example", name=f"P{n}") for n in range(MOST + 20)]
    made = files(summary_of(*(post(f"Post {n}", one, n) for n, one in enumerate(people))))
    writes = json.loads(made["bluesky-starter-pack.json"])["writes"]
    assert len(writes) == MOST + 2 <= 200
    subjects = [write["value"]["subject"] for write in writes[1:-1]]
    assert len(set(subjects)) == MOST


def test_the_feed_is_read_by_a_feed_reader() -> None:
    feed = parsed(files(summary_of(), Site(address="https://tulips.example/s/"))["feed.xml"])
    assert not feed.bozo
    assert feed.feed.title == "Quiet Tools 2026: what people wrote"
    assert {link.rel: link.href for link in feed.feed.links}["self"] == "https://tulips.example/s/feed.xml"
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == 20 + 30
    assert all(entry.author and entry.updated_parsed and entry.link for entry in feed.entries)


HOSTILE = st.sampled_from(["]]><x>", "<script>", "&amp;", "\x00\x0b\ufffe", '"><a>', "`" * 5]) | st.text(max_size=30)


@settings(max_examples=30, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_word_breaks_a_feed_or_a_list(text: str, name: str, warning: str) -> None:
    hostile = post(f"loom {text} https://brook.example/a", replace(author("Ben"), name=name), warning=warning)
    made = files(summary_of(hostile), Site(formats=frozenset({"atom", "opml", "csv", "ics"})))
    feed = parsed(made["feed.xml"])
    assert not feed.bozo
    assert len(feed.entries) == 2
    assert all("<script" not in entry.content[0].value for entry in feed.entries)
    assert not parsed(made["feeds.opml"]).bozo
    assert len(rows(made["people.csv"])) == 2
    assert len(Calendar.from_ical(made["sessions.ics"].decode()).events) == 2


def test_a_calendar_has_each_session_with_its_links() -> None:
    calendar = Calendar.from_ical(files(summary_of())["sessions.ics"].decode())
    wool = calendar.events[1]
    assert (str(wool["SUMMARY"]), wool.start) == ("On wool", MORNING + timedelta(hours=1))
    assert "https://brook.example/work4" in str(wool["DESCRIPTION"])


def test_a_session_keeps_its_identity_while_its_sequence_grows() -> None:
    summary = summary_of()
    later = replace(summary, edition=Edition(state="published", number=3))
    before, after = (Calendar.from_ical(files(one)["sessions.ics"].decode()).events for one in (summary, later))
    assert [one["UID"] for one in before] == [one["UID"] for one in after]
    assert [one["SEQUENCE"] for one in before] == [0, 0]
    assert [one["SEQUENCE"] for one in after] == [2, 2]


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=200), st.lists(st.text("abc", min_size=1, max_size=40), min_size=1, max_size=6))
def test_an_announcement_fits_whatever_the_event_is_called(name: str, hashtags: list[str]) -> None:
    event = replace(EVENT, name=name, hashtags=tuple(hashtags))
    summary = compile_summary(header(event=event), lines([post("One")]))
    for most in (announcing.BLUESKY, announcing.MASTODON):
        text = announcement(summary, "https://tulips.example/2026/summary/", most)
        assert len(text) <= most
        assert "https://tulips.example/2026/summary/" in text


def test_a_longer_announcement_says_more() -> None:
    summary = summary_of()
    long, short = (announcement(summary, "https://tulips.example/" + "a" * 180, most) for most in (500, 300))
    assert "They shared" in long
    assert "They shared" not in short


def test_the_picture_is_of_the_size_networks_show_and_in_the_events_colours() -> None:
    summary = summary_of(event=replace(EVENT, ground="#2b1230", accent="#ff9fb2"))
    image = Image.open(io.BytesIO(picture(summary, STATIC)))
    assert image.size == SIZE
    colours = {colour for _, colour in image.convert("RGB").getcolors(100_000) or []}
    assert {(0x2B, 0x12, 0x30), (0xFF, 0x9F, 0xB2)} <= colours


@pytest.mark.parametrize("name", ["日本の織物", "Жаккард 2026", "W" * 90, "a " * 200, "🧶", "Őszi szövés"])
def test_a_picture_is_drawn_whatever_the_event_is_called(name: str) -> None:
    drawn = [picture(summary_of(event=replace(EVENT, name=one)), STATIC) for one in (name, "Quiet Tools 2026")]
    images = [Image.open(io.BytesIO(one)).convert("RGB") for one in drawn]
    assert ImageChops.difference(*images).getbbox() is not None


def test_the_page_shows_its_picture_to_networks_under_a_whole_address() -> None:
    page = files(summary_of(), Site(address="https://tulips.example/s/"))["index.html"].decode()
    assert '<meta property="og:image" content="https://tulips.example/s/picture.png">' in page
    assert f'<meta property="og:image:alt" content="{picture_words(summary_of())}">' in page
    assert '<link rel="canonical" href="https://tulips.example/s/">' in page


def test_the_page_links_to_every_form_that_lies_beside_it() -> None:
    made = files(summary_of())
    page = made["index.html"].decode()
    unlinked = {"index.html", "picture.png", "announcements.md"}
    assert set(re.findall(r'<li><a href="([\w.-]+)">', page)) == made.keys() - unlinked


@pytest.mark.parametrize("name", FORMATS)
def test_a_form_can_be_had_alone(name: str) -> None:
    made = files(summary_of(), Site(formats=frozenset({name})))
    assert made.keys() == FORMATS[name].keys()


def test_what_would_be_empty_is_not_there() -> None:
    made = RENDERER.render(compile_summary(header(), []))
    assert made.keys() == {
        "index.html",
        "picture.png",
        "summary.md",
        "summary.json",
        "summary.schema.json",
        "feed.xml",
        "announcements.md",
    }


def test_a_draft_says_so_and_a_published_edition_says_which() -> None:
    summary = summary_of()
    draft = files(summary)["index.html"].decode()
    assert "<b>Draft</b> of edition 1, not published." in draft
    third = files(replace(summary, edition=Edition(state="published", number=3)))
    assert "Draft" not in third["index.html"].decode()
    assert "edition 3 (" in third["index.html"].decode()
    assert json.loads(third["summary.json"])["edition"] == {"state": "published", "number": 3}


def test_nothing_depends_on_the_clock() -> None:
    assert files(summary_of()) == files(summary_of())
    assert MORNING.strftime("%Y%m%d").encode() in files(summary_of())["sessions.ics"]
