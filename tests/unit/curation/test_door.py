"""What is let in at the door: posts with the event's hashtag, and what followed accounts say to everybody."""

from datetime import UTC, datetime

import pytest

from backchannel.curation.consent import at_the_door, is_by
from backchannel.text.dates import EARLIEST, LATEST
from support.builders import a_post, an_author, an_event, seen

EVENT = an_event()
ADA = an_author("ada", handle="Ada@garden.example")
BY_HANDLE = ("ada@garden.example",)


def test_a_post_needs_the_hashtag_or_a_followed_author() -> None:
    untagged = a_post(1, hashtags=())
    assert at_the_door(EVENT, a_post(1)) == ()
    assert at_the_door(EVENT, untagged) == ("untagged",)
    assert at_the_door(EVENT, untagged, followed=True) == ()


def test_a_followed_account_is_known_by_its_handle_or_its_id() -> None:
    assert is_by(BY_HANDLE, ADA)
    assert is_by((ADA.id,), ADA)
    assert not is_by(BY_HANDLE, an_author("ben"))
    assert not is_by((), an_author(handle=""))


@pytest.mark.parametrize("withheld", ["not-public", "limited"])
def test_a_followed_accounts_wishes_hold_as_everybodys_do(withheld: str) -> None:
    post = a_post(1, hashtags=("optout",))
    reasons = at_the_door(EVENT, post, restrictions=["nobot"], withheld=[withheld], followed=True)
    assert reasons == ("nobot", withheld, "optout")


@pytest.mark.parametrize(
    ("told", "kept"),
    [(datetime(1, 1, 1, tzinfo=UTC), EARLIEST), (datetime(9999, 12, 31, tzinfo=UTC), LATEST), (EARLIEST, EARLIEST)],
)
def test_a_date_that_no_calendar_of_a_venue_has_is_not_let_in(told: datetime, kept: datetime) -> None:
    assert seen(a_post(1, created_at=told)).post.created_at == kept
