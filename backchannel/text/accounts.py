"""The names of accounts as people write them: `@ada@tulip.example`, `ada.bsky.social`, `did:plc:…`."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from backchannel.model.post import Author
from backchannel.model.programme import Speaker
from backchannel.text.links import host

MOST = 50  # accounts one profile may name

_MEND = "write it as in @ada@tulip.example (Mastodon), or ada.bsky.social or did:plc:… (Bluesky)"

# Mastodon's own names (`app/models/account.rb`); handles and DIDs of the AT protocol (atproto.com/specs).
_HOST = r"(?:[\w-]+\.)+[\w-]+"
_ACCOUNT = re.compile(rf"\w+(?:[\w.-]*\w)?@{_HOST}|{_HOST}|did:[a-z]+:[\w.:%-]+")

# The same within a text, bounded, so that a stranger's text takes no longer than it is long.
_PLACE = r"(?:[\w-]{1,63}\.){1,8}[\w-]{1,63}"
_USER = r"\w[\w.-]{0,63}+"
_PAGE = re.compile(
    rf"(?:https?://)?(?P<host>{_PLACE})(?::\d{{1,5}})?/(?:profile/(?P<profile>[\w.:%-]{{1,300}}+)"
    rf"|(?:@|users/)(?P<user>{_USER})(?:@(?P<home>{_PLACE}))?)(?!/?[\w@])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<![\w.@/-])(?:@({_USER}@{_PLACE})|@({_PLACE})|((?:[\w-]{{1,63}}\.){{1,4}}bsky\.social))(?![\w@-])"
)

# Where `/@name` is no account of the Fediverse.
_OTHERS = frozenset({"medium.com", "threads.com", "tiktok.com", "youtube.com", "substack.com"})


def account(typed: str) -> str:
    """The account's name in one form: small letters, no `@` before it. Raises `ValueError` for what is none."""
    name = typed.strip().removeprefix("@").lower()
    if not _ACCOUNT.fullmatch(name):
        meant = account_at(typed.strip())
        mend = f"write {meant}" if meant else _MEND
        raise ValueError(f"{typed!r} is no account: {mend}")
    return name


def home_of(name: str) -> str:
    """The Mastodon server that an account is named after; empty for an account on Bluesky."""
    return name.partition("@")[2]


def accounts_in(text: str, addresses: Iterable[str] = ()) -> tuple[str, ...]:
    """The accounts that a profile names or links to, in one form, at most `MOST`; e-mail addresses are none.

    In its text a name is one only where nothing else is meant by it: `@ada@tulip.example`, `@ada.example`,
    `ada.bsky.social`, or an account's page.
    """
    linked = (name for address in addresses if (name := account_at(address)))
    found = dict.fromkeys((*linked, *_named(text)))
    return tuple(found)[:MOST]


def account_at(address: str) -> str:
    """The account whose page that is, on Bluesky's site or a Mastodon server; empty for any other address.

    A page further down is not theirs alone: what stands at a post's address may be somebody else's.
    """
    page = _PAGE.match(address)
    return _owner(page) if page else ""


def names_of(author: Author) -> tuple[str, ...]:
    """The names that lead to an author: handle, DID, and what their server calls them by its own pages."""
    pages = [author.id, author.url if host(author.url) == host(author.id) else ""]
    did = author.id if author.id.startswith("did:") else ""
    names = [author.handle.removeprefix("@"), did, *map(account_at, pages)]
    return tuple(dict.fromkeys(name.lower() for name in names if name))


def accounts_given(speaker: Speaker) -> tuple[str, ...]:
    """The accounts that a programme gives for a speaker, by name or by a link to their page, in order.

    An author is that speaker if one of `names_of` them is among these. What they call themselves proves nothing.
    """
    linked = map(account_at, speaker.links)
    return tuple(sorted({account.lower() for account in (*speaker.accounts, *linked) if account}))


def _named(text: str) -> Iterator[str]:
    for page in _PAGE.finditer(text):
        if owner := _owner(page):
            yield owner
    for found in _NAMED.finditer(text):
        yield next(filter(None, found.groups())).rstrip(".-").lower()


def _owner(page: re.Match[str]) -> str:
    place = page["host"].lower().removeprefix("www.")
    if page["profile"]:
        name = unquote(page["profile"]).rstrip(".:%-").lower()
        return name if place == "bsky.app" and _ACCOUNT.fullmatch(name) else ""
    return "" if place in _OTHERS else f"{page['user'].rstrip('.-')}@{page['home'] or place}".lower()
