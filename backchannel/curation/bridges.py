"""What a bridge's copy says of its original, believed only where nobody but the bridge could have said it.

Bridgy Fed copies posts both ways (its own source: `atproto.py`, `models.py` of snarfed/bridgy-fed).
"""

import re
from urllib.parse import unquote

from backchannel.text.links import host

# The ids that the bridge gives to its copies of Bluesky's posts; the server that delivered one has checked its host.
_FROM_BLUESKY = re.compile(
    r"https://bsky\.brid\.gy/convert/ap/"
    r"(at://did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%:-]+)/app\.bsky\.feed\.post/[A-Za-z0-9._:~-]{1,512})"
)
_BRIDGED_TO_BLUESKY = (".ap.brid.gy", ".web.brid.gy")


def bluesky_original(uri: str) -> str:
    """The at-URI of the post that this ActivityPub id is the bridge's copy of; empty for any other id."""
    found = _FROM_BLUESKY.fullmatch(unquote(uri))
    return found[1] if found else ""


def bridged_original(handle: str, claimed: str) -> str:
    """The address or id of the post that a Bluesky record says it copies, if its account is the bridge's for that host.

    Anybody may write such a claim into a record of their own, and so take a stranger's post down with it. Handles below
    the bridge's own domain are the bridge's to give: `ada.tulip.example.ap.brid.gy` copies what is at tulip.example.
    """
    for domain in _BRIDGED_TO_BLUESKY:
        name = handle.lower().removesuffix(domain)
        if name != handle.lower() and f".{name}".endswith(f".{host(claimed)}") and host(claimed):
            return claimed
    return ""
