"""Which links are looked up, and what a post says of them when they are found."""

from backchannel.curation.links import explained, unexplained
from backchannel.model.body import Link, Words
from backchannel.model.post import Post, Preview
from backchannel.model.sighting import LinkSeen
from support.builders import NOON, a_post

PAGE, SHORT = "https://printroom.example/guide", "https://bit.ly/guide"


def linking(*urls: str, links: tuple[Preview, ...] = ()) -> Post:
    return a_post(body=(Words("See "), *(Link(url, url) for url in urls)), links=links)


def seen(url: str, final: str = "", title: str = "A guide") -> LinkSeen:
    return LinkSeen(post=a_post().id, url=url, final=final or url, title=title, at=NOON)


def test_links_without_a_title_and_shorteners_are_looked_up() -> None:
    assert unexplained(linking(PAGE, SHORT)) == [PAGE, SHORT]
    assert unexplained(linking(PAGE, SHORT, links=(Preview(url=PAGE, title="A guide"),))) == [SHORT]
    assert unexplained(linking(SHORT, links=(Preview(url=SHORT, title="A guide"),))) == [SHORT]


def test_posts_and_profiles_are_not_and_shorteners_of_social_hosts_are() -> None:
    assert unexplained(linking("https://bsky.app/profile/ada.example", "https://garden.example/@ada/1")) == []
    assert unexplained(linking("https://t.co/x", "https://lnkd.in/x")) == ["https://t.co/x", "https://lnkd.in/x"]


def test_what_was_found_fills_what_the_network_left_out() -> None:
    link = Preview(url=PAGE, image="https://printroom.example/1.png")
    made = explained(linking(PAGE, links=(link,)), {PAGE: seen(PAGE)})
    assert made.links == (Preview(url=PAGE, title="A guide", image="https://printroom.example/1.png"),)
    assert explained(linking(SHORT), {SHORT: seen(SHORT, PAGE)}).links == (
        Preview(url=SHORT, title="A guide", final=PAGE),
    )


def test_the_networks_own_title_stays() -> None:
    made = explained(linking(PAGE, links=(Preview(url=PAGE, title="Its own"),)), {PAGE: seen(PAGE)})
    assert made.links[0].title == "Its own"


def test_a_detour_that_ends_at_the_same_thing_is_none() -> None:
    made = explained(linking(PAGE), {PAGE: seen(PAGE, f"{PAGE}/?utm_source=x")})
    assert made.links[0].final == ""


def test_a_post_of_whose_links_nothing_is_known_stays_as_it_was() -> None:
    assert explained(linking(PAGE), {SHORT: seen(SHORT)}) == linking(PAGE)
