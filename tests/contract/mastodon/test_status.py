from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from backchannel.model.body import Emoji, Words
from backchannel.model.post import Counts, Media, Poll, PollOption, Post, Preview
from backchannel.sources.mastodon.ids import are_snowflakes, earlier, highest
from backchannel.sources.mastodon.page import read_page
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.mastodon.standing import fingerprint, restrictions_of, withheld_of
from backchannel.sources.mastodon.status import Seen, post_of
from support.builders import NOON

ACCOUNT: dict[str, Any] = {
    "acct": "ada",
    "uri": "https://garden.example/users/ada",
    "url": "https://garden.example/@ada",
    "display_name": "Ada :tulip:",
    "avatar": "https://media.example/ada.gif",
    "avatar_static": "https://media.example/ada.png",
    "discoverable": True,
    "indexable": True,
}
STATUS: dict[str, Any] = {
    "id": "116000000000000001",
    "uri": "https://garden.example/users/ada/statuses/1",
    "url": "https://garden.example/@ada/1",
    "created_at": "2026-06-10T11:00:00.500Z",
    "content": "<p>Bulbs want frost.</p>",
    "account": ACCOUNT,
    "tags": [{"name": "Tulips"}],
}


def a_status(**fields: Any) -> Status:
    return msgspec.convert(STATUS | fields, Status)


def post(**fields: Any) -> Post:
    ids = {"7": "https://garden.example/users/ben/statuses/7"}
    return post_of(a_status(**fields), Seen("garden.example", NOON, NOON - timedelta(days=1), ids))


def test_a_status_becomes_a_post() -> None:
    made = post()
    assert (made.id, made.network, made.url) == (STATUS["uri"], "mastodon", STATUS["url"])
    assert (made.text, made.body) == ("Bulbs want frost.", (Words("Bulbs want frost."),))
    assert (made.hashtags, made.version) == (("tulips",), "2026-06-10T11:00:00.500Z")
    assert made.author.id == ACCOUNT["uri"]
    assert (made.author.handle, made.author.name) == ("ada@garden.example", "Ada :tulip:")
    assert (made.author.avatar, made.author.indexable) == ("https://media.example/ada.png", True)
    assert not made.backfilled


def test_somebody_from_elsewhere_keeps_their_host() -> None:
    assert post(account=ACCOUNT | {"acct": "ben@meadow.example"}).author.handle == "ben@meadow.example"


@pytest.mark.parametrize("actor", ["https://garden.example/users/ada", "https://garden.example/ap/users/116000000001"])
def test_an_author_whose_uri_is_left_out_has_the_id_that_every_other_server_gives(actor: str) -> None:
    account = {"acct": "ada@garden.example", "url": "https://garden.example/@ada"}
    assert post(uri=f"{actor}/statuses/1", account=account).author.id == actor


@pytest.mark.parametrize("uri", ["https://garden.example/objects/1", "https://garden.example/users/ada/statuses"])
def test_an_author_whom_no_uri_names_is_known_by_their_address(uri: str) -> None:
    account = {"acct": "ada", "url": "https://garden.example/@ada"}
    assert post(uri=uri, account=account).author.id == "https://garden.example/@ada"


def test_consent_that_is_not_given_is_not_assumed() -> None:
    author = post(account={"acct": "ada", "uri": "https://garden.example/users/ada"}).author
    assert (author.discoverable, author.indexable, author.name) == (False, False, "ada")


def test_later_edits_compare_greater_as_text() -> None:
    times = ["2026-06-10T11:00:01Z", "2026-06-10T11:00:01.010Z", "2026-06-10T13:00:02+02:00", "2026-06-10T11:00:03"]
    versions = [post().version, *(post(edited_at=time).version for time in times)]
    assert versions == sorted(versions)
    assert len({len(version) for version in versions}) == 1


