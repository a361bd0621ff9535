"""The page to scan, and the code that leads to it."""

import pytest

from backchannel.model.event import Policy
from backchannel.server.qr import LONGEST, qr_code, reachable
from support.builders import an_event
from support.pages import served


def test_the_page_tells_how_to_join_and_how_to_leave() -> None:
    page = served(an_event(hashtags=("tulips", "bulbs"))).get("/tulips/").text
    for told in ("#tulips", "#bulbs", "garden.example/tags/tulips", "bsky.app/hashtag/tulips", "#optout", "#nobot"):
        assert told in page
    assert "<script" not in page
    assert "style=" not in page


def test_the_page_names_the_hashtag_by_which_one_leaves_this_event() -> None:
    page = served(an_event(policy=Policy(opt_out="notulips"))).get("/tulips/").text
    assert "#notulips" in page
    assert "#optout" not in page


def test_the_page_says_whose_posts_need_no_hashtag() -> None:
    assert "speakers" not in served(an_event()).get("/tulips/").text
    assert "speakers say of this event" in served(an_event(follow_speakers=True)).get("/tulips/").text
    assert "organiser’s own accounts" in served(an_event(accounts=("ada@garden.example",))).get("/tulips/").text


def test_the_page_is_found_without_its_slash_and_only_for_events_there_are() -> None:
    browser = served(an_event())
    assert browser.get("/tulips").status_code == 200
    assert browser.get("/crocus/").status_code == 404


@pytest.mark.parametrize(
    ("query", "told"), [("", 'media="(prefers-color-scheme: light)"'), ("?theme=light", 'data-theme="light"')]
)
def test_the_page_has_the_readers_own_theme(query: str, told: str) -> None:
    assert told in served(an_event()).get(f"/tulips/{query}").text


def test_a_hashtag_of_any_script_makes_a_working_link() -> None:
    page = served(an_event(hashtags=("チューリップ",))).get("/tulips/").text
    assert "bsky.app/hashtag/%E3%83%81" in page


def test_the_code_is_a_picture_without_a_ground_or_a_word() -> None:
    answer = served(an_event()).get("/tulips/join.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert "<text" not in answer.text
    assert served(an_event()).get("/crocus/join.svg").status_code == 404
    assert served(an_event()).get("/tulips/join.svg", headers={"Host": "a" * 400}).status_code == 404


def test_codes_of_different_addresses_differ() -> None:
    assert qr_code("https://a.example/") != qr_code("https://b.example/")
    with pytest.raises(ValueError, match="scanned"):
        qr_code("a" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("base", "servers", "address"),
    [
        ("https://wall.example", ("garden.example",), "https://wall.example/tulips/"),
        ("http://192.168.7.5:8000/", ("garden.example",), "http://192.168.7.5:8000/tulips/"),
        ("http://127.0.0.1:8000/", ("garden.example",), "https://garden.example/tags/tulips"),
        ("http://[::1]:8000/", ("garden.example",), "https://garden.example/tags/tulips"),
        ("http://localhost:8000/", (), "https://bsky.app/hashtag/tulips"),
    ],
)
def test_a_phone_is_never_led_to_an_address_that_only_this_machine_has(
    base: str, servers: tuple[str, ...], address: str
) -> None:
    assert reachable(base, "/tulips/", an_event(servers=servers)) == address
