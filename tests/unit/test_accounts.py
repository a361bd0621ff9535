import pytest

from backchannel.text.accounts import account, home_of


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
    ["", "@", "ada", "@ada", "ada@", "@ada@tulip", "https://tulip.example/@ada", "a b@tulip.example", "#tulips"],
)
def test_what_is_no_account_is_told_in_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no account: write it as in @ada@tulip\.example \(Mastodon\), or"):
        account(typed)
