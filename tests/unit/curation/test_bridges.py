"""What a bridge's copy says of its original is believed where only the bridge can have said it."""

import pytest

from backchannel.curation.bridges import bluesky_original, bridged_original

POST = "at://did:plc:234567abcdefghijklmnopqr/app.bsky.feed.post/3ktulips"
ADAS = "https://tulip.example/@ada/1"


@pytest.mark.parametrize(
    ("uri", "original"),
    [
        (f"https://bsky.brid.gy/convert/ap/{POST}", POST),
        (f"https://bsky.brid.gy/convert/ap/{POST.replace(':', '%3A')}", POST),
        (f"https://bsky.brid.gy/convert/ap/{POST}/more", ""),
        (f"https://bsky.brid.gy.mallory.example/convert/ap/{POST}", ""),
        (f"https://mallory.example/https://bsky.brid.gy/convert/ap/{POST}", ""),
        ("https://bsky.brid.gy/convert/ap/at://did:plc:short/app.bsky.feed.post/3k", ""),
        ("https://tulip.example/users/ada/statuses/1", ""),
    ],
)
def test_the_bridges_copies_of_blueskys_posts_name_them_in_their_ids(uri: str, original: str) -> None:
    assert bluesky_original(uri) == original


@pytest.mark.parametrize(
    ("handle", "claimed", "original"),
    [
        ("ada.tulip.example.ap.brid.gy", ADAS, ADAS),
        ("Ada-l.Tulip.example.AP.brid.gy", ADAS, ADAS),
        ("tulip.example.web.brid.gy", "https://tulip.example/bulbs", "https://tulip.example/bulbs"),
        ("mallory.bsky.social", ADAS, ""),
        ("mallory.example", ADAS, ""),
        ("mallory.meadow.example.ap.brid.gy", ADAS, ""),
        ("mallory.nottulip.example.ap.brid.gy", ADAS, ""),
        ("ada.tulip.example.ap.brid.gy", "", ""),
        ("ada.tulip.example.ap.brid.gy", "no address", ""),
        ("", ADAS, ""),
    ],
)
def test_a_claim_counts_from_the_bridges_own_account_for_that_host_alone(
    handle: str, claimed: str, original: str
) -> None:
    assert bridged_original(handle, claimed) == original