def test_no_post_is_from_the_future() -> None:
    made = post(created_at="2030-01-01T00:00:00Z", edited_at="2031-01-01T00:00:00Z")
    assert (made.created_at, made.edited_at) == (NOON, NOON)
    assert made.version.startswith("2031")


def test_what_was_made_before_first_contact_is_backfilled() -> None:
    assert post(created_at="2026-06-01T00:00:00Z").backfilled


def test_pictures_keep_what_a_wall_needs() -> None:
    meta = {"original": {"width": 600, "height": 400}, "focus": {"x": 0.5, "y": -2}}
    picture = {"type": "image", "url": "https://media.example/1.jpg", "preview_url": "https://media.example/1s.jpg"}
    told = picture | {"description": " A bulb ", "blurhash": "UEHV6n", "meta": meta}
    assert post(media_attachments=[told], sensitive=True).media == (
        Media(
            kind="image",
            url="https://media.example/1.jpg",
            preview="https://media.example/1s.jpg",
            alt="A bulb",
            width=600,
            height=400,
            focus=(0.5, -1.0),
            blurhash="UEHV6n",
            sensitive=True,
        ),
    )


@pytest.mark.parametrize("meta", [None, [], {"original": []}, {"original": {"width": "6", "height": -1}, "focus": {}}])
def test_a_picture_without_sizes_is_a_picture(meta: object) -> None:
    (medium,) = post(media_attachments=[{"url": "https://media.example/1.jpg", "meta": meta}]).media
    assert (medium.kind, medium.width, medium.height, medium.focus) == ("unknown", None, None, None)


@pytest.mark.parametrize(
    ("addresses", "shown"),
    [
        ({"url": None, "remote_url": "https://media.example/far.jpg"}, "https://media.example/far.jpg"),
        ({"url": None}, None),
        ({"url": "javascript:alert(1)"}, None),
    ],
)
def test_a_picture_is_where_it_can_be_had(addresses: dict[str, str | None], shown: str | None) -> None:
    media = post(media_attachments=[addresses]).media
    assert [medium.url for medium in media] == ([shown] if shown else [])


def test_a_poll_keeps_its_answers_and_votes() -> None:
    options = [{"title": "Spring", "votes_count": 3}, {"title": "Autumn", "votes_count": None}]
    made = post(poll={"options": options, "expires_at": "2026-06-11T00:00:00Z"}).poll
    ends = datetime(2026, 6, 11, tzinfo=UTC)
    assert made == Poll(options=(PollOption(text="Spring", votes=3), PollOption(text="Autumn")), ends_at=ends)


def test_links_of_the_text_come_once_with_what_the_card_tells() -> None:
    link = '<a href="https://tulips.example/{}">x</a>'
    card = {"url": "https://tulips.example/1", "title": "Frost", "image": "https://tulips.example/1.png"}
    made = post(content=link.format(1) + link.format(2) + link.format(1), card=card)
    assert made.links == (
        Preview(url="https://tulips.example/1", title="Frost", image="https://tulips.example/1.png"),
        Preview(url="https://tulips.example/2"),
    )


@pytest.mark.parametrize("state", ["pending", "rejected", "revoked", "deleted", "unauthorized", "something new", ""])
def test_a_quote_nobody_agreed_to_is_not_shown(state: str) -> None:
    assert post(quote={"state": state, "quoted_status": {"uri": "https://garden.example/1"}}).quote_of is None


def test_an_accepted_quote_takes_the_place_of_its_line() -> None:
    line = '<p class="quote-inline">RE: https://garden.example/1</p>'
    quote = {"state": "accepted", "quoted_status": {"uri": "https://garden.example/1"}}
    made = post(content=f"{line}<p>Look!</p>", quote=quote)
    assert (made.quote_of, made.text) == ("https://garden.example/1", "Look!")
    nested = {"state": "accepted", "quoted_status_id": "7"}
    assert post(quote=nested).quote_of == "https://garden.example/users/ben/statuses/7"


