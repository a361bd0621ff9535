"""The wall's pure modules, run where they run: in Chromium, under the page's own policy."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from backchannel.model.codec import encode
from backchannel.server.frames import SourceHealth
from backchannel.server.sentences import coverage_sentence
from backchannel.server.templates import tint
from backchannel.server.venue import Venue
from support.chromium import Watched
from support.walls import Wall

pytestmark = pytest.mark.browser

IMPORT = "import(document.querySelector('script[type=module]').src.replace('wall.js', name))"


async def run(page: Watched, module: str, work: str) -> Any:
    """The result of a JavaScript function given the module."""
    return await page.page.evaluate(f"async (name) => ({work})(await {IMPORT})", module)


@pytest.fixture
async def opened(wall: Wall, page: Watched) -> Watched:
    await page.open(wall.url)
    return page


POST = """const post = (id, at = 0, more = {}) => ({ id, created_at: new Date(at * 1000).toISOString(), ...more });"""


async def test_frames_are_idempotent(opened: Watched) -> None:
    work = f"""({{ reduce, NOTHING }}) => {{
      {POST}
      const frames = [
        {{ frame: "snapshot", event: {{}}, posts: [post("a"), post("b", 1)], pins: ["a"], coverage: null }},
        {{ frame: "put", post: post("c", 2) }},
        {{ frame: "put", post: post("b", 1, {{ edited: true }}) }},
        {{ frame: "drop", id: "a" }},
        {{ frame: "something from the future" }},
      ];
      const seen = (list) => {{
        const state = list.reduce(reduce, NOTHING);
        return [[...state.posts.keys()], state.pins, state.posts.get("b").edited];
      }};
      return [seen(frames), seen([...frames, ...frames.slice(1)])];
    }}"""
    once, twice = await run(opened, "wall-state.js", work)
    assert once == [["b", "c"], [], True]
    assert twice == once


async def test_the_page_keeps_a_bounded_number_of_posts_and_those_it_needs(opened: Watched) -> None:
    work = f"""({{ reduce, NOTHING, KEPT }}) => {{
      {POST}
      let state = reduce(NOTHING, {{ frame: "pin", pins: ["0"] }});
      for (let at = 0; at < KEPT + 50; at++) {{
        const more = at === 60 ? {{ quote_of: "1" }} : {{}};
        state = reduce(state, {{ frame: "put", post: post(String(at), at, more) }});
      }}
      return [state.posts.size === KEPT, state.posts.has("0"), state.posts.has("1"), state.posts.has("2")];
    }}"""
    assert await run(opened, "wall-state.js", work) == [True, True, True, False]


async def test_every_board_is_filled_to_the_last_module(opened: Watched) -> None:
    work = """({ places }) => "phone tall brief square square-end wide wide-rooms wide-end".split(" ").map((shape) => {
      const spans = places(shape).reduce((all, { column }) => ({ ...all, [column]: 0 }), {});
      for (const place of places(shape)) {
        if (place.start !== spans[place.column] + 1) return "gap";
        spans[place.column] += place.span;
      }
      return Object.entries(spans).map(([column, span]) => Number(column) * 100 + span);
    })"""
    assert await run(opened, "plan.js", work) == [
        [154],
        [127],
        [124],
        [124, 212],
        [224],
        [124, 224, 312],
        [224, 312],
        [224, 324],
    ]


async def test_a_new_post_takes_the_slot_of_its_size_that_has_been_up_longest(opened: Watched) -> None:
    work = """({ slotFor, DWELL, PATIENCE }) => {
      const slot = (span, since, more) => ({ column: 1, start: 1, span, id: "x", since, pinned: false, ...more });
      const slots = [slot(6, 300), slot(9, 200), slot(6, 100), slot(12, 0), slot(6, 0, { pinned: true })];
      const at = (need, now, waited = 0) => slotFor(slots, { need, waited }, now);
      return [at(6, DWELL + 300), at(9, DWELL + 300), at(12, DWELL), at(6, DWELL), at(12, DWELL - 1, PATIENCE),
              at(6, DWELL, PATIENCE)];
    }"""
    assert await run(opened, "plan.js", work) == [2, 3, 3, -1, -1, 3]


async def test_the_footer_speaks_in_sentences(opened: Watched) -> None:
    work = """({ coverageSentence, numbersSentence }) => {
      const source = (name, seen, state = "live", degraded = "") => {
        const network = name === "bluesky" ? "Bluesky" : "Mastodon";
        const since = "2026-06-10T12:32:00Z";
        return { source: name, network, places: `${network} servers`, seen, state, degraded, since };
      };
      const time = (at) => at.toISOString().slice(11, 16);
      return [
        coverageSentence([source("bluesky", 100), source("garden.example", 98)], time),
        coverageSentence([source("bluesky", 90, "stale"), source("a.example", 98), source("b.example", 97)], time),
        coverageSentence([source("a.example", 98, "stale"), source("b.example", 97)], time),
        coverageSentence([source("a.example", 98, "live", "It lists its own."), source("b.example", 97)], time),
        coverageSentence([source("bluesky", 98, "live", "It is slow.")], time, true),
        coverageSentence([], time),
        numbersSentence({ posts: 1204, people: 316 }),
        numbersSentence({ posts: 1, people: 1 }),
        numbersSentence({ posts: 0, people: 0 }),
      ];
    }"""
    assert await run(opened, "status.js", work) == [
        "Seen so far: Bluesky 100\u202f%, Mastodon 98\u202f%",
        "Bluesky not heard since 12:32 · Seen so far: Mastodon 97\u202f%",
        "1 of 2 Mastodon servers not heard since 12:32 · Seen so far: Mastodon 97\u202f%",
        "1 of 2 Mastodon servers heard in part (It lists its own) · Seen so far: Mastodon 97\u202f%",
        "Bluesky heard in part · Bluesky 98\u202f%",
        "",
        "1,204 posts from 316 people",
        "1 post from 1 person",
        "",
    ]


async def test_the_clock_is_the_venues(opened: Watched) -> None:
    work = """({ VenueClock }) => {
      const clock = new VenueClock("Asia/Tokyo");
      clock.sync("2026-06-10T12:00:00Z");
      const at = (text) => new Date(text);
      return [clock.time(clock.now()), clock.day(clock.now()), clock.day(clock.now(), true),
              clock.ago(at("2026-06-10T11:59:40Z")), clock.ago(at("2026-06-10T11:50:00Z")),
              clock.ago(at("2026-06-10T03:10:00Z")), clock.ago(at("2026-06-09T03:10:00Z"))];
    }"""
    assert await run(opened, "clock.js", work) == [
        "21:00",
        "Wednesday 10 June",
        "Wed 10 Jun",
        "now",
        "10 min",
        "12:10",
        "Tue 12:10",
    ]


async def test_the_server_speaks_and_counts_as_the_page_does(opened: Watched) -> None:
    since = datetime(2026, 6, 10, 12, 32, tzinfo=UTC)
    health = SourceHealth(source="", state="live", since=since, seen=98, network="Mastodon", places="Mastodon servers")
    sources = [
        replace(health, source="bluesky", state="stale", network="Bluesky", places=""),
        replace(health, source="a.example", state="stale"),
        replace(health, source="b.example", seen=97),
        replace(health, source="c.example", degraded="It shows only its own people's posts."),
    ]
    moments = [since + timedelta(days=days) for days in (0, -1, -5, -30)]
    handles = ["ada@garden.example", "ben.example", "\u4e2d\u6751@meadow.example", "\U0001f337"]
    page_says = [
        await run(
            opened,
            "status.js",
            f"""({{ coverageSentence }}) =>
          coverageSentence({encode(sources).decode()}, (at) => at.toISOString().slice(11, 16))""",
        ),
        await run(
            opened,
            "clock.js",
            f"""({{ VenueClock }}) => {{
          const clock = new VenueClock("Asia/Tokyo");
          clock.sync("{since.isoformat()}");
          return {encode(moments).decode()}.map((at) => [clock.since(new Date(at)), clock.weekday(new Date(at))]);
        }}""",
        ),
        await run(opened, "names.js", f"({{ tint }}) => {encode(handles).decode()}.map(tint)"),
    ]
    tokyo = Venue("Asia/Tokyo", since)
    assert page_says == [
        coverage_sentence(sources, Venue("UTC", since)),
        [[tokyo.since(at), tokyo.weekday(at)] for at in moments],
        [tint(handle) for handle in handles],
    ]


async def test_a_feed_is_idempotent_and_an_older_page_bows_to_the_frames(opened: Watched) -> None:
    work = f"""({{ reduce, shown, NOTHING }}) => {{
      {POST}
      const all = {{ language: "", network: "" }};
      const frames = [
        {{ frame: "snapshot", posts: [post("d", 9), post("c", 8), post("quoted", 1)], older: "8.0-x", pins: [] }},
        {{ frame: "put", post: post("e", 10) }},
        {{ frame: "put", post: post("b", 7, {{ edited: true }}) }},
        {{ frame: "drop", id: "a" }},
        {{ frame: "page", posts: [post("b", 7), post("a", 6)], older: "6.0-x" }},
      ];
      const seen = (list) =>
        shown(list.reduce(reduce, NOTHING), all, "").map((each) => [each.id, each.edited ?? false]);
      return [seen(frames.slice(0, 3)), seen(frames), seen([...frames, ...frames.slice(1)])];
    }}"""
    before, once, twice = await run(opened, "follow-state.js", work)
    assert before == [["e", False], ["d", False], ["c", False]]
    assert once == [["e", False], ["d", False], ["c", False], ["b", True]]
    assert twice == once


async def test_a_feed_is_bounded_and_knows_where_it_ends(opened: Watched) -> None:
    work = f"""({{ reduce, shown, moment, KEPT, NOTHING }}) => {{
      {POST}
      let state = reduce(NOTHING, {{ frame: "snapshot", event: {{}}, posts: [], older: "", pins: [] }});
      for (let at = 1; at <= KEPT + 3; at++) state = reduce(state, {{ frame: "put", post: post(String(at), at) }});
      const posts = shown(state, {{ language: "", network: "" }}, "");
      return [posts.length === KEPT, posts.at(-1).id, moment(state.older)];
    }}"""
    assert await run(opened, "follow-state.js", work) == [True, "4", 3001]
