from typing import Any

import pytest
from msgspec.structs import replace

from backchannel.model.body import Emoji, Hashtag, Link, Mention, Words
from backchannel.model.codec import encode
from backchannel.model.post import Copy, Counts, Media, Post, Preview
from backchannel.model.record import Record, Ruling
from backchannel.server.body import LONGEST
from backchannel.server.cards import Card, card
from support.builders import a_post, an_author


def record(post: Post | None, state: Any = "shown") -> Record:
    return Record(id="x", ruling=Ruling(state), post=post)


def card_of(**facts: Any) -> Card:
    made = card(record(a_post(**facts)), "tulips")
    assert made is not None
    return made


@pytest.mark.parametrize("state", ["held", "hidden", "withheld", "gone", "context"])
def test_only_what_is_shown_has_a_card(state: str) -> None:
    assert card(record(a_post(), state), "tulips") is None
    assert card(record(None), "tulips") is None
    assert card(None, "tulips") is None


def test_a_card_says_who_wrote_what() -> None:
    made = card_of(body=(Words("Frost, "), Hashtag("#Tulips", "tulips")))
    assert (made.author.name, made.author.handle, made.author.initials) == ("Ada", "ada@garden.example", "A")
    assert made.body == (Words("Frost, "), Hashtag("#Tulips", "tulips"))


def test_no_count_of_likes_leaves_the_archive() -> None:
    made = card_of(counts=Counts(likes=4711, reposts=4712, replies=4713))
    assert b"471" not in encode(made)


@pytest.mark.parametrize(
    ("facts", "warning"),
    [
        ({"warning": "flashing light"}, "flashing light"),
        ({"labels": ("porn",)}, "adult content"),
        ({"labels": ("some-new-label",)}, "labelled by its network"),
        ({"media": (Media(kind="image", url="https://garden.example/1", sensitive=True),)}, "sensitive content"),
    ],
)
def test_a_covered_post_sends_no_word_but_its_warning(facts: dict[str, Any], warning: str) -> None:
    link = Preview(url="https://secret.example/", title="secret")
    made = card_of(text="secret", links=(link,), quote_of="secret", **facts)
    assert made.warning == warning
    assert b"secret" not in encode(made)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "https://",
        "https:evil.example",
        "https://evil.example:port/",
        "https://[evil.example/",
        "",
    ],
)
def test_a_link_that_is_not_of_the_web_is_only_words(url: str) -> None:
    assert card_of(body=(Link("look", url),)).body == (Words("look"),)
    assert card_of(url=url).url == ""
    assert card_of(links=(Preview(url=url, title="look"),)).preview is None


def test_no_picture_of_an_emoji_and_no_address_of_a_person_is_sent() -> None:
    body = (Emoji(":tulip:", "https://garden.example/tulip.png"), Mention("@ben", "https://garden.example/@ben"))
    assert card_of(body=body).body == (Words(":tulip:"), Mention("@ben"))


def test_the_link_that_the_preview_repeats_is_left_out_where_it_closes_the_post() -> None:
    url = "https://www.garden.example/bulbs"
    link, tag = Link("garden.example/bulbs", url), Hashtag("#tulips", "tulips")
    made = card_of(body=(Words("Here: "), link, Words(" "), tag), links=(Preview(url=url, title="Bulbs"),))
    assert made.body == (Words("Here: "), Words(" "), tag)
    assert made.preview is not None
    assert made.preview.domain == "garden.example"
    kept = card_of(body=(Words("Here: "), link, Words(" is good")), links=(Preview(url=url, title="Bulbs"),))
    assert link in kept.body


def test_a_very_long_post_is_cut() -> None:
    body = card_of(body=(Words("a" * 900), Words("b" * 900), Words("c"))).body
    assert sum(len(segment.text) for segment in body) == LONGEST + 1
    assert body[-1].text.endswith("b…")


def test_a_post_on_both_networks_names_both() -> None:
    copy = Copy(id="at://did:plc:ada/app.bsky.feed.post/1", network="bluesky", url="https://bsky.example/1")
    made = card(replace(record(a_post()), copies=(copy,)), "tulips")
    assert made is not None
    assert made.networks == ("mastodon", "bluesky")
    assert card_of().networks == ()


def test_somebody_without_a_name_is_known_by_their_handle() -> None:
    unnamed = card(record(replace(a_post(), author=replace(an_author("ben"), name=" "))), "tulips")
    assert unnamed is not None
    assert unnamed.author.name == "ben@garden.example"