def test_a_reply_is_named_where_it_is_known() -> None:
    assert post(in_reply_to_id="7").reply_to == "https://garden.example/users/ben/statuses/7"
    assert post(in_reply_to_id="8").reply_to is None


def test_emojis_become_pictures() -> None:
    emojis = [{"shortcode": "tulip", "static_url": "https://media.example/t.png"}, {"shortcode": "x", "url": "data:x"}]
    assert post(content=":tulip: :x:", emojis=emojis).body == (
        Emoji(":tulip:", "https://media.example/t.png"),
        Words(" :x:"),
    )


def test_a_warning_is_one_line_and_counts_are_counts() -> None:
    made = post(spoiler_text="long\nthread\u202e", favourites_count=3, reblogs_count=2, replies_count=-1)
    assert (made.warning, made.counts) == ("long thread", Counts(likes=3, reposts=2))


@pytest.mark.parametrize("uri", ["", "with space", "x" * 3000, "new\nline"])
def test_a_status_without_a_usable_id_is_malformed(uri: str) -> None:
    with pytest.raises(ValueError, match="id"):
        post(uri=uri)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"note": '<p>Hi <a href="x">#<span>NoBot</span></a></p>'}, ("nobot",)),
        ({"display_name": "Ada #noindex"}, ("noindex",)),
        ({"fields": [{"name": "bots", "value": "<b>#NoArchive</b>"}]}, ("noarchive",)),
        ({"note": "<p>no bots</p>", "fields": None}, ()),
    ],
)
def test_wishes_are_read_wherever_a_profile_has_them(where: dict[str, Any], found: tuple[str, ...]) -> None:
    assert restrictions_of(a_status(account=ACCOUNT | where).account) == found


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({}, ()),
        ({"visibility": "unlisted"}, ("not-public",)),
        ({"visibility": "local"}, ("not-public",)),
        ({"account": ACCOUNT | {"limited": True, "memorial": True}}, ("limited", "memorial")),
        ({"account": ACCOUNT | {"suspended": True}, "visibility": "private"}, ("suspended", "not-public")),
    ],
)
def test_what_the_network_keeps_back_is_withheld(fields: dict[str, Any], reasons: tuple[str, ...]) -> None:
    assert withheld_of(a_status(**fields)) == reasons


@pytest.mark.parametrize(
    ("change", "is_news"),
    [
        ({"edited_at": "2026-06-10T11:05:00Z"}, True),
        ({"tags": []}, True),
        ({"tags": [{"name": "TULIPS"}]}, False),
        ({"quote": {"state": "pending"}}, True),
        ({"visibility": "unlisted"}, True),
        ({"account": ACCOUNT | {"limited": True}}, True),
        ({"account": ACCOUNT | {"note": "#nobot"}}, True),
        ({"account": ACCOUNT | {"note": "Hello."}}, False),
        ({"favourites_count": 5, "replies_count": 2}, False),
    ],
)
def test_what_must_be_told_again_has_another_fingerprint(change: dict[str, Any], *, is_news: bool) -> None:
    assert (fingerprint(a_status(**change)) != fingerprint(a_status())) == is_news


def test_a_page_keeps_the_place_of_what_it_cannot_read() -> None:
    page = read_page(msgspec.json.encode([STATUS, {"id": "8", "uri": None}, 5]), NOON)
    assert [status.id for status in page.statuses] == [STATUS["id"]]
    assert (page.ids, page.malformed) == ((STATUS["id"], "8"), 2)


def test_snowflakes_tell_their_time_and_other_ids_do_not() -> None:
    noon = int(NOON.timestamp() * 1000) << 16
    assert are_snowflakes([str(noon), "102343921303576860"])
    assert not any(are_snowflakes([other]) for other in ("12345", "01JXC", "9" * 30, "", "-5", "०१२"))
    assert highest([str(noon), "x", str(noon + 1)]) == noon + 1
    assert noon - earlier(noon, timedelta(minutes=15)) == 900_000 << 16
    assert earlier(5, timedelta(minutes=15)) == 0
