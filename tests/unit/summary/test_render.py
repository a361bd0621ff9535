import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace
from summary_posts import MORNING, STATIC, TEMPLATES, author, header, lines, picture, post

from backchannel.model.body import Link, Mention, Words
from backchannel.model.event import Coverage, Heard, Policy
from backchannel.model.post import Post, Preview
from backchannel.summary.organised import Edition
from backchannel.summary.render.formats import Site
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import compile_summary

RENDERER = Renderer(TEMPLATES, STATIC)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "](javascript:alert(1)) ![x](https://x.example/y)",
    "<javascript:alert(1)> <b>bold</b> &lt;i&gt;",
    "# heading\n- list\n1. one\n> quote\n```\ncode",
    "\u202egnirts\u202c " + "z" + "\u0301" * 60,
    "[a]: https://x.example 'title'\n| a | b |\n|---|---|",
]
TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=40) | st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join)
OURS = (
    {"html", "head", "meta", "title", "style", "body", "header", "nav", "main", "article", "section", "aside", "footer"}
    | {"h1", "h2", "h3", "h4", "p", "div", "span", "a", "b", "br", "bdi", "time", "ul", "ol", "li", "dl", "dt", "dd"}
    | {
        "figure",
        "figcaption",
        "blockquote",
        "cite",
        "details",
        "summary",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    | {"svg", "symbol", "use", "path", "g", "rect", "line", "text", "tspan", "desc"}
)


class Markup(HTMLParser):
    """The tags, attributes and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data


def files(*posts: Post, **changes: Any) -> dict[str, bytes]:
    wanted = Site(formats=frozenset({"html", "md", "json"}))
    return RENDERER.render(compile_summary(header(**changes), lines(posts)), site=wanted)


def html(*posts: Post, **changes: Any) -> str:
    return files(*posts, **changes)["index.html"].decode()


def markdown(*posts: Post, **changes: Any) -> str:
    return files(*posts, **changes)["summary.md"].decode()


def without_style(page: str) -> str:
    return re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL)


@st.composite
def hostile_posts(draw: st.DrawFn) -> list[Post]:
    return [
        post(
            f"loom{n} {draw(TEXTS)}",
            replace(author(f"P{n}"), name=draw(TEXTS), handle=draw(TEXTS), url=draw(TEXTS)),
            n,
            url=draw(TEXTS),
            warning=draw(st.just("") | TEXTS),
            body=(Words(draw(TEXTS)), Link(draw(TEXTS), draw(TEXTS)), Mention(draw(TEXTS), draw(TEXTS))),
            links=(Preview(url=f"https://brook.example/{draw(TEXTS)}", title=draw(TEXTS)),),
            media=(picture(draw(TEXTS), kind=draw(TEXTS)),),
            language=draw(TEXTS),
            network=draw(TEXTS) or "mastodon",
        )
        for n in range(2)
    ]


@settings(max_examples=60, deadline=None)
@given(hostile_posts(), TEXTS)
def test_hostile_words_are_never_markup(posts: list[Post], why: str) -> None:
    heard = Heard(since=MORNING, until=MORNING, trouble=why)
    page = Markup(html(*posts, coverage=(Coverage(source=why, heard=heard),), withheld={why: 1}))
    assert {tag for tag, _ in page.tags} <= OURS
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset"}]
        assert re.match(r"(#|https?://|[a-z.-]+$)", attributes.get("href", "#"))


@settings(max_examples=60, deadline=None)
@given(hostile_posts())
def test_hostile_words_are_never_markdown(posts: list[Post]) -> None:
    tokens = list(flat(MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown(*posts))))
    assert not [
        token for token in tokens if token.type in {"html_block", "html_inline", "image", "fence", "table_open"}
    ]
    assert {token.tag for token in tokens if token.type == "heading_open"} <= {"h1", "h2", "h3"}
    assert [str(token.attrs["href"]) for token in tokens if "href" in token.attrs if not is_web(token)] == []


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def is_web(token: Token) -> bool:
    return str(token.attrs["href"]).startswith(("http://", "https://"))


@pytest.mark.parametrize("text", HOSTILE[:7])
def test_a_reader_sees_the_words_as_they_were_written(text: str) -> None:
    written = post(f"loom {text}", body=(Words(f"loom {text}"),))
    shown = " ".join(Markup(html(written)).words.split())
    assert " ".join(f"loom {text}".split()) in shown


def test_every_link_to_a_stranger_asks_to_be_left_alone() -> None:
    page = Markup(html(post("loom https://brook.example/loom @ben #dye")))
    outside = [attributes for tag, attributes in page.tags if tag == "a" and attributes["href"].startswith("http")]
    assert len(outside) >= 5
    assert {attributes["rel"] for attributes in outside} == {"nofollow noopener noreferrer"}


def test_the_page_asks_nobody_for_anything() -> None:
    summary = compile_summary(header(), lines([post("The loom", media=(picture("A loom"),))]))
    page = RENDERER.render(summary)["index.html"].decode()
    assert set(re.findall(r'<link rel="(\w+)"', page)) == {"alternate"}
    assert not re.search(r"""<(script|img|iframe)|@import|url\("(?!data:)""", page)
    assert "default-src 'none'" in page


def test_search_engines_stay_away_unless_they_are_invited() -> None:
    summary = compile_summary(header(), lines([post("The loom")]))
    published = replace(summary, edition=Edition(state="published"))
    assert b'content="noindex"' in RENDERER.render(published)["index.html"]
    assert b'content="noindex"' in RENDERER.render(summary, site=Site(is_indexed=True))["index.html"]
    assert b"noindex" not in RENDERER.render(published, site=Site(is_indexed=True))["index.html"]


def test_a_warned_post_is_behind_its_warning() -> None:
    warned = post("The spider in the loom", warning="Spiders")
    page = html(warned)
    assert page.index('<summary><span dir="auto">Spiders') < page.index("The spider in the loom")
    assert "spider in" not in markdown(warned)


def test_every_post_keeps_its_language_and_direction() -> None:
    assert '<div class="text" dir="auto" lang="ar">' in html(post("النول يعلم الصبر", language="ar"))


def test_pictures_are_told_in_words_and_never_embedded() -> None:
    page = html(post("The loom", media=(picture("A loom by a window"), picture(), picture("Secret", sensitive=True))))
    assert "A loom by a window" in page
    assert "2 pictures without a description" in page
    assert "Secret" not in page
    assert "media/1.png" not in page


def test_one_person_in_an_hour_is_one_person_in_the_drawing() -> None:
    page = html(post("The loom"))
    assert ">1 person</text>" in page
    assert "1 people" not in page


def test_a_day_that_lies_in_another_year_than_the_last_is_told_with_its_year() -> None:
    heard = Heard(since=MORNING - timedelta(days=700), until=MORNING)
    page = html(post("The loom"), coverage=(Coverage(source="bluesky", heard=heard),))
    assert "We listened to Bluesky from Thursday 13 June 2024 09:30 to Thursday 14 May 2026 09:30." in page


def test_the_timeline_is_told_to_those_who_hear_the_page() -> None:
    page = html(
        *(post(f"felting {n}", f"Person{n}", 95 + n) for n in range(8)),
        *(post("calm", minutes=n * 60) for n in range(5)),
    )
    assert 'role="img" aria-labelledby="day-2026-05-14-title day-2026-05-14-words"' in page
    assert "9 people wrote 13 posts. One peak: A, 11:00 to 12:00, 9 people." in page
    assert '<th scope="row">Thursday 14 May</th><td>11:00</td><td>9</td><td>9</td>' in page


def test_the_page_names_the_hashtag_by_which_one_leaves_this_event() -> None:
    written = files(post("The loom"), event=replace(header().event, policy=Policy(opt_out="notoday")))
    for page in (written["index.html"], written["summary.md"]):
        assert b"notoday" in page
        assert b"optout" not in page


def test_gaps_and_what_was_left_out_are_said() -> None:
    heard = Heard(since=MORNING, until=MORNING.replace(hour=20), trouble="it answers with 503", trouble_at=MORNING)
    gaps = ((MORNING.replace(hour=8), MORNING.replace(hour=9), "the line broke", True),)
    page = html(
        post("The loom"),
        coverage=(Coverage(source="brook.example", heard=heard, gaps=gaps),),
        withheld={"nobot": 2, "noindex": 1, "odd-reason": 4},
    )
    assert "brook.example could not be heard on Thursday 14 May from 10:30 to 11:30 (the line broke); " in page
    assert "what was written in that time was fetched afterwards." in page
    assert "brook.example is in trouble (it answers with 503), since Thursday 14 May 09:30." in page
    assert '<th scope="row">Authors who ask not to be collected (#nobot and its kin)</th><td>3</td>' in page
    assert '<th scope="row">Odd reason</th><td>4</td>' in page


def test_an_empty_event_has_a_decent_page() -> None:
    page = html(coverage=())
    assert "Nobody has written about this event yet" in page
    assert "does not say when its sources were heard" in page
    assert 'id="highlights"' not in page
    assert markdown(coverage=()).startswith("# Quiet Tools 2026: what people wrote\n")


def test_an_event_whose_posts_are_all_withheld_says_how_many_there_were() -> None:
    page = html(withheld={"nobot": 7})
    assert "Nobody has written about this event yet, or nobody who may be quoted." in page
    assert "<td>7</td>" in page


def test_an_event_of_one_author_has_a_decent_page() -> None:
    page = html(*(post(f"word{n} of loom{n} and thing{n}", minutes=n * 60) for n in range(9)))
    assert "<b>1 person</b> wrote <b>9 posts</b>." in page
    assert "<h2>Two posts to begin with</h2>" not in page
    assert "<h2>One post to begin with</h2>" in page


def test_one_post_is_spoken_of_as_one() -> None:
    page = html(post("The loom sings https://brook.example/loom"))
    assert "<h2>One post to begin with</h2>" in page
    assert "<b>1 person</b> wrote <b>1 post</b>. They shared <b>1 link</b>." in page


def test_the_first_highlight_is_a_paragraph_of_its_own_below_what_is_said_of_all() -> None:
    lead = "in the order they were written."
    page = markdown(post("The loom sings"), post("Wool and rain", "Ben", 1))
    assert f"{lead}\n\n**Ada**" in page


def test_a_long_conversation_says_how_much_of_it_is_elsewhere() -> None:
    first = post("The selvage is the hardest part of any cloth")
    answers = [post(f"Mine is fringe{n}", f"Person{n}", n, reply_to=first.id) for n in range(1, 8)]
    written = files(first, *answers)
    assert "\n\n### 8 posts, 8 people\n\n" in written["summary.md"].decode()
    assert "\n\n2 posts more where it was held.\n\n" in written["summary.md"].decode()
    assert "2 posts more where it was held." in Markup(written["index.html"].decode()).words


def test_pictures_alone_are_spoken_of_too() -> None:
    assert ". They showed <b>1 picture</b>, 0 of them described." in html(post("The loom", media=(picture(),)))


def test_posts_of_another_year_say_so() -> None:
    old, new = post("Soon the loom", minutes=-60 * 24 * 200), post("Still the wool", "Ben", 60 * 24 * 9)
    page = html(old, new)
    assert "26 October 2025, 08:30</time>" in page
    assert "23 May, 09:30</time>" in page
    assert "<b>2 people</b> wrote <b>2 posts</b>." in page


def test_hundreds_of_gaps_become_a_few_sentences() -> None:
    gaps = tuple((MORNING.replace(minute=n), MORNING.replace(minute=n, second=30), "", False) for n in range(40))
    heard = Heard(since=MORNING, until=MORNING.replace(hour=20))
    assert "There were 32 shorter gaps besides." in html(coverage=(Coverage(source="bluesky", heard=heard, gaps=gaps),))


def test_json_holds_the_highlights_and_resources_in_their_order() -> None:
    summary = compile_summary(
        header(), lines([post("The loom https://brook.example/a"), post("Wool and rain", "Ben", 1)])
    )
    told = json.loads(RENDERER.render(summary)["summary.json"])
    assert [one["id"] for one in told["highlights"]] == [one.id for one in summary.highlights]
    assert [one["url"] for one in told["resources"]] == ["https://brook.example/a"]
    assert (told["format"], told["version"]) == ("backchannel-summary", 3)


@settings(max_examples=10, deadline=None)
@given(st.permutations([post(f"loom{n} and wool{n}", f"Person{n}", n * 7) for n in range(8)]))
def test_the_order_of_posts_does_not_change_a_byte_of_any_file(shuffled: list[Post]) -> None:
    assert files(*shuffled) == files(*sorted(shuffled, key=lambda one: one.id))
