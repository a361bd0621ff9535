"""The accounts that a schedule gives for its speakers: in a biography, behind a link, as an answer to a question.

Only what is plainly an account counts: `@name@server`, a profile's address, a handle under bsky.social; or whatever
account answers a question that names the network. A wrong one would make a stranger a speaker.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from backchannel.programme.limits import LONGEST_ABSTRACT, MOST_ACCOUNTS
from backchannel.text.accounts import account, account_at
from backchannel.text.clean import clean
from backchannel.text.html import text_of

LONGEST_ACCOUNT = 320  # characters; a handle on Bluesky has at most 253, one on Mastodon a server besides

_NETWORKS = re.compile(r"mastodon|fediverse|activitypub|bluesky|bsky", re.IGNORECASE)
_MASTODON = re.compile(
    r"(?<![\w/.@])@\w{1,60}(?:[.-]\w{1,60}){0,4}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}", re.IGNORECASE
)
_BLUESKY = re.compile(r"(?<![\w/.-])@?([a-z0-9-]{1,63}\.bsky\.social)(?![\w.-]*\w)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]{4,300}", re.IGNORECASE)


def accounts(told: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The accounts in these texts, each told with the question it answers (empty for a biography), in order."""
    found = (name for question, text in told for name in _in_text(question, text[:LONGEST_ABSTRACT]))
    return tuple(islice(dict.fromkeys(found), MOST_ACCOUNTS))


def _in_text(question: str, text: str) -> Iterator[str]:
    plain = clean(text)
    if _NETWORKS.search(question):
        yield from _account(plain)
    for address in _ADDRESS.findall(plain):
        yield from _account(account_at(address))
    plain = text_of(_ADDRESS.sub(" ", plain))
    for name in (*_MASTODON.findall(plain), *_BLUESKY.findall(plain)):
        yield from _account(name)


def _account(typed: str) -> Iterator[str]:
    if len(typed) > LONGEST_ACCOUNT:
        return
    try:
        yield account(typed.rstrip(".,;:!?)"))
    except ValueError:
        return
