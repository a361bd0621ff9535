"""Whoever asks for what is not there: a person gets a page, a program one shape of JSON."""

import io

import pytest
from PIL import Image

from backchannel.server.refusals import Refusal
from support.builders import an_event
from support.pages import served

PERSON = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere/", "/crocus/wall", "/tulips/wal", "/tulips/nothing/", "/a/b/c"])
def test_a_person_gets_a_kind_page_where_there_is_nothing(path: str) -> None:
    answer = served(an_event()).get(path, headers=PERSON)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "There is nothing here" in answer.text
    assert ('href="/tulips/"' if path.startswith("/tulips") else 'href="/"') in answer.text
    assert "://" not in answer.text


@pytest.mark.parametrize("path", ["/nowhere", "/crocus/wall", "/static/0/wall.js", "/tulips/summary/summary.json"])
def test_a_program_gets_one_shape_of_json(path: str) -> None:
    answer = served(an_event()).get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert answer.json().keys() == set(Refusal.__struct_fields__)
    assert answer.json()["status"] == 404
    assert answer.json()["error"].startswith("There is nothing here. ")


@pytest.mark.parametrize(
    "path",
    [
        "/crocus/posts",
        "/crocus/live",
        "/crocus/media/a/0",
        "/static/0/wall.js",
        "/tulips/summary/summary.json",
        "/crocus/sessions/s1/feed.atom",
        "/crocus/people/ada/draft.md",
        "/crocus/join.svg",
    ],
)
def test_what_programs_read_is_answered_to_them_whatever_they_accept(path: str) -> None:
    assert served(an_event()).get(path, headers=PERSON).headers["content-type"] == "application/json"


def test_a_store_that_can_not_be_read_is_told_in_the_same_ways() -> None:
    browser = served(an_event())  # whose store is nowhere
    page = browser.get("/tulips/follow", headers=PERSON)
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "Please wait a moment" in page.text
    assert browser.get("/tulips/posts", headers=PERSON).json()["status"] == 503


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(method: str) -> None:
    answer = served(an_event()).request(method, "/tulips/wall")
    assert (answer.status_code, answer.json()["status"]) == (405, 405)
    assert "GET" in answer.headers["allow"]


def test_the_socket_says_what_it_is_to_whoever_asks_for_a_page() -> None:
    answer = served(an_event()).get("/tulips/live", headers=PERSON)
    assert (answer.status_code, answer.headers["upgrade"]) == (426, "websocket")


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/tulips", "/tulips/"),
        ("/tulips/wall/", "/tulips/wall"),
        ("/tulips/wall/?theme=light", "/tulips/wall?theme=light"),
        ("/tulips/summary", "/tulips/summary/"),
    ],
)
def test_a_slash_too_many_or_too_few_leads_on_whatever_name_we_have(path: str, there: str) -> None:
    answer = served(an_event()).get(path, follow_redirects=False, headers={"Host": "proxied.example"})
    assert (answer.status_code, answer.headers["location"]) == (307, there)


@pytest.mark.parametrize("path", ["//evil.example/", "/nowhere//evil.example/", "/%2F/evil.example/"])
def test_nobody_is_led_out_of_here(path: str) -> None:
    answer = served(an_event()).get(f"http://testserver{path}", follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


def test_crawlers_may_read_that_they_must_not_index() -> None:
    browser = served(an_event())
    answer = browser.get("/robots.txt")
    rules = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert rules == ["User-agent: *", "Disallow:"]
    assert answer.headers["content-type"].startswith("text/plain")
    assert browser.get("/tulips/wall").headers["x-robots-tag"] == "noindex"


def test_the_icon_is_where_icons_have_always_been() -> None:
    answer = served(an_event()).get("/favicon.ico", follow_redirects=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/x-icon")
    icon = Image.open(io.BytesIO(answer.content))
    assert {(16, 16), (32, 32), (48, 48)} <= icon.info["sizes"]
