"""What a status's URI tells, where it is one of Mastodon's own (`…/users/NAME/statuses/ID`, `…/ap/users/ID/…`).

GoToSocial's have the first form too. All others are opaque. Pure.
"""

import re
from typing import NamedTuple

_STATUS = re.compile(r"(?P<actor>https?://[^/\s]+/(?P<ap>ap/)?users/(?P<who>[^/\s]+))/statuses/(?P<id>[^/\s?#]+)")


class Written(NamedTuple):
    """Who wrote a status, by their URI, and what their server calls both; one of `name`, `account_id` is set."""

    actor: str
    local_id: str
    name: str = ""
    account_id: str = ""


def written(uri: str) -> Written | None:
    """What the URI tells; None where it tells nothing."""
    found = _STATUS.match(uri)
    if not found:
        return None
    who = {"account_id" if found["ap"] else "name": found["who"]}
    return Written(found["actor"], found["id"], **who)
