import pytest
from msgspec.structs import replace

from backchannel.text.accounts import MOST, account, account_at, accounts_in, home_of, names_of
from support.builders import an_author


@pytest.mark.parametrize(
    ("typed", "name", "home"),
    [
        ("@Ada@Tulip.example", "ada@tulip.example", "tulip.example"),
        ("ada.lovelace_@tulip.example ", "ada.lovelace_@tulip.example", "tulip.example"),
        ("@ada.bsky.social", "ada.bsky.social", ""),
        ("Tulip.Example", "tulip.example", ""),
        ("did:plc:234567abcdefghijklmnopqr", "did:plc:234567abcdefghijklmnopqr", ""),
        ("did:web:tulip.example", "did:web:tulip.example", ""),
    ],
)
def test_an_account_has_one_form_however_it_is_written(typed: str, name: str, home: str) -> None:
    assert account(typed) == name
    assert account(name) == name
    assert home_of(name) == home


@pytest.mark.parametrize(
    "typed",
    ["", "@", "ada", "@ada", "ada@", "@ada@tulip", "https://tulip.example/tags/ada", "a b@tulip.example", "#tulips"],
)
def test_what_is_no_account_is_told_in_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no account: write it as in @ada@tulip\.example \(Mastodon\), or"):
        account(typed)


@pytest.mark.parametrize(
    ("page", "name"),
    [("https://tulip.example/@ada", "ada@tulip.example"), ("https://bsky.app/profile/ben.example", "ben.example")],
)
def test_whoever_writes_the_page_of_an_account_is_told_its_name(page: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"is no account: write {name}$"):
        account(page)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bulbs at https://garden.example/@Ada.", ("ada@garden.example",)),
        ("also garden.example/@ada, mostly", ("ada@garden.example",)),
        ("https://garden.example/users/ada", ("ada@garden.example",)),
        ("https://garden.example/@ada@meadow.example", ("ada@meadow.example",)),
        ("https://bsky.app/profile/Ada.bsky.social", ("ada.bsky.social",)),
        ("bsky.app/profile/did:plc:234567abcdefghijklmnopqr!", ("did:plc:234567abcdefghijklmnopqr",)),
        ("me: @ada@garden.example and @ada.example", ("ada@garden.example", "ada.example")),
        ("(ada.bsky.social)", ("ada.bsky.social",)),
        ("write to ada@garden.example", ()),
        ("my site is ada.example, I am @ada", ()),
        ("https://garden.example/@ada/1 and https://bsky.app/profile/ada.bsky.social/post/3k", ()),
        ("https://elsewhere.example/profile/ada", ()),
    ],
)
def test_a_profile_names_accounts_where_nothing_else_can_be_meant(text: str, names: tuple[str, ...]) -> None:
    assert accounts_in(text) == names


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://garden.example/@Ada", "ada@garden.example"),
        ("http://garden.example/@ada/", "ada@garden.example"),
        ("https://www.garden.example/users/ada?x=1", "ada@garden.example"),
        ("https://garden.example:8443/@ada#posts", "ada@garden.example"),
        ("https://garden.example/@ada@meadow.example", "ada@meadow.example"),
        ("https://threads.net/@ada", "ada@threads.net"),
        ("https://bsky.app/profile/Ada.bsky.social", "ada.bsky.social"),
        ("https://www.bsky.app/profile/ada.bsky.social/?x=1", "ada.bsky.social"),
        ("https://bsky.app/profile/did%3Aplc%3A234567abcdefghijklmnopqr", "did:plc:234567abcdefghijklmnopqr"),
        ("https://bsky.app/profile/ada.bsky.social/post/1", ""),
        ("https://bsky.app/profile/ada", ""),
        ("https://bsky.app/profile/ada%0Aben.example", ""),
        ("https://bsky.app/ada.bsky.social", ""),
        ("https://garden.example/@ada/1", ""),
        ("https://garden.example/profile/ada", ""),
        ("https://garden.example/about", ""),
        ("https://localhost/@ada", ""),
        ("https://medium.com/@ada", ""),
        ("https://www.youtube.com/@ada", ""),
        ("https://[::1]/@ada", ""),
        ("", ""),
    ],
)
def test_the_page_of_an_account_tells_whose_it_is_and_no_other_address_does(address: str, name: str) -> None:
    assert account_at(address) == name


def test_the_targets_of_links_count_too_and_each_account_once() -> None:
    targets = ["https://bsky.app/profile/ada.bsky.social", "https://garden.example/tags/tulips"]
    assert accounts_in("On Bluesky: ada.bsky.social", targets) == ("ada.bsky.social",)


@pytest.mark.parametrize("text", ["a.b/@" * 4_000, "@a" * 10_000, "a" * 20_000, "@a." * 6_000, "a.bsky.social" * 1_500])
def test_a_long_profile_is_read_in_no_time_and_names_few(text: str) -> None:
    assert len(accounts_in(text)) <= MOST


def test_an_author_is_known_by_handle_by_did_and_by_the_pages_of_their_own_server() -> None:
    ada = an_author("ada", id="https://social.tulip.example/users/ada", handle="ada@tulip.example")
    assert names_of(replace(ada, url="https://social.tulip.example/@ada")) == (
        "ada@tulip.example",
        "ada@social.tulip.example",
    )
    did = "did:plc:234567abcdefghijklmnopqr"
    assert names_of(an_author(id=did, handle="Ada.example", url=f"https://bsky.app/profile/{did}")) == (
        "ada.example",
        did,
    )


def test_a_server_names_its_own_people_only() -> None:
    mallory = an_author("mallory", url="https://tulip.example/@ada")
    assert names_of(mallory) == ("mallory@garden.example",)
