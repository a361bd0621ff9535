import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.text import addresses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.brook.example/a/", "http://brook.example/a?utm_source=x"),
        ("https://youtu.be/abc123?t=10", "https://m.youtube.com/watch?v=abc123&feature=share"),
        ("https://youtube.com/live/abc123", "https://www.youtube.com/watch?v=abc123"),
        ("https://github.com/Ada/Loom", "https://github.com/ada/loom/blob/main/notes/first.md#top"),
        ("https://github.com/ada/loom.git", "https://ada.github.io/loom/guide"),
        ("https://docs.google.com/presentation/d/1x/edit", "https://docs.google.com/presentation/d/1x/preview"),
        ("https://docs.google.com/document/d/1x/edit?usp=sharing", "https://docs.google.com/document/d/1x"),
        ("https://brook.example/talk.", "https://brook.example/talk"),
    ],
)
def test_addresses_of_the_same_thing_are_grouped(one: str, other: str) -> None:
    assert addresses.group(one) == addresses.group(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://brook.example/a?page=1", "https://brook.example/a?page=2"),
        ("https://brook.example/a", "https://brook.example/b"),
        ("https://github.com/ada", "https://github.com/ben"),
    ],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert addresses.group(one) != addresses.group(other)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://speakerdeck.com/ada/loom", "slides"),
        ("https://brook.example/slides/loom.pdf", "slides"),
        ("https://youtu.be/abc", "video"),
        ("https://doi.org/10.1/abc", "paper"),
        ("https://codeberg.org/ada/loom", "code"),
        ("https://brook.example/blog/loom", "post"),
        ("https://brook.example/loom", "other"),
        ("https://eventbrite.com/e/1", "last"),
        ("https://bit.ly/abc", "last"),
    ],
)
def test_an_address_tells_what_it_leads_to(url: str, kind: str) -> None:
    assert addresses.kind(url) == kind


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://brook.example/a",
        "https://",
        "http://[::1",
        "//x",
        "https://x:y/",
    ],
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert not addresses.is_web(url)


@pytest.mark.parametrize(
    "url", ["https://bsky.app/profile/ada", "https://brook.example/@ada/1234", "https://brook.example/tags/quiettools"]
)
def test_posts_and_profiles_are_no_resources(url: str) -> None:
    assert addresses.is_social(url)


def test_trackers_go_and_the_rest_stays_as_it_was_written() -> None:
    url = "https://brook.example/a%2Fb/?utm_source=x&page=2&fbclid=y#part"
    assert addresses.untracked(url) == "https://brook.example/a%2Fb/?page=2#part"


def test_a_short_address_can_be_read_out() -> None:
    assert addresses.short("https://www.brook.example/a/") == "brook.example/a"
    assert len(addresses.short("https://brook.example/" + "a" * 90)) == 60


@given(st.text())
def test_no_text_at_all_breaks_it(text: str) -> None:
    for url in (text, f"https://{text}", f"https://brook.example/{text}"):
        addresses.group(url)
        addresses.kind(url)
        addresses.short(url)
        addresses.untracked(url)
        addresses.is_social(url)
